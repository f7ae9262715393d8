//! The frames of documents: keys that they may have, and the types of their values.

use super::InputError;
use super::typing::instant;
use serde_json::{Map, Value as Json};

/// The object that a document has to be, with no other keys than these.
pub(crate) fn frame<'a>(
    json: &'a Json,
    place: &'static str,
    keys: &[&str],
) -> Result<&'a Map<String, Json>, InputError> {
    let object = json.as_object().ok_or(InputError::WrongType(place))?;
    match object.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(InputError::Forbidden { place, key: key.clone() }),
        None => Ok(object),
    }
}

pub(super) fn required_text(object: &Map<String, Json>, key: &'static str) -> Result<String, InputError> {
    let value = object.get(key).ok_or(InputError::Missing(key))?;
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned).ok_or(InputError::WrongType(key))
}

pub(super) fn optional_text(
    object: &Map<String, Json>,
    key: &'static str,
) -> Result<Option<String>, InputError> {
    match object.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(_) => required_text(object, key).map(Some),
    }
}

pub(super) fn optional_instant(
    object: &Map<String, Json>,
    key: &'static str,
) -> Result<Option<i64>, InputError> {
    match object.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => value.as_str().and_then(instant).map(Some).ok_or(InputError::WrongType(key)),
    }
}

pub(super) fn optional_object<'a>(
    object: &'a Map<String, Json>,
    key: &'static str,
) -> Result<Option<&'a Map<String, Json>>, InputError> {
    match object.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => value.as_object().map(Some).ok_or(InputError::WrongType(key)),
    }
}

pub(super) fn texts(json: &Json) -> Result<Vec<String>, InputError> {
    let elements = json.as_array().ok_or(InputError::WrongType("fields"))?;
    elements
        .iter()
        .map(|element| element.as_str().map(str::to_owned).ok_or(InputError::WrongType("fields")))
        .collect()
}
