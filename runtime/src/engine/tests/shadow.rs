//! Shadow mode.

use super::*;
use crate::decide::Mode;
use crate::sketch::{By, DAY};

fn weekly() -> Sketch {
    Sketch::open().limit("weekly", 2, 7 * DAY, None)
}

#[test]
fn in_shadow_there_are_no_permits() {
    let day = Day::of(weekly().in_shadow());
    let answer = day.decide("r1").unwrap();
    assert_eq!((answer.decision.outcome, answer.decision.mode), (Outcome::Execute, Mode::Shadow));
    assert!(answer.permit.is_none());
}

#[test]
fn limits_fill_with_what_would_have_happened() {
    let day = Day::of(weekly().in_shadow());
    assert_eq!(
        ["r1", "r2", "r3"].map(|id| day.outcome(id)),
        [Outcome::Execute, Outcome::Execute, Outcome::Stop]
    );
    assert_eq!(day.outcome("r2"), Outcome::Execute, "what it would have done does not count against itself");
}

#[test]
fn what_would_have_happened_moves_no_enforced_counter() {
    let day = Day::of(weekly().in_shadow());
    assert_eq!(
        ["r1", "r2", "r3"].map(|id| day.outcome(id)),
        [Outcome::Execute, Outcome::Execute, Outcome::Stop]
    );
    assert!(day.engine.events(0).is_empty());
    day.engine.activate(weekly().table());
    assert_eq!(
        ["r3", "r4", "r5"].map(|id| day.send(id)),
        [Outcome::Execute, Outcome::Execute, Outcome::Stop]
    );
}

#[test]
fn shadow_sees_what_really_happened() {
    let day = Day::of(weekly());
    assert_eq!(day.send("r1"), Outcome::Execute);
    day.engine.activate(weekly().in_shadow().table());
    assert_eq!(["r2", "r3"].map(|id| day.outcome(id)), [Outcome::Execute, Outcome::Stop]);
}

#[test]
fn a_permit_from_before_is_not_redeemed_in_shadow() {
    let day = Day::of(weekly());
    let permit = day.permit("r1");
    day.engine.activate(weekly().in_shadow().table());
    assert_eq!(invalid(day.redeem(permit, "r1")), "R0123");
}

#[test]
fn halts_act_in_shadow_too() {
    let day = Day::of(weekly().in_shadow());
    day.engine.halt(&revops("rita"), &Halted::Agent("outreach".to_owned()), "").unwrap();
    assert_eq!(day.outcome("r1"), Outcome::Stop);
}

#[test]
fn people_can_try_approvals_in_shadow() {
    let day = Day::of(weekly().gate("first", &[&[By::Owner]]).in_shadow());
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    let answer = day.approve(&Person::new("ines", [""]), "r1").unwrap();
    assert_eq!((answer.decision.outcome, answer.permit.is_none()), (Outcome::Execute, true));
}

#[test]
fn an_agent_that_is_only_watched_moves_no_counter_but_its_own() {
    let day = Day::of(weekly().watched("outreach"));
    let watched = ["r1", "r2", "r3"].map(|id| {
        let answer = day.decide(id).unwrap();
        assert_eq!((answer.decision.mode, answer.permit.is_none()), (Mode::Shadow, true));
        answer.decision.outcome
    });
    assert_eq!(watched, [Outcome::Execute, Outcome::Execute, Outcome::Stop]);
    assert!(day.engine.events(0).is_empty());
    day.engine.activate(weekly().table());
    assert_eq!(
        ["r3", "r4", "r5"].map(|id| day.send(id)),
        [Outcome::Execute, Outcome::Execute, Outcome::Stop]
    );
}
