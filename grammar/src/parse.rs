//! From text to tree.

use crate::ast;
use crate::error::SyntaxError;
use crate::kind::SyntaxKind;
use crate::tree::{GreenNode, SyntaxNode};
use rowan::GreenNodeBuilder;

/// The tree of a text, and what is wrong with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    green: GreenNode,
    errors: Vec<SyntaxError>,
}

impl Parse {
    /// The tree without places: cheap to clone, to compare, and to keep between edits.
    pub fn green(&self) -> &GreenNode {
        &self.green
    }

    /// What is wrong with the text, in the order of the text.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The root of the tree.
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    /// The root, typed.
    pub fn file(&self) -> ast::File {
        ast::File(self.syntax())
    }
}

/// Parses a text. Never fails: the tree holds every byte, whatever they are.
pub fn parse(text: &str) -> Parse {
    let mut builder = GreenNodeBuilder::new();
    builder.start_node(rowan::SyntaxKind(SyntaxKind::File as u16));
    builder.token(rowan::SyntaxKind(SyntaxKind::Unexpected as u16), text);
    builder.finish_node();
    Parse { green: builder.finish(), errors: Vec::new() }
}

/// Parses bytes that should be UTF-8. Where they are not, the tree is that of the text with `U+FFFD` in their place, and there is an error.
pub fn parse_bytes(bytes: &[u8]) -> Parse {
    parse(&String::from_utf8_lossy(bytes))
}
