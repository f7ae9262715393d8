//! Blast radius: the most that each agent can do in one day, and which rule says so.
//!
//! The figures are upper bounds, read off scopes and limits: a rule counts where it applies whatever the request, and a limit
//! under a condition bounds nothing. A day is a calendar day of 24 hours in the project's zone. How many records there are is
//! given, or assumed: they are those that there are when it begins, and what is created that day comes on top.

mod caps;
mod day;
mod population;

use crate::check::typed_charter;
use crate::db::{Db, Project};
use crate::sheet::{Cell, cell};
use crate::typed::Charter;
use crate::vocabulary::{Vocabulary, vocabulary};
use caps::{Cap, Counts, caps};
use charter_runtime::Outcome;
use charter_runtime::schema::{Action, ActionId, AgentId, ShapeId, Verb};
use std::collections::BTreeSet;

pub use population::{ASSUMED, Population};

/// What one agent can do by one action in a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Radius {
    /// The agent.
    pub agent: String,
    /// The action.
    pub action: String,
    /// The object that it is on.
    pub object: String,
    /// Without anybody.
    pub unattended: Most,
    /// With people who approve everything that they may.
    pub attended: Most,
}

/// The most that can happen in a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Most {
    /// How often; `None` where nothing bounds it.
    pub times: Option<u64>,
    /// To how many different records; `None` where nothing bounds it.
    pub records: Option<u64>,
    /// What bounds how often.
    pub by: Bound,
    /// What bounds to how many, where that is a limit of its own.
    pub records_by: Option<String>,
    /// Amounts that are bounded too: `500 USD of request.cost`, and the limit that says so.
    pub amounts: Vec<Amount>,
}

/// An amount that a limit bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The most of it in a day, in billionths of its unit.
    pub most: i128,
    /// The currency, where it is money.
    pub currency: Option<String>,
    /// What is added up: `cost`.
    pub of: String,
    /// The limit.
    pub rule: String,
}

/// What bounds something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Nothing.
    Nothing,
    /// How many records there are, each of which can be touched once.
    Population,
    /// A rule: a limit, or one that always applies.
    Rule(String),
    /// A scope grants no more than this.
    Granted(Outcome),
}

/// What figures hang on.
struct World<'a> {
    charter: &'a Charter,
    population: &'a Population,
    /// The fields that some agent may write: what lies behind one of them can be another thing a minute later.
    written: BTreeSet<(ShapeId, u32)>,
}

/// What every agent of a project can do in a day, by agent and action. What no scope grants is left out; `None` while the
/// project has errors.
pub fn radius(db: &dyn Db, project: Project, population: &Population) -> Option<Vec<Radius>> {
    let charter = typed_charter(db, project).value.as_ref()?;
    let written = written(charter, vocabulary(db, project));
    Some(of_world(&World { charter, population, written }))
}

/// The fields that some agent may write, by itself or once people have approved it: by an update, or by an action that writes
/// them.
fn written(charter: &Charter, vocabulary: &Vocabulary) -> BTreeSet<(ShapeId, u32)> {
    let mut written = BTreeSet::new();
    let agents = || (0..charter.schema.agents.len()).filter_map(AgentId::at);
    for (id, action) in charter.schema.actions.iter().enumerate() {
        let Some(id) = ActionId::at(id) else { continue };
        let goes_ahead = |field| {
            let mut levels = agents().filter_map(|agent| cell(charter, id, agent, field).comes_to);
            levels.any(|level| level >= Outcome::Queue)
        };
        let fields = charter.schema.shapes.get(action.object.index()).map_or(0, |shape| shape.fields.len());
        match action.verb {
            Verb::Update => {
                let all = (0_u32..).take(fields).filter(|field| goes_ahead(Some(*field)));
                written.extend(all.map(|field| (action.object, field)));
            }
            Verb::Declared if goes_ahead(None) => {
                let writes = vocabulary.written_by(&action.name);
                written.extend(writes.iter().map(|field| (action.object, *field)));
            }
            _ => {}
        }
    }
    written
}

