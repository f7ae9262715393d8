//! Translation validation: the table that was read back says, for every combination of classes, what the rules say.
//!
//! Per rule and action, the rows are read out of the bits and compared with the typed condition: both are restricted to
//! one class of one column after another until nothing is left to ask, and then have to agree. Classes that no test of the
//! rule tells apart are taken together, and what is settled early is not asked further, so that this stays far below the
//! number of combinations; the method is Shannon's expansion, as in binary decision diagrams (Bryant 1986).
//! What a class accepts is worked out here from a value of the class, not from the sets that the table was built with.

mod effect;

use super::atoms::{Columns, filter};
use super::classes::{accepts_ordering, accepts_ordinal};
use super::columns;
use super::rows::expanded;
use crate::typed::{
    Accepts, Atom, Case, Charter, Condition, Constant, Elements, Event, Figure, Operand, Rule, RuleKind,
    Switch, Window,
};
use charter_runtime::table::Table;
use charter_runtime::table::model::{self, ActionRows, Classifier, Column, ColumnId, Cube, Entry, FormulaId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A table does not say what the rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The rule.
    pub rule: String,
    /// What is wrong with it.
    pub what: &'static str,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the table could not be proved to say what `{}` says: {}", self.rule, self.what)
    }
}

impl std::error::Error for Invalid {}

type Proof = Result<(), &'static str>;

/// How many steps the proof of one condition takes at most.
const BUDGET: u32 = 2_000_000;

/// Proves that a table says what a charter says.
pub fn validate(table: &Table, charter: &Charter) -> Result<(), Invalid> {
    if table.rules.len() != charter.rules.len() {
        return Err(Invalid { rule: charter.name.clone(), what: "it has other rules" });
    }
    let columns = columns(charter, &|| {});
    let listed = table.columns.iter().map(texts_by_class).collect();
    let prover = Prover { table, charter, columns: &columns, listed };
    prover.queues_and_calendars().map_err(|what| Invalid { rule: charter.name.clone(), what })?;
    for switch in &charter.switches {
        let invalid = |what| Invalid { rule: switch.segment.clone(), what };
        prover.switch(switch).map_err(invalid)?;
    }
    for (number, rule) in charter.rules.iter().enumerate() {
        let invalid = |what| Invalid { rule: rule.name.clone(), what };
        prover.rule(number, rule).map_err(invalid)?;
    }
    Ok(())
}

struct Prover<'a> {
    table: &'a Table,
    charter: &'a Charter,
    /// Which column each atom should be in. Two list questions may come to the same and are two atoms all the same, so that
    /// what a column classifies does not tell which of them it is; that it classifies its atom is proved.
    columns: &'a Columns,
    /// Of each column of texts, how many are listed in each class.
    listed: Vec<Vec<u32>>,
}

