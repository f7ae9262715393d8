//! What checking makes of charters. What it says about them is on the pages of the codes, under `tests/errors/`.

mod figures;
mod incremental;
mod outbound;
mod rules;
mod scenarios;
mod scopes;
mod slips;
mod values;

use crate::check::typed_charter;
use crate::db::Database;
use crate::findings::findings;
use crate::render::short;
use crate::testing;
use crate::typed::{Atom, Case, Charter, Condition, Constant, Operand, Rule, Test};
use charter_runtime::schema::{Path, Root, Type};

/// A vocabulary that most rules can be tried on.
const WORLD: &str = r#"
role sdr_manager
role revops

team emea_sdr

agent outreach in emea_sdr
agent enrichment

calendar office_hours: mon to fri 09:00-18:00 in "Europe/Berlin"

queue new_domains owned by revops

record Claim
  text   : text
  source : url, optional

object Account
  domain    : domain
  owner     : person
  region    : one of (na, emea, apac)
  industry  : text
  employees : number
  arr       : money USD, optional

object Contact
  email      : email
  title      : text
  seniority  : one of (ic, manager, vp)
  account    : Account
  legal_hold : yes/no
  created    : instant

object Opportunity
  account  : Account
  stage    : one of (open, won)
  discount : percent

list regulated = "banking", "insurance"

segment enterprise of Account: employees >= 1000 or arr >= 1_000_000 USD

action send_email on Contact
  takes
    subject : text
  says
    claims  : list of Claim

action enrich on Contact
  knows
    cost : money USD

signal replied about Contact
  automatic : yes/no
signal bounced about Contact

scope everything
  for outreach, enrichment
  may send_email
  may enrich
  may update Opportunity
"#;

/// The typed charter of [`WORLD`] and more.
fn charter(more: &str) -> Charter {
    let db = Database::default();
    let project = testing::project(&db, &[("world.charter", WORLD), ("more.charter", more)]);
    let typed = typed_charter(&db, project);
    typed.value.clone().unwrap_or_else(|| panic!("no charter:\n{}", short(&db, findings(&db, project))))
}

/// The one rule in `more` of that name.
fn rule(more: &str, name: &str) -> Rule {
    charter(more).rules.into_iter().find(|rule| rule.name == name).expect("a rule of that name")
}

/// The only case of a rule.
fn only(rule: &Rule) -> Case {
    assert_eq!(rule.cases.len(), 1, "{rule:#?}");
    rule.cases[0].clone()
}

/// The condition of a stop on `send_email` when something holds.
fn when(condition: &str) -> Condition {
    only(&rule(&format!("stop tried\n  on send_email\n  when {condition}\n"), "tried")).condition
}

/// The path of a class test.
fn class_path(condition: &Condition) -> &Path {
    match condition {
        Condition::Test(Test { atom: Atom::Class(Operand::Path(path)), .. }) => path,
        other => panic!("no test of a path's class: {other:#?}"),
    }
}

/// The atom of a test.
fn atom(condition: &Condition) -> &Atom {
    match condition {
        Condition::Test(test) => &test.atom,
        Condition::Not(inner) => atom(inner),
        other => panic!("no test: {other:#?}"),
    }
}

fn text(text: &str) -> Constant {
    Constant::Text(text.to_owned())
}

fn is_at(path: &Path, root: Root, steps: usize, value: &Type) -> bool {
    path.root == root && path.steps.len() == steps && path.value == *value
}
