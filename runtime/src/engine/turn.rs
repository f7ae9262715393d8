//! Whose turn it is: whether a person's approval counts for anything now, and for what.

use super::error::EngineError;
use super::person::Person;
use crate::decide::{Approval, Gate, Given, Matching, Party, Seat, Who};
use std::collections::BTreeSet;

/// Where a person stands with the gates that wait.
pub(super) struct Turn<'a> {
    person: &'a Person,
    gates: &'a [Gate],
    given: &'a Given,
    matching: Matching<'a>,
    /// Whether the request is made for this person, who may only confirm it.
    is_own: bool,
}

impl<'a> Turn<'a> {
    pub(super) fn of(person: &'a Person, gates: &'a [Gate], given: &'a Given, is_own: bool) -> Turn<'a> {
        Turn { person, gates, given, matching: Matching::of(given, gates), is_own }
    }

    /// Whether a gate asks for a confirmation that this person could give.
    pub(super) fn is_asked_to_confirm(&self) -> bool {
        let mut parties = self.gates.iter().flat_map(|gate| gate.steps.iter().flatten());
        parties.any(|party| party.confirms && self.person.is_one_of(party))
    }

    /// What is given once this person approves, or why they cannot.
    pub(super) fn approve(&self) -> Result<Given, EngineError> {
        // Also the seats that somebody else fills: whoever could fill another one makes room.
        let may = |party: &Party| self.person.is_one_of(party) && (party.confirms || !self.is_own);
        let own: Vec<(&Party, Seat)> = self.seats().filter(|(party, _)| may(party)).collect();
        if own.is_empty() {
            return Err(self.why_not());
        }
        let held = own.iter().flat_map(|(party, _)| self.person.among(party)).cloned().collect();
        let seats: BTreeSet<Seat> = own.into_iter().map(|(_, seat)| seat).collect();
        let mut given = self.given.clone();
        match given.approvals.iter_mut().find(|approval| approval.person == self.person.id) {
            Some(approval) => {
                approval.held.extend::<BTreeSet<Who>>(held);
                approval.seats.extend(seats);
                // With one seat that only others may fill it is an approval.
                approval.confirms &= self.is_own;
            }
            None => {
                let (person, confirms) = (self.person.id.clone(), self.is_own);
                given.approvals.push(Approval { person, held, seats, confirms });
            }
        }
        // A seat that would have to be left for another one is no step ahead.
        let ahead =
            Matching::of(&given, self.gates).progress(self.gates) > self.matching.progress(self.gates);
        if ahead { Ok(given) } else { Err(self.why_not()) }
    }

    /// The step that is at hand of each gate.
    fn at_hand(&self) -> impl Iterator<Item = (&'a Gate, usize)> {
        let gates = self.gates.iter();
        gates.filter_map(|gate| self.matching.open_step(gate).map(|step| (gate, step)))
    }

    /// The seats that are at hand, and those that are filled already.
    fn seats(&self) -> impl Iterator<Item = (&'a Party, Seat)> {
        let reached = |gate: &Gate| self.matching.open_step(gate).map_or(gate.steps.len(), |step| step + 1);
        self.gates.iter().flat_map(move |gate| (0..reached(gate)).flat_map(|step| gate.seats(step)))
    }

    /// Those who are asked at hand, and have not approved.
    fn open(&self) -> Vec<Party> {
        let open = |gate: &Gate| self.matching.still_owed(gate).into_iter().next();
        self.gates.iter().filter_map(open).flatten().collect()
    }

    fn why_not(&self) -> EngineError {
        let person = self.person.id.clone();
        let open = self.open();
        let asked = names(open.iter());
        if open.iter().any(|party| self.person.is_one_of(party)) {
            // They could, and count as something else already.
            return self.already_given();
        }
        let mut later = self.at_hand().flat_map(|(gate, step)| gate.steps.iter().skip(step + 1).flatten());
        if open.iter().any(|party| self.person.is_excluded_from(party)) {
            EngineError::Excluded { person, asked }
        } else if later.any(|party| self.person.is_one_of(party)) {
            EngineError::OutOfTurn { person, asked }
        } else if self.matching.counts(&person) {
            self.already_given()
        } else {
            EngineError::LacksRole { person, asked }
        }
    }

    fn already_given(&self) -> EngineError {
        EngineError::AlreadyGiven { person: self.person.id.clone() }
    }
}

impl Person {
    /// Whether a party stands for this person, alone or among others.
    pub(super) fn is_one_of(&self, party: &Party) -> bool {
        !party.except.contains(&self.id) && self.among(party).next().is_some()
    }

    /// Whether a party would stand for this person, were they not excluded.
    fn is_excluded_from(&self, party: &Party) -> bool {
        party.except.contains(&self.id) && self.among(party).next().is_some()
    }

    /// What this person is of those who may approve.
    fn among<'p>(&self, party: &'p Party) -> impl Iterator<Item = &'p Who> {
        party.any.iter().filter(|who| match who {
            Who::Person(person) => self.id == *person,
            Who::Role(role) => self.roles.contains(role),
        })
    }
}

/// The roles and people that parties stand for, sorted.
pub(super) fn names<'a>(parties: impl Iterator<Item = &'a Party>) -> Vec<String> {
    parties.flat_map(Party::names).map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
}
