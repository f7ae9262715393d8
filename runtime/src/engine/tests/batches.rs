//! Approval in batches.

use super::*;
use crate::sketch::{By::*, HOUR};

fn in_batches(size: u32) -> Sketch {
    Sketch::open().gate_in_batches("lists", Role("sdr_manager", 1), size)
}

/// Asks for emails, all of which wait.
fn ask(day: &Day, ids: &[&str]) {
    ids.iter().for_each(|id| assert_eq!(day.outcome(id), Outcome::Approve));
}

/// The manifest of `lists`, with the documents of everything on it.
fn batch(day: &Day) -> (Manifest, Vec<(Request, Facts)>) {
    let manifest = day.engine.manifest("lists").unwrap();
    let documents = manifest.requests().iter().map(|listed| (day.email(&listed.id), day.facts())).collect();
    (manifest, documents)
}

fn outcomes(answers: Vec<Result<Answer, EngineError>>) -> Vec<Result<Outcome, &'static str>> {
    let of = |answer: Result<Answer, EngineError>| match answer {
        Ok(answer) => Ok(answer.decision.outcome),
        Err(error) => Err(error.code()),
    };
    answers.into_iter().map(of).collect()
}

fn ids(manifest: &Manifest) -> Vec<&str> {
    manifest.requests().iter().map(|listed| listed.id.as_str()).collect()
}

#[test]
fn one_word_discharges_the_gate_of_each() {
    let day = Day::of(in_batches(50));
    ask(&day, &["r2"]);
    day.after(HOUR);
    ask(&day, &["r1"]);
    let (manifest, documents) = batch(&day);
    assert_eq!(ids(&manifest), ["r2", "r1"], "what has waited longest comes first");
    let answers = day.engine.approve_batch(&manager("maria"), &manifest, &documents).unwrap();
    assert_eq!(outcomes(answers), [Ok(Outcome::Execute), Ok(Outcome::Execute)]);
    assert!(batch(&day).0.requests().is_empty());
}

#[test]
fn a_batch_has_its_size() {
    let day = Day::of(in_batches(2));
    ask(&day, &["r1", "r2", "r3"]);
    let (manifest, documents) = batch(&day);
    assert_eq!(ids(&manifest), ["r1", "r2"]);
    drop(day.engine.approve_batch(&manager("maria"), &manifest, &documents).unwrap());
    assert_eq!(ids(&batch(&day).0), ["r3"]);
    day.engine.activate(in_batches(1).table());
    let error = day.engine.approve_batch(&manager("maria"), &manifest, &documents).unwrap_err();
    assert_eq!(error.code(), "R0130", "now they are shorter");
}

#[test]
fn an_edited_request_falls_out() {
    let day = Day::of(in_batches(50));
    ask(&day, &["r1", "r2"]);
    let (manifest, mut documents) = batch(&day);
    documents[0].0 = day.email_saying("r1", "Something else");
    let answers = day.engine.approve_batch(&manager("maria"), &manifest, &documents).unwrap();
    assert_eq!(outcomes(answers), [Err("R0107"), Ok(Outcome::Execute)]);
    let answers = day.engine.approve_batch(&manager("maria"), &manifest, &documents[..1]).unwrap();
    assert_eq!(outcomes(answers), [Err("R0107"), Err("R0105")], "nothing was given for the second one");
}

#[test]
fn a_digest_is_of_every_request_in_its_place() {
    let day = Day::of(in_batches(50));
    day.outcome("r1");
    let (one, _) = batch(&day);
    day.outcome("r2");
    let (two, _) = batch(&day);
    assert_ne!(one.digest(), two.digest());
    assert_eq!(two.digest(), batch(&day).0.digest());
}

#[test]
fn other_gates_are_not_discharged() {
    let day = Day::of(in_batches(50).gate("first", &[&[Role("sdr_manager", 1)]]));
    day.outcome("r1");
    let (manifest, documents) = batch(&day);
    let answers = day.engine.approve_batch(&manager("maria"), &manifest, &documents).unwrap();
    assert_eq!(outcomes(answers), [Ok(Outcome::Approve)], "she has not looked at this one by itself");
    assert_eq!(day.approve(&manager("maria"), "r1").unwrap().decision.outcome, Outcome::Execute);
}

#[test]
fn only_who_is_asked_approves_a_batch_and_only_where_there_are_batches() {
    let day = Day::of(in_batches(50).gate("first", &[&[Role("revops", 1)]]));
    day.outcome("r1");
    let (manifest, documents) = batch(&day);
    let answers = day.engine.approve_batch(&revops("rita"), &manifest, &documents).unwrap();
    assert_eq!(outcomes(answers), [Err("R0108")]);
    assert_eq!(day.engine.manifest("first").unwrap_err().code(), "R0130");
    assert_eq!(
        day.engine.manifest("first").unwrap_err().to_string(),
        "R0130: no gate `first` asks for approval in batches of so many: approve what its manifest lists"
    );
}

#[test]
fn what_was_refused_or_is_too_late_is_on_no_list() {
    let day = Day::of(in_batches(50).gate_within("first", Role("revops", 1), 4 * HOUR, Outcome::Stop));
    ask(&day, &["r1", "r2"]);
    day.engine.refuse(&manager("maria"), &day.email("r1"), &day.facts()).unwrap();
    assert_eq!(ids(&batch(&day).0), ["r2"]);
    day.after(4 * HOUR);
    assert!(batch(&day).0.requests().is_empty());
}

#[test]
fn what_was_approved_in_a_batch_does_not_count_where_each_is_looked_at() {
    let day = Day::of(in_batches(50).gate("second", &[&[Role("revops", 1)]]));
    day.outcome("r1");
    let (manifest, documents) = batch(&day);
    drop(day.engine.approve_batch(&manager("maria"), &manifest, &documents).unwrap());
    let alone =
        Sketch::open().gate("lists", &[&[Role("sdr_manager", 1)]]).gate("second", &[&[Role("revops", 1)]]);
    day.engine.activate(alone.table());
    let owed = day.decide("r1").unwrap().decision.owed;
    assert_eq!(owed.iter().map(|owed| owed.rule.as_str()).collect::<Vec<_>>(), ["lists", "second"]);
}
