//! What an action leads to: it is granted no further than that.

use crate::reference::charter::Kind;
use crate::reference::outcome::Level;
use crate::reference::rules::{Request, saying};
use crate::reference::situation::{Act, Situation};
use crate::reference::value::Type;
use crate::reference::vocabulary::{Action, Verb};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// What is granted of each action that the one asked for leads to, in the end.
pub(crate) fn consequences(request: &Request<'_>) -> Result<BTreeMap<String, Option<Level>>, String> {
    let mut granted = BTreeMap::new();
    if let Act::Action(action) = &request.situation.act {
        follow(request, action, action, &mut granted)?;
    }
    Ok(granted)
}

fn follow(
    request: &Request<'_>,
    asked: &Action,
    from: &Action,
    granted: &mut BTreeMap<String, Option<Level>>,
) -> Result<(), String> {
    let vocabulary = &request.charter.vocabulary;
    for (name, fields) in &from.leads_to {
        let led = vocabulary.action(name).ok_or_else(|| format!("there is no action `{name}`"))?;
        let shape = vocabulary.shapes.get(&led.object).ok_or("an action is on something")?;
        let is_named = |field: &str| match fields {
            None => true,
            Some(fields) => fields.names().any(|name| name.text() == field) != fields.is_except(),
        };
        let named: Vec<&str> =
            shape.iter().map(|field| field.name.as_str()).filter(|field| is_named(field)).collect();
        let each: Vec<Option<&str>> =
            if led.verb.has_fields() { named.into_iter().map(Some).collect() } else { vec![None] };
        let mut least = Some(Level::Execute);
        for targets in targets(request.situation, asked, &led) {
            for field in &each {
                let situation = expected(request, &led, targets.clone(), &each);
                least = least.min(grant(&Request { situation: &situation, field: *field, ..*request })?);
            }
        }
        let so_far = granted.entry(name.clone()).or_insert(least);
        *so_far = least.min(*so_far);
        follow(request, asked, &led, granted)?;
    }
    Ok(())
}

/// On what it will be, each time that it happens. Of another kind of object nobody knows yet which it will be.
fn targets(situation: &Situation<'_>, asked: &Action, led: &Action) -> Vec<Vec<String>> {
    let others = |action: &Action| action.second.as_ref().map(|second| second.object.clone());
    match () {
        () if led.object != asked.object => vec![Vec::new()],
        () if led.second.is_some() && others(led) != others(asked) => vec![Vec::new()],
        () if led.second.is_some() => vec![situation.targets.clone()],
        () if asked.of_a_kind() => situation.targets.iter().map(|target| vec![target.clone()]).collect(),
        () => vec![situation.targets.iter().take(1).cloned().collect()],
    }
}

/// The request that it will be: nothing is known of its content, nor of the values that it writes.
fn expected<'v>(
    request: &Request<'v>,
    led: &Action,
    targets: Vec<String>,
    fields: &[Option<&str>],
) -> Situation<'v> {
    let vocabulary = &request.charter.vocabulary;
    let mut new = Map::new();
    for name in fields.iter().flatten().filter(|_| led.verb == Verb::Update) {
        let of_record =
            matches!(vocabulary.field(&led.object, name).map(|field| &field.of), Ok(Type::Record(_)));
        // A value of no type that the field has.
        new.insert((*name).to_owned(), if of_record { json!(true) } else { json!({ "not": "known" }) });
    }
    Situation {
        act: Act::Action(led.clone()),
        named: targets.clone(),
        targets,
        takes: Json::Null,
        says: Json::Null,
        knows: Json::Null,
        new: Json::Object(new),
        touched: fields.iter().flatten().map(|field| (*field).to_owned()).collect(),
        compared: Vec::new(),
        ..request.situation.clone()
    }
}

/// The highest level among the scopes that certainly apply.
fn grant(request: &Request<'_>) -> Result<Option<Level>, String> {
    if request.situation.is_by_a_person() {
        return Ok(Some(Level::Execute));
    }
    let mut grant = None;
    for rule in request.charter.rules.values().filter(|rule| rule.kind == Kind::Scope && !rule.shadow) {
        if let Some(said) = saying(request, rule)?.filter(|said| said.certainly) {
            grant = grant.max(Some(said.level));
        }
    }
    Ok(grant)
}