impl Prover<'_> {
    fn rule(&self, number: usize, rule: &Rule) -> Proof {
        let named = self.table.rules.get(number).ok_or("it is missing")?;
        ensure(
            named.name == rule.name && named.shadow == rule.shadow,
            "it has another name or is not watched",
        )?;
        ensure(named.tells == rule.tells, "it tells others")?;
        let mut cases: BTreeMap<usize, Vec<&Case>> = BTreeMap::new();
        rule.cases.iter().for_each(|case| cases.entry(case.action.index()).or_default().push(case));
        for (place, action) in self.table.actions.iter().enumerate() {
            let of_rule = |(_, entry): &(usize, &Entry)| entry.rule.index() == number;
            let entries: Vec<(usize, &Entry)> = action.entries.iter().enumerate().filter(of_rule).collect();
            let cases = cases.get(&place).map(Vec::as_slice).unwrap_or_default();
            ensure(entries.len() == cases.len(), "it is on other actions")?;
            for ((entry_place, entry), case) in entries.iter().zip(cases) {
                self.case(rule, case, action, *entry_place, entry)?;
            }
        }
        Ok(())
    }

    /// A segment that may be halted: for each action the same ways to it.
    fn switch(&self, switch: &Switch) -> Proof {
        for (place, action) in self.table.actions.iter().enumerate() {
            let of_action = |case: &&Case| case.action.index() == place;
            let cases: Vec<&Case> = switch.cases.iter().filter(of_action).collect();
            let named = action.segments.iter().filter(|(name, _)| *name == switch.segment);
            let formulas: Vec<FormulaId> = named.map(|(_, formula)| *formula).collect();
            ensure(cases.len() == formulas.len(), "it is touched in other ways")?;
            for (case, formula) in cases.iter().zip(formulas) {
                self.agree_formula(&expanded(case, RuleKind::Stop, self.charter).condition, formula)?;
            }
        }
        Ok(())
    }

    fn case(&self, rule: &Rule, case: &Case, action: &ActionRows, place: usize, entry: &Entry) -> Proof {
        let expanded = expanded(case, rule.kind, self.charter);
        self.effect(case, &expanded, entry)?;
        match (&expanded.room, entry.room) {
            (Some(room), Some(formula)) => self.agree_formula(room, formula)?,
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => return Err("it waits for room in another way"),
        }
        let condition = expanded.condition;
        let rows = self.rows(action, place)?;
        self.agree(&condition, &rows)?;
        match (entry.doubts, rule.kind) {
            (Some(doubts), RuleKind::Scope) => {
                self.agree_formula(&Condition::Not(Box::new(condition)), doubts)
            }
            (None, RuleKind::Gate | RuleKind::Stop | RuleKind::Limit | RuleKind::Require) => Ok(()),
            (Some(_) | None, _) => Err("it is doubted in the wrong way"),
        }
    }

    /// The rows of an entry, read back from the bits.
    fn rows(&self, action: &ActionRows, entry: usize) -> Result<Vec<Cube>, &'static str> {
        let words = action.entry_of.len().div_ceil(64);
        let mine = action.entry_of.iter().enumerate().filter(|(_, of)| **of as usize == entry);
        let mut cubes = Vec::new();
        for (row, _) in mine {
            let mut tests = Vec::new();
            for column in action.columns.iter().filter(|column| bit(&column.tested, row)) {
                let classes = self.column(column.column)?.classes as usize;
                let accepted = (0..classes).filter(|class| bit(&column.accepts, class * words * 64 + row));
                tests.push(model::ColumnTest { column: column.column, classes: set_of(accepted, classes) });
            }
            tests.sort();
            self.untested_accept(action, row)?;
            self.twins(action, row)?;
            cubes.push(Cube { tests });
        }
        Ok(cubes)
    }

    /// A row that does not test a column has to accept all its classes.
    fn untested_accept(&self, action: &ActionRows, row: usize) -> Proof {
        let words = action.entry_of.len().div_ceil(64);
        for column in action.columns.iter().filter(|column| !bit(&column.tested, row)) {
            let classes = self.column(column.column)?.classes as usize;
            let all = (0..classes).all(|class| bit(&column.accepts, class * words * 64 + row));
            ensure(all, "a row rules out what it does not test")?;
        }
        Ok(())
    }

    /// What a row accepts while a field is left as it is has to be what it accepts in both of two twins.
    fn twins(&self, action: &ActionRows, row: usize) -> Proof {
        let words = action.entry_of.len().div_ceil(64);
        for column in &action.columns {
            let Some((place, both)) = &column.twin else { continue };
            let twin = action.columns.get(*place as usize).ok_or("a twin is missing")?;
            ensure(self.column(column.column)?.twin == Some(twin.column), "a twin is another column")?;
            for class in 0..self.column(column.column)?.classes as usize {
                let at = class * words * 64 + row;
                ensure(
                    bit(both, at) == (bit(&column.accepts, at) && bit(&twin.accepts, at)),
                    "twins disagree",
                )?;
            }
        }
        Ok(())
    }

    fn column(&self, id: ColumnId) -> Result<&Column, &'static str> {
        self.table.columns.get(id.index()).ok_or("a column is missing")
    }

    fn agree_formula(&self, condition: &Condition, formula: FormulaId) -> Proof {
        let formula = self.table.formulas.get(formula.index()).ok_or("a formula is missing")?;
        self.agree(condition, &formula.cubes)
    }

    /// Proves that a condition holds just where one of the cubes does.
    fn agree(&self, condition: &Condition, cubes: &[Cube]) -> Proof {
        let mut atoms = BTreeSet::new();
        let condition = self.grounded(condition, &mut atoms)?;
        for (id, atom) in &atoms {
            self.parts_of(*id, atom)?;
        }
        let cubes = cubes.iter().map(|cube| cube.tests.clone()).collect();
        let mut budget = BUDGET;
        self.expand(&condition, cubes, &mut budget)
    }

    /// Replaces every test by its column and the classes that it accepts, worked out from a value of each class.
    fn grounded(
        &self,
        condition: &Condition,
        atoms: &mut BTreeSet<(ColumnId, Atom)>,
    ) -> Result<Ground, &'static str> {
        let mut parts = |parts: &[Condition]| -> Result<Vec<Ground>, &'static str> {
            parts.iter().map(|part| self.grounded(part, atoms)).collect()
        };
        Ok(match condition {
            Condition::Always => Ground::Known(true),
            Condition::Never => Ground::Known(false),
            Condition::All(all) => Ground::all(parts(all)?),
            Condition::Any(any) => Ground::any(parts(any)?),
            Condition::Not(inner) => self.grounded(inner, atoms)?.negated(),
            Condition::Test(test) => {
                let column = self.column_of(&test.atom)?;
                atoms.insert((column, test.atom.clone()));
                Ground::Test(column, self.accepted(column, &test.accepts)?)
            }
        })
    }

    /// The column that classifies an atom.
    fn column_of(&self, atom: &Atom) -> Result<ColumnId, &'static str> {
        let id = self.columns.id(atom).ok_or("an atom has no column")?;
        ensure(self.classifies(&self.column(id)?.classifier, atom), "a column is of something else")?;
        Ok(id)
    }

    fn classifies(&self, classifier: &Classifier, atom: &Atom) -> bool {
        let path = |id: &model::PathId, path| self.table.paths.get(id.index()) == Some(path);
        match (classifier, atom) {
            (Classifier::Cuts { operand, .. }, Atom::Class(value)) => self.is_operand(*operand, value),
            (
                Classifier::Choices { path: id, .. } | Classifier::Texts { path: id, .. },
                Atom::Class(Operand::Path(of)),
            ) => path(id, of),
            (Classifier::Test { path: id, test }, Atom::Text(of, text)) => {
                path(id, of) && is_text_test(test, text)
            }
            (Classifier::Pair { left, right, .. }, Atom::Pair(of_left, of_right)) => {
                self.is_operand(*left, of_left) && self.is_operand(*right, of_right)
            }
            (Classifier::Inside { inner, outer }, Atom::Inside(of_inner, of_outer)) => {
                path(inner, of_inner) && path(outer, of_outer)
            }
            (Classifier::SomeElement { list, holds, .. }, Atom::SomeElement(of, inner)) => {
                path(list, of) && self.agree_formula(inner, *holds).is_ok()
            }
            (Classifier::Known(id), Atom::Known(of))
            | (Classifier::Given(id), Atom::Given(of))
            | (Classifier::External(id), Atom::External(of)) => path(id, of),
            (Classifier::Hours { at, calendar, zone }, Atom::Hours(of_at, of_calendar, of_zone)) => {
                let same_zone = match (zone, of_zone) {
                    (Some(zone), Some(of)) => path(zone, of),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                };
                path(at, of_at) && calendar == of_calendar && same_zone
            }
            (
                Classifier::Aged { at, now, within, calendar },
                Atom::Aged(of_at, of_now, length, of_calendar),
            ) => {
                path(at, of_at)
                    && path(now, of_now)
                    && *within == super::rows::span(*length)
                    && calendar == of_calendar
            }
            (Classifier::Sampled { path: id, share }, Atom::Sampled(of, of_share)) => {
                path(id, of) && share == of_share
            }
            _ => false,
        }
    }

    fn is_operand(&self, id: model::OperandId, operand: &Operand) -> bool {
        let both = |left, right, of: (&Operand, &Operand)| {
            self.is_operand(left, of.0) && self.is_operand(right, of.1)
        };
        match (self.table.operands.get(id.index()), operand) {
            (Some(model::Operand::Path(path)), Operand::Path(of)) => {
                self.table.paths.get(path.index()) == Some(of)
            }
            (Some(model::Operand::Ordinal(number)), Operand::Constant(Constant::Ordinal(of))) => number == of,
            (Some(model::Operand::Text(text)), Operand::Constant(Constant::Text(of))) => text == of,
            (Some(model::Operand::Figure(figure)), Operand::Figure(of)) => self.is_figure(*figure, of),
            (Some(model::Operand::Elements(found)), Operand::Elements(of)) => self.are_elements(found, of),
            (Some(model::Operand::Plus(left, right)), Operand::Plus(of_left, of_right))
            | (Some(model::Operand::Minus(left, right)), Operand::Minus(of_left, of_right))
            | (Some(model::Operand::Times(left, right)), Operand::Times(of_left, of_right)) => {
                both(*left, *right, (of_left, of_right))
            }
            _ => false,
        }
    }

    /// Whether a figure over a list is this one: two of them may differ in nothing but the elements that they count.
    fn are_elements(&self, found: &model::Elements, of: &Elements) -> bool {
        let path = |id: model::PathId| self.table.paths.get(id.index());
        path(found.list) == Some(&of.list)
            && found.value.map(path) == of.value.as_ref().map(Some)
            && self.agree_formula(&of.filter, found.holds).is_ok()
    }

    /// Whether a figure of the table is this one: the same lowering, but for what its formulas are.
    fn is_figure(&self, id: model::FigureId, of: &crate::typed::Figure) -> bool {
        let Some(figure) = self.table.figures.get(id.index()) else { return false };
        let path = |id: &model::PathId| self.table.paths.get(id.index());
        let key = figure.key.len() == of.key.len()
            && figure.key.iter().zip(&of.key).all(|(id, of)| path(id) == Some(of));
        let followed = match (&figure.followed_by, &of.followed_by) {
            (Some(source), Some(of)) => self.is_source(source, of),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let alike = followed
            && figure.with_request == of.with_request
            && figure.at_least == of.at_least
            && figure.measure == super::lower::measure(of.measure)
            && self.is_window(&figure.window, &of.window)
            && figure.sources.len() == of.sources.len();
        key && alike && figure.sources.iter().zip(&of.sources).all(|(source, of)| self.is_source(source, of))
    }

    fn is_window(&self, window: &model::Window, of: &Window) -> bool {
        match (window, of) {
            (model::Window::Rolling(length), Window::Rolling(of)) => length == of,
            (model::Window::Working(length, calendar), Window::Working(of, of_calendar)) => {
                *length == super::rows::span(*of) && calendar == of_calendar
            }
            (model::Window::Calendar(period, zone), Window::Calendar(of, of_zone)) => {
                *period == super::lower::period(*of) && zone == of_zone
            }
            (model::Window::CalendarAt(period, zone), Window::CalendarAt(of, of_zone)) => {
                *period == super::lower::period(*of) && self.table.paths.get(zone.index()) == Some(of_zone)
            }
            (model::Window::Last(count), Window::Last(of)) => count == of,
            (model::Window::Ever, Window::Ever) => true,
            (model::Window::SinceRelease(roles), Window::SinceRelease(of)) => roles == of,
            (model::Window::Among(count, events), Window::Among(of, of_events)) => {
                count == of && self.is_figure(*events, of_events)
            }
            (model::Window::Since(events), Window::Since(of_events)) => self.is_figure(*events, of_events),
            _ => false,
        }
    }

    fn is_source(&self, source: &model::EventSource, of: &crate::typed::EventSource) -> bool {
        let path = |id: &model::PathId| self.table.paths.get(id.index()).cloned();
        let event = source.progress == of.progress
            && match (source.event, of.event) {
                (model::Event::Did(action), Event::Did(of)) => action == of,
                (model::Event::Signal(signal), Event::Signal(of)) => signal == of,
                (model::Event::Did(_), Event::Signal(_)) | (model::Event::Signal(_), Event::Did(_)) => false,
            };
        let sides = super::atoms::sides_of_event(of.event, &self.charter.schema);
        let key = source.key.len() == of.key.len()
            && source.key.iter().zip(&of.key).all(|(ids, of)| {
                let expected: BTreeSet<_> = sides.iter().map(|side| side.path(of)).collect();
                ids.iter().filter_map(path).collect::<BTreeSet<_>>() == expected
            });
        let value =
            of.value.as_ref().map(|value| super::atoms::after(of.event, &self.charter.schema).path(value));
        // Two figures may differ in nothing but the events that they let pass.
        let passes = || self.agree_formula(&filter(of, &self.charter.schema), source.passes).is_ok();
        event && key && source.value.as_ref().and_then(path) == value && passes()
    }

    /// Proves the conditions inside an atom: of a list question and of a figure's events.
    fn parts_of(&self, id: ColumnId, atom: &Atom) -> Proof {
        match (&self.column(id)?.classifier, atom) {
            (Classifier::SomeElement { holds, fails, .. }, Atom::SomeElement(_, inner)) => {
                self.agree_formula(inner, *holds)?;
                self.agree_formula(&Condition::Not(inner.clone()), *fails)
            }
            (Classifier::Cuts { operand, .. }, Atom::Class(value)) => self.filters(*operand, value),
            (Classifier::Pair { left, right, .. }, Atom::Pair(of_left, of_right)) => {
                self.filters(*left, of_left)?;
                self.filters(*right, of_right)
            }
            _ => Ok(()),
        }
    }

    fn filters(&self, id: model::OperandId, operand: &Operand) -> Proof {
        match (self.table.operands.get(id.index()), operand) {
            (Some(model::Operand::Figure(figure)), Operand::Figure(of)) => self.figure_filters(*figure, of),
            (Some(model::Operand::Elements(found)), Operand::Elements(of)) => {
                self.agree_formula(&of.filter, found.holds)?;
                self.agree_formula(&Condition::Not(Box::new(of.filter.clone())), found.fails)
            }
            (
                Some(
                    model::Operand::Plus(left, right)
                    | model::Operand::Minus(left, right)
                    | model::Operand::Times(left, right),
                ),
                Operand::Plus(of_left, of_right)
                | Operand::Minus(of_left, of_right)
                | Operand::Times(of_left, of_right),
            ) => {
                self.filters(*left, of_left)?;
                self.filters(*right, of_right)
            }
            _ => Ok(()),
        }
    }

    /// Proves the filters of a figure's events, and of the events by which its window goes.
    fn figure_filters(&self, id: model::FigureId, of: &Figure) -> Proof {
        let figure = self.table.figures.get(id.index()).ok_or("a figure is missing")?;
        let sources = figure.sources.iter().chain(&figure.followed_by);
        let typed = of.sources.iter().chain(&of.followed_by);
        sources.zip(typed).try_for_each(|(source, of)| {
            let filter = filter(of, &self.charter.schema);
            self.agree_formula(&filter, source.passes)?;
            self.agree_formula(&Condition::Not(Box::new(filter)), source.fails)
        })?;
        match (&figure.window, of.bounding()) {
            (model::Window::Among(_, events) | model::Window::Since(events), Some(of)) => {
                self.figure_filters(*events, of)
            }
            _ => Ok(()),
        }
    }

    /// The classes of a column whose values are accepted.
    fn accepted(&self, id: ColumnId, accepts: &Accepts) -> Result<Vec<bool>, &'static str> {
        let column = self.column(id)?;
        let count = column.classes as usize;
        let of_empty = *accepts == Accepts::Empty;
        let question = [false, *accepts == Accepts::Yes].to_vec();
        let mut accepted = match &column.classifier {
            Classifier::Cuts { cuts, .. } => regions_accepted(cuts, accepts)?,
            Classifier::Choices { class_of, .. } => {
                let values =
                    (0_i128..).zip(class_of).map(|(place, class)| (*class, accepts_ordinal(accepts, place)));
                alike(values, count)?
            }
            Classifier::Texts { values, .. } => {
                let listed = self.listed.get(id.index()).map(Vec::as_slice).unwrap_or_default();
                texts_accepted(values, listed, accepts)?
            }
            Classifier::Pair { .. } => (0..3).map(|class| accepts_ordering(accepts, class)).collect(),
            Classifier::Test { .. } | Classifier::Inside { .. } | Classifier::SomeElement { .. } => question,
            Classifier::Known(_) | Classifier::Given(_) | Classifier::External(_) => question,
            Classifier::Sampled { .. } => question,
            Classifier::Hours { .. } | Classifier::Aged { .. } => question,
        };
        accepted.resize(count, of_empty);
        Ok(accepted)
    }

    /// Restricts both sides to one group of classes after another, until they are settled.
    fn expand(&self, condition: &Ground, cubes: Vec<Vec<model::ColumnTest>>, budget: &mut u32) -> Proof {
        *budget = budget
            .checked_sub(1)
            .ok_or("its conditions are too entangled to be proved: split it into several rules")?;
        let holds = cubes.iter().any(Vec::is_empty);
        let next = condition.first().or_else(|| cubes.iter().flatten().map(|test| test.column).min());
        let settled = if holds {
            Some(true)
        } else if cubes.is_empty() {
            Some(false)
        } else {
            None
        };
        if let (Ground::Known(known), Some(settled)) = (condition, settled) {
            return ensure(*known == settled, "some request is decided otherwise");
        }
        let Some(column) = next else { return Err("some request is decided otherwise") };
        for class in self.groups(column, condition, &cubes)? {
            let restricted = condition.restricted(column, class);
            let rest = cubes.iter().filter_map(|tests| restrict(tests, column, class)).collect();
            self.expand(&restricted, rest, budget)?;
        }
        Ok(())
    }

    /// One class of each group that no test tells apart.
    fn groups(
        &self,
        id: ColumnId,
        condition: &Ground,
        cubes: &[Vec<model::ColumnTest>],
    ) -> Result<Vec<usize>, &'static str> {
        let mut tests = Vec::new();
        condition.tests_of(id, &mut tests);
        let of_cubes: BTreeSet<&Vec<u64>> =
            cubes.iter().flatten().filter(|test| test.column == id).map(|test| &test.classes).collect();
        let classes = self.column(id)?.classes as usize;
        let mut groups = Groups { of: vec![0; classes], count: 1 };
        for accepted in tests {
            groups.split(|class| accepted.get(class).copied().unwrap_or(false));
        }
        for bits in of_cubes {
            groups.split(|class| bit(bits, class));
        }
        Ok(groups.firsts())
    }
}

