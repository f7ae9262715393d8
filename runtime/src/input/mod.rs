//! What comes in from the agent and from the host: JSON documents, read strictly, and typed by the schema.

mod asker;
mod facts;
mod frame;
mod json;
mod principal;
mod provenance;
mod request;
mod signal;
mod typing;

pub use facts::Facts;
pub use json::{JsonError, parse};
pub use request::Request;
pub use signal::Signal;

pub(crate) use asker::{Asker, people};
pub(crate) use frame::frame;
pub(crate) use request::object_fields;
pub(crate) use typing::instant;

use std::fmt;

/// Why a document was refused. Nothing of it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputError {
    /// The text is not JSON as Charter reads it.
    Json(JsonError),
    /// Something of the document's own frame is missing; the word says what.
    Missing(&'static str),
    /// A key that the document may not have: a request states what the agent wants and claims, nothing else.
    Forbidden {
        /// Where, such as `request`.
        place: &'static str,
        /// The key.
        key: String,
    },
    /// A value of the frame has the wrong type; the word says which.
    WrongType(&'static str),
}

impl InputError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            InputError::Json(_) => "R0001",
            InputError::Missing(_) => "R0002",
            InputError::Forbidden { .. } => "R0003",
            InputError::WrongType(_) => "R0004",
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code())?;
        match self {
            InputError::Json(error) => write!(f, "{error}"),
            InputError::Missing(what) => write!(f, "`{what}` is missing"),
            InputError::Forbidden { place, key } => {
                write!(f, "`{}` has no place in `{place}`: take it out", key.escape_debug())
            }
            InputError::WrongType(what) => write!(f, "`{what}` is not of the type that it has to be"),
        }
    }
}

impl std::error::Error for InputError {}
