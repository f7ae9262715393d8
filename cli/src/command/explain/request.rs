//! Why a request is decided as it is.

use super::words::{for_people, for_programs};
use crate::args::Format;
use crate::command::shown::rule_lines;
use crate::failure::{Ended, Failure};
use crate::files;
use crate::loaded::Loaded;
use crate::output::Output;
use charter_compiler::prove::{Explanation, explain as explanation_of};
use charter_runtime::table::Table;
use charter_runtime::{HostKey, input};
use std::path::Path;

/// A request, explained.
pub(super) struct Explained {
    pub(super) explanation: Explanation,
    pub(super) asks: String,
    /// What rules are written as, by name; nothing where only a compiled table is at hand.
    texts: Vec<(String, Vec<String>)>,
}

impl Explained {
    /// What a rule is written as.
    pub(super) fn text(&self, rule: &str) -> &[String] {
        self.texts.iter().find(|(name, _)| name == rule).map_or(&[], |(_, lines)| lines)
    }
}

pub(super) fn explain(
    charter: &Path,
    request: &Path,
    format: Format,
    output: &mut Output,
) -> Result<Ended, Failure> {
    let (table, loaded) = if files::is_table(charter) {
        let bytes = files::read_input(charter)?;
        let table = Table::load(&bytes).map_err(|error| {
            Failure::new(
                format!("{} cannot be used: {error}", charter.display()),
                "build the table again with `charter build`",
            )
        })?;
        (table, None)
    } else {
        let loaded = Loaded::at(charter)?;
        let Some(built) = loaded.compile(output)? else { return Ok(Ended::WithProblems) };
        (built.table, Some(loaded))
    };
    let refused = |error: &dyn std::fmt::Display| {
        Failure::new(
            format!("{} is refused: {error}", files::name_of(request)),
            "a case is {\"at\": \"2026-03-02T09:00:00Z\", \"request\": {…}, \"host\": {…}, \"ledger\": […]}",
        )
    };
    let bytes = files::read_input(request)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused(&"it is not UTF-8"))?;
    let case = input::parse(text).map_err(|error| refused(&error))?;
    let explanation = explanation_of(&table, &case, &HostKey::default()).map_err(|error| refused(&error))?;
    let texts = loaded.map(|loaded| texts(&loaded, &table)).unwrap_or_default();
    let explained = Explained { explanation, asks: asks(&case), texts };
    match format {
        Format::People => output.print(&for_people(&explained, output.colour()))?,
        Format::Json => output.print(&format!("{:#}\n", for_programs(&explained)?))?,
    }
    Ok(Ended::Well)
}

/// What each rule is written as.
fn texts(loaded: &Loaded, table: &Table) -> Vec<(String, Vec<String>)> {
    let rules = table.rules.iter().zip(&table.sources);
    let lines = |file: &str, line: u32| -> Vec<String> {
        rule_lines(loaded.text(file), line).into_iter().skip(1).map(str::to_owned).collect()
    };
    rules.map(|(rule, source)| (rule.name.clone(), lines(&source.file, source.line))).collect()
}

/// `outreach send_email to jane`.
fn asks(case: &serde_json::Value) -> String {
    let text = |pointer: &str| case.pointer(pointer).and_then(|value| value.as_str()).unwrap_or_default();
    let who = [text("/host/agent"), text("/host/person/id")].concat();
    let target = match case.pointer("/request/target") {
        Some(serde_json::Value::String(target)) => format!(" to {target}"),
        Some(serde_json::Value::Array(targets)) => {
            let names: Vec<&str> = targets.iter().filter_map(|target| target.as_str()).collect();
            format!(" to {}", names.join(" and "))
        }
        _ => String::new(),
    };
    format!("{who} {}{target}", text("/request/action"))
}
