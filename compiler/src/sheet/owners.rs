//! Whose a field is: who may write it, who is said to, and whose word it is.

use super::{Fields, Line};
use crate::db::{Db, Project};
use crate::typed::Charter;
use crate::vocabulary::{Origin, vocabulary};
use charter_runtime::Outcome;

/// A field, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// Its name.
    pub field: String,
    /// Who writes it, where the charter says so.
    pub written_by: Option<Vec<String>>,
    /// Whether an outsider can write it.
    pub from_external: bool,
    /// The agents that may update it, each with the most that comes of it.
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
    let declared = vocabulary(db, project).shapes.get(shape).map_or(&[][..], |shape| &shape.fields);
    let named = charter.schema.shapes.get(shape).map_or(&[][..], |shape| &shape.fields);
    let updates: Vec<&Line> = lines.iter().filter(|line| line.action.starts_with("update ")).collect();
    named
        .iter()
        .zip(declared)
        .map(|(field, declared)| {
            let line = updates.iter().find(|line| speaks_of(line, &field.name));
            let cells = line.map_or(&[][..], |line| &line.cells);
            let agents = charter.schema.agents.iter().zip(cells);
            let writers = agents.filter_map(|(agent, cell)| Some((agent.clone(), cell.comes_to?)));
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
