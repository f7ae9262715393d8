//! An explanation in words, and as a document.

use super::request::Explained;
use crate::command::shown::{kind_word, not_known, outcome_style};
use crate::failure::Failure;
use crate::output::{Style, paint};
use charter_compiler::prove::{Change, Nearest};
use charter_compiler::render::{Colour, on_one_line};
use charter_harness::words::{in_turn, outcome_words, plain};
use charter_runtime::Outcome;
use charter_runtime::decide::{AppliedRule, Decision, Owed};
use serde_json::{Value as Json, json};

pub(super) fn for_people(explained: &Explained, colour: Colour) -> String {
    let decision = &explained.explanation.decision;
    let outcome = on_one_line(&outcome_words(decision));
    let mut lines = vec![format!(
        "{}: {}",
        on_one_line(&explained.asks),
        paint(colour, outcome_style(decision.outcome), &outcome)
    )];
    lines.extend(decision.problems.iter().map(|problem| format!("  {}", on_one_line(problem))));
    let mut section = |title: &str, body: Vec<String>| {
        if !body.is_empty() {
            lines.push(String::new());
            lines.push(paint(colour, Style::Strong, title));
            lines.extend(body);
        }
    };
    section("What decides", rules(explained, |rule| rule.deciding, colour));
    section("What applies besides", rules(explained, |rule| !rule.deciding, colour));
    section("What is granted", scopes(explained));
    section("What these rules read", facts(explained));
    section("What would let it go ahead", ways(explained));
    format!("{}\n", lines.join("\n"))
}

fn rules(explained: &Explained, wanted: impl Fn(&AppliedRule) -> bool, colour: Colour) -> Vec<String> {
    let applied = explained.explanation.decision.rules.iter().filter(|rule| wanted(rule));
    applied.flat_map(|rule| rule_lines(explained, rule, colour)).collect()
}

/// A rule, its text, and what it would come to by itself.
fn rule_lines(explained: &Explained, rule: &AppliedRule, colour: Colour) -> Vec<String> {
    let sentence = rule.sentence.as_deref().map_or(String::new(), |said| format!(": {said}"));
    let place = paint(colour, Style::Faint, &on_one_line(&rule.source));
    let name = on_one_line(&format!("{} {}{sentence}", kind_word(rule.kind), rule.rule));
    let mut lines = vec![format!("  {name}  {place}")];
    lines.extend(explained.text(&rule.rule).iter().map(|line| on_one_line(&format!("    | {line}"))));
    let by_itself = if rule.shadow {
        format!("    only watched; it would be: {}", plain(rule.outcome))
    } else {
        format!("    by itself: {}", plain(rule.outcome))
    };
    lines.push(by_itself);
    if !rule.unknown.is_empty() {
        lines.push(format!("    could not be ruled out: {}", not_known(&rule.unknown)));
    }
    lines
}

fn scopes(explained: &Explained) -> Vec<String> {
    let decision = &explained.explanation.decision;
    let mut lines: Vec<String> = decision
        .scopes
        .iter()
        .map(|scope| on_one_line(&format!("  scope {} grants up to: {}", scope.scope, plain(scope.grants))))
        .collect();
    let doubted = decision.doubted.iter();
    lines.extend(doubted.map(|scope| {
        on_one_line(&format!("  scope {} cannot be relied on: {}", scope.scope, not_known(&scope.unknown)))
    }));
    let some_fields = decision.fields.values().any(|outcome| *outcome > Outcome::Stop);
    if decision.grant.is_none() && lines.is_empty() && !some_fields {
        lines.push("  nothing: it is outside every scope".to_owned());
    }
    if decision.fields.len() > 1 {
        let each = decision.fields.iter().map(|(field, outcome)| format!("{field}: {}", plain(*outcome)));
        lines.push(on_one_line(&format!("  field by field: {}", each.collect::<Vec<_>>().join("; "))));
    }
    lines
}

fn facts(explained: &Explained) -> Vec<String> {
    let all = &explained.explanation.facts;
    let widest = all.iter().map(|(fact, _)| fact.chars().count()).max().unwrap_or(0);
    let line = |(fact, value): &(String, Option<String>)| {
        let value = value.as_deref().unwrap_or("(not known)");
        on_one_line(&format!("  {fact:widest$}  {value}"))
    };
    all.iter().map(line).collect()
}

