//! What is counted while a recording is played.

use charter_compiler::prove::{Direction, change};
use charter_harness::recording::{Happened, Line};
use charter_harness::replay::Replay;
use charter_runtime::Outcome;
use charter_runtime::decide::Decision;
use charter_runtime::table::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often a rule applied, and decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OfRule {
    pub(super) applied: usize,
    pub(super) decided: usize,
}

/// What one charter came to.
pub(super) struct Side {
    pub(super) replay: Replay,
    pub(super) table: Arc<Table>,
}

impl Side {
    fn of(replay: Replay) -> Side {
        let table = replay.table();
        Side { replay, table }
    }
}

/// Decisions that another charter takes otherwise in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) direction: Direction,
    /// The outcomes of the other charter, and of the one at hand.
    pub(super) outcomes: [Outcome; 2],
    /// The rules that decide there, and here.
    pub(super) rules: [Vec<String>; 2],
    pub(super) count: usize,
    /// Where the first of them is, and what was asked.
    pub(super) example: (String, String),
}

/// Which changes are of one kind: the direction, the outcomes, and the rules that decide.
type KindOfChange = (Direction, [Outcome; 2], [Vec<String>; 2]);

/// What is counted.
pub(super) struct Tally {
    pub(super) own: Side,
    pub(super) other: Option<Side>,
    lines: usize,
    outcomes: BTreeMap<Outcome, usize>,
    rules: BTreeMap<String, OfRule>,
    changes: BTreeMap<KindOfChange, Change>,
    problems: Vec<(String, String)>,
    problem_count: usize,
}

/// No more lines that cannot be played are kept than these.
const MOST_PROBLEMS: usize = 1_000;

impl Tally {
    pub(super) fn of(own: Replay, other: Option<Replay>) -> Tally {
        Tally {
            own: Side::of(own),
            other: other.map(Side::of),
            lines: 0,
            outcomes: BTreeMap::new(),
            rules: BTreeMap::new(),
            changes: BTreeMap::new(),
            problems: Vec::new(),
            problem_count: 0,
        }
    }

    /// Plays a line. One that cannot be played is kept with the reason, and the rest goes on.
    pub(super) fn take(&mut self, line: &[u8], place: impl Fn() -> String) {
        self.lines += 1;
        if let Err(problem) = self.played(line, &place) {
            self.problem_count += 1;
            if self.problems.len() < MOST_PROBLEMS {
                self.problems.push((place(), problem));
            }
        }
    }

    fn played(&mut self, line: &[u8], place: &impl Fn() -> String) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
        let read = |side: &Side| Line::read(text, &side.table).map_err(|error| error.to_string());
        let own = read(&self.own)?;
        let asked = asked(&own.what);
        let here = self.own.replay.play(own);
        let there = match &mut self.other {
            Some(other) => read(other).and_then(|line| other.replay.play(line)),
            None => Ok(None),
        };
        let (here, there) = (here?, there?);
        if let Some(decision) = &here {
            self.count(decision);
        }
        let (Some(there), Some(here)) = (there, here) else { return Ok(()) };
        let Some(direction) = change(&there, &here) else { return Ok(()) };
        let (outcomes, rules) = ([there.outcome, here.outcome], [deciding(&there), deciding(&here)]);
        let kind = (direction, outcomes, rules.clone());
        let first = || Change { direction, outcomes, rules, count: 0, example: (place(), asked) };
        self.changes.entry(kind).or_insert_with(first).count += 1;
        Ok(())
    }

    fn count(&mut self, decision: &Decision) {
        *self.outcomes.entry(decision.outcome).or_default() += 1;
        for rule in &decision.rules {
            let of_rule = self.rules.entry(rule.rule.clone()).or_default();
            of_rule.applied += 1;
            of_rule.decided += usize::from(rule.deciding);
        }
        for scope in &decision.scopes {
            self.rules.entry(scope.scope.clone()).or_default().applied += 1;
        }
    }

    /// How many lines there were.
    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    /// How many decisions were taken.
    pub(super) fn decided(&self) -> usize {
        self.outcomes.values().sum()
    }

    /// How many came to each outcome, the highest first.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = (Outcome, usize)> {
        self.outcomes.iter().rev().map(|(outcome, count)| (*outcome, *count))
    }

    /// Every rule of the charter, in its order, with how often it applied: those that never did as well.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&str, &'static str, OfRule)> {
        self.own.table.rules.iter().map(|rule| {
            let counted = self.rules.get(&rule.name).copied().unwrap_or_default();
            (rule.name.as_str(), crate::command::shown::kind_word(rule.kind), counted)
        })
    }

    /// What the other charter decides otherwise: looser first, and of each direction what happens most often.
    pub(super) fn changes(&self) -> impl Iterator<Item = &Change> {
        let mut all: Vec<&Change> = self.changes.values().collect();
        all.sort_by_key(|change| (change.direction, std::cmp::Reverse(change.count)));
        all.into_iter()
    }

    /// How many lines could not be played.
    pub(super) fn problem_count(&self) -> usize {
        self.problem_count
    }

    /// Lines that could not be played, and why.
    pub(super) fn problems(&self) -> &[(String, String)] {
        &self.problems
    }
}

/// What is asked, in words: `send_email, request r1`.
fn asked(what: &Happened) -> String {
    match what {
        Happened::Asked(request, _) | Happened::Did(request, _) => {
            format!("`{}`, request {}", request.action_name(), request.id())
        }
        Happened::Approved(id, _) | Happened::Refused(id, _) | Happened::Reported(id, _) => {
            format!("request {id}")
        }
        Happened::Signal(_, _) | Happened::Released { .. } => String::new(),
    }
}

/// The rules that decide.
fn deciding(decision: &Decision) -> Vec<String> {
    decision.deciding().map(|rule| rule.rule.clone()).collect()
}
