//! From a charter and a case on which two sides disagree to a small charter and a small case on which they still do.

use super::differential::Both;
use super::engine::Refused;
use super::generate::Charter;
use serde_json::Value as Json;

/// The smallest disagreement that leaving things out leads to, for people.
pub(crate) fn shrink(charter: &Charter, case: &Json) -> String {
    let (mut charter, mut case) = (charter.clone(), case.clone());
    loop {
        let smaller = charters(&charter).into_iter().find(|smaller| disagreement(smaller, &case).is_some());
        if let Some(smaller) = smaller {
            charter = smaller;
            continue;
        }
        let Ok(both) = Both::of(&charter) else { break };
        let differs = |case: &Json| matches!(both.disagreement(case), Ok(Some(_)));
        match without(&case).into_iter().find(differs) {
            Some(smaller) => case = smaller,
            None => break,
        }
    }
    let difference = disagreement(&charter, &case).unwrap_or_default();
    let rules: Vec<String> = charter.rules.iter().map(|rule| rule.text()).collect();
    format!("{difference}\n\n{}\n{case:#}\n\n{}", rules.join("\n"), charter.vocabulary)
}

/// The smallest charter that leads the compiler to find itself wrong, for people.
pub(crate) fn shrink_defect(charter: &Charter) -> String {
    let mut charter = charter.clone();
    let defect = |charter: &Charter| match Both::of(charter) {
        Err(Refused::Defect(defect)) => Some(defect),
        Err(Refused::Errors(_)) | Ok(_) => None,
    };
    while let Some(smaller) = charters(&charter).into_iter().find(|smaller| defect(smaller).is_some()) {
        charter = smaller;
    }
    let rules: Vec<String> = charter.rules.iter().map(|rule| rule.text()).collect();
    format!("{}\n\n{}\n{}", defect(&charter).unwrap_or_default(), rules.join("\n"), charter.vocabulary)
}

fn disagreement(charter: &Charter, case: &Json) -> Option<String> {
    Both::of(charter).ok()?.disagreement(case).ok()?
}

/// The charter without one rule, or without one clause of one.
fn charters(charter: &Charter) -> Vec<Charter> {
    let mut smaller = Vec::new();
    for rule in 0..charter.rules.len() {
        let mut without = charter.clone();
        without.rules.remove(rule);
        smaller.push(without);
    }
    for rule in 0..charter.rules.len() {
        for clause in 0..charter.rules[rule].clauses.len() {
            let mut without = charter.clone();
            without.rules[rule].clauses.remove(clause);
            smaller.push(without);
        }
    }
    smaller
}

/// A document without one of its parts, larger parts first.
fn without(document: &Json) -> Vec<Json> {
    let mut smaller = Vec::new();
    match document {
        Json::Object(map) => {
            for key in map.keys() {
                let mut without = map.clone();
                without.remove(key);
                smaller.push(Json::Object(without));
            }
            for (key, part) in map {
                for part in self::without(part) {
                    let mut with = map.clone();
                    with.insert(key.clone(), part);
                    smaller.push(Json::Object(with));
                }
            }
        }
        Json::Array(list) => {
            for place in 0..list.len() {
                let mut without = list.clone();
                without.remove(place);
                smaller.push(Json::Array(without));
            }
            for (place, part) in list.iter().enumerate() {
                for part in self::without(part) {
                    let mut with = list.clone();
                    with[place] = part;
                    smaller.push(Json::Array(with));
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
    smaller
}
