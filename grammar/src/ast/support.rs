//! How the wrappers are declared, and how they find their parts.

use crate::kind::SyntaxKind;
use crate::tree::{SyntaxNode, SyntaxToken};

/// Declares the wrapper of one kind of node; the two share their name.
macro_rules! node {
    ($(#[$doc:meta])* $Name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $Name(pub(crate) $crate::tree::SyntaxNode);

        impl rowan::ast::AstNode for $Name {
            type Language = $crate::tree::Charter;

            fn can_cast(kind: $crate::kind::SyntaxKind) -> bool {
                kind == $crate::kind::SyntaxKind::$Name
            }

            fn cast(node: $crate::tree::SyntaxNode) -> Option<Self> {
                Self::can_cast(node.kind()).then_some(Self(node))
            }

            fn syntax(&self) -> &$crate::tree::SyntaxNode {
                &self.0
            }
        }
    };
}

/// Declares an enum over several kinds of node.
macro_rules! nodes {
    ($(#[$doc:meta])* $Name:ident { $($(#[$variant_doc:meta])* $Variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $Name { $($(#[$variant_doc])* $Variant($Variant)),* }

        impl rowan::ast::AstNode for $Name {
            type Language = $crate::tree::Charter;

            fn can_cast(kind: $crate::kind::SyntaxKind) -> bool {
                matches!(kind, $($crate::kind::SyntaxKind::$Variant)|*)
            }

            fn cast(node: $crate::tree::SyntaxNode) -> Option<Self> {
                match node.kind() {
                    $($crate::kind::SyntaxKind::$Variant => Some(Self::$Variant($Variant(node))),)*
                    _ => None,
                }
            }

            fn syntax(&self) -> &$crate::tree::SyntaxNode {
                match self { $(Self::$Variant(it) => it.syntax()),* }
            }
        }
    };
}

pub(crate) use rowan::ast::support::{child, children, token};
pub(crate) use {node, nodes};

/// The first token of this node that is the keyword `word`.
pub(crate) fn keyword(node: &SyntaxNode, word: &str) -> Option<SyntaxToken> {
    keywords(node).find(|token| token.text() == word)
}

/// The keywords that stand directly in this node.
pub(crate) fn keywords(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(|it| it.into_token()).filter(|it| it.kind() == SyntaxKind::Keyword)
}

/// Whether the keyword `word` stands directly in this node.
pub(crate) fn has_keyword(node: &SyntaxNode, word: &str) -> bool {
    keyword(node, word).is_some()
}

/// The child number `index` of this type, counted from zero.
pub(crate) fn nth<N: rowan::ast::AstNode<Language = crate::tree::Charter>>(
    node: &SyntaxNode,
    index: usize,
) -> Option<N> {
    children(node).nth(index)
}
