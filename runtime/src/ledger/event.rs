//! Events, and the facts of their time that are kept with them.

use crate::input::people;
use crate::schema::{Path, Root, Schema, Type};
use crate::value::{Seen, Slot, Value};
use std::collections::BTreeMap;

/// Something that happened.
///
/// Names, not ids, so that an event outlives the table under which it was recorded: renaming or redeploying a rule
/// forgets nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The id that the caller gave it: a request's or a signal's. Empty for none.
    pub id: String,
    /// When it happened, in nanoseconds since 1970.
    pub at: i64,
    /// What it was.
    pub kind: Kind,
    /// The object that it was on or about.
    pub subject: String,
    /// The event that it follows, where the host knows.
    pub follows: Option<String>,
    /// The facts of its time that rules ask for, by path as written. Values of closed lists and agents are kept by name.
    pub facts: BTreeMap<String, Slot>,
}

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// An action was done.
    Did {
        /// Its name.
        action: String,
    },
    /// A request for an action has come so far; kept where the table in force asks for that.
    Asked {
        /// The action's name.
        action: String,
        /// How far.
        so_far: SoFar,
    },
    /// A signal came in.
    Signal {
        /// Its name.
        signal: String,
    },
    /// A signal's stops were released for an object.
    Release {
        /// The signal.
        signal: String,
        /// The person who did so.
        by: String,
        /// The role in which they did.
        role: String,
    },
    /// A request, the one that this event follows, was approved.
    Approved {
        /// The person who did so.
        by: String,
        /// The digest of the manifest, where it was approved in a batch.
        batch: Option<[u8; 32]>,
    },
    /// A request, the one that this event follows, was refused.
    Refused {
        /// The person who did so.
        by: String,
    },
    /// Something was halted, or let go on.
    Switched {
        /// What.
        what: Halted,
        /// Whether it is halted from now on.
        halted: bool,
        /// The person who did so.
        by: String,
        /// Why, in their words; empty where they did not say.
        because: String,
    },
    /// The host has said what came of the request of the same id.
    Reported {
        /// What came of it.
        report: Report,
    },
}

/// How far a request has come before it is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SoFar {
    /// An agent has asked.
    Requested,
    /// From now on it waits for people. What rules keep of it holds `until`, the moment from which nobody can help it any more.
    Waiting,
    /// People have given the last approval that it needed.
    Approved,
    /// A person has refused it.
    Refused,
    /// It waits no longer, though nobody has approved or refused it.
    Settled,
}

/// What a kill switch covers: requests of agents. People go on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Halted {
    /// Every agent.
    Everything,
    /// One agent, by name.
    Agent(String),
    /// The agents of a team, by its name.
    Team(String),
    /// One action, by name, whichever agent asks.
    Action(String),
    /// Whatever is about to touch an object of a segment, by its name.
    Segment(String),
}

impl std::fmt::Display for Halted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Halted::Everything => f.write_str("everything"),
            Halted::Agent(name) => write!(f, "agent `{}`", name.escape_debug()),
            Halted::Team(name) => write!(f, "team `{}`", name.escape_debug()),
            Halted::Action(name) => write!(f, "action `{}`", name.escape_debug()),
            Halted::Segment(name) => write!(f, "segment `{}`", name.escape_debug()),
        }
    }
}

/// What came of an action that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Report {
    /// It took effect.
    Succeeded,
    /// It did not. It counts as done all the same.
    Failed,
}

/// The word for actions that were done.
pub(super) const DID: &str = "did";

impl Kind {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Kind::Did { .. } => DID,
            Kind::Asked { so_far, .. } => so_far.word(),
            Kind::Signal { .. } => "signal",
            Kind::Release { .. } => "release",
            Kind::Approved { .. } => "approved",
            Kind::Refused { .. } => "refused",
            Kind::Switched { .. } => "switched",
            Kind::Reported { .. } => "reported",
        }
    }
}

impl SoFar {
    fn word(self) -> &'static str {
        match self {
            SoFar::Requested => "requested",
            SoFar::Waiting => "waiting",
            SoFar::Approved => "let through",
            SoFar::Refused => "turned down",
            SoFar::Settled => "settled",
        }
    }
}

impl Event {
    /// The action that it is about, where it is about one.
    pub(super) fn action(&self) -> Option<&str> {
        match &self.kind {
            Kind::Did { action } | Kind::Asked { action, .. } => Some(action),
            Kind::Signal { .. } | Kind::Release { .. } | Kind::Approved { .. } | Kind::Refused { .. } => None,
            Kind::Switched { .. } | Kind::Reported { .. } => None,
        }
    }

    /// The id of the request that it is about: its own, or the one that it follows.
    pub(super) fn request(&self) -> &str {
        self.follows.as_deref().unwrap_or(&self.id)
    }
}

/// A value as it is kept: places in lists, which a later table may number otherwise, become names. What a person has done was
/// done by no agent.
pub(crate) fn to_keep(path: &Path, seen: Seen<'_>, schema: &Schema) -> Slot {
    match (seen, names(path, schema)) {
        (seen, _) if path.root == Root::Agent && seen == people(schema) => Slot::Empty,
        (Seen::Ordinal(place), Some(names)) => {
            let name = usize::try_from(place).ok().and_then(|place| names.get(place));
            name.map_or(Slot::Unknown, |name| Slot::Known(Value::Text(name.clone())))
        }
        // What is numbered within would need its names as well; no charter may ask for it.
        (Seen::Structure(_), _) if schema.has_choices_within(&path.value) => Slot::Unknown,
        (seen, _) => seen.keep(),
    }
}

/// A kept value as this schema sees it. A name that it does not know is unknown.
pub(crate) fn from_kept<'a>(path: &Path, kept: &'a Slot, schema: &Schema) -> Seen<'a> {
    match (kept.see(), names(path, schema)) {
        (Seen::Empty, _) if path.root == Root::Agent => people(schema),
        (Seen::Text(name), Some(names)) => {
            let place =
                names.iter().position(|other| other == name).and_then(|place| i128::try_from(place).ok());
            place.map_or(Seen::Unknown, Seen::Ordinal)
        }
        (seen, _) => seen,
    }
}

/// The list that a path's values are places in.
fn names<'a>(path: &Path, schema: &'a Schema) -> Option<&'a Vec<String>> {
    match (&path.value, path.root) {
        (Type::OneOf(choices), _) => schema.choices.get(choices.index()),
        (_, Root::Agent) => Some(&schema.agents),
        _ => None,
    }
}
