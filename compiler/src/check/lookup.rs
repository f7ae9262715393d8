//! Look-ups: a table of the charter, as one condition per cell.

use super::checker::Checker;
use super::constant::{Kind, Literal};
use super::logic;
use super::situation::Situation;
use super::value::{Typed, Value};
use crate::db::{ItemId, item_syntax};
use crate::typed::{Condition, Operand};
use charter_grammar::ast::{self, Expr, Item, TableCell, TableKey, TableRow};
use charter_runtime::schema::{Path, Type};

/// What one label of an axis says: its own test, or what is left.
enum Label {
    Test(Condition),
    Otherwise,
}

impl Checker<'_> {
    /// `largest_discount(opportunity.account, opportunity.stage)`
    pub(super) fn look_up(&mut self, call: &ast::Call, situation: &Situation) -> Option<Value> {
        let callee = call.callee()?;
        let name = callee.text();
        let Some(table) = self.vocabulary.tables.get(&name) else {
            let at = self.at(&callee);
            let nearest = self.vocabulary.tables.nearest(&name).map(str::to_owned);
            self.report.unknown_name(at, crate::db::ItemKind::Table, &name, nearest.as_deref());
            return None;
        };
        let item = table.item;
        let Item::Table(syntax) = item_syntax(self.db, item)? else { return None };
        let keys: Vec<TableKey> = syntax.keys().collect();
        let arguments: Vec<Expr> = call.arguments().collect();
        if keys.len() != arguments.len() {
            let at = self.at(call);
            self.report.wrong_number_of_facts(at, &name, keys.len(), arguments.len());
            return None;
        }
        let places: Vec<Option<Path>> = keys
            .iter()
            .zip(&arguments)
            .map(|(key, argument)| self.key_place(key, argument, item, situation))
            .collect();
        let places: Option<Vec<Path>> = places.into_iter().collect();
        let places = places?;
        let use_of = self.use_of(call);
        self.inside_item(item, use_of, |checker| checker.cells(&syntax, &keys, &places, situation))
            .map(Value::Looked)
    }

    /// The place that an argument names, where it is of the type that the table is looked up by.
    fn key_place(
        &mut self,
        key: &TableKey,
        argument: &Expr,
        table: ItemId,
        situation: &Situation,
    ) -> Option<Path> {
        let wanted = self.key_type(key, table)?;
        let Value::Known(Typed { operand: Operand::Path(place), .. }) = self.value(argument, situation)?
        else {
            return self.unsupported(argument, "looking up by anything but a path");
        };
        if !self.same(&place.value, &wanted) {
            let at = self.at(argument);
            let (wanted, found) = (
                super::constant::describe(&wanted, self.schema()),
                super::constant::describe(&place.value, self.schema()),
            );
            self.report.type_mismatch(at, &wanted, &found);
            return None;
        }
        Some(place)
    }

    fn key_type(&mut self, key: &TableKey, table: ItemId) -> Option<Type> {
        match key {
            TableKey::SegmentKey(key) => {
                let object = self.vocabulary.objects.get(&key.object()?.text())?;
                Some(Type::Object(object.shape))
            }
            TableKey::Path(path) => {
                let mut segments = path.segments();
                let object = self.vocabulary.objects.get(&segments.next()?.text())?.shape;
                let root = super::path::rooted(
                    charter_runtime::schema::Root::Target,
                    Some(object),
                    Type::Object(object),
                );
                let found = segments.try_fold(root, |place, segment| self.field_of(&place, &segment.text()));
                if found.is_none() {
                    let at = table.span(self.db, path);
                    self.report.unknown_field(at, self.shape_name(object), &path.text(), None);
                }
                found.map(|place| place.value)
            }
        }
    }

    /// Every cell, with the condition under which it is the one that counts.
    fn cells(
        &mut self,
        table: &ast::Table,
        keys: &[TableKey],
        places: &[Path],
        situation: &Situation,
    ) -> Option<Vec<(Condition, Literal)>> {
        let rows: Vec<TableRow> = table.rows().collect();
        if keys.len() == 1 {
            return self.simple_cells(keys, places, &rows, situation);
        }
        let (header, body) = rows.split_first()?;
        let labels_before = keys.len() - 1;
        let (column_key, column_place) = (keys.last()?, places.last()?);
        let columns: Vec<TableCell> = header.cells().skip(labels_before).collect();
        let columns = self.axis(column_key, column_place, &columns, situation)?;
        let mut cells = Vec::new();
        let row_conditions = self.row_conditions(keys, places, body, situation)?;
        for (row, row_condition) in body.iter().zip(row_conditions) {
            let values: Vec<TableCell> = row.cells().skip(labels_before).collect();
            self.row_length(row, values.len(), columns.len())?;
            for (cell, column) in values.iter().zip(&columns) {
                let literal = self.cell(cell)?;
                cells.push((logic::all([row_condition.clone(), column.clone()]), literal));
            }
        }
        Some(cells)
    }

    fn simple_cells(
        &mut self,
        keys: &[TableKey],
        places: &[Path],
        rows: &[TableRow],
        situation: &Situation,
    ) -> Option<Vec<(Condition, Literal)>> {
        let conditions = self.row_conditions(keys, places, rows, situation)?;
        let mut cells = Vec::new();
        for (row, condition) in rows.iter().zip(conditions) {
            let values: Vec<TableCell> = row.cells().skip(1).collect();
            self.row_length(row, values.len(), 1)?;
            cells.push((condition, self.cell(values.first()?)?));
        }
        Some(cells)
    }

    fn row_length(&mut self, row: &TableRow, found: usize, wanted: usize) -> Option<()> {
        if found != wanted {
            let at = self.at(row);
            self.report.uneven_row(at, wanted, found);
        }
        (found == wanted).then_some(())
    }

    /// For each row, the condition that its labels make: for one label the axis, for two each pair of labels in order.
    fn row_conditions(
        &mut self,
        keys: &[TableKey],
        places: &[Path],
        rows: &[TableRow],
        situation: &Situation,
    ) -> Option<Vec<Condition>> {
        let (first_key, first_place) = (keys.first()?, places.first()?);
        let label = |index: usize| -> Vec<TableCell> {
            rows.iter().filter_map(|row| row.cells().nth(index)).collect()
        };
        if keys.len() < 3 {
            return self.axis(first_key, first_place, &label(0), situation);
        }
        let at = rows.first()?;
        self.unsupported(at, "a table that is looked up by three facts")
    }

    /// The conditions of the labels of an axis: each holds where its own test does and no earlier one.
    fn axis(
        &mut self,
        key: &TableKey,
        place: &Path,
        cells: &[TableCell],
        situation: &Situation,
    ) -> Option<Vec<Condition>> {
        let labels: Vec<Option<Label>> =
            cells.iter().map(|cell| self.label(key, place, cell, situation)).collect();
        let labels: Option<Vec<Label>> = labels.into_iter().collect();
        let labels = labels?;
        self.holes(place, cells, &labels)?;
        let mut earlier: Vec<Condition> = Vec::new();
        let mut conditions = Vec::new();
        for label in labels {
            let own = match &label {
                Label::Test(test) => test.clone(),
                Label::Otherwise => Condition::Always,
            };
            let none_before = logic::not(logic::any(earlier.clone()));
            conditions.push(logic::all([own.clone(), none_before]));
            earlier.push(own);
        }
        Some(conditions)
    }

    /// Without `otherwise`, the labels have to be all the values of a closed list.
    fn holes(&mut self, place: &Path, cells: &[TableCell], labels: &[Label]) -> Option<()> {
        let complete =
            labels.iter().any(|label| matches!(label, Label::Otherwise)) || self.listed(place, cells);
        if !complete && let Some(last) = cells.last() {
            let at = self.at(last);
            self.report.table_with_a_hole(at);
        }
        complete.then_some(())
    }

    fn listed(&self, place: &Path, cells: &[TableCell]) -> bool {
        let Type::OneOf(choices) = &place.value else { return false };
        let values = self.schema().choices.get(choices.index()).map_or(&[][..], Vec::as_slice);
        let written: Vec<String> = cells
            .iter()
            .filter_map(|cell| match cell.value()? {
                ast::Value::Path(path) => Some(path.text()),
                _ => None,
            })
            .collect();
        !place.optional && values.iter().all(|value| written.contains(value))
    }

    fn label(
        &mut self,
        key: &TableKey,
        place: &Path,
        cell: &TableCell,
        situation: &Situation,
    ) -> Option<Label> {
        if cell.is_otherwise() {
            return Some(Label::Otherwise);
        }
        let Some(value) = cell.value() else {
            let at = self.at(cell);
            self.report.table_with_a_hole(at);
            return None;
        };
        match (key, &value) {
            (TableKey::SegmentKey(_), ast::Value::Path(name)) => {
                let test = self.segment_at(place, &name.text(), name, situation);
                if test.is_none() {
                    let at = self.at(name);
                    let nearest = self.vocabulary.segments.nearest(&name.text()).map(str::to_owned);
                    self.report.unknown_name(
                        at,
                        crate::db::ItemKind::Segment,
                        &name.text(),
                        nearest.as_deref(),
                    );
                }
                test?.map(Label::Test)
            }
            (TableKey::SegmentKey(_) | TableKey::Path(_), _) => {
                self.value_label(place, cell, &value).map(Label::Test)
            }
        }
    }

    fn value_label(&mut self, place: &Path, cell: &TableCell, value: &ast::Value) -> Option<Condition> {
        let known = super::value::at_place(place.clone());
        let values: Vec<ast::Value> = match value {
            ast::Value::ValueList(list) => list.values().collect(),
            other => vec![other.clone()],
        };
        if let Some(op) = cell.op() {
            let (at, literal) = (self.at(value), self.literal(value)?);
            let constant = self.constant_at(at, &literal, &known.kind)?;
            return super::compare::against(&known, op.kind(), constant);
        }
        let constants: Vec<_> = values.iter().map(|value| self.label_constant(value, &known.kind)).collect();
        let constants: Option<Vec<_>> = constants.into_iter().collect();
        Some(logic::one_of(known.operand, constants?))
    }

    fn label_constant(&mut self, value: &ast::Value, kind: &Kind) -> Option<crate::typed::Constant> {
        let (at, literal) = (self.at(value), self.literal(value)?);
        self.constant_at(at, &literal, kind)
    }

    fn cell(&mut self, cell: &TableCell) -> Option<Literal> {
        match cell.value() {
            Some(ast::Value::ValueList(list)) => self.unsupported(&list, "a list in a cell"),
            Some(value) => self.literal(&value),
            None => {
                let at = self.at(cell);
                self.report.table_with_a_hole(at);
                None
            }
        }
    }
}
