//! Values that a scenario gives: typed by the fields that they are for.

use super::Reader;
use crate::check::constant::{Kind, Literal, describe};
use crate::scenario::{Person, Value, endorsed};
use charter_grammar::ast;
use charter_runtime::schema::{Field, ShapeId, Type};
use jiff::{SignedDuration, Timestamp};

impl Reader<'_, '_> {
    /// The values of a shape's fields.
    pub(super) fn fields(
        &mut self,
        shape: ShapeId,
        values: Option<ast::FieldValues>,
    ) -> Option<Vec<(String, Value)>> {
        let given: Vec<ast::FieldValue> = values.into_iter().flat_map(|values| values.values()).collect();
        self.record(shape, given.into_iter())
    }

    pub(super) fn record(
        &mut self,
        shape: ShapeId,
        given: impl Iterator<Item = ast::FieldValue>,
    ) -> Option<Vec<(String, Value)>> {
        // All of them are read before one that is wrong ends it, so that each is reported.
        let read: Vec<Option<(String, Value)>> = given.map(|value| self.field_value(shape, &value)).collect();
        read.into_iter().collect()
    }

    fn field_value(&mut self, shape: ShapeId, given: &ast::FieldValue) -> Option<(String, Value)> {
        let name = given.field()?;
        let index = self.checker.field_named(shape, &name)?;
        let field = self.checker.shape(shape)?.fields.get(index as usize)?;
        let value = self.given(field, &given.value()?)?;
        if !given.is_from_external() && given.endorsed_by().is_none() {
            return Some((field.name.clone(), value));
        }
        if !self.checker.vocabulary.objects.iter().any(|object| object.shape == shape) {
            let at = self.checker.at(given);
            self.checker.report.origin_of_no_record(at, &field.name);
            return None;
        }
        let value = if given.is_from_external() { Value::External(Box::new(value)) } else { value };
        let Some(by) = given.endorsed_by().map(|by| by.text()) else {
            return Some((field.name.clone(), value));
        };
        let person = self.people.iter().find(|person| person.id == by).cloned();
        let person = person.unwrap_or(Person { id: by, roles: Vec::new() });
        endorsed(&[(field.name.clone(), value)], &[person], self.checker.schema()).pop()
    }

    pub(super) fn given(&mut self, field: &Field, value: &ast::Value) -> Option<Value> {
        let word = match value {
            ast::Value::Path(path) => path.text(),
            _ => String::new(),
        };
        match word.as_str() {
            "unknown" => Some(Value::Unknown),
            "empty" if field.optional => Some(Value::Empty),
            "none" if matches!(field.value, Type::List(_)) => Some(Value::List(Vec::new())),
            "none" if field.optional => Some(Value::Empty),
            _ => self.of_type(&field.name, &field.value, value),
        }
    }

    fn of_type(&mut self, field: &str, wanted: &Type, value: &ast::Value) -> Option<Value> {
        match (wanted, value) {
            (Type::List(element), ast::Value::ValueList(list)) => {
                let items: Vec<Option<Value>> =
                    list.values().map(|item| self.of_type(field, element, &item)).collect();
                let items: Option<Vec<Value>> = items.into_iter().collect();
                items.map(Value::List)
            }
            (Type::List(element), one) => self.of_type(field, element, one).map(|one| Value::List(vec![one])),
            (Type::Record(shape), ast::Value::RecordValue(record)) => {
                self.record(*shape, record.values()).map(Value::Record)
            }
            (Type::Object(shape), ast::Value::Path(path)) if path.single().is_some() => {
                self.object(&path.single()?, *shape).map(Value::Text)
            }
            (Type::Person, ast::Value::Path(path)) if path.single().is_some() => {
                path.single().map(|name| Value::Text(name.text()))
            }
            (wanted, value) => self.plain(field, wanted, value),
        }
    }

    fn plain(&mut self, field: &str, wanted: &Type, value: &ast::Value) -> Option<Value> {
        let literal = match value {
            ast::Value::Call(_) | ast::Value::ValueList(_) | ast::Value::RecordValue(_) => None,
            value => Some(self.checker.literal(value)?),
        };
        let at = self.checker.at(value);
        let fits = |literal: &Literal| literal.beside(&Kind::Of(wanted.clone()), self.checker.schema());
        match literal {
            Some(literal) if fits(&literal).is_ok() => document(&literal, wanted),
            _ => {
                let what = describe(wanted, self.checker.schema());
                self.checker.report.value_misfit(at, field, &what);
                None
            }
        }
    }
}

/// A literal as documents hold it.
fn document(literal: &Literal, wanted: &Type) -> Option<Value> {
    Some(match literal {
        Literal::Number(number) | Literal::Percent(number) => Value::Number(*number),
        Literal::Money(amount, currency) => Value::Money(*amount, *currency),
        Literal::Duration(length) => Value::Text(SignedDuration::from_nanos(*length).to_string()),
        Literal::Date(days) => {
            let epoch = jiff::civil::Date::constant(1970, 1, 1);
            Value::Text(epoch.checked_add(jiff::Span::new().try_days(*days).ok()?).ok()?.to_string())
        }
        Literal::Instant(moment) => Value::Text(Timestamp::from_nanosecond(*moment).ok()?.to_string()),
        Literal::Word(word) if *wanted == Type::YesNo => Value::YesNo(word == "yes"),
        Literal::Text(text) | Literal::Word(text) => Value::Text(text.clone()),
    })
}
