//! `charter explain` of a request

use crate::process::{charter_in, edit, outbound};
use insta::assert_snapshot;

#[test]
fn a_decision_is_explained_on_one_screen() {
    let folder = outbound("explain_unknown");
    assert_snapshot!(charter_in(&folder, "explain . request.json").transcript());
}

#[test]
fn what_waits_says_for_whom_and_what_would_not_have_to() {
    let folder = outbound("explain_waits");
    edit(&folder.join("request.json"), "\"title\": ", "\"seniority\": \"vp\", \"title\": ");
    assert_snapshot!(charter_in(&folder, "explain . request.json").transcript());
}

#[test]
fn what_is_stopped_says_who_may_release_it() {
    let folder = outbound("explain_released");
    edit(&folder.join("request.json"), "\"title\": ", "\"seniority\": \"ic\", \"title\": ");
    let replied = r#""ledger": [{"at": "2026-03-01T09:00:00Z", "signal": "replied", "about": "jane", "id": "s1", "fields": {"automatic": false}}]"#;
    edit(&folder.join("request.json"), "\"ledger\": []", replied);
    assert_snapshot!(charter_in(&folder, "explain . request.json").transcript());
}

#[test]
fn programs_read_the_same() {
    let folder = outbound("explain_json");
    assert_eq!(charter_in(&folder, "build . -o out.table").code, 0);
    let of_project = charter_in(&folder, "explain . request.json --format json").json();
    assert_eq!(of_project["decision"]["outcome"], "stop");
    assert_eq!(of_project["facts"]["contact.account.region"], "emea");
    assert!(of_project["facts"]["contact.seniority"].is_null());
    assert_eq!(of_project["rules"]["interns"][1], "when contact.seniority is intern");
    assert_eq!(of_project["nearest"]["found"], "with");
    std::fs::write(folder.join("nearest.json"), of_project["nearest"]["case"].to_string()).unwrap();
    let decided = charter_in(&folder, "decide . nearest.json --format json").json();
    assert_eq!(decided["outcome"], "execute", "{}", of_project["nearest"]);
    let of_table = charter_in(&folder, "explain out.table request.json --format json").json();
    assert_eq!(of_table["nearest"], of_project["nearest"]);
}

#[test]
fn what_cannot_be_explained_says_what_to_do() {
    let folder = outbound("explain_failures");
    let typed =
        ["explain .", "explain . nowhere.json", "explain nowhere request.json", "explain . charter.toml"];
    assert_snapshot!(typed.map(|typed| charter_in(&folder, typed).transcript()).join("\n"));
}
