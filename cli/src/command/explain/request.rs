//! Why a request is decided as it is.

use super::words::{for_people, for_programs};
use crate::args::Format;
use crate::cases;
use crate::command::shown::rule_lines;
use crate::failure::{Ended, Failure};
use crate::loaded::table_at;
use crate::output::Output;
use charter_compiler::prove::{Explanation, explain as explanation_of};
use charter_runtime::HostKey;
use charter_runtime::table::Table;
use std::path::Path;

/// A request, explained.
pub(super) struct Explained {
    pub(super) explanation: Explanation,
    pub(super) asks: String,
    /// What rules are written as, by name; nothing where a compiled table has kept no files.
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
    let Some(table) = table_at(charter, output)? else { return Ok(Ended::WithProblems) };
    let case = cases::read(request)?;
    let explanation = explanation_of(&table, &case, &HostKey::default())
        .map_err(|error| cases::refused(request, &error))?;
    let explained = Explained { explanation, asks: asks(&case), texts: texts(&table) };
    match format {
        Format::People => output.print(&for_people(&explained, output.colour()))?,
        Format::Json => output.print(&format!("{:#}\n", for_programs(&explained)?))?,
    }
    Ok(Ended::Well)
}

/// What each rule is written as.
fn texts(table: &Table) -> Vec<(String, Vec<String>)> {
    let rules = table.rules.iter().zip(&table.sources);
    let lines = |file: &str, line: u32| -> Vec<String> {
        rule_lines(&table.texts, file, line).into_iter().skip(1).map(str::to_owned).collect()
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
