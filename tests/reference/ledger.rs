//! What happened before, in the order in which it became known.

use crate::reference::delegation::asker;
use crate::reference::json;
use crate::reference::progress::Said;
use crate::reference::situation::{Act, Situation};
use crate::reference::value::{Fact, Type, Value};
use crate::reference::vocabulary::{Verb, Vocabulary};
use serde_json::Value as Json;
use std::rc::Rc;

/// The events, in order of receipt.
#[derive(Debug, Default)]
pub(crate) struct Ledger<'v> {
    /// What happened.
    pub(crate) events: Vec<Event<'v>>,
}

/// One event.
#[derive(Debug)]
pub(crate) enum Event<'v> {
    /// An action was done, or a signal came in.
    Happened {
        /// Its id.
        id: Option<String>,
        /// The id of the event that it follows, where the host knows it.
        follows: Option<String>,
        /// How far it has come, where it is an action.
        said: Said,
        /// What, about what.
        situation: Box<Situation<'v>>,
    },
    /// The host has said what came of something.
    Reported {
        /// The id of the event.
        of: String,
        /// Whether it took effect.
        succeeded: bool,
    },
    /// Somebody released what a signal had stopped.
    Released {
        /// The signal.
        signal: String,
        /// What it was about.
        about: String,
        /// In which role.
        role: String,
    },
}

/// Reads a ledger from a case document.
pub(crate) fn read<'v>(vocabulary: &'v Vocabulary, events: Option<&Json>) -> Result<Ledger<'v>, String> {
    let events = events.and_then(Json::as_array).into_iter().flatten();
    Ok(Ledger { events: events.map(|event| read_event(vocabulary, event)).collect::<Result<_, _>>()? })
}

fn read_event<'v>(vocabulary: &'v Vocabulary, event: &Json) -> Result<Event<'v>, String> {
    if let Some(signal) = event.get("release").and_then(Json::as_str) {
        return Ok(Event::Released {
            signal: signal.to_owned(),
            about: text(event, "about").ok_or("a release is about something")?,
            role: text(event, "role").ok_or("a release is given in a role")?,
        });
    }
    if let Some(report) = event.get("report").and_then(Json::as_str) {
        let of = text(event, "id").ok_or("a report is of something")?;
        return Ok(Event::Reported { of, succeeded: report == "succeeded" });
    }
    let until = text(event, "until").and_then(|until| json::instant(&until));
    let kinds = [
        ("did", Said::Done),
        ("requested", Said::Requested),
        ("waiting", Said::Waiting(until)),
        ("approved", Said::Approved),
        ("refused", Said::Refused),
        ("settled", Said::Settled),
    ];
    let said = kinds.into_iter().find(|(key, _)| event.get(*key).is_some());
    let (key, said) = said.unwrap_or(("did", Said::Done));
    let (act, targets) =
        match (event.get(key).and_then(Json::as_str), event.get("signal").and_then(Json::as_str)) {
            (Some(action), None) => {
                let action =
                    vocabulary.action(action).ok_or_else(|| format!("there is no action `{action}`"))?;
                (Act::Action(action), targets(event.get("target")))
            }
            (None, Some(signal)) => {
                let signal =
                    vocabulary.signal(signal).ok_or_else(|| format!("there is no signal `{signal}`"))?;
                (Act::Signal(signal), targets(event.get("about")))
            }
            _ => return Err(format!("not understood: {event}")),
        };
    let at = text(event, "at").and_then(|at| json::instant(&at)).ok_or("an event has a time")?;
    let facts = event.get("facts").unwrap_or(&Json::Null);
    let part = |name: &str| Rc::new(facts.get(name).cloned().unwrap_or_default());
    let who = |key: &str| event.get(key).or_else(|| facts.get(key));
    let (agent, principal, principal_roles) =
        asker(vocabulary, who("agent"), who("person"), facts.get("on_behalf_of"), at);
    let its = Rc::new(event.get("fields").cloned().unwrap_or_default());
    let [objects, takes, says, knows, new] = ["objects", "takes", "says", "knows", "new"].map(part);
    let environment = json::fact(&vocabulary.environment(), false, facts.get("environment"));
    let session = json::fact(&Type::Text, false, facts.get("session"));
    let touched = match new.as_object() {
        Some(new) => new.keys().cloned().collect(),
        None => self::targets(facts.get("fields")),
    };
    let situation = Situation {
        at,
        asked: at,
        act,
        named: targets.clone(),
        targets,
        agent,
        session,
        environment,
        principal,
        principal_roles,
        objects,
        provenance: part("provenance"),
        agents: &vocabulary.agents,
        verified: false,
        takes,
        says,
        knows,
        new,
        its,
        touched,
        compared: Vec::new(),
    };
    let situation = Box::new(situation);
    Ok(Event::Happened { id: text(event, "id"), follows: text(event, "follows"), said, situation })
}

/// The ids of the objects that something is on: one, several, or none.
pub(crate) fn targets(json: Option<&Json>) -> Vec<String> {
    match json {
        Some(Json::String(one)) => vec![one.clone()],
        Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

impl Ledger<'_> {
    /// What an object has become, by the merges among the first so many events: the one that it was merged into, and so on.
    pub(crate) fn identity(&self, events: usize, kind: &str, id: &str) -> String {
        let mut merged: Vec<(String, String)> = Vec::new();
        for event in self.events.iter().take(events) {
            let Event::Happened { situation, said: Said::Done, .. } = event else { continue };
            let is_merge = situation.verb() == Some(Verb::Merge) && situation.object() == kind;
            let [survivor, absorbed] = situation.targets.as_slice() else { continue };
            let (survivor, absorbed) = (has_become(&merged, survivor), has_become(&merged, absorbed));
            if is_merge && survivor != absorbed {
                merged.push((absorbed, survivor));
            }
        }
        has_become(&merged, id)
    }
}

/// What an object has become: merges go from what nothing was merged into yet, so that in their order each is taken once.
fn has_become(merged: &[(String, String)], id: &str) -> String {
    merged.iter().fold(id.to_owned(), |id, (from, to)| if *from == id { to.clone() } else { id })
}

impl Situation<'_> {
    /// The name of the action or signal.
    pub(crate) fn name(&self) -> &str {
        match &self.act {
            Act::Action(action) => &action.name,
            Act::Signal(signal) => &signal.name,
        }
    }

    /// Whether this is an action or signal of that name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name() == name
    }

    /// The id of the object that it was on or about; of a merge, the survivor's.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.targets.first().map(String::as_str)
    }
}

/// The id in a fact that is one.
pub(crate) fn id_of(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Known(Value::Text(id)) => Some(id),
        _ => None,
    }
}
