//! Reading a request, and what the host says beside it, from a case document.

use crate::reference::delegation::asker;
use crate::reference::json;
use crate::reference::ledger::{id_of, targets};
use crate::reference::situation::{Act, Situation};
use crate::reference::value::{Fact, Type};
use crate::reference::vocabulary::{Action, Field, Part, Verb, Vocabulary};
use serde_json::Value as Json;
use std::rc::Rc;

/// What a case document asks.
#[derive(Debug)]
pub(crate) enum Asked<'v> {
    /// Something that can be decided about.
    Request(Box<Situation<'v>>, Vec<String>),
    /// Something that speaks of what does not exist: stopped, with what is wrong.
    Problems(Vec<String>),
}

/// What a request may say; anything else refuses it.
const KEYS: [&str; 9] =
    ["id", "action", "target", "takes", "says", "new", "fields", "filtered_by", "sorted_by"];

/// Reads the request of a case document.
pub(crate) fn read<'v>(vocabulary: &'v Vocabulary, case: &Json) -> Result<Asked<'v>, String> {
    let at =
        case.get("at").and_then(Json::as_str).and_then(json::instant).ok_or("the host gives the time")?;
    let asked = match case.get("asked") {
        Some(asked) => asked.as_str().and_then(json::instant).ok_or("it was asked at some time")?,
        None => at,
    };
    let request = case.get("request").and_then(Json::as_object).ok_or("there is no request")?;
    let nothing = Json::Null;
    let host = case.get("host").unwrap_or(&nothing);
    if let Some(key) = request.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("refused: a request does not say `{key}`"));
    }
    let name = request.get("action").and_then(Json::as_str).ok_or("refused: no action")?;
    let (agent, principal, principal_roles) =
        asker(vocabulary, host.get("agent"), host.get("person"), host.get("on_behalf_of"), at);
    if agent == Fact::Empty && id_of(&principal).is_none_or(|id| vocabulary.agents.iter().any(|it| it == id))
    {
        return Ok(Asked::Problems(vec!["agents are never people".to_owned()]));
    }
    let action = match vocabulary.action(name) {
        Some(action) if agent != Fact::Unknown => action,
        Some(_) => return Ok(Asked::Problems(vec!["an agent that is not declared".to_owned()])),
        None => return Ok(Asked::Problems(vec![format!("there is no action `{name}`")])),
    };
    let targets = targets(request.get("target"));
    if let Some(problem) = misnamed(&action, &targets) {
        return Ok(Asked::Problems(vec![problem]));
    }
    let shared = |json: Option<&Json>| Rc::new(json.cloned().unwrap_or_default());
    let part = |name: &str| shared(request.get(name));
    let fields = touched(&action, request);
    if let Some(unknown) = unknown_field(vocabulary, &action, request, &fields) {
        return Ok(Asked::Problems(vec![format!("there is no field `{unknown}`")]));
    }
    let situation = Situation {
        at,
        asked,
        act: Act::Action(action),
        named: targets.clone(),
        targets,
        agent,
        session: json::fact(&Type::Text, false, host.get("session")),
        environment: json::fact(&vocabulary.environment(), false, host.get("environment")),
        principal,
        principal_roles,
        objects: shared(host.get("objects")),
        provenance: shared(host.get("provenance")),
        agents: &vocabulary.agents,
        verified: false,
        takes: part("takes"),
        says: part("says"),
        knows: shared(host.get("knows")),
        new: part("new"),
        its: Rc::default(),
        touched: fields.clone(),
        compared: [self::targets(request.get("filtered_by")), self::targets(request.get("sorted_by"))]
            .concat(),
    };
    Ok(Asked::Request(Box::new(situation), fields))
}

/// What is wrong with the objects that a request names.
fn misnamed(action: &Action, targets: &[String]) -> Option<String> {
    let fits = match action.verb {
        Verb::Create => targets.is_empty(),
        _ if action.second.is_some() => targets.len() == 2,
        _ => (1..=200).contains(&targets.len()),
    };
    let mut sorted = targets.to_vec();
    sorted.sort();
    sorted.dedup();
    let may_be_one = action.second.is_some() && !action.of_a_kind();
    let twice = sorted.len() < targets.len() && !may_be_one;
    (!fits || twice).then(|| format!("`{}` cannot be on {targets:?}", action.name))
}

/// The fields that a request touches: those it gives new values, or those it wants.
fn touched(action: &Action, request: &serde_json::Map<String, Json>) -> Vec<String> {
    match action.verb {
        Verb::Update | Verb::Create => {
            request.get("new").and_then(Json::as_object).map(keys).unwrap_or_default()
        }
        Verb::Read | Verb::Export => {
            let mut read: Vec<String> = ["fields", "filtered_by", "sorted_by"]
                .iter()
                .flat_map(|key| targets(request.get(*key)))
                .collect();
            read.sort();
            read.dedup();
            read
        }
        Verb::Declared | Verb::Delete | Verb::Merge => Vec::new(),
    }
}

fn keys(object: &serde_json::Map<String, Json>) -> Vec<String> {
    object.keys().cloned().collect()
}

/// A field that the request speaks of and that does not exist.
fn unknown_field(
    vocabulary: &Vocabulary,
    action: &Action,
    request: &serde_json::Map<String, Json>,
    fields: &[String],
) -> Option<String> {
    let exists = |field: &&String| vocabulary.field(&action.object, field).is_ok();
    let unknown = fields.iter().find(|field| !exists(field)).cloned();
    let of = |part: Part| -> Vec<&Field> {
        action.content.iter().filter(|(whose, _)| *whose == part).map(|(_, field)| field).collect()
    };
    let outside = |key: &str, part: Part| {
        let given = request.get(key).and_then(Json::as_object).map(keys).unwrap_or_default();
        given.into_iter().find(|name| !of(part).iter().any(|field| field.name == *name))
    };
    unknown.or_else(|| outside("takes", Part::Takes)).or_else(|| outside("says", Part::Says))
}
