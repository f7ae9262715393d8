//! Laws of single decisions.

use super::{decide, for_charters, sources, table};
use crate::compare::is_looser;
use crate::engine::{Sources, compile, load};
use crate::generate::Charter;
use serde_json::Value as Json;

#[test]
fn by_default_nothing_is_allowed() {
    for_charters(|charter, cases| {
        let (Some(whole), Some(bare)) =
            (table(charter), table(&without(charter, |rule| rule.starts_with("scope"))))
        else {
            return;
        };
        for case in cases {
            if case["host"]["person"] != Json::Null {
                continue;
            }
            assert_eq!(decide(&bare, case)["outcome"], "stop", "without scopes\n{case:#}");
            let decision = decide(&whole, case);
            let granted = decision["scopes"].as_array().is_some_and(|scopes| !scopes.is_empty());
            assert!(
                decision["outcome"] != "execute" || granted || decision["fields"].is_object(),
                "{decision:#}"
            );
        }
    });
}

#[test]
fn the_order_and_the_repetition_of_rules_change_nothing() {
    for_charters(|charter, cases| {
        let Some(original) = table(charter) else { return };
        let mut turned = charter.clone();
        turned.rules.reverse();
        let (some, others) = turned.rules.split_at(turned.rules.len() / 2);
        let text = |rules: &[crate::generate::Rule]| {
            rules.iter().map(|rule| rule.text()).collect::<Vec<_>>().join("\n")
        };
        let files = [("b", text(others)), ("a", text(some)), ("vocabulary", charter.vocabulary.clone())];
        let files = files.map(|(name, text)| (format!("{name}.charter"), text)).to_vec();
        let split = load(&compile(&Sources { files, ..sources(charter) }).expect("order is no error"));
        let mut doubled = charter.clone();
        let again = |rule: &crate::generate::Rule| crate::generate::Rule {
            header: rule.header.replace("rule_", "again_"),
            ..rule.clone()
        };
        doubled.rules.extend(charter.rules.iter().filter(|rule| rule.header.contains("rule_")).map(again));
        let doubled = table(&doubled).expect("saying it twice is no error");
        for case in cases {
            let decision = decide(&original, case);
            assert_eq!(without_places(&decision), without_places(&decide(&split, case)), "{case:#}");
            for part in ["outcome", "grant", "scopes", "fields"] {
                assert_eq!(decision[part], decide(&doubled, case)[part], "{part}\n{case:#}");
            }
        }
    });
}

/// A decision, but for the places where its rules stand.
fn without_places(decision: &Json) -> Json {
    let mut decision = decision.clone();
    for rule in decision["rules"].as_array_mut().into_iter().flatten() {
        rule.as_object_mut().map(|rule| rule.remove("source"));
    }
    decision
}

#[test]
fn adding_a_restriction_never_loosens() {
    for_charters(|charter, cases| {
        for rule in charter.rules.iter().filter(|rule| !rule.header.starts_with("scope")) {
            let without = without(charter, |header| header == rule.header);
            never_looser(charter, &without, cases);
        }
    });
}

#[test]
fn removing_a_scope_never_loosens() {
    for_charters(|charter, cases| {
        for rule in charter.rules.iter().filter(|rule| rule.header.starts_with("scope")) {
            let without = without(charter, |header| header == rule.header);
            never_looser(&without, charter, cases);
        }
    });
}

#[test]
fn lowering_a_cap_never_loosens() {
    for_charters(|charter, cases| {
        let mut lower = charter.clone();
        for clause in lower.rules.iter_mut().flat_map(|rule| &mut rule.clauses) {
            *clause = clause
                .replace("at most 2 ", "at most 1 ")
                .replace("at most 3 ", "at most 2 ")
                .replace("at most 1_000 USD", "at most 100 USD");
        }
        if lower.rules != charter.rules {
            never_looser(&lower, charter, cases);
        }
    });
}

