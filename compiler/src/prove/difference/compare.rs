//! How one decision differs from another, as people see it.

use super::model::Direction;
use charter_runtime::Outcome;
use charter_runtime::decide::{Decision, Duty, OwedStep};
use std::collections::BTreeSet;

/// How a decision has changed; `None` where it is the same, for the same reasons.
///
/// *Looser* is a higher outcome; or the same one with less owed and fewer obligations, and nothing more of either.
///
/// ```
/// use charter_compiler::prove::{Direction, change};
/// use charter_runtime::{HostKey, Outcome, case::decide_case, table::Table};
///
/// let case = serde_json::json!({
///     "at": "2026-03-02T09:00:00Z",
///     "request": {"id": "r1", "action": "send_email", "target": "jane"},
///     "host": {"agent": "outreach"},
/// });
/// let before = decide_case(&Table::default(), &case, &HostKey::default())?;
/// let mut after = before.clone();
/// assert_eq!(change(&before, &after), None);
/// after.outcome = Outcome::Execute;
/// assert_eq!(change(&before, &after), Some(Direction::Looser));
/// # Ok::<(), charter_runtime::input::InputError>(())
/// ```
pub fn change(old: &Decision, new: &Decision) -> Option<Direction> {
    if old.outcome != new.outcome {
        return Some(if new.outcome > old.outcome { Direction::Looser } else { Direction::Tighter });
    }
    let (before, after) = (owed(old), owed(new));
    let (done_before, done_after) = (duties(old), duties(new));
    let (queues_before, queues_after) = (queues_granted(old), queues_granted(new));
    let (fewer, more) = queues_changed(&queues_before, &queues_after);
    let lost = !before.is_subset(&after) || !done_before.is_subset(&done_after) || more;
    let gained = !after.is_subset(&before) || !done_after.is_subset(&done_before) || fewer;
    match (lost, gained) {
        (true, true) => Some(Direction::Different),
        (true, false) => Some(Direction::Looser),
        (false, true) => Some(Direction::Tighter),
        (false, false) => {
            by_field(old, new).or_else(|| (reasons(old) != reasons(new)).then_some(Direction::Reasons))
        }
    }
}

/// What is owed: a queue, the steps, in which batches, and by when.
type Asked = (Option<String>, Vec<String>, Option<u32>, Option<String>);

/// Whether a rule is a scope that grants.
fn is_scope(decision: &Decision, rule: &str) -> bool {
    decision.scopes.iter().any(|scope| scope.scope == rule)
}

/// The queues in which it waits because scopes grant no more.
fn queues_granted(decision: &Decision) -> BTreeSet<&str> {
    let granted = decision.owed.iter().filter(|owed| is_scope(decision, &owed.rule));
    granted.filter_map(|owed| owed.queue.as_deref()).collect()
}

/// Whether fewer owners, or more, let it go ahead: of several queues that are granted any one is enough, and with none it does
/// not wait in any.
fn queues_changed(before: &BTreeSet<&str>, after: &BTreeSet<&str>) -> (bool, bool) {
    match (before.is_empty(), after.is_empty()) {
        (true, true) => (false, false),
        (true, false) => (true, false),
        (false, true) => (false, true),
        (false, false) => (!before.is_subset(after), !after.is_subset(before)),
    }
}

/// The approvals that gates ask for, whichever rule it is.
fn owed(decision: &Decision) -> BTreeSet<Asked> {
    let step = |step: &OwedStep| format!("{:?}", step.all);
    let owed = decision.owed.iter().filter(|owed| !is_scope(decision, &owed.rule));
    owed.map(|owed| {
        let steps = owed.steps.iter().map(step).collect();
        (owed.queue.clone(), steps, owed.in_batches, owed.until.clone())
    })
    .collect()
}

/// What has to be done along with it. Where it is stopped, somebody is told at most.
fn duties(decision: &Decision) -> BTreeSet<&Duty> {
    let done = decision
        .obligations
        .iter()
        .filter(|of| decision.outcome > Outcome::Stop || matches!(of.duty, Duty::Tell(_)));
    done.map(|obligation| &obligation.duty).collect()
}

/// A change of single fields, where that of the whole is none.
fn by_field(old: &Decision, new: &Decision) -> Option<Direction> {
    let higher = |one: &Decision, other: &Decision| {
        one.fields.iter().any(|(field, outcome)| other.fields.get(field).is_some_and(|of| outcome > of))
    };
    match (higher(new, old), higher(old, new)) {
        (true, true) => Some(Direction::Different),
        (true, false) => Some(Direction::Looser),
        (false, true) => Some(Direction::Tighter),
        (false, false) => None,
    }
}

/// What people are told: the sentences of the rules that decided, or their names where they have none.
fn reasons(decision: &Decision) -> BTreeSet<&str> {
    decision.deciding().map(|rule| rule.sentence.as_deref().unwrap_or(&rule.rule)).collect()
}
