//! The ledger: what happened, and the figures that rules ask of it.
//!
//! The log of events is the truth. An [`Index`] is a cache for one table, made anew from the log whenever a table is
//! activated; it can be thrown away at any time.

mod bounds;
mod course;
mod event;
mod figure;
mod identity;
mod index;
mod latch;
mod past;
pub(crate) mod period;
mod record;

pub use event::{Event, Halted, Kind, Report, SoFar};
pub(crate) use figure::{Amount, Figures, Ledger};
pub(crate) use index::Index;
pub(crate) use latch::Latches;
pub(crate) use record::{kept_facts, with_until};

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The log of events, in the order of their receipt. Each id of a kind is taken once.
#[derive(Debug, Clone, Default)]
pub struct Log {
    events: Vec<Event>,
    /// The place of each kind and id.
    taken: BTreeMap<(&'static str, String), usize>,
}

impl Log {
    /// Appends an event and returns its place, or `None` where one of that kind and id is there already.
    pub fn append(&mut self, event: Event) -> Option<usize> {
        let place = self.events.len();
        if !event.id.is_empty() {
            match self.taken.entry((event.kind.word(), event.id.clone())) {
                Entry::Occupied(_) => return None,
                Entry::Vacant(free) => _ = free.insert(place),
            }
        }
        self.events.push(event);
        Some(place)
    }

    /// Appends events of one kind and id, all or none: what was done to several objects at once.
    pub(crate) fn append_all(&mut self, events: Vec<Event>) -> Option<usize> {
        let mut events = events.into_iter();
        let first = self.append(events.next()?)?;
        self.events.extend(events);
        Some(first)
    }

    /// Whether an action was done under this id.
    pub(crate) fn is_done(&self, id: &str) -> bool {
        self.taken.contains_key(&(event::DID, id.to_owned()))
    }

    /// The places of what was done under this id: one for each object.
    pub(crate) fn done(&self, id: &str) -> Vec<usize> {
        let Some(first) = self.taken.get(&(event::DID, id.to_owned())) else { return Vec::new() };
        let from = self.events.iter().enumerate().skip(*first);
        let same = |(_, event): &(usize, &Event)| event.id == id && event.kind.word() == event::DID;
        from.take_while(same).map(|(place, _)| place).collect()
    }

    /// The events, in the order of their receipt.
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}
