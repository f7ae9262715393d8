//! One cell: what an agent may do to a field, or by an action.

use super::settled::{Known, settled};
use super::{Bound, Cell};
use crate::table::rule_kind;
use crate::typed::{Case, Charter, Condition, Rule, RuleKind};
use crate::vocabulary::led_to;
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, AgentId, Consequence, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// What an agent may do, with what that leads to.
pub(crate) fn cell(charter: &Charter, action: ActionId, agent: AgentId, field: Option<u32>) -> Cell {
    let mut cell = by_itself(charter, action, agent, field);
    let Some(granted) = cell.granted else { return cell };
    let reached = led_to(&charter.schema.actions, action.index());
    // What this action leads to, and what that leads to; what others lead to is theirs.
    let on_the_way = reached.iter().copied().chain([action.index()]);
    let on_the_way: Vec<&Consequence> = on_the_way
        .filter_map(|place| charter.schema.actions.get(place))
        .flat_map(|action| &action.leads_to)
        .collect();
    for led in reached.into_iter().filter_map(ActionId::at).filter(|led| *led != action) {
        let Some(of) = charter.schema.actions.get(led.index()) else { continue };
        let consequences = on_the_way.iter().filter(|consequence| consequence.action == led);
        let fields: BTreeSet<Option<u32>> = consequences
            .flat_map(|consequence| match consequence.fields.as_slice() {
                [] => vec![None],
                fields => fields.iter().copied().map(Some).collect(),
            })
            .collect();
        let levels: Vec<Cell> =
            fields.into_iter().map(|field| by_itself(charter, led, agent, field)).collect();
        let least = levels.iter().map(|led| led.granted).min().flatten();
        cell.conditional |= levels.iter().any(|led| led.conditional);
        if least < Some(granted) {
            cell.leads_to.push((of.name.clone(), least));
        }
    }
    let least = cell.leads_to.iter().map(|(_, least)| least.unwrap_or(Outcome::Stop)).min();
    cell.comes_to = cell.comes_to.min(least.or(cell.comes_to));
    cell
}

fn by_itself(charter: &Charter, action: ActionId, agent: AgentId, field: Option<u32>) -> Cell {
    let known = Known { agent, field };
    let mut cell = Cell::default();
    let mut sure = None;
    let mut granting: Vec<(String, Outcome)> = Vec::new();
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
                granting.push((rule.name.clone(), level));
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
    for (scope, level) in granting {
        if level == granted && !cell.scopes.contains(&scope) {
            cell.scopes.push(scope);
        } else if level < granted && cell.conditional && Some(level) >= sure {
            cell.lesser.push((scope, level));
        }
    }
    cell.lesser.retain(|(scope, _)| !cell.scopes.contains(scope));
    cell.lesser.dedup();
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
