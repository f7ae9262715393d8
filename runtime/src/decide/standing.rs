//! What each restriction comes to once approvals and deadlines are taken into account.

use super::Inputs;
use super::approvals::Gate;
use super::asking::{Asking, owner_of};
use super::assess::{Applied, Assessment, is_enforced};
use super::decision::Party;
use super::grant::Grant;
use super::matching::Matching;
use super::rule_name;
use crate::ledger::period;
use crate::outcome::Outcome;
use crate::schema::{QueueId, RuleId};
use crate::table::Table;
use crate::table::model::{Deadline, Lapse};
use litemap::LiteMap;
use std::collections::BTreeSet;

/// What each restriction comes to.
pub(super) struct Standing {
    outcomes: LiteMap<RuleId, Outcome>,
    /// How far time has gone with those that wait for people.
    reached: LiteMap<RuleId, Reached>,
    /// Where people have approved something, what that comes to.
    approved: Option<Approved>,
    /// The scopes that grant no more than a queue, and the queues.
    queued: BTreeSet<(RuleId, QueueId)>,
    queues: LiteMap<QueueId, Queued>,
    /// The restrictions whose time has passed before they were discharged.
    lapsed: Vec<RuleId>,
}

/// What people's approvals come to.
struct Approved {
    /// The enforced gates, and behind them the queues that scopes grant.
    gates: Vec<Gate>,
    /// What each gate still asks for.
    owed: LiteMap<RuleId, Vec<BTreeSet<Party>>>,
    /// The same, of each queue.
    owed_in: LiteMap<QueueId, Vec<BTreeSet<Party>>>,
}

/// How far time has gone: who is asked by now, or what is left since nobody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reached {
    stage: usize,
    left: Option<Outcome>,
    /// When the time of those who are asked runs out.
    until: Option<i64>,
}

/// A queue that scopes grant: its owner lets the request go ahead.
#[derive(Debug)]
struct Queued {
    /// What the scopes grant by now.
    outcome: Outcome,
    until: Option<i64>,
    /// Whether its time has passed before its owner looked.
    lapsed: bool,
    /// What its owner is still asked for.
    owed: Vec<BTreeSet<Party>>,
}

impl Standing {
    pub(super) fn of(
        inputs: &Inputs<'_, '_>,
        all: &Assessment<'_>,
        queued: BTreeSet<(RuleId, QueueId)>,
    ) -> Standing {
        let waiting = all.applied.iter().filter(|(_, applied)| !applied.stages.is_empty());
        let reached = waiting.map(|(rule, applied)| (*rule, reached(inputs, &applied.stages))).collect();
        let mut standing = Standing {
            outcomes: LiteMap::new(),
            reached,
            approved: None,
            queued,
            queues: LiteMap::new(),
            lapsed: Vec::new(),
        };
        standing.approved =
            (!inputs.given.approvals.is_empty()).then(|| Approved::of(inputs, all, &standing));
        standing.queues = standing
            .asked_in(inputs)
            .map(|(queue, asking)| standing.wait_in(inputs, queue, asking))
            .collect();
        for (rule, applied) in &all.applied {
            let left = standing.reached.get(rule).and_then(|reached| reached.left);
            let outcome = match left {
                _ if standing.is_discharged(inputs.table, *rule, applied) => Outcome::Execute,
                Some(left) => {
                    standing.lapsed.push(*rule);
                    left
                }
                None => standing.asks(*rule, applied).map_or(applied.outcome, |asking| asking.outcome),
            };
            standing.outcomes.insert(*rule, outcome);
        }
        standing
    }

    /// Whether people have done all that an enforced gate asks of them.
    fn is_discharged(&self, table: &Table, rule: RuleId, applied: &Applied<'_>) -> bool {
        self.reached.contains_key(&rule)
            && is_enforced(table, rule)
            && self.owed(rule, applied).next().is_none()
    }

    /// The queues that scopes grant, each with what it asks of its owner.
    fn asked_in(&self, inputs: &Inputs<'_, '_>) -> impl Iterator<Item = (QueueId, Asking)> {
        let queues: BTreeSet<QueueId> = self.queued.iter().map(|(_, queue)| *queue).collect();
        queues.into_iter().filter_map(|queue| Some((queue, owner_of(inputs.table, queue)?)))
    }

