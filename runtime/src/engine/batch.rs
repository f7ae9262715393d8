//! Approval in batches: one list of what waits, and one word for all of it.

use super::Engine;
use super::error::EngineError;
use super::permit::Answer;
use super::person::Person;
use super::state::State;
use crate::input::{Facts, Request};
use crate::table::Table;
use sha2::{Digest as _, Sha256};

/// A list of requests that wait for one gate, to be approved as one.
///
/// What a person is shown and what they approve are the same list: its digest covers the rule and, in their order, the id and
/// the digest of every request. A request that is asked with another content is another request: it falls out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    rule: String,
    requests: Vec<Listed>,
    digest: [u8; 32],
}

/// One request of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// The digest of its action, targets and content.
    pub digest: [u8; 32],
}

impl Manifest {
    fn of(rule: &str, requests: Vec<Listed>) -> Manifest {
        let mut hasher = Sha256::new();
        let mut text = |text: &str| {
            hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        text(rule);
        requests.iter().for_each(|listed| text(&listed.id));
        requests.iter().for_each(|listed| hasher.update(listed.digest));
        Manifest { rule: rule.to_owned(), requests, digest: hasher.finalize().into() }
    }

    /// The gate that asks for the approval.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The requests, those that have waited longest first.
    pub fn requests(&self) -> &[Listed] {
        &self.requests
    }

    /// What the approval is bound to: the rule and every request.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl Engine {
    /// What waits for a gate that asks `in batches`: as many requests as it lets into one batch, those that have waited longest
    /// first.
    pub fn manifest(&self, rule: &str) -> Result<Manifest, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        let most = largest_batch(&state.table(), rule);
        let most = most.ok_or_else(|| EngineError::NotInBatches { rule: rule.to_owned() })?;
        let mut waiting = state.requests.waiting_for(rule, reading.now);
        waiting.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Manifest::of(rule, waiting))
    }

    /// Approves every request of a manifest, as far as its gate is concerned: what else a request waits for, it goes on
    /// waiting for.
    ///
    /// With the manifest come the request and the facts, as they are now, of everything that is on it. There is an answer for
    /// each, in the order of the manifest: each is decided by itself, so that a limit may let some through and not others. A
    /// request that is not what was listed any more is left out with an error, and so is one for which nothing is given.
    pub fn approve_batch(
        &self,
        person: &Person,
        manifest: &Manifest,
        documents: &[(Request, Facts)],
    ) -> Result<Vec<Result<Answer, EngineError>>, EngineError> {
        let mut state = self.lock();
        let reading = state.tick(&*self.clock);
        if reading.held {
            return Err(EngineError::ClockHeld);
        }
        state.check_person(person)?;
        let (rule, most) = (manifest.rule(), largest_batch(&state.table(), manifest.rule()));
        let listed = u32::try_from(manifest.requests.len()).unwrap_or(u32::MAX);
        if most.is_none_or(|most| listed > most) {
            return Err(EngineError::NotInBatches { rule: rule.to_owned() });
        }
        let mut one = |listed: &Listed| {
            let found = documents.iter().find(|(request, _)| request.id == listed.id);
            let (request, facts) =
                found.ok_or_else(|| EngineError::UnknownRequest { request: listed.id.clone() })?;
            if request.digest != listed.digest {
                return Err(EngineError::DigestChanged { request: listed.id.clone() });
            }
            state.approve(&self.id, person, request, facts, reading, Some(manifest))
        };
        Ok(manifest.requests.iter().map(&mut one).collect())
    }
}

impl State {
    /// The gates in batches for which a request waits, from its last decision on.
    pub(super) fn wait_in_batches(&mut self, request: &Request, verdict: &crate::decide::Verdict) {
        let owed = verdict.decision.owed.iter().filter(|owed| owed.in_batches.is_some());
        let rules = owed.map(|owed| owed.rule.clone()).collect();
        if let Some(entry) = self.requests.get_mut(&request.id) {
            entry.in_batches = rules;
            entry.ends = verdict.ends;
        }
    }
}

/// How many requests a rule lets into one batch, where it asks for that.
fn largest_batch(table: &Table, rule: &str) -> Option<u32> {
    let entries = table.actions.iter().flat_map(|action| &action.entries);
    let of_rule =
        entries.filter(|entry| table.rules.get(entry.rule.index()).is_some_and(|known| known.name == rule));
    of_rule.flat_map(|entry| &entry.stages).filter_map(|stage| stage.batch).min()
}
