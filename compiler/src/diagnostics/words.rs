//! E0206 and E021x: words that mean nothing where they stand.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// A value is named that a closed list, `one of (…)`, does not have.
    E0206 unknown_value, since "0.1";
    /// A condition uses a word that names nothing where it stands.
    E0211 unknown_word, since "0.1";
    /// A field is asked of one object, and another one has it.
    E0212 field_of_another, since "0.1";
    /// A path goes on where there are no fields.
    E0213 no_fields, since "0.1";
    /// A question to the ledger is about something that is neither an action nor a signal.
    E0214 unknown_event, since "0.1";
    /// What follows `is in` is no list, segment or team.
    E0215 unknown_list, since "0.1";
    /// A verb that every object has is used without saying of which object.
    E0216 verb_without_object, since "0.1";
    /// What is done to an object is not one of the verbs that every object has.
    E0217 unknown_verb, since "0.1";
    /// Before what may be done stands a word that is no level.
    E0235 unknown_level, since "0.1";
    /// Fields are named of an action that touches none.
    E0218 no_fields_to_name, since "0.1";
    /// A segment, condition or measure is defined by itself.
    E0219 circular_definition, since "0.1";
    /// A segment is asked of an object that it is not a segment of.
    E0220 segment_of_another, since "0.1";
}

impl Report {
    /// What is compared with it has one of a closed list of values, and this is none of them.
    pub fn unknown_value(&mut self, at: Span, value: &str, values: &[String], nearest: Option<&str>) {
        let found = self.add(E0206, at, format!("`{value}` is none of the values that there can be here"));
        found.label(at, "not one of the values");
        found.help(format!("the values are {}", values.join(", ")));
        Report::suggest(found, at, nearest);
    }

    /// `name` names nothing in a rule on `action`; `elsewhere` is the path by which something of that name is reached.
    pub fn unknown_word(
        &mut self,
        at: Span,
        name: &str,
        action: Option<&str>,
        elsewhere: Option<&str>,
        known: &[String],
    ) {
        let title = match action {
            Some(action) => format!("there is no `{name}` in a rule on `{action}`"),
            None => format!("there is no `{name}` here"),
        };
        let found = self.add(E0211, at, title);
        found.label(at, "this names nothing here");
        match elsewhere {
            Some(path) => {
                found.help(format!("write `{path}`")).fix(format!("write `{path}`"), at, path);
            }
            None => {
                let nearest = super::nearest(name, known.iter().map(String::as_str));
                if nearest.is_none() && !known.is_empty() {
                    let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                    found.help(format!("a path here starts with {}", known.join(", ")));
                }
                Report::suggest(found, at, nearest);
            }
        }
    }

    /// `owner` has no such field, and `other` has.
    pub fn field_of_another(&mut self, at: Span, owner: &str, field: &str, other: &str) {
        self.add(E0212, at, format!("`{owner}` has no field `{field}`, but `{other}` has"))
            .label(at, format!("a field of `{other}`"))
            .help(format!("go through the field of `{owner}` that leads to its `{other}`"));
    }

    /// `field` is asked of a value that is `what`.
    pub fn no_fields(&mut self, at: Span, field: &str, what: &str) {
        self.add(E0213, at, format!("there is no `{field}` in {what}"))
            .label(at, "the path has to end before this")
            .help("only objects and records have fields; an email address has its `domain` and its `mailbox`, and a domain what is `registrable` of it");
    }

    /// Neither an action nor a signal.
    pub fn unknown_event(&mut self, at: Span, name: &str, nearest: Option<&str>) {
        let found = self.add(E0214, at, format!("there is no action or signal called `{name}`"));
        found.label(at, "the ledger has no such events");
        Report::suggest(found, at, nearest);
    }

    /// Neither a list nor a segment nor a team.
    pub fn unknown_list(&mut self, at: Span, name: &str, nearest: Option<&str>) {
        let found = self.add(E0215, at, format!("there is no list, segment or team called `{name}`"));
        found.label(at, "nothing can be in this");
        found.help("several values are written in brackets: `is in (one, another)`");
        Report::suggest(found, at, nearest);
    }

    /// `update` of what?
    pub fn verb_without_object(&mut self, at: Span, verb: &str) {
        self.add(E0216, at, format!("`{verb}` does not say of which object"))
            .label(at, "of what?")
            .help(format!("write the object after it, such as `{verb} Contact`"));
    }

    /// Not one of the built-in verbs.
    pub fn unknown_verb(&mut self, at: Span, verb: &str) {
        let verbs = ["create", "read", "update", "delete", "merge", "export"];
        let found = self.add(E0217, at, format!("one cannot `{verb}` an object"));
        found.label(at, "not one of the verbs that every object has");
        found.help(format!("the verbs are {}; a declared action stands alone", verbs.join(", ")));
        Report::suggest(found, at, super::nearest(verb, verbs));
    }

    /// What may be done is granted at one of three levels, or without one.
    pub fn unknown_level(&mut self, at: Span, word: &str, action: &str) {
        let levels = ["suggest", "draft", "queue"];
        let found = self.add(E0235, at, format!("`{word}` is no level at which one may `{action}`"));
        found.label(at, "not one of the levels");
        found.help("the levels are `suggest`, `draft` and `queue`; what is granted without one goes ahead");
        Report::suggest(found, at, super::nearest(word, levels));
    }

    /// Only `create`, `read`, `update` and `export` are of some fields.
    pub fn no_fields_to_name(&mut self, at: Span, action: &str) {
        self.add(E0218, at, format!("`{action}` is not done to single fields"))
            .label(at, "nothing would come of these")
            .help("take the fields away; only `create`, `read`, `update` and `export` are of some fields");
    }

    /// Following the definition comes back to it.
    pub fn circular_definition(&mut self, at: Span, name: &str) {
        self.add(E0219, at, format!("`{name}` is defined by itself"))
            .label(at, "following this leads back here")
            .help("write out what is meant in one of the definitions");
    }

    /// The segment `name` is one of `object`.
    pub fn segment_of_another(&mut self, at: Span, name: &str, object: &str) {
        self.add(E0220, at, format!("`{name}` is a segment of `{object}`, and this is none"))
            .label(at, format!("only asked of a path that ends in `{object}`"))
            .help(format!(
                "ask it of a path that leads to the `{object}`, such as `contact.account is {name}`"
            ));
    }
}
