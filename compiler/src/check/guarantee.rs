//! Guarantees: read and typed, so that what they say makes sense.

use super::checker::Checker;
use super::situation::{Duty, Situation};
use crate::db::{Db, ItemId, Project, item_syntax};
use crate::diagnostics::Diagnostic;
use charter_grammar::ast::{self, ClaimSubject, Expr, Item};

/// What is found in a guarantee.
#[salsa::tracked]
pub fn check_guarantee(db: &dyn Db, project: Project, item: ItemId) -> Vec<Diagnostic> {
    let mut checker = Checker::new(db, project, item);
    if let Some(Item::Guarantee(guarantee)) = item_syntax(db, item) {
        checker.guarantee(&guarantee);
    }
    checker.into_diagnostics()
}

impl Checker<'_> {
    fn guarantee(&mut self, guarantee: &ast::Guarantee) {
        let shared = guarantee.when().filter_map(|when| when.condition());
        let shared: Vec<Expr> = shared.chain(guarantee.unless().filter_map(|it| it.condition())).collect();
        for claim in guarantee.claims() {
            self.claim(&claim, &shared);
        }
        let at = self.at(guarantee);
        self.report.guarantee_not_proved(at);
    }

    fn claim(&mut self, claim: &ast::GuaranteeClaim, shared: &[Expr]) {
        if let ClaimSubject::Named(name) = claim.subject() {
            self.agents(&name);
        }
        let own = [claim.when().and_then(|it| it.condition()), claim.unless().and_then(|it| it.condition())];
        let conditions: Vec<&Expr> = shared.iter().chain(own.iter().flatten()).collect();
        for action in claim.actions() {
            let Some(touched) = self.touches(&action) else { continue };
            let situation = Situation::of_action(touched.action, Duty::Define);
            for condition in &conditions {
                self.condition(condition, &situation);
            }
        }
    }
}
