//! decide, redeem, report.

use super::*;
use crate::sketch::{By, DAY, SECOND};

#[test]
fn what_may_go_ahead_has_a_permit_and_is_on_record_once_redeemed() {
    let day = Day::of(Sketch::open());
    let permit = day.permit("r1");
    assert!(day.engine.events(0).is_empty(), "a reservation is no event");
    day.after(SECOND);
    let redeemed = day.redeem(permit, "r1").unwrap();
    assert_eq!(redeemed.at().nanoseconds(), NINE + SECOND);
    let events = day.engine.events(0);
    assert_eq!(
        events.iter().map(|event| (event.id.as_str(), event.at)).collect::<Vec<_>>(),
        [("r1", NINE + SECOND)]
    );
    day.engine.report(&redeemed, Report::Failed).unwrap();
    assert_eq!(day.engine.report(&redeemed, Report::Succeeded).unwrap_err().code(), "R0124");
    assert_eq!(day.engine.events(1).len(), 1);
    assert_eq!(code(day.decide("r1")), "R0102");
}

#[test]
fn without_a_scope_there_is_no_permit() {
    let day = Day::of(Sketch::new());
    let answer = day.decide("r1").unwrap();
    assert_eq!((answer.decision.outcome, answer.decision.grant), (Outcome::Stop, None));
    assert!(answer.permit.is_none());
}

#[test]
fn a_permit_lives_a_minute_and_not_a_nanosecond_longer() {
    let day = Day::of(Sketch::open());
    let permit = day.permit("r1");
    day.after(60 * SECOND - 1);
    assert!(day.redeem(permit, "r1").is_ok());
    let permit = day.permit("r2");
    day.after(60 * SECOND);
    assert_eq!(invalid(day.redeem(permit, "r2")), "R0120");
}

#[test]
fn a_permit_is_for_one_action_of_one_agent_at_one_engine() {
    let day = Day::of(Sketch::open());
    let edited = day.email_saying("r1", "Something else");
    assert_eq!(invalid(day.engine.redeem(day.permit("r1"), &edited, &day.facts())), "R0107");
    assert_eq!(invalid(day.redeem(day.permit("r1"), "r2")), "R0121");
    let other_agent = day.facts_with("enrichment", Json::Null);
    assert_eq!(invalid(day.engine.redeem(day.permit("r1"), &day.email("r1"), &other_agent)), "R0125");
    let elsewhere = Day::of(Sketch::open());
    assert_eq!(invalid(elsewhere.redeem(day.permit("r1"), "r1")), "R0122");
    assert_eq!(day.send("r1"), Outcome::Execute, "refusals leave nothing behind");
}

#[test]
fn an_id_stands_for_one_action() {
    let day = Day::of(Sketch::open());
    assert_eq!(day.outcome("r1"), Outcome::Execute);
    assert_eq!(code(day.engine.decide(&day.email_saying("r1", "Bye"), &day.facts())), "R0101");
    assert_eq!(code(day.engine.decide(&day.email("r1"), &day.facts_with("enrichment", Json::Null))), "R0125");
}

#[test]
fn the_same_id_a_hundred_times_has_one_reservation_and_one_permit() {
    let day = Day::of(Sketch::open().limit("weekly", 1, 7 * DAY, None));
    let mut permits: Vec<Permit> = (0..100).map(|_| day.permit("r1")).collect();
    let last = permits.pop().unwrap();
    for permit in permits {
        assert_eq!(invalid(day.redeem(permit, "r1")), "R0119");
    }
    assert!(day.redeem(last, "r1").is_ok());
    assert_eq!(day.outcome("r2"), Outcome::Stop);
}

#[test]
fn a_reservation_counts_against_others_until_it_expires() {
    let day = Day::of(Sketch::open().limit("weekly", 1, 7 * DAY, None));
    let permit = day.permit("r1");
    assert_eq!(day.outcome("r2"), Outcome::Stop);
    assert_eq!(day.outcome("r1"), Outcome::Execute, "never against itself");
    drop(permit);
    day.after(60 * SECOND);
    assert_eq!(day.outcome("r2"), Outcome::Execute);
}

#[test]
fn a_third_limit_that_is_full_leaves_nothing_reserved() {
    let limits = Sketch::open().limit("a", 3, DAY, None).limit("b", 2, DAY, None).limit("c", 1, DAY, None);
    let day = Day::of(limits);
    assert_eq!(day.send("r1"), Outcome::Execute);
    for number in 0..100 {
        assert_eq!(day.outcome(&format!("more-{number}")), Outcome::Stop);
    }
    day.engine
        .activate(Sketch::open().limit("a", 3, DAY, None).limit("b", 2, DAY, None).version("2").table());
    assert_eq!(day.send("r2"), Outcome::Execute, "only r1 was ever counted");
    assert_eq!(day.send("r3"), Outcome::Stop);
}

