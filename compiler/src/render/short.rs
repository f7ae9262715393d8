//! One line for each finding.

use super::visible::on_one_line;
use crate::db::Db;
use crate::diagnostics::{Diagnostic, Severity};

/// `rules.charter:3:6: error[E0201]: there is no role called …`, a line for each finding.
pub fn short(db: &dyn Db, findings: &[Diagnostic]) -> String {
    findings.iter().map(|found| line(db, found)).collect()
}

fn line(db: &dyn Db, found: &Diagnostic) -> String {
    let location = found.at.locate(db);
    let start = location.start(db);
    let (path, title) = (on_one_line(location.file.path(db)), on_one_line(&found.title));
    let severity = severity(found.severity());
    format!("{path}:{}:{}: {severity}[{}]: {title}\n", start.line, start.column, found.code)
}

/// The word for how grave a finding is.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}
