//! halt and resume.

use super::*;
use crate::sketch::By;

fn outreach() -> Halted {
    Halted::Agent("outreach".to_owned())
}

fn deliverability() -> Person {
    Person::new("dora", ["deliverability"])
}

#[test]
fn a_halt_stops_decisions_and_redemptions_at_once() {
    let day = Day::of(Sketch::open());
    let permit = day.permit("r1");
    day.engine.halt(&revops("rita"), &outreach(), "two complaints").unwrap();
    assert_eq!(refused(day.redeem(permit, "r1")), Outcome::Stop);
    assert_eq!(
        day.decide("r2").unwrap().decision.problems,
        ["agent `outreach` is halted by rita: two complaints"]
    );
    day.engine.resume(&revops("rita"), &outreach()).unwrap();
    assert_eq!(day.send("r2"), Outcome::Execute);
}

#[test]
fn a_halt_stops_what_was_approved() {
    let day = Day::of(Sketch::open().gate("first", &[&[By::Owner]]));
    day.outcome("r1");
    day.engine.halt(&revops("rita"), &outreach(), "").unwrap();
    assert_eq!(code(day.approve(&Person::new("ines", [""]), "r1")), "R0106");
}

#[test]
fn a_role_halts_the_agents_it_may_halt_and_no_others() {
    let day = Day::of(Sketch::open());
    let halt =
        |person: &Person, what: &Halted| day.engine.halt(person, what, "").map_err(|error| error.code());
    assert_eq!(halt(&revops("rita"), &Halted::Agent("enrichment".to_owned())), Err("R0108"));
    assert_eq!(halt(&revops("rita"), &Halted::Everything), Err("R0108"));
    assert_eq!(halt(&revops("rita"), &Halted::Action("send_email".to_owned())), Err("R0108"));
    assert_eq!(halt(&nobody_in_particular(), &outreach()), Err("R0108"));
    assert_eq!(halt(&deliverability(), &Halted::Agent("ghost".to_owned())), Err("R0115"));
    assert_eq!(halt(&deliverability(), &Halted::Action("dance".to_owned())), Err("R0116"));
    assert_eq!(day.outcome("r1"), Outcome::Execute);
    for what in [Halted::Everything, Halted::Action("send_email".to_owned())] {
        assert_eq!(halt(&deliverability(), &what), Ok(()));
        assert_eq!(day.outcome("r2"), Outcome::Stop);
        day.engine.resume(&deliverability(), &what).unwrap();
        assert_eq!(day.outcome("r2"), Outcome::Execute);
    }
}

#[test]
fn a_halted_action_is_halted_and_another_is_not() {
    let day = Day::of(Sketch::open());
    day.engine.halt(&deliverability(), &Halted::Action("send_email".to_owned()), "").unwrap();
    let enrich = day.request(json!({"id": "r2", "action": "enrich", "target": "jane"}));
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    assert_eq!(day.engine.decide(&enrich, &day.facts()).unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn no_agent_resumes_and_nobody_resumes_by_halves() {
    let day = Day::of(Sketch::open());
    day.engine.halt(&deliverability(), &Halted::Everything, "").unwrap();
    let resume =
        |person: &Person, what: &Halted| day.engine.resume(person, what).map_err(|error| error.code());
    assert_eq!(resume(&Person::new("outreach", ["deliverability"]), &Halted::Everything), Err("R0113"));
    assert_eq!(resume(&revops("rita"), &Halted::Everything), Err("R0108"));
    assert_eq!(resume(&revops("rita"), &outreach()), Err("R0118"));
    assert_eq!(day.outcome("r1"), Outcome::Stop);
}

#[test]
fn a_halt_outlives_a_new_version() {
    let day = Day::of(Sketch::open());
    day.engine.halt(&revops("rita"), &outreach(), "").unwrap();
    day.engine.activate(Sketch::open().version("2").table());
    assert_eq!(day.outcome("r1"), Outcome::Stop);
}

fn crew() -> Halted {
    Halted::Team("crew".to_owned())
}

#[test]
fn letting_a_team_go_on_lifts_no_halt_of_one_agent_in_it() {
    let day = Day::of(Sketch::open());
    day.engine.halt(&deliverability(), &outreach(), "the agent").unwrap();
    day.engine.halt(&deliverability(), &crew(), "all of them").unwrap();
    day.engine.halt(&deliverability(), &crew(), "once more").unwrap();
    let problems = day.decide("r1").unwrap().decision.problems;
    assert_eq!(
        problems,
        ["agent `outreach` is halted by dora: the agent", "team `crew` is halted by dora: all of them"]
    );
    day.engine.resume(&deliverability(), &crew()).unwrap();
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    day.engine.resume(&deliverability(), &outreach()).unwrap();
    assert_eq!(day.outcome("r1"), Outcome::Execute);
}

#[test]
fn who_may_halt_an_action_by_its_name_may_halt_nothing_else() {
    let day = Day::of(Sketch::open());
    let sam = Person::new("sam", ["sdr_manager"]);
    let halt = |what: &Halted| day.engine.halt(&sam, what, "").map_err(|error| error.code());
    assert_eq!(halt(&Halted::Action("enrich".to_owned())), Ok(()));
    assert_eq!(halt(&Halted::Action("send_email".to_owned())), Err("R0108"));
    assert_eq!(halt(&crew()), Err("R0108"));
    assert_eq!(halt(&Halted::Team("nobody".to_owned())), Err("R0150"));
    assert_eq!(halt(&Halted::Segment("enterprise".to_owned())), Err("R0150"));
    assert_eq!(day.outcome("r1"), Outcome::Execute);
}

#[test]
fn people_go_on_whatever_is_halted() {
    let day = Day::of(Sketch::open());
    day.engine.halt(&deliverability(), &Halted::Everything, "").unwrap();
    assert_eq!(day.outcome("r1"), Outcome::Stop);
    let host = json!({ "person": { "id": "ines", "roles": ["revops"] } });
    let facts = Facts::from_json(&host, &day.engine.table()).unwrap();
    assert_eq!(day.engine.decide(&day.email("r2"), &facts).unwrap().decision.outcome, Outcome::Execute);
}
