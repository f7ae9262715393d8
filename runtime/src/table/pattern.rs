//! The regular expressions of a table.

use super::LoadError;
use super::codec::{Codec, Input};
use regex::Regex;
use std::sync::OnceLock;

/// A regular expression, which is compiled when a text is first held against it, and then kept.
///
/// Compiling takes a thousand times as long as matching, and a table that is only read needs none of its patterns. Two
/// patterns are equal when their texts are.
///
/// ```
/// use charter_runtime::table::Pattern;
///
/// assert_eq!(Pattern::new("^re: ").matches("re: your offer"), Some(true));
/// assert_eq!(Pattern::new("(").matches("re: your offer"), None);
/// ```
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as it is written.
    pub fn new(text: impl Into<String>) -> Pattern {
        Pattern { text: text.into(), compiled: OnceLock::new() }
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a text matches; `None` where nobody can tell, since this runtime cannot compile the pattern.
    pub fn matches(&self, text: &str) -> Option<bool> {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).ok());
        compiled.as_ref().map(|compiled| compiled.is_match(text))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl Codec for Pattern {
    fn put(&self, out: &mut Vec<u8>) {
        self.text.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Pattern, LoadError> {
        String::take(input).map(Pattern::new)
    }
}
