//! Whom a restriction asks, and by when.

use super::decision::{Party, Reading, Who, instant};
use crate::ledger::period;
use crate::outcome::Outcome;
use crate::schema::{QueueId, RoleId};
use crate::table::Table;
use crate::table::model::{self, Approver, Deadline, Entry, Holder, PathId, Stage};
use crate::value::Seen;
use std::collections::BTreeSet;

/// Whom a restriction asks until a deadline has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asking {
    pub(crate) outcome: Outcome,
    pub(crate) steps: Vec<BTreeSet<Party>>,
    /// By when it has to be discharged: the first of these that passes counts.
    pub(crate) deadlines: Vec<Deadline>,
    pub(crate) queue: Option<QueueId>,
    /// How many requests one approval may be for, where it is given in batches.
    pub(crate) batch: Option<u32>,
}

impl Asking {
    /// Asks in two ways at once: everybody whom either asks.
    pub(super) fn join(&mut self, other: Asking) {
        self.outcome = self.outcome.min(other.outcome);
        self.queue = self.queue.or(other.queue);
        // Only what is asked in batches throughout is approved in them.
        self.batch = self.batch.zip(other.batch).map(|(own, other)| own.min(other));
        let longest = self.steps.len().max(other.steps.len());
        self.steps.resize_with(longest, BTreeSet::new);
        for (step, more) in self.steps.iter_mut().zip(other.steps) {
            more.into_iter().for_each(|party| party.join(step));
        }
        for deadline in other.deadlines {
            if !self.deadlines.contains(&deadline) {
                self.deadlines.push(deadline);
            }
        }
    }
}

/// Whom an entry asks, first and after each deadline; `None` where somebody of them is not known.
pub(super) fn stages<'s>(
    table: &Table,
    entry: &Entry,
    see: &dyn Fn(PathId) -> Seen<'s>,
) -> Option<Vec<Asking>> {
    if let Some(queue) = entry.queue {
        return Some(vec![owner_of(table, queue)?]);
    }
    let asking = |stage: &Stage| {
        if let Some(queue) = stage.queue {
            return owner_of(table, queue);
        }
        let steps: Option<Vec<BTreeSet<Party>>> =
            stage.steps.iter().map(|step| parties(table, step, see)).collect();
        let deadlines = stage.deadline.iter().cloned().collect();
        let (outcome, batch) = (Outcome::Approve, stage.batch);
        Some(Asking { outcome, steps: steps?, deadlines, queue: None, batch })
    };
    entry.stages.iter().map(asking).collect()
}

/// What waits in a queue waits for the queue's owner.
pub(super) fn owner_of(table: &Table, id: QueueId) -> Option<Asking> {
    let queue = table.queues.get(id.index())?;
    let any = BTreeSet::from([role(table, queue.owner)]);
    Some(Asking {
        outcome: Outcome::Queue,
        steps: vec![BTreeSet::from([Party { any, count: 1, except: BTreeSet::new(), confirms: false }])],
        deadlines: queue.deadline.iter().cloned().collect(),
        queue: Some(id),
        batch: None,
    })
}

/// Who reads it afterwards, and by when; `None` where it is not known who that is.
pub(super) fn readings<'s>(
    table: &Table,
    entry: &Entry,
    now: i64,
    see: &dyn Fn(PathId) -> Seen<'s>,
) -> Option<BTreeSet<Reading>> {
    let reading = |reading: &model::Reading| {
        let calendar = reading.calendar.and_then(|id| table.calendars.get(id.index()));
        // A time that cannot be worked out has passed.
        let before = |within| period::deadline(now, within, calendar).unwrap_or(now);
        let before = reading.within.and_then(|within| instant(before(within)));
        Some(Reading { by: who(table, reading.by, see)?, before })
    };
    entry.readings.iter().map(reading).collect()
}

/// The people whom an entry asks or leaves out, by where they are found.
pub(super) fn people(entry: &Entry) -> Vec<PathId> {
    let approvers = entry.stages.iter().flat_map(|stage| stage.steps.iter().flatten());
    let path = |holder: &Holder| match holder {
        Holder::Person(path) => Some(*path),
        Holder::Role(_) => None,
    };
    let asked = approvers
        .flat_map(|approver| approver.any.iter().filter_map(path).chain(approver.except.iter().copied()));
    asked.chain(entry.readings.iter().filter_map(|reading| path(&reading.by))).collect()
}

/// Whom a step asks, where it is known who that is.
fn parties<'s>(
    table: &Table,
    step: &[Approver],
    see: &dyn Fn(PathId) -> Seen<'s>,
) -> Option<BTreeSet<Party>> {
    let mut parties = BTreeSet::new();
    for approver in step {
        party(table, approver, see)?.join(&mut parties);
    }
    Some(parties)
}

/// An approver, where it is known who that is, who is excluded, and where somebody is left.
fn party<'s>(table: &Table, approver: &Approver, see: &dyn Fn(PathId) -> Seen<'s>) -> Option<Party> {
    let mut except = BTreeSet::new();
    for path in &approver.except {
        match see(*path) {
            Seen::Text(person) => _ = except.insert(person.to_owned()),
            Seen::Empty => {}
            Seen::Unknown | Seen::Ordinal(_) | Seen::Structure(_) => return None,
        }
    }
    let any: Option<BTreeSet<Who>> = approver.any.iter().map(|holder| who(table, *holder, see)).collect();
    let mut any = any?;
    any.retain(|who| !matches!(who, Who::Person(person) if except.contains(person)));
    if any.iter().all(|who| matches!(who, Who::Person(_))) {
        except.clear();
    }
    (!any.is_empty()).then_some(Party { any, count: approver.count, except, confirms: approver.confirms })
}

/// Who may approve or reads, where that is known.
fn who<'s>(table: &Table, holder: Holder, see: &dyn Fn(PathId) -> Seen<'s>) -> Option<Who> {
    match holder {
        Holder::Role(id) => Some(role(table, id)),
        Holder::Person(path) => match see(path) {
            Seen::Text(person) => Some(Who::Person(person.to_owned())),
            Seen::Unknown | Seen::Empty | Seen::Ordinal(_) | Seen::Structure(_) => None,
        },
    }
}

fn role(table: &Table, id: RoleId) -> Who {
    Who::Role(table.schema.roles.get(id.index()).cloned().unwrap_or_default())
}
