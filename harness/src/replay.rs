//! A recording, played against a charter line by line: what it would have decided that day.

use crate::recording::{Happened, Line};
use charter_runtime::HostKey;
use charter_runtime::decide::Decision;
use charter_runtime::engine::{Answer, Engine, Moment, Redeemed, Refused, Settings};
use charter_runtime::input::{Facts, Request};
use charter_runtime::table::Table;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A charter in force over a recording: its ledger has what the recording says was done without asking, the signals, and what this
/// charter itself lets go ahead.
///
/// ```
/// use charter_harness::recording::Line;
/// use charter_harness::replay::Replay;
/// use charter_runtime::{Outcome, table::Table};
///
/// let mut replay = Replay::of(Table::default());
/// let line = r#"{"at": "2026-03-02T09:00:00Z", "request": {"id": "r1", "action": "send_email", "target": "jane"}, "host": {"agent": "outreach"}}"#;
/// let decided = replay.play(Line::read(line, &replay.table())?)?;
/// // An empty charter knows neither the action nor the agent.
/// assert_eq!(decided.map(|decision| decision.outcome), Some(Outcome::Stop));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Replay {
    engine: Engine,
    clock: Arc<AtomicI64>,
    /// What was asked, by its id.
    asked: HashSet<String>,
    /// What of it waits for people.
    waiting: HashMap<String, Asked>,
    /// What was carried out and of which nothing has been reported, by its id.
    in_flight: HashMap<String, Redeemed>,
}

/// A request, with what was known when it was made.
type Asked = (Box<Request>, Box<Facts>);

/// Why a line cannot be played, in words.
pub type Problem = String;

impl Replay {
    /// A charter with an empty ledger. The moment is that of each line.
    pub fn of(table: Table) -> Replay {
        let clock = Arc::new(AtomicI64::new(i64::MIN));
        let told = Arc::clone(&clock);
        // Days on record may lie far apart, and nobody is there to confirm the clock.
        let settings = Settings { largest_jump: Duration::MAX, ..Settings::default() };
        let now = move || Moment::from_nanoseconds(told.load(Ordering::Relaxed));
        let engine = Engine::new(table, &HostKey::default(), now, settings);
        Replay { engine, clock, asked: HashSet::new(), waiting: HashMap::new(), in_flight: HashMap::new() }
    }

    /// The table against whose vocabulary lines are read.
    pub fn table(&self) -> Arc<Table> {
        self.engine.table()
    }

    /// Plays a line; gives what was decided, where it asks for a decision. What goes ahead is carried out.
    ///
    /// Fails where the line cannot be played: it is earlier than the one before, or about a request that nobody has made. What has
    /// been played before stays good. A person's word on what does not wait under this charter changes nothing.
    pub fn play(&mut self, line: Line) -> Result<Option<Decision>, Problem> {
        let at = line.at.nanoseconds();
        if at < self.clock.load(Ordering::Relaxed) {
            return Err("it is earlier than the line before: sort the recording by `at`".to_owned());
        }
        self.clock.store(at, Ordering::Relaxed);
        match line.what {
            Happened::Asked(request, facts) => {
                self.asked.insert(request.id().to_owned());
                let answer = self.engine.decide(&request, &facts).map_err(told)?;
                self.carry_out(answer, request, facts).map(Some)
            }
            Happened::Did(request, facts) => {
                self.engine.import(&request, &facts, line.at).map_err(told)?;
                Ok(None)
            }
            Happened::Signal(signal, facts) => {
                self.engine.observe(&signal, &facts).map_err(told)?;
                Ok(None)
            }
            Happened::Approved(id, person) => {
                let Some((request, facts)) = self.waits(&id)? else { return Ok(None) };
                let answer = self.engine.approve(&person, &request, &facts).map_err(told)?;
                self.carry_out(answer, request, facts).map(Some)
            }
            Happened::Refused(id, person) => {
                let Some((request, facts)) = self.waits(&id)? else { return Ok(None) };
                self.engine.refuse(&person, &request, &facts).map_err(told)?;
                self.waiting.remove(&id);
                Ok(None)
            }
            Happened::Reported(id, report) => {
                // What this charter did not let go ahead has no outcome here.
                if let Some(redeemed) = self.in_flight.remove(&id) {
                    self.engine.report(&redeemed, report).map_err(told)?;
                }
                Ok(None)
            }
            Happened::Released { signal, about, by } => {
                self.engine.release(&by, &signal, &about).map_err(told)?;
                Ok(None)
            }
        }
    }

    /// A request that a person speaks of; `None` where it waits for nobody under this charter, though it may have on that day.
    fn waits(&self, id: &str) -> Result<Option<Asked>, Problem> {
        if !self.asked.contains(id) {
            return Err(format!("no line before asks for `{id}`"));
        }
        Ok(self.waiting.get(id).cloned())
    }

    fn carry_out(
        &mut self,
        answer: Answer,
        request: Box<Request>,
        facts: Box<Facts>,
    ) -> Result<Decision, Problem> {
        let id = request.id().to_owned();
        let Some(permit) = answer.permit else {
            if !answer.decision.owed.is_empty() {
                self.waiting.insert(id, (request, facts));
            }
            return Ok(answer.decision);
        };
        self.waiting.remove(&id);
        match self.engine.redeem(permit, &request, &facts) {
            Ok(redeemed) => {
                self.in_flight.insert(id, redeemed);
                Ok(answer.decision)
            }
            Err(Refused::Decided(decision)) => Ok(*decision),
            Err(Refused::Invalid(error)) => Err(told(error)),
        }
    }
}

fn told(error: impl std::fmt::Display) -> Problem {
    error.to_string()
}
