//! `charter build`: the decision table, as a file.

use super::shown::{counted, shadow_note};
use crate::failure::{Ended, Failure};
use crate::files;
use crate::loaded::{Built, Loaded};
use crate::output::Output;
use charter_compiler::render::on_one_line;
use charter_runtime::table::Table;
use clap::Args;
use std::path::PathBuf;

/// Compile a charter to the table that runtimes decide by
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The project's folder, or a .charter file
    path: PathBuf,

    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Leave the charter's files out of the table: smaller, and nobody who has it can read them; but `charter diff` cannot
    /// compare it
    #[arg(long)]
    without_texts: bool,
}

impl Build {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let loaded = Loaded::at(&self.path)?;
        let Some(Built { table, .. }) = loaded.compile(output)? else {
            return Ok(Ended::WithProblems);
        };
        let texts = if self.without_texts { Vec::new() } else { loaded.texts() };
        let table = Table { texts, ..table };
        let bytes = table.to_bytes();
        files::write(&self.output, &bytes)?;
        let identity = &table.identity;
        let name = on_one_line(&format!("{} {}", identity.name, identity.version));
        let rules = counted(table.rules.len(), "rule");
        let file = on_one_line(&self.output.display().to_string());
        let digest: String = identity.digest.iter().map(|byte| format!("{byte:02x}")).collect();
        output.print(&format!(
            "{name}: {rules}, {} bytes in {file}\ndigest {digest}\n{}",
            bytes.len(),
            shadow_note(identity.enforced, output.colour())
        ))?;
        Ok(Ended::Well)
    }
}
