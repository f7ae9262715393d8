//! Values as documents give them, and as people read them.

use super::text;
use charter_runtime::Decimal;
use charter_runtime::schema::{Schema, Type};
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::{Value as Json, json};

/// A value by its ordinal: see [`Constant::Ordinal`](crate::typed::Constant::Ordinal).
pub(super) fn of_ordinal(schema: &Schema, value: &Type, ordinal: i128) -> Option<Json> {
    let nanoseconds = || i64::try_from(ordinal).ok();
    Some(match value {
        Type::Number | Type::Percent => json!(Decimal::from_units(ordinal)?.to_string()),
        Type::Money(currency) => {
            json!({ "amount": Decimal::from_units(ordinal)?.to_string(), "currency": currency.to_string() })
        }
        Type::YesNo => json!(ordinal == 1),
        Type::Date => {
            let days = i32::try_from(ordinal).ok()?;
            json!(Date::constant(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()?.to_string())
        }
        Type::Instant => json!(Timestamp::from_nanosecond(ordinal).ok()?.to_string()),
        Type::Duration => json!(SignedDuration::from_nanos(nanoseconds()?).to_string()),
        Type::OneOf(choices) => {
            json!(schema.choices.get(choices.index())?.get(usize::try_from(ordinal).ok()?)?)
        }
        Type::Text | Type::Zone | Type::Email | Type::Domain | Type::Url | Type::Person => return None,
        Type::List(_) | Type::Record(_) | Type::Object(_) => return None,
    })
}

/// The ordinal of a value, where it has one: the other way around.
pub(super) fn ordinal(of: &Type, value: &Json) -> Option<i128> {
    let decimal = |value: &Json| match value {
        Json::Number(number) => number.as_str().parse::<Decimal>().ok(),
        Json::String(text) => text.parse::<Decimal>().ok(),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    };
    match of {
        Type::Number => decimal(value).map(Decimal::units),
        Type::Percent => match value.as_str().and_then(|text| text.strip_suffix('%')) {
            Some(hundredths) => hundredths.parse::<Decimal>().ok().map(|it| it.units() / 100),
            None => decimal(value).map(Decimal::units),
        },
        Type::Money(_) => decimal(value.get("amount")?).map(Decimal::units),
        Type::Date => {
            let date: Date = value.as_str()?.parse().ok()?;
            let days = date.since(Date::constant(1970, 1, 1)).ok()?.get_days();
            Some(i128::from(days))
        }
        Type::Instant => value.as_str()?.parse::<Timestamp>().ok().map(Timestamp::as_nanosecond),
        Type::Duration => value.as_str()?.parse::<SignedDuration>().ok().map(|it| it.as_nanos()),
        Type::YesNo | Type::OneOf(_) => None,
        Type::Text | Type::Zone | Type::Email | Type::Domain | Type::Url | Type::Person => None,
        Type::List(_) | Type::Record(_) | Type::Object(_) => None,
    }
}

/// A value of a type of which nothing is asked; `None` for references, lists and records.
pub(super) fn plain(schema: &Schema, value: &Type, number: usize) -> Option<Json> {
    let text = text::candidates(value, number, &[]).into_iter().next().map(Json::String);
    text.or_else(|| of_ordinal(schema, value, 0))
}

/// One unit of a type, as far as people count in it.
pub(super) fn unit(value: &Type) -> i128 {
    let second = 1_000_000_000;
    match value {
        Type::Number | Type::Money(_) => Decimal::whole(1).units(),
        Type::Percent => Decimal::whole(1).units() / 100,
        Type::Instant | Type::Duration => 3_600 * second,
        Type::YesNo | Type::Date | Type::OneOf(_) => 1,
        Type::Text | Type::Zone | Type::Email | Type::Domain | Type::Url | Type::Person => 1,
        Type::List(_) | Type::Record(_) | Type::Object(_) => 1,
    }
}

/// The number next to one that people would rather write, where one is within these bounds.
pub(super) fn round(of: &Type, ordinal: i128, (from, to): (Option<i128>, Option<i128>)) -> i128 {
    let unit = unit(of);
    let below = ordinal.div_euclid(unit) * unit;
    let within = |number: &i128| from.is_none_or(|from| from <= *number) && to.is_none_or(|to| *number <= to);
    [ordinal, below, below + unit]
        .into_iter()
        .filter(within)
        .min_by_key(|number| number.rem_euclid(unit) != 0)
        .unwrap_or(ordinal)
}

/// A value of a type as people read it.
pub(super) fn told(of: &Type, value: &Json) -> String {
    if let (Type::Percent, Json::String(fraction)) = (of, value)
        && let Some(percent) = fraction.parse::<Decimal>().ok().and_then(|it| it.units().checked_mul(100))
        && let Some(percent) = Decimal::from_units(percent)
    {
        return format!("{percent}%");
    }
    match value {
        Json::Null => "empty".to_owned(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Json::Object(fields) => match (fields.get("amount"), fields.get("currency")) {
            (Some(Json::String(amount)), Some(Json::String(currency))) => format!("{amount} {currency}"),
            (Some(Json::Number(amount)), Some(Json::String(currency))) => format!("{amount} {currency}"),
            _ => value.to_string(),
        },
        Json::String(text) => text.clone(),
        Json::Array(elements) if elements.is_empty() => "none".to_owned(),
        Json::Number(_) | Json::Array(_) => value.to_string(),
    }
}
