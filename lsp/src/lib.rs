//! Charter's language server.
//!
//! [`ide`] answers questions about a project: a byte offset in, plain data out. [`session`] holds what is open in the
//! editor, and turns the editor's lines and columns into bytes and back, with [`lines`]. [`turns`] keeps the messages in the
//! order in which they came in. The protocol itself is spoken in `server` and `convert`, and nowhere else.

mod convert;
mod document;
pub mod ide;
pub mod lines;
mod server;
pub mod session;
pub mod turns;
mod workspace;

pub use server::{serve, serve_stdio};
pub use workspace::Disk;
