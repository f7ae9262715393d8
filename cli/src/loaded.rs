//! A project, read from the disk into the compiler.

use crate::failure::Failure;
use crate::files::OnDisk;
use crate::output::Output;
use charter_compiler::check::typed_charter;
use charter_compiler::db::{Database, Project};
use charter_compiler::diagnostics::{Diagnostic, Severity};
use charter_compiler::findings::findings;
use charter_compiler::project::{Settings, load, settings};
use charter_compiler::render::people;
use charter_compiler::table::build;
use charter_runtime::table::Table;
use std::path::Path;

/// A project and what is known of it.
pub(crate) struct Loaded {
    pub(crate) db: Database,
    pub(crate) project: Project,
}

/// A project's table: the bytes, and what was read back from them.
pub(crate) struct Compiled {
    pub(crate) bytes: Vec<u8>,
    pub(crate) table: Table,
}

impl Loaded {
    /// Reads the project at a path.
    pub(crate) fn at(path: &Path) -> Result<Loaded, Failure> {
        let files = OnDisk::at(path)?;
        files.require_charter(path)?;
        let db = Database::default();
        let project = load(&db, &files)?;
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

    /// Everything that there is to say about it.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        findings(&self.db, self.project)
    }

    /// Whether something has to be mended first.
    pub(crate) fn has_errors(&self) -> bool {
        self.findings().iter().any(|found| found.severity() == Severity::Error)
    }

    /// Checks the project, compiles it, proves the table, and loads its bytes as a runtime would. Where it has errors, they
    /// are shown, and there is no table.
    pub(crate) fn compile(&self, output: &Output) -> Result<Option<Compiled>, Failure> {
        let Some(charter) = &typed_charter(&self.db, self.project).value else {
            self.show_errors(output);
            return Ok(None);
        };
        let unbuilt = |error: &dyn std::fmt::Display| {
            Failure::new(
                format!("no table could be made: {error}"),
                "split the rule, or report this with the charter",
            )
        };
        let bytes = build(charter).map_err(|error| unbuilt(&error))?;
        let table = Table::load(&bytes).map_err(|error| unbuilt(&error))?;
        Ok(Some(Compiled { bytes, table }))
    }

    fn show_errors(&self, output: &Output) {
        let errors: Vec<Diagnostic> =
            self.findings().iter().filter(|found| found.severity() == Severity::Error).cloned().collect();
        output.note(&people(&self.db, &errors, output.error_colour()));
    }
}
