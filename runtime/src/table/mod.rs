//! The compiled table: its parts, its bytes, and the check that every byte of it makes sense.

mod artefact;
mod codec;
mod describe;
mod layout;
pub mod model;
mod pattern;
mod text;
mod validate;

pub use artefact::{EDITION, FORMAT, MAGIC};
pub use describe::format_reference;
pub use model::Table;
pub use pattern::Pattern;
pub use text::variable;
pub(crate) use validate::words;

use std::fmt;

/// Why a table's bytes were refused.
///
/// Each has a code of its own, so that a host can tell a damaged file from one of another version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// The bytes are not a table at all.
    NotATable,
    /// The table has another format version than this runtime reads.
    OtherFormat {
        /// The version found.
        found: u16,
    },
    /// The table was compiled from another edition of the language.
    OtherEdition {
        /// The edition found.
        found: u16,
    },
    /// The bytes end before the table does.
    Truncated,
    /// The sections are not where the section table says they should be.
    Sections,
    /// The bytes are not those that the digest was made of.
    Digest,
    /// Something has a value that it cannot have; the word says what.
    Malformed(&'static str),
    /// Something points to what is not there; the word says what.
    OutOfRange(&'static str),
}

impl LoadError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            LoadError::NotATable => "T0001",
            LoadError::OtherFormat { .. } => "T0002",
            LoadError::OtherEdition { .. } => "T0003",
            LoadError::Truncated => "T0004",
            LoadError::Sections => "T0005",
            LoadError::Digest => "T0006",
            LoadError::Malformed(_) => "T0007",
            LoadError::OutOfRange(_) => "T0008",
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code())?;
        match self {
            LoadError::NotATable => f.write_str("this is not a compiled charter"),
            LoadError::OtherFormat { found } => {
                write!(
                    f,
                    "the table has format {found}, this runtime reads format {FORMAT}: build it again with `charter build`"
                )
            }
            LoadError::OtherEdition { found } => {
                write!(
                    f,
                    "the table has language edition {found}, this runtime knows edition {EDITION}: use a newer runtime"
                )
            }
            LoadError::Truncated => f.write_str("the table is cut short"),
            LoadError::Sections => f.write_str("the table's sections are not where they should be"),
            LoadError::Digest => {
                f.write_str("the table's bytes do not match its digest: it was changed after it was built")
            }
            LoadError::Malformed(what) => write!(f, "the table is malformed: {what}"),
            LoadError::OutOfRange(what) => write!(f, "the table points outside itself: {what}"),
        }
    }
}

impl std::error::Error for LoadError {}
