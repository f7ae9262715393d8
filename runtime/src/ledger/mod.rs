//! The ledger: what happened, and the figures that rules ask of it.
//!
//! The log of events is the truth. An [`Index`] is a cache for one table, made anew from the log whenever a table is
//! activated; it can be thrown away at any time.

mod event;
mod figure;
mod index;
mod latch;
mod past;
pub(crate) mod period;
mod record;

pub use event::{Event, Halted, Kind, Report};
pub(crate) use figure::{Amount, Figures, Ledger};
pub(crate) use index::Index;
pub(crate) use latch::Latches;
pub(crate) use record::kept_facts;

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

    /// The place of the action that was done under this id.
    pub(crate) fn done(&self, id: &str) -> Option<usize> {
        self.taken.get(&(event::DID, id.to_owned())).copied()
    }

    /// The events, in the order of their receipt.
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}
