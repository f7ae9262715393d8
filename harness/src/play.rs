//! Playing scenarios.

use crate::expect::{carried_out, compare, not_decided};
use crate::played::{InBatch, Played, PlayedScenario, PlayedStep, Summary, Verdict};
use crate::stage::{Done, Stage};
use crate::told::told;
use crate::words::outcome_words;
use charter_compiler::scenario::{Act, Scenario, Step};
use charter_runtime::Outcome;
use charter_runtime::decide::Decision;
use charter_runtime::table::{LoadError, Table};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Plays scenarios against the bytes of a table, each on a stage of its own, in their order.
///
/// A request that goes ahead is carried out: its permit is redeemed and success is reported. The same bytes and scenarios
/// come out the same every time. Fails where the bytes are not a table.
pub fn play(table: &[u8], scenarios: &[Scenario]) -> Result<Played, LoadError> {
    let table = Table::load(table)?;
    let zone = TimeZone::get(&table.identity.zone).unwrap_or(TimeZone::UTC);
    let scenarios: Vec<PlayedScenario> =
        scenarios.iter().map(|scenario| play_one(&table, scenario, &zone)).collect();
    let summary = Summary::of(&scenarios);
    Ok(Played { scenarios, summary })
}

fn play_one(table: &Table, scenario: &Scenario, zone: &TimeZone) -> PlayedScenario {
    let mut stage = Stage::set(table, scenario);
    let steps = scenario.steps.iter().enumerate().map(|(place, step)| {
        let done = stage.play(place, step);
        played(table, step, done, zone)
    });
    PlayedScenario {
        name: scenario.name.clone(),
        file: scenario.source.file.clone(),
        line: scenario.source.line,
        steps: steps.collect(),
    }
}

fn played(table: &Table, step: &Step, done: Done, zone: &TimeZone) -> PlayedStep {
    let decision = done.decision.or_else(|| told_of_batch(table, step, &done.batch));
    let verdict = match (&step.expected, &decision) {
        (Some(expected), Some(decision)) => compare(expected, decision, table),
        (Some(expected), None) => match step.act {
            Act::Release { .. } | Act::Halt { .. } | Act::Resume { .. } => {
                carried_out(expected, done.problem.is_none(), table)
            }
            Act::Request(_)
            | Act::Did(_)
            | Act::Approve { .. }
            | Act::Refuse { .. }
            | Act::Report { .. }
            | Act::ApproveAll { .. }
            | Act::RefuseAll { .. }
            | Act::Signal { .. }
            | Act::ActFor { .. }
            | Act::Change { .. } => not_decided(expected, table),
        },
        (None, _) if done.problem.is_some() => Verdict::Failed,
        (None, _) => Verdict::Unsaid,
    };
    PlayedStep {
        at: moment(step.at, zone),
        line: step.line,
        asked: told(&step.act, &table.schema),
        outcome: decision.as_ref().map(outcome_words),
        batch: done.batch.iter().map(in_batch).collect(),
        decision,
        problem: done.problem,
        verdict,
    }
}

/// Of the decisions about a batch the one that is shown: one that is not as expected, else the last.
fn told_of_batch(table: &Table, step: &Step, batch: &[(usize, Decision)]) -> Option<Decision> {
    let differs = |decision: &Decision| {
        step.expected.as_ref().is_some_and(|expected| compare(expected, decision, table).failed())
    };
    let unexpected = batch.iter().find(|(_, decision)| differs(decision));
    unexpected.or(batch.last()).map(|(_, decision)| decision.clone())
}

fn in_batch((step, decision): &(usize, Decision)) -> InBatch {
    let carried_out = decision.outcome == Outcome::Execute;
    InBatch { step: *step, outcome: outcome_words(decision), carried_out }
}

/// RFC 3339 in a zone; what is beyond the calendar is said in nanoseconds.
fn moment(at: i128, zone: &TimeZone) -> String {
    let zoned = Timestamp::from_nanosecond(at).map(|at| at.to_zoned(zone.clone()));
    zoned.map_or_else(|_| at.to_string(), |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}
