//! A page, put to the test.

use super::cases::Both;
use super::check::Checked;
use super::page::{Fence, Kind, Page, Section};
use super::record::{self, Recorded};
use super::{check, control, day};
use charter_compiler::check::typed_scenarios;
use charter_harness::Played;
use std::fmt;

/// How much the pages assert.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) pages: usize,
    pub(super) charters: usize,
    pub(super) scenarios: usize,
    pub(super) decisions: usize,
    pub(super) cases: usize,
    /// Requests of days that table and reference decide alike.
    pub(super) compared: usize,
    pub(super) refusals: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} pages, {} charters, {} scenarios, {} asserted decisions (of which {} are cases), {} requests of scenarios that \
             the reference interpreter decides too, {} charters that are refused or warned of",
            self.pages,
            self.charters,
            self.scenarios,
            self.decisions,
            self.cases,
            self.compared,
            self.refusals
        )
    }
}

/// What is not true on a page.
pub(super) fn failures(page: &Page, counts: &mut Counts) -> Vec<String> {
    counts.pages += 1;
    let mut failures = page.problems.clone();
    failures.extend(check::refusals(page, counts));
    if page.is_control() {
        failures.extend(control::failures(page, counts));
    } else if let Some(charter) = Charter::new(page, |_| true, counts, &mut failures) {
        failures.extend(check::warnings(page, &charter.checked, |_| true));
        charter.play(page, counts, &mut failures);
        charter.decide(page, |_| true, counts, &mut failures);
    }
    failures
}

/// A charter of a page that could be compiled.
pub(super) struct Charter {
    pub(super) checked: Checked,
    table: Vec<u8>,
    both: Both,
}

impl Charter {
    /// Compiles the charter of some sections.
    pub(super) fn new(
        page: &Page,
        keep: impl Fn(Section) -> bool,
        counts: &mut Counts,
        failures: &mut Vec<String>,
    ) -> Option<Charter> {
        counts.charters += 1;
        let added = |fence: &Fence| keep(fence.section) && !matches!(fence.kind, Kind::Raising(_));
        let sources = page.sources(added);
        let checked = Checked::new(&sources);
        match checked.table() {
            Ok(table) => Some(Charter { both: Both::of(&table, &sources, &checked), checked, table }),
            Err(said) => {
                failures.push(page.failure(1, &format!("the charter has errors\n{}", page.as_page(&said))));
                None
            }
        }
    }

    /// Plays its scenarios.
    pub(super) fn play(&self, page: &Page, counts: &mut Counts, failures: &mut Vec<String>) -> Played {
        let played = day::play(&self.checked, &self.table);
        counts.scenarios += played.scenarios.len();
        counts.decisions += played.summary.expectations;
        failures.extend(day::failures(page, &played));
        self.compare(page, &played, counts, failures);
        played
    }

    /// Has the reference interpreter decide every request of the days that were played.
    fn compare(&self, page: &Page, played: &Played, counts: &mut Counts, failures: &mut Vec<String>) {
        let scenarios = &typed_scenarios(&self.checked.db, self.checked.project).value;
        for (scenario, played) in scenarios.iter().zip(&played.scenarios) {
            for Recorded { line, case } in record::cases(&self.both.table.schema, scenario, played) {
                counts.compared += 1;
                let disagreement = self.both.disagreement(&case);
                failures.extend(
                    disagreement.map(|what| {
                        page.failure(line as usize, &format!("{}\n{case:#}", page.as_page(&what)))
                    }),
                );
            }
        }
    }

    /// Decides the cases of some sections.
    pub(super) fn decide(
        &self,
        page: &Page,
        keep: impl Fn(Section) -> bool,
        counts: &mut Counts,
        failures: &mut Vec<String>,
    ) {
        let of = |fence: &&Fence| fence.kind == Kind::Case && keep(fence.section);
        for fence in page.fences.iter().filter(of) {
            counts.cases += 1;
            counts.decisions += 1;
            let decided = self.both.failure(&fence.text);
            failures.extend(decided.map(|what| page.failure(fence.line, &page.as_page(&what))));
        }
    }
}
