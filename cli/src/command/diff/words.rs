//! A difference in words.

use super::Shown;
use crate::command::shown::kind_word;
use charter_compiler::prove::{ChangedRule, Direction, Effect, Kind};
use charter_compiler::render::on_one_line;
use charter_compiler::typed::Source;
use charter_harness::words::{outcome_words, plain};
use charter_runtime::Outcome;
use charter_runtime::decide::{AppliedRule, Decision};

/// What stands above the kinds of one direction.
pub(super) fn heading(direction: Direction) -> &'static str {
    match direction {
        Direction::Looser => "Looser: less is held back",
        Direction::Tighter => "Tighter: more is held back",
        Direction::Different => "Neither: the same outcome, and other people or duties",
        Direction::Reasons => "The same decision, for other reasons",
    }
}

/// `send_email: stopped before, goes ahead now`.
pub(super) fn title(kind: &Kind) -> String {
    let actions = actions(&kind.actions);
    if kind.direction == Direction::Reasons {
        return on_one_line(&format!("{actions}: {} as before", plain(kind.new.outcome)));
    }
    let (before, now) = (outcome_words(&kind.old), outcome_words(&kind.new));
    if before == now {
        return on_one_line(&format!("{actions}: {now}, as before, with other duties or deadlines"));
    }
    on_one_line(&format!("{actions}: {before} before, {now} now"))
}

/// The actions, those of one verb on one kind of thing together: `update Contact: title, phone`.
fn actions(all: &[String]) -> String {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for action in all {
        let (verb, field) =
            action.split_once(": ").map_or((action.as_str(), None), |(verb, field)| (verb, Some(field)));
        match told.iter_mut().find(|(other, _)| other == verb) {
            Some((_, fields)) => fields.extend(field.map(str::to_owned)),
            None => told.push((verb.to_owned(), field.map(str::to_owned).into_iter().collect())),
        }
    }
    let shown = told.into_iter().map(|(verb, fields)| match fields.as_slice() {
        [] => verb,
        fields => format!("{verb}: {}", fields.join(", ")),
    });
    shown.collect::<Vec<_>>().join("; ")
}

/// A rule that has changed, and the lines that it has lost and gained.
pub(super) struct Because {
    pub(super) what: String,
    pub(super) lines: Vec<String>,
}

/// Why: the rules that have changed.
pub(super) fn because(shown: &Shown<'_>, kind: &Kind) -> Vec<Because> {
    let rules = kind.because.iter().filter_map(|place| shown.difference.rules.get(*place));
    let rules: Vec<Because> = rules.map(|rule| because_of(shown, rule)).collect();
    if !rules.is_empty() {
        return rules;
    }
    vec![Because { what: "what exists has changed, and no rule".to_owned(), lines: Vec::new() }]
}

fn because_of(shown: &Shown<'_>, rule: &ChangedRule) -> Because {
    let what = changed_rule(rule);
    let (Some(old), Some(new)) = (&rule.old, &rule.new) else { return Because { what, lines: Vec::new() } };
    let (old, new) = (shown.old.rule_lines(old), shown.new.rule_lines(new));
    let lost = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let gained = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    let lines: Vec<String> = lost.chain(gained).map(|line| on_one_line(&line)).collect();
    if lines.is_empty() {
        return Because { what: format!("{what}, by what it refers to"), lines };
    }
    Because { what, lines }
}

/// `stop legal_hold is gone (outbound.charter:151)`.
pub(super) fn changed_rule(rule: &ChangedRule) -> String {
    let at = |source: &Source| format!("{}:{}", source.file, source.line);
    let name = format!("{} {}", kind_word(rule.kind), rule.name);
    on_one_line(&match (&rule.old, &rule.new) {
        (Some(old), Some(new)) if at(old) == at(new) => format!("{name} says something else ({})", at(new)),
        (Some(old), Some(new)) => format!("{name} says something else ({}, was {})", at(new), at(old)),
        (Some(old), None) => format!("{name} is gone (was {})", at(old)),
        (None, Some(new)) => format!("{name} is new ({})", at(new)),
        (None, None) => name,
    })
}

