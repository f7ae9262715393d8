//! Who asks: an agent, or a person.

use super::InputError;
use super::frame::{frame, required_text, texts};
use super::principal::Principal;
use crate::schema::{AgentId, Schema, Subject};
use crate::value::Seen;
use serde_json::{Map, Value as Json};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asker {
    /// An agent.
    Agent {
        /// Which, where the charter knows it.
        id: Option<AgentId>,
        /// Its name, as given.
        name: String,
    },
    /// A person.
    Person {
        /// Their id.
        id: String,
    },
}

impl Default for Asker {
    fn default() -> Asker {
        Asker::Agent { id: None, name: String::new() }
    }
}

impl Asker {
    /// Reads `agent` or `person` of the host's document, and on whose behalf that is: a person acts for themselves.
    pub(super) fn from_json(
        host: &Map<String, Json>,
        schema: &Schema,
    ) -> Result<(Asker, Principal), InputError> {
        let Some(person) = host.get("person").filter(|person| !person.is_null()) else {
            let name = required_text(host, "agent")?;
            let id = schema.agents.iter().position(|known| *known == name).and_then(AgentId::at);
            return Ok((Asker::Agent { id, name }, Principal::from_json(host.get("on_behalf_of"))?));
        };
        for key in ["agent", "on_behalf_of"] {
            if host.get(key).is_some_and(|value| !value.is_null()) {
                return Err(InputError::Forbidden { place: "host", key: key.to_owned() });
            }
        }
        let (id, roles) = match person {
            Json::String(id) if !id.is_empty() => (id.clone(), None),
            _ => {
                let person = frame(person, "person", &["id", "roles"])?;
                let roles = person.get("roles").filter(|roles| !roles.is_null());
                let roles = roles.map(|roles| texts(roles).map_err(|_| InputError::WrongType("roles")));
                (required_text(person, "id")?, roles.transpose()?)
            }
        };
        Ok((Asker::Person { id: id.clone() }, Principal::themselves(&id, roles.as_deref())))
    }

    /// Whose requests theirs are among.
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Asker::Agent { .. } => Subject::Agents,
            Asker::Person { .. } => Subject::People,
        }
    }

    /// The agent by its place; the place behind all agents for a person.
    pub(crate) fn place(&self, schema: &Schema) -> Seen<'static> {
        match self {
            Asker::Agent { id, .. } => id.map_or(Seen::Unknown, |id| Seen::Ordinal(i128::from(id.0))),
            Asker::Person { .. } => people(schema),
        }
    }

    /// Whether it is an agent of this name.
    pub(crate) fn is_agent(&self, named: &str) -> bool {
        match self {
            Asker::Agent { name, .. } => name == named,
            Asker::Person { .. } => false,
        }
    }

    /// Why nobody may ask in this name, if so: an agent has to be declared, and is never a person.
    pub(crate) fn problem(&self, schema: &Schema) -> Option<String> {
        match self {
            Asker::Agent { id: Some(_), .. } => None,
            Asker::Agent { id: None, name } => {
                Some(format!("the charter knows no agent `{}`", name.escape_debug()))
            }
            Asker::Person { id } => schema
                .agents
                .contains(id)
                .then(|| format!("`{}` is an agent, and asks as a person", id.escape_debug())),
        }
    }
}

/// What stands for people where the place of an agent is asked for.
pub(crate) fn people(schema: &Schema) -> Seen<'static> {
    i128::try_from(schema.agents.len()).map_or(Seen::Unknown, Seen::Ordinal)
}
