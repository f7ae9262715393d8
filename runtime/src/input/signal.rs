//! A signal, as the host reports it.

use super::InputError;
use super::frame::{frame, optional_text, required_text};
use super::request::object_fields;
use super::typing::instant;
use crate::schema::SignalId;
use crate::table::Table;
use crate::value::Slot;
use serde_json::{Value as Json, json};

/// Something that happened in the world: who it is about, and what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    pub(crate) id: String,
    /// The signal, where the charter knows it.
    pub(crate) signal: Option<SignalId>,
    pub(crate) name: String,
    pub(crate) about: String,
    /// When it happened, where that is not when it is reported.
    pub(crate) at: Option<i64>,
    /// The id of the request that it follows, where the host knows.
    pub(crate) follows: Option<String>,
    pub(crate) content: Vec<Slot>,
    /// The digest of the charter against whose vocabulary it was read.
    pub(crate) charter: [u8; 32],
}

const SIGNAL_KEYS: [&str; 6] = ["id", "signal", "about", "at", "follows", "fields"];

impl Signal {
    /// Reads a signal: `{"id", "signal", "about", "at", "follows", "fields"}`; the last three may be absent.
    ///
    /// What it names is looked up in the table's vocabulary, so a signal is only good for that version of the charter.
    pub fn from_json(json: &Json, table: &Table) -> Result<Signal, InputError> {
        let object = frame(json, "signal", &SIGNAL_KEYS)?;
        let name = required_text(object, "signal")?;
        let place = table.schema.signals.iter().position(|known| known.name == name);
        let known = place.and_then(|place| table.schema.signals.get(place));
        let fields = object.get("fields").unwrap_or(&Json::Null);
        if !fields.is_object() && !fields.is_null() {
            return Err(InputError::WrongType("fields"));
        }
        let nothing = json!({});
        let fields = if fields.is_null() { &nothing } else { fields };
        Ok(Signal {
            id: required_text(object, "id")?,
            signal: place.and_then(SignalId::at),
            about: required_text(object, "about")?,
            at: optional_text(object, "at")?
                .map(|text| instant(&text).ok_or(InputError::WrongType("at")))
                .transpose()?,
            follows: optional_text(object, "follows")?,
            content: known
                .map(|known| object_fields(&table.schema, known.content, fields))
                .unwrap_or_default(),
            charter: table.identity.digest,
            name,
        })
    }
}
