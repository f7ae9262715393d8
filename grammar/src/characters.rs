//! Characters that authors do not see, or do not see as what they are.

use crate::error::ErrorCode;
use crate::kind::SyntaxKind;
use crate::report::{Report, range};
use crate::tree::{SyntaxNode, SyntaxToken};

/// Reports every such character of a tree. Most files have none, which one look at the text shows.
pub(crate) fn check(text: &str, root: &SyntaxNode, report: &mut Report) {
    if text.chars().all(is_ordinary) && !text.contains('\r') {
        return;
    }
    for token in root.descendants_with_tokens().filter_map(|it| it.into_token()) {
        check_token(&token, report);
    }
}

/// Whether a character can never be wrong.
fn is_ordinary(character: char) -> bool {
    matches!(character, ' '..='~' | '\n' | '\r') || character.is_alphanumeric()
}

fn check_token(token: &SyntaxToken, report: &mut Report) {
    let start = usize::from(token.text_range().start());
    match token.kind() {
        SyntaxKind::Newline => line_end(token, report),
        SyntaxKind::Whitespace => space(token.text(), start, report),
        // The joiners between the letters of some scripts, and within emoji, belong where people write sentences.
        SyntaxKind::Text | SyntaxKind::Comment => {
            hidden(token.text(), start, |it| is_hidden(it) && !matches!(it, '\u{200C}' | '\u{200D}'), report);
        }
        _ => hidden(token.text(), start, is_hidden, report),
    }
}

fn line_end(token: &SyntaxToken, report: &mut Report) {
    if !matches!(token.text(), "\n" | "\r\n") {
        report
            .error(
                ErrorCode::StrayLineEnd,
                token.text_range(),
                "a line ends with a character that is not shown as a line end everywhere",
            )
            .label("the line ends here")
            .help("put an ordinary line end in its place")
            .fix(token.text_range(), "\n");
    }
}

fn space(text: &str, start: usize, report: &mut Report) {
    hidden(text, start, |it| is_hidden(it) && !(it == '\u{FEFF}' && start == 0), report);
    for (from, run) in runs(text, is_stray_space) {
        let place = range(start + from, start + from + run.len());
        let name = if run.contains('\t') { "a tab" } else { "a space that is not the ordinary one" };
        let width = if run.contains('\t') { 2 } else { 1 };
        report
            .error(ErrorCode::StraySpace, place, format!("{name} stands here"))
            .label("it looks like spaces, and is none")
            .help("put ordinary spaces in its place; it often comes with text that is pasted")
            .fix(place, " ".repeat(width * run.chars().count()));
    }
}

fn hidden(text: &str, start: usize, is_bad: impl Fn(char) -> bool, report: &mut Report) {
    for (from, run) in runs(text, is_bad) {
        let place = range(start + from, start + from + run.len());
        let codes: Vec<String> = run.chars().take(4).map(|it| format!("U+{:04X}", u32::from(it))).collect();
        report
            .error(
                ErrorCode::HiddenCharacter,
                place,
                format!("a character that cannot be seen stands here: {}", codes.join(", ")),
            )
            .label("text around it may not be what it looks like")
            .help("delete it")
            .fix(place, "");
    }
}

/// The longest runs of such characters, with their places.
fn runs(text: &str, belongs: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut place = 0;
    std::iter::from_fn(move || {
        let rest = text.get(place..)?;
        let start = place + rest.find(&belongs)?;
        let run = text.get(start..)?;
        let length = run.find(|it| !belongs(it)).unwrap_or(run.len());
        place = start + length;
        Some((start, run.get(..length)?))
    })
}

fn is_stray_space(character: char) -> bool {
    matches!(
        character,
        '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{B}' | '\u{C}'
    )
}

/// Controls, zero-width characters, and those that turn the order of text round.
fn is_hidden(character: char) -> bool {
    let is_control =
        character.is_control() && !matches!(character, '\t' | '\u{B}' | '\u{C}' | '\n' | '\r' | '\u{85}');
    is_control
        || matches!(
            character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}
