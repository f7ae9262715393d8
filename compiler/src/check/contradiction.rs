//! Conditions that plainly cannot hold: two tests of one value with nothing in common.

use crate::typed::{Accepts, Atom, Condition, Constant, Operand, Test};
use std::collections::{BTreeMap, BTreeSet};

/// Whether two tests in a condition plainly exclude each other. Where this says no, it may still never hold; a single
/// test that never holds, as of an empty list, is reported where it is written.
pub(super) fn impossible(condition: &Condition) -> bool {
    match condition {
        Condition::Never | Condition::Always | Condition::Test(_) | Condition::Not(_) => false,
        Condition::Any(parts) => !parts.is_empty() && parts.iter().all(impossible),
        Condition::All(parts) => parts.iter().any(impossible) || clash(parts),
    }
}

/// Whether two of the tests leave no value.
fn clash(parts: &[Condition]) -> bool {
    let mut values: BTreeMap<&Operand, BTreeSet<&Constant>> = BTreeMap::new();
    for part in parts {
        let Condition::Test(Test { atom: Atom::Class(operand), accepts: Accepts::Values(accepted) }) = part
        else {
            continue;
        };
        let accepted: BTreeSet<&Constant> = accepted.iter().collect();
        let left = values.entry(operand).or_insert_with(|| accepted.clone());
        left.retain(|value| accepted.contains(value));
        if left.is_empty() {
            return true;
        }
    }
    false
}
