//! Which events a figure counts.

use crate::reference::conditions::{Judge, negated_if};
use crate::reference::figures::{Measure, Query};
use crate::reference::ledger::{Event, id_of};
use crate::reference::names::{Place, versions_of_event};
use crate::reference::possible::{Formula, certainly, possibly};
use crate::reference::situation::{Situation, Start};
use crate::reference::value::{Fact, Type, Value};
use crate::reference::windows::Window;
use charter_grammar::ast;

/// An event that a figure counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'l> {
    /// What it was.
    pub(crate) situation: &'l Situation<'l>,
    /// The how-manieth to be received it was.
    pub(crate) received: usize,
    /// Whether it certainly counts.
    pub(crate) certain: bool,
}

impl Member<'_> {
    /// Whether it came later than another: by time, and at the same time by receipt.
    fn is_after(&self, other: &Member<'_>) -> bool {
        (self.situation.at, self.received) > (other.situation.at, other.received)
    }
}

/// Whether something may hold, and whether it must.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holds {
    pub(crate) possibly: bool,
    pub(crate) certainly: bool,
}

/// Those among the last so many: fewer come after them than that, of those that certainly are of the kind for them to be
/// among the last at all, of all for them to be so certainly.
fn among_the_last<'l>(count: usize, all: &[Member<'l>]) -> Vec<Member<'l>> {
    let mut last = Vec::new();
    for member in all {
        let later: Vec<&Member<'_>> = all.iter().filter(|other| other.is_after(member)).collect();
        if later.iter().filter(|other| other.certain).count() < count {
            last.push(Member { certain: member.certain && later.len() < count, ..*member });
        }
    }
    last
}

/// Those after the last of some events; without any of these, all.
fn after_the_last<'l>(events: &[Member<'_>], all: &[Member<'l>]) -> Vec<Member<'l>> {
    let after = |member: &Member<'_>, only_certain: bool| {
        events.iter().filter(|event| event.certain || !only_certain).all(|event| member.is_after(event))
    };
    let possible = all.iter().filter(|member| after(member, true));
    possible.map(|member| Member { certain: member.certain && after(member, false), ..*member }).collect()
}

