//! Items: what a file declares, each with an identity that outlives edits elsewhere.

#![expect(missing_docs, reason = "salsa's macro writes constructors that cannot be given documentation")]

use super::{Db, ItemKind, SourceFile, Span};
use crate::diagnostics::{Found, Report};
use charter_grammar::ast::{self, AstNode};
use charter_grammar::{GreenNode, SyntaxKind, SyntaxNode, TextRange, TextSize};
use indexmap::IndexMap;
use std::collections::HashMap;

/// One item of a file: what it is, its name, and which one of that kind and name in its file it is.
///
/// The identity does not change while other items come, go or change, and so the answers about it stay good. It is
/// kept for the life of the database.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct ItemId {
    /// The file.
    #[returns(copy)]
    pub file: SourceFile,
    /// What it is.
    #[returns(copy)]
    pub kind: ItemKind,
    /// Its name; empty where it has none.
    #[returns(deref)]
    pub name: String,
    /// How many items of that kind and name come before it in the file.
    #[returns(copy)]
    pub occurrence: u32,
}

/// The tree of a file, without a loss, whatever it says; and what is wrong with its syntax.
#[salsa::tracked]
pub fn parse(db: &dyn Db, file: SourceFile) -> Found<GreenNode> {
    let mut report = Report::new();
    let text = file.text(db);
    if let Some(place) = text.find(char::REPLACEMENT_CHARACTER) {
        let start = TextSize::try_from(place).unwrap_or_default();
        report.not_utf8(file, TextRange::at(start, TextSize::of(char::REPLACEMENT_CHARACTER)));
    }
    let parsed = charter_grammar::parse(text);
    for error in parsed.errors() {
        report.syntax(file, error);
    }
    report.with(parsed.green().clone())
}

/// An item's tree and where it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    tree: GreenNode,
    start: TextSize,
}

/// The items of a file in their order, each with its tree and place: the one query that every edit runs again.
#[salsa::tracked]
fn outline(db: &dyn Db, file: SourceFile) -> IndexMap<ItemId, Placed> {
    let mut seen = HashMap::new();
    let root = SyntaxNode::new_root(parse(db, file).value.clone());
    let items = ast::File::cast(root).into_iter().flat_map(|root| root.items());
    let placed = items.filter_map(|item| {
        let (kind, name) = identity(&item)?;
        let occurrence = seen.entry((kind, name.clone())).or_insert(0);
        let id = ItemId::new(db, file, kind, name, *occurrence);
        *occurrence += 1;
        let node = item.syntax();
        Some((id, Placed { tree: node.green().to_owned(), start: node.text_range().start() }))
    });
    placed.collect()
}

/// What an item is, and the name that it goes by: for what has no name, its sentence.
fn identity(item: &ast::Item) -> Option<(ItemKind, String)> {
    let kind = ItemKind::of(item)?;
    let name = item.name().map(|name| name.text());
    Some((kind, name.or_else(|| item.title().map(|title| title.value())).unwrap_or_default()))
}

/// The items of a file, in their order. The same as before as long as no item comes, goes or is renamed.
#[salsa::tracked(returns(deref))]
pub fn file_items(db: &dyn Db, file: SourceFile) -> Vec<ItemId> {
    outline(db, file).keys().copied().collect()
}

/// The tree of an item, counted from the item's start; `None` once the item is gone. The same as before as long as the
/// item's own text is the same.
#[salsa::tracked]
pub fn item_tree(db: &dyn Db, item: ItemId) -> Option<GreenNode> {
    outline(db, item.file(db)).get(&item).map(|placed| placed.tree.clone())
}

/// The item itself, typed; its nodes are counted from its start. `None` once the item is gone.
pub fn item_syntax(db: &dyn Db, item: ItemId) -> Option<ast::Item> {
    let tree = item_tree(db, item).clone()?;
    ast::Item::cast(SyntaxNode::new_root(tree))
}

/// Where an item starts in its file now.
#[salsa::tracked(returns(copy))]
pub fn item_start(db: &dyn Db, item: ItemId) -> TextSize {
    outline(db, item.file(db)).get(&item).map_or(TextSize::default(), |placed| placed.start)
}

impl ItemId {
    /// The place of a node of this item.
    pub fn span(self, db: &dyn Db, node: &impl AstNode<Language = charter_grammar::Charter>) -> Span {
        Span::in_item(db, self, trimmed(node.syntax()))
    }

    /// The place of the text in quotes in a node of this item; that of the node where it has none.
    pub fn span_of_text(self, db: &dyn Db, node: &impl AstNode<Language = charter_grammar::Charter>) -> Span {
        let tokens = node.syntax().children_with_tokens().filter_map(|it| it.into_token());
        let mut texts = tokens.filter(|token| token.kind() == SyntaxKind::Text);
        texts.next().map_or_else(|| self.span(db, node), |text| Span::in_item(db, self, text.text_range()))
    }
}

/// The range of a node without the space and comments around it.
pub(crate) fn trimmed(node: &SyntaxNode) -> TextRange {
    let tokens = || node.descendants_with_tokens().filter_map(|it| it.into_token());
    let telling = |token: &charter_grammar::SyntaxToken| !token.kind().is_trivia();
    let first = tokens().find(telling).map(|token| token.text_range());
    let last = tokens().filter(telling).last().map(|token| token.text_range());
    match (first, last) {
        (Some(first), Some(last)) => first.cover(last),
        _ => node.text_range(),
    }
}
