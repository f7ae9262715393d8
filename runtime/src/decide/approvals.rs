//! Which gates the given approvals discharge.

use super::decision::Party;
use std::collections::{BTreeMap, BTreeSet};

/// In which capacity somebody approves: as the named person, or as one who holds a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Capacity {
    Person(String),
    Role(String),
}

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
    pub(crate) seats: BTreeSet<Seat>,
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
    pub(crate) steps: Vec<BTreeSet<Party>>,
}

/// Who counts as what.
///
/// One person's approval serves every gate that asks the same role, and one person never serves two roles; so people are
/// matched with the capacities that all gates together ask for, found with augmenting paths (Kuhn 1955). Those whose
/// approval serves more seats are placed first, so that one who approved before a gate appeared does not stand in the way
/// of one who has seen them all.
#[derive(Debug)]
pub(crate) struct Matching<'a> {
    given: &'a [Approval],
    /// By place, the approval that fills it.
    filled: BTreeMap<Place, usize>,
}

/// One of the places that a capacity has.
type Place = (Capacity, usize);

impl Party {
    pub(crate) fn capacity(&self) -> Capacity {
        match self {
            Party::Person { person } => Capacity::Person(person.clone()),
            Party::Role { role, .. } => Capacity::Role(role.clone()),
        }
    }

    /// What is left to ask for once so many have approved; `None` where nothing is.
    fn without(&self, approved: usize) -> Option<Party> {
        let left = u32::try_from(self.count().saturating_sub(approved)).unwrap_or(u32::MAX);
        match self {
            _ if left == 0 => None,
            Party::Person { .. } => Some(self.clone()),
            Party::Role { role, .. } => Some(Party::Role { role: role.clone(), count: left }),
        }
    }

    fn count(&self) -> usize {
        match self {
            Party::Person { .. } => 1,
            Party::Role { count, .. } => *count as usize,
        }
    }
}

impl Gate {
    /// Every seat of a step.
    pub(crate) fn seats(&self, step: usize) -> impl Iterator<Item = (&Party, Seat)> {
        let parties = self.steps.get(step).into_iter().flatten();
        parties.map(move |party| (party, Seat { rule: self.rule.clone(), step, capacity: party.capacity() }))
    }

    /// Whether it asks nothing of people that another gate of the same name does not ask.
    pub(crate) fn asks_no_more_than(&self, other: &Gate) -> bool {
        let fits = |(step, before): (&BTreeSet<Party>, &BTreeSet<Party>)| {
            step.iter().all(|party| {
                let same = |earlier: &Party| {
                    earlier.capacity() == party.capacity() && party.count() <= earlier.count()
                };
                before.iter().any(same)
            })
        };
        self.rule == other.rule
            && self.steps.len() <= other.steps.len()
            && self.steps.iter().zip(&other.steps).all(fits)
    }

    fn all_seats(&self) -> impl Iterator<Item = (&Party, Seat)> {
        (0..self.steps.len()).flat_map(|step| self.seats(step))
    }
}

impl<'a> Matching<'a> {
    /// Matches what was given with what all the gates together ask.
    pub(crate) fn of(given: &'a Given, gates: &[Gate]) -> Matching<'a> {
        let mut matching = Matching { given: &given.approvals, filled: BTreeMap::new() };
        if given.approvals.is_empty() {
            return matching;
        }
        let asked: BTreeSet<Seat> = gates.iter().flat_map(Gate::all_seats).map(|(_, seat)| seat).collect();
        let room = room(gates, given.approvals.len());
        let mut order: Vec<usize> = (0..given.approvals.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(matching.served(*at, &asked).count()));
        for at in order {
            matching.seat(at, &room, &asked, &mut BTreeSet::new());
        }
        matching
    }

    fn served<'s>(
        &self,
        at: usize,
        asked: &'s BTreeSet<Seat>,
    ) -> impl Iterator<Item = &'s Seat> + use<'a, 's> {
        let seats = self.given.get(at).map(|approval| &approval.seats);
        asked.iter().filter(move |seat| seats.is_some_and(|seats| seats.contains(seat)))
    }

    /// The capacities in which an approval may count, the most useful first.
    fn capacities(&self, at: usize, asked: &BTreeSet<Seat>) -> Vec<Capacity> {
        let mut uses: BTreeMap<&Capacity, usize> = BTreeMap::new();
        self.served(at, asked).for_each(|seat| *uses.entry(&seat.capacity).or_default() += 1);
        let mut uses: Vec<(&Capacity, usize)> = uses.into_iter().collect();
        uses.sort_by_key(|(_, seats)| std::cmp::Reverse(*seats));
        uses.into_iter().map(|(capacity, _)| capacity.clone()).collect()
    }

    /// Finds a place for one approval, moving others where that makes room.
    fn seat(
        &mut self,
        at: usize,
        room: &BTreeMap<Capacity, usize>,
        asked: &BTreeSet<Seat>,
        tried: &mut BTreeSet<Place>,
    ) -> bool {
        for capacity in self.capacities(at, asked) {
            for number in 0..room.get(&capacity).copied().unwrap_or(0) {
                let place = (capacity.clone(), number);
                if !tried.insert(place.clone()) {
                    continue;
                }
                let other = self.filled.get(&place).copied();
                if other.is_none_or(|other| self.seat(other, room, asked, tried)) {
                    self.filled.insert(place, at);
                    return true;
                }
            }
        }
        false
    }

    /// How many of those that a party stands for have approved.
    fn approved(&self, party: &Party, seat: &Seat) -> usize {
        let serves = |at: &usize| self.given.get(*at).is_some_and(|approval| approval.seats.contains(seat));
        let filled =
            self.filled.iter().filter(|((capacity, _), at)| *capacity == seat.capacity && serves(at));
        filled.count().min(party.count())
    }

    /// Whether a party has still to approve.
    pub(crate) fn is_open(&self, party: &Party, seat: &Seat) -> bool {
        self.approved(party, seat) < party.count()
    }

    /// The step of a gate that is at hand; `None` once all are done.
    pub(crate) fn open_step(&self, gate: &Gate) -> Option<usize> {
        (0..gate.steps.len()).find(|step| gate.seats(*step).any(|(party, seat)| self.is_open(party, &seat)))
    }

    /// What a gate still asks for: in turn the steps that are not done, and in each those who have not approved.
    pub(crate) fn still_owed(&self, gate: &Gate) -> Vec<BTreeSet<Party>> {
        let left = |(party, seat): (&Party, Seat)| party.without(self.approved(party, &seat));
        let steps = (0..gate.steps.len()).map(|step| gate.seats(step).filter_map(left).collect());
        steps.filter(|step: &BTreeSet<Party>| !step.is_empty()).collect()
    }

    /// How much of what the gates ask has been given.
    pub(crate) fn progress(&self, gates: &[Gate]) -> usize {
        gates.iter().flat_map(Gate::all_seats).map(|(party, seat)| self.approved(party, &seat)).sum()
    }

    /// Whether somebody's approval counts for something.
    pub(crate) fn counts(&self, person: &str) -> bool {
        let of_person = |at: &usize| self.given.get(*at).is_some_and(|approval| approval.person == person);
        self.filled.values().any(of_person)
    }
}

