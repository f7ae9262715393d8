//! What the values of a solver say of decisions: what each comes to, and which rows make it so.

use super::columns::Columns;
use super::decided::{Decided, Shared, row_of};
use super::difference::Which;
use super::rows::{Row, Rows};
use super::solver::holds;
use charter_runtime::Outcome;
use std::collections::BTreeSet;

/// Decisions about one action and one of its fields, in a model.
pub(super) struct Solution<'m, 't> {
    pub(super) shared: Shared<'m>,
    pub(super) columns: &'m Columns<'t>,
    pub(super) rows: &'m Rows<'t>,
    /// One decision, or one for each of two charters.
    pub(super) decided: Vec<&'m Decided>,
    /// The solver's values.
    pub(super) values: &'m [bool],
}

impl Solution<'_, '_> {
    fn of(&self, which: Which) -> impl Iterator<Item = &Decided> {
        self.decided.iter().copied().filter(move |decided| decided.which == which)
    }

    /// The restrictions of a decision, by entry, with what each leaves.
    pub(super) fn restrictions(&self, which: Which) -> Vec<(usize, Outcome)> {
        self.of(which).flat_map(Decided::restrictions).collect()
    }

    /// The scopes of a decision, by entry, with what each grants.
    pub(super) fn scopes(&self, which: Which) -> Vec<(usize, Outcome)> {
        self.of(which).flat_map(Decided::scopes).collect()
    }

    /// What is decided.
    pub(super) fn outcome(&self, which: Which) -> Outcome {
        let reached = self.of(which).flat_map(|decided| &decided.reaches);
        let reached = reached.filter(|(_, literal)| holds(self.values, **literal));
        reached.map(|(outcome, _)| *outcome).max().unwrap_or(Outcome::Stop)
    }

    /// Whether a restriction applies.
    pub(super) fn is_applied(&self, entry: usize, which: Which) -> bool {
        let of = self.of(which).flat_map(|decided| &decided.restrictions).filter(|it| it.entry == entry);
        of.flat_map(|it| [it.applies].into_iter().chain(it.stops)).any(|literal| holds(self.values, literal))
    }

    /// Whether a scope certainly applies.
    pub(super) fn is_certain(&self, entry: usize, which: Which) -> bool {
        let mut grants = self.of(which).flat_map(|decided| &decided.grants);
        grants.any(|it| it.entry == entry && holds(self.values, it.certain))
    }

    /// The entries of some rules, each with whose it is.
    pub(super) fn entries_of(&self, rules: &BTreeSet<usize>) -> Vec<(usize, Which)> {
        let mut entries = Vec::new();
        for decided in &self.decided {
            let restrictions = decided.restrictions.iter().map(|it| (it.rule, it.entry));
            let all = restrictions.chain(decided.grants.iter().map(|it| (it.rule, it.entry)));
            let of = all.filter(|(rule, _)| rules.contains(rule));
            entries.extend(of.map(|(_, entry)| (entry, decided.which)));
        }
        entries
    }

    /// Whether a row is alive.
    pub(super) fn is_alive(&self, row: &Row) -> bool {
        row.tests.iter().all(|test| self.columns.is_passed(self.values, test))
    }

    /// The rows of an entry, as one charter sees them.
    pub(super) fn rows_of(&self, entry: usize, which: Which) -> Vec<Row> {
        let rows = self.rows.rows.entry_of.iter().enumerate();
        let rows = rows.filter(|(_, of)| **of as usize == entry);
        rows.filter_map(|(row, _)| self.rows.row(row, self.columns.field))
            .map(|row| self.seen(row, which))
            .collect()
    }

    /// The rows of a scope's doubts, as one charter sees them.
    pub(super) fn doubts_of(&self, entry: usize, which: Which) -> Vec<Row> {
        let table = self.shared.table;
        let doubts = self.rows.rows.entries.get(entry).and_then(|entry| entry.doubts);
        let formula = doubts.and_then(|doubts| table.formulas.get(doubts.index()));
        let cubes = formula.map(|formula| formula.cubes.as_slice()).unwrap_or_default();
        let rows = cubes.iter().filter_map(|cube| row_of(table, cube, self.columns.field));
        rows.map(|row| self.seen(row, which)).collect()
    }

    fn seen(&self, mut row: Row, which: Which) -> Row {
        let known = match which {
            Which::Old => self.shared.old,
            Which::New => self.shared.new,
        };
        for test in &mut row.tests {
            test.accepted = known.seen(test.column, std::mem::take(&mut test.accepted));
        }
        row
    }
}
