//! The index: for each figure of a table, the events that it counts, by key.

use super::Log;
use super::course::Courses;
use super::event::{Event, Kind, SoFar};
use super::identity::{Identities, Merge};
use super::past::{AtEvent, Passes, judge};
use crate::progress::Progress;
use crate::schema::{ActionId, RoleId, SignalId};
use crate::table::Table;
use crate::table::model::{self, EventSource, Figure, FigureId, Measure, Window};
use crate::value::{Slot, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An event as one figure counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counted {
    /// When it happened.
    pub(crate) at: i64,
    /// Its place in the log: the order of receipt.
    pub(crate) place: usize,
    /// The place in the log from which on releases lift it: its own, or that of the merge by which it came to its key.
    pub(crate) standing: usize,
    /// Whether it certainly counts, or only possibly.
    pub(crate) certain: bool,
    /// What is counted or summed.
    pub(crate) value: Slot,
    /// When the signal that the figure asks for followed it.
    pub(crate) followed: Followed,
    /// How far it has to have come to count.
    pub(crate) progress: Progress,
}

/// Whether a signal followed an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Followed {
    /// When the signal came that did.
    pub(crate) at: Option<i64>,
    /// Since when there is one that may have: what is known of it leaves open whether it counts.
    pub(crate) perhaps: Option<i64>,
}

/// The key under which events count together.
pub(crate) type Key = Vec<Slot>;

/// Whether two keys may be one: no part of theirs differs of which both are known.
pub(super) fn may_be_one(one: &Key, other: &Key) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Slot::Unknown, _) | (_, Slot::Unknown) => true,
        (one, other) => one == other,
    })
}

/// Whether every part of a key is known.
pub(super) fn is_known(key: &Key) -> bool {
    !key.contains(&Slot::Unknown)
}

#[derive(Debug, Clone, Default)]
struct Tally {
    /// By key, ordered by time and then by receipt.
    by_key: HashMap<Key, Vec<Counted>>,
    /// Of keys of which a part is unknown: they possibly count under every one that theirs may be.
    unsure: BTreeMap<Key, Vec<Counted>>,
}

/// The index of one table over a log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    tallies: Vec<Tally>,
    releases: Releases,
    /// Which objects were merged into which.
    identities: Identities,
    /// How far what was asked for has come.
    pub(super) courses: Courses,
    indexed: usize,
}

impl Index {
    /// The index of a table over a whole log.
    pub(crate) fn of(table: &Table, log: &Log) -> Index {
        let tallies = table.figures.iter().map(|_| Tally::default()).collect();
        let mut index = Index { tallies, ..Index::default() };
        index.catch_up(table, log);
        index
    }

    /// Takes in the events that were appended since.
    pub(crate) fn catch_up(&mut self, table: &Table, log: &Log) {
        let mut shares_changed = BTreeSet::new();
        for (place, event) in log.events().iter().enumerate().skip(self.indexed) {
            if let Kind::Release { signal, role, .. } = &event.kind {
                let subject = self.identities.subject(table, event);
                self.releases.entry((signal.clone(), subject)).or_default().push((place, role.clone()));
            }
            self.courses.take_in(place, event, log);
            for (number, (figure, tally)) in table.figures.iter().zip(&mut self.tallies).enumerate() {
                tally.add(table, figure, event, place, &self.identities);
                if follows_or_is_followed(table, figure, event) {
                    shares_changed.insert(number);
                }
            }
            if let Some(merge) = self.identities.merge(table, event) {
                self.absorb(table, &merge, place);
                shares_changed.extend(0..table.figures.len());
            }
        }
        self.indexed = log.events().len();
        for number in shares_changed {
            if let (Some(figure), Some(tally)) = (table.figures.get(number), self.tallies.get_mut(number)) {
                tally.pair(table, figure, log, &self.identities);
            }
        }
    }

    /// Moves the history of an object that was merged into another to that one. What was released before the merge stays so.
    fn absorb(&mut self, table: &Table, merge: &Merge, place: usize) {
        for (figure, tally) in table.figures.iter().zip(&mut self.tallies) {
            let released = released_in(&self.releases, table, figure, &merge.absorbed);
            tally.absorb(table, figure, merge, released, place);
        }
    }

    /// A key with every object in it as what it was merged into.
    pub(crate) fn identified(&self, table: &Table, figure: &Figure, key: Key) -> Key {
        self.identities.key(table, figure, key)
    }

