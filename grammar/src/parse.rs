//! From text to tree.

use crate::ast;
use crate::bounds::{MAX_FILE_BYTES, too_deep_at};
use crate::build::TreeBuilder;
use crate::cut::{Piece, cut};
use crate::error::SyntaxError;
use crate::header::ItemStart;
use crate::lexer::is_space;
use crate::report::Report;
use crate::rules::{Grammar, Rule};
use crate::tree::{GreenNode, SyntaxNode};
use crate::{characters, check};
use pest::Parser;
use pest::iterators::Pair;

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

/// Parses a text.
///
/// Never fails: the tree holds every byte, whatever they are, and its text is the text. Each item is one node, whose
/// green node is equal after any edit that touches only other items. Takes time linear in the text. A text longer than
/// [`MAX_FILE_BYTES`] is not parsed: it is one token, with one error.
///
/// ```
/// let parse = charter_grammar::parse("role revops\nteam emea_sdr\n");
/// assert!(parse.errors().is_empty());
/// assert_eq!(parse.file().items().count(), 2);
/// ```
pub fn parse(text: &str) -> Parse {
    let mut report = Report::default();
    let green =
        if text.len() > MAX_FILE_BYTES { refused(text, &mut report) } else { tree(text, &mut report) };
    Parse { green, errors: report.finish() }
}

/// Parses bytes that should be UTF-8. Where they are not, the tree is that of the text with `U+FFFD` in their place, and
/// there is an error.
pub fn parse_bytes(bytes: &[u8]) -> Parse {
    let Err(error) = std::str::from_utf8(bytes) else {
        return parse(&String::from_utf8_lossy(bytes));
    };
    let mut parse = parse(&String::from_utf8_lossy(bytes));
    let mut report = Report::default();
    report.not_utf8(error.valid_up_to());
    parse.errors.splice(..0, report.finish());
    parse
}

fn refused(text: &str, report: &mut Report) -> GreenNode {
    report.file_too_large(text.len());
    let mut builder = TreeBuilder::new(text);
    builder.single_token();
    builder.finish()
}

fn tree(text: &str, report: &mut Report) -> GreenNode {
    let mut builder = TreeBuilder::new(text);
    for piece in cut(text) {
        match piece {
            Piece::Between { end } => builder.loose(end),
            Piece::Item { start, header, end } => item(text, start, header, end, &mut builder, report),
        }
    }
    let green = builder.finish();
    let root = SyntaxNode::new_root(green.clone());
    characters::check(text, &root, report);
    check::file(&root, report);
    green
}

fn item(
    text: &str,
    start: ItemStart,
    header: usize,
    end: usize,
    builder: &mut TreeBuilder<'_>,
    report: &mut Report,
) {
    let line = text.get(header..end).unwrap_or_default();
    let source = line.trim_start_matches(is_space);
    let header = header + line.len() - source.len();
    if let Some(place) = too_deep_at(source) {
        report.too_deep(header + place);
        return builder.bad_item(end);
    }
    let Some(rule) = start.rule() else {
        report.unknown_item(header, source);
        return builder.bad_item(end);
    };
    match recognise(rule, source) {
        Some(pair) => builder.item(header, end, pair),
        None => {
            report.too_deep(header);
            builder.bad_item(end);
        }
    }
}

/// What the grammar makes of an item's text. The grammar is total, so it always makes something of it, unless the caller's stack
/// is too small for the depth that is allowed.
fn recognise(rule: Rule, source: &str) -> Option<Pair<'_, Rule>> {
    Grammar::parse(rule, source).ok()?.next()
}
