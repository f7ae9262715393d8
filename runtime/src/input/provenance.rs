//! Where single values come from, and when the host has read them.

use super::InputError;
use super::frame::{frame, optional_instant};
use serde_json::Value as Json;

/// What the host says of a value beside the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Provenance {
    /// Whether somebody outside has written it.
    pub(crate) external: bool,
    /// When the host has read it.
    pub(crate) as_of: Option<i64>,
}

impl Provenance {
    /// Reads `{"from": "external", "as_of": "2026-03-02T09:00:00Z"}`, of which both may be absent.
    pub(super) fn from_json(json: &Json) -> Result<Provenance, InputError> {
        let object = frame(json, "provenance", &["from", "as_of"])?;
        let external = match object.get("from").map(Json::as_str) {
            None => false,
            Some(Some("external")) => true,
            // The host may lower what a value is worth, never raise it.
            Some(_) => return Err(InputError::WrongType("from")),
        };
        Ok(Provenance { external, as_of: optional_instant(object, "as_of")? })
    }
}
