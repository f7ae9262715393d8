//! Laws of single constructs: what each of them may be written as instead, and what making it stricter never does.

use super::{decide, for_charters, for_more_charters, table};
use crate::compare::{height, is_looser};
use crate::generate::{Charter, Rule};
use regex::Regex;
use serde_json::{Value as Json, json};
use std::cell::Cell;

#[test]
fn a_requirement_is_a_gate_where_it_does_not_hold() {
    says_the_same(1, |rule| {
        let [before @ .., required, otherwise] = rule.clauses.as_slice() else { return None };
        let header = rule.header.replace("require ", "gate ");
        let outcome = otherwise.strip_prefix("otherwise ").filter(|_| header != rule.header)?;
        let (kind, outcome) = match outcome {
            "stop" => ("stop ", None),
            outcome => ("gate ", Some(outcome.to_owned())),
        };
        let clauses = before.iter().cloned().chain([format!("when not ({required})")]).chain(outcome);
        Some(Rule { header: header.replace("gate ", kind), clauses: clauses.collect() })
    });
}

#[test]
fn unless_is_when_not() {
    says_the_same(1, |rule| {
        // What a cap may be is asked of `unless`.
        let turned = |clause: &String| match clause.strip_prefix("unless ") {
            Some(lifted) if !rule.header.contains("limit ") => format!("when not ({lifted})"),
            Some(_) | None => clause.clone(),
        };
        Some(Rule { clauses: rule.clauses.iter().map(turned).collect(), ..rule.clone() })
    });
}

#[test]
fn several_conditions_are_one_of_all_of_them() {
    says_the_same(1, |rule| {
        let whens: Vec<&str> =
            rule.clauses.iter().filter_map(|clause| clause.strip_prefix("when ")).collect();
        if whens.len() < 2 || rule.clauses.iter().any(|clause| clause.contains(" has ")) {
            return None;
        }
        let all: Vec<String> = whens.iter().map(|when| format!("({when})")).collect();
        let mut clauses = rule.clauses.clone();
        let first = clauses.iter().position(|clause| clause.starts_with("when "))?;
        clauses.retain(|clause| !clause.starts_with("when "));
        clauses.insert(first, format!("when {}", all.join(" and ")));
        Some(Rule { clauses, ..rule.clone() })
    });
}

#[test]
fn a_condition_with_a_name_is_what_it_says() {
    let keen = Regex::new(r"\bkeen\b").expect("a pattern");
    says_the_same(4, |rule| {
        let says = |clause: &String| {
            keen.replace_all(clause, "(contact.score > 2 and not contact.legal_hold)").into_owned()
        };
        Some(Rule { clauses: rule.clauses.iter().map(says).collect(), ..rule.clone() })
    });
}

#[test]
fn a_segment_is_what_it_says() {
    let member = Regex::new(r"([a-z_.]+) is (not )?(?:in )?enterprise").expect("a pattern");
    says_the_same(2, |rule| {
        let says = |clause: &String| {
            let says = "$2($1.employees >= 1000 or $1.arr >= 1_000 USD)";
            member.replace_all(clause, says).into_owned()
        };
        Some(Rule { clauses: rule.clauses.iter().map(says).collect(), ..rule.clone() })
    });
}

#[test]
fn room_later_is_no_room_now() {
    says_the_same(1, |rule| replaced(rule, &[("otherwise stop until there is room", "otherwise stop")]));
}

#[test]
fn whom_a_rule_tells_changes_nothing_else() {
    says_the_same(1, |rule| {
        let clauses = rule.clauses.iter().filter(|clause| !clause.starts_with("tells ")).cloned().collect();
        Some(Rule { clauses, ..rule.clone() })
    });
}

#[test]
fn a_rule_in_shadow_has_no_say() {
    for_charters(|charter, cases| {
        let Some(place) = charter.rules.iter().position(|rule| rule.header.starts_with("stop ")) else {
            return;
        };
        let (mut shadowed, mut without) = (charter.clone(), charter.clone());
        shadowed.rules[place].header.insert_str(0, "shadow ");
        without.rules.remove(place);
        let (Some(shadowed), Some(without)) = (table(&shadowed), table(&without)) else { return };
        for case in cases {
            let (this, that) = (decide(&shadowed, case), decide(&without, case));
            for part in ["outcome", "grant", "fields", "targets", "owed"] {
                assert_eq!(this[part], that[part], "{part}\n{case:#}\n{}", charter.text());
            }
        }
    });
}

#[test]
fn a_longer_window_never_loosens() {
    let longer = [(" in 1 day", " in 7 days"), (" in 1 hour", " in 1 day"), ("each day", "each month")];
    never_loosens(2, |rule| if rule.header.contains("limit ") { replaced(rule, &longer) } else { None });
}

