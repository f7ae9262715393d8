//! Shapes: objects, records, and what actions and signals carry.

use super::items::{Field, Origin, Shape};
use super::names::Name;
use super::sources::{Entry, Sources};
use super::types::{Place, Types, field_name};
use crate::db::{ItemId, Span};
use crate::diagnostics::Report;
use charter_grammar::ast::{self, HasName};
use charter_runtime::schema::{self, ShapeId, Type};

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
        let nodes: Vec<ast::Field> = fields.iter().map(|(field, _)| field.clone()).collect();
        let place = Place { item: entry.item, owner: entry.name(), fields: &nodes };
        let mut schema = schema::Shape { name: entry.name.clone(), fields: Vec::new() };
        let mut declared = Shape { item: entry.item, fields: Vec::new() };
        for (node, origin) in &fields {
            let Some(at) = node.name().map(|name| entry.item.span(self.types.db, &name)) else { continue };
            if !self.is_first(&schema, &declared, &entry.name, node, at) {
                continue;
            }
            let (field, beside) = self.field(place, node, at, *origin);
            schema.fields.push(field);
            declared.fields.push(beside);
        }
        self.shapes.schema.push(schema);
        self.shapes.declared.push(declared);
    }

    fn is_first(
        &mut self,
        schema: &schema::Shape,
        declared: &Shape,
        owner: &str,
        node: &ast::Field,
        at: Span,
    ) -> bool {
        let name = field_name(node);
        let before = schema.fields.iter().position(|field| field.name == name);
        let first = before.and_then(|place| declared.fields.get(place));
        if let Some(first) = first {
            self.report.duplicate_field(at, owner, &name, first.at);
        }
        first.is_none()
    }

    fn field(
        &mut self,
        place: Place<'_>,
        node: &ast::Field,
        at: Span,
        origin: Origin,
    ) -> (schema::Field, Field) {
        self.unsupported(place.item, node);
        let resolved = self.types.of_field(place, node);
        let known = resolved.is_ok();
        let value = resolved.unwrap_or_else(|wrong| {
            self.types.report(wrong, place, self.report);
            Type::Text
        });
        let origin = if node.is_from_external() { Origin::External } else { origin };
        let written_by = node.written_by().map(|by| by.writers().map(|writer| writer.text()).collect());
        let field = schema::Field { name: field_name(node), value, optional: node.is_optional() };
        (field, Field { at, known, origin, written_by })
    }

    fn unsupported(&mut self, item: ItemId, node: &ast::Field) {
        let db = self.types.db;
        if let Some(fresh) = node.fresh() {
            self.report.not_supported_yet(item.span(db, &fresh), "how fresh a value has to be");
        }
        if let Some(derived) = node.derived_from() {
            self.report.not_supported_yet(item.span(db, &derived), "a field that is derived from others");
        }
    }
}

/// Reports each record that holds itself in place.
fn records_in_themselves(shapes: &Shapes, report: &mut Report) {
    for (place, shape) in shapes.schema.iter().enumerate() {
        let Some(declared) = shapes.declared.get(place) else { continue };
        for (field, beside) in shape.fields.iter().zip(&declared.fields) {
            if ShapeId::at(place).is_some_and(|id| holds(&shapes.schema, &field.value, id)) {
                report.record_in_itself(beside.at, &shape.name);
            }
        }
    }
}

/// Whether a value of this type holds the record `wanted` in place.
fn holds(shapes: &[schema::Shape], value: &Type, wanted: ShapeId) -> bool {
    let mut seen = Vec::new();
    let mut waiting = held(value).into_iter().collect::<Vec<_>>();
    while let Some(record) = waiting.pop() {
        if seen.contains(&record) {
            continue;
        }
        seen.push(record);
        let fields = shapes.get(record.index()).map(|shape| shape.fields.as_slice()).unwrap_or_default();
        waiting.extend(fields.iter().filter_map(|field| held(&field.value)));
    }
    seen.contains(&wanted)
}

fn held(value: &Type) -> Option<ShapeId> {
    if let Type::Record(record) = value { Some(*record) } else { None }
}

/// The place of a field in a shape, by its name.
pub(super) fn field_place(shape: &schema::Shape, name: &str) -> Option<u32> {
    let place = shape.fields.iter().position(|field| field.name == name)?;
    u32::try_from(place).ok()
}
