//! The page of a control: a day goes wrong without it, and the same day goes well with it.

use super::check;
use super::page::{Kind, Page, Section};
use super::run::{Charter, Counts};
use charter_harness::{Played, PlayedStep};
use charter_runtime::Outcome;
use charter_runtime::decide::Decision;
use std::collections::BTreeSet;

/// What is not true on the page of a control.
pub(super) fn failures(page: &Page, counts: &mut Counts) -> Vec<String> {
    let mut failures = shape(page);
    let without = |section| matches!(section, Section::Throughout | Section::Without);
    let with = |section| section != Section::Without;
    let bad = Charter::new(page, without, counts, &mut failures);
    let good = Charter::new(page, with, counts, &mut failures);
    let (Some(bad), Some(good)) = (bad, good) else { return failures };
    failures.extend(check::warnings(page, &good.checked, with));
    let (bad_day, good_day) = (bad.play(page, counts, &mut failures), good.play(page, counts, &mut failures));
    bad.decide(page, |section| section == Section::Without, counts, &mut failures);
    good.decide(page, with, counts, &mut failures);
    failures.extend(harm(page, &bad_day, &good_day));
    failures
}

/// The line of controls, and a fence in each of the three sections.
fn shape(page: &Page) -> Vec<String> {
    let mut failures = Vec::new();
    if numbers(page).is_empty() {
        failures.push(page.failure(1, "the first line after the title is `Controls: 62, 66`"));
    }
    let sections = [
        (Section::Without, "## The day without it"),
        (Section::Rule, "## The rule"),
        (Section::With, "## The day with it"),
    ];
    for (section, heading) in sections {
        let is_there = |kind: &Kind| matches!(kind, Kind::Charter { .. });
        if !page.fences.iter().any(|fence| fence.section == section && is_there(&fence.kind)) {
            failures.push(page.failure(1, &format!("there is no ```charter under `{heading}`")));
        }
    }
    failures
}

/// The controls that a page shows.
pub(super) fn numbers(page: &Page) -> BTreeSet<u32> {
    let line = page.text.lines().skip(1).find(|line| !line.trim().is_empty());
    let listed = line.and_then(|line| line.strip_prefix("Controls: ")).unwrap_or_default();
    listed.trim_end_matches('.').split(", ").filter_map(|number| number.parse().ok()).collect()
}

/// Something goes ahead without the control that is hindered with it, and with it not everything is hindered.
fn harm(page: &Page, without: &Played, with: &Played) -> Option<String> {
    let asked = |day: &Played, of: fn(&&PlayedStep) -> bool| -> BTreeSet<String> {
        let steps = day.scenarios.iter().flat_map(|scenario| &scenario.steps);
        steps.filter(|step| step.decision.is_some()).filter(of).map(|step| step.asked.clone()).collect()
    };
    let harmful = asked(without, |step| !is_hindered(step));
    let hindered = asked(with, |step| is_noticed(step));
    let going = asked(with, |step| !is_hindered(step));
    let said = |what: &str| Some(page.failure(1, what));
    if going.is_empty() {
        return said("nothing goes ahead in the day with it: a rule that stops everything shows nothing");
    }
    if hindered.is_empty() {
        return said("nothing is hindered in the day with it");
    }
    if harmful.is_disjoint(&hindered) {
        let (harmful, hindered) = (Vec::from_iter(harmful).join("; "), Vec::from_iter(hindered).join("; "));
        let what = "nothing that is hindered in the day with it goes ahead in the day without it";
        return said(&format!("{what}\n  goes ahead without: {harmful}\n  hindered with: {hindered}"));
    }
    None
}

/// Whether something is not done, or not done as it was asked.
fn is_hindered(step: &PlayedStep) -> bool {
    let done_otherwise = |it: &Decision| !it.obligations.is_empty();
    step.decision.as_ref().is_some_and(|it| it.outcome != Outcome::Execute || done_otherwise(it))
}

/// Whether it is hindered, or put on record by a rule that only watches.
fn is_noticed(step: &PlayedStep) -> bool {
    let is_watched = |it: &Decision| it.rules.iter().any(|rule| rule.shadow);
    is_hindered(step) || step.decision.as_ref().is_some_and(is_watched)
}
