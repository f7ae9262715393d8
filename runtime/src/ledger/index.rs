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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    /// None did.
    No,
    /// One did, at this moment.
    At(i64),
    /// One may have: what is known of it leaves open whether it counts.
    Perhaps,
}

/// The key under which events count together. Nothing of an unknown key is ever looked up.
pub(crate) type Key = Vec<Slot>;

#[derive(Debug, Clone, Default)]
struct Tally {
    /// By key, ordered by time and then by receipt.
    by_key: HashMap<Key, Vec<Counted>>,
    /// Of unknown key: they possibly count under every one.
    unsure: Vec<Counted>,
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

    /// The events that a figure counts under a key, ordered by time; and those that it possibly counts under any.
    pub(crate) fn counted(&self, figure: FigureId, key: &Key) -> (&[Counted], &[Counted]) {
        let tally = self.tallies.get(figure.index());
        let found = tally.and_then(|tally| tally.by_key.get(key)).map(Vec::as_slice).unwrap_or_default();
        (found, tally.map(|tally| tally.unsure.as_slice()).unwrap_or_default())
    }

    /// Every event that a figure counts under some key, in no order that means anything; without those that a release of
    /// their own object has lifted.
    pub(crate) fn all_counted<'a>(
        &'a self,
        table: &'a Table,
        id: FigureId,
        figure: &'a Figure,
    ) -> impl Iterator<Item = &'a Counted> {
        let tally = self.tallies.get(id.index()).into_iter();
        tally.flat_map(move |tally| {
            let under = tally.by_key.iter().flat_map(move |(key, counted)| {
                let lifted = self.lifted(table, figure, key);
                counted.iter().filter(move |counted| lifted.is_none_or(|after| counted.standing > after))
            });
            under.chain(&tally.unsure)
        })
    }

    /// Whether a figure that asks for a signal since its release has one under a key.
    pub(crate) fn is_latched(&self, table: &Table, id: FigureId, key: &Key) -> bool {
        let Some(figure) = table.figures.get(id.index()) else { return false };
        let key = &self.identified(table, figure, key.clone());
        let after = self.lifted(table, figure, key);
        let (sure, _) = self.counted(id, key);
        sure.iter().any(|counted| after.is_none_or(|after| counted.standing > after))
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
            let certain = keys.is_some() && passes == Passes::Certainly;
            let value = source.value.map_or(Slot::Empty, |path| AtEvent::new(table, event).value(path));
            let progress = source.progress;
            let (standing, followed) = (place, Followed::No);
            let counted = Counted { at: event.at, place, standing, certain, value, followed, progress };
            match keys {
                Some(keys) => {
                    let keys: BTreeSet<Key> =
                        keys.into_iter().map(|key| identities.key(table, figure, key)).collect();
                    keys.into_iter().for_each(|key| insert(self.by_key.entry(key).or_default(), &counted))
                }
                None => insert(&mut self.unsure, &counted),
            }
        }
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
        let keys: BTreeSet<Key> = self.by_key.keys().filter(moves).cloned().collect();
        for key in keys {
            let (Some(to), Some(counted)) = (merge.moved(table, figure, &key), self.by_key.remove(&key))
            else {
                continue;
            };
            let there = self.by_key.entry(to).or_default();
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
        let counted = self.by_key.values_mut().flatten().chain(&mut self.unsure);
        counted.for_each(|counted| {
            counted.followed = followed.get(&counted.place).copied().unwrap_or(Followed::No);
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

/// The sources of a figure that an event is of, with the keys under which it counts; `None` where those are not known.
pub(super) fn matching<'a>(
    table: &'a Table,
    figure: &'a Figure,
    event: &'a Event,
) -> impl Iterator<Item = (&'a EventSource, Option<BTreeSet<Key>>)> {
    let of_kind = figure.sources.iter().filter(|source| match source.event {
        model::Event::Did(action) => is_action(table, action, source.progress, event),
        model::Event::Signal(signal) => is_signal(table, signal, event),
    });
    of_kind.map(|source| (source, keys(&AtEvent::new(table, event), source)))
}

/// Every key that an event has: an update has those of before and after.
fn keys(scene: &AtEvent<'_>, source: &EventSource) -> Option<BTreeSet<Key>> {
    let mut keys = BTreeSet::from([Key::new()]);
    for alternatives in &source.key {
        let values: Vec<Slot> = alternatives.iter().map(|path| scene.value(*path)).collect();
        if values.contains(&Slot::Unknown) {
            return None;
        }
        keys = keys
            .iter()
            .flat_map(|key| values.iter().map(|value| [key.as_slice(), std::slice::from_ref(value)].concat()))
            .collect();
    }
    Some(keys)
}
