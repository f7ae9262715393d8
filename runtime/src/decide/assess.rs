//! What applies: for one target and one field, the scopes and the restrictions.

use super::classify::possibly;
use super::decision::{Party, Reading, Who, instant};
use super::grant::Grant;
use super::room::{TryAgain, room};
use super::rows::alive_entries;
use super::scene::{AtHand, Scene, unknown_paths};
use crate::ledger::period;
use crate::outcome::Outcome;
use crate::schema::{QueueId, RoleId, RuleId, Subject};
use crate::table::Table;
use crate::table::model::{self, ActionRows, Approver, Deadline, Entry, Holder, PathId, RuleKind, Stage};
use crate::value::Seen;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that applies to a request, for one target and one field or for several taken together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assessment {
    /// Scopes that certainly apply, and what they grant.
    pub(crate) granted: BTreeMap<RuleId, Grant>,
    /// Scopes that possibly apply, and what is unknown about them.
    pub(crate) doubted: BTreeMap<RuleId, BTreeSet<String>>,
    /// Restrictions that possibly apply.
    pub(crate) applied: BTreeMap<RuleId, Applied>,
}

/// A restriction that possibly applies.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    pub(crate) outcome: Outcome,
    pub(crate) unknown: BTreeSet<String>,
    /// What discharges it, and what else each time that a deadline has passed; nothing does where there is none.
    pub(crate) stages: Vec<Asking>,
    pub(crate) instead: Option<u32>,
    pub(crate) masks: bool,
    /// When there will be room, where it stops until then.
    pub(crate) room: Option<TryAgain>,
    /// Who reads it once it has gone ahead.
    pub(crate) readings: BTreeSet<Reading>,
}

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

impl Assessment {
    /// What all scopes grant together.
    pub(crate) fn grant(&self) -> Grant {
        self.granted.values().fold(Grant::default(), Grant::or)
    }

    /// Takes what applies elsewhere to what applies here. A scope stands where it stands in one of the two; what is granted
    /// in both is the lesser of what each has.
    pub(crate) fn join(&mut self, other: &Assessment) {
        for (rule, grant) in &other.granted {
            let granted = self.granted.entry(*rule).or_insert_with(|| grant.clone());
            if grant.highest() < granted.highest() {
                granted.clone_from(grant);
            }
        }
        for (rule, unknown) in &other.doubted {
            self.doubted.entry(*rule).or_default().extend(unknown.iter().cloned());
        }
        for (rule, applied) in &other.applied {
            self.apply(*rule, applied.clone());
        }
    }

    fn apply(&mut self, rule: RuleId, applied: Applied) {
        match self.applied.get_mut(&rule) {
            Some(before) => before.join(applied),
            None => _ = self.applied.insert(rule, applied),
        }
    }
}

impl Applied {
    /// Two ways in which one rule applies: the stricter one counts. Where both wait for people, all of them are waited for.
    fn join(&mut self, other: Applied) {
        self.unknown.extend(other.unknown.iter().cloned());
        self.masks |= other.masks;
        self.readings.extend(other.readings.iter().cloned());
        if waits(self.outcome) && waits(other.outcome) {
            self.wait_also_for(other);
        } else if other.outcome < self.outcome {
            let (unknown, readings) = (std::mem::take(&mut self.unknown), std::mem::take(&mut self.readings));
            *self = Applied { unknown, masks: self.masks, readings, ..other };
        } else if other.outcome == self.outcome {
            self.instead = self.instead.or(other.instead);
            // Both have to have room; what does not wait for it never has.
            self.room = self.room.zip(other.room).map(|(own, other)| own.max(other));
        }
    }

    fn wait_also_for(&mut self, other: Applied) {
        self.outcome = self.outcome.min(other.outcome);
        let mut more = other.stages.into_iter();
        self.stages.iter_mut().zip(&mut more).for_each(|(stage, other)| stage.join(other));
        // What waits for people in two ways has as many stages in both.
        self.stages.extend(more);
    }
}

impl Asking {
    /// Asks in two ways at once: everybody whom either asks.
    fn join(&mut self, other: Asking) {
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

/// Whether people can discharge an outcome.
pub(super) fn waits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approve | Outcome::Queue)
}

