//! Which rules both charters have, and which only one of them.

use super::vocabulary::Which;
use crate::typed::{Case, Rule};
use std::collections::BTreeSet;

/// A rule in the joint vocabulary, and whether the other charter has one that says the same.
#[derive(Debug, Clone)]
pub(super) struct Paired {
    pub(super) which: Which,
    pub(super) rule: Rule,
    pub(super) stays: bool,
}

/// The rules of both charters. Those that say the same, under whatever name and in whatever order, stay.
pub(super) fn paired(old: Vec<Rule>, new: Vec<Rule>) -> Vec<Paired> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut all = Vec::new();
    for rule in old {
        let fits = |(place, other): &(usize, &Rule)| !taken.contains(place) && says_the_same(&rule, other);
        let mut alike = new.iter().enumerate().filter(fits);
        let first = alike.next();
        let other = first.into_iter().chain(alike).min_by_key(|(_, other)| other.name != rule.name);
        let other = other.map(|(place, _)| place);
        taken.extend(other);
        all.push(Paired { which: Which::Old, rule, stays: other.is_some() });
    }
    let new = new.into_iter().enumerate();
    all.extend(new.map(|(place, rule)| Paired { which: Which::New, stays: taken.contains(&place), rule }));
    all
}

fn says_the_same(one: &Rule, other: &Rule) -> bool {
    let alike = one.kind == other.kind && one.shadow == other.shadow && one.tells == other.tells;
    alike && same_cases(&one.cases, &other.cases)
}

fn same_cases(one: &[Case], other: &[Case]) -> bool {
    one.len() == other.len() && one.iter().all(|case| other.contains(case))
}
