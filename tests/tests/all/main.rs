//! What holds of the whole workspace. One binary, so that it is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod compare;
mod dependencies;
mod differential;
mod engine;
mod errors;
mod examples;
mod generate;
mod house;
mod laws;
mod meaning;
mod planted;
mod recovery;
mod shrink;
mod spec;
mod syntax;
