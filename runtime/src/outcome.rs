//! The lattice of outcomes.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What becomes of a request, from most to least restrictive.
///
/// A decision is the *least* of the outcomes of everything that applies, so the order of these variants is the meaning
/// of every charter. The same six are the levels of autonomy that a scope can grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It does not happen.
    Stop,
    /// It is shown to people as a suggestion.
    Suggest,
    /// It is prepared, and a person carries it out.
    Draft,
    /// It waits in a queue for the queue's owner.
    Queue,
    /// It waits for the approvals that are owed.
    Approve,
    /// It goes ahead.
    Execute,
}

impl Outcome {
    /// Every outcome, from most to least restrictive.
    pub const ALL: [Outcome; 6] =
        [Outcome::Stop, Outcome::Suggest, Outcome::Draft, Outcome::Queue, Outcome::Approve, Outcome::Execute];

    /// The word that documents and machine-readable decisions use.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Stop => "stop",
            Outcome::Suggest => "suggest",
            Outcome::Draft => "draft",
            Outcome::Queue => "queue",
            Outcome::Approve => "approve",
            Outcome::Execute => "execute",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
