//! What the columns of a request may be, as clauses: one class each of what is known, and every class of what is not.

use super::question::Sketch;
use super::rows::RowTest;
use super::solver::{Literal, Solver, holds};
use super::{reads, ties};
use charter_runtime::schema::{Path, Root, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, ColumnId, PathId};
use std::collections::BTreeMap;

/// A request of one action that touches one field, as far as a solver has to do with it.
pub(super) struct Columns<'t> {
    pub(super) table: &'t Table,
    pub(super) solver: Solver,
    /// Whose requests are looked at.
    subject: Subject,
    verb: Verb,
    /// The field that is looked at, where the action is about fields.
    pub(super) field: Option<u32>,
    classes: BTreeMap<ColumnId, Vec<Literal>>,
    /// Fields that the request may touch besides.
    pub(super) others: BTreeMap<u32, Literal>,
    /// Whether facts may be unknown at all; without it, all are known.
    doubt: Option<Literal>,
    /// Whether the value at a path is unknown.
    unknown: BTreeMap<PathId, Literal>,
    /// Whether a column may be anything, since something that it reads is unknown.
    open: BTreeMap<ColumnId, Literal>,
    passed: BTreeMap<(ColumnId, Vec<u32>), Literal>,
    /// What a request is near to, where it is near to one.
    near: Option<Near>,
}

/// A request that stays as it is but for some facts.
struct Near {
    /// The classes that each column may have now.
    now: BTreeMap<ColumnId, Vec<u32>>,
    /// The facts on which each column hangs.
    facts_of: BTreeMap<ColumnId, Vec<usize>>,
    /// Whether each fact changes.
    changed: Vec<Literal>,
}

