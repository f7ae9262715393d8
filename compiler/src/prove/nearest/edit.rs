//! Requests with some facts changed.

use super::Change;
use super::facts::{self, Fact};
use super::question::Wanted;
use crate::prove::question::Sketch;
use crate::prove::witness::{Attempt, told, values_of};
use charter_runtime::schema::{Action, ActionId, Path, Root, Step, Type, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::Event;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The action that a case asks for.
pub(super) fn action(table: &Table, case: &Json) -> Option<ActionId> {
    let name = case.pointer("/request/action")?.as_str()?;
    table.schema.actions.iter().position(|action| action.name == name).and_then(ActionId::at)
}

/// Where a value is in a case, as names from the outside in; `None` where the way there is not known.
fn place(table: &Table, case: &Json, path: &Path) -> Option<Vec<String>> {
    let of = table.schema.actions.get(action(table, case)?.index())?;
    let host = |name: &str| Some(vec!["host".to_owned(), name.to_owned()]);
    match path.root {
        Root::Agent => return host("agent"),
        Root::Session => return host("session"),
        Root::Environment => return host("environment"),
        Root::Principal | Root::PrincipalRoles => return host("on_behalf_of"),
        Root::Now | Root::Today => return Some(vec!["at".to_owned()]),
        Root::Field | Root::Targets | Root::Element | Root::Its => return None,
        Root::Target | Root::Old | Root::New | Root::First | Root::Second | Root::Request => {}
    }
    let mut steps = path.steps.iter().filter(|step| matches!(step, Step::Field(_))).peekable();
    let mut shape = path.shape?;
    let mut names = start(table, case, of, path)?;
    while let Some(Step::Field(field)) = steps.next() {
        let field = table.shape(shape)?.fields.get(*field as usize)?;
        names.push(field.name.clone());
        match (&field.value, steps.peek()) {
            (_, None) => {}
            (Type::Record(inner), Some(_)) => shape = *inner,
            (Type::Object(inner), Some(_)) => {
                let id = at(case, &names)?.as_str()?.to_owned();
                shape = *inner;
                names = object(table.shape(shape)?.name.as_str(), &id);
            }
            (_, Some(_)) => return None,
        }
    }
    Some(names)
}

fn object(kind: &str, id: &str) -> Vec<String> {
    ["host", "objects", kind, id].map(str::to_owned).to_vec()
}

/// What the first step of a path starts from.
fn start(table: &Table, case: &Json, action: &Action, path: &Path) -> Option<Vec<String>> {
    let first = path.steps.first().and_then(|step| match step {
        Step::Field(field) => Some(*field),
        Step::Part(_) => None,
    });
    if path.root == Root::Request {
        let field = first?;
        let names: &[&str] = if field < action.takes {
            &["request", "takes"]
        } else if field < action.takes + action.says {
            &["request", "says"]
        } else {
            &["host", "knows"]
        };
        return Some(names.iter().map(|name| (*name).to_owned()).collect());
    }
    let kind = table.shape(path.shape?)?.name.clone();
    if path.root == Root::New {
        let name = &table.shape(path.shape?)?.fields.get(first? as usize)?.name;
        let written = case.pointer("/request/new").and_then(|new| new.get(name)).is_some();
        if action.verb == Verb::Create || written {
            return Some(vec!["request".to_owned(), "new".to_owned()]);
        }
    }
    let target = case.pointer("/request/target")?;
    let nth = usize::from(path.root == Root::Second);
    let id = match target {
        Json::Array(both) => both.get(nth)?.as_str()?,
        _ => target.as_str().filter(|_| nth == 0)?,
    };
    Some(object(&kind, id))
}

fn at<'j>(case: &'j Json, names: &[String]) -> Option<&'j Json> {
    names.iter().try_fold(case, |value, name| value.get(name))
}

/// The value at a path of a case, where it is given.
pub(super) fn get(table: &Table, case: &Json, path: &Path) -> Option<Json> {
    let value = at(case, &place(table, case, path)?)?.clone();
    match path.root {
        Root::Principal if value.is_object() => value.get("person").cloned(),
        Root::PrincipalRoles => value.get("roles").cloned(),
        _ => Some(value),
    }
}

fn set(case: &mut Json, names: &[String], value: Json) -> Option<()> {
    let (last, before) = names.split_last()?;
    let mut inner = case;
    for name in before {
        let fields = inner.as_object_mut()?;
        inner = fields.entry(name.clone()).or_insert_with(|| Json::Object(Map::new()));
    }
    inner.as_object_mut()?.insert(last.clone(), value);
    Some(())
}

fn put(table: &Table, case: &mut Json, path: &Path, value: Json) -> Option<()> {
    let names = place(table, case, path)?;
    let before = at(case, &names).cloned().unwrap_or_default();
    let part = |name: &str| before.get(name).cloned();
    let value = match path.root {
        Root::Principal => match part("roles") {
            Some(roles) if !value.is_null() => json!({ "person": value, "roles": roles }),
            _ => value,
        },
        Root::PrincipalRoles => {
            let person = part("person").or_else(|| before.as_str().map(|person| json!(person)));
            json!({ "person": person.unwrap_or_else(|| json!("somebody")), "roles": value })
        }
        _ => value,
    };
    set(case, &names, value)
}

