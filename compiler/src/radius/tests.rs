//! Radii, and a day on which an agent does all that it can.

use super::{Bound, Most, Population, Radius, radius};
use crate::check::typed_charter;
use crate::db::Database;
use crate::table::compile;
use crate::testing;
use crate::typed::Charter;
use charter_runtime::case::decide_case;
use charter_runtime::table::Table;
use charter_runtime::{HostKey, Outcome};
use insta::assert_snapshot;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

const WORLD: &str = r#"
role manager

agent outreach
agent deals

object Account
  region : one of (na, emea)

object Contact
  title   : text
  account : Account

action send_email on Contact
  knows
    cost : money USD

scope outreach
  for outreach
  may send_email
  may update Contact: title
  may draft merge Contact
"#;

/// The radii of the world with some rules.
fn radii(rules: &str, population: &Population) -> Vec<Radius> {
    let db = Database::default();
    let text = format!("{WORLD}\n{rules}");
    let project = testing::charter(&db, &text);
    radius(&db, project, population).unwrap_or_else(|| panic!("{}", testing::shown(&text)))
}

fn charter(rules: &str) -> Charter {
    let db = Database::default();
    let text = format!("{WORLD}\n{rules}");
    let project = testing::charter(&db, &text);
    typed_charter(&db, project).value.clone().unwrap_or_else(|| panic!("{}", testing::shown(&text)))
}

/// Six contacts at two accounts.
fn population() -> Population {
    Population { given: [("Account".to_owned(), 2), ("Contact".to_owned(), 6)].into() }
}

fn of_emails(rules: &str) -> Radius {
    let all = radii(rules, &population());
    all.into_iter().find(|radius| radius.action == "send_email").expect("outreach may send")
}

fn told(most: &Most) -> String {
    let times = most.times.map_or("without bound".to_owned(), |times| times.to_string());
    let by = match &most.by {
        Bound::Nothing => "nothing".to_owned(),
        Bound::Population => "the population".to_owned(),
        Bound::Rule(rule) => rule.clone(),
        Bound::Granted(level) => format!("granted {level}"),
    };
    format!(
        "{times} to {} by {by}",
        most.records.map_or("no bound".to_owned(), |records| records.to_string())
    )
}

fn said(rules: &str) -> String {
    let of = of_emails(rules);
    format!("{}; with people {}", told(&of.unattended), told(&of.attended))
}

/// How often an agent that tries every contact every half hour gets through in a day, and to how many contacts.
fn greedy(rules: &str) -> (u64, u64) {
    let table = Table::load(&compile(&charter(rules)).unwrap().to_bytes()).unwrap();
    let contacts: Vec<String> = (0..6).map(|number| format!("contact{number}")).collect();
    let fields = |number: usize| json!({ "title": "", "account": format!("account{}", number % 2) });
    let of_contacts: serde_json::Map<String, Json> =
        contacts.iter().enumerate().map(|(number, id)| (id.clone(), fields(number))).collect();
    let accounts = json!({ "account0": { "region": "na" }, "account1": { "region": "emea" } });
    let objects = json!({ "Contact": of_contacts, "Account": accounts });
    let (mut ledger, mut reached) = (Vec::new(), BTreeSet::new());
    for half in 0..48 {
        // Each time it goes on where it left off, so that none is left out for want of trying.
        for contact in contacts.iter().cycle().skip(ledger.len()).take(contacts.len()) {
            let at = format!("2026-03-02T{:02}:{:02}:00Z", half / 2, 30 * (half % 2));
            let case = json!({
                "at": at,
                "request": { "id": "r", "action": "send_email", "target": contact },
                "host": { "agent": "outreach", "objects": objects, "knows": { "cost": { "amount": "1", "currency": "USD" } } },
                "ledger": ledger,
            });
            if decide_case(&table, &case, &HostKey::default()).unwrap().outcome == Outcome::Execute {
                reached.insert(contact.clone());
                ledger.push(json!({
                    "at": at, "did": "send_email", "id": format!("e{}", ledger.len()), "agent": "outreach", "target": contact,
                    "facts": { "objects": objects, "knows": { "cost": { "amount": "1", "currency": "USD" } } },
                }));
            }
        }
    }
    (ledger.len() as u64, reached.len() as u64)
}

