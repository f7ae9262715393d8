//! Faults of known kinds are planted into charters in which nothing is wrong. Every one is found, and nothing else is said.
//!
//! `CHARTER_PLANTED=500` plants so many of each kind.

mod base;

use crate::generate::Random;
use base::{OUTCOMES, Rule, VOCABULARY, another, rules};
use charter_compiler::compiled::everything_said;
use charter_compiler::db::{Database, Project, SourceFile};
use std::collections::BTreeSet;

/// A charter and what there is to say about it: each a code, and a name that its title has in it.
struct Planted {
    text: String,
    wanted: Vec<(&'static str, String)>,
}

#[test]
fn of_sound_charters_nothing_is_said() {
    each(|random| {
        let rules = rules(random);
        let held = held(&rules, random);
        Planted { text: format!("{}\n{held}", charter(&rules)), wanted: Vec::new() }
    });
}

#[test]
fn rules_that_never_apply_are_found() {
    each(|random| {
        let mut rules = rules(random);
        let place = random.below(rules.len());
        let dead = rules.remove(place);
        let test = random.pick(&dead.tests).clone();
        let others = dead.tests.iter().map(|test| test.says.clone());
        let condition = match random.below(3) {
            0 => dead.all_of(others.chain([test.opposite])),
            1 => dead
                .all_of(std::iter::once(format!("({} or {})", test.opposite, test.opposite)).chain(others)),
            _ => format!("{}\n  unless {}", dead.condition(), test.wider),
        };
        let wanted = vec![("W0406", dead.name.clone())];
        Planted { text: format!("{}\n{}", charter(&rules), dead.when(&condition)), wanted }
    });
}

#[test]
fn rules_that_change_nothing_are_found() {
    each(|random| {
        let rules = rules(random);
        let covers = random.pick(&rules).clone();
        // What is no stricter and narrower has been said.
        let strictness = OUTCOMES.iter().position(|outcome| *outcome == covers.outcome).expect("one of them");
        let outcome = *random.pick(&OUTCOMES[strictness..]);
        let narrower = another(&covers, random);
        let idle = Rule { name: "idle".to_owned(), outcome, ..covers.clone() };
        let tests = covers.tests.iter().map(|test| test.says.clone()).chain([narrower.says]);
        let text = format!("{}\n{}", charter(&rules), idle.when(&covers.all_of(tests)));
        Planted { text, wanted: vec![("W1010", "idle".to_owned())] }
    });
}

#[test]
fn rules_that_are_wider_or_stricter_change_something() {
    each(|random| {
        let rules = rules(random);
        let near = random.pick(&rules).clone();
        let strictness = OUTCOMES.iter().position(|outcome| *outcome == near.outcome).expect("one of them");
        let is_loosest = strictness == OUTCOMES.len() - 1;
        let text = if is_loosest || strictness > 0 && random.chance(50) {
            let outcome = *random.pick(&OUTCOMES[..strictness]);
            let stricter = Rule { name: "stricter".to_owned(), outcome, ..near.clone() };
            let narrower = another(&near, random).says;
            stricter.when(&near.all_of(near.tests.iter().map(|test| test.says.clone()).chain([narrower])))
        } else {
            let outcome = *random.pick(&OUTCOMES[strictness + 1..]);
            let wider = Rule { name: "wider".to_owned(), outcome, ..near.clone() };
            wider.when(&near.all_of(near.tests.iter().map(|test| test.wider.clone())))
        };
        Planted { text: format!("{}\n{text}", charter(&rules)), wanted: Vec::new() }
    });
}

#[test]
fn rules_that_say_the_same_are_found() {
    each(|random| {
        let rules = rules(random);
        let first = random.pick(&rules).clone();
        let again = Rule { name: "again".to_owned(), ..first.clone() };
        let mut tests: Vec<String> = first.tests.iter().map(|test| test.says.clone()).collect();
        let condition = match random.below(3) {
            0 => {
                tests.reverse();
                format!("{} and {}", tests.join(" and "), first.tag())
            }
            1 => format!("{}\n  when {}", first.tag(), tests.join("\n  when ")),
            _ => first.all_of(first.tests.iter().map(|test| test.again.clone())),
        };
        let text = format!("{}\n{}", charter(&rules), again.when(&condition));
        Planted { text, wanted: vec![("W1011", "again".to_owned())] }
    });
}

#[test]
fn guarantees_that_do_not_hold_are_found() {
    each(|random| {
        let rules = rules(random);
        let near = random.pick(&rules).clone();
        let mut tests: Vec<String> = near.tests.iter().map(|test| test.says.clone()).collect();
        let widened = random.below(tests.len());
        tests[widened].clone_from(&near.tests[widened].wider);
        let text = format!(
            "{}\n{}\nguarantee \"broken\"\n  no agent can {} when {}\n",
            charter(&rules),
            held(&rules, random),
            action(&near, random),
            near.all_of(tests)
        );
        Planted { text, wanted: vec![("E1001", "broken".to_owned())] }
    });
}

#[test]
fn tables_with_holes_are_found() {
    each(|random| {
        let rules = rules(random);
        let seniorities = ["intern", "ic", "manager", "vp", "c_level"];
        let regions = ["emea", "na", "apac", "latam"];
        let mut rows: Vec<String> = Vec::new();
        let hole = random.below(seniorities.len());
        for (place, seniority) in seniorities.iter().enumerate() {
            if place != hole {
                rows.push(format!(
                    "  | {seniority} | {} |",
                    regions.map(|_| random.between(1, 50).to_string()).join(" | ")
                ));
            }
        }
        let text = format!(
            "{}\ntable caps by Contact.seniority, Account.region\n  | | {} |\n{}\n\nstop above\n  on enroll\n  when contact.score > caps(contact.seniority, contact.account.region)\n",
            charter(&rules),
            regions.join(" | "),
            rows.join("\n")
        );
        Planted { text, wanted: vec![("E0322", "this table".to_owned())] }
    });
}

/// Makes so many charters of a kind, and compares what is said of each with what there is to say.
fn each(planted: impl Fn(&mut Random) -> Planted) {
    let count: u64 = std::env::var("CHARTER_PLANTED").map_or(20, |count| count.parse().expect("a number"));
    for seed in 0..count {
        let Planted { text, wanted } = planted(&mut Random::new(3_000_000 + seed));
        let said = said(&text);
        let has = |(code, name): &(&str, String)| {
            said.iter().any(|(other, title)| other == code && title.contains(name.as_str()))
        };
        assert!(
            wanted.len() == said.len() && wanted.iter().all(has),
            "seed {seed}: {wanted:?} is planted, and found is {said:?}\n{text}"
        );
    }
}

fn charter(rules: &[Rule]) -> String {
    let rules: Vec<String> = rules.iter().map(Rule::text).collect();
    format!("{VOCABULARY}\n{}", rules.join("\n"))
}

/// A guarantee that some stop keeps, where there is one.
fn held(rules: &[Rule], random: &mut Random) -> String {
    let stops: Vec<&Rule> = rules.iter().filter(|rule| rule.outcome.is_none()).collect();
    if stops.is_empty() {
        return String::new();
    }
    let stop = *random.pick(&stops);
    let narrower = another(stop, random).says;
    let tests = stop.tests.iter().map(|test| test.says.clone()).chain([narrower]);
    format!("guarantee \"held\"\n  no agent can {} when {}\n", action(stop, random), stop.all_of(tests))
}

/// One of the actions that a rule is on.
fn action(rule: &Rule, random: &mut Random) -> &'static str {
    let actions: Vec<&str> = rule.on.split(", ").collect();
    actions[random.below(actions.len())]
}

/// What is said of a charter: codes and titles.
fn said(text: &str) -> BTreeSet<(String, String)> {
    let db = Database::default();
    let file = SourceFile::new(&db, "rules.charter".to_owned(), text.to_owned());
    let manifest = SourceFile::new(&db, "charter.toml".to_owned(), crate::engine::settings("UTC", true));
    let project = Project::new(&db, Some(manifest), vec![file], Vec::new());
    let found = everything_said(&db, project).iter();
    found.map(|found| (found.code.as_str().to_owned(), found.title.clone())).collect()
}
