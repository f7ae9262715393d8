//! `charter fmt`: charters in their canonical form.

use super::shown::counted;
use crate::failure::{Ended, Failure};
use crate::files::{self, OnDisk};
use crate::output::{Output, Style, paint};
use charter_compiler::project::Files;
use charter_compiler::render::on_one_line;
use clap::Args;
use std::path::PathBuf;

/// Write charters in their canonical form: indentation, spaces and columns
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// The project's folder, or a .charter file
    path: PathBuf,

    /// Write nothing; only say which files are not in canonical form
    #[arg(long)]
    check: bool,
}

/// A file that is not in canonical form, and its text that is.
struct Unformatted {
    path: String,
    text: String,
}

impl Fmt {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let disk = OnDisk::at(&self.path)?;
        disk.require_charter(&self.path)?;
        let mut unformatted = Vec::new();
        for path in disk.paths()?.iter().filter(|path| path.ends_with(".charter")) {
            unformatted.extend(look_at(&disk, path)?);
        }
        if !self.check {
            unformatted.iter().try_for_each(|file| write(&disk, file))?;
        }
        output.print(&self.told(&unformatted, output))?;
        let ended_well = !self.check || unformatted.is_empty();
        Ok(if ended_well { Ended::Well } else { Ended::WithProblems })
    }

    fn told(&self, unformatted: &[Unformatted], output: &Output) -> String {
        let did = if self.check { "would be formatted" } else { "formatted" };
        let lines = unformatted.iter().map(|file| {
            format!("{}: {}\n", on_one_line(&file.path), paint(output.colour(), Style::Careful, did))
        });
        let summary = match unformatted.len() {
            0 => paint(output.colour(), Style::Good, "all in canonical form"),
            files => format!("{} {did}", counted(files, "file")),
        };
        lines.chain([summary, "\n".to_owned()]).collect()
    }
}

/// Formats one file. Bytes that are not UTF-8 are not touched: a text made of them would lose some.
fn look_at(disk: &OnDisk, path: &str) -> Result<Option<Unformatted>, Failure> {
    let bytes = disk.read(path)?.unwrap_or_default();
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(format!("{path} is not UTF-8"), "save it as UTF-8, then format it again")
    })?;
    let formatted = charter_grammar::format(&text);
    Ok((formatted != text).then(|| Unformatted { path: path.to_owned(), text: formatted }))
}

fn write(disk: &OnDisk, file: &Unformatted) -> Result<(), Failure> {
    match disk.locate(&file.path) {
        Some(place) => files::write(&place, file.text.as_bytes()),
        None => Ok(()),
    }
}
