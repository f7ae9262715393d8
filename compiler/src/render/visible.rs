//! Texts of others, made fit to be printed.

/// The text with every control character replaced by something that is shown and takes as many bytes, so that places
/// stay where they are. Tabs and the ends of lines stay.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|character| if is_control(character) { stand_in(character) } else { character })
        .collect()
}

/// The same for what has to stay on its line.
pub fn on_one_line(text: &str) -> String {
    visible(text).chars().map(|character| if is_kept(character) { ' ' } else { character }).collect()
}

/// Tabs and the ends of lines.
fn is_kept(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

/// Control characters, and what changes the direction of writing or begins a line where the grammar sees none.
fn is_control(character: char) -> bool {
    let moves_text = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    moves_text || (character.is_control() && !is_kept(character))
}

fn stand_in(character: char) -> char {
    match character.len_utf8() {
        1 => '?',
        2 => '·',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_takes_as_many_bytes() {
        for control in ['\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}'] {
            let text = format!("a{control}b");
            assert_eq!(visible(&text).len(), text.len());
            assert!(!visible(&text).contains(control));
        }
        assert_eq!(on_one_line("a\r\nb\tc"), "a  b c");
    }
}