/// Assesses the request in a scene.
pub(crate) fn assess(table: &Table, scene: &AtHand<'_>) -> Assessment {
    let mut assessment = Assessment::default();
    let rows = scene.request.action.and_then(|action| table.actions.get(action.index()));
    let Some(rows) = rows else { return assessment };
    let verified = &scene.of_verified();
    for entry in entries(table, rows, scene) {
        match entry.doubts {
            Some(doubts) if possibly(table, doubts, verified) => {
                let unknown = unknown_paths(table, verified, &entry.reads);
                assessment.doubted.entry(entry.rule).or_default().extend(unknown);
            }
            Some(_) => {
                let granted = assessment.granted.entry(entry.rule).or_default();
                *granted = std::mem::take(granted).or(&Grant::of(entry));
            }
            None => assessment.apply(entry.rule, restriction(table, entry, scene)),
        }
    }
    let granted = &assessment.granted;
    assessment.doubted.retain(|rule, _| !granted.contains_key(rule));
    assessment
}

/// The entries about whoever asks that are alive: of restrictions with all facts, of scopes with what is verified.
fn entries<'t>(table: &'t Table, rows: &'t ActionRows, scene: &AtHand<'_>) -> Vec<&'t Entry> {
    let subject = scene.facts.asker.subject();
    let alive = |scene: &AtHand<'_>| {
        let alive = alive_entries(table, rows, scene).into_iter();
        alive.filter_map(|place| rows.entries.get(place)).filter(|entry| entry.subject == subject)
    };
    if !scene.has_doubts() {
        return alive(scene).collect();
    }
    let grants = |entry: &&Entry| entry.doubts.is_some();
    let scopes = alive(&scene.of_verified()).filter(grants);
    scopes.chain(alive(scene).filter(|entry| !grants(entry))).collect()
}

/// What certainly applying scopes grant an agent in a scene, by what is verified; to people all is granted.
pub(crate) fn granted(table: &Table, scene: &AtHand<'_>) -> Grant {
    match scene.facts.asker.subject() {
        Subject::People => return Grant::everything(),
        Subject::Agents => {}
    }
    let scene = &scene.of_verified();
    let rows = scene.request.action.and_then(|action| table.actions.get(action.index()));
    let Some(rows) = rows else { return Grant::default() };
    let alive = alive_entries(table, rows, scene).into_iter().filter_map(|place| rows.entries.get(place));
    let certain = alive.filter(|entry| entry.doubts.is_some_and(|doubts| !possibly(table, doubts, scene)));
    certain.fold(Grant::default(), |all, entry| all.or(&Grant::of(entry)))
}

fn restriction(table: &Table, entry: &Entry, scene: &AtHand<'_>) -> Applied {
    // Whoever chooses the approver grants.
    let verified = &scene.of_verified();
    let mut unknown = unknown_paths(table, scene, &entry.reads);
    if scene.has_doubts() {
        unknown.extend(unknown_paths(table, verified, &people(entry)));
    }
    if entry.needed.iter().any(|(path, may_be_empty)| is_missing(scene, *path, *may_be_empty)) {
        // Under a key that nobody knows nobody can say when there is room.
        return Applied { room: entry.room.map(|_| TryAgain::Unknown), ..stopped_for_good(unknown) };
    }
    if entry.masks && scene.is_compared() {
        // Who filters by a field learns what is in it, however it is shown.
        return stopped_for_good(unknown);
    }
    let Some(stages) = stages(table, entry, verified) else { return stopped_for_good(unknown) };
    let Some(readings) = readings(table, entry, verified) else { return stopped_for_good(unknown) };
    let (outcome, instead, masks) = (entry.outcome, entry.instead, entry.masks);
    let room = entry.room.map(|no_room| room(table, no_room, scene));
    Applied { outcome, unknown, stages, instead, masks, readings, room }
}

/// Who reads it afterwards, and by when; `None` where it is not known who that is.
fn readings(table: &Table, entry: &Entry, scene: &AtHand<'_>) -> Option<BTreeSet<Reading>> {
    let reading = |reading: &model::Reading| {
        let calendar = reading.calendar.and_then(|id| table.calendars.get(id.index()));
        // A time that cannot be worked out has passed.
        let before = |within| period::deadline(scene.now, within, calendar).unwrap_or(scene.now);
        let before = reading.within.and_then(|within| instant(before(within)));
        Some(Reading { by: who(table, reading.by, scene)?, before })
    };
    entry.readings.iter().map(reading).collect()
}

