//! Gates, stops, limits and requirements.

use super::{atom, charter, class_path, is_at, only, rule};
use crate::typed::{
    Accepts, Approver, Atom, Condition, Constant, Holder, Lapse, Needed, Operand, Release, RuleKind, Span,
    Test, Window,
};
use charter_runtime::Outcome;
use charter_runtime::schema::{RoleId, Root, Type};

const HOUR: i64 = 3_600_000_000_000;

#[test]
fn approvals_are_owed_in_turn_and_by_a_deadline() {
    let rule = rule(
        "gate tried\n  on send_email\n  needs approval from 2 of sdr_manager and contact.account.owner, then revops \
         within 4 hours of office_hours, otherwise stop\n",
        "tried",
    );
    let case = only(&rule);
    assert_eq!((rule.kind, case.effect.outcome), (RuleKind::Gate, Outcome::Approve));
    let approvals = case.effect.approvals.expect("approvals");
    assert_eq!(approvals.stages[0].steps.len(), 2);
    let managers =
        Approver { any: vec![Holder::Role(RoleId(1))], count: 2, except: Vec::new(), confirms: false };
    assert_eq!(approvals.stages[0].steps[0][0], managers);
    let Holder::Person(owner) = &approvals.stages[0].steps[0][1].any[0] else { panic!("{approvals:#?}") };
    assert!(is_at(owner, Root::Target, 2, &Type::Person));
    let deadline = approvals.stages[0].deadline.clone().expect("a deadline");
    assert_eq!(
        (deadline.within, deadline.otherwise),
        (Span::Elapsed(4 * HOUR), Lapse::Leaves(Outcome::Stop))
    );
    assert!(deadline.calendar.is_some());
    assert_eq!(case.needed, [Needed { path: owner.clone(), may_be_empty: false }]);
}

#[test]
fn several_needs_are_owed_together() {
    let rule = rule(
        "gate tried\n  on send_email\n  needs approval from sdr_manager\n  needs approval from revops\n",
        "tried",
    );
    let asked = |case: &crate::typed::Case| {
        case.effect.approvals.as_ref().map(|approvals| approvals.stages[0].steps.len())
    };
    assert_eq!(rule.cases.iter().map(asked).collect::<Vec<_>>(), [Some(1), Some(1)]);
}

#[test]
fn a_gate_with_two_outcomes_has_two_cases() {
    let rule = rule("gate tried\n  on send_email\n  waits in new_domains\n  is only suggested\n", "tried");
    let outcomes: Vec<Outcome> = rule.cases.iter().map(|case| case.effect.outcome).collect();
    assert_eq!(outcomes, [Outcome::Queue, Outcome::Suggest]);
    assert!(rule.cases[0].effect.queue.is_some());
}

#[test]
fn a_rule_on_two_actions_has_a_case_for_each() {
    let rule = rule("stop tried\n  on send_email, enrich\n  when contact.legal_hold\n", "tried");
    assert_eq!(rule.cases.len(), 2);
    assert_ne!(rule.cases[0].action, rule.cases[1].action);
    assert_eq!(rule.cases[0].condition, rule.cases[1].condition);
}

#[test]
fn agents_and_fields_are_tested_by_place() {
    let rule = rule(
        "gate tried\n  for emea_sdr\n  on update Opportunity: discount\n  is kept as a draft\n",
        "tried",
    );
    let Condition::All(parts) = only(&rule).condition else { panic!("{rule:#?}") };
    assert_eq!(class_path(&parts[0]).root, Root::Agent);
    assert_eq!(class_path(&parts[1]).root, Root::Field);
    let Condition::Test(Test { accepts: Accepts::Values(places), .. }) = &parts[1] else {
        panic!("{parts:#?}")
    };
    assert_eq!(places.iter().collect::<Vec<_>>(), [&Constant::Ordinal(2)]);
}

#[test]
fn when_holds_and_unless_does_not() {
    let rule = rule(
        "stop tried\n  on send_email\n  when contact.legal_hold\n  unless contact.seniority is vp\n  \
         unless contact.title is \"CEO\"\n",
        "tried",
    );
    let Condition::All(parts) = only(&rule).condition else { panic!("{rule:#?}") };
    assert!(matches!(parts.as_slice(), [Condition::Test(_), Condition::Not(_), Condition::Not(_)]));
}

#[test]
fn a_sample_is_of_what_is_named() {
    let rule = rule("gate tried\n  on send_email\n  for 10% of accounts\n  is kept as a draft\n", "tried");
    let Atom::Sampled(of, share) = atom(&only(&rule).condition).clone() else { panic!("{rule:#?}") };
    assert!(is_at(&of, Root::Target, 1, &of.value));
    assert_eq!(share, 100_000_000);
}

#[test]
fn what_is_required_stops_where_it_does_not_hold() {
    let rule = rule(
        "require tried\n  on send_email\n  every claim in request.claims: (claim.source is given)\n  otherwise stop\n",
        "tried",
    );
    // Not every claim has one: some claim has none.
    let condition = only(&rule).condition;
    let Atom::SomeElement(list, inner) = atom(&condition) else { panic!("{condition:#?}") };
    assert!(matches!(condition, Condition::Test(_)));
    assert_eq!(list.root, Root::Request);
    assert!(matches!(inner.as_ref(), Condition::Not(given) if matches!(atom(given), Atom::Given(_))));
}

#[test]
fn a_stop_says_who_releases_it() {
    let stop = |line: &str| format!("stop tried\n  on send_email\n  when contact has replied\n  {line}\n");
    assert_eq!(only(&rule(&stop("for good"), "tried")).effect.release, Release::Never);
    let released = only(&rule(&stop("until released by sdr_manager, revops"), "tried"));
    assert_eq!(released.effect.release, Release::By(vec![RoleId(0), RoleId(1)]));
    let Atom::Class(Operand::Figure(figure)) = atom(&released.condition) else { panic!("{released:#?}") };
    assert_eq!(figure.window, Window::SinceRelease(vec![RoleId(0), RoleId(1)]));
}

#[test]
fn a_stop_for_a_time_looks_that_far_back() {
    let case =
        only(&rule("stop tried\n  on send_email\n  when contact has replied\n  for 30 days\n", "tried"));
    let Atom::Class(Operand::Figure(figure)) = atom(&case.condition) else { panic!("{case:#?}") };
    assert_eq!(figure.window, Window::Rolling(30 * 24 * HOUR));
}

#[test]
fn rules_are_sorted_by_name_and_know_their_lines() {
    let charter = charter(
        "stop zebra\n  on send_email\n  when contact.legal_hold\n\nshadow stop ant \"Ants\"\n  on send_email\n  \
         when contact.legal_hold\n",
    );
    let names: Vec<(&str, u32, bool)> =
        charter.rules.iter().map(|rule| (rule.name.as_str(), rule.source.line, rule.shadow)).collect();
    assert_eq!(names, [("ant", 5, true), ("everything", 57, false), ("zebra", 1, false)]);
}
