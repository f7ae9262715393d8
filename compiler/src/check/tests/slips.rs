//! What first-time authors write who say it in other words, and the edit that they are told.

use super::testing;
use crate::db::Database;
use crate::findings::findings;
use insta::assert_snapshot;

/// What the first finding says to do about these lines of a stop.
fn advice(lines: &str) -> String {
    let db = Database::default();
    let more = format!("gate tried\n  on send_email\n  {lines}\n");
    let project = testing::project(&db, &[("world.charter", super::WORLD), ("more.charter", &more)]);
    let mut found = findings(&db, project).iter().filter(|found| !found.code.as_str().starts_with("W02"));
    found.next().map_or("nothing".to_owned(), |found| {
        let fix = found.fixes.first().map(|fix| format!(" [{}]", fix.title)).unwrap_or_default();
        format!("{}: {}{fix}", found.code, found.help.first().cloned().unwrap_or_default())
    })
}

fn of_condition(condition: &str) -> String {
    advice(&format!("when {condition}\n  needs approval from revops"))
}

#[test]
fn values_joined_by_or_are_a_list() {
    assert_snapshot!(of_condition("contact.seniority is ic or manager"), @"E0310: write `contact.seniority is in (ic, manager)` [write `contact.seniority is in (ic, manager)`]");
    assert_snapshot!(of_condition("contact.title is not \"a\" or \"b\" or \"c\""), @r#"E0310: write `contact.title is not in ("a", "b", "c")` [write `contact.title is not in ("a", "b", "c")`]"#);
    assert_snapshot!(of_condition("contact.seniority is ic or contact.legal_hold"), @"nothing");
}

#[test]
fn a_word_beside_an_object_may_be_one_of_its_values() {
    assert_snapshot!(of_condition("contact.account is emea"), @"E0307: did you mean `contact.account.region is emea`?");
    assert_snapshot!(of_condition("contact.account is other"), @"E0307: compare one of its fields, or write the id that it has, in quotes");
}

#[test]
fn words_for_a_value_that_is_not_there_are_questions() {
    assert_snapshot!(of_condition("contact.title is missing"), @"E0307: if you ask whether there is a value, write `is empty`; if it is the text, put it in quotes");
    assert_snapshot!(of_condition("contact.title is unknown"), @"E0307: if you ask whether there is a value, write `is not known`; if it is the text, put it in quotes");
}

#[test]
fn a_person_who_is_found_at_a_path_is_no_role() {
    assert_snapshot!(advice("needs approval from email"), @"E0201: if it is the one person, write `contact.email`; for everybody of a kind, declare a role [write `contact.email`]");
    assert_snapshot!(advice("needs approval from sdr_manger"), @"E0201: did you mean `sdr_manager`? [write `sdr_manager`]");
}

#[test]
fn what_is_looked_for_in_a_text_is_written_out() {
    assert_snapshot!(of_condition("contact.title contains request.subject"), @"E0326: write the text itself, or several in brackets, or the name of a list; to ask whether two values are the same, write `is`");
    assert_snapshot!(of_condition("contact.title matches \"[a-z]+\""), @"E0318: write `/[a-z]+/` [write `/[a-z]+/`]");
    assert_snapshot!(of_condition("contact.title contains /x/"), @"E0326: write the text itself, or several in brackets, or the name of a list; to ask whether two values are the same, write `is`");
}

#[test]
fn places_stand_among_values() {
    assert_snapshot!(of_condition("contact.title is in (\"a\", request.subject)"), @"nothing");
    assert_snapshot!(of_condition("contact.seniority is in (ic, contact.title)"), @"E0301: write one of a closed list of values here, or compare another field");
}
