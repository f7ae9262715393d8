//! An edit in one rule re-checks one rule.

use super::testing;
use crate::check::typed_charter;
use crate::db::Database;
use salsa::Setter;
use std::sync::{Arc, Mutex};

#[test]
fn an_edit_in_one_rule_checks_one_rule_again() {
    let log = Arc::new(Mutex::new(Vec::<String>::new()));
    let told = Arc::clone(&log);
    let mut db = Database::with_log(Arc::new(move |query| told.lock().expect("the log").push(query)));
    let rules = "stop one\n  on send_email\n  when contact.legal_hold\n\nstop two\n  on send_email\n  \
                 when contact.title is \"CEO\"\n";
    let project = testing::project(&db, &[("world.charter", super::WORLD), ("more.charter", rules)]);
    let before = typed_charter(&db, project).value.clone();
    log.lock().expect("the log").clear();

    let file =
        project.files(&db).iter().copied().find(|file| file.path(&db) == "more.charter").expect("the file");
    let edited =
        rules.replace("  when contact.legal_hold", "\n  when contact.legal_hold and contact.seniority is vp");
    file.set_text(&mut db).to(edited);
    let after = typed_charter(&db, project).value.clone();
    assert_ne!(before, after);
    let checked = log.lock().expect("the log").iter().filter(|query| query.starts_with("check_rule")).count();
    assert_eq!(checked, 1);
}
