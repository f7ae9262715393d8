//! Grants and actions that come to nothing: what nobody may do, and what is granted and always stopped.

use super::charter::name_of;
use super::headers::{Grant, Restriction, grants, items, restriction};
use crate::db::{Db, ItemId, ItemKind, Project, item_syntax};
use crate::diagnostics::{Diagnostic, Report};
use crate::vocabulary::vocabulary;
use charter_grammar::ast::{self, AstNode, Clause, Item};
use charter_runtime::schema::ActionId;
use std::collections::BTreeSet;

/// What a finished charter grants or declares in vain.
#[salsa::tracked(returns(deref))]
pub fn granted_in_vain(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut report = Report::new();
    let of_nobody = items(db, project).any(|item| item.kind(db) == ItemKind::Scope);
    if of_nobody {
        actions_of_nobody(db, project, &mut report);
    }
    teams_of_nobody(db, project, &mut report);
    stopped_grants(db, project, &mut report);
    report.into_diagnostics()
}

/// Declared actions that no scope grants, and that nothing speaks of as done or to be kept from being done.
fn actions_of_nobody(db: &dyn Db, project: Project, report: &mut Report) {
    let vocabulary = vocabulary(db, project);
    let granted: BTreeSet<ActionId> =
        items(db, project).flat_map(|item| grants(db, project, item)).map(|it| it.touched.action).collect();
    let shadowed = items(db, project).flat_map(|item| in_shadow(db, item)).collect::<BTreeSet<&String>>();
    let spoken: BTreeSet<&String> = items(db, project).flat_map(|item| spoken_of(db, item)).collect();
    for action in vocabulary.actions.iter() {
        let is_used =
            granted.contains(&action.id) || spoken.contains(&action.name) || shadowed.contains(&action.name);
        if !is_used {
            report.action_of_nobody(action.at, &action.name);
        }
    }
}

/// What a scope in shadow would grant: it is about to be.
#[salsa::tracked]
fn in_shadow(db: &dyn Db, item: ItemId) -> BTreeSet<String> {
    let Some(Item::Scope(scope)) = item_syntax(db, item) else { return BTreeSet::new() };
    let refs = scope.syntax().descendants().filter_map(ast::ActionRef::cast);
    refs.filter_map(|action| action.verb()).map(|verb| verb.text()).collect()
}

/// The actions that an item speaks of as done, forbids altogether, or lets people do.
#[salsa::tracked]
fn spoken_of(db: &dyn Db, item: ItemId) -> BTreeSet<String> {
    let Some(syntax) = item_syntax(db, item) else { return BTreeSet::new() };
    let events = syntax.syntax().descendants().filter_map(ast::EventRef::cast);
    let done = events.filter_map(|event| event.name_ref());
    let actions = || syntax.syntax().descendants().filter_map(ast::ActionRef::cast);
    let named = actions().filter(|_| is_about_all(&syntax)).filter_map(|action| action.verb());
    done.chain(named).map(|name| name.text()).collect()
}

/// Whether what an item names need not be granted: in a guarantee, or in a rule for people.
fn is_about_all(item: &Item) -> bool {
    match item {
        Item::Guarantee(_) => true,
        Item::Rule(rule) => rule.clauses().any(|clause| matches!(clause, Clause::ForPeopleClause(_))),
        _ => false,
    }
}

/// Scopes for a team that has no agents.
fn teams_of_nobody(db: &dyn Db, project: Project, report: &mut Report) {
    let vocabulary = vocabulary(db, project);
    for item in items(db, project) {
        let Some(Item::Scope(scope)) = item_syntax(db, item) else { continue };
        let lines = scope.clauses().filter_map(|clause| match clause {
            Clause::ForClause(it) => Some(it),
            _ => None,
        });
        for name in lines.flat_map(|line| line.names()) {
            let team = vocabulary.teams.get(&name.text()).filter(|team| team.agents.is_empty());
            if team.is_some() && vocabulary.agents.get(&name.text()).is_none() {
                report.team_of_nobody(item.span(db, &name), &name.text());
            }
        }
    }
}

/// Stops without a condition, of what a scope grants.
fn stopped_grants(db: &dyn Db, project: Project, report: &mut Report) {
    let vocabulary = vocabulary(db, project);
    for stop in items(db, project).filter(|item| item.kind(db) == ItemKind::Stop) {
        let Some(restriction) = restriction(db, project, stop).as_ref().filter(|it| it.always) else {
            continue;
        };
        let granted = items(db, project)
            .flat_map(|scope| grants(db, project, scope).iter().map(move |grant| (scope, grant)));
        let Some((scope, grant)) = granted.into_iter().find(|(_, grant)| covers(restriction, grant)) else {
            continue;
        };
        let action = vocabulary.schema.actions.get(grant.touched.action.index());
        if let (Some(action), Some(at), Some(first)) = (action, name_of(db, stop), name_of(db, scope)) {
            report.stops_everything(at, stop.name(db), &action.name, &grant.scope, first);
        }
    }
}

/// Whether nothing is left of a grant.
fn covers(restriction: &Restriction, grant: &Grant) -> bool {
    restriction.touched.iter().any(|touched| {
        let fields = match (&touched.fields, &grant.touched.fields) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(stopped), Some(granted)) => granted.iter().all(|field| stopped.contains(field)),
        };
        touched.action == grant.touched.action && fields
    })
}
