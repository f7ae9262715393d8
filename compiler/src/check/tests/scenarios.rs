//! Scenarios.

use super::testing;
use crate::check::typed_scenarios;
use crate::db::Database;
use crate::findings::findings;
use crate::render::short;
use crate::scenario::{Act, Because, Owed, Sampling, Scenario, document};
use charter_runtime::Outcome;

const GATE: &str = "gate first\n  on send_email\n  needs approval from sdr_manager\n\n\
                    stop replied\n  on send_email\n  when contact has replied\n  until released by revops\n\n\
                    usual send_email: subject \"Hello\", claims none\n\nusual Account: employees 40\n\n";

fn scenario(lines: &str) -> Scenario {
    let db = Database::default();
    let given = "  given maria is sdr_manager and revops\n  given account acme: domain \"acme.com\", arr empty\n  \
                 given contact jane: account acme, legal_hold no, title unknown\n  given nobody is sampled\n  \
                 at 2026-03-02 09:00\n";
    let text = format!("{GATE}scenario \"tried\"\n{given}{lines}");
    let project = testing::project(&db, &[("world.charter", super::WORLD), ("more.charter", &text)]);
    let typed = typed_scenarios(&db, project);
    typed.value.first().cloned().unwrap_or_else(|| panic!("{}", short(&db, findings(&db, project))))
}

#[test]
fn what_is_given_becomes_documents() {
    let scenario = scenario("");
    assert_eq!(scenario.people[0].roles.len(), 2);
    assert_eq!(scenario.sampling, Sampling::Nobody);
    let objects: Vec<String> =
        scenario.objects.iter().map(|object| document(&object.fields).to_string()).collect();
    assert_eq!(
        objects,
        [r#"{"arr":null,"domain":"acme.com","employees":"40"}"#, r#"{"account":"acme","legal_hold":false}"#]
    );
}

#[test]
fn a_day_is_played_step_by_step() {
    let scenario = scenario(
        "    outreach send_email to jane   => waits for sdr_manager (first)\n    maria approves it             => goes \
         ahead\n  after 1 minute\n    jane replied: automatic no\n    outreach send_email to jane with subject \"Hi\"   \
         => stopped (replied)\n    maria releases jane from replied\n    maria halts outreach\n",
    );
    let start = scenario.steps[0].at;
    let after: Vec<i128> = scenario.steps.iter().map(|step| (step.at - start) / 1_000_000_000).collect();
    assert_eq!(after, [0, 0, 60, 60, 60, 60]);
    let Act::Request(first) = &scenario.steps[0].act else { panic!("{scenario:#?}") };
    assert_eq!(document(&first.takes).to_string(), r#"{"subject":"Hello"}"#);
    assert_eq!(document(&first.says).to_string(), r#"{"claims":[]}"#);
    let expected = scenario.steps[0].expected.clone().expect("an expectation");
    assert_eq!(expected.outcome, Outcome::Approve);
    assert!(matches!(expected.owed.as_slice(), [any] if matches!(any.as_slice(), [Owed::Role(_)])));
    assert_eq!(expected.because, Because::Rules(vec!["first".to_owned()]));
    assert_eq!(scenario.steps[1].act, Act::Approve { by: "maria".to_owned(), request: 0 });
    let Act::Request(second) = &scenario.steps[3].act else { panic!("{scenario:#?}") };
    assert_eq!(document(&second.takes).to_string(), r#"{"subject":"Hi"}"#);
    assert!(matches!(&scenario.steps[4].act, Act::Release { roles, .. } if roles.len() == 2));
}

#[test]
fn facts_change_and_updates_have_new_values() {
    let scenario = scenario(
        "    jane changes: title \"CTO\"\n    outreach update acme: employees 50   => stopped (outside every scope)\n",
    );
    assert!(matches!(&scenario.steps[0].act, Act::Change { id, .. } if id == "jane"));
    let Act::Request(update) = &scenario.steps[1].act else { panic!("{scenario:#?}") };
    assert_eq!(document(&update.new).to_string(), r#"{"employees":"50"}"#);
    let because = scenario.steps[1].expected.as_ref().map(|expected| &expected.because);
    assert_eq!(because, Some(&Because::OutsideEveryScope));
}
