//! Classes: the constants that an atom is compared with cut its outcomes into as few classes as tell them apart.

use crate::typed::{Accepts, Constant};
use std::collections::{BTreeMap, BTreeSet};

/// A set of classes, one bit each.
pub(super) type ClassSet = Vec<u64>;

/// What kinds of values an atom has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Domain {
    /// Whole numbers of some unit.
    Ordinals,
    /// Places in a list of so many.
    Places(usize),
    /// Texts, of which there are always more.
    Texts,
    /// No or yes.
    Question,
    /// Less, equal or more.
    Ordering,
}

/// The classes of one atom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Partition {
    /// Between these cuts.
    Cuts(Vec<i128>),
    /// The class of each place.
    Places(Vec<u32>),
    /// The class of each text; all others are class 0.
    Texts(BTreeMap<String, u32>),
    /// No is class 0, yes is class 1.
    Question,
    /// Less, equal and more are classes 0, 1 and 2.
    Ordering,
}

/// The classes of an atom, and whether the last of them is that of the empty value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Classes {
    pub(super) partition: Partition,
    pub(super) optional: bool,
}

impl Classes {
    /// The coarsest classes that tell apart everything that is accepted somewhere.
    pub(super) fn of(domain: &Domain, optional: bool, accepted: &BTreeSet<Accepts>) -> Classes {
        let partition = match domain {
            Domain::Ordinals => Partition::Cuts(cuts(accepted)),
            Domain::Places(count) => Partition::Places(places(*count, accepted)),
            Domain::Texts => Partition::Texts(texts(accepted)),
            Domain::Question => Partition::Question,
            Domain::Ordering => Partition::Ordering,
        };
        Classes { partition, optional }
    }

    /// How many classes there are.
    pub(super) fn count(&self) -> usize {
        self.valued() + usize::from(self.optional)
    }

    /// How many classes have values.
    fn valued(&self) -> usize {
        let last = |classes: Option<&u32>| classes.map_or(0, |class| *class as usize);
        match &self.partition {
            Partition::Cuts(cuts) => cuts.len() + 1,
            Partition::Places(class_of) => last(class_of.iter().max()) + 1,
            Partition::Texts(class_of) => last(class_of.values().max()) + 1,
            Partition::Question => 2,
            Partition::Ordering => 3,
        }
    }

    /// The classes that are accepted.
    pub(super) fn accepted(&self, accepts: &Accepts) -> ClassSet {
        let mut set = vec![0; self.count().div_ceil(64)];
        for class in 0..self.valued() {
            if self.accepts_class(accepts, class) {
                insert(&mut set, class);
            }
        }
        if self.optional && *accepts == Accepts::Empty {
            insert(&mut set, self.valued());
        }
        set
    }

    /// Every class.
    pub(super) fn all(&self) -> ClassSet {
        let mut set = vec![0; self.count().div_ceil(64)];
        (0..self.count()).for_each(|class| insert(&mut set, class));
        set
    }

    /// Whether a class of values is accepted: its values are all alike, so one of them stands for it.
    fn accepts_class(&self, accepts: &Accepts, class: usize) -> bool {
        match &self.partition {
            Partition::Cuts(cuts) => {
                let below = class.checked_sub(1).and_then(|before| cuts.get(before)).copied();
                let value = below.unwrap_or_else(|| cuts.first().map_or(0, |first| first.saturating_sub(1)));
                accepts_ordinal(accepts, value)
            }
            Partition::Places(class_of) => {
                let place = class_of.iter().position(|of| *of as usize == class);
                place.is_some_and(|place| accepts_ordinal(accepts, place as i128))
            }
            Partition::Texts(class_of) => {
                let text = class_of.iter().find(|(_, of)| **of as usize == class).map(|(text, _)| text);
                text.is_some_and(|text| accepts_text(accepts, text))
            }
            Partition::Question => *accepts == Accepts::Yes && class == 1,
            Partition::Ordering => accepts_ordering(accepts, class),
        }
    }
}

fn insert(set: &mut ClassSet, class: usize) {
    if let Some(word) = set.get_mut(class / 64) {
        *word |= 1 << (class % 64);
    }
}

/// Whether a number is accepted.
pub(super) fn accepts_ordinal(accepts: &Accepts, value: i128) -> bool {
    match accepts {
        Accepts::Values(values) => values.contains(&Constant::Ordinal(value)),
        Accepts::Range(from, to) => from.is_none_or(|from| from <= value) && to.is_none_or(|to| value <= to),
        Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => false,
    }
}

