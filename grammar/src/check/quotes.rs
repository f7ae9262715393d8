//! Texts and patterns whose quotes are missing or of another kind.

use crate::error::ErrorCode;
use crate::kind::SyntaxKind;
use crate::report::{Report, range};
use crate::tree::SyntaxToken;

pub(super) fn check(token: &SyntaxToken, report: &mut Report) {
    match token.kind() {
        SyntaxKind::Text if !token.text().starts_with('"') => other_quotes(token, report),
        SyntaxKind::Text if !is_closed(token.text()) => unclosed(token, "\"", "text", "quote", report),
        SyntaxKind::Regex if token.text().len() < 2 || !token.text().ends_with('/') => {
            unclosed(token, "/", "pattern", "slash", report);
        }
        _ => {}
    }
}

fn other_quotes(token: &SyntaxToken, report: &mut Report) {
    let inner = token.text().trim_matches(['“', '”', '„', '"', '\'', '‘', '’']);
    report
        .error(ErrorCode::OtherQuotes, token.text_range(), "a text stands in straight double quotes")
        .label("these quotes are of another kind")
        .help(
            "word processors and chats turn straight quotes into these; write `\"` before and after the text",
        )
        .fix(token.text_range(), format!("\"{inner}\""));
}

fn unclosed(token: &SyntaxToken, close: &str, thing: &str, sign: &str, report: &mut Report) {
    let end = usize::from(token.text_range().end()) - (token.text().len() - token.text().trim_end().len());
    report
        .error(ErrorCode::UnclosedText, token.text_range(), format!("the {thing} does not end on its line"))
        .label(format!("it begins here, and its closing {sign} is missing"))
        .help(format!("write `{close}` where the {thing} ends"))
        .fix(range(end, end), close);
}

/// Whether a text that begins with a quote ends with one that is not escaped.
fn is_closed(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) else { return false };
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        let escapes =
            character == '\\' && characters.clone().next().is_none_or(|it| matches!(it, '"' | '\\'));
        if escapes && characters.next().is_none() {
            return false;
        }
    }
    true
}
