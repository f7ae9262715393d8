//! What is computed again after an edit, and what is not.

use super::{Database, Project, file_items, item_start};
use crate::findings::findings;
use crate::testing::project;
use crate::vocabulary::{declared, vocabulary};
use salsa::Setter;
use std::sync::{Arc, Mutex};

const VOCABULARY: &str =
    "role sdr_manager\n\nagent outreach\n\nobject Contact\n  title : text\n\naction send_email on Contact\n";
const RULES: &str = "scope all\n  for outreach\n  may send_email\n\nstop interns\n  on send_email\n  when contact.title is \"Intern\"\n\n\
                     gate first\n  on send_email\n  needs approval from sdr_manager\n";

/// A project whose queries are counted.
struct Counted {
    db: Database,
    project: Project,
    log: Arc<Mutex<Vec<String>>>,
}

impl Counted {
    fn new() -> Counted {
        let log = Arc::new(Mutex::new(Vec::new()));
        let listener = Arc::clone(&log);
        let db = Database::with_log(Arc::new(move |query| listener.lock().unwrap().push(query)));
        let project = project(&db, &[("rules.charter", RULES), ("vocabulary.charter", VOCABULARY)]);
        Counted { db, project, log }
    }

    /// Changes a text, asks for all findings, and tells how often each query ran.
    fn after(&mut self, file: usize, from: &str, to: &str) -> Ran {
        let file = self.project.files(&self.db)[file];
        let text = file.text(&self.db).replace(from, to);
        assert_ne!(text, file.text(&self.db));
        file.set_text(&mut self.db).to(text);
        self.log.lock().unwrap().clear();
        findings(&self.db, self.project);
        Ran(std::mem::take(&mut *self.log.lock().unwrap()))
    }
}

/// The queries that ran.
struct Ran(Vec<String>);

impl Ran {
    fn times(&self, query: &str) -> usize {
        self.0.iter().filter(|ran| ran.split('(').next() == Some(query)).count()
    }
}

#[test]
fn an_edit_inside_a_rule_checks_that_rule_alone() {
    let mut counted = Counted::new();
    findings(&counted.db, counted.project);
    let ran = counted.after(0, "\"Intern\"", "\"Trainee\"");
    assert_eq!((ran.times("parse"), ran.times("declared"), ran.times("duplicate_names")), (1, 0, 0));
    let read = (ran.times("check_rule"), ran.times("words"));
    assert_eq!(read, (1, 1), "only the rule that was edited is checked and read again: {:?}", ran.0);
}

#[test]
fn moving_a_declaration_leaves_its_answers_alone() {
    let mut counted = Counted::new();
    findings(&counted.db, counted.project);
    let before = vocabulary(&counted.db, counted.project).clone();
    let ran = counted.after(1, "role sdr", "\n\n\nrole sdr");
    assert_eq!(ran.times("declared"), 0, "{:?}", ran.0);
    assert_eq!(*vocabulary(&counted.db, counted.project), before);
}

#[test]
fn an_item_keeps_its_identity_while_others_come_and_go() {
    let mut counted = Counted::new();
    let file = counted.project.files(&counted.db)[0];
    let before = file_items(&counted.db, file).to_vec();
    counted.after(0, "stop interns", "stop legal_hold\n  on send_email\n\nstop interns");
    let after = file_items(&counted.db, file);
    assert_eq!((after[0], after[2], after[3]), (before[0], before[1], before[2]));
    assert!(item_start(&counted.db, after[2]) > item_start(&counted.db, after[1]));
}

#[test]
fn an_edit_in_the_vocabulary_is_seen() {
    let mut counted = Counted::new();
    findings(&counted.db, counted.project);
    counted.after(1, "title : text", "title : txet");
    assert_eq!(declared(&counted.db, counted.project).diagnostics.len(), 1);
}
