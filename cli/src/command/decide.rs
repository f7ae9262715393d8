//! `charter decide`: one request, decided.

use super::shown::{kind_word, not_known, not_ruled_out, outcome_style, shadow_note};
use crate::args::Format;
use crate::cases;
use crate::failure::{Ended, Failure};
use crate::loaded::table_at;
use crate::output::{Output, Style, paint};
use charter_compiler::render::{Colour, on_one_line};
use charter_harness::words::outcome_words;
use charter_runtime::case::decide_case;
use charter_runtime::decide::{AppliedRule, Decision, DoubtedScope, Mode};
use charter_runtime::{HostKey, Outcome};
use clap::Args;
use std::path::PathBuf;

/// Decide a request: what becomes of it, by which rules, and what was not known
#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The project's folder, a .charter file, or a table that `charter build` made
    charter: PathBuf,

    /// The request, what the host knows, and what has happened, as JSON; - for standard input
    request: PathBuf,

    /// Whom the output is for
    #[arg(long, value_enum, default_value_t = Format::People)]
    format: Format,
}

impl Decide {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let Some(table) = table_at(&self.charter, output)? else { return Ok(Ended::WithProblems) };
        let case = cases::read(&self.request)?;
        let decision = decide_case(&table, &case, &HostKey::default())
            .map_err(|error| cases::refused(&self.request, &error))?;
        match self.format {
            Format::People => output.print(&for_people(&decision, output.colour()))?,
            Format::Json => output.print(&format!("{}\n", for_programs(&decision)?))?,
        }
        Ok(Ended::Well)
    }
}

fn for_programs(decision: &Decision) -> Result<String, Failure> {
    serde_json::to_string_pretty(decision)
        .map_err(|error| Failure::new(format!("the decision cannot be written: {error}"), "report this"))
}

fn for_people(decision: &Decision, colour: Colour) -> String {
    let mut lines = vec![verdict(decision, colour)];
    lines.extend(decision.problems.iter().map(|problem| format!("  {}", on_one_line(problem))));
    let further = decision.consequences.iter();
    lines.extend(further.map(|(action, level)| {
        on_one_line(&format!("  leads to {action}, which is granted up to: {}", plainly(*level)))
    }));
    if decision.grant.is_none() {
        lines.push("  outside every scope: no scope certainly grants this".to_owned());
    }
    lines.extend(decision.deciding().flat_map(|rule| rule_lines(rule, colour)));
    let others: Vec<&AppliedRule> = decision.rules.iter().filter(|rule| !rule.deciding).collect();
    if !others.is_empty() {
        lines.push("also:".to_owned());
        lines.extend(others.iter().flat_map(|rule| rule_lines(rule, colour)));
    }
    lines.extend(decision.doubted.iter().map(doubted_line));
    lines.extend(
        decision
            .obligations
            .iter()
            .map(|obligation| on_one_line(&format!("  {} ({})", obligation.duty, obligation.rule))),
    );
    lines.extend(decision.instead.as_ref().map(|instead| {
        let new = instead.request.get("new").map(ToString::to_string).unwrap_or_default();
        on_one_line(&format!(
            "  offered instead: {new}, which would be: {}",
            plainly(instead.decision.outcome)
        ))
    }));
    lines.extend(
        decision
            .fields
            .iter()
            .map(|(field, outcome)| on_one_line(&format!("  {field}: {}", plainly(*outcome)))),
    );
    lines.push(what_it_means(decision));
    let enforced = decision.mode == Mode::Enforced;
    let note = shadow_note(enforced, colour);
    format!("{}\n{note}", lines.join("\n"))
}

/// `waits for sdr_manager`.
fn verdict(decision: &Decision, colour: Colour) -> String {
    paint(colour, outcome_style(decision.outcome), &on_one_line(&outcome_words(decision)))
}

/// A rule in the author's words, where it stands, and what was not known.
fn rule_lines(rule: &AppliedRule, colour: Colour) -> Vec<String> {
    let sentence = rule.sentence.as_deref().map_or(String::new(), |said| format!(": {}", on_one_line(said)));
    let watched = if rule.shadow { " (only watched)" } else { "" };
    let place = paint(colour, Style::Faint, &on_one_line(&rule.source));
    let first = format!("  {} {}{sentence}{watched}  {place}", kind_word(rule.kind), on_one_line(&rule.rule));
    let unknown =
        not_ruled_out(&rule.unknown).map(|told| format!("    {told}; an unknown value never passes"));
    std::iter::once(first).chain(unknown).collect()
}

fn doubted_line(doubted: &DoubtedScope) -> String {
    format!("  scope {} does not count: {}", on_one_line(&doubted.scope), not_known(&doubted.unknown))
}

fn plainly(outcome: Outcome) -> &'static str {
    charter_harness::words::plain(outcome)
}

/// Whether it is refused or waits, said in so many words.
fn what_it_means(decision: &Decision) -> String {
    match decision.outcome {
        Outcome::Stop => "It is refused: nobody's approval lets it happen as it is.",
        Outcome::Suggest => "It is not carried out; people are shown it as a suggestion.",
        Outcome::Draft => "It is prepared, and a person carries it out.",
        Outcome::Queue => "It is not refused: it waits until the queue's owner has looked at it.",
        Outcome::Approve => "It is not refused: it waits, and goes ahead once all of these have approved.",
        Outcome::Execute => "Nothing stands in its way.",
    }
    .to_owned()
}
