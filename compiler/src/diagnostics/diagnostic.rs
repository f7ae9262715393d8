//! One thing to say: what is wrong, where, and what to type instead.

use super::{Code, Severity};
use crate::db::Span;

/// One finding. Every stage returns its findings beside its value; none is ever printed by a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// Where: what an editor underlines.
    pub at: Span,
    /// What is wrong, in lower case and the author's words; it stands alone in a list.
    pub title: String,
    /// What there is to see at places in the sources; one of them usually at [`Diagnostic::at`].
    pub labels: Vec<Label>,
    /// What to do about it, each a sentence.
    pub help: Vec<String>,
    /// Edits that mend it, one alternative each.
    pub fixes: Vec<Fix>,
}

/// What there is to see at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Span,
    /// What there is to see.
    pub text: String,
}

/// Edits that together mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What they do, as on a button: ``write `Contact` ``.
    pub title: String,
    /// The edits; no two of them overlap.
    pub edits: Vec<Edit>,
}

/// One edit: what stands at a place gives way to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The place; an empty one for an insertion.
    pub at: Span,
    /// The new text; empty for a deletion.
    pub text: String,
}

impl Diagnostic {
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Says what there is to see at a place.
    pub fn label(&mut self, at: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.labels.push(Label { at, text: text.into() });
        self
    }

    /// Says what to do about it.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Diagnostic {
        self.help.push(text.into());
        self
    }

    /// Offers an edit that mends it: `text` in place of what stands at `at`.
    pub fn fix(&mut self, title: impl Into<String>, at: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.fixes.push(Fix { title: title.into(), edits: vec![Edit { at, text: text.into() }] });
        self
    }
}
