//! One project: its files on the disk, with what is open in the editor over them.

use crate::document::Document;
use charter_compiler::db::{Database, Project, SourceFile};
use charter_compiler::project::{Files, load};
use charter_compiler::vocabulary::files_named;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// Where the files are that are not open. Sessions read no disk of their own.
pub trait Disk: Send {
    /// The folder of the project that a file belongs to; `None` where it is a project by itself.
    fn project_of(&self, file: &Path) -> Option<PathBuf>;

    /// The paths of the files of a project's folder, relative to it, with `/` between the parts.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be listed.
    fn paths(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// What a file of a project says; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where there is one and it cannot be read.
    fn read(&self, folder: &Path, path: &str) -> io::Result<Option<Vec<u8>>>;
}

/// The documents that are open, by their paths.
pub(crate) type Documents = BTreeMap<PathBuf, Document>;

/// What a project is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Root {
    /// All charters of a folder.
    Folder(PathBuf),
    /// One file by itself.
    Lone(PathBuf),
}

impl Root {
    pub(crate) fn of(disk: &dyn Disk, file: &Path) -> Root {
        disk.project_of(file).map_or_else(|| Root::Lone(file.to_owned()), Root::Folder)
    }

    fn folder(&self) -> &Path {
        match self {
            Root::Folder(folder) => folder,
            Root::Lone(file) => file.parent().unwrap_or(file),
        }
    }

    /// A file's path within the project.
    pub(crate) fn within(&self, file: &Path) -> Option<String> {
        let parts = file.strip_prefix(self.folder()).ok()?.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    /// Where a path within the project is.
    pub(crate) fn absolute(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.folder().to_owned(), |folder, part| folder.join(part))
    }
}

/// A project in a database of its own.
pub(crate) struct Workspace {
    pub(crate) db: Database,
    pub(crate) project: Project,
    pub(crate) root: Root,
}

impl Workspace {
    /// Reads a project, what is open before what is on the disk.
    pub(crate) fn read(root: Root, disk: &dyn Disk, documents: &Documents) -> io::Result<Workspace> {
        let db = Database::default();
        let project = load(&db, &Overlay { root: &root, disk, documents })?;
        Ok(Workspace { db, project, root })
    }

    /// The file at a path, if it is one of the project's.
    pub(crate) fn file(&self, path: &Path) -> Option<SourceFile> {
        let within = self.root.within(path)?;
        self.files().find(|file| file.path(&self.db) == within)
    }

    /// All files: the manifest, the charters, and what their vocabulary names.
    pub(crate) fn files(&self) -> impl Iterator<Item = SourceFile> {
        let (db, project) = (&self.db, self.project);
        let charters = project.files(db).iter().chain(project.data(db)).copied();
        project.manifest(db).into_iter().chain(charters)
    }

    /// Takes a file's new text in. Says whether that was enough: a file that is new to the project, or a vocabulary that
    /// names another file than before, asks for the project to be read again.
    pub(crate) fn write(&mut self, path: &Path, text: &str) -> bool {
        let Some(file) = self.file(path) else { return false };
        if file.text(&self.db) == text {
            return true;
        }
        let before = self.named();
        file.write(&mut self.db, text.to_owned());
        self.named() == before
    }

    /// The files that the vocabulary names.
    fn named(&self) -> BTreeSet<String> {
        let db = &self.db;
        self.project.files(db).iter().flat_map(|&file| files_named(db, file)).cloned().collect()
    }
}

/// A project's files, what is open before what is on the disk.
struct Overlay<'a> {
    root: &'a Root,
    disk: &'a dyn Disk,
    documents: &'a Documents,
}

impl Files for Overlay<'_> {
    type Error = io::Error;

    fn paths(&self) -> io::Result<Vec<String>> {
        match self.root {
            Root::Folder(folder) => {
                let open = self.documents.keys().filter(|file| Root::of(self.disk, file) == *self.root);
                let open = open.filter_map(|file| self.root.within(file));
                Ok(self.disk.paths(folder)?.into_iter().chain(open).collect())
            }
            Root::Lone(file) => Ok(self.root.within(file).into_iter().collect()),
        }
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.documents.get(&self.root.absolute(path)) {
            Some(document) => Ok(Some(document.text.clone().into_bytes())),
            None => self.disk.read(self.root.folder(), path),
        }
    }
}
