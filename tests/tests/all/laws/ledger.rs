//! Laws of what is redeemed, and when.

use crate::engine::{HOST_KEY, Sources, compile, load};
use crate::generate::Random;
use charter_runtime::engine::{Engine, Halted, Moment, Permit, Person, Settings};
use charter_runtime::input::{Facts, Request, Signal};
use charter_runtime::table::Table;
use charter_runtime::{HostKey, Outcome};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

const DAY: i64 = 86_400_000_000_000;
const START: i64 = 1_772_000_000_000_000_000;

const CHARTER: &str = "\
role boss may halt agents in crew
team crew
agent one in crew
agent two in crew

object Contact
  email : email

action send_email on Contact
signal unsubscribed about Contact

scope everybody
  for crew
  may send_email

limit touches
  on send_email
  at most 3 per contact in 7 days
  otherwise stop

stop unsubscribed
  on send_email
  when contact has unsubscribed
  for good
";

fn table(text: &str) -> Table {
    load(&compile(&Sources::of(text)).expect("the charter has no errors"))
}

/// An engine whose clock is moved by hand.
fn engine(clock: &Arc<AtomicI64>) -> Engine {
    let clock = Arc::clone(clock);
    let now = move || Moment::from_nanoseconds(clock.load(Ordering::SeqCst));
    Engine::new(table(CHARTER), &HostKey::new(HOST_KEY), now, Settings::default())
}

fn clock() -> Arc<AtomicI64> {
    Arc::new(AtomicI64::new(START))
}

fn email(engine: &Engine, id: &str, agent: &str, target: &str) -> (Request, Facts) {
    let table = engine.table();
    let request = json!({"id": id, "action": "send_email", "target": target});
    let facts = json!({"agent": agent, "objects": {"Contact": {target: {"email": "jane@acme.com"}}}});
    (Request::from_json(&request, &table).unwrap(), Facts::from_json(&facts, &table).unwrap())
}

#[test]
fn under_any_interleaving_no_redemption_takes_a_window_past_its_cap() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let clock = clock();
        let engine = engine(&clock);
        let mut permits: Vec<(Permit, Request, Facts, &str)> = Vec::new();
        let mut redeemed: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for step in 0..120 {
            let target = *random.pick(&["jane", "joe"]);
            match random.below(10) {
                0..4 => {
                    let (request, facts) =
                        email(&engine, &format!("r{step}"), random.word(&["one", "two"]), target);
                    if let Ok(Some(permit)) = engine.decide(&request, &facts).map(|answer| answer.permit) {
                        permits.push((permit, request, facts, target));
                    }
                }
                4..8 if !permits.is_empty() => {
                    let (permit, request, facts, target) = permits.remove(random.below(permits.len()));
                    if engine.redeem(permit, &request, &facts).is_ok() {
                        redeemed.entry(target).or_default().push(clock.load(Ordering::SeqCst));
                    }
                }
                8 if !permits.is_empty() => drop(permits.remove(random.below(permits.len()))),
                _ => _ = clock.fetch_add(*random.pick(&[1, 20_000_000_000, DAY / 24, DAY]), Ordering::SeqCst),
            }
        }
        for (target, times) in redeemed {
            let most = times
                .iter()
                .map(|now| times.iter().filter(|then| **then <= *now && now - 7 * DAY < **then).count())
                .max();
            assert!(most <= Some(3), "seed {seed}: {most:?} emails to {target} within seven days");
        }
    }
}

#[test]
fn of_many_who_see_two_of_three_exactly_one_gets_the_third() {
    for _ in 0..20 {
        let clock = clock();
        let engine = engine(&clock);
        for id in ["first", "second"] {
            let (request, facts) = email(&engine, id, "one", "jane");
            let permit = engine.decide(&request, &facts).unwrap().permit.expect("two of three are free");
            engine.redeem(permit, &request, &facts).expect("nothing stands against it").request();
        }
        let through = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for number in 0..4 {
                let (engine, through) = (&engine, &through);
                scope.spawn(move || {
                    let (request, facts) = email(engine, &format!("r{number}"), "two", "jane");
                    let permit = engine.decide(&request, &facts).unwrap().permit;
                    if permit.is_some_and(|permit| engine.redeem(permit, &request, &facts).is_ok()) {
                        through.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(through.into_inner(), 1);
    }
}

#[test]
fn no_permit_is_redeemed_after_a_stop_or_a_halt_that_covers_it() {
    let boss = Person::new("maria", ["boss"]);
    let halts =
        [Halted::Everything, Halted::Agent("one".to_owned()), Halted::Action("send_email".to_owned())];
    for halt in halts {
        let engine = engine(&clock());
        let (request, facts) = email(&engine, "r", "one", "jane");
        let permit = engine.decide(&request, &facts).unwrap().permit.expect("nothing stands against it yet");
        engine.halt(&boss, &halt, "").expect("she may");
        assert!(engine.redeem(permit, &request, &facts).is_err(), "{halt:?}");
        engine.resume(&boss, &halt).expect("she may");
        assert_eq!(engine.decide(&request, &facts).unwrap().decision.outcome, Outcome::Execute);
    }
    let engine = engine(&clock());
    let (request, facts) = email(&engine, "r", "one", "jane");
    let permit = engine.decide(&request, &facts).unwrap().permit.expect("nothing stands against it yet");
    let signal = json!({"id": "s", "signal": "unsubscribed", "about": "jane"});
    let signal = Signal::from_json(&signal, &engine.table()).unwrap();
    engine.observe(&signal, &facts).expect("the signal exists");
    assert!(engine.redeem(permit, &request, &facts).is_err());
}

#[test]
fn a_decision_uses_exactly_one_version_of_one_charter() {
    let strict = format!("{CHARTER}\nstop never\n  on send_email\n");
    let versions = [table(CHARTER), table(&strict)];
    let outcome_of: BTreeMap<String, Outcome> = versions
        .iter()
        .zip([Outcome::Execute, Outcome::Stop])
        .map(|(table, outcome)| (digest(table), outcome))
        .collect();
    let engine = engine(&clock());
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (engine, outcome_of) = (&engine, &outcome_of);
            scope.spawn(move || {
                for number in 0..200 {
                    let (request, facts) =
                        email(engine, &format!("{thread}-{number}"), "one", &format!("c{thread}{number}"));
                    // What was read under a version that is no longer in force is refused as a whole.
                    let Ok(answer) = engine.decide(&request, &facts) else { continue };
                    let decision = answer.decision;
                    assert_eq!(outcome_of.get(&decision.charter.digest), Some(&decision.outcome));
                }
            });
        }
        for number in 0..100 {
            engine.activate(versions[number % 2].clone());
            std::thread::yield_now();
        }
    });
}

fn digest(table: &Table) -> String {
    table.identity.digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