/// How many people can count in each capacity: as many as some gate asks for, and never more than there are.
fn room(gates: &[Gate], people: usize) -> BTreeMap<Capacity, usize> {
    let mut room: BTreeMap<Capacity, usize> = BTreeMap::new();
    for gate in gates {
        let mut asks: BTreeMap<Capacity, usize> = BTreeMap::new();
        for (party, seat) in gate.all_seats() {
            let count = asks.entry(seat.capacity).or_default();
            *count = count.saturating_add(party.count()).min(people);
        }
        for (capacity, count) in asks {
            let most = room.entry(capacity).or_default();
            *most = count.max(*most);
        }
    }
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(rule: &str, steps: &[&[(&str, u32)]]) -> Gate {
        let party = |(role, count): &(&str, u32)| Party::Role { role: (*role).to_owned(), count: *count };
        Gate {
            rule: rule.to_owned(),
            steps: steps.iter().map(|step| step.iter().map(party).collect()).collect(),
        }
    }

    /// A gate, a step of it and a role.
    type Written<'a> = (&'a str, usize, &'a str);

    /// People, each with the seats they approved for.
    fn given(people: &[(&str, &[Written<'_>])]) -> Given {
        let seat = |(rule, step, role): &Written<'_>| Seat {
            rule: (*rule).to_owned(),
            step: *step,
            capacity: Capacity::Role((*role).to_owned()),
        };
        let approval = |(person, seats): &(&str, &[Written<'_>])| Approval {
            person: (*person).to_owned(),
            seats: seats.iter().map(seat).collect(),
        };
        Given { approvals: people.iter().map(approval).collect() }
    }

    fn open(given: &Given, gates: &[Gate]) -> Vec<Option<usize>> {
        let matching = Matching::of(given, gates);
        gates.iter().map(|gate| matching.open_step(gate)).collect()
    }

    #[test]
    fn one_person_never_serves_two_roles() {
        let gates = [gate("a", &[&[("legal", 1)]]), gate("b", &[&[("sales", 1)]])];
        let mia: (&str, &[_]) = ("mia", &[("a", 0, "legal"), ("b", 0, "sales")]);
        assert_ne!(open(&given(&[mia]), &gates), [None, None]);
        let both = given(&[mia, ("bo", &[("a", 0, "legal")])]);
        assert_eq!(open(&both, &gates), [None, None], "mia makes room for bo");
    }

    #[test]
    fn one_approval_serves_every_gate_that_asks_the_role_and_was_shown() {
        let gates = [gate("a", &[&[("legal", 1)]]), gate("b", &[&[("legal", 1)]])];
        assert_eq!(open(&given(&[("mia", &[("a", 0, "legal"), ("b", 0, "legal")])]), &gates), [None, None]);
        assert_eq!(open(&given(&[("mia", &[("a", 0, "legal")])]), &gates), [None, Some(0)]);
        let later = given(&[("mia", &[("a", 0, "legal")]), ("bo", &[("a", 0, "legal"), ("b", 0, "legal")])]);
        assert_eq!(open(&later, &gates), [None, None], "bo has seen both");
    }

    #[test]
    fn two_people_are_two_people() {
        let gates = [gate("a", &[&[("legal", 2)]])];
        assert_eq!(open(&given(&[("mia", &[("a", 0, "legal")])]), &gates), [Some(0)]);
        assert_eq!(
            open(&given(&[("mia", &[("a", 0, "legal")]), ("bo", &[("a", 0, "legal")])]), &gates),
            [None]
        );
    }

    #[test]
    fn an_absurd_number_of_approvers_is_only_a_number() {
        let gates = [gate("a", &[&[("legal", u32::MAX)]])];
        assert_eq!(open(&given(&[("mia", &[("a", 0, "legal")])]), &gates), [Some(0)]);
    }
}
