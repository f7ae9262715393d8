//! A document that is open in the editor.

use crate::lines::{Encoding, Lines, Point};

/// What an editor shows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) text: String,
    /// The editor's own count of its changes.
    pub(crate) version: i32,
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is replaced, as the editor counts; without it, everything.
    pub range: Option<(Point, Point)>,
    /// By what.
    pub text: String,
}

impl Document {
    /// Applies a change to the text as the changes before it have left it.
    pub(crate) fn apply(&mut self, change: Change, encoding: Encoding) {
        let Some((start, end)) = change.range else {
            self.text = change.text;
            return;
        };
        let lines = Lines::of(&self.text, encoding);
        let (start, end) = (lines.offset(start), lines.offset(end));
        self.text.replace_range(start..end.max(start), &change.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_applied_one_after_another() {
        let mut document = Document { text: "gate ä\n".to_owned(), version: 1 };
        let at = |line, column| Point { line, column };
        let change = |range, text: &str| Change { range, text: text.to_owned() };
        document.apply(change(Some((at(0, 5), at(0, 6))), "first"), Encoding::Utf16);
        document.apply(change(Some((at(0, 10), at(9, 9))), "_touch"), Encoding::Utf16);
        assert_eq!(document.text, "gate first_touch");
        document.apply(change(Some((at(0, 4), at(0, 0))), "!"), Encoding::Utf16);
        assert_eq!(document.text, "gate! first_touch", "a range that runs backwards is an insertion");
        document.apply(change(None, "stop"), Encoding::Utf16);
        assert_eq!(document.text, "stop");
    }
}
