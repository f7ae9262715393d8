//! What may be named where.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

/// The files of this crate that name a word, relative to `src`.
fn naming(word: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains(word) {
                found.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_protocol_is_named_in_two_files() {
    assert_eq!(naming("tower_lsp"), ["convert.rs", "server.rs"]);
}

#[test]
fn the_server_reads_no_disk_of_its_own() {
    assert_eq!(naming("std::fs"), Vec::<String>::new());
}
