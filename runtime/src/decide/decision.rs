//! The answer.

use super::room::TryAgain;
use crate::input::Facts;
use crate::outcome::Outcome;
use crate::table::Table;
use crate::table::model::RuleKind;
use jiff::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// What a charter says of a request.
///
/// `outcome` is the least of what the scopes grant and of what every restriction leaves. Everything else says why: all
/// rules that apply, not only the decisive ones, and what was not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What becomes of the request.
    pub outcome: Outcome,
    /// Whether it was taken to be enforced, or only to be recorded.
    pub mode: Mode,
    /// The highest level among the scopes that apply; absent outside every scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<Outcome>,
    /// Every restriction that applies or cannot be ruled out, by name.
    pub rules: Vec<AppliedRule>,
    /// Every scope that certainly applies, by name.
    pub scopes: Vec<GrantingScope>,
    /// Every scope that may apply and cannot be relied on, by name.
    pub doubted: Vec<DoubtedScope>,
    /// The approvals that are still owed, by rule.
    pub owed: Vec<Owed>,
    /// What has to be done along with it, by rule.
    pub obligations: Vec<Obligation>,
    /// For an update, the outcome of each field by itself.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Outcome>,
    /// For a request on several objects, the outcome of each by itself. They go ahead together or not at all.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<String, Outcome>,
    /// What the action leads to, and how far each of that is granted: the action itself is granted no further.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub consequences: BTreeMap<String, Outcome>,
    /// What the request names and the charter does not know, and why the agent is halted.
    pub problems: Vec<String>,
    /// When there will be room for it, where it is stopped by limits that wait for room and by nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub try_again_at: Option<TryAgain>,
    /// What is offered instead: the request with other fields in place of those that are redirected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<Box<Instead>>,
    /// Which charter decided.
    pub charter: Charter,
}

/// A request that can be made in place of another, and what would be decided of it.
///
/// It is a request of its own, under an id of its own: a host that takes the offer reads it with
/// [`Request::from_json`](crate::input::Request::from_json) and has it decided, which gives the permit for just this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instead {
    /// The request, as hosts give them.
    pub request: serde_json::Value,
    /// What would be decided of it.
    pub decision: Decision,
}

/// Whether decisions are enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The host does what the decision says.
    Enforced,
    /// The host goes on as it did before; the decision is recorded.
    Shadow,
}

impl Mode {
    /// The mode in which a request is decided: that of the table, and shadow for an agent that is only watched.
    pub(crate) fn of(table: &Table, facts: &Facts) -> Mode {
        let watched = facts.asker.is_watched(&table.schema);
        if table.identity.enforced && !watched { Mode::Enforced } else { Mode::Shadow }
    }
}

/// A restriction that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedRule {
    /// Its name.
    pub rule: String,
    /// What it is.
    pub kind: RuleKind,
    /// What it leaves.
    pub outcome: Outcome,
    /// Whether it is one of those that made the decision what it is.
    pub deciding: bool,
    /// Whether it is only watched.
    pub shadow: bool,
    /// What it reads and is not known: it may apply only because it cannot be ruled out.
    pub unknown: BTreeSet<String>,
    /// What people are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// Where it stands.
    pub source: String,
}

/// A scope that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantingScope {
    /// Its name.
    pub scope: String,
    /// The level that it grants.
    pub grants: Outcome,
}

/// A scope that may apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoubtedScope {
    /// Its name.
    pub scope: String,
    /// What would have to be known.
    pub unknown: BTreeSet<String>,
}

/// Approvals that one rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owed {
    /// The rule.
    pub rule: String,
    /// The queue in which the request waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// One after another; in each step all of these.
    pub steps: Vec<OwedStep>,
    /// How many requests one approval may be for, where it is given in batches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_batches: Option<u32>,
    /// By when, RFC 3339: then others are asked, or nobody any more. Absent where they have as long as they like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A moment as documents have it.
pub(crate) fn instant(nanoseconds: i64) -> Option<String> {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).ok().map(|at| at.to_string())
}

