//! `charter replay`

use crate::process::{Ran, charter_in, charter_reading, project};
use insta::assert_snapshot;
use std::path::{Path, PathBuf};

const CHARTER: &str = "\
role sdr_manager

agent outreach

object Contact
  vip : yes/no

signal unsubscribed about Contact

action send_email on Contact

scope all
  for outreach
  may send_email

stop unsubscribed
  on send_email
  when contact has unsubscribed
  for good

limit weekly
  on send_email
  at most 2 per contact in 7 days
  otherwise stop

gate vips
  on send_email
  when contact.vip
  needs approval from sdr_manager
";

fn asks(at: &str, id: &str, contact: &str, vip: bool) -> String {
    format!(
        r#"{{"at": "2026-03-{at}:00Z", "request": {{"id": "{id}", "action": "send_email", "target": "{contact}"}}, "host": {{"agent": "outreach", "objects": {{"Contact": {{"{contact}": {{"vip": {vip}}}}}}}}}}}"#
    )
}

/// Three emails to joe, one of them done by hand; one to jane, who has unsubscribed by the second; and one to a very important person.
fn week() -> String {
    let by_hand = asks("02T09:30", "h1", "joe", false).replace("\"request\"", "\"did\"");
    [
        asks("02T09:00", "r1", "joe", false),
        by_hand,
        asks("02T10:00", "r2", "joe", false),
        asks("02T11:00", "r3", "jane", false),
        r#"{"at": "2026-03-02T12:00:00Z", "signal": {"id": "s1", "signal": "unsubscribed", "about": "jane"}}"#.to_owned(),
        asks("02T13:00", "r4", "jane", false),
        asks("02T14:00", "r5", "vera", true),
        r#"{"at": "2026-03-02T15:00:00Z", "approve": "r5", "by": {"id": "mia", "roles": ["sdr_manager"]}}"#.to_owned(),
        r#"{"at": "2026-03-02T15:00:10Z", "succeeded": "r5"}"#.to_owned(),
        asks("10T09:00", "r6", "joe", false),
    ]
    .join("\n")
}

fn recorded(test: &str, week: &str) -> PathBuf {
    project(test, &[("rules.charter", CHARTER), ("week.jsonl", week)])
}

/// What is printed but for how fast it was.
fn replay(folder: &Path, typed: &str) -> (String, i32) {
    let Ran { stdout, code, .. } = charter_in(folder, &format!("replay {typed}"));
    (stdout, code)
}

#[test]
fn a_week_is_decided_in_the_order_in_which_it_happened() {
    let folder = recorded("replay_week", &week());
    let (said, code) = replay(&folder, "rules.charter week.jsonl");
    assert_snapshot!(said, @"
    rules 0: 10 lines, 7 decisions

      goes ahead                 4   57.1 %
      waits for approval         1   14.3 %
      stopped                    2   28.6 %

    ┌───────────────────┬─────────┬─────────┐
    │ rule              ┆ applied ┆ decided │
    ╞═══════════════════╪═════════╪═════════╡
    │ scope all         ┆       7 ┆         │
    │ stop unsubscribed ┆       1 ┆       1 │
    │ gate vips         ┆       2 ┆       1 │
    │ limit weekly      ┆       1 ┆       1 │
    └───────────────────┴─────────┴─────────┘
    ");
    assert_eq!(code, 0);
}

#[test]
fn what_another_charter_decides_otherwise_is_listed_by_kind() {
    let folder = recorded("replay_against", &week());
    let stricter = CHARTER
        .replace("at most 2", "at most 1")
        .replace("when contact.vip\n", "when contact.vip\n  unless contact.vip\n");
    std::fs::write(folder.join("other.charter"), stricter).unwrap();
    let (said, code) = replay(&folder, "other.charter week.jsonl --against rules.charter");
    assert_snapshot!(said.split_once("┘\n\n").unwrap().1, @"
    against rules 0: 1 looser, 0 tighter, 0 neither, 1 alike for other reasons
            1  waits for approval (vips) there, goes ahead here
               first in week.jsonl:7: `send_email`, request r5
            1  stopped (unsubscribed) there, stopped (unsubscribed, weekly) here
               first in week.jsonl:6: `send_email`, request r4
    ");
    assert_eq!(code, 11, "a gate is gone");
    let (said, code) = replay(&folder, "rules.charter week.jsonl --against rules.charter");
    assert!(said.ends_with("decides all of it alike\n"), "{said}");
    assert_eq!(code, 0);
}

#[test]
fn a_line_that_cannot_be_played_is_named_and_the_rest_goes_on() {
    let lines = [
        "\u{feff}\r",
        &asks("03T09:00", "r1", "joe", false),
        &asks("02T09:00", "r2", "joe", false),
        r#"{"at": "2026-03-03T10:00:00Z", "approve": "r2", "by": {"id": "mia", "roles": []}}"#,
        r#"{"at": "2026-03-03T10:00:00Z", "requst": {}}"#,
        r#"{"at": "2026-03-03T10:00:00Z"}"#,
        r#"{"at": "soon", "succeeded": "r1"}"#,
        r#"{"at": "2026-03-03T10:00:00Z", "succeeded": "r1", "failed": "r1"}"#,
        r#"{"at": "2026-03-03T10:00:00Z", "request": {"id": "r3"}, "host": {"agent": "outreach"}}"#,
        r#"{"at": "2026-03-03T10:00:00Z", "requ"#,
    ];
    let folder = recorded("replay_malformed", &lines.join("\r\n"));
    let (said, code) = replay(&folder, "rules.charter week.jsonl --most 9");
    assert_snapshot!(said.split_once("┘\n\n").unwrap().1, @"
    8 lines could not be played:
      week.jsonl:3: it is earlier than the line before: sort the recording by `at`
      week.jsonl:4: no line before asks for `r2`
      week.jsonl:5: no line has a key `requst`
      week.jsonl:6: it says nothing that happened: one of request, did, signal, approve, refuse, succeeded, failed, release
      week.jsonl:7: R0004: `at` is not of the type that it has to be
      week.jsonl:8: it has both `succeeded` and `failed`: a line says one thing
      week.jsonl:9: R0002: `action` is missing
      week.jsonl:10: column 36: EOF while parsing a string
    ");
    assert_eq!(code, 1);
}

#[test]
fn programs_get_every_figure() {
    let folder = recorded("replay_json", "");
    let ran = charter_reading(&folder, "replay rules.charter - --format json", week().as_bytes());
    let said = ran.json();
    assert_eq!((&said["lines"], &said["decisions"], &said["not_played"]), (&10.into(), &7.into(), &0.into()));
    assert_eq!(said["outcomes"]["stop"], 2, "{}", ran.transcript());
    assert_eq!(said["outcomes"]["execute"], 4, "{}", ran.transcript());
    let weekly = said["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "weekly").unwrap();
    assert_eq!((&weekly["applied"], &weekly["decided"]), (&1.into(), &1.into()));
}

#[test]
fn a_recording_that_is_not_there_is_said_so() {
    let folder = recorded("replay_missing", "");
    assert_snapshot!(charter_in(&folder, "replay rules.charter nothing.jsonl").transcript(), @"
    $ charter replay rules.charter nothing.jsonl
    [stderr]
    error: there is nothing at nothing.jsonl
      help: check the path
    [exit code 2]
    ");
}
