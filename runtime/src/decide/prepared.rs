//! What is worked out once for a loaded table, so that no decision has to.

use super::asking::{Asking, people, stages};
use super::partly::Partly;
use crate::ledger::{Index, Log};
use crate::schema::{ActionId, QueueId};
use crate::table::model::{ActionRows, Classifier, Entry, Operand, RowColumn, Stage};
use crate::table::{Table, words};
use crate::value::Seen;
use std::collections::HashMap;
use std::fmt::Write as _;

/// What is worked out once for a loaded table. It says nothing that the table does not say, so all of them are equal.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    /// By action, the columns that are looked at first.
    pub(super) leading: Vec<Leading>,
    /// By action and by entry, whom it asks in every request alike, by their place in the next list.
    asked_by: Vec<Vec<Option<u32>>>,
    asked: Vec<Vec<Asking>>,
    /// Which columns are one while some fields are written and others are not.
    pub(super) partly: Partly,
    /// The charter's digest in hexadecimal.
    pub(super) digest: String,
    /// The index of a ledger on which nothing is.
    pub(super) nothing_happened: Index,
}

impl PartialEq for Prepared {
    fn eq(&self, _: &Prepared) -> bool {
        true
    }
}

impl Eq for Prepared {}

/// The columns of an action that are looked at before all others, since many rows test them and they cost little.
///
/// Each has a summary for each class: one bit for every word of rows, which says whether any row in it is alive. Rows are
/// sorted by these columns, so that most words of most classes are empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leading {
    /// How many words each class of a summary has.
    pub(crate) words: usize,
    /// For each of the leading columns, the summaries of its classes one after another.
    pub(crate) summaries: Vec<Vec<u64>>,
}

/// At most so many columns lead: the others are looked at only where a row is alive that tests them.
pub(super) const MOST_LEADING: usize = 16;

/// A column leads if at least one row in so many tests it.
const ONE_ROW_IN: u32 = 8;

/// What it depends on whom an entry asks.
type Asked<'t> = (Option<QueueId>, &'t [Stage]);

impl Prepared {
    /// Works out what decisions need.
    pub(crate) fn of(table: &Table) -> Prepared {
        let mut digest = String::new();
        for byte in &table.identity.digest {
            // Writing to a text never fails.
            _ = write!(digest, "{byte:02x}");
        }
        let mut prepared = Prepared {
            leading: table.actions.iter().map(|rows| Leading::of(table, rows)).collect(),
            digest,
            partly: Partly::of(table),
            nothing_happened: Index::of(table, &Log::default()),
            ..Prepared::default()
        };
        let mut known = HashMap::new();
        for rows in &table.actions {
            let of_entries =
                rows.entries.iter().map(|entry| prepared.asked_by_entry(table, entry, &mut known));
            let of_entries = of_entries.collect();
            prepared.asked_by.push(of_entries);
        }
        prepared
    }

    /// Whom an entry of an action asks, where that does not depend on the request.
    pub(super) fn always_asked(&self, action: ActionId, entry: u32) -> Option<&[Asking]> {
        let place = (*self.asked_by.get(action.index())?.get(entry as usize)?)?;
        self.asked.get(place as usize).map(Vec::as_slice)
    }

    /// Entries that ask the same share one place: a charter has many rules and few ways to ask.
    fn asked_by_entry<'t>(
        &mut self,
        table: &Table,
        entry: &'t Entry,
        known: &mut HashMap<Asked<'t>, u32>,
    ) -> Option<u32> {
        if !people(entry).is_empty() {
            return None;
        }
        let asked = (entry.queue, entry.stages.as_slice());
        if let Some(place) = known.get(&asked) {
            return Some(*place);
        }
        let place = u32::try_from(self.asked.len()).ok()?;
        self.asked.push(stages(table, entry, &|_| Seen::Unknown)?);
        known.insert(asked, place);
        Some(place)
    }
}

impl Leading {
    fn of(table: &Table, rows: &ActionRows) -> Leading {
        let words = words(words(rows.entry_of.len()));
        let leads = |column: &&RowColumn| {
            let tested: u32 = column.tested.iter().map(|word| word.count_ones()).sum();
            let often = tested.saturating_mul(ONE_ROW_IN) as usize >= rows.entry_of.len();
            often && column.twin.is_none() && is_cheap(table, column)
        };
        let leading = rows.columns.iter().take_while(leads).take(MOST_LEADING);
        Leading { words, summaries: leading.map(|column| summary(column, words)).collect() }
    }
}

/// Whether an outcome is found by looking at one fact of the request, and no other column has to be taken together with it.
fn is_cheap(table: &Table, column: &RowColumn) -> bool {
    let Some(column) = table.columns.get(column.column.index()) else { return false };
    let of_fact = match &column.classifier {
        Classifier::Cuts { operand, .. } => {
            matches!(table.operands.get(operand.index()), Some(Operand::Path(_)))
        }
        Classifier::Choices { .. } | Classifier::Texts { .. } => true,
        Classifier::Known(_) | Classifier::Given(_) | Classifier::External(_) => true,
        Classifier::Test { .. } | Classifier::Pair { .. } | Classifier::Inside { .. } => false,
        Classifier::SomeElement { .. } | Classifier::Hours { .. } | Classifier::Aged { .. } => false,
        Classifier::Sampled { .. } => false,
    };
    of_fact && column.twin.is_none()
}

/// For each class, which words of rows are not empty.
fn summary(column: &RowColumn, words: usize) -> Vec<u64> {
    let classes = column.accepts.chunks(column.tested.len().max(1));
    classes.flat_map(|class| summary_of_class(class, words)).collect()
}

fn summary_of_class(class: &[u64], words: usize) -> impl Iterator<Item = u64> {
    let bits = |chunk: &[u64]| {
        let alive = chunk.iter().enumerate().filter(|(_, word)| **word != 0);
        alive.fold(0, |bits, (place, _)| bits | 1 << place)
    };
    class.chunks(64).map(bits).take(words)
}

#[cfg(test)]
mod tests {
    use super::summary_of_class;

    #[test]
    fn a_summary_has_a_bit_for_every_word_with_rows() {
        let mut class = vec![0_u64; 130];
        for word in [0, 63, 64, 129] {
            class[word] = 1 << 5;
        }
        let summary: Vec<u64> = summary_of_class(&class, 3).collect();
        assert_eq!(summary, [1 | 1 << 63, 1, 1 << 1]);
    }
}
