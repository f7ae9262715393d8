//! How far an action has come.

use serde::{Deserialize, Serialize};

/// How far an action has come for a question about the past to count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It was done, whatever came of it.
    Done,
    /// An agent asked for it, whatever became of that.
    Requested,
    /// It waits for people at this moment.
    Waiting,
    /// It waited, and people have given every approval that it needed.
    Approved,
    /// A person has refused it.
    Refused,
    /// It was done and took effect; without a report, only possibly.
    Succeeded,
    /// It was done and did not take effect; without a report, only possibly.
    Failed,
    /// It was done, and nobody has reported yet what came of it.
    InFlight,
}

impl Progress {
    /// Whether it is of actions that were done: then the moment of the event is when that was.
    pub fn is_done(self) -> bool {
        match self {
            Progress::Done | Progress::Succeeded | Progress::Failed | Progress::InFlight => true,
            Progress::Requested | Progress::Waiting | Progress::Approved | Progress::Refused => false,
        }
    }

    /// The word by which charters and documents call it; none for what was done, of which nothing is said.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Progress::Done => None,
            Progress::Requested => Some("requested"),
            Progress::Waiting => Some("waiting"),
            Progress::Approved => Some("approved"),
            Progress::Refused => Some("refused"),
            Progress::Succeeded => Some("succeeded"),
            Progress::Failed => Some("failed"),
            Progress::InFlight => Some("still in flight"),
        }
    }
}
