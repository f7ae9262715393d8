//! What was done without being asked for.

use super::*;
use crate::progress::Progress;
use crate::sketch::{By::*, DAY, HOUR};

fn weekly() -> Sketch {
    Sketch::open().limit("weekly", 2, 7 * DAY, None)
}

/// An email of a person's, so long ago.
fn import(day: &Day, id: &str, ago: i64) -> Result<bool, EngineError> {
    let facts = json!({"person": "ines", "objects": {
        "Contact": {"jane": {"email": "jane@acme.com", "account": "acme"}}, "Account": {"acme": {"domain": "acme.com"}},
    }});
    let facts = Facts::from_json(&facts, &day.engine.table()).unwrap();
    let now = day.clock.load(Ordering::SeqCst);
    day.engine.import(&day.email(id), &facts, Moment::from_nanoseconds(now - ago))
}

#[test]
fn it_counts_by_its_own_time_and_once() {
    let day = Day::of(weekly());
    assert_eq!(import(&day, "yesterday", DAY), Ok(true));
    assert_eq!(import(&day, "yesterday", DAY), Ok(false));
    assert_eq!(import(&day, "long ago", 7 * DAY), Ok(true));
    assert_eq!(["r1", "r2"].map(|id| day.send(id)), [Outcome::Execute, Outcome::Stop]);
    day.after(6 * DAY);
    assert_eq!(day.send("r3"), Outcome::Execute, "what was yesterday is a week ago");
}

#[test]
fn it_may_fill_a_limit_before_a_permit_is_redeemed() {
    let day = Day::of(weekly());
    assert_eq!(day.send("r1"), Outcome::Execute);
    let permit = day.permit("r2");
    assert_eq!(import(&day, "by hand", 0), Ok(true));
    assert_eq!(refused(day.redeem(permit, "r2")), Outcome::Stop);
}

#[test]
fn it_has_succeeded() {
    let day = Day::of(Sketch::open().stop_after("broken", 1, Progress::Failed));
    assert_eq!(import(&day, "by hand", HOUR), Ok(true));
    assert_eq!(day.outcome("r1"), Outcome::Execute);
}

#[test]
fn what_was_done_by_hand_waits_for_nobody() {
    let day = Day::of(Sketch::open().gate("first", &[&[Role("sdr_manager", 1)]]));
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    assert_eq!(import(&day, "r1", 0), Ok(true));
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0102");
}

#[test]
fn the_future_and_the_unknown_are_not_on_record() {
    let day = Day::of(weekly());
    let error = import(&day, "tomorrow", -DAY).unwrap_err();
    assert_eq!(error.to_string(), "R0131: `tomorrow` lies in the future: import it once it was done");
    let now = Moment::from_nanoseconds(NINE);
    let nobody = day.engine.import(&day.email("r1"), &day.facts_with("stranger", Json::Null), now);
    assert_eq!(nobody.unwrap_err().code(), "R0115");
    let unknown = day.request(json!({"id": "r1", "action": "call", "target": "jane"}));
    assert_eq!(day.engine.import(&unknown, &day.facts(), now).unwrap_err().code(), "R0116");
    let person = Facts::from_json(&json!({"person": "outreach"}), &day.engine.table()).unwrap();
    assert_eq!(day.engine.import(&day.email("r1"), &person, now).unwrap_err().code(), "R0113");
    assert!(day.engine.events(0).is_empty());
}
