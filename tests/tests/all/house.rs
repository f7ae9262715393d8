//! What the repository promises about itself: licences, and pages that are made from code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Every crate that is built in has a licence that `deny.toml` allows.
#[test]
fn every_licence_is_allowed() {
    let deny: toml::Table = read("deny.toml").parse().unwrap();
    let allowed = deny["licenses"]["allow"].as_array().unwrap();
    let allowed: BTreeSet<&str> = allowed.iter().map(|licence| licence.as_str().unwrap()).collect();
    let metadata =
        Command::new(env!("CARGO")).args(["metadata", "--format-version", "1"]).current_dir(root()).output();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.unwrap().stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50, "the dependencies are listed");
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or("none"), &allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "not allowed by deny.toml: {refused:#?}");
}

/// Whether an SPDX expression leaves an allowed choice: `or` binds weaker than `and`, brackets as written.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.replace('/', " OR ");
    let bare = expression.trim().trim_start_matches('(').trim_end_matches(')');
    if allowed.contains(bare) {
        return true;
    }
    let all =
        |parts: &str| parts.split(" AND ").all(|part| allowed.contains(part.trim().trim_matches(['(', ')'])));
    let any = |parts: &str| parts.split(" OR ").any(|part| all(part.trim()));
    any(&expression) || expression.split(" AND ").all(|part| any(part.trim().trim_matches(['(', ')'])))
}

/// `UPDATE_DOCS=1 cargo nextest run house` writes the page anew.
#[test]
fn the_page_about_the_format_is_fresh() {
    let intro = read("docs/table-format.intro.md");
    let page = format!(
        "<!-- Made from docs/table-format.intro.md and the code that reads the format; do not edit. -->\n\n{intro}\n{}",
        charter_runtime::table::format_reference()
    );
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(root().join("docs/reference/table-format.md"), &page).unwrap();
    }
    assert!(read("docs/reference/table-format.md") == page, "stale: run it with UPDATE_DOCS=1");
}

/// The charter of the book's first page checks clean, and its scenario is what it says.
#[test]
fn the_first_charter_is_a_charter() {
    let page = read("docs/first-charter.md");
    let blocks = page.split("```charter\n").skip(1).filter_map(|rest| rest.split("```").next());
    let text: String = blocks.collect::<Vec<_>>().join("\n");
    let db = charter_compiler::db::Database::default();
    let texts = std::collections::BTreeMap::from([("first.charter".to_owned(), text)]);
    let project = charter_compiler::project::load(&db, &texts)
        .unwrap_or_else(|never: std::convert::Infallible| match never {});
    let compiled = charter_compiler::compiled::compiled(&db, project);
    assert_eq!(
        charter_compiler::render::short(&db, charter_compiler::compiled::everything_said(&db, project)),
        ""
    );
    assert!(matches!(compiled.value, charter_compiler::compiled::Compiled::Table(_)));
}
