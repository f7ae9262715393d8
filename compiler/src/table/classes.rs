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
    /// How many classes have values.
    valued: usize,
}

impl Classes {
    /// The coarsest classes that tell apart everything that is accepted somewhere.
    pub(super) fn of(domain: &Domain, optional: bool, accepted: &BTreeSet<Accepts>) -> Classes {
        let partition = match domain {
            Domain::Ordinals => Partition::Cuts(cuts(accepted)),
            Domain::Places(count) => Partition::Places(places(*count, accepted)),
            Domain::Texts => Partition::Texts(classes_of_texts(accepted)),
            Domain::Question => Partition::Question,
            Domain::Ordering => Partition::Ordering,
        };
        let valued = valued(&partition);
        Classes { partition, optional, valued }
    }

    /// How many classes there are.
    pub(super) fn count(&self) -> usize {
        self.valued + usize::from(self.optional)
    }

    /// The classes that are accepted. Values of one class are accepted alike.
    pub(super) fn accepted(&self, accepts: &Accepts) -> ClassSet {
        let mut set = vec![0; self.count().div_ceil(64)];
        match (&self.partition, accepts) {
            (_, Accepts::Empty) if self.optional => insert(&mut set, self.valued),
            (Partition::Cuts(cuts), _) => {
                let region = |value: i128| cuts.partition_point(|cut| *cut <= value);
                match accepts {
                    Accepts::Range(from, to) => {
                        let (from, to) = (from.map_or(0, region), to.map_or(cuts.len(), region));
                        (from..=to).for_each(|class| insert(&mut set, class));
                    }
                    _ => ordinals(accepts).for_each(|value| insert(&mut set, region(value))),
                }
            }
            (Partition::Places(class_of), _) => {
                let places = class_of.iter().enumerate();
                let accepted = places.filter(|(place, _)| accepts_ordinal(accepts, *place as i128));
                accepted.for_each(|(_, class)| insert(&mut set, *class as usize));
            }
            (Partition::Texts(class_of), _) => {
                let accepted = texts(accepts).filter_map(|text| class_of.get(text));
                accepted.for_each(|class| insert(&mut set, *class as usize));
            }
            (Partition::Question, _) if *accepts == Accepts::Yes => insert(&mut set, 1),
            (Partition::Question, _) => {}
            (Partition::Ordering, _) => {
                let accepted = (0..3).filter(|class| accepts_ordering(accepts, *class));
                accepted.for_each(|class| insert(&mut set, class));
            }
        }
        set
    }

    /// Every class.
    pub(super) fn all(&self) -> ClassSet {
        let mut set = vec![u64::MAX; self.count().div_ceil(64)];
        if let (Some(last), rest @ 1..) = (set.last_mut(), self.count() % 64) {
            *last >>= 64 - rest;
        }
        set
    }
}

/// How many classes of a partition have values.
fn valued(partition: &Partition) -> usize {
    let last = |classes: Option<&u32>| classes.map_or(0, |class| *class as usize);
    match partition {
        Partition::Cuts(cuts) => cuts.len() + 1,
        Partition::Places(class_of) => last(class_of.iter().max()) + 1,
        Partition::Texts(class_of) => last(class_of.values().max()) + 1,
        Partition::Question => 2,
        Partition::Ordering => 3,
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

/// Whether a comparison is accepted that came out as less (0), equal (1) or more (2).
pub(super) fn accepts_ordering(accepts: &Accepts, class: usize) -> bool {
    match accepts {
        Accepts::Ordering { less, equal, more } => {
            [*less, *equal, *more].get(class).copied().unwrap_or(false)
        }
        Accepts::Values(_) | Accepts::Range(_, _) | Accepts::Empty | Accepts::Yes => false,
    }
}

/// The numbers of a list of values.
fn ordinals(accepts: &Accepts) -> impl Iterator<Item = i128> {
    values(accepts).filter_map(|value| match value {
        Constant::Ordinal(number) => Some(*number),
        Constant::Text(_) => None,
    })
}

/// The texts of a list of values.
fn texts(accepts: &Accepts) -> impl Iterator<Item = &String> {
    values(accepts).filter_map(|value| match value {
        Constant::Text(text) => Some(text),
        Constant::Ordinal(_) => None,
    })
}

fn values(accepts: &Accepts) -> impl Iterator<Item = &Constant> {
    let values = match accepts {
        Accepts::Values(values) => Some(values),
        Accepts::Range(_, _) | Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => None,
    };
    values.into_iter().flatten()
}

/// Before each constant, and behind it: numbers are whole multiples of their unit, so that no class is without a value.
fn cuts(accepted: &BTreeSet<Accepts>) -> Vec<i128> {
    let points = accepted.iter().flat_map(ordinals).flat_map(|value| [Some(value), value.checked_add(1)]);
    let ends = accepted.iter().flat_map(|accepts| match accepts {
        Accepts::Range(from, to) => [*from, to.and_then(|to| to.checked_add(1))],
        Accepts::Values(_) | Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => [None, None],
    });
    points.chain(ends).flatten().collect::<BTreeSet<i128>>().into_iter().collect()
}

/// The class of each place. Places that are accepted by the same sets share one.
fn places(count: usize, accepted: &BTreeSet<Accepts>) -> Vec<u32> {
    let signature = |place: usize| -> Vec<usize> {
        let accepted = accepted.iter().enumerate();
        let by = accepted.filter(|(_, accepts)| accepts_ordinal(accepts, place as i128));
        by.map(|(number, _)| number).collect()
    };
    numbered((0..count).map(signature), 0)
}

/// The class of each text that is in some list. Texts that are in the same lists share one.
fn classes_of_texts(accepted: &BTreeSet<Accepts>) -> BTreeMap<String, u32> {
    let mut lists: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (number, accepts) in accepted.iter().enumerate() {
        texts(accepts).for_each(|text| lists.entry(text).or_default().push(number));
    }
    let classes = numbered(lists.values(), 1);
    lists.keys().map(|text| (*text).clone()).zip(classes).collect()
}

/// Numbers signatures in the order of their first appearance.
fn numbered<S: Ord>(signatures: impl Iterator<Item = S>, first: u32) -> Vec<u32> {
    let mut numbers: BTreeMap<S, u32> = BTreeMap::new();
    let mut next = first;
    let class = |signature: S| {
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
