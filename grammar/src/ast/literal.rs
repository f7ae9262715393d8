//! Values written out.

use super::common::unquote;
use super::support::{has_keyword, keywords, node, nodes, token};
use super::{Call, Path, RecordValue, ValueList};
use crate::kind::SyntaxKind;
use crate::tree::{SyntaxNode, SyntaxToken};
use rowan::ast::AstNode;

nodes! {
    /// A value in a list, a cell, or after a field's name in a scenario.
    Value {
        /// `1_000`
        NumberLiteral,
        /// `10%`
        PercentLiteral,
        /// `1_000_000 USD`
        MoneyLiteral,
        /// `"…"`
        TextLiteral,
        /// `7 days`
        DurationLiteral,
        /// `2026-03-02`
        DateLiteral,
        /// `2026-03-02 09:00`
        InstantLiteral,
        /// `yes`, `no`
        YesNoLiteral,
        /// A bare word: a value of `one of`, the name of a record, `none`, `empty`, `unknown`
        Path,
        /// `largest_discount(a, b)`
        Call,
        /// `(a, b)`
        ValueList,
        /// `(text "…", source "…")`
        RecordValue,
    }
}

/// The amount as written, without the underscores.
fn digits(node: &SyntaxNode) -> String {
    let number = token(node, SyntaxKind::Number).map(|it| it.text().replace('_', "")).unwrap_or_default();
    if token(node, SyntaxKind::Minus).is_some() { format!("-{number}") } else { number }
}

node! {
    /// `1_000`, `-0.5`
    NumberLiteral
}

impl NumberLiteral {
    /// The digits without underscores, with their sign and decimal point: `1000`.
    pub fn digits(&self) -> String {
        digits(self.syntax())
    }
}

node! {
    /// `10%`
    PercentLiteral
}

impl PercentLiteral {
    /// The digits before the sign: `10`.
    pub fn digits(&self) -> String {
        digits(self.syntax())
    }
}

node! {
    /// `1_000_000 USD`
    MoneyLiteral
}

impl MoneyLiteral {
    /// The digits without underscores: `1000000`.
    pub fn digits(&self) -> String {
        digits(self.syntax())
    }

    /// `USD`
    pub fn currency(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Currency)
    }
}

node! {
    /// `"banking"`
    TextLiteral
}

impl TextLiteral {
    /// The text with its quotes.
    pub fn token(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Text)
    }

    /// The text without its quotes.
    pub fn value(&self) -> String {
        self.token().map(|it| unquote(it.text())).unwrap_or_default()
    }
}

/// The unit of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DurationUnit {
    /// `second`, `seconds`
    Second,
    /// `minute`, `minutes`
    Minute,
    /// `hour`, `hours`
    Hour,
    /// `day`, `days`
    Day,
    /// `week`, `weeks`
    Week,
    /// `month`, `months`
    Month,
    /// `year`, `years`
    Year,
}

impl DurationUnit {
    /// The unit that a word names, in the singular or the plural.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.strip_suffix('s').unwrap_or(word) {
            "second" => Some(Self::Second),
            "minute" => Some(Self::Minute),
            "hour" => Some(Self::Hour),
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }
}

node! {
    /// `7 days`, `1 working day`
    DurationLiteral
}

impl DurationLiteral {
    /// The digits: `7`.
    pub fn digits(&self) -> String {
        digits(self.syntax())
    }

    /// `days`
    pub fn unit(&self) -> Option<DurationUnit> {
        keywords(self.syntax()).find_map(|it| DurationUnit::from_word(it.text()))
    }

    /// Whether it counts `working` days or hours, of the calendar that its sentence names.
    pub fn is_working(&self) -> bool {
        has_keyword(self.syntax(), "working")
    }
}

node! {
    /// `2026-03-02`
    DateLiteral
}

impl DateLiteral {
    /// `2026-03-02`: the form is checked, whether there is such a day is not.
    pub fn date(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Date)
    }
}

node! {
    /// `2026-03-02 09:00`
    InstantLiteral
}

impl InstantLiteral {
    /// `2026-03-02`
    pub fn date(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Date)
    }

    /// `09:00`
    pub fn time(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Time)
    }
}

node! {
    /// `yes`, `no`
    YesNoLiteral
}

impl YesNoLiteral {
    /// Whether it is `yes`.
    pub fn is_yes(&self) -> bool {
        has_keyword(self.syntax(), "yes")
    }
}

node! {
    /// `/…/`
    RegexLiteral
}

impl RegexLiteral {
    /// The pattern between the slashes, with `\/` read as `/`.
    pub fn pattern(&self) -> String {
        let text = token(self.syntax(), SyntaxKind::Regex).map(|it| it.text().to_owned()).unwrap_or_default();
        text.trim_start_matches('/').trim_end_matches('/').replace("\\/", "/")
    }
}
