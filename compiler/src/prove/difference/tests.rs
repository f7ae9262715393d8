//! Differences between small charters, each with the request that shows it.

use super::{Compared, Difference, difference};
use crate::check::typed_charter;
use crate::db::Database;
use crate::table::build;
use crate::testing;
use crate::typed::Charter;
use charter_runtime::table::Table;
use insta::assert_snapshot;

/// What exists, and who may do what.
const WORLD: &str = r#"
role manager
role legal

agent outreach
agent deals

queue review owned by legal

object Account
  region : one of (na, emea, apac)
  owner  : person

object Contact
  email     : email
  seniority : one of (ic, manager, vp)
  account   : Account
  score     : number, optional
  held      : yes/no

object Opportunity
  stage    : one of (open, won, lost)
  discount : percent

signal unsubscribed about Contact

action send_email on Contact
  takes
    subject : text

scope emea
  for outreach
  where contact.account.region is emea
  may send_email

scope discounts
  for deals
  may update Opportunity: discount, stage
"#;

fn read(text: &str) -> (Charter, Table) {
    let db = Database::default();
    let project = testing::charter(&db, text);
    let charter = typed_charter(&db, project).value.clone();
    let charter = charter.unwrap_or_else(|| panic!("{}", testing::shown(text)));
    let table = Table::load(&build(&charter).unwrap()).unwrap();
    (charter, table)
}

fn between(old: &str, new: &str) -> Difference {
    let ((charter, table), (other, its_table)) = (read(old), read(new));
    let old = Compared { charter: &charter, table: &table };
    difference(old, Compared { charter: &other, table: &its_table }).unwrap()
}

/// The kinds between two sets of rules in the same world, a line each.
fn kinds(old: &str, new: &str) -> String {
    told(&between(&format!("{WORLD}\n{old}"), &format!("{WORLD}\n{new}")))
}

fn told(found: &Difference) -> String {
    let mut lines: Vec<String> = Vec::new();
    for kind in &found.kinds {
        let names: Vec<&str> = kind.because.iter().map(|place| found.rules[*place].name.as_str()).collect();
        lines.push(format!(
            "{:?}, {} -> {}, by {}: {}, {}",
            kind.direction,
            kind.old.outcome,
            kind.new.outcome,
            names.join(" "),
            kind.actions.join("; "),
            kind.given.join(", ")
        ));
    }
    lines.extend(found.undecided.iter().map(|open| format!("open: {:?} {}", open.direction, open.action)));
    lines.extend(found.told.iter().map(|told| told.what.clone()));
    if found.is_equal() {
        lines.push("equal".to_owned());
    }
    lines.join("\n")
}

const HELD: &str = "stop held\n  on send_email\n  when contact.held\n";
const SENIOR: &str = "gate senior\n  on send_email\n  when contact.seniority is manager or above\n  needs approval from manager\n";

#[test]
fn a_stop_that_is_gone_is_looser_and_a_new_one_tighter() {
    assert_snapshot!(kinds(HELD, ""), @"Looser, stop -> execute, by held: send_email, contact.account.region is emea, contact.held is yes");
    assert_snapshot!(kinds("", HELD), @"Tighter, execute -> stop, by held: send_email, contact.account.region is emea, contact.held is yes");
}