/// The case with other values for what changes, and what these are; what has happened and the moment stay.
pub(super) fn with_values(
    table: &Table,
    case: &Json,
    action: ActionId,
    changing: &[Fact],
    wanted: &Wanted,
) -> Option<(Json, Vec<Change>)> {
    let verb = table.schema.actions.get(action.index())?.verb;
    let sketch =
        Sketch { classes: wanted.classes.clone(), touched: wanted.touched.clone(), ..Sketch::default() };
    let read =
        table.paths.iter().filter_map(|path| Some((path, facts::of_path(path, verb, &wanted.touched)?)));
    let mut changed: BTreeMap<&Path, Option<Json>> = BTreeMap::new();
    let mut stays: Vec<(&Path, Json)> = Vec::new();
    for (path, fact) in read {
        if changing.contains(&fact) {
            changed.insert(path, get(table, case, path));
        } else if let Some(value) = get(table, case, path) {
            stays.push((path, value));
        }
    }
    let moment = case.get("at")?.as_str()?.parse::<jiff::Timestamp>().ok()?.as_nanosecond();
    let subject = wanted.subject;
    let attempt = Attempt { table, action, subject, sketch: &sketch, number: 0, moment, shown: None };
    let values = values_of(&attempt, &stays, &changed)?;
    let (mut with, mut changes) = (case.clone(), Vec::new());
    let mut told_of: BTreeSet<Vec<String>> = BTreeSet::new();
    for (path, value) in values {
        if matches!(path.root, Root::Now | Root::Today) || get(table, case, path).as_ref() == Some(&value) {
            continue;
        }
        let change = Change {
            fact: table.path_text(path),
            is: get(table, case, path).map(|value| told(path, &value)),
            would_be: told(path, &value),
        };
        put(table, &mut with, path, value)?;
        // One value may be called by several names: before, after, and of the one or the other.
        if place(table, case, path).is_none_or(|place| told_of.insert(place)) {
            changes.push(change);
        }
    }
    Some((with, changes))
}

/// How many events are tried to be added or left out.
const MOST_EVENTS: usize = 12;

/// The case as it is, where nothing that has happened may change; else with more and with fewer of these events.
pub(super) fn with_past(table: &Table, case: &Json, events: &[Event]) -> Vec<(Json, Vec<Change>)> {
    let mut all = vec![(case.clone(), Vec::new())];
    for event in events {
        let mut next = Vec::new();
        for (case, changes) in &all {
            for (changed, change) in with_event(table, case, *event) {
                next.push((changed, changes.iter().cloned().chain([change]).collect()));
            }
        }
        all = next;
    }
    all
}

fn with_event(table: &Table, case: &Json, event: Event) -> Vec<(Json, Change)> {
    let schema = &table.schema;
    let (key, name) = match event {
        Event::Did(action) => ("did", schema.actions.get(action.index()).map(|action| &action.name)),
        Event::Signal(signal) => ("signal", schema.signals.get(signal.index()).map(|signal| &signal.name)),
    };
    let Some(name) = name else { return Vec::new() };
    let ledger = case.get("ledger").and_then(Json::as_array).cloned().unwrap_or_default();
    let is_it = |event: &Json| event.get(key).and_then(Json::as_str) == Some(name);
    let there: Vec<usize> =
        ledger.iter().enumerate().filter(|(_, event)| is_it(event)).map(|(place, _)| place).collect();
    let happened = |count: usize| match count {
        0 => "has not happened".to_owned(),
        1 => "has happened once".to_owned(),
        count => format!("has happened {count} times"),
    };
    let changed = |ledger: Vec<Json>, count: usize| {
        let mut case = case.clone();
        if let Some(case) = case.as_object_mut() {
            case.insert("ledger".to_owned(), Json::Array(ledger));
        }
        let (is, would_be) = (Some(happened(there.len())), happened(count));
        (case, Change { fact: name.clone(), is, would_be })
    };
    let mut all = Vec::new();
    for fewer in 1..=there.len().min(MOST_EVENTS) {
        let gone: BTreeSet<&usize> = there.iter().rev().take(fewer).collect();
        let kept = ledger.iter().enumerate().filter(|(place, _)| !gone.contains(place));
        all.push(changed(kept.map(|(_, event)| event.clone()).collect(), there.len() - fewer));
    }
    for more in 1..=MOST_EVENTS {
        let added = (0..more).filter_map(|number| added(case, key, name, number));
        let with: Vec<Json> = ledger.iter().cloned().chain(added).collect();
        all.push(changed(with, there.len() + more));
    }
    all
}

/// An event about the object at hand, an hour and a bit ago.
fn added(case: &Json, key: &str, name: &str, number: usize) -> Option<Json> {
    let at: jiff::Timestamp = case.get("at")?.as_str()?.parse().ok()?;
    let seconds = 3_600 + i64::try_from(number).ok()?;
    let at = at.checked_sub(jiff::SignedDuration::from_secs(seconds)).ok()?.to_string();
    let target = case.pointer("/request/target").cloned().unwrap_or_default();
    let id = format!("assumed-{name}-{number}");
    let mut facts = case.get("host").cloned().unwrap_or_default();
    for part in ["takes", "says", "new", "fields"] {
        if let (Some(value), Some(facts)) =
            (case.get("request").and_then(|request| request.get(part)), facts.as_object_mut())
        {
            facts.insert(part.to_owned(), value.clone());
        }
    }
    let who = |key: &str| case.pointer(&format!("/host/{key}")).cloned();
    Some(if key == "signal" {
        let about = target.as_array().and_then(|both| both.first()).cloned().unwrap_or(target);
        json!({ "at": at, key: name, "about": about, "id": id, "fields": {}, "facts": facts })
    } else {
        let mut event = json!({ "at": at, key: name, "target": target, "id": id, "facts": facts });
        if let (Some(agent), Some(event)) = (who("agent"), event.as_object_mut()) {
            event.insert("agent".to_owned(), agent);
        }
        event
    })
}
