//! Names that are there twice, or that only look as if they were.

use crate::db::{Db, ItemId, ItemKind, Project, Span, file_items, item_syntax};
use crate::diagnostics::{Diagnostic, Report};
use charter_grammar::ast::AstNode;
use std::collections::BTreeMap;
use unicode_security::confusable_detection::skeleton;

/// Kinds of items of which no two may have one name, because a charter names them in the same places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    /// What a field's type can be.
    Types,
    /// Who acts, and who is asked.
    Actors,
    /// What can happen.
    Events,
    /// What a condition can name.
    Tests,
    /// Calendars.
    Calendars,
    /// Queues.
    Queues,
    /// What a decision lists.
    Rules,
    /// Recorded days.
    Scenarios,
}

/// Every item whose name another one of its family has, or seems to have.
#[salsa::tracked(returns(deref))]
pub fn duplicate_names(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut report = Report::new();
    let mut named: BTreeMap<(Family, &str), ItemId> = BTreeMap::new();
    let mut looks: BTreeMap<(Family, String), ItemId> = BTreeMap::new();
    for &item in project.files(db).iter().flat_map(|&file| file_items(db, file)) {
        let name = item.name(db);
        let Some(family) = family(item.kind(db)).filter(|_| !name.is_empty()) else { continue };
        if let Some(&first) = named.get(&(family, name)) {
            report.duplicate_name(place(db, item), item.kind(db), name, first.kind(db), place(db, first));
            continue;
        }
        named.insert((family, name), item);
        let look: String = skeleton(name).collect();
        if let Some(&first) = looks.get(&(family, look.clone())) {
            report.confusable_names(place(db, item), item.kind(db), name, place(db, first));
        }
        looks.entry((family, look)).or_insert(item);
    }
    report.into_diagnostics()
}

fn family(kind: ItemKind) -> Option<Family> {
    match kind {
        ItemKind::Object | ItemKind::Record => Some(Family::Types),
        ItemKind::Role | ItemKind::Team | ItemKind::Agent => Some(Family::Actors),
        ItemKind::Action | ItemKind::Signal => Some(Family::Events),
        ItemKind::List | ItemKind::Segment | ItemKind::Table | ItemKind::Measure | ItemKind::Condition => {
            Some(Family::Tests)
        }
        ItemKind::Calendar => Some(Family::Calendars),
        ItemKind::Queue => Some(Family::Queues),
        ItemKind::Scope | ItemKind::Gate | ItemKind::Stop | ItemKind::Limit | ItemKind::Require => {
            Some(Family::Rules)
        }
        ItemKind::Scenario => Some(Family::Scenarios),
        ItemKind::Endorse | ItemKind::Guarantee | ItemKind::Usual => None,
    }
}

/// The place of an item's name, or of its sentence.
fn place(db: &dyn Db, item: ItemId) -> Span {
    let syntax = item_syntax(db, item);
    let name = syntax.as_ref().and_then(|syntax| syntax.name()).map(|name| name.syntax().clone());
    let title = || syntax.as_ref().and_then(|syntax| syntax.title()).map(|title| title.syntax().clone());
    let range = name.or_else(title).map(|node| crate::db::trimmed(&node)).unwrap_or_default();
    Span::in_item(db, item, range)
}
