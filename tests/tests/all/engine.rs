//! The way a charter takes in earnest: from text through the compiler to the bytes of a table, and through the runtime to
//! a decision.

use charter_compiler::check::typed_charter;
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::diagnostics::Severity;
use charter_compiler::table::build;
use charter_runtime::HostKey;
use charter_runtime::case::decide_case;
use charter_runtime::table::Table;
use serde_json::Value as Json;

/// The host's key in all tests.
pub(crate) const HOST_KEY: &[u8] = b"the host's key";

/// What a project is made of.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    pub(crate) files: Vec<(String, String)>,
    pub(crate) zone: String,
    pub(crate) enforced: bool,
}

impl Sources {
    /// A charter in one file, enforced, in UTC.
    pub(crate) fn of(text: &str) -> Sources {
        Sources {
            files: vec![("rules.charter".to_owned(), text.to_owned())],
            zone: "UTC".to_owned(),
            enforced: true,
        }
    }
}

/// The bytes of the table, or what is wrong with the charter.
pub(crate) fn compile(sources: &Sources) -> Result<Vec<u8>, String> {
    let db = Database::default();
    let mode = if sources.enforced { "enforced" } else { "shadow" };
    let settings =
        format!("name = \"generated\"\nversion = \"1\"\nzone = \"{}\"\nmode = \"{mode}\"\n", sources.zone);
    let manifest = SourceFile::new(&db, "charter.toml".to_owned(), settings);
    let file = |(path, text): &(String, String)| SourceFile::new(&db, path.clone(), text.clone());
    let project = Project::new(&db, Some(manifest), sources.files.iter().map(file).collect(), Vec::new());
    let typed = typed_charter(&db, project);
    match &typed.value {
        Some(charter) => build(charter).map_err(|error| format!("no table: {error}")),
        None => {
            let errors = typed.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
            Err(errors
                .map(|found| format!("{}: {}", found.code.as_str(), found.title))
                .collect::<Vec<_>>()
                .join("\n"))
        }
    }
}

/// The table in bytes, as a runtime loads it.
pub(crate) fn load(bytes: &[u8]) -> Table {
    Table::load(bytes).expect("what the compiler has proved can be loaded")
}

/// The decision of a case, as a document; what is wrong with the case where it is refused.
pub(crate) fn decide(table: &Table, case: &Json) -> Result<Json, String> {
    let decision = decide_case(table, case, &HostKey::new(HOST_KEY)).map_err(|error| error.to_string())?;
    serde_json::to_value(decision).map_err(|error| error.to_string())
}
