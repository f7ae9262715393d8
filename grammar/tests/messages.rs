//! What authors are told: each message below the text that it is about.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests may fail as tests do"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use charter_grammar::{ErrorCode, Parse, SyntaxError, parse, parse_bytes};

/// The source with each error below it, as an author would meet it.
fn shown(source: &str) -> String {
    let parse = parse(source);
    let mut shown = format!("{}\n─────\n", visible(source));
    parse.errors().iter().for_each(|error| write_error(source, error, &mut shown));
    if parse.errors().is_empty() {
        shown.push_str("no errors\n");
    }
    shown
}

fn write_error(source: &str, error: &SyntaxError, shown: &mut String) {
    let range = usize::from(error.range.start())..usize::from(error.range.end());
    let line = source[..range.start].matches('\n').count() + 1;
    writeln!(shown, "{} {} (line {line}, {:?})", error.code.number(), error.message, &source[range]).unwrap();
    writeln!(shown, "      {}", error.label).unwrap();
    if let Some(help) = &error.help {
        writeln!(shown, "      help: {help}").unwrap();
    }
    if let Some(fixed) = fixed(source, error) {
        let line = fixed.lines().nth(line - 1).unwrap_or_default();
        writeln!(shown, "      fixed: {}", visible(line)).unwrap();
    }
}

/// The text with what cannot be seen written out.
fn visible(text: &str) -> String {
    let show = |it: char| {
        if it == '\n' || it == '"' || it == '\'' { it.to_string() } else { it.escape_debug().to_string() }
    };
    text.chars().map(show).collect()
}

fn fixed(source: &str, error: &SyntaxError) -> Option<String> {
    let (range, text) = error.fix.as_ref()?;
    let mut fixed = source.to_owned();
    fixed.replace_range(usize::from(range.start())..usize::from(range.end()), text);
    Some(fixed)
}

fn count(parse: &Parse, code: ErrorCode) -> usize {
    parse.errors().iter().filter(|it| it.code == code).count()
}

/// One rule with the given lines.
fn gate(lines: &str) -> String {
    format!("gate first\n  on send_email\n{lines}\n  needs approval from sdr_manager\n")
}

/// A slip of each kind, with its name for the snapshot.
fn slips() -> Vec<(&'static str, String)> {
    let rule = |name, lines: &str| (name, gate(lines));
    let whole = |name, text: &str| (name, text.to_owned());
    vec![
        whole("misspelt_item", "gaet first \"A person looks\"\n  on send_email\n\nrole revops\n"),
        whole("words_that_are_no_item", "Policy for outbound agents:\n  be nice\n"),
        rule("misspelt_clause", "  whne contact.legal_hold"),
        whole(
            "clause_of_another_item",
            "scope s\n  for outreach\n  when contact.legal_hold\n  on send_email\n",
        ),
        whole(
            "outcome_in_a_limit",
            "limit l\n  on send_email\n  at most 3 per contact in 7 days\n  needs approval from revops\n",
        ),
        whole("name_missing", "gate \"A person looks\"\n  on send_email\nobject\n"),
        whole("sentence_missing", "guarantee\n  no agent can send_email\nscenario\n"),
        whole("field_name_missing", "object Contact\n  : text\n"),
        rule("condition_missing", "  when\n  unless contact.legal_hold and\n  when contact.region is"),
        whole("type_missing", "object Contact\n  title :\n  arr : money\n  tags : list of\n"),
        rule("words_left_over", "  when contact.legal_hold really\n  when contact.region is emea then 5"),
        whole("attribute_without_comma", "object Contact\n  title : text from external\n"),
        whole("hyphen_in_a_name", "role sdr-manager\n"),
        whole("currency_in_small_letters", "segment s of Account: arr > 5 usd\n"),
        rule("text_without_end", "  when contact.title is \"vp"),
        rule("pattern_without_end", "  when contact.title matches /vp"),
        rule("bracket_without_end", "  when (contact.legal_hold or contact.region is in (na, emea)"),
        rule("test_without_brackets", "  when any claim in request.claims: claim.source is empty"),
        whole("values_without_brackets", "object Contact\n  region : one of na, emea, optional\n"),
        whole(
            "otherwise_of_nothing",
            "stop s\n  on send_email\n  when contact.legal_hold, otherwise stop\n  otherwise stop\n",
        ),
        rule("operator_word_as_value", "  when contact.country is in (or, na)\n  when contact.country is or"),
        whole("norway", "object Contact\n  country : one of (de, no, in)\n"),
        rule(
            "equals_sign",
            "  when contact.region = emea\n  when contact.region==emea\n  when contact.region != emea\n  when contact.age ≥ 5",
        ),
        rule("smart_quotes", "  when contact.title is “vp”\n  when contact.title is 'vp'"),
        whole(
            "spoken_amounts",
            "segment a of Account: arr > $10k\nsegment b of Account: arr > 1.5m\nsegment c of Account: arr > 1,000,000 USD\n",
        ),
        whole("needs_missing", "gate g\n  on send_email\n  approval from sdr_manager\n"),
        rule("and_or", "  when contact.legal_hold and/or contact.bounced"),
        whole("unit_missing", "limit l\n  on send_email\n  at most 3 per contact in 7\n  otherwise stop\n"),
        whole(
            "unit_misspelt",
            "limit l\n  on send_email\n  at most 3 per contact in 7 dyas\n  otherwise stop\n",
        ),
        whole("tabs_and_pasted_spaces", "gate\u{a0}g\n\ton send_email\n"),
        whole("hidden_characters", "role a\u{200b}b\n# \u{202e}comment\u{2066}\nrole c \"d\u{0}\"\n"),
        whole("other_line_ends", "role a\u{85}role b\rrole c\r\nrole d\n"),
        whole("unknown_attribute", "object Contact\n  title : text, optionl\n  region : text, never read\n"),
        whole("fields_of_several_actions", "scope s\n  for a\n  may send_email, update Contact: title\n"),
        rule(
            "in_other_words",
            "  when contact.region in (na, emea)\n  when contact.region is na or is emea\n  when contact.age is less than 5\n  \
             when contact.age is between 5 and 10\n  when contact.region is neither na nor emea\n  \
             when contact.age > 50% of contact.score\n  when contact.age / 2 > 5\n  when count of contact.tags > 3\n  \
             if contact.legal_hold\n  needs approval from the owner",
        ),
        whole(
            "condition_of_a_grant",
            "scope s\n  for a\n  may send_email when contact.known\n  if contact.known\n  deny enroll\n",
        ),
        rule("mixed_approvers", "  needs approval from a and b or c"),
        whole("colon_missing", "object Contact\n  title text\nsegment s of Account employees > 5\n"),
        rule("comma_at_the_end", "  on send_email,\n  when contact.region is in (na,, emea,)"),
        whole("row_without_end", "table t by a, b\n  | a | b\n"),
        whole("loose_field", "action a on Contact\n  subject : text\n"),
        whole(
            "unknown_outcome",
            "scenario \"s\"\n  at 2026-03-02 09:00\n    outreach send_email to jane => blocked (first_touch)\n    outreach send_email to jane => stoped\n",
        ),
    ]
}

