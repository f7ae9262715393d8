//! What applies: for one target and one field, the scopes and the restrictions.

use super::asking::{Asking, people, readings, stages};
use super::classify::possibly;
use super::decision::Reading;
use super::grant::Grant;
use super::memo::Memo;
use super::room::{TryAgain, room};
use super::rows::alive_entries;
use super::scene::{AtHand, Scene, unknown_paths};
use crate::outcome::Outcome;
use crate::schema::{RuleId, Subject};
use crate::table::Table;
use crate::table::model::{Entry, PathId, RuleKind};
use crate::value::Seen;
use litemap::LiteMap;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Everything that applies to a request, for one target and one field or for several taken together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assessment<'a> {
    /// Scopes that certainly apply, and what they grant.
    pub(crate) granted: LiteMap<RuleId, Grant>,
    /// Scopes that possibly apply, and what is unknown about them.
    pub(crate) doubted: LiteMap<RuleId, BTreeSet<PathId>>,
    /// Restrictions that possibly apply.
    pub(crate) applied: LiteMap<RuleId, Applied<'a>>,
}

/// A restriction that possibly applies.
#[derive(Debug, Clone)]
pub(crate) struct Applied<'a> {
    pub(crate) outcome: Outcome,
    pub(crate) unknown: BTreeSet<PathId>,
    /// What discharges it, and what else each time that a deadline has passed; nothing does where there is none.
    pub(crate) stages: Cow<'a, [Asking]>,
    pub(crate) instead: Option<u32>,
    pub(crate) masks: bool,
    /// When there will be room, where it stops until then.
    pub(crate) room: Option<TryAgain>,
    /// Who reads it once it has gone ahead.
    pub(crate) readings: BTreeSet<Reading>,
}

impl<'a> Assessment<'a> {
    /// Where nothing applies.
    pub(super) const NOTHING: Assessment<'static> =
        Assessment { granted: LiteMap::new_vec(), doubted: LiteMap::new_vec(), applied: LiteMap::new_vec() };

    /// What applies to several parts taken together. A scope counts for the whole only where it grants every part.
    pub(super) fn common<'p>(parts: impl Iterator<Item = &'p Assessment<'a>> + Clone) -> Assessment<'a>
    where
        'a: 'p,
    {
        let mut all = Assessment::default();
        parts.clone().for_each(|part| all.join(part));
        all.granted.retain(|rule, _| parts.clone().all(|part| part.granted.contains_key(rule)));
        let granted = &all.granted;
        all.doubted.retain(|rule, _| !granted.contains_key(rule));
        all
    }

    /// What all scopes grant together.
    pub(crate) fn grant(&self) -> Grant {
        self.granted.values().fold(Grant::default(), Grant::or)
    }

    /// Takes what applies elsewhere to what applies here. A scope stands where it stands in one of the two; what is granted
    /// in both is the lesser of what each has.
    fn join(&mut self, other: &Assessment<'a>) {
        for (rule, grant) in &other.granted {
            let granted = self.granted.entry(*rule).or_insert_with(|| grant.clone());
            if grant.highest() < granted.highest() {
                granted.clone_from(grant);
            }
        }
        for (rule, unknown) in &other.doubted {
            self.doubted.entry(*rule).or_default().extend(unknown);
        }
        for (rule, applied) in &other.applied {
            self.apply(*rule, applied.clone());
        }
    }

    fn apply(&mut self, rule: RuleId, applied: Applied<'a>) {
        match self.applied.get_mut(&rule) {
            Some(before) => before.join(applied),
            None => _ = self.applied.insert(rule, applied),
        }
    }
}

impl<'a> Applied<'a> {
    /// Two ways in which one rule applies: the stricter one counts. Where both wait for people, all of them are waited for.
    fn join(&mut self, other: Applied<'a>) {
        self.unknown.extend(&other.unknown);
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

    fn wait_also_for(&mut self, other: Applied<'a>) {
        self.outcome = self.outcome.min(other.outcome);
        let mut more = other.stages.into_owned().into_iter();
        let stages = self.stages.to_mut();
        stages.iter_mut().zip(&mut more).for_each(|(stage, other)| stage.join(other));
        // What waits for people in two ways has as many stages in both.
        stages.extend(more);
    }
}

/// Whether people can discharge an outcome.
pub(super) fn waits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approve | Outcome::Queue)
}

