//! Everything that an engine knows, behind its lock.

use super::book::Book;
use super::error::EngineError;
use super::person::Person;
use super::requests::Requests;
use super::settings::Settings;
use super::time::{Clock, Moment, Reading, Timekeeper};
use crate::decide::{self, Cause, Given, Halts, Inputs, Mode, Verdict};
use crate::input::{Facts, Request};
use crate::ledger::{Event, Kind, Latches, Ledger, Log, SoFar, kept_facts, with_until};
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::sample::{HostKey, Sampler};
use crate::schema::ActionId;
use crate::table::{Table, model};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

pub(super) struct State {
    table: Arc<Table>,
    pub(super) latches: Latches,
    /// What happened.
    pub(super) book: Book,
    /// Where something is only watched, the same with what would have happened besides.
    overlay: Option<Book>,
    pub(super) requests: Requests,
    pub(super) halts: Halts,
    pub(super) time: Timekeeper,
    pub(super) settings: Settings,
    sampler: Sampler,
    /// For how long requests are remembered.
    keep: Duration,
    /// How far rules ask whether actions have come, without having been done.
    followed: BTreeSet<(ActionId, Progress)>,
}

impl State {
    pub(super) fn new(
        table: Table,
        key: &HostKey,
        start: Moment,
        settings: Settings,
        events: impl IntoIterator<Item = Event>,
    ) -> State {
        let mut log = Log::default();
        events.into_iter().for_each(|event| _ = log.append(event));
        let mut state = State {
            latches: Latches::default(),
            book: Book { log, ..Book::default() },
            overlay: None,
            requests: Requests::default(),
            halts: Halts::new(),
            time: Timekeeper::new(start, settings.largest_jump),
            sampler: settings.sampling.sampler(key),
            settings,
            keep: Duration::ZERO,
            followed: BTreeSet::new(),
            table: Arc::new(Table::default()),
        };
        state.halts = halted_by(&state.book.log);
        state.activate(table);
        state
    }

    pub(super) fn activate(&mut self, table: Table) {
        self.latches = Latches::of(&table);
        self.keep = keep(&table);
        self.followed = followed(&table);
        self.book = Book::of(&table, std::mem::take(&mut self.book.log));
        let would_have = self.overlay.take().map_or_else(|| self.book.log.clone(), |overlay| overlay.log);
        let watches = !table.identity.enforced || !table.schema.watched.is_empty();
        self.overlay = watches.then(|| Book::of(&table, would_have));
        self.table = Arc::new(table);
    }

    pub(super) fn table(&self) -> Arc<Table> {
        Arc::clone(&self.table)
    }

    /// Reads the clock, and forgets what is too old.
    pub(super) fn tick(&mut self, clock: &dyn Clock) -> Reading {
        let reading = self.time.read(clock.now());
        self.requests.prune(reading.now, self.keep);
        reading
    }

    /// Checks that documents were read against the table in force.
    pub(super) fn check_version(&self, read_against: &[[u8; 32]]) -> Result<(), EngineError> {
        let same = read_against.iter().all(|digest| *digest == self.table.identity.digest);
        if same { Ok(()) } else { Err(EngineError::OtherVersion) }
    }

    /// Checks that somebody is not one of the agents.
    pub(super) fn check_person(&self, person: &Person) -> Result<(), EngineError> {
        if self.table.schema.agents.contains(&person.id) {
            return Err(EngineError::NotAPerson { agent: person.id.clone() });
        }
        Ok(())
    }

    /// Whether a request of this id is on record as carried out.
    pub(super) fn check_not_carried_out(&self, request: &Request) -> Result<(), EngineError> {
        if self.book.log.is_done(&request.id) {
            return Err(EngineError::AlreadyCarriedOut { request: request.id.clone() });
        }
        Ok(())
    }

    /// Writes down what happened.
    pub(super) fn record(&mut self, event: Event) -> Option<usize> {
        self.record_all(vec![event])
    }

    /// Writes down what was done to several objects at once.
    pub(super) fn record_all(&mut self, events: Vec<Event>) -> Option<usize> {
        if let Some(overlay) = &mut self.overlay {
            overlay.record(&self.table, events.clone());
        }
        self.book.record(&self.table, events)
    }

    /// Writes down what would have happened, where that is what is watched.
    pub(super) fn record_would_have(&mut self, events: Vec<Event>) {
        if let Some(overlay) = &mut self.overlay {
            overlay.record(&self.table, events);
        }
    }

    /// Writes down how far a request has come, where the table asks for that.
    pub(super) fn come_so_far(&mut self, request: &Request, facts: &Facts, reading: Reading, so_far: SoFar) {
        self.come(request, facts, reading, so_far, None);
    }

