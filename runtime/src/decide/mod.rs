//! Deciding: from a request, the facts and the ledger to an outcome with its reasons.

mod approvals;
mod asking;
mod assess;
mod classify;
mod consequences;
mod decision;
mod grant;
mod halts;
mod matching;
mod memo;
mod partly;
mod placing;
mod prepared;
mod reckon;
mod redirect;
mod room;
mod rows;
mod ruling;
mod scene;
mod standing;

pub use decision::{
    AppliedRule, Charter, Decision, DoubtedScope, Duty, GrantingScope, Instead, Mode, Obligation, Owed,
    OwedStep, Party, Reading, Who,
};

pub use prepared::Prepared;
pub use room::TryAgain;
pub use ruling::{DryRun, Ruling};

pub(crate) use approvals::{Approval, Gate, Given, Seat};
use classify::classify;
pub(crate) use classify::{Outcomes, possibly};
pub(crate) use halts::{Cause, Halts};
pub(crate) use matching::Matching;
pub(crate) use scene::{AtHand, Sample, Scene, Trust};

use crate::input::{Facts, Request};
use crate::ledger::Figures;
use crate::outcome::Outcome;
use crate::schema::{QueueId, RuleId, Subject, Verb};
use crate::table::Table;
use crate::table::model::ColumnId;
use crate::value::Slot;
use assess::{Assessment, assess, waits};
use grant::Grant;
use scene::Nearest;
use standing::Standing;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a decision is taken from.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a, 'h> {
    pub(crate) table: &'a Table,
    pub(crate) request: &'a Request,
    pub(crate) facts: &'a Facts,
    pub(crate) now: i64,
    pub(crate) figures: &'h dyn Figures,
    pub(crate) sampler: &'h dyn Fn(&str, &str) -> u64,
    pub(crate) given: &'h Given,
    /// Since when the request waits for people: deadlines count from there.
    pub(crate) asked: i64,
    /// What is halted.
    pub(crate) halts: &'h Halts,
    /// Why else it may not happen whatever the rules say: a person's refusal.
    pub(crate) barred: &'h [String],
}

impl Inputs<'_, '_> {
    /// A request on one of its objects, and one of its fields where it is about fields, with what is known of it.
    fn scene<'s>(
        &'s self,
        request: &'s Request,
        content: &'s [Slot],
        target: Option<&'s str>,
        field: Option<u32>,
    ) -> AtHand<'s> {
        let Inputs { table, facts, now, figures, sampler, .. } = *self;
        AtHand {
            table,
            request,
            facts,
            content,
            target,
            field,
            now,
            as_of: None,
            figures,
            sampler,
            trust: Trust::All,
            memo: None,
            nearest: Nearest::of(table, request, facts, target),
        }
    }
}

/// A decision, and what it asks of people.
pub(crate) struct Verdict {
    pub(crate) decision: Decision,
    /// Every enforced gate that applies and that people can discharge, by rule.
    pub(crate) gates: Vec<Gate>,
    /// Those of them whose time has passed before they were discharged.
    pub(crate) lapsed: BTreeSet<String>,
    /// From when on nobody can help it any more, where it waits for people: in nanoseconds since 1970.
    pub(crate) ends: Option<i64>,
}

/// Decides one request, with what is offered instead of it and what it asks of people.
pub(crate) fn decide(inputs: &Inputs<'_, '_>) -> Verdict {
    let ruling = rule(inputs);
    let (all, standing) = (ruling.all(), &ruling.standing);
    Verdict {
        gates: standing.gates(inputs, all),
        lapsed: standing.lapsed(inputs.table),
        ends: standing.ends(inputs, all).filter(|_| waits(ruling.outcome())),
        decision: ruling.decision(),
    }
}

/// Decides one request, with what is offered instead of it.
fn rule<'a>(inputs: &Inputs<'a, '_>) -> Ruling<'a> {
    let ruling = rule_once(inputs);
    Ruling { instead: redirect::offered(inputs, &ruling), ..ruling }
}

/// Decides one request.
fn rule_once<'a>(inputs: &Inputs<'a, '_>) -> Ruling<'a> {
    let mut parts = parts(inputs);
    // Of a single part, what applies to it is all that applies.
    let joined = (parts.len() != 1).then(|| Assessment::common(parts.iter().map(|part| &part.applies)));
    let nothing = Assessment::default();
    let all = joined.as_ref().or(parts.first().map(|part| &part.applies)).unwrap_or(&nothing);
    let queued: BTreeSet<(RuleId, QueueId)> =
        parts.iter().flat_map(|part| &part.grants).flat_map(Grant::waits_in).collect();
    let standing = Standing::of(inputs, all, queued);
    let problems = problems(inputs, &parts);
    let outcomes = parts.iter().map(|part| {
        let granted = part.grant(&standing).unwrap_or(Outcome::Stop);
        if problems.is_empty() { standing.least(inputs, all, &part.applies, granted) } else { Outcome::Stop }
    });
    let outcomes: Vec<Outcome> = outcomes.collect();
    for (part, outcome) in parts.iter_mut().zip(outcomes) {
        part.outcome = outcome;
    }
    let Inputs { table, request, facts, .. } = *inputs;
    Ruling { table, request, facts, parts, joined, standing, problems, instead: None }
}

