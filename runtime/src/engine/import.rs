//! `import`: what somebody did without asking.

use super::Engine;
use super::error::EngineError;
use super::state::{State, done};
use super::time::Moment;
use crate::input::{Asker, Facts, Request};
use crate::ledger::{Event, Kind, Report};
use std::collections::BTreeMap;

impl Engine {
    /// Puts on record what was done outside of this engine: yesterday's email by a person, or what agents did before there was
    /// a charter.
    ///
    /// Nothing is decided about it. From now on it counts in every limit and every question about the past, by its own time, as
    /// something that was done and took effect. The facts are those of that time: a `person` did it, or an `agent`. Of two
    /// under one id the first counts; `false` says that there was one. A request of the same id that waits, waits no longer.
    ///
    /// Fails where the charter knows neither the action nor the agent, and where it is yet to happen.
    pub fn import(&self, request: &Request, facts: &Facts, at: Moment) -> Result<bool, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        state.check_version(&[request.charter, facts.charter])?;
        state.check_known(request, facts)?;
        if at > reading.now {
            return Err(EngineError::NotDoneYet { request: request.id.clone() });
        }
        let events = state.events_of(request, facts, at, done(request));
        if state.record_all(events).is_none() {
            return Ok(false);
        }
        state.record(Event {
            id: request.id.clone(),
            at: at.nanoseconds(),
            kind: Kind::Reported { report: Report::Succeeded },
            subject: super::state::subject(request),
            follows: Some(request.id.clone()),
            facts: BTreeMap::new(),
        });
        state.requests.forget(&request.id);
        Ok(true)
    }
}

impl State {
    /// Checks that the charter knows what was done, and the agent that did it, where it was one.
    fn check_known(&self, request: &Request, facts: &Facts) -> Result<(), EngineError> {
        if request.action.is_none() {
            return Err(EngineError::UnknownAction { action: request.action_name.clone() });
        }
        let agents = &self.table().schema.agents;
        match &facts.asker {
            Asker::Agent { id: None, name } => Err(EngineError::UnknownAgent { agent: name.clone() }),
            Asker::Person { id } if agents.contains(id) => Err(EngineError::NotAPerson { agent: id.clone() }),
            Asker::Agent { id: Some(_), .. } | Asker::Person { .. } => Ok(()),
        }
    }
}