    /// What a queue that scopes grant has come to.
    fn wait_in(&self, inputs: &Inputs<'_, '_>, queue: QueueId, asking: Asking) -> (QueueId, Queued) {
        let Reached { left, until, .. } = reached(inputs, std::slice::from_ref(&asking));
        let owed = match &self.approved {
            Some(approved) => approved.owed_in.get(&queue).cloned().unwrap_or_default(),
            None => asking.steps,
        };
        let done = owed.iter().all(BTreeSet::is_empty);
        let outcome = if done { Outcome::Execute } else { left.unwrap_or(Outcome::Queue) };
        (queue, Queued { outcome, until, lapsed: !done && left.is_some(), owed })
    }

    /// Every enforced gate that applies and that people can discharge, by rule; behind them the queues that scopes grant.
    pub(super) fn gates(&self, inputs: &Inputs<'_, '_>, all: &Assessment<'_>) -> Vec<Gate> {
        match &self.approved {
            Some(approved) => approved.gates.clone(),
            None => {
                let (_, gates) = self.of_rules(inputs, all);
                gates.into_iter().chain(self.of_queues(inputs).map(|(_, gate)| gate)).collect()
            }
        }
    }

    /// The enforced gates as they stand by now, with their rules.
    fn of_rules(&self, inputs: &Inputs<'_, '_>, all: &Assessment<'_>) -> (Vec<RuleId>, Vec<Gate>) {
        let asking = self.reached.iter().filter(|(rule, _)| is_enforced(inputs.table, **rule));
        let gates = asking.filter_map(|(rule, reached)| {
            Some((*rule, gate(inputs.table, *rule, all.applied.get(rule)?, reached.stage)?))
        });
        gates.unzip()
    }

    fn of_queues(&self, inputs: &Inputs<'_, '_>) -> impl Iterator<Item = (QueueId, Gate)> {
        self.asked_in(inputs).map(|(queue, asking)| (queue, gate_of_queue(inputs.table, queue, asking)))
    }

    /// The names of those whose time has passed before they were discharged.
    pub(super) fn lapsed(&self, table: &Table) -> BTreeSet<String> {
        let queues = self.queues.iter().filter(|(_, queued)| queued.lapsed);
        let queues = queues.map(|(queue, _)| name_of_queue(table, *queue));
        self.lapsed.iter().map(|rule| rule_name(table, *rule)).chain(queues).collect()
    }

    /// The scopes that grant no more than a queue, and the queues.
    pub(super) fn queued(&self) -> impl Iterator<Item = (RuleId, QueueId)> {
        self.queued.iter().copied()
    }

    /// What a grant comes to.
    pub(super) fn granted(&self, grant: &Grant) -> Option<Outcome> {
        let of_queue = |queue| self.queues.get(&queue).map_or(Outcome::Queue, |queued| queued.outcome);
        grant.by_now(of_queue)
    }

    /// Whether the owner of a queue that scopes grant is still asked.
    pub(super) fn waits_in(&self, queue: QueueId) -> bool {
        self.queues.get(&queue).is_some_and(|queued| queued.outcome == Outcome::Queue)
    }

    /// What the owner of a queue that scopes grant is still asked for.
    pub(super) fn owed_in(&self, queue: QueueId) -> impl Iterator<Item = &BTreeSet<Party>> {
        let owed = self.queues.get(&queue).into_iter().flat_map(|queued| &queued.owed);
        owed.filter(|step| !step.is_empty())
    }

    /// When the time of a queue's owner runs out.
    pub(super) fn until_in(&self, queue: QueueId) -> Option<i64> {
        self.queues.get(&queue)?.until
    }

    /// Who is asked by now, where that is somebody else than at first.
    fn asks<'s>(&self, rule: RuleId, applied: &'s Applied<'_>) -> Option<&'s Asking> {
        let stage = self.reached.get(&rule).map(|reached| reached.stage).filter(|stage| *stage > 0)?;
        applied.stages.get(stage)
    }

    /// What a restriction leaves.
    pub(super) fn outcome(&self, rule: RuleId, applied: &Applied<'_>) -> Outcome {
        self.outcomes.get(&rule).copied().unwrap_or(applied.outcome)
    }

