//! `approve` and `refuse`: what people say of a request.

use super::Engine;
use super::batch::Manifest;
use super::error::EngineError;
use super::permit::{Answer, EngineId};
use super::person::Person;
use super::state::{State, subject};
use super::time::Reading;
use super::turn::{Turn, names};
use crate::decide::{Gate, Given, Verdict};
use crate::input::{Facts, Request};
use crate::ledger::{Event, Kind, SoFar};
use crate::outcome::Outcome;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Engine {
    /// Approves a request that waits, also in a queue.
    ///
    /// It counts for the gates that apply now and at which it is this person's turn; a gate that appears later asks anew.
    /// It is bound to this action, and spent when the action is redeemed. The answer is the decision with this approval
    /// and with the facts given here: the last approval that is owed brings the permit.
    pub fn approve(&self, person: &Person, request: &Request, facts: &Facts) -> Result<Answer, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        if reading.held {
            return Err(EngineError::ClockHeld);
        }
        state.approve(&self.id, person, request, facts, reading, None)
    }

    /// Refuses a request, for good, until it is carried out: by anyone whose approval some gate asks.
    pub fn refuse(&self, person: &Person, request: &Request, facts: &Facts) -> Result<Answer, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        let verdict = state.consider(person, request, facts, reading)?;
        if verdict.gates.is_empty() {
            return Err(EngineError::NotWaiting { request: request.id.clone() });
        }
        let parties = || verdict.gates.iter().flat_map(|gate| gate.steps.iter().flatten());
        if !parties().any(|party| person.is_one_of(party)) {
            return Err(EngineError::LacksRole { person: person.id.clone(), asked: names(parties()) });
        }
        if let Some(entry) = state.requests.get_mut(&request.id) {
            entry.refused_by.get_or_insert_with(|| person.id.clone());
        }
        state.say(request, Kind::Refused { by: person.id.clone() }, reading);
        state.come_so_far(request, facts, reading, SoFar::Refused);
        let verdict = state.verdict(request, facts, reading);
        Ok(state.answer(&self.id, request, facts, reading, verdict))
    }
}

impl State {
    /// What comes of a person's approval: for whatever waits for them, or only for the gate of the batch that they approve.
    pub(super) fn approve(
        &mut self,
        engine: &Arc<EngineId>,
        person: &Person,
        request: &Request,
        facts: &Facts,
        reading: Reading,
        batch: Option<&Manifest>,
    ) -> Result<Answer, EngineError> {
        let verdict = self.consider(person, request, facts, reading)?;
        let is_own = facts.principal.id() == Some(person.id.as_str());
        let given = self.given(request, facts);
        let mut gates = waiting(&verdict).ok_or_else(|| why_none_waits(&verdict, request, &given, person))?;
        if let Some(batch) = batch {
            gates.retain(|gate| gate.rule == batch.rule() && gate.batch.is_some());
        }
        if gates.is_empty() {
            return Err(EngineError::NotWaiting { request: request.id.clone() });
        }
        let turn = Turn::of(person, &gates, &given, is_own);
        if is_own && !turn.is_asked_to_confirm() {
            return Err(EngineError::OwnRequest { person: person.id.clone() });
        }
        let approved = turn.approve()?;
        if let Some(entry) = self.requests.get_mut(&request.id) {
            entry.given = approved;
            entry.shown = verdict.gates;
        }
        let batch = batch.map(Manifest::digest);
        self.say(request, Kind::Approved { by: person.id.clone(), batch }, reading);
        let verdict = self.verdict(request, facts, reading);
        if verdict.decision.outcome == Outcome::Execute {
            self.come_so_far(request, facts, reading, SoFar::Approved);
        }
        Ok(self.answer(engine, request, facts, reading, verdict))
    }

    /// The verdict that a person is about to change.
    fn consider(
        &mut self,
        person: &Person,
        request: &Request,
        facts: &Facts,
        reading: Reading,
    ) -> Result<Verdict, EngineError> {
        self.check_person(person)?;
        self.check_version(&[request.charter, facts.charter])?;
        self.check_not_carried_out(request)?;
        self.requests.shown_again(request, facts)?;
        Ok(self.verdict(request, facts, reading))
    }

    fn given(&self, request: &Request, facts: &Facts) -> Given {
        let entry = self.requests.get(&request.id);
        entry.map(|entry| entry.given_for(facts.principal.id())).unwrap_or_default()
    }

    /// Puts on record what a person said of a request.
    fn say(&mut self, request: &Request, kind: Kind, reading: Reading) {
        self.record(Event {
            id: String::new(),
            at: reading.now.nanoseconds(),
            kind,
            subject: subject(request),
            follows: Some(request.id.clone()),
            facts: BTreeMap::new(),
        });
    }
}

/// The gates that people can still discharge, where that is what the request waits for.
fn waiting(verdict: &Verdict) -> Option<Vec<Gate>> {
    match verdict.decision.outcome {
        Outcome::Queue | Outcome::Approve => {
            let open = verdict.gates.iter().filter(|gate| !verdict.lapsed.contains(&gate.rule));
            Some(open.cloned().collect())
        }
        Outcome::Stop | Outcome::Suggest | Outcome::Draft | Outcome::Execute => None,
    }
}

fn why_none_waits(verdict: &Verdict, request: &Request, given: &Given, person: &Person) -> EngineError {
    let lapsed = verdict.gates.iter().map(|gate| &gate.rule).filter(|rule| verdict.lapsed.contains(*rule));
    let rules: Vec<String> = lapsed.cloned().collect();
    if !rules.is_empty() {
        EngineError::Expired { rules }
    } else if given.approvals.iter().any(|approval| approval.person == person.id) {
        EngineError::AlreadyGiven { person: person.id.clone() }
    } else {
        EngineError::NotWaiting { request: request.id.clone() }
    }
}
