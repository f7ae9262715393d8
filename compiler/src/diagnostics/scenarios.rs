//! E07xx: scenarios.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// A line of a scenario is in words that mean nothing there.
    E0701 line_not_understood, since "0.1";
    /// A scenario names something that it has not given.
    E0702 not_given, since "0.1";
    /// A scenario names one kind of object where another is meant.
    E0703 wrong_object, since "0.1";
    /// A request does not give what its action takes or says.
    E0704 content_missing, since "0.1";
    /// A value is given that the field can never have.
    E0705 value_misfit, since "0.1";
    /// Time runs backwards in a scenario.
    E0706 time_backwards, since "0.1";
    /// Something happens before a scenario says when.
    E0707 no_time_yet, since "0.1";
    /// A person approves or refuses where nothing has been asked.
    E0708 nothing_asked_yet, since "0.1";
    /// A scenario expects a rule to decide that there is not.
    E0709 unknown_rule, since "0.1";
    /// A scenario gives the same name twice.
    E0710 given_twice, since "0.1";
    /// A scenario expects an approval or queue by a name that there is not.
    E0711 unknown_owed, since "0.1";
    /// A rule applies on no day that a scenario tells.
    H0562 never_exercised, since "0.1";
    /// A step is decided by a fact that its scenario does not give.
    H0563 decided_by_silence, since "0.1";
    /// A role is waited for, and nobody in any scenario holds it.
    H0564 role_of_nobody, since "0.1";
    /// A scenario speaks of a request that no step above it has made.
    E0840 not_asked_before, since "0.1";
    /// So much working time is never over.
    E0841 never_over, since "0.1";
    /// Somebody is not sampled, and the scenario does not say who is.
    E0842 who_is_sampled, since "0.1";
    /// A step of a scenario is said to happen more often than can be played.
    E0843 too_often, since "0.1";
    /// All that waits for a rule is approved at once, and the rule does not say so.
    E0844 not_in_batches, since "0.1";
    /// Something is expected of what was done without being asked for.
    E0845 nothing_decided, since "0.1";
    /// A step says nothing about what is expected.
    W0701 nothing_expected, since "0.1";
}

impl Report {
    /// None of the lines that a scenario has.
    pub fn line_not_understood(&mut self, at: Span) {
        self.add(E0701, at, "this line of the scenario says nothing")
            .label(at, "not understood")
            .help(
                "write what happens as `outreach send_email to jane`, `jane replied`, `jane changes: title \"CTO\"`, \
                 `maria approves it`, `maria releases jane from replied` or `maria halts outreach`",
            );
    }

    /// Neither given as an object nor as a person; `ways` are lines that would.
    pub fn not_given(&mut self, at: Span, name: &str, ways: &[String], nearest: Option<&str>) {
        let found = self.add(E0702, at, format!("the scenario has not given `{name}`"));
        found.label(at, "who or what is this?");
        if nearest.is_none() {
            let ways: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
            found.help(format!("add a line, such as {}", ways.join(" or ")));
        }
        Report::suggest(found, at, nearest);
    }

    /// `name` is one of `found`, and one of `wanted` is meant.
    pub fn wrong_object(&mut self, at: Span, name: &str, found: &str, wanted: &str) {
        self.add(E0703, at, format!("`{name}` is of type {found}, and {wanted} is meant"))
            .label(at, format!("given as {found}"))
            .help(format!("name one that is given as {wanted}"));
    }

    /// What an agent does is done with all of its content.
    pub fn content_missing(&mut self, at: Span, action: &str, field: &str) {
        self.add(E0704, at, format!("this `{action}` does not give its `{field}`"))
            .label(at, format!("without `{field}`"))
            .help(format!(
                "add `with {field} …` here, or a line `usual {action}: {field} …` for all scenarios"
            ));
    }

    /// The field `field` takes `what`.
    pub fn value_misfit(&mut self, at: Span, field: &str, what: &str) {
        self.add(E0705, at, format!("`{field}` cannot have this value"))
            .label(at, format!("`{field}` is {what}"))
            .help("write a value of that type; `empty` and `unknown` are values too, the first for optional fields only");
    }

    /// Before the moment that the scenario has reached.
    pub fn time_backwards(&mut self, at: Span) {
        self.add(E0706, at, "time runs backwards here")
            .label(at, "before the line above it")
            .help("put the steps in the order in which they happen");
    }

    /// No `at` above.
    pub fn no_time_yet(&mut self, at: Span) {
        self.add(E0707, at, "the scenario has not said when this happens")
            .label(at, "when?")
            .help("add a line above, such as `at 2026-03-02 09:00`");
    }