impl<'t> Columns<'t> {
    /// Columns all of whose facts are known.
    pub(super) fn known(
        table: &'t Table,
        subject: Subject,
        verb: Verb,
        field: Option<u32>,
        others: &[u32],
    ) -> Columns<'t> {
        let mut solver = Solver::new();
        let others = others.iter().map(|other| (*other, solver.variable(false))).collect();
        Columns {
            table,
            solver,
            subject,
            verb,
            field,
            classes: BTreeMap::new(),
            others,
            doubt: None,
            unknown: BTreeMap::new(),
            open: BTreeMap::new(),
            passed: BTreeMap::new(),
            near: None,
        }
    }

    /// Columns that have the classes that they have now but where a fact changes on which they hang; and for each of so many
    /// facts, a literal for its changing.
    pub(super) fn near(
        (table, subject, verb): (&'t Table, Subject, Verb),
        others: &[u32],
        now: BTreeMap<ColumnId, Vec<u32>>,
        facts_of: BTreeMap<ColumnId, Vec<usize>>,
        facts: usize,
    ) -> (Columns<'t>, Vec<Literal>) {
        let mut columns = Columns::known(table, subject, verb, None, others);
        let changed: Vec<Literal> = (0..facts).map(|_| columns.solver.variable(false)).collect();
        columns.near = Some(Near { now, facts_of, changed: changed.clone() });
        (columns, changed)
    }

    /// Columns whose facts may be unknown, and a literal that says whether they may.
    pub(super) fn doubted(
        table: &'t Table,
        subject: Subject,
        verb: Verb,
        field: Option<u32>,
        others: &[u32],
    ) -> (Columns<'t>, Literal) {
        let mut columns = Columns::known(table, subject, verb, field, others);
        let doubt = columns.solver.variable(false);
        columns.doubt = Some(doubt);
        (columns, doubt)
    }

    /// The literal of a column's class: that the column may have it.
    pub(super) fn literal(&self, column: ColumnId, class: u32) -> Option<Literal> {
        self.classes.get(&column).and_then(|classes| classes.get(class as usize)).copied()
    }

    /// The columns that have been spoken of.
    pub(super) fn spoken_of(&self) -> impl Iterator<Item = ColumnId> {
        self.classes.keys().copied()
    }

    /// The literals of a column's classes: of what is known, exactly one holds.
    pub(super) fn classes_of(&mut self, column: ColumnId) -> Vec<Literal> {
        if let Some(classes) = self.classes.get(&column) {
            return classes.clone();
        }
        let Some(of) = self.table.columns.get(column.index()) else { return Vec::new() };
        let impossible = ties::impossible(self.table, of, self.subject, self.verb);
        let usual = match of.classifier {
            // Facts are usually known.
            Classifier::Known(_) | Classifier::Given(_) => Some(1),
            _ => (0..of.classes).find(|class| !impossible.contains(class)),
        };
        let literals: Vec<Literal> =
            (0..of.classes).map(|class| self.solver.variable(Some(class) == usual)).collect();
        self.classes.insert(column, literals.clone());
        let open = if self.near.is_some() {
            self.as_it_is_unless_changed(column, &literals)
        } else {
            let open = self.opened(column);
            self.one_class_unless(open, &literals);
            open
        };
        for class in impossible {
            let class = literals.get(class as usize).map(|literal| !*literal);
            self.solver.any(class.into_iter().chain(open));
        }
        self.tie(column, &literals);
        literals
    }

    /// Whether a column may be anything, where that can be: a literal for it, made of those of what it reads.
    fn opened(&mut self, column: ColumnId) -> Option<Literal> {
        self.doubt?;
        let of = self.table.columns.get(column.index())?;
        let about_knowledge =
            matches!(of.classifier, Classifier::Known(_) | Classifier::Given(_) | Classifier::External(_));
        let read: Vec<PathId> = reads::paths(self.table, of).into_iter().collect();
        let unknown: Vec<Literal> = read.into_iter().filter_map(|path| self.unknown(path)).collect();
        if about_knowledge || unknown.is_empty() {
            return None;
        }
        let open = self.solver.either(&unknown);
        self.open.insert(column, open);
        Some(open)
    }

    /// The literal of a value being unknown, where it can be.
    pub(super) fn unknown(&mut self, id: PathId) -> Option<Literal> {
        let doubt = self.doubt?;
        if let Some(known) = self.unknown.get(&id) {
            return Some(*known);
        }
        let path = self.table.paths.get(id.index()).filter(|path| may_be_unknown(path))?;
        let unknown = self.solver.variable(false);
        self.solver.any([!unknown, doubt]);
        // Behind a reference that nobody knows there is nothing to be known.
        for (other, literal) in &self.unknown {
            let Some(other) = self.table.paths.get(other.index()) else { continue };
            if leads_through(path, other) {
                self.solver.any([!*literal, unknown]);
            }
            if leads_through(other, path) {
                self.solver.any([!unknown, *literal]);
            }
        }
        self.unknown.insert(id, unknown);
        Some(unknown)
    }

    /// Keeps a column as it is while no fact changes on which it hangs; a literal for that, where it may be several things.
    fn as_it_is_unless_changed(&mut self, column: ColumnId, classes: &[Literal]) -> Option<Literal> {
        let near = self.near.as_ref()?;
        let all: Vec<u32> = (0_u32..).zip(classes).map(|(class, _)| class).collect();
        let now = near.now.get(&column).cloned().unwrap_or(all);
        let facts = near.facts_of.get(&column).into_iter().flatten();
        let changed: Vec<Literal> = facts.filter_map(|fact| near.changed.get(*fact)).copied().collect();
        let free = self.solver.either(&changed);
        for (class, literal) in (0_u32..).zip(classes) {
            let as_it_is = if now.contains(&class) { *literal } else { !*literal };
            self.solver.any([free, as_it_is]);
        }
        self.solver.any(classes.iter().copied());
        self.solver.at_most_one(classes, Some(!free));
        let open = (now.len() > 1).then_some(!free)?;
        self.open.insert(column, open);
        Some(open)
    }

    fn one_class_unless(&mut self, open: Option<Literal>, classes: &[Literal]) {
        self.solver.any(classes.iter().copied());
        self.solver.at_most_one(classes, open);
        if let Some(open) = open {
            classes.iter().for_each(|class| self.solver.any([!open, *class]));
        }
    }

    fn tie(&mut self, column: ColumnId, literals: &[Literal]) {
        let Some(of) = self.table.columns.get(column.index()) else { return };
        if let (Some(twin), Verb::Update) = (of.twin, self.verb) {
            self.same_unless_touched(&of.reads_new, twin, literals);
        }
        if let Some(needs) = ties::needs(self.table, of) {
            self.tie_to_emptiness(column, &needs, literals);
        }
        self.tie_to_knowledge(&of.classifier, literals);
        self.tie_to_others(column, literals);
    }

    /// Where a value is empty, a column has no class that needs one; and it is empty itself only where a value is.
    fn tie_to_emptiness(&mut self, column: ColumnId, needs: &ties::Needs, literals: &[Literal]) {
        let own: Vec<Literal> = self.open.get(&column).copied().into_iter().collect();
        let mut why_empty = Some(own.clone());
        for value in &needs.values {
            let emptiness = ties::emptiness(self.table, *value).filter(|emptiness| *emptiness != column);
            let empty = emptiness.and_then(|emptiness| self.classes_of(emptiness).last().copied());
            let (Some(emptiness), Some(empty)) = (emptiness, empty) else {
                why_empty = None;
                continue;
            };
            // What is not known may be empty, or not.
            let unless: Vec<Literal> =
                own.iter().copied().chain(self.open.get(&emptiness).copied()).collect();
            for class in needs.classes.iter().filter_map(|class| literals.get(*class as usize)) {
                self.solver.any([!*class, !empty].into_iter().chain(unless.iter().copied()));
            }
            if let Some(why_empty) = &mut why_empty {
                why_empty.push(empty);
            }
        }
        let otherwise = needs.otherwise.and_then(|class| literals.get(class as usize));
        if let (Some(why_empty), Some(empty)) = (why_empty, otherwise) {
            self.solver.any(why_empty.into_iter().chain([!*empty]));
        }
    }

    /// What is asked about knowledge goes by what is unknown.
    fn tie_to_knowledge(&mut self, classifier: &Classifier, literals: &[Literal]) {
        let path = match classifier {
            Classifier::Known(path) | Classifier::Given(path) | Classifier::External(path) => *path,
            _ => return,
        };
        let (Some(unknown), [_, yes]) = (self.unknown(path), literals) else { return };
        match classifier {
            Classifier::Known(_) => {
                self.solver.any([!*yes, !unknown]);
                self.solver.any([*yes, unknown]);
            }
            Classifier::External(_) => self.solver.any([!unknown, *yes]),
            _ => self.solver.any([!*yes, !unknown]),
        }
    }

    /// Rules out what a column and those before it cannot be together.
    fn tie_to_others(&mut self, column: ColumnId, literals: &[Literal]) {
        let table = self.table;
        for (other, others) in &self.classes {
            let (Some(one), Some(two)) =
                (table.columns.get(column.index()), table.columns.get(other.index()))
            else {
                continue;
            };
            let open: Vec<Literal> =
                [column, *other].iter().filter_map(|id| self.open.get(id)).copied().collect();
            let there = ties::never_together(table, one, two).into_iter();
            let back = ties::never_together(table, two, one)
                .into_iter()
                .map(|(of_other, of_one)| (of_one, of_other));
            for (class, of_other) in there.chain(back).filter(|_| *other != column) {
                if let (Some(left), Some(right)) =
                    (literals.get(class as usize), others.get(of_other as usize))
                {
                    self.solver.any([!*left, !*right].into_iter().chain(open.iter().copied()));
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

    /// What makes a request like a sketch.
    pub(super) fn like(&mut self, sketch: &Sketch) -> Vec<Literal> {
        let classes = sketch.classes.iter().filter_map(|(column, class)| self.literal(*column, *class));
        let touched = self
            .others
            .iter()
            .map(|(field, literal)| if sketch.touched.contains(field) { *literal } else { !*literal });
        let mut like: Vec<Literal> = classes.chain(touched).collect();
        for path in &sketch.unknown {
            like.extend(self.unknown(*path));
        }
        like
    }

    /// The classes that a test accepts, or those that it does not.
    pub(super) fn accepted(&mut self, test: &RowTest, wanted: bool) -> Vec<Literal> {
        let classes = self.classes_of(test.column);
        let chosen = (0_u32..).zip(classes).filter(|(class, _)| test.accepted.contains(class) == wanted);
        chosen.map(|(_, literal)| literal).collect()
    }

    /// A literal that holds just where a test may be passed.
    pub(super) fn passes(&mut self, test: &RowTest) -> Literal {
        let key = (test.column, test.accepted.clone());
        if let Some(known) = self.passed.get(&key) {
            return *known;
        }
        let accepted = self.accepted(test, true);
        let passes = self.solver.either(&accepted);
        self.passed.insert(key, passes);
        passes
    }
}

/// Reading a model.
impl Columns<'_> {
    /// The class of a column in a model; `None` where it may be anything.
    pub(super) fn class(&self, model: &[bool], column: ColumnId) -> Option<u32> {
        if self.open.get(&column).is_some_and(|open| holds(model, *open)) {
            return None;
        }
        let classes = self.classes.get(&column)?;
        classes.iter().position(|literal| holds(model, *literal)).and_then(|class| u32::try_from(class).ok())
    }

    /// Whether a test may be passed in a model.
    pub(super) fn is_passed(&self, model: &[bool], test: &RowTest) -> bool {
        let classes = self.classes.get(&test.column).map(Vec::as_slice).unwrap_or_default();
        let accepted = test.accepted.iter().filter_map(|class| classes.get(*class as usize));
        accepted.into_iter().any(|literal| holds(model, *literal))
    }

    /// The values that are unknown in a model.
    pub(super) fn unknown_in(&self, model: &[bool]) -> impl Iterator<Item = PathId> {
        self.unknown.iter().filter(|(_, literal)| holds(model, **literal)).map(|(path, _)| *path)
    }

    /// A literal for each value that may be unknown.
    pub(super) fn unknowns(&self) -> impl Iterator<Item = Literal> {
        self.unknown.values().copied()
    }

    /// The fields that are touched besides in a model.
    pub(super) fn touched_in(&self, model: &[bool]) -> impl Iterator<Item = u32> {
        self.others.iter().filter(|(_, literal)| holds(model, **literal)).map(|(field, _)| *field)
    }
}

/// Whether a host can fail to know the value at a path. Who asks, when, and for which field is always known.
fn may_be_unknown(path: &Path) -> bool {
    match path.root {
        Root::Agent | Root::Now | Root::Today | Root::Field | Root::Targets => false,
        Root::Element | Root::Its => false,
        Root::Session | Root::Environment | Root::Principal | Root::PrincipalRoles => true,
        Root::Target | Root::Old | Root::New | Root::Request | Root::First | Root::Second => {
            !path.steps.is_empty()
        }
    }
}

/// Whether a path goes on behind another one.
fn leads_through(path: &Path, before: &Path) -> bool {
    path.root == before.root
        && path.shape == before.shape
        && path.steps.len() > before.steps.len()
        && path.steps.starts_with(&before.steps)
}