#[test]
fn whatever_the_agent_says_it_gets_no_more_than_without_the_rules_that_listen() {
    for_charters(|charter, cases| {
        let says = ["request.reason", "request.confidence", "request.claims"];
        let mut deaf = charter.clone();
        deaf.rules.retain(|rule| !says.iter().any(|said| rule.text().contains(said)));
        if deaf.rules.len() < charter.rules.len() {
            never_looser(charter, &deaf, cases);
        }
    });
}

/// No case is decided more loosely under the one than under the other.
fn never_looser(one: &Charter, other: &Charter, cases: &[Json]) {
    let (Some(one_table), Some(other_table)) = (table(one), table(other)) else { return };
    for case in cases {
        let (this, that) = (decide(&one_table, case), decide(&other_table, case));
        assert!(!is_looser(&this, &that), "{this:#}\nis looser than\n{that:#}\n{case:#}\n{}", one.text());
    }
}

#[test]
fn taking_information_away_never_loosens() {
    for_charters(|charter, cases| {
        let Some(table) = table(charter) else { return };
        for case in cases {
            let decision = decide(&table, case);
            for less in with_less(case) {
                let blind = decide(&table, &less);
                assert!(
                    !is_looser(&blind, &decision),
                    "{blind:#}\nis looser than\n{decision:#}\n{less:#}\n{}",
                    charter.text()
                );
            }
        }
    });
}

/// The case without one of its facts: of an object, of the content, of an event of the past.
fn with_less(case: &Json) -> Vec<Json> {
    let mut places = Vec::new();
    leaves(case, &mut String::new(), &mut places);
    let is_fact = |place: &&String| {
        let parts: Vec<&str> = place.split('/').collect();
        matches!(
            parts.as_slice(),
            ["", "host", "objects", _, _, ..]
                | ["", "host", "knows", _, ..]
                | ["", "host", "person", "roles"]
                | ["", "request", "says" | "takes", _, ..]
                | ["", "ledger", _, "facts", "objects", _, _, ..]
                | ["", "ledger", _, "facts", "knows" | "says" | "takes", _, ..]
                | ["", "ledger", _, "fields", _, ..]
                | ["", "ledger", _, "agent"]
        )
    };
    places.iter().filter(is_fact).map(|place| removed(case, place)).collect()
}

/// Every place within objects of a document. What is taken out of a list would be another list.
fn leaves(document: &Json, at: &mut String, places: &mut Vec<String>) {
    match document {
        Json::Object(map) => {
            for (key, part) in map {
                let length = at.len();
                at.push('/');
                at.push_str(key);
                places.push(at.clone());
                leaves(part, at, places);
                at.truncate(length);
            }
        }
        Json::Array(list) => {
            for (number, part) in list.iter().enumerate() {
                let length = at.len();
                at.push_str(&format!("/{number}"));
                leaves(part, at, places);
                at.truncate(length);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn removed(case: &Json, place: &str) -> Json {
    let mut less = case.clone();
    let (parent, key) = place.rsplit_once('/').expect("places begin with a slash");
    less.pointer_mut(parent).and_then(Json::as_object_mut).expect("its parent is there").remove(key);
    less
}

#[test]
fn formatting_changes_no_decision() {
    for_charters(|charter, cases| {
        let Some(original) = table(charter) else { return };
        let spread = |line: &str| match line {
            "" => "\n\n# between two items\n".to_owned(),
            line if line.starts_with("  ") && !line.contains('|') => {
                format!("\n      {}   # as before\n", line.trim())
            }
            line => format!("{line}  "),
        };
        let text: String = charter.text().lines().map(spread).collect::<Vec<_>>().join("\n");
        let files = vec![("rules.charter".to_owned(), text)];
        let loose = load(&compile(&Sources { files, ..sources(charter) }).expect("spaces are no error"));
        for case in cases {
            assert_eq!(without_places(&decide(&original, case)), without_places(&decide(&loose, case)));
        }
    });
}

fn without(charter: &Charter, left_out: impl Fn(&str) -> bool) -> Charter {
    let mut charter = charter.clone();
    charter.rules.retain(|rule| !left_out(&rule.header));
    charter
}
