//! What a sheet says, of the smallest charter that shows it.

use super::{Fields, Line, Sheet, reaches, sheet};
use crate::db::Database;
use crate::testing;
use insta::assert_snapshot;

const WORLD: &str = r#"
role manager

agent outreach
agent deals

object Account
  region : one of (na, emea)
  owner  : person

object Contact
  email   : email
  title   : text, from external
  stage   : one of (lead, customer), written by human
  hold    : yes/no
  account : Account

segment european of Account: region is emea

action send_email on Contact
  takes
    subject : text
"#;

fn of(rules: &str) -> Sheet {
    let db = Database::default();
    let project = testing::charter(&db, &format!("{WORLD}\n{rules}"));
    sheet(&db, project).expect("a charter without errors")
}

/// A sheet's lines on contacts, without those that nobody may do.
fn lines(sheet: &Sheet) -> String {
    let contact = sheet.objects.iter().find(|object| object.name == "Contact").expect("there are contacts");
    let said = |line: &&Line| line.cells.iter().any(|cell| cell.granted.is_some());
    contact.lines.iter().filter(said).map(|it| format!("{}\n", line(sheet, it))).collect()
}

fn line(sheet: &Sheet, line: &Line) -> String {
    let fields = match &line.fields {
        None => String::new(),
        Some(Fields::Every) => ": every field".to_owned(),
        Some(Fields::These(names)) => format!(": {}", names.join(", ")),
    };
    let cells = sheet.agents.iter().zip(&line.cells).map(|(agent, cell)| {
        let granted = cell.granted.map_or("nothing", |level| level.word());
        let comes_to = cell.comes_to.map_or("nothing", |level| level.word());
        let when = if cell.conditional { " at times" } else { "" };
        let rules: Vec<String> = cell
            .rules
            .iter()
            .map(|rule| format!("{}{}", rule.rule, if rule.always { " always" } else { "" }))
            .collect();
        format!("\n  {agent}: {granted}{when}, comes to {comes_to} [{}]", rules.join(", "))
    });
    format!("{}{fields}{}", line.action, cells.collect::<String>())
}

#[test]
fn a_cell_is_what_scopes_grant_and_what_rules_that_always_apply_leave_of_it() {
    let sheet = of("
scope outreach
  for outreach
  where contact.account.region is emea
  may send_email
  may update Contact: title, hold

scope deals
  for deals
  may send_email
  may draft update Contact: title

gate titles
  on update Contact: title
  for outreach
  needs approval from manager

stop hold
  on send_email
  when contact.hold

shadow stop watched
  on send_email
");
    assert_snapshot!(lines(&sheet), @r"
    send_email
      deals: execute, comes to execute [hold]
      outreach: execute at times, comes to execute [hold]
    update Contact: title
      deals: draft, comes to draft []
      outreach: execute at times, comes to approve [titles always]
    update Contact: hold
      deals: nothing, comes to nothing []
      outreach: execute at times, comes to execute []
    ");
    let legend: Vec<String> = sheet
        .rules
        .iter()
        .map(|rule| {
            let watched = if rule.shadow { " (only watched)" } else { "" };
            format!("{}{watched}: {}", rule.name, rule.clauses.join("; "))
        })
        .collect();
    assert_snapshot!(legend.join("\n"), @r"
    deals: for deals; may send_email; may draft update Contact: title
    hold: on send_email; when contact.hold
    outreach: for outreach; where contact.account.region is emea; may send_email; may update Contact: title, hold
    titles: on update Contact: title; for outreach; needs approval from manager
    watched (only watched): on send_email
    ");
}

#[test]
fn a_field_belongs_to_whom_the_charter_says_and_to_the_agents_that_may_update_it() {
    let sheet = of("
scope outreach
  for outreach
  may update Contact: title, hold

stop hold
  on update Contact: hold
");
    let contact = sheet.objects.iter().find(|object| object.name == "Contact").expect("there are contacts");
    let fields: Vec<String> = contact
        .fields
        .iter()
        .map(|of| {
            let outside = if of.from_external { ", from outside" } else { "" };
            format!("{}{outside}: {:?} {:?}", of.field, of.written_by, of.agents)
        })
        .collect();
    assert_snapshot!(fields.join("\n"), @r#"
    email: None []
    title, from outside: None [("outreach", Execute)]
    stage: Some(["human"]) []
    hold: None []
    account: None []
    "#);
}

#[test]
fn how_far_an_action_gets_in_a_segment_is_proved() {
    let db = Database::default();
    let rules = "
scope outreach
  for outreach
  may send_email
  may update Contact: hold

gate europe
  on send_email
  when contact.account is european
  needs approval from manager

stop nothing_there
  on update Contact: hold
  when contact.account is european
";
    let project = testing::charter(&db, &format!("{WORLD}\n{rules}"));
    let reach = reaches(&db, project).expect("a charter without errors");
    assert_snapshot!(format!("{:?}", reach.segments), @r#"["european"]"#);
    let rows: Vec<String> = reach.actions.iter().map(|(action, row)| format!("{action}: {row:?}")).collect();
    assert_snapshot!(rows.join("\n"), @r"
    send_email: [Some(Unattended), Some(WithAPerson)]
    update Contact: [Some(Unattended), Some(Never)]
    ");
}

#[test]
fn a_cell_comes_to_no_more_than_what_the_action_leads_to() {
    let sheet = of("
action enroll on Contact
  leads to send_email

action close on Contact
  leads to update Account: owner

scope outreach
  for outreach
  may enroll
  may close
  may suggest send_email

scope european
  for outreach
  where contact.account.region is emea
  may send_email
");
    assert_snapshot!(lines(&sheet), @r"
    close
      deals: nothing, comes to nothing []
      outreach: execute, comes to stop []
    enroll
      deals: nothing, comes to nothing []
      outreach: execute at times, comes to execute []
    send_email
      deals: nothing, comes to nothing []
      outreach: execute at times, comes to execute []
    ");
    let contact = sheet.objects.iter().find(|object| object.name == "Contact").expect("there are contacts");
    let told: Vec<String> = contact
        .lines
        .iter()
        .flat_map(|line| &line.cells)
        .filter(|cell| cell.granted.is_some())
        .map(|cell| format!("{:?}, else {:?}; leads to {:?}", cell.scopes, cell.lesser, cell.leads_to))
        .collect();
    assert_snapshot!(told.join("\n"), @r#"
    ["outreach"], else []; leads to [("update Account", None)]
    ["outreach"], else []; leads to []
    ["european"], else [("outreach", Suggest)]; leads to []
    "#);
}

#[test]
fn what_another_action_leads_to_is_no_matter_of_this_one() {
    let sheet = of("
action close on Contact
  leads to update Account: owner

action move on Contact
  leads to update Account: region

scope outreach
  for outreach
  may close
  may move
  may update Account: region
");
    assert_snapshot!(lines(&sheet), @r"
    close
      deals: nothing, comes to nothing []
      outreach: execute, comes to stop []
    move
      deals: nothing, comes to nothing []
      outreach: execute, comes to execute []
    ");
}
