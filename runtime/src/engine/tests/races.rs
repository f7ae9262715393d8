//! Law 8: under any interleaving, no redemption takes a window past its cap. Law 10: nothing is redeemed after a stop or a
//! halt was acknowledged.

use super::*;
use crate::sketch::{DAY, SECOND};
use crate::table::model::Release;
use std::sync::Barrier;
use std::sync::atomic::AtomicUsize;
use std::thread;

fn at_two_of_three() -> Day {
    let day = Day::of(Sketch::open().limit("weekly", 3, 7 * DAY, None));
    assert_eq!([day.send("first"), day.send("second")], [Outcome::Execute; 2]);
    day
}

fn try_to_send(day: &Day, id: &str) -> bool {
    let permit = day.decide(id).unwrap().permit;
    permit.is_some_and(|permit| day.redeem(permit, id).is_ok())
}

#[test]
fn two_agents_at_two_of_three_send_one() {
    for _ in 0..300 {
        let day = at_two_of_three();
        let start = Barrier::new(2);
        let race = |id: &'static str| {
            start.wait();
            try_to_send(&day, id)
        };
        let sent = thread::scope(|scope| {
            let both = ["left", "right"].map(|id| scope.spawn(move || race(id)));
            both.map(|racer| racer.join().unwrap())
        });
        assert_eq!(sent.iter().filter(|sent| **sent).count(), 1);
    }
}

#[test]
fn many_threads_fill_a_window_and_no_more() {
    let day = Day::of(Sketch::open().limit("weekly", 50, 7 * DAY, None));
    let sent = AtomicUsize::new(0);
    thread::scope(|scope| {
        for racer in 0..8 {
            let (day, sent) = (&day, &sent);
            scope.spawn(move || {
                for number in 0..40 {
                    sent.fetch_add(
                        usize::from(try_to_send(day, &format!("{racer}-{number}"))),
                        Ordering::SeqCst,
                    );
                }
            });
        }
    });
    assert_eq!(sent.into_inner(), 50);
}

/// What one of two agents, or the world, does next.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Decide(usize),
    Redeem(usize),
    /// Every permit expires.
    Wait,
    Reply,
    Halt,
}

/// Every order of the given steps of several actors, each actor's in its own order.
fn interleavings(actors: &[Vec<Step>]) -> Vec<Vec<Step>> {
    let mut orders = Vec::new();
    for (at, actor) in actors.iter().enumerate() {
        let Some((first, rest)) = actor.split_first() else { continue };
        let mut left = actors.to_vec();
        left[at] = rest.to_vec();
        for order in interleavings(&left) {
            orders.push([vec![*first], order].concat());
        }
    }
    if orders.is_empty() { vec![Vec::new()] } else { orders }
}

/// Plays an order of steps; which steps redeemed.
fn play(day: &Day, order: &[Step]) -> Vec<usize> {
    let ids = ["left", "right"];
    let mut permits: [Option<Permit>; 2] = [None, None];
    let mut redeemed = Vec::new();
    for (place, step) in order.iter().enumerate() {
        match *step {
            Step::Decide(agent) => {
                // Who has sent asks no more.
                permits[agent] = day.decide(ids[agent]).ok().and_then(|answer| answer.permit);
            }
            Step::Redeem(agent) => {
                let permit = permits[agent].take();
                if permit.is_some_and(|permit| day.redeem(permit, ids[agent]).is_ok()) {
                    redeemed.push(place);
                }
            }
            Step::Wait => day.after(61 * SECOND),
            Step::Reply => _ = day.observe("s1", "replied"),
            Step::Halt => {
                day.engine.halt(&revops("rita"), &Halted::Agent("outreach".to_owned()), "").unwrap();
            }
        }
    }
    redeemed
}

fn agent(number: usize) -> Vec<Step> {
    [Step::Decide(number), Step::Redeem(number)].repeat(2)
}

#[test]
fn in_every_interleaving_just_one_gets_the_third() {
    for order in interleavings(&[agent(0), agent(1), vec![Step::Wait]]) {
        let sent = play(&at_two_of_three(), &order).len();
        // Both can lose their permit only if it expired, and then nobody asked again in time.
        let lost = |number| order.windows(2).all(|pair| pair != [Step::Decide(number), Step::Redeem(number)]);
        assert!(sent == 1 || (sent == 0 && lost(0) && lost(1)), "{order:?}: {sent}");
    }
}

#[test]
fn in_every_interleaving_nothing_goes_after_a_stop_or_a_halt() {
    let sketch = || Sketch::open().latch("replied", "replied", Release::Never);
    for switch in [Step::Reply, Step::Halt] {
        for order in interleavings(&[agent(0), agent(1), vec![switch]]) {
            let stopped = order.iter().position(|step| *step == switch).unwrap();
            let redeemed = play(&Day::of(sketch()), &order);
            assert!(redeemed.iter().all(|place| *place < stopped), "{order:?}: {redeemed:?}");
        }
    }
}

#[test]
fn a_halt_during_ten_thousand_redemptions_and_reloads() {
    let day = Day::of(Sketch::open());
    let halted = std::sync::atomic::AtomicBool::new(false);
    let late = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (day, halted, late) = (&day, &halted, &late);
        for racer in 0..4 {
            scope.spawn(move || {
                for number in 0..2_500 {
                    let id = format!("{racer}-{number}");
                    let after = halted.load(Ordering::SeqCst);
                    let Ok(answer) = day.decide(&id) else { continue };
                    let sent = answer.permit.is_some_and(|permit| day.redeem(permit, &id).is_ok());
                    late.fetch_add(usize::from(after && sent), Ordering::SeqCst);
                }
            });
        }
        scope.spawn(move || {
            for _ in 0..20 {
                day.engine.activate(Sketch::open().table());
            }
            day.engine.halt(&revops("rita"), &Halted::Agent("outreach".to_owned()), "").unwrap();
            halted.store(true, Ordering::SeqCst);
            day.engine.activate(Sketch::open().version("2").table());
        });
    });
    assert_eq!(late.into_inner(), 0);
    assert_eq!(day.outcome("last"), Outcome::Stop);
}
