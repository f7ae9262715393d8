//! Shapes: objects, records, and what actions and signals carry.

use super::deadline::around_the_clock;
use super::items::{Derived, Field, Origin, Shape};

use super::sources::{Entry, Sources};
use super::types::{Place, Types, by_name, field_name};
use crate::db::{ItemId, Span};
use crate::diagnostics::Report;
use charter_grammar::ast::{self, HasName};
use charter_runtime::schema::{self, ShapeId, Type};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of shapes, which follow from the names alone: objects, records, contents of actions, contents of signals, and
/// last one without fields, for the built-in verbs.
pub(super) struct ShapeIds {
    objects: usize,
    records: usize,
    actions: usize,
    signals: usize,
}

impl ShapeIds {
    pub(super) fn of(sources: &Sources) -> ShapeIds {
        ShapeIds {
            objects: sources.objects.len(),
            records: sources.records.len(),
            actions: sources.actions.len(),
            signals: sources.signals.len(),
        }
    }

    pub(super) fn object(&self, sources: &Sources, name: &str) -> Option<ShapeId> {
        ShapeId::at(sources.objects.find(name)?.0)
    }

    pub(super) fn record(&self, sources: &Sources, name: &str) -> Option<ShapeId> {
        ShapeId::at(self.objects + sources.records.find(name)?.0)
    }

    /// The content of the action at a place.
    pub(super) fn action(&self, place: usize) -> Option<ShapeId> {
        ShapeId::at(self.objects + self.records + place)
    }

    /// The content of the signal at a place.
    pub(super) fn signal(&self, place: usize) -> Option<ShapeId> {
        ShapeId::at(self.objects + self.records + self.actions + place)
    }

    /// The shape without fields.
    pub(super) fn nothing(&self) -> Option<ShapeId> {
        ShapeId::at(self.objects + self.records + self.actions + self.signals)
    }
}

/// All shapes, as the runtime sees them and as they are declared.
#[derive(Default)]
pub(super) struct Shapes {
    pub(super) schema: Vec<schema::Shape>,
    pub(super) declared: Vec<Shape>,
}

/// Makes the shapes, in the order of their ids.
pub(super) fn shapes(types: &mut Types<'_>, report: &mut Report) -> Shapes {
    let sources = types.sources;
    let mut making = Making { types, report, shapes: Shapes::default() };
    for object in &sources.objects {
        making.shape(object, object.node.fields().map(|field| (field, Origin::Verified)).collect());
    }
    for record in &sources.records {
        making.shape(record, record.node.fields().map(|field| (field, Origin::Verified)).collect());
    }
    for action in &sources.actions {
        making.shape(action, content(&action.node));
        making.lines(action);
    }
    for signal in &sources.signals {
        making.shape(signal, signal.node.fields().map(|field| (field, Origin::Verified)).collect());
    }
    let mut shapes = making.shapes;
    shapes.schema.push(schema::Shape::default());
    records_in_themselves(&shapes, report);
    shapes
}

/// What an action takes, says and knows, in this order.
fn content(action: &ast::Action) -> Vec<(ast::Field, Origin)> {
    let takes = action.takes().map(|field| (field, Origin::Verified));
    let says = action.says().map(|field| (field, Origin::Asserted));
    takes.chain(says).chain(action.knows().map(|field| (field, Origin::Verified))).collect()
}

struct Making<'a, 'b> {
    types: &'a mut Types<'b>,
    report: &'a mut Report,
    shapes: Shapes,
}

impl Making<'_, '_> {
    fn shape<N>(&mut self, entry: &Entry<N>, fields: Vec<(ast::Field, Origin)>) {
        let named = by_name(fields.iter().map(|(field, _)| field.clone()));
        let place = Place { item: entry.item, owner: &entry.name, fields: &named };
        let mut schema = schema::Shape { name: entry.name.clone(), fields: Vec::new() };
        let mut declared = Shape { item: entry.item, fields: Vec::new(), derived: BTreeMap::new() };
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for (body, (node, origin)) in fields.iter().enumerate() {
            let Some(at) = node.name().map(|name| entry.item.span(self.types.db, &name)) else { continue };
            if let Some(first) = first.insert(field_name(node), at) {
                self.report.duplicate_field(at, &entry.name, &field_name(node), first);
                continue;
            }
            if node.derived_from().is_some() {
                let value = self.value(place, node).0;
                declared.derived.insert(field_name(node), Derived { at, value, body });
                continue;
            }
            let (field, beside) = self.field(place, node, at, *origin);
            schema.fields.push(field);
            declared.fields.push(beside);
        }
        self.shapes.schema.push(schema);
        self.shapes.declared.push(declared);
    }

