//! `decide`: an answer to a request, and a permit where it may go ahead.

use super::Engine;
use super::error::EngineError;
use super::permit::{Answer, EngineId, Permit};
use super::state::{State, done};
use super::time::Reading;
use crate::decide::{Mode, Verdict};
use crate::input::{Facts, Request};
use crate::ledger::SoFar;
use crate::outcome::Outcome;
use std::sync::Arc;

impl Engine {
    /// Decides a request.
    ///
    /// The answer has a permit exactly where the outcome is `execute` and the charter is enforced. What the action would
    /// count is reserved while the permit lives: it counts against the limits of all other requests, never against its
    /// own. Asking again under the same id gives the answer as of now, and a permit from before is void.
    ///
    /// In shadow mode, and of an agent that is only watched, nothing is reserved; what would have gone ahead counts for later decisions in shadow mode, and for
    /// no others.
    ///
    /// Fails where the id stands for another action, where it was carried out before, and where the documents were read
    /// under another version of the charter. Everything else is a decision.
    pub fn decide(&self, request: &Request, facts: &Facts) -> Result<Answer, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        state.check_version(&[request.charter, facts.charter])?;
        state.check_not_carried_out(request)?;
        state.requests.ask(request, facts, reading.now)?;
        let verdict = state.verdict(request, facts, reading);
        state.come_so_far(request, facts, reading, SoFar::Requested);
        Ok(state.answer(&self.id, request, facts, reading, verdict))
    }
}

impl State {
    /// Does what follows from a verdict: a permit and its reservation, or waiting for people.
    pub(super) fn answer(
        &mut self,
        engine: &Arc<EngineId>,
        request: &Request,
        facts: &Facts,
        reading: Reading,
        verdict: Verdict,
    ) -> Answer {
        self.requests.release(&request.id);
        self.waits(request, facts, reading, &verdict);
        self.wait_in_batches(request, &verdict);
        let decision = verdict.decision;
        let permit = match decision.outcome {
            Outcome::Stop | Outcome::Suggest | Outcome::Draft => None,
            Outcome::Queue | Outcome::Approve => {
                if let Some(entry) = self.requests.get_mut(&request.id) {
                    entry.waits_since.get_or_insert(reading.now);
                }
                None
            }
            Outcome::Execute => self.permit(engine, request, facts, reading),
        };
        Answer { decision, permit }
    }

    fn permit(
        &mut self,
        engine: &Arc<EngineId>,
        request: &Request,
        facts: &Facts,
        reading: Reading,
    ) -> Option<Permit> {
        let events = self.events_of(request, facts, reading.now, done(request));
        match Mode::of(&self.table(), facts) {
            Mode::Enforced => {}
            Mode::Shadow => {
                self.record_would_have(events);
                return None;
            }
        }
        let expires = reading.now.after(self.settings.permit_life);
        Some(Permit {
            engine: Arc::clone(engine),
            request: request.id.clone(),
            digest: request.digest,
            serial: self.requests.reserve(&request.id, events, expires),
            expires,
        })
    }
}
