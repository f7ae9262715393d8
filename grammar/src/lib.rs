//! Charter's syntax: text to a lossless tree, always; tree to canonical text.

pub mod ast;
mod error;
mod kind;
mod parse;
mod tree;

pub use error::{ErrorCode, SyntaxError};
pub use kind::SyntaxKind;
pub use parse::{Parse, parse, parse_bytes};
pub use tree::{
    Charter, GreenNode, SyntaxElement, SyntaxNode, SyntaxNodePtr, SyntaxToken, TextRange, TextSize,
};
