//! The difference between two charters: not of their texts, but of what they decide.
//!
//! Both are put into one table over one vocabulary, so that they speak of the same columns and classes. For each action, and
//! each field where it is about fields, a SAT solver is asked for a choice of classes of which the two decide otherwise; where
//! there is none, they are proved to decide alike.

mod compare;
mod halts;
mod joined;
mod mapping;
mod model;
mod pairs;
mod search;
mod told;
mod vocabulary;

#[cfg(test)]
mod tests;

use crate::prove::rows::fields;
use crate::table::{TableError, rule_kind};
use crate::typed::{Charter, Source};
use charter_runtime::decide::Decision;
use charter_runtime::schema::{ActionId, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::RuleKind;
use joined::Joined;
use search::{Searched, Seen, Tables, search};
use serde_json::Value as Json;
use std::collections::BTreeSet;

pub use compare::change;
pub use model::Direction;
pub use told::{Effect, Told};
pub use vocabulary::Which;

/// A charter and the table that it was compiled to.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// What it says.
    pub charter: &'a Charter,
    /// What decides by it.
    pub table: &'a Table,
}

/// How two charters differ in what they decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Every kind of request of which they decide otherwise: looser first, then tighter, then neither, and at last those of
    /// which the decision is the same for other reasons.
    pub kinds: Vec<Kind>,
    /// What may differ, and could neither be shown nor ruled out.
    pub undecided: Vec<Open>,
    /// What has changed in the vocabulary and the settings.
    pub told: Vec<Told>,
    /// The rules that only one of the two has, or that say something else in each.
    pub rules: Vec<ChangedRule>,
    /// Whether there are more kinds than were looked for.
    pub bounded: bool,
    /// How many kinds of action and field were looked at.
    pub asked: usize,
}

/// What stands behind an action that is asked for by people.
const BY_PEOPLE: &str = " by people";

/// A kind of request of which two charters decide otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// How.
    pub direction: Direction,
    /// The actions, with their fields: `update Contact: title, phone`.
    pub actions: Vec<String>,
    /// The rules that make the difference, by their place in [`Difference::rules`].
    pub because: Vec<usize>,
    /// A request of this kind, with what the host knows and the ledger, as `charter decide` reads them.
    pub case: Json,
    /// What is asked, in words.
    pub asks: String,
    /// What matters of what is given besides, a fact each.
    pub given: Vec<String>,
    /// What was decided of it.
    pub old: Decision,
    /// What is decided of it.
    pub new: Decision,
}

/// A question that was left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// In which direction it may differ.
    pub direction: Direction,
    /// The action, with its field.
    pub action: String,
    /// The rules that may make the difference, by their place in [`Difference::rules`].
    pub because: Vec<usize>,
}

/// A rule that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRule {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RuleKind,
    /// Where it stood.
    pub old: Option<Source>,
    /// Where it stands.
    pub new: Option<Source>,
}

impl Difference {
    /// Whether everything is proved to be decided alike, for the same reasons or others.
    pub fn is_equal(&self) -> bool {
        let alike = self.kinds.iter().all(|kind| kind.direction == Direction::Reasons);
        let told = self.told.iter().all(|told| told.effect == Effect::None);
        let open = self.undecided.iter().any(|open| open.direction != Direction::Reasons);
        alike && told && !open
    }

    /// Whether anything is looser, or neither looser nor tighter, or may be so.
    pub fn may_be_looser(&self) -> bool {
        let loose = |direction: Direction| matches!(direction, Direction::Looser | Direction::Different);
        self.kinds.iter().any(|kind| loose(kind.direction))
            || self.undecided.iter().any(|open| loose(open.direction))
            || self.told.iter().any(|told| told.effect == Effect::Looser)
            || self.bounded
    }
}

impl Difference {
    /// Whether two decisions of one request, under the two charters, are of a kind.
    pub fn is_of(&self, kind: &Kind, action: &str, old: &Decision, new: &Decision) -> bool {
        let spoken_of = |known: &String| {
            let known = known.as_str();
            let (name, field) =
                known.split_once(": ").map_or((known, None), |(name, field)| (name, Some(field)));
            let name = name.strip_suffix(BY_PEOPLE).unwrap_or(name);
            name == action
                && field.is_none_or(|field| old.fields.contains_key(field) || new.fields.contains_key(field))
        };
        let mut causes = kind.because.iter().filter_map(|place| self.rules.get(*place));
        change(old, new) == Some(kind.direction)
            && kind.actions.iter().any(spoken_of)
            && causes.all(|rule| {
                (rule.old.is_some() && speaks_of(old, &rule.name))
                    || (rule.new.is_some() && speaks_of(new, &rule.name))
            })
    }
}

/// Whether a rule applies, by a decision.
fn speaks_of(decision: &Decision, rule: &str) -> bool {
    decision.rules.iter().any(|applied| applied.rule == rule)
        || decision.scopes.iter().any(|scope| scope.scope == rule)
}

