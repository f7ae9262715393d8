//! Proofs and counterexamples, each of the smallest charter that shows it.

use super::{idle_rules, proofs};
use crate::db::Database;
use crate::testing;
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
  size   : number

object Contact
  email     : email
  title     : text
  seniority : one of (ic, manager, vp)
  account   : Account
  created   : instant
  score     : number, optional

object Opportunity
  stage    : one of (open, won, lost)
  amount   : money USD
  discount : percent

signal bounced about Contact
  hard : yes/no

signal unsubscribed about Contact

record Claim
  text   : text
  source : url, optional

action send_email on Contact
  takes
    subject : text
  says
    claims : list of Claim
  knows
    cost : money USD

scope emea
  for outreach
  where contact.account.region is emea
  may send_email

scope discounts
  for deals
  may update Opportunity: discount, stage
"#;

/// What comes of the one guarantee of a charter: `proved`, or what is said of it.
fn verdict(rules: &str) -> String {
    let db = Database::default();
    let project = testing::charter(&db, &format!("{WORLD}\n{rules}"));
    let found = proofs(&db, project);
    assert_eq!(found.value.proved + found.value.open, 1, "{}", testing::shown(&format!("{WORLD}\n{rules}")));
    let said = found.diagnostics.first();
    said.map_or("proved".to_owned(), |said| {
        format!("{}: {}", said.code, said.help.first().cloned().unwrap_or_default())
    })
}

