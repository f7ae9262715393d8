//! Building conditions.

use crate::typed::{Accepts, Atom, Condition, Constant, Operand, Test};
use charter_runtime::schema::Path;
use std::collections::{BTreeMap, BTreeSet};

/// All of these, without needless nesting.
pub(crate) fn all(parts: impl IntoIterator<Item = Condition>) -> Condition {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Condition::Always => {}
            Condition::Never => return Condition::Never,
            Condition::All(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    match kept.len() {
        0 => Condition::Always,
        1 => kept.pop().unwrap_or(Condition::Always),
        _ => Condition::All(kept),
    }
}

/// One or more of these, without needless nesting.
pub(crate) fn any(parts: impl IntoIterator<Item = Condition>) -> Condition {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Condition::Never => {}
            Condition::Always => return Condition::Always,
            Condition::Any(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    match kept.len() {
        0 => Condition::Never,
        1 => kept.pop().unwrap_or(Condition::Never),
        _ => Condition::Any(kept),
    }
}

/// Not this.
pub(crate) fn not(part: Condition) -> Condition {
    match part {
        Condition::Always => Condition::Never,
        Condition::Never => Condition::Always,
        Condition::Not(inner) => *inner,
        other => Condition::Not(Box::new(other)),
    }
}

/// The same condition, written in one way: nothing negated but single tests, parts in order and each once, and the values of
/// one atom together. Atoms that hold conditions are told apart by them.
pub(super) fn in_order(of: Condition) -> Condition {
    match of {
        Condition::All(parts) => all(together(parts, false)),
        Condition::Any(parts) => any(together(parts, true)),
        Condition::Not(inner) => match *inner {
            Condition::All(parts) => in_order(Condition::Any(parts.into_iter().map(not).collect())),
            Condition::Any(parts) => in_order(Condition::All(parts.into_iter().map(not).collect())),
            other => not(in_order(other)),
        },
        Condition::Always | Condition::Never | Condition::Test(_) => of,
    }
}

/// Parts in order, each once, nested in nothing of the same kind. An atom that has one of some values, or one of others,
/// has one of all of them; and one that has neither has none of all.
fn together(parts: Vec<Condition>, alternatives: bool) -> BTreeSet<Condition> {
    let mut values: BTreeMap<Atom, BTreeSet<Constant>> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    let flat = parts.into_iter().flat_map(|part| match in_order(part) {
        Condition::Any(inner) if alternatives => inner,
        Condition::All(inner) if !alternatives => inner,
        other => vec![other],
    });
    for part in flat {
        match part {
            Condition::Test(Test { atom, accepts: Accepts::Values(these) }) if alternatives => {
                values.entry(atom).or_default().extend(these);
            }
            Condition::Not(inner) if !alternatives => match *inner {
                Condition::Test(Test { atom, accepts: Accepts::Values(these) }) => {
                    values.entry(atom).or_default().extend(these);
                }
                other => _ = kept.insert(not(other)),
            },
            other => _ = kept.insert(other),
        }
    }
    kept.extend(
        values.into_iter().map(|(atom, values)| unless(!alternatives, test(atom, Accepts::Values(values)))),
    );
    kept
}

/// This, or its negation.
pub(super) fn unless(negated: bool, part: Condition) -> Condition {
    if negated { not(part) } else { part }
}

/// A test of an atom.
pub(super) fn test(atom: Atom, accepts: Accepts) -> Condition {
    Condition::Test(Test { atom, accepts }.in_order())
}

/// A yes-or-no atom that has to be so.
pub(super) fn so(atom: Atom) -> Condition {
    test(atom, Accepts::Yes)
}

/// The value is one of these.
pub(super) fn one_of(operand: Operand, values: impl IntoIterator<Item = Constant>) -> Condition {
    let values: BTreeSet<Constant> = values.into_iter().collect();
    if values.is_empty() { Condition::Never } else { test(Atom::Class(operand), Accepts::Values(values)) }
}

/// The value is within these bounds, both included.
pub(super) fn within(operand: Operand, least: Option<i128>, most: Option<i128>) -> Condition {
    test(Atom::Class(operand), Accepts::Range(least, most))
}

/// The value at a path is empty: never, where it cannot be.
pub(super) fn empty(path: Path) -> Condition {
    if path.optional { test(Atom::Class(Operand::Path(path)), Accepts::Empty) } else { Condition::Never }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_what_says_nothing() {
        assert_eq!(all([Condition::Always, all([])]), Condition::Always);
        assert_eq!(any([Condition::Never, any([])]), Condition::Never);
        assert_eq!(all([Condition::Always, Condition::Never]), Condition::Never);
        assert_eq!(not(not(Condition::Any(vec![]))), Condition::Any(vec![]));
    }

    #[test]
    fn what_says_the_same_is_written_in_one_way() {
        let is = |values: &[i128]| {
            one_of(
                Operand::Constant(Constant::Ordinal(0)),
                values.iter().map(|value| Constant::Ordinal(*value)),
            )
        };
        let less = within(Operand::Constant(Constant::Ordinal(1)), None, Some(3));
        let both = Condition::All(vec![less.clone(), is(&[1])]);
        let other = Condition::All(vec![is(&[1]), Condition::All(vec![less.clone(), is(&[1])])]);
        assert_eq!(in_order(both.clone()), in_order(other));
        let neither = Condition::All(vec![not(is(&[1])), not(less.clone()), not(is(&[2]))]);
        assert_eq!(in_order(neither), in_order(not(Condition::Any(vec![is(&[2, 1]), less]))));
        assert_ne!(in_order(both.clone()), in_order(not(both)));
    }
}
