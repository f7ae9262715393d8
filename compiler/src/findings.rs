//! Everything that there is to say about a project.

use crate::check::{check_project, granted_in_vain, not_understood};
use crate::db::{Db, Project, parse};
use crate::diagnostics::{Diagnostic, Severity};
use crate::project::settings;
use crate::vocabulary::{declared, declared_in_vain, duplicate_names};

/// All findings, in the order of their places. What a charter declares in vain is said once it has no errors.
#[salsa::tracked(returns(deref))]
pub fn findings(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut all = settings(db, project).diagnostics.clone();
    for &file in project.files(db) {
        all.extend_from_slice(&parse(db, file).diagnostics);
    }
    all.extend_from_slice(&declared(db, project).diagnostics);
    all.extend_from_slice(duplicate_names(db, project));
    all.extend_from_slice(check_project(db, project));
    if !all.iter().any(|found| found.severity() == Severity::Error) {
        all.extend(not_understood(db, project));
        all.extend_from_slice(declared_in_vain(db, project));
        all.extend_from_slice(granted_in_vain(db, project));
    }
    in_order(db, all)
}

/// Findings in the order of their places.
pub(crate) fn in_order(db: &dyn Db, mut all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    all.sort_by_cached_key(|found| place(db, found));
    all
}

/// The path, the first byte, the last byte and the code.
fn place(db: &dyn Db, found: &Diagnostic) -> (String, u32, u32, &'static str) {
    let location = found.at.locate(db);
    let path = location.file.path(db).to_owned();
    (path, location.range.start().into(), location.range.end().into(), found.code.as_str())
}
