//! Whose a field is: who may write it, who is said to, and whose word it is.

use super::{Fields, Line};
use crate::db::{Db, Project};
use crate::typed::Charter;
use crate::vocabulary::{Origin, vocabulary};
use charter_runtime::Outcome;
use std::collections::BTreeMap;

/// A field, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// Its name.
    pub field: String,
    /// Who writes it, where the charter says so.
    pub written_by: Option<Vec<String>>,
    /// Whether an outsider can write it.
    pub from_external: bool,
    /// The agents that may write it, by an update or by an action that writes it, each with the most that comes of it.
    pub agents: Vec<(String, Outcome)>,
}

/// The fields of an object, in their order.
pub(super) fn ownership(
    db: &dyn Db,
    project: Project,
    charter: &Charter,
    shape: usize,
    lines: &[Line],
) -> Vec<Ownership> {
    let vocabulary = vocabulary(db, project);
    let declared = vocabulary.shapes.get(shape).map_or(&[][..], |shape| &shape.fields);
    let named = charter.schema.shapes.get(shape).map_or(&[][..], |shape| &shape.fields);
    let writes = |action: &str, field: &str| {
        let place = named.iter().position(|of| of.name == field).and_then(|place| u32::try_from(place).ok());
        place.is_some_and(|place| vocabulary.written_by(action).contains(&place))
    };
    let updates: Vec<&Line> = lines.iter().filter(|line| line.action.starts_with("update ")).collect();
    named
        .iter()
        .zip(declared)
        .map(|(field, declared)| {
            let line = updates.iter().find(|line| speaks_of(line, &field.name));
            let cells = line.map_or(&[][..], |line| &line.cells);
            let by_update = charter.schema.agents.iter().zip(cells);
            let by_actions = lines
                .iter()
                .filter(|line| writes(&line.action, &field.name))
                .flat_map(|line| charter.schema.agents.iter().zip(&line.cells));
            let mut most: BTreeMap<&String, Outcome> = BTreeMap::new();
            for (agent, cell) in by_update.chain(by_actions) {
                let Some(comes_to) = cell.comes_to else { continue };
                let known = most.entry(agent).or_insert(comes_to);
                *known = comes_to.max(*known);
            }
            let writers = most.into_iter().map(|(agent, outcome)| (agent.clone(), outcome));
            Ownership {
                field: field.name.clone(),
                written_by: declared.written_by.clone(),
                from_external: declared.origin == Origin::External,
                agents: writers.filter(|(_, outcome)| *outcome > Outcome::Stop).collect(),
            }
        })
        .collect()
}

fn speaks_of(line: &Line, field: &str) -> bool {
    match &line.fields {
        None => false,
        Some(Fields::Every) => true,
        Some(Fields::These(names)) => names.iter().any(|name| name == field),
    }
}
