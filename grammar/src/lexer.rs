//! Tokens of text that no rule of the grammar names: the gaps between its matches, and whole items that are none.

use crate::kind::SyntaxKind;
use crate::lines::{ends_line, line_end};

/// Cuts a text into tokens. Their lengths add up to the text's, and none is empty.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = (SyntaxKind, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (kind, length) = first_token(rest)?;
        let (token, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((kind, token))
    })
}

fn first_token(text: &str) -> Option<(SyntaxKind, usize)> {
    let first = text.chars().next()?;
    if let Some(length) = line_end(text) {
        return Some((SyntaxKind::Newline, length));
    }
    let token = match first {
        '#' => (SyntaxKind::Comment, run(text, |it| !ends_line(it))),
        _ if is_space(first) => (SyntaxKind::Whitespace, run(text, is_space)),
        _ if is_word(first) => word_or_number(text, first),
        '"' | '“' | '”' | '„' => (SyntaxKind::Text, quoted(text, &['"', '“', '”'])),
        '\'' | '‘' | '’' => (SyntaxKind::Text, quoted(text, &['\'', '‘', '’'])),
        _ => sign(text, first),
    };
    Some(token)
}

fn word_or_number(text: &str, first: char) -> (SyntaxKind, usize) {
    let kind = if first.is_ascii_digit() { SyntaxKind::Number } else { SyntaxKind::Word };
    (kind, run(text, is_word))
}

fn sign(text: &str, first: char) -> (SyntaxKind, usize) {
    let double =
        [("=>", SyntaxKind::Arrow), ("<=", SyntaxKind::LessOrEqual), (">=", SyntaxKind::GreaterOrEqual)];
    if let Some((sign, kind)) = double.into_iter().find(|(sign, _)| text.starts_with(sign)) {
        return (kind, sign.len());
    }
    let kind = match first {
        ':' => SyntaxKind::Colon,
        ',' => SyntaxKind::Comma,
        '.' => SyntaxKind::Dot,
        '(' => SyntaxKind::OpenParen,
        ')' => SyntaxKind::CloseParen,
        '|' => SyntaxKind::Bar,
        '=' => SyntaxKind::Equals,
        '<' => SyntaxKind::Less,
        '>' => SyntaxKind::Greater,
        '+' => SyntaxKind::Plus,
        '-' => SyntaxKind::Minus,
        '*' => SyntaxKind::Star,
        '%' => SyntaxKind::Percent,
        _ => SyntaxKind::Unexpected,
    };
    (kind, first.len_utf8())
}

/// The length of the longest start of the text that is made of such characters.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|it| !belongs(it)).unwrap_or(text.len())
}

/// The length of a quoted text, as the grammar's `text` reads it: up to its closing quote or the end of the line.
fn quoted(text: &str, closing: &[char]) -> usize {
    let escapes = text.starts_with('"');
    let closing = if escapes { closing.get(..1).unwrap_or(closing) } else { closing };
    let mut escaped = false;
    for (place, character) in text.char_indices().skip(1) {
        match character {
            _ if ends_line(character) => return place,
            '"' | '\\' if escaped => escaped = false,
            '\\' if escapes => escaped = true,
            _ if closing.contains(&character) => return place + character.len_utf8(),
            _ => escaped = false,
        }
    }
    text.len()
}

/// Whether a character can be part of a word.
pub(crate) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Spaces, and what is typed or pasted for them: the grammar's `space`.
pub(crate) fn is_space(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\u{A0}' | '\u{2000}'..='\u{200F}' | '\u{202A}'..='\u{202F}' | '\u{205F}'..='\u{2069}'
            | '\u{FEFF}' | '\u{3000}' | '\u{1680}' | '\u{180E}' | '\u{AD}' | '\u{61C}' | '\u{B}' | '\u{C}' | '\0'
    )
}
