//! Everything that the atoms of a few conditions can be: small worlds, gone through one by one.
//!
//! A condition can tell only finitely many values of a fact apart: those that it names, those right beside its bounds, any other,
//! and none. Every choice of one for each atom is a world. What holds in all of them holds whatever the request; atoms are taken to
//! have nothing to do with one another, so a world may be one that no request is like.

use crate::typed::{Accepts, Atom, Condition, Constant, Operand, Test};
use charter_runtime::schema::{Schema, Type};
use std::collections::{BTreeMap, BTreeSet};

/// What an atom is in a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Is {
    /// This value.
    Value(Constant),
    /// A value that no condition names.
    Other,
    /// No value.
    Empty,
    /// So, or not so.
    Yes(bool),
    /// Less than the other one, equal to it, or more.
    Ordered(std::cmp::Ordering),
}

/// The worlds of some conditions.
pub(super) struct Worlds<'c> {
    /// Sorted by atom, each with everything that it can be.
    atoms: Vec<(&'c Atom, Vec<Is>)>,
}

/// A condition as worlds see it: for each of its tests the atom, and of the ways in which that can be those that are accepted.
pub(super) enum Seen {
    Always,
    Never,
    Test(usize, Vec<bool>),
    All(Vec<Seen>),
    Any(Vec<Seen>),
    Not(Box<Seen>),
}

impl<'c> Worlds<'c> {
    /// The worlds that these conditions can tell apart; `None` where there are more than so many.
    pub(super) fn of(
        schema: &Schema,
        conditions: impl IntoIterator<Item = &'c Condition>,
        most: usize,
    ) -> Option<Worlds<'c>> {
        let mut tests: BTreeMap<&Atom, Vec<&Accepts>> = BTreeMap::new();
        for test in conditions.into_iter().flat_map(Condition::tests) {
            tests.entry(&test.atom).or_default().push(&test.accepts);
        }
        let mut count: usize = 1;
        let mut atoms = Vec::new();
        for (atom, accepted) in tests {
            let ways = ways(schema, atom, &accepted);
            count = count.checked_mul(ways.len()).filter(|count| *count <= most)?;
            atoms.push((atom, ways));
        }
        Some(Worlds { atoms })
    }

    /// A condition as these worlds see it.
    pub(super) fn see(&self, condition: &Condition) -> Seen {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.see(part)).collect();
        match condition {
            Condition::Always => Seen::Always,
            Condition::Never => Seen::Never,
            Condition::All(parts) => Seen::All(all(parts)),
            Condition::Any(parts) => Seen::Any(all(parts)),
            Condition::Not(inner) => Seen::Not(Box::new(self.see(inner))),
            Condition::Test(Test { atom, accepts }) => match self.place(atom) {
                Some((place, ways)) => {
                    Seen::Test(place, ways.iter().map(|is| is_accepted(is, accepts)).collect())
                }
                None => Seen::Never,
            },
        }
    }

    fn place(&self, atom: &Atom) -> Option<(usize, &[Is])> {
        let place = self.atoms.binary_search_by_key(&atom, |(atom, _)| atom).ok()?;
        self.atoms.get(place).map(|(_, ways)| (place, ways.as_slice()))
    }

    /// What an atom is in a world.
    pub(super) fn is(&self, atom: &Atom, world: &[usize]) -> Option<&Is> {
        let (place, ways) = self.place(atom)?;
        ways.get(*world.get(place)?)
    }

    /// The first world of which something holds: for each atom, the place of what it is.
    pub(super) fn find(&self, wanted: impl Fn(&[usize]) -> bool) -> Option<Vec<usize>> {
        let mut world = vec![0; self.atoms.len()];
        loop {
            if wanted(&world) {
                return Some(world);
            }
            self.atoms.iter().zip(&mut world).find_map(|((_, ways), place)| {
                *place += 1;
                let more = *place < ways.len();
                if !more {
                    *place = 0;
                }
                more.then_some(())
            })?;
        }
    }
}

