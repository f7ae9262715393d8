//! What a claim comes to in terms of rules: which levels break it, and which restrictions keep it.

use crate::typed::{self, Demand};
use charter_runtime::Outcome;
use charter_runtime::decide::{Decision, Party, Who};
use charter_runtime::schema::{Path, QueueId};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Approver, Entry, Holder, PathId, Stage};
use std::collections::BTreeSet;

/// One thing that must not come between an agent and its action, or else the claim is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Breach {
    /// It goes ahead once everything owed is approved.
    GoesAhead,
    /// It goes ahead and nobody was asked.
    Unattended,
    /// It comes to more than this.
    MoreThan(Outcome),
    /// It goes ahead and nobody was asked who is one of these.
    Without(typed::Approver),
    /// It goes ahead and no gate asked these in turn.
    OutOfTurn(Vec<Vec<typed::Approver>>),
    /// It goes ahead and did not wait in this queue.
    PastQueue(QueueId),
    /// It goes ahead, and none of these rules applies.
    Past(Vec<String>),
    /// It comes to less than this.
    LessThan(Outcome),
}

impl Breach {
    /// Every way to break a demand; it holds if none of them is possible.
    pub(super) fn all(demand: &Demand) -> Vec<Breach> {
        match demand {
            Demand::Never => vec![Breach::GoesAhead],
            Demand::NeverUnattended => vec![Breach::Unattended],
            Demand::AtLeast(level) => vec![Breach::LessThan(*level)],
            Demand::AtMost(level) => vec![Breach::MoreThan(*level)],
            Demand::WaitsIn(queue) => vec![Breach::PastQueue(*queue)],
            Demand::GoesThrough(rules) => vec![Breach::Past(rules.clone())],
            Demand::Asks(turns) => {
                let without = turns.iter().flatten().cloned().map(Breach::Without);
                let in_turn = (turns.len() > 1).then(|| Breach::OutOfTurn(turns.clone()));
                without.chain(in_turn).collect()
            }
        }
    }

    /// Whether a line of a scope that applies allows it: who owns the queue that it grants lets the request go ahead.
    pub(super) fn is_allowed_by(&self, entry: &Entry, table: &Table) -> bool {
        let at_once = entry.outcome == Outcome::Execute;
        let once_discharged = at_once || entry.queue.is_some();
        match self {
            Breach::GoesAhead | Breach::Past(_) | Breach::OutOfTurn(_) => once_discharged,
            Breach::Unattended => at_once,
            Breach::MoreThan(level) => entry.outcome > *level,
            Breach::PastQueue(queue) => once_discharged && entry.queue != Some(*queue),
            Breach::Without(approver) => once_discharged && !is_owner(entry.queue, approver, table),
            // Nothing has to be granted for it to come to less.
            Breach::LessThan(_) => true,
        }
    }

    /// Whether a restriction that applies prevents it.
    pub(super) fn is_prevented_by(&self, entry: &Entry, table: &Table) -> bool {
        // Nobody can discharge a stop, a suggestion or a draft.
        let for_good = entry.outcome < Outcome::Queue;
        match self {
            Breach::GoesAhead => for_good,
            Breach::Unattended => entry.outcome < Outcome::Execute,
            Breach::MoreThan(level) => entry.outcome <= *level,
            Breach::PastQueue(queue) => for_good || entry.queue == Some(*queue),
            Breach::Past(rules) => {
                let rule = table.rules.get(entry.rule.index());
                for_good || rule.is_some_and(|rule| rules.contains(&rule.name))
            }
            Breach::Without(approver) => for_good || asks(entry, approver, table),
            Breach::OutOfTurn(turns) => for_good || asks_in_turn(entry, turns, table),
            // A restriction never makes it come to more.
            Breach::LessThan(_) => false,
        }
    }

    /// Whether it is what became of a request.
    pub(super) fn is_seen_in(&self, decision: &Decision, table: &Table) -> bool {
        let goes_ahead = decision.outcome == Outcome::Execute || !decision.owed.is_empty();
        match self {
            Breach::GoesAhead => goes_ahead,
            Breach::Unattended => decision.outcome == Outcome::Execute,
            Breach::MoreThan(level) => decision.outcome > *level,
            Breach::LessThan(level) => decision.outcome < *level,
            Breach::PastQueue(queue) => {
                let name = table.queues.get(queue.index()).map(|queue| queue.name.as_str());
                goes_ahead && decision.owed.iter().all(|owed| owed.queue.as_deref() != name)
            }
            Breach::Past(rules) => {
                goes_ahead && decision.rules.iter().all(|rule| rule.shadow || !rules.contains(&rule.rule))
            }
            Breach::OutOfTurn(turns) => goes_ahead && !roles_are_asked_in_turn(decision, turns, table),
            // Whom a path leads to is known only there; that no gate asks by that path is what was proved.
            Breach::Without(approver) => goes_ahead && !roles_are_asked(decision, approver, table),
        }
    }
}

/// Whether a decision asks, of roles alone, just what an approver stands for.
fn roles_are_asked(decision: &Decision, approver: &typed::Approver, table: &Table) -> bool {
    let for_good = decision.owed.iter().filter(|owed| asks_nobody_else(&owed.rule, table));
    let mut asked = for_good.flat_map(|owed| &owed.steps).flat_map(|step| &step.all);
    asked.any(|party| is_asked_of_roles(party, approver, table))
}

