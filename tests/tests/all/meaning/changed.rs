//! Seeded changes of meaning: each is found, in the right direction, with a request that shows it.

use super::{Read, Text, changes, differ, directions, for_texts};
use crate::differential;
use crate::engine::HOST_KEY;
use crate::generate::{Random, Rule};
use charter_compiler::prove::{Difference, Direction};
use charter_tests::reference::decide_under;
use std::collections::{BTreeMap, BTreeSet};

/// A change of one rule, and the directions in which it may go.
struct Change {
    kind: &'static str,
    text: Text,
    allowed: &'static [Direction],
}

const LOOSER: &[Direction] = &[Direction::Looser];
const TIGHTER: &[Direction] = &[Direction::Tighter];
const ANY: &[Direction] = &[Direction::Looser, Direction::Tighter, Direction::Different];

#[derive(Default)]
struct Counts {
    shown: usize,
    equal: usize,
    open: usize,
    by_kind: BTreeMap<&'static str, [usize; 3]>,
}

#[test]
fn what_changes_a_meaning_is_shown() {
    let mut counts = Counts::default();
    for_texts(|text, random| {
        let Some(old) = text.read() else { return 0 };
        let mut all = every_change(text);
        let mut done = 0;
        // A few of each charter, so that many charters are tried.
        for _ in 0..if text.generated.is_some() { 3 } else { 5 } {
            if all.is_empty() {
                break;
            }
            let change = all.swap_remove(random.below(all.len()));
            let Some(new) = change.text.read() else { continue };
            try_change(text, &change, &old, &new, random, &mut counts);
            done += 1;
        }
        done
    });
    println!(
        "{} changes were shown, {} proved to change nothing, {} left open",
        counts.shown, counts.equal, counts.open
    );
    counts
        .by_kind
        .iter()
        .for_each(|(kind, [shown, equal, open])| println!("  {kind}: {shown}, {equal}, {open}"));
    let all = counts.shown + counts.equal + counts.open;
    assert!(counts.shown * 2 >= all, "half of the changes make a difference that is shown");
    assert!(counts.open * 50 <= all, "{} of {all} were left open", counts.open);
}

fn try_change(
    text: &Text,
    change: &Change,
    old: &Read,
    new: &Read,
    random: &mut Random,
    counts: &mut Counts,
) {
    let Some(found) = differ(old, new) else {
        counts.open += 1;
        return;
    };
    let told = || {
        let kinds: Vec<String> = found
            .kinds
            .iter()
            .map(|kind| format!("{:?} {} {:?}", kind.direction, kind.asks, kind.given))
            .collect();
        format!(
            "{}\n{kinds:#?}\n{:?}\n--- new\n{}\n--- old\n{}",
            change.kind,
            found.undecided,
            change.text.text(),
            text.text()
        )
    };
    let directions = directions(&found);
    let allowed: BTreeSet<Direction> = change.allowed.iter().copied().collect();
    assert!(directions.is_subset(&allowed), "in the wrong direction: {}", told());
    let complete = found.undecided.is_empty() && !found.bounded;
    for (direction, case) in changes(text, [old, new], 120, random) {
        let known = directions.contains(&direction) || !complete;
        assert!(known, "passed over {direction:?}: {case:#}\n{}", told());
    }
    agrees_with_the_reference(text, change, &found);
    let place = match (directions.is_empty(), complete) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => 2,
    };
    counts.by_kind.entry(change.kind).or_default()[place] += 1;
    *[&mut counts.shown, &mut counts.equal, &mut counts.open][place] += 1;
    if place == 2 && std::env::var_os("CHARTER_SHOW").is_some() {
        let played = changes(text, [old, new], 5_000, random);
        println!("open: {}\n{} of 5 000 requests are decided otherwise", told(), played.len());
    }
}

/// What the tables decide of each request that is shown, the reference interpreter does too.
fn agrees_with_the_reference(text: &Text, change: &Change, found: &Difference) {
    let Some(generated) = &text.generated else { return };
    let read =
        |text: &Text| differential::read(generated, &text.text()).expect("the reference understands it");
    let (old, new) = (read(text), read(&change.text));
    for kind in &found.kinds {
        for (charter, decision) in [(&old, &kind.old), (&new, &kind.new)] {
            // Samples go by the host's key, which is another one there.
            if text.text().contains("% of contacts") {
                continue;
            }
            let by_reference = decide_under(charter, HOST_KEY, &kind.case).expect("it can be decided");
            let outcome = decision.outcome.word();
            assert_eq!(by_reference["outcome"], outcome, "{:#}\n{}", kind.case, change.text.text());
        }
    }
}

