//! What is open in an editor, and the projects around it: lines and columns in, lines and columns out.

pub use crate::document::Change;

use crate::document::Document;
use crate::ide;
use crate::lines::{Encoding, Lines, Point};
use crate::workspace::{Disk, Documents, Root, Workspace};
use charter_compiler::db::SourceFile;
use charter_compiler::diagnostics::Severity;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The state of a server. One thread owns it.
pub struct Session {
    disk: Box<dyn Disk>,
    encoding: Encoding,
    documents: Documents,
    workspaces: BTreeMap<Root, Workspace>,
    /// What was last said of each file.
    said: BTreeMap<PathBuf, Vec<Finding>>,
    troubles: Vec<String>,
}

/// A stretch of text as the editor counts.
pub type Stretch = Range<Point>;

/// A finding, for an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What to underline.
    pub range: Stretch,
    /// How grave it is.
    pub severity: Severity,
    /// Its code.
    pub code: &'static str,
    /// What is wrong and what to do about it.
    pub message: String,
    /// What there is to see elsewhere.
    pub notes: Vec<(PathBuf, Stretch, String)>,
}

/// All that is to be said of one file, in place of all that was said before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The file.
    pub file: PathBuf,
    /// Which version of the open document it is about.
    pub version: Option<i32>,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Session {
    /// A session with nothing open.
    pub fn new(disk: Box<dyn Disk>) -> Session {
        Session {
            disk,
            encoding: Encoding::Utf16,
            documents: Documents::new(),
            workspaces: BTreeMap::new(),
            said: BTreeMap::new(),
            troubles: Vec::new(),
        }
    }

    /// Counts columns like this from now on.
    pub fn count_in(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// Takes in that a document was opened.
    pub fn open(&mut self, file: &Path, version: i32, text: String) {
        self.documents.insert(file.to_owned(), Document { text, version });
        self.refresh(file);
    }

    /// Takes in changes of an open document, in their order.
    pub fn change(&mut self, file: &Path, version: i32, changes: Vec<Change>) {
        let Some(document) = self.documents.get_mut(file) else { return };
        for change in changes {
            document.apply(change, self.encoding);
        }
        document.version = version;
        self.refresh(file);
    }

    /// Takes in that a document was closed: what is on the disk counts again.
    pub fn close(&mut self, file: &Path) {
        if self.documents.remove(file).is_some() {
            self.reread(file);
        }
    }

    /// Takes in that a file that is not open has changed on the disk, has come, or is gone.
    pub fn reread(&mut self, file: &Path) {
        let root = Root::of(&*self.disk, file);
        self.workspaces.remove(&root);
        if self.documents.keys().any(|open| Root::of(&*self.disk, open) == root) {
            self.read(root);
        }
    }

    fn refresh(&mut self, file: &Path) {
        let root = Root::of(&*self.disk, file);
        let text = self.documents.get(file).map_or("", |document| &document.text);
        let taken = self.workspaces.get_mut(&root).is_some_and(|workspace| workspace.write(file, text));
        if !taken {
            self.read(root);
        }
    }

    fn read(&mut self, root: Root) {
        match Workspace::read(root.clone(), &*self.disk, &self.documents) {
            Ok(workspace) => _ = self.workspaces.insert(root, workspace),
            Err(error) => self.troubles.push(format!("the project cannot be read: {error}")),
        }
    }

    /// What went wrong with reading files since this was last asked.
    pub fn troubles(&mut self) -> Vec<String> {
        std::mem::take(&mut self.troubles)
    }

    /// The files of which there is something else to say than before, and all that is to be said of them.
    pub fn news(&mut self) -> Vec<Said> {
        let mut now: BTreeMap<PathBuf, Vec<Finding>> = BTreeMap::new();
        for workspace in self.workspaces.values() {
            now.extend(self.findings(workspace));
        }
        let gone =
            self.said.keys().filter(|file| !now.contains_key(*file)).map(|file| (file.clone(), Vec::new()));
        let gone: Vec<_> = gone.collect();
        let changed = |(file, findings): &(PathBuf, Vec<Finding>)| {
            self.said.get(file).map_or(!findings.is_empty(), |before| before != findings)
        };
        let news: Vec<_> = now.clone().into_iter().chain(gone).filter(changed).collect();
        self.said = now;
        let version = |file: &PathBuf| self.documents.get(file).map(|document| document.version);
        news.into_iter().map(|(file, findings)| Said { version: version(&file), file, findings }).collect()
    }

    /// The findings of each file of a project.
    fn findings(&self, workspace: &Workspace) -> BTreeMap<PathBuf, Vec<Finding>> {
        let places = Places::of(workspace, self.encoding);
        let mut findings: BTreeMap<PathBuf, Vec<Finding>> =
            workspace.files().map(|file| (places.path(file), Vec::new())).collect();
        for found in ide::diagnostics(&workspace.db, workspace.project) {
            let file = places.path(found.file);
            let notes = found
                .notes
                .into_iter()
                .map(|note| (places.path(note.file), places.stretch(note.file, &note.range), note.text));
            findings.entry(file).or_default().push(Finding {
                range: places.stretch(found.file, &found.range),
                severity: found.severity,
                code: found.code,
                message: found.message,
                notes: notes.collect(),
            });
        }
        findings
    }

    /// What there is to know about the word at a point: the word, and Markdown.
    pub fn hover(&self, file: &Path, at: Point) -> Option<(Stretch, String)> {
        let workspace = self.workspaces.get(&Root::of(&*self.disk, file))?;
        let source = workspace.file(file)?;
        let lines = Lines::of(source.text(&workspace.db), self.encoding);
        let hover = ide::hover(&workspace.db, workspace.project, source, lines.offset(at))?;
        Some((lines.point(hover.range.start)..lines.point(hover.range.end), hover.text))
    }

    /// The edit that makes an open document canonical; `None` where it is that. What has syntax errors stays as it is.
    pub fn format(&self, file: &Path) -> Option<(Stretch, String)> {
        let text = &self.documents.get(file)?.text;
        let formatted = ide::format(text)?;
        let end = Lines::of(text, self.encoding).point(text.len());
        Some((Point { line: 0, column: 0 }..end, formatted))
    }
}

/// The lines of all files of a project.
struct Places<'a> {
    workspace: &'a Workspace,
    lines: Vec<(SourceFile, Lines<'a>)>,
}

impl<'a> Places<'a> {
    fn of(workspace: &'a Workspace, encoding: Encoding) -> Places<'a> {
        let lines = workspace.files().map(|file| (file, Lines::of(file.text(&workspace.db), encoding)));
        Places { workspace, lines: lines.collect() }
    }

    fn path(&self, file: SourceFile) -> PathBuf {
        self.workspace.root.absolute(file.path(&self.workspace.db))
    }

    fn stretch(&self, file: SourceFile, bytes: &Range<usize>) -> Stretch {
        let lines = self.lines.iter().find(|(known, _)| *known == file).map(|(_, lines)| lines);
        let point = |offset| lines.map_or(Point { line: 0, column: 0 }, |lines| lines.point(offset));
        point(bytes.start)..point(bytes.end)
    }
}