fn of_world(world: &World<'_>) -> Vec<Radius> {
    let charter = world.charter;
    let agents = (0..charter.schema.agents.len()).filter_map(AgentId::at);
    let of_agent = |agent: AgentId| {
        let actions = charter.schema.actions.iter().enumerate();
        actions.filter_map(move |(id, action)| {
            let id = ActionId::at(id)?;
            let ways = ways(charter, id, action, agent);
            let most = |without: bool| most(world, action, &ways, without);
            Some(Radius {
                agent: charter.schema.agents.get(agent.index())?.clone(),
                action: action.name.clone(),
                object: charter.schema.shapes.get(action.object.index())?.name.clone(),
                unattended: most(true)?,
                attended: most(false)?,
            })
        })
    };
    agents.flat_map(of_agent).collect()
}

/// One way to do an action: for verbs that are about fields, one for each field.
struct Way {
    cell: Cell,
    caps: Vec<Cap>,
}

fn ways(charter: &Charter, id: ActionId, action: &Action, agent: AgentId) -> Vec<Way> {
    let shape = charter.schema.shapes.get(action.object.index());
    let fields = shape.map_or(0, |shape| u32::try_from(shape.fields.len()).unwrap_or(u32::MAX));
    let fields: Vec<Option<u32>> =
        if action.verb.has_fields() { (0..fields).map(Some).collect() } else { vec![None] };
    let way = |field| Way { cell: cell(charter, id, agent, field), caps: caps(charter, id, agent, field) };
    fields.into_iter().map(way).filter(|way| way.cell.granted.is_some()).collect()
}

/// The most of the ways; `None` where there is none.
fn most(world: &World<'_>, action: &Action, ways: &[Way], unattended: bool) -> Option<Most> {
    let of_each = ways.iter().map(|way| of_way(world, action, way, unattended));
    of_each.max_by_key(|most| (most.times.is_none(), most.times, most.records.is_none(), most.records))
}

fn of_way(world: &World<'_>, action: &Action, way: &Way, unattended: bool) -> Most {
    if let Some(by) = prevented(&way.cell, unattended) {
        return Most { times: Some(0), records: Some(0), by, records_by: None, amounts: Vec::new() };
    }
    let all = world.population.of(world.charter, action.object);
    let binding: Vec<&Cap> =
        way.caps.iter().filter(|cap| unattended || cap.leaves < Outcome::Queue).collect();
    let day = |cap: &Cap, records: u64| day::most(world, cap, records);
    // What is created was not there before, and nothing says how much of it there will be.
    let mut records = if action.verb == Verb::Create { u64::MAX } else { all };
    let mut records_by = None;
    for cap in binding.iter().filter(|cap| cap.counts == Counts::Records) {
        if let Some(fewer) = day(cap, records).filter(|most| *most < records) {
            (records, records_by) = (fewer, Some(cap.rule.clone()));
        }
    }
    let (mut times, mut by) = (None, Bound::Nothing);
    for cap in binding.iter().filter(|cap| cap.counts == Counts::Times) {
        let Some(most) = day(cap, records).filter(|most| *most < u64::MAX) else { continue };
        if times.is_none_or(|times| most < times) {
            (times, by) = (Some(most), Bound::Rule(cap.rule.clone()));
        }
    }
    if action.verb == Verb::Delete || action.verb == Verb::Merge {
        // What is gone cannot go again.
        if times.is_none_or(|times| records < times) {
            (times, by) = (Some(records), Bound::Population);
        }
    }
    let amounts = binding.iter().filter_map(|cap| day::amount(world, cap, records));
    let amounts = amounts.collect();
    // Two of a kind are two records.
    let of_each = match &action.second {
        Some(second) if second.object == action.object => 2,
        _ => 1,
    };
    let touched = times.map_or(u64::MAX, |times| times.saturating_mul(of_each));
    let records = Some(records.min(touched)).filter(|records| *records < u64::MAX);
    Most { times, records, by, records_by, amounts }
}

/// What keeps it from ever going ahead, with or without people.
fn prevented(cell: &Cell, unattended: bool) -> Option<Bound> {
    let goes_ahead =
        |outcome: Outcome| outcome == Outcome::Execute || (!unattended && outcome >= Outcome::Queue);
    let granted = cell.granted?;
    if !goes_ahead(granted) {
        return Some(Bound::Granted(granted));
    }
    let rule = cell.rules.iter().find(|bound| bound.always && !goes_ahead(bound.leaves))?;
    Some(Bound::Rule(rule.rule.clone()))
}

#[cfg(test)]
mod tests;
