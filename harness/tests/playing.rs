//! What playing scenarios comes to, on the smallest charter that shows it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use charter_compiler::check::{typed_charter, typed_scenarios};
use charter_compiler::db::Database;
use charter_compiler::findings::findings;
use charter_compiler::project::load;
use charter_compiler::render::short;
use charter_compiler::table::build;
use charter_harness::{Played, Verdict, play};
use std::collections::BTreeMap;

const RULES: &str = r#"
role manager
role revops may halt agents in sales
team sales
agent outreach in sales
object Contact
  email : email
  score : number
  hold  : yes/no
action send_email on Contact
signal replied about Contact
scope all
  for outreach
  may send_email
  may update Contact: score
gate low_score "Low scores are looked at"
  on send_email
  when contact.score < 10
  needs approval from manager within 1 hour, otherwise stop
gate tenth "A tenth is looked at"
  on send_email
  for 10% of contacts
  needs approval from manager
stop replied "A reply ends it"
  on send_email
  when contact has replied
  until released by manager
stop hold "Held"
  on send_email
  when contact.hold
usual contact: email "jane@a.test", score 50, hold no
"#;

/// A day under the rules above: everybody is given, nobody is sampled unless it says so.
fn day(steps: &str) -> String {
    let sampled = if steps.contains("sampled") { "" } else { "  given nobody is sampled\n" };
    let given =
        "scenario \"a day\"\n  given maria is manager\n  given rita is revops\n  given contact jane\n";
    format!("{given}{sampled}{steps}")
}

fn played(manifest: &str, days: &[String]) -> Played {
    let files = BTreeMap::from([
        ("charter.toml".to_owned(), format!("name = \"test\"\nzone = \"Europe/Berlin\"\n{manifest}")),
        ("rules.charter".to_owned(), RULES.to_owned()),
        ("days.charter".to_owned(), days.join("\n")),
    ]);
    let db = Database::default();
    let Ok(project) = load(&db, &files);
    let charter = typed_charter(&db, project).value.as_ref();
    let charter = charter.unwrap_or_else(|| panic!("{}", short(&db, findings(&db, project))));
    play(&build(charter).unwrap(), &typed_scenarios(&db, project).value).unwrap()
}

/// What became of each step of one day, with what was not as expected.
fn told(steps: &str) -> Vec<String> {
    told_of(&played("mode = \"enforced\"", &[day(steps)]))
}

fn told_of(played: &Played) -> Vec<String> {
    let steps = played.scenarios.iter().flat_map(|scenario| &scenario.steps);
    let told = steps.map(|step| {
        let outcome = step.outcome.clone().unwrap_or_else(|| "-".to_owned());
        match &step.verdict {
            Verdict::Unsaid => outcome,
            Verdict::Met => format!("{outcome} ✓"),
            Verdict::Failed => format!("{outcome} ✗ {}", step.problem.clone().unwrap_or_default()),
            Verdict::NotMet(differences) => {
                let told = differences.iter().map(|it| format!("{} / {}", it.expected, it.got));
                format!("{outcome} ✗ {}", told.collect::<Vec<_>>().join("; "))
            }
        }
    });
    told.collect()
}

#[test]
fn what_was_expected_and_what_it_was_stand_side_by_side() {
    let steps = "
  at 2026-03-02 09:00
    outreach send_email to jane => stopped (hold)
    outreach send_email to jane => goes ahead (hold)
    jane changes: score 5
    outreach send_email to jane => waits for rita
    outreach send_email to jane => waits for manager (tenth)
    outreach send_email to jane => waits for manager (low_score)
";
    let steps = steps.replace("waits for rita", "waits for revops");
    assert_eq!(
        told(&steps),
        [
            "goes ahead ✗ stopped / goes ahead",
            "goes ahead ✗ hold / no rule",
            "-",
            "waits for manager ✗ waits for revops / waits for manager",
            "waits for manager ✗ tenth / low_score",
            "waits for manager ✓",
        ]
    );
}

#[test]
fn what_was_approved_is_carried_out_once() {
    let steps = "
  at 2026-03-02 09:00
    jane changes: score 5
    outreach send_email to jane => waits for manager
    maria approves it => goes ahead
    maria approves it
";
    let told = told(steps);
    assert_eq!(told[1..3], ["waits for manager ✓", "goes ahead ✓"]);
    assert!(told[3].contains("was carried out before"), "{told:?}");
}

#[test]
fn a_late_approval_and_one_by_nobody_with_the_role_come_to_nothing() {
    let steps = "
  at 2026-03-02 09:00
    jane changes: score 5
    outreach send_email to jane => waits for manager
    rita approves it => waits for manager
  after 2 hours
    maria approves it => stopped (low_score)
";
    assert_eq!(told(steps)[1..], ["waits for manager ✓", "waits for manager ✓", "stopped ✓"]);
}