#[test]
fn an_agent_that_does_all_it_can_comes_exactly_to_the_figure() {
    let limits = [
        "limit a\n  on send_email\n  at most 2 per contact in 7 days\n  otherwise stop\n",
        "limit a\n  on send_email\n  at most 3 per contact.account each day\n  otherwise stop\n",
        "limit a\n  on send_email\n  at most 4 per agent in 6 hours\n  otherwise needs approval from manager\n",
        "limit a\n  on send_email\n  at most 5 per agent each hour\n  otherwise is kept as a draft\n",
        "limit a\n  on send_email\n  at most 1 contacts per contact.account in 24 hours\n  otherwise stop\n\
         limit b\n  on send_email\n  at most 3 per contact in 30 days\n  otherwise stop\n",
        "limit a\n  on send_email\n  at most 7 per agent ever\n  at most 2 per contact each month\n  otherwise stop\n",
    ];
    for limit in limits {
        let of = of_emails(limit).unattended;
        assert_eq!(
            greedy(limit),
            (of.times.expect("a limit bounds it"), of.records.expect("there are so many")),
            "{limit}"
        );
    }
}

#[test]
fn what_no_limit_bounds_is_without_bound_and_still_touches_no_more_records_than_there_are() {
    assert_snapshot!(said(""), @"without bound to 6 by nothing; with people without bound to 6 by nothing");
    let conditional = "limit a\n  on send_email\n  when contact.account.region is emea\n  at most 1 per agent each day\n  otherwise stop\n";
    assert_snapshot!(said(conditional), @"without bound to 6 by nothing; with people without bound to 6 by nothing");
    let since = "limit a\n  on send_email\n  at most 1 per contact since update Contact\n  otherwise stop\n";
    assert_snapshot!(said(since), @"without bound to 6 by nothing; with people without bound to 6 by nothing");
    let in_flight = "limit a\n  on send_email\n  at most 2 per agent still in flight\n  otherwise stop\n";
    assert_eq!(said(in_flight), said(""), "one after another, there is no end to them");
}

#[test]
fn people_lift_what_they_may_approve_and_nothing_else() {
    let gate = "gate ask\n  on send_email\n  needs approval from manager\n";
    let limit = "limit few\n  on send_email\n  at most 2 per contact in 7 days\n  otherwise needs approval from manager\n";
    assert_snapshot!(said(gate), @"0 to 0 by ask; with people without bound to 6 by nothing");
    assert_snapshot!(said(limit), @"12 to 6 by few; with people without bound to 6 by nothing");
    assert_snapshot!(said("stop all\n  on send_email\n"), @"0 to 0 by all; with people 0 to 0 by all");
}

#[test]
fn a_draft_is_not_done_and_an_amount_is_bounded_by_its_own_limit() {
    let all = radii(
        "limit budget\n  on send_email\n  at most 50 USD of request.cost per agent each month\n  otherwise stop\n",
        &population(),
    );
    let lines: Vec<String> = all
        .iter()
        .map(|of| {
            let amounts = of.unattended.amounts.iter();
            let amounts = amounts.map(|it| {
                format!(
                    ", {} {} of {} ({})",
                    it.most / 1_000_000_000,
                    it.currency.as_deref().unwrap_or(""),
                    it.of,
                    it.rule
                )
            });
            format!("{} {}: {}{}", of.agent, of.action, told(&of.unattended), amounts.collect::<String>())
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @r"
    outreach send_email: without bound to 6 by nothing, 50 USD of cost (budget)
    outreach update Contact: without bound to 6 by nothing
    outreach merge Contact: 0 to 0 by granted draft
    ");
}

/// What is said of another action.
fn of(action: &str, rules: &str) -> String {
    let all = radii(rules, &population());
    let of = all.into_iter().find(|of| of.action == action).expect("it is granted");
    told(&of.unattended)
}

#[test]
fn a_key_that_agents_write_bounds_nothing() {
    let limit = "limit few\n  on send_email\n  at most 2 per contact.title in 24 hours\n  otherwise stop\n";
    assert_snapshot!(said(limit), @"without bound to 6 by nothing; with people without bound to 6 by nothing");
    let other = "limit few\n  on send_email\n  at most 2 per contact.account in 24 hours\n  otherwise stop\n";
    assert_snapshot!(said(other), @"4 to 4 by few; with people 4 to 4 by few");
    let moved = "scope moving\n  for deals\n  may update Contact: account\n";
    assert_snapshot!(said(&format!("{moved}\n{other}")), @"4 to 4 by few; with people 4 to 4 by few");
}

#[test]
fn two_of_a_kind_are_two_records_and_what_is_created_has_no_number() {
    let merging = "scope merging\n  for outreach\n  may merge Contact\n\nlimit merges\n  on merge Contact\n  at most 2 per agent each day\n  otherwise stop\n";
    assert_snapshot!(of("merge Contact", merging), @"2 to 4 by merges");
    assert_snapshot!(of("create Contact", "scope creating\n  for outreach\n  may create Contact: title\n"), @"without bound to no bound by nothing");
}