/// Whether a text is accepted.
pub(super) fn accepts_text(accepts: &Accepts, text: &str) -> bool {
    match accepts {
        Accepts::Values(values) => values.contains(&Constant::Text(text.to_owned())),
        Accepts::Range(_, _) | Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => false,
    }
}

/// Whether a comparison is accepted that came out as less (0), equal (1) or more (2).
pub(super) fn accepts_ordering(accepts: &Accepts, class: usize) -> bool {
    match accepts {
        Accepts::Ordering { less, equal, more } => {
            [*less, *equal, *more].get(class).copied().unwrap_or(false)
        }
        Accepts::Values(_) | Accepts::Range(_, _) | Accepts::Empty | Accepts::Yes => false,
    }
}

fn ordinals(accepted: &BTreeSet<Accepts>) -> impl Iterator<Item = i128> {
    accepted
        .iter()
        .filter_map(|accepts| match accepts {
            Accepts::Values(values) => Some(values),
            Accepts::Range(_, _) | Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => None,
        })
        .flatten()
        .filter_map(|value| match value {
            Constant::Ordinal(number) => Some(*number),
            Constant::Text(_) => None,
        })
}

/// Before each constant, and behind it: numbers are whole multiples of their unit, so that no class is without a value.
fn cuts(accepted: &BTreeSet<Accepts>) -> Vec<i128> {
    let points = ordinals(accepted).flat_map(|value| [Some(value), value.checked_add(1)]);
    let ends = accepted.iter().flat_map(|accepts| match accepts {
        Accepts::Range(from, to) => [*from, to.and_then(|to| to.checked_add(1))],
        Accepts::Values(_) | Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => [None, None],
    });
    points.chain(ends).flatten().collect::<BTreeSet<i128>>().into_iter().collect()
}

/// Places that are accepted by the same sets share a class; classes are numbered as they come.
fn places(count: usize, accepted: &BTreeSet<Accepts>) -> Vec<u32> {
    let signature =
        |place: usize| accepted.iter().map(|accepts| accepts_ordinal(accepts, place as i128)).collect();
    number((0..count).map(signature), 0)
}

fn texts(accepted: &BTreeSet<Accepts>) -> BTreeMap<String, u32> {
    let mut signatures: BTreeMap<&String, Vec<bool>> = BTreeMap::new();
    for (number, accepts) in accepted.iter().enumerate() {
        let Accepts::Values(values) = accepts else { continue };
        for value in values {
            if let Constant::Text(text) = value {
                let signature = signatures.entry(text).or_insert_with(|| vec![false; accepted.len()]);
                signature.iter_mut().skip(number).take(1).for_each(|bit| *bit = true);
            }
        }
    }
    let classes = number(signatures.values().cloned(), 1);
    signatures.keys().map(|text| (*text).clone()).zip(classes).collect()
}

/// Numbers signatures in the order of their first appearance.
fn number(signatures: impl Iterator<Item = Vec<bool>>, first: u32) -> Vec<u32> {
    let mut numbers: BTreeMap<Vec<bool>, u32> = BTreeMap::new();
    let mut next = first;
    let class = |signature: Vec<bool>| {
        *numbers.entry(signature).or_insert_with(|| {
            next += 1;
            next - 1
        })
    };
    signatures.map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_cut_and_points_stand_alone() {
        let one = Accepts::Values(BTreeSet::from([Constant::Ordinal(5)]));
        let above = Accepts::Range(Some(10), None);
        let classes = Classes::of(&Domain::Ordinals, true, &BTreeSet::from([one.clone(), above.clone()]));
        assert_eq!(classes.partition, Partition::Cuts(vec![5, 6, 10]));
        assert_eq!((classes.accepted(&one), classes.accepted(&above)), (vec![0b00010], vec![0b01000]));
        assert_eq!(classes.accepted(&Accepts::Empty), vec![0b10000]);
    }

    #[test]
    fn texts_of_the_same_lists_share_a_class() {
        let list = |texts: &[&str]| {
            Accepts::Values(texts.iter().map(|text| Constant::Text((*text).to_owned())).collect())
        };
        let classes =
            Classes::of(&Domain::Texts, false, &BTreeSet::from([list(&["a", "b", "c"]), list(&["c"])]));
        assert_eq!(classes.count(), 3);
        assert_eq!(classes.accepted(&list(&["a", "b", "c"])), vec![0b110]);
    }
}