    /// Writes down that a request waits, up to a moment or for ever; or that it does not any more.
    pub(super) fn waits(&mut self, request: &Request, facts: &Facts, reading: Reading, verdict: &Verdict) {
        let Book { index, .. } = self.book_for(facts);
        match (verdict.decision.outcome, index.waits(&request.id)) {
            (Outcome::Queue | Outcome::Approve, false) => {
                self.come(request, facts, reading, SoFar::Waiting, verdict.ends);
            }
            (Outcome::Queue | Outcome::Approve, true) => {}
            (Outcome::Stop | Outcome::Suggest | Outcome::Draft | Outcome::Execute, true) => {
                self.come_so_far(request, facts, reading, SoFar::Settled);
            }
            (Outcome::Stop | Outcome::Suggest | Outcome::Draft | Outcome::Execute, false) => {}
        }
    }

    fn come(
        &mut self,
        request: &Request,
        facts: &Facts,
        reading: Reading,
        so_far: SoFar,
        until: Option<i64>,
    ) {
        let (progress, repeats) = match so_far {
            SoFar::Requested => (Progress::Requested, false),
            SoFar::Waiting | SoFar::Settled => (Progress::Waiting, true),
            SoFar::Approved => (Progress::Approved, false),
            SoFar::Refused => (Progress::Refused, false),
        };
        if !request.action.is_some_and(|action| self.followed.contains(&(action, progress))) {
            return;
        }
        let kind = Kind::Asked { action: request.action_name.clone(), so_far };
        let events = self.events_of(request, facts, reading.now, kind).into_iter().map(|event| Event {
            id: if repeats { String::new() } else { event.id },
            follows: repeats.then(|| request.id.clone()),
            facts: with_until(event.facts, until),
            ..event
        });
        // What is only watched asks and waits for nothing that an enforced rule would count.
        let events = events.collect();
        match Mode::of(&self.table, facts) {
            Mode::Enforced => _ = self.record_all(events),
            Mode::Shadow => self.record_would_have(events),
        }
    }

    /// What has happened, to whoever asks: what is only watched sees what would have happened besides.
    fn book_for(&self, facts: &Facts) -> &Book {
        match Mode::of(&self.table, facts) {
            Mode::Enforced => &self.book,
            Mode::Shadow => self.overlay.as_ref().unwrap_or(&self.book),
        }
    }

    /// Decides a request as of now, with what people have said of it, and with what others have reserved.
    ///
    /// What was approved under another version of the charter counts only where this one asks no more.
    pub(super) fn verdict(&mut self, request: &Request, facts: &Facts, reading: Reading) -> Verdict {
        let given = self.requests.get(&request.id).map(|entry| entry.given_for(facts.principal.id()));
        let verdict = self.verdict_with(request, facts, reading, &given.unwrap_or_default());
        let charter = self.table.identity.digest;
        let Some(entry) = self.requests.get_mut(&request.id).filter(|entry| entry.charter != charter) else {
            return verdict;
        };
        entry.charter = charter;
        if entry.given.approvals.is_empty() || asks_no_more(&verdict.gates, &entry.shown) {
            return verdict;
        }
        entry.given = Given::default();
        self.verdict_with(request, facts, reading, &Given::default())
    }

    fn verdict_with(&self, request: &Request, facts: &Facts, reading: Reading, given: &Given) -> Verdict {
        let reserved = self.requests.reserved_by_others(&request.id);
        let Book { log, index } = self.book_for(facts);
        let itself = [log.done(&request.id).as_slice(), index.asked(&request.id)].concat();
        let figures = Ledger { table: &self.table, index, reserved: &reserved, itself: &itself };
        let waits_since = self.requests.get(&request.id).and_then(|entry| entry.waits_since);
        decide::decide(&Inputs {
            table: &self.table,
            request,
            facts,
            now: reading.now.nanoseconds(),
            figures: &figures,
            sampler: &self.sampler,
            given,
            asked: waits_since.unwrap_or(reading.now).nanoseconds(),
            halts: &self.halts,
            barred: &self.bars(request, reading),
        })
    }

    /// Why a request may not happen whatever the rules say.
    fn bars(&self, request: &Request, reading: Reading) -> Vec<String> {
        let mut bars = Vec::new();
        if let Some(person) = self.requests.get(&request.id).and_then(|entry| entry.refused_by.as_ref()) {
            bars.push(format!("`{}` has refused this request", person.escape_debug()));
        }
        if reading.held {
            bars.push("the clock has jumped ahead: somebody has to confirm it".to_owned());
        }
        bars
    }

