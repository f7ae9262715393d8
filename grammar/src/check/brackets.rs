//! Brackets that are missing, and lists with holes.

use super::{own_token, own_tokens};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::report::{Report, range};
use crate::tree::{SyntaxNode, TextRange};

pub(super) fn check(node: &SyntaxNode, report: &mut Report) {
    match node.kind() {
        Kind::OneOfType if own_token(node, Kind::OpenParen).is_none() => {
            values_without_brackets(node, report)
        }
        Kind::ValueList | Kind::OneOfType | Kind::Call | Kind::List => holes(node, report),
        Kind::TableRow if node.last_token().is_some_and(|it| it.kind() != Kind::Bar) => {
            unclosed_row(node, report)
        }
        _ => {}
    }
    if let (Some(open), None) = (own_token(node, Kind::OpenParen), own_token(node, Kind::CloseParen))
        && node.kind() != Kind::BadTokens
        && node.kind() != Kind::BadClause
    {
        let end = node.text_range().end();
        report
            .error(ErrorCode::UnclosedBracket, open.text_range(), "this bracket is not closed")
            .label("no `)` belongs to it")
            .help("write `)` where the list or the condition ends")
            .fix(TextRange::empty(end), ")");
    }
}

fn values_without_brackets(node: &SyntaxNode, report: &mut Report) {
    let values: Vec<SyntaxNode> = node.children().collect();
    let error = report
        .error(ErrorCode::MissingBrackets, node.text_range(), "the values of `one of` stand in brackets")
        .label("without brackets, `optional` or another attribute could be read as a value")
        .help("write for example `one of (lead, customer)`");
    if let (Some(first), Some(last)) = (values.first(), values.last()) {
        let place = TextRange::new(first.text_range().start(), last.text_range().end());
        let written: Vec<String> = values.iter().map(|it| it.text().to_string()).collect();
        error.fix(place, format!("({})", written.join(", ")));
    }
}

/// A comma with nothing after it.
fn holes(node: &SyntaxNode, report: &mut Report) {
    let solid: Vec<_> = node.children_with_tokens().filter(|it| !it.kind().is_trivia()).collect();
    for (place, comma) in solid.iter().enumerate().filter(|(_, it)| it.kind() == Kind::Comma) {
        let next = solid.get(place + 1).map(|it| it.kind());
        if matches!(next, None | Some(Kind::Comma | Kind::CloseParen)) {
            report
                .error(ErrorCode::EmptyPlace, comma.text_range(), "nothing follows this comma")
                .label("a value is missing after it")
                .help("delete the comma, or write what is missing")
                .fix(comma.text_range(), "");
        }
    }
}

fn unclosed_row(row: &SyntaxNode, report: &mut Report) {
    let end = usize::from(row.text_range().end());
    let last = own_tokens(row).last().map_or(row.text_range(), |it| it.text_range());
    report
        .error(
            ErrorCode::UnclosedRow,
            TextRange::new(last.start(), row.text_range().end()),
            "a row of a table ends with `|`",
        )
        .label("the last cell is not closed")
        .help("write `|` at the end of the row")
        .fix(range(end, end), " |");
}
