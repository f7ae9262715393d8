//! What the trees look like: each kind of node stands in one of them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests may fail as tests do"
)]

mod common;

use charter_grammar::{SyntaxElement, SyntaxKind, SyntaxNode, parse};
use common::FILES;

/// The tree below its source, without space. A node that is one token stands on one line with it.
fn tree(text: &str) -> String {
    let mut shown = format!("{text}\n───── tree\n");
    parse(text).syntax().children().for_each(|item| show(&item, 0, &mut shown));
    parse(text)
        .errors()
        .iter()
        .for_each(|error| shown.push_str(&format!("{}: {}\n", error.code.number(), error.message)));
    shown
}

fn show(node: &SyntaxNode, depth: usize, shown: &mut String) {
    let parts: Vec<SyntaxElement> = node.children_with_tokens().filter(|it| !it.kind().is_trivia()).collect();
    shown.push_str(&format!("{}{:?}", "  ".repeat(depth), node.kind()));
    let tokens = parts.iter().map_while(|it| it.as_token()).count();
    parts
        .iter()
        .take(tokens)
        .filter_map(|it| it.as_token())
        .for_each(|it| shown.push_str(&format!(" {}", it.text())));
    shown.push('\n');
    for part in parts.iter().skip(tokens) {
        match part {
            SyntaxElement::Node(node) => show(node, depth + 1, shown),
            SyntaxElement::Token(token) => {
                shown.push_str(&format!("{}{}\n", "  ".repeat(depth + 1), token.text()))
            }
        }
    }
}

fn condition(condition: &str) -> String {
    let tree = tree(&format!("stop x\n  when {condition}\n"));
    let (_, tree) = tree.split_once("  WhenClause when\n").unwrap();
    format!("{condition}\n{tree}\n")
}

#[test]
fn the_example() {
    for (name, text) in FILES {
        insta::assert_snapshot!(format!("example_{name}"), tree(text));
    }
}

#[test]
fn conditions() {
    let conditions = [
        "a or b and not c",
        "(a or b) and c",
        "not not a",
        "a.b is c",
        "a is not b",
        "a.seniority is vp or above",
        "a is not vp or below or b",
        "a is in banks",
        "a is not in (na, \"or\", 5)",
        "a.title is given and b is not known or c is empty",
        "a.email is outside a.account.domain",
        "now is not inside office_hours in contact.zone",
        "a.created is older than 2 working days of office_hours",
        "a.title comes from external",
        "a.title does not come from external",
        "a.subject contains \"x\"",
        "a.subject does not start with \"Re:\"",
        "a.subject ends with b.name",
        "a.subject contains (\"x\", \"y\")",
        "a.title matches /^vp\\/.*/",
        "every claim in request.claims: (claim.source is given)",
        "no x in a.b: (x > 5)",
        "contact has replied",
        "contact has not bounced in 7 days where its.kind is hard",
        "contact has replied, except where (its.automatic or its.late)",
        "new.discount > old.discount + 5% * 2 - b",
        "a < -b and c >= -5",
        "f(a, g(b)) <= 1_000_000.5 USD",
        "a is 2026-03-02 or b is 2026-03-02 09:00 or c is yes or d is no",
        "is_customer",
        "a.is.in.or",
    ];
    insta::assert_snapshot!(conditions.map(condition).concat());
}

#[test]
fn questions_to_the_ledger() {
    let questions = [
        "no send_email to contact.account ever",
        "any replied about contact in 7 days",
        "count of send_email requested by agent to contact this month in \"Europe/Berlin\" > 3",
        "count of update Opportunity: stage in 2 working days of office_hours > 3",
        "count of different contact.account in send_email by agent today >= 20",
        "sum of cost of enrich by agent each month > 500 USD",
        "share of the last 50 send_email that bounced within 2 days where its.kind is hard > 5%",
        "share of send_email among the last 20 that replied < 1%",
        "time since send_email to contact > 3 days",
        "any send_email failed since replied still in flight",
        "count of replied about contact where (its.automatic and its.late) this session > 1",
        "count of line in request.lines where (line.amount > 5) > 3",
        "sum of line.amount for line in request.lines > 100 USD",
    ];
    insta::assert_snapshot!(questions.map(condition).concat());
}

