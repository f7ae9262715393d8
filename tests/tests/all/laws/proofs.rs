//! Laws of proofs: what is proved holds of every request, and what is refuted is so for the reference interpreter too.

use super::{decide, for_more_charters, load, sources};
use crate::compare::difference;
use crate::differential::read;
use crate::engine::{Sources, compile, settings};
use crate::generate::{Charter, Random, Rule, case};
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::prove::{Counterexample, Verdict, verdicts};
use charter_compiler::vocabulary::vocabulary;
use charter_runtime::HostKey;
use charter_runtime::case::decide_case;
use charter_tests::reference;
use serde_json::Value as Json;
use std::cell::Cell;

/// The name of the rule that watches what a guarantee speaks of.
const WATCHED: &str = "watched";

#[test]
fn what_a_stop_forbids_is_proved() {
    let planted = Cell::new(0);
    for_more_charters(4, |charter, _| {
        for stop in plain_stops(charter) {
            let text = format!("{}\n{}", charter.text(), guarantee(stop));
            if compile(&sources_of(charter, &text)).is_err() {
                continue;
            }
            planted.set(planted.get() + 1);
            let verdicts = proved(charter, &text);
            let all =
                verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::Proved | Verdict::OfNothing));
            assert!(all && !verdicts.is_empty(), "{verdicts:#?}\n{}", guarantee(stop));
        }
    });
    assert!(planted.get() >= 10, "{} guarantees were tried", planted.get());
}

#[test]
fn what_is_proved_no_request_breaks_and_what_is_refuted_the_reference_breaks_too() {
    let (held, broken, open) = (Cell::new(0), Cell::new(0), Cell::new(0));
    for_more_charters(4, |charter, _| {
        for stop in plain_stops(charter) {
            let without = Charter {
                rules: charter.rules.iter().filter(|rule| *rule != stop).cloned().collect(),
                ..charter.clone()
            };
            let watched = format!("{}\n{}", without.text(), watching(stop));
            let Ok(bytes) = compile(&sources_of(charter, &watched)) else { continue };
            let text = format!("{watched}\n{}", guarantee(stop));
            let table = load(&bytes);
            for (action, verdict) in proved(charter, &text) {
                match verdict {
                    Verdict::Proved | Verdict::OfNothing => {
                        held.set(held.get() + 1);
                        let mut random = Random::new(held.get());
                        let cases = (0..60).map(|_| case(charter, &mut random));
                        let of_action = cases.filter(|case| case["request"]["action"] == action.as_str());
                        of_action
                            .for_each(|case| assert!(!breaks(&decide(&table, &case)), "{case:#}\n{text}"));
                    }
                    Verdict::Refuted(found) => {
                        broken.set(broken.get() + 1);
                        refuted_by_the_reference(charter, &without, stop, &found);
                    }
                    Verdict::Undecided => open.set(open.get() + 1),
                }
            }
        }
    });
    let (held, broken, open) = (held.get(), broken.get(), open.get());
    println!("{held} guarantees were proved, {broken} refuted, {open} left undecided");
    assert!(held >= 5 && broken >= 5, "{held} guarantees were proved and {broken} refuted");
}

/// The stops of a charter that apply whenever their conditions hold, as long as they hold.
fn plain_stops(charter: &Charter) -> Vec<&Rule> {
    let plain = |clause: &String| clause.starts_with("on ") || clause.starts_with("when ");
    let stops = charter.rules.iter().filter(|rule| rule.header.starts_with("stop "));
    stops.filter(|rule| rule.clauses.iter().all(plain)).collect()
}

/// The guarantee that says what a stop says.
fn guarantee(stop: &Rule) -> String {
    let lines = stop.clauses.iter().map(|clause| match clause.strip_prefix("on ") {
        Some(actions) => format!("  no agent can {actions}\n"),
        None => format!("  {clause}\n"),
    });
    format!("guarantee \"as the stop says\"\n{}", lines.collect::<String>())
}

/// The stop as a rule that changes nothing and is listed where it would apply.
fn watching(stop: &Rule) -> String {
    Rule { header: format!("shadow stop {WATCHED}"), ..stop.clone() }.text()
}

fn sources_of(charter: &Charter, text: &str) -> Sources {
    Sources { files: Sources::of(text).files, ..sources(charter) }
}

/// What comes of the claims of a text, each with its action.
pub(super) fn proved(charter: &Charter, text: &str) -> Vec<(String, Verdict)> {
    let db = Database::default();
    let settings = settings(charter.zone, true);
    let manifest = SourceFile::new(&db, "charter.toml".to_owned(), settings);
    let file = SourceFile::new(&db, "rules.charter".to_owned(), text.to_owned());
    let project = Project::new(&db, Some(manifest), vec![file], Vec::new());
    let of = verdicts(&db, project).iter().flat_map(|guaranteed| &guaranteed.claims);
    let actions = &vocabulary(&db, project).schema.actions;
    of.map(|(claim, verdict)| (actions[claim.action.index()].name.clone(), verdict.clone())).collect()
}

/// Whether what the watching rule is about goes ahead, at once or once people have approved it.
fn breaks(decision: &Json) -> bool {
    let watched =
        decision["rules"].as_array().is_some_and(|rules| rules.iter().any(|rule| rule["rule"] == WATCHED));
    let owed = decision["owed"].as_array().is_some_and(|owed| !owed.is_empty());
    // Of what is only drafted or suggested nothing is owed: it goes no further.
    watched && (decision["outcome"] == "execute" || owed)
}

fn refuted_by_the_reference(charter: &Charter, without: &Charter, stop: &Rule, found: &Counterexample) {
    let text = format!("{}\n{}", without.text(), watching(stop));
    let read = read(charter, &text).expect("what the compiler understands, the reference does");
    let decision = reference::decide_under(&read, b"", &found.case).expect("a case that can be decided");
    assert!(breaks(&decision), "{:#}\n{decision:#}\n{text}", found.case);
    let table = load(&compile(&sources_of(charter, &text)).expect("it was compiled before"));
    let by_table = decide_case(&table, &found.case, &HostKey::default()).expect("a case that can be decided");
    let by_table = serde_json::to_value(by_table).expect("decisions are documents");
    let difference = difference(&by_table, &decision);
    assert_eq!(difference, None, "{:#}", found.case);
}
