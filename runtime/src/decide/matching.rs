//! Who counts as what, and which seats that fills.

use super::approvals::{Approval, Capacity, Gate, Given, Seat};
use super::decision::Party;
use super::placing::{Placing, serves};
use std::collections::{BTreeMap, BTreeSet};

/// Who counts as what.
///
/// One person's approval serves every gate that asks the same role, and one person never serves two roles, nor two seats of
/// one gate; so people are matched with the capacities that all gates together ask for, found with augmenting paths (Kuhn
/// 1955). Those whose approval serves more seats are placed first, so that one who approved before a gate appeared does not
/// stand in the way of one who has seen them all. Who fills a choice can stand for all of it, or for the one role of it that
/// serves other seats as well.
#[derive(Debug)]
pub(crate) struct Matching<'a> {
    given: &'a [Approval],
    /// By place among the given ones, what a person counts as.
    counts_as: BTreeMap<usize, Capacity>,
}

impl<'a> Matching<'a> {
    /// Matches what was given with what all the gates together ask.
    pub(crate) fn of(given: &'a Given, gates: &[Gate]) -> Matching<'a> {
        let mut matching = Matching { given: &given.approvals, counts_as: BTreeMap::new() };
        if given.approvals.is_empty() {
            return matching;
        }
        let placing = Placing::of(&given.approvals, gates);
        matching.counts_as = placing.place_all();
        matching.improve(&placing, gates);
        matching
    }

    /// Has people count as something else as long as that fills more seats. Without choices there is nothing to gain.
    fn improve(&mut self, placing: &Placing<'_>, gates: &[Gate]) {
        if !placing.asked.keys().any(|seat| seat.capacity.is_choice()) {
            return;
        }
        let mut most = self.progress(gates);
        while let Some((better, progress)) = self.better(placing, gates, most) {
            self.counts_as = better;
            most = progress;
        }
    }

    fn better(
        &self,
        placing: &Placing<'_>,
        gates: &[Gate],
        than: usize,
    ) -> Option<(BTreeMap<usize, Capacity>, usize)> {
        let each =
            (0..self.given.len()).flat_map(|at| placing.capacities(at).into_iter().map(move |it| (at, it)));
        each.map(|(at, capacity)| {
            let mut counts_as = self.counts_as.clone();
            counts_as.insert(at, capacity);
            let other = Matching { given: self.given, counts_as };
            let progress = other.progress(gates);
            (other.counts_as, progress)
        })
        .find(|(_, progress)| *progress > than)
    }

    /// For each step of a gate, how many have approved as each of those that it asks.
    fn filled(&self, gate: &Gate) -> Vec<BTreeMap<Capacity, usize>> {
        let mut filled = vec![BTreeMap::new(); gate.steps.len()];
        if self.counts_as.is_empty() {
            return filled;
        }
        let people = self.counts_as.len();
        let chairs: Vec<(&Party, Seat)> = gate
            .all_seats()
            .flat_map(|(party, seat)| std::iter::repeat_n((party, seat), party.number().min(people)))
            .collect();
        let mut taken = BTreeMap::new();
        for chair in 0..chairs.len() {
            self.fill(chair, &chairs, &mut taken, &mut BTreeSet::new());
        }
        for (_, seat) in taken.values().filter_map(|chair: &usize| chairs.get(*chair)) {
            if let Some(step) = seat.step.checked_sub(gate.before).and_then(|step| filled.get_mut(step)) {
                *step.entry(seat.capacity.clone()).or_default() += 1;
            }
        }
        filled
    }

    /// Finds a person for a chair, moving others where that makes room. By person, the chair that they have taken.
    fn fill(
        &self,
        chair: usize,
        chairs: &[(&Party, Seat)],
        taken: &mut BTreeMap<usize, usize>,
        tried: &mut BTreeSet<usize>,
    ) -> bool {
        let Some((party, seat)) = chairs.get(chair) else { return false };
        for (at, capacity) in &self.counts_as {
            let fits = capacity.serves(&seat.capacity)
                && self.given.get(*at).is_some_and(|approval| serves(approval, party, seat));
            if !fits || !tried.insert(*at) {
                continue;
            }
            let other = taken.get(at).copied();
            if other.is_none_or(|other| self.fill(other, chairs, taken, tried)) {
                taken.insert(*at, chair);
                return true;
            }
        }
        false
    }

    /// The parties of each step that have still to approve, and how many of them.
    pub(crate) fn open(&self, gate: &Gate) -> Vec<BTreeSet<Party>> {
        let left = |(step, filled): (&BTreeSet<Party>, BTreeMap<Capacity, usize>)| {
            let approved = |party: &Party| filled.get(&party.capacity()).copied().unwrap_or(0);
            step.iter().filter_map(|party| party.without(approved(party))).collect()
        };
        gate.steps.iter().zip(self.filled(gate)).map(left).collect()
    }

    /// The step of a gate that is at hand; `None` once all are done.
    pub(crate) fn open_step(&self, gate: &Gate) -> Option<usize> {
        self.open(gate).iter().position(|step| !step.is_empty())
    }

    /// What a gate still asks for: in turn the steps that are not done, and in each those who have not approved.
    pub(crate) fn still_owed(&self, gate: &Gate) -> Vec<BTreeSet<Party>> {
        self.open(gate).into_iter().filter(|step| !step.is_empty()).collect()
    }

    /// How much of what the gates ask has been given.
    pub(crate) fn progress(&self, gates: &[Gate]) -> usize {
        gates.iter().flat_map(|gate| self.filled(gate)).flat_map(BTreeMap::into_values).sum()
    }

    /// Whether somebody's approval counts for something.
    pub(crate) fn counts(&self, person: &str) -> bool {
        let of_person = |at: &usize| self.given.get(*at).is_some_and(|approval| approval.person == person);
        self.counts_as.keys().any(of_person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::decision::Who;

    /// Roles joined by `or`, and how many of them.
    fn party(roles: &str, count: u32) -> Party {
        let any = roles.split(" or ").map(|role| Who::Role(role.to_owned())).collect();
        Party { any, count, except: BTreeSet::new(), confirms: false }
    }

    fn gate(rule: &str, steps: &[&[(&str, u32)]]) -> Gate {
        let step = |step: &&[(&str, u32)]| step.iter().map(|(roles, count)| party(roles, *count)).collect();
        let steps = steps.iter().map(step).collect();
        Gate { rule: rule.to_owned(), before: 0, steps, batch: None }
    }

    /// A gate, a step of it and the roles that are asked there.
    type Written<'a> = (&'a str, usize, &'a str);

    /// People, each with their roles and the seats they approved for.
    fn given(people: &[(&str, &str, &[Written<'_>])]) -> Given {
        let seat = |(rule, step, roles): &Written<'_>| Seat {
            rule: (*rule).to_owned(),
            step: *step,
            capacity: party(roles, 1).capacity(),
        };
        let approval = |(person, roles, seats): &(&str, &str, &[Written<'_>])| Approval {
            person: (*person).to_owned(),
            held: party(roles, 1).any,
            seats: seats.iter().map(seat).collect(),
            confirms: false,
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
        let mia: (&str, &str, &[_]) = ("mia", "legal or sales", &[("a", 0, "legal"), ("b", 0, "sales")]);
        assert_ne!(open(&given(&[mia]), &gates), [None, None]);
        let both = given(&[mia, ("bo", "legal", &[("a", 0, "legal")])]);
        assert_eq!(open(&both, &gates), [None, None], "mia makes room for bo");
    }

    #[test]
    fn one_approval_serves_every_gate_that_asks_the_role_and_was_shown() {
        let gates = [gate("a", &[&[("legal", 1)]]), gate("b", &[&[("legal", 1)]])];
        let mia = given(&[("mia", "legal", &[("a", 0, "legal"), ("b", 0, "legal")])]);
        assert_eq!(open(&mia, &gates), [None, None]);
        assert_eq!(open(&given(&[("mia", "legal", &[("a", 0, "legal")])]), &gates), [None, Some(0)]);
        let later = given(&[
            ("mia", "legal", &[("a", 0, "legal")]),
            ("bo", "legal", &[("a", 0, "legal"), ("b", 0, "legal")]),
        ]);
        assert_eq!(open(&later, &gates), [None, None], "bo has seen both");
    }

    #[test]
    fn two_people_are_two_people() {
        let gates = [gate("a", &[&[("legal", 2)]])];
        let (mia, bo): ((&str, &str, &[_]), (&str, &str, &[_])) =
            (("mia", "legal", &[("a", 0, "legal")]), ("bo", "legal", &[("a", 0, "legal")]));
        assert_eq!(open(&given(&[mia]), &gates), [Some(0)]);
        assert_eq!(open(&given(&[mia, bo]), &gates), [None]);
        let in_turn = [gate("a", &[&[("legal", 1)], &[("legal", 1)]])];
        let twice = given(&[("mia", "legal", &[("a", 0, "legal"), ("a", 1, "legal")])]);
        assert_eq!(open(&twice, &in_turn), [Some(1)], "the second turn is another person's");
    }

    #[test]
    fn who_fills_a_choice_serves_the_gates_that_ask_one_of_it() {
        let gates = [
            gate("a", &[&[("legal or sales", 1)]]),
            gate("b", &[&[("sales", 1)]]),
            gate("c", &[&[("sales or finance", 1)]]),
        ];
        let seats: &[Written<'_>] =
            &[("a", 0, "legal or sales"), ("b", 0, "sales"), ("c", 0, "sales or finance")];
        assert_eq!(open(&given(&[("mia", "sales", seats)]), &gates), [None, None, None]);
        let only_choice = given(&[("bo", "legal", &[("a", 0, "legal or sales")])]);
        assert_eq!(open(&only_choice, &gates), [None, Some(0), Some(0)]);
    }

    #[test]
    fn who_fills_a_choice_makes_room_for_one_who_can_fill_nothing_else() {
        let gates = [
            gate("a", &[&[("legal or sales", 1)]]),
            gate("b", &[&[("finance", 1)]]),
            gate("c", &[&[("sales or finance", 1)]]),
        ];
        let mia: &[Written<'_>] =
            &[("a", 0, "legal or sales"), ("b", 0, "finance"), ("c", 0, "sales or finance")];
        let both = given(&[("mia", "sales or finance", mia), ("bo", "legal", &[("a", 0, "legal or sales")])]);
        assert_eq!(open(&both, &gates), [None, None, None]);
    }

    #[test]
    fn one_gate_that_asks_a_role_and_a_choice_of_it_asks_two_people() {
        let gates = [gate("a", &[&[("sales", 1)], &[("legal or sales", 1)]])];
        let seats: &[Written<'_>] = &[("a", 0, "sales"), ("a", 1, "legal or sales")];
        assert_eq!(open(&given(&[("mia", "sales", seats)]), &gates), [Some(1)]);
        let both = given(&[("mia", "sales", seats), ("bo", "sales", seats)]);
        assert_eq!(open(&both, &gates), [None]);
    }

    #[test]
    fn who_is_excluded_by_now_does_not_count() {
        let mut gates = [gate("a", &[&[("legal", 1)]])];
        let mia = given(&[("mia", "legal", &[("a", 0, "legal")])]);
        assert_eq!(open(&mia, &gates), [None]);
        gates[0].steps =
            vec![BTreeSet::from([Party { except: BTreeSet::from(["mia".to_owned()]), ..party("legal", 1) }])];
        assert_eq!(open(&mia, &gates), [Some(0)]);
    }

    #[test]
    fn an_absurd_number_of_approvers_is_only_a_number() {
        let gates = [gate("a", &[&[("legal", u32::MAX)]])];
        assert_eq!(open(&given(&[("mia", "legal", &[("a", 0, "legal")])]), &gates), [Some(0)]);
    }
}
