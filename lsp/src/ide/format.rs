//! The canonical text of a charter.

/// The text as the formatter writes it; `None` where it is that already.
pub fn format(text: &str) -> Option<String> {
    let formatted = charter_grammar::format(text);
    (formatted != text).then_some(formatted)
}
