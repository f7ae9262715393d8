//! approve and refuse.

use super::*;
use crate::sketch::By::{Either, NotOwner, Owner, OwnerConfirms, Role};
use crate::sketch::{DAY, HOUR, SECOND};

fn one_manager() -> Sketch {
    Sketch::open().gate("first", &[&[Role("sdr_manager", 1)]])
}

#[test]
fn the_last_approval_owed_brings_the_permit() {
    let day = Day::of(one_manager());
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    let answer = day.approve(&manager("maria"), "r1").unwrap();
    assert_eq!(answer.decision.outcome, Outcome::Execute);
    assert!(day.redeem(answer.permit.unwrap(), "r1").is_ok());
    assert_eq!(day.outcome("r2"), Outcome::Approve, "spent: another request asks anew");
}

#[test]
fn an_approval_outlives_the_permit_but_not_the_redemption() {
    let day = Day::of(one_manager());
    day.outcome("r1");
    drop(day.approve(&manager("maria"), "r1").unwrap());
    day.after(2 * HOUR);
    assert_eq!(day.send("r1"), Outcome::Execute);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0102");
}

#[test]
fn who_may_not_approve_is_told_why() {
    let day = Day::of(one_manager());
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0105");
    day.outcome("r1");
    let error = day.approve(&nobody_in_particular(), "r1").unwrap_err();
    assert_eq!(error.to_string(), "R0108: `otto` cannot do this: ask `sdr_manager`");
    assert_eq!(code(day.approve(&manager("outreach"), "r1")), "R0113", "an agent is no person");
    let edited = day.email_saying("r1", "Something else");
    assert_eq!(code(day.engine.approve(&manager("maria"), &edited, &day.facts())), "R0107");
    let hers = day.facts_with("outreach", json!("maria"));
    assert_eq!(code(day.engine.approve(&manager("maria"), &day.email("r1"), &hers)), "R0109");
    assert_eq!(day.outcome("r1"), Outcome::Approve);
}

#[test]
fn who_has_confirmed_their_own_request_has_not_approved_it() {
    let day = Day::of(Sketch::open().gate("yes", &[&[OwnerConfirms]]).gate("looks", &[&[Owner]]));
    let (ines, hers) = (Person::new("ines", [""]), day.facts_with("outreach", json!("ines")));
    let outcome = |facts: &Facts| day.engine.decide(&day.email("r1"), facts).unwrap().decision.outcome;
    let approve = |facts: &Facts| day.engine.approve(&ines, &day.email("r1"), facts);
    assert_eq!(outcome(&hers), Outcome::Approve);
    assert_eq!(approve(&hers).unwrap().decision.outcome, Outcome::Approve, "the other gate asks for more");
    assert_eq!(approve(&day.facts()).unwrap().decision.outcome, Outcome::Execute, "it is not hers now");
    assert_eq!(outcome(&hers), Outcome::Approve, "what she approved was somebody else's");
}

#[test]
fn nobody_approves_twice() {
    let day = Day::of(Sketch::open().gate("first", &[&[Role("sdr_manager", 2)]]));
    day.outcome("r1");
    assert_eq!(
        day.approve(&manager("maria"), "r1").unwrap().decision.outcome,
        Outcome::Approve,
        "one of two"
    );
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0112");
    let answer = day.approve(&manager("marc"), "r1").unwrap();
    assert_eq!(answer.decision.outcome, Outcome::Execute);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0112");
    assert_eq!(code(day.approve(&manager("third"), "r1")), "R0106");
    assert!(day.redeem(answer.permit.unwrap(), "r1").is_ok(), "what is refused changes nothing");
}

