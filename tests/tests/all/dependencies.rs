//! Arrows between the crates point one way only, and the reference interpreter leans on nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each crate may use of the others.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("charter-grammar", &[]),
    ("charter-runtime", &[]),
    ("charter-compiler", &["charter-grammar", "charter-runtime"]),
    ("charter-harness", &["charter-compiler", "charter-runtime", "charter-grammar"]),
    ("charter-lsp", &["charter-harness", "charter-compiler", "charter-runtime", "charter-grammar"]),
    (
        "charter-cli",
        &["charter-lsp", "charter-harness", "charter-compiler", "charter-runtime", "charter-grammar"],
    ),
    (
        "charter-tests",
        &[
            "charter-cli",
            "charter-lsp",
            "charter-harness",
            "charter-compiler",
            "charter-runtime",
            "charter-grammar",
        ],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The crates of the workspace, and which of each other they use, in earnest or in tests.
fn used() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("a workspace has packages");
    let name = |package: &serde_json::Value| package["name"].as_str().unwrap_or_default().to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name).collect();
    let uses = |package: &serde_json::Value| {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        dependencies.map(name).filter(|dependency| ours.contains(dependency)).collect()
    };
    packages.iter().map(|package| (name(package), uses(package))).collect()
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    for (name, used) in used() {
        let allowed =
            allowed.get(name.as_str()).unwrap_or_else(|| panic!("nobody has said what `{name}` may use"));
        for dependency in used {
            assert!(allowed.contains(&dependency.as_str()), "`{name}` must not use `{dependency}`");
        }
    }
}

#[test]
fn the_reference_interpreter_uses_nothing_of_compiler_and_runtime() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference");
    let files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() > 10, "the reference interpreter is there");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for other in ["charter_compiler", "charter_runtime", "charter_harness"] {
            assert!(!text.contains(other), "{} speaks of {other}", file.display());
        }
    }
}
