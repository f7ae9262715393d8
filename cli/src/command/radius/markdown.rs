//! Radii as Markdown.

use super::Shown;
use super::words::{HEADS, KEY, figures, has_changed, in_force, population};
use crate::command::markup::markdown as safe;

/// The whole page: where two charters are compared, what has changed comes first.
pub(super) fn page(shown: &Shown) -> String {
    let mut page = format!(
        "# The most that agents can do in one day: {}\n\n{}{KEY}\nRecords: {}.\n",
        safe(&shown.name),
        in_force(shown),
        safe(&population(shown))
    );
    let (changed, same): (Vec<_>, Vec<_>) =
        shown.lines.iter().partition(|line| shown.compared && has_changed(line));
    for (title, lines) in [("Changed", changed), (if shown.compared { "As before" } else { "" }, same)] {
        if lines.is_empty() {
            continue;
        }
        if !title.is_empty() {
            page.push_str(&format!("\n## {title}\n"));
        }
        page.push_str(&format!("\n| {} |\n{}|\n", HEADS.join(" | "), "|---".repeat(HEADS.len())));
        for line in lines {
            let Some(of) = line.either() else { continue };
            let cells =
                [of.agent.clone(), of.action.clone()].into_iter().chain(figures(line, shown.compared));
            let cells: Vec<String> = cells.map(|cell| safe(&cell)).collect();
            page.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    page
}
