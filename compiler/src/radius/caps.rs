//! The caps of limits that apply whatever the request.

use crate::sheet::{Known, settled_with};
use crate::typed::{Accepts, Atom, Case, Charter, Condition, Figure, Measure, Operand, RuleKind, Test};
use charter_runtime::schema::{ActionId, AgentId, Root, Subject};
use charter_runtime::{Outcome, Progress};

/// At most so much, per key and window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cap {
    /// The limit.
    pub(super) rule: String,
    /// How much: a count as itself, an amount in billionths.
    pub(super) most: i128,
    /// What is counted.
    pub(super) counts: Counts,
    /// Its keys, and how far back it looks.
    pub(super) figure: Figure,
    /// What is left when it is exceeded.
    pub(super) leaves: Outcome,
}

/// What a cap counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// How often it happens.
    Times,
    /// To how many different records.
    Records,
    /// What a value adds up to.
    Amount,
    /// Different ones of something else, which bounds neither.
    Others,
}

/// The caps that bound an agent's use of an action, whatever the request.
pub(super) fn caps(charter: &Charter, action: ActionId, agent: AgentId, field: Option<u32>) -> Vec<Cap> {
    let limits = charter.rules.iter().filter(|rule| !rule.shadow && rule.kind == RuleKind::Limit);
    let mut caps = Vec::new();
    for rule in limits {
        for case in rule.cases.iter().filter(|case| case.action == action && case.subject == Subject::Agents)
        {
            for (figure, test) in figures(&case.condition) {
                let Some(most) = cap(test).filter(|_| applies(case, Known { agent, field }, test)) else {
                    continue;
                };
                let (figure, leaves) = (figure.clone(), case.effect.outcome);
                caps.push(Cap { rule: rule.name.clone(), most, counts: counts(&figure), figure, leaves });
            }
        }
    }
    caps
}

/// Whether a rule applies as soon as one of its caps is exceeded, and the others are not.
fn applies(case: &Case, known: Known, exceeded: &Test) -> bool {
    let holds = |test: &Test| match &test.atom {
        Atom::Class(Operand::Figure(figure)) if figure.with_request => Some(test == exceeded),
        // Its keys are known, which is the worst case: otherwise nothing goes ahead.
        Atom::Known(_) | Atom::Given(_) => Some(true),
        _ => None,
    };
    settled_with(&case.condition, known, &holds) == Condition::Always
}

/// The tests of figures that count the request at hand.
fn figures(condition: &Condition) -> Vec<(&Figure, &Test)> {
    let mut found = Vec::new();
    for test in condition.tests() {
        // What is in flight at one time says nothing of how much there is in a day.
        if let Atom::Class(Operand::Figure(figure)) = &test.atom
            && figure.with_request
            && is_of_what_was_done(figure)
        {
            found.push((&**figure, test));
        }
    }
    found
}

fn is_of_what_was_done(figure: &Figure) -> bool {
    figure.sources.iter().all(|source| source.progress == Progress::Done)
}

/// The most that a test of a figure lets pass.
fn cap(test: &Test) -> Option<i128> {
    match &test.accepts {
        Accepts::Range(Some(from), None) => from.checked_sub(1),
        _ => None,
    }
}

fn counts(figure: &Figure) -> Counts {
    let value = figure.sources.first().and_then(|source| source.value.as_ref());
    let is_target = |root: Root| matches!(root, Root::Target | Root::Old | Root::First);
    match figure.measure {
        Measure::Count => Counts::Times,
        Measure::Different if value.is_some_and(|path| path.steps.is_empty() && is_target(path.root)) => {
            Counts::Records
        }
        Measure::Sum => Counts::Amount,
        Measure::Different | Measure::Share(_, _, _) | Measure::TimeSince => Counts::Others,
    }
}
