//! The clock, and the edges of windows.

use super::*;
use crate::sketch::{DAY, HOUR};

#[test]
fn a_window_is_open_at_its_old_end() {
    for (later, outcome) in [(DAY - 1, Outcome::Stop), (DAY, Outcome::Execute), (DAY + 1, Outcome::Execute)] {
        let day = Day::of(Sketch::open().limit("daily", 1, DAY, None));
        assert_eq!(day.send("r1"), Outcome::Execute);
        day.after(later);
        assert_eq!(day.outcome("r2"), outcome, "{later} later");
    }
}

#[test]
fn a_clock_that_goes_back_stands_still() {
    let day = Day::of(Sketch::open().limit("daily", 1, DAY, None));
    let permit = day.permit("r1");
    day.after(-HOUR);
    assert_eq!(day.redeem(permit, "r1").unwrap().at().nanoseconds(), NINE);
    day.after(DAY);
    assert_eq!(day.outcome("r2"), Outcome::Stop, "only 23 hours have passed");
    day.after(HOUR);
    assert_eq!(day.outcome("r2"), Outcome::Execute);
}

#[test]
fn a_frozen_clock_never_frees_a_window() {
    let day = Day::of(Sketch::open().limit("daily", 1, DAY, None));
    assert_eq!(day.send("r1"), Outcome::Execute);
    for number in 0..100 {
        assert_eq!(day.outcome(&format!("n{number}")), Outcome::Stop);
    }
}

#[test]
fn a_jump_ahead_holds_until_it_is_confirmed() {
    let day = Day::with(Sketch::open().limit("daily", 1, DAY, None), Settings::default());
    assert_eq!(day.send("r1"), Outcome::Execute);
    day.after(3_650 * DAY);
    let answer = day.decide("r2").unwrap();
    assert_eq!(answer.decision.problems, ["the clock has jumped ahead: somebody has to confirm it"]);
    assert_eq!(answer.decision.outcome, Outcome::Stop);
    day.engine.confirm_clock();
    assert_eq!(day.outcome("r2"), Outcome::Execute);
}

#[test]
fn a_jump_that_is_taken_back_was_none() {
    let day = Day::with(Sketch::open(), Settings::default());
    let permit = day.permit("r1");
    day.after(3_650 * DAY);
    assert_eq!(invalid(day.redeem(permit, "r1")), "R0104");
    day.after(-3_650 * DAY);
    assert_eq!(day.send("r1"), Outcome::Execute);
}

#[test]
fn the_ends_of_time_are_only_moments() {
    for end in [i64::MIN, i64::MAX] {
        let day = Day::of(Sketch::open().limit("daily", 1, DAY, None));
        day.clock.store(end, Ordering::SeqCst);
        let answer = day.decide("r1").unwrap();
        assert_eq!(answer.decision.outcome, Outcome::Execute);
    }
}
