//! observe and release.

use super::*;
use crate::sketch::{DAY, HOUR, role_id};
use crate::table::model::Release;

fn latched() -> Sketch {
    Sketch::open().latch("replied", "replied", Release::By(vec![role_id("sdr_manager")])).latch(
        "unsubscribed",
        "unsubscribed",
        Release::Never,
    )
}

fn rules(observed: &Observed) -> Vec<(&str, &str)> {
    observed.latched.iter().map(|latched| (latched.rule.as_str(), latched.subject.as_str())).collect()
}

#[test]
fn a_signal_says_what_it_has_just_stopped() {
    let day = Day::of(latched());
    assert_eq!(rules(&day.observe("s1", "replied")), [("replied", "jane")]);
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    assert_eq!(rules(&day.observe("s2", "replied")), [], "it was stopped already");
}

#[test]
fn a_signal_counts_once_for_its_id() {
    let day = Day::of(latched());
    assert!(!day.observe("s1", "replied").repeated);
    day.engine.release(&manager("maria"), "replied", "jane").unwrap();
    let again = day.observe("s1", "replied");
    assert!(again.repeated && again.latched.is_empty());
    assert_eq!(day.outcome("r1"), Outcome::Execute);
    assert_eq!(rules(&day.observe("s2", "replied")), [("replied", "jane")], "a new one stops anew");
}

#[test]
fn a_stop_between_decide_and_redeem_stops() {
    let day = Day::of(latched());
    let permit = day.permit("r1");
    day.after(59_999_999_000);
    day.observe("s1", "unsubscribed");
    day.after(1_000);
    assert_eq!(invalid(day.redeem(permit, "r1")), "R0120");
    let day = Day::of(latched());
    let permit = day.permit("r1");
    day.observe("s1", "unsubscribed");
    day.after(1_000);
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Stop, "one microsecond before");
}

#[test]
fn only_the_named_role_releases_and_nothing_that_is_for_good() {
    let day = Day::of(latched());
    day.observe("s1", "replied");
    day.observe("s2", "unsubscribed");
    let release = |person: &Person, signal: &str| {
        day.engine.release(person, signal, "jane").map_err(|error| error.code())
    };
    assert_eq!(release(&revops("rita"), "replied"), Err("R0108"));
    assert_eq!(release(&manager("outreach"), "replied"), Err("R0113"), "an agent releases nothing");
    assert_eq!(release(&manager("maria"), "unsubscribed"), Err("R0117"));
    assert_eq!(release(&manager("maria"), "sneezed"), Err("R0114"));
    assert_eq!(release(&manager("maria"), "replied"), Ok(()));
    let answer = day.decide("r1").unwrap();
    assert_eq!(
        answer.decision.deciding().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(),
        ["unsubscribed"]
    );
}

#[test]
fn a_release_lifts_only_the_stops_of_its_role() {
    let two = Sketch::open().latch("a", "replied", Release::By(vec![role_id("sdr_manager")])).latch(
        "b",
        "replied",
        Release::By(vec![role_id("revops")]),
    );
    let day = Day::of(two);
    day.observe("s1", "replied");
    day.engine.release(&manager("maria"), "replied", "jane").unwrap();
    let answer = day.decide("r1").unwrap();
    assert_eq!(answer.decision.deciding().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn stops_never_expire_by_themselves() {
    let day = Day::of(latched());
    day.observe("s1", "replied");
    day.after(4_000 * DAY);
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    day.engine.activate(latched().version("2").table());
    assert_eq!(day.outcome("r2"), Outcome::Stop, "nor by a new version");
}

#[test]
fn late_and_future_signals_latch_from_receipt() {
    for at in ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"] {
        let day = Day::of(latched());
        let signal = json!({"id": "s1", "signal": "replied", "about": "jane", "at": at});
        let signal = Signal::from_json(&signal, &day.engine.table()).unwrap();
        day.engine.release(&manager("maria"), "replied", "jane").unwrap();
        assert_eq!(rules(&day.engine.observe(&signal, &day.facts()).unwrap()), [("replied", "jane")]);
        assert_eq!(day.outcome("r1"), Outcome::Stop, "{at}");
        day.after(HOUR);
        day.engine.release(&manager("maria"), "replied", "jane").unwrap();
        assert_eq!(day.outcome("r1"), Outcome::Execute, "{at}");
    }
}

#[test]
fn a_signal_the_charter_does_not_know_is_an_error() {
    let day = Day::of(latched());
    let signal = json!({"id": "s1", "signal": "sneezed", "about": "jane"});
    let signal = Signal::from_json(&signal, &day.engine.table()).unwrap();
    assert_eq!(day.engine.observe(&signal, &day.facts()).unwrap_err().code(), "R0114");
    assert!(day.engine.events(0).is_empty());
}
