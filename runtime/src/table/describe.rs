//! The format, described from the code that reads and writes it.

use super::artefact::{EDITION, FORMAT, SECTION_NAMES};
use super::layout::{described_records, described_variants};
use std::fmt::Write as _;

/// The reference of the format, as Markdown: sections, records and variants, in the order of their bytes.
///
/// ```
/// assert!(charter_runtime::table::format_reference().contains("| `Entry` |"));
/// ```
pub fn format_reference() -> String {
    let mut page = String::new();
    // Writing to a text never fails.
    _ = write!(
        page,
        "Format {FORMAT}, language edition {EDITION}.\n\n## Sections\n\n| number | holds |\n|---|---|\n"
    );
    for (number, name) in SECTION_NAMES.iter().enumerate() {
        _ = writeln!(page, "| {number} | `{name}` |");
    }
    page.push_str("\n## Records\n\n| record | fields, in order |\n|---|---|\n");
    for (name, fields) in described_records() {
        let fields: Vec<String> = fields.iter().map(|(field, of)| format!("{field}: `{of}`")).collect();
        _ = writeln!(page, "| `{}` | {} |", name.rsplit("::").next().unwrap_or(name), fields.join(", "));
    }
    page.push_str("\n## Variants\n\n| type | byte | variant | parts, in order |\n|---|---|---|---|\n");
    for (name, variants) in described_variants() {
        for (tag, variant, parts) in variants {
            _ = writeln!(page, "| `{name}` | {tag} | {variant} | {} |", parts.join(", "));
        }
    }
    page
}
