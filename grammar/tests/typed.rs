//! The typed tree finds each part where several of one sort stand in a node.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use charter_grammar::ast::{
    ActStep, ClaimKind, ClaimSubject, GuaranteeClaim, RankTest, RecordValue, SumExpr, Window,
};
use charter_grammar::ast::{
    AstNode, AtMostClause, CompareOp, Comparison, EventQuery, ListFigure, MemberTest, Quantifier,
};
use charter_grammar::ast::{Compare, HasName, MaybeNegated, QueryKind, Sign, WindowKind};
use charter_grammar::parse;

/// The first node of a type in a text, which has no errors.
fn first<N: AstNode<Language = charter_grammar::Charter>>(text: &str) -> N {
    let parse = parse(text);
    assert_eq!(parse.errors(), []);
    parse.syntax().descendants().find_map(N::cast).unwrap()
}

fn in_condition<N: AstNode<Language = charter_grammar::Charter>>(condition: &str) -> N {
    first(&format!("stop x\n  when {condition}\n"))
}

fn text(node: Option<impl AstNode<Language = charter_grammar::Charter>>) -> String {
    node.map(|it| it.syntax().text().to_string()).unwrap_or_default()
}

#[test]
fn a_cap_what_is_added_up_and_what_is_counted() {
    let clause: AtMostClause =
        first("limit l\n  at most a.b of request.cost per agent each month\n  otherwise stop\n");
    assert_eq!([text(clause.cap()), text(clause.of()), text(clause.counted())], ["a.b", "request.cost", ""]);
    assert!(!clause.counts_each(), "`each month` is its window");
    let clause: AtMostClause = first("limit l\n  at most 1 agent each per a.b in 7 days\n  otherwise stop\n");
    assert_eq!([text(clause.cap()), text(clause.of()), text(clause.counted())], ["1", "", "agent"]);
    assert!(clause.counts_each());
}

#[test]
fn the_sides_of_a_test() {
    let test: Comparison = in_condition("a is not b");
    assert_eq!([text(test.left()), text(test.right())], ["a", "b"]);
    assert_eq!(test.op().as_ref().map(CompareOp::kind), Some(Compare::IsNot));
    let test: RankTest = in_condition("a is not b or below");
    assert_eq!([text(test.subject()), text(test.bound())], ["a", "b"]);
    assert!(test.is_negated() && !test.is_above());
    let test: MemberTest = in_condition("a is in b");
    assert_eq!([text(test.subject()), text(test.named()), text(test.listed())], ["a", "b", ""]);
    let test: MemberTest = in_condition("a is not in (b)");
    assert_eq!([text(test.subject()), text(test.named()), text(test.listed())], ["a", "", "(b)"]);
    let sum: SumExpr = in_condition("a - b + c > 0");
    let parts: Vec<(Sign, String)> = sum.parts().map(|(sign, part)| (sign, text(Some(part)))).collect();
    assert_eq!(
        parts,
        [(Sign::Plus, "a".to_owned()), (Sign::Minus, "b".to_owned()), (Sign::Plus, "c".to_owned())]
    );
}

#[test]
fn lists_and_their_elements() {
    let every: Quantifier = in_condition("every x in a.b: (x.c)");
    assert_eq!([text(every.name()), text(every.list()), text(every.test())], ["x", "a.b", "(x.c)"]);
    let sum: ListFigure = in_condition("sum of x.c for x in a.b where (x.d) > 1");
    assert_eq!(
        [text(sum.summed()), text(sum.name()), text(sum.list()), text(sum.test())],
        ["x.c", "x", "a.b", "(x.d)"]
    );
    let count: ListFigure = in_condition("count of x in a.b > 1");
    assert_eq!([text(count.summed()), text(count.name()), text(count.list())], ["", "x", "a.b"]);
}

#[test]
fn questions_and_their_windows() {
    let query: EventQuery = in_condition("count of different a.b in send to c.d in 7 days > 1");
    assert_eq!(query.kind(), QueryKind::CountDifferent);
    assert_eq!(
        [text(query.figure()), text(query.event()), text(query.window())],
        ["a.b", "send", "in 7 days"]
    );
    let kinds = ["ever", "still in flight", "this session", "since b", "among the last 5", "in 2 weeks"]
        .map(|window| in_condition::<Window>(&format!("any a {window}")).kind());
    let expected = [
        WindowKind::Ever,
        WindowKind::InFlight,
        WindowKind::Session,
        WindowKind::Since,
        WindowKind::Last,
        WindowKind::Rolling,
    ];
    assert_eq!(kinds, expected.map(Some));
}

#[test]
fn claims() {
    let claim = |line: &str| first::<GuaranteeClaim>(&format!("guarantee \"g\"\n  {line}\n"));
    assert_eq!(
        (claim("no agent can a").kind(), claim("no agent can a").subject()),
        (ClaimKind::Never, ClaimSubject::Agents)
    );
    assert_eq!(claim("no person can a").subject(), ClaimSubject::People);
    assert_eq!(claim("nobody can a").subject(), ClaimSubject::Everybody);
    assert!(matches!(claim("b cannot a").subject(), ClaimSubject::Named(name) if name.text() == "b"));
    assert_eq!(claim("every a needs approval from b").kind(), ClaimKind::Always);
    assert!(claim("no agent can a unattended when c").is_unattended());
}

#[test]
fn what_a_day_gives() {
    let record: RecordValue = first("usual a: claims ((text \"x\", source \"y\"))\n");
    let fields: Vec<String> = record.values().map(|it| text(it.field())).collect();
    assert_eq!(fields, ["text", "source"]);
    let step: ActStep = first("scenario \"s\"\n  a create contact bob: b 1\n");
    let target = step.targets().next().unwrap();
    assert_eq!(
        [text(step.actor()), text(step.verb()), text(target.object()), text(target.name_ref())],
        ["a", "create", "contact", "bob"]
    );
}