/// Approvals that are owed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwedStep {
    /// All of these.
    pub all: Vec<Party>,
}

impl OwedStep {
    /// A step that asks all of these.
    pub(crate) fn of(parties: &BTreeSet<Party>) -> OwedStep {
        OwedStep { all: parties.iter().cloned().collect() }
    }
}

/// Somebody whose approval is owed: so many different people, each of whom is one of those who may.
///
/// As a document it is `{"role", "count"}`, `{"person"}`, or `{"any", "count"}` where there is a choice; with `except` where
/// somebody may not, and `"confirms": true` where the person for whom the agent acts may.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// Who may: any one of these.
    pub any: BTreeSet<Who>,
    /// How many.
    pub count: u32,
    /// The ids of the people who may not, whatever role they hold.
    pub except: BTreeSet<String>,
    /// Whether the person for whom the agent acts may be one of them: then a confirmation, and no approval, is asked for.
    pub confirms: bool,
}

/// Who may approve.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Whoever holds this role.
    Role(String),
    /// The person with this id.
    Person(String),
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.only() {
            Some(Who::Role(role)) => map.serialize_entry("role", role)?,
            Some(Who::Person(person)) => map.serialize_entry("person", person)?,
            None => map.serialize_entry("any", &self.any)?,
        }
        if !matches!(self.only(), Some(Who::Person(_))) {
            map.serialize_entry("count", &self.count)?;
        }
        if !self.except.is_empty() {
            map.serialize_entry("except", &self.except)?;
        }
        if self.confirms {
            map.serialize_entry("confirms", &true)?;
        }
        map.end()
    }
}

impl Party {
    /// Who may, where there is no choice.
    pub fn only(&self) -> Option<&Who> {
        self.any.first().filter(|_| self.any.len() == 1)
    }

    /// The names of all who may.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.any.iter().map(|who| match who {
            Who::Role(name) | Who::Person(name) => name.as_str(),
        })
    }

    /// Takes this party into a step: who is asked twice is asked once, for the larger number, and other than all who are
    /// excluded.
    pub(crate) fn join(mut self, step: &mut BTreeSet<Party>) {
        let same = step.iter().find(|party| party.any == self.any).cloned();
        if let Some(before) = same.and_then(|party| step.take(&party)) {
            self.count = self.count.max(before.count);
            self.except.extend(before.except);
            // Who has to approve does not get by with confirming.
            self.confirms &= before.confirms;
        }
        step.insert(self);
    }
}

/// What has to be done along with what was decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Obligation {
    /// The rule that asks for it.
    pub rule: String,
    /// What.
    #[serde(flatten)]
    pub duty: Duty,
}

/// One thing that has to be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// This field is written instead.
    WriteInstead(String),
    /// What is shown of this field is masked.
    Mask(String),
    /// Somebody reads it once it has gone ahead.
    ReadAfterwards(Reading),
    /// Somebody learns that the rule applies, whatever comes of the request.
    Tell(Who),
}

/// That somebody reads what has gone ahead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reading {
    /// Who: whoever holds a role, or one person.
    pub by: Who,
    /// By when, RFC 3339; absent where they have as long as they like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

impl std::fmt::Display for Duty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Duty::WriteInstead(field) => write!(f, "{field} is written instead"),
            Duty::Mask(field) => write!(f, "{field} is masked"),
            Duty::Tell(Who::Role(name) | Who::Person(name)) => write!(f, "{name} is told"),
            Duty::ReadAfterwards(Reading { by: Who::Role(name) | Who::Person(name), before }) => {
                write!(f, "{name} reads it afterwards")?;
                before.iter().try_for_each(|before| write!(f, ", before {before}"))
            }
        }
    }
}

/// Which charter decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Charter {
    /// The project's name.
    pub name: String,
    /// The project's version.
    pub version: String,
    /// The digest of what the charter says, in hexadecimal.
    pub digest: String,
}

impl Decision {
    /// The rules that made the decision what it is.
    pub fn deciding(&self) -> impl Iterator<Item = &AppliedRule> {
        self.rules.iter().filter(|rule| rule.deciding)
    }
}