/// Classes in groups, which each test splits further.
struct Groups {
    /// The group of each class.
    of: Vec<usize>,
    count: usize,
}

impl Groups {
    fn split(&mut self, test: impl Fn(usize) -> bool) {
        let mut numbers: Vec<[Option<usize>; 2]> = vec![[None; 2]; self.count];
        self.count = 0;
        for (class, group) in self.of.iter_mut().enumerate() {
            let half = numbers.get_mut(*group).and_then(|halves| halves.get_mut(usize::from(test(class))));
            let Some(number) = half else { continue };
            *group = *number.get_or_insert_with(|| {
                self.count += 1;
                self.count - 1
            });
        }
    }

    /// The first class of each group.
    fn firsts(&self) -> Vec<usize> {
        let mut seen = vec![false; self.count];
        let mut is_first =
            |group: usize| seen.get_mut(group).is_some_and(|seen| !std::mem::replace(seen, true));
        let classes = self.of.iter().enumerate();
        classes.filter(|(_, group)| is_first(**group)).map(|(class, _)| class).collect()
    }
}

fn ensure(holds: bool, what: &'static str) -> Proof {
    if holds { Ok(()) } else { Err(what) }
}

fn bit(bits: &[u64], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}

fn set_of(classes: impl Iterator<Item = usize>, count: usize) -> Vec<u64> {
    let mut set = vec![0_u64; count.div_ceil(64)];
    for class in classes {
        if let Some(word) = set.get_mut(class / 64) {
            *word |= 1 << (class % 64);
        }
    }
    set
}

