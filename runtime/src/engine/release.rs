//! `release`: a person lifts what a signal has stopped.

use super::Engine;
use super::error::EngineError;
use super::person::Person;
use crate::ledger::{Event, Kind};
use crate::schema::RoleId;
use crate::table::Table;
use crate::table::model::{self, Window};
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// Releases an object from the stops that a signal has latched.
    ///
    /// It lifts the stops that one of this person's roles may release, no others, and none that is for good; a signal
    /// that comes later stops anew.
    pub fn release(&self, person: &Person, signal: &str, about: &str) -> Result<(), EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        state.check_person(person)?;
        let table = state.table();
        let may = releasing_roles(&table, signal)?;
        let roles: BTreeSet<&String> = may.intersection(&person.roles).collect();
        if roles.is_empty() {
            let asked = may.into_iter().collect();
            return Err(EngineError::LacksRole { person: person.id.clone(), asked });
        }
        for role in roles {
            state.record(Event {
                id: String::new(),
                at: reading.now.nanoseconds(),
                kind: Kind::Release { signal: signal.to_owned(), by: person.id.clone(), role: role.clone() },
                subject: about.to_owned(),
                follows: None,
                facts: BTreeMap::new(),
            });
        }
        Ok(())
    }
}

/// The roles that some rule lets release what a signal stops.
fn releasing_roles(table: &Table, signal: &str) -> Result<BTreeSet<String>, EngineError> {
    let place = table.schema.signals.iter().position(|known| known.name == signal);
    let place = place.ok_or_else(|| EngineError::UnknownSignal { signal: signal.to_owned() })?;
    let of_signal = |source: &model::EventSource| match source.event {
        model::Event::Signal(id) => id.index() == place,
        model::Event::Did(_) => false,
    };
    let latches = table.figures.iter().filter(|figure| figure.sources.iter().any(of_signal));
    let by_role = latches.filter_map(|figure| match &figure.window {
        Window::SinceRelease(roles) => Some(roles),
        Window::Rolling(_) | Window::Calendar(_, _) | Window::Last(_) | Window::Ever => None,
        Window::Among(_, _) | Window::Since(_) => None,
        Window::Working(_, _) | Window::CalendarAt(_, _) => None,
    });
    let name = |role: &RoleId| table.schema.roles.get(role.index()).cloned();
    let roles: BTreeSet<String> = by_role.flatten().filter_map(name).collect();
    if roles.is_empty() {
        return Err(EngineError::NotReleasable { signal: signal.to_owned() });
    }
    Ok(roles)
}
