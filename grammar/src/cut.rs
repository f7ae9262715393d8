//! Cuts a file where its items start, before anything is parsed.
//!
//! Each item is then parsed by itself. So no mistake in one item can reach into another, an edit leaves the nodes of all
//! other items equal, and a file takes no more memory at a time than its largest item needs.
//!
//! A line begins an item if it begins with an item's keyword and a name or a text, at any indentation. A line that does
//! not, and is not indented below the header of the item above, is no part of that item either: it begins a
//! [`ItemStart::Unknown`], which goes on to the next item. That is how a header whose keyword is misspelt does
//! not turn its clauses into the clauses of the rule above.

use crate::header::{ItemStart, first_word, header};
use crate::lexer::is_space;
use crate::lines::{Line, lines};

/// A stretch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Blank lines, comments that stand apart, and the line ends between items; up to this place.
    Between {
        /// Where it ends.
        end: usize,
    },
    /// One item with the comments directly above it.
    Item {
        /// What its first line begins.
        start: ItemStart,
        /// Where its first line is, after the comments.
        header: usize,
        /// Where its last line's content ends.
        end: usize,
    },
}

/// The stretches of a text, in order. They cover it without gaps.
pub(crate) fn cut(text: &str) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    for line in lines(text) {
        cutter.line(&line);
    }
    cutter.close();
    cutter.pieces.push(Piece::Between { end: text.len() });
    cutter.pieces
}

#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    item: Option<OpenItem>,
    /// Where the comments start that stand directly above the line to come.
    comments: Option<usize>,
    /// Whether there was a blank line since the last line with content.
    after_blank: bool,
}

/// The item that the line to come may belong to.
struct OpenItem {
    start: ItemStart,
    header: usize,
    end: usize,
    indent: usize,
    /// The indentation of the first line below the header.
    body: Option<usize>,
    /// Whether its last line ends in a sign after which a list or a condition goes on.
    unfinished: bool,
}

impl Cutter {
    fn line(&mut self, line: &Line<'_>) {
        let content = line.content.trim_start_matches(is_space);
        if content.is_empty() {
            self.comments = None;
            self.after_blank = true;
        } else if content.starts_with('#') {
            self.comments.get_or_insert(line.start);
        } else {
            self.line_with_content(line, content);
            self.comments = None;
            self.after_blank = false;
        }
    }

    fn line_with_content(&mut self, line: &Line<'_>, content: &str) {
        let indent = line.content.chars().take_while(|it| is_space(*it)).count();
        let belongs = self.item.as_ref().is_some_and(|it| it.has_line(content, indent, self.after_blank));
        match header(content, belongs) {
            Some(start) => self.open(start, line, indent),
            None if belongs => self.extend(line, indent),
            None => self.open(ItemStart::Unknown, line, indent),
        }
    }

    fn open(&mut self, start: ItemStart, line: &Line<'_>, indent: usize) {
        self.close();
        self.pieces.push(Piece::Between { end: self.comments.unwrap_or(line.start) });
        let unfinished = is_unfinished(line.content);
        self.item = Some(OpenItem {
            start,
            header: line.start,
            end: line.content_end(),
            indent,
            body: None,
            unfinished,
        });
    }

    fn extend(&mut self, line: &Line<'_>, indent: usize) {
        if let Some(item) = &mut self.item {
            item.end = line.content_end();
            item.body.get_or_insert(indent);
            item.unfinished = is_unfinished(line.content);
        }
    }

    fn close(&mut self) {
        if let Some(OpenItem { start, header, end, .. }) = self.item.take() {
            self.pieces.push(Piece::Item { start, header, end });
        }
    }
}

impl OpenItem {
    /// Whether a line that begins no item belongs to this one.
    fn has_line(&self, content: &str, indent: usize, after_blank: bool) -> bool {
        let below_header = indent > self.indent + 1;
        let beside_body = !self.start.is_one_line() && self.body.is_some_and(|body| indent >= body);
        below_header
            || beside_body
            || self.start == ItemStart::Unknown
            || self.unfinished
            || continues(content)
            || (!after_blank && self.start.has_line_like(content))
    }
}

/// Whether a line goes on with the line above: the grammar's `continues`.
fn continues(content: &str) -> bool {
    let word = first_word(content);
    let after = content.get(word.len()..).unwrap_or_default().trim_start_matches(is_space);
    content.starts_with([',', ')'])
        || content.starts_with("=>")
        || (matches!(word, "and" | "or") && !after.starts_with(':'))
}

fn is_unfinished(line: &str) -> bool {
    let code = line.split('#').next().unwrap_or(line).trim_end_matches(is_space);
    code.ends_with([',', '(', ':', '='])
}
