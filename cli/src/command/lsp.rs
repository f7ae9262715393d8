//! `charter lsp`: the language server, on standard input and output.

use crate::failure::{Ended, Failure};
use crate::files::{self, OnDisk};
use charter_compiler::project::Files;
use charter_lsp::{Disk, serve_stdio};
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

/// Serve an editor over standard input and output
#[derive(Debug, Args)]
pub(crate) struct Lsp {}

impl Lsp {
    pub(super) fn run(&self) -> Result<Ended, Failure> {
        serve_stdio(Box::new(LocalDisk))?;
        Ok(Ended::Well)
    }
}

/// The disk, as the server asks for it.
struct LocalDisk;

impl Disk for LocalDisk {
    fn project_of(&self, file: &Path) -> Option<PathBuf> {
        files::project_of(file)
    }

    fn paths(&self, folder: &Path) -> io::Result<Vec<String>> {
        OnDisk::folder(folder).and_then(|disk| disk.paths()).map_err(in_words)
    }

    fn read(&self, folder: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
        OnDisk::empty(folder).read(path).map_err(in_words)
    }
}

fn in_words(failure: Failure) -> io::Error {
    match failure {
        Failure::Told { what, .. } => io::Error::other(what),
        Failure::Output(error) => error,
    }
}
