//! What is written instead: one field for one field, of the same type, and never two for one.

use super::action::Touched;
use super::checker::Checker;
use super::contradiction::impossible;
use super::headers::items;
use super::{check_rule, logic};
use crate::db::{Db, ItemId, Project, Span};
use crate::diagnostics::Report;
use crate::typed::{Case, Rule};
use charter_grammar::ast::{self, AstNode};

impl Checker<'_> {
    /// Judges what a rule has written instead on one of its actions.
    pub(super) fn judge_instead(
        &mut self,
        rule: &ast::Rule,
        touched: &Touched,
        cases: &[Case],
    ) -> Option<()> {
        let places = cases.iter().filter_map(|case| case.effect.instead);
        let nodes = rule.syntax().descendants().filter_map(ast::WrittenInstead::cast);
        for (instead, node) in places.zip(nodes) {
            let (at, text) = (self.at(&node), node.field()?.text());
            let action = self.action(touched.action)?;
            let Some([field]) = touched.fields.as_deref() else {
                self.report.instead_of_which(at, &text, &action.name);
                return None;
            };
            let shape = self.shape(action.object)?;
            let (from, to) = (shape.fields.get(*field as usize)?, shape.fields.get(instead as usize)?);
            let fits = from.value == to.value && (to.optional || !from.optional) && *field != instead;
            if !fits {
                self.report.instead_misfit(at, &text, &from.name);
                return None;
            }
        }
        Some(())
    }
}

/// Rules that can both apply, each with another field written instead of the same one.
pub(super) fn two_instead(db: &dyn Db, project: Project, report: &mut Report) {
    let rules: Vec<(ItemId, &Rule)> = items(db, project)
        .filter_map(|item| Some((item, check_rule(db, project, item).value.as_ref()?)))
        .filter(|(_, rule)| !rule.shadow && rule.cases.iter().any(|case| case.effect.instead.is_some()))
        .collect();
    for (place, (item, rule)) in rules.iter().enumerate() {
        for (other_item, other) in rules.iter().take(place).filter(|(_, other)| meet(rule, other)) {
            if let (Some(at), Some(first)) = (span(db, *item), span(db, *other_item)) {
                report.two_instead(at, &rule.name, &other.name, first);
            }
        }
    }
}

fn span(db: &dyn Db, item: ItemId) -> Option<Span> {
    super::charter::name_of(db, item)
}

fn meet(one: &Rule, other: &Rule) -> bool {
    one.cases.iter().any(|case| other.cases.iter().any(|other| both_apply(case, other)))
}

fn both_apply(one: &Case, other: &Case) -> bool {
    let differ = one.effect.instead.is_some()
        && other.effect.instead.is_some()
        && one.effect.instead != other.effect.instead;
    differ
        && one.action == other.action
        && !impossible(&logic::all([one.condition.clone(), other.condition.clone()]))
}
