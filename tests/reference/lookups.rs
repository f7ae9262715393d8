//! Look-up tables: a comparison with a look-up holds where it holds for the cell whose row and column match first.

use crate::reference::charter::{name_of, not_understood, part};
use crate::reference::conditions::{Judge, orderings};
use crate::reference::names::Place;
use crate::reference::operands::{Operand, constant, listed};
use crate::reference::possible::Formula;
use crate::reference::situation::Path;
use crate::reference::value::Type;
use charter_grammar::ast::{self, AstNode};

/// `new.discount > largest_discount(opportunity.account, opportunity.stage)`
pub(crate) fn comparison(
    place: &Place<'_>,
    left: &ast::Expr,
    op: ast::Compare,
    call: &ast::Call,
    judge: &mut Judge,
) -> Result<Formula, String> {
    let left = judge.operand(place, left, None)?;
    judge.look_up(place, &left, op, call)
}

impl Judge {
    /// Whether an operand compares like this with what a look-up finds.
    pub(crate) fn look_up(
        &mut self,
        place: &Place<'_>,
        left: &Operand,
        op: ast::Compare,
        call: &ast::Call,
    ) -> Result<Formula, String> {
        let table = part(place.charter.tables.get(&name_of(call.callee())?), call)?;
        let mut cells = Vec::new();
        for (matches, cell) in self.cells(place, table, call)? {
            let value = constant_of(place, &cell, &left.of)?;
            cells.push(Formula::All(vec![matches, self.compares(left, orderings(op), &value)]));
        }
        Ok(Formula::Any(cells))
    }

    /// Each cell, and when it is the one that is found.
    fn cells(
        &mut self,
        place: &Place<'_>,
        table: &ast::Table,
        call: &ast::Call,
    ) -> Result<Vec<(Formula, ast::TableCell)>, String> {
        let keys: Vec<ast::TableKey> = table.keys().collect();
        let arguments: Vec<ast::Expr> = call.arguments().collect();
        let rows: Vec<Vec<ast::TableCell>> = table.rows().map(|row| row.cells().collect()).collect();
        match (keys.as_slice(), arguments.as_slice()) {
            ([key], [argument]) => self.one_axis(place, key, argument, &rows),
            ([down, across], [first, second]) => {
                let (head, body) = part(rows.split_first(), table)?;
                let labels = head.get(1..).unwrap_or_default();
                let across = self.axis(place, across, second, labels)?;
                let down_labels: Vec<_> = body.iter().filter_map(|row| row.first().cloned()).collect();
                let down = self.axis(place, down, first, &down_labels)?;
                Ok(crossed(&down, &across, body))
            }
            _ => Err(not_understood(call)),
        }
    }

    fn one_axis(
        &mut self,
        place: &Place<'_>,
        key: &ast::TableKey,
        argument: &ast::Expr,
        rows: &[Vec<ast::TableCell>],
    ) -> Result<Vec<(Formula, ast::TableCell)>, String> {
        let labels: Vec<_> = rows.iter().filter_map(|row| row.first().cloned()).collect();
        let axis = self.axis(place, key, argument, &labels)?;
        let values = rows.iter().filter_map(|row| row.get(1).cloned());
        Ok(axis.into_iter().zip(values).collect())
    }

    /// When each label of an axis is the first that matches.
    fn axis(
        &mut self,
        place: &Place<'_>,
        key: &ast::TableKey,
        argument: &ast::Expr,
        labels: &[ast::TableCell],
    ) -> Result<Vec<Formula>, String> {
        let mut earlier: Vec<Formula> = Vec::new();
        let mut axis = Vec::new();
        for label in labels {
            let matches = self.label(place, key, argument, label)?;
            let none_before = earlier.iter().cloned().map(Formula::negated);
            axis.push(Formula::All(none_before.chain([matches.clone()]).collect()));
            earlier.push(matches);
        }
        Ok(axis)
    }

    fn label(
        &mut self,
        place: &Place<'_>,
        key: &ast::TableKey,
        argument: &ast::Expr,
        label: &ast::TableCell,
    ) -> Result<Formula, String> {
        match (key, argument) {
            _ if label.is_otherwise() => Ok(Formula::always()),
            (ast::TableKey::SegmentKey(_), ast::Expr::Path(object)) => {
                self.segment_label(place, &place.path(object)?, label)
            }
            (ast::TableKey::Path(_), argument) => {
                let argument = self.operand(place, argument, None)?;
                self.value_label(place, &argument, label)
            }
            _ => Err(not_understood(label)),
        }
    }

    fn segment_label(
        &mut self,
        place: &Place<'_>,
        object: &Path,
        label: &ast::TableCell,
    ) -> Result<Formula, String> {
        match label.value() {
            Some(ast::Value::Path(segment)) => self.segment(place, &segment.text(), object),
            _ => Err(not_understood(label)),
        }
    }

    fn value_label(
        &mut self,
        place: &Place<'_>,
        argument: &Operand,
        label: &ast::TableCell,
    ) -> Result<Formula, String> {
        if let Some(ast::Value::ValueList(list)) = label.value() {
            let values = listed(place, &list, &argument.of)?;
            return Ok(self.is_one_of(argument, values));
        }
        let op = label.op().map_or(ast::Compare::Is, |op| op.kind());
        let bound = constant_of(place, label, &argument.of)?;
        Ok(self.compares(argument, orderings(op), &bound))
    }
}

fn crossed(
    down: &[Formula],
    across: &[Formula],
    body: &[Vec<ast::TableCell>],
) -> Vec<(Formula, ast::TableCell)> {
    let mut cells = Vec::new();
    for (row_matches, row) in down.iter().zip(body) {
        for (column_matches, cell) in across.iter().zip(row.iter().skip(1)) {
            cells.push((Formula::All(vec![row_matches.clone(), column_matches.clone()]), cell.clone()));
        }
    }
    cells
}

/// The constant in a cell.
fn constant_of(place: &Place<'_>, cell: &ast::TableCell, of: &Type) -> Result<Operand, String> {
    let written = cell.value().and_then(|value| ast::Expr::cast(value.syntax().clone()));
    let (value, of) = part(constant(place, &part(written, cell)?, Some(of))?, cell)?;
    let known = crate::reference::operands::Known::Constant(value);
    Ok(Operand { key: cell.syntax().text().to_string(), of, optional: false, known })
}
