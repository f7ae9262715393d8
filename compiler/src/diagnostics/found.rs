//! What a stage returns.

use super::Diagnostic;

/// A stage's value, as good as it could be made, and what the stage has to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// The findings, in the order in which they were made.
    pub diagnostics: Vec<Diagnostic>,
}
