//! The days of the examples, decided by the reference interpreter as well.

use super::cases::Both;
use super::check::Checked;
use super::day;
use super::page::Texts;
use super::record::{self, Recorded};
use charter_compiler::check::typed_scenarios;
use std::path::Path;

/// The files of an example, by their names.
fn files(folder: &Path) -> Texts {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn every_request_of_the_examples_is_decided_alike_by_table_and_reference() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let (mut compared, mut failures) = (0, Vec::new());
    for folder in std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.join("charter.toml").is_file() {
            continue;
        }
        let sources = files(&folder);
        let checked = Checked::new(&sources);
        let table = checked.table().unwrap();
        let both = Both::of(&table, &sources, &checked);
        let played = day::play(&checked, &table);
        let scenarios = &typed_scenarios(&checked.db, checked.project).value;
        for (scenario, played) in scenarios.iter().zip(&played.scenarios) {
            for Recorded { line, case } in record::cases(&both.table.schema, scenario, played) {
                compared += 1;
                let place = format!("{}:{line}", folder.join(&scenario.source.file).display());
                failures.extend(both.disagreement(&case).map(|what| format!("{place}: {what}\n{case:#}")));
            }
        }
    }
    println!("{compared} requests");
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
    assert!(compared > 200, "the examples have days");
}
