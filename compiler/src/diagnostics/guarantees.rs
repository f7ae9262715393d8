//! Codes of the area 10: guarantees, and what came of proving them.

use super::Report;
use super::code::codes;
use crate::db::Span;
use crate::prove::Counterexample;

codes! {
    /// A guarantee does not hold: there is a request that breaks it.
    E1001 guarantee_fails, since "0.1";
    /// A claim says both that something can never happen and what happens then.
    E1002 claim_never_and_outcome, since "0.1";
    /// A claim that says `every` or `always` does not say what has to come of it.
    E1003 claim_demands_nothing, since "0.1";
    /// A claim has requests go through a rule that is only watched.
    E1004 goes_through_watched, since "0.1";
    /// A guarantee could neither be proved nor refuted.
    W1001 guarantee_undecided, since "0.1";
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
    /// A request that breaks it.
    pub found: &'a Counterexample,
    /// The scopes that grant it, with the places of their names.
    pub granted_by: &'a [(String, Option<Span>)],
    /// Where a stop could be written that keeps the guarantee, its name and its text.
    pub stop: Option<(Span, String, String)>,
}

/// A request that breaks a guarantee, in a sentence.
fn example(found: &Counterexample) -> String {
    let given = match found.given.as_slice() {
        [] => String::new(),
        given => format!(", where {}", given.join(", ")),
    };
    let then = match found.gates.as_slice() {
        [] => "goes ahead".to_owned(),
        gates => format!("goes ahead once people have approved it ({})", gates.join(", ")),
    };
    format!("{}{given}, {then}", found.asks)
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
        found.help(example(broken.found));
        match &broken.stop {
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

    /// `goes through` a shadow rule.
    pub fn goes_through_watched(&mut self, at: Span, rule: &str) {
        self.add(E1004, at, format!("nothing goes through `{rule}`, which is only watched"))
            .label(at, "a shadow rule holds nothing back")
            .help(format!("take `shadow` from `{rule}`, or name a rule that is enforced"));
    }

    /// No proof, and no request that breaks it.
    pub fn guarantee_undecided(&mut self, at: Span, sentence: &str) {
        self.add(W1001, at, format!("the guarantee \"{sentence}\" could not be proved"))
            .label(at, "no request was found that breaks it, and no proof that there is none")
            .help("do not rely on it: add a stop that says it outright, or try it in scenarios");
    }
}
