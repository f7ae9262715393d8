//! An edit in one rule re-checks one rule, and proves what is said of its actions.

use super::testing;
use crate::check::typed_charter;
use crate::db::Database;
use crate::prove::proofs;
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

#[test]
fn an_edit_of_one_action_proves_nothing_of_another_again() {
    let log = Arc::new(Mutex::new(Vec::<String>::new()));
    let told = Arc::clone(&log);
    let mut db = Database::with_log(Arc::new(move |query| told.lock().expect("the log").push(query)));
    let of_send = "stop held\n  on send_email\n  when contact.legal_hold\n\n\
                   guarantee \"held\"\n  no agent can send_email when contact.legal_hold\n";
    let of_enrich = "stop dear\n  on enrich\n  when request.cost > 5 USD\n\n\
                     guarantee \"dear\"\n  no agent can enrich when request.cost > 6 USD\n";
    let project = testing::project(
        &db,
        &[("world.charter", super::WORLD), ("send.charter", of_send), ("enrich.charter", of_enrich)],
    );
    assert_eq!(proofs(&db, project).value.proved, 2);
    let files = project.files(&db).to_vec();
    let file = files.into_iter().find(|file| file.path(&db) == "enrich.charter").expect("the file");
    // A rule, and then what is guaranteed; both move what stands below.
    for (from, to) in [("> 5 USD", "> 4 USD"), ("> 6 USD", "> 7 USD")] {
        log.lock().expect("the log").clear();
        let edited = format!("\n{}", file.text(&db).replace(from, to));
        file.set_text(&mut db).to(edited);
        assert_eq!(proofs(&db, project).value.proved, 2);
        let log = log.lock().expect("the log");
        let proved = log.iter().filter(|query| query.starts_with("verdicts_on")).count();
        assert_eq!(proved, 1, "{log:?}");
    }
}
