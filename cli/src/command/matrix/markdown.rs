//! The sheet as Markdown.

use super::Shown;
use super::words::{KEY, OWNERSHIP, asked, is_granted, lines, nobody, ownership, what};
use crate::command::markup::markdown as safe;
use crate::command::shown::kind_word;
use charter_compiler::sheet::{OfObject, Reach, Written};

/// The whole page.
pub(super) fn page(shown: &Shown<'_>) -> String {
    let settings = shown.settings;
    let mode = if settings.enforced { "" } else { " (shadow: decisions are recorded, and not enforced)" };
    let mut page = format!(
        "# What agents may do: {} {}{mode}\n\n{KEY}\n",
        safe(&settings.name),
        safe(&settings.version)
    );
    for object in &shown.sheet.objects {
        page.push_str(&format!("\n## {}\n\n", safe(&object.name)));
        page.push_str(&permissions(shown, object));
        if !object.fields.is_empty() {
            page.push('\n');
            let rows = object.fields.iter();
            let rows =
                rows.map(|field| std::iter::once(field.field.clone()).chain(ownership(field)).collect());
            page.push_str(&table(&OWNERSHIP.map(str::to_owned), rows));
        }
    }
    if let Some(reach) = shown.reach {
        page.push_str("\n## How far actions get in each segment, whichever agent asks\n\n");
        page.push_str(&segments(reach));
    }
    page.push_str("\n## The rules\n\n");
    page.extend(shown.sheet.rules.iter().map(rule));
    page
}

fn permissions(shown: &Shown<'_>, object: &OfObject) -> String {
    let heads: Vec<String> =
        std::iter::once(String::new()).chain(shown.sheet.agents.iter().cloned()).collect();
    let rows = object.lines.iter().filter(|line| is_granted(line)).map(|line| {
        let cells = line.cells.iter().map(|cell| lines(cell).join("\n"));
        std::iter::once(what(line)).chain(cells).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let granted = if rows.is_empty() { String::new() } else { table(&heads, rows.into_iter()) };
    let nobody =
        nobody(object, shown.in_part).map_or(String::new(), |nobody| format!("\n{}\n", safe(&nobody)));
    format!("{granted}{nobody}")
}

fn segments(reach: &Reach) -> String {
    let heads = [String::new(), "anywhere".to_owned()].into_iter().chain(reach.segments.iter().cloned());
    let rows = reach.actions.iter().map(|(action, row)| {
        std::iter::once(action.clone()).chain(row.iter().map(|cell| asked(*cell).to_owned())).collect()
    });
    table(&heads.collect::<Vec<_>>(), rows)
}

fn table(heads: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| safe(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = "|---".repeat(heads.len());
    format!("{}{rule}|\n{}", line(heads), rows.map(|row| line(&row)).collect::<String>())
}

fn rule(rule: &Written) -> String {
    let sentence = rule.sentence.as_deref().map_or(String::new(), |said| format!(": {}", safe(said)));
    let watched = if rule.shadow { " (only watched)" } else { "" };
    let head =
        format!("- **{} {}**{sentence}{watched} `{}`\n", kind_word(rule.kind), safe(&rule.name), rule.source);
    let clauses = rule.clauses.iter().map(|clause| format!("  - {}\n", safe(clause)));
    format!("{head}{}", clauses.collect::<String>())
}
