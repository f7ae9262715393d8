//! What the compiler has to say to the author of a charter.
//!
//! Each code is declared once, in the file of its area, beside the function that builds the diagnostic. The code's page
//! lies under `tests/errors/`, is shown by `charter explain`, and is run by the test suite.

mod code;
mod diagnostic;
mod found;
mod nearest;
mod report;

pub(crate) mod guarantees;
mod ledger;
mod names;
mod past;
mod project;
mod rules;
mod scenarios;
mod syntax;
mod table;
mod types;
mod unsupported;
mod vocabulary;
mod words;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Edit, Fix, Label};
pub use found::Found;
pub use nearest::nearest;
pub use report::Report;

/// The codes, as constants.
pub mod codes {
    pub use super::guarantees::*;
    pub use super::ledger::*;
    pub use super::names::*;
    pub use super::past::*;
    pub use super::project::*;
    pub use super::rules::*;
    pub use super::scenarios::*;
    pub use super::syntax::*;
    pub use super::table::*;
    pub use super::types::*;
    pub use super::unsupported::*;
    pub use super::vocabulary::*;
    pub use super::words::*;
}
