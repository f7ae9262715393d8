//! Lengths of time without a unit, and amounts as people say them.

use super::{first_solid, solid_after};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::nearest::nearest;
use crate::report::Report;
use crate::tree::{SyntaxNode, TextRange};

const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];

pub(super) fn check(node: &SyntaxNode, report: &mut Report) {
    if let Some(number) = number_without_unit(node) {
        missing_unit(&number, report);
    }
    if node.kind() == Kind::BadTokens
        && let Some((amount, meant)) = spoken_amount(node)
    {
        report
            .error(
                ErrorCode::SpokenAmount,
                amount,
                "an amount is written in full, with its currency after it",
            )
            .label("this is how people say it")
            .help(format!("write `{meant}`"))
            .fix(amount, meant);
    }
}

/// The number in a node where a length of time belongs.
pub(super) fn number_without_unit(node: &SyntaxNode) -> Option<SyntaxNode> {
    let counts = || super::own_tokens(node).any(|it| it.text() == "last" || it.text() == "among");
    let is_length = match node.kind() {
        Kind::Within | Kind::ForTimeClause | Kind::AfterLine => true,
        Kind::Window => !counts(),
        _ => false,
    };
    let number = || match node.kind() {
        Kind::AgeTest => node.children().nth(1),
        _ => node.children().next(),
    };
    let number = (is_length || node.kind() == Kind::AgeTest).then(number).flatten();
    number.filter(|it| it.kind() == Kind::NumberLiteral)
}

fn missing_unit(number: &SyntaxNode, report: &mut Report) {
    let written = number.text().to_string();
    let next = solid_after(number).filter(|it| it.kind() == Kind::Word);
    let near = next.as_ref().and_then(|it| nearest(it.text(), UNITS.into_iter()));
    let (place, unit) = match (&next, near) {
        (Some(next), Some(near)) => (next.text_range(), near.to_owned()),
        _ => (TextRange::empty(number.text_range().end()), " days".to_owned()),
    };
    report
        .error(
            ErrorCode::MissingUnit,
            number.text_range(),
            format!("`{written}` of what? A length of time has a unit"),
        )
        .label("hours, days, weeks?")
        .help(format!("write for example `{written} {}`", unit.trim_start()))
        .fix(place, unit);
}

/// `$10k`, `10k`, `€5`, `,000` after a number: where it is, and what was meant.
pub(super) fn spoken_amount(junk: &SyntaxNode) -> Option<(TextRange, String)> {
    let text = junk.text().to_string();
    let first = first_solid(junk)?;
    if text.starts_with(|it: char| it.is_ascii_digit() || "$€£¥".contains(it)) {
        let word = text.split([' ', '\t', '(', ')']).next().unwrap_or_default();
        let end = first.text_range().start() + rowan::TextSize::of(word);
        let meant = in_full(word).filter(|meant| meant != word)?;
        return Some((TextRange::new(first.text_range().start(), end), meant));
    }
    grouped_by_commas(junk, &text)
}

/// `1,000` was read as `1`, and `,000` was left over.
fn grouped_by_commas(junk: &SyntaxNode, text: &str) -> Option<(TextRange, String)> {
    let first = first_solid(junk)?;
    let number = first.prev_token().filter(|it| it.kind() == Kind::Number)?;
    let digits = text.strip_prefix(',')?.split(|it: char| !it.is_ascii_digit() && it != ',').next()?;
    if !digits.split(',').all(|group| group.len() == 3) {
        return None;
    }
    let end = first.text_range().start() + rowan::TextSize::of(',') + rowan::TextSize::of(digits);
    let meant = format!("{}_{}", number.text(), digits.replace(',', "_"));
    Some((TextRange::new(number.text_range().start(), end), meant))
}

/// `$10k` in full: `10_000 USD`.
fn in_full(spoken: &str) -> Option<String> {
    let signs = [("$", " USD"), ("€", " EUR"), ("£", " GBP"), ("¥", " JPY")];
    let sign = signs.into_iter().find(|(sign, _)| spoken.starts_with(sign));
    let number = sign.map_or(spoken, |(sign, _)| spoken.get(sign.len()..).unwrap_or_default());
    let currency = sign.map_or("", |(_, currency)| currency);
    let suffix = number.trim_start_matches(|it: char| it.is_ascii_digit() || matches!(it, '_' | ',' | '.'));
    let digits = number.strip_suffix(suffix).unwrap_or(number).replace([',', '_'], "");
    let zeros = match suffix.to_ascii_lowercase().as_str() {
        "" => 0,
        "k" => 3,
        "m" | "mio" | "mn" => 6,
        "b" | "bn" => 9,
        _ => return None,
    };
    Some(format!("{}{currency}", grouped(&shifted(&digits, zeros)?)))
}

/// A decimal number times a power of ten: `1.5` and three zeros are `1500`.
fn shifted(digits: &str, zeros: usize) -> Option<String> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if zeros == 0 && !part.is_empty() {
        return Some(digits.to_owned());
    }
    let missing = zeros.checked_sub(part.len())?;
    Some(format!("{whole}{part}{}", "0".repeat(missing)))
}

/// Underscores between groups of three digits.
fn grouped(digits: &str) -> String {
    let length = digits.find('.').unwrap_or(digits.len());
    let with_groups = digits.chars().enumerate().flat_map(|(place, digit)| {
        let begins_group = place > 0 && place < length && (length - place).is_multiple_of(3);
        begins_group.then_some('_').into_iter().chain([digit])
    });
    with_groups.collect()
}
