//! `charter test`: a project's scenarios, played.

use super::shown::{counted, outcome_style, shadow_note};
use crate::args::Format;
use crate::failure::{Ended, Failure};
use crate::loaded::{Built, Loaded};
use crate::output::{Output, Style, paint};
use charter_compiler::check::typed_scenarios;
use charter_compiler::render::{Colour, on_one_line};
use charter_harness::expect::{Difference, Respect};
use charter_harness::words::plain;
use charter_harness::{Played, PlayedScenario, PlayedStep, Summary, Verdict, play};
use charter_runtime::decide::{AppliedRule, Decision};
use clap::Args;
use std::path::PathBuf;

/// Play a charter's scenarios against its compiled table
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// The project's folder, or a .charter file
    path: PathBuf,

    /// Whom the output is for
    #[arg(long, value_enum, default_value_t = Format::People)]
    format: Format,
}

impl Test {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let loaded = Loaded::at(&self.path)?;
        let Some(Built { bytes, table }) = loaded.compile(output)? else {
            return Ok(Ended::WithProblems);
        };
        let scenarios = &typed_scenarios(&loaded.db, loaded.project).value;
        let played = play(&bytes, scenarios).map_err(|error| {
            Failure::new(format!("the table cannot be played: {error}"), "report this with the charter")
        })?;
        let enforced = table.identity.enforced;
        match self.format {
            Format::People => output.print(&for_people(&played, &loaded, enforced, output.colour()))?,
            Format::Json => output.print(&format!("{}\n", for_programs(&played, enforced)?))?,
        }
        Ok(if played.summary.failed == 0 { Ended::Well } else { Ended::WithProblems })
    }
}

fn for_programs(played: &Played, enforced: bool) -> Result<String, Failure> {
    let mode = if enforced { "enforced" } else { "shadow" };
    let document = serde_json::json!({ "format": 1, "mode": mode, "played": played });
    serde_json::to_string_pretty(&document)
        .map_err(|error| Failure::new(format!("the results cannot be written: {error}"), "report this"))
}

fn for_people(played: &Played, loaded: &Loaded, enforced: bool, colour: Colour) -> String {
    let shown = |scenario: &PlayedScenario| scenario_lines(scenario, loaded.text(&scenario.file), colour);
    let scenarios: String = played.scenarios.iter().map(shown).collect();
    format!("{scenarios}{}\n{}", summary(&played.summary, colour), shadow_note(enforced, colour))
}

fn scenario_lines(scenario: &PlayedScenario, text: &str, colour: Colour) -> String {
    let mark =
        if scenario.passed() { paint(colour, Style::Good, "✓") } else { paint(colour, Style::Bad, "✗") };
    let name = paint(colour, Style::Strong, &on_one_line(&scenario.name));
    let place = paint(colour, Style::Faint, &on_one_line(&format!("{}:{}", scenario.file, scenario.line)));
    let mut lines = vec![format!("{mark} {name}  {place}")];
    let mut day = "";
    for step in &scenario.steps {
        lines.extend(step_lines(step, as_written(step, text), &mut day, colour));
    }
    lines.push(String::new());
    lines.join("\n") + "\n"
}

/// A step in its author's words, without what is usual and without what is expected.
fn as_written<'a>(step: &'a PlayedStep, text: &'a str) -> &'a str {
    let place = (step.line as usize).checked_sub(1);
    let line = place.and_then(|place| text.lines().nth(place));
    let written = line.and_then(|line| line.split("=>").next()).map(str::trim);
    written.filter(|written| !written.is_empty()).unwrap_or(&step.asked)
}

/// A step, what became of it, and why. The day is said where it is another one than before.
fn step_lines<'a>(step: &'a PlayedStep, written: &str, day: &mut &'a str, colour: Colour) -> Vec<String> {
    let (date, time) = date_and_time(&step.at);
    let said = if date == *day { " ".repeat(date.chars().count()) } else { date.to_owned() };
    *day = date;
    let when = paint(colour, Style::Faint, &format!("{said} {time}"));
    let mut lines = vec![format!("    {when}  {}", on_one_line(written))];
    if let (Some(outcome), Some(decision)) = (&step.outcome, &step.decision) {
        let outcome = paint(colour, outcome_style(decision.outcome), &on_one_line(outcome));
        lines.push(format!("{INDENT}→ {outcome}"));
        lines.extend(why(decision, colour).into_iter().map(|line| format!("{INDENT}  {line}")));
    }
    lines.extend(step.problem.iter().map(|problem| format!("{INDENT}  {}", on_one_line(problem))));
    lines.extend(verdict_lines(step, colour));
    lines
}

