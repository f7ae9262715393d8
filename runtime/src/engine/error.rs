//! Why the engine would not do as it was asked.

use crate::decide::Decision;
use std::fmt;

/// Why the engine did nothing. Each kind has a code, and its message says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineError {
    /// The request's id stands for another action already.
    OtherAction {
        /// The id.
        request: String,
    },
    /// The request is another agent's.
    OtherAgent {
        /// The id.
        request: String,
    },
    /// The request was carried out before.
    AlreadyCarriedOut {
        /// The id.
        request: String,
    },
    /// The request, the facts or the signal were read under another version of the charter.
    OtherVersion,
    /// The clock jumped ahead, and nobody has confirmed it.
    ClockHeld,
    /// No request of this id was decided, or it is too long ago.
    UnknownRequest {
        /// The id.
        request: String,
    },
    /// The request waits for nobody.
    NotWaiting {
        /// The id.
        request: String,
    },
    /// The action is not the one that was decided.
    DigestChanged {
        /// The id.
        request: String,
    },
    /// The person has none of the roles that are asked.
    LacksRole {
        /// The person.
        person: String,
        /// The roles and the people that are asked, sorted.
        asked: Vec<String>,
    },
    /// The charter asks for somebody other than this person.
    Excluded {
        /// The person.
        person: String,
        /// The roles and the people that are asked, sorted.
        asked: Vec<String>,
    },
    /// No gate of this name asks for approval in batches, or for so many at once.
    NotInBatches {
        /// The rule.
        rule: String,
    },
    /// It is said to have been done, and not yet.
    NotDoneYet {
        /// The id.
        request: String,
    },
    /// The agent acts for this person.
    OwnRequest {
        /// The person.
        person: String,
    },
    /// Others have to approve before this person.
    OutOfTurn {
        /// The person.
        person: String,
        /// Whose turn it is, sorted.
        asked: Vec<String>,
    },
    /// The time to approve has passed.
    Expired {
        /// The rules whose time has passed, sorted.
        rules: Vec<String>,
    },
    /// What this person can give was given.
    AlreadyGiven {
        /// The person.
        person: String,
    },
    /// An agent cannot do what people do.
    NotAPerson {
        /// The agent.
        agent: String,
    },
    /// The charter has no such signal.
    UnknownSignal {
        /// The name.
        signal: String,
    },
    /// The charter has no such agent.
    UnknownAgent {
        /// The name.
        agent: String,
    },
    /// The charter has no such action.
    UnknownAction {
        /// The name.
        action: String,
    },
    /// The charter has nothing of this kind and name that may be halted.
    UnknownSwitch {
        /// What was to be halted, such as a team or a segment.
        what: String,
    },
    /// No rule lets anybody release what this signal stops.
    NotReleasable {
        /// The signal.
        signal: String,
    },
    /// It was not halted.
    NotHalted,
    /// A later answer to the same request has taken this permit's place.
    PermitSuperseded,
    /// The permit's life is over.
    PermitExpired,
    /// The permit is for another request.
    OtherRequest,
    /// The permit or the redemption is another engine's.
    OtherEngine,
    /// The charter in force is not enforced, and in shadow nothing is redeemed.
    NotEnforced,
    /// What came of it was reported before.
    AlreadyReported {
        /// The id of the request.
        request: String,
    },
}