#[test]
fn what_no_scope_grants_is_proved() {
    assert_snapshot!(verdict("
guarantee \"only in emea\"
  no agent can send_email when contact.account.region is na
    "), @"proved");
    assert_snapshot!(verdict("
guarantee \"amounts are for people\"
  no agent can update Opportunity: amount
    "), @"proved");
    assert_snapshot!(verdict("
guarantee \"who makes deals does not write\"
  deals cannot send_email
    "), @"proved");
}

#[test]
fn what_is_granted_is_shown() {
    assert_snapshot!(verdict("
guarantee \"not in emea\"
  no agent can send_email when contact.account.region is emea
    "), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, goes ahead");
    assert_snapshot!(verdict("
guarantee \"no large discounts\"
  no agent can update Opportunity: discount when new.discount > 30%
    "), @"E1001: `deals update Opportunity opportunity1: discount`, where new.discount is 31%, goes ahead");
}

#[test]
fn a_stop_holds_whoever_approves_and_a_gate_does_not() {
    let claim = "
guarantee \"no managers\"
  no agent can send_email when contact.seniority is manager
    ";
    let gate = "gate ask\n  on send_email\n  when contact.seniority is manager or above\n  needs approval from manager\n";
    let stop = "stop held\n  on send_email\n  when contact.seniority is manager or above\n";
    assert_snapshot!(verdict(&format!("{gate}{claim}")), @"E1001: `outreach send_email to contact1`, where contact.seniority is manager, contact.account.region is emea, goes ahead once people have approved it (ask)");
    assert_snapshot!(verdict(&format!("{stop}{claim}")), @"proved");
    let unattended = claim.replace("send_email when", "send_email unattended when");
    assert_snapshot!(verdict(&format!("{gate}{unattended}")), @"proved");
    assert_snapshot!(verdict(&format!("shadow {stop}{claim}")), @"E1001: `outreach send_email to contact1`, where contact.seniority is manager, contact.account.region is emea, goes ahead");
}

#[test]
fn whoever_has_to_be_asked_in_turn_is_asked_in_turn() {
    let gate = |needs: &str| format!("gate ask\n  on send_email\n  needs {needs}\n");
    let claim = "\nguarantee \"in turn\"\n  every send_email needs approval from manager, then legal\n";
    let of = |needs: &str| verdict(&format!("{}{claim}", gate(needs)));
    assert_snapshot!(of("approval from manager, then legal"), @"proved");
    assert_snapshot!(of("approval from manager, then contact.account.owner, then legal"), @"proved");
    assert_snapshot!(of("approval from legal, then manager"), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, goes ahead once people have approved it (ask)");
    assert_snapshot!(of("approval from manager and legal"), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, goes ahead once people have approved it (ask)");
    let second = "gate also\n  on send_email\n  needs approval from legal\n";
    assert_snapshot!(verdict(&format!("{}{second}{claim}", gate("approval from manager"))), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, goes ahead once people have approved it (also, ask)");
}

#[test]
fn a_claim_that_speaks_of_nothing_is_told() {
    let of =
        |when: &str| verdict(&format!("\nguarantee \"nothing\"\n  no agent can send_email when {when}\n"));
    assert_snapshot!(of("contact.seniority is vp and contact.seniority is ic"), @"W1002: take away the condition that rules out the others, in this line or below it");
    assert_snapshot!(of("contact.account.region is na"), @"proved");
}

#[test]
fn what_is_promised_holds_whatever_is_not_known() {
    let promise = "
guarantee \"europe can be written to\"
  outreach can always send_email when contact.account.region is emea
    ";
    let hold = "stop hold\n  on send_email\n  when contact.score > 5\n";
    assert_snapshot!(verdict(promise), @"proved");
    assert_snapshot!(verdict(&format!("{hold}{promise}")), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, contact.score is 6, is stopped (hold)");
    assert_snapshot!(verdict(&format!("{hold}{}", promise.replace("emea\n", "emea and contact.score is 5\n"))), @"proved");
    // Of those whose score nobody knows, nothing is promised then.
    assert_snapshot!(verdict(&format!("{hold}{}", promise.replace("emea\n", "emea unless contact.score > 5\n"))), @"proved");
    // Nobody else is granted it.
    assert_snapshot!(verdict(&promise.replace("outreach can always send_email", "every send_email goes ahead")
        .replace("goes ahead when contact.account.region is emea", "when contact.account.region is emea goes ahead")), @"E1001: `deals send_email to contact1`, where contact.account.region is emea, is stopped, outside every scope");
}

#[test]
fn what_is_promised_once_approved_may_wait_for_people_alone() {
    let promise = "
guarantee \"people have the last word\"
  outreach can always send_email when contact.account.region is emea once approved
    ";
    let gate = "gate ask\n  on send_email\n  when contact.seniority is vp\n  needs approval from manager\n";
    let queue = "gate wait\n  on send_email\n  when contact.seniority is ic\n  waits in review\n";
    let draft = "gate keep\n  on send_email\n  when contact.seniority is ic\n  is kept as a draft\n";
    assert_snapshot!(verdict(&format!("{gate}{queue}{promise}")), @"proved");
    assert_snapshot!(verdict(&format!("{gate}{draft}{promise}")), @"E1001: `outreach send_email to contact1`, where contact.seniority is ic, contact.account.region is emea, is kept as a draft (keep)");
    assert_snapshot!(verdict(&format!("{gate}{draft}{}", promise.replace("once approved", "is at least kept as a draft"))), @"proved");
    let goes_ahead = promise.replace("once approved", "goes ahead");
    assert_snapshot!(verdict(&format!("{gate}{goes_ahead}")), @"E1001: `outreach send_email to contact1`, where contact.seniority is vp, contact.account.region is emea, waits for approval (ask)");
}

#[test]
fn a_field_is_promised_by_itself() {
    assert_snapshot!(verdict("
guarantee \"stages can be moved\"
  deals can always update Opportunity: stage
    "), @"proved");
    assert_snapshot!(verdict("
guarantee \"amounts can be changed\"
  deals can always update Opportunity: stage, amount
    "), @"E1001: `deals update Opportunity opportunity1: amount`, is stopped, outside every scope");
    // A limit holds back when the past has filled it.
    assert_snapshot!(verdict("
limit moves
  on update Opportunity: stage
  at most 3 per opportunity in 1 day
  otherwise needs approval from manager

guarantee \"stages can be moved\"
  deals can always update Opportunity: stage
    "), @"E1001: `deals update Opportunity opportunity1: stage`, where update Opportunity has happened 3 times before, waits for approval (moves)");
}

#[test]
fn who_is_asked_is_proved_by_the_gate_that_asks_them() {
    let gate = "gate ask\n  on send_email\n  when contact.seniority is vp\n  needs approval from manager and contact.account.owner\n";
    let claim = |who: &str| {
        format!(
            "{gate}guarantee \"asked\"\n  every send_email when contact.seniority is vp needs approval from {who}\n"
        )
    };
    assert_snapshot!(verdict(&claim("manager")), @"proved");
    assert_snapshot!(verdict(&claim("contact.account.owner")), @"proved");
    assert_snapshot!(verdict(&claim("legal")), @"E1001: `outreach send_email to contact1`, where contact.seniority is vp, contact.account.region is emea, goes ahead once people have approved it (ask)");
    assert_snapshot!(verdict("
gate queued
  on send_email
  when contact.email is outside \"acme.com\"
  waits in review

guarantee \"queued\"
  every send_email when contact.email is outside \"acme.com\" waits in review
    "), @"proved");
}

#[test]
fn an_update_is_judged_before_and_after() {
    let stop = "stop won\n  on update Opportunity\n  when old.stage is won\n";
    assert_snapshot!(verdict(&format!("{stop}
guarantee \"won deals stay\"
  no agent can update Opportunity when old.stage is won
    ")), @"proved");
    // A bare path is the value before or after, and a deal may become a won one.
    assert_snapshot!(verdict(&format!("{stop}
guarantee \"won deals stay\"
  no agent can update Opportunity when opportunity.stage is won
    ")), @"E1001: `deals update Opportunity opportunity1: stage`, where old.stage is open, new.stage is won, goes ahead");
    // Only with both fields touched at once.
    assert_snapshot!(verdict("
guarantee \"no discount on what is lost\"
  no agent can update Opportunity: discount when old.stage is open and new.stage is lost
    "), @"E1001: `deals update Opportunity opportunity1: stage, discount`, where old.stage is open, new.stage is lost, goes ahead");
}

#[test]
fn figures_are_tied_to_one_another() {
    let stop = "stop bouncing\n  on send_email\n  when count of bounced about contact in 7 days > 2\n";
    let claim = |days: &str| {
        format!(
            "{stop}guarantee \"bounced\"\n  no agent can send_email when count of bounced about contact in {days} > 2\n"
        )
    };
    assert_snapshot!(verdict(&claim("1 day")), @"proved");
    assert_snapshot!(verdict(&claim("8 days")), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, bounced has happened 3 times before, almost 8 days ago, goes ahead");
    let limit = "limit weekly\n  on send_email\n  at most 3 per contact in 7 days\n  otherwise stop\n";
    let claim = |times: u32| {
        format!(
            "{limit}guarantee \"often\"\n  no agent can send_email when count of send_email to contact in 7 days >= {times}\n"
        )
    };
    assert_snapshot!(verdict(&claim(3)), @"proved");
    assert_snapshot!(verdict(&claim(2)), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, send_email has happened 2 times before, goes ahead");
}

#[test]
fn witnesses_have_lists_texts_and_times() {
    assert_snapshot!(verdict("
require sources
  on send_email
  every claim in request.claims: (claim.source is given)
  otherwise stop

guarantee \"no boasting\"
  no agent can send_email when any claim in request.claims: (claim.text contains \"award\")
    "), @r#"E1001: `outreach send_email to contact1`, where contact.account.region is emea, request.claims is [{"source":"https://birch.example/text 1","text":"award"}], goes ahead"#);
    assert_snapshot!(verdict("
guarantee \"no old chiefs\"
  no agent can send_email when contact.created is older than 24 hours and contact.title contains \"chief\" and contact.score > 5
    "), @"E1001: `outreach send_email to contact1`, where contact.title is chief, contact.account.region is emea, contact.score is 6, contact.created is 2026-03-01T08:00:00Z, it is 2026-03-02T09:00:00Z, goes ahead");
    assert_snapshot!(verdict("
guarantee \"never lower\"
  no agent can update Opportunity: discount when old.discount > new.discount
    "), @"E1001: `deals update Opportunity opportunity1: discount`, where new.discount is 10%, old.discount is 11%, goes ahead");
}

#[test]
fn what_is_empty_is_neither_less_nor_more_than_anything() {
    let stop = "stop low\n  on send_email\n  when contact.score < contact.account.size\n";
    assert_snapshot!(verdict(&format!("{stop}
guarantee \"nobody without a score\"
  no agent can send_email when contact.score is empty
    ")), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, contact.score is empty, goes ahead");
    assert_snapshot!(verdict("
stop none
  on send_email
  when contact.score is empty

guarantee \"nobody without a score that can be compared\"
  no agent can send_email unless contact.score < contact.account.size or contact.score >= contact.account.size
    "), @"proved");
}

#[test]
fn what_hangs_together_in_other_ways_is_left_undecided() {
    assert_snapshot!(verdict("
stop refunds
  on send_email
  when request.subject matches /refund/

guarantee \"no refunds\"
  no agent can send_email when request.subject matches /full refund/
    "), @"W1001: do not rely on it: add a stop that says it outright, or try it in scenarios");
}

#[test]
fn texts_and_figures_hang_together() {
    let of = |stop: &str, claim: &str| {
        verdict(&format!(
            "stop held\n  on send_email\n  when {stop}\n\nguarantee \"held\"\n  no agent can send_email when {claim}\n"
        ))
    };
    assert_snapshot!(of("request.subject contains \"refund\"", "request.subject contains \"full refund\""), @"proved");
    assert_snapshot!(of("request.subject contains \"full refund\"", "request.subject contains \"refund\""), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, request.subject is refund, goes ahead");
    assert_snapshot!(of("request.subject starts with \"Re\"", "request.subject starts with \"Re:\""), @"proved");
    assert_snapshot!(of("request.subject contains \"refund\"", "request.subject is \"A refund\""), @"proved");
    let many = "count of send_email to contact";
    assert_snapshot!(of(&format!("{many} this month > 3"), &format!("{many} today > 3")), @"proved");
    assert_snapshot!(of(&format!("{many} today > 3"), &format!("{many} this month > 3")), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, send_email has happened 4 times before, goes ahead");
    assert_snapshot!(of(&format!("{many} in 2 days > 3"), &format!("{many} today > 3")), @"proved");
    assert_snapshot!(of("count of send_email ever > 3", &format!("{many} ever > 3")), @"proved");
    assert_snapshot!(of(&format!("{many} ever > 3"), "count of send_email ever > 3"), @"E1001: `outreach send_email to contact1`, where contact.account.region is emea, send_email to another61 and another63 by outreach happened 1 second ago, send_email to contact1 by deals happened 1 second ago, send_email to another58 by outreach happened 1 second ago, goes ahead");
}

#[test]
fn an_address_is_made_up_together_with_the_domain_that_it_lies_in() {
    assert_snapshot!(verdict("
list mailboxes = \"mail.example\", \"post.example\"

object Company
  domain : domain

object Person
  email   : email
  company : Company

action call on Person

scope calls
  for outreach
  may call

stop private
  on call
  when person.email.domain is in mailboxes

gate elsewhere
  on call
  when person.email is outside person.company.domain
  needs approval from manager

guarantee \"a person is asked\"
  no agent can call unattended
    "), @"E1001: `outreach call to person1`, where person.email.domain is corvus.example, person.company.domain is corvus.example, goes ahead");
}

#[test]
fn what_is_referred_to_is_as_it_was_whatever_field_is_touched() {
    // The second field of a deal, and of a firm.
    assert_snapshot!(verdict("
object Firm
  name     : text
  industry : text

object Deal
  firm   : Firm
  rebate : percent

scope rebates
  for deals
  may update Deal: rebate

guarantee \"no bank gets a rebate\"
  no agent can update Deal: rebate when deal.firm.industry is \"banking\"
    "), @"E1001: `deals update Deal deal1: rebate`, where old.firm.industry is banking, goes ahead");
}

/// What is said about rules that change nothing.
fn idle(rules: &str) -> String {
    let db = Database::default();
    let project = testing::charter(&db, &format!("{WORLD}\n{rules}"));
    let found = idle_rules(&db, project);
    found
        .iter()
        .map(|found| format!("{}: {}", found.code, found.labels[0].text))
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn a_rule_that_others_have_said_changes_nothing() {
    let wide = "stop wide\n  on send_email\n  when contact.seniority is manager or above\n";
    let narrow = "stop narrow\n  on send_email\n  when contact.seniority is vp and contact.score > 5\n";
    assert_snapshot!(idle(&format!("{wide}\n{narrow}")), @"W1010: whenever it applies to what a scope grants, `wide` holds it back as much or more");
    let gate =
        "gate narrow\n  on send_email\n  when contact.seniority is vp\n  needs approval from manager\n";
    assert_snapshot!(idle(&format!("{wide}\n{gate}")), @"W1010: whenever it applies to what a scope grants, `wide` holds it back as much or more");
    let each = "stop one\n  on send_email\n  when contact.seniority is ic\n\nstop other\n  on send_email\n  when contact.seniority is not ic\n";
    assert_snapshot!(idle(&format!("{each}\n{narrow}")), @"W1010: whenever it applies to what a scope grants, `other` holds it back as much or more");
}

#[test]
fn a_rule_that_makes_a_difference_somewhere_is_not_idle() {
    let wide = "stop wide\n  on send_email\n  when contact.seniority is vp\n";
    let score = "stop score\n  on send_email\n  when contact.score > 5\n";
    assert_snapshot!(idle(&format!("{wide}\n{score}")), @"");
    let manager = "gate one\n  on send_email\n  when contact.score > 5\n  needs approval from manager\n";
    let legal = "gate two\n  on send_email\n  when contact.score > 5\n  needs approval from legal\n";
    assert_snapshot!(idle(&format!("{manager}\n{legal}")), @"");
    // Nobody is granted it: that is no reason to take a stop away.
    assert_snapshot!(idle("stop amounts\n  on update Opportunity: amount\n  when new.amount > 5 USD\n"), @"");
    let watched = wide.replace("stop wide", "shadow stop wide");
    assert_snapshot!(idle(&format!("{watched}\n{}", wide.replace("wide", "again"))), @"");
}
