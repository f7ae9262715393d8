//! How far requests have come, as rules ask for it.

use super::*;
use crate::progress::Progress;
use crate::sketch::{By::*, HOUR, SECOND};

fn asked_three_times() -> Sketch {
    Sketch::open().stop_after("enough", 2, Progress::Requested)
}

fn one_at_a_time() -> Sketch {
    Sketch::open().gate_within("first", Role("sdr_manager", 1), 4 * HOUR, Outcome::Stop).stop_after(
        "busy",
        1,
        Progress::Waiting,
    )
}

#[test]
fn a_request_counts_once_however_often_it_is_asked_and_never_against_itself() {
    let day = Day::of(asked_three_times());
    let asked = ["r1", "r1", "r2", "r2", "r1", "r3"].map(|id| day.outcome(id));
    use Outcome::{Execute, Stop};
    assert_eq!(asked, [Execute, Execute, Execute, Execute, Execute, Stop]);
}

#[test]
fn nothing_is_on_record_that_no_rule_asks_for() {
    let day = Day::of(Sketch::open().stop_after("enough", 2, Progress::Refused));
    day.outcome("r1");
    assert!(day.engine.events(0).is_empty());
}

#[test]
fn what_waits_is_free_again_once_people_have_spoken() {
    let day = Day::of(one_at_a_time());
    assert_eq!(["r1", "r2"].map(|id| day.outcome(id)), [Outcome::Approve, Outcome::Stop]);
    day.engine.refuse(&manager("maria"), &day.email("r1"), &day.facts()).unwrap();
    assert_eq!(day.outcome("r2"), Outcome::Approve);
    assert_eq!(day.approve(&manager("maria"), "r2").unwrap().decision.outcome, Outcome::Execute);
    assert_eq!(day.outcome("r3"), Outcome::Approve);
}

#[test]
fn what_nobody_looks_at_in_time_waits_no_longer() {
    let day = Day::of(one_at_a_time());
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    day.after(4 * HOUR - SECOND);
    assert_eq!(day.outcome("r2"), Outcome::Stop);
    day.after(SECOND);
    assert_eq!(day.outcome("r2"), Outcome::Approve);
}

#[test]
fn what_is_stopped_meanwhile_waits_no_longer() {
    let mut day = Day::of(one_at_a_time().stop_on_hold("hold"));
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    day.hold = json!(true);
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    day.hold = json!(false);
    assert_eq!(day.outcome("r2"), Outcome::Approve);
    assert_eq!(day.outcome("r1"), Outcome::Stop, "now the other one waits");
}

#[test]
fn what_waits_is_remembered_by_the_next_engine() {
    let before = Day::of(one_at_a_time());
    before.outcome("r1");
    let events = before.engine.events(0);
    let tell = || Moment::from_nanoseconds(NINE + SECOND);
    let settings = Settings::default();
    let engine =
        Engine::restored(one_at_a_time().table(), &HostKey::new("secret"), tell, settings, events.clone());
    let day = Day { engine, ..before };
    assert_eq!(["r2", "r1"].map(|id| day.outcome(id)), [Outcome::Stop, Outcome::Approve]);
    assert_eq!(day.engine.events(0), events, "it waits as before");
}

#[test]
fn what_waits_in_shadow_is_on_no_record() {
    let day = Day::of(one_at_a_time().in_shadow());
    assert_eq!(["r1", "r2"].map(|id| day.outcome(id)), [Outcome::Approve, Outcome::Stop]);
    assert!(day.engine.events(0).is_empty());
}

#[test]
fn a_report_settles_what_came_of_it() {
    let day = Day::of(Sketch::open().stop_after("broken", 2, Progress::Failed));
    let [first, second] = ["r1", "r2"].map(|id| {
        let permit = day.permit(id);
        day.redeem(permit, id).unwrap()
    });
    assert_eq!(day.outcome("r3"), Outcome::Stop, "both may have failed");
    day.engine.report(&first, Report::Failed).unwrap();
    assert_eq!(day.outcome("r3"), Outcome::Stop);
    day.engine.report(&second, Report::Succeeded).unwrap();
    assert_eq!(day.outcome("r3"), Outcome::Execute);
}
