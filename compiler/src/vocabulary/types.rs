//! From a type as it is written to the type.

use super::shapes::ShapeIds;
use super::sources::Sources;
use crate::db::{Db, ItemId, Span};
use crate::diagnostics::{Report, nearest};
use charter_grammar::ast::{self, HasName, TypeRef};
use charter_runtime::schema::{ChoicesId, Currency, Type};
use indexmap::IndexSet;
use std::collections::BTreeMap;

/// The types that have a name in the language, but for money and what is made of other types.
const BUILT_IN: [(&str, Type); 12] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("percent", Type::Percent),
    ("yes/no", Type::YesNo),
    ("date", Type::Date),
    ("instant", Type::Instant),
    ("duration", Type::Duration),
    ("zone", Type::Zone),
    ("email", Type::Email),
    ("domain", Type::Domain),
    ("url", Type::Url),
    ("person", Type::Person),
];

/// Over how many fields `like` may lead to a type.
const LONGEST_TRAIL: usize = 64;

/// Why a type cannot be made out.
pub(super) enum Wrong {
    /// It is not written, or written in a way that the grammar has spoken about.
    Unwritten,
    /// It is like a field whose own type cannot be made out.
    Elsewhere,
    /// There is no such type.
    UnknownType(Span, String),
    /// It is like a field that is not there.
    UnknownField(Span, String, String),
    /// It is like itself.
    Circle(Span, String),
    /// A choice is not a name.
    NotAChoice(Span),
    /// A choice is there twice.
    ChoiceTwice(Span, String),
}

/// The fields of a declaration, by name; of two with one name, the first.
pub(super) type Fields = BTreeMap<String, ast::Field>;

/// The fields of a declaration, by name.
pub(super) fn by_name(fields: impl Iterator<Item = ast::Field>) -> Fields {
    let mut named = Fields::new();
    for field in fields {
        named.entry(field_name(&field)).or_insert(field);
    }
    named
}

/// A field that a type is written for, among the fields of its declaration.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) item: ItemId,
    pub(super) owner: &'a str,
    pub(super) fields: &'a Fields,
}

/// Makes types out, and collects the closed lists on the way.
pub(super) struct Types<'a> {
    pub(super) db: &'a dyn Db,
    pub(super) sources: &'a Sources,
    pub(super) shapes: &'a ShapeIds,
    /// The closed lists, each once however often it is written.
    pub(super) choices: IndexSet<Vec<String>>,
}

