//! The example of the language's page: it parses without errors, and no slip in one item reaches into another.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests may fail as tests do"
)]

mod common;

use charter_grammar::ast::AstNode;
use charter_grammar::{GreenNode, Parse, SyntaxToken, parse};
use common::FILES;

fn item_nodes(parse: &Parse) -> Vec<GreenNode> {
    parse.file().items().map(|item| item.syntax().green().to_owned()).collect()
}

fn solid_tokens(parse: &Parse) -> Vec<SyntaxToken> {
    let tokens = parse.syntax().descendants_with_tokens().filter_map(|it| it.into_token());
    tokens.filter(|it| !it.kind().is_trivia()).collect()
}

fn without(text: &str, token: &SyntaxToken) -> String {
    let range = token.text_range();
    format!("{}{}", &text[..range.start().into()], &text[range.end().into()..])
}

#[test]
fn the_example_has_no_errors() {
    for (name, text) in FILES {
        assert_eq!(parse(text).errors(), [], "{name}");
    }
}

#[test]
fn the_example_has_every_item_it_shows() {
    let counts = FILES.map(|(_, text)| parse(text).file().items().count());
    assert_eq!(counts, [22, 21, 2]);
}

#[test]
fn deleting_any_token_leaves_all_other_items_equal() {
    for (name, text) in FILES {
        let whole = parse(text);
        let items = item_nodes(&whole);
        for token in solid_tokens(&whole) {
            let start = token.text_range().start();
            let hit = whole.file().items().position(|it| it.syntax().text_range().contains(start)).unwrap();
            let after = item_nodes(&parse(&without(text, &token)));
            assert!(after.starts_with(&items[..hit]), "{name}: {token:?} changed an item above");
            assert!(after.ends_with(&items[hit + 1..]), "{name}: {token:?} changed an item below");
        }
    }
}

#[test]
fn deleting_any_token_says_something_else() {
    for (name, text) in FILES {
        let whole = parse(text);
        for token in solid_tokens(&whole) {
            let changed = parse(&without(text, &token));
            let differs = changed.green() != whole.green();
            assert!(differs, "{name}: {token:?} says nothing");
        }
    }
}