#[test]
fn a_wider_key_never_loosens() {
    let wider = [
        ("per contact, agent ", "per contact "),
        ("per contact.email.domain ", "per contact.email.domain.registrable "),
    ];
    // Of what nobody knows who did it, it is not known either that it is of another contact: it counts against all of them.
    let rewrite = |rule: &Rule| if rule.header.contains("limit ") { replaced(rule, &wider) } else { None };
    with_rewritten(2, rewrite, |case, original, wider| {
        let mut events = case["ledger"].as_array().into_iter().flatten();
        let by_nobody = |event: &Json| event.get("did").is_some() && event["agent"] == Json::Null;
        events.any(by_nobody) || !is_looser(wider, original)
    });
}

#[test]
fn a_larger_sample_never_loosens() {
    never_loosens(8, |rule| {
        replaced(rule, &[("for 50% of ", "for 100% of "), ("for 10% of ", "for 50% of ")])
    });
}

#[test]
fn one_more_approver_never_loosens() {
    never_loosens(2, |rule| {
        let asks =
            |clause: &&String| clause.starts_with("needs approval from ") && !clause.contains(" otherwise ");
        let last = rule.clauses.last().filter(asks).filter(|_| rule.header.contains("gate "))?;
        let mut clauses = rule.clauses.clone();
        if !last.contains(" within ") && !last.contains(" in batches ") {
            *clauses.last_mut()? = format!("{last}, then deliverability");
        }
        Some(Rule { clauses, ..rule.clone() })
    });
}

#[test]
fn what_comes_from_outside_never_loosens() {
    stricter_in_other_cases(|case| {
        let mut outside = with_provenance(case);
        for said in provenance(&mut outside) {
            said["from"] = json!("external");
        }
        outside
    });
}

#[test]
fn what_nobody_endorses_never_loosens() {
    stricter_in_other_cases(|case| {
        let mut unendorsed = case.clone();
        for said in provenance(&mut unendorsed).filter_map(Json::as_object_mut) {
            said.remove("endorsed_by");
        }
        unendorsed
    });
}

#[test]
fn what_was_read_long_ago_never_loosens() {
    stricter_in_other_cases(|case| {
        let mut stale = case.clone();
        for said in provenance(&mut stale).filter(|said| said["as_of"] != Json::Null) {
            said["as_of"] = json!("2020-01-01T00:00:00Z");
        }
        stale
    });
}

#[test]
fn a_host_that_says_less_never_loosens() {
    for part in ["session", "environment", "on_behalf_of"] {
        stricter_in_other_cases(|case| {
            let mut less = case.clone();
            less["host"].as_object_mut().map(|host| host.remove(part));
            less
        });
    }
}

#[test]
fn a_halt_never_loosens_and_stops_whatever_agents_do() {
    stricter_in_other_cases(|case| {
        let mut halted = case.clone();
        halted["halted"] = json!([{ "everything": true, "by": "omar" }]);
        halted
    });
    for_charters(|charter, cases| {
        let Some(table) = table(charter) else { return };
        for case in cases.iter().filter(|case| case["host"]["person"] == Json::Null) {
            let mut halted = case.clone();
            halted["halted"] = json!([{ "everything": true }]);
            assert_eq!(decide(&table, &halted)["outcome"], "stop", "{halted:#}");
        }
    });
}

#[test]
fn to_wait_alone_never_loosens() {
    for_charters(|charter, cases| {
        let Some(table) = table(charter) else { return };
        for case in cases {
            let mut waited = case.clone();
            let asked = case["asked"].as_str().or(case["at"].as_str()).expect("a case has a time");
            let asked: jiff::Timestamp = asked.parse().expect("it is an instant");
            waited["asked"] = json!((asked - jiff::SignedDuration::from_hours(100)).to_string());
            let (this, that) = (decide(&table, &waited), decide(&table, case));
            // Of several queues, the owner of any lets it go ahead: fewer of them are fewer owed, and less.
            assert!(height(&this) <= height(&that), "{this:#}\nis looser than\n{that:#}\n{waited:#}");
        }
    });
}

#[test]
fn many_at_once_are_no_looser_than_each_of_them() {
    let seen = Cell::new(0);
    for_charters(|charter, cases| {
        // How many there are may be what a rule turns on.
        let mut charter = charter.clone();
        charter.rules.retain(|rule| !rule.text().contains("count of targets"));
        let Some(table) = table(&charter) else { return };
        for case in cases {
            let all = decide(&table, case);
            for target in all["targets"].as_object().into_iter().flat_map(|of| of.keys()) {
                let mut single = case.clone();
                single["request"]["target"] = json!(target);
                let one = decide(&table, &single);
                assert!(
                    !is_looser(&all, &one),
                    "{all:#}\nis looser than\n{one:#}\n{case:#}\n{}",
                    charter.text()
                );
                seen.set(seen.get() + 1);
            }
        }
    });
    assert!(seen.get() > 0, "some requests are on many");
}

