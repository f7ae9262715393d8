//! `charter decide`

use crate::process::{Ran, charter_in, charter_reading, edit, outbound};
use insta::assert_snapshot;
use std::path::{Path, PathBuf};

/// The example with its request, in which the seniority is not known.
fn example(test: &str) -> PathBuf {
    outbound(test)
}

fn decide(folder: &Path) -> Ran {
    charter_in(folder, "decide . request.json")
}

#[test]
fn an_unknown_value_never_passes_and_that_is_said() {
    let folder = example("decide_unknown");
    assert_snapshot!(decide(&folder).transcript());
}

#[test]
fn what_waits_is_not_refused_and_that_is_said() {
    let folder = example("decide_waits");
    edit(&folder.join("request.json"), "\"title\": ", "\"seniority\": \"vp\", \"title\": ");
    assert_snapshot!(decide(&folder).transcript());
}

#[test]
fn a_table_decides_as_its_project_does() {
    let folder = example("decide_table");
    assert_eq!(charter_in(&folder, "build . -o out.table").code, 0);
    let input = std::fs::read(folder.join("request.json")).unwrap();
    let of_project = charter_in(&folder, "decide . request.json --format json");
    let of_table = charter_reading(&folder, "decide out.table - --format json", &input);
    assert_eq!(of_project.json()["outcome"], "stop", "{}", of_project.transcript());
    assert_eq!(of_project.stdout, of_table.stdout);
}

#[test]
fn a_table_that_cannot_be_trusted_is_refused() {
    let folder = example("decide_bad_table");
    charter_in(&folder, "build . -o good.table");
    let good = std::fs::read(folder.join("good.table")).unwrap();
    let damaged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        std::fs::write(folder.join("bad.table"), bytes).unwrap();
        charter_in(&folder, "decide bad.table request.json").transcript()
    };
    let transcripts = [
        damaged(&|bytes| bytes[8] = 9),
        damaged(&|bytes| *bytes.last_mut().unwrap() ^= 1),
        damaged(&|bytes| bytes.truncate(40)),
    ];
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn a_request_that_says_too_much_or_is_no_request_is_refused() {
    let folder = example("decide_bad_request");
    let cases: [&[u8]; 7] = [
        b"{",
        b"\xff",
        b"[]",
        br#"{"at": "2026-03-02T09:00:00Z", "at": "2026-03-02T09:00:00Z"}"#,
        br#"{"at": "yesterday", "request": {"id": "r", "action": "send_email"}, "host": {"agent": "outreach"}}"#,
        br#"{"at": "2026-03-02T09:00:00Z", "request": {"id": "r", "action": "a", "approved": true}, "host": {"agent": "a"}}"#,
        br#"{"at": "2026-03-02T09:00:00Z", "request": {"id": "r", "action": "a\u001b[2J\n"}, "host": {"agent": "a\r"}}"#,
    ];
    let transcripts = cases.map(|input| charter_reading(&folder, "decide . -", input).transcript());
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn a_request_that_is_not_there_is_said_not_to_be() {
    let folder = example("decide_missing");
    let ran = charter_in(&folder, "decide . missing.json");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("there is nothing at missing.json"), "{}", ran.stderr);
}
