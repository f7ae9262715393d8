//! Which events a figure counts.

use crate::reference::conditions::{Judge, negated_if};
use crate::reference::figures::Query;
use crate::reference::ledger::{Event, id_of};
use crate::reference::names::{Place, versions};
use crate::reference::possible::{Formula, certainly, possibly};
use crate::reference::situation::Situation;
use crate::reference::value::Fact;
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
        for event in self.unreleased(place, key) {
            let Event::Happened { situation, .. } = event else { continue };
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

    /// The events; of a latch, those since the last release that counts.
    fn unreleased<'l>(&self, place: &Place<'l>, key: &[Fact]) -> &'l [Event<'l>] {
        let counts = |event: &Event<'_>| match event {
            Event::Released { signal, about, role } => {
                self.window == Window::SinceRelease
                    && self.are_of(signal)
                    && key.first().and_then(id_of) == Some(about)
                    && place.latch.released_by.contains(role)
            }
            Event::Happened { .. } => false,
        };
        let since = place.ledger.events.iter().rposition(counts).map_or(0, |last| last + 1);
        place.ledger.events.get(since..).unwrap_or_default()
    }

    /// Whether an event has the key. It does where a part of the key that it had before or after has the value wanted; it
    /// may where a part of either key is unknown.
    fn has_key(&self, place: &Place<'_>, event: &Situation<'_>, key: &[Fact]) -> Result<Holds, String> {
        let (mut equal, mut unknown) = (true, key.contains(&Fact::Unknown));
        for (written, here) in self.key.iter().zip(key) {
            let here_path = place.path(written)?;
            let mut some = false;
            for version in versions(&event.act) {
                let there = Place { situation: event, version, ..*place };
                let fact = there.fact(&there.same(written, here_path.of())?);
                unknown |= fact == Fact::Unknown;
                some |= fact == *here;
            }
            equal &= some;
        }
        Ok(Holds { possibly: unknown || equal, certainly: !unknown && equal })
    }

    fn passes(&self, place: &Place<'_>, event: &Situation<'_>) -> Result<Holds, String> {
        let mut judge = Judge::default();
        let mut versioned = Vec::new();
        for version in versions(&event.act) {
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
