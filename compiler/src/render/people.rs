//! Findings for people: the lines they are about, with what there is to see.

use super::visible::{on_one_line, visible};
use crate::db::{Db, SourceFile, Span};
use crate::diagnostics::{Diagnostic, Severity};
use ariadne::{Color, Config, IndexType, Label, Report, ReportKind, Source};
use std::collections::BTreeMap;
use std::ops::Range;

/// Whether to colour what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// With terminal colours.
    On,
    /// Without.
    Off,
}

/// The findings, each with its lines, as a person reads them in a terminal.
pub fn people(db: &dyn Db, findings: &[Diagnostic], colour: Colour) -> String {
    let mut shown = Vec::new();
    for found in findings {
        let report = report(db, found, colour);
        if report.write(sources(db, found), &mut shown).is_err() {
            shown.extend_from_slice(super::short(db, std::slice::from_ref(found)).as_bytes());
        }
        shown.push(b'\n');
    }
    String::from_utf8_lossy(&shown).lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// A path, and bytes of that file.
type Place = (String, Range<usize>);

fn report<'a>(db: &dyn Db, found: &Diagnostic, colour: Colour) -> Report<'a, Place> {
    let (kind, shade) = match found.severity() {
        Severity::Error => (ReportKind::Error, Color::Red),
        Severity::Warning => (ReportKind::Warning, Color::Yellow),
        Severity::Hint => (ReportKind::Advice, Color::Cyan),
    };
    let config = Config::default().with_index_type(IndexType::Byte).with_color(colour == Colour::On);
    let mut report = Report::build(kind, place(db, found.at))
        .with_config(config)
        .with_code(found.code)
        .with_message(on_one_line(&found.title))
        .with_labels(labels(db, found, shade));
    for help in &found.help {
        report.add_help(on_one_line(help));
    }
    report.finish()
}

/// The labels in the order of their places, those in the finding's own file first; where there is none at the finding
/// itself, its place alone. The printer begins anew at each label that is out of order.
fn labels(db: &dyn Db, found: &Diagnostic, shade: Color) -> Vec<Label<Place>> {
    let mut labels: Vec<(Span, Option<&str>)> =
        found.labels.iter().map(|label| (label.at, Some(label.text.as_str()))).collect();
    if !labels.iter().any(|(at, _)| *at == found.at) {
        labels.push((found.at, None));
    }
    labels.sort_by_cached_key(|(at, _)| {
        (at.file() != found.at.file(), place(db, *at).0, place(db, *at).1.start)
    });
    let shown = labels.into_iter().map(|(at, text)| {
        let label = Label::new(place(db, at)).with_color(if at == found.at { shade } else { Color::Blue });
        match text {
            Some(text) => label.with_message(on_one_line(text)),
            None => label,
        }
    });
    shown.collect()
}

/// A place that is within its file and on its characters' bounds, as the printer needs it.
fn place(db: &dyn Db, at: Span) -> Place {
    let location = at.locate(db);
    let text = location.file.text(db);
    let start = text.floor_char_boundary(location.range.start().into());
    let end = text.ceil_char_boundary(location.range.end().into()).max(start);
    (shown_path(db, location.file), start..end)
}

fn shown_path(db: &dyn Db, file: SourceFile) -> String {
    on_one_line(file.path(db))
}

fn sources(db: &dyn Db, found: &Diagnostic) -> impl ariadne::Cache<String> + use<> {
    let places = found.labels.iter().map(|label| label.at).chain([found.at]);
    let texts: BTreeMap<String, String> =
        places.map(|at| (shown_path(db, at.file()), visible(at.file().text(db)))).collect();
    let sources: Vec<(String, Source)> =
        texts.into_iter().map(|(path, text)| (path, Source::from(text))).collect();
    Sources(sources)
}

/// The texts that one report quotes.
struct Sources(Vec<(String, Source)>);

impl ariadne::Cache<String> for Sources {
    type Storage = String;

    fn fetch(&mut self, path: &String) -> Result<&Source, impl std::fmt::Debug> {
        self.0
            .iter()
            .find(|(known, _)| known == path)
            .map(|(_, source)| source)
            .ok_or("a file that is not quoted")
    }

    fn display<'a>(&self, path: &'a String) -> Option<impl std::fmt::Display + 'a> {
        Some(path.clone())
    }
}
