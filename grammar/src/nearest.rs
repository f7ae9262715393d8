//! The word that was probably meant.

/// The candidate nearest to a word, if it is near enough: at most one letter in three is missing, added, wrong, or swapped with
/// its neighbour. Of two as near, the first.
pub(crate) fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let letters: Vec<char> = word.chars().take(40).collect();
    let allowed = (letters.len() / 3).max(1);
    let near = candidates.map(|candidate| (distance(&letters, candidate), candidate));
    let near = near.filter(|(distance, _)| letters.len() > 1 && *distance <= allowed);
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// How many letters are missing, added, wrong or swapped: the optimal string alignment distance, row by row.
fn distance(word: &[char], candidate: &str) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=word.len()).collect();
    let mut last = None;
    for (row, letter) in candidate.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, typed) in word.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&above, column) + usize::from(*typed != letter);
            let mut least = replaced.min(at(&above, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = column > 0 && word.get(column - 1) == Some(&letter) && last == Some(*typed);
            if swapped {
                least = least.min(at(&before, column - 1) + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
        last = Some(letter);
    }
    above.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_word_with_one_slip() {
        let words = ["gate", "stop", "limit"];
        assert_eq!(nearest("gaet", words.into_iter()), Some("gate"));
        assert_eq!(nearest("limt", words.into_iter()), Some("limit"));
        assert_eq!(nearest("stops", words.into_iter()), Some("stop"));
        assert_eq!(nearest("policy", words.into_iter()), None);
        assert_eq!(nearest("", words.into_iter()), None);
    }
}