#[test]
fn redeeming_decides_again_with_the_facts_of_then() {
    let mut day = Day::of(Sketch::open().stop_on_hold("legal_hold"));
    let permit = day.permit("r1");
    day.hold = json!(true);
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Stop);
    let permit = {
        day.hold = json!(false);
        day.permit("r2")
    };
    day.hold = json!("a word");
    assert_eq!(refused(day.redeem(permit, "r2")), Outcome::Stop, "what is not known could be");
}

#[test]
fn a_new_version_is_what_redeeming_asks() {
    let day = Day::of(Sketch::open());
    let (permit, stale) = (day.permit("r1"), (day.email("r1"), day.facts()));
    day.engine.activate(Sketch::open().gate("first", &[&[crate::sketch::By::Owner]]).version("2").table());
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Approve);
    assert_eq!(code(day.engine.decide(&stale.0, &stale.1)), "R0103");
}

#[test]
fn a_lowered_cap_counts_what_was_done_before() {
    let day = Day::of(Sketch::open().limit("weekly", 3, 7 * DAY, None));
    assert_eq!([day.send("r1"), day.send("r2")], [Outcome::Execute; 2]);
    let permit = day.permit("r3");
    day.engine.activate(Sketch::open().limit("renamed", 2, 7 * DAY, None).version("2").table());
    assert_eq!(refused(day.redeem(permit, "r3")), Outcome::Stop);
}

#[test]
fn a_widened_window_looks_back_over_the_whole_log() {
    let day = Day::of(Sketch::open().limit("daily", 1, DAY, None));
    assert_eq!(day.send("r1"), Outcome::Execute);
    day.after(3 * DAY);
    assert_eq!(day.send("r2"), Outcome::Execute);
    day.engine.activate(Sketch::open().limit("weekly", 2, 7 * DAY, None).version("2").table());
    assert_eq!(day.outcome("r3"), Outcome::Stop);
}

#[test]
fn what_was_done_survives_in_another_engine() {
    let sketch = Sketch::open().limit("weekly", 1, 7 * DAY, None);
    let day = Day::of(sketch.clone());
    assert_eq!(day.send("r1"), Outcome::Execute);
    day.engine.halt(&revops("rita"), &Halted::Agent("outreach".to_owned()), "").unwrap();
    let clock = || Moment::from_nanoseconds(NINE);
    let engine = Engine::restored(
        sketch.table(),
        &HostKey::new("secret"),
        clock,
        Settings::default(),
        day.engine.events(0),
    );
    let again = Day { engine, clock: Arc::clone(&day.clock), hold: json!(false) };
    assert_eq!(code(again.decide("r1")), "R0102");
    assert_eq!(again.decide("r2").unwrap().decision.problems, ["agent `outreach` is halted by rita"]);
    again.engine.resume(&revops("rita"), &Halted::Agent("outreach".to_owned())).unwrap();
    assert_eq!(
        again.decide("r2").unwrap().decision.deciding().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(),
        ["weekly"]
    );
}

#[test]
fn requests_are_forgotten_after_thirty_days() {
    let day = Day::of(Sketch::open().stop_on_hold("legal_hold"));
    for number in 0..50 {
        day.outcome(&format!("r{number}"));
    }
    assert_eq!(day.engine.lock().requests.len(), 50);
    day.after(30 * DAY);
    day.outcome("last");
    assert_eq!(day.engine.lock().requests.len(), 1);
}

#[test]
fn requests_are_kept_for_as_long_as_people_have_to_answer() {
    let sketch = Sketch::open().gate_within("slowly", By::Role("sdr_manager", 1), 45 * DAY, Outcome::Stop);
    let day = Day::of(sketch);
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    day.after(40 * DAY);
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn asking_many_times_changes_nothing() {
    let day = Day::of(Sketch::open().limit("weekly", 0, 7 * DAY, None));
    let first = day.decide("r1").unwrap().decision;
    for _ in 0..1_000 {
        assert_eq!(day.decide("r1").unwrap().decision, first);
    }
    assert!(day.engine.events(0).is_empty());
}

#[test]
fn a_request_on_several_objects_is_on_record_once_for_each_and_reserves_for_each() {
    let day = Day::of(Sketch::open().limit("weekly", 1, 7 * DAY, None));
    let both = day.request(json!({
        "id": "both", "action": "send_email", "target": ["jane", "joe"], "takes": {"subject": "Hello"},
    }));
    let permit = day.engine.decide(&both, &day.facts()).unwrap().permit.unwrap();
    let jane = day.engine.decide(&day.email("jane"), &day.facts()).unwrap();
    assert_eq!(jane.decision.outcome, Outcome::Stop, "the other request has reserved the one email");
    let _ = day.engine.redeem(permit, &both, &day.facts()).unwrap();
    let subjects: Vec<String> = day.engine.events(0).into_iter().map(|event| event.subject).collect();
    assert_eq!(subjects, ["jane", "joe"]);
    assert!(day.engine.decide(&both, &day.facts()).is_err(), "it was carried out");
}