/// One of the decisions that a request is: an object, a field of it by its place, and what applies there.
struct Part<'a> {
    target: Option<&'a str>,
    field: Option<u32>,
    applies: Assessment<'a>,
    leads_to: consequences::Granted,
    /// What is granted of it and of all that follows from it.
    grants: Vec<Grant>,
    /// What becomes of it.
    outcome: Outcome,
}

impl<'a> Part<'a> {
    fn of(
        inputs: &Inputs<'a, '_>,
        content: &[Slot],
        target: Option<&'a str>,
        field: Option<u32>,
    ) -> Part<'a> {
        let applies = assess(inputs.table, &inputs.scene(inputs.request, content, target, field));
        let leads_to = consequences::of(inputs, target);
        let grants = match inputs.facts.asker.subject() {
            // People need no grant.
            Subject::People => vec![Grant::everything()],
            Subject::Agents => leads_to.values().flatten().cloned().chain([applies.grant()]).collect(),
        };
        Part { target, field, applies, leads_to, grants, outcome: Outcome::Stop }
    }

    /// The highest level that is granted by now: never above that of what follows.
    fn grant(&self, standing: &Standing) -> Option<Outcome> {
        self.grants.iter().map(|grant| standing.granted(grant)).min().flatten()
    }
}

/// What the columns of a table may be for one object and field of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseClasses {
    /// The object, by its id.
    pub target: Option<String>,
    /// The field, by its place, where the action is about fields.
    pub field: Option<u32>,
    /// The classes that each column may have: one, where all is known that it reads.
    pub classes: BTreeMap<ColumnId, Vec<u32>>,
}

/// What the columns may be, for every target and every field by itself.
pub(crate) fn classes(inputs: &Inputs<'_, '_>) -> Vec<CaseClasses> {
    let content = inputs.facts.complete(inputs.request, &inputs.table.schema);
    let of = |(target, field): (Option<&str>, Option<u32>)| {
        let scene = inputs.scene(inputs.request, &content, target, field);
        let ids = (0_u32..).zip(&inputs.table.columns).map(|(place, _)| ColumnId(place));
        let classes = ids.map(|id| (id, classify(inputs.table, id, &scene).each().collect())).collect();
        CaseClasses { target: target.map(str::to_owned), field, classes }
    };
    places(inputs).into_iter().map(of).collect()
}

/// Every target and every field by itself: a request is as many decisions, all or nothing.
fn parts<'a>(inputs: &Inputs<'a, '_>) -> Vec<Part<'a>> {
    let content = inputs.facts.complete(inputs.request, &inputs.table.schema);
    let places = places(inputs).into_iter();
    places.map(|(target, field)| Part::of(inputs, &content, target, field)).collect()
}

/// The objects of a request, each with the fields that are decided about by themselves.
fn places<'a>(inputs: &Inputs<'a, '_>) -> Vec<(Option<&'a str>, Option<u32>)> {
    let targets = inputs.request.each_target(inputs.table);
    if !verb(inputs).is_some_and(Verb::has_fields) {
        return targets.into_iter().map(|target| (target, None)).collect();
    }
    let fields = &inputs.request.fields;
    targets.into_iter().flat_map(|target| fields.iter().map(move |field| (target, Some(*field)))).collect()
}

fn verb(inputs: &Inputs<'_, '_>) -> Option<Verb> {
    let action = inputs.request.action?;
    inputs.table.schema.actions.get(action.index()).map(|action| action.verb)
}

fn problems(inputs: &Inputs<'_, '_>, parts: &[Part<'_>]) -> Vec<String> {
    let mut problems = inputs.request.problems.clone();
    problems.extend(inputs.facts.asker.problem(&inputs.table.schema));
    if verb(inputs).is_some_and(Verb::has_fields) && inputs.request.fields.is_empty() {
        problems.push(format!("`{}` names no field", inputs.request.action_name));
    }
    problems.extend(halts::covering(inputs, parts));
    problems.extend(inputs.barred.iter().cloned());
    problems
}

fn rule_name(table: &Table, rule: RuleId) -> String {
    table.rules.get(rule.index()).map(|rule| rule.name.clone()).unwrap_or_default()
}
