//! E022x to E024x and W02xx: declarations that cannot stand, and such as nobody needs.

use super::code::codes;
use super::{Diagnostic, Report};
use crate::db::{ItemKind, Span};

codes! {
    /// `like` leads from field to field and back to where it began.
    E0221 like_in_a_circle, since "0.1";
    /// A value of a closed list, `one of (…)`, is neither a word nor a text in quotes.
    E0222 not_a_choice, since "0.1";
    /// A closed list, `one of (…)`, names a value twice.
    E0223 choice_twice, since "0.1";
    /// A record has itself as a part, directly or through others.
    E0224 record_in_itself, since "0.1";
    /// A name is taken by the language.
    E0225 reserved_name, since "0.1";
    /// Two objects would have the same name in paths.
    E0226 same_name_in_paths, since "0.1";
    /// One list has values of several types.
    E0227 mixed_list, since "0.1";
    /// A value of a list is not a constant.
    E0228 not_a_list_value, since "0.1";
    /// A queue is owned by nobody.
    E0229 queue_without_owner, since "0.1";
    /// A deadline does not say what happens when it has passed.
    E0230 deadline_without_otherwise, since "0.1";
    /// Working hours end before they begin.
    E0231 hours_run_backwards, since "0.1";
    /// A time zone is not in the IANA database.
    E0232 unknown_zone, since "0.1";
    /// Working days are counted without saying of which calendar.
    E0233 working_days_without_calendar, since "0.1";
    /// A length of time is longer than a charter can count, or has no fixed length.
    E0234 unusable_duration, since "0.1";
    /// A field has to be fresh, and nobody says when it was read.
    E0465 fresh_of_no_object, since "0.1";
    /// An action is on three objects or more.
    E0250 too_many_targets, since "0.1";
    /// An action does not say which object it is on.
    E0249 action_on_nothing, since "0.1";
    /// Nothing tells the two objects of an action apart.
    E0251 targets_alike, since "0.1";
    /// An action leads to itself, directly or through others.
    E0252 leads_in_a_circle, since "0.1";
    /// A derived line is named where a field is read or written.
    E0280 field_is_derived, since "0.1";
    /// A signal is declared that no rule listens to.
    W0201 unheard_signal, since "0.1";
    /// A role is declared that nothing is asked of.
    W0202 unused_role, since "0.1";
    /// An agent is declared that no scope grants anything.
    W0203 idle_agent, since "0.1";
    /// A list has no values: what is asked of it is always the same.
    W0204 empty_list, since "0.1";
    /// Two names look the same and are different.
    W0205 confusable_names, since "0.1";
    /// A table, a measure or a condition is declared that no rule uses.
    W0206 unused_definition, since "0.1";
    /// What is endorsed is no field of an object.
    E0261 endorses_no_field, since "0.1";
    /// A role may halt something that there is not.
    E0260 nothing_to_halt, since "0.1";
}

impl Report {
    /// `endorse contact by sdr_manager`
    pub fn endorses_no_field(&mut self, at: Span, path: &str) {
        self.add(E0261, at, format!("`{path}` is no field of an object"))
            .label(at, "an object, a dot, and one of its fields")
            .help("write for example `endorse contact.title by sdr_manager`");
    }

    /// `may halt outrech`: neither an agent, a team, an action nor a segment.
    pub fn nothing_to_halt(&mut self, at: Span, name: &str) {
        self.add(E0260, at, format!("there is nothing called `{name}` that could be halted"))
            .label(at, "neither an agent, a team, an action nor a segment")
            .help("write `may halt everything`, `may halt agents in` and a team, or the name of an agent, an action or a segment");
    }

    /// Following `like` from this field comes back to it.
    pub fn like_in_a_circle(&mut self, at: Span, field: &str) {
        self.add(E0221, at, format!("following `like` from `{field}` leads to no type"))
            .label(at, "this leads from field to field, and never to a type")
            .help("write the type itself for one of these fields");
    }

    /// A value after `one of` is a number, an amount or another thing without a name.
    pub fn not_a_choice(&mut self, at: Span) {
        self.add(E0222, at, "a value of `one of` is a word or a text in quotes")
            .label(at, "neither")
            .help("put it in quotes, or declare the field as a number");
    }

