//! One question to the solver: can a request of one action, which touches one field, break a claim?

use super::claims::Breach;
use super::rows::{Row, RowTest, Rows};
use super::solver::{Answer, Literal, Solver, holds};
use super::ties;
use charter_runtime::schema::{RuleId, Subject, Verb};
use charter_runtime::table::model::{Classifier, ColumnId, Entry, Operand};
use std::collections::{BTreeMap, BTreeSet};

/// A choice of classes that breaks a claim, with as few columns as say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sketch {
    /// The columns that matter, and their classes.
    pub(super) classes: BTreeMap<ColumnId, u32>,
    /// The fields that the request touches.
    pub(super) touched: BTreeSet<u32>,
}

/// The clauses of one question, and what they mean.
pub(super) struct Question<'t> {
    rows: Rows<'t>,
    claim: RuleId,
    breach: &'t Breach,
    verb: Verb,
    /// The field that is looked at, where the action is about fields.
    field: Option<u32>,
    solver: Solver,
    classes: BTreeMap<ColumnId, Vec<Literal>>,
    /// Fields that the request may touch besides.
    others: BTreeMap<u32, Literal>,
}

impl<'t> Question<'t> {
    pub(super) fn new(
        rows: Rows<'t>,
        claim: RuleId,
        breach: &'t Breach,
        verb: Verb,
        field: Option<u32>,
        others: &[u32],
    ) -> Question<'t> {
        let mut solver = Solver::new();
        let others = others.iter().map(|other| (*other, solver.variable(false))).collect();
        let classes = BTreeMap::new();
        let mut question = Question { rows, claim, breach, verb, field, solver, classes, others };
        question.claim_is_spoken_of();
        question.everything_is_granted();
        question.nothing_prevents_it();
        question
    }

    /// A choice of classes that breaks the claim.
    pub(super) fn sketch(&mut self) -> Option<Sketch> {
        match self.solver.solve() {
            Answer::Impossible => None,
            Answer::Satisfied(model) => Some(self.reduced(&model)),
        }
    }

    /// Leaves out every request that is like this one.
    pub(super) fn rule_out(&mut self, sketch: &Sketch) {
        let classes = sketch.classes.iter().filter_map(|(column, class)| self.literal(*column, *class));
        let touched = self
            .others
            .iter()
            .map(|(field, literal)| if sketch.touched.contains(field) { *literal } else { !*literal });
        let unlike: Vec<Literal> = classes.chain(touched).map(|literal| !literal).collect();
        self.solver.any(unlike);
    }

    fn literal(&self, column: ColumnId, class: u32) -> Option<Literal> {
        self.classes.get(&column).and_then(|classes| classes.get(class as usize)).copied()
    }

    fn claim_is_spoken_of(&mut self) {
        let claim = self.claim;
        let rows = self.alive(self.field, move |entry| entry.rule == claim);
        self.solver.any(rows);
    }

    /// To people everything is granted.
    fn everything_is_granted(&mut self) {
        match self.rows.subject {
            Subject::People => return,
            Subject::Agents => {}
        }
        let (rows, breach) = (self.rows, self.breach);
        let granted = self.alive(self.field, move |entry| rows.grants(entry, breach));
        self.solver.any(granted);
        for (field, touched) in self.others.clone() {
            let granted = self.alive(Some(field), move |entry| rows.grants(entry, breach));
            self.solver.any(granted.into_iter().chain([!touched]));
        }
    }

    fn nothing_prevents_it(&mut self) {
        for row in self.preventing() {
            if let Some(read) = self.rows.row(row, self.field) {
                self.is_dead(&read, None);
            }
            for (field, touched) in self.others.clone() {
                // What does not ask for the field is dead already.
                if let Some(read) = self.rows.row(row, Some(field)).filter(|read| read.of_field) {
                    self.is_dead(&read, Some(touched));
                }
            }
        }
    }

    /// The rows of restrictions that would prevent the breach, by place.
    fn preventing(&self) -> Vec<usize> {
        let (rows, breach) = (self.rows, self.breach);
        let prevents = |entry: &Entry| rows.restricts(entry) && breach.is_prevented_by(entry, rows.table);
        rows.of(prevents).map(|(row, _)| row).collect()
    }

    /// A literal for each row of such entries, which holds only where the row is alive.
    fn alive(&mut self, field: Option<u32>, wanted: impl Fn(&Entry) -> bool) -> Vec<Literal> {
        let rows: Vec<Row> = self.rows.of(wanted).filter_map(|(row, _)| self.rows.row(row, field)).collect();
        let mut literals = Vec::new();
        for row in rows {
            let alive = self.solver.variable(false);
            for test in &row.tests {
                let accepted = self.accepted(test, true);
                self.solver.any(accepted.into_iter().chain([!alive]));
            }
            literals.push(alive);
        }
        literals
    }

    fn is_dead(&mut self, row: &Row, unless_untouched: Option<Literal>) {
        let mut failed: Vec<Literal> = unless_untouched.into_iter().map(|touched| !touched).collect();
        for test in &row.tests {
            failed.extend(self.accepted(test, false));
        }
        self.solver.any(failed);
    }

    /// The classes that a test accepts, or those that it does not.
    fn accepted(&mut self, test: &RowTest, wanted: bool) -> Vec<Literal> {
        let classes = self.classes_of(test.column);
        let chosen = (0_u32..).zip(classes).filter(|(class, _)| test.accepted.contains(class) == wanted);
        chosen.map(|(_, literal)| literal).collect()
    }

    /// The literals of a column's classes, of which exactly one holds.
    fn classes_of(&mut self, column: ColumnId) -> Vec<Literal> {
        if let Some(classes) = self.classes.get(&column) {
            return classes.clone();
        }
        let Some(of) = self.rows.table.columns.get(column.index()) else { return Vec::new() };
        let impossible = ties::impossible(self.rows.table, of, self.rows.subject);
        let usual = match of.classifier {
            // Facts are usually known.
            Classifier::Known(_) | Classifier::Given(_) => Some(1),
            _ => (0..of.classes).find(|class| !impossible.contains(class)),
        };
        let literals: Vec<Literal> =
            (0..of.classes).map(|class| self.solver.variable(Some(class) == usual)).collect();
        self.solver.exactly_one(&literals);
        self.classes.insert(column, literals.clone());
        for class in impossible {
            self.solver.any(literals.get(class as usize).map(|literal| !*literal));
        }
        self.tie(column, &literals);
        literals
    }

    fn tie(&mut self, column: ColumnId, literals: &[Literal]) {
        let table = self.rows.table;
        let Some(of) = table.columns.get(column.index()) else { return };
        if let (Some(twin), Verb::Update) = (of.twin, self.verb) {
            self.same_unless_touched(&of.reads_new, twin, literals);
        }
        if let (Some(emptiness), [_, given]) = (ties::emptiness(table, of), literals)
            && let Some(empty) = self.classes_of(emptiness).last().copied()
        {
            // What is not given may be empty or unknown.
            self.solver.any([!*given, !empty]);
        }
        self.tie_to_others(column, literals);
    }

    /// Rules out what a column and those before it cannot be together.
    fn tie_to_others(&mut self, column: ColumnId, literals: &[Literal]) {
        let table = self.rows.table;
        for (other, others) in &self.classes {
            let (Some(one), Some(two)) =
                (table.columns.get(column.index()), table.columns.get(other.index()))
            else {
                continue;
            };
            let there = ties::never_together(table, one, two).into_iter();
            let back = ties::never_together(table, two, one)
                .into_iter()
                .map(|(of_other, of_one)| (of_one, of_other));
            for (class, of_other) in there.chain(back).filter(|_| *other != column) {
                if let (Some(left), Some(right)) =
                    (literals.get(class as usize), others.get(of_other as usize))
                {
                    self.solver.any([!*left, !*right]);
                }
            }
        }
    }

    /// What an update leaves as it is has the same class before and after.
    fn same_unless_touched(&mut self, fields: &[u32], twin: ColumnId, literals: &[Literal]) {
        if self.field.is_some_and(|field| fields.contains(&field)) {
            return;
        }
        let touched: Vec<Literal> =
            fields.iter().filter_map(|field| self.others.get(field)).copied().collect();
        for (after, before) in literals.iter().zip(self.classes_of(twin)) {
            self.solver.any(touched.iter().copied().chain([!*after, before]));
            self.solver.any(touched.iter().copied().chain([*after, !before]));
        }
    }
}

