//! The disk: the one place where the command line reads and writes files.

use crate::failure::Failure;
use charter_compiler::project::Files;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// The most bytes of one file that are read.
const MOST_BYTES: u64 = 64 << 20;

/// The most files that a project may have: more than that is a folder that was not meant.
const MOST_FILES: usize = 10_000;

/// The deepest that folders may lie in a project.
const DEEPEST: usize = 32;

/// The files of a project's folder, or one file alone.
#[derive(Debug)]
pub(crate) struct OnDisk {
    folder: PathBuf,
    paths: Vec<String>,
}

impl OnDisk {
    /// What is at a path: a folder with all below it that belongs to the project, or a lone `.charter` file.
    pub(crate) fn at(path: &Path) -> Result<OnDisk, Failure> {
        let about = fs::metadata(path).map_err(|error| no_such(path, &error))?;
        if about.is_dir() { OnDisk::folder(path) } else { OnDisk::lone(path) }
    }

    /// A folder: its `charter.toml` and every `.charter` file below it. A folder below with a `charter.toml` of its own is
    /// another project.
    pub(crate) fn folder(folder: &Path) -> Result<OnDisk, Failure> {
        let mut paths = Vec::new();
        collect(folder, "", 0, &mut paths)?;
        paths.sort();
        Ok(OnDisk { folder: folder.to_owned(), paths })
    }

    fn lone(path: &Path) -> Result<OnDisk, Failure> {
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".charter"));
        let name = name.ok_or_else(|| {
            Failure::new(
                format!("{} is not a charter", path.display()),
                "name a folder, or a file that ends in .charter",
            )
        })?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        Ok(OnDisk { folder, paths: vec![name.to_owned()] })
    }

    /// A folder of which nothing is listed, to read files from by name.
    pub(crate) fn empty(folder: &Path) -> OnDisk {
        OnDisk { folder: folder.to_owned(), paths: Vec::new() }
    }

    /// Fails where there is no charter here.
    pub(crate) fn require_charter(&self, named: &Path) -> Result<(), Failure> {
        if self.paths.iter().any(|path| path.ends_with(".charter")) {
            return Ok(());
        }
        Err(Failure::new(
            format!("there is no charter in {}", named.display()),
            "name a folder with files that end in .charter",
        ))
    }

    /// Where one of the paths is on the disk; `None` for a path that leaves the folder.
    pub(crate) fn locate(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path);
        let inside =
            relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        inside.then(|| self.folder.join(relative))
    }
}

impl Files for OnDisk {
    type Error = Failure;

    fn paths(&self) -> Result<Vec<String>, Failure> {
        Ok(self.paths.clone())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(place) = self.locate(path) else { return Ok(None) };
        match read(&place) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Unread::Missing) => Ok(None),
            Err(Unread::Told(failure)) => Err(failure),
        }
    }
}

fn collect(folder: &Path, prefix: &str, depth: usize, paths: &mut Vec<String>) -> Result<(), Failure> {
    let listed = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    for entry in listed.map_err(|error| unreadable(folder, &error))? {
        let name = entry.file_name();
        // A name that is not UTF-8 cannot be quoted in a finding; no project needs one.
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(|error| unreadable(&entry.path(), &error))?;
        // Links to folders are not followed, so that no folder is met twice.
        if kind.is_dir() {
            if depth < DEEPEST && !entry.path().join("charter.toml").exists() {
                collect(&entry.path(), &format!("{path}/"), depth + 1, paths)?;
            }
        } else if name.ends_with(".charter") || path == "charter.toml" {
            paths.push(path);
        }
        if paths.len() > MOST_FILES {
            return Err(Failure::new(
                format!("there are more than {MOST_FILES} charters below {}", folder.display()),
                "name the folder of one project",
            ));
        }
    }
    Ok(())
}

/// Why a file was not read.
enum Unread {
    Missing,
    Told(Failure),
}

fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    let told = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unread::Missing,
        _ => Unread::Told(unreadable(path, error)),
    };
    let file = File::open(path).map_err(|error| told(&error))?;
    bounded(file, path).map_err(Unread::Told)
}

/// All bytes of a source, or a failure where there are too many.
fn bounded(source: impl Read, path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::new(
            format!("{} has more than {} MiB", name_of(path), MOST_BYTES >> 20),
            "split it, or name another file",
        ));
    }
    Ok(bytes)
}

/// The path that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// A file as people are told of it.
pub(crate) fn name_of(path: &Path) -> String {
    if path == Path::new(STANDARD_INPUT) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The bytes of a file that has to be there; `-` is standard input.
pub(crate) fn read_input(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new(STANDARD_INPUT) {
        return bounded(io::stdin().lock(), path);
    }
    read(path).map_err(|unread| match unread {
        Unread::Missing => no_such(path, &io::Error::from(io::ErrorKind::NotFound)),
        Unread::Told(failure) => failure,
    })
}

/// A file that is read bit by bit, and how many bytes it has, where that is known; `-` is standard input.
pub(crate) fn open_input(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), Failure> {
    if path == Path::new(STANDARD_INPUT) {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path).map_err(|error| no_such(path, &error))?;
    let about = file.metadata().map_err(|error| unreadable(path, &error))?;
    if about.is_dir() {
        return Err(Failure::new(format!("{} is a folder", path.display()), "name a file"));
    }
    Ok((Box::new(file), Some(about.len())))
}

/// The folder of the project that a file belongs to: the nearest above it with a `charter.toml`.
pub(crate) fn project_of(file: &Path) -> Option<PathBuf> {
    let mut folders = file.ancestors().skip(1);
    folders.find(|folder| folder.join("charter.toml").is_file()).map(Path::to_owned)
}

/// Whether a file's first bytes are those of a compiled table.
pub(crate) fn is_table(path: &Path) -> bool {
    let mut first = [0; 8];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && first == charter_runtime::table::MAGIC
}

/// Writes a file in one step: whoever reads it finds the old bytes or the new ones, never half of them.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Failure::new(
            format!("{} cannot be written: {error}", path.display()),
            "check that the folder exists and that you may write to it",
        )
    })
}

fn no_such(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        Failure::new(format!("there is nothing at {}", path.display()), "check the path")
    } else {
        unreadable(path, error)
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let help = "check that it is a file or folder that you may read";
    Failure::new(format!("{} cannot be read: {error}", name_of(path)), help)
}