#[test]
fn to_have_done_more_never_makes_room() {
    for_more_charters(2, |charter, cases| {
        let mut limited = charter.clone();
        limited.rules.retain(|rule| {
            let plain = |clause: &String| !clause.starts_with("when ") && !clause.starts_with("unless ");
            let counts = rule.header.starts_with("limit ") && rule.clauses.iter().all(plain);
            rule.header.starts_with("scope ") || counts && !rule.text().contains("since")
        });
        let Some(table) = table(&limited) else { return };
        for case in cases {
            let mut more = case.clone();
            let events = case["ledger"].as_array().into_iter().flatten();
            let twice = events.enumerate().flat_map(|(number, event)| {
                let mut again = event.clone();
                again["id"] = json!(format!("again{number}"));
                let done = event.get("did").is_some();
                [Some(event.clone()), done.then_some(again)].into_iter().flatten()
            });
            more["ledger"] = twice.collect();
            let (this, that) = (decide(&table, &more), decide(&table, case));
            assert!(
                !is_looser(&this, &that),
                "{this:#}\nis looser than\n{that:#}\n{more:#}\n{}",
                limited.text()
            );
        }
    });
}

/// A rule with some words in place of others, each at most once.
fn replaced(rule: &Rule, words: &[(&str, &str)]) -> Option<Rule> {
    let change = |clause: &String| {
        let found = words.iter().find(|(from, _)| clause.contains(from));
        found.map_or_else(|| clause.clone(), |(from, to)| clause.replacen(from, to, 1))
    };
    Some(Rule { clauses: rule.clauses.iter().map(change).collect(), ..rule.clone() })
}

/// A charter whose rules are written in another way; `None` where none of them is.
fn rewritten(charter: &Charter, rewrite: impl Fn(&Rule) -> Option<Rule>) -> Option<Charter> {
    let mut other = charter.clone();
    for rule in &mut other.rules {
        *rule = rewrite(rule).unwrap_or_else(|| rule.clone());
    }
    (other.rules != charter.rules).then_some(other)
}

/// Whatever is asked, rules that are written in another way come to the same.
fn says_the_same(times: u64, rewrite: impl Fn(&Rule) -> Option<Rule>) {
    with_rewritten(times, rewrite, |_, this, that| {
        let told = |decision: &Json| -> Vec<Json> {
            let rules = decision["rules"].as_array().into_iter().flatten();
            rules
                .map(|rule| json!([rule["rule"], rule["outcome"], rule["deciding"], rule["unknown"]]))
                .collect()
        };
        let same = |part: &&str| this[*part] == that[*part];
        ["outcome", "grant", "scopes", "fields", "targets", "owed"].iter().all(same)
            && told(this) == told(that)
    });
}

/// Whatever is asked, rules that are written in a stricter way are no looser.
fn never_loosens(times: u64, rewrite: impl Fn(&Rule) -> Option<Rule>) {
    with_rewritten(times, rewrite, |_, original, stricter| !is_looser(stricter, original));
}

/// Whatever is asked, what is decided of some rules and of the same ones written in another way is as it should be.
fn with_rewritten(
    times: u64,
    rewrite: impl Fn(&Rule) -> Option<Rule>,
    holds: impl Fn(&Json, &Json, &Json) -> bool,
) {
    let seen = Cell::new(0);
    for_more_charters(times, |charter, cases| {
        let Some(other) = rewritten(charter, &rewrite) else { return };
        let (Some(one_table), Some(other_table)) = (table(charter), table(&other)) else { return };
        seen.set(seen.get() + 1);
        for case in cases {
            let (this, that) = (decide(&one_table, case), decide(&other_table, case));
            assert!(
                holds(case, &this, &that),
                "{this:#}\nbecomes\n{that:#}\n{case:#}\n{}\nis written as\n{}",
                charter.text(),
                other.text()
            );
        }
    });
    assert!(seen.get() > 0, "some charters can be rewritten");
}

/// In another case, nothing is decided more loosely.
fn stricter_in_other_cases(other: impl Fn(&Json) -> Json) {
    for_charters(|charter, cases| {
        let Some(table) = table(charter) else { return };
        for case in cases {
            let other = other(case);
            let (this, that) = (decide(&table, &other), decide(&table, case));
            assert!(
                !is_looser(&this, &that),
                "{this:#}\nis looser than\n{that:#}\n{other:#}\n{}",
                charter.text()
            );
        }
    });
}

/// A case in which something is said of each value.
fn with_provenance(case: &Json) -> Json {
    let mut case = case.clone();
    if case["host"]["provenance"] == Json::Null {
        let mut said = case["host"]["objects"].clone();
        let instances = said.as_object_mut().into_iter().flat_map(|of| of.values_mut());
        for fields in instances.filter_map(Json::as_object_mut).flat_map(|ids| ids.values_mut()) {
            fields
                .as_object_mut()
                .into_iter()
                .flat_map(|of| of.values_mut())
                .for_each(|value| *value = json!({}));
        }
        case["host"]["provenance"] = said;
    }
    case
}

/// What is said of single values.
fn provenance(case: &mut Json) -> impl Iterator<Item = &mut Json> {
    let objects = case["host"]["provenance"].as_object_mut().into_iter().flat_map(|of| of.values_mut());
    let instances = objects.filter_map(Json::as_object_mut).flat_map(|ids| ids.values_mut());
    instances.filter_map(Json::as_object_mut).flat_map(|fields| fields.values_mut())
}
