//! Who asks, and on whose behalf.

use crate::reference::json;
use crate::reference::ledger::targets;
use crate::reference::value::{Fact, Type, Value};
use crate::reference::vocabulary::Vocabulary;
use serde_json::Value as Json;

/// The person for whom an agent acts, and the roles that they hold, where those are known.
///
/// Null is nobody. Where nothing is said, or where what was said holds no longer, it is not known.
pub(crate) fn principal(said: Option<&Json>, at: i128) -> (Fact, Option<Vec<String>>) {
    match said {
        None => (Fact::Unknown, None),
        Some(Json::Null) => (Fact::Empty, Some(Vec::new())),
        Some(Json::String(id)) => (person(id), None),
        Some(delegation) => {
            let until = delegation.get("until").and_then(Json::as_str).and_then(json::instant);
            if until.is_some_and(|until| at >= until) {
                return (Fact::Unknown, None);
            }
            let roles = delegation.get("roles").filter(|roles| roles.is_array());
            let id = delegation.get("person").and_then(Json::as_str).unwrap_or_default();
            (person(id), roles.map(|roles| targets(Some(roles))))
        }
    }
}

/// Who asks: the agent, empty where it is a person; and for whom. A person acts for themselves.
pub(crate) fn asker(
    vocabulary: &Vocabulary,
    agent: Option<&Json>,
    said: Option<&Json>,
    on_behalf_of: Option<&Json>,
    at: i128,
) -> (Fact, Fact, Option<Vec<String>>) {
    match said {
        None | Some(Json::Null) => {
            let (principal, roles) = principal(on_behalf_of, at);
            (json::fact(&Type::OneOf(vocabulary.agents.clone()), false, agent), principal, roles)
        }
        Some(Json::String(id)) => (Fact::Empty, person(id), None),
        Some(one) => {
            let id = one.get("id").and_then(Json::as_str).unwrap_or_default();
            let roles = one.get("roles").filter(|roles| roles.is_array());
            (Fact::Empty, person(id), roles.map(|roles| targets(Some(roles))))
        }
    }
}

fn person(id: &str) -> Fact {
    Fact::Known(Value::Text(id.to_owned()))
}
