//! Lines and columns, for people.

use super::{Db, Location, SourceFile, Span};
use charter_grammar::{TextRange, TextSize};

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from one.
    pub line: u32,
    /// The character in the line, from one.
    pub column: u32,
}

impl Location {
    /// Where it starts, as people count.
    pub fn start(&self, db: &dyn Db) -> LineColumn {
        line_column(db, self.file, self.range.start())
    }

    /// Where it ends, as people count.
    pub fn end(&self, db: &dyn Db) -> LineColumn {
        line_column(db, self.file, self.range.end())
    }
}

/// Where each line of a file starts. Lines end as the grammar's do: with a line feed, a carriage return, both, or NEL.
#[salsa::tracked(returns(deref))]
pub fn line_starts(db: &dyn Db, file: SourceFile) -> Vec<TextSize> {
    let text = file.text(db);
    let ends = text.char_indices().filter_map(|(at, character)| {
        let end = at + character.len_utf8();
        match character {
            '\n' | '\u{85}' => Some(end),
            '\r' if text.as_bytes().get(end).is_none_or(|&next| next != b'\n') => Some(end),
            _ => None,
        }
    });
    std::iter::once(0).chain(ends).filter_map(|start| TextSize::try_from(start).ok()).collect()
}

/// What stands on a line, counted from one, without the blanks around it; nothing where the file has no such line.
pub fn line_span(db: &dyn Db, file: SourceFile, line: u32) -> Option<Span> {
    let starts = line_starts(db, file);
    let place = usize::try_from(line).ok()?.checked_sub(1)?;
    let start = *starts.get(place)?;
    let text = file.text(db);
    let end = starts.get(place + 1).map_or(text.len(), |next| usize::from(*next));
    let written = text.get(usize::from(start)..end)?;
    let (blank, length) = (written.len() - written.trim_start().len(), written.trim().len());
    let start = start + TextSize::try_from(blank).ok()?;
    Some(Span::in_file(file, TextRange::at(start, TextSize::try_from(length).ok()?)))
}

fn line_column(db: &dyn Db, file: SourceFile, at: TextSize) -> LineColumn {
    let starts = line_starts(db, file);
    let line = starts.partition_point(|&start| start <= at);
    let start = line.checked_sub(1).and_then(|before| starts.get(before)).copied().unwrap_or_default();
    let before = file.text(db).get(usize::from(start)..usize::from(at));
    let column = before.map_or(0, |before| before.chars().count()) + 1;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    LineColumn { line: count(line), column: count(column) }
}
