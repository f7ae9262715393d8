//! The permission sheet: which agent may do what to which object and fields, how far, and what comes between.
//!
//! It is what those who sign off on agents and those who audit them know from other systems: a table that is read. Each cell
//! holds the most that a scope may grant, what of that is left by rules that always apply, and the rules that may apply
//! besides. Cells are worked out from the typed rules with the agent and the field put in, so that a cell never says less
//! than what a request may come to.

mod cell;
mod owners;
mod segments;
mod settled;
mod written;

use crate::check::typed_charter;
use crate::db::{Db, Project};
use crate::typed::Charter;
use charter_runtime::Outcome;
use charter_runtime::schema::{Action, ActionId, AgentId, Verb};
use charter_runtime::table::model::RuleKind;

pub(crate) use cell::cell;
pub use owners::Ownership;
pub use segments::{Asked, Reach, reaches};
pub(crate) use settled::{Known, settled_with};

/// What every agent of a project may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The agents, a column each, by name, with those marked that are only watched.
    pub agents: Vec<String>,
    /// The objects, by name.
    pub objects: Vec<OfObject>,
    /// The rules that cells speak of, and those that are only watched, by name.
    pub rules: Vec<Written>,
}

/// What may be done to one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfObject {
    /// Its name.
    pub name: String,
    /// What may be done: first the actions that the charter declares, then the verbs that every object has.
    pub lines: Vec<Line>,
    /// Its fields, and whose they are.
    pub fields: Vec<Ownership>,
}

/// An action, or a verb and the fields of which the same is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The action: `send_email`, `update Contact`.
    pub action: String,
    /// The fields; `None` for an action that is not about fields.
    pub fields: Option<Fields>,
    /// What each agent may do, in the order of [`Sheet::agents`].
    pub cells: Vec<Cell>,
}

/// Fields of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fields {
    /// All of them.
    Every,
    /// These.
    These(Vec<String>),
}

/// What one agent may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The most that a scope may grant; `None` where no scope grants it to this agent.
    pub granted: Option<Outcome>,
    /// What that comes to at most, by the rules that apply whatever the request.
    pub comes_to: Option<Outcome>,
    /// Whether it is granted under conditions only.
    pub conditional: bool,
    /// The scopes that may grant that much, by name.
    pub scopes: Vec<String>,
    /// The scopes that grant less, by name, each with how much.
    pub lesser: Vec<(String, Outcome)>,
    /// What it leads to and what is granted less of that, by name: it comes to no more than the least of these.
    pub leads_to: Vec<(String, Option<Outcome>)>,
    /// The rules that apply, or may apply, by name.
    pub rules: Vec<Bound>,
}

/// A rule that comes between.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound {
    /// Its name.
    pub rule: String,
    /// What it is.
    pub kind: RuleKind,
    /// What it leaves where it applies.
    pub leaves: Outcome,
    /// Whether it applies whatever the request.
    pub always: bool,
}

/// A rule as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RuleKind,
    /// The sentence that people are shown.
    pub sentence: Option<String>,
    /// Its clauses, each on one line.
    pub clauses: Vec<String>,
    /// Where it stands: `rules.charter:12`.
    pub source: String,
    /// Whether it is only watched.
    pub shadow: bool,
}

/// The permission sheet of a project; `None` while the project has errors.
pub fn sheet(db: &dyn Db, project: Project) -> Option<Sheet> {
    let charter = typed_charter(db, project).value.as_ref()?;
    let mut objects: Vec<OfObject> = Vec::new();
    for (place, shape) in charter.schema.shapes.iter().enumerate() {
        let actions = charter.schema.actions.iter().enumerate();
        let of_shape = actions.filter(|(_, action)| action.object.index() == place);
        let lines: Vec<Line> = of_shape.flat_map(|(id, action)| lines(charter, id, action)).collect();
        if lines.is_empty() {
            continue;
        }
        let fields = owners::ownership(db, project, charter, place, &lines);
        objects.push(OfObject { name: shape.name.clone(), lines, fields });
    }
    objects.sort_by(|left, right| left.name.cmp(&right.name));
    let rules = written::rules(db, project, charter, &objects);
    let watched = |place: usize| charter.schema.watched.iter().any(|agent| agent.index() == place);
    let agents = charter.schema.agents.iter().enumerate();
    let agents = agents.map(
        |(place, name)| {
            if watched(place) { format!("{name} (only watched)") } else { name.clone() }
        },
    );
    Some(Sheet { agents: agents.collect(), objects, rules })
}

/// The lines of one action: one, or for verbs that are about fields, one for all fields of which the same is to be said.
fn lines(charter: &Charter, id: usize, action: &Action) -> Vec<Line> {
    let Some(id) = ActionId::at(id) else { return Vec::new() };
    let cells = |field| -> Vec<Cell> {
        let agents = (0..charter.schema.agents.len()).filter_map(AgentId::at);
        agents.map(|agent| cell(charter, id, agent, field)).collect()
    };
    if !action.verb.has_fields() || action.verb == Verb::Declared {
        return vec![Line { action: action.name.clone(), fields: None, cells: cells(None) }];
    }
    let shape = charter.schema.shapes.get(action.object.index());
    let names = shape.into_iter().flat_map(|shape| &shape.fields).map(|field| field.name.clone());
    let mut lines: Vec<(Vec<String>, Vec<Cell>)> = Vec::new();
    let mut count = 0;
    for (place, name) in (0_u32..).zip(names) {
        count += 1;
        let cells = cells(Some(place));
        match lines.iter_mut().find(|(_, same)| *same == cells) {
            Some((fields, _)) => fields.push(name),
            None => lines.push((vec![name], cells)),
        }
    }
    let fields = |names: Vec<String>| if names.len() == count { Fields::Every } else { Fields::These(names) };
    lines
        .into_iter()
        .map(|(names, cells)| Line { action: action.name.clone(), fields: Some(fields(names)), cells })
        .collect()
}

#[cfg(test)]
mod tests;
