//! E04xx: rules, and what grants and what restricts.

use super::code::codes;
use super::{Diagnostic, Report, nearest};
use crate::db::Span;
use charter_runtime::schema::Part;

codes! {
    /// A rule does not say which action it is on.
    E0401 rule_on_nothing, since "0.1";
    /// A gate does not say what it does.
    E0402 gate_without_outcome, since "0.1";
    /// A limit or requirement does not say what happens otherwise.
    E0403 otherwise_missing, since "0.1";
    /// A requirement requires nothing.
    E0404 nothing_required, since "0.1";
    /// A limit has no cap.
    E0405 limit_without_cap, since "0.1";
    /// A cap is zero or less.
    E0406 cap_of_nothing, since "0.1";
    /// A scope does not say for which agents it is.
    E0407 scope_for_nobody, since "0.1";
    /// A scope lets an agent write a field that is not for agents to write.
    E0408 field_not_for_agents, since "0.1";
    /// What grants reads a fact that is not verified.
    E0409 grants_on_doubt, since "0.1";
    /// An empty value would grant, and the scope does not say whether it should.
    E0410 empty_would_grant, since "0.1";
    /// A rule asks whether something is known so that knowing less would loosen it.
    E0411 knowing_less_would_loosen, since "0.1";
    /// An approver is not a person.
    E0412 approver_is_no_person, since "0.1";
    /// Several people are asked for where a path names one.
    E0413 several_of_one_person, since "0.1";
    /// A field is to be written instead, and nothing is written.
    E0414 instead_of_no_update, since "0.1";
    /// A scope lets an action wait in a queue and does not say in which.
    E0415 queue_of_no_name, since "0.1";
    /// A share of the time is nothing, or more than all.
    E0416 no_share, since "0.1";
    /// A rule names an environment that the project does not have.
    E0460 unknown_environment, since "0.1";
    /// A scope is on behalf of something that is no person.
    E0461 acts_for_no_person, since "0.1";
    /// A value comes from somewhere that is no origin.
    E0462 unknown_origin, since "0.1";
    /// It is asked where a value comes from that is in no record.
    E0463 origin_of_no_record, since "0.1";
    /// Several people are asked for where there is a choice of roles.
    E0417 several_of_a_choice, since "0.1";
    /// What grants reads a part that several domains or addresses have in common.
    E0418 grants_by_a_wide_part, since "0.1";
    /// A scope grants nothing.
    W0401 scope_of_nothing, since "0.1";
    /// An agent's own word could switch a restriction off.
    W0402 dodgeable, since "0.1";
    /// A stop lasts for ever, and does not say so.
    W0403 stop_nobody_releases, since "0.1";
    /// A stop can be released, and nothing latches it.
    W0404 nothing_to_release, since "0.1";
    /// An exemption never applies.
    W0405 empty_exemption, since "0.1";
    /// A rule can never apply.
    W0406 never_applies, since "0.1";
    /// An action that cannot be undone runs with neither gate, stop nor limit.
    W0407 unguarded, since "0.1";
    /// `is masked`, on an action that reads no fields.
    E0440 nothing_to_mask, since "0.1";
    /// An action writes a field whose updates always have a person look first, and no rule is on that action.
    W0440 written_past, since "0.1";
    /// Something is written instead, and it is not said instead of which one field.
    E0441 instead_of_which, since "0.1";
    /// What is written instead has another type.
    E0442 instead_misfit, since "0.1";
    /// Two rules can each have another field written instead of one.
    E0443 two_instead, since "0.1";
}

impl Report {
    /// The `kind` of rule has no `on`.
    pub fn rule_on_nothing(&mut self, at: Span, kind: &str, name: &str) {
        self.add(E0401, at, format!("the {kind} `{name}` does not say what it is on"))
            .label(at, "on which action?")
            .help("add a line `on` with an action, such as `on send_email`");
    }

