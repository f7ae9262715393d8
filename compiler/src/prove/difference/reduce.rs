//! As few columns of a model as make two decisions what they are.

use super::model::Model;
use super::vocabulary::Which;
use crate::prove::question::{Sketch, effort};
use crate::prove::reads;
use crate::prove::rows::{Row, RowTest};
use charter_runtime::Outcome;
use charter_runtime::table::model::ColumnId;
use std::collections::BTreeSet;

/// Every column of a model.
pub(super) fn whole(model: &Model<'_>, values: &[bool]) -> Sketch {
    let mut reducing = Reducing::new(model, values);
    for column in model.columns.spoken_of().collect::<Vec<_>>() {
        reducing.keep(column);
    }
    reducing.sketch.unknown = model.columns.unknown_in(values).collect();
    reducing.sketch
}

/// The columns that keep both decisions what they are, and the rules that make the difference.
pub(super) fn reduced(model: &Model<'_>, values: &[bool], causes: &BTreeSet<usize>) -> Sketch {
    let mut reducing = Reducing::new(model, values);
    reducing.causes(causes);
    let outcomes = [Which::Old, Which::New].map(|which| model.outcome(which, values));
    let owed_matters = outcomes[0] == outcomes[1];
    for (which, outcome) in [Which::Old, Which::New].into_iter().zip(outcomes) {
        reducing.side(which, outcome, owed_matters);
    }
    reducing.sketch
}

/// The columns that people have to know of: what makes the rules apply that make the difference, and what is granted.
pub(super) fn telling(model: &Model<'_>, values: &[bool], causes: &BTreeSet<usize>) -> BTreeSet<ColumnId> {
    let mut reducing = Reducing::new(model, values);
    reducing.causes(causes);
    for which in [Which::Old, Which::New] {
        let outcome = model.outcome(which, values);
        let mut scopes = model.of(which).scopes();
        let granting = scopes.find(|it| it.1 >= outcome && model.is_certain(it.0, which, values));
        if let Some((entry, _)) = granting {
            reducing.keep_alive(entry, which);
        }
    }
    reducing.sketch.classes.into_keys().chain(reducing.open).collect()
}

struct Reducing<'m, 't> {
    model: &'m Model<'t>,
    values: &'m [bool],
    sketch: Sketch,
    /// Columns that may be anything.
    open: BTreeSet<ColumnId>,
}

impl<'m, 't> Reducing<'m, 't> {
    fn new(model: &'m Model<'t>, values: &'m [bool]) -> Reducing<'m, 't> {
        let touched = model.columns.touched_in(values).chain(model.columns.field).collect();
        Reducing { model, values, sketch: Sketch { touched, ..Sketch::default() }, open: BTreeSet::new() }
    }

    fn causes(&mut self, causes: &BTreeSet<usize>) {
        for (entry, which) in self.model.entries_of(causes) {
            if self.model.is_applied(entry, which, self.values)
                || self.model.is_certain(entry, which, self.values)
            {
                self.keep_alive(entry, which);
            }
        }
    }

    fn side(&mut self, which: Which, outcome: Outcome, owed_matters: bool) {
        let model = self.model;
        let decided = model.of(which);
        let deciding =
            decided.restrictions().find(|it| it.1 == outcome && model.is_applied(it.0, which, self.values));
        if outcome > Outcome::Stop
            && let Some((entry, _)) =
                decided.scopes().find(|it| it.1 >= outcome && model.is_certain(it.0, which, self.values))
        {
            self.keep_certain(entry, which);
        }
        match deciding {
            Some((entry, _)) => self.keep_alive(entry, which),
            // The grant is what holds it down.
            None => {
                for (entry, _) in decided.scopes().filter(|(_, level)| *level > outcome).collect::<Vec<_>>() {
                    self.keep_uncertain(entry, which);
                }
            }
        }
        for (entry, of) in decided.restrictions().collect::<Vec<_>>() {
            let counts = of < outcome || (owed_matters && of >= Outcome::Queue);
            if counts && model.is_applied(entry, which, self.values) {
                self.keep_alive(entry, which);
            } else if counts {
                self.keep_dead(entry, which);
            }
        }
    }

    fn keep_alive(&mut self, entry: usize, which: Which) {
        let rows = self.model.rows_of(entry, which).into_iter();
        let alive = rows.filter(|row| self.model.is_alive(row, self.values));
        let Some(row) = alive.min_by_key(|row| row.tests.len()) else { return };
        self.keep_all(&row.tests);
    }

    fn keep_all(&mut self, tests: &[RowTest]) {
        tests.iter().for_each(|test| self.keep(test.column));
    }

    fn keep_dead(&mut self, entry: usize, which: Which) {
        for row in self.model.rows_of(entry, which) {
            self.keep_row_dead(&row);
        }
    }

    /// Keeps what makes a row dead: a column that is kept anyway, or else the one that is easiest to make real.
    fn keep_row_dead(&mut self, row: &Row) {
        let columns = &self.model.columns;
        let failed: Vec<ColumnId> = row
            .tests
            .iter()
            .filter(|test| !columns.is_passed(self.values, test))
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
        for row in self.model.doubts_of(entry, which) {
            self.keep_row_dead(&row);
        }
    }

    fn keep_uncertain(&mut self, entry: usize, which: Which) {
        let doubts = self.model.doubts_of(entry, which);
        let possible = doubts.iter().filter(|row| self.model.is_alive(row, self.values));
        match possible.min_by_key(|row| row.tests.len()) {
            Some(row) => self.keep_all(&row.tests),
            None => self.keep_dead(entry, which),
        }
    }

    fn keep(&mut self, column: ColumnId) {
        let model = self.model;
        match model.columns.class(self.values, column) {
            Some(class) => _ = self.sketch.classes.insert(column, class),
            None => _ = self.open.insert(column),
        }
        let unknown: BTreeSet<_> = model.columns.unknown_in(self.values).collect();
        let of = model.columns.table.columns.get(column.index());
        let read = of.map(|of| reads::paths(model.columns.table, of)).unwrap_or_default();
        self.sketch.unknown.extend(read.intersection(&unknown));
    }
}
