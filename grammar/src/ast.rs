//! The typed tree: one wrapper per kind of node, whose methods find its parts.
//!
//! Nothing here can fail: a part that the author has not written yet is `None`, or missing from the iterator.

mod action;
mod clause;
mod common;
mod event;
mod expr;
mod guarantee;
mod item;
mod literal;
mod outcome;
mod rule;
mod scenario;
mod support;
mod table;
mod types;
mod vocabulary;

pub use self::{
    action::*, clause::*, common::*, event::*, expr::*, guarantee::*, item::*, literal::*, outcome::*,
    rule::*, scenario::*, table::*, types::*, vocabulary::*,
};
pub use rowan::ast::AstNode;

/// The children of a node that are of one type.
pub type AstChildren<N> = rowan::ast::AstChildren<N>;
