//! Fields under the pointer: where a path leads, and whose word its value is.

use super::hover::{code_block, one_line};
use charter_compiler::db::{Db, ItemId, Project, item_syntax};
use charter_compiler::vocabulary::{Origin, Vocabulary, vocabulary};
use charter_grammar::SyntaxNode;
use charter_grammar::ast::{ActionRef, AstNode, Clause, Field, FieldNames, Item, Name, NameRef, Path};
use charter_runtime::schema::{ShapeId, Type};

/// A field: its shape, and its place in it.
#[derive(Clone, Copy)]
struct FieldId {
    shape: ShapeId,
    place: usize,
}

/// What there is to know of the field that a name stands for, if it stands for one.
pub(super) fn field_at(
    db: &dyn Db,
    project: Project,
    at: (ItemId, &Item),
    name: &SyntaxNode,
) -> Option<String> {
    let words = vocabulary(db, project);
    let field = declared_here(words, at.0, name)
        .or_else(|| on_a_path(words, at.1, name))
        .or_else(|| named_by_an_action(words, name))?;
    describe(db, words, field)
}

/// The field whose own declaration this is.
fn declared_here(words: &Vocabulary, item: ItemId, node: &SyntaxNode) -> Option<FieldId> {
    let name = Name::cast(node.clone())?;
    Field::cast(node.parent()?)?;
    let shape = words.shapes.iter().position(|shape| shape.item == item).and_then(ShapeId::at)?;
    field_named(words, shape, &name.text())
}

/// The field that a path has reached at one of its names.
fn on_a_path(words: &Vocabulary, item: &Item, node: &SyntaxNode) -> Option<FieldId> {
    let name = NameRef::cast(node.clone())?;
    let path = Path::cast(node.parent()?)?;
    let names: Vec<NameRef> = path.segments().take_while(|it| it.syntax() != name.syntax()).collect();
    let mut shape = match names.first() {
        Some(head) => head_shape(words, item, &head.text())?,
        None => return segment_object(words, item).and_then(|shape| field_named(words, shape, &name.text())),
    };
    for step in names.iter().skip(1) {
        shape = shape_of(words, field_named(words, shape, &step.text())?)?;
    }
    field_named(words, shape, &name.text())
}

/// The shape that the first name of a path stands for.
fn head_shape(words: &Vocabulary, item: &Item, head: &str) -> Option<ShapeId> {
    match head {
        "request" => actions_of(item).find_map(|action| content(words, &action)),
        "old" | "new" => actions_of(item).find_map(|action| object_of(words, &action)),
        variable => {
            let object = words.objects.iter().find(|it| it.variable == variable || it.name == variable)?;
            Some(object.shape)
        }
    }
}

/// The actions that a rule is on.
fn actions_of(item: &Item) -> impl Iterator<Item = ActionRef> + use<> {
    let clauses: Vec<Clause> = match item {
        Item::Rule(rule) => rule.clauses().collect(),
        _ => Vec::new(),
    };
    clauses.into_iter().flat_map(|clause| match clause {
        Clause::OnClause(on) => on.actions().collect(),
        _ => Vec::new(),
    })
}

fn content(words: &Vocabulary, action: &ActionRef) -> Option<ShapeId> {
    let id = words.actions.get(&action.verb()?.text())?.id;
    words.schema.actions.get(id.index()).map(|action| action.content)
}

fn object_of(words: &Vocabulary, action: &ActionRef) -> Option<ShapeId> {
    words.objects.get(&action.object()?.text()).map(|object| object.shape)
}

/// A bare name in a segment is a field of what the segment is of.
fn segment_object(words: &Vocabulary, item: &Item) -> Option<ShapeId> {
    match item {
        Item::Segment(segment) => words.objects.get(&segment.object()?.text()).map(|object| object.shape),
        _ => None,
    }
}

/// `title` in `update Contact: title`.
fn named_by_an_action(words: &Vocabulary, node: &SyntaxNode) -> Option<FieldId> {
    let name = NameRef::cast(node.clone())?;
    let fields = FieldNames::cast(node.parent()?)?;
    let action = ActionRef::cast(fields.syntax().parent()?)?;
    field_named(words, object_of(words, &action)?, &name.text())
}

fn field_named(words: &Vocabulary, shape: ShapeId, name: &str) -> Option<FieldId> {
    let fields = &words.schema.shapes.get(shape.index())?.fields;
    let place = fields.iter().position(|field| field.name == name)?;
    Some(FieldId { shape, place })
}

/// The shape that the values of a field have.
fn shape_of(words: &Vocabulary, field: FieldId) -> Option<ShapeId> {
    match &words.schema.shapes.get(field.shape.index())?.fields.get(field.place)?.value {
        Type::Object(shape) | Type::Record(shape) => Some(*shape),
        _ => None,
    }
}

/// `seniority` of `Contact`, its declaration, and whose word it is.
fn describe(db: &dyn Db, words: &Vocabulary, field: FieldId) -> Option<String> {
    let of = words.schema.shapes.get(field.shape.index())?;
    let name = &of.fields.get(field.place)?.name;
    let declared = words.shapes.get(field.shape.index())?;
    let origin = declared.fields.get(field.place)?.origin;
    let written = declaration(db, declared.item, name).unwrap_or_default();
    Some(format!("**field** `{name}` of `{}`\n\n{}\n\n{}", of.name, code_block(&written), whose_word(origin)))
}

fn declaration(db: &dyn Db, item: ItemId, name: &str) -> Option<String> {
    let syntax = item_syntax(db, item)?;
    let mut fields = syntax.syntax().descendants().filter_map(Field::cast);
    let is_it =
        |field: &Field| field.syntax().children().find_map(Name::cast).is_some_and(|it| it.text() == name);
    fields.find(is_it).map(|field| one_line(&field.syntax().text().to_string()))
}

fn whose_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Verified => {
            "Verified: the host vouches for it. Where it is not known, no rule is passed for it."
        }
        Origin::External => {
            "From external: stored, but an outsider can write it. It can restrict, never grant."
        }
        Origin::Asserted => "Asserted: the agent says so. It can restrict, never grant.",
    }
}
