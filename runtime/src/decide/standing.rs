//! What each restriction comes to once approvals and deadlines are taken into account.

use super::Inputs;
use super::approvals::Gate;
use super::assess::{Applied, Asking, Assessment, is_enforced, owner_of};
use super::decision::Party;
use super::grant::Grant;
use super::matching::Matching;
use super::rule_name;
use crate::ledger::period;
use crate::outcome::Outcome;
use crate::schema::{QueueId, RuleId};
use crate::table::model::{Deadline, Lapse};
use std::collections::{BTreeMap, BTreeSet};

/// What each restriction comes to.
pub(super) struct Standing {
    outcomes: BTreeMap<RuleId, Outcome>,
    /// The same, of those that are not only watched.
    pub(super) enforced: BTreeMap<RuleId, Outcome>,
    /// How far time has gone with those that wait for people.
    reached: BTreeMap<RuleId, Reached>,
    /// What each gate still asks for.
    owed: BTreeMap<RuleId, Vec<BTreeSet<Party>>>,
    /// The queues that scopes grant.
    queues: BTreeMap<QueueId, Queued>,
    pub(super) gates: Vec<Gate>,
    pub(super) lapsed: BTreeSet<String>,
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
    /// What its owner is still asked for.
    owed: Vec<BTreeSet<Party>>,
}

impl Standing {
    pub(super) fn of(
        inputs: &Inputs<'_>,
        all: &Assessment,
        queued: &BTreeSet<(RuleId, QueueId)>,
    ) -> Standing {
        let waiting = all.applied.iter().filter(|(_, applied)| !applied.stages.is_empty());
        let reached: BTreeMap<RuleId, Reached> =
            waiting.map(|(rule, applied)| (*rule, reached(inputs, &applied.stages))).collect();
        let asking = reached.iter().filter(|(rule, _)| is_enforced(inputs.table, **rule));
        let (ids, mut gates): (Vec<RuleId>, Vec<Gate>) = asking
            .filter_map(|(rule, reached)| {
                Some((*rule, gate(inputs, *rule, all.applied.get(rule)?, reached.stage)?))
            })
            .unzip();
        let granted: BTreeMap<QueueId, Asking> =
            queued.iter().filter_map(|(_, queue)| Some((*queue, owner_of(inputs.table, *queue)?))).collect();
        gates.extend(granted.iter().map(|(queue, asking)| gate_of_queue(inputs, *queue, asking)));
        let gates = discharged_in_time(inputs, all, &ids, gates);
        let matching = Matching::of(inputs.given, &gates);
        let done = gates.iter().zip(&ids).filter(|(gate, _)| matching.open_step(gate).is_none());
        let discharged: BTreeSet<RuleId> = done.map(|(_, id)| *id).collect();
        let mut standing = Standing {
            outcomes: BTreeMap::new(),
            enforced: BTreeMap::new(),
            reached,
            owed: ids.iter().zip(&gates).map(|(id, gate)| (*id, matching.still_owed(gate))).collect(),
            queues: BTreeMap::new(),
            gates: gates.clone(),
            lapsed: BTreeSet::new(),
        };
        for ((queue, asking), gate) in granted.iter().zip(gates.iter().skip(ids.len())) {
            standing.wait_in(inputs, *queue, asking, gate, &matching);
        }
        for (rule, applied) in &all.applied {
            let left = standing.reached.get(rule).and_then(|reached| reached.left);
            let outcome = match left {
                _ if discharged.contains(rule) => Outcome::Execute,
                Some(left) => {
                    standing.lapsed.insert(rule_name(inputs.table, *rule));
                    left
                }
                None => standing.asks(*rule, applied).map_or(applied.outcome, |asking| asking.outcome),
            };
            standing.outcomes.insert(*rule, outcome);
        }
        standing.enforced = standing.outcomes.clone();
        standing.enforced.retain(|rule, _| is_enforced(inputs.table, *rule));
        standing
    }

    /// What a queue that scopes grant has come to.
    fn wait_in(
        &mut self,
        inputs: &Inputs<'_>,
        queue: QueueId,
        asking: &Asking,
        gate: &Gate,
        matching: &Matching<'_>,
    ) {
        let Reached { left, until, .. } = reached(inputs, std::slice::from_ref(asking));
        let outcome = match left {
            _ if matching.open_step(gate).is_none() => Outcome::Execute,
            Some(left) => {
                self.lapsed.insert(gate.rule.clone());
                left
            }
            None => Outcome::Queue,
        };
        self.queues.insert(queue, Queued { outcome, until, owed: matching.still_owed(gate) });
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
        self.queues.get(&queue).into_iter().flat_map(|queued| &queued.owed)
    }

    /// When the time of a queue's owner runs out.
    pub(super) fn until_in(&self, queue: QueueId) -> Option<i64> {
        self.queues.get(&queue)?.until
    }

