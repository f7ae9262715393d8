//! From a folder to inputs. Where the files are is the caller's affair: a disk, an editor's buffers, a test's texts.

use crate::db::{Database, Project, SourceFile};
use crate::vocabulary::files_named;
use std::collections::BTreeSet;

/// Where a project's files are.
pub trait Files {
    /// Why a file could not be read.
    type Error;

    /// The paths of all files of the project, relative to its folder, with `/` between the parts. For a lone file, its
    /// name.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be listed.
    fn paths(&self) -> Result<Vec<String>, Self::Error>;

    /// What a file says; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where there is a file and it cannot be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Reads a project: `charter.toml` if there is one, every `.charter` file, and the files that their vocabulary names.
///
/// Whatever the order of [`Files::paths`], the project is the same. Bytes that are not UTF-8 are read as `U+FFFD`, which
/// the grammar points at.
///
/// # Errors
///
/// Those of `files`. What is wrong inside the files is for [`findings`](crate::findings::findings) to say.
pub fn load<F: Files>(db: &Database, files: &F) -> Result<Project, F::Error> {
    let paths: BTreeSet<String> = files.paths()?.into_iter().collect();
    let manifest = if paths.contains("charter.toml") { open(db, files, "charter.toml")? } else { None };
    let charters = open_all(db, files, paths.iter().filter(|path| path.ends_with(".charter")))?;
    let named: BTreeSet<String> = charters.iter().flat_map(|&file| files_named(db, file)).cloned().collect();
    let data = open_all(db, files, named.iter())?;
    Ok(Project::new(db, manifest, charters, data))
}

fn open_all<'a, F: Files>(
    db: &Database,
    files: &F,
    paths: impl Iterator<Item = &'a String>,
) -> Result<Vec<SourceFile>, F::Error> {
    let opened: Result<Vec<_>, _> = paths.map(|path| open(db, files, path)).collect();
    Ok(opened?.into_iter().flatten().collect())
}

fn open<F: Files>(db: &Database, files: &F, path: &str) -> Result<Option<SourceFile>, F::Error> {
    let bytes = files.read(path)?;
    Ok(bytes.map(|bytes| SourceFile::new(db, path.to_owned(), String::from_utf8_lossy(&bytes).into_owned())))
}
