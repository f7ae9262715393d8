//! A project, read from the disk into the compiler.

use crate::failure::Failure;
use crate::files::OnDisk;
use charter_compiler::db::{Database, Project};
use charter_compiler::diagnostics::{Diagnostic, Severity};
use charter_compiler::findings::findings;
use charter_compiler::project::{Settings, load, settings};
use std::path::Path;

/// A project and what is known of it.
pub(crate) struct Loaded {
    pub(crate) db: Database,
    pub(crate) project: Project,
    pub(crate) files: OnDisk,
}

impl Loaded {
    /// Reads the project at a path.
    pub(crate) fn at(path: &Path) -> Result<Loaded, Failure> {
        let files = OnDisk::at(path)?;
        if !files.has_charter() {
            return Err(Failure::new(
                format!("there is no charter in {}", path.display()),
                "name a folder with files that end in .charter",
            ));
        }
        let db = Database::default();
        let project = load(&db, &files)?;
        Ok(Loaded { db, project, files })
    }

    /// What the project says about itself.
    pub(crate) fn settings(&self) -> &Settings {
        &settings(&self.db, self.project).value
    }

    /// Everything that there is to say about it.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        findings(&self.db, self.project)
    }

    /// Whether something has to be mended first.
    pub(crate) fn has_errors(&self) -> bool {
        self.findings().iter().any(|found| found.severity() == Severity::Error)
    }
}
