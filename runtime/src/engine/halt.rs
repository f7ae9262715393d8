//! `halt` and `resume`: the kill switches.

use super::Engine;
use super::error::EngineError;
use super::person::Person;
use super::state::State;
use crate::ledger::{Event, Halted, Kind};
use crate::schema::AgentId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

impl Engine {
    /// Halts an agent, an action or everything: no decision and no redemption that it covers gets through from now on,
    /// in shadow mode too.
    ///
    /// By a person whose roles may halt every agent concerned; an action concerns all of them. Halting twice is once.
    pub fn halt(&self, person: &Person, what: &Halted) -> Result<(), EngineError> {
        self.switch(person, what, true)
    }

    /// Lets go on what was halted, in the same words: resuming one agent does not lift a halt of everything.
    ///
    /// By a person who may halt it.
    pub fn resume(&self, person: &Person, what: &Halted) -> Result<(), EngineError> {
        self.switch(person, what, false)
    }

    fn switch(&self, person: &Person, what: &Halted, halted: bool) -> Result<(), EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        state.check_may_halt(person, what)?;
        match (state.halted.contains(what), halted) {
            (true, true) => return Ok(()),
            (false, false) => return Err(EngineError::NotHalted),
            (false, true) => state.halted.insert(what.clone()),
            (true, false) => state.halted.remove(what),
        };
        state.record(Event {
            id: String::new(),
            at: reading.now.nanoseconds(),
            kind: Kind::Switched { what: what.clone(), halted, by: person.id.clone() },
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
        let may = table.schema.halts.iter().filter(|halt| person.roles.contains(&of_role(&halt.role)));
        let covered: BTreeSet<AgentId> = may.flat_map(|halt| halt.agents.iter().copied()).collect();
        if !covered.is_empty() && concerned.is_subset(&covered) {
            return Ok(());
        }
        let able = table
            .schema
            .halts
            .iter()
            .filter(|halt| concerned.iter().all(|agent| halt.agents.contains(agent)));
        let asked: BTreeSet<String> = able.map(|halt| of_role(&halt.role)).collect();
        Err(EngineError::LacksRole { person: person.id.clone(), asked: asked.into_iter().collect() })
    }

    /// The agents that a switch concerns.
    fn concerned(&self, what: &Halted) -> Result<BTreeSet<AgentId>, EngineError> {
        let table = self.table();
        let schema = &table.schema;
        let everyone = || (0..schema.agents.len()).filter_map(AgentId::at).collect();
        match what {
            Halted::Everything => Ok(everyone()),
            Halted::Action(action) if schema.actions.iter().any(|known| known.name == *action) => {
                Ok(everyone())
            }
            Halted::Action(action) => Err(EngineError::UnknownAction { action: action.clone() }),
            Halted::Agent(agent) => {
                let place = schema.agents.iter().position(|known| known == agent).and_then(AgentId::at);
                let unknown = || EngineError::UnknownAgent { agent: agent.clone() };
                place.map(|id| BTreeSet::from([id])).ok_or_else(unknown)
            }
        }
    }
}

impl fmt::Display for Halted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Halted::Everything => f.write_str("everything is halted"),
            Halted::Agent(agent) => write!(f, "agent `{}` is halted", agent.escape_debug()),
            Halted::Action(action) => write!(f, "action `{}` is halted", action.escape_debug()),
        }
    }
}
