//! A small project to check rules in.

use charter_compiler::check::typed_charter;
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::diagnostics::Diagnostic;
use charter_compiler::findings::findings;
use charter_compiler::typed::{Charter, Rule};

/// A project of these files and their texts.
pub fn project(db: &Database, files: &[(&str, &str)]) -> Project {
    let open = |(path, text): &(&str, &str)| SourceFile::new(db, (*path).to_owned(), (*text).to_owned());
    let (charters, data): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path.ends_with(".charter"));
    let (manifest, data): (Vec<_>, Vec<_>) = data.into_iter().partition(|(path, _)| *path == "charter.toml");
    let manifest = manifest.first().map(|file| open(file));
    Project::new(db, manifest, charters.iter().map(|it| open(it)).collect(), data.iter().map(|it| open(it)).collect())
}

/// Findings as `E0201: title`, without those about what is declared in vain.
pub fn said(db: &Database, project: Project) -> Vec<String> {
    let vain = |found: &&Diagnostic| !found.code.as_str().starts_with("W02");
    findings(db, project).iter().filter(vain).map(|found| format!("{}: {}", found.code, found.title)).collect()
}

/// The typed charter of a project without errors.
pub fn charter(db: &Database, project: Project) -> Charter {
    let found = typed_charter(db, project);
    found.value.clone().unwrap_or_else(|| panic!("no charter: {:#?}", said(db, project)))
}

/// The rule of that name.
pub fn rule(charter: &Charter, name: &str) -> Rule {
    charter.rules.iter().find(|rule| rule.name == name).cloned().expect("a rule of that name")
}
