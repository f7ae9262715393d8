//! `charter test`

use crate::process::{charter, charter_in, edit, outbound};
use insta::assert_snapshot;

#[test]
fn the_example_is_played_as_expected() {
    assert_snapshot!(charter("test examples/outbound").transcript());
}

#[test]
fn without_its_stop_a_day_goes_wrong_and_the_difference_is_said() {
    let folder = outbound("test_without_stop");
    edit(&folder.join("outbound.charter"), "stop unsubscribed", "shadow stop unsubscribed");
    let ran = charter_in(&folder, "test .");
    let day: Vec<&str> =
        ran.stdout.lines().skip_while(|line| !line.contains("gets no third")).take(13).collect();
    assert_snapshot!(day.join("\n"));
    assert!(ran.stdout.contains("26 scenarios: 25 as expected, 1 not"), "{}", ran.stdout);
    assert_eq!(ran.code, 1);
}

#[test]
fn every_restriction_of_the_five_failures_is_needed_by_some_day() {
    let rules = [
        "require match_report",
        "gate possible_duplicate",
        "limit one_record_per_address",
        "gate executives",
        "stop interns",
        "gate unsure_persona",
        "gate new_domain",
        "stop private_mailboxes",
        "require receipts",
        "gate congratulations",
        "limit weekly_touches",
        "limit one_owner",
        "limit account_day",
    ];
    for rule in rules {
        let folder = outbound("test_needed");
        edit(&folder.join("outbound.charter"), &format!("\n{rule} "), &format!("\nshadow {rule} "));
        let ran = charter_in(&folder, "test .");
        assert_eq!(ran.code, 1, "no day fails when {rule} is only watched: {}", ran.stderr);
    }
}

#[test]
fn programs_get_every_step_with_its_decision() {
    let ran = charter("test examples/outbound --format json");
    let played = ran.json();
    assert_eq!((ran.code, &played["mode"]), (0, &serde_json::json!("enforced")));
    assert_eq!(played["played"]["summary"]["failed"], 0);
    let first = &played["played"]["scenarios"][0]["steps"][1];
    assert_eq!(first["outcome"], "stopped");
    assert_eq!(first["at"], "2026-03-05T09:00:00+01:00");
    assert_eq!(first["decision"]["rules"][0]["rule"], "one_record_per_address");
}

#[test]
fn a_charter_with_errors_is_not_played() {
    let folder = outbound("test_broken");
    edit(&folder.join("outbound.charter"), "per contact in 7 days", "per contact in 7");
    let ran = charter_in(&folder, "test .");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("Error"), "{}", ran.stderr);
}

#[test]
fn in_shadow_mode_the_days_are_the_same_and_the_mode_is_said() {
    let folder = outbound("test_shadow");
    edit(&folder.join("charter.toml"), "enforced", "shadow");
    let ran = charter_in(&folder, "test .");
    assert!(ran.stdout.ends_with("`mode = \"enforced\"` in charter.toml changes that\n"), "{}", ran.stdout);
}
