//! `redeem` and `report`: an action on record, and what came of it.

use super::Engine;
use super::error::{EngineError, Refused};
use super::permit::{Permit, Redeemed};
use super::state::{State, done, subject};
use super::time::Reading;
use crate::input::{Facts, Request};
use crate::ledger::{Event, Kind, Report};
use crate::outcome::Outcome;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Engine {
    /// Redeems a permit: afterwards, and only then, the action may be carried out.
    ///
    /// One atomic step. The whole decision is taken again, with these facts and with the ledger, the switches and the
    /// charter as they are now; the permit has to be the last one given for this request, alive, and for just this
    /// action. The event is on record as of now, and the approvals are spent.
    ///
    /// A permit that is refused is gone, and what it had reserved is free.
    pub fn redeem(&self, permit: Permit, request: &Request, facts: &Facts) -> Result<Redeemed, Refused> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        if !Arc::ptr_eq(&permit.engine, &self.id) {
            return Err(Refused::Invalid(EngineError::OtherEngine));
        }
        let redeemed = state.check(&permit, request, facts, reading).map_err(Refused::Invalid);
        let redeemed =
            redeemed.and_then(|()| state.carry_out(permit.request.as_str(), request, facts, reading));
        match redeemed {
            Ok(decision) => Ok(Redeemed {
                engine: permit.engine,
                request: permit.request,
                subject: subject(request),
                at: reading.now,
                decision,
            }),
            Err(refused) => {
                if state.requests.holds(&permit.request, permit.serial) {
                    state.requests.release(&permit.request);
                }
                Err(refused)
            }
        }
    }

    /// Puts on record what came of an action. It counts as done whatever is reported.
    pub fn report(&self, redeemed: &Redeemed, report: Report) -> Result<(), EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        if !Arc::ptr_eq(&redeemed.engine, &self.id) {
            return Err(EngineError::OtherEngine);
        }
        let event = Event {
            id: redeemed.request.clone(),
            at: reading.now.nanoseconds(),
            kind: Kind::Reported { report },
            subject: redeemed.subject.clone(),
            follows: Some(redeemed.request.clone()),
            facts: BTreeMap::new(),
        };
        let reported = || EngineError::AlreadyReported { request: redeemed.request.clone() };
        state.record(event).map(|_| ()).ok_or_else(reported)
    }
}

impl State {
    fn check(
        &self,
        permit: &Permit,
        request: &Request,
        facts: &Facts,
        reading: Reading,
    ) -> Result<(), EngineError> {
        self.check_version(&[request.charter, facts.charter])?;
        if permit.request != request.id {
            return Err(EngineError::OtherRequest);
        }
        if permit.digest != request.digest {
            return Err(EngineError::DigestChanged { request: request.id.clone() });
        }
        if reading.held {
            return Err(EngineError::ClockHeld);
        }
        if reading.now >= permit.expires {
            return Err(EngineError::PermitExpired);
        }
        self.check_not_carried_out(request)?;
        self.requests.shown_again(request, facts)?;
        if !self.requests.holds(&permit.request, permit.serial) {
            return Err(EngineError::PermitSuperseded);
        }
        if self.is_enforced() { Ok(()) } else { Err(EngineError::NotEnforced) }
    }

    /// Decides once more and, where it still may go ahead, puts the action on record.
    fn carry_out(
        &mut self,
        id: &str,
        request: &Request,
        facts: &Facts,
        reading: Reading,
    ) -> Result<crate::decide::Decision, Refused> {
        let decision = self.verdict(request, facts, reading).decision;
        if decision.outcome != Outcome::Execute {
            return Err(Refused::Decided(Box::new(decision)));
        }
        let events = self.events_of(request, facts, reading.now, done(request));
        let again = || EngineError::AlreadyCarriedOut { request: id.to_owned() };
        self.record_all(events).ok_or_else(again)?;
        self.requests.forget(id);
        Ok(decision)
    }
}
