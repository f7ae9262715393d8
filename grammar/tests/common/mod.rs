//! Texts to try things on.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part of this")]

use proptest::prelude::*;

/// A vocabulary, the rules over it, and scenarios.
pub const FILES: [(&str, &str); 3] = [
    ("vocabulary", include_str!("../data/vocabulary.charter")),
    ("rules", include_str!("../data/rules.charter")),
    ("scenarios", include_str!("../data/scenarios.charter")),
];

/// The three in one text.
pub const EXAMPLE: &str = concat!(
    include_str!("../data/vocabulary.charter"),
    "
",
    include_str!("../data/rules.charter"),
    "
",
    include_str!("../data/scenarios.charter"),
);

/// Pieces of the language, and of what people type for it.
pub const PIECES: &[&str] = &[
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
    "# so\n",
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

/// Pieces in any order, with spaces between or not.
pub fn strewn() -> impl Strategy<Value = String> {
    let piece = (proptest::sample::select(PIECES), any::<bool>());
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| {
        pieces.iter().flat_map(|(piece, spaced)| [*piece, if *spaced { " " } else { "" }]).collect()
    })
}

/// Items of the example, some of them changed in a few places.
pub fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<proptest::sample::Index>(), 0..12usize, proptest::sample::select(PIECES));
    let items: Vec<&'static str> = EXAMPLE.split("\n\n").collect();
    (proptest::sample::subsequence(items, 1..8), proptest::collection::vec(change, 0..4)).prop_map(
        |(items, changes)| {
            let mut text = items.join("\n\n");
            for (place, deleted, piece) in changes {
                let start = floor_boundary(&text, place.index(text.len() + 1));
                let end = floor_boundary(&text, start + deleted).max(start);
                text.replace_range(start..end, piece);
            }
            text
        },
    )
}

fn floor_boundary(text: &str, place: usize) -> usize {
    (0..=place.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}
