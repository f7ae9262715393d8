//! Refactorings: what says the same in other words is proved to be decided alike.

use super::{Text, changes, differ, for_texts};
use crate::generate::{Random, Rule};
use std::collections::BTreeMap;

/// A charter before and after, which say the same.
struct Refactoring {
    kind: &'static str,
    old: Text,
    new: Text,
}

#[test]
fn what_says_the_same_is_proved_to() {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for_texts(|text, random| {
        if text.read().is_none() {
            return 0;
        }
        let mut all = every_refactoring(text, random);
        let mut done = 0;
        for _ in 0..if text.generated.is_some() { 3 } else { 5 } {
            if all.is_empty() {
                break;
            }
            let refactoring = all.swap_remove(random.below(all.len()));
            let (Some(old), Some(new)) = (refactoring.old.read(), refactoring.new.read()) else { continue };
            let Some(found) = differ(&old, &new) else { continue };
            let told = || {
                let (old, new) = (refactoring.old.text(), refactoring.new.text());
                format!("{}\n{found:#?}\n--- new\n{new}\n--- old\n{old}", refactoring.kind)
            };
            assert!(found.is_equal() && !found.bounded, "{}", told());
            assert!(changes(text, [&old, &new], 120, random).is_empty(), "{}", told());
            *counts.entry(refactoring.kind).or_default() += 1;
            done += 1;
        }
        done
    });
    println!("{} refactorings were proved to change nothing", counts.values().sum::<usize>());
    counts.iter().for_each(|(kind, count)| println!("  {kind}: {count}"));
    assert!(counts.len() >= 6, "{counts:?}");
}

fn every_refactoring(text: &Text, random: &mut Random) -> Vec<Refactoring> {
    let mut all = Vec::new();
    let mut add = |kind, old: Text, new: Text| all.push(Refactoring { kind, old, new });
    let mut reordered = text.clone();
    reordered.rules.reverse();
    add("rules stand in another order", text.clone(), reordered);
    for (place, rule) in text.rules.iter().enumerate() {
        let with = |changed: Vec<Rule>| {
            let mut new = text.clone();
            new.rules.splice(place..=place, changed);
            new
        };
        add("a rule has another name", text.clone(), with(vec![renamed(rule, "other")]));
        add("a rule is there twice", text.clone(), with(vec![rule.clone(), renamed(rule, "again")]));
        for (clause, condition) in conditions(rule) {
            let word = rule.clauses[clause].split(' ').next().unwrap_or_default().to_owned();
            let clauses = |new: &[String]| {
                let mut changed = rule.clone();
                changed.clauses.splice(clause..=clause, new.to_vec());
                changed
            };
            add("twice not", text.clone(), with(vec![clauses(&[format!("{word} not (not ({condition}))")])]));
            add(
                "said twice",
                text.clone(),
                with(vec![clauses(&[format!("{word} ({condition}) and ({condition})")])]),
            );
            if let Some((before, after)) = values_turned(&condition) {
                let word = &word;
                add(
                    "values stand in another order",
                    with(vec![clauses(&[format!("{word} {before}")])]),
                    with(vec![clauses(&[format!("{word} {after}")])]),
                );
            }
            if word == "unless" {
                add(
                    "unless is when not",
                    text.clone(),
                    with(vec![clauses(&[format!("when not ({condition})")])]),
                );
            }
            if word == "when" && is_split(rule) {
                // Another condition of the same kind of request, whatever it is.
                let others = conditions(rule);
                let (_, other) = random.pick(&others);
                let parts = [format!("when {condition}"), format!("when {other}")];
                let either = clauses(&[format!("when ({condition}) or ({other})")]);
                let each = parts.map(|part| clauses(&[part]));
                let each = vec![each[0].clone(), renamed(&each[1], "again")];
                add("either is two rules", with(vec![either]), with(each));
                let both = clauses(&[format!("when ({condition}) and ({other})")]);
                let lines = clauses(&[format!("when {condition}"), format!("when {other}")]);
                add("both are two lines", with(vec![both]), with(vec![lines]));
            }
            if word == "when" {
                let mut named = with(vec![clauses(&["when named_test".to_owned()])]);
                named.vocabulary.push_str(&format!("\ncondition named_test: {condition}\n"));
                add("a condition has a name", text.clone(), named);
            }
        }
        if let Some((first, second)) = two_actions(rule) {
            add("two actions are two rules", text.clone(), with(vec![first, renamed(&second, "again")]));
        }
    }
    all
}

/// The same rule under another name.
fn renamed(rule: &Rule, to: &str) -> Rule {
    let mut words: Vec<String> = rule.header.split(' ').map(str::to_owned).collect();
    let name = if words[0] == "shadow" { 2 } else { 1 };
    words[name] = format!("{}_{to}", words[name]);
    Rule { header: words.join(" "), ..rule.clone() }
}

/// The conditions of a rule, each with the place of its clause.
fn conditions(rule: &Rule) -> Vec<(usize, String)> {
    let of = |(place, clause): (usize, &String)| {
        let (word, rest) = clause.split_once(' ')?;
        // What goes on in the next line is no condition by itself.
        let goes_on = rule.clauses.get(place + 1).is_some_and(|next| next.starts_with(' '));
        let fits = ["when", "unless"].contains(&word) && !goes_on && !rest.contains('#');
        fits.then(|| (place, rest.to_owned()))
    };
    rule.clauses.iter().enumerate().filter_map(of).collect()
}

/// Whether a rule may be split in two: a limit would count each by itself, and a latch is released as one.
fn is_split(rule: &Rule) -> bool {
    let header = rule.header.trim_start_matches("shadow ");
    header.starts_with("stop") || header.starts_with("gate")
}

/// A list of values in a condition, as it is and the other way around.
fn values_turned(condition: &str) -> Option<(String, String)> {
    let (before, rest) = condition.split_once("is in (")?;
    let (list, after) = rest.split_once(')')?;
    let mut values: Vec<&str> = list.split(", ").collect();
    values.reverse();
    (values.len() > 1)
        .then(|| (condition.to_owned(), format!("{before}is in ({}){after}", values.join(", "))))
}

/// A rule on two actions as two rules, each on one.
fn two_actions(rule: &Rule) -> Option<(Rule, Rule)> {
    let on = rule.clauses.iter().position(|clause| clause.starts_with("on "))?;
    let (first, second) = rule.clauses[on][3..].split_once(", ")?;
    let split = is_split(rule) && !rule.clauses[on].contains(':') && !second.contains(',');
    let with = |action: &str| {
        let mut changed = rule.clone();
        changed.clauses[on] = format!("on {action}");
        changed
    };
    split.then(|| (with(first), with(second)))
}
