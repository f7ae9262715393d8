//! What the engine remembers of each request: for how long it waits, who has approved, and what it has reserved.

use super::batch::Listed;
use super::error::EngineError;
use super::time::Moment;
use crate::decide::{Gate, Given};
use crate::input::{Asker, Facts, Request};
use crate::ledger::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Every request of the last weeks that was not carried out, and the permits that are alive.
#[derive(Debug, Default)]
pub(super) struct Requests {
    entries: BTreeMap<String, Entry>,
    /// The same by when they were last asked, so that the oldest are forgotten first.
    by_age: BTreeSet<(Moment, String)>,
    reservations: BTreeMap<String, Reservation>,
    permits: u64,
}

/// What is remembered of one request.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) digest: [u8; 32],
    asker: Asker,
    touched: Moment,
    /// Since when it waits for people.
    pub(super) waits_since: Option<Moment>,
    pub(super) given: Given,
    /// The gates as the last person to approve saw them, and the version of the charter that they were of.
    pub(super) shown: Vec<Gate>,
    pub(super) charter: [u8; 32],
    pub(super) refused_by: Option<String>,
    /// The gates in batches for which it waits.
    pub(super) in_batches: BTreeSet<String>,
    /// From when on nobody can help it any more, where it waits: in nanoseconds since 1970.
    pub(super) ends: Option<i64>,
}

/// What a permit has set aside.
#[derive(Debug)]
struct Reservation {
    serial: u64,
    expires: Moment,
    events: Vec<Event>,
}

impl Requests {
    /// Forgets what is older than `keep`, and lets go of what expired permits had reserved.
    pub(super) fn prune(&mut self, now: Moment, keep: Duration) {
        self.reservations.retain(|_, reservation| now < reservation.expires);
        while let Some((touched, _)) = self.by_age.first() {
            if now < touched.after(keep) {
                return;
            }
            if let Some((_, id)) = self.by_age.pop_first() {
                self.entries.remove(&id);
            }
        }
    }

    /// Remembers that a request was asked, under an id that stands for no other action and is nobody else's.
    pub(super) fn ask(&mut self, request: &Request, facts: &Facts, now: Moment) -> Result<(), EngineError> {
        let entry = self.entries.entry(request.id.clone()).or_insert_with(|| Entry::new(request, facts, now));
        entry.check_asker(request, facts)?;
        if entry.digest != request.digest {
            return Err(EngineError::OtherAction { request: request.id.clone() });
        }
        self.by_age.remove(&(entry.touched, request.id.clone()));
        entry.touched = now;
        self.by_age.insert((now, request.id.clone()));
        Ok(())
    }

    /// What is remembered of a request that is shown again and has to be the same.
    pub(super) fn shown_again(&self, request: &Request, facts: &Facts) -> Result<&Entry, EngineError> {
        let id = || request.id.clone();
        let entry =
            self.entries.get(&request.id).ok_or_else(|| EngineError::UnknownRequest { request: id() })?;
        entry.check_asker(request, facts)?;
        if entry.digest == request.digest {
            Ok(entry)
        } else {
            Err(EngineError::DigestChanged { request: id() })
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.get_mut(id)
    }

    /// What waits for a gate in batches, longest first.
    pub(super) fn waiting_for(&self, rule: &str, now: Moment) -> Vec<Listed> {
        let waits = |entry: &Entry| {
            entry.in_batches.contains(rule) && entry.ends.is_none_or(|ends| now.nanoseconds() < ends)
        };
        let mut waiting: Vec<(Option<Moment>, Listed)> = self
            .entries
            .iter()
            .filter(|(_, entry)| waits(entry))
            .map(|(id, entry)| (entry.waits_since, Listed { id: id.clone(), digest: entry.digest }))
            .collect();
        waiting.sort();
        waiting.into_iter().map(|(_, listed)| listed).collect()
    }

    /// How many requests are remembered.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Forgets a request that was carried out: the log has it from now on.
    pub(super) fn forget(&mut self, id: &str) {
        self.release(id);
        if let Some(entry) = self.entries.remove(id) {
            self.by_age.remove(&(entry.touched, id.to_owned()));
        }
    }

    /// Sets aside what a request would take, in place of what was set aside for it before; the number is the permit's.
    pub(super) fn reserve(&mut self, id: &str, events: Vec<Event>, expires: Moment) -> u64 {
        self.permits += 1;
        self.reservations.insert(id.to_owned(), Reservation { serial: self.permits, expires, events });
        self.permits
    }

    /// Lets go of what a request has set aside.
    pub(super) fn release(&mut self, id: &str) {
        self.reservations.remove(id);
    }

    /// Whether a permit is the last one of its request, and alive.
    pub(super) fn holds(&self, id: &str, serial: u64) -> bool {
        self.reservations.get(id).is_some_and(|reservation| reservation.serial == serial)
    }

    /// What all requests but one have set aside.
    pub(super) fn reserved_by_others(&self, id: &str) -> Vec<&Event> {
        let others = self.reservations.iter().filter(|(other, _)| *other != id);
        others.flat_map(|(_, reservation)| &reservation.events).collect()
    }
}

impl Entry {
    fn new(request: &Request, facts: &Facts, now: Moment) -> Entry {
        Entry {
            digest: request.digest,
            asker: facts.asker.clone(),
            touched: now,
            waits_since: None,
            given: Given::default(),
            shown: Vec::new(),
            charter: request.charter,
            refused_by: None,
            in_batches: BTreeSet::new(),
            ends: None,
        }
    }

    fn check_asker(&self, request: &Request, facts: &Facts) -> Result<(), EngineError> {
        if self.asker == facts.asker {
            return Ok(());
        }
        Err(EngineError::OtherAgent { request: request.id.clone() })
    }

    /// What was given, but for approvals of one's own request: that, one confirms at most.
    pub(super) fn given_for(&self, on_behalf_of: Option<&str>) -> Given {
        let mut given = self.given.clone();
        let is_own = |person: &str| Some(person) == on_behalf_of;
        given.approvals.retain(|approval| approval.confirms || !is_own(&approval.person));
        given
    }
}
