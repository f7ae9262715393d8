//! Look-up tables: a comparison with a look-up holds where it holds for the cell whose row and column match first.

use crate::reference::arithmetic::computed;
use crate::reference::charter::{name_of, not_understood, part};
use crate::reference::conditions::{Judge, orderings};
use crate::reference::names::Place;
use crate::reference::operands::{Operand, constant, listed};
use crate::reference::possible::Formula;
use crate::reference::situation::Path;
use crate::reference::value::{Type, Value};
use charter_grammar::ast::{self, AstNode};

impl Judge {
    /// Whether two expressions compare like this, whichever cells their look-ups find.
    pub(crate) fn compared(
        &mut self,
        place: &Place<'_>,
        left: &ast::Expr,
        op: ast::Compare,
        right: &ast::Expr,
    ) -> Result<Formula, String> {
        let here = |written: &ast::Expr| !looks_up(written);
        if here(left) && here(right) {
            let (left, right) = self.two(place, left, right)?;
            return Ok(self.compares(&left, orderings(op), &right));
        }
        let lefts = if here(left) { Vec::new() } else { self.alternatives(place, left, None)? };
        let of_left = match lefts.first() {
            Some((_, left)) => left.of.clone(),
            None => self.operand(place, left, None)?.of,
        };
        let lefts = if lefts.is_empty() { self.alternatives(place, left, None)? } else { lefts };
        let rights = self.alternatives(place, right, Some(&of_left))?;
        let mut ways = Vec::new();
        for (when_left, left) in &lefts {
            for (when_right, right) in &rights {
                let so = self.compares(left, orderings(op), right);
                ways.push(Formula::All(vec![when_left.clone(), when_right.clone(), so]));
            }
        }
        Ok(Formula::Any(ways))
    }

    /// What an expression may be, and when it is that: one of the cells of each look-up in it.
    pub(crate) fn alternatives(
        &mut self,
        place: &Place<'_>,
        written: &ast::Expr,
        expected: Option<&Type>,
    ) -> Result<Vec<(Formula, Operand)>, String> {
        if !looks_up(written) {
            return Ok(vec![(Formula::always(), self.operand(place, written, expected)?)]);
        }
        match written {
            ast::Expr::Call(call) => {
                let mut cells = Vec::new();
                for (matches, cell) in self.cells(place, call)? {
                    cells.push((matches, constant_of(place, &cell, expected)?));
                }
                Ok(cells)
            }
            ast::Expr::ParenExpr(it) => self.alternatives(place, &part(it.inner(), it)?, expected),
            ast::Expr::SumExpr(it) => {
                let sign = |sign| if sign == ast::Sign::Plus { "+" } else { "-" };
                let parts = it.parts().map(|(of, part)| (sign(of), part)).collect();
                self.worked_out(place, parts)
            }
            ast::Expr::ProductExpr(it) => {
                self.worked_out(place, it.factors().map(|factor| ("*", factor)).collect())
            }
            other => Err(not_understood(other)),
        }
    }

    fn worked_out(
        &mut self,
        place: &Place<'_>,
        parts: Vec<(&str, ast::Expr)>,
    ) -> Result<Vec<(Formula, Operand)>, String> {
        let mut results: Vec<(Formula, Operand)> = Vec::new();
        for (place_of_part, (operator, part)) in parts.into_iter().enumerate() {
            let alternatives = self.alternatives(place, &part, None)?;
            if place_of_part == 0 {
                results = alternatives;
                continue;
            }
            let mut longer = Vec::new();
            for (when_left, left) in &results {
                for (when_right, right) in &alternatives {
                    let when = Formula::All(vec![when_left.clone(), when_right.clone()]);
                    longer.push((when, computed(operator, left, right)?));
                }
            }
            results = longer;
        }
        Ok(results)
    }

    /// Whether an operand is one of the values in the cell that a look-up finds.
    pub(crate) fn is_in_cell(
        &mut self,
        place: &Place<'_>,
        subject: &Operand,
        call: &ast::Call,
    ) -> Result<Formula, String> {
        let mut ways = Vec::new();
        for (matches, cell) in self.cells(place, call)? {
            let values = values_of(place, &cell, &subject.of)?;
            ways.push(Formula::All(vec![matches, self.is_one_of(subject, values)]));
        }
        Ok(Formula::Any(ways))
    }

