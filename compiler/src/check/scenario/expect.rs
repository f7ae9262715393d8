//! What a scenario expects of a step.

use super::Reader;
use crate::check::headers::items;
use crate::db::{ItemId, ItemKind, item_syntax};
use crate::diagnostics::nearest;
use crate::scenario::{Because, Expected, Owed};
use charter_grammar::ast::{self, AstNode, ExpectedKind, Item};
use charter_runtime::Outcome;

impl Reader<'_, '_> {
    /// `=> waits for sdr_manager (first_touch)`
    pub(super) fn expected(&mut self, it: &ast::Expectation) -> Option<Expected> {
        let written = it.outcome()?;
        let names: Vec<ast::NameRef> = written.names().collect();
        let outcome = outcome(written.kind()?);
        let mut expected = Expected { outcome, owed: Vec::new(), queue: None, because: self.because(it)? };
        match outcome {
            Outcome::Queue => {
                if let Some(name) = names.first() {
                    expected.queue = Some(self.checker.queue(name)?);
                }
            }
            Outcome::Approve => {
                for choice in written.choices() {
                    let any: Vec<Option<Owed>> = choice.iter().map(|name| self.owed(name)).collect();
                    let any: Option<Vec<Owed>> = any.into_iter().collect();
                    expected.owed.push(any?);
                }
            }
            Outcome::Stop | Outcome::Suggest | Outcome::Draft | Outcome::Execute => {}
        }
        Some(expected)
    }

    /// A role, or a person that the scenario speaks of.
    fn owed(&mut self, name: &ast::NameRef) -> Option<Owed> {
        let text = name.text();
        if let Some(role) = self.checker.vocabulary.roles.get(&text) {
            return Some(Owed::Role(role.id));
        }
        if self.is_person(&text) {
            return Some(Owed::Person(text));
        }
        let at = self.checker.at(name);
        let near = self.checker.vocabulary.roles.nearest(&text).map(str::to_owned);
        self.checker.report.unknown_owed(at, &text, "role or person", near.as_deref());
        None
    }

    /// Given as a person, or the person in a field of an object.
    fn is_person(&self, name: &str) -> bool {
        let in_field = |object: &crate::scenario::Object| {
            object.fields.iter().any(|(_, value)| *value == crate::scenario::Value::Text(name.to_owned()))
        };
        self.people.iter().any(|person| person.id == name) || self.objects.iter().any(in_field)
    }

    fn because(&mut self, it: &ast::Expectation) -> Option<Because> {
        let Some(decisive) = it.syntax().children().find_map(ast::DecisiveRules::cast) else {
            return Some(Because::Unsaid);
        };
        if decisive.is_outside_every_scope() {
            return Some(Because::OutsideEveryScope);
        }
        let names: Vec<ast::NameRef> = decisive.rules().collect();
        let known: Vec<Option<String>> = names.iter().map(|name| self.restriction(name)).collect();
        let known: Option<Vec<String>> = known.into_iter().collect();
        let mut known = known?;
        known.sort();
        Some(Because::Rules(known))
    }

    /// The name of a rule that asks for approval in batches.
    pub(super) fn gate_in_batches(&mut self, name: &ast::NameRef) -> Option<String> {
        let rule = self.restriction(name)?;
        let db = self.checker.db;
        let asks = |item: ItemId| {
            let Some(Item::Rule(syntax)) = item_syntax(db, item) else { return false };
            item.name(db) == rule
                && syntax.syntax().descendants().any(|it| ast::InBatches::can_cast(it.kind()))
        };
        let in_batches = items(db, self.checker.project).any(asks);
        if !in_batches {
            let at = self.checker.at(name);
            self.checker.report.not_in_batches(at, &rule);
        }
        in_batches.then_some(rule)
    }

    /// The name of a gate, stop, limit or requirement.
    fn restriction(&mut self, name: &ast::NameRef) -> Option<String> {
        let (db, text) = (self.checker.db, name.text());
        let restricts = |kind: ItemKind| {
            matches!(kind, ItemKind::Gate | ItemKind::Stop | ItemKind::Limit | ItemKind::Require)
        };
        let rules: Vec<&str> = items(db, self.checker.project)
            .filter(|item| restricts(item.kind(db)))
            .map(|item| item.name(db))
            .collect();
        if rules.contains(&text.as_str()) {
            return Some(text);
        }
        let at = self.checker.at(name);
        self.checker.report.unknown_rule(at, &text, nearest(&text, rules));
        None
    }
}

fn outcome(kind: ExpectedKind) -> Outcome {
    match kind {
        ExpectedKind::Stopped => Outcome::Stop,
        ExpectedKind::Suggestion => Outcome::Suggest,
        ExpectedKind::Draft => Outcome::Draft,
        ExpectedKind::Queued => Outcome::Queue,
        ExpectedKind::Waits => Outcome::Approve,
        ExpectedKind::GoesAhead => Outcome::Execute,
    }
}
