//! Where single values come from, and when the host has read them.

use super::InputError;
use super::frame::{frame, optional_instant, required_text, texts};
use crate::schema::Schema;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What the host says of a value beside the value itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Provenance {
    /// Whether somebody outside has written it.
    pub(crate) external: bool,
    /// When the host has read it.
    pub(crate) as_of: Option<i64>,
    /// The roles of the people who have written or approved it as it stands.
    pub(crate) endorsed: BTreeSet<String>,
}

impl Provenance {
    /// Reads `{"from": "external", "as_of": "2026-03-02T09:00:00Z", "endorsed_by": [{"id": "maria", "roles": ["sdr_manager"]}]}`, of
    /// which all may be absent.
    pub(super) fn from_json(json: &Json, schema: &Schema) -> Result<Provenance, InputError> {
        let object = frame(json, "provenance", &["from", "as_of", "endorsed_by"])?;
        let external = match object.get("from").map(Json::as_str) {
            None => false,
            Some(Some("external")) => true,
            // The host may lower what a value is worth, never raise it.
            Some(_) => return Err(InputError::WrongType("from")),
        };
        let mut endorsed = BTreeSet::new();
        let people = object.get("endorsed_by").filter(|people| !people.is_null());
        let people = people.map(|people| people.as_array().ok_or(InputError::WrongType("endorsed_by")));
        for person in people.transpose()?.into_iter().flatten() {
            let person = frame(person, "endorsed_by", &["id", "roles"])?;
            let roles =
                person.get("roles").map(texts).transpose().map_err(|_| InputError::WrongType("roles"))?;
            // An agent endorses nothing, whatever roles it has been given.
            let is_agent = schema.agents.contains(&required_text(person, "id")?);
            endorsed.extend(roles.into_iter().flatten().filter(|_| !is_agent));
        }
        Ok(Provenance { external, as_of: optional_instant(object, "as_of")?, endorsed })
    }
}
