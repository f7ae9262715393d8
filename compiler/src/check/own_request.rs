//! Gates that nobody could open: they ask the very person on whose behalf every scope lets an agent act, and nobody approves
//! their own request.

use super::check_rule;
use super::headers::items;
use crate::db::{Db, ItemId, ItemKind, Project, item_syntax};
use crate::diagnostics::Report;
use crate::typed::{Approver, Atom, Case, Condition, Holder, Operand, Test};
use charter_grammar::ast::{AstNode, NeedsClause};
use charter_runtime::schema::{Path, Root, Subject};

/// Reports each rule that asks for such an approval.
pub(super) fn own_requests(db: &dyn Db, project: Project, report: &mut Report) {
    let cases = |item: ItemId| check_rule(db, project, item).value.iter().flat_map(|rule| &rule.cases);
    let scopes = items(db, project).filter(|item| item.kind(db) == ItemKind::Scope);
    let scopes: Vec<&Case> = scopes.flat_map(cases).collect();
    for item in items(db, project).filter(|item| item.kind(db).is_rule()) {
        let asks_in_vain = |case: &Case| asked(case).any(|approver| is_in_vain(approver, case, &scopes));
        if cases(item).any(asks_in_vain)
            && let Some(needs) = needs(db, item)
        {
            report.only_for_themselves(item.span(db, &needs));
        }
    }
}

/// Everybody whose approval a rule asks of agents.
fn asked(case: &Case) -> impl Iterator<Item = &Approver> {
    let approvals = case.effect.approvals.iter().filter(|_| case.subject == Subject::Agents);
    let stages = approvals.flat_map(|approvals| &approvals.stages);
    stages.flat_map(|stage| stage.steps.iter().flatten())
}

/// Whether whoever is asked is, under every scope that grants it, the one for whom the agent acts.
fn is_in_vain(approver: &Approver, case: &Case, scopes: &[&Case]) -> bool {
    let ([Holder::Person(person)], false) = (approver.any.as_slice(), approver.confirms) else {
        return false;
    };
    let mut granting = scopes.iter().filter(|scope| scope.action == case.action).peekable();
    granting.peek().is_some() && granting.all(|scope| acts_only_for(&scope.condition, person))
}

/// Whether a scope has its agents act on behalf of this person and of nobody else.
fn acts_only_for(condition: &Condition, person: &Path) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().any(|part| acts_only_for(part, person)),
        Condition::Test(Test { atom: Atom::Pair(Operand::Path(one), Operand::Path(other)), .. }) => {
            let is_them = |who: &Path, for_whom: &Path| who.root == Root::Principal && for_whom == person;
            is_them(one, other) || is_them(other, one)
        }
        Condition::Test(_) | Condition::Any(_) | Condition::Not(_) | Condition::Always | Condition::Never => {
            false
        }
    }
}

fn needs(db: &dyn Db, item: ItemId) -> Option<NeedsClause> {
    item_syntax(db, item)?.syntax().descendants().find_map(NeedsClause::cast)
}