    /// The places of the events that say how far a request has come before it was done.
    pub(crate) fn asked(&self, request: &str) -> &[usize] {
        self.courses.asked(request)
    }

    /// Whether a request is on record as one that waits.
    pub(crate) fn waits(&self, request: &str) -> bool {
        self.courses.waits(request)
    }

    /// The events that a figure counts under a key, ordered by time and then by receipt: those that are of this key, and those
    /// that may be. Under a key of which a part is unknown, no event certainly counts, and what a release of its own object
    /// has lifted does not at all.
    pub(crate) fn counted(&self, table: &Table, id: FigureId, figure: &Figure, key: &Key) -> Vec<Counted> {
        let Some(tally) = self.tallies.get(id.index()) else { return Vec::new() };
        let is_near = |(own, _): &(&Key, _)| may_be_one(own, key);
        let mut counted = Vec::new();
        let perhaps: Vec<(&Key, &Vec<Counted>)> = if is_known(key) {
            counted.extend(tally.by_key.get(key).into_iter().flatten().cloned());
            tally.unsure.iter().filter(is_near).collect()
        } else {
            tally.by_key.iter().chain(&tally.unsure).filter(is_near).collect()
        };
        if perhaps.is_empty() {
            return counted;
        }
        for (own, events) in perhaps {
            let lifted = self.lifted(table, figure, own);
            let standing = events.iter().filter(|event| lifted.is_none_or(|after| event.standing > after));
            counted.extend(standing.map(|event| Counted { certain: false, ..event.clone() }));
        }
        counted.sort_by_key(|event| (event.at, event.place, !event.certain));
        counted.dedup_by_key(|event| event.place);
        counted
    }

    /// Whether a figure that asks for a signal since its release has one under a key.
    pub(crate) fn is_latched(&self, table: &Table, id: FigureId, key: &Key) -> bool {
        let Some(figure) = table.figures.get(id.index()) else { return false };
        let key = &self.identified(table, figure, key.clone());
        let after = self.lifted(table, figure, key);
        let sure = self.tallies.get(id.index()).and_then(|tally| tally.by_key.get(key));
        sure.into_iter().flatten().any(|counted| after.is_none_or(|after| counted.standing > after))
    }

    /// The place in the log of the last release that counts for what a figure asks for under a key, if it asks for what
    /// stands since its release.
    pub(crate) fn lifted(&self, table: &Table, figure: &Figure, key: &Key) -> Option<usize> {
        let Some(Slot::Known(Value::Text(subject))) = key.first() else { return None };
        released_in(&self.releases, table, figure, subject)
    }
}

/// Releases by signal and object: the place in the log, and the role.
type Releases = BTreeMap<(String, String), Vec<(usize, String)>>;

/// The place of the last release about an object that counts for a figure, if it asks for what stands since one.
fn released_in(releases: &Releases, table: &Table, figure: &Figure, subject: &str) -> Option<usize> {
    let Window::SinceRelease(roles) = &figure.window else { return None };
    let names = |role: &RoleId| table.schema.roles.get(role.index()).map(String::as_str);
    let roles: Vec<&str> = roles.iter().filter_map(names).collect();
    let model::Event::Signal(signal) = figure.sources.first()?.event else { return None };
    let signal = table.schema.signals.get(signal.index())?;
    let released = releases.get(&(signal.name.clone(), subject.to_owned()))?;
    released.iter().rev().find(|(_, role)| roles.contains(&role.as_str())).map(|(place, _)| *place)
}

impl Tally {
    fn add(&mut self, table: &Table, figure: &Figure, event: &Event, place: usize, identities: &Identities) {
        for (source, keys) in matching(table, figure, event) {
            let passes = judge(table, source, event);
            if passes == Passes::No {
                continue;
            }
            let certain = passes == Passes::Certainly;
            let value = source.value.map_or(Slot::Empty, |path| AtEvent::new(table, event).value(path));
            let progress = source.progress;
            let (standing, followed) = (place, Followed::default());
            let counted = Counted { at: event.at, place, standing, certain, value, followed, progress };
            let keys: BTreeSet<Key> =
                keys.into_iter().map(|key| identities.key(table, figure, key)).collect();
            keys.into_iter().for_each(|key| insert(self.under(key), &counted));
        }
    }

    /// What is counted under a key.
    fn under(&mut self, key: Key) -> &mut Vec<Counted> {
        if is_known(&key) { self.by_key.entry(key).or_default() } else { self.unsure.entry(key).or_default() }
    }

