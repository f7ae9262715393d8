//! Turns of phrase that several subcommands share.

use crate::output::{Style, paint};
use charter_compiler::render::{Colour, on_one_line};
use charter_runtime::Outcome;
use charter_runtime::table::model::{FileText, RuleKind};
use std::collections::BTreeSet;

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The line that says that nothing is enforced; nothing in an enforced project.
pub(super) fn shadow_note(enforced: bool, colour: Colour) -> String {
    if enforced {
        return String::new();
    }
    let shadow = paint(colour, Style::Careful, "shadow mode");
    format!(
        "{shadow}: decisions are recorded and not enforced; `mode = \"enforced\"` in charter.toml changes that\n"
    )
}

/// How an outcome looks.
pub(super) fn outcome_style(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Stop => Style::Bad,
        Outcome::Suggest | Outcome::Draft | Outcome::Queue | Outcome::Approve => Style::Careful,
        Outcome::Execute => Style::Good,
    }
}

/// `could not be ruled out: contact.title is not known`.
pub(super) fn not_ruled_out(unknown: &BTreeSet<String>) -> Option<String> {
    let told = || format!("could not be ruled out: {}", not_known(unknown));
    (!unknown.is_empty()).then(told)
}

/// `contact.title is not known`.
pub(super) fn not_known(unknown: &BTreeSet<String>) -> String {
    let verb = if unknown.len() == 1 { "is" } else { "are" };
    let names: Vec<&str> = unknown.iter().map(String::as_str).collect();
    on_one_line(&format!("{} {verb} not known", names.join(", ")))
}

/// What a rule is, as charters say it.
pub(super) fn kind_word(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Scope => "scope",
        RuleKind::Gate => "gate",
        RuleKind::Stop => "stop",
        RuleKind::Limit => "limit",
        RuleKind::Require => "require",
    }
}

/// The lines of the rule that stands at a line of one of these files, without the space around them.
pub(super) fn rule_lines<'t>(texts: &'t [FileText], file: &str, line: u32) -> Vec<&'t str> {
    let text = texts.iter().find(|text| text.file == file).map_or("", |text| &text.text);
    let lines = text.lines().skip((line as usize).saturating_sub(1));
    let clauses = lines.clone().skip(1).take_while(|line| line.is_empty() || line.starts_with([' ', '\t']));
    let all = lines.take(1).chain(clauses).map(str::trim);
    all.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}
