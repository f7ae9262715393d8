//! The database: what the compiler is asked from, and what remembers the answers.
//!
//! Inputs are values that come from the edge; everything else is a query, computed when asked for and again only when
//! something that it read has changed. A query returns its value and its diagnostics together.

mod anchor;
mod database;
mod inputs;
mod items;
mod kind;
mod lines;

pub use anchor::{Location, Span};
pub use database::{Database, Db};
pub use inputs::{Project, SourceFile};
pub(crate) use items::trimmed;
pub use items::{ItemId, file_items, item_start, item_syntax, item_tree, parse};
pub use kind::ItemKind;
pub use lines::{LineColumn, line_span, line_starts};

#[cfg(test)]
mod tests;