/// The outcome, and the rules that made it.
pub(super) fn decided(decision: &Decision) -> String {
    let outcome = outcome_words(decision);
    let deciding: Vec<String> = decision.deciding().map(reason).collect();
    let granting = || {
        let scopes = decision.scopes.iter().filter(|scope| Some(scope.grants) == decision.grant);
        scopes.map(|scope| format!("scope {}", scope.scope)).collect::<Vec<_>>().join(", ")
    };
    let why = match (deciding.as_slice(), decision.grant) {
        _ if !decision.problems.is_empty() => decision.problems.join("; "),
        ([], None) if !decision.doubted.is_empty() => {
            let doubted: Vec<&str> = decision.doubted.iter().map(|scope| scope.scope.as_str()).collect();
            format!("no scope certainly grants it; {} cannot be relied on", doubted.join(", "))
        }
        ([], None) => "outside every scope".to_owned(),
        ([], Some(Outcome::Execute)) => granting(),
        ([], Some(_)) => format!("{} grants no more", granting()),
        (deciding, _) => deciding.join("; "),
    };
    on_one_line(&if why.is_empty() { outcome } else { format!("{outcome} ({why})") })
}

fn reason(rule: &AppliedRule) -> String {
    let sentence = rule.sentence.as_deref().map_or(String::new(), |said| format!(": {said}"));
    format!("{} {}{sentence}", kind_word(rule.kind), rule.rule)
}

/// What is proved and what is left open, a sentence each.
pub(super) fn proved(shown: &Shown<'_>) -> Vec<String> {
    let difference = shown.difference;
    let mut said = Vec::new();
    for open in &difference.undecided {
        let rules: Vec<String> =
            open.because.iter().filter_map(|place| difference.rules.get(*place)).map(changed_rule).collect();
        let because =
            if rules.is_empty() { String::new() } else { format!(", because of {}", rules.join("; ")) };
        said.push(on_one_line(&format!(
            "not decided: {} may be {}{because}; no such request could be made up",
            open.action,
            may_be(open.direction)
        )));
    }
    if difference.bounded {
        said.push("there are more kinds than were looked for".to_owned());
    }
    let complete = difference.undecided.is_empty() && !difference.bounded;
    let same = difference.kinds.is_empty();
    said.push(match (complete, same) {
        (true, true) => "proved: every request is decided alike and for the same reasons, whatever is known or unknown and whatever has happened".to_owned(),
        (true, false) => "proved: every request that these kinds do not cover is decided as before".to_owned(),
        (false, _) => "what is not listed here is not proved to be decided as before".to_owned(),
    });
    said
}

/// What a proof takes for granted.
pub(super) const TAKEN_FOR_GRANTED: &str = "taken for granted: the same ledger, clock and sampling on both sides, amounts that are not negative, and past events with all their facts";

fn may_be(direction: Direction) -> &'static str {
    match direction {
        Direction::Looser => "looser",
        Direction::Tighter => "tighter",
        Direction::Different => "decided otherwise",
        Direction::Reasons => "decided for other reasons",
    }
}

/// `2 kinds of requests are looser, 1 tighter`.
pub(super) fn summary(shown: &Shown<'_>) -> String {
    let count = |direction| shown.difference.kinds.iter().filter(|kind| kind.direction == direction).count();
    let names = [
        (Direction::Looser, "looser"),
        (Direction::Tighter, "tighter"),
        (Direction::Different, "neither, with other people or duties"),
        (Direction::Reasons, "the same for other reasons"),
    ];
    let counted: Vec<String> = names
        .into_iter()
        .filter(|(direction, _)| count(*direction) > 0)
        .map(|(direction, name)| format!("{} {name}", count(direction)))
        .collect();
    let told = shown.difference.told.iter().any(|told| told.effect != Effect::None);
    if !counted.is_empty() {
        return format!("kinds of requests: {}", counted.join(", "));
    }
    match (shown.difference.undecided.is_empty(), told) {
        (true, false) => "no change in what is decided".to_owned(),
        (true, true) => "no request comes out otherwise, and yet something changes".to_owned(),
        (false, _) => "no change was found, and some questions are open".to_owned(),
    }
}

/// Of how many recordings a kind is.
pub(super) fn recorded(shown: &Shown<'_>, kind: usize) -> Option<String> {
    let touched = shown.touched.as_ref()?;
    let count = touched.by_kind.get(kind)?;
    Some(format!("{count} of {} recorded requests are of this kind", touched.recorded))
}

/// What recordings say of the whole.
pub(super) fn all_recorded(shown: &Shown<'_>) -> Option<String> {
    let touched = shown.touched.as_ref()?;
    let [looser, tighter, neither] = touched.changed;
    let changed = looser + tighter + neither;
    let mut said = format!(
        "{changed} of {} recorded requests are decided otherwise: {looser} looser, {tighter} tighter, {neither} neither",
        touched.recorded
    );
    if touched.of_no_kind > 0 {
        said.push_str(&format!("; {} of them are of no kind listed here", touched.of_no_kind));
    }
    Some(said)
}