#[test]
fn every_clause() {
    insta::assert_snapshot!(tree(
        r#"scope s
  for a, b and c
  on behalf of sdr_manager
  in production, staging
  where a is b
  until 2026-12-31
  may draft
  may draft update Contact: lifecycle
  may queue send_email, enrich in new_domains
  may merge Contact

gate g
  for people
  for 10% of contacts
  on send_email, update Contact: a, b or read Contact except c
  unless a
  needs approval from 2 of sdr_manager and ines, then revops or 2 legal within 4 hours of office_hours, otherwise needs approval from c within 1 day in batches of 50, otherwise is only suggested
  needs approval from a or b.c, other than d.owner, e, then f within 1 day
  otherwise waits in q
  is read afterwards by sdr_manager within 1 day
  is kept as a draft

stop s
  for 30 days
  until released by a, b or c

limit l
  at most a.b * 2 contacts each per agent, contact.account this week in contact.zone
  otherwise is kept as a draft

require r
  a is given
  otherwise stop
"#
    ));
}

#[test]
fn vocabulary() {
    insta::assert_snapshot!(tree(
        r#"shadow agent a
role b may halt agents in c and may resume agents
record R
  source : list of one of (a, "or"), optional, written by human, fresh within 1 hour
  team : like Contact.title
  zone : zone
action merge on Contact as survivor, Contact as absorbed
  takes
    reason : text
  writes a, b
  leads to send_email
  customer : User = order.user
condition quiet of Contact: no send_email to contact in 30 days
endorse contact.title by sdr_manager, revops
table t by Opportunity.stage
  | won | (lost, proposal) |
  | >= 5 | a, b |
queue q owned by a
  reviewed within 1 day
  otherwise stop
measure m per a, b
  count of send_email in 7 days + 1, once there are 20
"#
    ));
}

#[test]
fn guarantees() {
    insta::assert_snapshot!(tree(
        r#"guarantee "g"
  no agent can send_email unattended when a unless b
  no person can update Contact: title
  nobody can delete Contact
  no outreach can enrich
  never send_email when a
  every send_email when a is b needs approval from c
  outreach cannot merge Contact
  when d
  unless e
"#
    ));
}

#[test]
fn scenarios() {
    insta::assert_snapshot!(tree(
        r#"scenario "s"
  given maria is sdr_manager and revops
  given jane is not sampled
  given everybody is sampled
  given contact jane: tags (a, b), claims ((text "x", source "y"), (text "z")), created 2026-03-01 09:00
  given outreach sent 3 emails
  at 2026-03-02 09:00 in "Europe/Berlin"
  after 1 working day of office_hours
    outreach send_email to jane with subject "Hi", body "…"   => queued in new_domains (a, b)
    outreach create contact bob: email "b@c.d"   => suggestion
    outreach merge jane, bob   => waits for a, then b
    outreach update opp1: discount 30%   => draft
    jane replied: automatic yes
    maria refuses it   => stopped (outside every scope)
    maria releases jane from replied
    somebody halts outreach
    maria resumes everything
    something else happens to nobody at all
"#
    ));
}

#[test]
fn words_of_the_language_are_names_before_a_colon_and_after_a_dot() {
    let text = "object X\n  gate : text\n  when : date\n  and : text\n  optional : text\n  role : like or\n";
    assert_eq!(parse(text).errors(), []);
    assert_eq!(parse(text).file().items().count(), 1);
    let text = "stop x\n  on y\n  when a.when.or is b.no.is\n";
    assert_eq!(parse(text).errors(), []);
}

#[test]
fn an_item_begins_at_any_indentation() {
    let text = "    role a\n\trole b\ngate c\n        stop d\n  on e\n";
    let kinds: Vec<SyntaxKind> = parse(text).syntax().children().map(|it| it.kind()).collect();
    assert_eq!(kinds, [SyntaxKind::Role, SyntaxKind::Role, SyntaxKind::Rule, SyntaxKind::Rule]);
}

#[test]
fn text_that_lost_its_indentation_parses_the_same() {
    for (name, text) in FILES.into_iter().take(2) {
        let flat: String = text.lines().map(|it| format!("{}\n", it.trim_start())).collect();
        assert_eq!(parse(&flat).errors(), [], "{name}");
        assert_eq!(parse(&flat).file().items().count(), parse(text).file().items().count(), "{name}");
    }
}