#[test]
fn approvals_are_given_in_turn() {
    let day = Day::of(Sketch::open().gate("deep", &[&[Owner], &[Role("revops", 1)]]));
    day.outcome("r1");
    let error = day.approve(&revops("rita"), "r1").unwrap_err();
    assert_eq!(error.to_string(), "R0110: it is not the turn of `rita` yet: first ask `ines`");
    let ines = Person::new("ines", ["revops"]);
    assert_eq!(day.approve(&ines, "r1").unwrap().decision.outcome, Outcome::Approve);
    assert_eq!(code(day.approve(&ines, "r1")), "R0112", "one person never serves in two capacities");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn a_later_role_does_not_count_before_its_turn() {
    let day = Day::of(Sketch::open().gate("deep", &[&[Role("sdr_manager", 1)], &[Role("revops", 1)]]));
    day.outcome("r1");
    let both = Person::new("bo", ["sdr_manager", "revops"]);
    assert_eq!(day.approve(&both, "r1").unwrap().decision.outcome, Outcome::Approve);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0108", "it is for revops now");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn whoever_holds_two_roles_makes_room_for_one_who_holds_either() {
    let both = Person::new("bo", ["sdr_manager", "revops"]);
    for other in [manager("maria"), revops("rita")] {
        let day = Day::of(Sketch::open().gate("deep", &[&[Role("sdr_manager", 1), Role("revops", 1)]]));
        day.outcome("r1");
        assert_eq!(day.approve(&both, "r1").unwrap().decision.outcome, Outcome::Approve);
        assert_eq!(day.approve(&other, "r1").unwrap().decision.outcome, Outcome::Execute, "{}", other.id);
    }
}

#[test]
fn whoever_filled_a_seat_of_one_gate_makes_room_for_another() {
    let both = Person::new("bo", ["sdr_manager", "revops"]);
    for other in [manager("maria"), revops("rita")] {
        let two = one_manager().gate("second", &[&[Role("revops", 1)]]);
        let day = Day::of(two);
        day.outcome("r1");
        assert_eq!(day.approve(&both, "r1").unwrap().decision.outcome, Outcome::Approve);
        assert_eq!(code(day.approve(&nobody_in_particular(), "r1")), "R0108");
        assert_eq!(day.approve(&other, "r1").unwrap().decision.outcome, Outcome::Execute, "{}", other.id);
    }
}

#[test]
fn who_is_asked_by_name_stands_for_themselves_first() {
    let ines = Person::new("ines", ["revops"]);
    let two = Sketch::open().gate("owner", &[&[Owner]]).gate("second", &[&[Role("revops", 1)]]);
    let day = Day::of(two);
    day.outcome("r1");
    let answer = day.approve(&ines, "r1").unwrap();
    let owed: Vec<&str> = answer.decision.owed.iter().map(|owed| owed.rule.as_str()).collect();
    assert_eq!(owed, ["second"], "nobody else is ines");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn one_approval_serves_all_gates_that_ask_the_role() {
    let two = one_manager().gate("second", &[&[Role("sdr_manager", 1)]]);
    let day = Day::of(two);
    day.outcome("r1");
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn a_gate_that_appears_later_asks_anew() {
    let mut day = Day::of(one_manager().gate_on_hold("held", Role("sdr_manager", 1)));
    day.outcome("r1");
    let permit = day.approve(&manager("maria"), "r1").unwrap().permit.unwrap();
    day.hold = json!(true);
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Approve);
    let answer = day.approve(&manager("maria"), "r1").unwrap();
    assert_eq!(answer.decision.outcome, Outcome::Execute, "she has seen both by now");
    assert!(day.redeem(answer.permit.unwrap(), "r1").is_ok());
}

#[test]
fn approvals_change_nothing_about_a_stop() {
    let mut day = Day::of(one_manager().stop_on_hold("legal_hold"));
    day.outcome("r1");
    day.hold = json!(true);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0106");
    day.hold = json!(false);
    let permit = day.approve(&manager("maria"), "r1").unwrap().permit.unwrap();
    day.hold = json!(true);
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Stop);
}

#[test]
fn a_limit_past_its_cap_asks_and_is_discharged_like_a_gate() {
    let day = Day::of(Sketch::open().limit("weekly", 1, 7 * DAY, Some(Role("revops", 1))));
    assert_eq!(day.send("r1"), Outcome::Execute);
    assert_eq!(day.outcome("r2"), Outcome::Approve);
    let permit = day.approve(&revops("rita"), "r2").unwrap().permit.unwrap();
    assert!(day.redeem(permit, "r2").is_ok());
    assert_eq!(day.outcome("r3"), Outcome::Approve);
}

#[test]
fn a_queue_is_discharged_by_its_owner() {
    let day = Day::of(Sketch::open().queue("new_domain"));
    assert_eq!(day.outcome("r1"), Outcome::Queue);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0108");
    let owner = Person::new("dora", ["deliverability"]);
    assert_eq!(day.approve(&owner, "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn a_deadline_is_over_at_its_very_instant() {
    let within = Sketch::open().gate_within("first", Role("sdr_manager", 1), 4 * HOUR, Outcome::Stop);
    let day = Day::of(within.clone());
    day.outcome("r1");
    day.after(4 * HOUR - 1);
    assert!(day.approve(&manager("maria"), "r1").is_ok());
    assert_eq!(
        {
            day.after(HOUR);
            day.outcome("r1")
        },
        Outcome::Execute,
        "it was given in time"
    );

    let day = Day::of(within);
    day.outcome("r1");
    day.after(4 * HOUR);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0111");
    assert_eq!(day.outcome("r1"), Outcome::Stop, "what happens otherwise");
    assert_eq!(day.outcome("r2"), Outcome::Approve, "another request has its own time");
}

#[test]
fn a_deadline_counts_from_when_the_request_began_to_wait() {
    let within = Sketch::open().stop_on_hold("hold").gate_within("first", Owner, HOUR, Outcome::Draft);
    let mut day = Day::of(within);
    day.hold = json!(true);
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    day.after(2 * HOUR);
    day.hold = json!(false);
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    day.after(HOUR);
    assert_eq!(day.outcome("r1"), Outcome::Draft);
}

#[test]
fn asking_again_gains_no_time() {
    let day = Day::of(Sketch::open().gate_within("first", Owner, 2 * HOUR, Outcome::Stop));
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    day.after(HOUR);
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    day.after(HOUR);
    assert_eq!(day.outcome("r1"), Outcome::Stop);
}

#[test]
fn a_refusal_is_a_stop_for_that_request() {
    let day = Day::of(one_manager());
    day.outcome("r1");
    let refuse = |person: &Person| day.engine.refuse(person, &day.email("r1"), &day.facts());
    assert_eq!(code(refuse(&nobody_in_particular())), "R0108");
    assert_eq!(code(refuse(&manager("outreach"))), "R0113");
    let permit = day.approve(&manager("maria"), "r1").unwrap().permit.unwrap();
    let answer = refuse(&manager("marc")).unwrap();
    assert_eq!((answer.decision.outcome, answer.permit.is_none()), (Outcome::Stop, true));
    assert_eq!(answer.decision.problems, ["`marc` has refused this request"]);
    assert_eq!(invalid(day.redeem(permit, "r1")), "R0119");
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0112");
    assert_eq!(code(day.approve(&manager("mona"), "r1")), "R0106");
    day.after(DAY);
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    assert_eq!(day.outcome("r2"), Outcome::Approve);
}

#[test]
fn nobody_refuses_what_asks_nobody() {
    let day = Day::of(Sketch::open());
    day.outcome("r1");
    assert_eq!(code(day.engine.refuse(&manager("maria"), &day.email("r1"), &day.facts())), "R0106");
}

#[test]
fn an_approval_of_somebody_for_whom_the_agent_then_acts_does_not_count() {
    let day = Day::of(one_manager());
    day.outcome("r1");
    let permit = day.approve(&manager("maria"), "r1").unwrap().permit.unwrap();
    let hers = day.facts_with("outreach", json!("maria"));
    assert_eq!(refused(day.engine.redeem(permit, &day.email("r1"), &hers)), Outcome::Approve);
}

#[test]
fn approvals_survive_a_version_that_asks_no_more() {
    let two = || Sketch::open().gate("first", &[&[Role("sdr_manager", 2)]]);
    let day = Day::of(two());
    day.outcome("r1");
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Approve);
    day.engine.activate(one_manager().version("2").table());
    assert_eq!(day.outcome("r1"), Outcome::Execute, "one is enough now, and one was given");
    day.engine.activate(two().version("3").table());
    assert_eq!(day.outcome("r1"), Outcome::Approve, "asked of two as before");
    assert_eq!(day.approve(&manager("marc"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn approvals_are_void_under_a_version_that_asks_more() {
    let day = Day::of(one_manager());
    day.outcome("r1");
    let permit = day.approve(&manager("maria"), "r1").unwrap().permit.unwrap();
    day.engine.activate(Sketch::open().gate("first", &[&[Role("sdr_manager", 2)]]).version("2").table());
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Approve);
    assert_eq!(
        day.approve(&manager("marc"), "r1").unwrap().decision.outcome,
        Outcome::Approve,
        "hers is void"
    );
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn a_version_with_one_more_gate_asks_everybody_anew() {
    let day = Day::of(one_manager());
    day.outcome("r1");
    drop(day.approve(&manager("maria"), "r1").unwrap());
    day.engine.activate(one_manager().gate("second", &[&[Role("revops", 1)]]).version("2").table());
    let owed = day.decide("r1").unwrap().decision.owed;
    assert_eq!(owed.iter().map(|owed| owed.rule.as_str()).collect::<Vec<_>>(), ["first", "second"]);
}

#[test]
fn an_approval_waits_for_the_clock_to_be_confirmed() {
    let day = Day::with(one_manager(), Settings::default());
    day.outcome("r1");
    day.after(8 * DAY);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0104");
    day.engine.confirm_clock();
    day.after(SECOND);
    assert!(day.approve(&manager("maria"), "r1").is_ok());
}

#[test]
fn what_people_say_is_on_record() {
    use crate::ledger::Kind;
    let day = Day::of(one_manager());
    day.outcome("r1");
    drop(day.approve(&manager("maria"), "r1").unwrap());
    day.engine.refuse(&manager("marc"), &day.email("r1"), &day.facts()).unwrap();
    let said: Vec<(Kind, Option<String>)> =
        day.engine.events(0).into_iter().map(|event| (event.kind, event.follows)).collect();
    assert_eq!(
        said,
        [
            (Kind::Approved { by: "maria".to_owned(), batch: None }, Some("r1".to_owned())),
            (Kind::Refused { by: "marc".to_owned() }, Some("r1".to_owned())),
        ]
    );
}

#[test]
fn whoever_comes_first_fills_a_choice() {
    for person in [manager("maria"), revops("rita")] {
        let day = Day::of(Sketch::open().gate("either", &[&[Either("sdr_manager", "revops")]]));
        day.outcome("r1");
        let error = day.approve(&nobody_in_particular(), "r1").unwrap_err();
        assert_eq!(error.to_string(), "R0108: `otto` cannot do this: ask `revops` or `sdr_manager`");
        assert_eq!(day.approve(&person, "r1").unwrap().decision.outcome, Outcome::Execute, "{}", person.id);
    }
}

#[test]
fn who_fills_a_choice_serves_the_gate_that_asks_their_role() {
    let two = one_manager().gate("either", &[&[Either("sdr_manager", "revops")]]);
    let day = Day::of(two);
    day.outcome("r1");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Approve);
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Execute);
    day.outcome("r2");
    assert_eq!(day.approve(&manager("maria"), "r2").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn the_second_turn_is_another_persons() {
    let day = Day::of(Sketch::open().gate("twice", &[&[Role("revops", 1)], &[Role("revops", 1)]]));
    day.outcome("r1");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Approve);
    assert_eq!(code(day.approve(&revops("rita"), "r1")), "R0112");
    assert_eq!(day.approve(&revops("rolf"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn who_is_excluded_neither_approves_nor_refuses() {
    let day = Day::of(Sketch::open().gate("other", &[&[NotOwner("revops")]]));
    day.outcome("r1");
    let error = day.approve(&revops("ines"), "r1").unwrap_err();
    assert_eq!(error.to_string(), "R0126: `ines` may not approve this one: ask another `revops`");
    let refused = day.engine.refuse(&revops("ines"), &day.email("r1"), &day.facts());
    assert_eq!(code(refused), "R0108");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

fn escalating() -> Sketch {
    Sketch::open().gate_escalating("first", &[Role("sdr_manager", 1), Role("revops", 1)], 4 * HOUR)
}

#[test]
fn past_a_deadline_somebody_else_is_asked() {
    let day = Day::of(escalating());
    day.outcome("r1");
    day.after(4 * HOUR - 1);
    assert_eq!(code(day.approve(&revops("rita"), "r1")), "R0108", "it is not hers yet");
    day.after(1);
    assert_eq!(code(day.approve(&manager("maria"), "r1")), "R0108", "it is hers no more");
    assert_eq!(day.approve(&revops("rita"), "r1").unwrap().decision.outcome, Outcome::Execute);

    let day = Day::of(escalating());
    day.outcome("r1");
    day.after(8 * HOUR);
    assert_eq!(code(day.approve(&revops("rita"), "r1")), "R0111");
    assert_eq!(day.outcome("r1"), Outcome::Stop, "the time of both has passed");
}

#[test]
fn what_was_approved_in_time_stays_approved_while_others_are_asked() {
    let day = Day::of(escalating());
    day.outcome("r1");
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Execute);
    day.after(5 * HOUR);
    assert_eq!(day.send("r1"), Outcome::Execute);
}

#[test]
fn what_was_given_in_one_stage_counts_for_none_later() {
    let both = [Role("sdr_manager", 2), Role("sdr_manager", 1)];
    let day = Day::of(Sketch::open().gate_escalating("first", &both, 4 * HOUR));
    day.outcome("r1");
    day.approve(&manager("maria"), "r1").unwrap();
    day.after(4 * HOUR);
    assert_eq!(day.outcome("r1"), Outcome::Approve);
    assert_eq!(
        day.approve(&manager("maria"), "r1").unwrap().decision.outcome,
        Outcome::Execute,
        "asked anew"
    );
}
