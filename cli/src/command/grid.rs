//! Tables in a terminal.

use comfy_table::{ContentArrangement, Table, presets};

/// An empty table with these heads, as wide as the terminal says, or else at most so wide.
pub(super) fn grid(heads: impl IntoIterator<Item = String>, widest: u16) -> Table {
    let mut table = Table::new();
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(widest);
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(heads);
    table
}