/// Reading a model.
impl Question<'_> {
    /// As few columns of a model as make it break the claim.
    fn reduced(&self, model: &[bool]) -> Sketch {
        let on = |(_, touched): &(&u32, &Literal)| holds(model, **touched);
        let mut touched: BTreeSet<u32> = self.others.iter().filter(on).map(|(field, _)| *field).collect();
        touched.extend(self.field);
        let mut sketch = Sketch { classes: BTreeMap::new(), touched };
        let claim = self.claim;
        self.keep_alive(model, &mut sketch, self.field, |entry| entry.rule == claim);
        let (rows, breach) = (self.rows, self.breach);
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
        sketch
    }

    fn looked_at(&self, sketch: &Sketch) -> Vec<Option<u32>> {
        if self.field.is_none() { vec![None] } else { sketch.touched.iter().copied().map(Some).collect() }
    }

    /// The class of a column in a model.
    fn class(&self, model: &[bool], column: ColumnId) -> Option<u32> {
        let classes = self.classes.get(&column)?;
        classes.iter().position(|literal| holds(model, *literal)).and_then(|class| u32::try_from(class).ok())
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
            .filter(|row| row.tests.iter().all(|test| self.passes(model, test)));
        let Some(row) = alive.min_by_key(|row| row.tests.len()) else { return };
        for test in &row.tests {
            self.keep(model, sketch, test.column);
        }
    }

    /// Keeps what makes a row dead: a column that is kept anyway, or else the one that is easiest to make real.
    fn keep_dead(&self, model: &[bool], sketch: &mut Sketch, row: &Row) {
        let failed: Vec<ColumnId> =
            row.tests.iter().filter(|test| !self.passes(model, test)).map(|test| test.column).collect();
        if failed.iter().any(|column| sketch.classes.contains_key(column)) {
            return;
        }
        if let Some(column) = failed.into_iter().min_by_key(|column| self.effort(*column)) {
            self.keep(model, sketch, column);
        }
    }

    fn keep(&self, model: &[bool], sketch: &mut Sketch, column: ColumnId) {
        if let Some(class) = self.class(model, column) {
            sketch.classes.insert(column, class);
        }
    }

    fn passes(&self, model: &[bool], test: &RowTest) -> bool {
        self.class(model, test.column).is_some_and(|class| test.accepted.contains(&class))
    }

    /// How hard it is to make a class of a column real.
    fn effort(&self, column: ColumnId) -> u32 {
        let table = self.rows.table;
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
}
