//! `observe`: a signal comes in.

use super::Engine;
use super::error::EngineError;
use crate::input::{Facts, Request, Signal};
use crate::ledger::{Event, Kind, kept_facts};
use crate::table::model;

/// What a signal has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// Whether a signal of this id was there already, so that nothing has changed.
    pub repeated: bool,
    /// The stops that hold from now on and did not before, sorted: what is scheduled against them can be pulled.
    pub latched: Vec<Latched>,
}

/// A stop that a signal has just latched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Latched {
    /// The rule.
    pub rule: String,
    /// The id of the object that it holds for.
    pub subject: String,
}

impl Engine {
    /// Takes a signal in. Of several with one id, the first counts.
    ///
    /// The facts are the host's, as of the signal: what rules ask of past events is kept from them. A latch counts the
    /// signal from now on, however early or late it happened; windows count it by its own time.
    pub fn observe(&self, signal: &Signal, facts: &Facts) -> Result<Observed, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        state.check_version(&[signal.charter, facts.charter])?;
        let unknown = || EngineError::UnknownSignal { signal: signal.name.clone() };
        let id = signal.signal.ok_or_else(unknown)?;
        let table = state.table();
        let at = signal.at.unwrap_or(reading.now.nanoseconds());
        let request = Request::about(&signal.about);
        let event = Event {
            id: signal.id.clone(),
            at,
            kind: Kind::Signal { signal: signal.name.clone() },
            subject: signal.about.clone(),
            follows: signal.follows.clone(),
            facts: kept_facts(
                &table,
                model::Event::Signal(id),
                &request,
                Some(&signal.about),
                facts,
                &signal.content,
                at,
            ),
        };
        let latched = state.latches.newly(&table, &state.book.index, &event);
        if state.record(event).is_none() {
            return Ok(Observed { repeated: true, latched: Vec::new() });
        }
        let latched = latched.into_iter().map(|(rule, subject)| Latched { rule, subject });
        Ok(Observed { repeated: false, latched: latched.collect() })
    }
}
