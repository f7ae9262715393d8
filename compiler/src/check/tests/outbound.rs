//! The example that the language is introduced with.

use crate::check::{typed_charter, typed_scenarios};
use crate::db::Database;
use crate::findings::findings;
use crate::testing;

const FILES: [(&str, &str); 5] = [
    ("vocabulary.charter", include_str!("../../../../examples/outbound/vocabulary.charter")),
    ("outbound.charter", include_str!("../../../../examples/outbound/outbound.charter")),
    ("outbound.scenarios.charter", include_str!("../../../../examples/outbound/outbound.scenarios.charter")),
    ("consumer_domains.csv", "gmail.com\n"),
    ("holidays.csv", "2026-01-01\n"),
];

#[test]
fn nothing_is_to_be_mended_but_guarantees_are_not_proved() {
    let db = Database::default();
    let project = testing::project(&db, &FILES);
    let codes: Vec<&str> = findings(&db, project)
        .iter()
        .map(|found| found.code.as_str())
        // What the vocabulary declares and no rule uses yet.
        .filter(|code| !code.starts_with("W02"))
        .collect();
    assert!(codes.iter().all(|code| *code == "H0401"), "{codes:?}");
    assert!(typed_charter(&db, project).value.is_some());
    let scenarios = FILES[2].1.lines().filter(|line| line.starts_with("scenario ")).count();
    assert_eq!(typed_scenarios(&db, project).value.len(), scenarios);
}