fn is_text_test(test: &model::TextTest, of: &crate::typed::TextTest) -> bool {
    *test == super::lower::text_test(of)
}

fn listed_in(accepts: &Accepts) -> impl Iterator<Item = &String> {
    let values = match accepts {
        Accepts::Values(values) => Some(values),
        Accepts::Range(_, _) | Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => None,
    };
    values.into_iter().flatten().filter_map(|value| match value {
        Constant::Text(text) => Some(text),
        Constant::Ordinal(_) => None,
    })
}

/// For each region between cuts, whether its values are accepted: all of them or none.
fn regions_accepted(cuts: &[i128], accepts: &Accepts) -> Result<Vec<bool>, &'static str> {
    let starts = std::iter::once(i128::MIN).chain(cuts.iter().copied());
    let ends = cuts.iter().map(|cut| cut.saturating_sub(1)).chain(std::iter::once(i128::MAX));
    let mut accepted = Vec::new();
    for (start, end) in starts.zip(ends) {
        let first = accepts_ordinal(accepts, start);
        let probes = turning_points(accepts).filter(|point| start <= *point && *point <= end).chain([end]);
        ensure(
            probes.map(|point| accepts_ordinal(accepts, point)).all(|same| same == first),
            "a class is cut by a constant",
        )?;
        accepted.push(first);
    }
    Ok(accepted)
}

