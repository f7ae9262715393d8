//! JSON, read strictly.
//!
//! Parsed by serde_json, with its digits kept as they were written. What it would accept and Charter does not is an object
//! that has a key twice, since readers differ on which one counts. Nesting is bounded by serde_json itself.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Why a text is not JSON as Charter reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// The line, from one.
    pub line: usize,
    /// The column, from one.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message.escape_debug())
    }
}

impl std::error::Error for JsonError {}

/// Reads a JSON text: no key twice, no byte order mark, nothing after the value.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    serde_json::from_str::<Strict>(text).map(|strict| strict.0).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        JsonError { line: error.line(), column: error.column(), message }
    })
}

/// The key under which serde_json hands over the digits of a number when it keeps them.
const NUMBER: &str = "$serde_json::private::Number";

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(element)) = elements.next_element()? {
            list.push(element);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Strict(value) = entries.next_value()?;
            if let (NUMBER, Value::String(digits)) = (key.as_str(), &value) {
                return digits.parse::<Number>().map(Value::Number).map_err(A::Error::custom);
            }
            if map.insert(key.clone(), value).is_some() {
                return Err(A::Error::custom(format_args!("the key `{key}` stands twice in one object")));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn digits_are_kept() {
        for digits in ["123456789012345.123456789", "0", "-7", "123456789012345678901234567890", "1.50"] {
            assert_eq!(parse(digits).map(|value| value.to_string()), Ok(digits.to_owned()));
        }
    }

    #[test]
    fn what_readers_could_differ_on_is_refused() {
        let deep = "[".repeat(100_000);
        for text in [r#"{"a":1,"a":2}"#, "\u{feff}{}", "NaN", r#""\ud800""#, "{} {}", &deep] {
            assert!(parse(text).is_err(), "{}", text.get(..10).unwrap_or(text));
        }
    }
}
