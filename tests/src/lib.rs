//! The workspace's integration tests and the reference interpreter.