    /// Who is asked by now, where that is somebody else than at first.
    fn asks<'a>(&self, rule: RuleId, applied: &'a Applied) -> Option<&'a Asking> {
        let stage = self.reached.get(&rule).map(|reached| reached.stage).filter(|stage| *stage > 0)?;
        applied.stages.get(stage)
    }

    /// What a restriction leaves.
    pub(super) fn outcome(&self, rule: RuleId, applied: &Applied) -> Outcome {
        self.outcomes.get(&rule).copied().unwrap_or(applied.outcome)
    }

    /// What a gate still asks for.
    pub(super) fn owed(&self, rule: RuleId) -> impl Iterator<Item = &BTreeSet<Party>> {
        self.owed.get(&rule).into_iter().flatten()
    }

    /// When the time of those who are asked runs out.
    pub(super) fn until(&self, rule: RuleId) -> Option<i64> {
        self.reached.get(&rule)?.until
    }

    /// From when on people change nothing about it any more, as far as they are still waited for.
    pub(super) fn ends(&self, inputs: &Inputs<'_>, all: &Assessment) -> Option<i64> {
        let waits = |rule: &RuleId| self.owed.get(rule).is_some_and(|owed| !owed.is_empty());
        let waiting = all.applied.iter().filter(|(rule, _)| waits(rule));
        let granted =
            self.queues.values().filter(|queued| queued.outcome == Outcome::Queue && !queued.owed.is_empty());
        let of_gates = waiting.filter_map(|(_, applied)| ends(inputs, &applied.stages));
        of_gates.chain(granted.filter_map(|queued| queued.until)).min()
    }

    /// How many requests one approval may be for by now, where it is given in batches.
    pub(super) fn batch(&self, rule: RuleId, applied: &Applied) -> Option<u32> {
        let stage = self.reached.get(&rule).map_or(0, |reached| reached.stage);
        applied.stages.get(stage)?.batch
    }

    /// The queue in which it waits by now.
    pub(super) fn queue(&self, rule: RuleId, applied: &Applied) -> Option<QueueId> {
        let stage = self.reached.get(&rule).map_or(0, |reached| reached.stage);
        applied.stages.get(stage)?.queue
    }

    /// The least of a grant and of what the enforced restrictions leave of a part of the whole.
    pub(super) fn least(
        &self,
        inputs: &Inputs<'_>,
        all: &Assessment,
        part: &Assessment,
        granted: Outcome,
    ) -> Outcome {
        let left = |(rule, applied): (&RuleId, &Applied)| {
            let standing = *self.enforced.get(rule)?;
            // What people or time have settled is settled of every part; else each part has its own.
            let as_it_was = all.applied.get(rule).is_some_and(|all| all.outcome == standing);
            Some(if as_it_was { by_now(inputs, applied) } else { standing })
        };
        part.applied.iter().filter_map(left).min().map_or(granted, |least| least.min(granted))
    }
}

/// What a restriction leaves of one part by now: where the whole waits for nobody, since another part is stopped, time still
/// passes for this one.
fn by_now(inputs: &Inputs<'_>, applied: &Applied) -> Outcome {
    if applied.stages.is_empty() {
        return applied.outcome;
    }
    let Reached { stage, left, .. } = reached(inputs, &applied.stages);
    let asking = applied.stages.get(stage).filter(|_| stage > 0).map(|asking| asking.outcome);
    left.or(asking).unwrap_or(applied.outcome)
}

/// What a restriction asks of people in one of its stages.
fn gate(inputs: &Inputs<'_>, rule: RuleId, applied: &Applied, stage: usize) -> Option<Gate> {
    let before = applied.stages.iter().take(stage).map(|stage| stage.steps.len()).sum();
    let asking = applied.stages.get(stage)?;
    let (steps, batch) = (asking.steps.clone(), asking.batch);
    Some(Gate { rule: rule_name(inputs.table, rule), before, steps, batch })
}

/// What a queue that scopes grant asks of its owner; its name is none that a rule has.
fn gate_of_queue(inputs: &Inputs<'_>, queue: QueueId, asking: &Asking) -> Gate {
    let name = inputs.table.queues.get(queue.index()).map_or("", |queue| queue.name.as_str());
    let (steps, batch) = (asking.steps.clone(), None);
    Gate { rule: format!("queue {name}"), before: 0, steps, batch }
}

/// The gates, each as its first stage that was discharged while it was asked; as the last one, where none was.
fn discharged_in_time(
    inputs: &Inputs<'_>,
    all: &Assessment,
    ids: &[RuleId],
    mut gates: Vec<Gate>,
) -> Vec<Gate> {
    if inputs.given.approvals.is_empty() {
        return gates;
    }
    for (place, id) in ids.iter().enumerate() {
        let Some(applied) = all.applied.get(id) else { continue };
        let last = gates.get(place).map_or(0, |gate| gate.before);
        let earlier = (0..applied.stages.len()).map_while(|stage| gate(inputs, *id, applied, stage));
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
fn reached(inputs: &Inputs<'_>, stages: &[Asking]) -> Reached {
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
fn ends(inputs: &Inputs<'_>, stages: &[Asking]) -> Option<i64> {
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

fn end(inputs: &Inputs<'_>, from: i64, deadline: &Deadline) -> Option<i64> {
    let calendar = deadline.calendar.and_then(|id| inputs.table.calendars.get(id.index()));
    period::deadline(from, deadline.within, calendar)
}