    /// A value after `one of` has been there before.
    pub fn choice_twice(&mut self, at: Span, value: &str) {
        self.add(E0223, at, format!("`{value}` is there twice"))
            .label(at, "the second one")
            .help("take one of them away");
    }

    /// Held in place, a record would hold itself.
    pub fn record_in_itself(&mut self, at: Span, record: &str) {
        self.add(E0224, at, format!("`{record}` would have another `{record}` as a part of itself"))
            .label(at, "without an end")
            .help("make it an object, which is referred to and not held, or a list of records");
    }

    /// `name` means something of its own where paths or actions are written.
    pub fn reserved_name(&mut self, at: Span, name: &str, meaning: &str) {
        self.add(E0225, at, format!("`{name}` cannot be declared: it is {meaning}"))
            .label(at, "this name is taken")
            .help("choose another name");
    }

    /// `action calculate`
    pub fn action_on_nothing(&mut self, at: Span, action: &str) {
        self.add(E0249, at, format!("`{action}` does not say which object it is on"))
            .label(at, "on what?")
            .help(format!("write `on` and an object after it: `action {action} on Contact`"))
            .help("what is about no record is about a desk, a conversation or a case: declare an object for that");
    }

    /// An action on three.
    pub fn too_many_targets(&mut self, at: Span, action: &str) {
        self.add(E0250, at, format!("`{action}` is on more than two objects"))
            .label(at, "this is one too many")
            .help("name one or two objects; what else the action needs, it `takes`");
    }

    /// An action that follows from itself.
    pub fn leads_in_a_circle(&mut self, at: Span, action: &str) {
        self.add(E0252, at, format!("`{action}` leads to itself"))
            .label(at, "this leads back to where it began")
            .help("name what follows from the action, and leave out what it follows from");
    }

    /// Two of a kind without names, or with one name.
    pub fn targets_alike(&mut self, at: Span, action: &str, name: &str) {
        self.add(E0251, at, format!("both objects of `{action}` are called `{name}`"))
            .label(at, "rules could not tell this one from the other")
            .help(format!("give each a name of its own: `on … as survivor, … as absorbed`; `{name}` then means each of them"));
    }

    /// `Contact` and `contact` would both be `contact`.
    pub fn same_name_in_paths(&mut self, at: Span, object: &str, variable: &str, other: &str, first: Span) {
        self.add(E0226, at, format!("`{object}` and `{other}` would both be `{variable}` in paths"))
            .label(at, format!("this would be `{variable}`"))
            .label(first, "and so would this")
            .help("give one of them another name");
    }

    /// The values before this one are `expected`.
    pub fn mixed_list(&mut self, at: Span, list: &str, expected: &str) {
        self.add(E0227, at, format!("the values of `{list}` are not all of one type"))
            .label(at, format!("not {expected}, as the values before it are"))
            .help("make two lists of it");
    }

    /// A value of a list is something that is not fixed.
    pub fn not_a_list_value(&mut self, at: Span) {
        self.add(
            E0228,
            at,
            "a value of a list is a word, a text, a number, an amount, a percentage or a date",
        )
        .label(at, "none of these")
        .help("write the value itself");
    }

    /// Nobody works this queue off.
    pub fn queue_without_owner(&mut self, at: Span, queue: &str) {
        self.add(E0229, at, format!("nobody owns the queue `{queue}`"))
            .label(at, "what waits here would wait for ever")
            .help("write `owned by` and a role after its name");
    }

    /// After `within` nothing says what follows.
    pub fn deadline_without_otherwise(&mut self, at: Span) {
        self.add(E0230, at, "nothing says what happens when the time is up")
            .label(at, "a deadline")
            .help("write `, otherwise stop` after it")
            .fix("write `, otherwise stop`", at.end(), ", otherwise stop");
    }

    /// Opening is not before closing, or is no time of day.
    pub fn hours_run_backwards(&mut self, at: Span) {
        self.add(E0231, at, "working hours end before they begin")
            .label(at, "from the later to the earlier time")
            .help("write the earlier time first, between 00:00 and 24:00; hours over midnight are two spans: `fri 18:00-24:00, sat 00:00-02:00`");
    }

