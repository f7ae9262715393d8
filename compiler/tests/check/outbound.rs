//! The example that the language is introduced with.

use crate::world::{charter, project, said};
use charter_compiler::db::Database;

const VOCABULARY: &str = include_str!("../../../examples/outbound/vocabulary.charter");
const RULES: &str = include_str!("../../../examples/outbound/outbound.charter");

#[test]
fn the_example_has_nothing_to_mend() {
    let db = Database::default();
    let files = [
        ("vocabulary.charter", VOCABULARY),
        ("outbound.charter", RULES),
        ("consumer_domains.csv", "gmail.com\n"),
        ("holidays.csv", "2026-01-01\n"),
    ];
    let project = project(&db, &files);
    assert_eq!(said(&db, project), ["H0401: guarantee not proved yet", "H0401: guarantee not proved yet"]);
    let charter = charter(&db, project);
    assert_eq!(charter.rules.len(), 17);
}
