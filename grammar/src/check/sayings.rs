//! What people say in other words than the language: `in (a, b)` without `is`, `is less than`, `50% of`, `/ 2`.

use super::solid_before;
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::report::{Report, range};
use crate::tree::{SyntaxNode, SyntaxToken, TextRange};

/// Something said in other words, what the language says for it, and the edit where there is just one.
pub(super) struct Saying {
    place: TextRange,
    said: String,
    help: String,
    fix: Option<(TextRange, String)>,
}

pub(super) fn report(saying: Saying, report: &mut Report) {
    let error = report
        .error(ErrorCode::UnexpectedWords, saying.place, format!("`{}` is not said like this", saying.said))
        .label("this is said in other words")
        .help(saying.help);
    if let Some((place, text)) = saying.fix {
        error.fix(place, text);
    }
}

/// What loose tokens say in other words, where that is known.
pub(super) fn left_over(junk: &SyntaxNode, first: &SyntaxToken) -> Option<Saying> {
    let before = solid_before(first)?;
    let place = range(usize::from(first.text_range().start()), usize::from(junk.text_range().end()));
    let said = |help: String, fix: Option<(TextRange, String)>| {
        let said = if fix.is_some() { first.text().to_owned() } else { junk.text().to_string() };
        Some(Saying { place, said: said.trim().to_owned(), help, fix })
    };
    let subject = || subject_before(junk);
    match (before.text(), first.text()) {
        // `order.status in (pending, paid)`, `request.starts outside office_hours`
        (_, "in" | "inside" | "outside") if ends_operand(&before) => {
            let is = format!("is {}", first.text());
            said(format!("write `{is}`"), Some((first.text_range(), is)))
        }
        // `is firm or is strict`
        ("or", "is") => {
            let subject = subject()?;
            said(
                format!(
                    "write several values as one list, `{subject} is in (…, …)`, or say again of what: `or {subject} is …`"
                ),
                None,
            )
        }
        ("and", "is") => said(format!("say again of what: `and {} is …`", subject()?), None),
        // `approval from the owner`
        ("the", _) if is_in(junk, Kind::ApprovalStep) => {
            let article =
                range(usize::from(before.text_range().start()), usize::from(first.text_range().start()));
            said("leave `the` out".to_owned(), Some((article, String::new())))
        }
        // `is less than 5`, `is at least 5`: the first word has been read as a value.
        ("less" | "fewer" | "smaller" | "lower", "than") => compared(junk, &before, first, "<"),
        ("more" | "greater" | "higher" | "larger" | "bigger", "than") => compared(junk, &before, first, ">"),
        ("at", "least") => compared(junk, &before, first, ">="),
        ("at", "most") => compared(junk, &before, first, "<="),
        ("between", _) => {
            let subject = subject()?;
            said(format!("write both ends: `{subject} >= … and {subject} <= …`"), None)
        }
        ("neither", _) => said(format!("write `{} is not in (…, …)`", subject()?), None),
        // `50% of order.total`
        ("%", "of") => said(
            "write `*` for `of`: `50% * order.total`".to_owned(),
            Some((first.text_range(), "*".to_owned())),
        ),
        (_, "/") if ends_operand(&before) || before.kind() == Kind::Number => said(
            "nothing is divided: multiply by a share, `50% * order.total`, or multiply the other side"
                .to_owned(),
            None,
        ),
        // `count of request.items`
        (_, ".") if is_in(junk, Kind::EventQuery) => {
            said("to count the elements of a list, write `count of item in request.items`".to_owned(), None)
        }
        // `may ship when order.paid`
        (_, "when" | "if") if is_in(junk, Kind::MayClause) => {
            let help = "a scope says on a line of its own what it is narrowed to: `where` and the condition";
            said(help.to_owned(), None)
        }
        _ => None,
    }
}

/// `is less than`, with the sign that is meant.
fn compared(junk: &SyntaxNode, word: &SyntaxToken, last: &SyntaxToken, sign: &str) -> Option<Saying> {
    let is = solid_before(word).filter(|it| it.text() == "is")?;
    let place = TextRange::new(is.text_range().start(), last.text_range().end());
    let said = format!("is {} {}", word.text(), last.text());
    let whole = TextRange::new(place.start(), junk.text_range().end());
    Some(Saying { place: whole, said, help: format!("write `{sign}`"), fix: Some((place, sign.to_owned())) })
}

/// Whether a token may end a path or a value.
fn ends_operand(token: &SyntaxToken) -> bool {
    matches!(token.kind(), Kind::Word | Kind::CloseParen)
}

fn is_in(junk: &SyntaxNode, kind: Kind) -> bool {
    let before = junk.prev_sibling();
    let around = junk.ancestors().any(|it| it.kind() == kind);
    let inside = before.into_iter().flat_map(|it| it.descendants()).any(|it| it.kind() == kind);
    around || inside
}

/// The text of what the last test before loose tokens asks about.
fn subject_before(junk: &SyntaxNode) -> Option<String> {
    let before = junk.prev_sibling()?;
    let is_test = |it: &SyntaxNode| {
        matches!(
            it.kind(),
            Kind::Comparison | Kind::MemberTest | Kind::RankTest | Kind::StateTest | Kind::TextTest
        )
    };
    let test = before.descendants().filter(is_test).last()?;
    Some(test.children().next()?.text().to_string().trim().to_owned())
}
