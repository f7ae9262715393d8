//! The workspace's integration tests and the reference interpreter.

#[path = "../reference/mod.rs"]
pub mod reference;
