//! The two charters that are compared.

use crate::command::shown::rule_lines;
use crate::failure::Failure;
use crate::files;
use crate::git::InRevision;
use crate::in_table::InTable;
use crate::loaded::Loaded;
use crate::output::Output;
use charter_compiler::check::rules_charter;
use charter_compiler::prove::guarantee_sentences;
use charter_compiler::table::build;
use charter_compiler::typed::{Charter, Source};
use charter_runtime::table::Table;
use charter_runtime::table::model::FileText;
use std::path::Path;

/// One of the two charters, compiled.
pub(super) struct Side {
    /// As it was named.
    pub(super) name: String,
    pub(super) charter: Charter,
    pub(super) table: Table,
    /// The sentences of what it guarantees.
    guarantees: Vec<String>,
    /// Whether its scenarios or guarantees have errors.
    judged_badly: bool,
    /// The files that its rules stand in.
    texts: Vec<FileText>,
}

impl Side {
    /// Reads and compiles what a name stands for: what is on the disk comes first.
    pub(super) fn read(name: &str, output: &Output) -> Result<Side, Failure> {
        let path = Path::new(name);
        let compiled = if path.is_file() && files::is_table(path) { Some(InTable::at(path)?) } else { None };
        let loaded = if let Some(compiled) = &compiled {
            Loaded::of(compiled)?
        } else if path.exists() || !name.contains(':') {
            Loaded::at(path)?
        } else {
            Loaded::of(&InRevision::at(name)?)?
        };
        let Some(charter) = rules_charter(&loaded.db, loaded.project) else {
            loaded.show_errors(output);
            let help = "mend them first; `charter check` shows all of them";
            return Err(Failure::new(format!("{name} has errors"), help));
        };
        let unusable = |error: &dyn std::fmt::Display| {
            Failure::new(
                format!("no table could be made of {name}: {error}"),
                "see what `charter check` says",
            )
        };
        let bytes = build(&charter).map_err(|error| unusable(&error))?;
        let table = Table::load(&bytes).map_err(|error| unusable(&error))?;
        if compiled.is_some_and(|compiled| compiled.table.identity != table.identity) {
            return Err(Failure::new(
                format!("{name} decides otherwise than the files that it has kept say today"),
                "it was built by another version of charter: name the folder that it was built from, and build it again",
            ));
        }
        let guarantees = guarantee_sentences(&loaded.db, loaded.project);
        // Neither a scenario that names a rule no longer there nor a broken guarantee keeps the rules from being compared.
        let judged_badly = loaded.has_errors();
        let texts = loaded.texts();
        Ok(Side { name: name.to_owned(), charter, table, guarantees, judged_badly, texts })
    }

    /// The lines of the rule that stands at a place, without the space around them.
    pub(super) fn rule_lines(&self, at: &Source) -> Vec<&str> {
        rule_lines(&self.texts, &at.file, at.line)
    }

    /// What is to be said of it, where its scenarios or guarantees have errors.
    pub(super) fn judged(&self) -> Option<String> {
        let said =
            || format!("{} has errors in its scenarios or guarantees; `charter check` shows them", self.name);
        self.judged_badly.then(said)
    }

    /// `outbound 1.0.0`.
    pub(super) fn titled(&self) -> String {
        format!("{} {}", self.charter.name, self.charter.version)
    }
}

/// What is guaranteed on one side only, and what is wrong with what the sides are judged by, in words.
pub(super) fn guarantees(old: &Side, new: &Side) -> Vec<String> {
    let missing = |of: &Side, other: &Side| -> Vec<String> {
        of.guarantees.iter().filter(|said| !other.guarantees.contains(said)).cloned().collect()
    };
    let gone = missing(old, new).into_iter().map(|said| format!("no longer guaranteed: {said}"));
    let more = missing(new, old).into_iter().map(|said| format!("guaranteed, and proved: {said}"));
    gone.chain(more).chain(old.judged()).chain(new.judged()).collect()
}
