//! One question to the solver: can a request of one action, which touches one field, break a claim?

use super::claims::Breach;
use super::columns::Columns;
use super::rows::{Row, Rows};
use super::solver::{Answer, Literal, holds};
use charter_runtime::Outcome;
use charter_runtime::schema::{RuleId, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, ColumnId, Entry, Operand, PathId};
use std::collections::{BTreeMap, BTreeSet};

/// A choice of classes that breaks a claim, with as few columns as say so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sketch {
    /// The columns that matter, and their classes.
    pub(super) classes: BTreeMap<ColumnId, u32>,
    /// The fields that the request touches.
    pub(super) touched: BTreeSet<u32>,
    /// The values that nobody knows.
    pub(super) unknown: BTreeSet<PathId>,
    /// The columns of which people need not be told.
    pub(super) untold: BTreeSet<ColumnId>,
}

/// The clauses of a question that is asked of one claim after the other, and what they mean.
pub(super) struct Question<'t> {
    rows: Rows<'t>,
    breach: Breach,
    columns: Columns<'t>,
    /// The rows of restrictions that do not prevent the breach, by place, each with a literal for its being alive.
    /// Built once a request is found: a proof needs none of them.
    beside: Option<Vec<(usize, Literal)>>,
}

/// A claim that a question is asked of, and what holds while it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posed {
    pub(super) claim: RuleId,
    /// The rule that applies where the claim may not be spoken of.
    pub(super) denied: Option<RuleId>,
    pub(super) now: Literal,
}

impl<'t> Question<'t> {
    pub(super) fn new(
        rows: Rows<'t>,
        breach: Breach,
        verb: Verb,
        field: Option<u32>,
        others: &[u32],
        pause: &dyn Fn(),
    ) -> Question<'t> {
        let columns = Columns::known(rows.table, rows.subject, verb, field, others);
        let mut question = Question { rows, breach, columns, beside: None };
        pause();
        question.everything_is_granted();
        pause();
        question.nothing_prevents_it(pause);
        question
    }

    /// Asks of a claim, which has to be spoken of.
    pub(super) fn of(&mut self, claim: RuleId) -> Posed {
        let now = self.columns.solver.variable(false);
        let rows = self.alive(self.columns.field, |entry| entry.rule == claim);
        self.columns.solver.any(rows.into_iter().chain([!now]));
        Posed { claim, denied: None, now }
    }

    /// A choice of classes that breaks the claim.
    pub(super) fn sketch(&mut self, of: Posed) -> Option<Sketch> {
        let mut model = self.broken(of)?;
        let beside = match self.beside.take() {
            Some(beside) => beside,
            None => {
                let beside = self.beside();
                // What is new has no value yet.
                model = self.broken(of)?;
                beside
            }
        };
        let alive: Vec<Literal> = beside.iter().map(|(_, alive)| *alive).collect();
        self.beside = Some(beside);
        let model = self.columns.solver.calmest(&[of.now], &alive, model);
        Some(self.reduced(of.claim, &model))
    }

    /// A model in which the claim is broken.
    fn broken(&mut self, of: Posed) -> Option<Vec<bool>> {
        match self.columns.solver.solve_under(&[of.now]) {
            Answer::Satisfied(model) => Some(model),
            Answer::Impossible => None,
        }
    }

    /// Leaves out every request that is like this one.
    pub(super) fn rule_out(&mut self, of: Posed, sketch: &Sketch) {
        let like = self.columns.like(sketch);
        self.columns.solver.any(like.into_iter().chain([of.now]).map(|literal| !literal));
    }

    /// To people everything is granted.
    fn everything_is_granted(&mut self) {
        match self.rows.subject {
            Subject::People => return,
            Subject::Agents => {}
        }
        let (rows, breach) = (self.rows.clone(), self.breach.clone());
        let granted = self.alive(self.columns.field, |entry| rows.grants(entry, &breach));
        self.columns.solver.any(granted);
        for (field, touched) in self.columns.others.clone() {
            let granted = self.alive(Some(field), |entry| rows.grants(entry, &breach));
            self.columns.solver.any(granted.into_iter().chain([!touched]));
        }
    }

    fn nothing_prevents_it(&mut self, pause: &dyn Fn()) {
        for row in self.preventing() {
            pause();
            if let Some(read) = self.rows.row(row, self.columns.field) {
                self.is_dead(&read, None);
            }
            for (field, touched) in self.columns.others.clone() {
                // What does not ask for the field is dead already.
                if let Some(read) = self.rows.row(row, Some(field)).filter(|read| read.of_field) {
                    self.is_dead(&read, Some(touched));
                }
            }
        }
    }

    /// The rows of restrictions that would prevent the breach, by place.
    fn preventing(&self) -> Vec<usize> {
        let (rows, breach) = (&self.rows, &self.breach);
        let prevents = |entry: &Entry| rows.restricts(entry) && breach.is_prevented_by(entry, rows.table);
        rows.of(prevents).map(|(row, _)| row).collect()
    }

    /// The rows of restrictions that hold back less than would prevent the breach: gates, where it may go ahead once people have
    /// approved it. A request that they leave alone is the plainer one.
    fn beside(&mut self) -> Vec<(usize, Literal)> {
        let (rows, breach) = (self.rows.clone(), self.breach.clone());
        let beside = |entry: &Entry| {
            entry.outcome < Outcome::Execute
                && rows.restricts(entry)
                && !breach.is_prevented_by(entry, rows.table)
        };
        let mut found = Vec::new();
        for (place, _) in rows.of(beside) {
            let Some(row) = rows.row(place, self.columns.field) else { continue };
            let passed: Vec<Literal> = row.tests.iter().map(|test| self.columns.passes(test)).collect();
            found.push((place, self.columns.solver.all(&passed)));
        }
        found
    }

    /// A literal for each row of such entries, which holds only where the row is alive.
    fn alive(&mut self, field: Option<u32>, wanted: impl Fn(&Entry) -> bool) -> Vec<Literal> {
        let rows: Vec<Row> = self.rows.of(wanted).filter_map(|(row, _)| self.rows.row(row, field)).collect();
        let mut literals = Vec::new();
        for row in rows {
            let alive = self.columns.solver.variable(false);
            for test in &row.tests {
                let accepted = self.columns.accepted(test, true);
                self.columns.solver.any(accepted.into_iter().chain([!alive]));
            }
            literals.push(alive);
        }
        literals
    }

    fn is_dead(&mut self, row: &Row, unless_untouched: Option<Literal>) {
        let mut failed: Vec<Literal> = unless_untouched.into_iter().map(|touched| !touched).collect();
        for test in &row.tests {
            failed.extend(self.columns.accepted(test, false));
        }
        self.columns.solver.any(failed);
    }
}

