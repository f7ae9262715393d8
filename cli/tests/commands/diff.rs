//! `charter diff`

use crate::process::{charter_in, copy_outbound, edit, folder};
use insta::assert_snapshot;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The example twice, as `old` and `new`, without the scenarios that name its rules.
fn twice(test: &str) -> PathBuf {
    let folder = folder(test);
    for side in ["old", "new"] {
        let side = folder.join(side);
        std::fs::create_dir_all(&side).unwrap();
        copy_outbound(&side);
        std::fs::remove_file(side.join("outbound.scenarios.charter")).unwrap();
    }
    folder
}

fn rules(folder: &Path) -> PathBuf {
    folder.join("new/outbound.charter")
}

const UNSUBSCRIBED: &str = "stop unsubscribed \"No agent emails someone who asked us to stop\"\n  on send_email\n  when contact has unsubscribed\n  for good\n";

/// A stop is gone, a limit is lower, others are asked.
fn changed(test: &str) -> PathBuf {
    let folder = twice(test);
    edit(&rules(&folder), UNSUBSCRIBED, "");
    edit(&rules(&folder), "at most 3 per contact in 7 days", "at most 2 per contact in 7 days");
    edit(&rules(&folder), "needs approval from 2 sdr_manager", "needs approval from revops");
    folder
}

#[test]
fn every_kind_of_request_is_shown_with_an_example() {
    let ran = charter_in(&changed("diff_changed"), "diff old new");
    assert_eq!(ran.code, 11);
    assert_snapshot!(ran.transcript());
}

#[test]
fn what_is_only_tighter_ends_with_another_code() {
    let folder = twice("diff_tighter");
    edit(&rules(&folder), "at most 3 per contact in 7 days", "at most 2 per contact in 7 days");
    assert_eq!(charter_in(&folder, "diff old new").code, 10);
    assert_eq!(charter_in(&folder, "diff new old").code, 11);
}

#[test]
fn what_says_the_same_is_proved_to() {
    let folder = twice("diff_equal");
    let text = std::fs::read_to_string(rules(&folder)).unwrap();
    let text = text.replace(UNSUBSCRIBED, "");
    std::fs::write(rules(&folder), text).unwrap();
    let moved = UNSUBSCRIBED.replace("stop unsubscribed", "stop asked_to_stop");
    std::fs::write(folder.join("new/moved.charter"), moved).unwrap();
    edit(
        &rules(&folder),
        "when contact.seniority is vp or above",
        "when not (contact.seniority is director or below)",
    );
    let ran = charter_in(&folder, "diff old new");
    assert_eq!(ran.code, 0, "{}", ran.transcript());
    assert_snapshot!(ran.transcript());
}

#[test]
fn a_pull_request_is_told_in_markdown() {
    let folder = twice("diff_markdown");
    edit(&rules(&folder), UNSUBSCRIBED, "");
    edit(
        &folder.join("new/vocabulary.charter"),
        "  employees : number\n",
        "  employees : number\n  founded   : date\n",
    );
    let ran = charter_in(&folder, "diff old new --format markdown");
    assert_eq!(ran.code, 11);
    assert_snapshot!(ran.stdout);
}

#[test]
fn programs_are_told_too() {
    let told = charter_in(&changed("diff_json"), "diff old new --format json").json();
    assert_eq!(told["equal"], false);
    assert_eq!(told["looser"], true);
    let kinds = told["kinds"].as_array().unwrap();
    let first = &kinds[0];
    assert_eq!(first["direction"], "looser");
    assert_eq!(first["actions"][0], "send_email");
    assert_eq!((&first["before"]["outcome"], &first["now"]["outcome"]), (&"stop".into(), &"execute".into()));
    let rule = &told["rules"][first["because"][0].as_u64().unwrap() as usize];
    assert_eq!((rule["name"].as_str(), rule["new"].as_str()), (Some("unsubscribed"), None));
    assert_eq!(first["case"]["request"]["action"], "send_email");
}

