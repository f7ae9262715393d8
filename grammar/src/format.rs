//! The canonical text of a charter.
//!
//! Only space changes: the tokens of the formatted text are the tokens of the text. Lines stay the author's; their
//! indentation, the spaces between words, and the columns of fields, tables and expectations are set. An item with a syntax error
//! stays as it is, and so does the item above it: by its indentation is judged what belongs to which.

mod layout;
mod line;
mod spacing;

use crate::ast::AstNode;
use crate::error::ErrorCode;
use crate::kind::SyntaxKind;
use crate::parse::{Parse, parse};
use crate::tree::{SyntaxNode, TextRange};
use line::{Line, render};

/// The canonical text of a charter.
///
/// Formatting twice is formatting once. Comments are kept, and of blank lines at most one in a row.
///
/// ```
/// let text = "gate first\n on   send_email\n when no send_email to contact ever\n needs approval from sdr_manager";
/// assert_eq!(
///     charter_grammar::format(text),
///     "gate first\n  on send_email\n  when no send_email to contact ever\n  needs approval from sdr_manager\n",
/// );
/// ```
pub fn format(text: &str) -> String {
    let parse = parse(text);
    if parse.errors().iter().any(|it| it.code == ErrorCode::FileTooLarge) {
        return text.to_owned();
    }
    render(&file_lines(&parse))
}

fn file_lines(parse: &Parse) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut newlines = 0;
    let mut indented = false;
    let mut frozen = frozen_items(parse).into_iter().peekable();
    for element in parse.syntax().children_with_tokens() {
        match (element.kind(), element.as_node()) {
            (SyntaxKind::Newline, _) => {
                newlines += 1;
                indented = false;
                if newlines > 1 {
                    lines.push(Line::blank());
                }
                continue;
            }
            (SyntaxKind::Comment, _) => {
                // Blank lines at the beginning go, so a comment below them begins the file.
                let is_first = lines.iter().all(Line::is_blank);
                let indent = if indented && !is_first { layout::STEP } else { 0 };
                let comment = element.as_token().map(|it| it.text().to_owned()).unwrap_or_default();
                lines.push(Line::comment(indent, &comment));
            }
            (_, Some(item)) if frozen.next_if_eq(&item.text_range()).is_some() => {
                lines.push(Line::verbatim(item.text().to_string()));
            }
            (_, Some(item)) => lines.extend(layout::item_lines(item)),
            (_, None) => {
                indented = true;
                continue;
            }
        }
        newlines = 0;
    }
    lines
}

/// The items that stay as they are: those with errors, and each above one.
fn frozen_items(parse: &Parse) -> Vec<TextRange> {
    let errors: Vec<TextRange> =
        parse.errors().iter().filter(|it| !is_about_space(it.code)).map(|it| it.range).collect();
    let items: Vec<SyntaxNode> = parse.file().items().map(|it| it.syntax().clone()).collect();
    let mut first = 0;
    let broken: Vec<bool> = items
        .iter()
        .map(|item| {
            let range = item.text_range();
            first += errors
                .get(first..)
                .unwrap_or_default()
                .iter()
                .take_while(|it| it.end() < range.start())
                .count();
            let has_error = errors.get(first).is_some_and(|it| it.start() <= range.end());
            has_error || item.kind() == SyntaxKind::BadItem || layout::is_beyond_layout(item)
        })
        .collect();
    let next = broken.iter().skip(1).chain([&false]);
    let frozen = items.iter().zip(broken.iter().zip(next)).filter(|(_, (own, next))| **own || **next);
    frozen.map(|(item, _)| item.text_range()).collect()
}

/// Whether formatting mends an error.
fn is_about_space(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::StraySpace | ErrorCode::StrayLineEnd)
}
