//! Events, and the facts of their time that are kept with them.

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
    /// A signal came in.
    Signal {
        /// Its name.
        signal: String,
    },
    /// A signal's stops were released for an object.
    Release {
        /// The signal.
        signal: String,
        /// The role in which somebody did so.
        role: String,
    },
}

impl Kind {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Kind::Did { .. } => "did",
            Kind::Signal { .. } => "signal",
            Kind::Release { .. } => "release",
        }
    }
}

/// A value as it is kept: places in lists, which a later table may number otherwise, become names.
pub(crate) fn to_keep(path: &Path, seen: Seen<'_>, schema: &Schema) -> Slot {
    match (seen, names(path, schema)) {
        (Seen::Ordinal(place), Some(names)) => {
            let name = usize::try_from(place).ok().and_then(|place| names.get(place));
            name.map_or(Slot::Unknown, |name| Slot::Known(Value::Text(name.clone())))
        }
        (seen, _) => seen.keep(),
    }
}

/// A kept value as this schema sees it. A name that it does not know is unknown.
pub(crate) fn from_kept<'a>(path: &Path, kept: &'a Slot, schema: &Schema) -> Seen<'a> {
    match (kept.see(), names(path, schema)) {
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
