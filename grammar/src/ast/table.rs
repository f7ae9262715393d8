//! Tables that people read, and named figures and tests.

use super::support::{child, children, has_keyword, node, nodes};
use super::{
    AstChildren, CompareOp, EventQuery, Expr, HasName, HasTitle, NameRef, OnceThereAre, Path, PerKeys, Value,
};
use rowan::ast::AstNode;

node! {
    /// `table largest_discount by segment of Account, Opportunity.stage` and its rows
    Table
}

impl HasName for Table {}

impl Table {
    /// What it is looked up by: one to three.
    pub fn keys(&self) -> AstChildren<TableKey> {
        children(self.syntax())
    }

    /// The rows. In a table of two or three keys, the first one names the columns.
    pub fn rows(&self) -> AstChildren<TableRow> {
        children(self.syntax())
    }
}

nodes! {
    /// One fact that a table is looked up by.
    TableKey {
        /// `segment of Account`
        SegmentKey,
        /// `Opportunity.stage`
        Path,
    }
}

node! {
    /// `segment of Account`
    SegmentKey
}

impl SegmentKey {
    /// `Account`
    pub fn object(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `| enterprise | 10% | 20% | 0% |`
    TableRow
}

impl TableRow {
    /// What stands between the bars, empty cells too.
    pub fn cells(&self) -> AstChildren<TableCell> {
        children(self.syntax())
    }
}

node! {
    /// What stands between two bars: nothing, `otherwise`, a value, a list of values in brackets, or a bound such as `< 10_000`.
    TableCell
}

impl TableCell {
    /// Whether it is the word `otherwise`.
    pub fn is_otherwise(&self) -> bool {
        has_keyword(self.syntax(), "otherwise")
    }

    /// `<` in `< 10_000`.
    pub fn op(&self) -> Option<CompareOp> {
        child(self.syntax())
    }

    /// The value, or the list of them in brackets; the first of several with commas between.
    pub fn value(&self) -> Option<Value> {
        child(self.syntax())
    }

    /// The values, where several stand with commas between: `proposal, lost`.
    pub fn values(&self) -> AstChildren<Value> {
        children(self.syntax())
    }

    /// Whether nothing is written in it.
    pub fn is_blank(&self) -> bool {
        self.syntax().first_child_or_token().is_none()
    }
}

node! {
    /// `measure bounce_rate per contact.email.domain` and its figure
    Measure
}

impl HasName for Measure {}
impl HasTitle for Measure {}

impl Measure {
    /// `per contact.email.domain`
    pub fn per(&self) -> Option<PerKeys> {
        child(self.syntax())
    }

    /// The figure: mostly an [`EventQuery`], possibly arithmetic over several.
    pub fn figure(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// The figure, where it is one question to the ledger.
    pub fn query(&self) -> Option<EventQuery> {
        child(self.syntax())
    }

    /// `once there are 20`
    pub fn once_there_are(&self) -> Option<OnceThereAre> {
        child(self.syntax())
    }
}

node! {
    /// `condition quiet of Contact: no send_email to contact in 30 days`
    Condition
}

impl HasName for Condition {}

impl Condition {
    /// `Contact`: the object its bare paths start at, if it names one.
    pub fn object(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// The test.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}
