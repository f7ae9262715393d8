//! The person on whose behalf somebody asks.

use super::InputError;
use super::frame::{frame, optional_instant, required_text, texts};
use crate::value::{Slot, Value};
use serde_json::Value as Json;

/// The person for whom an agent acts, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Principal {
    person: Slot,
    roles: Slot,
    /// From this moment on nobody knows for whom it acts.
    until: Option<i64>,
}

impl Principal {
    /// Reads `on_behalf_of`: see [`Facts::from_json`](super::Facts::from_json).
    pub(super) fn from_json(json: Option<&Json>) -> Result<Principal, InputError> {
        match json {
            None => Ok(Principal::default()),
            Some(Json::Null) => {
                let roles = Slot::Known(Value::List(Vec::new()));
                Ok(Principal { person: Slot::Empty, roles, until: None })
            }
            Some(Json::String(id)) if !id.is_empty() => {
                Ok(Principal { person: text(id), ..Principal::default() })
            }
            Some(delegation) => {
                let object = frame(delegation, "on_behalf_of", &["person", "roles", "until"])?;
                let roles = match object.get("roles") {
                    None | Some(Json::Null) => Slot::Unknown,
                    Some(roles) => {
                        let roles = texts(roles).map_err(|_| InputError::WrongType("roles"))?;
                        Slot::Known(Value::List(roles.iter().map(|role| text(role)).collect()))
                    }
                };
                let until = optional_instant(object, "until")?;
                Ok(Principal { person: text(&required_text(object, "person")?), roles, until })
            }
        }
    }

    /// A person who asks: they act for themselves. The roles are null where nobody knows them.
    pub(super) fn themselves(id: &str, roles: Option<&[String]>) -> Principal {
        let list = |roles: &[String]| Value::List(roles.iter().map(|role| text(role)).collect());
        let roles = roles.map_or(Slot::Unknown, |roles| Slot::Known(list(roles)));
        Principal { person: text(id), roles, until: None }
    }

    /// Their id, whether or not the delegation has ended.
    pub(crate) fn id(&self) -> Option<&str> {
        match &self.person {
            Slot::Known(Value::Text(id)) => Some(id),
            Slot::Known(_) | Slot::Empty | Slot::Unknown => None,
        }
    }

    /// Who it is at a moment, and the roles they hold.
    pub(crate) fn at(&self, now: i64) -> (&Slot, &Slot) {
        match self.until {
            Some(until) if now >= until => (&Slot::Unknown, &Slot::Unknown),
            Some(_) | None => (&self.person, &self.roles),
        }
    }
}

fn text(id: &str) -> Slot {
    Slot::Known(Value::Text(id.to_owned()))
}
