//! Definitions by themselves: segments, and conditions of an object, whether or not a rule uses them.

use super::checker::Checker;
use super::path::rooted;
use super::situation::{Duty, Situation};
use crate::db::{Db, ItemId, Project, item_syntax};
use crate::diagnostics::Diagnostic;
use charter_grammar::ast::{Expr, Item};
use charter_runtime::schema::{Root, ShapeId, Type};

/// What is found in a segment or a condition of an object. Other definitions mean something only where they are used.
#[salsa::tracked]
pub fn check_definition(db: &dyn Db, project: Project, item: ItemId) -> Vec<Diagnostic> {
    let mut checker = Checker::new(db, project, item);
    let (object, body) = match item_syntax(db, item) {
        Some(Item::Segment(segment)) => (segment.object(), segment.condition()),
        Some(Item::Condition(condition)) => (condition.object(), condition.condition()),
        _ => (None, None),
    };
    if let Some(item @ (Item::Object(_) | Item::Action(_))) = item_syntax(db, item) {
        checker.define_lines(&item);
    }
    let object = object.and_then(|name| checker.vocabulary.objects.get(&name.text()));
    if let (Some(object), Some(body)) = (object.map(|object| object.shape), body) {
        checker.define(object, &body);
    }
    checker.into_diagnostics()
}

impl Checker<'_> {
    fn define(&mut self, object: ShapeId, body: &Expr) {
        self.open.push(self.item);
        let place = rooted(Root::Target, Some(object), Type::Object(object));
        let situation = Situation::bare(Duty::Define).within(self.variable(object), place);
        self.condition(body, &situation);
    }
}
