//! What cells say, in words.

use charter_compiler::sheet::{Asked, Bound, Cell, Fields, Line, OfObject, Ownership};
use charter_harness::words::plain;
use charter_runtime::Outcome;
use charter_runtime::table::model::RuleKind;

/// The most that comes of it: `goes ahead`, `waits for approval`; a dash where nothing is granted.
pub(super) fn level(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("–", plain)
}

/// `update: title, stage`.
pub(super) fn what(line: &Line) -> String {
    let action = line.action.split(' ').next().unwrap_or_default();
    match &line.fields {
        None => action.to_owned(),
        Some(Fields::Every) => format!("{action} (every field)"),
        Some(Fields::These(names)) => format!("{action}: {}", names.join(", ")),
    }
}

/// Whether some agent may do it.
pub(super) fn is_granted(line: &Line) -> bool {
    line.cells.iter().any(|cell| cell.granted.is_some())
}

/// What no agent may do: `No agent may delete; merge.` Of a part of the sheet that is said of those who are shown.
pub(super) fn nobody(object: &OfObject, in_part: bool) -> Option<String> {
    let names: Vec<String> = object.lines.iter().filter(|line| !is_granted(line)).map(what).collect();
    (!names.is_empty()).then(|| {
        let who = if in_part { "No agent that is shown" } else { "No agent" };
        format!("{who} may {}.", names.join("; "))
    })
}

/// By which scopes it is granted, and whether always: `by deals`, `where outreach_emea applies`.
pub(super) fn granted_by(cell: &Cell) -> String {
    let names = cell.scopes.join(", ");
    let by = match (cell.scopes.as_slice(), cell.conditional) {
        ([], _) => String::new(),
        (_, false) => format!("by {names}"),
        ([_], true) => format!("where {names} applies"),
        (_, true) => format!("where one of {names} applies"),
    };
    let lesser = cell.lesser.iter().map(|(scope, level)| format!("; else {} by {scope}", plain(*level)));
    let led = cell.leads_to.iter().map(|(action, granted)| match granted {
        Some(level) => format!("; leads to {action}, which is granted as {} only", plain(*level)),
        None => format!("; leads to {action}, which is not granted"),
    });
    format!("{by}{}{}", lesser.collect::<String>(), led.collect::<String>())
}

/// The kinds of rule that come between, in the order in which they are told, and what several of them are called.
pub(super) const KINDS: [(RuleKind, &str); 4] = [
    (RuleKind::Stop, "stops"),
    (RuleKind::Gate, "gates"),
    (RuleKind::Limit, "limits"),
    (RuleKind::Require, "requirements"),
];

/// The rules of a kind, by name; those that apply whatever the request have an exclamation mark.
pub(super) fn of_kind(cell: &Cell, kind: RuleKind) -> Vec<String> {
    let name = |bound: &Bound| if bound.always { format!("{}!", bound.rule) } else { bound.rule.clone() };
    cell.rules.iter().filter(|bound| bound.kind == kind).map(name).collect()
}

/// What a cell says, a line each.
pub(super) fn lines(cell: &Cell) -> Vec<String> {
    let Some(_) = cell.granted else { return vec![level(None).to_owned()] };
    let mut lines = vec![level(cell.comes_to).to_owned(), granted_by(cell)];
    for (kind, plural) in KINDS {
        let names = of_kind(cell, kind);
        if !names.is_empty() {
            lines.push(format!("{plural}: {}", names.join(", ")));
        }
    }
    lines
}

/// What is meant by the marks in cells.
pub(super) const KEY: &str = "The first word is the most that can come of it. A rule with ! applies whatever the request; \
the others apply when their conditions hold, or cannot be ruled out. – is not granted by any scope.";

/// How far an action gets.
pub(super) fn asked(asked: Option<Asked>) -> &'static str {
    match asked {
        None => "",
        Some(Asked::Never) => "never",
        Some(Asked::WithAPerson) => "only with a person",
        Some(Asked::Unattended) => "by itself",
        Some(Asked::Undecided) => "not decided",
    }
}

/// Whose a field is: who writes it, whose word it is, and which agents may update it.
pub(super) fn ownership(field: &Ownership) -> [String; 3] {
    let written_by = field.written_by.as_ref().map_or("not said".to_owned(), |by| by.join(", "));
    let by_agents = field.agents.iter().any(|(_, outcome)| *outcome == Outcome::Execute);
    let whose = match () {
        () if field.from_external => "outsiders can write it",
        () if by_agents => "agents write it by themselves",
        () => "the host vouches for it",
    };
    let agents = field.agents.iter().map(|(agent, outcome)| match outcome {
        Outcome::Execute => agent.clone(),
        other => format!("{agent} ({})", plain(*other)),
    });
    let agents: Vec<String> = agents.collect();
    let agents = if agents.is_empty() { "none".to_owned() } else { agents.join(", ") };
    [written_by, whose.to_owned(), agents]
}

/// What the columns of [`ownership`] are called, after the field's name.
pub(super) const OWNERSHIP: [&str; 4] =
    ["field", "written by", "whose word it is", "agents that may write it"];