/// Where acceptance may turn: at each constant, and just behind it.
fn turning_points(accepts: &Accepts) -> Box<dyn Iterator<Item = i128> + '_> {
    let behind = |value: i128| [value, value.saturating_add(1)];
    match accepts {
        Accepts::Values(values) => Box::new(values.iter().flat_map(move |value| match value {
            Constant::Ordinal(number) => behind(*number).to_vec(),
            Constant::Text(_) => Vec::new(),
        })),
        Accepts::Range(from, to) => Box::new(
            from.iter().chain(to).flat_map(move |value| behind(*value)).collect::<Vec<_>>().into_iter(),
        ),
        Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => Box::new(std::iter::empty()),
    }
}

/// How many texts are listed in each class of a column of texts.
fn texts_by_class(column: &Column) -> Vec<u32> {
    let Classifier::Texts { values, .. } = &column.classifier else { return Vec::new() };
    let last = values.iter().map(|(_, class)| *class as usize).max().unwrap_or(0);
    let mut listed = vec![0; last + 1];
    for (_, class) in values {
        listed.iter_mut().skip(*class as usize).take(1).for_each(|count| *count += 1);
    }
    listed
}

/// For each class of texts, whether it is accepted: each text that is has to be listed, and with it all of its class. All
/// that is not listed is of the first class, and never accepted.
fn texts_accepted(
    values: &[(String, u32)],
    listed: &[u32],
    accepts: &Accepts,
) -> Result<Vec<bool>, &'static str> {
    let mut found = vec![0_u32; listed.len()];
    for text in listed_in(accepts) {
        let place =
            values.binary_search_by(|(known, _)| known.cmp(text)).map_err(|_| "a text has no class")?;
        let class = values.get(place).map_or(0, |(_, class)| *class as usize);
        found.iter_mut().skip(class).take(1).for_each(|count| *count += 1);
    }
    ensure(found.first().is_none_or(|count| *count == 0), "a class has values of two kinds")?;
    let whole = found.iter().zip(listed).all(|(found, listed)| *found == 0 || found == listed);
    ensure(whole, "a class has values of two kinds")?;
    Ok(found.into_iter().map(|found| found > 0).collect())
}

