//! The charters of the pages are in canonical form, as `charter fmt` writes them.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p charter-tests spec` writes them anew.

use super::page::{Fence, Kind, Page};
use super::{folder, pages};

#[test]
fn every_charter_on_a_page_is_in_canonical_form() {
    let mut stale = Vec::new();
    for page in pages() {
        let formatted = formatted(&page);
        if formatted == page.text {
            continue;
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let path = folder().join(page.path.trim_start_matches("tests/spec/"));
            std::fs::write(path, formatted).unwrap();
        } else {
            stale.push(page.path);
        }
    }
    assert!(stale.is_empty(), "not in canonical form: {}; run it with UPDATE_DOCS=1", stale.join(", "));
}

/// The page with its charters in canonical form. Those that show an error stay as they are.
fn formatted(page: &Page) -> String {
    let mut lines: Vec<String> = page.text.lines().map(str::to_owned).collect();
    let charters = page.fences.iter().filter(|fence| matches!(fence.kind, Kind::Charter { .. }));
    for Fence { line, text, .. } in charters.rev() {
        let canonical = charter_grammar::format(text).lines().map(str::to_owned).collect::<Vec<_>>();
        lines.splice(*line..line + text.lines().count(), canonical);
    }
    lines.join("\n") + "\n"
}
