//! In which session an agent does something on a day: the host's to say, beside what the action carries.

use super::Reader;
use crate::scenario::Value;
use charter_grammar::ast;
use charter_runtime::schema::{Action, Field, ShapeId, Type, Verb};

/// The name under which a step gives its session.
const SESSION: &str = "session";

impl Reader<'_, '_> {
    /// `with session "morning"`, where the action has no field of that name.
    pub(super) fn session(&mut self, action: &Action, it: &ast::ActStep) -> Option<Option<String>> {
        let given = it.values().into_iter().flat_map(|values| values.values());
        let mut given = given.filter(|value| self.is_session(values_of(action), value));
        let Some(value) = given.next().and_then(|given| given.value()) else { return Some(None) };
        let (name, of) = (SESSION.to_owned(), Type::Text);
        let field = Field { name, value: of, optional: false, fresh: None, external: false };
        Some(match self.given(&field, &value)? {
            Value::Text(session) => Some(session),
            _ => None,
        })
    }

    fn is_session(&self, shape: ShapeId, value: &ast::FieldValue) -> bool {
        let has_own = self
            .checker
            .shape(shape)
            .is_some_and(|shape| shape.fields.iter().any(|field| field.name == SESSION));
        !has_own && value.field().is_some_and(|field| field.text() == SESSION)
    }

    /// What a step gives of a shape: everything but the session.
    pub(super) fn own_values(&self, shape: ShapeId, it: &ast::ActStep) -> Vec<ast::FieldValue> {
        let given = it.values().into_iter().flat_map(|values| values.values());
        given.filter(|value| !self.is_session(shape, value)).collect()
    }

    pub(super) fn step_fields(&mut self, shape: ShapeId, it: &ast::ActStep) -> Option<Vec<(String, Value)>> {
        let given = self.own_values(shape, it);
        self.record(shape, given.into_iter())
    }
}

/// The shape of what a step of an action gives: its content, or the fields of its object.
fn values_of(action: &Action) -> ShapeId {
    match action.verb {
        Verb::Declared => action.content,
        Verb::Create | Verb::Read | Verb::Update | Verb::Delete | Verb::Merge | Verb::Export => action.object,
    }
}