    /// Approves what?
    pub fn nothing_asked_yet(&mut self, at: Span) {
        self.add(E0708, at, "nothing has been asked that a person could decide about")
            .label(at, "which request?")
            .help("put the request of an agent above this line");
    }

    /// Approves what, or of what does the host report?
    pub fn not_asked_before(&mut self, at: Span, what: &str) {
        self.add(E0840, at, format!("nobody has asked for `{what}` above")).label(at, "which request?").help(
            "name the action and whom it is done to as in the step that asks, or write `it` for the last one",
        );
    }

    /// Not within ten years.
    pub fn never_over(&mut self, at: Span, calendar: &str) {
        self.add(
            E0841,
            at,
            format!("`{calendar}` does not have so much working time in the years that follow"),
        )
        .label(at, "never over")
        .help("wait for less, or say when it goes on: `at 2026-03-09 09:00`");
    }

    /// Not she, but who?
    pub fn who_is_sampled(&mut self, at: Span, name: &str) {
        self.add(E0842, at, format!("`{name}` is not sampled, and the scenario does not say who is"))
            .label(at, "an exception to nothing")
            .help("add a line above: `given everybody is sampled`; or write `given nobody is sampled`");
    }

    /// None, or too many.
    pub fn too_often(&mut self, at: Span, most: usize) {
        self.add(E0843, at, format!("a step happens once, or up to {most} times"))
            .label(at, "not so often")
            .help("write a whole number, such as `20 times`");
    }

    /// One by one.
    pub fn not_in_batches(&mut self, at: Span, rule: &str) {
        self.add(E0844, at, format!("`{rule}` does not ask for approval in batches"))
            .label(at, "each request is looked at by itself")
            .help("write `it`, or name the request: `maria approves send_email to jane`; or let the gate say `in batches of 50`");
    }

    /// It was done, whatever the charter says.
    pub fn nothing_decided(&mut self, at: Span) {
        self.add(E0845, at, "what somebody did is on record, and nothing is decided about it")
            .label(at, "nothing comes of it")
            .help("take this away; or take `did` away, and it is a request that is decided about");
    }

    /// No gate, stop, limit or requirement of this name.
    pub fn unknown_rule(&mut self, at: Span, name: &str, nearest: Option<&str>) {
        let found = self.add(E0709, at, format!("there is no rule called `{name}`"));
        found.label(at, "cannot decide");
        found.help("name a gate, stop, limit or requirement");
        Report::suggest(found, at, nearest);
    }

    /// Two lines give the same name.
    pub fn given_twice(&mut self, at: Span, name: &str) {
        self.add(E0710, at, format!("the scenario gives `{name}` twice"))
            .label(at, "the second one")
            .help("give one of them another name, or put the values in one line");
    }

    /// Neither a role nor a person, or no queue.
    pub fn unknown_owed(&mut self, at: Span, name: &str, what: &str, nearest: Option<&str>) {
        let found = self.add(E0711, at, format!("there is no {what} called `{name}`"));
        found.label(at, "cannot be waited for");
        Report::suggest(found, at, nearest);
    }

    /// An agent's request without `=>`.
    pub fn nothing_expected(&mut self, at: Span) {
        self.add(W0701, at, "this request says nothing about what is expected")
            .label(at, "it is made, and not looked at")
            .help("end the line with what should come of it, such as `=> goes ahead`");
    }

    /// The days would come out the same without `rule`.
    pub fn never_exercised(&mut self, at: Span, rule: &str) {
        self.add(H0562, at, format!("no scenario exercises `{rule}`"))
            .label(at, "this applies to no request of any day")
            .help(format!("add a step that `{rule}` holds back, and one that it does not"));
    }

    /// `rule` reads `path`, of which the scenario says nothing.
    pub fn decided_by_silence(&mut self, at: Span, rule: &str, path: &str) {
        let field = path.rsplit('.').next().unwrap_or(path);
        let place = if path.starts_with("request.") { "in the step" } else { "where the object is given" };
        self.add(H0563, at, format!("`{rule}` decides here, and the scenario does not give `{path}`"))
            .label(at, "this may come out as it does only because that is not known")
            .help(format!("give `{field}` {place}, or write `{field} unknown` if that is what is meant"));
    }

    /// `rule` waits for somebody with `role`.
    pub fn role_of_nobody(&mut self, at: Span, rule: &str, role: &str) {
        self.add(
            H0564,
            at,
            format!("`{rule}` waits for `{role}`, and nobody in any scenario holds that role"),
        )
        .label(at, "on no day could anybody approve this")
        .help(format!("add a line such as `given maria is {role}`, and let her approve it"));
    }
}
