//! Kill switches: what they cover, and why somebody has thrown them.

use super::classify::possibly;
use super::{Inputs, Part};
use crate::ledger::Halted;
use crate::schema::Subject;
use std::collections::BTreeMap;

/// Everything that is halted. Each switch is by itself: letting one go on leaves the others as they are.
pub(crate) type Halts = BTreeMap<Halted, Cause>;

/// Who has halted something, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cause {
    pub(crate) by: String,
    /// Empty where nothing was said.
    pub(crate) because: String,
}

/// The switches that cover a request of an agent, in words.
pub(super) fn covering(inputs: &Inputs<'_, '_>, parts: &[Part<'_>]) -> Vec<String> {
    match inputs.facts.asker.subject() {
        Subject::People => return Vec::new(),
        Subject::Agents => {}
    }
    let covering = inputs.halts.iter().filter(|(halted, _)| covers(inputs, parts, halted));
    covering.map(|(halted, cause)| told(halted, cause)).collect()
}

/// `segment `enterprise` is halted by rita: two complaints`.
fn told(halted: &Halted, Cause { by, because }: &Cause) -> String {
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.escape_debug()) };
    let because = if because.is_empty() { String::new() } else { format!(": {}", because.escape_debug()) };
    format!("{halted} is halted{by}{because}")
}

fn covers(inputs: &Inputs<'_, '_>, parts: &[Part<'_>], halted: &Halted) -> bool {
    let schema = &inputs.table.schema;
    match halted {
        Halted::Everything => true,
        Halted::Agent(name) => inputs.facts.asker.is_agent(name),
        // Of a team that this version of the charter does not have, nobody knows who was in it.
        Halted::Team(name) => schema.teams.iter().find(|team| team.name == *name).is_none_or(|team| {
            let agents = team.agents.iter().filter_map(|agent| schema.agents.get(agent.index()));
            agents.into_iter().any(|agent| inputs.facts.asker.is_agent(agent))
        }),
        Halted::Action(name) => *name == inputs.request.action_name,
        Halted::Segment(name) => touches(inputs, parts, name),
    }
}

/// Whether a request possibly touches a segment. One that this version of the charter does not know is anything.
fn touches(inputs: &Inputs<'_, '_>, parts: &[Part<'_>], segment: &str) -> bool {
    let mut known = inputs.table.schema.halts.iter().flat_map(|halt| &halt.segments);
    if !known.any(|known| known == segment) {
        return true;
    }
    let rows = inputs.request.action.and_then(|action| inputs.table.actions.get(action.index()));
    let named = rows.into_iter().flat_map(|rows| &rows.segments).filter(|(name, _)| name == segment);
    let content = inputs.facts.complete(inputs.request, &inputs.table.schema);
    let mut formulas = named.map(|(_, formula)| *formula);
    formulas.any(|formula| {
        parts.iter().any(|part| {
            let scene = inputs.scene(inputs.request, &content, part.target, part.field);
            possibly(inputs.table, formula, &scene)
        })
    })
}
