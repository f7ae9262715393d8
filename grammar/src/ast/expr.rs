//! Conditions and operands: one family, since a yes/no path is both.

use super::support::{child, children, has_keyword, node, nodes, nth, token};
use super::{
    AstChildren, DateLiteral, DurationLiteral, EventQuery, EventWhere, HasName, InZone, InstantLiteral,
    MoneyLiteral, NameRef, NumberLiteral, Path, PercentLiteral, RegexLiteral, TextLiteral, Value, ValueList,
    Window, YesNoLiteral,
};
use crate::kind::SyntaxKind;
use rowan::ast::AstNode;

nodes! {
    /// A condition or an operand. `and` binds tighter than `or`; arithmetic tighter than comparison. There is no node for a
    /// level with a single part: `a` alone is its path.
    Expr {
        /// `a or b or c`
        OrExpr,
        /// `a and b and c`
        AndExpr,
        /// `not a`
        NotExpr,
        /// `( … )`
        ParenExpr,
        /// `a is b`, `a < b`
        Comparison,
        /// `seniority is vp or above`
        RankTest,
        /// `industry is in regulated_industries`
        MemberTest,
        /// `title is given`
        StateTest,
        /// `email is outside contact.account.domain`
        InsideTest,
        /// `created is older than 24 hours`
        AgeTest,
        /// `title comes from external`
        OriginTest,
        /// `subject contains "…"`
        TextTest,
        /// `every claim in request.claims: ( … )`
        Quantifier,
        /// `contact has replied`
        HasTest,
        /// `no send_email to contact.account ever`
        EventQuery,
        /// `count of x in request.lines where (…)`
        ListFigure,
        /// `a + b`
        SumExpr,
        /// `a * b`
        ProductExpr,
        /// `-a`
        NegativeExpr,
        /// `largest_discount(a, b)`
        Call,
        /// `contact.account.region`, or a bare word: a name, or a value of `one of`
        Path,
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
    }
}

node! {
    /// `a or b or c`, flat
    OrExpr
}

impl OrExpr {
    /// The parts.
    pub fn parts(&self) -> AstChildren<Expr> {
        children(self.syntax())
    }
}

node! {
    /// `a and b and c`, flat
    AndExpr
}

impl AndExpr {
    /// The parts.
    pub fn parts(&self) -> AstChildren<Expr> {
        children(self.syntax())
    }
}

node! {
    /// `not a`
    NotExpr
}

