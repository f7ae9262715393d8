//! Radii in a terminal, with a bar for each.

use super::words::{HEADS, KEY, figures, has_changed, in_force, population};
use super::{Line, Shown};
use crate::command::grid::grid;
use crate::output::{Style, paint};
use charter_compiler::radius::Most;
use charter_compiler::render::{Colour, on_one_line};

/// How wide a table may be where the terminal does not say.
const WIDTH: u16 = 140;
/// How long the longest bar is.
const LONGEST: usize = 16;

/// The whole page.
pub(super) fn page(shown: &Shown, colour: Colour) -> String {
    let title = on_one_line(&format!("{}: the most that agents can do in one day", shown.name));
    let heads = HEADS.iter().copied().chain(["by itself, a picture"]).map(str::to_owned);
    let mut table = grid(heads, WIDTH);
    for line in &shown.lines {
        let Some(of) = line.either() else { continue };
        let mark = if shown.compared && has_changed(line) { "* " } else { "" };
        let cells = [format!("{mark}{}", of.agent), of.action.clone()];
        table.add_row(cells.into_iter().chain(figures(line, shown.compared)).chain([bar(line)]));
    }
    let changed = if shown.compared { "\nLines with * have changed.\n" } else { "" };
    format!(
        "{}\n\n{}{KEY}\nRecords: {}.\n\n{table}\n{changed}",
        paint(colour, Style::Strong, &title),
        in_force(shown),
        population(shown)
    )
}

/// A bar that is longer by the same for every ten times as many.
fn bar(line: &Line) -> String {
    line.now.as_ref().map_or(String::new(), |now| "█".repeat(length(&now.unattended, LONGEST)))
}

/// How long a bar is, of at most so much: nothing for none, all for what nothing bounds.
pub(super) fn length(most: &Most, longest: usize) -> usize {
    match most.times {
        None => longest,
        Some(0) => 0,
        // A million comes close to the end.
        Some(times) => {
            let digits = times.to_string().len();
            (digits * longest / 8).clamp(1, longest.saturating_sub(1))
        }
    }
}
