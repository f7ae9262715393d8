//! What the checker says of a page: errors where the page shows them and nowhere else.

use super::page::{Fence, Kind, Page, Section, Texts};
use super::run::Counts;
use charter_compiler::compiled::{Compiled, compiled, everything_said};
use charter_compiler::db::{Database, Project};
use charter_compiler::diagnostics::{Diagnostic, Severity};
use charter_compiler::project::load;
use charter_compiler::render::{Colour, people};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// A charter that has been checked.
pub(crate) struct Checked {
    pub(crate) db: Database,
    pub(crate) project: Project,
}

impl Checked {
    pub(crate) fn new(sources: &Texts) -> Checked {
        let db = Database::default();
        let project = load(&db, sources).unwrap_or_else(|never: Infallible| match never {});
        Checked { db, project }
    }

    /// The bytes of its table, or what is wrong with it.
    pub(super) fn table(&self) -> Result<Vec<u8>, String> {
        match &compiled(&self.db, self.project).value {
            Compiled::Table(bytes) => Ok(bytes.clone()),
            Compiled::Errors => Err(self.shown(|found| found.severity() == Severity::Error)),
            Compiled::Defect(defect) => Err(format!("a defect of the compiler: {defect}")),
        }
    }

    /// What is found in the page's own charter; that of the files of vocabulary only where it is an error.
    fn found(&self) -> impl Iterator<Item = &Diagnostic> {
        let of_page = |found: &&Diagnostic| !found.at.file().path(&self.db).starts_with("vocabulary/");
        everything_said(&self.db, self.project)
            .iter()
            .filter(move |found| found.severity() == Severity::Error || of_page(found))
    }

    /// How often each code and title is found.
    fn counted(&self) -> BTreeMap<(String, String), usize> {
        let mut counted = BTreeMap::new();
        for found in self.found() {
            *counted.entry((found.code.as_str().to_owned(), found.title.clone())).or_default() += 1;
        }
        counted
    }

    fn shown(&self, of: impl Fn(&Diagnostic) -> bool) -> String {
        let found: Vec<Diagnostic> = self.found().filter(|found| of(found)).cloned().collect();
        people(&self.db, &found, Colour::Off)
    }
}

/// Each fence that shows an error or a warning raises exactly its codes, beyond what the page above it raises.
pub(super) fn refusals(page: &Page, counts: &mut Counts) -> Vec<String> {
    let mut failures = Vec::new();
    for fence in &page.fences {
        let Kind::Raising(codes) = &fence.kind else { continue };
        counts.refusals += 1;
        let above = |other: &Fence| {
            let goes_on = matches!(other.kind, Kind::Charter { .. }) && other.line < fence.line;
            let is_file = matches!(other.kind, Kind::Settings | Kind::File(_));
            (goes_on || is_file) && other.section != Section::Without
        };
        let before = Checked::new(&page.sources(above)).counted();
        let after = Checked::new(&page.sources(|other| above(other) || other.line == fence.line));
        let is_new = |key: &(String, String), count: usize| count > before.get(key).copied().unwrap_or(0);
        let counted = after.counted();
        let new = counted.iter().filter(|(key, count)| is_new(key, **count));
        let raised: BTreeSet<&str> = new.map(|((code, _), _)| code.as_str()).collect();
        if raised != codes.iter().map(String::as_str).collect() {
            let raised = Vec::from_iter(raised).join(", ");
            let said = page.as_page(&after.shown(|_| true));
            let what = format!("names {} and raises {raised}\n{said}", codes.join(", "));
            failures.push(page.failure(fence.line, &what));
        }
    }
    failures
}

/// The charter raises the warnings that its fences name, and no others. Hints need not be named.
pub(super) fn warnings(page: &Page, checked: &Checked, keep: impl Fn(Section) -> bool) -> Option<String> {
    let named: BTreeSet<&str> = page
        .fences
        .iter()
        .filter(|fence| keep(fence.section))
        .filter_map(|fence| if let Kind::Charter { warnings } = &fence.kind { Some(warnings) } else { None })
        .flat_map(|warnings| warnings.iter().map(String::as_str))
        .collect();
    let counts =
        |found: &&Diagnostic| found.severity() != Severity::Hint || named.contains(found.code.as_str());
    let raised: BTreeSet<&str> = checked.found().filter(counts).map(|found| found.code.as_str()).collect();
    (raised != named).then(|| {
        let said = page.as_page(&checked.shown(|found| !named.contains(found.code.as_str())));
        let named = if named.is_empty() { "no warning".to_owned() } else { Vec::from_iter(named).join(", ") };
        let help = "mend it, or name what is meant with ```charter with W0000";
        page.failure(
            1,
            &format!("names {named} and raises {}; {help}\n{said}", Vec::from_iter(raised).join(", ")),
        )
    })
}