    /// A request as the events that it becomes, one for each object, with the facts of their time that rules ask for.
    pub(super) fn events_of(&self, request: &Request, facts: &Facts, at: Moment, kind: Kind) -> Vec<Event> {
        let content = facts.complete(request, &self.table.schema);
        let at = at.nanoseconds();
        let event = |target: Option<&str>| Event {
            id: request.id.clone(),
            at,
            kind: kind.clone(),
            subject: target.unwrap_or_default().to_owned(),
            follows: None,
            facts: request
                .action
                .map(model::Event::Did)
                .map(|event| kept_facts(&self.table, event, request, target, facts, &content, at))
                .unwrap_or_default(),
        };
        request.each_target(&self.table).into_iter().map(event).collect()
    }
}

/// That a request was carried out.
pub(super) fn done(request: &Request) -> Kind {
    Kind::Did { action: request.action_name.clone() }
}

/// How far the figures of a table ask whether actions have come, without having been done.
fn followed(table: &Table) -> BTreeSet<(ActionId, Progress)> {
    let sources = table.figures.iter().flat_map(|figure| &figure.sources);
    let asked = sources.filter_map(|source| match source.event {
        model::Event::Did(action) => Some((action, source.progress)),
        model::Event::Signal(_) => None,
    });
    asked.filter(|(_, progress)| !progress.is_done()).collect()
}

/// The object under which a report is on record: of a merge, the one that stays; of several, the first.
pub(super) fn subject(request: &Request) -> String {
    request.targets.first().cloned().unwrap_or_default()
}

/// What was halted and not let go on again.
fn halted_by(log: &Log) -> Halts {
    let mut all = Halts::new();
    for event in log.events() {
        if let Kind::Switched { what, halted, by, because } = &event.kind {
            let cause = Cause { by: by.clone(), because: because.clone() };
            _ = if *halted { all.insert(what.clone(), cause) } else { all.remove(what) };
        }
    }
    all
}

/// Whether nobody would have to approve who was not asked before.
fn asks_no_more(now: &[decide::Gate], before: &[decide::Gate]) -> bool {
    now.iter().all(|gate| before.iter().any(|earlier| gate.asks_no_more_than(earlier)))
}

/// How long so much working time may take, where there are two hours of it in a week at least.
fn working(length: model::Span) -> Duration {
    let week = Duration::from_secs(7 * 24 * 60 * 60);
    match length {
        model::Span::WorkingDays(days) => week.saturating_mul(days.saturating_add(1)),
        model::Span::Elapsed(length) => {
            Duration::from_nanos(length.unsigned_abs()).saturating_mul(84).saturating_add(week)
        }
    }
}

/// Request ids are kept as long as the longest window and as people may have to answer, and for thirty days at least.
fn keep(table: &Table) -> Duration {
    let day = Duration::from_secs(24 * 60 * 60);
    let window = |figure: &model::Figure| match &figure.window {
        model::Window::Rolling(length) => Duration::from_nanos(length.unsigned_abs()),
        model::Window::Working(length, _) => working(*length),
        model::Window::Calendar(period, _) | model::Window::CalendarAt(period, _) => day * longest(*period),
        model::Window::Last(_) | model::Window::Ever | model::Window::SinceRelease(_) => Duration::ZERO,
        model::Window::Among(_, _) | model::Window::Since(_) => Duration::ZERO,
    };
    let windows = table.figures.iter().map(window);
    let entries = table.actions.iter().flat_map(|action| &action.entries);
    // One deadline after the other, and at last that of a queue.
    let in_turn = |entry: &model::Entry| {
        let deadlines = entry.stages.iter().filter_map(|stage| stage.deadline.as_ref());
        deadlines.map(answered_within).fold(Duration::ZERO, Duration::saturating_add)
    };
    let queues = table.queues.iter().filter_map(|queue| queue.deadline.as_ref());
    let in_queue = queues.map(answered_within).max().unwrap_or_default();
    let answers = entries.map(in_turn).map(|of_gate| of_gate.saturating_add(in_queue));
    windows.chain(answers).fold(day * 30, Duration::max)
}

/// How long a deadline leaves at most.
fn answered_within(deadline: &model::Deadline) -> Duration {
    match (deadline.within, deadline.calendar) {
        (model::Span::Elapsed(length), None) => Duration::from_nanos(length.unsigned_abs()),
        (length, _) => working(length),
    }
}

/// How many days a calendar period has at most.
fn longest(period: model::Period) -> u32 {
    match period {
        model::Period::Hour | model::Period::Day => 2,
        model::Period::Week => 8,
        model::Period::Month => 32,
        model::Period::Quarter => 93,
        model::Period::Year => 367,
    }
}
