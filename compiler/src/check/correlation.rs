//! What a question to the ledger has to do with the request at hand: questions about nobody in particular, and keys that only look
//! alike.

use super::checker::Checker;
use super::path::rooted;
use super::situation::Situation;
use crate::db::ItemKind;
use crate::typed::{Event, Figure, Operand};
use charter_grammar::ast::{self, QueryKind};
use charter_runtime::schema::{Path, Root, Step, Type};

impl Checker<'_> {
    /// Whether anything like it has ever happened to anybody is seldom what a rule about one object asks.
    pub(super) fn about_somebody(&mut self, it: &ast::EventQuery, asked: &Operand, situation: &Situation) {
        let Operand::Figure(figure) = asked else { return };
        if self.item.kind(self.db) == ItemKind::Measure {
            // What a measure is kept by, it says itself.
            return;
        }
        let (Some(event_ref), Some(source)) = (it.event(), figure.sources.first()) else { return };
        if !asks_whether(it.kind()) || is_narrowed(it, figure) || situation.this.is_some() {
            return;
        }
        let Some(path) = self.leading_to(source.event, situation) else { return };
        let word = match source.event {
            Event::Did(_) => "to",
            Event::Signal(_) => "about",
        };
        let (at, after) = (self.at(it), self.at(&event_ref).end());
        self.report.about_nobody(at, after, self.event_name(source.event), word, &path);
    }

    /// The path by which a rule names the object that an event can be about, starting at what its action is on.
    fn leading_to(&self, event: Event, situation: &Situation) -> Option<String> {
        let id = situation.action?;
        let (object, subject) = (self.action(id)?.object, self.subject(event)?);
        if self.reference_to(subject, &Type::Object(object)).is_ok() {
            return Some(self.target_variable(id).to_owned());
        }
        let way = self.reference_to(object, &Type::Object(subject)).ok()?;
        Some(self.text_of(&way, Some(id)))
    }

    /// The way from an event to a key of the request goes by another name than the key has.
    pub(super) fn same_meaning(&mut self, at: &ast::Path, key: &Path, of_event: &Path, event: Event) {
        let (Some(own), Some(other)) = (self.last_name(key), self.last_name(of_event)) else { return };
        if own == other || key.root == Root::Request {
            return;
        }
        let of_event = self.text_of(of_event, None);
        let at_key = self.at(at);
        self.report.key_of_another_name(at_key, &at.text(), self.event_name(event), &of_event);
    }

    /// The name of the field that a path ends in.
    fn last_name(&self, path: &Path) -> Option<&str> {
        let (last, before) = path.steps.split_last()?;
        let Step::Field(index) = last else { return None };
        let mut shape = path.shape?;
        for step in before {
            let Step::Field(index) = step else { return None };
            let field = self.shape(shape)?.fields.get(*index as usize)?;
            shape = super::path::shape_at(&rooted(Root::Target, None, field.value.clone()))?;
        }
        Some(self.shape(shape)?.fields.get(*index as usize)?.name.as_str())
    }
}

/// Whether it is asked that something has happened, and not how often or how much.
fn asks_whether(kind: QueryKind) -> bool {
    match kind {
        QueryKind::Any | QueryKind::No | QueryKind::TimeSince => true,
        QueryKind::Count | QueryKind::CountDifferent | QueryKind::Sum | QueryKind::Share => false,
    }
}

/// Whether it is about some events only: of an object, by an agent, in a session, or with something to them.
fn is_narrowed(it: &ast::EventQuery, figure: &Figure) -> bool {
    !figure.key.is_empty() || it.targets().next().is_some() || it.filter().is_some()
}
