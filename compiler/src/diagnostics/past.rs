//! E054x: how far what is asked for has come.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// A signal is said to be requested, waiting, approved, refused, reported or in flight.
    E0540 signal_asked_for, since "0.1";
    /// What is still in flight is said to have come otherwise far, too.
    E0541 in_flight_by_itself, since "0.1";
    /// The last so many of what was not done are asked for.
    E0542 last_of_what, since "0.1";
}

impl Report {
    /// Signals come from the world.
    pub fn signal_asked_for(&mut self, at: Span, signal: &str) {
        self.add(E0540, at, format!("nobody asks for a `{signal}`: it comes from the world"))
            .label(at, "only an action can have come so far")
            .help("take this away, or name an action");
    }

    /// In flight is: done, and not yet reported.
    pub fn in_flight_by_itself(&mut self, at: Span) {
        self.add(
            E0541,
            at,
            "`still in flight` says by itself how far it has come: done, and not yet reported",
        )
        .label(at, "together with the other word nothing is left")
        .help("keep one of the two");
    }

    /// `send_email refused among the last 20`: of which?
    pub fn last_of_what(&mut self, at: Span) {
        self.add(E0542, at, "the last so many are of what was done, and this was not")
            .label(at, "the last ones of what?")
            .help("say a stretch of time instead: `in 7 days`, `today`, `ever`");
    }
}