/// As wide as a date and a time.
const INDENT: &str = "                      ";

/// `2026-03-02` and `09:00` of `2026-03-02T09:00:00+01:00`; seconds only where there are some.
fn date_and_time(at: &str) -> (&str, &str) {
    let (date, rest) = at.split_once('T').unwrap_or((at, ""));
    let time = rest.get(..8).unwrap_or(rest);
    (date, time.strip_suffix(":00").unwrap_or(time))
}

/// The deciding rules in the author's words, what is outside, what is not certain, what is done instead.
fn why(decision: &Decision, colour: Colour) -> Vec<String> {
    let mut lines: Vec<String> = decision.problems.iter().map(|problem| on_one_line(problem)).collect();
    if decision.grant.is_none() && decision.problems.is_empty() {
        lines.push("outside every scope".to_owned());
    }
    lines.extend(decision.deciding().flat_map(|rule| rule_lines(rule, colour)));
    lines.extend(decision.rules.iter().filter(|rule| rule.shadow).map(|rule| {
        on_one_line(&format!("{} is only watched; it would have been: {}", rule.rule, plain(rule.outcome)))
    }));
    lines.extend(decision.doubted.iter().map(|doubted| {
        on_one_line(&format!(
            "scope {} does not count: {}",
            doubted.scope,
            super::shown::not_known(&doubted.unknown)
        ))
    }));
    lines.extend(
        decision
            .obligations
            .iter()
            .map(|instead| on_one_line(&format!("{} ({})", instead.duty, instead.rule))),
    );
    lines
}

fn rule_lines(rule: &AppliedRule, colour: Colour) -> Vec<String> {
    let said =
        rule.sentence.as_deref().map_or(String::new(), |sentence| format!(": {}", on_one_line(sentence)));
    let place = paint(colour, Style::Faint, &on_one_line(&rule.source));
    let first = format!("{}{said}  {place}", on_one_line(&rule.rule));
    std::iter::once(first).chain(super::shown::not_ruled_out(&rule.unknown)).collect()
}

fn verdict_lines(step: &PlayedStep, colour: Colour) -> Vec<String> {
    match &step.verdict {
        Verdict::Unsaid | Verdict::Met => Vec::new(),
        Verdict::Failed => vec![format!("{INDENT}{}", paint(colour, Style::Bad, "this could not be done"))],
        Verdict::NotMet(differences) => {
            differences.iter().map(|difference| difference_line(step.line, difference, colour)).collect()
        }
    }
}

/// `✗ line 24 expects waits for ines; got goes ahead`.
fn difference_line(line: u32, difference: &Difference, colour: Colour) -> String {
    let in_what = match difference.in_what {
        Respect::Outcome | Respect::WaitsFor => "",
        Respect::Rules => "the deciding rules ",
    };
    let (expected, got) = (on_one_line(&difference.expected), on_one_line(&difference.got));
    let mark = paint(colour, Style::Bad, "✗ not as expected");
    format!("{INDENT}{mark}: line {line} expects {in_what}{expected}; got {got}")
}

/// `30 scenarios: 29 as expected, 1 not (84 steps, 70 expectations)`.
fn summary(summary: &Summary, colour: Colour) -> String {
    let all = counted(summary.passed + summary.failed, "scenario");
    let counts =
        format!("{}, {}", counted(summary.steps, "step"), counted(summary.expectations, "expectation"));
    let verdict = match summary.failed {
        0 => paint(colour, Style::Good, "all as expected"),
        failed => paint(colour, Style::Bad, &format!("{} as expected, {failed} not", summary.passed)),
    };
    format!("{all}: {verdict} ({counts})")
}
