//! What stands between two tokens of one line.

use crate::kind::SyntaxKind as Kind;
use crate::tree::SyntaxToken;

/// The space between two neighbours: one, or none.
pub(super) fn between(left: &SyntaxToken, right: &SyntaxToken) -> &'static str {
    if clings_to_the_left(right) || clings_to_the_right(left) { "" } else { " " }
}

fn clings_to_the_left(token: &SyntaxToken) -> bool {
    match token.kind() {
        Kind::Comma | Kind::CloseParen | Kind::Dot | Kind::Colon | Kind::Percent => true,
        Kind::OpenParen => parent(token) == Some(Kind::Call),
        Kind::Minus => parent(token) == Some(Kind::CalendarHours),
        _ => false,
    }
}

fn clings_to_the_right(token: &SyntaxToken) -> bool {
    match token.kind() {
        Kind::OpenParen | Kind::Dot => true,
        Kind::Minus => parent(token) != Some(Kind::SumExpr),
        _ => false,
    }
}

fn parent(token: &SyntaxToken) -> Option<Kind> {
    token.parent().map(|it| it.kind())
}
