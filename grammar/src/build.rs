//! Makes the lossless tree: the matches of the grammar become nodes and tokens, the text between them the rest.

use crate::kind::SyntaxKind;
use crate::lexer::tokens;
use crate::rules::Rule;
use crate::shape::{Shape, shape};
use pest::iterators::Pair;
use rowan::{GreenNode, GreenNodeBuilder};

/// Builds the tree of one text from its start to its end. Every byte before the cursor is in a token.
pub(crate) struct TreeBuilder<'t> {
    text: &'t str,
    cursor: usize,
    /// Where the item starts that the matches count from.
    base: usize,
    green: GreenNodeBuilder<'static>,
}

fn raw(kind: SyntaxKind) -> rowan::SyntaxKind {
    rowan::SyntaxKind(kind as u16)
}

impl<'t> TreeBuilder<'t> {
    /// Begins the tree of a whole file.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut green = GreenNodeBuilder::new();
        green.start_node(raw(SyntaxKind::File));
        Self { text, cursor: 0, base: 0, green }
    }

    /// Ends the tree.
    pub(crate) fn finish(mut self) -> GreenNode {
        self.loose(self.text.len());
        self.green.finish_node();
        self.green.finish()
    }

    /// The whole rest of the text as one token.
    pub(crate) fn single_token(&mut self) {
        self.token(SyntaxKind::Unexpected, self.text.len());
    }

    /// Loose tokens up to a place.
    pub(crate) fn loose(&mut self, end: usize) {
        for (kind, token) in tokens(self.gap(end)) {
            self.green.token(raw(kind), token);
        }
        self.cursor = self.cursor.max(end);
    }

    /// An item that was not parsed: a node of loose tokens.
    pub(crate) fn bad_item(&mut self, end: usize) {
        self.green.start_node(raw(SyntaxKind::BadItem));
        self.loose(end);
        self.green.finish_node();
    }

    /// An item whose matches count from `base`; what stands between the cursor and there goes into its node.
    pub(crate) fn item(&mut self, base: usize, end: usize, item: Pair<'_, Rule>) {
        self.base = base;
        if let Shape::Node(kind) = shape(item.as_rule()) {
            self.green.start_node(raw(kind));
            item.into_inner().for_each(|part| self.pair(part));
            self.loose(end);
            self.green.finish_node();
        }
    }

    fn pair(&mut self, pair: Pair<'_, Rule>) {
        let span = pair.as_span();
        let (start, end) = (self.base + span.start(), self.base + span.end());
        match shape(pair.as_rule()) {
            Shape::Layout => {}
            Shape::Parts | Shape::Tail(_) => pair.into_inner().for_each(|part| self.pair(part)),
            Shape::Token(kind) => {
                self.loose(start);
                self.token(kind, end);
            }
            Shape::Node(kind) => self.node(kind, start, end, pair),
            Shape::Level(kind) if pair.clone().into_inner().nth(1).is_some() => {
                self.node(kind, start, end, pair)
            }
            Shape::Level(_) => pair.into_inner().for_each(|part| self.pair(part)),
            Shape::Test => match tail_kind(&pair) {
                Some(kind) => self.node(kind, start, end, pair),
                None => pair.into_inner().for_each(|part| self.pair(part)),
            },
        }
    }

    fn node(&mut self, kind: SyntaxKind, start: usize, end: usize, pair: Pair<'_, Rule>) {
        self.loose(start);
        self.green.start_node(raw(kind));
        pair.into_inner().for_each(|part| self.pair(part));
        self.loose_but_space(end);
        self.green.finish_node();
    }

    /// Loose tokens up to a place, but for the space before it: a match includes the space after its last part, a node
    /// does not.
    fn loose_but_space(&mut self, end: usize) {
        let solid = tokens(self.gap(end)).scan(self.cursor, |place, (kind, token)| {
            *place += token.len();
            Some((kind, *place))
        });
        let last = solid.filter(|(kind, _)| !kind.is_trivia()).last();
        if let Some((_, place)) = last {
            self.loose(place);
        }
    }

    fn token(&mut self, kind: SyntaxKind, end: usize) {
        let token = self.gap(end);
        if !token.is_empty() {
            self.green.token(raw(kind), token);
        }
        self.cursor = self.cursor.max(end);
    }

    fn gap(&self, end: usize) -> &'t str {
        self.text.get(self.cursor..end).unwrap_or_default()
    }
}

/// The kind of node that a test is, if a tail follows its operand.
fn tail_kind(test: &Pair<'_, Rule>) -> Option<SyntaxKind> {
    match shape(test.clone().into_inner().nth(1)?.as_rule()) {
        Shape::Tail(kind) => Some(kind),
        Shape::Node(_) | Shape::Token(_) | Shape::Level(_) | Shape::Test | Shape::Parts | Shape::Layout => {
            None
        }
    }
}
