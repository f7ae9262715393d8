//! The nearest of the names that there are, for one that there is not.

/// The name that is nearest to `wanted`, if one is near enough to be what was meant: the first one of those with the
/// fewest edits, at most a third of the name's letters, case not counted.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(wanted);
    let bound = (wanted.len() / 3).max(1);
    let near = names.into_iter().map(|name| (distance(&wanted, &fold(name)), name));
    near.filter(|&(edits, _)| edits <= bound).min_by_key(|&(edits, _)| edits).map(|(_, name)| name)
}

/// Letters without their case. Long names are cut, so that a hostile one costs little.
fn fold(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).take(64).collect()
}

/// How many letters have to be inserted, deleted, replaced or swapped with their neighbour (optimal string alignment).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (i, &l) in left.iter().enumerate() {
        let next = next_row(&row, &before, (previous, l), right, i + 1);
        before = std::mem::replace(&mut row, next);
        previous = Some(l);
    }
    row.last().copied().unwrap_or(0)
}

/// The next row of the table of distances, from the two before it and the last two letters of the left name.
fn next_row(
    row: &[usize],
    before: &[usize],
    (previous, l): (Option<char>, char),
    right: &[char],
    first: usize,
) -> Vec<usize> {
    let mut next = vec![first];
    let mut last = first;
    let mut left_of = None;
    for ((j, &r), pair) in right.iter().enumerate().zip(row.windows(2)) {
        let &[diagonal, above] = pair else { continue };
        let swapped = (previous == Some(r) && left_of == Some(l))
            .then(|| j.checked_sub(1).and_then(|j| before.get(j)))
            .flatten()
            .map_or(usize::MAX, |edits| edits + 1);
        last = (diagonal + usize::from(l != r)).min(above + 1).min(last + 1).min(swapped);
        next.push(last);
        left_of = Some(r);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        let names = ["sdr_manager", "revops", "deliverability"];
        assert_eq!(nearest("sdr_manger", names), Some("sdr_manager"));
        assert_eq!(nearest("RevOps", names), Some("revops"));
        assert_eq!(nearest("revosp", names), Some("revops"));
        assert_eq!(nearest("finance", names), None);
    }

    #[test]
    fn two_swapped_letters_are_one_edit() {
        let letters = |name: &str| fold(name);
        assert_eq!(distance(&letters("emia"), &letters("emai")), 1);
        assert_eq!(distance(&letters("abc"), &letters("")), 3);
        assert_eq!(distance(&letters(""), &letters("ab")), 2);
    }
}
