//! Actions, and how clauses refer to them.

use super::support::{child, children, has_keyword, node, nth};
use super::{AstChildren, Field, HasName, NameRef};
use rowan::ast::AstNode;

node! {
    /// `action send_email on Contact` and what it takes, says, knows, writes
    Action
}

impl HasName for Action {}

impl Action {
    /// `Contact`, or two of a kind: `Contact as survivor, Contact as absorbed`.
    pub fn targets(&self) -> AstChildren<ActionTarget> {
        children(self.syntax())
    }

    /// Whether it says `cannot be undone`.
    pub fn cannot_be_undone(&self) -> bool {
        child::<CannotBeUndone>(self.syntax()).is_some()
    }

    /// The fields under `takes`: content, true by construction.
    pub fn takes(&self) -> impl Iterator<Item = Field> + use<> {
        children::<Takes>(self.syntax()).flat_map(|it| it.fields())
    }

    /// The fields under `says`: what the agent asserts.
    pub fn says(&self) -> impl Iterator<Item = Field> + use<> {
        children::<Says>(self.syntax()).flat_map(|it| it.fields())
    }

    /// The fields under `knows`: what the host computes.
    pub fn knows(&self) -> impl Iterator<Item = Field> + use<> {
        children::<Knows>(self.syntax()).flat_map(|it| it.fields())
    }

    /// The derived lines that stand directly in the action: `customer : User = order.user`.
    pub fn derived(&self) -> AstChildren<Field> {
        children(self.syntax())
    }

    /// `title` in `writes title`.
    pub fn writes(&self) -> impl Iterator<Item = NameRef> + use<> {
        children::<Writes>(self.syntax()).flat_map(|it| it.fields())
    }

    /// `send_email` in `leads to send_email`.
    pub fn leads_to(&self) -> impl Iterator<Item = ActionRef> + use<> {
        children::<LeadsTo>(self.syntax()).flat_map(|it| it.actions())
    }
}

node! {
    /// `Contact as survivor`
    ActionTarget
}

impl ActionTarget {
    /// `Contact`
    pub fn object(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

/// The name after `as` is what rules call this one of the two: `survivor`.
impl HasName for ActionTarget {}

node! {
    /// `cannot be undone`
    CannotBeUndone
}

node! {
    /// `takes` and its fields
    Takes
}

impl Takes {
    /// The fields below it.
    pub fn fields(&self) -> AstChildren<Field> {
        children(self.syntax())
    }
}

node! {
    /// `says` and its fields
    Says
}

impl Says {
    /// The fields below it.
    pub fn fields(&self) -> AstChildren<Field> {
        children(self.syntax())
    }
}

node! {
    /// `knows` and its fields
    Knows
}

impl Knows {
    /// The fields below it.
    pub fn fields(&self) -> AstChildren<Field> {
        children(self.syntax())
    }
}

node! {
    /// `writes title, seniority`
    Writes
}

impl Writes {
    /// `title`, `seniority`
    pub fn fields(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}

node! {
    /// `leads to send_email`
    LeadsTo
}

impl LeadsTo {
    /// `send_email`
    pub fn actions(&self) -> AstChildren<ActionRef> {
        children(self.syntax())
    }
}

node! {
    /// `send_email`, `update Contact: title`, `read Contact except legal_hold`
    ActionRef
}

impl ActionRef {
    /// `send_email` or `update`: an action's name, or one of the verbs that every object has.
    pub fn verb(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `Contact`
    pub fn object(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `: title, lifecycle` or `except legal_hold`
    pub fn field_names(&self) -> Option<FieldNames> {
        child(self.syntax())
    }
}

node! {
    /// `: title, lifecycle` or `except legal_hold`
    FieldNames
}

impl FieldNames {
    /// Whether it is `except …`: all fields but these.
    pub fn is_except(&self) -> bool {
        has_keyword(self.syntax(), "except")
    }

    /// The fields.
    pub fn names(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}