/// Assesses the request in a scene.
pub(crate) fn assess<'t>(table: &'t Table, scene: &AtHand<'_>) -> Assessment<'t> {
    let mut assessment = Assessment::default();
    let memo = Memo::new(table, scene.has_doubts());
    let scene = &scene.keeping(&memo);
    let verified = &scene.of_verified();
    for (place, entry) in entries(table, scene) {
        match entry.doubts {
            Some(doubts) if possibly(table, doubts, verified) => {
                let unknown = unknown_paths(verified, &entry.reads);
                assessment.doubted.entry(entry.rule).or_default().extend(unknown);
            }
            Some(_) => {
                let granted = assessment.granted.entry(entry.rule).or_default();
                *granted = std::mem::take(granted).or(&Grant::of(entry));
            }
            None => assessment.apply(entry.rule, restriction(table, place, entry, scene)),
        }
    }
    let granted = &assessment.granted;
    assessment.doubted.retain(|rule, _| !granted.contains_key(rule));
    assessment
}

/// Entries of an action, each with its place.
type Entries<'t> = SmallVec<[(u32, &'t Entry); 8]>;

/// The entries about whoever asks that are alive: of restrictions with all facts, of scopes with what is verified.
fn entries<'t>(table: &'t Table, scene: &AtHand<'_>) -> Entries<'t> {
    if !scene.has_doubts() {
        return alive(table, scene);
    }
    let grants = |(_, entry): &(u32, &Entry)| entry.doubts.is_some();
    let scopes = alive(table, &scene.of_verified()).into_iter().filter(grants);
    scopes.chain(alive(table, scene).into_iter().filter(|entry| !grants(entry))).collect()
}

/// The entries about whoever asks that are alive in a scene.
fn alive<'t>(table: &'t Table, scene: &AtHand<'_>) -> Entries<'t> {
    let subject = scene.facts.asker.subject();
    let rows = scene.request.action.and_then(|action| Some((action, table.actions.get(action.index())?)));
    let Some((action, rows)) = rows else { return Entries::new() };
    let alive = alive_entries(table, action, scene).into_iter();
    let entries = alive.filter_map(|place| Some((place, rows.entries.get(place as usize)?)));
    entries.filter(|(_, entry)| entry.subject == subject).collect()
}

/// What certainly applying scopes grant an agent in a scene, by what is verified; to people all is granted.
pub(crate) fn granted(table: &Table, scene: &AtHand<'_>) -> Grant {
    match scene.facts.asker.subject() {
        Subject::People => return Grant::everything(),
        Subject::Agents => {}
    }
    let memo = Memo::new(table, scene.has_doubts());
    let scene = scene.keeping(&memo);
    let scene = &scene.of_verified();
    let certain =
        |(_, entry): &(u32, &Entry)| entry.doubts.is_some_and(|doubts| !possibly(table, doubts, scene));
    let certain = alive(table, scene).into_iter().filter(certain);
    certain.fold(Grant::default(), |all, (_, entry)| all.or(&Grant::of(entry)))
}

fn restriction<'a>(table: &'a Table, place: u32, entry: &'a Entry, scene: &AtHand<'_>) -> Applied<'a> {
    // Whoever chooses the approver grants.
    let verified = &scene.of_verified();
    let mut unknown = unknown_paths(scene, &entry.reads);
    if scene.has_doubts() {
        unknown.extend(unknown_paths(verified, &people(entry)));
    }
    if entry.needed.iter().any(|(path, may_be_empty)| is_missing(scene, *path, *may_be_empty)) {
        // Under a key that nobody knows nobody can say when there is room.
        return Applied { room: entry.room.map(|_| TryAgain::Unknown), ..stopped_for_good(unknown) };
    }
    if entry.masks && scene.is_compared() {
        // Who filters by a field learns what is in it, however it is shown.
        return stopped_for_good(unknown);
    }
    let always_asked = scene.request.action.and_then(|action| table.prepared.always_asked(action, place));
    let stages = match always_asked {
        Some(stages) => Some(Cow::Borrowed(stages)),
        None => stages(table, entry, &|path| verified.see(path)).map(Cow::Owned),
    };
    let Some(stages) = stages else { return stopped_for_good(unknown) };
    let Some(readings) = readings(table, entry, scene.now, &|path| verified.see(path)) else {
        return stopped_for_good(unknown);
    };
    let (outcome, instead, masks) = (entry.outcome, entry.instead, entry.masks);
    let room = entry.room.map(|no_room| room(table, no_room, scene));
    Applied { outcome, unknown, stages, instead, masks, readings, room }
}

fn stopped_for_good<'a>(unknown: BTreeSet<PathId>) -> Applied<'a> {
    Applied {
        outcome: Outcome::Stop,
        unknown,
        stages: Cow::Borrowed(&[]),
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

/// Whether a rule of the table restricts and is enforced.
pub(crate) fn is_enforced(table: &Table, rule: RuleId) -> bool {
    table.rules.get(rule.index()).is_some_and(|rule| rule.kind != RuleKind::Scope && !rule.shadow)
}
