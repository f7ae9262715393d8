//! The rows that survive: AND the bits of each column's class into the rows that are alive.
//!
//! The leading columns are looked at first and all at once: the words of rows in which anything can be left alive are found by
//! their summaries, 64 words at a time, as in hierarchical bitmaps. Every other column is looked at only while a row is alive
//! that tests it.

use super::classify::{Outcomes, classify, one_with};
use super::prepared::{Leading, MOST_LEADING};
use super::scene::Scene;
use crate::schema::ActionId;
use crate::table::Table;
use crate::table::model::{ActionRows, ColumnId, RowColumn};
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// The words of rows that are not empty, by their place.
type Alive = SmallVec<[(usize, u64); 8]>;

/// Entries of an action, by their place.
pub(crate) type Entries = SmallVec<[u32; 8]>;

/// The entries of an action of which some row is alive, by their place, in order.
pub(crate) fn alive_entries(table: &Table, action: ActionId, scene: &dyn Scene) -> Entries {
    let mut entries = Entries::new();
    let Some(rows) = table.actions.get(action.index()) else { return entries };
    for (place, word) in alive_rows(table, action, rows, scene) {
        entries.extend(bits(word).filter_map(|bit| rows.entry_of.get(place * 64 + bit).copied()));
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

fn alive_rows(table: &Table, action: ActionId, rows: &ActionRows, scene: &dyn Scene) -> Alive {
    let nothing_leads = Leading::default();
    let leading = table.prepared.leading.get(action.index()).unwrap_or(&nothing_leads);
    let picked: SmallVec<[(usize, Class<'_>); MOST_LEADING]> =
        (rows.columns.iter().enumerate().zip(&leading.summaries))
            .filter_map(|((place, column), summary)| {
                let class = classify(table, column.column, scene).one()?;
                Some((place, Class::of(column, summary, leading.words, class)))
            })
            .collect();
    let mut alive = alive_in_all(&picked, leading.words, rows.entry_of.len());
    let mut done = picked.iter().map(|(place, _)| *place).peekable();
    let mut as_one = AsOne::new();
    for (place, column) in rows.columns.iter().enumerate() {
        if done.next_if_eq(&place).is_none() && is_asked(&alive, column) {
            narrow(&mut alive, table, column, scene, &mut as_one);
        }
    }
    alive
}

/// The rows that accept one class of a column, and which words of them are not empty.
#[derive(Clone, Copy)]
struct Class<'t> {
    rows: &'t [u64],
    summary: &'t [u64],
}

impl<'t> Class<'t> {
    fn of(column: &'t RowColumn, summary: &'t [u64], words: usize, class: u32) -> Class<'t> {
        let run = |bits: &'t [u64], length: usize| {
            let start = class as usize * length;
            bits.get(start..start + length).unwrap_or_default()
        };
        Class { rows: run(&column.accepts, column.tested.len()), summary: run(summary, words) }
    }
}

/// The rows that accept the class of every one of these columns, of so many rows.
fn alive_in_all(picked: &[(usize, Class<'_>)], words: usize, rows: usize) -> Alive {
    let Some(((_, first), others)) = picked.split_first() else { return all_rows(rows) };
    let mut alive = Alive::new();
    for block in 0..words {
        let first_words = first.summary.get(block).copied().unwrap_or(0);
        let not_empty = others.iter().fold(first_words, |not_empty, (_, class)| {
            not_empty & class.summary.get(block).copied().unwrap_or(0)
        });
        for bit in bits(not_empty) {
            let place = block * 64 + bit;
            let word = picked
                .iter()
                .fold(u64::MAX, |word, (_, class)| word & class.rows.get(place).copied().unwrap_or(0));
            if word != 0 {
                alive.push((place, word));
            }
        }
    }
    alive
}

/// Every row.
fn all_rows(count: usize) -> Alive {
    let full = (0..count / 64).map(|place| (place, u64::MAX));
    let rest = (!count.is_multiple_of(64)).then(|| (count / 64, u64::MAX >> (64 - count % 64)));
    full.chain(rest).collect()
}

/// Whether a row is alive that tests a column.
fn is_asked(alive: &Alive, column: &RowColumn) -> bool {
    alive.iter().any(|(place, word)| column.tested.get(*place).is_some_and(|tested| word & tested != 0))
}

/// By column, the rows that accept the classes of each column so far that is one with it, since the request leaves some or all
/// of what they read as it is.
type AsOne<'a> = BTreeMap<ColumnId, SmallVec<[&'a [u64]; 2]>>;

fn narrow<'a>(
    alive: &mut Alive,
    table: &Table,
    column: &'a RowColumn,
    scene: &dyn Scene,
    as_one: &mut AsOne<'a>,
) {
    let outcomes = classify(table, column.column, scene);
    let one_with = one_with(table, column.column, scene);
    let twin = table.columns.get(column.column.index()).and_then(|column| column.twin);
    let (accepts, is_twin) = match &column.twin {
        Some((_, both)) if twin == Some(one_with) => (both, true),
        Some(_) | None => (&column.accepts, false),
    };
    let words = column.tested.len();
    let mut alone = SmallVec::new();
    let together = if twin.is_some() { as_one.entry(one_with).or_default() } else { &mut alone };
    together.push(accepts.as_slice());
    // Every row accepts some class of a column, so that what may be anything rules nothing out by itself.
    if together.len() > 1 || is_twin || !outcomes.is_any() {
        keep(alive, words, together, outcomes);
    }
}

/// Keeps the rows that accept one of the outcomes in all of some columns, each with its rows by class.
fn keep(alive: &mut Alive, words: usize, columns: &[&[u64]], outcomes: Outcomes) {
    let word_of = |accepts: &[u64], place| accepts.get(place).copied().unwrap_or(0);
    alive.retain_mut(|(place, word)| {
        let accepts = |class: u32| {
            let of_class = class as usize * words + *place;
            columns.iter().fold(u64::MAX, |all, accepts| all & word_of(accepts, of_class))
        };
        *word &= outcomes.each().fold(0, |any, class| any | accepts(class));
        *word != 0
    });
}

/// The places of the bits that are set in a word.
fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(lowest)
    })
}

#[cfg(test)]
mod tests {
    use super::{all_rows, bits};

    #[test]
    fn there_are_as_many_rows_as_there_are() {
        for count in [0, 1, 63, 64, 65, 200] {
            let rows: usize = all_rows(count).into_iter().map(|(_, word)| bits(word).count()).sum();
            assert_eq!(rows, count);
        }
        assert_eq!(bits(1 << 63 | 0b101).collect::<Vec<_>>(), [0, 2, 63]);
    }
}
