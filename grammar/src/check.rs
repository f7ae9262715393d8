//! Finds in the tree what the author has to mend.
//!
//! The grammar takes everything; so what is missing, left over or in the wrong place is found here, and worded here. A part that
//! has loose tokens in it is not searched for what is missing as well: one slip, one error.

mod brackets;
mod items;
mod left_over;
mod lines;
mod missing;
mod quotes;
mod sayings;
mod slips;
mod units;

use crate::kind::SyntaxKind;
use crate::report::Report;
use crate::tree::{SyntaxNode, SyntaxToken};

/// Reports all that is wrong with the syntax of a file.
pub(crate) fn file(root: &SyntaxNode, report: &mut Report) {
    for node in root.descendants().filter(|it| it.kind() != SyntaxKind::BadItem) {
        items::check(&node, report);
        lines::check(&node, report);
        slips::check(&node, report);
        units::check(&node, report);
        brackets::check(&node, report);
        left_over::check(&node, report);
        if !has_left_over(&node) {
            missing::check(&node, report);
        }
        own_tokens(&node).for_each(|token| quotes::check(&token, report));
    }
}

/// Whether loose tokens stand in a node, or right behind it: they have their own error, and are often what is missing.
fn has_left_over(node: &SyntaxNode) -> bool {
    let behind =
        node.next_sibling().is_some_and(|it| it.kind() == SyntaxKind::BadTokens && same_line(node, &it));
    behind || node.children().any(|it| it.kind() == SyntaxKind::BadTokens)
}

fn same_line(node: &SyntaxNode, next: &SyntaxNode) -> bool {
    let between = node.siblings_with_tokens(rowan::Direction::Next).skip(1);
    between.take_while(|it| it.as_node() != Some(next)).all(|it| it.kind() != SyntaxKind::Newline)
}

/// The tokens that stand directly in a node.
fn own_tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(|it| it.into_token())
}

/// The first own token of a kind.
fn own_token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    own_tokens(node).find(|it| it.kind() == kind)
}

/// The first token of a node that is no space.
fn first_solid(node: &SyntaxNode) -> Option<SyntaxToken> {
    node.descendants_with_tokens().filter_map(|it| it.into_token()).find(|it| !it.kind().is_trivia())
}

/// The last token before this one that is no space.
fn solid_before(token: &SyntaxToken) -> Option<SyntaxToken> {
    std::iter::successors(token.prev_token(), |it| it.prev_token()).find(|it| !it.kind().is_trivia())
}

/// The first token after a node that is no space and on the same line.
fn solid_after(node: &SyntaxNode) -> Option<SyntaxToken> {
    let after = node.last_token()?.next_token();
    std::iter::successors(after, |it| it.next_token())
        .take_while(|it| it.kind() != SyntaxKind::Newline)
        .find(|it| !it.kind().is_trivia())
}