/// For each class, whether it is accepted; its values have to be all alike.
fn alike(values: impl Iterator<Item = (u32, bool)>, classes: usize) -> Result<Vec<bool>, &'static str> {
    let mut accepted: BTreeMap<u32, bool> = BTreeMap::new();
    for (class, accepts) in values {
        ensure(*accepted.entry(class).or_insert(accepts) == accepts, "a class has values of two kinds")?;
    }
    ensure(accepted.len() <= classes, "a value has no class")?;
    Ok(accepted.into_values().collect())
}

fn restrict(tests: &[model::ColumnTest], column: ColumnId, class: usize) -> Option<Vec<model::ColumnTest>> {
    let met = tests.iter().filter(|test| test.column == column).all(|test| bit(&test.classes, class));
    met.then(|| tests.iter().filter(|test| test.column != column).cloned().collect())
}

/// A condition over columns.
#[derive(Debug, Clone)]
enum Ground {
    Known(bool),
    Test(ColumnId, Vec<bool>),
    All(Vec<Ground>),
    Any(Vec<Ground>),
}

impl Ground {
    fn all(parts: Vec<Ground>) -> Ground {
        let mut open = Vec::new();
        for part in parts {
            match part {
                Ground::Known(true) => {}
                Ground::Known(false) => return Ground::Known(false),
                Ground::Test(..) | Ground::All(_) | Ground::Any(_) => open.push(part),
            }
        }
        if open.is_empty() { Ground::Known(true) } else { Ground::All(open) }
    }