impl Types<'_> {
    /// The type that a field is declared with.
    pub(super) fn of_field(&mut self, place: Place<'_>, field: &ast::Field) -> Result<Type, Wrong> {
        let mut trail = vec![(place.item, field_name(field))];
        let written = field.type_ref().ok_or(Wrong::Unwritten)?;
        self.resolve(place, &written, &mut trail)
    }

    fn resolve(
        &mut self,
        place: Place<'_>,
        written: &TypeRef,
        trail: &mut Vec<(ItemId, String)>,
    ) -> Result<Type, Wrong> {
        match written {
            TypeRef::NamedType(named) => self.named(place.item, named),
            TypeRef::MoneyType(money) => money_type(money).ok_or(Wrong::Unwritten),
            TypeRef::OneOfType(choices) => self.one_of(place.item, choices),
            TypeRef::ListType(list) => {
                let element = list.element().ok_or(Wrong::Unwritten)?;
                self.resolve(place, &element, trail).map(|element| Type::List(Box::new(element)))
            }
            TypeRef::LikeType(like) => self.like(place, like, trail),
        }
    }

    fn named(&self, item: ItemId, named: &ast::NamedType) -> Result<Type, Wrong> {
        let name = named.text().trim().to_owned();
        let built_in =
            BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, built_in)| built_in.clone());
        let object = || self.shapes.object(self.sources, &name).map(Type::Object);
        let record = || self.shapes.record(self.sources, &name).map(Type::Record);
        let unknown = || Wrong::UnknownType(item.span(self.db, named), name.clone());
        built_in.or_else(object).or_else(record).ok_or_else(unknown)
    }

    fn one_of(&mut self, item: ItemId, written: &ast::OneOfType) -> Result<Type, Wrong> {
        let mut choices = IndexSet::new();
        for value in written.values() {
            let at = item.span(self.db, &value);
            let choice = choice(&value).ok_or(Wrong::NotAChoice(at))?;
            if !choices.insert(choice.clone()) {
                return Err(Wrong::ChoiceTwice(at, choice));
            }
        }
        let (place, _) = self.choices.insert_full(choices.into_iter().collect());
        ChoicesId::at(place).map(Type::OneOf).ok_or(Wrong::Unwritten)
    }

    /// The type of another field. What is wrong with that one is said there.
    fn like(
        &mut self,
        place: Place<'_>,
        like: &ast::LikeType,
        trail: &mut Vec<(ItemId, String)>,
    ) -> Result<Type, Wrong> {
        let path = like.field().ok_or(Wrong::Unwritten)?;
        let at = place.item.span(self.db, &path);
        let names: Vec<String> = path.segments().map(|segment| segment.text()).collect();
        match names.as_slice() {
            [field] => self.like_field(place, at, field, trail),
            [owner, field] => {
                let sources = self.sources;
                let object =
                    sources.objects.get(owner).map(|object| (object.item, by_name(object.node.fields())));
                let record =
                    || sources.records.get(owner).map(|record| (record.item, by_name(record.node.fields())));
                let found = object.or_else(record);
                let (item, fields) = found.ok_or_else(|| Wrong::UnknownType(at, owner.clone()))?;
                self.like_field(Place { item, owner, fields: &fields }, at, field, trail)
            }
            _ => Err(Wrong::UnknownField(at, place.owner.to_owned(), path.text())),
        }
    }

    fn like_field(
        &mut self,
        place: Place<'_>,
        at: Span,
        name: &str,
        trail: &mut Vec<(ItemId, String)>,
    ) -> Result<Type, Wrong> {
        let step = (place.item, name.to_owned());
        if let Some((item, first)) = trail.first()
            && (trail.contains(&step) || trail.len() > LONGEST_TRAIL)
        {
            let began_here = (*item, first) == (step.0, &step.1) || trail.len() > LONGEST_TRAIL;
            return Err(if began_here { Wrong::Circle(at, first.clone()) } else { Wrong::Elsewhere });
        }
        let field = place.fields.get(name);
        let field = field.ok_or_else(|| Wrong::UnknownField(at, place.owner.to_owned(), name.to_owned()))?;
        let written = field.type_ref().ok_or(Wrong::Elsewhere)?;
        trail.push(step);
        self.resolve(place, &written, trail).map_err(|wrong| match wrong {
            Wrong::Circle(_, first) => Wrong::Circle(at, first),
            Wrong::Unwritten
            | Wrong::Elsewhere
            | Wrong::UnknownType(..)
            | Wrong::UnknownField(..)
            | Wrong::NotAChoice(_)
            | Wrong::ChoiceTwice(..) => Wrong::Elsewhere,
        })
    }

    /// Says why a type cannot be made out.
    pub(super) fn report(&self, wrong: Wrong, place: Place<'_>, report: &mut Report) {
        match wrong {
            Wrong::Unwritten | Wrong::Elsewhere => {}
            Wrong::UnknownType(at, name) => report.unknown_type(at, &name, nearest(&name, self.names())),
            Wrong::UnknownField(at, owner, field) => {
                let nearest =
                    nearest(&field, place.fields.keys().map(String::as_str)).filter(|_| owner == place.owner);
                report.unknown_field(at, &owner, &field, nearest);
            }
            Wrong::Circle(at, field) => report.like_in_a_circle(at, &field),
            Wrong::NotAChoice(at) => report.not_a_choice(at),
            Wrong::ChoiceTwice(at, value) => report.choice_twice(at, &value),
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let built_in = BUILT_IN.iter().map(|(name, _)| *name);
        let objects = self.sources.objects.iter().map(|object| object.name.as_str());
        let records = self.sources.records.iter().map(|record| record.name.as_str());
        built_in.chain(["money USD"]).chain(objects).chain(records)
    }
}

/// The name of a field; empty while it is missing.
pub(super) fn field_name(field: &ast::Field) -> String {
    field.name().map(|name| name.text()).unwrap_or_default()
}

fn money_type(money: &ast::MoneyType) -> Option<Type> {
    let code = money.currency()?;
    currency(code.text()).map(Type::Money)
}

/// The currency that three letters name.
pub(crate) fn currency(code: &str) -> Option<Currency> {
    let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
    letters.iter().all(u8::is_ascii_uppercase).then_some(Currency(letters))
}

/// The name of a choice: a word, or a text in quotes.
fn choice(value: &ast::Value) -> Option<String> {
    match value {
        ast::Value::Path(path) => path.single().map(|name| name.text()),
        ast::Value::TextLiteral(text) => Some(text.value()),
        ast::Value::YesNoLiteral(_)
        | ast::Value::NumberLiteral(_)
        | ast::Value::PercentLiteral(_)
        | ast::Value::MoneyLiteral(_)
        | ast::Value::DurationLiteral(_)
        | ast::Value::DateLiteral(_)
        | ast::Value::InstantLiteral(_)
        | ast::Value::Call(_)
        | ast::Value::ValueList(_)
        | ast::Value::RecordValue(_) => None,
    }
}