/// Finds out how two charters differ in what they decide. Fails where the two together have no table, as a rule because they have
/// too many rows for one.
pub fn difference(old: Compared<'_>, new: Compared<'_>) -> Result<Difference, TableError> {
    let joined = Joined::of(old.charter, new.charter)?;
    let tables = Tables { joined: &joined, old: old.table, new: new.table };
    let (rules, place_of) = changed_rules(&joined);
    let mut difference = Difference {
        kinds: Vec::new(),
        undecided: Vec::new(),
        told: [told::told(old.charter, new.charter), halts::covered(old.charter, new.charter)?].concat(),
        rules,
        bounded: false,
        asked: 0,
    };
    for question in questions(&joined) {
        let Some(searched) = search(tables, question.action, question.subject, question.field) else {
            continue;
        };
        difference.asked += 1;
        difference.take(&joined, question, searched, &place_of);
    }
    difference.kinds.sort_by_key(|kind| kind.direction);
    Ok(difference)
}

/// Of which requests it is asked how they are decided.
#[derive(Clone, Copy)]
struct Question {
    action: ActionId,
    /// Those of agents, or of people.
    subject: Subject,
    field: Option<u32>,
}

/// Every action, and every field where it is about fields: for agents, and for people where some rule is about them. Where
/// nothing that has to do with an action has changed, there is nothing to ask.
fn questions(joined: &Joined) -> Vec<Question> {
    let schema = &joined.table.schema;
    let mut questions = Vec::new();
    for (place, action) in schema.actions.iter().enumerate() {
        let Some(id) = ActionId::at(place).filter(|id| !joined.is_untouched(*id)) else { continue };
        let fields = fields(&joined.table, action);
        for subject in [Subject::Agents, Subject::People].into_iter().filter(|it| joined.speaks_of(id, *it)) {
            questions.extend(fields.iter().map(|field| Question { action: id, subject, field: *field }));
        }
    }
    questions
}

/// The rules that have changed, and for each rule of the joint table its place among them.
fn changed_rules(joined: &Joined) -> (Vec<ChangedRule>, Vec<Option<usize>>) {
    let mut rules: Vec<ChangedRule> = Vec::new();
    let mut place_of = Vec::new();
    for paired in &joined.rules {
        if paired.stays {
            place_of.push(None);
            continue;
        }
        let (source, kind) = (Some(paired.rule.source.clone()), rule_kind(paired.rule.kind));
        let same =
            |rule: &ChangedRule| rule.name == paired.rule.name && rule.kind == kind && rule.new.is_none();
        match (paired.which, rules.iter().position(same)) {
            (Which::New, Some(place)) => {
                rules.iter_mut().skip(place).take(1).for_each(|rule| rule.new.clone_from(&source));
                place_of.push(Some(place));
            }
            (which, _) => {
                place_of.push(Some(rules.len()));
                let (old, new) = if which == Which::Old { (source, None) } else { (None, source) };
                rules.push(ChangedRule { name: paired.rule.name.clone(), kind, old, new });
            }
        }
    }
    (rules, place_of)
}

impl Difference {
    fn take(&mut self, joined: &Joined, question: Question, searched: Searched, place_of: &[Option<usize>]) {
        let name = action_name(joined, question);
        let because = |causes: &BTreeSet<usize>| -> Vec<usize> {
            let places: BTreeSet<usize> =
                causes.iter().filter_map(|rule| place_of.get(*rule).copied().flatten()).collect();
            places.into_iter().collect()
        };
        self.bounded |= searched.bounded;
        for (direction, causes) in searched.undecided {
            self.undecided.push(Open { direction, action: name.clone(), because: because(&causes) });
        }
        if searched.grants_differ && joined.is_led_to(question.action) {
            self.undecided.push(Open {
                direction: Direction::Different,
                action: format!("what leads to {name}"),
                because: Vec::new(),
            });
        }
        for seen in searched.seen {
            let because = because(&seen.causes);
            self.add(name.clone(), because, seen);
        }
    }

    /// Adds a kind, or another action to one that is there.
    fn add(&mut self, action: String, because: Vec<usize>, seen: Seen) {
        let same = |kind: &&mut Kind| {
            kind.direction == seen.direction
                && kind.because == because
                && kind.old.outcome == seen.old.outcome
                && kind.new.outcome == seen.new.outcome
        };
        if let Some(kind) = self.kinds.iter_mut().find(same) {
            kind.actions.push(action);
            return;
        }
        let Seen { direction, made, old, new, .. } = seen;
        self.kinds.push(Kind {
            direction,
            actions: vec![action],
            because,
            case: made.case,
            asks: made.asks,
            given: made.given,
            old,
            new,
        });
    }
}

/// `update Contact: title`, and `update Contact by people: title` where it is about people.
fn action_name(joined: &Joined, question: Question) -> String {
    let schema = &joined.table.schema;
    let Question { action, subject, field } = question;
    let Some(action) = schema.actions.get(action.index()) else { return String::new() };
    let by = match subject {
        Subject::Agents => "",
        Subject::People => BY_PEOPLE,
    };
    let shape = schema.shapes.get(action.object.index()).filter(|_| action.verb != Verb::Declared);
    let field = field.and_then(|field| shape?.fields.get(field as usize));
    match field {
        Some(field) => format!("{}{by}: {}", action.name, field.name),
        None => format!("{}{by}", action.name),
    }
}
