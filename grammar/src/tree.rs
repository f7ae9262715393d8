//! The lossless tree, in rowan's types.

use crate::kind::SyntaxKind;

/// The language tag by which rowan's trees are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Charter {}

impl rowan::Language for Charter {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        SyntaxKind::from_raw(raw.0)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

/// A node of the tree, with its place in the file.
pub type SyntaxNode = rowan::SyntaxNode<Charter>;
/// A token of the tree, with its place in the file.
pub type SyntaxToken = rowan::SyntaxToken<Charter>;
/// A node or a token.
pub type SyntaxElement = rowan::SyntaxElement<Charter>;
/// What finds a node again in a tree of the same text.
pub type SyntaxNodePtr = rowan::ast::SyntaxNodePtr<Charter>;
pub use rowan::{GreenNode, TextRange, TextSize};
