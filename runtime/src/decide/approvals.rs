//! What gates ask of people, and what people have given.

use super::decision::{Party, Who};
use std::collections::BTreeSet;

/// In which capacity somebody approves: as any one of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Capacity(BTreeSet<Who>);

/// A seat: one capacity in one step of one gate.
///
/// Gates go by name, so that what was approved is still understood under another version of the charter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seat {
    pub(crate) rule: String,
    pub(crate) step: usize,
    pub(crate) capacity: Capacity,
}

/// An approval that somebody has given, and the seats that it was given for: it counts for no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) person: String,
    /// What they were that the seats ask for.
    pub(crate) held: BTreeSet<Who>,
    pub(crate) seats: BTreeSet<Seat>,
    /// Whether it confirms a request made for that person: no other seat is among these.
    pub(crate) confirms: bool,
}

/// What people have said of a request: at most one approval a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) approvals: Vec<Approval>,
}

/// A gate that applies, and the approvals that it asks for: in turn, and in each step all of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    pub(crate) rule: String,
    /// How many steps came before these, for others whose time has passed: what was approved there counts for none here.
    pub(crate) before: usize,
    pub(crate) steps: Vec<BTreeSet<Party>>,
    /// How many requests one approval may be for, where it is given in batches.
    pub(crate) batch: Option<u32>,
}

impl Capacity {
    /// As this and nothing else.
    pub(crate) fn only(who: Who) -> Capacity {
        Capacity(BTreeSet::from([who]))
    }

    /// Whether whoever approves in this capacity is one of those whom another one asks for.
    pub(crate) fn serves(&self, asked: &Capacity) -> bool {
        self.0.is_subset(&asked.0)
    }

    /// Whether one person alone can stand for it.
    pub(crate) fn is_one_person(&self) -> bool {
        self.0.len() == 1 && self.0.iter().all(|who| matches!(who, Who::Person(_)))
    }

    /// Whether it leaves a choice.
    pub(crate) fn is_choice(&self) -> bool {
        self.0.len() > 1
    }
}

impl Party {
    pub(crate) fn capacity(&self) -> Capacity {
        Capacity(self.any.clone())
    }

    /// What is left to ask for once so many have approved; `None` where nothing is.
    pub(crate) fn without(&self, approved: usize) -> Option<Party> {
        let left = u32::try_from(self.number().saturating_sub(approved)).unwrap_or(u32::MAX);
        (left > 0).then(|| Party { count: left, ..self.clone() })
    }

    /// How many it asks for.
    pub(crate) fn number(&self) -> usize {
        self.count as usize
    }
}

impl Gate {
    /// Every seat of a step.
    pub(crate) fn seats(&self, step: usize) -> impl Iterator<Item = (&Party, Seat)> {
        let parties = self.steps.get(step).into_iter().flatten();
        let seat = move |party: &Party| Seat {
            rule: self.rule.clone(),
            step: self.before + step,
            capacity: party.capacity(),
        };
        parties.map(move |party| (party, seat(party)))
    }

    /// Every seat, in turn.
    pub(crate) fn all_seats(&self) -> impl Iterator<Item = (&Party, Seat)> {
        (0..self.steps.len()).flat_map(|step| self.seats(step))
    }

    /// Whether it asks nothing of people that another gate of the same name does not ask.
    pub(crate) fn asks_no_more_than(&self, other: &Gate) -> bool {
        let fits = |(step, before): (&BTreeSet<Party>, &BTreeSet<Party>)| {
            step.iter().all(|party| {
                let same = |earlier: &Party| {
                    let as_many = party.count <= earlier.count;
                    let as_strictly = party.confirms || !earlier.confirms;
                    earlier.any == party.any
                        && as_many
                        && as_strictly
                        && party.except.is_subset(&earlier.except)
                };
                before.iter().any(same)
            })
        };
        // What was approved with many others was looked at less.
        let as_closely = self.batch.is_some() || other.batch.is_none();
        as_closely
            && self.rule == other.rule
            && self.before == other.before
            && self.steps.len() <= other.steps.len()
            && self.steps.iter().zip(&other.steps).all(fits)
    }
}
