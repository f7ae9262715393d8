//! Tables: a project as its table has kept it.

use crate::failure::Failure;
use crate::loaded::compiled_at;
use charter_compiler::project::Files;
use charter_runtime::table::Table;
use std::path::Path;

/// The files of a project in a table that was built from them.
#[derive(Debug)]
pub(crate) struct InTable {
    /// The table.
    pub(crate) table: Table,
}

impl InTable {
    /// What a compiled table has kept.
    pub(crate) fn at(path: &Path) -> Result<InTable, Failure> {
        let named = path.display();
        let table = compiled_at(path)?;
        if table.texts.is_empty() {
            return Err(Failure::new(
                format!("{named} was built without the charter's files, so its rules cannot be compared"),
                "name the folder that it was built from, or a revision of it; or build it without `--without-texts`",
            ));
        }
        Ok(InTable { table })
    }
}

impl Files for InTable {
    type Error = Failure;

    fn paths(&self) -> Result<Vec<String>, Failure> {
        Ok(self.table.texts.iter().map(|text| text.file.clone()).collect())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let text = self.table.texts.iter().find(|text| text.file == path);
        Ok(text.map(|text| text.text.clone().into_bytes()))
    }
}