#[test]
fn recorded_requests_are_counted() {
    let folder = changed("diff_recordings");
    let request = std::fs::read_to_string(folder.join("old/request.json")).unwrap();
    let mut case: serde_json::Value = serde_json::from_str(&request).unwrap();
    case["host"]["objects"]["Contact"]["jane"]["seniority"] = "ic".into();
    let mut lines = vec![case.to_string()];
    case["ledger"] = serde_json::json!([{ "at": "2026-03-01T09:00:00Z", "signal": "unsubscribed", "about": "jane", "id": "s1" }]);
    lines.push(case.to_string());
    lines.push(String::new());
    std::fs::write(folder.join("recorded.jsonl"), lines.join("\n")).unwrap();
    let ran = charter_in(&folder, "diff old new --recordings recorded.jsonl");
    assert!(
        ran.stdout.contains("1 of 2 recorded requests are decided otherwise: 1 looser, 0 tighter, 0 neither"),
        "{}",
        ran.transcript()
    );
    assert!(ran.stdout.contains("1 of 2 recorded requests are of this kind"), "{}", ran.transcript());
    std::fs::write(folder.join("recorded.jsonl"), "{}\n").unwrap();
    let refused = charter_in(&folder, "diff old new --recordings recorded.jsonl");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("line 1 of recorded.jsonl is refused"), "{}", refused.stderr);
}

#[test]
fn a_revision_is_a_charter_too() {
    let folder = twice("diff_git");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=test", "-c", "user.email=test@example.org"]);
        let ran = command.args(arguments).current_dir(&folder).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "new"]);
    git(&["commit", "--quiet", "--message", "As it was"]);
    edit(&rules(&folder), UNSUBSCRIBED, "");
    let ran = charter_in(&folder, "diff HEAD:new new");
    assert_eq!(ran.code, 11, "{}", ran.transcript());
    assert!(ran.stdout.contains("because stop unsubscribed is gone"), "{}", ran.transcript());
    assert_eq!(charter_in(&folder, "diff HEAD:new HEAD:new").code, 0);
    assert_eq!(charter_in(&folder, "diff HEAD:new HEAD:elsewhere").code, 2);
    assert_eq!(charter_in(&folder, "diff HEAD:new HEAD:new/charter.toml").code, 2);
}

#[test]
fn a_table_is_compared_by_the_files_that_it_was_built_from() {
    let folder = twice("diff_tables");
    charter_in(&folder, "build old -o deployed.table");
    assert_eq!(charter_in(&folder, "diff deployed.table old").code, 0);
    let rules = std::fs::read_to_string(folder.join("new/outbound.charter")).unwrap();
    let looser = rules.replacen("at most 3 per contact in 7 days", "at most 4 per contact in 7 days", 1);
    assert_ne!(rules, looser);
    std::fs::write(folder.join("new/outbound.charter"), looser).unwrap();
    // Whatever has become of the folder since.
    std::fs::remove_dir_all(folder.join("old")).unwrap();
    let ran = charter_in(&folder, "diff deployed.table new");
    assert_eq!(ran.code, 11, "{}", ran.transcript());
    assert!(ran.stdout.contains("- at most 3 per contact in 7 days"), "{}", ran.transcript());
    // Days are no part of it: they may hold what happened to people.
    let bytes = std::fs::read(folder.join("deployed.table")).unwrap();
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("at most 3 per contact in 7 days") && !has("scenario \""));
}

#[test]
fn what_cannot_be_compared_says_what_to_do() {
    let folder = twice("diff_failures");
    std::fs::write(folder.join("new/broken.charter"), "stop broken\n  on send_mail\n").unwrap();
    charter_in(&folder, "build old -o old.table --without-texts");
    let transcripts = ["diff old nowhere", "diff old.table new", "diff old new", "diff old main:new"];
    assert_snapshot!(transcripts.map(|typed| charter_in(&folder, typed).transcript()).join("\n"));
}
