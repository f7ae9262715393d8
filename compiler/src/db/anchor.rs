//! Places in the sources that survive edits elsewhere.

use super::{Db, ItemId, SourceFile, item_start};
use std::ops::Range;

/// A stretch of a file, in bytes, half-open.
///
/// Inside an item it is counted from that item's start, so that an edit above moves the item and changes no answer about
/// it. [`Span::locate`] makes it absolute, at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    file: SourceFile,
    item: Option<ItemId>,
    start: u32,
    end: u32,
}

impl Span {
    /// A stretch of a file, counted from its start.
    pub fn in_file(file: SourceFile, range: Range<u32>) -> Span {
        Span { file, item: None, start: range.start, end: range.end }
    }

    /// A stretch of an item, counted from the item's start.
    pub fn in_item(db: &dyn Db, item: ItemId, range: Range<u32>) -> Span {
        Span { file: item.file(db), item: Some(item), start: range.start, end: range.end }
    }

    /// The file that it is in.
    pub fn file(self) -> SourceFile {
        self.file
    }

    /// The item that it is in, if any.
    pub fn item(self) -> Option<ItemId> {
        self.item
    }

    /// Where it is in its file now.
    pub fn locate(self, db: &dyn Db) -> Location {
        let offset = self.item.map_or(0, |item| item_start(db, item));
        Location { file: self.file, range: offset + self.start..offset + self.end }
    }
}

/// A stretch of a file, in bytes from its start, half-open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// The file.
    pub file: SourceFile,
    /// The bytes.
    pub range: Range<u32>,
}