    /// The IANA database has no such zone.
    pub fn unknown_zone(&mut self, at: Span, zone: &str, nearest: Option<&str>) {
        let found = self.add(E0232, at, format!("there is no time zone `{zone}`"));
        found
            .label(at, "not a zone")
            .help("write a zone in quotes as a continent and a city, such as \"Europe/Berlin\"");
        if let Some(name) = nearest {
            found.help(format!("did you mean `{name}`?")).fix(
                format!("write `{name}`"),
                at,
                format!("\"{name}\""),
            );
        }
    }

    /// `1 working day` of which calendar?
    pub fn working_days_without_calendar(&mut self, at: Span) {
        self.add(E0233, at, "working days are counted by a calendar, and none is named")
            .label(at, "of which calendar?")
            .help("write `of` and a calendar after it, such as `1 working day of office_hours`");
    }

    /// A length of time around the clock is needed, and this is none.
    pub fn unusable_duration(&mut self, at: Span) {
        let what = "a whole number of seconds, minutes, hours, days or weeks";
        self.unusable_length(at, what).help(format!("write {what}"));
    }

    /// A length of time in working hours or the like.
    pub fn unusable_working_time(&mut self, at: Span) {
        self.unusable_length(at, "a whole number of working days")
            .help("leave `working` out for hours of a calendar: `4 hours of office_hours`");
    }

    fn unusable_length(&mut self, at: Span, what: &str) -> &mut Diagnostic {
        self.add(E0234, at, format!("a length of time here is {what}")).label(at, "this is not")
    }

    /// `line` follows from other lines of `owner`, and is no field that could be given or written.
    pub fn field_is_derived(&mut self, at: Span, owner: &str, line: &str, declared: Span) {
        self.add(E0280, at, format!("`{line}` of `{owner}` follows from its other lines"))
            .label(at, "nobody reads, writes or gives this by itself")
            .label(declared, "it is worked out here")
            .help("name the fields that it is worked out from");
    }

    /// Observing this signal would change nothing.
    pub fn unheard_signal(&mut self, at: Span, signal: &str) {
        self.add(W0201, at, format!("no rule listens to `{signal}`"))
            .label(at, "the host would report it for nothing")
            .help(format!("write a stop with `when … has {signal}`, or take the signal away"));
    }

    /// No rule, queue or power names this role.
    pub fn unused_role(&mut self, at: Span, role: &str) {
        self.add(W0202, at, format!("nothing is asked of `{role}`"))
            .label(at, "no rule and no queue names this role")
            .help("let a gate ask it for approval, or take the role away");
    }

    /// Whatever this agent asks for is outside every scope.
    pub fn idle_agent(&mut self, at: Span, agent: &str) {
        self.add(W0203, at, format!("no scope grants `{agent}` anything"))
            .label(at, "everything this agent asks for is stopped")
            .help(format!("write a scope with a line `for {agent}`"));
    }

    /// Nothing is in this list.
    pub fn empty_list(&mut self, at: Span, list: &str) {
        self.add(W0204, at, format!("the list `{list}` is empty"))
            .label(at, "nothing is ever in it")
            .help("add its values");
    }

    /// Nothing speaks of this table, measure or condition.
    pub fn unused_definition(&mut self, at: Span, kind: ItemKind, name: &str) {
        self.add(W0206, at, format!("no rule uses the {} `{name}`", kind.noun()))
            .label(at, "it changes nothing")
            .help("use it in a rule, or take it away");
    }

    /// A reader cannot tell these two names apart.
    pub fn confusable_names(&mut self, at: Span, kind: ItemKind, name: &str, first: Span) {
        self.add(W0205, at, format!("the {} `{name}` looks like another name", kind.noun()))
            .label(at, "these two look the same")
            .label(first, "and are different")
            .help("write both with letters of one alphabet");
    }

    /// `fresh within 1 hour` on what an action takes, says or knows, or on a field of a record.
    pub fn fresh_of_no_object(&mut self, at: Span) {
        self.add(E0465, at, "only a field of an object can grow old")
            .label(at, "this is read with the request")
            .help("take it away, or move the field to an object: of its fields the host says when they were read");
    }
}
