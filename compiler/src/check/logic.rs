//! Building conditions.

use crate::typed::{Accepts, Atom, Condition, Constant, Operand, Test};
use charter_runtime::schema::Path;
use std::collections::BTreeSet;

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

/// The same condition, written in one way: parts in order, and each once. Atoms that hold conditions are told apart by them.
pub(super) fn in_order(of: Condition) -> Condition {
    let parts = |parts: Vec<Condition>| -> BTreeSet<Condition> { parts.into_iter().map(in_order).collect() };
    match of {
        Condition::All(of) => all(parts(of)),
        Condition::Any(of) => any(parts(of)),
        Condition::Not(inner) => not(in_order(*inner)),
        Condition::Always | Condition::Never | Condition::Test(_) => of,
    }
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
}
