//! `charter radius`

use crate::process::{charter_in, project};
use insta::assert_snapshot;

const CHARTER: &str = "\
role manager

agent outreach
agent deals

object Account
  region : one of (na, emea)

object Contact
  title   : text
  account : Account

action send_email on Contact
  cannot be undone
action enrich on Contact
  knows
    cost : money USD

scope outreach
  for outreach
  may send_email

scope deals
  for deals
  may enrich
  may draft update Contact: title

limit weekly
  on send_email
  at most 3 per contact in 7 days
  otherwise stop

limit account_day
  on send_email
  at most 2 contacts per contact.account in 24 hours
  otherwise stop

limit budget
  on enrich
  at most 50 USD of request.cost per agent each month
  otherwise needs approval from manager
";

fn before() -> String {
    CHARTER.replace("at most 3 per contact in 7 days", "at most 1 per contact in 7 days")
}

#[test]
fn every_figure_has_the_rule_that_says_so() {
    let folder = project("radius_people", &[("rules.charter", CHARTER)]);
    let typed = "radius rules.charter --population Contact=20_000 --population Account=500";
    assert_snapshot!(charter_in(&folder, typed).transcript());
}

#[test]
fn two_charters_are_compared_figure_by_figure() {
    let folder = project("radius_before", &[("now.charter", CHARTER), ("before.charter", &before())]);
    let typed = "radius now.charter --before before.charter --population Account=500 --format markdown";
    assert_snapshot!(charter_in(&folder, typed).stdout);
}

#[test]
fn programs_are_told_the_same_and_a_figure_without_bound_is_null() {
    let folder = project("radius_json", &[("rules.charter", CHARTER)]);
    let said = charter_in(&folder, "radius rules.charter --format json --population Account=500").json();
    let line = |action: &str| {
        let lines = said["lines"].as_array().unwrap();
        lines.iter().find(|line| line["action"] == action).unwrap().clone()
    };
    let emails = &line("send_email")["now"]["by_itself"];
    assert_eq!((&emails["times"], &emails["records"]), (&3000.into(), &1000.into()));
    assert_eq!(emails["by"]["rule"], "weekly");
    let lookups = line("enrich");
    assert!(lookups["now"]["by_itself"]["times"].is_null(), "{lookups}");
    assert_eq!(lookups["now"]["by_itself"]["amounts"][0]["billionths"], "50000000000");
    assert_eq!(said["population"]["Contact"]["assumed"], true);
}

#[test]
fn a_picture_has_a_bar_for_each_and_a_mark_where_it_was() {
    let folder = project("radius_svg", &[("now.charter", CHARTER), ("before.charter", &before())]);
    let picture = charter_in(&folder, "radius now.charter --before before.charter --format svg").stdout;
    assert_eq!(picture.matches("<line").count(), 1, "{picture}");
    assert_eq!(picture.matches("<rect").count(), 1 + 2 * 3, "{picture}");
}

#[test]
fn what_is_not_there_has_no_population() {
    let folder = project("radius_wrong", &[("rules.charter", CHARTER)]);
    let transcripts = ["Contacts=5", "Contact=many", "Contact"]
        .map(|given| charter_in(&folder, &format!("radius rules.charter --population {given}")).transcript());
    assert_snapshot!(transcripts.join("\n"));
}
