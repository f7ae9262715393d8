//! The scenarios of a page, played.

use super::check::Checked;
use super::page::Page;
use super::told;
use charter_compiler::check::typed_scenarios;
use charter_harness::expect::{Difference, Respect};
use charter_harness::{Played, PlayedScenario, PlayedStep, Verdict, play as play_all};

/// Plays the scenarios of a charter against its table.
pub(super) fn play(checked: &Checked, table: &[u8]) -> Played {
    let scenarios = &typed_scenarios(&checked.db, checked.project).value;
    play_all(table, scenarios).expect("what the compiler has proved can be loaded")
}

/// The steps that did not come out as the page says.
pub(super) fn failures(page: &Page, played: &Played) -> Vec<String> {
    let steps =
        played.scenarios.iter().flat_map(|scenario| scenario.steps.iter().map(move |it| (scenario, it)));
    steps.filter_map(|(scenario, step)| failure(page, scenario, step)).collect()
}

fn failure(page: &Page, scenario: &PlayedScenario, step: &PlayedStep) -> Option<String> {
    let what = match &step.verdict {
        Verdict::Unsaid | Verdict::Met => return None,
        Verdict::Failed => "this could not be done".to_owned(),
        Verdict::NotMet(differences) => differences.iter().map(difference).collect::<Vec<_>>().join("; "),
    };
    let line = step.line as usize;
    let written = page.text.lines().nth(line - 1).unwrap_or_default().trim();
    let problem = step.problem.iter().map(|problem| format!("\n    {problem}"));
    let decision = step.decision.as_ref().map(|decision| format!("\n{}", told::decision(decision)));
    let more: String = problem.chain(decision).collect();
    let said = format!("{what}\n  scenario \"{}\", {}\n    {written}{more}", scenario.name, step.at);
    Some(page.failure(line, &page.as_page(&said)))
}

fn difference(difference: &Difference) -> String {
    let in_what = match difference.in_what {
        Respect::Outcome => "",
        Respect::WaitsFor => "to wait for ",
        Respect::Rules => "the deciding rules ",
    };
    format!("expected {in_what}{}, got {}", difference.expected, difference.got)
}
