//! Lines and columns as editors count them.

/// How an editor counts the columns of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In units of UTF-16: two for the characters beyond the basic plane.
    Utf16,
}

impl Encoding {
    fn width(self, character: char) -> u32 {
        let width = match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        };
        u32::try_from(width).unwrap_or_default()
    }
}

/// A place between two characters, both counts from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The line.
    pub line: u32,
    /// The column, as the [`Encoding`] counts.
    pub column: u32,
}

/// Where the lines of a text start. For editors a line ends with a line feed, a carriage return, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn of(text: &'a str, encoding: Encoding) -> Lines<'a> {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter_map(|(at, byte)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        });
        Lines { text, starts: std::iter::once(0).chain(ends).collect(), encoding }
    }

    /// The byte at a point. A point past the end of its line is that end, one past the last line the end of the text, and
    /// one inside a character its start.
    pub fn offset(&self, point: Point) -> usize {
        let Some(&start) = self.starts.get(point.line as usize) else { return self.text.len() };
        let line = self.line_from(start);
        let mut column = 0;
        for (at, character) in line.char_indices() {
            column += self.encoding.width(character);
            if column > point.column {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The point at a byte. One past the end is the end.
    pub fn point(&self, offset: usize) -> Point {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        let column = before.chars().map(|character| self.encoding.width(character)).sum();
        Point { line: u32::try_from(line).unwrap_or(u32::MAX), column }
    }

    /// A line without its end.
    fn line_from(&self, start: usize) -> &'a str {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\r\nä𝄞b\rc\n";

    fn point(line: u32, column: u32) -> Point {
        Point { line, column }
    }

    #[test]
    fn every_character_is_found_again() {
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let lines = Lines::of(TEXT, encoding);
            for (offset, character) in TEXT.char_indices().filter(|(_, it)| !matches!(it, '\n' | '\r')) {
                assert_eq!(lines.offset(lines.point(offset)), offset, "{character} in {encoding:?}");
            }
        }
    }

    #[test]
    fn columns_are_counted_as_the_editor_counts() {
        let of_b = TEXT.find('b').unwrap();
        assert_eq!(Lines::of(TEXT, Encoding::Utf8).point(of_b), point(1, 6));
        assert_eq!(Lines::of(TEXT, Encoding::Utf16).point(of_b), point(1, 3));
    }

    #[test]
    fn points_that_are_nowhere_are_moved_to_the_nearest_place_before() {
        let lines = Lines::of(TEXT, Encoding::Utf16);
        assert_eq!(lines.offset(point(0, 99)), 1, "past the end of a line");
        assert_eq!(lines.offset(point(99, 0)), TEXT.len(), "past the end of the text");
        assert_eq!(lines.offset(point(1, 2)), TEXT.find('𝄞').unwrap(), "inside a character");
    }
}
