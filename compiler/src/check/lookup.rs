//! Look-ups: a table of the charter, as one condition per cell.

use super::apart::apart;
use super::checker::Checker;
use super::constant::{Kind, Literal};
use super::logic;
use super::path::rooted;
use super::situation::{Situation, Wanted};
use super::value::{Typed, Value};
use super::worlds::{Is, Seen, Worlds};
use crate::db::{ItemId, ItemKind, item_syntax};
use crate::prove::value_in_words;
use crate::typed::{Atom, Condition, Constant, Operand};
use charter_grammar::ast::{self, AstNode, Expr, Item, TableCell, TableKey, TableRow};
use charter_runtime::schema::{Path, Root, Schema, ShapeId, Step, Type};

/// More worlds than this are not gone through to find out what a table leaves out.
const MOST_WORLDS: usize = 20_000;

/// The values in a cell: one, or several with commas between or in brackets.
fn written(cell: &TableCell) -> Vec<ast::Value> {
    let inner = |value: ast::Value| match value {
        ast::Value::ValueList(list) => list.values().collect(),
        other => vec![other],
    };
    cell.values().flat_map(inner).collect()
}

fn text_of(cell: &TableCell) -> String {
    cell.syntax().text().to_string().trim().to_owned()
}

impl Checker<'_> {
    /// `largest_discount(opportunity.account, opportunity.stage)`
    pub(super) fn look_up(&mut self, call: &ast::Call, situation: &Situation) -> Option<Value> {
        let one = |checker: &mut Self, cell: &TableCell| checker.only_value(cell).map(Value::Written);
        self.looked_up(call, situation, one).map(Value::Looked)
    }

    /// `new.stage is in next_stages(opportunity.stage)`: a look-up whose cells are lists.
    pub(super) fn member_of_cell(
        &mut self,
        subject: &Expr,
        call: &ast::Call,
        situation: &Situation,
    ) -> Option<Condition> {
        let Value::Known(known) = self.value(subject, situation)? else {
            let at = self.at(subject);
            self.report.not_a_condition(at);
            return None;
        };
        self.guard_empty(&known, false, situation, subject);
        let all = |checker: &mut Self, cell: &TableCell| checker.all_values(cell, &known.kind);
        let cells = self.looked_up(call, situation, all)?;
        let within = cells.into_iter().map(|(condition, constants)| {
            logic::all([condition, logic::one_of(known.operand.clone(), constants)])
        });
        Some(logic::any(within))
    }

    /// What is made of each cell, and the condition under which it is the one that counts.
    fn looked_up<T>(
        &mut self,
        call: &ast::Call,
        situation: &Situation,
        made_of: impl Fn(&mut Self, &TableCell) -> Option<T>,
    ) -> Option<Vec<(Condition, T)>> {
        let callee = call.callee()?;
        let name = callee.text();
        let Some(table) = self.vocabulary.tables.get(&name) else {
            let at = self.at(&callee);
            let nearest = self.vocabulary.tables.nearest(&name).map(str::to_owned);
            self.report.unknown_name(at, ItemKind::Table, &name, nearest.as_deref());
            return None;
        };
        let item = table.item;
        let Item::Table(syntax) = item_syntax(self.db, item)? else { return None };
        let keys: Vec<TableKey> = syntax.keys().collect();
        let places = self.places(call, &name, &keys, item, situation)?;
        let use_of = self.use_of(call);
        self.inside_item(item, use_of, |checker| {
            let cells = checker.cells(&syntax, &keys, &places, situation)?;
            let made: Vec<Option<(Condition, T)>> = cells
                .into_iter()
                .map(|(condition, cell)| Some((condition, made_of(checker, &cell)?)))
                .collect();
            made.into_iter().collect()
        })
    }

    /// The values that a look-up names, one for each key of the table.
    fn places(
        &mut self,
        call: &ast::Call,
        name: &str,
        keys: &[TableKey],
        table: ItemId,
        situation: &Situation,
    ) -> Option<Vec<Typed>> {
        let arguments: Vec<Expr> = call.arguments().collect();
        if keys.len() != arguments.len() {
            let at = self.at(call);
            self.report.wrong_number_of_facts(at, name, keys.len(), arguments.len());
            return None;
        }
        let places: Vec<Option<Typed>> = keys
            .iter()
            .zip(&arguments)
            .map(|(key, argument)| self.key_value(key, argument, table, situation))
            .collect();
        places.into_iter().collect()
    }

    /// The value that an argument names, where it is of the type that the table is looked up by.
    fn key_value(
        &mut self,
        key: &TableKey,
        argument: &Expr,
        table: ItemId,
        situation: &Situation,
    ) -> Option<Typed> {
        let wanted = self.key_type(key, table)?;
        let Value::Known(known) = self.value(argument, &situation.wanting(Wanted::Either))? else {
            return self.unsupported(argument, "looking up by a value that is written out");
        };
        self.comparable(&Kind::Of(wanted), &known.kind, argument)?;
        Some(known)
    }

    fn key_type(&mut self, key: &TableKey, table: ItemId) -> Option<Type> {
        match key {
            TableKey::SegmentKey(key) => self.key_object(&key.object()?, table).map(Type::Object),
            TableKey::Path(path) => {
                let mut segments = path.segments();
                let first = segments.next()?;
                let start = self.key_start(&first, table)?;
                let found =
                    segments.try_fold(start.clone(), |place, segment| self.field_of(&place, &segment.text()));
                if found.as_ref().is_none_or(|found| found.steps.is_empty()) {
                    let at = table.span(self.db, path);
                    let owner = start.shape.map(|shape| self.shape_name(shape)).unwrap_or_default();
                    self.report.unknown_field(at, owner, &path.text(), None);
                    return None;
                }
                found.map(|place| place.value)
            }
        }
    }

    /// What the first word of a key names: an object, or an action, whose content it is then.
    fn key_start(&mut self, word: &ast::NameRef, table: ItemId) -> Option<Path> {
        let name = word.text();
        let content =
            self.vocabulary.actions.get(&name).and_then(|action| self.action(action.id)).map(|it| it.content);
        match content {
            Some(content) => Some(rooted(Root::Request, Some(content), Type::Record(content))),
            None => self
                .key_object(word, table)
                .map(|shape| rooted(Root::Target, Some(shape), Type::Object(shape))),
        }
    }

    /// The object of a name in the head of a table; reports that there is none.
    fn key_object(&mut self, word: &ast::NameRef, table: ItemId) -> Option<ShapeId> {
        let name = word.text();
        let known = self.vocabulary.objects.get(&name).map(|object| object.shape);
        if known.is_none() {
            let at = table.span(self.db, word);
            let nearest = self.vocabulary.objects.nearest(&name).map(str::to_owned);
            self.report.unknown_name(at, ItemKind::Object, &name, nearest.as_deref());
        }
        known
    }

    /// Every cell, with the condition under which it is the one that counts.
    fn cells(
        &mut self,
        table: &ast::Table,
        keys: &[TableKey],
        places: &[Typed],
        situation: &Situation,
    ) -> Option<Vec<(Condition, TableCell)>> {
        let rows: Vec<TableRow> = table.rows().collect();
        if keys.len() == 1 {
            let conditions = self.rows(keys, places, &rows, situation)?;
            return self.crossed(&rows, &conditions, 1, &[Condition::Always]);
        }
        let (header, body) = rows.split_first()?;
        let (last_key, before) = keys.split_last()?;
        let (last_place, places_before) = places.split_last()?;
        let labels: Vec<Vec<TableCell>> = header.cells().skip(before.len()).map(|cell| vec![cell]).collect();
        let last = (std::slice::from_ref(last_key), std::slice::from_ref(last_place));
        let columns = self.labelled(last.0, last.1, &labels, situation)?;
        let conditions = self.rows(before, places_before, body, situation)?;
        self.crossed(body, &conditions, before.len(), &columns)
    }

    /// The cells behind the labels, each where its row and its column meet.
    fn crossed(
        &mut self,
        rows: &[TableRow],
        conditions: &[Condition],
        labels: usize,
        columns: &[Condition],
    ) -> Option<Vec<(Condition, TableCell)>> {
        let mut cells = Vec::new();
        for (row, row_condition) in rows.iter().zip(conditions) {
            let values: Vec<TableCell> = row.cells().skip(labels).collect();
            self.row_length(row, values.len(), columns.len())?;
            for (cell, column) in values.into_iter().zip(columns) {
                cells.push((logic::all([row_condition.clone(), column.clone()]), cell));
            }
        }
        Some(cells)
    }

    /// For each row, the condition that its labels make, one for each of these keys.
    fn rows(
        &mut self,
        keys: &[TableKey],
        places: &[Typed],
        rows: &[TableRow],
        situation: &Situation,
    ) -> Option<Vec<Condition>> {
        let labels: Vec<Vec<TableCell>> =
            rows.iter().map(|row| row.cells().take(keys.len()).collect()).collect();
        self.labelled(keys, places, &labels, situation)
    }

    fn row_length(&mut self, row: &TableRow, found: usize, wanted: usize) -> Option<()> {
        if found != wanted {
            let at = self.at(row);
            self.report.uneven_row(at, wanted, found);
        }
        (found == wanted).then_some(())
    }

    /// The conditions of labels, or of rows of them: each holds where all its own tests do and no earlier one's.
    fn labelled(
        &mut self,
        keys: &[TableKey],
        places: &[Typed],
        rows: &[Vec<TableCell>],
        situation: &Situation,
    ) -> Option<Vec<Condition>> {
        let mut earlier: Vec<Condition> = Vec::new();
        let mut conditions = Vec::new();
        for row in rows {
            let mut own = Vec::new();
            for ((key, place), cell) in keys.iter().zip(places).zip(row) {
                own.push(self.label(key, place, cell, situation));
            }
            let own: Option<Vec<Condition>> = own.into_iter().collect();
            let own = logic::all(own?);
            self.overlapping(keys, rows, &earlier, (row, &own));
            let none_before = logic::not(logic::any(earlier.clone()));
            conditions.push(logic::all([own.clone(), none_before]));
            earlier.push(own);
        }
        self.no_holes(places, rows, &earlier)?;
        Some(conditions)
    }

    /// Warns where a row of a segment can be meant at once with one of another segment further up.
    fn overlapping(
        &mut self,
        keys: &[TableKey],
        rows: &[Vec<TableCell>],
        earlier: &[Condition],
        (row, own): (&[TableCell], &Condition),
    ) {
        for (before, condition) in rows.iter().zip(earlier) {
            let differs = keys.iter().zip(before.iter().zip(row)).find_map(|(key, (first, second))| {
                let TableKey::SegmentKey(key) = key else { return None };
                let named = !first.is_otherwise() && !second.is_otherwise();
                (named && text_of(first) != text_of(second)).then(|| (key.object(), first, second))
            });
            let Some((object, first, second)) = differs else { continue };
            if !apart(condition, own) {
                let (at, first_at) = (self.at(second), self.at(first));
                let object = object.map(|object| object.text()).unwrap_or_default();
                self.report.rows_overlap(at, &object, &text_of(second), &text_of(first), first_at);
            }
        }
    }

    /// Reports where no row speaks of some values.
    fn no_holes(
        &mut self,
        places: &[Typed],
        rows: &[Vec<TableCell>],
        conditions: &[Condition],
    ) -> Option<()> {
        let worlds = Worlds::of(self.schema(), conditions, MOST_WORLDS);
        let hole = match &worlds {
            Some(worlds) => {
                let rows: Vec<Seen> = conditions.iter().map(|row| worlds.see(row)).collect();
                match worlds.find(|world| !rows.iter().any(|row| row.holds(world))) {
                    Some(hole) => self.hole(places, worlds, &hole),
                    None => return Some(()),
                }
            }
            // Of more than can be gone through, only the last row can leave nothing out.
            None if conditions.last() == Some(&Condition::Always) => return Some(()),
            None => String::new(),
        };
        if let Some(last) = rows.last().and_then(|row| row.first()) {
            let at = self.at(last);
            self.report.table_without(at, &hole);
        }
        None
    }

    /// What no row speaks of: `stage is lost`.
    fn hole(&self, places: &[Typed], worlds: &Worlds<'_>, world: &[usize]) -> String {
        let of_place = |place: &Typed| {
            let Operand::Path(path) = &place.operand else { return None };
            let is = worlds.is(&Atom::Class(place.operand.clone()), world)?;
            let name = path_end(self.schema(), path)?;
            Some(match is {
                Is::Value(Constant::Ordinal(ordinal)) => {
                    format!("{name} is {}", value_in_words(self.schema(), &path.value, *ordinal)?)
                }
                Is::Value(Constant::Text(text)) => format!("{name} is \"{text}\""),
                Is::Other => format!("{name} is anything else"),
                Is::Empty => format!("{name} is empty"),
                Is::Yes(_) | Is::Ordered(_) => return None,
            })
        };
        let told: Vec<String> = places.iter().filter_map(of_place).collect();
        told.join(" and ")
    }

    fn label(
        &mut self,
        key: &TableKey,
        known: &Typed,
        cell: &TableCell,
        situation: &Situation,
    ) -> Option<Condition> {
        if cell.is_otherwise() {
            return Some(Condition::Always);
        }
        let Some(value) = cell.value() else {
            let at = self.at(cell);
            self.report.table_with_a_hole(at);
            return None;
        };
        match (key, &value) {
            (TableKey::SegmentKey(_), ast::Value::Path(name)) => {
                let Operand::Path(place) = &known.operand else { return None };
                let test = self.segment_at(place, &name.text(), name, situation);
                if test.is_none() {
                    let at = self.at(name);
                    let nearest = self.vocabulary.segments.nearest(&name.text()).map(str::to_owned);
                    self.report.unknown_name(at, ItemKind::Segment, &name.text(), nearest.as_deref());
                }
                test?
            }
            (TableKey::SegmentKey(_) | TableKey::Path(_), _) => self.value_label(known, cell, &value),
        }
    }

    fn value_label(&mut self, known: &Typed, cell: &TableCell, value: &ast::Value) -> Option<Condition> {
        if let Some(op) = cell.op() {
            let (at, literal) = (self.at(value), self.literal(value)?);
            let constant = self.constant_at(at, &literal, &known.kind)?;
            return super::compare::against(known, op.kind(), constant);
        }
        let constants = self.all_values(cell, &known.kind)?;
        Some(logic::one_of(known.operand.clone(), constants))
    }

    fn label_constant(&mut self, value: &ast::Value, kind: &Kind) -> Option<Constant> {
        let (at, literal) = (self.at(value), self.literal(value)?);
        self.constant_at(at, &literal, kind)
    }

    /// Every value in a cell, as values of a kind; of `none`, there are none.
    fn all_values(&mut self, cell: &TableCell, kind: &Kind) -> Option<Vec<Constant>> {
        let values = written(cell);
        if values.is_empty() {
            let at = self.at(cell);
            self.report.table_with_a_hole(at);
            return None;
        }
        let none = Literal::Word("none".to_owned());
        if text_of(cell) == "none" && none.beside(kind, self.schema()).is_err() {
            return Some(Vec::new());
        }
        let constants: Vec<Option<Constant>> =
            values.iter().map(|value| self.label_constant(value, kind)).collect();
        constants.into_iter().collect()
    }

    /// The value in a cell that has just one.
    fn only_value(&mut self, cell: &TableCell) -> Option<Literal> {
        let at = self.at(cell);
        match written(cell).as_slice() {
            [value] => self.literal(value),
            [] => {
                self.report.table_with_a_hole(at);
                None
            }
            [_, ..] => {
                self.report.several_in_a_cell(at);
                None
            }
        }
    }
}

/// The name of the field that a path ends in.
fn path_end(schema: &Schema, path: &Path) -> Option<String> {
    let mut shape = path.shape?;
    let mut name = None;
    for step in &path.steps {
        let Step::Field(place) = step else { continue };
        let field = schema.shapes.get(shape.index())?.fields.get(*place as usize)?;
        name = Some(field.name.clone());
        if let Type::Object(next) | Type::Record(next) = &field.value {
            shape = *next;
        }
    }
    name
}
