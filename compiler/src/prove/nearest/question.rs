//! The question to the solver: does the request go ahead while only some facts change?

use super::edit;
use super::facts::Facts;
use crate::prove::columns::Columns;
use crate::prove::decided::{Deciding, Known, Shared};
use crate::prove::difference::Which;
use crate::prove::rows::Rows;
use crate::prove::solver::{Answer, Literal};
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::ColumnId;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// The classes that columns would have.
pub(super) struct Wanted {
    pub(super) classes: BTreeMap<ColumnId, u32>,
    pub(super) touched: BTreeSet<u32>,
    pub(super) subject: Subject,
}

/// What a request is near to.
pub(super) struct Near<'t> {
    columns: Columns<'t>,
    pub(super) facts: Facts,
    changed: Vec<Literal>,
    touched: BTreeSet<u32>,
    subject: Subject,
}

impl<'t> Near<'t> {
    /// The question about a request, whose columns may be these classes.
    pub(super) fn new(
        table: &'t Table,
        case: &Json,
        action: ActionId,
        fields: &[Option<u32>],
        now: &BTreeMap<ColumnId, Vec<u32>>,
    ) -> Option<Near<'t>> {
        let of = table.schema.actions.get(action.index())?;
        let touched: BTreeSet<u32> = fields.iter().copied().flatten().collect();
        let subject = if case.pointer("/host/person").is_some() { Subject::People } else { Subject::Agents };
        let all_fields = table.shape(of.object).map_or(0, |shape| shape.fields.len());
        let others: Vec<u32> = (0_u32..).take(all_fields).filter(|_| of.verb == Verb::Update).collect();
        let unknown = |path: &_| edit::get(table, case, path).is_none();
        let facts = Facts::of(table, now.keys().copied(), of.verb, &touched, unknown);
        let (mut columns, changed) =
            Columns::near((table, subject, of.verb), &others, now.clone(), facts.of_columns(), facts.count());
        for (field, literal) in columns.others.clone() {
            columns.solver.any([if touched.contains(&field) { literal } else { !literal }]);
        }
        let rows = Rows::new(table, table.actions.get(action.index())?, subject);
        let whose: Vec<Option<(usize, Which)>> =
            (0..table.rules.len()).map(|rule| Some((rule, Which::Old))).collect();
        let known = Known::all_of(table);
        for field in fields {
            columns.field = *field;
            let shared = Shared { table, whose: &whose, old: &known, new: &known };
            let mut deciding = Deciding::new(shared, action, rows.clone(), columns);
            let decided = deciding.decided(Which::Old, &|| {});
            columns = deciding.columns;
            let goes_ahead = decided.reaches(Outcome::Execute)?;
            columns.solver.any([goes_ahead]);
        }
        Some(Near { columns, facts, changed, touched, subject })
    }

    /// Whether it goes ahead at all, whatever changes.
    pub(super) fn is_possible(&mut self) -> bool {
        matches!(self.columns.solver.solve(), Answer::Satisfied(_))
    }

    /// The classes with which it goes ahead while only these facts change.
    pub(super) fn sketch(&mut self, facts: &BTreeSet<usize>) -> Option<Wanted> {
        let stay = self.changed.iter().enumerate().filter(|(place, _)| !facts.contains(place));
        let stay: Vec<Literal> = stay.map(|(_, literal)| !*literal).collect();
        let Answer::Satisfied(values) = self.columns.solver.solve_under(&stay) else { return None };
        let hangs = self.columns.spoken_of().filter(|column| self.facts.hangs_on(*column, facts));
        let classes = hangs.filter_map(|column| Some((column, self.columns.class(&values, column)?)));
        Some(Wanted { classes: classes.collect(), touched: self.touched.clone(), subject: self.subject })
    }
}
