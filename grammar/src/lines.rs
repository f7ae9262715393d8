//! Lines, with the line ends that people's files have.

/// One line of a text: where it starts, where its content ends, where its line end ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    pub(crate) start: usize,
    /// The line without its end.
    pub(crate) content: &'t str,
    pub(crate) end: usize,
}

impl Line<'_> {
    /// Where its content ends.
    pub(crate) fn content_end(&self) -> usize {
        self.start + self.content.len()
    }
}

/// The line end that a text begins with: how many bytes it has.
pub(crate) fn line_end(text: &str) -> Option<usize> {
    ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        .iter()
        .find(|it| text.starts_with(**it))
        .map(|it| it.len())
}

/// Whether a character ends a line.
pub(crate) fn ends_line(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The lines of a text; the last one may be empty and has no line end.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|it| !it.is_empty())?;
        let length = rest.find(ends_line).unwrap_or(rest.len());
        let (content, after) = rest.split_at(length);
        let line = Line { start, content, end: start + length + line_end(after).unwrap_or(0) };
        start = line.end;
        Some(line)
    })
}
