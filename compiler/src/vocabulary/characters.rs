//! Characters that a reader does not see.

use crate::db::{Db, SourceFile, Span, parse};
use crate::diagnostics::{Diagnostic, Report};
use charter_grammar::{SyntaxKind, SyntaxNode, SyntaxToken, TextRange, TextSize};

/// What stands invisibly in the texts and comments of a file. Elsewhere the grammar has no place for it.
#[salsa::tracked(returns(deref))]
pub fn invisible(db: &dyn Db, file: SourceFile) -> Vec<Diagnostic> {
    let mut report = Report::new();
    let root = SyntaxNode::new_root(parse(db, file).value.clone());
    let tokens = root.descendants_with_tokens().filter_map(|it| it.into_token());
    for token in tokens.filter(|token| is_free_text(token.kind())) {
        for (at, character) in invisible_in(&token) {
            report.invisible_character(Span::in_file(file, at), character);
        }
    }
    report.into_diagnostics()
}

fn is_free_text(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::Text | SyntaxKind::Regex | SyntaxKind::Comment)
}

fn invisible_in(token: &SyntaxToken) -> Vec<(TextRange, char)> {
    let start = token.text_range().start();
    let found = token.text().char_indices().filter(|&(_, character)| is_invisible(character));
    let placed = found.filter_map(|(offset, character)| {
        let at = start + TextSize::try_from(offset).ok()?;
        Some((TextRange::at(at, TextSize::of(character)), character))
    });
    placed.collect()
}

/// Controls of the direction of writing, zero-width characters and the soft hyphen.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}
