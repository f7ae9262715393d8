//! What people count as, over all gates together.

use super::approvals::{Approval, Capacity, Gate, Seat};
use super::decision::Party;
use std::collections::{BTreeMap, BTreeSet};

/// People on their way to what they count as.
pub(super) struct Placing<'a> {
    given: &'a [Approval],
    pub(super) asked: BTreeMap<Seat, &'a Party>,
    /// How many people can count in each capacity.
    room: BTreeMap<Capacity, usize>,
}

/// One of the places that a capacity has.
type Place = (Capacity, usize);

impl<'a> Placing<'a> {
    pub(super) fn of(given: &'a [Approval], gates: &'a [Gate]) -> Placing<'a> {
        let seats = gates.iter().flat_map(Gate::all_seats);
        let asked: BTreeMap<Seat, &Party> = seats.map(|(party, seat)| (seat, party)).collect();
        let held = given.iter().flat_map(|approval| approval.held.iter().cloned().map(Capacity::only));
        let capacities: BTreeSet<Capacity> =
            asked.keys().map(|seat| seat.capacity.clone()).chain(held).collect();
        let room = capacities.into_iter().map(|it| {
            let room = room(&it, gates, given.len());
            (it, room)
        });
        let room = room.collect();
        Placing { given, asked, room }
    }

    pub(super) fn place_all(&self) -> BTreeMap<usize, Capacity> {
        let mut order: Vec<usize> = (0..self.given.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(self.served(*at).count()));
        let mut filled = BTreeMap::new();
        for at in order {
            self.place(at, &mut filled, &mut BTreeSet::new());
        }
        filled.into_iter().map(|((capacity, _), at)| (at, capacity)).collect()
    }

    fn served(&self, at: usize) -> impl Iterator<Item = &Seat> {
        let approval = self.given.get(at);
        let served =
            self.asked.iter().filter(move |(seat, party)| approval.is_some_and(|it| serves(it, party, seat)));
        served.map(|(seat, _)| seat)
    }

    /// The capacities in which an approval may count, the most useful first; of two alike, the one that says less, and then the
    /// one in which nobody else could.
    pub(super) fn capacities(&self, at: usize) -> Vec<Capacity> {
        let held = self.given.get(at).into_iter().flat_map(|approval| &approval.held);
        let held = held.cloned().map(Capacity::only);
        let all: BTreeSet<Capacity> = self.served(at).map(|seat| seat.capacity.clone()).chain(held).collect();
        let uses =
            |capacity: &Capacity| self.served(at).filter(|seat| capacity.serves(&seat.capacity)).count();
        let mut all: Vec<(usize, Capacity)> =
            all.into_iter().map(|it| (uses(&it), it)).filter(|(uses, _)| *uses > 0).collect();
        all.sort_by_key(|(uses, capacity)| {
            std::cmp::Reverse((*uses, capacity.is_choice(), capacity.is_one_person()))
        });
        all.into_iter().map(|(_, capacity)| capacity).collect()
    }

    /// Finds a place for one approval, moving others where that makes room.
    fn place(&self, at: usize, filled: &mut BTreeMap<Place, usize>, tried: &mut BTreeSet<Place>) -> bool {
        for capacity in self.capacities(at) {
            for number in 0..self.room.get(&capacity).copied().unwrap_or(0) {
                let place = (capacity.clone(), number);
                if !tried.insert(place.clone()) {
                    continue;
                }
                let other = filled.get(&place).copied();
                if other.is_none_or(|other| self.place(other, filled, tried)) {
                    filled.insert(place, at);
                    return true;
                }
            }
        }
        false
    }
}

/// How many people can count in a capacity: as many as some gate asks for, and never more than there are.
fn room(capacity: &Capacity, gates: &[Gate], people: usize) -> usize {
    let asked = |gate: &Gate| {
        let seats = gate.all_seats().filter(|(_, seat)| capacity.serves(&seat.capacity));
        seats
            .map(|(party, _)| party.number())
            .fold(0_usize, |sum, count| sum.saturating_add(count).min(people))
    };
    gates.iter().map(asked).max().unwrap_or(0)
}

/// Whether an approval was given for a seat, by somebody who may fill it.
pub(super) fn serves(approval: &Approval, party: &Party, seat: &Seat) -> bool {
    approval.seats.contains(seat) && !party.except.contains(&approval.person)
}
