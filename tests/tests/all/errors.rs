//! Every code has a page under `errors/`, and the page is true: the charter that it shows raises that code and nothing
//! else, and the mended one raises nothing.
//!
//! Each fence is a file: ` ```charter `, ` ```toml ` for `charter.toml`, ` ```csv NAME `. Before the heading `## Mended` one
//! of them names the code; after it, a fence takes the place of the earlier file of that name.

use charter_compiler::compiled::{Compiled, compiled, everything_said};
use charter_compiler::db::Database;
use charter_compiler::diagnostics::Code;
use charter_compiler::project::load;
use charter_compiler::render;
use charter_harness::hints;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

pub(crate) type Texts = BTreeMap<String, String>;

struct Page {
    code: &'static str,
    named: BTreeSet<String>,
    bad: Texts,
    mended: Texts,
}

#[test]
fn every_page_raises_its_code_and_mends_it() {
    let failures: Vec<String> = Code::all().filter_map(|code| failure(&read(code))).collect();
    assert!(failures.is_empty(), "{} pages are not true:\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_fix_on_a_page_takes_its_finding_away() {
    for page in Code::all().map(read) {
        let before = Checked::new(&page.bad, page.code);
        let count = before.count(page.code);
        for fix in before.findings().iter().flat_map(|found| found["fixes"].as_array().unwrap()) {
            let after = Checked::new(&apply(&page.bad, fix), page.code);
            assert!(
                after.count(page.code) < count,
                "{}: to {} mends nothing:\n{}",
                page.code,
                fix["title"],
                after.shown
            );
        }
    }
}

#[test]
fn every_page_begins_with_its_code() {
    for code in Code::all() {
        assert!(code.page().starts_with(&format!("# {code}: ")), "the page of {code}");
    }
}

#[test]
fn no_page_is_left_over() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/errors");
    let codes: BTreeSet<String> = Code::all().map(|code| format!("{code}.md")).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(codes.contains(&name), "{name} is the page of no code");
    }
}

/// The files of every charter that a page shows: what raises its code, and what is mended.
pub(crate) fn sources() -> Vec<Texts> {
    Code::all().map(read).flat_map(|page| [page.bad, page.mended]).collect()
}

fn failure(page: &Page) -> Option<String> {
    let only: BTreeSet<String> = [page.code.to_owned()].into();
    let bad = Checked::new(&page.bad, page.code);
    if page.named != only || bad.codes() != only {
        return Some(format!("{}: names {:?} and raises\n{}", page.code, page.named, bad.shown));
    }
    let mended = Checked::new(&page.mended, page.code);
    (!mended.shown.is_empty()).then(|| format!("{}, mended, raises\n{}", page.code, mended.shown))
}

/// What is said about a project: for a program, and for a person.
struct Checked {
    json: Value,
    shown: String,
}

impl Checked {
    fn new(files: &Texts, code: &str) -> Checked {
        let db = Database::default();
        let project = load(&db, files).unwrap_or_else(|never: Infallible| match never {});
        let defect =
            if let Compiled::Defect(defect) = &compiled(&db, project).value { defect.as_str() } else { "" };
        // What days leave open is said on the pages about that.
        let hints = if code.starts_with('H') { hints(&db, project) } else { &[] };
        let found = [everything_said(&db, project), hints].concat();
        Checked { json: render::json(&db, &found), shown: render::short(&db, &found) + defect }
    }

    fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().unwrap()
    }

    fn codes(&self) -> BTreeSet<String> {
        self.findings().iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
    }

    fn count(&self, code: &str) -> usize {
        self.findings().iter().filter(|found| found["code"] == code).count()
    }
}

/// The files after a fix, whose edits are made from the last to the first.
fn apply(files: &Texts, fix: &Value) -> Texts {
    let mut edits: Vec<&Value> = fix["edits"].as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["at"]["start"]["byte"].as_u64()));
    let mut files = files.clone();
    for edit in edits {
        let byte = |end: &str| usize::try_from(edit["at"][end]["byte"].as_u64().unwrap()).unwrap();
        let text = files.get_mut(edit["at"]["path"].as_str().unwrap()).unwrap();
        text.replace_range(byte("start")..byte("end"), edit["text"].as_str().unwrap());
    }
    files
}

fn read(code: Code) -> Page {
    let (before, after) = code.page().split_once("\n## Mended\n").unwrap_or((code.page(), ""));
    let mut page =
        Page { code: code.as_str(), named: BTreeSet::new(), bad: Texts::new(), mended: Texts::new() };
    for (info, text) in fences(before) {
        let words: Vec<&str> = info.split(' ').collect();
        page.named.extend(words.iter().filter(|word| is_code(word)).map(|&word| word.to_owned()));
        page.bad.insert(name(&words), text.repeat(times(&words)));
    }
    page.mended = page.bad.clone();
    for (info, text) in fences(after) {
        page.mended.insert(name(&info.split(' ').collect::<Vec<_>>()), text);
    }
    page
}

/// What stands behind the opening marks of each fence, and what is in it.
fn fences(markdown: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = markdown.split("```").collect();
    let inside = parts.iter().skip(1).step_by(2);
    inside
        .filter_map(|fence| fence.split_once('\n'))
        .map(|(info, text)| (info.to_owned(), text.to_owned()))
        .collect()
}

fn is_code(word: &str) -> bool {
    word.len() == 5
        && word.starts_with(['E', 'W', 'H'])
        && word[1..].bytes().all(|digit| digit.is_ascii_digit())
}

fn name(words: &[&str]) -> String {
    match words {
        ["charter", ..] => "shown.charter".to_owned(),
        ["toml", ..] => "charter.toml".to_owned(),
        ["csv", name, ..] => (*name).to_owned(),
        _ => panic!("a fence of an unknown kind: {words:?}"),
    }
}

/// How often the text of a fence is repeated: once, or as often as `times` says.
fn times(words: &[&str]) -> usize {
    let place = words.iter().position(|&word| word == "times");
    place.map_or(1, |place| words[place + 1].parse().unwrap())
}