/// What people can do, what would have to be otherwise, and when it would go ahead by itself.
fn ways(explained: &Explained) -> Vec<String> {
    let explanation = &explained.explanation;
    let decision = &explanation.decision;
    let mut lines = people(decision, &explanation.releases, &explanation.queues);
    let held: Vec<&str> = decision
        .fields
        .iter()
        .filter(|(_, outcome)| **outcome < Outcome::Execute)
        .map(|(field, _)| field.as_str())
        .collect();
    if !held.is_empty() && held.len() < decision.fields.len() {
        lines.push(on_one_line(&format!("  without {}: the rest goes ahead", held.join(" and "))));
    }
    match &explanation.nearest {
        Nearest::AsItIs => {}
        Nearest::With { changes, .. } => {
            lines.push("  the nearest request that goes ahead:".to_owned());
            lines.extend(changes.iter().map(|change| format!("    {}", changed(change))));
        }
        Nearest::Never => {
            let agent = "  no request for this goes ahead by itself, whatever is known and whatever has happened (proved)";
            lines.push(agent.to_owned());
        }
        Nearest::NotFound => {
            lines.push("  no request close to this one was found that goes ahead".to_owned())
        }
    }
    let later = explanation.later.as_ref().map(|at| format!("  the same request, made at {at}"));
    lines.extend(later);
    lines
}

/// What people have to do for one rule, and by when.
fn owed_line(owed: &Owed, queues: &[(String, String)]) -> String {
    let until = owed.until.as_ref().map_or(String::new(), |until| format!(", until {until}"));
    let who = in_turn(owed);
    let asked = match &owed.queue {
        Some(queue) => {
            let owner = queues.iter().find(|(name, _)| name == queue).map_or("its owner", |(_, owner)| owner);
            format!("{owner} lets it go from {queue}")
        }
        None if who.is_empty() => "somebody looks at it".to_owned(),
        None => format!("approval from {who}"),
    };
    format!("  people: {asked}, for {}{until}", owed.rule)
}

/// The least that people must do.
fn people(
    decision: &Decision,
    releases: &[(String, Vec<String>)],
    queues: &[(String, String)],
) -> Vec<String> {
    match decision.outcome {
        Outcome::Approve | Outcome::Queue => {
            decision.owed.iter().map(|owed| on_one_line(&owed_line(owed, queues))).collect()
        }
        Outcome::Stop => {
            let lifted = |(rule, roles): &(String, Vec<String>)| {
                on_one_line(&format!("  people: {} releases {rule}", roles.join(" or ")))
            };
            let all = releases.len() == decision.deciding().count() && !releases.is_empty();
            let mut lines: Vec<String> = releases.iter().map(lifted).collect();
            if !all && decision.deciding().next().is_some() {
                lines.push("  people: nobody's approval lets it happen as it is".to_owned());
            }
            lines
        }
        Outcome::Suggest => {
            vec!["  people: somebody does it themselves; to them it is a suggestion".to_owned()]
        }
        Outcome::Draft => vec!["  people: somebody carries out the draft".to_owned()],
        Outcome::Execute => Vec::new(),
    }
}

/// `contact.seniority is ic (it is vp)`, `send_email has happened once (it has not happened)`.
fn changed(change: &Change) -> String {
    let is_past = change.would_be.starts_with("has ");
    let verb = if is_past { "" } else { "is " };
    let now = match &change.is {
        None => "nobody knows it".to_owned(),
        Some(is) => format!("it {verb}{is}"),
    };
    on_one_line(&format!("{} {verb}{} ({now})", change.fact, change.would_be))
}

pub(super) fn for_programs(explained: &Explained) -> Result<Json, Failure> {
    let explanation = &explained.explanation;
    let decision = serde_json::to_value(&explanation.decision)
        .map_err(|error| Failure::new(format!("the decision cannot be written: {error}"), "report this"))?;
    let names = explanation.decision.rules.iter().map(|rule| &rule.rule);
    let names = names.chain(explanation.decision.scopes.iter().map(|scope| &scope.scope));
    let texts: serde_json::Map<String, Json> =
        names.map(|name| (name.clone(), json!(explained.text(name)))).collect();
    let facts: serde_json::Map<String, Json> =
        explanation.facts.iter().map(|(fact, value)| (fact.clone(), json!(value))).collect();
    let releases: serde_json::Map<String, Json> =
        explanation.releases.iter().map(|(rule, roles)| (rule.clone(), json!(roles))).collect();
    let nearest = match &explanation.nearest {
        Nearest::AsItIs => json!({ "found": "as_it_is" }),
        Nearest::With { changes, case } => {
            let change = |it: &Change| json!({ "fact": it.fact, "is": it.is, "would_be": it.would_be });
            json!({ "found": "with", "changes": changes.iter().map(change).collect::<Vec<_>>(), "case": case })
        }
        Nearest::Never => json!({ "found": "never" }),
        Nearest::NotFound => json!({ "found": "nothing" }),
    };
    Ok(json!({
        "format": 1,
        "decision": decision,
        "facts": facts,
        "rules": texts,
        "releases": releases,
        "nearest": nearest,
        "later": explanation.later,
    }))
}
