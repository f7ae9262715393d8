//! Deciding: from a request, the facts and the ledger to an outcome with its reasons.

mod approvals;
mod assess;
mod classify;
mod consequences;
mod decision;
mod grant;
mod halts;
mod matching;
mod placing;
mod reckon;
mod redirect;
mod room;
mod rows;
mod scene;
mod standing;

pub use decision::{
    AppliedRule, Charter, Decision, DoubtedScope, Duty, GrantingScope, Instead, Mode, Obligation, Owed,
    OwedStep, Party, Reading, Who,
};

pub use room::TryAgain;

pub(crate) use approvals::{Approval, Gate, Given, Seat};
pub(crate) use classify::possibly;
pub(crate) use halts::{Cause, Halts};
pub(crate) use matching::Matching;
pub(crate) use scene::{AtHand, Sample, Scene, Trust};

use crate::input::{Facts, Request};
use crate::ledger::Figures;
use crate::outcome::Outcome;
use crate::schema::{QueueId, RuleId, Subject, Verb};
use crate::table::Table;
use crate::value::Slot;
use assess::{Assessment, assess, is_enforced, waits};
use grant::Grant;
use standing::Standing;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a decision is taken from.
pub(crate) struct Inputs<'a> {
    pub(crate) table: &'a Table,
    pub(crate) request: &'a Request,
    pub(crate) facts: &'a Facts,
    pub(crate) now: i64,
    pub(crate) figures: &'a dyn Figures,
    pub(crate) sampler: &'a dyn Fn(&str, &str) -> u64,
    pub(crate) given: &'a Given,
    /// Since when the request waits for people: deadlines count from there.
    pub(crate) asked: i64,
    /// What is halted.
    pub(crate) halts: &'a Halts,
    /// Why else it may not happen whatever the rules say: a person's refusal.
    pub(crate) barred: &'a [String],
}

impl Inputs<'_> {
    /// A request on one of its objects, and one of its fields where it is about fields, with what is known of it.
    fn scene<'s>(
        &'s self,
        request: &'s Request,
        content: &'s [Slot],
        target: Option<&'s str>,
        field: Option<u32>,
    ) -> AtHand<'s> {
        let Inputs { table, facts, now, figures, sampler, .. } = *self;
        let (as_of, trust) = (None, Trust::All);
        AtHand { table, request, facts, content, target, field, now, as_of, figures, sampler, trust }
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

/// Decides one request, and what is offered instead of it.
pub(crate) fn decide(inputs: &Inputs<'_>) -> Verdict {
    let (mut verdict, redirects) = decide_once(inputs);
    verdict.decision.instead = redirect::offered(inputs, &verdict.decision, &redirects);
    verdict
}

/// Decides one request, and finds what would be written instead of its fields.
fn decide_once(inputs: &Inputs<'_>) -> (Verdict, redirect::Redirects) {
    let parts = parts(inputs);
    let mut all = Assessment::default();
    parts.iter().for_each(|part| all.join(&part.applies));
    keep_common_scopes(&mut all, &parts);
    let queued: BTreeSet<(RuleId, QueueId)> =
        parts.iter().flat_map(Part::grants).flat_map(|grant| grant.waits_in().collect::<Vec<_>>()).collect();
    let standing = Standing::of(inputs, &all, &queued);
    let problems = problems(inputs, &parts);
    let outcome_of = |part: &Part<'_>| {
        let granted = part.grant(&standing).unwrap_or(Outcome::Stop);
        if problems.is_empty() { standing.least(inputs, &all, &part.applies, granted) } else { Outcome::Stop }
    };
    let outcome = parts.iter().map(outcome_of).min().unwrap_or(Outcome::Stop);
    let fields = fields(inputs, &parts, outcome_of);
    let targets = targets(&parts, outcome_of);
    let decision = Decision {
        outcome,
        mode: Mode::of(inputs.table, inputs.facts),
        grant: parts.iter().map(|part| part.grant(&standing)).min().flatten(),
        rules: applied_rules(inputs.table, &all, &standing, outcome),
        scopes: scopes(inputs.table, &all),
        doubted: doubted(inputs.table, &all),
        owed: owed(inputs.table, &all, &queued, &standing, outcome),
        obligations: obligations(inputs, &parts, outcome),
        fields,
        targets,
        consequences: consequences(inputs.table, &parts, &standing),
        problems,
        try_again_at: None,
        instead: None,
        charter: charter(inputs.table),
    };
    let decision = Decision { try_again_at: try_again(&all, &standing, &decision), ..decision };
    let redirects = redirect::redirects(inputs, &parts);
    let waits = matches!(outcome, Outcome::Queue | Outcome::Approve);
    let ends = standing.ends(inputs, &all).filter(|_| waits);
    (Verdict { decision, gates: standing.gates, lapsed: standing.lapsed, ends }, redirects)
}

/// One of the decisions that a request is: an object, a field of it by its place, and what applies there.
struct Part<'a> {
    target: Option<&'a str>,
    field: Option<u32>,
    /// Whose request it is a part of.
    subject: Subject,
    applies: Assessment,
    leads_to: consequences::Granted,
}