/// Whether one rule asks, of roles alone, just what approvers stand for, turn after turn.
fn roles_are_asked_in_turn(decision: &Decision, turns: &[Vec<typed::Approver>], table: &Table) -> bool {
    let mut for_good = decision.owed.iter().filter(|owed| asks_nobody_else(&owed.rule, table));
    for_good.any(|owed| {
        come_in_turn(turns, &owed.steps, |step, approver| {
            step.all.iter().any(|party| is_asked_of_roles(party, approver, table))
        })
    })
}

/// Whether a party is roles alone, and just what an approver stands for.
fn is_asked_of_roles(party: &Party, approver: &typed::Approver, table: &Table) -> bool {
    let name = |holder: &typed::Holder| match holder {
        typed::Holder::Role(role) => table.schema.roles.get(role.index()).cloned().map(Who::Role),
        typed::Holder::Person(_) => None,
    };
    let Some(roles) = approver.any.iter().map(name).collect::<Option<BTreeSet<Who>>>() else { return false };
    let as_strictly = approver.confirms || !party.confirms;
    approver.except.is_empty() && party.any.is_subset(&roles) && party.count >= approver.count && as_strictly
}

/// Whether everybody in each turn is asked by a later step than everybody in the turn before it.
fn come_in_turn<S>(
    turns: &[Vec<typed::Approver>],
    steps: &[S],
    asks: impl Fn(&S, &typed::Approver) -> bool,
) -> bool {
    let mut from = 0;
    turns.iter().all(|turn| {
        // The earliest steps leave the most room for the turns to come.
        let places = turn.iter().map(|approver| {
            steps.iter().enumerate().skip(from).find(|(_, step)| asks(step, approver)).map(|(place, _)| place)
        });
        let last = places.collect::<Option<Vec<usize>>>().and_then(|places| places.into_iter().max());
        from = last.map_or(from, |last| last + 1);
        last.is_some()
    })
}

/// Whether a rule asks the same people for as long as it asks anybody.
fn asks_nobody_else(rule: &str, table: &Table) -> bool {
    let is_it = |entry: &&Entry| table.rules.get(entry.rule.index()).is_some_and(|it| it.name == rule);
    let mut entries = table.actions.iter().flat_map(|action| &action.entries).filter(is_it);
    entries.all(|entry| entry.stages.len() <= 1)
}

/// Whether whoever discharges an entry is, among others, what an approver stands for; also past its deadlines.
fn asks(entry: &Entry, approver: &typed::Approver, table: &Table) -> bool {
    let by_queue = |queue: Option<QueueId>| is_owner(queue, approver, table);
    let by_stage = |stage: &Stage| {
        let within = stage.steps.iter().flatten().any(|asked| is_within(asked, approver, table));
        within || by_queue(stage.queue)
    };
    by_queue(entry.queue) || (!entry.stages.is_empty() && entry.stages.iter().all(by_stage))
}

/// Whether whoever discharges an entry is asked turn after turn; also past its deadlines.
fn asks_in_turn(entry: &Entry, turns: &[Vec<typed::Approver>], table: &Table) -> bool {
    let by_stage = |stage: &Stage| {
        come_in_turn(turns, &stage.steps, |step, approver| {
            step.iter().any(|asked| is_within(asked, approver, table))
        })
    };
    entry.queue.is_none() && !entry.stages.is_empty() && entry.stages.iter().all(by_stage)
}

/// Whether the owner of a queue is what an approver stands for.
fn is_owner(queue: Option<QueueId>, approver: &typed::Approver, table: &Table) -> bool {
    let in_queue = queue.and_then(|queue| table.queues.get(queue.index()));
    let is_owner = |holder: &typed::Holder| match (holder, in_queue) {
        (typed::Holder::Role(role), Some(queue)) => queue.owner == *role,
        (typed::Holder::Role(_), None) | (typed::Holder::Person(_), _) => false,
    };
    approver.count == 1 && approver.except.is_empty() && approver.any.iter().any(is_owner)
}

/// Whether everybody who may approve as the one may approve as the other, and as many are asked.
fn is_within(asked: &Approver, approver: &typed::Approver, table: &Table) -> bool {
    let leads_to =
        |id: &PathId, path: &Path| table.paths.get(id.index()).is_some_and(|of| same_place(of, path));
    let same = |holder: &Holder, of: &typed::Holder| match (holder, of) {
        (Holder::Role(role), typed::Holder::Role(of)) => role == of,
        (Holder::Person(id), typed::Holder::Person(path)) => leads_to(id, path),
        (Holder::Role(_), typed::Holder::Person(_)) | (Holder::Person(_), typed::Holder::Role(_)) => false,
    };
    let covered = asked.any.iter().all(|holder| approver.any.iter().any(|of| same(holder, of)));
    let excluded = approver.except.iter().all(|path| asked.except.iter().any(|id| leads_to(id, path)));
    // Whoever has to approve is asked for more than to confirm.
    let as_strictly = approver.confirms || !asked.confirms;
    covered && excluded && as_strictly && asked.count >= approver.count
}

/// Whether two paths lead to the same place, before or after an update.
fn same_place(one: &Path, other: &Path) -> bool {
    one.shape == other.shape && one.steps == other.steps
}