/// The people whom an entry asks or leaves out, by where they are found.
fn people(entry: &Entry) -> Vec<PathId> {
    let approvers = entry.stages.iter().flat_map(|stage| stage.steps.iter().flatten());
    let path = |holder: &Holder| match holder {
        Holder::Person(path) => Some(*path),
        Holder::Role(_) => None,
    };
    let asked = approvers
        .flat_map(|approver| approver.any.iter().filter_map(path).chain(approver.except.iter().copied()));
    asked.chain(entry.readings.iter().filter_map(|reading| path(&reading.by))).collect()
}

/// Whom an entry asks, first and after each deadline; `None` where somebody of them is not known.
fn stages(table: &Table, entry: &Entry, scene: &AtHand<'_>) -> Option<Vec<Asking>> {
    if let Some(queue) = entry.queue {
        return Some(vec![owner_of(table, queue)?]);
    }
    let asking = |stage: &Stage| {
        if let Some(queue) = stage.queue {
            return owner_of(table, queue);
        }
        let steps: Option<Vec<BTreeSet<Party>>> =
            stage.steps.iter().map(|step| parties(table, step, scene)).collect();
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
        steps: vec![BTreeSet::from([Party { any, count: 1, except: BTreeSet::new() }])],
        deadlines: queue.deadline.iter().cloned().collect(),
        queue: Some(id),
        batch: None,
    })
}

fn stopped_for_good(unknown: BTreeSet<String>) -> Applied {
    Applied {
        outcome: Outcome::Stop,
        unknown,
        stages: Vec::new(),
        instead: None,
        masks: false,
        readings: BTreeSet::new(),
        room: None,
    }
}

/// Whether a value that a rule cannot do without is not there: an amount below zero is no amount.
fn is_missing(scene: &AtHand<'_>, path: PathId, may_be_empty: bool) -> bool {
    match scene.see(path) {
        Seen::Unknown => true,
        Seen::Empty => !may_be_empty,
        Seen::Ordinal(number) => !may_be_empty && number < 0,
        Seen::Text(_) | Seen::Structure(_) => false,
    }
}

/// Whom a step asks, where it is known who that is.
fn parties(table: &Table, step: &[Approver], scene: &AtHand<'_>) -> Option<BTreeSet<Party>> {
    let mut parties = BTreeSet::new();
    for approver in step {
        party(table, approver, scene)?.join(&mut parties);
    }
    Some(parties)
}

/// An approver, where it is known who that is, who is excluded, and where somebody is left.
fn party(table: &Table, approver: &Approver, scene: &AtHand<'_>) -> Option<Party> {
    let mut except = BTreeSet::new();
    for path in &approver.except {
        match scene.see(*path) {
            Seen::Text(person) => _ = except.insert(person.to_owned()),
            Seen::Empty => {}
            Seen::Unknown | Seen::Ordinal(_) | Seen::Structure(_) => return None,
        }
    }
    let any: Option<BTreeSet<Who>> = approver.any.iter().map(|holder| who(table, *holder, scene)).collect();
    let mut any = any?;
    any.retain(|who| !matches!(who, Who::Person(person) if except.contains(person)));
    if any.iter().all(|who| matches!(who, Who::Person(_))) {
        except.clear();
    }
    (!any.is_empty()).then_some(Party { any, count: approver.count, except })
}

/// Who may approve or reads, where that is known.
fn who(table: &Table, holder: Holder, scene: &AtHand<'_>) -> Option<Who> {
    match holder {
        Holder::Role(id) => Some(role(table, id)),
        Holder::Person(path) => match scene.see(path) {
            Seen::Text(person) => Some(Who::Person(person.to_owned())),
            Seen::Unknown | Seen::Empty | Seen::Ordinal(_) | Seen::Structure(_) => None,
        },
    }
}

fn role(table: &Table, id: RoleId) -> Who {
    Who::Role(table.schema.roles.get(id.index()).cloned().unwrap_or_default())
}

/// Whether a rule of the table restricts and is enforced.
pub(crate) fn is_enforced(table: &Table, rule: RuleId) -> bool {
    table.rules.get(rule.index()).is_some_and(|rule| rule.kind != RuleKind::Scope && !rule.shadow)
}
