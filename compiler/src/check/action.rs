//! Which action, which of its fields, and which agents a clause names.

use super::checker::Checker;
use super::logic;
use super::path::touched;
use crate::db::ItemKind;
use crate::typed::{Condition, Constant, Operand};
use crate::vocabulary::Vocabulary;
use charter_grammar::ast::{self, AstNode};
use charter_runtime::schema::{ActionId, AgentId, ShapeId, Verb};

/// An action, and the fields of its object that a clause names; `None` for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Touched {
    pub(super) action: ActionId,
    pub(super) fields: Option<Vec<u32>>,
}

impl Checker<'_> {
    /// The action that a clause names, with its fields; reports what it does not find.
    pub(super) fn touches(&mut self, action: &ast::ActionRef) -> Option<Touched> {
        let verb = action.verb()?;
        let id = match action.object() {
            Some(object) => self.built_in(&verb, Some(&object))?,
            None => self.declared(&verb)?,
        };
        match action.field_names() {
            None => Some(Touched { action: id, fields: None }),
            Some(names) => {
                self.fields_of(id, &names).map(|fields| Touched { action: id, fields: Some(fields) })
            }
        }
    }

    /// The fields that are named of what an action is on.
    pub(super) fn fields_of(&mut self, action: ActionId, names: &ast::FieldNames) -> Option<Vec<u32>> {
        let known = self.action(action)?;
        if !known.verb.has_fields() {
            let at = self.at(names);
            self.report.no_fields_to_name(at, &known.name);
            return None;
        }
        let named: Vec<Option<u32>> =
            names.names().map(|name| self.field_named(known.object, &name)).collect();
        let named: Option<Vec<u32>> = named.into_iter().collect();
        Some(if names.is_except() { self.all_but(known.object, &named?) } else { named? })
    }

    fn declared(&mut self, name: &ast::NameRef) -> Option<ActionId> {
        let text = name.text();
        if let Some(action) = self.vocabulary.actions.get(&text) {
            return Some(action.id);
        }
        if verb(&text).is_some() {
            return self.built_in(name, None);
        }
        self.unknown(name, ItemKind::Action, self.vocabulary.actions.nearest(&text));
        None
    }

    /// One of the verbs that every object has.
    pub(super) fn built_in(
        &mut self,
        name: &ast::NameRef,
        object: Option<&ast::NameRef>,
    ) -> Option<ActionId> {
        let (at, text) = (self.at(name), name.text());
        let Some(object) = object else {
            self.report.verb_without_object(at, &text);
            return None;
        };
        if verb(&text).is_none() {
            let action = object.text();
            let is_action = verb(&action).is_some() || self.vocabulary.actions.get(&action).is_some();
            if is_action && name.syntax().ancestors().any(|above| ast::MayClause::can_cast(above.kind())) {
                self.report.unknown_level(at, &text, &action);
            } else {
                self.report.unknown_verb(at, &text);
            }
            return None;
        }
        let found = built_in(self.vocabulary, &text, &object.text());
        if found.is_none() {
            self.unknown(object, ItemKind::Object, self.vocabulary.objects.nearest(&object.text()));
        }
        found
    }

    /// A field of an object, by name.
    pub(super) fn field_named(&mut self, object: ShapeId, name: &ast::NameRef) -> Option<u32> {
        let text = name.text();
        let found = field_index(self.vocabulary, object, &text);
        if found.is_none() {
            let at = self.at(name);
            let shape = self.shape(object)?;
            let derived = self.vocabulary.shapes.get(object.index()).and_then(|it| it.derived.get(&text));
            if let Some(line) = derived {
                self.report.field_is_derived(at, &shape.name, &text, line.at);
                return None;
            }
            let nearest =
                crate::diagnostics::nearest(&text, shape.fields.iter().map(|field| field.name.as_str()));
            self.report.unknown_field(at, &shape.name, &text, nearest);
        }
        found
    }

    fn all_but(&self, object: ShapeId, except: &[u32]) -> Vec<u32> {
        fields_but(self.vocabulary, object, except)
    }

    /// The agents that a name stands for: one, or those of a team.
    pub(super) fn agents(&mut self, name: &ast::NameRef) -> Option<Vec<AgentId>> {
        let text = name.text();
        let found = self.agents_named(&text);
        if found.is_none() {
            let nearest = self.vocabulary.agents.nearest(&text).or(self.vocabulary.teams.nearest(&text));
            self.unknown(name, ItemKind::Agent, nearest);
        }
        found
    }

    /// The agent of this name, or those of the team of this name.
    pub(super) fn agents_named(&self, name: &str) -> Option<Vec<AgentId>> {
        let agent = self.vocabulary.agents.get(name).map(|agent| vec![agent.id]);
        agent.or_else(|| self.vocabulary.teams.get(name).map(|team| team.agents.clone()))
    }
}

/// Only such fields are touched.
pub(super) fn touching(fields: Option<&[u32]>) -> Condition {
    match fields {
        None => Condition::Always,
        Some(fields) => {
            let places = fields.iter().map(|field| Constant::Ordinal(i128::from(*field)));
            logic::one_of(Operand::Path(touched()), places)
        }
    }
}

/// The verb that a word is.
pub(super) fn verb(word: &str) -> Option<Verb> {
    match word {
        "create" => Some(Verb::Create),
        "read" => Some(Verb::Read),
        "update" => Some(Verb::Update),
        "delete" => Some(Verb::Delete),
        "merge" => Some(Verb::Merge),
        "export" => Some(Verb::Export),
        _ => None,
    }
}

/// A built-in verb on an object.
pub(super) fn built_in(vocabulary: &Vocabulary, verb: &str, object: &str) -> Option<ActionId> {
    let name = format!("{verb} {object}");
    let place = vocabulary.schema.actions.iter().position(|action| action.name == name)?;
    ActionId::at(place)
}

/// The place of a field.
pub(super) fn field_index(vocabulary: &Vocabulary, shape: ShapeId, name: &str) -> Option<u32> {
    let fields = &vocabulary.schema.shapes.get(shape.index())?.fields;
    fields.iter().position(|field| field.name == name).and_then(|place| u32::try_from(place).ok())
}

/// All fields of a shape but these.
pub(super) fn fields_but(vocabulary: &Vocabulary, shape: ShapeId, except: &[u32]) -> Vec<u32> {
    let count = vocabulary.schema.shapes.get(shape.index()).map_or(0, |shape| shape.fields.len());
    (0..u32::try_from(count).unwrap_or(0)).filter(|field| !except.contains(field)).collect()
}
