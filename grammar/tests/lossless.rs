//! Parsing never fails and loses nothing, whatever the text.

use charter_grammar::{Parse, SyntaxKind, parse, parse_bytes};
use proptest::prelude::*;

const EXAMPLE: &str = concat!(
    include_str!("../../examples/outbound/vocabulary.charter"),
    include_str!("../../examples/outbound/outbound.charter"),
    include_str!("../../examples/outbound/outbound.scenarios.charter"),
);

/// Pieces of the language and of what people type for it, to be strewn into the example.
const PIECES: &[&str] = &[
    "gate",
    "stop x",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{85}",
    "  ",
    "\t",
    "\u{a0}",
    "#",
    "\"",
    "“",
    "'",
    "(",
    ")",
    "((",
    ",",
    ":",
    ".",
    "|",
    "=>",
    "=",
    "==",
    "/",
    "and",
    "or",
    "and/or",
    "not",
    "no",
    "any",
    "every x in y: (",
    "is",
    "is in",
    "has",
    "otherwise",
    "needs",
    "when",
    "may draft",
    "on behalf of",
    "at most",
    "per",
    "in 7",
    "1_000",
    "$10k",
    "10 USD",
    "5%",
    "2026-03-02",
    "09:00",
    "-",
    "*",
    "share of",
    "count of",
    "where",
    "\u{202e}",
    "\u{200b}",
    "\0",
    "ß",
    "名前",
    "🙂",
    "given",
    "scenario \"",
    "table t by a\n  | b |",
    "one of (",
    "list of",
    "\n,",
    "\n  and",
];

fn holds(text: &str) -> Parse {
    let parse = parse(text);
    assert_eq!(parse.syntax().text().to_string(), text);
    let broken = parse.syntax().descendants().find(|node| {
        matches!(
            node.kind(),
            SyntaxKind::BadTokens | SyntaxKind::BadClause | SyntaxKind::BadItem | SyntaxKind::BadAttribute
        )
    });
    assert!(broken.is_none() || !parse.errors().is_empty(), "{broken:?} has no error");
    for error in parse.errors() {
        assert!(text.get(error.range.start().into()..error.range.end().into()).is_some(), "{error:?}");
        if let Some((range, _)) = &error.fix {
            assert!(text.get(range.start().into()..range.end().into()).is_some(), "{error:?}");
        }
    }
    parse
}

fn floor_boundary(text: &str, place: usize) -> usize {
    (0..=place.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

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
    fn pieces_of_the_language(pieces in proptest::collection::vec((proptest::sample::select(PIECES), any::<bool>()), 0..60)) {
        let text: String = pieces.iter().flat_map(|(piece, spaced)| [*piece, if *spaced { " " } else { "" }]).collect();
        holds(&text);
    }

    #[test]
    fn the_example_with_pieces_strewn_in(
        places in proptest::collection::vec((0..EXAMPLE.len(), 0..12usize, proptest::sample::select(PIECES)), 1..8),
    ) {
        let mut text = EXAMPLE.to_owned();
        for (place, deleted, piece) in places {
            let start = floor_boundary(&text, place);
            let end = floor_boundary(&text, start + deleted).max(start);
            text.replace_range(start..end, piece);
        }
        holds(&text);
    }
}