impl Part<'_> {
    /// What is granted of it and of all that follows from it. People need no grant.
    fn grants(&self) -> Vec<Grant> {
        match self.subject {
            Subject::People => vec![Grant::everything()],
            Subject::Agents => {
                self.leads_to.values().flatten().cloned().chain([self.applies.grant()]).collect()
            }
        }
    }

    /// The highest level that is granted by now: never above that of what follows.
    fn grant(&self, standing: &Standing) -> Option<Outcome> {
        self.grants().iter().map(|grant| standing.granted(grant)).min().flatten()
    }
}

/// Every target and every field by itself: a request is as many decisions, all or nothing.
fn parts<'a>(inputs: &Inputs<'a>) -> Vec<Part<'a>> {
    let content = inputs.facts.complete(inputs.request, &inputs.table.schema);
    let targets = inputs.request.each_target(inputs.table);
    let fields: Vec<Option<u32>> = if verb(inputs).is_some_and(Verb::has_fields) {
        inputs.request.fields.iter().copied().map(Some).collect()
    } else {
        vec![None]
    };
    let each = targets.iter().flat_map(|target| fields.iter().map(move |field| (*target, *field)));
    each.map(|(target, field)| Part {
        target,
        field,
        subject: inputs.facts.asker.subject(),
        applies: assess(inputs.table, &inputs.scene(inputs.request, &content, target, field)),
        leads_to: consequences::of(inputs, target),
    })
    .collect()
}

fn verb(inputs: &Inputs<'_>) -> Option<Verb> {
    let action = inputs.request.action?;
    inputs.table.schema.actions.get(action.index()).map(|action| action.verb)
}

/// A scope counts for the whole only where it grants every part.
fn keep_common_scopes(all: &mut Assessment, parts: &[Part<'_>]) {
    all.granted.retain(|rule, _| parts.iter().all(|part| part.applies.granted.contains_key(rule)));
    let granted = &all.granted;
    all.doubted.retain(|rule, _| !granted.contains_key(rule));
}

fn problems(inputs: &Inputs<'_>, parts: &[Part<'_>]) -> Vec<String> {
    let mut problems = inputs.request.problems.clone();
    problems.extend(inputs.facts.asker.problem(&inputs.table.schema));
    if verb(inputs).is_some_and(Verb::has_fields) && inputs.request.fields.is_empty() {
        problems.push(format!("`{}` names no field", inputs.request.action_name));
    }
    problems.extend(halts::covering(inputs, parts));
    problems.extend(inputs.barred.iter().cloned());
    problems
}

