//! `charter check`

use crate::process::{charter, charter_in, edit, folder, outbound, project};
use insta::assert_snapshot;

const BROKEN: &str = "\
role sdr_manager
agent outreach
object Contact
  email : email
action send_email on Contact

gate first \"Somebody looks\"
  on send_email
  needs approval from sdr_manger
";

#[test]
fn the_example_has_no_problems() {
    let ran = charter("check examples/outbound");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.ends_with("outbound 1.0.0: no problems, 2 guarantees proved\n"), "{}", ran.stdout);
}

#[test]
fn a_broken_charter_is_shown_with_what_to_type_instead() {
    let folder = project("check_broken", &[("rules.charter", BROKEN)]);
    assert_snapshot!(charter_in(&folder, "check rules.charter").transcript());
}

#[test]
fn programs_are_told_where_it_is() {
    let folder = project("check_json", &[("rules.charter", BROKEN)]);
    let ran = charter_in(&folder, "check . --format json");
    let said = ran.json();
    let finding = said["findings"].as_array().unwrap().iter().find(|found| found["code"] == "E0201").unwrap();
    assert_eq!(finding["at"]["path"], "rules.charter");
    assert_eq!(finding["at"]["start"]["line"], 9);
    assert_eq!(finding["fixes"][0]["edits"][0]["text"], "sdr_manager");
    assert_eq!((ran.code, &said["project"]["mode"]), (1, &serde_json::json!("shadow")));
}

#[test]
fn a_project_in_shadow_mode_is_said_to_be() {
    let folder = outbound("check_shadow");
    edit(&folder.join("charter.toml"), "enforced", "shadow");
    let ran = charter_in(&folder, "check .");
    assert!(ran.stdout.contains("shadow mode: decisions are recorded and not enforced"), "{}", ran.stdout);
    assert_eq!(ran.code, 0);
}

#[test]
fn what_cannot_be_run_says_what_to_do() {
    let folder = folder("check_nothing");
    std::fs::create_dir(folder.join("empty")).unwrap();
    std::fs::write(folder.join("notes.txt"), "hello").unwrap();
    let typed = ["check missing", "check empty", "check notes.txt", "check", "chekc ."];
    let transcripts: Vec<String> = typed.map(|typed| charter_in(&folder, typed).transcript()).into();
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn bytes_that_are_not_utf8_are_pointed_at() {
    let folder = folder("check_bytes");
    std::fs::write(folder.join("a.charter"), b"role revops\nrole s\xffr\n").unwrap();
    let ran = charter_in(&folder, "check .");
    assert_eq!(ran.code, 1, "{}", ran.transcript());
    assert!(ran.stdout.contains("a.charter:2:7"), "{}", ran.stdout);
}

#[test]
fn a_list_cannot_be_read_from_outside_the_project() {
    let folder = project("check_outside/inner", &[("a.charter", "list secrets from \"../secret.csv\"\n")]);
    std::fs::write(folder.join("../secret.csv"), "hidden\n").unwrap();
    let ran = charter_in(&folder, "check .");
    assert_eq!(ran.code, 1, "{}", ran.transcript());
    assert!(!ran.stdout.contains("hidden"));
}

#[test]
fn a_project_below_another_is_not_part_of_it() {
    let files = [
        ("charter.toml", "name = \"outer\"\n"),
        ("a.charter", "role revops\n"),
        ("inner/charter.toml", "name = \"inner\"\n"),
        ("inner/a.charter", "this is no charter\n"),
        ("rules/deeper/b.charter", "this is no charter either\n"),
    ];
    let folder = project("check_nested", &files);
    let ran = charter_in(&folder, "check .");
    assert!(ran.stdout.contains("rules/deeper/b.charter:1"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("inner/"), "{}", ran.stdout);
}

#[test]
fn what_a_guarantee_takes_for_granted_is_said_with_it() {
    let charter = "\
agent outreach
object Contact
  hold  : yes/no
  quiet : yes/no
action send_email on Contact

scope outreach
  for outreach
  may send_email

stop quiet
  on send_email
  when contact.quiet

guarantee \"holds hold\"
  no agent can send_email when contact.hold
  knowing that contact.quiet or not contact.hold   # the sync sees to it
";
    let folder = project("check_knowing", &[("rules.charter", charter)]);
    let ran = charter_in(&folder, "check rules.charter");
    let said = "  \"holds hold\" holds, knowing that contact.quiet or not contact.hold\n";
    assert!(ran.stdout.contains(said), "{}", ran.transcript());
    assert_eq!(
        charter_in(&folder, "check . --format json").json()["taken_for_granted"][0]["guarantee"],
        "holds hold"
    );
    let without =
        charter.replace("  knowing that contact.quiet or not contact.hold   # the sync sees to it\n", "");
    let folder = project("check_not_knowing", &[("rules.charter", &without)]);
    assert_eq!(charter_in(&folder, "check rules.charter").code, 1);
}
