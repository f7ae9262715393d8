//! Redirects: what is written instead of a field, as a request of its own.
//!
//! A redirect caps the original. The rewritten request is decided by itself, with nothing approved yet, and is offered only if
//! nothing stops the original; its own redirects are not followed.

use super::assess::is_enforced;
use super::decision::Instead;
use super::{Given, Inputs, Part, Ruling, rule_once};
use crate::input::Request;
use crate::outcome::Outcome;
use crate::schema::ActionId;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// For each field that is redirected, the fields that are written instead, by place.
type Redirects = BTreeMap<u32, BTreeSet<u32>>;

/// The redirects that apply.
fn redirects(inputs: &Inputs<'_, '_>, parts: &[Part<'_>]) -> Redirects {
    let mut found = Redirects::new();
    for part in parts {
        let Some(field) = part.field else { continue };
        let enforced = part.applies.applied.iter().filter(|(rule, _)| is_enforced(inputs.table, **rule));
        let instead: BTreeSet<u32> = enforced.filter_map(|(_, applied)| applied.instead).collect();
        if !instead.is_empty() {
            found.entry(field).or_default().extend(instead);
        }
    }
    found
}

/// What is offered instead of a request, where something is.
pub(super) fn offered(inputs: &Inputs<'_, '_>, ruling: &Ruling<'_>) -> Option<Box<Instead>> {
    let redirects = redirects(inputs, &ruling.parts);
    if redirects.is_empty() || ruling.outcome() == Outcome::Stop {
        return None;
    }
    let request = rewritten(inputs, &redirects)?;
    let read = Request::from_json(&request, inputs.table).ok()?;
    let nothing = Given::default();
    let ruling = rule_once(&Inputs { request: &read, given: &nothing, asked: inputs.now, ..*inputs });
    let decision = ruling.decision();
    Some(Box::new(Instead { request, decision }))
}

/// The request with other fields in place of those that are redirected. Where two values would meet in one field, there is
/// none.
fn rewritten(inputs: &Inputs<'_, '_>, redirects: &Redirects) -> Option<Json> {
    let mut document = inputs.request.given.clone()?;
    let mut new: Map<String, Json> = document.get("new")?.as_object()?.clone();
    for (field, instead) in redirects {
        let value = new.remove(&name(inputs, inputs.request.action?, *field)?)?;
        let mut instead = instead.iter();
        let (only, None) = (instead.next()?, instead.next()) else { return None };
        let name = name(inputs, inputs.request.action?, *only)?;
        if new.insert(name, value).is_some() {
            return None;
        }
    }
    document.insert("id".to_owned(), Json::from(format!("{}/instead", inputs.request.id)));
    document.insert("new".to_owned(), Json::Object(new));
    Some(Json::Object(document))
}

fn name(inputs: &Inputs<'_, '_>, action: ActionId, field: u32) -> Option<String> {
    let action = inputs.table.schema.actions.get(action.index())?;
    Some(inputs.table.shape(action.object)?.fields.get(field as usize)?.name.clone())
}
