//! What has a meaning, and probably not the one that its author meant: tests that are settled before anybody asks, questions about
//! nobody in particular, grants and rules that come to nothing.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// An action is declared that no scope grants.
    W0210 action_of_nobody, since "0.1";
    /// A scope is for a team that has no agents.
    W0211 team_of_nobody, since "0.1";
    /// A comparison always holds.
    W0370 always_so, since "0.1";
    /// A comparison never holds.
    W0371 never_so, since "0.1";
    /// A part of a condition changes nothing.
    W0374 says_nothing, since "0.1";
    /// Two rows of a table can be meant at once.
    W0372 rows_overlap, since "0.1";
    /// Different amounts are counted, so that equal ones count once.
    W0373 amounts_counted_once, since "0.1";
    /// A stop leaves nothing of what a scope grants.
    W0410 stops_everything, since "0.1";
    /// Nobody could give an approval that is asked for.
    W0411 nobody_can_approve, since "0.1";
    /// The sentence of a rule names another action than the rule is on.
    H0412 sentence_of_another, since "0.1";
    /// A question about the past is not about what the request is about.
    W0560 about_nobody, since "0.1";
    /// A key is compared with one of another name.
    H0561 key_of_another_name, since "0.1";
}

impl Report {
    /// Whoever asks for this action is outside every scope.
    pub fn action_of_nobody(&mut self, at: Span, action: &str) {
        self.add(W0210, at, format!("no scope grants `{action}`"))
            .label(at, "every agent that asks for this is stopped")
            .help(format!("write a line `may {action}` in a scope, or take the action away"));
    }

    /// The agents of this team are none.
    pub fn team_of_nobody(&mut self, at: Span, team: &str) {
        self.add(W0211, at, format!("no agent is in the team `{team}`"))
            .label(at, "this grants nobody anything")
            .help(format!("declare its agents with a line such as `agent outreach in {team}`"));
    }

    /// The test comes out as yes whatever there is; `why` says what values there are.
    pub fn always_so(&mut self, at: Span, why: &str) {
        self.add(W0370, at, "this always holds")
            .label(at, why)
            .help("compare with a value that makes a difference, or take the test away");
    }

    /// The test comes out as no whatever there is; `why` says what values there are.
    pub fn never_so(&mut self, at: Span, why: &str) {
        self.add(W0371, at, "this never holds")
            .label(at, why)
            .help("compare with a value that makes a difference, or take the test away");
    }

    /// The rule would be the same without this part; `why` says how.
    pub fn says_nothing(&mut self, at: Span, why: &str) {
        self.add(W0374, at, "this changes nothing")
            .label(at, why)
            .help("take it away, or write what it was meant to say");
    }

    /// One `object` may be in both segments; then the first row counts.
    pub fn rows_overlap(&mut self, at: Span, object: &str, segment: &str, earlier: &str, first: Span) {
        self.add(W0372, at, format!("`{earlier}` and `{segment}` can both be meant by one row's {object}"))
            .label(at, format!("for what is in both, this row says nothing: the one of `{earlier}` counts"))
            .label(first, "this one comes first")
            .help(format!(
                "let `{segment}` leave out what is in `{earlier}`, such as with `and not {earlier}`"
            ));
    }

    /// `count of different cost in enrich`.
    pub fn amounts_counted_once(&mut self, at: Span, path: &str, event: &str) {
        self.add(W0373, at, format!("equal values of `{path}` are counted once"))
            .label(at, "how many different amounts, and not how much or how often")
            .help(format!(
                "write `sum of {path} of {event}` to add them up, or `count of {event}` for how often"
            ));
    }

    /// The stop `stop` always holds, and `scope` grants what it is on.
    pub fn stops_everything(&mut self, at: Span, stop: &str, action: &str, scope: &str, granted: Span) {
        self.add(W0410, at, format!("`{stop}` stops every `{action}`"))
            .label(at, "without `when`, this always holds")
            .label(granted, format!("`{scope}` grants it in vain"))
            .help("add a line `when` with what has to be stopped, or take the grant away: outside every scope nothing happens anyway");
    }

    /// Whoever could is the one who asks, or is left out by name.
    pub fn nobody_can_approve(&mut self, at: Span, why: &str) {
        self.add(W0411, at, "nobody could ever give this approval")
            .label(at, why)
            .help("name a role, or a path to somebody else; whoever only has to say yes for themselves confirms: `needs confirmation from …`");
    }

    /// Every scope that grants it has the agent act on behalf of the one who is asked.
    pub fn only_for_themselves(&mut self, at: Span) {
        self.add(W0411, at, "nobody could ever give this approval")
            .label(at, "every scope that grants this has the agent act for the same person, and nobody approves their own request")
            .help("if they have to say yes for themselves, write `needs confirmation from …`; if somebody else has to look, name a role");
    }

    /// The sentence speaks of `named`, and the rule is on `action`.
    pub fn sentence_of_another(&mut self, at: Span, named: &str, action: &str) {
        self.add(H0412, at, format!("the sentence speaks of `{named}`, and the rule is on `{action}`"))
            .label(at, "people are shown this when the rule applies")
            .help(format!("write what it says of `{action}`, or put the rule on `{named}`"));
    }

    /// `any send_email ever`, in a rule about one contact: `word` and `path` lead to it.
    pub fn about_nobody(&mut self, at: Span, after: Span, event: &str, word: &str, path: &str) {
        self.add(W0560, at, format!("this asks about any `{event}` at all, whoever it was {word}"))
            .label(at, format!("not about the {path} at hand"))
            .help(format!(
                "write `{event} {word} {path}`; if any at all is meant, say how many: `count of {event} … > 0`"
            ))
            .fix(format!("write `{word} {path}`"), after, format!(" {word} {path}"));
    }

    /// The key `key` of the request is looked up by `of_event` of each event.
    pub fn key_of_another_name(&mut self, at: Span, key: &str, event: &str, of_event: &str) {
        self.add(H0561, at, format!("`{key}` is compared with `{of_event}` of each `{event}`"))
            .label(at, "of the same type, under another name")
            .help(format!(
                "if `{key}` means something else than `{of_event}`, ask by a path that means the same in both"
            ));
    }
}