/// Reading a model.
impl Question<'_> {
    /// As few columns of a model as make it break the claim.
    fn reduced(&self, claim: RuleId, model: &[bool]) -> Sketch {
        let touched = self.columns.touched_in(model).chain(self.columns.field).collect();
        let mut sketch = Sketch { touched, ..Sketch::default() };
        self.keep_alive(model, &mut sketch, self.columns.field, |entry| entry.rule == claim);
        let (rows, breach) = (&self.rows, &self.breach);
        for field in self.looked_at(&sketch).into_iter().filter(|_| rows.subject == Subject::Agents) {
            self.keep_alive(model, &mut sketch, field, |entry| rows.grants(entry, breach));
        }
        let preventing = self.preventing();
        for field in self.looked_at(&sketch) {
            for row in &preventing {
                if let Some(row) = self.rows.row(*row, field) {
                    self.keep_dead(model, &mut sketch, &row);
                }
            }
        }
        self.keep_beside(model, &mut sketch);
        sketch
    }

    /// Keeps what makes other rules apply, and, untold, what leaves them out.
    fn keep_beside(&self, model: &[bool], sketch: &mut Sketch) {
        let (applies, not): (Vec<&(usize, Literal)>, Vec<_>) =
            self.beside.iter().flatten().partition(|(_, alive)| holds(model, *alive));
        let row = |(place, _): &&(usize, Literal)| self.rows.row(*place, self.columns.field);
        for test in applies.iter().filter_map(row).flat_map(|row| row.tests) {
            self.keep(model, sketch, test.column);
        }
        let told: BTreeSet<ColumnId> = sketch.classes.keys().copied().collect();
        for row in not.iter().filter_map(row) {
            self.keep_dead(model, sketch, &row);
        }
        sketch.untold = sketch.classes.keys().copied().filter(|column| !told.contains(column)).collect();
    }

    fn looked_at(&self, sketch: &Sketch) -> Vec<Option<u32>> {
        if self.columns.field.is_none() {
            vec![None]
        } else {
            sketch.touched.iter().copied().map(Some).collect()
        }
    }

    /// Keeps what makes one such row alive: the one that asks for the least.
    fn keep_alive(
        &self,
        model: &[bool],
        sketch: &mut Sketch,
        field: Option<u32>,
        wanted: impl Fn(&Entry) -> bool,
    ) {
        let alive = self
            .rows
            .of(wanted)
            .filter_map(|(row, _)| self.rows.row(row, field))
            .filter(|row| row.tests.iter().all(|test| self.columns.is_passed(model, test)));
        let Some(row) = alive.min_by_key(|row| row.tests.len()) else { return };
        for test in &row.tests {
            self.keep(model, sketch, test.column);
        }
    }

    /// Keeps what makes a row dead: a column that is kept anyway, or else the one that is easiest to make real.
    fn keep_dead(&self, model: &[bool], sketch: &mut Sketch, row: &Row) {
        let failed: Vec<ColumnId> = row
            .tests
            .iter()
            .filter(|test| !self.columns.is_passed(model, test))
            .map(|test| test.column)
            .collect();
        if failed.iter().any(|column| sketch.classes.contains_key(column)) {
            return;
        }
        if let Some(column) = failed.into_iter().min_by_key(|column| effort(self.rows.table, *column)) {
            self.keep(model, sketch, column);
        }
    }

    fn keep(&self, model: &[bool], sketch: &mut Sketch, column: ColumnId) {
        if let Some(class) = self.columns.class(model, column) {
            sketch.classes.insert(column, class);
        }
    }
}

/// How hard it is to make a class of a column real.
pub(super) fn effort(table: &Table, column: ColumnId) -> u32 {
    match table.columns.get(column.index()).map(|column| &column.classifier) {
        Some(Classifier::Choices { .. } | Classifier::Known(_)) => 0,
        Some(Classifier::Given(_) | Classifier::External(_)) => 1,
        Some(Classifier::Cuts { operand, .. }) => match table.operands.get(operand.index()) {
            Some(Operand::Path(_)) => 1,
            Some(Operand::Figure(_) | Operand::Elements(_)) => 3,
            _ => 6,
        },
        Some(Classifier::Texts { .. } | Classifier::Test { .. }) => 2,
        Some(Classifier::Inside { .. } | Classifier::Pair { .. }) => 4,
        Some(Classifier::SomeElement { .. } | Classifier::Sampled { .. } | Classifier::Hours { .. }) => 5,
        Some(Classifier::Aged { .. }) => 5,
        None => 9,
    }
}