    fn any(parts: Vec<Ground>) -> Ground {
        let mut open = Vec::new();
        for part in parts {
            match part {
                Ground::Known(false) => {}
                Ground::Known(true) => return Ground::Known(true),
                Ground::Test(..) | Ground::All(_) | Ground::Any(_) => open.push(part),
            }
        }
        if open.is_empty() { Ground::Known(false) } else { Ground::Any(open) }
    }

    fn negated(self) -> Ground {
        let each = |parts: Vec<Ground>| parts.into_iter().map(Ground::negated).collect();
        match self {
            Ground::Known(known) => Ground::Known(!known),
            Ground::Test(column, accepted) => {
                Ground::Test(column, accepted.into_iter().map(|class| !class).collect())
            }
            Ground::All(parts) => Ground::Any(each(parts)),
            Ground::Any(parts) => Ground::All(each(parts)),
        }
    }

    /// The first column that is still asked.
    fn first(&self) -> Option<ColumnId> {
        match self {
            Ground::Known(_) => None,
            Ground::Test(column, _) => Some(*column),
            Ground::All(parts) | Ground::Any(parts) => parts.iter().find_map(Ground::first),
        }
    }

    fn restricted(&self, column: ColumnId, class: usize) -> Ground {
        let each = |parts: &[Ground]| parts.iter().map(|part| part.restricted(column, class)).collect();
        match self {
            Ground::Test(of, accepted) if *of == column => {
                Ground::Known(accepted.get(class).copied().unwrap_or(false))
            }
            Ground::Known(_) | Ground::Test(..) => self.clone(),
            Ground::All(parts) => Ground::all(each(parts)),
            Ground::Any(parts) => Ground::any(each(parts)),
        }
    }

    fn tests_of<'g>(&'g self, column: ColumnId, tests: &mut Vec<&'g Vec<bool>>) {
        match self {
            Ground::Known(_) => {}
            Ground::Test(of, accepted) if *of == column => tests.push(accepted),
            Ground::Test(..) => {}
            Ground::All(parts) | Ground::Any(parts) => {
                parts.iter().for_each(|part| part.tests_of(column, tests))
            }
        }
    }
}
