//! Collects syntax errors. The functions that word them are grouped by what they speak of.

use crate::bounds::{MAX_DEPTH, MAX_FILE_BYTES};
use crate::error::{ErrorCode, SyntaxError};
use crate::header::{ITEM_WORDS, first_word};
use crate::nearest::nearest;
use crate::tree::{TextRange, TextSize};

/// The most errors that are kept of one file: nobody reads more, and a broken file of many megabytes has millions.
const MAX_ERRORS: usize = 1_000;

/// The errors of one file, while they are found.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<SyntaxError>,
}

/// An error that was just reported, to be said more about.
pub(crate) struct Reported<'r>(&'r mut SyntaxError);

impl Reported<'_> {
    /// What is said at the place itself.
    pub(crate) fn label(self, label: impl Into<String>) -> Self {
        self.0.label = label.into();
        self
    }

    /// What to do about it.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The edit that mends it.
    pub(crate) fn fix(self, range: TextRange, text: impl Into<String>) -> Self {
        self.0.fix = Some((range, text.into()));
        self
    }
}

/// A range from byte offsets. Texts longer than four gigabytes never get this far.
pub(crate) fn range(start: usize, end: usize) -> TextRange {
    let size = |place: usize| TextSize::new(u32::try_from(place).unwrap_or(u32::MAX));
    TextRange::new(size(start), size(end.max(start)))
}

impl Report {
    /// Adds an error. Until said otherwise, its label is its message.
    pub(crate) fn error(
        &mut self,
        code: ErrorCode,
        range: TextRange,
        message: impl Into<String>,
    ) -> Reported<'_> {
        let message = message.into();
        let label = message.clone();
        let error = SyntaxError { code, range, message, label, help: None, fix: None };
        Reported(self.errors.push_mut(error))
    }

    /// The errors in the order of the text.
    pub(crate) fn finish(mut self) -> Vec<SyntaxError> {
        self.errors.sort_by_key(|error| (error.range.start(), error.range.end(), error.code));
        self.errors.truncate(MAX_ERRORS);
        self.errors
    }

    /// A line at `start` that begins no item.
    pub(crate) fn unknown_item(&mut self, start: usize, source: &str) {
        let word = first_word(source);
        let first = source.chars().next().map_or(0, char::len_utf8);
        let shown = if word.is_empty() { first } else { word.len() };
        let place = range(start, start + shown);
        let words = ITEM_WORDS.iter().map(|(word, _)| *word);
        let error = self
            .error(ErrorCode::UnknownItem, place, unknown_item_message(word))
            .label("nothing begins like this");
        match nearest(word, words.clone()) {
            Some(near) => error.help(format!("did you mean `{near}`?")).fix(place, near),
            None => error.help(format!("a charter is made of: {}", words.collect::<Vec<_>>().join(", "))),
        };
    }

    pub(crate) fn too_deep(&mut self, place: usize) {
        self.error(
            ErrorCode::TooDeep,
            range(place, place + 1),
            format!("more than {MAX_DEPTH} levels of brackets, `not` or `otherwise` are nested here"),
        )
        .label("this is one level too many; the whole item is left out")
        .help("name a part of it with `condition`, and use the name here");
    }

    pub(crate) fn file_too_large(&mut self, length: usize) {
        self.error(
            ErrorCode::FileTooLarge,
            range(0, 0),
            format!("the file has {length} bytes, and at most {MAX_FILE_BYTES} are read"),
        )
        .label("nothing of this file is read")
        .help("split it over several files: all files of a project are one charter");
    }

    pub(crate) fn not_utf8(&mut self, place: usize) {
        self.error(ErrorCode::NotUtf8, range(place, place), "the file is not UTF-8 text")
            .label("the bytes from here on stand for no character")
            .help("save the file again as UTF-8; it may come from a program that saves as Windows or Latin text");
    }
}

fn unknown_item_message(word: &str) -> String {
    if word.is_empty() { "this line begins no item".to_owned() } else { format!("`{word}` begins no item") }
}
