//! What the tests of this crate share: a project from texts, and what is said about it.

use crate::db::{Database, Project};
use crate::findings::findings;
use crate::project::load;
use crate::render::{Colour, people, short};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// A project of these files.
pub(crate) fn project(db: &Database, files: &[(&str, &str)]) -> Project {
    let texts: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    load(db, &texts).unwrap_or_else(|never: Infallible| match never {})
}

/// A project of one charter.
pub(crate) fn charter(db: &Database, text: &str) -> Project {
    project(db, &[("a.charter", text)])
}

/// What is said about a project, a line each.
pub(crate) fn said(files: &[(&str, &str)]) -> String {
    let db = Database::default();
    let project = project(&db, files);
    short(&db, findings(&db, project))
}

/// What a person reads about one charter.
pub(crate) fn shown(text: &str) -> String {
    let db = Database::default();
    let project = charter(&db, text);
    people(&db, findings(&db, project), Colour::Off)
}
