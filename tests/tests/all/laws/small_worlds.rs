//! Small worlds, every request of them.

use super::proofs::proved;
use crate::differential::{Both, read};
use crate::engine::Refused;
use crate::generate::{Charter, Random, Rule, World};
use charter_compiler::prove::Verdict;
use charter_tests::reference;
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

/// A claim, and whether a decision breaks it: one of a request that it may speak of, and certainly speaks of.
struct Claimed {
    says: &'static str,
    breaks: fn(&Json, certain: bool) -> bool,
}

fn goes_ahead(decision: &Json) -> bool {
    decision["outcome"] == "execute" || decision["outcome"] == "approve"
}

fn applies(decision: &Json, name: &str) -> bool {
    let rules = decision["rules"].as_array();
    rules.is_some_and(|rules| rules.iter().any(|rule| rule["rule"] == name))
}

const CLAIMS: [Claimed; 7] = [
    Claimed { says: "no agent can act", breaks: |decision, _| goes_ahead(decision) },
    Claimed { says: "no agent can act unattended", breaks: |decision, _| decision["outcome"] == "execute" },
    Claimed { says: "every act is only suggested", breaks: |decision, _| goes_ahead(decision) },
    Claimed {
        says: "every act needs approval from boss",
        breaks: |decision, _| decision["outcome"] == "execute",
    },
    Claimed {
        says: "every act goes through rule_0",
        breaks: |decision, _| goes_ahead(decision) && !applies(decision, "rule_0"),
    },
    Claimed {
        says: "robot can always act",
        breaks: |decision, certain| certain && decision["outcome"] != "execute",
    },
    Claimed {
        says: "every act goes ahead once approved",
        breaks: |decision, certain| certain && !goes_ahead(decision),
    },
];

#[test]
fn guarantees_are_proved_just_where_no_request_of_a_small_world_breaks_them() {
    let (mut held, mut broken) = ([0; CLAIMS.len()], [0; CLAIMS.len()]);
    for seed in 0..240 {
        let mut random = Random::new(5_000 + seed);
        let mut charter = small(&mut random);
        let spoken_of = test(&FACTS, 2, &mut random);
        for (name, condition) in [("spoken_of", spoken_of.clone()), ("denied", format!("not ({spoken_of})"))]
        {
            let clauses = vec!["on act".to_owned(), format!("when {condition}")];
            charter.rules.push(Rule { header: format!("shadow stop {name}"), clauses });
        }
        let Ok(by_reference) = read(&charter, &charter.text()) else { continue };
        for (place, claimed) in CLAIMS.iter().enumerate() {
            let text = format!(
                "{}\nguarantee \"claimed\"\n  {}\n  when {spoken_of}\n",
                charter.text(),
                claimed.says
            );
            let verdicts = proved(&charter, &text);
            let [(_, verdict)] = verdicts.as_slice() else { continue };
            let breaking = every_case().find(|case| {
                let decision = reference::decide_under(&by_reference, b"", case).expect("it can be decided");
                let possible = applies(&decision, "spoken_of");
                possible && (claimed.breaks)(&decision, !applies(&decision, "denied"))
            });
            match (verdict, &breaking) {
                (Verdict::Proved | Verdict::OfNothing, None) => held[place] += 1,
                (Verdict::Refuted(_), Some(_)) => broken[place] += 1,
                _ => panic!("{verdict:#?}, and broken by {breaking:#?}\n{text}"),
            }
        }
    }
    let tried = |count: &[usize]| count.iter().all(|count| *count >= 10);
    assert!(tried(&held) && tried(&broken), "proved {held:?}, refuted {broken:?}");
}