fn fields(
    inputs: &Inputs<'_>,
    parts: &[Part<'_>],
    outcome: impl Fn(&Part<'_>) -> Outcome,
) -> BTreeMap<String, Outcome> {
    let action = inputs.request.action.and_then(|action| inputs.table.schema.actions.get(action.index()));
    let shape = action.and_then(|action| inputs.table.shape(action.object));
    let mut named: BTreeMap<String, Outcome> = BTreeMap::new();
    for part in parts {
        let field = part.field.and_then(|field| shape?.fields.get(field as usize));
        if let Some(field) = field {
            at_least(&mut named, &field.name, outcome(part));
        }
    }
    named
}

/// What the action leads to, and the least that is granted of each.
fn consequences(table: &Table, parts: &[Part<'_>], standing: &Standing) -> BTreeMap<String, Outcome> {
    let mut named = BTreeMap::new();
    for (action, grants) in parts.iter().flat_map(|part| &part.leads_to) {
        if let Some(action) = table.schema.actions.get(action.index()) {
            let level = grants.iter().map(|grant| standing.granted(grant)).min().flatten();
            at_least(&mut named, &action.name, level.unwrap_or(Outcome::Stop));
        }
    }
    named
}

/// Of a request on several objects, the outcome of each by itself.
fn targets(parts: &[Part<'_>], outcome: impl Fn(&Part<'_>) -> Outcome) -> BTreeMap<String, Outcome> {
    let mut named = BTreeMap::new();
    for part in parts {
        if let Some(target) = part.target {
            at_least(&mut named, target, outcome(part));
        }
    }
    if named.len() > 1 { named } else { BTreeMap::new() }
}

/// Notes an outcome, unless a lesser one is there.
fn at_least(named: &mut BTreeMap<String, Outcome>, name: &str, outcome: Outcome) {
    named.entry(name.to_owned()).and_modify(|least| *least = outcome.min(*least)).or_insert(outcome);
}

fn applied_rules(table: &Table, all: &Assessment, standing: &Standing, outcome: Outcome) -> Vec<AppliedRule> {
    let listed = all.applied.iter().filter_map(|(id, applied)| {
        let rule = table.rules.get(id.index())?;
        let source = table.sources.get(id.index())?;
        let left = standing.outcome(*id, applied);
        Some(AppliedRule {
            rule: rule.name.clone(),
            kind: rule.kind,
            outcome: left,
            deciding: !rule.shadow && left == outcome && outcome != Outcome::Execute,
            shadow: rule.shadow,
            unknown: applied.unknown.clone(),
            sentence: rule.sentence.clone(),
            source: format!("{}:{}", source.file, source.line),
        })
    });
    listed.collect()
}

fn scopes(table: &Table, all: &Assessment) -> Vec<GrantingScope> {
    let named = all.granted.iter().map(|(rule, grant)| GrantingScope {
        scope: rule_name(table, *rule),
        grants: grant.highest().unwrap_or(Outcome::Stop),
    });
    named.collect()
}

fn doubted(table: &Table, all: &Assessment) -> Vec<DoubtedScope> {
    let named = all.doubted.iter();
    named
        .map(|(rule, unknown)| DoubtedScope { scope: rule_name(table, *rule), unknown: unknown.clone() })
        .collect()
}

fn rule_name(table: &Table, rule: RuleId) -> String {
    table.rules.get(rule.index()).map(|rule| rule.name.clone()).unwrap_or_default()
}

/// The approvals still owed: of every enforced gate that waits for people, and of the owners of the queues that scopes grant.
fn owed(
    table: &Table,
    all: &Assessment,
    queued: &BTreeSet<(RuleId, QueueId)>,
    standing: &Standing,
    outcome: Outcome,
) -> Vec<Owed> {
    let queue_name = |queue: QueueId| table.queues.get(queue.index()).map(|queue| queue.name.clone());
    let open = all.applied.iter().filter(|(rule, applied)| {
        let left = standing.outcome(**rule, applied);
        waits(outcome) && is_enforced(table, **rule) && waits(left)
    });
    let listed = open.map(|(rule, applied)| Owed {
        rule: rule_name(table, *rule),
        queue: standing.queue(*rule, applied).and_then(queue_name),
        steps: standing.owed(*rule).map(OwedStep::of).collect(),
        in_batches: standing.batch(*rule, applied),
        until: standing.until(*rule).and_then(decision::instant),
    });
    let waiting = queued.iter().filter(|(_, queue)| waits(outcome) && standing.waits_in(*queue));
    let granted = waiting.map(|(scope, queue)| Owed {
        rule: rule_name(table, *scope),
        queue: queue_name(*queue),
        steps: standing.owed_in(*queue).map(OwedStep::of).collect(),
        in_batches: None,
        until: standing.until_in(*queue).and_then(decision::instant),
    });
    let mut owed: Vec<Owed> = listed.chain(granted).collect();
    owed.sort_by(|one, other| (&one.rule, &one.queue).cmp(&(&other.rule, &other.queue)));
    owed
}

/// When the request may be made again: where nothing stops it but limits that will have room.
fn try_again(all: &Assessment, standing: &Standing, decision: &Decision) -> Option<TryAgain> {
    let stopped = decision.outcome == Outcome::Stop && decision.problems.is_empty();
    if !stopped || decision.grant.is_none_or(|grant| grant == Outcome::Stop) {
        return None;
    }
    let stopping = standing.enforced.iter().filter(|(_, outcome)| **outcome == Outcome::Stop);
    let room: Option<Vec<TryAgain>> = stopping.map(|(rule, _)| all.applied.get(rule)?.room).collect();
    // There has to be room under all of them.
    room?.into_iter().max()
}

/// What has to be done along with it: by rule, and for a mask by field. Only what can still go ahead is read afterwards; who is
/// told is told whatever comes of it.
fn obligations(inputs: &Inputs<'_>, parts: &[Part<'_>], outcome: Outcome) -> Vec<Obligation> {
    let action = inputs.request.action.and_then(|action| inputs.table.schema.actions.get(action.index()));
    let shape = action.and_then(|action| inputs.table.shape(action.object));
    let name = |field: Option<u32>| Some(shape?.fields.get(field? as usize)?.name.clone());
    let mut obligations = BTreeSet::new();
    for part in parts {
        for (rule, applied) in part.applies.applied.iter().filter(|(id, _)| is_enforced(inputs.table, **id)) {
            let masked = part.field.filter(|_| applied.masks);
            let duties = [name(applied.instead).map(Duty::WriteInstead), name(masked).map(Duty::Mask)];
            let readings = applied.readings.iter().filter(|_| outcome >= Outcome::Queue);
            let readings = readings.cloned().map(Duty::ReadAfterwards);
            let told = inputs.table.rules.get(rule.index()).map_or(&[][..], |rule| &rule.tells);
            let told = told.iter().filter_map(|role| inputs.table.schema.roles.get(role.index()));
            let told = told.map(|role| Duty::Tell(Who::Role(role.clone())));
            let rule = || rule_name(inputs.table, *rule);
            let duties = duties.into_iter().flatten().chain(readings).chain(told);
            obligations.extend(duties.map(|duty| Obligation { rule: rule(), duty }));
        }
    }
    obligations.into_iter().collect()
}

fn charter(table: &Table) -> Charter {
    let identity = &table.identity;
    let digest = identity.digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Charter { name: identity.name.clone(), version: identity.version.clone(), digest }
}
