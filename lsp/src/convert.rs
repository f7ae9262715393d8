//! Between the protocol's types and ours.

use crate::document::Change;
use crate::lines::{Encoding, Point};
use crate::session::{Finding, Stretch};
use charter_compiler::diagnostics::Severity;
use std::path::{Path, PathBuf};
use tower_lsp::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Hover, HoverContents, InitializeParams,
    Location, MarkupContent, MarkupKind, NumberOrString, Position, PositionEncodingKind, Range,
    TextDocumentContentChangeEvent, TextEdit, Uri,
};

/// The file that a document is, where it is one.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    uri.to_file_path().map(|path| path.into_owned())
}

pub(crate) fn uri(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

pub(crate) fn point(position: Position) -> Point {
    Point { line: position.line, column: position.character }
}

fn position(point: Point) -> Position {
    Position { line: point.line, character: point.column }
}

fn range(stretch: &Stretch) -> Range {
    Range { start: position(stretch.start), end: position(stretch.end) }
}

pub(crate) fn change(event: TextDocumentContentChangeEvent) -> Change {
    Change { range: event.range.map(|range| (point(range.start), point(range.end))), text: event.text }
}

pub(crate) fn edit((stretch, text): (Stretch, String)) -> TextEdit {
    TextEdit { range: range(&stretch), new_text: text }
}

pub(crate) fn hover((stretch, text): (Stretch, String)) -> Hover {
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Hover { contents, range: Some(range(&stretch)) }
}

pub(crate) fn diagnostic(finding: &Finding) -> Diagnostic {
    let related = finding.notes.iter().filter_map(|(file, stretch, text)| {
        let location = Location { uri: uri(file)?, range: range(stretch) };
        Some(DiagnosticRelatedInformation { location, message: text.clone() })
    });
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Hint => DiagnosticSeverity::HINT,
    };
    Diagnostic {
        range: range(&finding.range),
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        source: Some("charter".to_owned()),
        message: finding.message.clone(),
        related_information: Some(related.collect()),
        ..Diagnostic::default()
    }
}

/// The encoding of columns: bytes where the editor can, UTF-16 as every editor does.
pub(crate) fn encoding(parameters: &InitializeParams) -> Encoding {
    let general = parameters.capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_ref());
    match offered {
        Some(offered) if offered.contains(&PositionEncodingKind::UTF8) => Encoding::Utf8,
        Some(_) | None => Encoding::Utf16,
    }
}

pub(crate) fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
    }
}
