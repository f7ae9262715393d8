//! Which gates the given approvals discharge.

use super::decision::Party;
use std::collections::{BTreeMap, BTreeSet};

/// An approval that somebody has given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The person's id.
    pub person: String,
    /// The roles that the person holds.
    pub roles: BTreeSet<String>,
}

/// What people have said of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) approvals: Vec<Approval>,
}

/// One place that an approval can fill: a named person, or one of the people asked of a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Person(String),
    Role(String, u32),
}

/// Who counts for what.
///
/// One person's approval serves every gate that asks the same role, and one person never serves two roles; so the
/// places of all gates together are filled by a maximum matching, found with augmenting paths (Kuhn 1955).
#[derive(Debug, Default)]
pub(crate) struct Matching {
    filled: BTreeMap<Place, usize>,
}

impl Matching {
    /// Matches what was given with what all the gates together ask.
    pub(crate) fn of<'a>(given: &Given, asked: impl Iterator<Item = &'a Party>) -> Matching {
        let places: BTreeSet<Place> = asked.flat_map(places).collect();
        let mut matching = Matching::default();
        for approval in 0..given.approvals.len() {
            matching.place(approval, &places, &given.approvals, &mut BTreeSet::new());
        }
        matching
    }

    /// Finds a place for one approval, moving others where that makes room.
    fn place(
        &mut self,
        at: usize,
        places: &BTreeSet<Place>,
        given: &[Approval],
        tried: &mut BTreeSet<Place>,
    ) -> bool {
        let Some(approval) = given.get(at) else { return false };
        for place in places.iter().filter(|place| fits(approval, place)) {
            if !tried.insert(place.clone()) {
                continue;
            }
            let free = match self.filled.get(place).copied() {
                None => true,
                Some(other) => self.place(other, places, given, tried),
            };
            if free {
                self.filled.insert(place.clone(), at);
                return true;
            }
        }
        false
    }

    /// Whether everything that a party stands for was given.
    pub(crate) fn satisfies(&self, party: &Party) -> bool {
        places(party).all(|place| self.filled.contains_key(&place))
    }
}

fn places(party: &Party) -> Box<dyn Iterator<Item = Place> + '_> {
    match party {
        Party::Person { person } => Box::new(std::iter::once(Place::Person(person.clone()))),
        Party::Role { role, count } => Box::new((0..*count).map(|number| Place::Role(role.clone(), number))),
    }
}

fn fits(approval: &Approval, place: &Place) -> bool {
    match place {
        Place::Person(person) => approval.person == *person,
        Place::Role(role, _) => approval.roles.contains(role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(role: &str, count: u32) -> Party {
        Party::Role { role: role.to_owned(), count }
    }

    fn given(people: &[(&str, &[&str])]) -> Given {
        let approval = |(person, roles): &(&str, &[&str])| Approval {
            person: (*person).to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        };
        Given { approvals: people.iter().map(approval).collect() }
    }

    #[test]
    fn one_person_never_serves_two_roles() {
        let asked = [role("legal", 1), role("sales", 1)];
        let one = Matching::of(&given(&[("mia", &["legal", "sales"])]), asked.iter());
        assert!(!asked.iter().all(|party| one.satisfies(party)));
        let two = Matching::of(&given(&[("mia", &["legal", "sales"]), ("bo", &["legal"])]), asked.iter());
        assert!(asked.iter().all(|party| two.satisfies(party)), "mia makes room for bo");
    }

    #[test]
    fn one_approval_serves_every_gate_that_asks_the_role() {
        let asked = [role("legal", 1), role("legal", 1)];
        let one = Matching::of(&given(&[("mia", &["legal"])]), asked.iter());
        assert!(asked.iter().all(|party| one.satisfies(party)));
    }
}
