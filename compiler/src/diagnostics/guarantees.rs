//! Codes of the area 10: guarantees, and what came of proving them.

use super::Report;
use super::code::codes;
use crate::db::Span;
use crate::prove::Counterexample;
use crate::typed::Demand;
use charter_runtime::Outcome;

codes! {
    /// A guarantee does not hold: there is a request that breaks it.
    E1001 guarantee_fails, since "0.1";
    /// A claim says both that something can never happen and what happens then.
    E1002 claim_never_and_outcome, since "0.1";
    /// A claim that says `every` or `always` does not say what has to come of it.
    E1003 claim_demands_nothing, since "0.1";
    /// A claim has requests go through a rule that is only watched.
    E1004 goes_through_watched, since "0.1";
    /// A claim about what may happen says `unattended`.
    E1005 unattended_of_what_happens, since "0.1";
    /// A claim with `can always` also says who is asked or what it goes through.
    E1006 promise_and_outcome, since "0.1";
    /// A guarantee could neither be proved nor refuted.
    W1001 guarantee_undecided, since "0.1";
    /// A guarantee speaks of no request that there could be.
    W1002 guarantee_of_nothing, since "0.1";
    /// A rule changes nothing: whenever it applies, others have said as much.
    W1010 rule_changes_nothing, since "0.1";
    /// Two rules say the same.
    W1011 rule_said_twice, since "0.1";
}

/// What there is to say about a guarantee that does not hold.
pub struct Broken<'a> {
    /// The claim.
    pub at: Span,
    /// The guarantee's sentence.
    pub sentence: &'a str,
    /// What the claim demands.
    pub demand: &'a Demand,
    /// A request that breaks it.
    pub found: &'a Counterexample,
    /// The scopes that grant it, with the places of their names.
    pub granted_by: &'a [(String, Option<Span>)],
    /// The rules that hold it back, with the places of their names.
    pub held_by: &'a [(String, Option<Span>)],
    /// Where a stop could be written that keeps the guarantee, its name and its text.
    pub stop: Option<(Span, String, String)>,
}

/// A request that breaks a guarantee, in a sentence.
fn example(found: &Counterexample, demand: &Demand) -> String {
    let given = match found.given.as_slice() {
        [] => String::new(),
        given => format!(", where {}", given.join(", ")),
    };
    let then = match found.gates.as_slice() {
        _ if matches!(demand, Demand::AtLeast(_)) => comes_to(found),
        [] => "goes ahead".to_owned(),
        gates => format!("goes ahead once people have approved it ({})", gates.join(", ")),
    };
    format!("{}{given}, {then}", found.asks)
}

/// What comes of a request, and why it is no more.
fn comes_to(found: &Counterexample) -> String {
    let by = match found.held_by.as_slice() {
        [] if found.granted_by.is_empty() => ", outside every scope".to_owned(),
        [] => format!(", as {} grants no more", found.granted_by.join(", ")),
        rules => format!(" ({})", rules.join(", ")),
    };
    let what = match found.comes_to {
        Outcome::Stop => "is stopped",
        Outcome::Suggest => "is only suggested",
        Outcome::Draft => "is kept as a draft",
        Outcome::Queue => "waits in a queue",
        Outcome::Approve => "waits for approval",
        Outcome::Execute => "goes ahead",
    };
    format!("{what}{by}")
}

impl Report {
    /// A rule changes nothing; `by` names the rules that have said it.
    pub fn rule_changes_nothing(&mut self, at: Span, rule: &str, by: &str) {
        self.add(W1010, at, format!("`{rule}` changes nothing"))
            .label(
                at,
                format!("whenever it applies to what a scope grants, {by} holds it back as much or more"),
            )
            .help(format!("take `{rule}` away, or let it cover what {by} does not"));
    }

    /// A rule says what another one says.
    pub fn rule_said_twice(&mut self, at: Span, rule: &str, first: &str) {
        self.add(W1011, at, format!("`{rule}` says the same as `{first}`"))
            .label(at, "this is said already")
            .help("take one of them away");
    }

    /// There is a request that breaks a guarantee.
    pub fn guarantee_fails(&mut self, broken: &Broken<'_>) {
        let title = format!("the guarantee \"{}\" does not hold", broken.sentence);
        let found = self.add(E1001, broken.at, title).label(broken.at, "there is a request that breaks this");
        for (scope, at) in broken.granted_by {
            if let Some(at) = at {
                found.label(*at, format!("scope `{scope}` grants it"));
            }
        }
        for (rule, at) in broken.held_by {
            if let Some(at) = at {
                found.label(*at, format!("`{rule}` holds it back"));
            }
        }
        found.help(example(broken.found, broken.demand));
        match &broken.stop {
            _ if matches!(broken.demand, Demand::AtLeast(_)) => {
                found.help(match broken.held_by.first() {
                    Some((rule, _)) => format!(
                        "let `{rule}` leave such requests out, with `unless`; or say with `when` or `unless` for which requests this is promised"
                    ),
                    None => "let a scope grant it, or say with `when` for which requests this is promised".to_owned(),
                });
            }
            Some((at, name, text)) => {
                found.help(format!("add a stop, such as `{name}`")).fix(
                    format!("add the stop `{name}`"),
                    *at,
                    text,
                );
            }
            None => {
                found.help("add a restriction that covers it, or narrow the scope");
            }
        }
    }

    /// `no agent can … needs approval from …`
    pub fn claim_never_and_outcome(&mut self, at: Span) {
        self.add(E1002, at, "this never happens, so nothing can come of it")
            .label(at, "this would be for what does happen")
            .help("take it away, or begin the claim with `every` and say what has to come of it");
    }

    /// `every send_email when …`, and nothing behind it.
    pub fn claim_demands_nothing(&mut self, at: Span) {
        self.add(E1003, at, "the claim does not say what has to come of it")
            .label(at, "every one of these does what?")
            .help(
                "end it with an outcome, such as `needs approval from` and a role; or write `no agent can`",
            );
    }

    /// `every send_email unattended …`
    pub fn unattended_of_what_happens(&mut self, at: Span) {
        self.add(E1005, at, "`unattended` is for what never happens")
            .label(at, "this is about what does happen")
            .help("take `unattended` away, or begin the claim with `no agent can`");
    }

    /// `outreach can always send_email needs approval from …`
    pub fn promise_and_outcome(&mut self, at: Span) {
        self.add(E1006, at, "what can always be done asks nobody")
            .label(at, "this would be for what is held back")
            .help("take it away; or begin the claim with `every`; or promise less with `goes ahead once approved`");
    }

    /// `goes through` a shadow rule.
    pub fn goes_through_watched(&mut self, at: Span, rule: &str) {
        self.add(E1004, at, format!("nothing goes through `{rule}`, which is only watched"))
            .label(at, "a shadow rule holds nothing back")
            .help(format!("take `shadow` from `{rule}`, or name a rule that is enforced"));
    }

    /// The conditions of a guarantee rule each other out.
    pub fn guarantee_of_nothing(&mut self, at: Span, sentence: &str) {
        self.add(W1002, at, format!("the guarantee \"{sentence}\" says nothing"))
            .label(at, "no request is like this: its conditions cannot hold together")
            .help("take away the condition that rules out the others, in this line or below it");
    }

    /// No proof, and no request that breaks it.
    pub fn guarantee_undecided(&mut self, at: Span, sentence: &str) {
        self.add(W1001, at, format!("the guarantee \"{sentence}\" could not be proved"))
            .label(at, "no request was found that breaks it, and no proof that there is none")
            .help("do not rely on it: add a stop that says it outright, or try it in scenarios");
    }
}