    /// What a gate still asks for: in turn, and in each step all of these.
    pub(super) fn owed<'s>(
        &'s self,
        rule: RuleId,
        applied: &'s Applied<'_>,
    ) -> impl Iterator<Item = &'s BTreeSet<Party>> {
        let asked = || {
            let stage = self.reached.get(&rule).and_then(|reached| applied.stages.get(reached.stage));
            stage.map(|asking| &asking.steps)
        };
        let owed = self.approved.as_ref().map_or_else(asked, |approved| approved.owed.get(&rule));
        owed.into_iter().flatten().filter(|step| !step.is_empty())
    }

    /// When the time of those who are asked runs out.
    pub(super) fn until(&self, rule: RuleId) -> Option<i64> {
        self.reached.get(&rule)?.until
    }

    /// From when on people change nothing about it any more, as far as they are still waited for.
    pub(super) fn ends(&self, inputs: &Inputs<'_, '_>, all: &Assessment<'_>) -> Option<i64> {
        let waiting = all.applied.iter().filter(|(rule, applied)| {
            is_enforced(inputs.table, **rule) && self.owed(**rule, applied).next().is_some()
        });
        let granted =
            self.queues.values().filter(|queued| queued.outcome == Outcome::Queue && !queued.owed.is_empty());
        let of_gates = waiting.filter_map(|(_, applied)| ends(inputs, &applied.stages));
        of_gates.chain(granted.filter_map(|queued| queued.until)).min()
    }

    /// How many requests one approval may be for by now, where it is given in batches.
    pub(super) fn batch(&self, rule: RuleId, applied: &Applied<'_>) -> Option<u32> {
        let stage = self.reached.get(&rule).map_or(0, |reached| reached.stage);
        applied.stages.get(stage)?.batch
    }

    /// The queue in which it waits by now.
    pub(super) fn queue(&self, rule: RuleId, applied: &Applied<'_>) -> Option<QueueId> {
        let stage = self.reached.get(&rule).map_or(0, |reached| reached.stage);
        applied.stages.get(stage)?.queue
    }

    /// The least of a grant and of what the enforced restrictions leave of a part of the whole.
    pub(super) fn least(
        &self,
        inputs: &Inputs<'_, '_>,
        all: &Assessment<'_>,
        part: &Assessment<'_>,
        granted: Outcome,
    ) -> Outcome {
        let left = |(rule, applied): (&RuleId, &Applied<'_>)| {
            let standing = *self.outcomes.get(rule).filter(|_| is_enforced(inputs.table, *rule))?;
            // What people or time have settled is settled of every part; else each part has its own.
            let as_it_was = all.applied.get(rule).is_some_and(|all| all.outcome == standing);
            Some(if as_it_was { by_now(inputs, applied) } else { standing })
        };
        part.applied.iter().filter_map(left).min().map_or(granted, |least| least.min(granted))
    }
}

/// What a restriction leaves of one part by now: where the whole waits for nobody, since another part is stopped, time still
/// passes for this one.
fn by_now(inputs: &Inputs<'_, '_>, applied: &Applied<'_>) -> Outcome {
    if applied.stages.is_empty() {
        return applied.outcome;
    }
    let Reached { stage, left, .. } = reached(inputs, &applied.stages);
    let asking = applied.stages.get(stage).filter(|_| stage > 0).map(|asking| asking.outcome);
    left.or(asking).unwrap_or(applied.outcome)
}

/// What a restriction asks of people in one of its stages.
fn gate(table: &Table, rule: RuleId, applied: &Applied<'_>, stage: usize) -> Option<Gate> {
    let before = applied.stages.iter().take(stage).map(|stage| stage.steps.len()).sum();
    let asking = applied.stages.get(stage)?;
    let (steps, batch) = (asking.steps.clone(), asking.batch);
    Some(Gate { rule: rule_name(table, rule), before, steps, batch })
}

/// What a queue that scopes grant asks of its owner.
fn gate_of_queue(table: &Table, queue: QueueId, asking: Asking) -> Gate {
    Gate { rule: name_of_queue(table, queue), before: 0, steps: asking.steps, batch: None }
}

/// The name under which a queue's gate goes: none that a rule has.
fn name_of_queue(table: &Table, queue: QueueId) -> String {
    format!("queue {}", table.queues.get(queue.index()).map_or("", |queue| queue.name.as_str()))
}

