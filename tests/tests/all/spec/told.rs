//! A decision, for whoever has to mend a page.

use charter_harness::words::{outcome_words, plain};
use charter_runtime::decide::{AppliedRule, Decision};
use std::collections::BTreeSet;

/// What was decided, by which rules, and what was not known.
pub(super) fn decision(decision: &Decision) -> String {
    let mut lines = vec![format!("→ {}", outcome_words(decision))];
    lines.extend(decision.problems.iter().map(|problem| format!("  {problem}")));
    if decision.grant.is_none() {
        lines.push("  outside every scope".to_owned());
    }
    lines.extend(decision.rules.iter().map(rule));
    let doubted = decision.doubted.iter();
    lines.extend(doubted.map(|it| format!("  scope {} does not count{}", it.scope, unknown(&it.unknown))));
    let instead = decision.obligations.iter();
    lines.extend(instead.map(|it| format!("  {} ({})", it.duty, it.rule)));
    let fields = decision.fields.iter();
    lines.extend(fields.map(|(field, outcome)| format!("  {field}: {}", plain(*outcome))));
    lines.iter().map(|line| format!("    {line}\n")).collect::<String>().trim_end().to_owned()
}

fn rule(rule: &AppliedRule) -> String {
    let weight = if rule.shadow {
        "is only watched"
    } else if rule.deciding {
        "decides"
    } else {
        "applies"
    };
    let sentence = rule.sentence.as_deref().unwrap_or("without a sentence");
    let (source, unknown) = (&rule.source, unknown(&rule.unknown));
    format!("  {} {weight} ({sentence}; {source}): {}{unknown}", rule.rule, plain(rule.outcome))
}

fn unknown(names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() { String::new() } else { format!("; not known: {}", names.join(", ")) }
}
