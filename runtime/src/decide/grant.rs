//! What scopes grant.

use crate::outcome::Outcome;
use crate::schema::{QueueId, RuleId};
use crate::table::model::Entry;
use std::collections::BTreeSet;

/// What is granted: at once, or once the owner of a queue has looked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grant {
    /// The highest level that is granted whether or not anybody looks.
    level: Option<Outcome>,
    /// The queues in which it may wait, each with the scope that says so: the owner of any of them lets it go ahead.
    queues: BTreeSet<(RuleId, QueueId)>,
}

impl Grant {
    /// What people have: they need no scope.
    pub(crate) fn everything() -> Grant {
        Grant { level: Some(Outcome::Execute), queues: BTreeSet::new() }
    }

    /// What one line of a scope grants.
    pub(crate) fn of(entry: &Entry) -> Grant {
        match entry.queue.filter(|_| entry.outcome == Outcome::Queue) {
            Some(queue) => Grant { level: None, queues: BTreeSet::from([(entry.rule, queue)]) },
            None => Grant { level: Some(entry.outcome), queues: BTreeSet::new() },
        }
    }

    /// What two grant together: whatever one of them does.
    pub(crate) fn or(mut self, other: &Grant) -> Grant {
        self.level = self.level.max(other.level);
        self.queues.extend(&other.queues);
        self
    }

    /// The level as it is written.
    pub(crate) fn highest(&self) -> Option<Outcome> {
        let queued = (!self.queues.is_empty()).then_some(Outcome::Queue);
        self.level.max(queued)
    }

    /// The queues in which it waits: none, where it is granted more without.
    pub(crate) fn waits_in(&self) -> impl Iterator<Item = (RuleId, QueueId)> {
        let waits = self.level <= Some(Outcome::Queue);
        self.queues.iter().copied().filter(move |_| waits)
    }

    /// The level that is left, by what each queue has come to.
    pub(crate) fn by_now(&self, of_queue: impl Fn(QueueId) -> Outcome) -> Option<Outcome> {
        self.level.max(self.queues.iter().map(|(_, queue)| of_queue(*queue)).max())
    }
}
