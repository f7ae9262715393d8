//! Tests of values.

use super::{atom, class_path, text, when};
use crate::typed::{Accepts, Atom, Condition, Constant, Operand, Test, TextTest};
use charter_runtime::schema::{Part, Root, Step, Type};

fn accepts(condition: &Condition) -> Accepts {
    match condition {
        Condition::Test(Test { accepts, .. }) => accepts.clone(),
        Condition::Not(inner) => accepts(inner),
        other => panic!("no test: {other:#?}"),
    }
}

fn values(constants: impl IntoIterator<Item = Constant>) -> Accepts {
    Accepts::Values(constants.into_iter().collect())
}

#[test]
fn a_yes_no_path_is_a_test() {
    assert_eq!(accepts(&when("contact.legal_hold")), values([Constant::Ordinal(1)]));
    assert_eq!(when("not contact.legal_hold"), Condition::Not(Box::new(when("contact.legal_hold"))));
}

#[test]
fn a_value_of_a_closed_list_is_its_place() {
    assert_eq!(accepts(&when("contact.seniority is vp")), values([Constant::Ordinal(2)]));
    assert_eq!(accepts(&when("contact.seniority is manager or above")), Accepts::Range(Some(1), None));
    assert_eq!(accepts(&when("contact.seniority is manager or below")), Accepts::Range(None, Some(1)));
}

#[test]
fn is_not_is_the_negation_of_is() {
    let is = when("contact.title is \"CEO\"");
    assert_eq!(accepts(&is), values([text("CEO")]));
    assert_eq!(when("contact.title is not \"CEO\""), Condition::Not(Box::new(is)));
}

#[test]
fn addresses_and_domains_are_canonical() {
    assert_eq!(accepts(&when("contact.email is \"Jane@ACME.com\"")), values([text("jane@acme.com")]));
    let of_domain = when("contact.email.domain is \"Bücher.example\"");
    assert_eq!(accepts(&of_domain), values([text("xn--bcher-kva.example")]));
    assert_eq!(class_path(&of_domain).steps.last(), Some(&Step::Part(Part::Domain)));
}

#[test]
fn amounts_are_compared_in_billionths() {
    assert_eq!(accepts(&when("contact.account.arr < 1.5 USD")), Accepts::Range(None, Some(1_499_999_999)));
    assert_eq!(accepts(&when("1.5 USD > contact.account.arr")), Accepts::Range(None, Some(1_499_999_999)));
}

#[test]
fn two_paths_are_a_pair() {
    let condition = when("contact.account.domain is contact.email.domain");
    assert!(matches!(atom(&condition), Atom::Pair(Operand::Path(_), Operand::Path(_))));
    assert_eq!(accepts(&condition), Accepts::Ordering { less: false, equal: true, more: false });
}

#[test]
fn outside_is_the_negation_of_inside() {
    let condition = when("contact.email is outside contact.account.domain");
    assert!(matches!(&condition, Condition::Not(inside) if matches!(atom(inside), Atom::Inside(_, _))));
    let constant = when("contact.email is inside \"ACME.com\"");
    assert!(matches!(atom(&constant), Atom::Text(_, TextTest::Inside(domain)) if domain == "acme.com"));
}

#[test]
fn several_texts_are_alternatives() {
    let Condition::Any(parts) = when("contact.title contains (\"intern\", \"student\")") else { panic!() };
    assert!(matches!(atom(&parts[0]), Atom::Text(_, TextTest::Contains(word)) if word == "intern"));
    assert!(matches!(atom(&when("contact.title matches /^vp/")), Atom::Text(_, TextTest::Matches(_))));
}

#[test]
fn lists_are_looked_up_by_name_and_written_out() {
    let expected = values([text("banking"), text("insurance")]);
    assert_eq!(accepts(&when("contact.account.industry is in regulated")), expected);
    assert_eq!(accepts(&when("contact.account.industry is in (\"banking\", \"insurance\")")), expected);
    assert_eq!(
        accepts(&when("contact.account.region is in (na, apac)")),
        values([Constant::Ordinal(0), Constant::Ordinal(2)])
    );
    assert_eq!(class_path(&when("agent is in emea_sdr")).root, Root::Agent);
}

#[test]
fn a_segment_is_read_with_the_path_in_place_of_its_object() {
    let Condition::Any(parts) = when("contact.account is enterprise") else { panic!() };
    assert_eq!(class_path(&parts[0]).value, Type::Number);
    assert_eq!(class_path(&parts[0]).steps.len(), 2);
    assert_eq!(when("contact.account is in enterprise"), Condition::Any(parts.clone()));
    assert_eq!(when("contact.account is not enterprise"), Condition::Not(Box::new(Condition::Any(parts))));
}

#[test]
fn an_age_is_the_time_up_to_now() {
    let condition = when("contact.created is older than 24 hours");
    assert!(matches!(atom(&condition), Atom::Class(Operand::Minus(_, _))));
    assert_eq!(accepts(&condition), Accepts::Range(Some(86_400_000_000_001), None));
}

#[test]
fn a_list_contains_what_some_element_is() {
    let condition = when("any claim in request.claims: (claim.source is empty)");
    let Atom::SomeElement(_, inner) = atom(&condition) else { panic!("{condition:#?}") };
    assert_eq!(accepts(inner), Accepts::Empty);
    assert_eq!(class_path(inner).root, Root::Element);
}

#[test]
fn a_look_up_is_its_cells_in_order() {
    let more = "table largest by segment of Account, Opportunity.stage\n  |            | open | won |\n  \
                | enterprise | 10%  | 0%  |\n  | otherwise  | 5%   | 0%  |\n\nstop tried\n  \
                on update Opportunity: discount\n  \
                when new.discount > largest(opportunity.account, opportunity.stage)\n";
    let Condition::All(parts) = super::only(&super::rule(more, "tried")).condition else { panic!() };
    let Some(Condition::Any(cells)) = parts.last() else { panic!("{parts:#?}") };
    assert_eq!(cells.len(), 4);
    let Some(Condition::All(cell)) = cells.first() else { panic!("{cells:#?}") };
    assert_eq!(accepts(cell.last().expect("the comparison")), Accepts::Range(Some(100_000_001), None));
}

#[test]
fn a_segment_may_have_the_name_of_a_value() {
    let more = "segment emea of Account: region is emea\n\nstop tried\n  on send_email\n  \
                when contact.account.region is emea and contact.account is emea\n";
    let Condition::All(parts) = super::only(&super::rule(more, "tried")).condition else { panic!() };
    assert_eq!(parts[0], parts[1]);
}
