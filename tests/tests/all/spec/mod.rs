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

use page::{Kind, Page, Section, Texts};
use run::Counts;
use std::path::{Path, PathBuf};

pub(crate) use check::Checked;

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

/// The files of each page's charter as it is meant to be.
pub(crate) fn sources_shown() -> Vec<Texts> {
    let good =
        |fence: &page::Fence| fence.section != Section::Without && !matches!(fence.kind, Kind::Raising(_));
    all_pages().iter().map(|page| page.sources(good)).collect()
}

/// The parts of charters that pages show to be refused or warned of.
pub(crate) fn charters_that_fail() -> Vec<String> {
    let pages = all_pages();
    let fences = pages.iter().flat_map(|page| &page.fences);
    fences.filter(|fence| matches!(fence.kind, Kind::Raising(_))).map(|fence| fence.text.clone()).collect()
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
