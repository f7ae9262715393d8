//! Scopes, and where facts may come from.

use super::{rule, testing};
use crate::db::Database;
use crate::findings::findings;
use crate::typed::{Condition, RuleKind};
use charter_runtime::Outcome;

/// What is said, without what the small world declares in vain.
fn said(more: &str) -> Vec<String> {
    let db = Database::default();
    let project = testing::project(&db, &[("world.charter", super::WORLD), ("more.charter", more)]);
    let found = findings(&db, project).iter().filter(|found| !found.code.as_str().starts_with("W02"));
    found.map(|found| format!("{}: {}", found.code, found.title)).collect()
}

#[test]
fn each_line_grants_its_level() {
    let rule = rule(
        "scope tried\n  for outreach\n  where contact.account.region is emea\n  may send_email\n  may draft enrich\n  \
         may queue enrich in new_domains\n  may suggest merge Contact\n",
        "tried",
    );
    assert_eq!(rule.kind, RuleKind::Scope);
    let levels: Vec<Outcome> = rule.cases.iter().map(|case| case.effect.outcome).collect();
    assert_eq!(levels, [Outcome::Execute, Outcome::Draft, Outcome::Queue, Outcome::Suggest]);
}

#[test]
fn all_fields_but_some_are_the_others() {
    let rule = rule("scope tried\n  for outreach\n  may read Opportunity except stage\n", "tried");
    let shown = format!("{:?}", rule.cases[0].condition);
    assert!(shown.contains("Values({Ordinal(0), Ordinal(2)})"), "{shown}");
}

#[test]
fn a_scope_ends_with_its_last_day() {
    let rule = rule("scope tried\n  for outreach\n  until 2026-12-31\n  may send_email\n", "tried");
    let Condition::All(parts) = &rule.cases[0].condition else { panic!("{rule:#?}") };
    // The last moment is the nanosecond before the new year.
    assert!(format!("{:?}", parts[1]).contains("Range(None, Some(1798761599999999999))"), "{parts:#?}");
}

#[test]
fn a_field_that_an_agent_writes_grants_nothing() {
    let laundered =
        "scope tried\n  for outreach\n  where opportunity.discount < 5%\n  may read Opportunity\n";
    assert_eq!(said(laundered), ["E0409: nothing can be granted on the word of `opportunity.discount`"]);
    let gated = "\ngate looked_at\n  on update Opportunity\n  needs approval from sdr_manager\n";
    assert_eq!(said(&format!("{laundered}{gated}")), Vec::<String>::new());
}

#[test]
fn a_gate_on_some_of_the_time_launders_nothing() {
    let laundered =
        "scope tried\n  for outreach\n  where opportunity.discount < 5%\n  may read Opportunity\n";
    for line in ["for 10% of opportunities", "for outreach", "when opportunity.stage is won"] {
        let gate = format!(
            "\ngate looked_at\n  on update Opportunity\n  {line}\n  needs approval from sdr_manager\n"
        );
        let said = said(&format!("{laundered}{gate}"));
        assert!(said.iter().any(|found| found.starts_with("E0409")), "{line}: {said:?}");
    }
    let shadow = "\nshadow gate looked_at\n  on update Opportunity\n  needs approval from sdr_manager\n";
    assert!(said(&format!("{laundered}{shadow}")).iter().any(|found| found.starts_with("E0409")));
}

#[test]
fn what_an_agent_creates_is_its_word_too() {
    let created = "scope making\n  for outreach\n  may create Account\n\nscope tried\n  for outreach\n  \
                   where contact.account.region is emea\n  may send_email\n";
    assert_eq!(said(created), ["E0409: nothing can be granted on the word of `contact.account.region`"]);
}

#[test]
fn the_approver_is_chosen_by_verified_facts() {
    let chosen = "scope making\n  for outreach\n  may create Account\n\ngate tried\n  on send_email\n  \
                  needs approval from contact.account.owner\n";
    assert_eq!(said(chosen), ["E0409: nothing can be granted on the word of `contact.account.owner`"]);
}

#[test]
fn doubt_is_found_inside_a_segment_and_shown_where_it_is_used() {
    let hidden = "scope making\n  for outreach\n  may create Account\n\nscope tried\n  for outreach\n  \
                  where contact.account is enterprise\n  may send_email\n";
    let found = said(hidden);
    assert!(found.iter().any(|found| found.starts_with("E0409")), "{found:?}");
}

#[test]
fn the_new_value_of_an_update_is_content() {
    let gate =
        "gate tried\n  on update Opportunity: discount\n  when new.discount > 10%\n  is kept as a draft\n";
    assert_eq!(said(gate), Vec::<String>::new());
    let old =
        "gate tried\n  on update Opportunity: discount\n  when old.discount > 10%\n  is kept as a draft\n";
    assert_eq!(said(old), ["W0402: an agent could get around this rule by what it writes in `old.discount`"]);
}
