//! Small worlds, every request of them.

use crate::differential::Both;
use crate::engine::Refused;
use crate::generate::{Charter, Random, Rule, World};
use serde_json::{Map, Value as Json, json};

const FACTS: [&str; 4] = ["a", "b", "c", "d"];

const VOCABULARY: &str = "\
role boss
agent robot

object Thing
  a : yes/no
  b : yes/no
  c : yes/no, optional
  d : yes/no

action act on Thing
";

/// A charter over four yes/no facts.
fn small(random: &mut Random) -> Charter {
    let mut rules = vec![Rule {
        header: "scope all".to_owned(),
        clauses: vec!["for robot".to_owned(), "may act".to_owned()],
    }];
    if random.chance(60) {
        rules[0].clauses.push(format!("where {}", test(&["a", "b", "d"], 2, random)));
    }
    for number in 0..random.between(1, 3) {
        let header = format!("{} rule_{number}", random.pick(&["stop", "gate"]));
        let mut clauses = vec!["on act".to_owned(), format!("when {}", test(&FACTS, 3, random))];
        if random.chance(30) {
            clauses.push(format!("unless {}", test(&FACTS, 1, random)));
        }
        if header.starts_with("gate") {
            clauses.push("needs approval from boss".to_owned());
        }
        rules.push(Rule { header, clauses });
    }
    Charter {
        world: World::new(random),
        vocabulary: VOCABULARY.to_owned(),
        rules,
        zone: "UTC",
        enforced: true,
    }
}

fn test(facts: &[&str], depth: usize, random: &mut Random) -> String {
    let fact = format!("thing.{}", random.pick(facts));
    match random.below(6) {
        _ if depth == 0 => fact,
        0 => format!("not ({})", test(facts, depth - 1, random)),
        1 | 2 => format!("({} and {})", test(facts, depth - 1, random), test(facts, depth - 1, random)),
        3 | 4 => format!("({} or {})", test(facts, depth - 1, random), test(facts, depth - 1, random)),
        _ => format!("{fact} is {}", random.pick(&["yes", "no"])),
    }
}

/// Every request that a small world can tell apart: each fact yes, no, empty or unknown.
fn every_case() -> impl Iterator<Item = Json> {
    let ways = [Some(json!(true)), Some(json!(false)), Some(Json::Null), None];
    (0..ways.len().pow(FACTS.len() as u32)).map(move |number| {
        let way = |place: usize| ways[number / ways.len().pow(place as u32) % ways.len()].clone();
        let facts: Map<String, Json> = FACTS
            .iter()
            .enumerate()
            .filter_map(|(place, fact)| Some(((*fact).to_owned(), way(place)?)))
            .collect();
        json!({
            "at": "2026-03-02T09:00:00Z",
            "request": {"id": "r", "action": "act", "target": "x"},
            "host": {"agent": "robot", "objects": {"Thing": {"x": facts}}},
        })
    })
}

#[test]
fn the_table_and_the_reference_agree_on_every_request_of_small_worlds() {
    let mut decided = 0;
    for seed in 0..60 {
        let charter = small(&mut Random::new(seed));
        let both = match Both::of(&charter) {
            Ok(both) => both,
            Err(Refused::Errors(_)) => continue,
            Err(Refused::Defect(defect)) => panic!("{defect}\n{}", charter.text()),
        };
        for case in every_case() {
            let disagreement = both.disagreement(&case).expect("both understand");
            assert_eq!(disagreement, None, "\n{}\n{case:#}", charter.text());
            decided += 1;
        }
    }
    assert!(decided > 5_000, "only {decided} requests were decided");
}