impl Query {
    /// The events that a figure counts, by time and then by receipt.
    pub(crate) fn members<'l>(&self, place: &Place<'l>, key: &[Fact]) -> Result<Vec<Member<'l>>, String> {
        let mut members = Vec::new();
        for member in self.looked_at(place, key)? {
            let passes = self.passes(place, member.situation)?;
            let come = self.has_come(place, member.received);
            if passes.possibly && come.possibly {
                members
                    .push(Member { certain: member.certain && passes.certainly && come.certainly, ..member });
            }
        }
        Ok(members)
    }

    /// Whether there are as many events as it takes: of the last so many, all count for that.
    pub(crate) fn enough(
        &self,
        place: &Place<'_>,
        key: &[Fact],
        members: &[Member<'_>],
    ) -> Result<Holds, String> {
        let of = |all: &[Member<'_>]| Holds {
            possibly: all.len() >= self.at_least,
            certainly: all.iter().filter(|member| member.certain).count() >= self.at_least,
        };
        match (&self.measure, &self.window) {
            // A share has its own way to tell.
            (Measure::Share { .. }, _) => Ok(Holds { possibly: true, certainly: true }),
            (_, Window::Last(_)) => self.looked_at(place, key).map(|all| of(&all)),
            _ => Ok(of(members)),
        }
    }

    /// The events in the window that possibly have the key, whatever else is asked of them.
    fn looked_at<'l>(&self, place: &Place<'l>, key: &[Fact]) -> Result<Vec<Member<'l>>, String> {
        let last_of_all = matches!((&self.window, &self.measure), (Window::Last(_), measure) if !matches!(measure, Measure::Share { .. }));
        let all = self.of_the_kinds(place, key, last_of_all)?;
        // Of a key that nobody knows, any event may be among the last, or come after anything.
        let known = !key.contains(&Fact::Unknown);
        match (&self.window, &self.measure) {
            (Window::Last(_), Measure::Share { .. }) => Ok(all),
            (Window::Last(count), _) if known => Ok(among_the_last(*count, &all)),
            (Window::Since(kind), _) if known => {
                let events = Query {
                    events: vec![kind.clone()],
                    key: self.key.clone(),
                    only: None,
                    except: None,
                    window: Window::Ever,
                    measure: Measure::Count,
                    with_request: false,
                    at_least: 0,
                };
                Ok(after_the_last(&events.of_the_kinds(place, key, false)?, &all))
            }
            _ => Ok(all),
        }
    }

    /// How far what was received has come, by what is asked; all kinds are asked alike.
    fn has_come(&self, place: &Place<'_>, received: usize) -> Holds {
        let none = Holds { possibly: false, certainly: false };
        self.events.first().map_or(none, |kind| kind.progress.has(place.ledger, received, place.situation.at))
    }

    /// The events that may be of one of the kinds and have the key: those that have come as far as is asked, or all among
    /// which these are.
    fn of_the_kinds<'l>(
        &self,
        place: &Place<'l>,
        key: &[Fact],
        among_all: bool,
    ) -> Result<Vec<Member<'l>>, String> {
        let mut members = Vec::new();
        for (received, event) in place.ledger.events.iter().enumerate() {
            let Event::Happened { situation, .. } = event else { continue };
            if self.is_released(place, received, situation, key) {
                continue;
            }
            let kinds: Vec<Holds> =
                self.events.iter().map(|kind| kind.has(place, situation, received, among_all)).collect();
            if !kinds.iter().any(|kind| kind.possibly) || !self.in_window(place, situation.at)? {
                continue;
            }
            let has_key = self.has_key(place, situation, key)?;
            if has_key.possibly {
                let certain = has_key.certainly && kinds.iter().any(|kind| kind.certainly);
                members.push(Member { situation, received, certain });
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
            Event::Happened { .. } | Event::Reported { .. } => None,
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
            let no_session = self.window == Window::Session && place.situation.session == Fact::Unknown;
            let (mut may, mut sure) = (true, !no_session);
            for (written, wanted) in self.key.iter().zip(self.identified_key(place, key)?) {
                let path = there.path(written)?;
                let own = Query::identified(place, path.of(), there.fact(&path));
                let known = own != Fact::Unknown && wanted != Fact::Unknown;
                may &= !known || own == wanted;
                sure &= known;
            }
            if !may {
                continue;
            }
            let value = match &self.measure {
                Measure::Different(_) | Measure::Sum(_) => self.value(&there, &other)?,
                Measure::Count | Measure::Share { .. } | Measure::TimeSince => Fact::Empty,
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

    /// Whether an event has the key, part by part: it has where what it had before or after is what is wanted, and may have
    /// where one of the two is unknown.
    fn has_key(&self, place: &Place<'_>, event: &Situation<'_>, key: &[Fact]) -> Result<Holds, String> {
        let mut has = Holds { possibly: true, certainly: true };
        let mut part = |own: &[Fact], wanted: &Fact| {
            let certainly = *wanted != Fact::Unknown && own.contains(wanted);
            has.certainly &= certainly;
            has.possibly &= certainly || *wanted == Fact::Unknown || own.contains(&Fact::Unknown);
        };
        for (written, here) in self.key.iter().zip(key) {
            let here_path = place.path(written)?;
            let identified = |fact: Fact| Query::identified(place, here_path.of(), fact);
            let mut own = Vec::new();
            for version in versions_of_event(&event.act) {
                let there = Place { situation: event, version, ..*place };
                own.push(identified(there.fact(&there.same(written, &here_path)?)));
            }
            part(&own, &identified(here.clone()));
        }
        if self.window == Window::Session {
            part(std::slice::from_ref(&event.session), &place.situation.session);
        }
        Ok(has)
    }

    /// Whether something is in the window: of a limit, perhaps as of a later moment.
    fn in_window(&self, place: &Place<'_>, then: i128) -> Result<bool, String> {
        let now = place.situation.at;
        match place.later.filter(|_| self.with_request) {
            Some(later) => self.window.still_has(place.charter, then, now, later),
            None => self.window.has(place.charter, then, now),
        }
    }

    fn passes(&self, place: &Place<'_>, event: &Situation<'_>) -> Result<Holds, String> {
        passes(place, event, self.only.as_ref(), self.except.as_ref())
    }
}

/// Whether something holds of an event, and something else does not.
pub(crate) fn passes(
    place: &Place<'_>,
    event: &Situation<'_>,
    only: Option<&ast::Expr>,
    except: Option<&ast::Expr>,
) -> Result<Holds, String> {
    let mut judge = Judge::default();
    let mut versioned = Vec::new();
    for version in versions_of_event(&event.act) {
        let there = Place { situation: event, version, ..*place };
        let only = only.map(|it| judge.formula(&there, it)).transpose()?;
        let except = except.map(|it| judge.formula(&there, it)).transpose()?;
        let except = except.map(|except| negated_if(true, except));
        versioned.push(Formula::All(only.into_iter().chain(except).collect()));
    }
    let formula = Formula::Any(versioned);
    Ok(Holds { possibly: possibly(&formula, &judge.atoms)?, certainly: certainly(&formula, &judge.atoms)? })
}
