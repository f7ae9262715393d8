//! The way a charter takes in earnest: from text through the compiler to the bytes of a table, and through the runtime to
//! a decision.

use charter_compiler::compiled::{Compiled, compiled};
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::diagnostics::Severity;
use charter_runtime::HostKey;
use charter_runtime::case::decide_case;
use charter_runtime::table::Table;
use serde_json::Value as Json;

/// The host's key in all tests.
pub(crate) const HOST_KEY: &[u8] = b"the host's key";

/// The environments of every project.
const ENVIRONMENTS: [&str; 2] = ["sandbox", "production"];

/// The same, for the reference interpreter.
pub(crate) fn environments() -> Vec<String> {
    ENVIRONMENTS.map(str::to_owned).to_vec()
}

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

/// The `charter.toml` of every project.
pub(crate) fn settings(zone: &str, enforced: bool) -> String {
    let mode = if enforced { "enforced" } else { "shadow" };
    format!(
        "name = \"generated\"\nversion = \"1\"\nzone = \"{zone}\"\nmode = \"{mode}\"\nenvironments = {ENVIRONMENTS:?}\n"
    )
}

/// Why there is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Something is wrong with the charter.
    Errors(String),
    /// Something is wrong with the compiler, and it knows.
    Defect(String),
}

/// The bytes of the table, or why there are none.
pub(crate) fn compile(sources: &Sources) -> Result<Vec<u8>, Refused> {
    let db = Database::default();
    let settings = settings(&sources.zone, sources.enforced);
    let manifest = SourceFile::new(&db, "charter.toml".to_owned(), settings);
    let file = |(path, text): &(String, String)| SourceFile::new(&db, path.clone(), text.clone());
    let project = Project::new(&db, Some(manifest), sources.files.iter().map(file).collect(), Vec::new());
    let found = compiled(&db, project);
    match &found.value {
        Compiled::Table(bytes) => Ok(bytes.clone()),
        Compiled::Errors => {
            let errors = found.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
            let said = errors.map(|found| format!("{}: {}", found.code.as_str(), found.title));
            Err(Refused::Errors(said.collect::<Vec<_>>().join("\n")))
        }
        Compiled::Defect(defect) => Err(Refused::Defect(defect.clone())),
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
