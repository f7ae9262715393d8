//! The specification runs: every page under `tests/spec` is checked, compiled, played and decided.
//!
//! A page's `charter` fences add up, in order, to one charter; what it says after `=>`, and what its JSON cases expect,
//! has to come true, and the reference interpreter has to agree with every case. `CHARTER_SPEC=062` takes only the pages
//! whose path contains that.

mod cases;
mod check;
mod control;
mod day;
mod examples;
mod index;
mod layout;
mod page;
mod record;
mod run;
mod told;

use page::Page;
use run::Counts;
use std::path::{Path, PathBuf};

/// The folder of the specification.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")
}

/// The pages that are asked for.
fn pages() -> Vec<Page> {
    let wanted = std::env::var("CHARTER_SPEC").unwrap_or_default();
    let mut pages = all_pages();
    pages.retain(|page| page.path.contains(&wanted));
    pages
}

/// The pages of the specification and of its controls, by path.
fn all_pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = [folder(), folder().join("controls")].iter().flat_map(markdown).collect();
    paths.sort();
    paths.iter().map(|path| Page::read(&folder(), path)).collect()
}

/// The Markdown files of a folder that are pages: their names begin with a number.
fn markdown(folder: &PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_page = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.ends_with(".md") && name.starts_with(|first: char| first.is_ascii_digit())
    };
    entries.filter(is_page).collect()
}

#[test]
fn every_page_of_the_specification_is_true() {
    let (mut counts, mut failures) = (Counts::default(), Vec::new());
    for page in pages() {
        failures.extend(run::failures(&page, &mut counts));
    }
    println!("{counts}");
    assert!(failures.is_empty(), "{} failures\n\n{}\n", failures.len(), failures.join("\n\n"));
    assert!(counts.decisions > 0, "the specification asserts decisions");
}
