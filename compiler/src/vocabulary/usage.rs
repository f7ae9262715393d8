//! Declarations that nobody needs.
//!
//! Only what a charter with rules and without errors declares in vain is worth a word: before, it is not finished.

use super::{Vocabulary, vocabulary};
use crate::db::{Db, ItemId, ItemKind, Project, file_items, item_syntax};
use crate::diagnostics::{Diagnostic, Report};
use charter_grammar::SyntaxKind;
use charter_grammar::ast::{AstNode, Clause, Item};
use std::collections::{BTreeMap, BTreeSet};

/// What a finished charter declares in vain.
#[salsa::tracked(returns(deref))]
pub fn declared_in_vain(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let items: Vec<ItemId> =
        project.files(db).iter().flat_map(|&file| file_items(db, file)).copied().collect();
    let mut report = Report::new();
    if items.iter().any(|item| item.kind(db).is_rule()) {
        let vocabulary = vocabulary(db, project);
        unheard_and_unused(db, vocabulary, &items, &mut report);
        idle_agents(db, vocabulary, &items, &mut report);
        unused_definitions(db, &items, &mut report);
        for list in vocabulary.lists.iter().filter(|list| list.values.is_empty()) {
            report.empty_list(list.at, &list.name);
        }
    }
    report.into_diagnostics()
}

fn unheard_and_unused(db: &dyn Db, vocabulary: &Vocabulary, items: &[ItemId], report: &mut Report) {
    let rules = items.iter().filter(|item| !declares(item.kind(db)));
    let used: BTreeSet<&str> = rules.flat_map(|&item| words(db, item)).map(String::as_str).collect();
    for signal in vocabulary.signals.iter().filter(|signal| !used.contains(signal.name.as_str())) {
        report.unheard_signal(signal.at, &signal.name);
    }
    let owners: BTreeSet<_> = vocabulary.queues.iter().map(|queue| queue.queue.owner).collect();
    let idle = vocabulary.roles.iter().filter(|role| role.halts.is_empty() && !owners.contains(&role.id));
    for role in idle.filter(|role| !used.contains(role.name.as_str())) {
        report.unused_role(role.at, &role.name);
    }
}

/// Tables, measures and conditions that nothing else speaks of.
fn unused_definitions(db: &dyn Db, items: &[ItemId], report: &mut Report) {
    let mut spoken_of: BTreeMap<&str, usize> = BTreeMap::new();
    for word in items.iter().flat_map(|&item| words(db, item)) {
        *spoken_of.entry(word).or_default() += 1;
    }
    for item in items.iter().filter(|item| defines(item.kind(db))) {
        let name = item.name(db);
        // It speaks of itself.
        if spoken_of.get(name).is_some_and(|count| *count == 1)
            && let Some(at) = item_syntax(db, *item).and_then(|syntax| syntax.name())
        {
            report.unused_definition(item.span(db, &at), item.kind(db), name);
        }
    }
}

fn defines(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Table | ItemKind::Measure | ItemKind::Condition)
}

/// Whether an item of this kind only declares; what it names is not thereby used.
fn declares(kind: ItemKind) -> bool {
    match kind {
        ItemKind::Role
        | ItemKind::Team
        | ItemKind::Agent
        | ItemKind::Calendar
        | ItemKind::Queue
        | ItemKind::Object
        | ItemKind::Record
        | ItemKind::List
        | ItemKind::Action
        | ItemKind::Signal
        | ItemKind::Usual
        | ItemKind::Scenario => true,
        ItemKind::Segment
        | ItemKind::Table
        | ItemKind::Measure
        | ItemKind::Condition
        | ItemKind::Scope
        | ItemKind::Gate
        | ItemKind::Stop
        | ItemKind::Limit
        | ItemKind::Require
        | ItemKind::Endorse
        | ItemKind::Guarantee => false,
    }
}

/// The words of an item that its author chose.
#[salsa::tracked]
fn words(db: &dyn Db, item: ItemId) -> BTreeSet<String> {
    let Some(syntax) = item_syntax(db, item) else { return BTreeSet::new() };
    let tokens = syntax.syntax().descendants_with_tokens().filter_map(|it| it.into_token());
    tokens.filter(|token| token.kind() == SyntaxKind::Word).map(|token| token.text().to_owned()).collect()
}

fn idle_agents(db: &dyn Db, vocabulary: &Vocabulary, items: &[ItemId], report: &mut Report) {
    let scopes = items.iter().filter(|item| item.kind(db) == ItemKind::Scope);
    let granted: BTreeSet<&str> = scopes.flat_map(|&scope| grantees(db, scope)).map(String::as_str).collect();
    for agent in &vocabulary.agents {
        let by_team = agent.team.as_deref().is_some_and(|team| granted.contains(team));
        if !by_team && !granted.contains(agent.name.as_str()) {
            report.idle_agent(agent.at, &agent.name);
        }
    }
}

/// The agents and teams that a scope is for.
#[salsa::tracked]
fn grantees(db: &dyn Db, scope: ItemId) -> BTreeSet<String> {
    let Some(Item::Scope(scope)) = item_syntax(db, scope) else { return BTreeSet::new() };
    let clauses =
        scope.clauses().filter_map(|clause| if let Clause::ForClause(of) = clause { Some(of) } else { None });
    clauses.flat_map(|of| of.names()).map(|name| name.text()).collect()
}