#[test]
fn messages() {
    for (name, source) in slips() {
        insta::assert_snapshot!(name, shown(&source));
    }
}

#[test]
fn every_code_has_a_slip_that_raises_it() {
    let deep = format!("stop x\n  when {}a\n", "not ".repeat(100));
    let large = "x".repeat(charter_grammar::MAX_FILE_BYTES + 1);
    let parses = slips()
        .iter()
        .map(|(_, source)| parse(source))
        .chain([parse(&deep), parse(&large), parse_bytes(b"\xff")])
        .collect::<Vec<_>>();
    let raised: BTreeSet<ErrorCode> = parses.iter().flat_map(|it| it.errors()).map(|it| it.code).collect();
    let all: BTreeSet<ErrorCode> = ErrorCode::ALL.iter().copied().collect();
    assert_eq!(raised, all);
}

#[test]
fn every_fix_mends_what_it_is_for() {
    for (name, source) in slips() {
        let before = parse(&source);
        for error in before.errors() {
            let Some(fixed) = fixed(&source, error) else { continue };
            let after = parse(&fixed);
            assert!(count(&after, error.code) < count(&before, error.code), "{name}: {error:?}\n{fixed}");
        }
    }
}

#[test]
fn codes_are_numbered_in_order_and_named_once() {
    let numbers: Vec<&str> = ErrorCode::ALL.iter().map(|it| it.number()).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b));
    assert!(numbers.iter().all(|it| it.starts_with("E01")));
    let names: BTreeSet<&str> = ErrorCode::ALL.iter().map(|it| it.name()).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    assert!(ErrorCode::ALL.iter().all(|it| it.meaning().ends_with('.')));
}

#[test]
fn errors_come_in_the_order_of_the_text_and_no_more_than_a_thousand() {
    let parse = parse(&"role a b\n".repeat(5_000));
    assert_eq!(parse.errors().len(), 1_000);
    assert!(parse.errors().is_sorted_by_key(|it| it.range.start()));
}

#[test]
fn bytes_that_are_no_text_have_one_error_where_they_begin() {
    let parse = parse_bytes(b"role a\nrole \xff\xfe\n");
    let error = &parse.errors()[0];
    assert_eq!((error.code, usize::from(error.range.start())), (ErrorCode::NotUtf8, 12));
}
