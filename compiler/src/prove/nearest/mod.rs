//! Why a request is decided as it is, and what would have to be otherwise for it to go ahead.
//!
//! Every fact that the rules read may stay as it is or change. A SAT solver is asked for classes under which the request goes
//! ahead while only some facts change: one, then two, then three. What it finds is written into the request and put to the
//! table; only what the table lets through is shown.

mod edit;
mod facts;
mod moments;
mod question;

#[cfg(test)]
mod tests;

use crate::prove::witness::told;
use charter_runtime::case::{classes_of_case, decide_case};
use charter_runtime::decide::Decision;
use charter_runtime::input::InputError;
use charter_runtime::schema::ActionId;
use charter_runtime::table::Table;
use charter_runtime::table::model::Release;
use charter_runtime::{HostKey, Outcome};
use facts::Fact;
use question::Near;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Why a request is decided as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is decided.
    pub decision: Decision,
    /// What the rules that apply read, and its value where that is known.
    pub facts: Vec<(String, Option<String>)>,
    /// The stops that people can release, and the roles that may.
    pub releases: Vec<(String, Vec<String>)>,
    /// The queues in which it waits, each with the role that lets it go.
    pub queues: Vec<(String, String)>,
    /// The nearest request that goes ahead.
    pub nearest: Nearest,
    /// When the very same request would go ahead, RFC 3339, where a later hour is all it takes.
    pub later: Option<String>,
}

/// The nearest request that goes ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nearest {
    /// It goes ahead as it is.
    AsItIs,
    /// It would with these changes, fewest first.
    With {
        /// What would be otherwise.
        changes: Vec<Change>,
        /// The request with these changes, as `charter decide` reads it.
        case: Box<Json>,
    },
    /// None does, whatever is known and whatever has happened: proved.
    Never,
    /// None was found.
    NotFound,
}

/// A fact that would be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which: `contact.seniority`, or what has happened.
    pub fact: String,
    /// What it is; `None` where nobody knows.
    pub is: Option<String>,
    /// What it would be.
    pub would_be: String,
}

/// The most sets of facts that are tried to be made real.
const MOST_TRIES: usize = 60;

/// Explains the decision of a case, and searches for the nearest request that goes ahead.
///
/// # Errors
///
/// Where the case itself is refused, as [`decide_case`] does.
pub fn explain(table: &Table, case: &Json, key: &HostKey) -> Result<Explanation, InputError> {
    let decision = decide_case(table, case, key)?;
    let goes_ahead = decision.outcome == Outcome::Execute;
    let nearest = if goes_ahead { Nearest::AsItIs } else { nearest(table, case, key)? };
    let later = if goes_ahead { None } else { moments::later(table, case, key) };
    Ok(Explanation {
        facts: facts_read(table, case, &decision),
        releases: releases(table, &decision),
        queues: queues(table, &decision),
        nearest,
        later,
        decision,
    })
}

/// What the rules that apply read.
fn facts_read(table: &Table, case: &Json, decision: &Decision) -> Vec<(String, Option<String>)> {
    let action = edit::action(table, case);
    let Some(rows) = action.and_then(|action| table.actions.get(action.index())) else { return Vec::new() };
    let applies = |name: &str| {
        decision.rules.iter().any(|rule| rule.rule == name)
            || decision.scopes.iter().any(|scope| scope.scope == name)
            || decision.doubted.iter().any(|scope| scope.scope == name)
    };
    let entries = rows
        .entries
        .iter()
        .filter(|entry| table.rules.get(entry.rule.index()).is_some_and(|rule| applies(&rule.name)));
    let read: BTreeSet<_> = entries.flat_map(|entry| entry.reads.iter().copied()).collect();
    let mut told_of: Vec<(String, Option<String>)> = Vec::new();
    for path in read.into_iter().filter_map(|id| table.paths.get(id.index())) {
        if path.steps.is_empty() && !facts::is_of_the_host(path) {
            continue;
        }
        let value = edit::get(table, case, path).map(|value| told(path, &value));
        let fact = (table.path_text(path), value);
        if !told_of.contains(&fact) {
            told_of.push(fact);
        }
    }
    told_of
}

/// The queues in which a request waits, and whose they are.
fn queues(table: &Table, decision: &Decision) -> Vec<(String, String)> {
    let waits = |name: &str| decision.owed.iter().any(|owed| owed.queue.as_deref() == Some(name));
    let queues = table.queues.iter().filter(|queue| waits(&queue.name));
    let owned = queues.map(|queue| {
        let owner = table.schema.roles.get(queue.owner.index()).cloned().unwrap_or_default();
        (queue.name.clone(), owner)
    });
    owned.collect()
}

/// The stops that decide and that people can release.
fn releases(table: &Table, decision: &Decision) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for rule in decision.deciding() {
        let entries = table.actions.iter().flat_map(|rows| &rows.entries);
        let mut of_rule = entries
            .filter(|entry| table.rules.get(entry.rule.index()).is_some_and(|other| other.name == rule.rule));
        if let Some(Release::By(roles)) = of_rule.next().map(|entry| &entry.release) {
            let names = roles.iter().filter_map(|role| table.schema.roles.get(role.index()).cloned());
            found.push((rule.rule.clone(), names.collect()));
        }
    }
    found
}

fn nearest(table: &Table, case: &Json, key: &HostKey) -> Result<Nearest, InputError> {
    let parts = classes_of_case(table, case, key)?;
    let (Some(action), Some(first)) = (edit::action(table, case), parts.first()) else {
        return Ok(Nearest::NotFound);
    };
    let fields: Vec<Option<u32>> =
        parts.iter().map(|part| part.field).collect::<BTreeSet<_>>().into_iter().collect();
    let Some(mut near) = Near::new(table, case, action, &fields, &first.classes) else {
        return Ok(Nearest::NotFound);
    };
    if !near.is_possible() {
        return Ok(Nearest::Never);
    }
    let mut tries = 0;
    for facts in near.facts.sets() {
        if tries >= MOST_TRIES {
            break;
        }
        let Some(sketch) = near.sketch(&facts) else { continue };
        tries += 1;
        if let Some(found) = realised(table, case, key, (action, &near.facts.chosen(&facts)), &sketch) {
            return Ok(found);
        }
    }
    Ok(Nearest::NotFound)
}

/// A request with these facts changed that goes ahead, if one can be made.
fn realised(
    table: &Table,
    case: &Json,
    key: &HostKey,
    (action, facts): (ActionId, &[Fact]),
    sketch: &question::Wanted,
) -> Option<Nearest> {
    let goes_ahead = |case: &Json| {
        decide_case(table, case, key).is_ok_and(|decision| decision.outcome == Outcome::Execute)
    };
    let (changed, mut changes) = edit::with_values(table, case, action, facts, sketch)?;
    let past: Vec<_> = facts.iter().filter_map(Fact::event).collect();
    let timed = facts.contains(&Fact::Moment);
    for (case, at) in moments::tried(&changed, timed) {
        for (case, happened) in edit::with_past(table, &case, &past) {
            if goes_ahead(&case) {
                changes.extend(happened);
                changes.extend(at);
                return Some(Nearest::With { changes, case: Box::new(case) });
            }
        }
    }
    None
}
