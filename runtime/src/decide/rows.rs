//! The rows that survive: AND the bits of each column's class into the rows that are alive.

use super::classify::{Outcomes, classify, untouched_twin};
use super::scene::Scene;
use crate::table::model::{ActionRows, ColumnId, RowColumn};
use crate::table::{Table, words};
use std::collections::{BTreeMap, BTreeSet};

/// The entries of an action of which some row is alive, by their place.
pub(crate) fn alive_entries(table: &Table, rows: &ActionRows, scene: &dyn Scene) -> BTreeSet<usize> {
    let alive = alive_rows(table, rows, scene);
    let places = bits(&alive).filter_map(|row| rows.entry_of.get(row));
    places.map(|entry| *entry as usize).collect()
}

fn alive_rows(table: &Table, rows: &ActionRows, scene: &dyn Scene) -> Vec<u64> {
    let mut alive = all_rows(rows.entry_of.len());
    let mut untouched = Untouched::new();
    for column in &rows.columns {
        let asked = alive.iter().zip(&column.tested).any(|(alive, tested)| alive & tested != 0);
        if asked {
            narrow(&mut alive, table, column, scene, &mut untouched);
        }
    }
    alive
}

/// Columns of new values that have the outcome of one twin, since the request leaves what they read as it is.
type Untouched<'a> = BTreeMap<ColumnId, Vec<&'a RowColumn>>;

/// Every row, as bits.
fn all_rows(count: usize) -> Vec<u64> {
    let mut all = vec![u64::MAX; words(count)];
    let spare = words(count) * 64 - count;
    if let Some(last) = all.last_mut() {
        *last >>= spare;
    }
    all
}

fn narrow<'a>(
    alive: &mut [u64],
    table: &Table,
    column: &'a RowColumn,
    scene: &dyn Scene,
    untouched: &mut Untouched<'a>,
) {
    let outcomes = classify(table, column.column, scene);
    let twin = untouched_twin(table, column.column, scene);
    if let Some(others) = twin.map(|twin| untouched.entry(twin).or_default()) {
        others.push(column);
        if others.len() > 1 {
            keep_together(alive, others, outcomes);
        }
    }
    match (&column.twin, twin) {
        (Some((_, both)), Some(_)) => keep(alive, both, outcomes),
        // Every row accepts some class, so what may be anything rules nothing out.
        (Some(_) | None, _) if outcomes.is_any() => {}
        (Some(_) | None, _) => keep(alive, &column.accepts, outcomes),
    }
}

/// Keeps the rows that accept one of the outcomes.
fn keep(alive: &mut [u64], accepts: &[u64], outcomes: Outcomes) {
    let words = alive.len();
    for (place, word) in alive.iter_mut().enumerate() {
        let of_class = |class: u32| accepts.get(class as usize * words + place).copied().unwrap_or(0);
        *word &= outcomes.each().map(of_class).fold(0, |any, bits| any | bits);
    }
}

/// Keeps the rows that accept one of the outcomes in all of these columns.
fn keep_together(alive: &mut [u64], columns: &[&RowColumn], outcomes: Outcomes) {
    let words = alive.len();
    for (place, word) in alive.iter_mut().enumerate() {
        let of_class = |class: u32| {
            let accepts = |column: &&RowColumn| match &column.twin {
                Some((_, both)) => both.get(class as usize * words + place).copied().unwrap_or(0),
                None => column.accepts.get(class as usize * words + place).copied().unwrap_or(0),
            };
            columns.iter().map(accepts).fold(u64::MAX, |all, bits| all & bits)
        };
        *word &= outcomes.each().map(of_class).fold(0, |any, bits| any | bits);
    }
}

/// The places of the bits that are set.
fn bits(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(place, &word)| {
        (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 64 + bit)
    })
}

#[cfg(test)]
mod tests {
    use super::{all_rows, bits};

    #[test]
    fn there_are_as_many_rows_as_there_are() {
        for count in [0, 1, 63, 64, 65, 200] {
            assert_eq!(bits(&all_rows(count)).collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
        }
    }
}
