//! The sheet in a terminal.

use super::Shown;
use super::words::{KEY, OWNERSHIP, asked, is_granted, lines, nobody, ownership, what};
use crate::command::grid::grid;
use crate::command::shown::kind_word;
use crate::output::{Style, paint};
use charter_compiler::render::{Colour, on_one_line};
use charter_compiler::sheet::{Line, OfObject, Reach, Written};

/// How many agents stand beside one another.
const AGENTS: usize = 4;
/// How wide a table may be where the terminal does not say.
const WIDTH: u16 = 120;

/// The whole page.
pub(super) fn page(shown: &Shown<'_>, colour: Colour) -> String {
    let settings = shown.settings;
    let title = on_one_line(&format!("{} {}: what agents may do", settings.name, settings.version));
    let mut parts = vec![paint(colour, Style::Strong, &title), KEY.to_owned()];
    for object in &shown.sheet.objects {
        parts.push(paint(colour, Style::Strong, &object.name));
        parts.extend(permissions(shown, object));
        if !object.fields.is_empty() {
            parts.push(owners(object));
        }
    }
    if let Some(reach) = shown.reach {
        parts.push(paint(colour, Style::Strong, "How far actions get in each segment, whichever agent asks"));
        parts.push(segments(reach));
    }
    parts.push(paint(colour, Style::Strong, "The rules"));
    parts.push(shown.sheet.rules.iter().map(rule).collect());
    parts.join("\n\n")
}

/// A table for each few agents, of what some agent may do, and what none may.
fn permissions(shown: &Shown<'_>, object: &OfObject) -> Vec<String> {
    let granted: Vec<&Line> = object.lines.iter().filter(|line| is_granted(line)).collect();
    let agents = shown.sheet.agents.chunks(AGENTS).enumerate().filter(|_| !granted.is_empty());
    let tables = agents.map(|(place, agents)| {
        let mut table = grid(["".to_owned()].into_iter().chain(agents.iter().cloned()), WIDTH);
        for line in &granted {
            let cells = line.cells.iter().skip(place * AGENTS).take(agents.len());
            let cells = cells.map(|cell| lines(cell).join("\n"));
            table.add_row(std::iter::once(what(line)).chain(cells));
        }
        table.to_string()
    });
    tables.chain(nobody(object, shown.in_part)).collect()
}

fn owners(object: &OfObject) -> String {
    let mut table = grid(OWNERSHIP.map(str::to_owned), WIDTH);
    for field in &object.fields {
        table.add_row(std::iter::once(field.field.clone()).chain(ownership(field)));
    }
    table.to_string()
}

fn segments(reach: &Reach) -> String {
    let heads = ["".to_owned(), "anywhere".to_owned()];
    let mut table = grid(heads.into_iter().chain(reach.segments.iter().cloned()), WIDTH);
    for (action, row) in &reach.actions {
        let cells = row.iter().map(|cell| asked(*cell).to_owned());
        table.add_row(std::iter::once(action.clone()).chain(cells));
    }
    table.to_string()
}

/// `stop unsubscribed: Never email …`, and its clauses.
fn rule(rule: &Written) -> String {
    let sentence = rule.sentence.as_deref().map_or(String::new(), |said| format!(": {said}"));
    let watched = if rule.shadow { " (only watched)" } else { "" };
    let head = format!("{} {}{sentence}{watched}  {}", kind_word(rule.kind), rule.name, rule.source);
    let clauses = rule.clauses.iter().map(|clause| format!("    {}\n", on_one_line(clause)));
    format!("  {}\n{}", on_one_line(&head), clauses.collect::<String>())
}
