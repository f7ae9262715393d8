//! What applies: for one target and one field, the scopes and the restrictions.

use super::classify::possibly;
use super::decision::Party;
use super::rows::alive_entries;
use super::scene::{AtHand, Scene, unknown_paths};
use crate::outcome::Outcome;
use crate::schema::{QueueId, RuleId};
use crate::table::Table;
use crate::table::model::{Approver, Deadline, Entry, PathId, RuleKind};
use crate::value::Seen;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that applies to a request, for one target and one field or for several taken together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assessment {
    /// Scopes that certainly apply, and what they grant.
    pub(crate) granted: BTreeMap<RuleId, Outcome>,
    /// Scopes that possibly apply, and what is unknown about them.
    pub(crate) doubted: BTreeMap<RuleId, BTreeSet<String>>,
    /// Restrictions that possibly apply.
    pub(crate) applied: BTreeMap<RuleId, Applied>,
}

/// A restriction that possibly applies.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    pub(crate) outcome: Outcome,
    pub(crate) unknown: BTreeSet<String>,
    /// What discharges it; nothing does where there are no steps.
    pub(crate) steps: Vec<BTreeSet<Party>>,
    /// By when it has to be discharged: the first of these that passes counts.
    pub(crate) deadlines: Vec<Deadline>,
    pub(crate) queue: Option<QueueId>,
    pub(crate) instead: Option<u32>,
    pub(crate) masks: bool,
}

impl Assessment {
    /// The highest level that is granted.
    pub(crate) fn grant(&self) -> Option<Outcome> {
        self.granted.values().copied().max()
    }

    /// Takes what applies elsewhere to what applies here. A scope stands where it stands in one of the two; what is granted
    /// in both is the lesser of what each has.
    pub(crate) fn join(&mut self, other: &Assessment) {
        for (rule, level) in &other.granted {
            self.granted
                .entry(*rule)
                .and_modify(|granted| *granted = (*granted).min(*level))
                .or_insert(*level);
        }
        for (rule, unknown) in &other.doubted {
            self.doubted.entry(*rule).or_default().extend(unknown.iter().cloned());
        }
        for (rule, applied) in &other.applied {
            self.apply(*rule, applied.clone());
        }
    }

    fn apply(&mut self, rule: RuleId, applied: Applied) {
        match self.applied.get_mut(&rule) {
            Some(before) => before.join(applied),
            None => _ = self.applied.insert(rule, applied),
        }
    }
}

impl Applied {
    /// Two ways in which one rule applies: the stricter one counts. Where both wait for people, all of them are waited for.
    fn join(&mut self, other: Applied) {
        self.unknown.extend(other.unknown.iter().cloned());
        self.masks |= other.masks;
        if waits(self.outcome) && waits(other.outcome) {
            self.wait_also_for(other);
        } else if other.outcome < self.outcome {
            let (unknown, masks) = (std::mem::take(&mut self.unknown), self.masks);
            *self = Applied { unknown, masks, ..other };
        } else if other.outcome == self.outcome {
            self.instead = self.instead.or(other.instead);
        }
    }

    fn wait_also_for(&mut self, other: Applied) {
        self.outcome = self.outcome.min(other.outcome);
        self.queue = self.queue.or(other.queue);
        let longest = self.steps.len().max(other.steps.len());
        self.steps.resize_with(longest, BTreeSet::new);
        self.steps.iter_mut().zip(other.steps).for_each(|(step, more)| step.extend(more));
        for deadline in other.deadlines {
            if !self.deadlines.contains(&deadline) {
                self.deadlines.push(deadline);
            }
        }
    }
}

/// Whether people can discharge an outcome.
pub(super) fn waits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approve | Outcome::Queue)
}

