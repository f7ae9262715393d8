//! Formatting changes space and nothing else, and is done once.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests may fail as tests do"
)]

mod common;

use charter_grammar::{ErrorCode, Parse, SyntaxKind, format, parse};
use common::{EXAMPLE, mutated, strewn};
use proptest::prelude::*;

fn tokens(parse: &Parse, wanted: impl Fn(SyntaxKind) -> bool) -> Vec<String> {
    let tokens = parse.syntax().descendants_with_tokens().filter_map(|it| it.into_token());
    tokens.filter(|it| wanted(it.kind())).map(|it| it.text().trim_end().to_owned()).collect()
}

/// The codes of the errors that formatting does not mend.
fn codes(parse: &Parse) -> Vec<ErrorCode> {
    let codes = parse.errors().iter().map(|it| it.code);
    codes
        .filter(|it| {
            !matches!(it, ErrorCode::StraySpace | ErrorCode::StrayLineEnd | ErrorCode::HiddenCharacter)
        })
        .collect()
}

fn holds(text: &str) {
    let formatted = format(text);
    assert_eq!(format(&formatted), formatted, "formatting is not idempotent");
    let (before, after) = (parse(text), parse(&formatted));
    let is_comment = |kind| kind == SyntaxKind::Comment;
    assert_eq!(tokens(&after, |it| !it.is_trivia()), tokens(&before, |it| !it.is_trivia()));
    assert_eq!(tokens(&after, is_comment), tokens(&before, is_comment));
    assert_eq!(codes(&after), codes(&before));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_spaces(spaces in proptest::collection::vec(proptest::sample::select(&["", " ", "   "][..]), 300)) {
        let mut spaces = spaces.into_iter().cycle();
        let respaced = EXAMPLE.split_inclusive(' ').map(|it| format!("{it}{}", spaces.next().unwrap()));
        let respaced: String = respaced.collect();
        prop_assert_eq!(codes(&parse(&respaced)), []);
        holds(&respaced);
    }
}

#[test]
fn the_example() {
    holds(EXAMPLE);
}

/// The source and what becomes of it, one below the other.
fn shown(text: &str) -> String {
    format!("{text}\n───── formatted\n{}", format(text))
}

#[test]
fn columns_and_indentation() {
    insta::assert_snapshot!(shown(
        r#"

  object   Account   # the company
    domain: domain
    # who looks after it
    owner : person,optional   # may be nobody


    employees: number
gate x "…"
      on send_email ,call
      when a.b   is c
   or d<5%


      needs approval from a,then b within 1 day
   otherwise stop
table t by a.b,c
 |  | x | long_name |
 |y|1|2|
  | otherwise | 10% | 0%|
action send on Contact
   takes
     subject: text
     attachments: number
   cannot be undone
scenario "s"
 given a is b
  at 2026-03-02 09:00
  x send to y=> goes ahead
  someone approves   it   =>   stopped(a,b)
   # last
"#
    ));
}

#[test]
fn what_happens_past_each_deadline_stands_below() {
    insta::assert_snapshot!(shown(
        "gate g\n on send\n needs approval from a or b within 4 hours\n    otherwise   needs approval from c within 1 day\n      otherwise stop\n"
    ), @r#"gate g
 on send
 needs approval from a or b within 4 hours
    otherwise   needs approval from c within 1 day
      otherwise stop

───── formatted
gate g
  on send
  needs approval from a or b within 4 hours
  otherwise needs approval from c within 1 day
  otherwise stop"#);
}

#[test]
fn signs() {
    insta::assert_snapshot!(shown(
        "segment s of A: a+b*-2>= -c or f( x ,y )is in( 1 %,2 )\ncalendar c: mon  to fri 09:00 - 18:00 in \"Europe/Berlin\"\nlist l=\"a\",\n\"b\"\n",
    ));
}

#[test]
fn an_item_with_an_error_stays_as_it_is() {
    insta::assert_snapshot!(shown("role   a\nrole   b\ngate   x\n    on   send\n    whn   y\nrole   c\n"));
}

#[test]
fn tabs_and_other_line_ends_are_mended() {
    assert_eq!(format("gate\ta\r\n\ton\u{a0}b\r\twhen c"), "gate a\n  on b\n  when c\n");
}
