//! Lines to be written, and the columns that they share.

use std::collections::BTreeMap;

/// One line to be written.
#[derive(Debug)]
pub(super) struct Line {
    indent: usize,
    /// What stands in the columns, from the left. Mostly one.
    columns: Vec<String>,
    /// The lines that share their columns with this one.
    group: Option<Group>,
    /// `# …` at the end, and how many spaces stand before it.
    comment: Option<(usize, String)>,
}

/// Lines whose columns stand below each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group(pub(super) usize);

impl Line {
    pub(super) fn new(indent: usize) -> Self {
        Self { indent, columns: Vec::new(), group: None, comment: None }
    }

    pub(super) fn blank() -> Self {
        Self::new(0)
    }

    pub(super) fn comment(indent: usize, comment: &str) -> Self {
        Self { columns: vec![comment.trim_end().to_owned()], ..Self::new(indent) }
    }

    /// Text, of one or more lines, that is written as it is.
    pub(super) fn verbatim(text: String) -> Self {
        Self { columns: vec![text], ..Self::new(0) }
    }

    /// Adds text to the last column.
    pub(super) fn push(&mut self, space: &str, text: &str) {
        match self.columns.last_mut() {
            Some(column) => column.extend([space, text]),
            None => self.columns.push(text.to_owned()),
        }
    }

    /// Begins another column, below those of the group.
    pub(super) fn next_column(&mut self, group: Group, text: &str) {
        self.columns.push(text.to_owned());
        self.group = Some(group);
    }

    pub(super) fn end_with_comment(&mut self, spaces: usize, comment: &str) {
        self.comment = Some((spaces, comment.trim_end().to_owned()));
    }

    pub(super) fn is_blank(&self) -> bool {
        self.columns.is_empty() && self.comment.is_none()
    }
}

/// The width of each column of each group.
type Widths = BTreeMap<(Group, usize), usize>;

/// Writes lines: no blank ones at the start, never two in a row, and a line end after the last.
pub(super) fn render(lines: &[Line]) -> String {
    let widths = widths(lines);
    let mut text = String::new();
    let mut after_blank = false;
    for line in lines {
        if line.is_blank() {
            after_blank = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut after_blank) {
            text.push('\n');
        }
        write(line, &widths, &mut text);
        text.push('\n');
    }
    text
}

fn widths(lines: &[Line]) -> Widths {
    let mut widths = Widths::new();
    for line in lines {
        let Some(group) = line.group else { continue };
        let padded = line.columns.len().saturating_sub(1);
        for (place, column) in line.columns.iter().take(padded).enumerate() {
            // The first column begins at the line's indentation, and lines of a group may differ in that.
            let width = column.chars().count() + if place == 0 { line.indent } else { 0 };
            let widest = widths.entry((group, place)).or_default();
            *widest = width.max(*widest);
        }
    }
    widths
}

fn write(line: &Line, widths: &Widths, text: &mut String) {
    text.extend(std::iter::repeat_n(' ', line.indent));
    for (place, column) in line.columns.iter().enumerate() {
        text.push_str(column);
        if place + 1 < line.columns.len() {
            let used = column.chars().count() + if place == 0 { line.indent } else { 0 };
            let width = line.group.and_then(|group| widths.get(&(group, place))).copied().unwrap_or(used);
            text.extend(std::iter::repeat_n(' ', width.saturating_sub(used) + 1));
        }
    }
    if let Some((spaces, comment)) = &line.comment {
        text.extend(std::iter::repeat_n(' ', *spaces));
        text.push_str(comment);
    }
}
