//! The examples: each is a project that checks clean, is in canonical form, and whose days come out as they say.

use crate::process::{charter, workspace};
use serde_json::Value;
use std::collections::BTreeSet;

/// The examples, by the names of their folders.
fn examples() -> Vec<String> {
    let folders = std::fs::read_dir(workspace().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = folders
        .filter(|path| path.join("charter.toml").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What the files of an example say, one after another.
fn text(example: &str) -> String {
    let files = std::fs::read_dir(workspace().join("examples").join(example)).unwrap();
    let charters =
        files.map(|file| file.unwrap().path()).filter(|path| path.extension() == Some("charter".as_ref()));
    charters.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The gates, stops, limits and requirements that are enforced.
fn restrictions(text: &str) -> BTreeSet<String> {
    let kinds = ["gate", "stop", "limit", "require"];
    let header = |line: &str| {
        let mut words = line.split(' ');
        let kind = words.next()?;
        kinds.contains(&kind).then(|| words.next().unwrap().to_owned())
    };
    text.lines().filter_map(header).collect()
}

/// The rules that decide somewhere on a played day.
fn deciding(played: &Value) -> BTreeSet<String> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let scenarios = list(&played["played"], "scenarios");
    let steps = scenarios.iter().flat_map(|scenario| list(scenario, "steps"));
    let rules = steps.flat_map(|step| list(&step["decision"], "rules"));
    rules
        .filter(|rule| rule["deciding"] == true)
        .map(|rule| rule["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn there_are_examples_of_five_teams() {
    assert_eq!(examples(), ["deal-desk", "enrichment", "inbound", "outbound", "service"]);
}

#[test]
fn every_example_checks_clean_and_is_in_canonical_form() {
    for example in examples() {
        let checked = charter(&format!("check examples/{example} --format json")).json();
        let found = checked["findings"].as_array().unwrap().iter();
        let grave: Vec<&Value> = found.filter(|found| found["severity"] != "hint").collect();
        assert!(grave.is_empty(), "{example}: {grave:#?}");
        let formatted = charter(&format!("fmt examples/{example} --check"));
        assert_eq!(formatted.code, 0, "{example}: {}", formatted.transcript());
    }
}

#[test]
fn every_day_of_every_example_comes_out_as_it_says() {
    for example in examples() {
        let ran = charter(&format!("test examples/{example}"));
        assert_eq!(ran.code, 0, "{}", ran.transcript());
        let played = charter(&format!("test examples/{example} --format json")).json();
        assert!(played["played"]["scenarios"].as_array().unwrap().len() >= 8, "{example} has few days");
    }
}

#[test]
fn every_rule_of_every_example_decides_on_some_day() {
    for example in examples() {
        let played = charter(&format!("test examples/{example} --format json")).json();
        let (rules, deciding) = (restrictions(&text(&example)), deciding(&played));
        let idle: Vec<&String> = rules.difference(&deciding).collect();
        assert!(rules.len() >= 10, "{example} has rules");
        assert!(idle.is_empty(), "{example}: no day shows {idle:?}");
    }
}
