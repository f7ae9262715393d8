//! Places in the sources that survive edits elsewhere.

use super::{Db, ItemId, SourceFile, item_start};
use charter_grammar::{TextRange, TextSize};

/// A stretch of a file, in bytes, half-open.
///
/// Inside an item it is counted from that item's start, so that an edit above moves the item and changes no answer about
/// it. [`Span::locate`] makes it absolute, at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    file: SourceFile,
    item: Option<ItemId>,
    range: TextRange,
}

impl Span {
    /// Whether another stretch lies within this one.
    pub(crate) fn covers(&self, other: &Span) -> bool {
        (self.file, self.item) == (other.file, other.item) && self.range.contains_range(other.range)
    }

    /// A stretch of a file, counted from its start.
    pub fn in_file(file: SourceFile, range: TextRange) -> Span {
        Span { file, item: None, range }
    }

    /// A stretch of an item, counted from the item's start, as the nodes of [`item_tree`](super::item_tree) are.
    pub fn in_item(db: &dyn Db, item: ItemId, range: TextRange) -> Span {
        Span { file: item.file(db), item: Some(item), range }
    }

    /// The file that it is in.
    pub fn file(self) -> SourceFile {
        self.file
    }

    /// The item that it is in, if any.
    pub fn item(self) -> Option<ItemId> {
        self.item
    }

    /// The bytes, counted from the start of the item or, outside items, of the file.
    pub fn range(self) -> TextRange {
        self.range
    }

    /// From the start of this to the end of another one in the same item.
    pub fn to(self, other: Span) -> Span {
        Span { range: self.range.cover(other.range), ..self }
    }

    /// The empty stretch at the end: where something is missing.
    pub fn end(self) -> Span {
        Span { range: TextRange::empty(self.range.end()), ..self }
    }

    /// Where it is in its file now.
    pub fn locate(self, db: &dyn Db) -> Location {
        let offset = self.item.map_or(TextSize::default(), |item| item_start(db, item));
        Location { file: self.file, range: self.range.checked_add(offset).unwrap_or(self.range) }
    }
}

/// A stretch of a file, in bytes from its start, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Location {
    /// The file.
    pub file: SourceFile,
    /// The bytes.
    pub range: TextRange,
}
