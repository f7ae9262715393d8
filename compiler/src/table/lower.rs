//! Columns, operands, figures and formulas: everything that is written once into the table and pointed to from there.

use super::TableError;
use super::atoms::{Columns, after, filter, reads_new, sides_of_event};
use super::classes::{Classes, Partition};
use super::cubes::{TooManyCubes, formula};
use super::rows::span;
use crate::typed;
use charter_runtime::schema::{Path, Schema};
use charter_runtime::table::model::{ColumnId, FigureId, FormulaId, OperandId, PathId};
use charter_runtime::table::{Pattern, model};
use indexmap::IndexSet;

/// The lists of a table, as they grow.
pub(super) struct Lists<'a> {
    pub(super) schema: &'a Schema,
    pub(super) columns: &'a Columns,
    paths: IndexSet<Path>,
    operands: Vec<model::Operand>,
    formulas: Vec<model::Formula>,
    figures: IndexSet<typed::Figure>,
    lowered_figures: Vec<model::Figure>,
}

/// A place in a list, as an id.
fn place(index: usize) -> Result<u32, TableError> {
    u32::try_from(index).map_err(|_| TableError::TooLarge)
}

impl<'a> Lists<'a> {
    pub(super) fn new(schema: &'a Schema, columns: &'a Columns) -> Lists<'a> {
        Lists {
            schema,
            columns,
            paths: IndexSet::new(),
            operands: Vec::new(),
            formulas: Vec::new(),
            figures: IndexSet::new(),
            lowered_figures: Vec::new(),
        }
    }

    /// Moves everything into the table.
    pub(super) fn finish(self, table: &mut model::Table) {
        table.paths = self.paths.into_iter().collect();
        table.operands = self.operands;
        table.formulas = self.formulas;
        table.figures = self.lowered_figures;
    }

    pub(super) fn path(&mut self, path: &Path) -> Result<PathId, TableError> {
        place(self.paths.insert_full(path.clone()).0).map(PathId)
    }

    /// The formula of a condition, or of its negation.
    pub(super) fn formula(&mut self, of: &typed::Condition, negated: bool) -> Result<FormulaId, TableError> {
        let formula = formula(of, negated, self.columns)?;
        self.add(formula)
    }

    /// The formula of when a condition may not hold. The outer error is that it has too many cubes.
    pub(super) fn doubts(
        &mut self,
        of: &typed::Condition,
    ) -> Result<Result<FormulaId, TableError>, TooManyCubes> {
        let formula = formula(of, true, self.columns)?;
        Ok(self.add(formula))
    }

    fn add(&mut self, formula: model::Formula) -> Result<FormulaId, TableError> {
        self.formulas.push(formula);
        place(self.formulas.len() - 1).map(FormulaId)
    }

    /// The column of an atom, by how its outcome is found.
    pub(super) fn column(
        &mut self,
        atom: &typed::Atom,
        classes: &Classes,
    ) -> Result<model::Column, TableError> {
        Ok(model::Column {
            classifier: self.classifier(atom, classes)?,
            classes: place(classes.count())?,
            reads_new: reads_new(atom),
            twin: self.columns.twin(atom),
        })
    }

    fn classifier(&mut self, atom: &typed::Atom, classes: &Classes) -> Result<model::Classifier, TableError> {
        use model::Classifier;
        Ok(match atom {
            typed::Atom::Class(operand) => self.value_classifier(operand, classes)?,
            typed::Atom::Text(path, test) => {
                Classifier::Test { path: self.path(path)?, test: text_test(test) }
            }
            typed::Atom::Pair(left, right) => Classifier::Pair {
                left: self.operand(left)?,
                right: self.operand(right)?,
                optional: classes.optional,
            },
            typed::Atom::Inside(inner, outer) => {
                Classifier::Inside { inner: self.path(inner)?, outer: self.path(outer)? }
            }
            typed::Atom::SomeElement(list, inner) => Classifier::SomeElement {
                list: self.path(list)?,
                holds: self.formula(inner, false)?,
                fails: self.formula(inner, true)?,
            },
            typed::Atom::Known(path) => Classifier::Known(self.path(path)?),
            typed::Atom::Given(path) => Classifier::Given(self.path(path)?),
            typed::Atom::Hours(at, calendar, zone) => Classifier::Hours {
                at: self.path(at)?,
                calendar: *calendar,
                zone: zone.as_ref().map(|zone| self.path(zone)).transpose()?,
            },
            typed::Atom::Aged(at, now, length, calendar) => Classifier::Aged {
                at: self.path(at)?,
                now: self.path(now)?,
                within: span(*length),
                calendar: *calendar,
            },
            typed::Atom::External(path) => Classifier::External(self.path(path)?),
            typed::Atom::Sampled(path, share) => {
                Classifier::Sampled { path: self.path(path)?, share: *share }
            }
        })
    }

    fn value_classifier(
        &mut self,
        operand: &typed::Operand,
        classes: &Classes,
    ) -> Result<model::Classifier, TableError> {
        use model::Classifier;
        let optional = classes.optional;
        match (operand, &classes.partition) {
            (_, Partition::Cuts(cuts)) => {
                Ok(Classifier::Cuts { operand: self.operand(operand)?, cuts: cuts.clone(), optional })
            }
            (typed::Operand::Path(path), Partition::Places(class_of)) => {
                Ok(Classifier::Choices { path: self.path(path)?, class_of: class_of.clone(), optional })
            }
            (typed::Operand::Path(path), Partition::Texts(values)) => {
                let values = values.iter().map(|(text, class)| (text.clone(), *class)).collect();
                Ok(Classifier::Texts { path: self.path(path)?, values, optional })
            }
            (_, Partition::Places(_) | Partition::Texts(_) | Partition::Question | Partition::Ordering) => {
                Err(TableError::NoClasses)
            }
        }
    }

    fn operand(&mut self, operand: &typed::Operand) -> Result<OperandId, TableError> {
        let lowered = match operand {
            typed::Operand::Path(path) => model::Operand::Path(self.path(path)?),
            typed::Operand::Constant(typed::Constant::Ordinal(number)) => model::Operand::Ordinal(*number),
            typed::Operand::Constant(typed::Constant::Text(text)) => model::Operand::Text(text.clone()),
            typed::Operand::Figure(figure) => model::Operand::Figure(self.figure(figure)?),
            typed::Operand::Elements(of) => model::Operand::Elements(self.elements(of)?),
            typed::Operand::Plus(left, right) => {
                model::Operand::Plus(self.operand(left)?, self.operand(right)?)
            }
            typed::Operand::Minus(left, right) => {
                model::Operand::Minus(self.operand(left)?, self.operand(right)?)
            }
            typed::Operand::Times(left, right) => {
                model::Operand::Times(self.operand(left)?, self.operand(right)?)
            }
        };
        self.operands.push(lowered);
        place(self.operands.len() - 1).map(OperandId)
    }

    fn elements(&mut self, of: &typed::Elements) -> Result<model::Elements, TableError> {
        Ok(model::Elements {
            list: self.path(&of.list)?,
            holds: self.formula(&of.filter, false)?,
            fails: self.formula(&of.filter, true)?,
            value: of.value.as_ref().map(|value| self.path(value)).transpose()?,
        })
    }

    fn figure(&mut self, figure: &typed::Figure) -> Result<FigureId, TableError> {
        if let Some(known) = self.figures.get_index_of(figure) {
            return place(known).map(FigureId);
        }
        // The figure that bounds its window comes first.
        let lowered = self.lower_figure(figure)?;
        self.lowered_figures.push(lowered);
        place(self.figures.insert_full(figure.clone()).0).map(FigureId)
    }

    fn lower_figure(&mut self, figure: &typed::Figure) -> Result<model::Figure, TableError> {
        Ok(model::Figure {
            measure: measure(figure.measure),
            sources: figure.sources.iter().map(|source| self.source(source)).collect::<Result<_, _>>()?,
            key: figure.key.iter().map(|path| self.path(path)).collect::<Result<_, _>>()?,
            window: self.window(&figure.window)?,
            with_request: figure.with_request,
            at_least: figure.at_least,
            followed_by: figure.followed_by.as_ref().map(|source| self.source(source)).transpose()?,
        })
    }

    fn window(&mut self, window: &typed::Window) -> Result<model::Window, TableError> {
        Ok(match window {
            typed::Window::Rolling(length) => model::Window::Rolling(*length),
            typed::Window::Working(length, calendar) => model::Window::Working(span(*length), *calendar),
            typed::Window::Calendar(period, zone) => {
                model::Window::Calendar(self::period(*period), zone.clone())
            }
            typed::Window::CalendarAt(period, zone) => {
                model::Window::CalendarAt(self::period(*period), self.path(zone)?)
            }
            typed::Window::Last(count) => model::Window::Last(*count),
            typed::Window::Ever => model::Window::Ever,
            typed::Window::SinceRelease(roles) => model::Window::SinceRelease(roles.clone()),
            typed::Window::Among(count, events) => model::Window::Among(*count, self.figure(events)?),
            typed::Window::Since(events) => model::Window::Since(self.figure(events)?),
        })
    }

    fn source(&mut self, source: &typed::EventSource) -> Result<model::EventSource, TableError> {
        let filter = filter(source, self.schema);
        let sides = sides_of_event(source.event, self.schema);
        let mut key = Vec::new();
        for path in &source.key {
            let mut alternatives =
                sides.iter().map(|side| self.path(&side.path(path))).collect::<Result<Vec<_>, _>>()?;
            alternatives.dedup();
            key.push(alternatives);
        }
        let value = source.value.as_ref().map(|path| after(source.event, self.schema).path(path));
        Ok(model::EventSource {
            event: match source.event {
                typed::Event::Did(action) => model::Event::Did(action),
                typed::Event::Signal(signal) => model::Event::Signal(signal),
            },
            progress: source.progress,
            key,
            passes: self.formula(&filter, false)?,
            fails: self.formula(&filter, true)?,
            value: value.map(|path| self.path(&path)).transpose()?,
        })
    }

    /// How dear a column is to classify, cheapest first: values, texts, lists, figures.
    pub(super) fn tier(&self, id: ColumnId, classifier: &model::Classifier) -> (u8, ColumnId) {
        use model::Classifier;
        let tier = match classifier {
            Classifier::Choices { .. }
            | Classifier::Texts { .. }
            | Classifier::Known(_)
            | Classifier::Given(_)
            | Classifier::External(_) => 0,
            Classifier::Cuts { operand, .. } => self.tier_of(*operand),
            Classifier::Pair { left, right, .. } => self.tier_of(*left).max(self.tier_of(*right)).max(1),
            Classifier::Test { .. } | Classifier::Inside { .. } | Classifier::Sampled { .. } => 1,
            Classifier::Hours { .. } | Classifier::Aged { .. } => 1,
            Classifier::SomeElement { .. } => 2,
        };
        (tier, id)
    }

    fn tier_of(&self, operand: OperandId) -> u8 {
        match self.operands.get(operand.index()) {
            Some(model::Operand::Figure(_)) => 3,
            Some(model::Operand::Elements(_)) => 2,
            Some(
                model::Operand::Plus(left, right)
                | model::Operand::Minus(left, right)
                | model::Operand::Times(left, right),
            ) => self.tier_of(*left).max(self.tier_of(*right)),
            Some(model::Operand::Path(_) | model::Operand::Ordinal(_) | model::Operand::Text(_)) | None => 0,
        }
    }
}

