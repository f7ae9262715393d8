//! What was expected, and what it was instead.

use crate::played::Verdict;
use crate::words::{outcome_words, plain};
use charter_compiler::scenario::{Because, Expected, Owed};
use charter_runtime::Outcome;
use charter_runtime::decide::{Decision, Party};
use charter_runtime::schema::Schema;
use charter_runtime::table::Table;
use serde::Serialize;
use std::collections::BTreeSet;

/// One respect in which a decision is not what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In what.
    pub in_what: Respect,
    /// What was expected.
    pub expected: String,
    /// What it was.
    pub got: String,
}

/// In what a decision can differ from what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Respect {
    /// What becomes of the request.
    Outcome,
    /// Whom or what it waits for.
    WaitsFor,
    /// Which rules decide.
    Rules,
}

/// Compares a decision with what was expected of it.
///
/// The outcome has to be the expected one. Whom it waits for has to be said completely as far as their turn has come: those
/// who come later may be named or left out. The deciding rules have to be exactly those that are named, if any are.
pub fn compare(expected: &Expected, decision: &Decision, table: &Table) -> Verdict {
    let differences = if expected.outcome == decision.outcome {
        [waiting(expected, decision, table), reasons(&expected.because, decision)]
            .into_iter()
            .flatten()
            .collect()
    } else {
        let expected = expected_words(expected, table);
        vec![Difference { in_what: Respect::Outcome, expected, got: outcome_words(decision) }]
    };
    if differences.is_empty() { Verdict::Met } else { Verdict::NotMet(differences) }
}

/// The verdict on a step that was expected to be decided and was not.
pub(crate) fn not_decided(expected: &Expected, table: &Table) -> Verdict {
    otherwise(expected, table, "no decision")
}

/// The verdict on what a person does by virtue of a role: it goes ahead, or is stopped where the role does not suffice.
pub(crate) fn carried_out(expected: &Expected, went_ahead: bool, table: &Table) -> Verdict {
    match (expected.outcome, went_ahead) {
        (Outcome::Execute, true) | (Outcome::Stop, false) => Verdict::Met,
        (_, true) => otherwise(expected, table, plain(Outcome::Execute)),
        (_, false) => otherwise(expected, table, plain(Outcome::Stop)),
    }
}

fn otherwise(expected: &Expected, table: &Table, got: &str) -> Verdict {
    let expected = expected_words(expected, table);
    Verdict::NotMet(vec![Difference { in_what: Respect::Outcome, expected, got: got.to_owned() }])
}

fn waiting(expected: &Expected, decision: &Decision, table: &Table) -> Option<Difference> {
    let met = match expected.outcome {
        Outcome::Queue => queue_is_met(expected, decision, table),
        Outcome::Approve => approvers_are_met(&expected.owed, decision, &table.schema),
        Outcome::Stop | Outcome::Suggest | Outcome::Draft | Outcome::Execute => true,
    };
    let difference = || Difference {
        in_what: Respect::WaitsFor,
        expected: expected_words(expected, table),
        got: outcome_words(decision),
    };
    (!met).then(difference)
}

fn queue_is_met(expected: &Expected, decision: &Decision, table: &Table) -> bool {
    let Some(queue) = expected.queue.and_then(|queue| table.queues.get(queue.index())) else { return true };
    decision.owed.iter().any(|owed| owed.queue.as_deref() == Some(queue.name.as_str()))
}

/// Whom one seat is for: any one of these.
type Choice = BTreeSet<String>;

fn approvers_are_met(expected: &[Vec<Owed>], decision: &Decision, schema: &Schema) -> bool {
    if expected.is_empty() {
        return true;
    }
    let named: BTreeSet<Choice> = expected.iter().map(|any| choice(any, schema).collect()).collect();
    let steps = || decision.owed.iter().flat_map(|owed| owed.steps.iter().enumerate());
    let all: BTreeSet<Choice> = steps().flat_map(|(_, step)| step.all.iter().map(choice_of)).collect();
    let now: BTreeSet<Choice> =
        steps().filter(|(turn, _)| *turn == 0).flat_map(|(_, step)| step.all.iter().map(choice_of)).collect();
    named.is_subset(&all) && now.is_subset(&named)
}

fn choice(any: &[Owed], schema: &Schema) -> impl Iterator<Item = String> {
    any.iter().map(|owed| owed_name(owed, schema))
}

fn choice_of(party: &Party) -> Choice {
    party.names().map(str::to_owned).collect()
}

fn reasons(because: &Because, decision: &Decision) -> Option<Difference> {
    let deciding: Vec<&str> = decision.deciding().map(|rule| rule.rule.as_str()).collect();
    let (met, expected) = match because {
        Because::Unsaid => return None,
        Because::Rules(rules) => (deciding == *rules, rules.join(", ")),
        Because::OutsideEveryScope => (decision.grant.is_none(), "outside every scope".to_owned()),
    };
    let got = match (deciding.as_slice(), decision.grant) {
        ([], None) => "outside every scope".to_owned(),
        ([], Some(_)) => "no rule".to_owned(),
        (rules, _) => rules.join(", "),
    };
    (!met).then_some(Difference { in_what: Respect::Rules, expected, got })
}

/// What was expected, in the words of outcomes.
fn expected_words(expected: &Expected, table: &Table) -> String {
    let names: Vec<String> =
        expected.owed.iter().map(|any| choice(any, &table.schema).collect::<Vec<_>>().join(" or ")).collect();
    match (expected.outcome, expected.queue.and_then(|queue| table.queues.get(queue.index()))) {
        (Outcome::Queue, Some(queue)) => format!("queued in {}", queue.name),
        (Outcome::Approve, _) if !names.is_empty() => format!("waits for {}", names.join(", ")),
        (outcome, _) => plain(outcome).to_owned(),
    }
}

fn owed_name(owed: &Owed, schema: &Schema) -> String {
    match owed {
        Owed::Role(role) => schema.roles.get(role.index()).cloned().unwrap_or_default(),
        Owed::Person(person) => person.clone(),
    }
}