impl Approved {
    fn of(inputs: &Inputs<'_, '_>, all: &Assessment<'_>, standing: &Standing) -> Approved {
        let (rules, mut gates) = standing.of_rules(inputs, all);
        let (queues, of_queues): (Vec<QueueId>, Vec<Gate>) = standing.of_queues(inputs).unzip();
        gates.extend(of_queues);
        let gates = discharged_in_time(inputs, all, &rules, gates);
        let matching = Matching::of(inputs.given, &gates);
        let still_owed = || gates.iter().map(|gate| matching.still_owed(gate));
        Approved {
            owed: rules.iter().copied().zip(still_owed()).collect(),
            owed_in: queues.into_iter().zip(still_owed().skip(rules.len())).collect(),
            gates,
        }
    }
}

/// The gates, each as its first stage that was discharged while it was asked; as the last one, where none was.
fn discharged_in_time(
    inputs: &Inputs<'_, '_>,
    all: &Assessment<'_>,
    ids: &[RuleId],
    mut gates: Vec<Gate>,
) -> Vec<Gate> {
    for (place, id) in ids.iter().enumerate() {
        let Some(applied) = all.applied.get(id) else { continue };
        let last = gates.get(place).map_or(0, |gate| gate.before);
        let earlier = (0..applied.stages.len()).map_while(|stage| gate(inputs.table, *id, applied, stage));
        for earlier in earlier.take_while(|gate| gate.before < last) {
            let mut as_earlier = gates.clone();
            if let Some(gate) = as_earlier.get_mut(place) {
                *gate = earlier.clone();
            }
            if Matching::of(inputs.given, &as_earlier).open_step(&earlier).is_none() {
                gates = as_earlier;
                break;
            }
        }
    }
    gates
}

/// How far time has gone: each stage has its time from when the one before it ran out.
fn reached(inputs: &Inputs<'_, '_>, stages: &[Asking]) -> Reached {
    let mut from = inputs.asked;
    for (stage, asking) in stages.iter().enumerate() {
        let ends = asking.deadlines.iter().map(|deadline| (deadline, end(inputs, from, deadline)));
        let ends: Vec<(&Deadline, Option<i64>)> = ends.collect();
        // A deadline that cannot be worked out has passed: nobody may wait for ever.
        let passed = || ends.iter().filter(|(_, end)| end.is_none_or(|end| inputs.now >= end));
        let left = passed().filter_map(|(deadline, _)| match deadline.otherwise {
            Lapse::Leaves(outcome) => Some(outcome),
            Lapse::Asks => None,
        });
        match (left.min(), passed().map(|(_, end)| end.unwrap_or(from)).min()) {
            (Some(left), _) => return Reached { stage, left: Some(left), until: None },
            (None, Some(end)) => from = end,
            (None, None) => {
                let until = ends.iter().filter_map(|(_, end)| *end).min();
                return Reached { stage, left: None, until };
            }
        }
    }
    // Somebody else would be asked, and nobody is there.
    Reached { stage: stages.len().saturating_sub(1), left: Some(Outcome::Stop), until: None }
}

/// When the last of those who are asked in turn have had their time, if that is ever.
fn ends(inputs: &Inputs<'_, '_>, stages: &[Asking]) -> Option<i64> {
    let (mut from, mut left) = (inputs.asked, None);
    for asking in stages {
        let end_by = |lapse: fn(Lapse) -> bool| {
            let deadlines = asking.deadlines.iter().filter(|deadline| lapse(deadline.otherwise));
            deadlines.map(|deadline| end(inputs, from, deadline).unwrap_or(from)).min()
        };
        left = [left, end_by(|lapse| matches!(lapse, Lapse::Leaves(_)))].into_iter().flatten().min();
        match end_by(|lapse| lapse == Lapse::Asks) {
            Some(next) if left.is_none_or(|left| next < left) => from = next,
            _ => return left,
        }
    }
    // Somebody else would be asked then, and nobody is there.
    Some(from)
}

fn end(inputs: &Inputs<'_, '_>, from: i64, deadline: &Deadline) -> Option<i64> {
    let calendar = deadline.calendar.and_then(|id| inputs.table.calendars.get(id.index()));
    period::deadline(from, deadline.within, calendar)
}
