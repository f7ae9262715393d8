//! What an engine does, verb by verb and race by race.

mod approvals;
mod batches;
mod imports;
mod latches;
mod permits;
mod progress;
mod races;
mod shadow;
mod switches;
mod time;

use super::*;
use crate::input::{Facts, Request, Signal};
use crate::outcome::Outcome;
use crate::sketch::Sketch;
use serde_json::{Value as Json, json};
use std::sync::atomic::{AtomicI64, Ordering};

/// A day on which an engine runs: 2026-03-02, from nine in the morning.
struct Day {
    engine: Engine,
    clock: Arc<AtomicI64>,
    hold: Json,
}

const NINE: i64 = 1_772_442_000_000_000_000;

impl Day {
    fn of(sketch: Sketch) -> Day {
        Day::with(sketch, Settings { largest_jump: std::time::Duration::MAX, ..Settings::default() })
    }

    fn with(sketch: Sketch, settings: Settings) -> Day {
        let clock = Arc::new(AtomicI64::new(NINE));
        let hand = Arc::clone(&clock);
        let tell = move || Moment::from_nanoseconds(hand.load(Ordering::SeqCst));
        let engine = Engine::new(sketch.table(), &HostKey::new("secret"), tell, settings);
        Day { engine, clock, hold: json!(false) }
    }

    fn after(&self, nanoseconds: i64) {
        self.clock.fetch_add(nanoseconds, Ordering::SeqCst);
    }

    /// An email to jane.
    fn email(&self, id: &str) -> Request {
        self.email_saying(id, "Hello")
    }

    fn email_saying(&self, id: &str, subject: &str) -> Request {
        self.request(
            json!({"id": id, "action": "send_email", "target": "jane", "takes": {"subject": subject}}),
        )
    }

    fn request(&self, json: Json) -> Request {
        Request::from_json(&json, &self.engine.table()).unwrap()
    }

    fn facts(&self) -> Facts {
        self.facts_with("outreach", Json::Null)
    }

    fn facts_with(&self, agent: &str, on_behalf_of: Json) -> Facts {
        let host = json!({"agent": agent, "on_behalf_of": on_behalf_of, "objects": {
            "Contact": {"jane": {"email": "jane@acme.com", "account": "acme", "legal_hold": self.hold}},
            "Account": {"acme": {"domain": "acme.com", "owner": "ines"}},
        }});
        Facts::from_json(&host, &self.engine.table()).unwrap()
    }

    fn decide(&self, id: &str) -> Result<Answer, EngineError> {
        self.engine.decide(&self.email(id), &self.facts())
    }

    fn outcome(&self, id: &str) -> Outcome {
        self.decide(id).unwrap().decision.outcome
    }

    fn permit(&self, id: &str) -> Permit {
        self.decide(id).unwrap().permit.expect("it may go ahead")
    }

    fn redeem(&self, permit: Permit, id: &str) -> Result<Redeemed, Refused> {
        self.engine.redeem(permit, &self.email(id), &self.facts())
    }

    /// Sends an email, if it may be sent.
    fn send(&self, id: &str) -> Outcome {
        match self.decide(id).unwrap() {
            Answer { permit: Some(permit), .. } => {
                let redeemed = self.redeem(permit, id).unwrap();
                self.engine.report(&redeemed, Report::Succeeded).unwrap();
                redeemed.decision().outcome
            }
            Answer { decision, permit: None } => decision.outcome,
        }
    }

    fn approve(&self, person: &Person, id: &str) -> Result<Answer, EngineError> {
        self.engine.approve(person, &self.email(id), &self.facts())
    }

    fn observe(&self, id: &str, signal: &str) -> Observed {
        let signal = json!({"id": id, "signal": signal, "about": "jane", "fields": {"automatic": false}});
        let signal = Signal::from_json(&signal, &self.engine.table()).unwrap();
        self.engine.observe(&signal, &self.facts()).unwrap()
    }
}

fn manager(id: &str) -> Person {
    Person::new(id, ["sdr_manager"])
}

fn revops(id: &str) -> Person {
    Person::new(id, ["revops"])
}

fn nobody_in_particular() -> Person {
    Person::new("otto", ["intern"])
}

fn refused(redeemed: Result<Redeemed, Refused>) -> Outcome {
    match redeemed.expect_err("it is refused") {
        Refused::Decided(decision) => decision.outcome,
        Refused::Invalid(error) => panic!("not a decision: {error}"),
    }
}

fn invalid(redeemed: Result<Redeemed, Refused>) -> &'static str {
    match redeemed.expect_err("it is refused") {
        Refused::Decided(decision) => panic!("decided: {decision:?}"),
        Refused::Invalid(error) => error.code(),
    }
}

fn code(answer: Result<Answer, EngineError>) -> &'static str {
    answer.expect_err("it is an error").code()
}
