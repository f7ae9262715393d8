//! A project, read from the disk into the compiler.

use crate::failure::Failure;
use crate::files::{self, OnDisk};
use crate::output::Output;
use charter_compiler::compiled::{Compiled, compiled, everything_said, texts};
use charter_compiler::db::{Database, Project};
use charter_compiler::diagnostics::{Diagnostic, Severity};
use charter_compiler::project::{Files, Settings, load, settings};
use charter_compiler::prove::{Proofs, proofs};
use charter_compiler::render::people;
use charter_harness::hints;
use charter_runtime::table::Table;
use charter_runtime::table::model::FileText;
use std::path::Path;

/// A project and what is known of it.
pub(crate) struct Loaded {
    pub(crate) db: Database,
    pub(crate) project: Project,
}

/// A project's table: the bytes, and what was read back from them.
pub(crate) struct Built {
    pub(crate) bytes: Vec<u8>,
    pub(crate) table: Table,
}

/// The table at a path, with the files that it comes from: a compiled one, or that of a project, whose errors are shown.
pub(crate) fn table_at(path: &Path, output: &Output) -> Result<Option<Table>, Failure> {
    if files::is_table(path) {
        return compiled_at(path).map(Some);
    }
    let loaded = Loaded::at(path)?;
    let built = loaded.compile(output)?;
    Ok(built.map(|built| Table { texts: loaded.texts(), ..built.table }))
}

/// The compiled table at a path.
pub(crate) fn compiled_at(path: &Path) -> Result<Table, Failure> {
    Table::load(&files::read_input(path)?).map_err(|error| {
        Failure::new(
            format!("{} cannot be used: {error}", path.display()),
            "build the table again with `charter build`",
        )
    })
}

impl Loaded {
    /// Reads the project at a path.
    pub(crate) fn at(path: &Path) -> Result<Loaded, Failure> {
        let files = OnDisk::at(path)?;
        files.require_charter(path)?;
        Loaded::of(&files)
    }

    /// Reads a project from wherever its files are.
    pub(crate) fn of(files: &impl Files<Error = Failure>) -> Result<Loaded, Failure> {
        let db = Database::default();
        let project = load(&db, files)?;
        Ok(Loaded { db, project })
    }

    /// What the project says about itself.
    pub(crate) fn settings(&self) -> &Settings {
        &settings(&self.db, self.project).value
    }

    /// What one of its files says; nothing where it has no such file.
    pub(crate) fn text(&self, path: &str) -> &str {
        let file = self.project.files(&self.db).iter().find(|file| file.path(&self.db) == path);
        file.map_or("", |file| file.text(&self.db))
    }

    /// Everything that there is to say about it, and what its days leave open.
    pub(crate) fn findings_and_hints(&self) -> Vec<Diagnostic> {
        [everything_said(&self.db, self.project), hints(&self.db, self.project)].concat()
    }

    /// The files that its table comes from.
    pub(crate) fn texts(&self) -> Vec<FileText> {
        texts(&self.db, self.project)
    }

    /// What compiling it says.
    fn findings(&self) -> &[Diagnostic] {
        &compiled(&self.db, self.project).diagnostics
    }

    /// Whether something has to be mended first.
    pub(crate) fn has_errors(&self) -> bool {
        self.findings().iter().any(|found| found.severity() == Severity::Error)
    }

    /// What came of its guarantees.
    pub(crate) fn proofs(&self) -> &Proofs {
        &proofs(&self.db, self.project).value
    }

    /// Checks the project, compiles it, proves the table, and loads its bytes as a runtime would. Where it has errors, they
    /// are shown, and there is no table.
    pub(crate) fn compile(&self, output: &Output) -> Result<Option<Built>, Failure> {
        let defect = |error: &dyn std::fmt::Display| {
            Failure::new(format!("no table could be made: {error}"), "report this with the charter")
        };
        match &compiled(&self.db, self.project).value {
            Compiled::Table(bytes) => {
                let table = Table::load(bytes).map_err(|error| defect(&error))?;
                Ok(Some(Built { bytes: bytes.clone(), table }))
            }
            Compiled::Errors => {
                self.show_errors(output);
                Ok(None)
            }
            Compiled::Defect(what) => Err(defect(what)),
        }
    }

    /// Shows the errors, and nothing else that there is to say.
    pub(crate) fn show_errors(&self, output: &Output) {
        let errors: Vec<Diagnostic> =
            self.findings().iter().filter(|found| found.severity() == Severity::Error).cloned().collect();
        output.note(&people(&self.db, &errors, output.error_colour()));
    }
}