#[test]
fn each_change_is_a_kind_of_its_own() {
    let other = SENIOR.replace("from manager", "from legal").replace("manager or above", "vp");
    assert_snapshot!(kinds(&format!("{HELD}\n{SENIOR}"), &other), @"
    Looser, stop -> execute, by held: send_email, contact.account.region is emea, contact.held is yes
    Looser, approve -> execute, by senior: send_email, contact.seniority is manager, contact.account.region is emea
    Different, approve -> approve, by senior: send_email, contact.seniority is vp, contact.account.region is emea
    ");
}

#[test]
fn what_says_the_same_in_other_words_is_equal() {
    let either = "stop held\n  on send_email\n  when contact.held or contact.seniority is vp\n";
    let each = "stop held\n  on send_email\n  when contact.held\n\nstop chiefs\n  on send_email\n  when not (contact.seniority is ic or contact.seniority is manager)\n";
    assert_snapshot!(kinds(either, each), @"
    Reasons, stop -> stop, by held chiefs: send_email, contact.seniority is vp, contact.account.region is emea
    equal
    ");
}

#[test]
fn what_is_alike_where_all_is_known_may_differ_where_it_is_not() {
    let every = "scope all\n  for outreach\n  where contact.account.region is in (na, apac, emea)\n  may send_email\n";
    let each =
        "scope some\n  for outreach\n  where contact.account.region is in (na, apac)\n  may send_email\n";
    assert_snapshot!(kinds(every, each), @"Tighter, execute -> stop, by all: send_email, contact.account.region is not known");
}

#[test]
fn a_wider_window_and_a_lower_cap_are_tighter() {
    let limit = |most: u32, days: u32| {
        format!(
            "limit often\n  on send_email\n  at most {most} per contact in {days} days\n  otherwise stop\n"
        )
    };
    assert_snapshot!(kinds(&limit(3, 7), &limit(3, 8)), @"Tighter, execute -> stop, by often: send_email, contact.account.region is emea, send_email has happened 3 times before, almost 8 days ago");
    assert_snapshot!(kinds(&limit(3, 7), &limit(2, 7)), @"Tighter, execute -> stop, by often: send_email, contact.account.region is emea, send_email has happened 2 times before");
    assert_snapshot!(kinds(&limit(2, 7), &limit(2, 7)), @"equal");
}

#[test]
fn single_fields_are_told() {
    let gate = "gate deep\n  on update Opportunity: discount\n  when new.discount > 30%\n  needs approval from manager\n";
    assert_snapshot!(kinds(gate, &gate.replace("30%", "20%")), @"Tighter, execute -> approve, by deep: update Opportunity: discount, new.discount is 21%");
    let watched = format!("shadow {gate}");
    assert_snapshot!(kinds(gate, &watched), @"Looser, approve -> execute, by deep: update Opportunity: discount, new.discount is 31%");
}

#[test]
fn a_value_that_is_new_is_one_that_the_old_charter_does_not_know() {
    let wider = WORLD.replace("(na, emea, apac)", "(na, emea, latam, apac)");
    let rules = "scope all\n  for outreach\n  may send_email\n\nstop far\n  on send_email\n  when contact.account.region is apac\n";
    assert_snapshot!(told(&between(&format!("{WORLD}\n{rules}"), &format!("{wider}\n{rules}"))), @"
    Looser, stop -> execute, by : send_email, contact.account.region is latam
    Account.region may also be: latam
    ");
}

#[test]
fn an_agent_that_is_new_was_stopped_before() {
    let more = WORLD
        .replace("agent deals", "agent deals\nagent renewals")
        .replace("for deals", "for deals, renewals");
    assert_snapshot!(told(&between(WORLD, &more)), @"
    Looser, stop -> execute, by discounts: update Opportunity: stage; update Opportunity: discount, 
    agent renewals is new
    ");
}

#[test]
fn what_exists_is_told() {
    let other = WORLD
        .replace("  held      : yes/no\n", "")
        .replace("score     : number, optional", "score     : text")
        .replace("role legal", "role legal\nrole revops")
        .replace("owned by legal", "owned by revops")
        .replace("(open, won, lost)", "(open, lost, won)");
    assert_snapshot!(told(&between(WORLD, &other)), @"
    role revops is new
    queue review is owned by revops, and was by legal
    Contact.score is text, and was number
    Contact.score may no longer be empty
    Contact.held is gone
    the values of Opportunity.stage stand in another order
    equal
    ");
}

#[test]
fn rules_for_people_are_compared_by_themselves() {
    let stop = "stop closed\n  for people\n  on update Opportunity: discount\n  when old.stage is won\n";
    assert_snapshot!(kinds(stop, ""), @"Looser, stop -> execute, by closed: update Opportunity by people: discount, old.stage is won");
    assert_snapshot!(kinds(stop, &stop.replace("for people", "for agents and people")), @"Tighter, execute -> stop, by closed: update Opportunity: discount, old.stage is won");
}

#[test]
fn time_passes_also_for_what_is_only_suggested() {
    let scope = "scope wide\n  for deals\n  may suggest send_email\n";
    let gate = "gate late\n  on send_email\n  for deals\n  needs approval from manager within 4 hours, otherwise stop\n";
    assert_snapshot!(kinds(&format!("{scope}\n{gate}"), scope), @"Looser, stop -> suggest, by late: send_email, it has waited for a year");
}

#[test]
fn what_an_action_leads_to_is_foreseen_where_it_leaves_things_as_they_are() {
    let scope = "object Deal\n  open : yes/no\n  rate : percent\n\naction assign on Deal\n  leads to update Deal: rate\n\nscope assigning\n  for deals\n  where deal.open\n  may assign\n  may update Deal: rate\n";
    assert_snapshot!(kinds(scope, &scope.replace("may assign", "may suggest assign")), @"Tighter, execute -> suggest, by assigning: assign, deal.open is yes");
    let narrower = scope.replace("  may update Deal: rate\n", "");
    assert_snapshot!(kinds(scope, &narrower), @"Tighter, execute -> stop, by assigning: assign; update Deal: rate, deal.open is yes");
}

#[test]
fn who_is_told_is_part_of_what_a_rule_says() {
    let told = "stop held\n  on send_email\n  when contact.held\n  tells legal\n";
    assert_snapshot!(kinds(HELD, told), @"Tighter, stop -> stop, by held: send_email, contact.held is yes");
    assert_snapshot!(kinds(told, HELD), @"Looser, stop -> stop, by held: send_email, contact.held is yes");
    assert_snapshot!(kinds(told, told), @"equal");
}

#[test]
fn what_a_halt_covers_is_part_of_what_a_charter_says() {
    let world = |power: &str, segment: &str| {
        format!(
            "{}\nsegment hot of Contact: {segment}\n",
            WORLD.replacen("role manager\n", &format!("role manager {power}\n"), 1)
        )
    };
    let hot = |segment: &str| world("may halt hot", segment);
    assert_snapshot!(told(&between(&hot("score > 5"), &hot("score > 7"))), @"a halt of segment hot no longer covers, for example, `deals send_email to contact1` where contact.score is 6");
    assert_snapshot!(told(&between(&hot("score > 5 and held"), &hot("held"))), @"a halt of segment hot also covers, for example, `deals send_email to contact1` where contact.held is yes");
    assert_snapshot!(told(&between(&hot("score > 5"), &hot("not (score <= 5 or score is empty)"))), @"equal");
    assert_snapshot!(told(&between(&hot("score > 5"), &world("", "score > 5"))), @"no longer: manager may halt segment hot");
    assert_snapshot!(told(&between(&world("may halt send_email", "held"), &world("may halt send_email, may halt update Opportunity", "held"))), @"manager may halt update Opportunity");
}

#[test]
fn what_reads_a_value_that_one_side_does_not_know_is_unknown_to_it() {
    let world = |of: &str, rule: &str| {
        format!(
            "agent bot\nobject Row\n  kind : {of}\nobject Doc\n  one  : {of}\n  two  : {of}\n  all  : list of {of}\n  name : text\naction go on Doc\nscope s\n  for bot\n  may go\n{rule}"
        )
    };
    let wider = |rule: &str| told(&between(&world("one of (p, q)", rule), &world("one of (p, q, r)", rule)));
    assert_snapshot!(wider("stop differ\n  on go\n  when doc.one is not doc.two\n"), @"
    Looser, stop -> execute, by : go, doc.one is r, doc.two is r
    Doc.one may also be: r
    Doc.two may also be: r
    Doc.all is list of one of (p, q, r), and was list of one of (p, q)
    Row.kind may also be: r
    ");
    assert_snapshot!(wider("stop some\n  on go\n  when any it in doc.all: (it is p)\n"), @r#"
    Looser, stop -> execute, by : go, doc.all is ["r"]
    Doc.one may also be: r
    Doc.two may also be: r
    Doc.all is list of one of (p, q, r), and was list of one of (p, q)
    Row.kind may also be: r
    "#);
    assert_snapshot!(wider("stop known\n  on go\n  when doc.one is not known\n"), @"
    Looser, stop -> execute, by : go, doc.one is r
    Doc.one may also be: r
    Doc.two may also be: r
    Doc.all is list of one of (p, q, r), and was list of one of (p, q)
    Row.kind may also be: r
    ");
    let texts = |rule: &str| {
        let old = world("one of (p, q)", rule);
        told(&between(&old, &old.replace("name : text", "name : text, optional")))
    };
    assert_snapshot!(texts("stop bad\n  on go\n  when doc.name contains \"bad\"\n"), @"
    Looser, stop -> execute, by : go, doc.name is empty
    Doc.name may be empty now
    ");
    assert_snapshot!(texts("stop bad\n  on go\n  unless doc.name is given\n"), @"
    Doc.name may be empty now
    equal
    ");
}

#[test]
fn what_counts_only_with_an_endorsement_is_part_of_what_a_charter_says() {
    let one = format!("{WORLD}\nendorse Contact.score by legal\n");
    let both = format!("{WORLD}\nendorse Contact.score by legal, manager\n");
    assert_snapshot!(told(&between(WORLD, &one)), @"Contact.score counts only once somebody has endorsed it");
    assert_snapshot!(told(&between(&one, WORLD)), @"Contact.score counts without anybody's endorsement");
    assert_snapshot!(told(&between(&one, &both)), @"manager can endorse Contact.score as well");
    assert_snapshot!(told(&between(&both, &one)), @"manager can no longer endorse Contact.score");
    assert_snapshot!(told(&between(&both, &both)), @"equal");
}

#[test]
fn what_comes_from_outside_is_part_of_what_a_charter_says() {
    let outside =
        WORLD.replace("score     : number, optional", "score     : number, optional, from external");
    assert_snapshot!(told(&between(WORLD, &outside)), @"Contact.score comes from outside now");
    assert_snapshot!(told(&between(&outside, WORLD)), @"Contact.score no longer comes from outside");
}

#[test]
fn an_endorsed_value_is_known_to_a_witness() {
    let scope = "endorse Contact.score by legal\n\nscope scored\n  for deals\n  where contact.score > 3\n  may send_email\n";
    assert_snapshot!(kinds(scope, &scope.replace("> 3", "> 4")), @"Tighter, execute -> stop, by scored: send_email, contact.score is 4");
}

#[test]
fn what_is_hard_to_choose_is_found_by_trying() {
    let pattern = "stop strange\n  on send_email\n  when contact.email contains \"jane\"\n";
    assert_snapshot!(kinds(pattern, ""), @"Looser, stop -> execute, by strange: send_email, contact.email is jane@corvus.example, contact.account.region is emea");
}

#[test]
fn an_agent_that_is_only_watched_is_held_back_by_nothing() {
    let watched = WORLD.replace("agent deals", "shadow agent deals");
    assert_snapshot!(told(&between(WORLD, &watched)), @"agent deals is only watched, and nothing holds it back");
    assert_snapshot!(told(&between(&watched, WORLD)), @"agent deals is no longer only watched");
    assert!(between(WORLD, &watched).may_be_looser());
    assert!(!between(&watched, WORLD).may_be_looser());
}

#[test]
fn no_domain_that_is_known_lies_outside_itself() {
    let never = "stop never\n  on send_email\n  when contact.email.domain is outside contact.email.domain\n";
    assert_snapshot!(kinds(never, ""), @"Looser, stop -> execute, by never: send_email, contact.account.region is emea, contact.email.domain is not known");
}
