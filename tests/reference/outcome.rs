//! Outcomes, from most to least restrictive.

/// What becomes of a request. The least restricts most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// It does not happen.
    Stop,
    /// It is shown as a suggestion.
    Suggest,
    /// It is prepared.
    Draft,
    /// It waits in a queue.
    Queue,
    /// It waits for approvals.
    Approve,
    /// It goes ahead.
    Execute,
}

impl Level {
    /// The word for it in documents.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Level::Stop => "stop",
            Level::Suggest => "suggest",
            Level::Draft => "draft",
            Level::Queue => "queue",
            Level::Approve => "approve",
            Level::Execute => "execute",
        }
    }
}
