//! E05xx: what is asked of the ledger.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// A question to the ledger does not say how far back it looks.
    E0501 window_missing, since "0.1";
    /// An event has no value to be compared with the one that is asked for.
    E0502 no_way_from_event, since "0.1";
    /// A share does not say which part of the events is meant.
    E0503 share_of_what, since "0.1";
    /// A limit names a thing to count that is neither agents nor objects.
    E0504 cannot_count, since "0.1";
    /// A limit counts among the last so many of what it caps.
    E0505 limit_among_last, since "0.1";
    /// A question of how long ago something was says how far back it looks.
    E0506 time_since_within, since "0.1";
    /// A question asks in which session a signal came.
    E0507 signal_without_session, since "0.1";
    /// Something that is no limit stops until there is room.
    E0508 room_outside_limit, since "0.1";
    /// A cap is kept per a field that may be empty.
    W0501 key_may_be_empty, since "0.1";
}

impl Report {
    /// How far back?
    pub fn window_missing(&mut self, at: Span) {
        self.add(E0501, at, "this does not say how far back it looks")
            .label(at, "since when?")
            .help("end it with `in 7 days`, `each month`, `this session`, `since replied`, `among the last 50` or `ever`");
    }

    /// From an `event` nothing, or more than one path, leads to `what`.
    pub fn no_way_from_event(&mut self, at: Span, event: &str, what: &str, ways: &[String]) {
        let found =
            self.add(E0502, at, format!("an event `{event}` does not say which {what} it belongs to"));
        found.label(at, "events are looked up by this");
        if ways.is_empty() {
            found.help("name a path that starts at what the event is about");
        } else {
            let ways: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
            found.help(format!("it could be {}; name a path that leaves no choice", ways.join(" or ")));
        }
    }

    /// `share of the last 50 send_email` is all of them.
    pub fn share_of_what(&mut self, at: Span) {
        self.add(E0503, at, "a share has to say which part of the events is meant")
            .label(at, "the share that …?")
            .help("write `that` and a signal, such as `that bounced within 2 days`");
    }

    /// Different ones of `thing` cannot be told.
    pub fn cannot_count(&mut self, at: Span, thing: &str) {
        self.add(E0504, at, format!("different ones of `{thing}` cannot be counted"))
            .label(at, "neither agents nor an object")
            .help("name agents or an object; to count the actions themselves, name nothing: `at most 3 per contact`");
    }

    /// Of the last 50 there are never more than 50.
    pub fn limit_among_last(&mut self, at: Span) {
        self.add(E0505, at, "a limit cannot count among the last so many of what it caps")
            .label(at, "there are never more of them than this")
            .help("cap what happens in a stretch of time: `in 7 days`, `each month`");
    }

    /// Signals come from the world.
    pub fn signal_without_session(&mut self, at: Span, signal: &str) {
        self.add(E0507, at, format!("a `{signal}` belongs to no session"))
            .label(at, "only what agents do is done in a session")
            .help("end it with a stretch of time, such as `in 1 hour`, or with `ever`");
    }

    /// `time since` finds the last one by itself.
    pub fn time_since_within(&mut self, at: Span) {
        self.add(E0506, at, "`time since` looks back to the last one, however long ago that was")
            .label(at, "this has no meaning here")
            .help("take this away; where it never happened, the time since is empty and no comparison with it holds");
    }

    /// Room is under a cap.
    pub fn room_outside_limit(&mut self, at: Span) {
        self.add(E0508, at, "only a limit stops until there is room")
            .label(at, "nothing here has a cap under which there could be room")
            .help("write `stop`, or make this a limit: `at most …, otherwise stop until there is room`");
    }

    /// All that have none share one count.
    pub fn key_may_be_empty(&mut self, at: Span, key: &str) {
        self.add(W0501, at, format!("`{key}` may be empty, and all that have none share one count"))
            .label(at, "declared `optional`")
            .help("count per a field that is always there, or add `unless` it `is empty`");
    }
}
