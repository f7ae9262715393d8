//! The nearest requests that go ahead, each of the smallest charter that shows it.

use super::{Explanation, Nearest, explain};
use crate::check::typed_charter;
use crate::db::Database;
use crate::table::build;
use crate::testing;
use charter_runtime::HostKey;
use charter_runtime::table::Table;
use insta::assert_snapshot;
use serde_json::{Value as Json, json};

const WORLD: &str = r#"
role manager

agent outreach
agent nurture

object Account
  region : one of (na, emea, apac)
  owner  : person

object Contact
  email     : email
  seniority : one of (ic, manager, vp)
  account   : Account
  score     : number, optional
  created   : instant

object Opportunity
  stage    : one of (open, won, lost)
  discount : percent

signal unsubscribed about Contact

action send_email on Contact
  takes
    subject : text

scope emea
  for outreach
  where contact.account.region is emea
  may send_email

scope discounts
  for outreach
  may update Opportunity: discount, stage
"#;

fn explained(rules: &str, case: &Json) -> Explanation {
    let text = format!("{WORLD}\n{rules}");
    let db = Database::default();
    let project = testing::charter(&db, &text);
    let charter = typed_charter(&db, project).value.clone();
    let charter = charter.unwrap_or_else(|| panic!("{}", testing::shown(&text)));
    let table = Table::load(&build(&charter).unwrap()).unwrap();
    explain(&table, case, &HostKey::default()).unwrap()
}

/// What is decided, and what would let it go ahead.
fn told(rules: &str, case: &Json) -> String {
    let explanation = explained(rules, case);
    let nearest = match &explanation.nearest {
        Nearest::AsItIs => "as it is".to_owned(),
        Nearest::Never => "never".to_owned(),
        Nearest::NotFound => "nothing found".to_owned(),
        Nearest::With { changes, .. } => {
            let told = changes.iter().map(|change| {
                let is = change.is.as_deref().unwrap_or("unknown");
                format!("{}: {} instead of {is}", change.fact, change.would_be)
            });
            told.collect::<Vec<_>>().join(", ")
        }
    };
    let later = explanation.later.map_or(String::new(), |at| format!("; at {at}"));
    format!("{}: {nearest}{later}", explanation.decision.outcome)
}

/// An email to an engineer in EMEA.
fn email() -> Json {
    json!({
        "at": "2026-03-02T09:00:00Z",
        "request": { "id": "r1", "action": "send_email", "target": "jane", "takes": { "subject": "Hello" } },
        "host": {
            "agent": "outreach",
            "objects": {
                "Contact": { "jane": {
                    "email": "jane@acme.com", "seniority": "ic", "account": "acme", "score": null,
                    "created": "2026-03-02T08:00:00Z",
                } },
                "Account": { "acme": { "region": "emea", "owner": "ines" } },
            },
        },
        "ledger": [],
    })
}

fn with(pointer: &str, value: Json) -> Json {
    let mut case = email();
    *case.pointer_mut(pointer).unwrap() = value;
    case
}

#[test]
fn what_goes_ahead_needs_nothing() {
    assert_snapshot!(told("", &email()), @"execute: as it is");
}

#[test]
fn one_fact_is_enough_where_one_is() {
    let gate = "gate senior\n  on send_email\n  when contact.seniority is manager or above\n  needs approval from manager\n";
    assert_snapshot!(told(gate, &with("/host/objects/Contact/jane/seniority", json!("vp"))), @"approve: contact.seniority: ic instead of vp");
    assert_snapshot!(told(gate, &with("/host/objects/Account/acme/region", json!("na"))), @"stop: contact.account.region: emea instead of na");
}

#[test]
fn what_nobody_knows_is_found_out_first() {
    let stop = "stop low\n  on send_email\n  when contact.score < 5\n\nstop senior\n  on send_email\n  when contact.seniority is vp\n";
    let mut case = with("/host/objects/Contact/jane/score", json!(7));
    case["host"]["objects"]["Contact"]["jane"].as_object_mut().unwrap().remove("seniority");
    assert_snapshot!(told(stop, &case), @"stop: contact.seniority: ic instead of unknown");
}

#[test]
fn two_facts_where_one_is_not_enough() {
    let rules = "stop senior\n  on send_email\n  when contact.seniority is vp\n\nstop boasting\n  on send_email\n  when request.subject contains \"award\"\n";
    let mut case = with("/host/objects/Contact/jane/seniority", json!("vp"));
    case["request"]["takes"]["subject"] = json!("Our award");
    assert_snapshot!(told(rules, &case), @"stop: contact.seniority: ic instead of vp, request.subject: text 3 instead of Our award");
}

#[test]
fn what_has_happened_may_be_what_is_missing() {
    let first = "gate first\n  on send_email\n  when no send_email to contact.account ever\n  needs approval from manager\n";
    assert_snapshot!(told(first, &email()), @"approve: send_email: has happened once instead of has not happened");
    let stop = "stop unsubscribed\n  on send_email\n  when contact has unsubscribed\n  for good\n";
    let signal =
        json!([{ "at": "2026-03-01T09:00:00Z", "signal": "unsubscribed", "about": "jane", "id": "s1" }]);
    assert_snapshot!(told(stop, &with("/ledger", signal)), @"stop: unsubscribed: has not happened instead of has happened once");
}

#[test]
fn some_only_have_to_wait() {
    let young = "stop young\n  on send_email\n  when contact.created is not older than 24 hours\n";
    assert_snapshot!(told(young, &email()), @"stop: contact.created: 2026-03-01T08:00:00Z instead of 2026-03-02T08:00:00Z; at 2026-03-03T09:00:00Z");
    let limit = "limit daily\n  on send_email\n  at most 1 per contact in 1 day\n  otherwise stop\n";
    let sent = json!([{ "at": "2026-03-02T07:00:00Z", "did": "send_email", "agent": "outreach", "target": "jane", "id": "e1" }]);
    assert_snapshot!(told(limit, &with("/ledger", sent)), @"stop: send_email: has not happened instead of has happened once; at 2026-03-03T07:00:00Z");
}

#[test]
fn some_go_ahead_for_nobody() {
    let gate = "gate all\n  on send_email\n  needs approval from manager\n";
    assert_snapshot!(told(gate, &email()), @"approve: never");
}

#[test]
fn an_update_may_write_something_else() {
    let gate = "gate deep\n  on update Opportunity: discount\n  when new.discount > 20% and old.stage is not won\n  needs approval from manager\n";
    let case = json!({
        "at": "2026-03-02T09:00:00Z",
        "request": { "id": "r1", "action": "update Opportunity", "target": "deal", "new": { "discount": "30%" } },
        "host": {
            "agent": "outreach",
            "objects": { "Opportunity": { "deal": { "stage": "open", "discount": "5%" } } },
        },
        "ledger": [],
    });
    assert_snapshot!(told(gate, &case), @"approve: new.discount: 20% instead of 30%");
}
