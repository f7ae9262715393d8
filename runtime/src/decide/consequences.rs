//! What an action leads to, and how much of that is granted.
//!
//! Who may enroll somebody in a sequence of emails may let emails be sent; so the level of an action is never above what its
//! consequences are granted. They are looked at with what is known before they happen: the objects, and nothing of their content.

use super::Inputs;
use super::assess::granted;
use super::grant::Grant;
use crate::input::Request;
use crate::schema::{Action, ActionId, Consequence, Verb};
use crate::value::Slot;
use std::collections::{BTreeMap, BTreeSet};

/// What is granted of each action that another one leads to, at once or in the end: once for every time that it happens.
pub(super) type Granted = BTreeMap<ActionId, Vec<Grant>>;

/// What is granted of the consequences of a request for one of its objects.
pub(super) fn of(inputs: &Inputs<'_, '_>, target: Option<&str>) -> Granted {
    let mut found = Granted::new();
    let leads = |action: &ActionId| {
        inputs.table.schema.actions.get(action.index()).is_some_and(|action| !action.leads_to.is_empty())
    };
    if let Some(action) = inputs.request.action.filter(leads) {
        follow(inputs, action, target, &mut BTreeSet::from([action]), &mut found);
    }
    found
}

fn follow(
    inputs: &Inputs<'_, '_>,
    from: ActionId,
    target: Option<&str>,
    seen: &mut BTreeSet<ActionId>,
    found: &mut Granted,
) {
    let leads_to = inputs.table.schema.actions.get(from.index()).map(|action| &action.leads_to);
    for led in leads_to.into_iter().flatten() {
        found.entry(led.action).or_default().extend(grants(inputs, led, target));
        if seen.insert(led.action) {
            follow(inputs, led.action, target, seen, found);
        }
    }
}

/// What is granted of one consequence, for every object and field that it is about.
fn grants(inputs: &Inputs<'_, '_>, led: &Consequence, target: Option<&str>) -> Vec<Grant> {
    let schema = &inputs.table.schema;
    let asked = inputs.request.action.and_then(|action| schema.actions.get(action.index()));
    let (Some(action), Some(asked)) = (schema.actions.get(led.action.index()), asked) else {
        return vec![Grant::default()];
    };
    let fields: Vec<Option<u32>> =
        if led.fields.is_empty() { vec![None] } else { led.fields.iter().copied().map(Some).collect() };
    let targets = targets(inputs.request, asked, action, target);
    let each = targets.iter().flat_map(|targets| fields.iter().map(move |field| (targets, *field)));
    each.map(|(targets, field)| {
        let request = expected(inputs, led, action, targets);
        let target = targets.first().map(String::as_str);
        granted(inputs.table, &inputs.scene(&request, &request.content, target, field))
    })
    .collect()
}

/// On which objects a consequence will be, each time that it happens: on those of the request where they are of its kind, else
/// on some that nobody knows yet.
fn targets(request: &Request, asked: &Action, led: &Action, target: Option<&str>) -> Vec<Vec<String>> {
    let pair = led.second.is_some();
    let same_pair = pair
        && led.second.as_ref().map(|second| second.object)
            == asked.second.as_ref().map(|second| second.object);
    if led.object != asked.object || pair && !same_pair {
        vec![Vec::new()]
    } else if pair {
        vec![request.targets.clone()]
    } else if asked.is_on_two_of_a_kind() {
        request.targets.iter().map(|target| vec![target.clone()]).collect()
    } else {
        vec![target.map(str::to_owned).into_iter().collect()]
    }
}

/// The request that a consequence will be, as far as it can be foreseen.
fn expected(inputs: &Inputs<'_, '_>, led: &Consequence, action: &Action, targets: &[String]) -> Request {
    let content = inputs.table.shape(action.content).map_or(0, |shape| shape.fields.len());
    let written = led.fields.iter().filter(|_| action.verb == Verb::Update);
    Request {
        action: Some(led.action),
        action_name: action.name.clone(),
        targets: targets.to_vec(),
        content: vec![Slot::Unknown; content],
        new: written.map(|field| (*field, Slot::Unknown)).collect(),
        fields: led.fields.iter().copied().collect(),
        compared: BTreeSet::new(),
        ..inputs.request.clone()
    }
}
