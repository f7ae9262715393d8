//! What a JSON value says about a fact of a given type. What does not fit is unknown; absent is unknown; null is empty
//! where the fact may be empty.

use crate::reference::decimal;
use crate::reference::text;
use crate::reference::value::{Fact, Type, Value, known};
use serde_json::Value as Json;

/// What is known of a fact of this type from this document.
pub(crate) fn fact(of: &Type, optional: bool, json: Option<&Json>) -> Fact {
    match json {
        None => Fact::Unknown,
        Some(Json::Null) if optional => Fact::Empty,
        Some(Json::Null) => Fact::Unknown,
        Some(json) => known(value(of, json)),
    }
}

fn value(of: &Type, json: &Json) -> Option<Value> {
    match of {
        Type::Number => number(json).map(Value::Whole),
        Type::Percent => percent(json).map(Value::Whole),
        Type::Money(currency) => money(currency, json).map(Value::Whole),
        Type::YesNo => json.as_bool().map(Value::YesNo),
        Type::Date => date(json.as_str()?).map(Value::Whole),
        Type::Instant => instant(json.as_str()?).map(Value::Whole),
        Type::Duration => duration(json.as_str()?).map(Value::Whole),
        Type::Text | Type::Zone | Type::Url => json.as_str().map(|text| Value::Text(text.to_owned())),
        Type::Person | Type::Object(_) => {
            json.as_str().filter(|id| !id.is_empty()).map(|id| Value::Text(id.to_owned()))
        }
        Type::Email => text::email(json.as_str()?).map(Value::Text),
        Type::Domain => text::domain(json.as_str()?).map(Value::Text),
        Type::OneOf(names) => choice(names, json.as_str()?),
        Type::List(element) => json.as_array().map(|list| elements(element, list)),
        Type::Record(_) => json.is_object().then(|| Value::Record(json.to_string())),
    }
}

fn number(json: &Json) -> Option<i128> {
    match json {
        Json::Number(number) => decimal::parse(&number.to_string()),
        Json::String(text) => decimal::parse(text),
        _ => None,
    }
}

fn percent(json: &Json) -> Option<i128> {
    match json.as_str().and_then(|text| text.strip_suffix('%')) {
        Some(hundredths) => decimal::times(decimal::parse(hundredths)?, decimal::ONE / 100),
        None => number(json),
    }
}

fn money(currency: &str, json: &Json) -> Option<i128> {
    (json.get("currency")?.as_str()? == currency).then(|| json.get("amount").and_then(number))?
}

fn date(text: &str) -> Option<i128> {
    let day: jiff::civil::Date = (text.len() == 10).then(|| text.parse().ok())??;
    let epoch = jiff::civil::date(1970, 1, 1);
    Some(day.since(epoch).ok()?.get_days().into())
}

/// An instant in nanoseconds since 1970, from RFC 3339 with an offset.
pub(crate) fn instant(text: &str) -> Option<i128> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_nanosecond)
}

fn duration(text: &str) -> Option<i128> {
    let span: jiff::SignedDuration = text.contains('P').then(|| text.parse().ok())??;
    Some(span.as_nanos())
}

fn choice(names: &[String], text: &str) -> Option<Value> {
    names.iter().position(|name| name == text).map(|place| Value::Whole(place as i128))
}

fn elements(of: &Type, list: &[Json]) -> Value {
    Value::List(list.iter().map(|element| fact(of, false, Some(element))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_does_not_fit_is_unknown() {
        let usd = Type::Money("USD".to_owned());
        let misfits = [
            (Type::Number, json!("1e3")),
            (Type::Number, json!(1e30)),
            (usd.clone(), json!({"amount": 5, "currency": "EUR"})),
            (usd, json!(5)),
            (Type::YesNo, json!("yes")),
            (Type::OneOf(vec!["emea".to_owned()]), json!("EMEA")),
            (Type::Person, json!("")),
            (Type::Date, json!("2026-02-30")),
            (Type::Instant, json!("2026-02-03T09:00:00")),
            (Type::Text, json!(null)),
        ];
        for (of, json) in misfits {
            assert_eq!(fact(&of, false, Some(&json)), Fact::Unknown, "{of:?} {json}");
        }
    }

    #[test]
    fn null_is_empty_only_where_a_fact_may_be_empty() {
        assert_eq!(fact(&Type::Text, true, Some(&Json::Null)), Fact::Empty);
        assert_eq!(fact(&Type::Text, true, None), Fact::Unknown);
    }

    #[test]
    fn decimals_are_read_from_their_digits() {
        let five_percent = Fact::Known(Value::Whole(50_000_000));
        assert_eq!(fact(&Type::Percent, false, Some(&json!("5%"))), five_percent);
        assert_eq!(fact(&Type::Percent, false, Some(&json!(0.05))), five_percent);
        let amount = json!({"amount": "0.000000001", "currency": "USD"});
        assert_eq!(fact(&Type::Money("USD".to_owned()), false, Some(&amount)), Fact::Known(Value::Whole(1)));
    }
}
