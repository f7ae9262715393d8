//! What came of a recording, for programs.

use super::tally::Tally;
use charter_compiler::prove::Direction;
use charter_runtime::table::Table;
use serde_json::{Map, Value as Json, json};

pub(super) fn json(tally: &Tally, most: usize) -> Json {
    let named = |table: &Table| json!({ "name": table.identity.name, "version": table.identity.version });
    let outcomes: Map<String, Json> =
        tally.outcomes().map(|(outcome, count)| (outcome.word().to_owned(), json!(count))).collect();
    let rules = tally.rules().map(|(name, kind, of_rule)| {
        json!({ "rule": name, "kind": kind, "applied": of_rule.applied, "decided": of_rule.decided })
    });
    let changes = tally.changes().take(most).map(|change| {
        let [there, here] = change.outcomes.map(|outcome| outcome.word());
        let [rules_there, rules_here] = &change.rules;
        let (place, asked) = &change.example;
        json!({
            "direction": direction(change.direction), "count": change.count,
            "there": { "outcome": there, "rules": rules_there }, "here": { "outcome": here, "rules": rules_here },
            "first": { "at": place, "asked": asked },
        })
    });
    let problems =
        tally.problems().iter().take(most).map(|(place, problem)| json!({ "at": place, "problem": problem }));
    json!({
        "format": 1,
        "charter": named(&tally.own.table),
        "against": tally.other.as_ref().map(|other| named(&other.table)),
        "lines": tally.lines(),
        "decisions": tally.decided(),
        "outcomes": outcomes,
        "rules": rules.collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "not_played": tally.problem_count(),
        "problems": problems.collect::<Vec<_>>(),
    })
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Looser => "looser",
        Direction::Tighter => "tighter",
        Direction::Different => "different",
        Direction::Reasons => "reasons",
    }
}
