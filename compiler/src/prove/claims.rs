//! What a claim comes to in terms of rules: which levels break it, and which restrictions keep it.

use crate::typed::{self, Demand};
use charter_runtime::Outcome;
use charter_runtime::decide::{Decision, Owed, Party};
use charter_runtime::schema::{Path, QueueId, RoleId};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Approver, Entry};

/// One thing that must not come between an agent and its action, or else the claim is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Breach {
    /// It goes ahead once everything owed is approved.
    GoesAhead,
    /// It goes ahead and nobody was asked.
    Unattended,
    /// It comes to more than this.
    MoreThan(Outcome),
    /// It goes ahead and this role was not asked.
    WithoutRole(RoleId, u32),
    /// It goes ahead and the person at this path was not asked.
    WithoutPerson(Path),
    /// It goes ahead and did not wait in this queue.
    PastQueue(QueueId),
}

impl Breach {
    /// Every way to break a demand; it holds if none of them is possible.
    pub(super) fn all(demand: &Demand) -> Vec<Breach> {
        match demand {
            Demand::Never => vec![Breach::GoesAhead],
            Demand::NeverUnattended => vec![Breach::Unattended],
            Demand::AtMost(level) => vec![Breach::MoreThan(*level)],
            Demand::WaitsIn(queue) => vec![Breach::PastQueue(*queue)],
            Demand::Asks(approvers) => approvers.iter().map(Breach::without).collect(),
        }
    }

    fn without(approver: &typed::Approver) -> Breach {
        match approver {
            typed::Approver::Role { role, count } => Breach::WithoutRole(*role, *count),
            typed::Approver::Person(path) => Breach::WithoutPerson(path.clone()),
        }
    }

    /// The lowest grant that allows it.
    pub(super) fn least_grant(&self) -> Outcome {
        match self {
            Breach::MoreThan(level) => {
                let above = [Outcome::Suggest, Outcome::Draft, Outcome::Queue, Outcome::Approve];
                above.into_iter().find(|outcome| outcome > level).unwrap_or(Outcome::Execute)
            }
            Breach::GoesAhead | Breach::Unattended | Breach::PastQueue(_) => Outcome::Execute,
            Breach::WithoutRole(_, _) | Breach::WithoutPerson(_) => Outcome::Execute,
        }
    }

    /// Whether a restriction that applies prevents it.
    pub(super) fn is_prevented_by(&self, entry: &Entry, table: &Table) -> bool {
        // Nobody can discharge a stop, a suggestion or a draft.
        let for_good = entry.outcome < Outcome::Queue;
        match self {
            Breach::GoesAhead => for_good,
            Breach::Unattended => entry.outcome < Outcome::Execute,
            Breach::MoreThan(level) => entry.outcome <= *level,
            Breach::PastQueue(queue) => for_good || entry.queue == Some(*queue),
            Breach::WithoutRole(role, count) => for_good || asks_role(entry, *role, *count, table),
            Breach::WithoutPerson(path) => for_good || asks_person(entry, path, table),
        }
    }

    /// Whether it is what became of a request.
    pub(super) fn is_seen_in(&self, decision: &Decision, table: &Table) -> bool {
        let goes_ahead = decision.outcome == Outcome::Execute || !decision.owed.is_empty();
        match self {
            Breach::GoesAhead => goes_ahead,
            Breach::Unattended => decision.outcome == Outcome::Execute,
            Breach::MoreThan(level) => decision.outcome > *level,
            Breach::PastQueue(queue) => {
                let name = table.queues.get(queue.index()).map(|queue| queue.name.as_str());
                goes_ahead && decision.owed.iter().all(|owed| owed.queue.as_deref() != name)
            }
            Breach::WithoutRole(role, _) => {
                let name = table.schema.roles.get(role.index()).map_or("", String::as_str);
                let is_role = |party: &Party| matches!(party, Party::Role { role, .. } if role == name);
                goes_ahead && !decision.owed.iter().flat_map(parties).any(is_role)
            }
            // Whom a path leads to is known only there; that no gate asks by that path is what was proved.
            Breach::WithoutPerson(_) => goes_ahead,
        }
    }
}

fn parties(owed: &Owed) -> impl Iterator<Item = &Party> {
    owed.steps.iter().flat_map(|step| &step.all)
}

fn asks_role(entry: &Entry, role: RoleId, count: u32, table: &Table) -> bool {
    let in_queue = entry.queue.and_then(|queue| table.queues.get(queue.index()));
    let owner = in_queue.is_some_and(|queue| queue.owner == role && count == 1);
    let asked =
        |approver: &Approver| matches!(approver, Approver::Role(of, many) if *of == role && *many >= count);
    owner || entry.steps.iter().flatten().any(asked)
}

fn asks_person(entry: &Entry, path: &Path, table: &Table) -> bool {
    let asked = |approver: &Approver| match approver {
        Approver::Person(id) => table.paths.get(id.index()).is_some_and(|of| same_place(of, path)),
        Approver::Role(_, _) => false,
    };
    entry.steps.iter().flatten().any(asked)
}

/// Whether two paths lead to the same place, before or after an update.
fn same_place(one: &Path, other: &Path) -> bool {
    one.shape == other.shape && one.steps == other.steps
}