#[test]
fn a_step_that_cannot_be_done_fails_its_day() {
    let steps = "
  at 2026-03-02 09:00
    maria halts outreach
    rita halts sales
    outreach send_email to jane => stopped
    rita resumes sales
    outreach send_email to jane => goes ahead
";
    let told = told(steps);
    assert!(told[0].starts_with("- ✗ R0108: `maria` cannot do this: ask `revops`"), "{told:?}");
    assert_eq!(told[1..], ["-", "stopped ✓", "-", "goes ahead ✓"]);
}

#[test]
fn what_was_updated_is_so_from_then_on() {
    let steps = "
  at 2026-03-02 09:00
    outreach update jane: score 5 => goes ahead
    outreach send_email to jane => waits for manager (low_score)
";
    assert_eq!(told(steps), ["goes ahead ✓", "waits for manager ✓"]);
}

#[test]
fn a_latch_holds_until_it_is_released() {
    let steps = "
  at 2026-03-02 09:00
    jane replied
    outreach send_email to jane => stopped (replied)
    maria releases jane from replied
    outreach send_email to jane => goes ahead
";
    assert_eq!(told(steps), ["-", "stopped ✓", "-", "goes ahead ✓"]);
}

#[test]
fn a_day_says_who_is_sampled() {
    let of = |sampled: &str| {
        let steps =
            format!("  given {sampled} sampled\n  at 2026-03-02 09:00\n    outreach send_email to jane\n");
        told(&steps)
    };
    assert_eq!(of("nobody is"), ["goes ahead"]);
    assert_eq!(of("everybody is"), ["waits for manager"]);
    assert_eq!(of("jane is"), ["waits for manager"]);
}

#[test]
fn a_day_knows_nothing_of_the_day_before_and_plays_the_same_again() {
    let latched =
        day("  at 2026-03-02 09:00\n    jane replied\n    outreach send_email to jane => stopped\n");
    let after = day("  at 2026-03-03 09:00\n    outreach send_email to jane => goes ahead\n");
    let days = [latched, after.replace("a day", "another day")];
    let first = played("mode = \"enforced\"", &days);
    assert_eq!(told_of(&first), ["-", "stopped ✓", "goes ahead ✓"]);
    assert_eq!(first, played("mode = \"enforced\"", &days));
    assert_eq!((first.summary.passed, first.summary.steps, first.summary.expectations), (2, 3, 2));
    assert_eq!(first.scenarios[0].steps[0].at, "2026-03-02T09:00:00+01:00");
}

#[test]
fn in_shadow_mode_the_same_is_decided() {
    let steps = "  at 2026-03-02 09:00\n    outreach send_email to jane => goes ahead\n    jane replied\n    outreach send_email to jane => stopped\n";
    assert_eq!(told_of(&played("", &[day(steps)])), ["goes ahead ✓", "-", "stopped ✓"]);
}

#[test]
fn bytes_that_are_no_table_are_not_played() {
    assert!(play(b"CHARTER\0", &[]).is_err());
}

#[test]
fn what_is_said_to_be_unknown_is_unknown_whatever_is_usual() {
    let steps = "  at 2026-03-02 09:00\n    outreach send_email to jane => goes ahead\n    \
                 jane changes: hold unknown\n    outreach send_email to jane => stopped (hold)\n";
    let usual = played("mode = \"enforced\"", &[day(steps)]);
    assert_eq!(usual.summary.failed, 0, "{:?}", told_of(&usual));
    let steps = "  at 2026-03-02 09:00\n    outreach send_email to jane => stopped (hold)\n";
    let given = day(steps).replace("given contact jane", "given contact jane: hold unknown");
    assert_eq!(played("mode = \"enforced\"", &[given]).summary.failed, 0);
}

#[test]
fn what_a_person_may_not_do_is_stopped_and_can_be_expected() {
    let steps = "  at 2026-03-02 09:00\n    jane replied\n    rita releases jane from replied  => stopped\n    \
                 maria releases jane from replied => goes ahead\n    maria halts sales => stopped\n    \
                 rita halts sales => goes ahead\n";
    let met = played("mode = \"enforced\"", &[day(steps)]);
    assert_eq!(met.summary.failed, 0, "{:?}", told_of(&met));
    let turned = steps.replace("stopped", "?").replace("goes ahead", "stopped").replace('?', "goes ahead");
    let not_met = played("mode = \"enforced\"", &[day(&turned)]);
    let met = |step: &&charter_harness::PlayedStep| step.verdict == Verdict::Met;
    assert_eq!(not_met.scenarios[0].steps.iter().filter(met).count(), 0, "{:?}", told_of(&not_met));
}