/// Every change of one rule that is tried.
fn every_change(text: &Text) -> Vec<Change> {
    let mut all = Vec::new();
    for (place, rule) in text.rules.iter().enumerate() {
        let scope = rule.header.starts_with("scope");
        let watched = rule.header.starts_with("shadow");
        if watched {
            continue;
        }
        let (less, more) = if scope { (TIGHTER, LOOSER) } else { (LOOSER, TIGHTER) };
        let mut add = |kind, changed: Option<Rule>, allowed| {
            let mut new = text.clone();
            match changed {
                Some(changed) => new.rules[place] = changed,
                None => _ = new.rules.remove(place),
            }
            all.push(Change { kind, text: new, allowed });
        };
        add("a rule is dropped", None, less);
        for (clause, kind, changed, restricts_more) in clauses(rule) {
            let mut new = rule.clone();
            match changed {
                Some(changed) => new.clauses[clause] = changed,
                None => _ = new.clauses.remove(clause),
            }
            let allowed = match restricts_more {
                Some(true) => more,
                Some(false) => less,
                None => ANY,
            };
            add(kind, Some(new), allowed);
        }
        if rule.header.starts_with("stop") || rule.header.starts_with("gate") {
            let shadow = Rule { header: format!("shadow {}", rule.header), ..rule.clone() };
            add("a rule is only watched", Some(shadow), LOOSER);
        }
    }
    all
}

/// A clause by its place, what is done to it, what it becomes, and whether the rule then applies more often, where that is
/// known.
type Changed = (usize, &'static str, Option<String>, Option<bool>);

fn clauses(rule: &Rule) -> Vec<Changed> {
    let mut all: Vec<Changed> = Vec::new();
    for (place, clause) in rule.clauses.iter().enumerate() {
        let (word, rest) = clause.split_once(' ').unwrap_or((clause, ""));
        match word {
            "when" | "where" => {
                all.push((place, "a condition is dropped", None, Some(true)));
                all.push((place, "a condition is turned around", Some(format!("{word} not ({rest})")), None));
            }
            "unless" => all.push((place, "an exception is dropped", None, Some(true))),
            "on" if rest.contains(", ") && !rest.contains(':') => {
                let (first, _) = rest.rsplit_once(", ").expect("there is a comma");
                all.push((place, "an action is dropped", Some(format!("on {first}")), Some(false)));
            }
            "may" if !["draft", "suggest", "queue"].iter().any(|level| rest.starts_with(level)) => {
                all.push((place, "a level is lowered", Some(format!("may suggest {rest}")), Some(false)));
            }
            "needs" if rest.matches("sdr_manager").count() == 1 && !rest.contains("revops") => {
                let other = clause.replace("sdr_manager", "revops");
                all.push((place, "somebody else is asked", Some(other), None));
            }
            "at" => {
                all.extend(
                    shifted(clause)
                        .map(|(text, more)| (place, "a cap is off by one", Some(text), Some(!more))),
                );
                if let Some(wider) = replaced(clause, "in 7 days", "in 8 days") {
                    all.push((place, "a window is wider", Some(wider), Some(true)));
                }
                if let Some(narrower) = replaced(clause, "in 7 days", "in 1 day") {
                    all.push((place, "a window is narrower", Some(narrower), Some(false)));
                }
                if let Some(other) = replaced(clause, "per contact ", "per contact.account ") {
                    all.push((place, "a key is wider", Some(other), None));
                }
            }
            _ => {}
        }
        if word == "when" {
            if let Some(other) = replaced(clause, "any ", "every ").filter(|_| clause.contains(": (")) {
                all.push((place, "every stands for any", Some(other), None));
            }
            if let Some(other) = replaced(clause, " > ", " >= ") {
                all.push((place, "a comparison is off by one", Some(other), None));
            }
            if let Some((before, list)) = clause.split_once("is in (")
                && let Some((_, rest)) = list.split_once(", ")
            {
                all.push((place, "a value is dropped", Some(format!("{before}is in ({rest}")), None));
            }
        }
    }
    all
}

fn replaced(clause: &str, from: &str, to: &str) -> Option<String> {
    clause.contains(from).then(|| clause.replacen(from, to, 1))
}

/// A cap one lower and one higher, and whether it is higher.
fn shifted(clause: &str) -> impl Iterator<Item = (String, bool)> {
    let rest = clause.strip_prefix("at most ").unwrap_or_default();
    let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let number: Option<u32> = number.parse().ok();
    let changed = number.map(|number| [(number + 1, true), (number.saturating_sub(1), false)]);
    let changed = changed.into_iter().flatten().filter(|(number, _)| *number > 0);
    let rest = rest.to_owned();
    changed.map(move |(number, more)| (format!("at most {number} {rest}"), more))
}
