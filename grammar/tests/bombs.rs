//! Texts made to hang or overflow a parser. Anything worse than linear would not come back from these sizes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests may fail as tests do"
)]

use charter_grammar::{ErrorCode, MAX_DEPTH, MAX_FILE_BYTES, Parse, SyntaxKind, parse};

const MILLION: usize = 1_000_000;

fn rule_with(line: &str) -> String {
    format!("stop x\n  on send_email\n  when {line}\n\nrole after\n")
}

fn codes(parse: &Parse) -> Vec<ErrorCode> {
    parse.errors().iter().map(|it| it.code).collect()
}

#[track_caller]
fn is_refused_as_too_deep(text: &str) {
    let parse = parse(text);
    assert_eq!(codes(&parse), [ErrorCode::TooDeep]);
    assert_eq!(parse.syntax().text().to_string(), text);
    let kinds: Vec<SyntaxKind> = parse.syntax().children().map(|it| it.kind()).collect();
    assert_eq!(kinds, [SyntaxKind::BadItem, SyntaxKind::Role], "the item below is not touched");
}

#[test]
fn a_million_brackets() {
    is_refused_as_too_deep(&rule_with(&"(".repeat(MILLION)));
    is_refused_as_too_deep(&rule_with(&"not (".repeat(MILLION)));
    is_refused_as_too_deep(&rule_with(&"f(a, ".repeat(MILLION)));
    is_refused_as_too_deep(&rule_with(&format!("a is in {}", "(\n".repeat(MILLION))));
}

#[test]
fn a_million_nots() {
    is_refused_as_too_deep(&rule_with(&"not ".repeat(MILLION)));
}

#[test]
fn a_million_otherwises() {
    let chain = "needs approval from a, otherwise ".repeat(MILLION / 10);
    is_refused_as_too_deep(&format!("gate x\n  on send_email\n  {chain}stop\n\nrole after\n"));
    let chain = "needs approval from a within 1 hour\n  otherwise ".repeat(MILLION / 10);
    is_refused_as_too_deep(&format!("gate x\n  on send_email\n  {chain}stop\n\nrole after\n"));
    let chain = "needs approval from a\n  , otherwise ".repeat(MILLION / 10);
    is_refused_as_too_deep(&format!("gate x\n  on send_email\n  {chain}stop\n\nrole after\n"));
}

#[test]
fn the_deepest_nesting_that_is_allowed() {
    let depth = MAX_DEPTH;
    for (open, close) in [("(", ")"), ("f(", ")"), ("not (", ")"), ("any x in y: (", ")"), ("not ", "")] {
        let levels = if open == "not (" { depth / 2 } else { depth };
        let parse = parse(&rule_with(&format!("{}a{}", open.repeat(levels), close.repeat(levels))));
        assert_eq!(codes(&parse), [], "{open}");
    }
    let lists = rule_with(&format!("a is in {}b{}", "(".repeat(depth), ")".repeat(depth)));
    assert_eq!(codes(&parse(&lists)), []);
}

#[test]
fn every_level_of_brackets_is_parsed_once() {
    // Whoever tries a bracket twice at each level tries the innermost one 2^64 times.
    let broken = [
        "a is in (",
        "a is (",
        "a contains (",
        "(a + ",
        "(x (",
        "(a b (",
        "count of x in y where (",
        "f(a is b or above, (",
    ];
    for open in broken {
        let levels = MAX_DEPTH / open.matches('(').count();
        let text = rule_with(&format!("{}=", open.repeat(levels)));
        assert_eq!(parse(&text).syntax().text().to_string(), text);
    }
    let values = format!("usual x: {}1", "a (b ".repeat(MAX_DEPTH));
    assert_eq!(parse(&values).syntax().text().to_string(), values);
}

#[test]
fn a_million_terms_in_one_condition() {
    let terms = parse(&rule_with("a or ".repeat(MILLION).trim_end_matches("or ")));
    assert_eq!(codes(&terms), []);
    let lines = parse(&rule_with(&format!("a{}", "\n    or a".repeat(MILLION / 10))));
    assert_eq!(codes(&lines), []);
    let sums = parse(&rule_with(&format!("a{} > 1", " + a".repeat(MILLION / 10))));
    assert_eq!(codes(&sums), []);
}

#[test]
fn a_million_lines_of_every_sort() {
    for line in [
        "\n",
        "# comment\n",
        "  # comment\n",
        "x\n",
        "  when\n",
        "(\n",
        "\"\n",
        "| a |\n",
        ",\n",
        "or\n",
        "  a : (b\n",
        "gate\n",
    ] {
        for head in ["", "stop x\n", "object X\n", "table t by a\n", "scenario \"s\"\n", "list a =\n"] {
            let text = format!("{head}{}", line.repeat(MILLION / 20));
            assert_eq!(parse(&text).syntax().text().len(), u32::try_from(text.len()).unwrap().into());
        }
    }
}

#[test]
fn comments_without_end_between_two_lines_of_a_condition() {
    let text = rule_with(&format!("a{}\n  or b", "\n  # and so on".repeat(MILLION / 10)));
    assert_eq!(codes(&parse(&text)), []);
}

#[test]
fn events_without_end() {
    let text = rule_with(&"any a where any b where x has y where ".repeat(MILLION / 20));
    assert_eq!(parse(&text).syntax().text().to_string(), text);
    let text = rule_with(&"x has y, except where x has y, except where ".repeat(MILLION / 20));
    assert_eq!(parse(&text).syntax().text().to_string(), text);
    let text = rule_with(&"any x in y: any x in y: ".repeat(MILLION / 20));
    assert_eq!(parse(&text).syntax().text().to_string(), text);
    let text = format!("object X\n  a : {}text\n", "list of ".repeat(MILLION));
    assert_eq!(parse(&text).syntax().text().to_string(), text);
}

#[test]
fn a_list_of_a_million_values() {
    let text = format!("list x = {}\"last\"\n", "\"value\", ".repeat(MILLION));
    assert_eq!(codes(&parse(&text)), []);
}

#[test]
fn a_file_over_the_bound_is_one_token_and_one_error() {
    let text = "role a\n".repeat(MAX_FILE_BYTES / 7 + 1);
    let parse = parse(&text);
    assert_eq!(codes(&parse), [ErrorCode::FileTooLarge]);
    assert_eq!(parse.syntax().descendants_with_tokens().count(), 2);
    assert_eq!(parse.syntax().text().len(), u32::try_from(text.len()).unwrap().into());
}
