//! What first-time authors write who know another language, or English.

use super::{own_tokens, solid_after, solid_before};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::report::Report;
use crate::tree::{SyntaxNode, SyntaxToken, TextRange};

pub(super) fn check(node: &SyntaxNode, report: &mut Report) {
    for token in own_tokens(node) {
        match (node.kind(), token.kind()) {
            (Kind::CompareOp, Kind::Unexpected) => sign_for_is(&token, report),
            (_, Kind::Keyword) if token.text() == "and/or" => and_or(&token, report),
            _ => {}
        }
    }
    match node.kind() {
        Kind::NeedsClause if own_tokens(node).all(|it| it.text() != "needs") => missing_needs(node, report),
        Kind::MayClause => fields_of_several_actions(node, report),
        Kind::ApprovalStep => mixed_approvers(node, report),
        // Norway: as a value of `one of`, `no` is nobody's answer to a question.
        Kind::YesNoLiteral if node.parent().is_some_and(|it| it.kind() == Kind::OneOfType) => {
            own_tokens(node).for_each(|word| operator_as_value(&word, report));
        }
        _ => {}
    }
}

fn sign_for_is(sign: &SyntaxToken, report: &mut Report) {
    let meant = match sign.text() {
        "!=" | "<>" | "≠" | "isnt" | "isn't" | "isn’t" => "is not",
        "≤" => "<=",
        "≥" => ">=",
        _ => "is",
    };
    report
        .error(ErrorCode::SignForIs, sign.text_range(), format!("`{}` is no comparison here", sign.text()))
        .label(format!("this is written `{meant}`"))
        .help(format!("write `{meant}`"))
        .fix(sign.text_range(), spaced(sign, meant));
}

/// The word with the spaces that its neighbours leave out.
fn spaced(sign: &SyntaxToken, word: &str) -> String {
    let is_space = |it: Option<SyntaxToken>| it.is_none_or(|it| it.kind().is_trivia());
    let before = if is_space(sign.prev_token()) { "" } else { " " };
    let after = if is_space(sign.next_token()) { "" } else { " " };
    format!("{before}{word}{after}")
}

fn and_or(word: &SyntaxToken, report: &mut Report) {
    report
        .error(ErrorCode::AndOr, word.text_range(), "`and/or` leaves open which of the two it is")
        .label("`or` holds when both do, too")
        .help("write `or` if one of them is enough, `and` if all are needed")
        .fix(word.text_range(), "or");
}

fn missing_needs(clause: &SyntaxNode, report: &mut Report) {
    let start = TextRange::empty(clause.text_range().start());
    let word = super::first_solid(clause).map_or(start, |it| it.text_range());
    report
        .error(ErrorCode::MissingNeeds, word, "an approval begins with `needs`")
        .label("`needs` is missing before this")
        .help("write `needs approval from …`")
        .fix(start, "needs ");
}

fn fields_of_several_actions(clause: &SyntaxNode, report: &mut Report) {
    let actions: Vec<SyntaxNode> = clause.children().filter(|it| it.kind() == Kind::ActionRef).collect();
    let fields = actions.iter().find_map(|it| it.children().find(|part| part.kind() == Kind::FieldNames));
    if let (true, Some(fields)) = (actions.len() > 1, fields) {
        report
            .error(
                ErrorCode::FieldsOfSeveralActions,
                fields.text_range(),
                "one `may` line grants fields of one action",
            )
            .label("do these belong to all of the actions, or to one?")
            .help("write a `may` line for each action");
    }
}

fn mixed_approvers(step: &SyntaxNode, report: &mut Report) {
    let words: Vec<SyntaxToken> = own_tokens(step).filter(|it| matches!(it.text(), "and" | "or")).collect();
    let other = words.iter().find(|it| Some(it.text()) != words.first().map(|first| first.text()));
    if let Some(other) = other {
        report
            .error(ErrorCode::MixedApprovers, other.text_range(), "`and` and `or` stand in one list of approvers")
            .label("who is enough, and who is needed?")
            .help("use one of the two words; for one after another write `then`, for both of two groups a `needs` line each");
    }
}

/// The name that a hyphen cuts in two: `sdr-manager`.
pub(super) fn hyphenated(junk: &SyntaxNode) -> Option<(TextRange, String)> {
    let hyphen = junk.first_token().filter(|it| it.kind() == Kind::Minus)?;
    let before = hyphen.prev_token().filter(|it| it.kind() == Kind::Word)?;
    let after = hyphen.next_token().filter(|it| it.kind() == Kind::Word)?;
    let place = TextRange::new(before.text_range().start(), after.text_range().end());
    Some((place, format!("{}_{}", before.text(), after.text())))
}

/// A word of the language at the start of loose tokens, where a value belongs: `region is in (or, na)`.
pub(super) fn operator_left_over(junk: &SyntaxNode) -> Option<SyntaxToken> {
    let word = junk.first_token().filter(|it| is_operator(it.text()))?;
    let before = solid_before(&word)?;
    let wants_value = matches!(before.text(), "is" | "not" | "<" | ">" | "<=" | ">=" | "=" | "(" | ",");
    wants_value.then_some(word)
}

/// A word of the language in the place of a comparison's second operand: `region is or`.
pub(super) fn operator_for_operand(comparison: &SyntaxNode) -> Option<SyntaxToken> {
    let is_short = comparison.kind() == Kind::Comparison && comparison.children().count() == 2;
    is_short.then(|| solid_after(comparison)).flatten().filter(|it| is_operator(it.text()))
}

fn is_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "is" | "in" | "has")
}

pub(super) fn operator_as_value(word: &SyntaxToken, report: &mut Report) {
    let quoted = format!("\"{}\"", word.text());
    report
        .error(
            ErrorCode::OperatorAsValue,
            word.text_range(),
            format!("`{}` is a word of the language, and no value", word.text()),
        )
        .label("a value belongs here")
        .help(format!("if it is the value that is meant, write {quoted}"))
        .fix(word.text_range(), quoted);
}
