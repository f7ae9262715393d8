//! Parsing never fails and loses nothing, whatever the text.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests may fail as tests do"
)]

mod common;

use charter_grammar::{ErrorCode, MAX_DEPTH, SyntaxKind, parse, parse_bytes};
use common::{EXAMPLE, mutated, strewn};
use proptest::prelude::*;

/// The tree holds the text; whatever could not be understood has an error; places are between characters.
fn holds(text: &str) {
    let parse = parse(text);
    assert_eq!(parse.syntax().text().to_string(), text);
    let is_broken = |kind| {
        matches!(
            kind,
            SyntaxKind::BadTokens | SyntaxKind::BadClause | SyntaxKind::BadItem | SyntaxKind::BadAttribute
        )
    };
    for broken in parse.syntax().descendants().filter(|it| is_broken(it.kind())) {
        let item = broken.ancestors().find(|it| it.kind().is_item()).unwrap();
        let near = parse.errors().iter().any(|it| item.text_range().intersect(it.range).is_some());
        assert!(near, "{broken:?} has no error");
    }
    let is_deep = text.matches(['(', 'n', 'o']).count() > MAX_DEPTH;
    for error in parse.errors() {
        assert!(is_deep || error.code != ErrorCode::TooDeep, "the grammar is not total");
        assert!(text.get(error.range.start().into()..error.range.end().into()).is_some(), "{error:?}");
        if let Some((range, _)) = &error.fix {
            assert!(text.get(range.start().into()..range.end().into()).is_some(), "{error:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let parse = parse_bytes(&bytes);
        prop_assert_eq!(parse.syntax().text().to_string(), String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn pieces_of_the_language(text in strewn()) {
        holds(&text);
    }

    #[test]
    fn items_with_slips(text in mutated()) {
        holds(&text);
    }
}

#[test]
fn the_example() {
    holds(EXAMPLE);
}

#[test]
fn every_start_of_the_example() {
    let ends = EXAMPLE.char_indices().map(|(place, _)| place).step_by(37);
    ends.for_each(|end| holds(&EXAMPLE[..end]));
}
