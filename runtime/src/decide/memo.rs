//! What columns have come to while one request is decided, so that none is classified twice.

use super::classify::Outcomes;
use super::scene::Trust;
use crate::table::Table;
use crate::table::model::ColumnId;
use std::cell::Cell;

/// What the columns of a table have come to for one target and one field of a request.
///
/// It holds for that scene alone: another object, field or moment has another.
#[derive(Debug)]
pub(crate) struct Memo {
    /// Where all facts are seen.
    of_all: Vec<Cell<Option<Outcomes>>>,
    /// Where only what is verified is; nothing, where that is all.
    of_verified: Option<Vec<Cell<Option<Outcomes>>>>,
}

impl Memo {
    /// Nothing yet: for a scene in which something may be seen that is not verified, or not.
    pub(super) fn new(table: &Table, has_doubts: bool) -> Memo {
        let blank = || vec![Cell::new(None); table.columns.len()];
        Memo { of_all: blank(), of_verified: has_doubts.then(blank) }
    }

    /// Where a column's outcomes are kept, for those who see so much.
    pub(super) fn of(&self, column: ColumnId, trust: Trust) -> Option<&Cell<Option<Outcomes>>> {
        let of = match trust {
            Trust::All => &self.of_all,
            Trust::Verified => self.of_verified.as_ref().unwrap_or(&self.of_all),
            Trust::Inside => return None,
        };
        of.get(column.index())
    }
}
