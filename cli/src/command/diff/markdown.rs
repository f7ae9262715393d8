//! A difference for people who read a pull request.

use super::Shown;
use super::words::{
    TAKEN_FOR_GRANTED, all_recorded, because, decided, heading, proved, recorded, summary, title,
};
use charter_compiler::prove::{Direction, Kind};

pub(super) fn markdown(shown: &Shown<'_>) -> String {
    let mut blocks = vec![
        format!("### What this changes in {}", escaped(&shown.new.charter.name)),
        format!("From {} to {}: {}.", escaped(&shown.old.name), escaped(&shown.new.name), summary(shown)),
    ];
    blocks.extend(all_recorded(shown).map(|said| format!("{said}.")));
    let mut above = None;
    for (place, kind) in shown.difference.kinds.iter().enumerate().take(shown.most) {
        if above != Some(kind.direction) {
            above = Some(kind.direction);
            blocks.push(format!("#### {}", heading(kind.direction)));
        }
        blocks.push(kind_block(shown, place, kind));
    }
    let more = shown.difference.kinds.len().saturating_sub(shown.most);
    if more > 0 {
        blocks.push(format!("And {more} more kinds."));
    }
    let told = shown.difference.told.iter().map(|told| told.what.clone());
    let told: Vec<String> =
        told.chain(shown.guarantees.iter().cloned()).map(|what| format!("- {}", escaped(&what))).collect();
    if !told.is_empty() {
        blocks.push("#### Beside the rules".to_owned());
        blocks.push(told.join("\n"));
    }
    let proved: Vec<String> = proved(shown).iter().map(|said| format!("- {}", escaped(said))).collect();
    blocks.push(format!("{}\n- {TAKEN_FOR_GRANTED}", proved.join("\n")));
    format!("{}\n", blocks.join("\n\n"))
}

fn kind_block(shown: &Shown<'_>, place: usize, kind: &Kind) -> String {
    let because: Vec<String> = because(shown, kind)
        .iter()
        .map(|why| match why.lines.as_slice() {
            [] => format!("Because {}.", escaped(&why.what)),
            lines => format!("Because {}:\n\n```diff\n{}\n```", escaped(&why.what), lines.join("\n")),
        })
        .collect();
    let request = if kind.direction == Direction::Reasons {
        String::new()
    } else {
        let (open, close) = ("<details><summary>That request in full</summary>", "</details>");
        format!("\n\n{open}\n\n```json\n{:#}\n```\n\n{close}", kind.case)
    };
    let given = kind.given.iter().map(|given| format!("- {}", escaped(given)));
    let given: Vec<String> = given.collect();
    let recorded = recorded(shown, place).map(|said| format!("\n\n{said}.")).unwrap_or_default();
    let facts = if given.is_empty() { String::new() } else { format!(" where\n\n{}", given.join("\n")) };
    format!(
        "**{}. {}**\n\n{}{recorded}\n\n| | |\n|---|---|\n| before | {} |\n| now | {} |\n\nFor example {}{facts}{request}",
        place + 1,
        escaped(&title(kind)),
        because.join("\n\n"),
        escaped(&decided(&kind.old)),
        escaped(&decided(&kind.new)),
        kind.asks,
    )
}

/// A text that Markdown takes as it is.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for letter in charter_compiler::render::on_one_line(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}
