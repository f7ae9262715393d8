//! Every subcommand, driven as a process: what is typed, what comes out, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod build;
mod check;
mod decide;
mod diff;
mod examples;
mod explain;
mod explain_request;
mod fmt;
mod lsp;
mod matrix;
mod play;
mod process;
mod radius;
mod replay;
mod terminal;