    /// The derived lines that stand directly in an action, beside what it takes, says and knows.
    fn lines(&mut self, action: &Entry<ast::Action>) {
        let nodes: Vec<ast::Field> = action.node.derived().collect();
        let named = by_name(nodes.iter().cloned());
        let place = Place { item: action.item, owner: &action.name, fields: &named };
        for (body, node) in nodes.iter().enumerate() {
            let Some(at) = node.name().map(|name| action.item.span(self.types.db, &name)) else { continue };
            if node.derived_from().is_none() {
                continue;
            }
            let (value, _) = self.value(place, node);
            let Some(shape) = self.shapes.declared.last_mut() else { continue };
            let of_content =
                shape.fields.iter().zip(self.shapes.schema.last().into_iter().flat_map(|it| &it.fields));
            let first = of_content
                .filter(|(_, field)| field.name == field_name(node))
                .map(|(beside, _)| beside.at)
                .next()
                .or_else(|| shape.derived.get(&field_name(node)).map(|line| line.at));
            match first {
                Some(first) => self.report.duplicate_field(at, &action.name, &field_name(node), first),
                None => drop(shape.derived.insert(field_name(node), Derived { at, value, body })),
            }
        }
    }

    fn field(
        &mut self,
        place: Place<'_>,
        node: &ast::Field,
        at: Span,
        origin: Origin,
    ) -> (schema::Field, Field) {
        let (value, known) = self.value(place, node);
        let origin = if node.is_from_external() { Origin::External } else { origin };
        let written_by = node.written_by().map(|by| by.writers().map(|writer| writer.text()).collect());
        let fresh = node.fresh().and_then(|fresh| self.fresh(place.item, &fresh));
        let (name, optional, external) = (field_name(node), node.is_optional(), origin == Origin::External);
        let field = schema::Field { name, value, optional, fresh, external };
        (field, Field { at, known, origin, written_by })
    }

    /// The type of a field, and whether it could be made out.
    fn value(&mut self, place: Place<'_>, node: &ast::Field) -> (Type, bool) {
        let resolved = self.types.of_field(place, node);
        let known = resolved.is_ok();
        let value = resolved.unwrap_or_else(|wrong| {
            self.types.report(wrong, place, self.report);
            Type::Text
        });
        (value, known)
    }

    /// For how long a value counts as known, in nanoseconds: of a field of an object, for which the host says when it was read.
    fn fresh(&mut self, item: ItemId, fresh: &ast::FreshAttribute) -> Option<i64> {
        let db = self.types.db;
        if self.shapes.schema.len() >= self.types.sources.objects.len() {
            self.report.fresh_of_no_object(item.span(db, fresh));
            return None;
        }
        let within = fresh.within()?;
        let length = within.duration()?;
        let at = item.span(db, &length);
        if within.calendar().is_some() {
            self.report.unusable_duration(at);
            return None;
        }
        around_the_clock(at, &length, self.report)
    }
}

/// How deep records may be held in records.
const DEEPEST: usize = 64;

/// A field of one record that holds another in place.
struct Held<'a> {
    holder: ShapeId,
    held: ShapeId,
    at: Span,
    name: &'a str,
}

/// Reports each record that holds itself in place.
///
/// Whatever holds no record, or is held by none, is taken away, again and again: what is left after as many rounds as
/// records may be deep is in a circle, or deeper than that. The time is linear in the fields.
fn records_in_themselves(shapes: &Shapes, report: &mut Report) {
    let mut left = held_records(shapes);
    for _ in 0..DEEPEST {
        let holders: BTreeSet<ShapeId> = left.iter().map(|field| field.holder).collect();
        let held: BTreeSet<ShapeId> = left.iter().map(|field| field.held).collect();
        left.retain(|field| holders.contains(&field.held) && held.contains(&field.holder));
    }
    for field in left {
        report.record_in_itself(field.at, field.name);
    }
}

fn held_records(shapes: &Shapes) -> Vec<Held<'_>> {
    let shapes = shapes.schema.iter().zip(&shapes.declared).enumerate();
    let fields = shapes.flat_map(|(place, (shape, declared))| {
        let fields = shape.fields.iter().zip(&declared.fields);
        fields.filter_map(move |(field, beside)| {
            let Type::Record(held) = field.value else { return None };
            Some(Held { holder: ShapeId::at(place)?, held, at: beside.at, name: &shape.name })
        })
    });
    fields.collect()
}

/// The place of a field in a shape, by its name.
pub(super) fn field_place(shape: &schema::Shape, name: &str) -> Option<u32> {
    let place = shape.fields.iter().position(|field| field.name == name)?;
    u32::try_from(place).ok()
}