impl NotExpr {
    /// What is denied.
    pub fn inner(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `( … )`
    ParenExpr
}

impl ParenExpr {
    /// What is in the brackets.
    pub fn inner(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compare {
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

node! {
    /// `is`, `is not`, `<`, `<=`, `>`, `>=`
    CompareOp
}

impl CompareOp {
    /// Which comparison it is.
    pub fn kind(&self) -> Compare {
        let signs = [
            (SyntaxKind::Less, Compare::Less),
            (SyntaxKind::LessOrEqual, Compare::LessOrEqual),
            (SyntaxKind::Greater, Compare::Greater),
            (SyntaxKind::GreaterOrEqual, Compare::GreaterOrEqual),
        ];
        let sign = signs.into_iter().find(|(kind, _)| token(self.syntax(), *kind).is_some());
        let in_words = if has_keyword(self.syntax(), "not") { Compare::IsNot } else { Compare::Is };
        sign.map_or(in_words, |(_, compare)| compare)
    }
}

node! {
    /// `a is b`, `a is not b`, `a < b`
    Comparison
}

impl Comparison {
    /// The operand before the operator.
    pub fn left(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// The operator; one that was written `=` is read as `is`, with an error.
    pub fn op(&self) -> Option<CompareOp> {
        child(self.syntax())
    }

    /// The operand after the operator.
    pub fn right(&self) -> Option<Expr> {
        nth(self.syntax(), 1)
    }
}

/// The tests that can be turned round by `not`.
pub trait MaybeNegated: AstNode<Language = crate::tree::Charter> {
    /// Whether it is written with `not`: `is not in …`, `has not …`, `does not contain …`.
    fn is_negated(&self) -> bool {
        has_keyword(self.syntax(), "not")
    }
}

node! {
    /// `seniority is vp or above`, `seniority is manager or below`
    RankTest
}

impl MaybeNegated for RankTest {}

impl RankTest {
    /// `seniority`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// `vp`
    pub fn bound(&self) -> Option<Expr> {
        nth(self.syntax(), 1)
    }

    /// Whether it is `or above`; else `or below`.
    pub fn is_above(&self) -> bool {
        has_keyword(self.syntax(), "above")
    }
}

node! {
    /// `industry is in regulated_industries`, `region is not in (na, emea)`
    MemberTest
}

impl MaybeNegated for MemberTest {}

impl MemberTest {
    /// `industry`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// `regulated_industries`: the list or segment after `is in`.
    pub fn named(&self) -> Option<Path> {
        let subject = self.subject()?;
        children::<Path>(self.syntax()).find(|it| it.syntax() != subject.syntax())
    }

    /// `next_stages(opportunity.stage)`: the look-up after `is in`, whose cells are lists.
    pub fn looked_up(&self) -> Option<Call> {
        let subject = self.subject()?;
        children::<Call>(self.syntax()).find(|it| it.syntax() != subject.syntax())
    }

    /// `(na, emea)`: the values after `is in`.
    pub fn listed(&self) -> Option<ValueList> {
        child(self.syntax())
    }
}

/// What a [`StateTest`] asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// `is given`: known and not empty.
    Given,
    /// `is known`
    Known,
    /// `is empty`
    Empty,
}

node! {
    /// `title is given`, `is known`, `is empty`
    StateTest
}

impl MaybeNegated for StateTest {}

impl StateTest {
    /// `title`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// Which of the three it asks.
    pub fn state(&self) -> State {
        if has_keyword(self.syntax(), "known") {
            State::Known
        } else if has_keyword(self.syntax(), "empty") {
            State::Empty
        } else {
            State::Given
        }
    }
}

node! {
    /// `contact.email is outside contact.account.domain`, `now is inside office_hours in contact.zone`
    InsideTest
}

impl MaybeNegated for InsideTest {}

impl InsideTest {
    /// `contact.email`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// Whether it is `is outside`; else `is inside`.
    pub fn is_outside(&self) -> bool {
        has_keyword(self.syntax(), "outside")
    }

    /// `contact.account.domain`, a domain in quotes, a list or a calendar.
    pub fn place(&self) -> Option<Expr> {
        nth(self.syntax(), 1)
    }

    /// `in contact.zone`
    pub fn zone(&self) -> Option<InZone> {
        child(self.syntax())
    }
}

node! {
    /// `contact.created is older than 24 hours`
    AgeTest
}

impl MaybeNegated for AgeTest {}

impl AgeTest {
    /// `contact.created`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// `24 hours`, or a path to a duration.
    pub fn age(&self) -> Option<Expr> {
        nth(self.syntax(), 1)
    }

    /// `office_hours` in `older than 2 working days of office_hours`.
    pub fn calendar(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `contact.title comes from external`
    OriginTest
}

impl MaybeNegated for OriginTest {}

impl OriginTest {
    /// `contact.title`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// `external`
    pub fn origin(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

/// What a [`TextTest`] asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextOp {
    /// `contains`, of a text (whole words) or a list
    Contains,
    /// `starts with`
    StartsWith,
    /// `ends with`
    EndsWith,
    /// `matches /…/`
    Matches,
}

node! {
    /// `subject contains "invoice"`, `subject does not start with "Re:"`, `title matches /…/`
    TextTest
}

impl MaybeNegated for TextTest {}

impl TextTest {
    /// `subject`
    pub fn subject(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// Which test it is.
    pub fn op(&self) -> TextOp {
        let has = |words: [&str; 2]| words.iter().any(|word| has_keyword(self.syntax(), word));
        if has(["starts", "start"]) {
            TextOp::StartsWith
        } else if has(["ends", "end"]) {
            TextOp::EndsWith
        } else if has(["matches", "match"]) {
            TextOp::Matches
        } else {
            TextOp::Contains
        }
    }

    /// `"invoice"`: a text, a path, a list.
    pub fn argument(&self) -> Option<Expr> {
        nth(self.syntax(), 1)
    }

    /// `("invoice", "contract")`: several texts, any of which is enough.
    pub fn listed(&self) -> Option<ValueList> {
        child(self.syntax())
    }

    /// `/…/`
    pub fn regex(&self) -> Option<RegexLiteral> {
        child(self.syntax())
    }
}

/// How many elements have to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuantifierKind {
    /// `any`: at least one
    Any,
    /// `every`: all
    Every,
    /// `no`: none
    No,
}

node! {
    /// `every claim in request.claims: (claim.source is given)`
    Quantifier
}

/// The name of the element: `claim`.
impl HasName for Quantifier {}

impl Quantifier {
    /// Which of the three it is.
    pub fn kind(&self) -> QuantifierKind {
        if has_keyword(self.syntax(), "every") {
            QuantifierKind::Every
        } else if has_keyword(self.syntax(), "no") {
            QuantifierKind::No
        } else {
            QuantifierKind::Any
        }
    }

    /// `request.claims`
    pub fn list(&self) -> Option<Path> {
        child(self.syntax())
    }

    /// The test in brackets.
    pub fn test(&self) -> Option<ParenExpr> {
        child(self.syntax())
    }
}

node! {
    /// `contact has replied, except where its.automatic`
    HasTest
}

impl MaybeNegated for HasTest {}

impl HasTest {
    /// `contact`
    pub fn subject(&self) -> Option<Path> {
        child(self.syntax())
    }

    /// `replied`
    pub fn signal(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `in 7 days`; without one, since its last release.
    pub fn window(&self) -> Option<Window> {
        child(self.syntax())
    }

    /// `where its.kind is hard`: only such events count.
    pub fn filter(&self) -> Option<EventWhere> {
        child(self.syntax())
    }

    /// `except where its.automatic`: such events do not count.
    pub fn except_where(&self) -> Option<ExceptWhere> {
        child(self.syntax())
    }
}

node! {
    /// `, except where its.automatic`
    ExceptWhere
}

impl ExceptWhere {
    /// `its.automatic`: one test, or several in brackets.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

/// What a [`ListFigure`] computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListFigureKind {
    /// `count of x in L where (…)`
    Count,
    /// `sum of x.amount for x in L where (…)`
    Sum,
}

node! {
    /// `count of line in request.lines where (line.amount > 5)`, `sum of line.amount for line in request.lines`
    ListFigure
}

/// The name of the element: `line`.
impl HasName for ListFigure {}

impl ListFigure {
    /// Whether it counts or adds up.
    pub fn kind(&self) -> ListFigureKind {
        if has_keyword(self.syntax(), "sum") { ListFigureKind::Sum } else { ListFigureKind::Count }
    }

    /// `line.amount`: what is added up.
    pub fn summed(&self) -> Option<Path> {
        match self.kind() {
            ListFigureKind::Sum => child(self.syntax()),
            ListFigureKind::Count => None,
        }
    }

    /// `request.lines`
    pub fn list(&self) -> Option<Path> {
        match self.kind() {
            ListFigureKind::Sum => nth(self.syntax(), 1),
            ListFigureKind::Count => child(self.syntax()),
        }
    }

    /// The test in brackets after `where`.
    pub fn test(&self) -> Option<ParenExpr> {
        child(self.syntax())
    }
}

node! {
    /// `a + b - c`, flat, from left to right
    SumExpr
}

/// The sign before a part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Added.
    Plus,
    /// Taken away.
    Minus,
}

impl SumExpr {
    /// The parts, each with the sign before it; the first one is added.
    pub fn parts(&self) -> impl Iterator<Item = (Sign, Expr)> + use<> {
        let mut sign = Sign::Plus;
        self.syntax().children_with_tokens().filter_map(move |element| {
            match element.kind() {
                SyntaxKind::Plus => sign = Sign::Plus,
                SyntaxKind::Minus => sign = Sign::Minus,
                _ => {}
            }
            element.into_node().and_then(Expr::cast).map(|part| (sign, part))
        })
    }
}

node! {
    /// `a * b`, flat
    ProductExpr
}

impl ProductExpr {
    /// The factors.
    pub fn factors(&self) -> AstChildren<Expr> {
        children(self.syntax())
    }
}

node! {
    /// `-a`, where `a` is no number written out
    NegativeExpr
}

impl NegativeExpr {
    /// What is negated.
    pub fn inner(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `largest_discount(opportunity.account, opportunity.stage)`
    Call
}

impl Call {
    /// `largest_discount`
    pub fn callee(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// The arguments.
    pub fn arguments(&self) -> AstChildren<Expr> {
        children(self.syntax())
    }
}

impl Expr {
    /// The value that it is, if it is one written out or a bare path.
    pub fn as_value(&self) -> Option<Value> {
        Value::cast(self.syntax().clone())
    }
}
