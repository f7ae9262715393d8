//! Turns of phrase that several subcommands share.

use crate::output::{Style, paint};
use charter_compiler::render::Colour;

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
