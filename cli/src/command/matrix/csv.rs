//! The sheet for a spreadsheet: a line for each agent, action and field.

use super::Shown;
use super::words::{KINDS, level, of_kind};
use crate::failure::Failure;
use charter_compiler::sheet::{Cell, Fields, Line};

const HEADS: [&str; 10] = [
    "agent",
    "object",
    "action",
    "field",
    "comes to",
    "granted",
    "under conditions",
    "scopes",
    "stops, gates, limits and requirements",
    "always",
];

/// The file.
pub(super) fn file(shown: &Shown<'_>) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADS).map_err(|error| unwritten(&error))?;
    for (place, agent) in shown.sheet.agents.iter().enumerate() {
        for object in &shown.sheet.objects {
            for line in &object.lines {
                let Some(cell) = line.cells.get(place) else { continue };
                for field in
                    fields(line, &object.fields.iter().map(|of| of.field.as_str()).collect::<Vec<_>>())
                {
                    let record = record(agent, &object.name, &line.action, field, cell);
                    writer
                        .write_record(record.iter().map(|value| harmless(value)))
                        .map_err(|error| unwritten(&error))?;
                }
            }
        }
    }
    let bytes = writer.into_inner().map_err(|error| unwritten(&error))?;
    String::from_utf8(bytes).map_err(|error| unwritten(&error))
}

/// The fields of a line, one by one; an empty one for an action that is not about fields.
fn fields<'a>(line: &'a Line, every: &[&'a str]) -> Vec<&'a str> {
    match &line.fields {
        None => vec![""],
        Some(Fields::Every) if every.is_empty() => vec!["every field"],
        Some(Fields::Every) => every.to_vec(),
        Some(Fields::These(names)) => names.iter().map(String::as_str).collect(),
    }
}

fn record(agent: &str, object: &str, action: &str, field: &str, cell: &Cell) -> [String; 10] {
    let rules: Vec<String> = KINDS
        .iter()
        .flat_map(|(kind, _)| of_kind(cell, *kind))
        .map(|name| name.trim_end_matches('!').to_owned())
        .collect();
    let always = cell.rules.iter().filter(|bound| bound.always).map(|bound| bound.rule.clone());
    [
        agent.to_owned(),
        object.to_owned(),
        action.to_owned(),
        field.to_owned(),
        level(cell.comes_to).to_owned(),
        level(cell.granted).to_owned(),
        if cell.conditional { "yes" } else { "no" }.to_owned(),
        cell.scopes.join("; "),
        rules.join("; "),
        always.collect::<Vec<_>>().join("; "),
    ]
}

/// A value that no spreadsheet takes for a formula.
fn harmless(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

fn unwritten(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("the sheet cannot be written: {error}"), "report this with the charter")
}