    /// Moves what was counted under an object that was merged into another. What a release had lifted is left behind; what
    /// it had not is lifted by those after the merge only.
    fn absorb(
        &mut self,
        table: &Table,
        figure: &Figure,
        merge: &Merge,
        released: Option<usize>,
        place: usize,
    ) {
        let moves = |key: &&Key| merge.moved(table, figure, key).is_some();
        let keys: BTreeSet<Key> =
            self.by_key.keys().chain(self.unsure.keys()).filter(moves).cloned().collect();
        for key in keys {
            let counted = self.by_key.remove(&key).or_else(|| self.unsure.remove(&key));
            let (Some(to), Some(counted)) = (merge.moved(table, figure, &key), counted) else { continue };
            let there = self.under(to);
            for one in counted.into_iter().filter(|one| released.is_none_or(|after| one.standing > after)) {
                // An update of before and after may have been counted under both.
                if !there.iter().any(|other| other.place == one.place) {
                    insert(there, &Counted { standing: place, ..one });
                }
            }
        }
    }

    /// Finds, for every event of a share, the signal that followed it.
    fn pair(&mut self, table: &Table, figure: &Figure, log: &Log, identities: &Identities) {
        let Measure::Share(signal, _, _) = figure.measure else { return };
        let followed = super::figure::pairs(table, figure, signal, log, identities);
        let counted = self.by_key.values_mut().chain(self.unsure.values_mut()).flatten();
        counted.for_each(|counted| {
            counted.followed = followed.get(&counted.place).copied().unwrap_or_default();
        });
    }
}

fn insert(counted: &mut Vec<Counted>, new: &Counted) {
    let place = counted.partition_point(|other| (other.at, other.place) <= (new.at, new.place));
    counted.insert(place, new.clone());
}

fn follows_or_is_followed(table: &Table, figure: &Figure, event: &Event) -> bool {
    match figure.measure {
        Measure::Share(signal, _, _) => {
            is_signal(table, signal, event) || matching(table, figure, event).next().is_some()
        }
        Measure::Count | Measure::Different | Measure::Sum | Measure::TimeSince => false,
    }
}

pub(super) fn is_signal(table: &Table, id: SignalId, event: &Event) -> bool {
    let name = table.schema.signals.get(id.index()).map(|signal| &signal.name);
    matches!(&event.kind, Kind::Signal { signal } if Some(signal) == name)
}

/// Whether an event says of an action that it has come so far, or that it was done, whatever came of that.
fn is_action(table: &Table, id: ActionId, progress: Progress, event: &Event) -> bool {
    let name = table.schema.actions.get(id.index()).map(|action| action.name.as_str());
    let so_far = match &event.kind {
        Kind::Did { .. } => progress.is_done(),
        Kind::Asked { so_far, .. } => match so_far {
            SoFar::Requested => progress == Progress::Requested,
            SoFar::Waiting => progress == Progress::Waiting,
            SoFar::Approved => progress == Progress::Approved,
            SoFar::Refused => progress == Progress::Refused,
            SoFar::Settled => false,
        },
        Kind::Signal { .. } | Kind::Release { .. } | Kind::Approved { .. } | Kind::Refused { .. } => false,
        Kind::Switched { .. } | Kind::Reported { .. } => false,
    };
    so_far && event.action() == name
}

/// The sources of a figure that an event is of, with the keys under which it counts, of which parts may be unknown.
pub(super) fn matching<'a>(
    table: &'a Table,
    figure: &'a Figure,
    event: &'a Event,
) -> impl Iterator<Item = (&'a EventSource, BTreeSet<Key>)> {
    let of_kind = figure.sources.iter().filter(|source| match source.event {
        model::Event::Did(action) => is_action(table, action, source.progress, event),
        model::Event::Signal(signal) => is_signal(table, signal, event),
    });
    of_kind.map(|source| (source, keys(&AtEvent::new(table, event), source)))
}

/// Every key that an event has: an update has those of before and after.
fn keys(scene: &AtEvent<'_>, source: &EventSource) -> BTreeSet<Key> {
    let mut keys = BTreeSet::from([Key::new()]);
    for alternatives in &source.key {
        let values: Vec<Slot> = alternatives.iter().map(|path| scene.value(*path)).collect();
        keys = keys
            .iter()
            .flat_map(|key| values.iter().map(|value| [key.as_slice(), std::slice::from_ref(value)].concat()))
            .collect();
    }
    keys
}
