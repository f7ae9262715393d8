//! The cases of a page: decided by the table and by the reference interpreter, and compared with what the page expects.

use super::check::Checked;
use super::page::Texts;
use super::told;
use crate::compare::difference;
use crate::engine::{HOST_KEY, decide, load};
use charter_compiler::project::settings;
use charter_runtime::HostKey;
use charter_runtime::case::decide_case;
use charter_runtime::table::Table;
use charter_tests::reference::{Charter, Settings, decide_under, read};
use serde_json::Value as Json;

/// A charter as the table has it and as the reference interpreter reads it.
pub(super) struct Both {
    pub(super) table: Table,
    reference: Result<Charter, String>,
}

impl Both {
    pub(super) fn of(table: &[u8], sources: &Texts, checked: &Checked) -> Both {
        Both { table: load(table), reference: by_reference(sources, checked) }
    }

    /// What is not as a case expects.
    pub(super) fn failure(&self, fence: &str) -> Option<String> {
        let parts: Json = match serde_json::from_str(fence) {
            Ok(parts) => parts,
            Err(error) => return Some(format!("not JSON: {error}")),
        };
        let (Some(case), Some(expected)) = (parts.get("case"), parts.get("expect")) else {
            return Some("a case is {\"case\": {…}, \"expect\": {…}}".to_owned());
        };
        let decision = match decide_case(&self.table, case, &HostKey::new(HOST_KEY)) {
            Ok(decision) => decision,
            Err(error) => return Some(format!("the case is refused: {error}")),
        };
        let decided = serde_json::to_value(&decision).expect("a decision is a document");
        let mut differs = Vec::new();
        compare("", expected, &decided, &mut differs);
        if !differs.is_empty() {
            return Some(format!("{}\n{}", differs.join("\n"), told::decision(&decision)));
        }
        self.disagreement(case)
    }

    /// Where table and reference differ about a case.
    pub(super) fn disagreement(&self, case: &Json) -> Option<String> {
        let decided = match decide(&self.table, case) {
            Ok(decided) => decided,
            Err(problem) => return Some(format!("the case is refused: {problem}")),
        };
        let reference =
            self.reference.as_ref().map_err(Clone::clone).and_then(|it| decide_under(it, HOST_KEY, case));
        match reference {
            Ok(reference) => {
                difference(&decided, &reference).map(|it| format!("the reference disagrees: {it}"))
            }
            Err(problem) => Some(format!("the reference interpreter: {problem}")),
        }
    }
}

fn by_reference(sources: &Texts, checked: &Checked) -> Result<Charter, String> {
    let own = &settings(&checked.db, checked.project).value;
    let given = Settings {
        name: own.name.clone(),
        version: own.version.clone(),
        zone: own.zone.clone(),
        enforced: own.enforced,
        environments: own.environments.clone(),
        files: sources.iter().map(|(path, text)| (in_its_folder(path), text.clone())).collect(),
    };
    let charters: Vec<String> = sources
        .iter()
        .filter(|(path, _)| path.ends_with(".charter"))
        .map(|(_, text)| with_lists_written_out(text, sources))
        .collect();
    let charters: Vec<&str> = charters.iter().map(String::as_str).collect();
    read(&charters, given)
}

fn in_its_folder(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// The reference interpreter opens no files: what a list takes from one is written in its place.
fn with_lists_written_out(text: &str, sources: &Texts) -> String {
    let lists = sources.iter().filter(|(path, _)| path.ends_with(".csv"));
    lists.fold(text.to_owned(), |text, (path, values)| {
        let name = in_its_folder(path);
        let values: Vec<String> = values.lines().map(|value| format!("{value:?}")).collect();
        text.replace(&format!("from {name:?}"), &format!("= {}", values.join(", ")))
    })
}

/// Every value that is expected is there: of an object the named keys, of a list all elements in order.
fn compare(at: &str, expected: &Json, got: &Json, differs: &mut Vec<String>) {
    match (expected, got) {
        (Json::Object(expected), Json::Object(got)) => {
            for (key, value) in expected {
                compare(&format!("{at}/{key}"), value, got.get(key).unwrap_or(&Json::Null), differs);
            }
        }
        (Json::Array(expected), Json::Array(got)) if expected.len() == got.len() => {
            for (place, (expected, got)) in expected.iter().zip(got).enumerate() {
                compare(&format!("{at}/{place}"), expected, got, differs);
            }
        }
        _ if expected == got => {}
        _ => differs.push(format!("{at}: expected {expected}, got {got}")),
    }
}
