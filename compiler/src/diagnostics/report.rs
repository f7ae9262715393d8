//! Where a stage collects what it finds.

use super::{Code, Diagnostic, Found};
use crate::db::Span;

/// The findings of a stage, in the order in which it made them.
///
/// Each kind of finding has a function of its own name here, in the file of its code's area.
#[derive(Debug, Clone, Default)]
pub struct Report {
    found: Vec<Diagnostic>,
}

impl Report {
    /// A report with nothing in it.
    pub fn new() -> Report {
        Report::default()
    }

    /// What was found.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }

    /// A stage's value together with what was found.
    pub fn with<T>(self, value: T) -> Found<T> {
        Found { value, diagnostics: self.found }
    }

    /// Whether something has been said of a place, or of a part of it.
    pub(crate) fn speaks_of(&self, at: Span) -> bool {
        self.found.iter().any(|found| at.covers(&found.at))
    }

    /// Whether anything was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Adds a finding of a code at a place, for the functions with names to elaborate.
    pub(super) fn add(&mut self, code: Code, at: Span, title: impl Into<String>) -> &mut Diagnostic {
        self.found.push_mut(Diagnostic {
            code,
            at,
            title: title.into(),
            labels: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
        })
    }

    /// Offers the nearest name to one that is not known, as help and as an edit.
    pub(super) fn suggest(diagnostic: &mut Diagnostic, at: Span, nearest: Option<&str>) {
        if let Some(name) = nearest {
            diagnostic.help(format!("did you mean `{name}`?")).fix(format!("write `{name}`"), at, name);
        }
    }
}