    /// No `needs`, `waits in`, `is kept as a draft` or `is only suggested`.
    pub fn gate_without_outcome(&mut self, at: Span, name: &str) {
        self.add(E0402, at, format!("the gate `{name}` does not say what it does"))
            .label(at, "and then?")
            .help("add a line such as `needs approval from sdr_manager` or `is kept as a draft`");
    }

    /// What follows is always written.
    pub fn otherwise_missing(&mut self, at: Span, kind: &str, name: &str) {
        self.add(E0403, at, format!("the {kind} `{name}` does not say what happens otherwise"))
            .label(at, "and otherwise?")
            .help("add a line such as `otherwise stop`");
    }

    /// A requirement without a condition.
    pub fn nothing_required(&mut self, at: Span, name: &str) {
        self.add(E0404, at, format!("`{name}` requires nothing"))
            .label(at, "what has to be shown?")
            .help("add a line with the test that has to hold");
    }

    /// A limit without `at most`.
    pub fn limit_without_cap(&mut self, at: Span, name: &str) {
        self.add(E0405, at, format!("the limit `{name}` has no cap"))
            .label(at, "at most how many?")
            .help("add a line such as `at most 3 per contact in 7 days`");
    }

    /// `at most 0`, or less.
    pub fn cap_of_nothing(&mut self, at: Span, cap: &str) {
        self.add(E0406, at, format!("a cap of {cap} lets nothing through"))
            .label(at, "not above zero")
            .help("write a larger cap, or a `stop` if it must never happen");
    }

    /// A scope without `for`.
    pub fn scope_for_nobody(&mut self, at: Span, name: &str) {
        self.add(E0407, at, format!("the scope `{name}` does not say for which agents it is"))
            .label(at, "for whom?")
            .help("add a line `for` with agents or teams");
    }

    /// The field is written by `writers` only.
    pub fn field_not_for_agents(
        &mut self,
        at: Span,
        action: &str,
        object: &str,
        field: &str,
        writers: &[String],
    ) -> &mut Diagnostic {
        self.add(E0408, at, format!("`{action}` writes `{field}`, which no agent may write"))
            .label(at, format!("`{object}.{field}` is written by {}", writers.join(", ")))
            .help("let it only draft or suggest, which is not writing")
    }

    /// `path` is read at `inner`, which leads from `at`; `why` is the way that the fact took.
    pub fn grants_on_doubt(&mut self, at: Span, inner: Span, path: &str, why: &str) {
        let found = self.add(E0409, at, format!("nothing can be granted on the word of `{path}`"));
        found.label(at, why);
        if inner != at {
            found.label(inner, "it is read here");
        }
        found.help("read a fact that the host vouches for, or add a gate on its writing that always has a person look first");
    }

    /// `path` is read at `inner`, which leads from `at`, and is wider than what it is taken from.
    pub fn grants_by_a_wide_part(&mut self, at: Span, inner: Span, path: &str, part: Part) {
        let (common, instead) = match part {
            Part::Mailbox => {
                ("it is the same in every domain, whatever the tag", "addresses exactly, with `is in`")
            }
            Part::Domain | Part::Registrable => {
                ("it is the same for every domain below it", "domains exactly, with `is in`")
            }
        };
        let found = self.add(E0418, at, format!("nothing can be granted by `{path}`"));
        found.label(at, common);
        if inner != at {
            found.label(inner, "it is read here");
        }
        found.help(format!("say which {instead} and a list of them, or `is inside` a domain"));
    }

    /// The comparison is turned round, and `path` may be empty.
    pub fn empty_would_grant(&mut self, at: Span, path: &str) {
        self.add(E0410, at, format!("where `{path}` is empty, this would grant"))
            .label(at, "a comparison with an empty value is false, and its negation true")
            .help(format!("say what holds then: `{path} is not empty and …`, or `{path} is empty or …`"));
    }