impl EngineError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            EngineError::OtherAction { .. } => "R0101",
            EngineError::AlreadyCarriedOut { .. } => "R0102",
            EngineError::OtherVersion => "R0103",
            EngineError::ClockHeld => "R0104",
            EngineError::UnknownRequest { .. } => "R0105",
            EngineError::NotWaiting { .. } => "R0106",
            EngineError::DigestChanged { .. } => "R0107",
            EngineError::LacksRole { .. } => "R0108",
            EngineError::OwnRequest { .. } => "R0109",
            EngineError::OutOfTurn { .. } => "R0110",
            EngineError::Expired { .. } => "R0111",
            EngineError::AlreadyGiven { .. } => "R0112",
            EngineError::NotAPerson { .. } => "R0113",
            EngineError::UnknownSignal { .. } => "R0114",
            EngineError::UnknownAgent { .. } => "R0115",
            EngineError::UnknownAction { .. } => "R0116",
            EngineError::UnknownSwitch { .. } => "R0150",
            EngineError::NotReleasable { .. } => "R0117",
            EngineError::NotHalted => "R0118",
            EngineError::PermitSuperseded => "R0119",
            EngineError::PermitExpired => "R0120",
            EngineError::OtherRequest => "R0121",
            EngineError::OtherEngine => "R0122",
            EngineError::NotEnforced => "R0123",
            EngineError::AlreadyReported { .. } => "R0124",
            EngineError::OtherAgent { .. } => "R0125",
            EngineError::Excluded { .. } => "R0126",
            EngineError::NotInBatches { .. } => "R0130",
            EngineError::NotDoneYet { .. } => "R0131",
        }
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code())?;
        match self {
            EngineError::OtherAction { request } => {
                write!(
                    f,
                    "request {} was asked for another action: give this one an id of its own",
                    Name(request)
                )
            }
            EngineError::OtherAgent { request } => {
                write!(f, "request {} is somebody else's: ask under an id of your own", Name(request))
            }
            EngineError::AlreadyCarriedOut { request } => {
                write!(f, "request {} was carried out before: ask again under a new id", Name(request))
            }
            EngineError::NotInBatches { rule } => write!(
                f,
                "no gate {} asks for approval in batches of so many: approve what its manifest lists",
                Name(rule)
            ),
            EngineError::NotDoneYet { request } => {
                write!(f, "{} lies in the future: import it once it was done", Name(request))
            }
            EngineError::OtherVersion => f.write_str(
                "another version of the charter is in force by now: read the documents again, with its table",
            ),
            EngineError::ClockHeld => f.write_str("the clock has jumped ahead: check it, then confirm it"),
            EngineError::UnknownRequest { request } => {
                write!(f, "no request {} is known: decide about it first", Name(request))
            }
            EngineError::NotWaiting { request } => {
                write!(f, "request {} does not wait for anybody: its decision says why", Name(request))
            }
            EngineError::DigestChanged { request } => {
                write!(
                    f,
                    "request {} is not the action that was decided: ask for it under a new id",
                    Name(request)
                )
            }
            EngineError::LacksRole { person, asked } => {
                write!(f, "{} cannot do this: ask {}", Name(person), Names(asked))
            }
            EngineError::Excluded { person, asked } => {
                write!(f, "{} may not approve this one: ask another {}", Name(person), Names(asked))
            }
            EngineError::OwnRequest { person } => {
                write!(
                    f,
                    "the agent acts for {}, and nobody approves their own request: ask somebody else",
                    Name(person)
                )
            }
            EngineError::OutOfTurn { person, asked } => {
                write!(f, "it is not the turn of {} yet: first ask {}", Name(person), Names(asked))
            }
            EngineError::Expired { rules } => {
                write!(f, "the time to approve has passed ({}): ask under a new id", Names(rules))
            }
            EngineError::AlreadyGiven { person } => {
                write!(f, "{} has given all they can: ask somebody else", Name(person))
            }
            EngineError::NotAPerson { agent } => {
                write!(f, "{} is an agent, and only people can do this", Name(agent))
            }
            EngineError::UnknownSignal { signal } => write!(f, "the charter has no signal {}", Name(signal)),
            EngineError::UnknownAgent { agent } => write!(f, "the charter has no agent {}", Name(agent)),
            EngineError::UnknownAction { action } => write!(f, "the charter has no action {}", Name(action)),
            EngineError::UnknownSwitch { what } => write!(f, "the charter has no {what} that may be halted"),
            EngineError::NotReleasable { signal } => {
                write!(
                    f,
                    "nothing that {} stops can be released: the charter names nobody who may",
                    Name(signal)
                )
            }
            EngineError::NotHalted => {
                f.write_str("this is not halted: resume what was halted, in the same words")
            }
            EngineError::PermitSuperseded => {
                f.write_str("a later answer to this request has replaced the permit: use that one's")
            }
            EngineError::PermitExpired => {
                f.write_str("the permit has expired: decide about the request again")
            }
            EngineError::OtherRequest => f.write_str("the permit is for another request"),
            EngineError::OtherEngine => f.write_str("this was made by another engine"),
            EngineError::NotEnforced => {
                f.write_str("the charter is in shadow mode by now, in which nothing is redeemed")
            }
            EngineError::AlreadyReported { request } => {
                write!(f, "what came of request {} was reported before", Name(request))
            }
        }
    }
}

impl std::error::Error for EngineError {}

/// A name from outside, safe to print.
struct Name<'a>(&'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.escape_debug())
    }
}

struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.0.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { " or " })?;
            Name(name).fmt(f)?;
        }
        Ok(())
    }
}

/// Why a permit was not redeemed. The permit is gone, and what it had reserved is free again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The decision was taken again, and it is another one now.
    Decided(Box<Decision>),
    /// The permit, or what it was shown with, was not good.
    Invalid(EngineError),
}

impl From<EngineError> for Refused {
    fn from(error: EngineError) -> Refused {
        Refused::Invalid(error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Decided(decision) => {
                write!(f, "R0100: it may not go ahead any more: the decision is now `{}`", decision.outcome)
            }
            Refused::Invalid(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refused {}
