//! Outcomes in the words that people read.

use charter_runtime::Outcome;
use charter_runtime::decide::{Decision, Owed, OwedStep, Party, TryAgain};
use std::collections::BTreeSet;

/// An outcome without whom or what it waits for.
pub fn plain(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Stop => "stopped",
        Outcome::Suggest => "suggestion",
        Outcome::Draft => "draft",
        Outcome::Queue => "queued",
        Outcome::Approve => "waits for approval",
        Outcome::Execute => "goes ahead",
    }
}

/// What becomes of a request: `stopped`, `suggestion`, `draft`, `queued in new_domains`, `waits for sdr_manager, then
/// revops`, `goes ahead`.
pub fn outcome_words(decision: &Decision) -> String {
    match decision.outcome {
        Outcome::Queue => queued(decision),
        Outcome::Approve => waits(decision),
        Outcome::Stop => stopped(decision),
        Outcome::Suggest | Outcome::Draft | Outcome::Execute => plain(decision.outcome).to_owned(),
    }
}

/// `stopped`, and until when, where it waits for room.
fn stopped(decision: &Decision) -> String {
    let stopped = plain(Outcome::Stop);
    match decision.try_again_at {
        None => stopped.to_owned(),
        Some(TryAgain::At(_)) => {
            let again = decision.try_again_at.map(|again| again.to_string()).unwrap_or_default();
            format!("{stopped}, there is room again at {again}")
        }
        Some(TryAgain::Unknown) => format!("{stopped} until there is room, nobody can say when"),
    }
}

fn queued(decision: &Decision) -> String {
    let queues: BTreeSet<&str> = decision.owed.iter().filter_map(|owed| owed.queue.as_deref()).collect();
    match queues.into_iter().collect::<Vec<_>>().as_slice() {
        [] => plain(Outcome::Queue).to_owned(),
        queues => format!("queued in {}", queues.join(" and ")),
    }
}

fn waits(decision: &Decision) -> String {
    let turns: BTreeSet<String> =
        decision.owed.iter().map(in_turn).filter(|turns| !turns.is_empty()).collect();
    match turns.into_iter().collect::<Vec<_>>().as_slice() {
        [] => plain(Outcome::Approve).to_owned(),
        turns => format!("waits for {}", turns.join(" and for ")),
    }
}

/// Who has to approve for one rule: `ines, then revops`.
pub fn in_turn(owed: &Owed) -> String {
    owed.steps.iter().map(together).collect::<Vec<_>>().join(", then ")
}

fn together(step: &OwedStep) -> String {
    let parties = step.all.iter().map(party);
    match step.all.as_slice() {
        [_] => parties.collect(),
        _ => parties.map(bracketed).collect::<Vec<_>>().join(" and "),
    }
}

fn bracketed(party: String) -> String {
    if party.contains(" or ") { format!("({party})") } else { party }
}

/// `sdr_manager`, `2 of sdr_manager`, `ines`, `sdr_manager or revops`, `revops other than ines`.
fn party(party: &Party) -> String {
    let any = party.names().collect::<Vec<_>>().join(" or ");
    let any = if party.count > 1 { format!("{} of {any}", party.count) } else { any };
    match party.except.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => any,
        except => format!("{any} other than {}", except.join(", ")),
    }
}
