//! What stands where nothing is expected.

use super::{first_solid, sayings, slips, solid_before, units};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::nearest::nearest;
use crate::report::{Report, range};
use crate::tree::{SyntaxNode, SyntaxToken, TextRange};

/// Words that join the parts of a line, for the nearest of them.
const JOINING_WORDS: &[&str] = &[
    "and",
    "or",
    "is",
    "in",
    "to",
    "of",
    "per",
    "within",
    "otherwise",
    "then",
    "except",
    "where",
    "when",
    "unless",
    "about",
    "with",
    "once",
    "from",
    "ever",
    "each",
    "this",
    "among",
    "since",
    "that",
    "unattended",
    "contains",
    "starts",
    "ends",
    "matches",
    "has",
    "above",
    "below",
    "inside",
    "outside",
    "older",
    "known",
    "given",
    "empty",
];

pub(super) fn check(junk: &SyntaxNode, report: &mut Report) {
    if junk.kind() != Kind::BadTokens || is_said_elsewhere(junk) {
        return;
    }
    let Some(first) = first_solid(junk) else { return };
    if let Some((place, name)) = slips::hyphenated(junk) {
        hyphen_in_name(place, name, report);
    } else if let Some(word) = slips::operator_left_over(junk) {
        slips::operator_as_value(&word, report);
    } else if let Some(saying) = sayings::left_over(junk, &first) {
        sayings::report(saying, report);
    } else if quantifier_before(junk) {
        test_without_brackets(junk, report);
    } else if follows_empty_expectation(junk) {
        unknown_outcome(&first, report);
    } else if let Some(otherwise) = begins_with_otherwise(junk) {
        misplaced_otherwise(otherwise.text_range(), report);
    } else if first.kind() == Kind::Comma {
        after_comma(junk, &first, report);
    } else if is_attribute_without_comma(junk, &first) {
        attribute_without_comma(&first, report);
    } else {
        unexpected(junk, &first, report);
    }
}

/// Whether another check speaks of these tokens.
fn is_said_elsewhere(junk: &SyntaxNode) -> bool {
    let before = std::iter::successors(junk.prev_sibling(), |it| it.children().last());
    let is_unit = || before.into_iter().any(|it| units::number_without_unit(&it).is_some());
    let in_unitless = || junk.parent().is_some_and(|it| units::number_without_unit(&it).is_some());
    is_unit() || in_unitless() || units::spoken_amount(junk).is_some()
}

fn follows_empty_expectation(junk: &SyntaxNode) -> bool {
    junk.prev_sibling().is_some_and(|it| it.kind() == Kind::Expectation && it.children().next().is_none())
}

fn unknown_outcome(first: &SyntaxToken, report: &mut Report) {
    let outcomes = ["stopped", "suggestion", "draft", "queued", "waits", "goes"];
    let error = report
        .error(
            ErrorCode::UnknownOutcome,
            first.text_range(),
            format!("no request comes out as `{}`", first.text()),
        )
        .label("an outcome belongs after `=>`")
        .help("the outcomes are: stopped, suggestion, draft, queued in …, waits for …, goes ahead");
    if let Some(near) = nearest(first.text(), outcomes.into_iter()) {
        error.fix(first.text_range(), near);
    }
}

fn hyphen_in_name(place: TextRange, name: String, report: &mut Report) {
    report
        .error(ErrorCode::UnexpectedWords, place, "a name has no hyphen in it")
        .label("this is read as one thing minus another")
        .help(format!("write `{name}`, here and where it is declared"))
        .fix(place, name);
}

fn quantifier_before(junk: &SyntaxNode) -> bool {
    let last = std::iter::successors(junk.prev_sibling(), |it| it.children().last());
    let quantifier = last.filter(|it| it.kind() == Kind::Quantifier).last();
    quantifier.is_some_and(|it| it.children().all(|part| part.kind() != Kind::ParenExpr))
}

fn test_without_brackets(junk: &SyntaxNode, report: &mut Report) {
    let text = junk.text().to_string();
    report
        .error(ErrorCode::MissingBrackets, junk.text_range(), "the test of each element stands in brackets")
        .label("where does it end?")
        .help(format!("write `({text})`"))
        .fix(junk.text_range(), format!("({text})"));
}

fn begins_with_otherwise(junk: &SyntaxNode) -> Option<SyntaxToken> {
    let solid =
        junk.descendants_with_tokens().filter_map(|it| it.into_token()).filter(|it| !it.kind().is_trivia());
    solid.take(2).find(|it| it.text() == "otherwise")
}

/// An `otherwise` where nothing has one.
pub(super) fn misplaced_otherwise(place: TextRange, report: &mut Report) {
    report
        .error(ErrorCode::MisplacedOtherwise, place, "`otherwise` belongs to nothing here")
        .label("nothing before this has an otherwise")
        .help("`otherwise` follows a limit's `at most`, a requirement, or the deadline of an approval");
}

fn after_comma(junk: &SyntaxNode, comma: &SyntaxToken, report: &mut Report) {
    if junk.text() == "," {
        report
            .error(ErrorCode::EmptyPlace, comma.text_range(), "nothing follows this comma")
            .label("the line ends here")
            .help("delete the comma, or begin the next line with it")
            .fix(comma.text_range(), "");
    } else {
        unexpected(junk, comma, report);
    }
}

fn is_attribute_without_comma(junk: &SyntaxNode, first: &SyntaxToken) -> bool {
    let in_field = junk.parent().is_some_and(|it| it.kind() == Kind::Field);
    in_field && matches!(first.text(), "optional" | "from" | "written" | "fresh")
}

fn attribute_without_comma(first: &SyntaxToken, report: &mut Report) {
    let end = solid_before(first).map_or(first.text_range().start(), |it| it.text_range().end());
    report
        .error(
            ErrorCode::UnexpectedWords,
            first.text_range(),
            format!("a comma is missing before `{}`", first.text()),
        )
        .label("this says more about the field, and stands after a comma")
        .help("write `,` before it")
        .fix(TextRange::empty(end), ",");
}

fn unexpected(junk: &SyntaxNode, first: &SyntaxToken, report: &mut Report) {
    let place = range(usize::from(first.text_range().start()), usize::from(junk.text_range().end()));
    let shown: String = first.text().chars().take(40).collect();
    let error = report
        .error(ErrorCode::UnexpectedWords, place, format!("`{shown}` is not expected here"))
        .label("the line should end before this, or go on in another way");
    if let Some(currency) = lower_case_currency(first) {
        error.help(format!("if it is a currency, write `{currency}`")).fix(first.text_range(), currency);
    } else if let Some(near) = misspelt(first.text()) {
        error.help(format!("did you mean `{near}`?")).fix(first.text_range(), near);
    } else {
        error.help("delete it, or put it on a line of its own");
    }
}

/// The joining word that a word is probably meant to be.
fn misspelt(word: &str) -> Option<&'static str> {
    let is_right = JOINING_WORDS.contains(&word);
    (!is_right).then(|| nearest(word, JOINING_WORDS.iter().copied())).flatten()
}

fn lower_case_currency(word: &SyntaxToken) -> Option<String> {
    let is_code = word.text().len() == 3 && word.text().chars().all(|it| it.is_ascii_alphabetic());
    let follows_number = solid_before(word).is_some_and(|it| it.kind() == Kind::Number);
    (is_code && follows_number).then(|| word.text().to_ascii_uppercase())
}
