//! The log with its index for the table in force.

use crate::ledger::{Event, Index, Log};
use crate::table::Table;

#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    pub(super) log: Log,
    pub(super) index: Index,
}

impl Book {
    /// A log, indexed for a table.
    pub(super) fn of(table: &Table, log: Log) -> Book {
        let index = Index::of(table, &log);
        Book { log, index }
    }

    /// Writes events of one kind and id down. `None` where one of them is there already.
    pub(super) fn record(&mut self, table: &Table, events: Vec<Event>) -> Option<usize> {
        let place = self.log.append_all(events)?;
        self.index.catch_up(table, &self.log);
        Some(place)
    }
}