impl Seen {
    /// Whether it holds in a world.
    pub(super) fn holds(&self, world: &[usize]) -> bool {
        match self {
            Seen::Always => true,
            Seen::Never => false,
            Seen::All(parts) => parts.iter().all(|part| part.holds(world)),
            Seen::Any(parts) => parts.iter().any(|part| part.holds(world)),
            Seen::Not(inner) => !inner.holds(world),
            Seen::Test(atom, accepted) => {
                world.get(*atom).and_then(|place| accepted.get(*place)).copied().unwrap_or(false)
            }
        }
    }
}

fn is_accepted(is: &Is, accepts: &Accepts) -> bool {
    match (is, accepts) {
        (Is::Value(value), Accepts::Values(values)) => values.contains(value),
        (Is::Value(Constant::Ordinal(value)), Accepts::Range(least, most)) => {
            least.is_none_or(|least| *value >= least) && most.is_none_or(|most| *value <= most)
        }
        (Is::Empty, Accepts::Empty) => true,
        (Is::Yes(yes), Accepts::Yes) => *yes,
        (Is::Ordered(order), Accepts::Ordering { less, equal, more }) => match order {
            std::cmp::Ordering::Less => *less,
            std::cmp::Ordering::Equal => *equal,
            std::cmp::Ordering::Greater => *more,
        },
        _ => false,
    }
}

/// Everything that an atom can be that these tests of it can tell apart.
fn ways(schema: &Schema, atom: &Atom, accepted: &[&Accepts]) -> Vec<Is> {
    match atom {
        Atom::Class(operand) => values(schema, operand, accepted),
        Atom::Pair(left, right) => {
            let orders = [std::cmp::Ordering::Less, std::cmp::Ordering::Equal, std::cmp::Ordering::Greater];
            let empty = left.may_be_empty() || right.may_be_empty();
            let orders = orders.into_iter().map(Is::Ordered);
            orders.chain(empty.then_some(Is::Empty)).collect()
        }
        _ => vec![Is::Yes(true), Is::Yes(false)],
    }
}

fn values(schema: &Schema, operand: &Operand, accepted: &[&Accepts]) -> Vec<Is> {
    let value = match operand {
        Operand::Path(path) => Some(&path.value),
        _ => None,
    };
    let empty = operand.may_be_empty().then_some(Is::Empty);
    let all = |count: usize| (0..count).filter_map(|place| i128::try_from(place).ok()).map(Constant::Ordinal);
    match value {
        Some(Type::YesNo) => all(2).map(Is::Value).chain(empty).collect(),
        Some(Type::OneOf(choices)) => {
            let count = schema.choices.get(choices.index()).map_or(0, Vec::len);
            all(count).map(Is::Value).chain(empty).collect()
        }
        _ => {
            let mut named = BTreeSet::new();
            let mut bounds: BTreeSet<i128> = BTreeSet::new();
            for accepts in accepted {
                match accepts {
                    Accepts::Values(values) => {
                        bounds.extend(values.iter().filter_map(|value| match value {
                            Constant::Ordinal(value) => Some(*value),
                            Constant::Text(_) => None,
                        }));
                        named.extend(values.iter().cloned());
                    }
                    Accepts::Range(least, most) => bounds.extend([least, most].into_iter().flatten()),
                    Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => {}
                }
            }
            let beside = bounds.iter().flat_map(|bound| {
                [bound.saturating_sub(1), *bound, bound.saturating_add(1)].map(Constant::Ordinal)
            });
            named.extend(beside.filter(|value| least(operand).is_none_or(|least| *value >= least)));
            // Between and beyond bounds there is nothing else.
            let other = bounds.is_empty().then_some(Is::Other);
            named.into_iter().map(Is::Value).chain(other).chain(empty).collect()
        }
    }
}

/// The least that a value can be, where it has one.
fn least(operand: &Operand) -> Option<Constant> {
    match operand {
        // Of events there are none or more, and amounts are never negative.
        Operand::Figure(_) | Operand::Elements(_) => Some(Constant::Ordinal(0)),
        _ => None,
    }
}
