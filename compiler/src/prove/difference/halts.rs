//! What a halt of a segment covers, before and after.
//!
//! A halt is no rule. But what it covers is compared as rules are: by two charters in which everything is granted, and in which
//! the segment is halted.

use super::told::{Effect, Told};
use super::{Compared, Difference, Direction, difference};
use crate::table::{TableError, proved};
use crate::typed::{self, Case, Charter, Condition, Rule, RuleKind, Source, Switch};
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, Subject};

/// Every segment that may be halted on both sides and whose halt covers something else.
pub(super) fn covered(old: &Charter, new: &Charter) -> Result<Vec<Told>, TableError> {
    let same_words = old.schema == new.schema;
    let mut told = Vec::new();
    for was in &old.switches {
        let is = new.switches.iter().find(|is| is.segment == was.segment);
        let Some(is) = is.filter(|is| !(same_words && *is == was)) else { continue };
        let (before, after) = (halted(old, was), halted(new, is));
        let ((_, was), (_, is)) = (proved(&before)?, proved(&after)?);
        let found =
            difference(Compared { charter: &before, table: &was }, Compared { charter: &after, table: &is })?;
        told.extend(said(&found));
    }
    Ok(told)
}

/// A charter that grants everything, and in which a segment is halted.
fn halted(charter: &Charter, switch: &Switch) -> Charter {
    let case = |action: ActionId| Case {
        action,
        subject: Subject::Agents,
        condition: Condition::Always,
        effect: typed::Effect::plain(Outcome::Execute),
        room: None,
        needed: Vec::new(),
    };
    let actions = (0..charter.schema.actions.len()).filter_map(ActionId::at);
    let rules = vec![
        rule(RuleKind::Scope, "everything".to_owned(), actions.map(case).collect()),
        rule(RuleKind::Stop, halt_of(switch), switch.cases.clone()),
    ];
    let mut halted = Charter { rules, switches: Vec::new(), ..charter.clone() };
    // What an action leads to is granted, and no matter of the halt.
    halted.schema.actions.iter_mut().for_each(|action| action.leads_to.clear());
    halted
}

/// As what a halt is spoken of.
fn halt_of(switch: &Switch) -> String {
    format!("halt of segment {}", switch.segment)
}

fn rule(kind: RuleKind, name: String, cases: Vec<Case>) -> Rule {
    let source = Source { file: String::new(), line: 0 };
    Rule { name, sentence: None, kind, shadow: false, tells: Vec::new(), source, cases }
}

/// What is told of a difference in which one of the rules is the halt.
fn said(found: &Difference) -> Vec<Told> {
    let halt = |because: &[usize]| {
        let mut rules = because.iter().filter_map(|place| found.rules.get(*place));
        rules.find(|rule| rule.kind == charter_runtime::table::model::RuleKind::Stop).map(|rule| &rule.name)
    };
    let mut told = Vec::new();
    for kind in &found.kinds {
        let Some(halt) = halt(&kind.because) else { continue };
        let (covers, effect) = match kind.direction {
            Direction::Looser => ("no longer covers", Effect::Looser),
            Direction::Tighter => ("also covers", Effect::Tighter),
            Direction::Different | Direction::Reasons => continue,
        };
        let given = match kind.given.as_slice() {
            [] => String::new(),
            given => format!(" where {}", given.join(", ")),
        };
        let what = format!("a {halt} {covers}, for example, {}{given}", kind.asks);
        told.push(Told { what, effect });
    }
    for open in &found.undecided {
        if let Some(halt) = halt(&open.because).filter(|_| open.direction != Direction::Reasons) {
            let what = format!("a {halt} may cover something else of {}", open.action);
            told.push(Told { what, effect: Effect::Looser });
        }
    }
    told.dedup();
    told
}