/// Assesses the request in a scene.
pub(crate) fn assess(table: &Table, scene: &AtHand<'_>) -> Assessment {
    let mut assessment = Assessment::default();
    let rows = scene.request.action.and_then(|action| table.actions.get(action.index()));
    let Some(rows) = rows else { return assessment };
    for entry in alive_entries(table, rows, scene).into_iter().filter_map(|place| rows.entries.get(place)) {
        match entry.doubts {
            Some(doubts) if possibly(table, doubts, scene) => {
                let unknown = unknown_paths(table, scene, &entry.reads);
                assessment.doubted.entry(entry.rule).or_default().extend(unknown);
            }
            Some(_) => {
                let granted = assessment.granted.entry(entry.rule).or_insert(entry.outcome);
                *granted = entry.outcome.max(*granted);
            }
            None => assessment.apply(entry.rule, restriction(table, entry, scene)),
        }
    }
    let granted = &assessment.granted;
    assessment.doubted.retain(|rule, _| !granted.contains_key(rule));
    assessment
}

/// The highest level that certainly applying scopes grant in a scene.
pub(crate) fn granted(table: &Table, scene: &AtHand<'_>) -> Option<Outcome> {
    let rows = scene.request.action.and_then(|action| table.actions.get(action.index()))?;
    let alive = alive_entries(table, rows, scene).into_iter().filter_map(|place| rows.entries.get(place));
    let certain = alive.filter(|entry| entry.doubts.is_some_and(|doubts| !possibly(table, doubts, scene)));
    certain.map(|entry| entry.outcome).max()
}

fn restriction(table: &Table, entry: &Entry, scene: &AtHand<'_>) -> Applied {
    let unknown = unknown_paths(table, scene, &entry.reads);
    if entry.needed.iter().any(|(path, may_be_empty)| is_missing(scene, *path, *may_be_empty)) {
        return stopped_for_good(unknown);
    }
    if entry.masks && scene.is_compared() {
        // Who filters by a field learns what is in it, however it is shown.
        return stopped_for_good(unknown);
    }
    let steps: Option<Vec<BTreeSet<Party>>> = entry
        .steps
        .iter()
        .map(|step| step.iter().map(|approver| party(table, approver, scene)).collect())
        .collect();
    let Some(mut steps) = steps else { return stopped_for_good(unknown) };
    let queue = entry.queue.and_then(|queue| table.queues.get(queue.index()));
    if let Some(queue) = queue {
        steps = vec![BTreeSet::from([role(table, queue.owner.index(), 1)])];
    }
    let deadline = entry.deadline.clone().or_else(|| queue.and_then(|queue| queue.deadline.clone()));
    Applied {
        outcome: entry.outcome,
        unknown,
        steps,
        deadlines: deadline.into_iter().collect(),
        queue: entry.queue,
        instead: entry.instead,
        masks: entry.masks,
    }
}

fn stopped_for_good(unknown: BTreeSet<String>) -> Applied {
    Applied {
        outcome: Outcome::Stop,
        unknown,
        steps: Vec::new(),
        deadlines: Vec::new(),
        queue: None,
        instead: None,
        masks: false,
    }
}

/// Whether a value that a rule cannot do without is not there: an amount below zero is no amount.
fn is_missing(scene: &AtHand<'_>, path: PathId, may_be_empty: bool) -> bool {
    match scene.see(path) {
        Seen::Unknown => true,
        Seen::Empty => !may_be_empty,
        Seen::Ordinal(number) => !may_be_empty && number < 0,
        Seen::Text(_) | Seen::Structure(_) => false,
    }
}

/// An approver, where it is known who that is.
fn party(table: &Table, approver: &Approver, scene: &AtHand<'_>) -> Option<Party> {
    match approver {
        Approver::Role(id, count) => Some(role(table, id.index(), *count)),
        Approver::Person(path) => match scene.see(*path) {
            Seen::Text(person) => Some(Party::Person { person: person.to_owned() }),
            Seen::Unknown | Seen::Empty | Seen::Ordinal(_) | Seen::Structure(_) => None,
        },
    }
}

fn role(table: &Table, place: usize, count: u32) -> Party {
    Party::Role { role: table.schema.roles.get(place).cloned().unwrap_or_default(), count }
}

/// Whether a rule of the table restricts and is enforced.
pub(crate) fn is_enforced(table: &Table, rule: RuleId) -> bool {
    table.rules.get(rule.index()).is_some_and(|rule| rule.kind != RuleKind::Scope && !rule.shadow)
}
