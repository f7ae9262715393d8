//! Whether two conditions can hold together, as far as their tests of single values say.

use crate::typed::{Accepts, Atom, Condition, Constant, Test};

/// Above so many alternatives nobody looks on: then they may hold together.
const MOST: usize = 512;

/// A test, or that it does not hold.
type Literal<'c> = (&'c Test, bool);

/// Whether two conditions plainly exclude each other.
pub(super) fn apart(one: &Condition, other: &Condition) -> bool {
    let both = Condition::All(vec![one.clone(), other.clone()]);
    alternatives(&both, true).is_some_and(|all| all.iter().all(|tests| clash(tests)))
}

/// The ways in which a condition holds (or does not), each a list of tests; `None` where there are too many.
fn alternatives(of: &Condition, holds: bool) -> Option<Vec<Vec<Literal<'_>>>> {
    match (of, holds) {
        (Condition::Always, true) | (Condition::Never, false) => Some(vec![Vec::new()]),
        (Condition::Never, true) | (Condition::Always, false) => Some(Vec::new()),
        (Condition::Test(test), holds) => Some(vec![vec![(test, holds)]]),
        (Condition::Not(inner), holds) => alternatives(inner, !holds),
        (Condition::Any(parts), true) | (Condition::All(parts), false) => {
            let all: Option<Vec<Vec<Vec<Literal<'_>>>>> =
                parts.iter().map(|part| alternatives(part, holds)).collect();
            all.map(|all| all.concat()).filter(|all| all.len() <= MOST)
        }
        (Condition::All(parts), true) | (Condition::Any(parts), false) => {
            parts.iter().try_fold(vec![Vec::new()], |before: Vec<Vec<Literal<'_>>>, part| {
                let own = alternatives(part, holds)?;
                let joined = before
                    .iter()
                    .flat_map(|left| own.iter().map(move |right| [left.as_slice(), right].concat()));
                let joined: Vec<Vec<Literal<'_>>> = joined.filter(|tests| !clash(tests)).collect();
                (joined.len() <= MOST).then_some(joined)
            })
        }
    }
}

/// Whether two of the tests exclude each other.
fn clash(tests: &[Literal<'_>]) -> bool {
    tests
        .iter()
        .enumerate()
        .any(|(place, one)| tests.iter().skip(place + 1).any(|other| excludes(one, other)))
}

fn excludes((one, one_holds): &Literal<'_>, (other, other_holds): &Literal<'_>) -> bool {
    if one.atom != other.atom {
        return false;
    }
    match (one_holds, other_holds) {
        (true, true) => nothing_in_both(&one.accepts, &other.accepts, &one.atom),
        (true, false) => is_part_of(&one.accepts, &other.accepts),
        (false, true) => is_part_of(&other.accepts, &one.accepts),
        (false, false) => false,
    }
}

fn nothing_in_both(one: &Accepts, other: &Accepts, atom: &Atom) -> bool {
    match (one, other) {
        (Accepts::Values(one), Accepts::Values(other)) => one.is_disjoint(other),
        (Accepts::Values(values), Accepts::Range(least, most))
        | (Accepts::Range(least, most), Accepts::Values(values)) => {
            values.iter().all(|value| !is_within(value, *least, *most))
        }
        (Accepts::Range(least, most), Accepts::Range(other_least, other_most)) => {
            let before = |most: &Option<i128>, least: &Option<i128>| {
                most.zip(*least).is_some_and(|(most, least)| most < least)
            };
            before(most, other_least) || before(other_most, least)
        }
        (Accepts::Empty, Accepts::Values(_) | Accepts::Range(_, _))
        | (Accepts::Values(_) | Accepts::Range(_, _), Accepts::Empty) => matches!(atom, Atom::Class(_)),
        (Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. }, _)
        | (Accepts::Values(_) | Accepts::Range(_, _), Accepts::Yes | Accepts::Ordering { .. }) => false,
    }
}

/// Whether all that one accepts, the other does.
fn is_part_of(part: &Accepts, whole: &Accepts) -> bool {
    match (part, whole) {
        (Accepts::Values(values), Accepts::Range(least, most)) => {
            values.iter().all(|value| is_within(value, *least, *most))
        }
        (Accepts::Values(part), Accepts::Values(whole)) => part.is_subset(whole),
        (Accepts::Range(least, most), Accepts::Range(from, to)) => {
            from.is_none_or(|from| least.is_some_and(|least| least >= from))
                && to.is_none_or(|to| most.is_some_and(|most| most <= to))
        }
        (part, whole) => part == whole,
    }
}

fn is_within(value: &Constant, least: Option<i128>, most: Option<i128>) -> bool {
    match value {
        Constant::Ordinal(value) => {
            least.is_none_or(|least| *value >= least) && most.is_none_or(|most| *value <= most)
        }
        Constant::Text(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{logic, path};
    use crate::typed::Operand;

    fn within(least: Option<i128>, most: Option<i128>) -> Condition {
        logic::within(Operand::Path(path::now()), least, most)
    }

    #[test]
    fn ranges_that_do_not_meet_are_apart() {
        assert!(apart(&within(Some(10), None), &within(None, Some(9))));
        assert!(!apart(&within(Some(10), None), &within(None, Some(10))));
    }

    #[test]
    fn what_leaves_the_other_out_is_apart_from_it() {
        let large = logic::any([within(Some(1000), None), within(None, Some(-5))]);
        let rest = logic::all([within(Some(10), None), logic::not(large.clone())]);
        assert!(apart(&large, &rest));
        assert!(!apart(&large, &within(Some(10), None)));
    }
}
