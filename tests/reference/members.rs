//! Which events a figure counts.

use crate::reference::conditions::{Judge, negated_if};
use crate::reference::figures::{Measure, Query};
use crate::reference::ledger::{Event, id_of};
use crate::reference::names::{Place, versions_of_event};
use crate::reference::possible::{Formula, certainly, possibly};
use crate::reference::situation::{Situation, Start};
use crate::reference::value::{Fact, Type, Value};
use crate::reference::windows::Window;

/// An event that a figure counts.
#[derive(Debug)]
pub(crate) struct Member<'l> {
    /// What it was.
    pub(crate) situation: &'l Situation<'l>,
    /// Whether it certainly counts.
    pub(crate) certain: bool,
}

/// Whether something may hold, and whether it must.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holds {
    pub(crate) possibly: bool,
    pub(crate) certainly: bool,
}

impl Query {
    /// The events in the window that possibly have the key, by time and then by receipt.
    pub(crate) fn members<'l>(&self, place: &Place<'l>, key: &[Fact]) -> Result<Vec<Member<'l>>, String> {
        let mut members = Vec::new();
        for (received, event) in place.ledger.events.iter().enumerate() {
            let Event::Happened { situation, .. } = event else { continue };
            if self.is_released(place, received, situation, key) {
                continue;
            }
            let kinds: Vec<Holds> = self.events.iter().map(|kind| kind.has(situation)).collect();
            if !kinds.iter().any(|kind| kind.possibly)
                || !self.window.has(situation.at, place.situation.at)?
            {
                continue;
            }
            let (has_key, passes) = (self.has_key(place, situation, key)?, self.passes(place, situation)?);
            if has_key.possibly && passes.possibly {
                let is_one = kinds.iter().any(|kind| kind.certainly);
                let certain = has_key.certainly && passes.certainly && is_one;
                members.push(Member { situation, certain });
            }
        }
        members.sort_by_key(|member| member.situation.at);
        Ok(members)
    }

    /// Whether something that was received was released since, for the object that the key now stands for.
    ///
    /// A release is of what its object had become by then: it does not lift what came to that object by a later merge.
    fn is_released(&self, place: &Place<'_>, received: usize, event: &Situation<'_>, key: &[Fact]) -> bool {
        let Some(Type::Object(kind)) = self.subject_of_key(place) else { return false };
        let ledger = place.ledger;
        let asked = key.first().and_then(id_of).map(|id| ledger.identity(ledger.events.len(), &kind, id));
        let own = self.first_key(place, event);
        let later = ledger.events.iter().enumerate().skip(received + 1);
        let mut releases = later.filter_map(|(at, event)| match event {
            Event::Released { signal, about, role } => Some((at, signal, about, role)),
            Event::Happened { .. } => None,
        });
        self.window == Window::SinceRelease
            && releases.any(|(at, signal, about, role)| {
                let mine = own.as_ref().and_then(id_of).map(|id| ledger.identity(at, &kind, id));
                self.are_of(signal)
                    && place.latch.released_by.contains(role)
                    && mine.or_else(|| asked.clone()) == Some(ledger.identity(at, &kind, about))
            })
    }

    /// The type of what a key begins with.
    fn subject_of_key(&self, place: &Place<'_>) -> Option<Type> {
        place.path(self.key.first()?).ok().map(|path| path.of().clone())
    }

    /// What the key of an event begins with.
    fn first_key(&self, place: &Place<'_>, event: &Situation<'_>) -> Option<Fact> {
        let written = self.key.first()?;
        let there = Place { situation: event, version: Start::Target(0), ..*place };
        let path = there.same(written, &place.path(written).ok()?).ok()?;
        Some(there.fact(&path))
    }

    /// A value that a key is compared by: of an object, what it has become.
    fn identified(place: &Place<'_>, of: &Type, fact: Fact) -> Fact {
        match (of, fact) {
            (Type::Object(kind), Fact::Known(Value::Text(id))) => {
                let ledger = place.ledger;
                Fact::Known(Value::Text(ledger.identity(ledger.events.len(), kind, &id)))
            }
            (_, fact) => fact,
        }
    }

    /// The other objects of the request at hand that count under the same key, and whether they certainly do.
    pub(crate) fn beside(&self, place: &Place<'_>, key: &[Fact]) -> Result<Vec<(Fact, bool)>, String> {
        let mut beside = Vec::new();
        for other in place.situation.beside() {
            let there = Place { situation: &other, ..*place };
            let mut own = Vec::new();
            for written in &self.key {
                let path = there.path(written)?;
                own.push(Query::identified(place, path.of(), there.fact(&path)));
            }
            let sure = !own.contains(&Fact::Unknown) && !key.contains(&Fact::Unknown);
            if sure && own != self.identified_key(place, key)? {
                continue;
            }
            let value = match &self.measure {
                Measure::Different(_) | Measure::Sum(_) => self.value(&there, &other)?,
                Measure::Count | Measure::Share { .. } => Fact::Empty,
            };
            beside.push((value, sure));
        }
        Ok(beside)
    }

    fn identified_key(&self, place: &Place<'_>, key: &[Fact]) -> Result<Vec<Fact>, String> {
        let parts = self.key.iter().zip(key);
        parts
            .map(|(written, fact)| Ok(Query::identified(place, place.path(written)?.of(), fact.clone())))
            .collect()
    }

    /// Whether an event has the key. It does where a part of the key that it had before or after has the value wanted; it
    /// may where a part of either key is unknown.
    fn has_key(&self, place: &Place<'_>, event: &Situation<'_>, key: &[Fact]) -> Result<Holds, String> {
        let (mut equal, mut unknown) = (true, key.contains(&Fact::Unknown));
        for (written, here) in self.key.iter().zip(key) {
            let here_path = place.path(written)?;
            let mut some = false;
            for version in versions_of_event(&event.act) {
                let there = Place { situation: event, version, ..*place };
                let fact = there.fact(&there.same(written, &here_path)?);
                unknown |= fact == Fact::Unknown;
                let same = |fact: &Fact| Query::identified(place, here_path.of(), fact.clone());
                some |= same(&fact) == same(here);
            }
            equal &= some;
        }
        Ok(Holds { possibly: unknown || equal, certainly: !unknown && equal })
    }

    fn passes(&self, place: &Place<'_>, event: &Situation<'_>) -> Result<Holds, String> {
        let mut judge = Judge::default();
        let mut versioned = Vec::new();
        for version in versions_of_event(&event.act) {
            let there = Place { situation: event, version, ..*place };
            let only = self.only.as_ref().map(|it| judge.formula(&there, it)).transpose()?;
            let except = self.except.as_ref().map(|it| judge.formula(&there, it)).transpose()?;
            let except = except.map(|except| negated_if(true, except));
            versioned.push(Formula::All(only.into_iter().chain(except).collect()));
        }
        let formula = Formula::Any(versioned);
        Ok(Holds {
            possibly: possibly(&formula, &judge.atoms)?,
            certainly: certainly(&formula, &judge.atoms)?,
        })
    }
}
