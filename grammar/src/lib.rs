//! Charter's syntax: text to a lossless tree, always; tree to canonical text.

pub mod ast;
mod bounds;
mod build;
mod characters;
mod check;
mod cut;
mod error;
mod format;
mod header;
mod kind;
mod lexer;
mod lines;
mod nearest;
mod parse;
mod report;
mod rules;
mod shape;
mod tree;

pub use bounds::{MAX_DEPTH, MAX_FILE_BYTES};
pub use error::{ErrorCode, SyntaxError};
pub use format::format;
pub use kind::SyntaxKind;
pub use parse::{Parse, parse, parse_bytes};
pub use tree::{
    Charter, GreenNode, SyntaxElement, SyntaxNode, SyntaxNodePtr, SyntaxToken, TextRange, TextSize,
};
