//! `charter matrix`

use crate::process::{charter_in, project};
use insta::assert_snapshot;

const CHARTER: &str = "\
role manager

agent outreach
agent deals

object Account
  region : one of (na, emea)

object Contact
  title   : text, from external
  stage   : one of (lead, customer), written by workflow
  hold    : yes/no
  account : Account

segment european of Account: region is emea

action send_email on Contact

scope outreach \"Outreach works European contacts\"
  for outreach
  where contact.account is european
  may send_email
  may update Contact: title

scope deals
  for deals
  may draft update Contact: title

gate titles \"A person reads every title | <first>\"
  on update Contact: title
  for outreach
  needs approval from manager   # whoever that is

stop hold
  on send_email
  when contact.hold

shadow stop watched
  on send_email
";

#[test]
fn the_sheet_says_who_may_do_what_how_far_and_what_comes_between() {
    let folder = project("matrix_people", &[("rules.charter", CHARTER)]);
    assert_snapshot!(charter_in(&folder, "matrix rules.charter").transcript());
}

#[test]
fn as_markdown_nothing_that_the_author_wrote_is_taken_for_markup() {
    let folder = project("matrix_markdown", &[("rules.charter", CHARTER)]);
    assert_snapshot!(charter_in(&folder, "matrix rules.charter --format markdown").stdout);
}

#[test]
fn a_spreadsheet_gets_a_line_for_each_agent_action_and_field() {
    let folder = project("matrix_csv", &[("rules.charter", CHARTER)]);
    let said = charter_in(&folder, "matrix rules.charter --format csv --only Contact").stdout;
    // Two agents; three actions that are not about fields, and four verbs on four fields.
    assert_eq!(said.lines().count(), 1 + 2 * (3 + 4 * 4), "{said}");
    let of_outreach = said.lines().filter(|line| line.starts_with("outreach") && !line.contains('–'));
    assert_snapshot!(of_outreach.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_page_for_a_browser_loads_nothing_and_runs_nothing_that_an_author_wrote() {
    let folder = project("matrix_html", &[("rules.charter", CHARTER)]);
    let ran = charter_in(&folder, "matrix rules.charter --format html -o sheet.html");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    let page = std::fs::read_to_string(folder.join("sheet.html")).unwrap();
    assert!(page.contains("A person reads every title | &lt;first&gt;"), "{page}");
    assert!(!page.contains("<first>") && !page.contains("http"), "{page}");
    // Every rule that a cell leads to is told below.
    let leads = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    let leads: Vec<&str> = leads.collect();
    assert!(leads.contains(&"titles") && leads.contains(&"hold"), "{leads:?}");
    assert!(leads.iter().all(|rule| page.contains(&format!("id=\"{rule}\""))), "{leads:?}");
}

#[test]
fn only_what_is_asked_for_is_shown_and_a_name_that_nothing_has_is_said() {
    let folder = project("matrix_only", &[("rules.charter", CHARTER)]);
    let of_deals = charter_in(&folder, "matrix rules.charter --only deals --without-segments").stdout;
    assert!(of_deals.contains("deals") && !of_deals.contains("┆ outreach"), "{of_deals}");
    assert_snapshot!(charter_in(&folder, "matrix rules.charter --only delas").transcript());
}

#[test]
fn a_charter_with_errors_has_no_sheet() {
    let broken = CHARTER.replace("from manager", "from manger");
    let folder = project("matrix_broken", &[("rules.charter", &broken)]);
    let ran = charter_in(&folder, "matrix rules.charter");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("manger"), "{}", ran.stderr);
}
