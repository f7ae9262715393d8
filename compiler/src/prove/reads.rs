//! What a column reads of the request at hand.

use charter_runtime::table::Table;
use charter_runtime::table::model::{
    Classifier, Column, FigureId, FormulaId, Operand, OperandId, PathId, Window,
};
use std::collections::BTreeSet;

/// The paths whose values decide what a column is; of what has happened, those of its keys.
pub(super) fn paths(table: &Table, column: &Column) -> BTreeSet<PathId> {
    let mut found = BTreeSet::new();
    match &column.classifier {
        Classifier::Cuts { operand, .. } => of_operand(table, *operand, &mut found),
        Classifier::Pair { left, right, .. } => {
            of_operand(table, *left, &mut found);
            of_operand(table, *right, &mut found);
        }
        Classifier::Choices { path, .. } | Classifier::Texts { path, .. } | Classifier::Test { path, .. } => {
            found.insert(*path);
        }
        Classifier::Known(path) | Classifier::Given(path) | Classifier::External(path) => {
            found.insert(*path);
        }
        Classifier::Inside { inner, outer } => found.extend([*inner, *outer]),
        Classifier::SomeElement { list, .. } => _ = found.insert(*list),
        Classifier::Hours { at, zone, .. } => found.extend([*at].into_iter().chain(*zone)),
        Classifier::Aged { at, now, .. } => found.extend([*at, *now]),
        Classifier::Sampled { path, .. } => _ = found.insert(*path),
    }
    found
}

/// The figures that decide what a column is.
pub(super) fn figures(table: &Table, column: &Column) -> BTreeSet<FigureId> {
    let operands = match &column.classifier {
        Classifier::Cuts { operand, .. } => vec![*operand],
        Classifier::Pair { left, right, .. } => vec![*left, *right],
        _ => Vec::new(),
    };
    let mut found = BTreeSet::new();
    operands.into_iter().for_each(|operand| figures_of(table, operand, &mut found));
    found
}

fn figures_of(table: &Table, operand: OperandId, found: &mut BTreeSet<FigureId>) {
    match table.operands.get(operand.index()) {
        Some(Operand::Figure(figure)) => _ = found.insert(*figure),
        Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
            figures_of(table, *left, found);
            figures_of(table, *right, found);
        }
        Some(Operand::Path(_) | Operand::Elements(_) | Operand::Ordinal(_) | Operand::Text(_)) | None => {}
    }
}

/// Whether a formula asks for nothing.
pub(super) fn asks_for_nothing(table: &Table, formula: FormulaId) -> bool {
    let formula = table.formulas.get(formula.index());
    formula.is_some_and(|formula| formula.cubes.iter().any(|cube| cube.tests.is_empty()))
}

fn of_operand(table: &Table, operand: OperandId, found: &mut BTreeSet<PathId>) {
    match table.operands.get(operand.index()) {
        Some(Operand::Path(path)) => _ = found.insert(*path),
        Some(Operand::Figure(figure)) => {
            let figure = table.figures.get(figure.index());
            found.extend(figure.into_iter().flat_map(|figure| &figure.key));
            if let Some(Window::CalendarAt(_, zone)) = figure.map(|figure| &figure.window) {
                found.insert(*zone);
            }
        }
        Some(Operand::Elements(of)) => _ = found.insert(of.list),
        Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
            of_operand(table, *left, found);
            of_operand(table, *right, found);
        }
        Some(Operand::Ordinal(_) | Operand::Text(_)) | None => {}
    }
}

/// The values that an operand is reckoned from.
pub(super) struct Reckoned {
    pub(super) values: Vec<PathId>,
    /// Whether nothing else in it can be empty.
    pub(super) only_values: bool,
}

pub(super) fn reckoned_from(table: &Table, operand: OperandId) -> Reckoned {
    match table.operands.get(operand.index()) {
        Some(Operand::Path(path)) => Reckoned { values: vec![*path], only_values: true },
        Some(Operand::Ordinal(_) | Operand::Text(_)) => Reckoned { values: Vec::new(), only_values: true },
        Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
            let (left, right) = (reckoned_from(table, *left), reckoned_from(table, *right));
            Reckoned {
                values: [left.values, right.values].concat(),
                only_values: left.only_values && right.only_values,
            }
        }
        Some(Operand::Figure(_) | Operand::Elements(_)) | None => {
            Reckoned { values: Vec::new(), only_values: false }
        }
    }
}