    /// Losing information must tighten.
    pub fn knowing_less_would_loosen(&mut self, at: Span, inner: Span) {
        let found = self.add(E0411, at, "knowing less would loosen this rule");
        found.label(at, "whoever withholds the value gets around it");
        if inner != at {
            found.label(inner, "it is asked here");
        }
        found.help("turn it round: restrict when the value is not given; what is unknown counts against the agent anyway");
    }

    /// `path` leads to `what`.
    pub fn approver_is_no_person(&mut self, at: Span, path: &str, what: &str) {
        self.add(E0412, at, format!("`{path}` cannot approve: it is {what}"))
            .label(at, "neither a role nor a person")
            .help("name a role, or a path that ends in a field of type person");
    }

    /// None of the `known` environments has this name.
    pub fn unknown_environment(&mut self, at: Span, name: &str, known: &[String]) {
        let found = self.add(E0460, at, format!("there is no environment `{name}`"));
        found.label(at, "charter.toml names none of this name");
        match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => Report::suggest(found, at, Some(near)),
            None if known.is_empty() => {
                found.help(format!(
                    "add a line `environments = [\"{name}\"]` to charter.toml, with all that there are"
                ));
            }
            None => {
                found.help(format!(
                    "the environments are {}; name one, or add it in charter.toml",
                    known.join(", ")
                ));
            }
        }
    }

    /// `contact.title comes from outside`.
    pub fn unknown_origin(&mut self, at: Span, name: &str) {
        self.add(E0462, at, format!("nothing comes from `{name}`"))
            .label(at, "not an origin")
            .help("write `comes from external`: somebody outside has written it, or nobody knows who has")
            .fix("write `external`", at, "external");
    }

    /// `path` is content, or something else that is in no record.
    pub fn origin_of_no_record(&mut self, at: Span, path: &str) {
        self.add(E0463, at, format!("`{path}` is in no record, so it comes from nowhere"))
            .label(at, "no field of an object")
            .help("ask it of a field of an object, such as `contact.title comes from external`");
    }

    /// `path` leads to `what`.
    pub fn acts_for_no_person(&mut self, at: Span, path: &str, what: &str) {
        self.add(E0461, at, format!("nobody acts on behalf of `{path}`: it is {what}"))
            .label(at, "neither a role nor a person")
            .help("name a role, or a path that ends in a field of type person");
    }

    /// `2 of contact.account.owner`.
    pub fn several_of_one_person(&mut self, at: Span, path: &str) {
        self.add(E0413, at, format!("`{path}` is one person"))
            .label(at, "several of them?")
            .help("ask several of a role, such as `2 of sdr_manager`");
    }

    /// `2 of sdr_manager or revops`.
    pub fn several_of_a_choice(&mut self, at: Span) {
        self.add(E0417, at, "a choice between approvers is one person")
            .label(at, "several of this one, or several of all of them?")
            .help("for two people of either role, ask in turn: `sdr_manager or revops, then sdr_manager or revops`");
    }

    /// Only an update writes a field.
    pub fn instead_of_no_update(&mut self, at: Span, field: &str, action: &str) {
        self.add(E0414, at, format!("`{action}` writes no field, so `{field}` cannot be written instead"))
            .label(at, "instead of what?")
            .help("keep it as a draft only, or put the gate on an update");
    }

    /// `may queue send_email`.
    pub fn queue_of_no_name(&mut self, at: Span) {
        self.add(E0415, at, "this does not say in which queue it waits")
            .label(at, "in which queue?")
            .help("write `in` and a queue at the end of the line");
    }

    /// Above nothing, up to all.
    pub fn no_share(&mut self, at: Span) {
        self.add(E0416, at, "a share of the time is above 0% and at most 100%")
            .label(at, "this is not")
            .help("write a share such as `10%`; for all, take the line away");
    }

    /// A scope without `may`.
    pub fn scope_of_nothing(&mut self, at: Span, name: &str) {
        self.add(W0401, at, format!("the scope `{name}` grants nothing"))
            .label(at, "may do what?")
            .help("add a line such as `may send_email`");
    }

    /// `path` is read at `inner`, which leads from `at`; `why` is the way that the fact took.
    pub fn dodgeable(&mut self, at: Span, inner: Span, path: &str, why: &str) {
        let found =
            self.add(W0402, at, format!("an agent could get around this rule by what it writes in `{path}`"));
        found.label(at, why);
        if inner != at {
            found.label(inner, "it is read here");
        }
        found.help("read a fact that no agent writes, or add a gate on its writing that always has a person look first");
    }

    /// Latched by `has`, with neither `for good` nor `until released by`.
    pub fn stop_nobody_releases(&mut self, at: Span, name: &str) {
        self.add(W0403, at, format!("nobody can release the stop `{name}`"))
            .label(at, "once it has happened, this holds for ever")
            .help("add a line `until released by` with a role, or `for good` if that is what is meant");
    }

    /// `until released by`, and nothing has happened that could be released.
    pub fn nothing_to_release(&mut self, at: Span, name: &str) {
        self.add(W0404, at, format!("the stop `{name}` has nothing to release"))
            .label(at, "it holds as long as its condition does")
            .help("say what it follows, with `has` and a signal, or take `until released by` away");
    }

    /// The exemption is never met.
    pub fn empty_exemption(&mut self, at: Span) {
        self.add(W0405, at, "this exemption never applies")
            .label(at, "nothing meets this")
            .help("mend the test, or take the line away");
    }

    /// The tests of a rule have nothing in common.
    pub fn never_applies(&mut self, at: Span, name: &str) {
        self.add(W0406, at, format!("`{name}` can never apply"))
            .label(at, "its tests cannot hold together")
            .help("join alternatives with `or`, or take one of the tests away");
    }

    /// The scope `scope` lets agents do what cannot be undone, and nothing comes between.
    pub fn unguarded(&mut self, at: Span, action: &str, scope: &str) {
        self.add(
            W0407,
            at,
            format!("`{action}` cannot be undone, and nothing comes between an agent and it"),
        )
        .label(at, format!("granted in full by `{scope}`"))
        .help("add a gate, a stop or a limit on it, or let it only be drafted");
    }

    /// Only what is read can be masked.
    pub fn nothing_to_mask(&mut self, at: Span, action: &str) {
        self.add(E0440, at, format!("`{action}` reads no fields that could be masked"))
            .label(at, "only what is read or exported is masked")
            .help("write a gate on `read` or `export` with this line");
    }

    /// A redirect on several fields, or on no named one.
    pub fn instead_of_which(&mut self, at: Span, instead: &str, action: &str) {
        self.add(E0441, at, format!("it is not clear instead of which field `{instead}` is written"))
            .label(at, "this stands for one field")
            .help(format!("name that one field: `on {action}: …`; write another rule for another field"));
    }

    /// A value that does not fit where it would be written.
    pub fn instead_misfit(&mut self, at: Span, instead: &str, field: &str) {
        self.add(E0442, at, format!("a value of `{field}` cannot be written to `{instead}`"))
            .label(at, "this field has another type")
            .help(format!("declare `{instead} : like {field}, optional`"));
    }

    /// Two redirects that can meet.
    pub fn two_instead(&mut self, at: Span, rule: &str, other: &str, first: Span) {
        self.add(
            E0443,
            at,
            format!("`{rule}` and `{other}` can both apply, and each writes another field instead"),
        )
        .label(at, "this one writes one field instead")
        .label(first, "and this one another")
        .help("let both write the same field, or make sure that never both apply");
    }

    /// A second way to a field that one rule guards.
    pub fn written_past(&mut self, at: Span, action: &str, field: &str, rule: &str, guard: Span) {
        self.add(W0440, at, format!("`{action}` writes `{field}` past `{rule}`"))
            .label(at, format!("this scope lets an agent `{action}`"))
            .label(guard, "this rule is on updates only")
            .help(format!("put the rule on `{action}` too, or write another field by it"));
    }
}
