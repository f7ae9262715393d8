//! The binary, and folders to run it in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What came out of a run.
pub(crate) struct Ran {
    typed: String,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Ran {
    /// What a person sees: the command, its output, what it complained of, and its exit code.
    pub(crate) fn transcript(&self) -> String {
        let complaint =
            if self.stderr.is_empty() { String::new() } else { format!("[stderr]\n{}", self.stderr) };
        format!("$ charter {}\n{}{complaint}[exit code {}]\n", self.typed, self.stdout, self.code)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.transcript()))
    }
}

/// The binary, with nothing in its environment that colours.
pub(crate) fn binary(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_charter"));
    command.current_dir(folder).env_remove("NO_COLOR").env("TERM", "xterm-256color");
    command
}

/// Runs `charter` in a folder with what would be typed after it.
pub(crate) fn charter_in(folder: &Path, typed: &str) -> Ran {
    charter_reading(folder, typed, b"")
}

/// The same, with something on its standard input.
pub(crate) fn charter_reading(folder: &Path, typed: &str, input: &[u8]) -> Ran {
    let mut command = binary(folder);
    command.args(typed.split_whitespace());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may end before all of it is written.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        typed: typed.to_owned(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// Runs `charter` in the folder of the workspace, where the examples are.
pub(crate) fn charter(typed: &str) -> Ran {
    charter_in(&workspace(), typed)
}

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// An empty folder of a test's own.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A folder with files.
pub(crate) fn project(test: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = folder(test);
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The example, copied, so that it can be changed.
pub(crate) fn outbound(test: &str) -> PathBuf {
    let folder = folder(test);
    copy_outbound(&folder);
    folder
}

/// Copies the example into a folder that is there.
pub(crate) fn copy_outbound(folder: &Path) {
    for entry in std::fs::read_dir(workspace().join("examples/outbound")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
}

/// Changes a file: `from`, which has to be there once, becomes `to`.
pub(crate) fn edit(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}
