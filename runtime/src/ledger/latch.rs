//! Latches: stops that a signal sets, and that hold until they are released or for good.

use super::event::Event;
use super::index::{Index, Key, is_known, matching};
use super::past::{Passes, judge};
use crate::table::Table;
use crate::table::model::*;
use crate::value::{Slot, Value};
use std::collections::{BTreeMap, BTreeSet};

/// For each figure that asks whether a signal has come, the stops that it latches.
#[derive(Debug, Default)]
pub(crate) struct Latches(BTreeMap<u32, BTreeSet<String>>);

impl Latches {
    /// The latches of a table.
    pub(crate) fn of(table: &Table) -> Latches {
        let mut latches = Latches::default();
        for action in &table.actions {
            for (row, entry) in action.entry_of.iter().enumerate() {
                let entry = action.entries.get(*entry as usize);
                let Some(entry) = entry.filter(|entry| entry.release != Release::Condition) else { continue };
                let Some(rule) = table.rules.get(entry.rule.index()) else { continue };
                let columns = action.columns.iter().filter(|column| is_set(&column.tested, row));
                for figure in columns.flat_map(|column| latching_figures(table, column.column)) {
                    latches.0.entry(figure.0).or_default().insert(rule.name.clone());
                }
            }
        }
        latches
    }

    /// The stops that an event, not yet on record, sets and that were not set before: the rules, each with what it holds
    /// for.
    pub(crate) fn newly(&self, table: &Table, index: &Index, event: &Event) -> BTreeSet<(String, String)> {
        let mut newly = BTreeSet::new();
        for (number, rules) in &self.0 {
            let id = FigureId(*number);
            let Some(figure) = table.figures.get(id.index()) else { continue };
            for (source, keys) in matching(table, figure, event) {
                if judge(table, source, event) == Passes::No {
                    continue;
                }
                let fresh = keys.into_iter().filter(|key| is_known(key) && !index.is_latched(table, id, key));
                let subjects: Vec<String> = fresh.map(|key| subject(&key, event)).collect();
                newly.extend(
                    subjects
                        .iter()
                        .flat_map(|subject| rules.iter().map(move |rule| (rule.clone(), subject.clone()))),
                );
            }
        }
        newly
    }
}

fn is_set(bits: &[u64], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}

/// The figures of a column that ask whether a signal has ever come, or since its release.
fn latching_figures(table: &Table, column: ColumnId) -> Vec<FigureId> {
    let column = table.columns.get(column.index());
    let Some(Classifier::Cuts { operand, .. }) = column.map(|column| &column.classifier) else {
        return Vec::new();
    };
    let Some(Operand::Figure(id)) = table.operands.get(operand.index()) else { return Vec::new() };
    let of_signals = |figure: &&Figure| {
        figure.sources.iter().all(|source| matches!(source.event, crate::table::model::Event::Signal(_)))
            && matches!(figure.window, Window::Ever | Window::SinceRelease(_))
    };
    table.figures.get(id.index()).filter(of_signals).map(|_| *id).into_iter().collect()
}

/// The object that a key stands for; the event's own where the key is none.
fn subject(key: &Key, event: &Event) -> String {
    match key.first() {
        Some(Slot::Known(Value::Text(id))) => id.clone(),
        Some(Slot::Known(_) | Slot::Empty | Slot::Unknown) | None => event.subject.clone(),
    }
}
