//! As few columns of a model as make decisions what they are.

use super::difference::Which;
use super::question::{Sketch, effort};
use super::reads;
use super::rows::{Row, RowTest};
use super::solution::Solution;
use charter_runtime::Outcome;
use charter_runtime::table::model::ColumnId;
use std::collections::BTreeSet;

/// Every column of a model.
pub(super) fn whole(solution: &Solution<'_, '_>) -> Sketch {
    let mut reducing = Reducing::new(solution);
    for column in solution.columns.spoken_of().collect::<Vec<_>>() {
        reducing.keep(column);
    }
    reducing.sketch.unknown = solution.columns.unknown_in(solution.values).collect();
    reducing.sketch
}

/// The columns that keep both decisions what they are, and the rules that make the difference.
pub(super) fn reduced(solution: &Solution<'_, '_>, causes: &BTreeSet<usize>) -> Sketch {
    let mut reducing = Reducing::new(solution);
    reducing.causes(causes);
    let outcomes = [Which::Old, Which::New].map(|which| solution.outcome(which));
    let owed_matters = outcomes[0] == outcomes[1];
    for (which, outcome) in [Which::Old, Which::New].into_iter().zip(outcomes) {
        reducing.side(which, outcome, owed_matters);
    }
    reducing.sketch
}

/// The columns that people have to know of: what makes the rules apply that make the difference, and what is granted.
pub(super) fn telling(solution: &Solution<'_, '_>, causes: &BTreeSet<usize>) -> BTreeSet<ColumnId> {
    let mut reducing = Reducing::new(solution);
    reducing.causes(causes);
    for which in [Which::Old, Which::New] {
        let outcome = solution.outcome(which);
        let mut scopes = solution.scopes(which).into_iter();
        let granting = scopes.find(|it| it.1 >= outcome && solution.is_certain(it.0, which));
        if let Some((entry, _)) = granting {
            reducing.keep_alive(entry, which);
        }
    }
    reducing.sketch.classes.into_keys().chain(reducing.open).collect()
}

/// The columns that keep one decision below a level, of a request that a claim certainly speaks of: the row of the claim is
/// alive, and what denies it is not.
pub(super) fn kept_below(solution: &Solution<'_, '_>, claim: usize, denied: Option<usize>) -> Sketch {
    let mut reducing = Reducing::new(solution);
    reducing.keep_alive(claim, Which::Old);
    denied.into_iter().for_each(|denied| reducing.keep_dead(denied, Which::Old));
    reducing.side(Which::Old, solution.outcome(Which::Old), false);
    reducing.sketch
}

struct Reducing<'r, 'm, 't> {
    solution: &'r Solution<'m, 't>,
    sketch: Sketch,
    /// Columns that may be anything.
    open: BTreeSet<ColumnId>,
}

impl<'r, 'm, 't> Reducing<'r, 'm, 't> {
    fn new(solution: &'r Solution<'m, 't>) -> Reducing<'r, 'm, 't> {
        let columns = solution.columns;
        let touched = columns.touched_in(solution.values).chain(columns.field).collect();
        Reducing { solution, sketch: Sketch { touched, ..Sketch::default() }, open: BTreeSet::new() }
    }

    fn causes(&mut self, causes: &BTreeSet<usize>) {
        for (entry, which) in self.solution.entries_of(causes) {
            if self.solution.is_applied(entry, which) || self.solution.is_certain(entry, which) {
                self.keep_alive(entry, which);
            }
        }
    }

    fn side(&mut self, which: Which, outcome: Outcome, owed_matters: bool) {
        let solution = self.solution;
        let (scopes, restrictions) = (solution.scopes(which), solution.restrictions(which));
        let deciding =
            restrictions.iter().copied().find(|it| it.1 == outcome && solution.is_applied(it.0, which));
        if outcome > Outcome::Stop
            && let Some((entry, _)) =
                scopes.iter().copied().find(|it| it.1 >= outcome && solution.is_certain(it.0, which))
        {
            self.keep_certain(entry, which);
        }
        match deciding {
            Some((entry, _)) => self.keep_alive(entry, which),
            // The grant is what holds it down.
            None => {
                for (entry, _) in scopes.iter().copied().filter(|(_, level)| *level > outcome) {
                    self.keep_uncertain(entry, which);
                }
            }
        }
        for (entry, of) in restrictions {
            let counts = of < outcome || (owed_matters && of >= Outcome::Queue);
            if counts && solution.is_applied(entry, which) {
                self.keep_alive(entry, which);
            } else if counts {
                self.keep_dead(entry, which);
            }
        }
    }

    fn keep_alive(&mut self, entry: usize, which: Which) {
        let rows = self.solution.rows_of(entry, which).into_iter();
        let alive = rows.filter(|row| self.solution.is_alive(row));
        let Some(row) = alive.min_by_key(|row| row.tests.len()) else { return };
        self.keep_all(&row.tests);
    }

    fn keep_all(&mut self, tests: &[RowTest]) {
        tests.iter().for_each(|test| self.keep(test.column));
    }

    fn keep_dead(&mut self, entry: usize, which: Which) {
        for row in self.solution.rows_of(entry, which) {
            self.keep_row_dead(&row);
        }
    }

    /// Keeps what makes a row dead: a column that is kept anyway, or else the one that is easiest to make real.
    fn keep_row_dead(&mut self, row: &Row) {
        let columns = self.solution.columns;
        let failed: Vec<ColumnId> = row
            .tests
            .iter()
            .filter(|test| !columns.is_passed(self.solution.values, test))
            .map(|test| test.column)
            .collect();
        if failed.iter().any(|column| self.sketch.classes.contains_key(column)) {
            return;
        }
        if let Some(column) = failed.into_iter().min_by_key(|column| effort(columns.table, *column)) {
            self.keep(column);
        }
    }

    fn keep_certain(&mut self, entry: usize, which: Which) {
        self.keep_alive(entry, which);
        for row in self.solution.doubts_of(entry, which) {
            self.keep_row_dead(&row);
        }
    }

    fn keep_uncertain(&mut self, entry: usize, which: Which) {
        let doubts = self.solution.doubts_of(entry, which);
        let possible = doubts.iter().filter(|row| self.solution.is_alive(row));
        match possible.min_by_key(|row| row.tests.len()) {
            Some(row) => self.keep_all(&row.tests),
            None => self.keep_dead(entry, which),
        }
    }

    fn keep(&mut self, column: ColumnId) {
        let solution = self.solution;
        match solution.columns.class(solution.values, column) {
            Some(class) => _ = self.sketch.classes.insert(column, class),
            None => _ = self.open.insert(column),
        }
        let unknown: BTreeSet<_> = solution.columns.unknown_in(solution.values).collect();
        let of = solution.columns.table.columns.get(column.index());
        let read = of.map(|of| reads::paths(solution.columns.table, of)).unwrap_or_default();
        self.sketch.unknown.extend(read.intersection(&unknown));
    }
}
