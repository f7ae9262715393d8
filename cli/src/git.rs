//! Revisions: a project as it was in a commit, read by asking git.

use crate::failure::Failure;
use charter_compiler::project::Files;
use std::process::{Command, Output};

/// A project in a revision, such as `HEAD~1:examples/outbound`.
#[derive(Debug)]
pub(crate) struct InRevision {
    /// The revision and the folder in it, as git takes them.
    tree: String,
    paths: Vec<String>,
}

impl InRevision {
    /// What a name such as `HEAD~1:examples/outbound` stands for: a folder in a revision, or one `.charter` file.
    pub(crate) fn at(name: &str) -> Result<InRevision, Failure> {
        if name.starts_with('-') {
            return Err(unknown(name, "a revision does not start with a dash"));
        }
        let name = plain(name);
        let kind = said(&asked(&["cat-file", "-t", &name])?);
        match kind.as_deref() {
            Some("tree" | "commit") => InRevision::folder(&name),
            Some("blob") => InRevision::lone(&name),
            _ => Err(not_found(&name)?),
        }
    }

    fn folder(name: &str) -> Result<InRevision, Failure> {
        let listed = asked(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", name])?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let all: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        // A folder below with settings of its own is another project.
        let others: Vec<&str> = all.iter().filter_map(|path| path.strip_suffix("/charter.toml")).collect();
        let is_own = |path: &&str| {
            !others.iter().any(|other| path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/')))
                && !path.split('/').any(|part| part.starts_with('.'))
        };
        let is_ours = |path: &&str| path.ends_with(".charter") || *path == "charter.toml";
        let paths: Vec<String> = all.into_iter().filter(is_own).filter(is_ours).map(str::to_owned).collect();
        if !paths.iter().any(|path| path.ends_with(".charter")) {
            return Err(Failure::new(
                format!("there is no charter in {name}"),
                "name the folder of a project",
            ));
        }
        let tree = if name.contains(':') { name.to_owned() } else { format!("{name}:") };
        Ok(InRevision { tree, paths })
    }

    fn lone(name: &str) -> Result<InRevision, Failure> {
        let (revision, path) = name.split_once(':').unwrap_or((name, ""));
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        if !file.ends_with(".charter") {
            return Err(Failure::new(
                format!("{name} is not a charter"),
                "name a folder, or a file that ends in .charter",
            ));
        }
        Ok(InRevision { tree: format!("{revision}:{folder}"), paths: vec![file.to_owned()] })
    }
}

impl Files for InRevision {
    type Error = Failure;

    fn paths(&self) -> Result<Vec<String>, Failure> {
        Ok(self.paths.clone())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        if path.split('/').any(|part| part == "..") {
            return Ok(None);
        }
        let between = if self.tree.ends_with(':') { "" } else { "/" };
        let read = asked(&["cat-file", "blob", &format!("{}{between}{path}", self.tree)])?;
        Ok(read.status.success().then_some(read.stdout))
    }
}

fn asked(arguments: &[&str]) -> Result<Output, Failure> {
    Command::new("git").args(arguments).output().map_err(|error| {
        Failure::new(
            format!("git cannot be asked: {error}"),
            "install git, or name folders instead of revisions",
        )
    })
}

fn said(output: &Output) -> Option<String> {
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn unknown(name: &str, help: &str) -> Failure {
    Failure::new(format!("there is nothing at {name}, and git knows no such revision"), help)
}

/// The same name as git takes it: no slash at its end, none twice.
fn plain(name: &str) -> String {
    let Some((revision, path)) = name.split_once(':') else { return name.to_owned() };
    let from_here = path == "." || path.starts_with("./");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let from = if from_here { "./" } else { "" };
    format!("{revision}:{from}{}", parts.join("/"))
}

/// Why there is nothing under a name.
fn not_found(name: &str) -> Result<Failure, Failure> {
    let (revision, path) = name.split_once(':').unwrap_or((name, ""));
    if !asked(&["rev-parse", "--git-dir"])?.status.success() {
        return Ok(Failure::new(
            format!("there is nothing at {name}, and this folder is in no git repository"),
            "name a folder, or go to the repository whose revision is meant",
        ));
    }
    let commit = format!("{revision}^{{commit}}");
    if !asked(&["rev-parse", "--verify", "--quiet", &commit])?.status.success() {
        return Ok(unknown(name, "name it as `HEAD~1:examples/outbound`, from the top of the repository"));
    }
    Ok(Failure::new(
        format!("there is no {path} in {revision}"),
        "name it from the top of the repository, or from this folder with `./`",
    ))
}
