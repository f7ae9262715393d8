//! The files that the vocabulary names: lists and holidays, one value a line.

use crate::db::{Db, Project, SourceFile, Span, file_items, item_syntax};
use crate::diagnostics::Report;
use charter_grammar::ast::{ExceptFile, FromFile, Item};
use charter_grammar::{TextRange, TextSize};

/// One value of a file, and where it stands.
pub(super) struct Row {
    pub(super) value: String,
    pub(super) at: Span,
}

/// The paths of the files that the vocabulary of a file names.
#[salsa::tracked(returns(deref))]
pub fn files_named(db: &dyn Db, file: SourceFile) -> Vec<String> {
    let items = file_items(db, file).iter().filter(|item| item.kind(db).is_vocabulary());
    items.filter_map(|&item| file_named(&item_syntax(db, item)?)).collect()
}

fn file_named(item: &Item) -> Option<String> {
    match item {
        Item::List(list) => list.from_file().as_ref().and_then(FromFile::path),
        Item::Calendar(calendar) => calendar.except().as_ref().and_then(ExceptFile::path),
        _ => None,
    }
}

/// The values of a CSV file: the first column of every line. There is no heading; empty lines and lines that start with
/// `#` are not looked at.
pub(super) fn rows(db: &dyn Db, project: Project, path: &str, at: Span, report: &mut Report) -> Vec<Row> {
    let Some(&file) = project.data(db).iter().find(|file| file.path(db) == path) else {
        report.missing_file(at, path);
        return Vec::new();
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(file.text(db).as_bytes());
    let records = reader.records().map_while(Result::ok);
    records.filter_map(|record| first_column(file, path, &record, report)).collect()
}

/// The value of a row. One with a quote or the end of a line in it has been quoted wrongly: the reader, which takes
/// whatever it is given, has run two values or two rows together.
fn first_column(
    file: SourceFile,
    path: &str,
    record: &csv::StringRecord,
    report: &mut Report,
) -> Option<Row> {
    let value = record.get(0).filter(|value| !value.is_empty())?;
    let at = line_from(file, record.position().map_or(0, csv::Position::byte), value.len());
    if value.contains(['"', '\n', '\r']) {
        report.not_csv(at, path);
        return None;
    }
    Some(Row { value: value.to_owned(), at })
}

/// So many bytes of a data file.
fn line_from(file: SourceFile, start: u64, length: usize) -> Span {
    let start = TextSize::new(u32::try_from(start).unwrap_or_default());
    let length = TextSize::try_from(length).unwrap_or_default();
    let end = start.checked_add(length).unwrap_or(start);
    Span::in_file(file, TextRange::new(start, end))
}
