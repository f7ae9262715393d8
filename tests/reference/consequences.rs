//! What an action leads to: it is granted no further than that.

use crate::reference::charter::Kind;
use crate::reference::granted::{Granted, granted_by};
use crate::reference::rules::{Request, saying};
use crate::reference::situation::{Act, Situation};
use crate::reference::value::Type;
use crate::reference::vocabulary::{Action, Verb};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is granted of each action that the one asked for leads to, in the end.
pub(crate) fn consequences(request: &Request<'_>) -> Result<BTreeMap<String, Vec<Granted>>, String> {
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
    granted: &mut BTreeMap<String, Vec<Granted>>,
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
        for targets in targets(request.situation, asked, &led) {
            for field in &each {
                let situation = expected(request, &led, targets.clone(), &each);
                let grant = grant(&Request { situation: &situation, field: *field, ..*request })?;
                granted.entry(name.clone()).or_default().push(grant);
            }
        }
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
        takes: Rc::default(),
        says: Rc::default(),
        knows: Rc::default(),
        new: Rc::new(Json::Object(new)),
        touched: fields.iter().flatten().map(|field| (*field).to_owned()).collect(),
        compared: Vec::new(),
        ..request.situation.clone()
    }
}

/// What the scopes that certainly apply grant.
fn grant(request: &Request<'_>) -> Result<Granted, String> {
    if request.situation.is_by_a_person() {
        return Ok(Granted::everything());
    }
    let mut granted = Granted::default();
    for rule in request.charter.rules.values().filter(|rule| rule.kind == Kind::Scope && !rule.shadow) {
        if saying(request, rule)?.is_some_and(|said| said.certainly) {
            granted.join(granted_by(request, rule)?);
        }
    }
    Ok(granted)
}