/// A test of a text, in the table's terms.
pub(super) fn text_test(test: &typed::TextTest) -> model::TextTest {
    match test {
        typed::TextTest::Contains(text) => model::TextTest::Contains(text.clone()),
        typed::TextTest::StartsWith(text) => model::TextTest::StartsWith(text.clone()),
        typed::TextTest::EndsWith(text) => model::TextTest::EndsWith(text.clone()),
        typed::TextTest::Matches(text) => model::TextTest::Matches(Pattern::new(text.clone())),
        typed::TextTest::Inside(text) => model::TextTest::Inside(text.clone()),
    }
}

/// What is made of the events, in the table's terms.
pub(super) fn measure(measure: typed::Measure) -> model::Measure {
    match measure {
        typed::Measure::Count => model::Measure::Count,
        typed::Measure::Different => model::Measure::Different,
        typed::Measure::Sum => model::Measure::Sum,
        typed::Measure::Share(signal, within, calendar) => {
            model::Measure::Share(signal, span(within), calendar)
        }
        typed::Measure::TimeSince => model::Measure::TimeSince,
    }
}

/// A period, in the table's terms.
pub(super) fn period(period: typed::Period) -> model::Period {
    match period {
        typed::Period::Hour => model::Period::Hour,
        typed::Period::Day => model::Period::Day,
        typed::Period::Week => model::Period::Week,
        typed::Period::Month => model::Period::Month,
        typed::Period::Quarter => model::Period::Quarter,
        typed::Period::Year => model::Period::Year,
    }
}
