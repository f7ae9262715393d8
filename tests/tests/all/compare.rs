//! Decisions side by side.

use serde_json::{Value as Json, json};

/// What both sides have to agree on. With a problem, only that it is stopped.
pub(crate) fn essence(decision: &Json) -> Json {
    if decision["problems"].as_array().is_some_and(|problems| !problems.is_empty()) {
        return json!({ "outcome": decision["outcome"], "mode": decision["mode"] });
    }
    let of = |list: &str, keys: &[&str]| -> Vec<Json> {
        let entries = decision[list].as_array().into_iter().flatten();
        entries
            .map(|entry| keys.iter().map(|key| ((*key).to_owned(), entry[*key].clone())).collect())
            .collect()
    };
    let instead = decision
        .get("instead")
        .map(|instead| json!({ "request": instead["request"], "decision": essence(&instead["decision"]) }));
    json!({
        "instead": instead,
        "outcome": decision["outcome"],
        "mode": decision["mode"],
        "grant": decision["grant"],
        "fields": decision["fields"],
        "targets": decision["targets"],
        "consequences": decision["consequences"],
        "rules": of("rules", &["rule", "kind", "outcome", "deciding", "shadow", "unknown", "sentence"]),
        "scopes": of("scopes", &["scope", "grants"]),
        "doubted": of("doubted", &["scope", "unknown"]),
        "owed": of("owed", &["rule", "steps", "in_batches", "until"]),
        "obligations": decision["obligations"],
        // There may be none, or one that nobody knows.
        "try_again_at": decision.get("try_again_at").map(|at| json!({ "at": at })),
    })
}

/// Where two decisions differ, in words; `None` where they agree.
pub(crate) fn difference(table: &Json, reference: &Json) -> Option<String> {
    let (table, reference) = (essence(table), essence(reference));
    if table["outcome"] == "stop" && (table.get("rules").is_none() || reference.get("rules").is_none()) {
        return (table["outcome"] != reference["outcome"])
            .then(|| "one stops for a problem, the other does not".to_owned());
    }
    let differs = |key: &&str| table[*key] != reference[*key];
    let keys = [
        "outcome",
        "mode",
        "grant",
        "fields",
        "targets",
        "consequences",
        "rules",
        "scopes",
        "doubted",
        "owed",
        "obligations",
        "try_again_at",
        "instead",
    ];
    let differing: Vec<String> = keys
        .into_iter()
        .filter(differs)
        .map(|key| format!("{key}\n  table:     {}\n  reference: {}", table[key], reference[key]))
        .collect();
    (!differing.is_empty()).then(|| differing.join("\n"))
}

/// The place of an outcome, from the most restrictive.
pub(crate) fn height(decision: &Json) -> usize {
    let outcomes = ["stop", "suggest", "draft", "queue", "approve", "execute"];
    let outcome = decision["outcome"].as_str().unwrap_or_default();
    outcomes.iter().position(|known| *known == outcome).expect("there are six outcomes")
}

/// Whether the first decision is looser than the second: a higher outcome; or the same one with approvals and obligations
/// that are subsets of the other's, and one of them smaller.
pub(crate) fn is_looser(one: &Json, other: &Json) -> bool {
    if height(one) != height(other) {
        return height(one) > height(other);
    }
    let lists = ["owed", "obligations"].map(|list| (entries(one, list), entries(other, list)));
    let subset = |(one, other): &(Vec<Json>, Vec<Json>)| one.iter().all(|entry| other.contains(entry));
    let smaller = |(one, other): &(Vec<Json>, Vec<Json>)| one.len() < other.len();
    lists.iter().all(subset) && lists.iter().any(smaller)
}

fn entries(decision: &Json, list: &str) -> Vec<Json> {
    decision[list].as_array().cloned().unwrap_or_default()
}
