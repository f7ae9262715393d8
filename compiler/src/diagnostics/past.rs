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
    /// An age in working time is not written out.
    E0543 age_not_written_out, since "0.1";
    /// A cap may be empty, and the rule does not say what holds then.
    E0544 cap_may_be_empty, since "0.1";
    /// A measure of several questions says below how many events it is empty.
    E0545 once_of_several, since "0.1";
    /// A measure asks nothing of the ledger.
    E0546 no_measure, since "0.1";
    /// A limit on one action counts each of its actions by itself.
    W0540 each_of_one, since "0.1";
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

    /// So much working time of a calendar.
    pub fn age_not_written_out(&mut self, at: Span) {
        self.add(E0543, at, "how much working time has to pass is written out")
            .label(at, "not a length of time that is written here")
            .help("write `2 working days` or `4 hours` and the calendar: `is older than 4 hours of office_hours`");
    }

    /// At most … how many?
    pub fn cap_may_be_empty(&mut self, at: Span, cap: &str) {
        self.add(E0544, at, format!("`{cap}` may be empty, and then there is no cap"))
            .label(at, "at most how many, where there is none?")
            .help(format!(
                "cap by a field that is always there; or, if there shall be no limit then, add `unless {cap} is empty`"
            ));
    }

    /// Once there are so many of which?
    pub fn once_of_several(&mut self, at: Span) {
        self.add(E0545, at, "this measure asks more than one question: so many of which?")
            .label(at, "of which of them?")
            .help("take this away; or make a measure of the one question that needs it, and work with its name here");
    }

    /// A constant, or what a table says.
    pub fn no_measure(&mut self, at: Span) {
        self.add(E0546, at, "a measure asks something of the past, and this does not")
            .label(at, "always the same")
            .help("ask for something that happened: `count of send_email in 30 days`, `time since replied`");
    }

    /// Each of one.
    pub fn each_of_one(&mut self, at: Span) {
        self.add(W0540, at, "`each` says nothing here: the limit is on one action")
            .label(at, "counts each of its actions by itself")
            .help("name another action behind `on`, or take `each` away");
    }

    /// `send_email refused among the last 20`: of which?
    pub fn last_of_what(&mut self, at: Span) {
        self.add(E0542, at, "the last so many are of what was done, and this was not")
            .label(at, "the last ones of what?")
            .help("say a stretch of time instead: `in 7 days`, `today`, `ever`");
    }
}
