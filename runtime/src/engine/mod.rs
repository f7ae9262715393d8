//! The engine: decides, and keeps what was decided. This is what a host embeds.
//!
//! ```text
//! decide    → a decision, and for `execute` a permit, whose counts are reserved
//! redeem    → the whole decision once more, and the event on record; only then may the action run
//! report    → what came of it
//! observe   → a signal in; out come the stops it has just latched
//! import    → what somebody did without asking, so that it counts
//! approve, approve_batch, refuse, release, halt, resume → by people
//! ```
//!
//! Every call is one atomic step, from any number of threads, and sees exactly one version of one charter. There is no
//! I/O: the clock is the host's, and so is the disk ([`Engine::events`] has all that is worth keeping).
//!
//! ```
//! use charter_runtime::engine::{Engine, Moment, Settings};
//! use charter_runtime::input::{Facts, Request};
//! use charter_runtime::{HostKey, Outcome, table::Table};
//! use serde_json::json;
//!
//! let table = Table::load(&Table::default().to_bytes())?;
//! let engine = Engine::new(table, &HostKey::new("secret"), || Moment::from_nanoseconds(0), Settings::default());
//!
//! let request = json!({"id": "r1", "action": "send_email", "target": "jane"});
//! let request = Request::from_json(&request, &engine.table())?;
//! let facts = Facts::from_json(&json!({"agent": "outreach"}), &engine.table())?;
//! let answer = engine.decide(&request, &facts)?;
//!
//! // An empty charter knows neither the action nor the agent.
//! assert_eq!(answer.decision.outcome, Outcome::Stop);
//! assert!(answer.permit.is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

//!
//! What a host does around an action:
//!
//! ```
//! use charter_runtime::engine::{Engine, Report};
//! use charter_runtime::input::{Facts, Request};
//!
//! fn carry_out(engine: &Engine, request: &Request, facts: &Facts) -> Result<(), Box<dyn std::error::Error>> {
//!     let Some(permit) = engine.decide(request, facts)?.permit else {
//!         return Ok(()); // The decision says what it waits for, or why it is stopped.
//!     };
//!     let redeemed = engine.redeem(permit, request, facts)?;
//!     let report = match send(request) {
//!         Ok(()) => Report::Succeeded,
//!         Err(()) => Report::Failed,
//!     };
//!     Ok(engine.report(&redeemed, report)?)
//! }
//! # fn send(_: &Request) -> Result<(), ()> { Ok(()) }
//! ```

mod approve;
mod batch;
mod book;
mod decide;
mod error;
mod halt;
mod import;
mod observe;
mod permit;
mod person;
mod redeem;
mod release;
mod requests;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod time;
mod turn;

pub use crate::ledger::{Halted, Report};
pub use crate::sample::Sampling;
pub use batch::{Listed, Manifest};
pub use error::{EngineError, Refused};
pub use observe::{Latched, Observed};
pub use permit::{Answer, Permit, Redeemed};
pub use person::Person;
pub use settings::Settings;
pub use time::{Clock, Moment};

use crate::ledger::Event;
use crate::sample::HostKey;
use crate::table::Table;
use permit::EngineId;
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A charter in force, with its ledger.
pub struct Engine {
    id: Arc<EngineId>,
    clock: Box<dyn Clock>,
    state: Mutex<State>,
}

impl Engine {
    /// An engine with an empty ledger.
    ///
    /// The table has to come from [`Table::load`]: its digest tells its version from others. The key decides who is
    /// sampled.
    pub fn new(table: Table, key: &HostKey, clock: impl Clock + 'static, settings: Settings) -> Engine {
        Engine::restored(table, key, clock, settings, Vec::new())
    }

    /// An engine that goes on from the events of an earlier one, in the order of their receipt.
    ///
    /// What people have approved and what permits had reserved is not among them: both have to be asked for anew.
    pub fn restored(
        table: Table,
        key: &HostKey,
        clock: impl Clock + 'static,
        settings: Settings,
        events: impl IntoIterator<Item = Event>,
    ) -> Engine {
        let state = State::new(table, key, clock.now(), settings, events);
        Engine { id: Arc::new(EngineId), clock: Box::new(clock), state: Mutex::new(state) }
    }

    /// Puts another table in force: at once, for everything that is decided from now on.
    ///
    /// The ledger is kept; its index is made anew. Permits stay good as far as the new version decides alike. Approvals
    /// stay good where it asks no more than the version under which they were given.
    pub fn activate(&self, table: Table) {
        self.lock().activate(table);
    }

    /// The table in force, against which requests and facts are read.
    pub fn table(&self) -> Arc<Table> {
        self.lock().table()
    }

    /// Takes the clock's word for a jump ahead that is larger than the settings allow.
    pub fn confirm_clock(&self) {
        self.lock().time.confirm(self.clock.now());
    }

    /// The events on record from a place on, in the order of their receipt: all of them from zero.
    ///
    /// A host that keeps them asks, after every call that changes something, for those it does not have yet.
    pub fn events(&self, from: usize) -> Vec<Event> {
        self.lock().book.log.events().get(from..).unwrap_or_default().to_vec()
    }

    /// The state. Nothing panics while it is half changed, so that a poisoned lock is as good as another.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
