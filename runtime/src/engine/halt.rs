//! `halt` and `resume`: the kill switches.

use super::Engine;
use super::error::EngineError;
use super::person::Person;
use super::state::State;
use crate::decide::Cause;
use crate::ledger::{Event, Halted, Kind};
use crate::schema::{AgentId, Halt, Schema};
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// Halts an agent, a team, an action, a segment or everything: no decision and no redemption of an agent that it covers
    /// gets through from now on, in shadow mode too. Requests of people go on.
    ///
    /// By a person whose roles may halt it: by its name, or every agent concerned; an action and a segment concern all of
    /// them. Why it is halted is shown with every decision that it covers; empty where nothing is said. Halting twice is
    /// once, and the first reason stands.
    pub fn halt(&self, person: &Person, what: &Halted, because: &str) -> Result<(), EngineError> {
        self.switch(person, what, Some(because))
    }

    /// Lets go on what was halted, in the same words: resuming a team does not lift a halt of one agent in it, nor of
    /// everything.
    ///
    /// By a person who may halt it.
    pub fn resume(&self, person: &Person, what: &Halted) -> Result<(), EngineError> {
        self.switch(person, what, None)
    }

    fn switch(&self, person: &Person, what: &Halted, because: Option<&str>) -> Result<(), EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        state.check_may_halt(person, what)?;
        let (by, is_halted) = (person.id.clone(), state.halts.contains_key(what));
        match because {
            Some(_) if is_halted => return Ok(()),
            Some(because) => {
                _ = state.halts.insert(what.clone(), Cause { by: by.clone(), because: because.to_owned() });
            }
            None if is_halted => _ = state.halts.remove(what),
            None => return Err(EngineError::NotHalted),
        }
        let (halted, because) = (because.is_some(), because.unwrap_or_default().to_owned());
        state.record(Event {
            id: String::new(),
            at: reading.now.nanoseconds(),
            kind: Kind::Switched { what: what.clone(), halted, by, because },
            subject: String::new(),
            follows: None,
            facts: BTreeMap::new(),
        });
        Ok(())
    }
}

impl State {
    fn check_may_halt(&self, person: &Person, what: &Halted) -> Result<(), EngineError> {
        self.check_person(person)?;
        let table = self.table();
        let concerned = self.concerned(what)?;
        let of_role =
            |role: &crate::schema::RoleId| table.schema.roles.get(role.index()).cloned().unwrap_or_default();
        let by_name = |halt: &Halt| match what {
            Halted::Action(name) => halt.actions.contains(name),
            Halted::Segment(name) => halt.segments.contains(name),
            Halted::Everything | Halted::Agent(_) | Halted::Team(_) => false,
        };
        let may: Vec<&Halt> =
            table.schema.halts.iter().filter(|halt| person.roles.contains(&of_role(&halt.role))).collect();
        let covered: BTreeSet<AgentId> = may.iter().flat_map(|halt| halt.agents.iter().copied()).collect();
        let reaches = !covered.is_empty() && concerned.is_subset(&covered);
        if reaches || may.iter().any(|halt| by_name(halt)) {
            return Ok(());
        }
        let able = table.schema.halts.iter().filter(|halt| {
            by_name(halt)
                || !halt.agents.is_empty() && concerned.iter().all(|agent| halt.agents.contains(agent))
        });
        let asked: BTreeSet<String> = able.map(|halt| of_role(&halt.role)).collect();
        Err(EngineError::LacksRole { person: person.id.clone(), asked: asked.into_iter().collect() })
    }

    /// The agents that a switch concerns. What is halted under a name that this version of the charter does not have
    /// concerns everybody, so that it can be let go on.
    fn concerned(&self, what: &Halted) -> Result<BTreeSet<AgentId>, EngineError> {
        let table = self.table();
        let schema = &table.schema;
        let everyone = || (0..schema.agents.len()).filter_map(AgentId::at).collect();
        if self.halts.contains_key(what) && !is_known(schema, what) {
            return Ok(everyone());
        }
        match what {
            Halted::Everything => Ok(everyone()),
            Halted::Action(_) | Halted::Segment(_) | Halted::Team(_) | Halted::Agent(_)
                if !is_known(schema, what) =>
            {
                Err(unknown(what))
            }
            Halted::Action(_) | Halted::Segment(_) => Ok(everyone()),
            Halted::Team(name) => {
                let team = schema.teams.iter().find(|team| team.name == *name);
                Ok(team.into_iter().flat_map(|team| team.agents.iter().copied()).collect())
            }
            Halted::Agent(name) => {
                let place = schema.agents.iter().position(|known| known == name);
                Ok(place.and_then(AgentId::at).into_iter().collect())
            }
        }
    }
}

/// Whether the charter knows what is to be halted. Segments are known where it says that they may be halted.
fn is_known(schema: &Schema, what: &Halted) -> bool {
    match what {
        Halted::Everything => true,
        Halted::Agent(name) => schema.agents.contains(name),
        Halted::Team(name) => schema.teams.iter().any(|team| team.name == *name),
        Halted::Action(name) => schema.actions.iter().any(|action| action.name == *name),
        Halted::Segment(name) => schema.halts.iter().any(|halt| halt.segments.contains(name)),
    }
}

fn unknown(what: &Halted) -> EngineError {
    match what {
        Halted::Action(action) => EngineError::UnknownAction { action: action.clone() },
        Halted::Agent(agent) => EngineError::UnknownAgent { agent: agent.clone() },
        Halted::Everything | Halted::Team(_) | Halted::Segment(_) => {
            EngineError::UnknownSwitch { what: what.to_string() }
        }
    }
}
