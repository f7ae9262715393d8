//! Findings for programs.

use super::short::severity;
use crate::db::{Db, LineColumn, Span};
use crate::diagnostics::{Diagnostic, Edit, Fix, Label};
use serde_json::{Value, json as object};

/// The findings as JSON, in their order:
///
/// ```json
/// { "format": 1,
///   "findings": [
///     { "code": "E0201", "name": "unknown_name", "severity": "error", "title": "…", "at": PLACE,
///       "labels": [ { "at": PLACE, "text": "…" } ],
///       "help": [ "…" ],
///       "fixes": [ { "title": "…", "edits": [ { "at": PLACE, "text": "…" } ] } ] } ] }
/// ```
///
/// where a `PLACE` is `{ "path": "rules.charter", "start": POINT, "end": POINT }` and a `POINT`
/// `{ "byte": 12, "line": 2, "column": 4 }`: bytes from zero, lines and characters from one, the end not included. Keys
/// may be added; none changes its meaning while `format` is 1.
pub fn json(db: &dyn Db, findings: &[Diagnostic]) -> Value {
    let findings: Vec<Value> = findings.iter().map(|found| finding(db, found)).collect();
    object!({ "format": 1, "findings": findings })
}

fn finding(db: &dyn Db, found: &Diagnostic) -> Value {
    object!({
        "code": found.code.as_str(),
        "name": found.code.name(),
        "severity": severity(found.severity()),
        "title": found.title,
        "at": place(db, found.at),
        "labels": found.labels.iter().map(|label| self::label(db, label)).collect::<Vec<_>>(),
        "help": found.help,
        "fixes": found.fixes.iter().map(|fix| self::fix(db, fix)).collect::<Vec<_>>(),
    })
}

fn label(db: &dyn Db, label: &Label) -> Value {
    object!({ "at": place(db, label.at), "text": label.text })
}

fn fix(db: &dyn Db, fix: &Fix) -> Value {
    object!({ "title": fix.title, "edits": fix.edits.iter().map(|edit| self::edit(db, edit)).collect::<Vec<_>>() })
}

fn edit(db: &dyn Db, edit: &Edit) -> Value {
    object!({ "at": place(db, edit.at), "text": edit.text })
}

fn place(db: &dyn Db, at: Span) -> Value {
    let location = at.locate(db);
    let start = point(location.range.start().into(), location.start(db));
    let end = point(location.range.end().into(), location.end(db));
    object!({ "path": location.file.path(db), "start": start, "end": end })
}

fn point(byte: u32, at: LineColumn) -> Value {
    object!({ "byte": byte, "line": at.line, "column": at.column })
}