    /// Each cell, and when it is the one that is found.
    fn cells(
        &mut self,
        place: &Place<'_>,
        call: &ast::Call,
    ) -> Result<Vec<(Formula, ast::TableCell)>, String> {
        let table = part(place.charter.tables.get(&name_of(call.callee())?), call)?;
        let keys: Vec<ast::TableKey> = table.keys().collect();
        let arguments: Vec<ast::Expr> = call.arguments().collect();
        let rows: Vec<Vec<ast::TableCell>> = table.rows().map(|row| row.cells().collect()).collect();
        match (keys.as_slice(), arguments.as_slice()) {
            ([key], [argument]) => self.one_axis(place, key, argument, &rows),
            ([down @ .., across], [first @ .., second]) => {
                let (head, body) = part(rows.split_first(), table)?;
                let labels = head.get(down.len()..).unwrap_or_default();
                let across = self.axis(place, across, second, labels)?;
                let down = self.down(place, down, first, body)?;
                Ok(crossed(&down, &across, body, first.len()))
            }
            _ => Err(not_understood(call)),
        }
    }

    /// When each row is the first all of whose labels match.
    fn down(
        &mut self,
        place: &Place<'_>,
        keys: &[ast::TableKey],
        arguments: &[ast::Expr],
        rows: &[Vec<ast::TableCell>],
    ) -> Result<Vec<Formula>, String> {
        let mut found: Vec<Formula> = Vec::new();
        let mut earlier: Vec<Formula> = Vec::new();
        for row in rows {
            let mut matches = Vec::new();
            for ((key, argument), label) in keys.iter().zip(arguments).zip(row) {
                matches.push(self.label(place, key, argument, label)?);
            }
            let none_before = earlier.iter().cloned().map(Formula::negated);
            found.push(Formula::All(none_before.chain(matches.clone()).collect()));
            earlier.push(Formula::All(matches));
        }
        Ok(found)
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
        if label.op().is_none() {
            let values = values_of(place, label, &argument.of)?;
            return Ok(self.is_one_of(argument, values));
        }
        let op = label.op().map_or(ast::Compare::Is, |op| op.kind());
        let bound = constant_of(place, label, Some(&argument.of))?;
        Ok(self.compares(argument, orderings(op), &bound))
    }
}

fn crossed(
    down: &[Formula],
    across: &[Formula],
    body: &[Vec<ast::TableCell>],
    labels: usize,
) -> Vec<(Formula, ast::TableCell)> {
    let mut cells = Vec::new();
    for (row_matches, row) in down.iter().zip(body) {
        for (column_matches, cell) in across.iter().zip(row.iter().skip(labels)) {
            cells.push((Formula::All(vec![row_matches.clone(), column_matches.clone()]), cell.clone()));
        }
    }
    cells
}

/// The constant in a cell.
fn constant_of(place: &Place<'_>, cell: &ast::TableCell, of: Option<&Type>) -> Result<Operand, String> {
    let written = cell.value().and_then(|value| ast::Expr::cast(value.syntax().clone()));
    let (value, of) = part(constant(place, &part(written, cell)?, of)?, cell)?;
    let known = crate::reference::operands::Known::Constant(value);
    Ok(Operand { key: cell.syntax().text().to_string(), of, optional: false, known })
}

/// The values in a cell: one, several with commas between or in brackets, or none.
fn values_of(place: &Place<'_>, cell: &ast::TableCell, of: &Type) -> Result<Vec<Value>, String> {
    if let Some(ast::Value::ValueList(list)) = cell.value() {
        return listed(place, &list, of);
    }
    let value = |value: ast::Value| {
        let written = part(ast::Expr::cast(value.syntax().clone()), cell)?;
        let constant = constant(place, &written, Some(of))?;
        Ok(constant.map(|(value, _)| value))
    };
    let values: Vec<Option<Value>> = cell.values().map(value).collect::<Result<_, String>>()?;
    let is_none = cell.syntax().text().to_string().trim() == "none";
    match values.into_iter().collect() {
        Some(values) => Ok(values),
        None if is_none => Ok(Vec::new()),
        None => Err(not_understood(cell)),
    }
}

/// Whether an expression has a look-up in it.
fn looks_up(written: &ast::Expr) -> bool {
    match written {
        ast::Expr::Call(_) => true,
        ast::Expr::ParenExpr(it) => it.inner().is_some_and(|inner| looks_up(&inner)),
        ast::Expr::SumExpr(it) => it.parts().any(|(_, part)| looks_up(&part)),
        ast::Expr::ProductExpr(it) => it.factors().any(|factor| looks_up(&factor)),
        _ => false,
    }
}
