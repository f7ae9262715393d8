//! Words in a text, for whole-word tests.

/// Whether `words` occur in `text` in a row, as whole words, whatever their case.
///
/// A word is a longest run of letters and digits; case is folded by lower-casing. Linear in the text for a constant
/// number of words.
pub(crate) fn contains(text: &str, words: &str) -> bool {
    let sought: Vec<String> = split(words).collect();
    let found: Vec<String> = split(text).collect();
    !sought.is_empty() && found.windows(sought.len()).any(|window| window == sought)
}

fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn only_whole_words_count() {
        assert!(contains("Our PRICING, attached", "pricing"));
        assert!(contains("see the order form below", "Order  Form"));
        assert!(!contains("repricing", "pricing"));
        assert!(!contains("anything", " "));
    }
}
