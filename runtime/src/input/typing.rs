//! From JSON to typed values. What does not fit its type is unknown.

use crate::canonical;
use crate::decimal::Decimal;
use crate::schema::{Field, Schema, ShapeId, Type};
use crate::value::{Slot, Value};
use serde_json::Value as Json;

/// Reads JSON values against one schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typing<'a> {
    pub(crate) schema: &'a Schema,
}

impl Typing<'_> {
    /// A value of a field: absent is unknown, and null is empty where the field may be.
    pub(crate) fn field(&self, field: &Field, json: Option<&Json>) -> Slot {
        match json {
            Some(Json::Null) if field.optional => Slot::Empty,
            Some(json) => self.value(&field.value, json).map_or(Slot::Unknown, Slot::Known),
            None => Slot::Unknown,
        }
    }

    /// The fields of a shape, in its order, from a JSON object; all unknown from anything else.
    pub(crate) fn fields(&self, shape: ShapeId, json: &Json) -> Vec<Slot> {
        let fields =
            self.schema.shapes.get(shape.index()).map(|shape| shape.fields.as_slice()).unwrap_or_default();
        fields.iter().map(|field| self.field(field, json.get(&field.name))).collect()
    }

    /// A value of a type, or `None` where the JSON does not fit it.
    pub(crate) fn value(&self, value: &Type, json: &Json) -> Option<Value> {
        match value {
            Type::Text | Type::Url | Type::Zone => text(json).map(Value::Text),
            Type::Person | Type::Object(_) => text(json).filter(|id| !id.is_empty()).map(Value::Text),
            Type::Email => text(json).and_then(|text| canonical::email(&text)).map(Value::Text),
            Type::Domain => text(json).and_then(|text| canonical::domain(&text)).map(Value::Text),
            Type::Number => decimal(json).map(|number| Value::Ordinal(number.units())),
            Type::Percent => percent(json).map(|number| Value::Ordinal(number.units())),
            Type::Money(currency) => {
                let same = json.get("currency")?.as_str()? == currency.to_string();
                decimal(json.get("amount")?).filter(|_| same).map(|amount| Value::Ordinal(amount.units()))
            }
            Type::YesNo => json.as_bool().map(|yes| Value::Ordinal(i128::from(yes))),
            Type::Date => date(json.as_str()?).map(|day| Value::Ordinal(i128::from(day))),
            Type::Instant => instant(json.as_str()?).map(|moment| Value::Ordinal(i128::from(moment))),
            Type::Duration => duration(json.as_str()?).map(|length| Value::Ordinal(i128::from(length))),
            Type::OneOf(choices) => {
                let place = self
                    .schema
                    .choices
                    .get(choices.index())?
                    .iter()
                    .position(|name| json.as_str() == Some(name))?;
                i128::try_from(place).ok().map(Value::Ordinal)
            }
            Type::List(element) => {
                let slot = |json| self.value(element, json).map_or(Slot::Unknown, Slot::Known);
                json.as_array().map(|elements| Value::List(elements.iter().map(slot).collect()))
            }
            Type::Record(shape) => json.is_object().then(|| Value::Record(self.fields(*shape, json))),
        }
    }
}

fn text(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}

/// A number, or a text that has one.
fn decimal(json: &Json) -> Option<Decimal> {
    match json {
        Json::Number(number) => number.as_str().parse().ok(),
        Json::String(text) => text.parse().ok(),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A fraction, or a text such as `"5%"`.
fn percent(json: &Json) -> Option<Decimal> {
    match json.as_str().and_then(|text| text.strip_suffix('%')) {
        Some(hundredths) => hundredths.parse::<Decimal>().ok()?.times("0.01".parse().ok()?),
        None => decimal(json),
    }
}

/// Days since 1970-01-01.
pub(crate) fn date(text: &str) -> Option<i32> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(date).ok().map(|span| span.get_days())
}

/// Nanoseconds since 1970-01-01T00:00:00Z.
pub(crate) fn instant(text: &str) -> Option<i64> {
    let timestamp: jiff::Timestamp = text.parse().ok()?;
    i64::try_from(timestamp.as_nanosecond()).ok()
}

/// Nanoseconds. Units of varying length, such as months, do not fit.
fn duration(text: &str) -> Option<i64> {
    let duration: jiff::SignedDuration = text.parse().ok()?;
    i64::try_from(duration.as_nanos()).ok()
}
