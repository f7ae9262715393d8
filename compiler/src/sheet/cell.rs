//! One cell: what an agent may do to a field, or by an action.

use super::settled::{Known, settled};
use super::{Bound, Cell};
use crate::table::rule_kind;
use crate::typed::{Case, Charter, Condition, Rule, RuleKind};
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, AgentId, Subject};
use std::collections::BTreeMap;

/// What an agent may do.
pub(crate) fn cell(charter: &Charter, action: ActionId, agent: AgentId, field: Option<u32>) -> Cell {
    let known = Known { agent, field };
    let mut cell = Cell::default();
    let mut sure = None;
    let mut bounds: BTreeMap<&str, Bound> = BTreeMap::new();
    for (rule, case) in cases(charter, action) {
        let left = settled(&case.condition, known);
        match (rule.kind, &left) {
            (_, Condition::Never) => {}
            (RuleKind::Scope, left) => {
                let level = case.effect.outcome;
                cell.granted = cell.granted.max(Some(level));
                if *left == Condition::Always {
                    sure = sure.max(Some(level));
                }
                if !cell.scopes.contains(&rule.name) {
                    cell.scopes.push(rule.name.clone());
                }
            }
            (RuleKind::Gate | RuleKind::Stop | RuleKind::Limit | RuleKind::Require, left) => {
                let always = *left == Condition::Always;
                let leaves = case.effect.outcome;
                let bound = Bound { rule: rule.name.clone(), kind: rule_kind(rule.kind), leaves, always };
                let kept = bounds.entry(&rule.name).or_insert_with(|| bound.clone());
                kept.always |= always;
                kept.leaves = kept.leaves.min(leaves);
            }
        }
    }
    let Some(granted) = cell.granted else { return cell };
    cell.conditional = sure < Some(granted);
    cell.rules = bounds.into_values().collect();
    let least = cell.rules.iter().filter(|bound| bound.always).map(|bound| bound.leaves).min();
    cell.comes_to = Some(granted.min(least.unwrap_or(Outcome::Execute)));
    cell
}

/// What the rules for agents that count say of an action.
fn cases(charter: &Charter, action: ActionId) -> impl Iterator<Item = (&Rule, &Case)> {
    let rules = charter.rules.iter().filter(|rule| !rule.shadow);
    rules.flat_map(move |rule| {
        rule.cases
            .iter()
            .filter(move |case| case.action == action && case.subject == Subject::Agents)
            .map(move |case| (rule, case))
    })
}
