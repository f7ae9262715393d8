//! `charter check`: everything that there is to say about a charter.

use super::shown::{counted, shadow_note};
use crate::args::Format;
use crate::failure::{Ended, Failure};
use crate::loaded::Loaded;
use crate::output::{Output, Style, paint};
use charter_compiler::diagnostics::{Diagnostic, Severity};
use charter_compiler::render::{json, on_one_line, people};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Check a charter: its spelling, names, types and rules
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The project's folder, or a .charter file
    path: PathBuf,

    /// Whom the output is for
    #[arg(long, value_enum, default_value_t = Format::People)]
    format: Format,
}

impl Check {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let loaded = Loaded::at(&self.path)?;
        let found = loaded.findings_and_hints();
        match self.format {
            Format::People => output.print(&for_people(&loaded, &found, output))?,
            Format::Json => output.print(&format!("{:#}\n", for_programs(&loaded, &found)))?,
        }
        Ok(if loaded.has_errors() { Ended::WithProblems } else { Ended::Well })
    }
}

fn for_people(loaded: &Loaded, found: &[Diagnostic], output: &Output) -> String {
    let shown = people(&loaded.db, found, output.colour());
    format!(
        "{shown}{}\n{}{}",
        summary(loaded, found, output),
        granted(loaded),
        shadow_note(loaded.settings().enforced, output.colour())
    )
}

/// `outbound 1.0.0: 2 errors, 1 warning`.
fn summary(loaded: &Loaded, all: &[Diagnostic], output: &Output) -> String {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Hint, "hint")];
    let of = |severity| all.iter().filter(|found| found.severity() == severity).count();
    let found: Vec<String> = counts
        .into_iter()
        .filter(|(severity, _)| of(*severity) > 0)
        .map(|(severity, noun)| counted(of(severity), noun))
        .collect();
    let (style, told) = match (of(Severity::Error), of(Severity::Warning)) {
        (0, 0) => (Style::Good, [vec!["no problems".to_owned()], found].concat()),
        (0, _) => (Style::Careful, found),
        (_, _) => (Style::Bad, found),
    };
    let proved = loaded.proofs().proved;
    let proved = (proved > 0).then(|| format!("{} proved", counted(proved, "guarantee")));
    let told: Vec<String> = told.into_iter().chain(proved).collect();
    let settings = loaded.settings();
    let name = on_one_line(&format!("{} {}", settings.name, settings.version));
    format!("{name}: {}", paint(output.colour(), style, &told.join(", ")))
}

/// What the guarantees that hold take for granted, a line each.
fn granted(loaded: &Loaded) -> String {
    let line = |(sentence, conditions): &(String, Vec<String>)| {
        format!(
            "  \"{}\" holds, knowing that {}\n",
            on_one_line(sentence),
            on_one_line(&conditions.join(", and that "))
        )
    };
    loaded.proofs().granted.iter().map(line).collect()
}

/// The findings, and which project they are about.
fn for_programs(loaded: &Loaded, found: &[Diagnostic]) -> serde_json::Value {
    let settings = loaded.settings();
    let mut document = json(&loaded.db, found);
    if let Some(document) = document.as_object_mut() {
        let mode = if settings.enforced { "enforced" } else { "shadow" };
        let project = json!({ "name": settings.name, "version": settings.version, "mode": mode });
        document.insert("project".to_owned(), project);
        let granted = loaded.proofs().granted.iter();
        let granted: Vec<_> = granted
            .map(|(sentence, conditions)| json!({ "guarantee": sentence, "knowing": conditions }))
            .collect();
        document.insert("taken_for_granted".to_owned(), granted.into());
    }
    document
}
