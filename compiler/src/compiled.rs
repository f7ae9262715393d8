//! The last stage: a project to the bytes of its table.

use crate::check::{rule_place, typed_charter};
use crate::db::{Db, ItemKind, Project, SourceFile, file_items};
use crate::diagnostics::{Diagnostic, Found, Report, Severity};
use crate::findings::in_order;
use crate::prove::{idle_rules, proofs, rule_with_too_many_rows};
use crate::table::{MAX_ROWS, TableError, build};
use charter_runtime::table::model::FileText;
use std::collections::BTreeMap;

/// What compiling a project comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compiled {
    /// The bytes of a table that was proved to say what the rules say.
    Table(Vec<u8>),
    /// None: something has to be mended first, as the diagnostics say.
    Errors,
    /// None, by a defect of the compiler, which is described here. Nothing that an author can mend.
    Defect(String),
}

/// Compiles a project, and says what is wrong with it. For the rest that there is to say, see [`everything_said`].
#[salsa::tracked]
pub fn compiled(db: &dyn Db, project: Project) -> Found<Compiled> {
    let Found { value: charter, diagnostics } = typed_charter(db, project);
    let Some(charter) = charter else {
        return Found { value: Compiled::Errors, diagnostics: diagnostics.clone() };
    };
    let found =
        |value, more: Vec<Diagnostic>| Found { value, diagnostics: [diagnostics.as_slice(), &more].concat() };
    match build(charter) {
        Ok(bytes) => with_proofs(db, project, bytes, diagnostics),
        Err(TableError::TooManyRows { rule }) => found(Compiled::Errors, too_many_rows(db, project, &rule)),
        Err(error) => found(Compiled::Defect(error.to_string()), Vec::new()),
    }
}

/// Everything that there is to say about a project: what is wrong with it, what it guarantees and does not keep, and which of its
/// rules change nothing. No table of the whole is made for that: what is found out about one action stays good as long as no
/// rule on it changes.
#[salsa::tracked(returns(deref))]
pub fn everything_said(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let Found { value, diagnostics } = typed_charter(db, project);
    if value.is_none() {
        return diagnostics.clone();
    }
    let more = match rule_with_too_many_rows(db, project) {
        Some(rule) => too_many_rows(db, project, rule),
        None => [proofs(db, project).diagnostics.as_slice(), idle_rules(db, project)].concat(),
    };
    in_order(db, [diagnostics.as_slice(), &more].concat())
}

/// The files that a project's table comes from, by path: all but those with nothing in them but days.
pub fn texts(db: &dyn Db, project: Project) -> Vec<FileText> {
    let is_days = |kind: ItemKind| matches!(kind, ItemKind::Scenario | ItemKind::Usual);
    let has_rules = |file: &&SourceFile| {
        let items = file_items(db, **file);
        items.is_empty() || items.iter().any(|item| !is_days(item.kind(db)))
    };
    let files = project.files(db).iter().filter(has_rules).copied();
    let all = project.manifest(db).into_iter().chain(files).chain(project.data(db).iter().copied());
    let texts = all.map(|file| FileText { file: file.path(db).to_owned(), text: file.text(db).to_owned() });
    let by_path: BTreeMap<String, FileText> = texts.map(|text| (text.file.clone(), text)).collect();
    by_path.into_values().collect()
}

/// A table whose charter keeps what it guarantees; none where it does not.
fn with_proofs(db: &dyn Db, project: Project, bytes: Vec<u8>, found: &[Diagnostic]) -> Found<Compiled> {
    let broken = &proofs(db, project).diagnostics;
    let fails = broken.iter().any(|found| found.severity() == Severity::Error);
    let value = if fails { Compiled::Errors } else { Compiled::Table(bytes) };
    Found { value, diagnostics: in_order(db, [found, broken].concat()) }
}

fn too_many_rows(db: &dyn Db, project: Project, rule: &str) -> Vec<Diagnostic> {
    let mut report = Report::new();
    if let Some(at) = rule_place(db, project, rule) {
        report.too_many_rows(at, rule, MAX_ROWS);
    }
    report.into_diagnostics()
}
