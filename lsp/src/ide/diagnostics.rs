//! What is wrong with a project, for an editor.

use charter_compiler::compiled::everything_said;
use charter_compiler::db::{Db, Project, SourceFile, Span};
use charter_compiler::diagnostics::{Diagnostic, Severity};
use charter_harness::hints;
use std::ops::Range;

/// One finding in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: SourceFile,
    /// What to underline, in bytes.
    pub range: Range<usize>,
    /// How grave it is.
    pub severity: Severity,
    /// Its code: `E0201`.
    pub code: &'static str,
    /// What is wrong and what to do about it, a line each.
    pub message: String,
    /// What there is to see elsewhere.
    pub notes: Vec<Note>,
}

/// Something to see beside a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file.
    pub file: SourceFile,
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What there is to see.
    pub text: String,
}

/// All findings about a project, in the order of their places, and then what its days leave open.
pub fn diagnostics(db: &dyn Db, project: Project) -> Vec<Finding> {
    let found = everything_said(db, project).iter().map(|found| finding(db, found));
    found.chain(hints(db, project).iter().map(|found| finding(db, found))).collect()
}

fn finding(db: &dyn Db, found: &Diagnostic) -> Finding {
    let (file, range) = place(db, found.at);
    let notes = found.labels.iter().filter(|label| label.at != found.at).map(|label| {
        let (file, range) = place(db, label.at);
        Note { file, range, text: label.text.clone() }
    });
    Finding {
        file,
        range,
        severity: found.severity(),
        code: found.code.as_str(),
        message: message(found),
        notes: notes.collect(),
    }
}

/// The title, what is said at the place itself, and the help.
fn message(found: &Diagnostic) -> String {
    let here = found.labels.iter().filter(|label| label.at == found.at).map(|label| label.text.as_str());
    let help = found.help.iter().map(String::as_str);
    std::iter::once(found.title.as_str()).chain(here).chain(help).collect::<Vec<_>>().join("\n")
}

fn place(db: &dyn Db, at: Span) -> (SourceFile, Range<usize>) {
    let location = at.locate(db);
    (location.file, location.range.start().into()..location.range.end().into())
}
