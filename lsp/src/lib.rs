//! Charter's language server.
//!
//! [`lines`] counts lines and columns as editors do. [`turns`] keeps the messages in the order in which they came in.

pub mod lines;
pub mod turns;
