//! What is asked of the ledger.

use super::{atom, class_path, is_at, only, rule, when};
use crate::typed::{Accepts, Atom, Condition, Event, Figure, Measure, Operand, Period, Span, Test, Window};
use charter_runtime::schema::{Root, Type};

const DAY: i64 = 86_400_000_000_000;

/// The figure of a test, and what is accepted of it.
fn figure(condition: &Condition) -> (Figure, Accepts) {
    match condition {
        Condition::Test(Test { atom: Atom::Class(Operand::Figure(figure)), accepts }) => {
            (figure.as_ref().clone(), accepts.clone())
        }
        Condition::Not(inner) => figure_of(inner),
        // A limit's figure comes first, then what has to be known for it.
        Condition::Any(parts) => figure_of(&parts[0]),
        other => panic!("no test of a figure: {other:#?}"),
    }
}

fn figure_of(condition: &Condition) -> (Figure, Accepts) {
    figure(condition)
}

fn limit(line: &str) -> (Figure, Accepts) {
    figure(
        &only(&rule(&format!("limit tried\n  on send_email\n  {line}\n  otherwise stop\n"), "tried"))
            .condition,
    )
}

#[test]
fn no_event_is_not_more_than_none() {
    let condition = when("no send_email to contact.account ever");
    assert!(matches!(condition, Condition::Not(_)));
    let (figure, accepts) = figure(&condition);
    assert_eq!((figure.measure, figure.window, figure.with_request), (Measure::Count, Window::Ever, false));
    assert_eq!(accepts, Accepts::Range(Some(1), None));
    assert_eq!(figure.key, figure.sources[0].key);
}

#[test]
fn an_event_about_another_object_is_found_by_the_one_way_to_it() {
    // On an update of an opportunity, a contact's emails belong to the account that both lead to.
    let rule = rule(
        "gate tried\n  on update Opportunity\n  when any send_email to opportunity.account in 7 days\n  \
         is kept as a draft\n",
        "tried",
    );
    let (figure, _) = figure(&only(&rule).condition);
    assert_eq!(figure.window, Window::Rolling(7 * DAY));
    let (own, events) = (&figure.key[0], &figure.sources[0].key[0]);
    assert_eq!((own.root, events.root), (Root::Target, Root::Target));
    assert_eq!(own.value, events.value);
    assert_ne!(own.shape, events.shape);
}

#[test]
fn a_signal_is_asked_with_its_exceptions() {
    let condition = when("contact has replied in 2 days, except where its.automatic");
    let (figure, _) = figure(&condition);
    assert!(matches!(figure.sources[0].event, Event::Signal(_)));
    assert_eq!(figure.window, Window::Rolling(2 * DAY));
    let Condition::Not(automatic) = &figure.sources[0].filter else { panic!("{figure:#?}") };
    assert_eq!(class_path(automatic).root, Root::Its);
}

#[test]
fn a_limit_counts_the_request_at_hand() {
    let (figure, accepts) = limit("at most 3 per contact in 7 days");
    assert!(figure.with_request);
    assert_eq!(accepts, Accepts::Range(Some(4), None));
    assert!(is_at(&figure.key[0], Root::Target, 0, &figure.key[0].value));
}

#[test]
fn a_limit_that_names_a_thing_counts_different_ones() {
    let (figure, accepts) = limit("at most 1 agent per contact.account in 30 days");
    assert_eq!((figure.measure, accepts), (Measure::Different, Accepts::Range(Some(2), None)));
    assert_eq!(figure.sources[0].value.as_ref().map(|value| value.root), Some(Root::Agent));
    let (figure, _) = limit("at most 20 contacts per agent each day");
    assert_eq!(figure.window, Window::Calendar(Period::Day, "UTC".to_owned()));
    assert_eq!(figure.key[0].root, Root::Agent);
}

#[test]
fn a_limit_of_an_amount_adds_up() {
    let rule = rule(
        "limit tried\n  on enrich\n  at most 500 USD of request.cost per agent each month\n  otherwise stop\n",
        "tried",
    );
    let case = only(&rule);
    let (figure, accepts) = figure(&case.condition);
    assert_eq!((figure.measure, accepts), (Measure::Sum, Accepts::Range(Some(500_000_000_001), None)));
    let needed: Vec<(Root, bool)> = case.needed.iter().map(|it| (it.path.root, it.may_be_empty)).collect();
    assert_eq!(needed, [(Root::Request, false), (Root::Agent, true)]);
}

#[test]
fn a_limit_stops_where_its_key_or_amount_is_not_known() {
    let rule = rule(
        "limit tried\n  on enrich\n  at most 500 USD of request.cost per contact.account each month\n  otherwise stop\n",
        "tried",
    );
    let Condition::Any(parts) = &only(&rule).condition else { panic!("a limit has one way to apply only") };
    let unknown = |part: &Condition| match part {
        Condition::Not(inner) => match &**inner {
            Condition::Test(Test { atom: Atom::Known(path) | Atom::Given(path), .. }) => Some(path.root),
            _ => None,
        },
        _ => None,
    };
    let roots: Vec<Root> = parts.iter().filter_map(unknown).collect();
    assert_eq!(roots, [Root::Target, Root::Request]);
}

#[test]
fn a_limit_on_two_actions_counts_them_together() {
    let rule = rule(
        "limit tried\n  on send_email, enrich\n  at most 3 per contact in 7 days\n  otherwise stop\n",
        "tried",
    );
    let (first, _) = figure(&rule.cases[0].condition);
    let (second, _) = figure(&rule.cases[1].condition);
    assert_eq!(first.sources.len(), 2);
    assert_eq!(first, second);
}

#[test]
fn a_measure_is_read_where_it_is_used() {
    let rule = rule(
        "measure rate per contact.email.domain\n  share of the last 50 send_email that bounced within 2 days, once \
         there are 20\n\nstop tried\n  on send_email\n  when rate > 5%\n",
        "tried",
    );
    let (figure, accepts) = figure(&only(&rule).condition);
    assert!(matches!(figure.measure, Measure::Share(_, within, None) if within == Span::Elapsed(2 * DAY)));
    assert_eq!((figure.window, figure.at_least), (Window::Last(50), 20));
    // In half billionths: the least share above five percent.
    assert_eq!(accepts, Accepts::Range(Some(100_000_001), None));
    assert_eq!(figure.key[0].value, Type::Domain);
}

#[test]
fn counts_are_compared_as_they_are_and_sums_in_billionths() {
    let (count, accepts) = figure(&when("count of send_email to contact in 7 days >= 3"));
    assert_eq!((count.measure, accepts), (Measure::Count, Accepts::Range(Some(3), None)));
    let (sum, accepts) = figure(&when("sum of cost of enrich to contact in 7 days < 2 USD"));
    assert_eq!((sum.measure, accepts), (Measure::Sum, Accepts::Range(None, Some(1_999_999_999))));
    assert_eq!(sum.sources[0].value.as_ref().map(|value| value.root), Some(Root::Request));
}

#[test]
fn events_of_one_agent_are_filtered_and_not_keyed() {
    let (figure, _) = figure(&when("any enrich to contact by enrichment in 7 days"));
    assert_eq!(figure.key.len(), 1);
    assert!(
        matches!(atom(&figure.sources[0].filter), Atom::Class(Operand::Path(path)) if path.root == Root::Agent)
    );
}
