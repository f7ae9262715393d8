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

    /// Writes an event down. `None` where one of its kind and id is there already.
    pub(super) fn record(&mut self, table: &Table, event: Event) -> Option<usize> {
        let place = self.log.append(event)?;
        self.index.catch_up(table, &self.log);
        Some(place)
    }
}
