//! The list of pages, and the index of controls: every number, in order, with the pages that show it or what it waits for.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p charter-tests spec` writes it anew.

use super::control::numbers;
use super::page::Page;
use super::{all_pages, folder};
use std::collections::BTreeMap;

/// The last of the controls.
const LAST: u32 = 118;

const INTRO: &str = "<!-- Made from controls.toml and the pages beside; `UPDATE_DOCS=1 cargo nextest run -p charter-tests spec` \
writes it anew. -->

# The controls

What people ask for who let agents write to a CRM and speak to customers. Each page shows a day that goes wrong, the rule that
meets it, and the same day with the rule; all of it runs. What is not in the language, because it is the work of the service
around it, says so.
";

#[test]
fn the_index_of_controls_is_complete_and_fresh() {
    let path = folder().join("controls/README.md");
    let made = index();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == made, "tests/spec/controls/README.md is stale: run it with UPDATE_DOCS=1");
}

/// Between these marks the README lists the pages.
const LIST: [&str; 2] =
    ["<!-- The list of pages: made by the tests from the pages' titles. -->\n", "<!-- end of the list -->"];

#[test]
fn the_list_of_pages_is_fresh() {
    let path = folder().join("README.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = written.split_once(LIST[0]).expect("the list begins");
    let (_, after) = rest.split_once(LIST[1]).expect("the list ends");
    let pages = all_pages().into_iter().filter(|page| !page.is_control());
    let list: String = pages.map(|page| format!("- {}\n", link(&page))).collect();
    let made = format!("{before}{}{list}{}{after}", LIST[0], LIST[1]);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == made,
        "tests/spec/README.md is stale: run it with UPDATE_DOCS=1"
    );
}

fn index() -> String {
    let data: toml::Table =
        std::fs::read_to_string(folder().join("controls/controls.toml")).unwrap().parse().unwrap();
    let pages = pages_by_number();
    let mut next = 1;
    let mut made = INTRO.to_owned();
    for group in data["group"].as_array().unwrap() {
        let title = group["title"].as_str().unwrap();
        made.push_str(&format!("\n## {title}\n\n| number | control | shown by |\n|---|---|---|\n"));
        for control in group["controls"].as_array().unwrap() {
            let number = u32::try_from(control[0].as_integer().unwrap()).unwrap();
            assert_eq!(number, next, "the controls are numbered without a gap");
            next += 1;
            let shown = pages.get(&number).cloned().unwrap_or_else(|| waits(&data, number));
            made.push_str(&format!("| {number} | {} | {shown} |\n", control[1].as_str().unwrap()));
        }
    }
    assert_eq!(next, LAST + 1, "all controls are in the index");
    assert!(pages.keys().all(|number| (1..=LAST).contains(number)), "a page names a control that is none");
    made
}

/// What a control without a page waits for.
fn waits(data: &toml::Table, number: u32) -> String {
    let waits = data["waits"].get(number.to_string()).and_then(toml::Value::as_str);
    waits
        .unwrap_or_else(|| panic!("control {number} has no page, and nothing says what it waits for"))
        .to_owned()
}

fn pages_by_number() -> BTreeMap<u32, String> {
    let mut by_number: BTreeMap<u32, String> = BTreeMap::new();
    for page in all_pages().iter().filter(|page| page.is_control()) {
        for number in numbers(page) {
            let links = by_number.entry(number).or_default();
            let separator = if links.is_empty() { "" } else { ", " };
            links.push_str(&format!("{separator}{}", link(page)));
        }
    }
    by_number
}

fn link(page: &Page) -> String {
    let title = page.text.lines().next().unwrap_or_default().trim_start_matches("# ");
    format!("[{title}]({})", page.path.rsplit('/').next().unwrap_or_default())
}
