//! The calculus without syntax: typed rules to a table, and its bytes to decisions.

use super::{build, compile, validate};
use crate::check::typed_charter;
use crate::db::Database;
use crate::testing;
use crate::typed::*;
use charter_runtime::schema::{
    self, ActionId, ChoicesId, Field, Path, QueueId, RoleId, Root, Schema, Shape, ShapeId, Step, Subject,
    Type, Verb,
};
use charter_runtime::table::Table;
use charter_runtime::{HostKey, Outcome, case::decide_case};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

const FIELDS: [(&str, bool); 4] = [("level", false), ("score", true), ("held", false), ("title", true)];

/// One object with a closed list, an optional number, a yes/no and an optional text; one action on it; its update.
fn world() -> Schema {
    let types = [Type::OneOf(ChoicesId(0)), Type::Number, Type::YesNo, Type::Text];
    let field = |((name, optional), value): (&(&str, bool), &Type)| Field {
        name: (*name).to_owned(),
        value: value.clone(),
        optional: *optional,
        fresh: None,
        external: false,
    };
    let contact =
        Shape { name: "Contact".to_owned(), fields: FIELDS.iter().zip(&types).map(field).collect() };
    let action = |name: &str, verb| schema::Action {
        name: name.to_owned(),
        verb,
        object: ShapeId(0),
        content: ShapeId(1),
        takes: 0,
        says: 0,
        second: None,
        leads_to: Vec::new(),
    };
    Schema {
        shapes: vec![contact, Shape::default()],
        choices: vec![["low", "middle", "high"].map(str::to_owned).to_vec()],
        actions: vec![action("send", Verb::Declared), action("update Contact", Verb::Update)],
        agents: vec!["outreach".to_owned()],
        ..Schema::default()
    }
}

fn path(root: Root, place: usize) -> Path {
    let types = [Type::OneOf(ChoicesId(0)), Type::Number, Type::YesNo, Type::Text];
    let steps = vec![Step::Field(u32::try_from(place).unwrap())];
    Path { root, shape: Some(ShapeId(0)), steps, value: types[place].clone(), optional: FIELDS[place].1 }
}

fn rule(name: &str, kind: RuleKind, action: u32, condition: Condition) -> Rule {
    let outcome = if kind == RuleKind::Scope { Outcome::Execute } else { Outcome::Stop };
    let effect = Effect::plain(outcome);
    let (action, subject) = (ActionId(action), Subject::Agents);
    let case = Case { action, subject, condition, effect, room: None, needed: Vec::new() };
    let source = Source { file: "rules.charter".to_owned(), line: 1 };
    Rule {
        name: name.to_owned(),
        sentence: None,
        kind,
        shadow: false,
        tells: Vec::new(),
        source,
        cases: vec![case],
    }
}

fn charter(rules: Vec<Rule>) -> Charter {
    Charter {
        name: "test".to_owned(),
        version: "1".to_owned(),
        enforced: true,
        zone: "UTC".to_owned(),
        schema: world(),
        calendars: Vec::new(),
        queues: Vec::new(),
        rules,
        switches: Vec::new(),
    }
}

/// A test of one field, in one of the ways that its type has.
fn arb_test(root: Root) -> impl Strategy<Value = Condition> {
    (0..FIELDS.len(), 0..3_i128, any::<bool>(), 0..4_u8).prop_map(move |(place, value, upwards, kind)| {
        let of = Operand::Path(path(root, place));
        let billionths = value * 1_000_000_000;
        let accepts = match (place, kind) {
            (1 | 3, 0) => Accepts::Empty,
            (1, _) if upwards => Accepts::Range(Some(billionths), None),
            (1, _) => Accepts::Values(BTreeSet::from([Constant::Ordinal(billionths)])),
            (3, _) => {
                Accepts::Values(BTreeSet::from([Constant::Text(["a", "b", "c"][value as usize].to_owned())]))
            }
            (2, _) => Accepts::Values(BTreeSet::from([Constant::Ordinal(1)])),
            (_, _) if upwards => Accepts::Range(Some(value), None),
            (_, _) => Accepts::Values(BTreeSet::from([Constant::Ordinal(value)])),
        };
        Condition::Test(Test { atom: Atom::Class(of), accepts })
    })
}

fn arb_condition(roots: &'static [Root]) -> impl Strategy<Value = Condition> {
    let leaf = prop::sample::select(roots).prop_flat_map(arb_test);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

/// What a field may be known to be: a value, empty, or nothing.
type Known = Option<Json>;

fn values(place: usize) -> Vec<Json> {
    let all = [
        vec![json!("low"), json!("middle"), json!("high")],
        vec![json!(-1), json!(0), json!(0.5), json!(1), json!(1.5), json!(2), json!(3), Json::Null],
        vec![json!(true), json!(false)],
        vec![json!("a"), json!("b"), json!("c"), json!("d"), Json::Null],
    ];
    all[place].clone()
}

fn arb_facts() -> impl Strategy<Value = Vec<Known>> {
    (0..FIELDS.len())
        .map(|place| prop::option::weighted(0.6, prop::sample::select(values(place))))
        .collect::<Vec<_>>()
}

fn object(facts: &[Known]) -> Json {
    let known =
        FIELDS.iter().zip(facts).filter_map(|((name, _), value)| Some(((*name).to_owned(), value.clone()?)));
    Json::Object(known.collect())
}

/// Whether a condition holds of values that are all known. Written from the meaning, not from the table.
fn holds(condition: &Condition, value_at: &dyn Fn(&Path) -> Json) -> bool {
    match condition {
        Condition::Always => true,
        Condition::Never => false,
        Condition::All(parts) => parts.iter().all(|part| holds(part, value_at)),
        Condition::Any(parts) => parts.iter().any(|part| holds(part, value_at)),
        Condition::Not(inner) => !holds(inner, value_at),
        Condition::Test(test) => {
            let Atom::Class(Operand::Path(path)) = &test.atom else { panic!("not generated") };
            let value = value_at(path);
            match &test.accepts {
                Accepts::Empty => value.is_null(),
                Accepts::Values(values) => values.iter().any(|constant| is(&value, constant)),
                Accepts::Range(Some(from), None) => ordinal(&value).is_some_and(|value| value >= *from),
                other => panic!("not generated: {other:?}"),
            }
        }
    }
}

fn is(value: &Json, constant: &Constant) -> bool {
    match constant {
        Constant::Text(text) => value.as_str() == Some(text),
        Constant::Ordinal(number) => ordinal(value) == Some(*number),
    }
}

fn ordinal(value: &Json) -> Option<i128> {
    match value {
        Json::Bool(yes) => Some(i128::from(*yes)),
        Json::Number(number) => Some((number.as_f64()? * 1e9) as i128),
        Json::String(text) => {
            ["low", "middle", "high"].iter().position(|name| name == text).map(|place| place as i128)
        }
        _ => None,
    }
}

/// All ways in which what is unknown could turn out.
fn completions(facts: &[Known]) -> Vec<Vec<Json>> {
    let mut all = vec![Vec::new()];
    for (place, known) in facts.iter().enumerate() {
        let values = known.clone().map_or_else(|| values(place), |value| vec![value]);
        all = all
            .iter()
            .flat_map(|before| {
                values.iter().map(|value| [before.as_slice(), std::slice::from_ref(value)].concat())
            })
            .collect();
    }
    all
}

fn field_of(path: &Path) -> usize {
    let Some(Step::Field(field)) = path.steps.first() else { panic!("not generated") };
    *field as usize
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// A restriction applies where it possibly holds, a scope where it certainly does: of all ways in which what is unknown
    /// could turn out, some, and every one.
    #[test]
    fn what_is_unknown_counts_against_the_agent(
        condition in arb_condition(&[Root::Target]),
        facts in arb_facts(),
    ) {
        let rules = vec![
            rule("grants", RuleKind::Scope, 0, condition.clone()),
            rule("stops", RuleKind::Stop, 0, condition.clone()),
        ];
        let table = Table::load(&build(&charter(rules)).unwrap()).unwrap();
        let case = json!({
            "at": "2026-01-01T00:00:00Z",
            "request": {"id": "r", "action": "send", "target": "jane"},
            "host": {"agent": "outreach", "objects": {"Contact": {"jane": object(&facts)}}},
        });
        let decision = decide_case(&table, &case, &HostKey::default()).unwrap();
        let ways: Vec<bool> = completions(&facts).iter().map(|way| holds(&condition, &|path| way[field_of(path)].clone())).collect();
        prop_assert_eq!(!decision.rules.is_empty(), ways.contains(&true));
        prop_assert_eq!(!decision.scopes.is_empty(), !ways.contains(&false));
    }

    /// On an update, a field that is left as it is has one value, before and after, even where nobody knows which.
    #[test]
    fn what_is_untouched_is_the_same_before_and_after(
        condition in arb_condition(&[Root::Old, Root::New]),
        facts in arb_facts(),
        new in arb_facts(),
    ) {
        let rules = vec![rule("stops", RuleKind::Stop, 1, condition.clone())];
        let table = Table::load(&build(&charter(rules)).unwrap()).unwrap();
        // A value that does not fit its type touches the field and is unknown.
        let touched = [new[0].clone(), Some(new[1].clone().unwrap_or(json!("no number")))];
        let mut after: serde_json::Map<String, Json> = serde_json::Map::new();
        for ((name, _), value) in FIELDS.iter().zip(&touched) {
            if let Some(value) = value {
                after.insert((*name).to_owned(), value.clone());
            }
        }
        let case = json!({
            "at": "2026-01-01T00:00:00Z",
            "request": {"id": "r", "action": "update Contact", "target": "jane", "new": after},
            "host": {"agent": "outreach", "objects": {"Contact": {"jane": object(&facts)}}},
        });
        let decision = decide_case(&table, &case, &HostKey::default()).unwrap();
        let known_after = [touched[0].clone(), new[1].clone()];
        let possible = completions(&facts).iter().any(|old| {
            let ways = completions(&[known_after[0].clone(), known_after[1].clone(), Some(Json::Null), Some(Json::Null)]);
            ways.iter().any(|after| holds(&condition, &|path| {
                let place = field_of(path);
                let untouched = place > 1 || touched[place].is_none();
                if path.root == Root::Old || untouched { old[place].clone() } else { after[place].clone() }
            }))
        });
        prop_assert_eq!(!decision.rules.is_empty(), possible);
    }

    /// The proof finds every bit that is wrong: with a single row, every bit of it means something.
    #[test]
    fn a_wrong_bit_is_found(condition in arb_condition(&[Root::Old, Root::New]), pick in any::<prop::sample::Index>()) {
        let charter = charter(vec![rule("stops", RuleKind::Stop, 1, condition)]);
        let mut table = compile(&charter).unwrap();
        prop_assert_eq!(validate(&table, &charter), Ok(()));
        let rows = table.actions[1].entry_of.len();
        let words = rows.div_ceil(64);
        let columns = &mut table.actions[1].columns;
        prop_assume!(!columns.is_empty() && rows == 1);
        let place = pick.index(columns.len());
        let classes = columns[place].accepts.len() / words;
        let at = pick.index(classes) * words * 64 + pick.index(rows);
        columns[place].accepts[at / 64] ^= 1 << (at % 64);
        prop_assert!(validate(&table, &charter).is_err());
    }
}

#[test]
fn a_charter_without_scopes_grants_nothing() {
    let table = Table::load(&build(&charter(Vec::new())).unwrap()).unwrap();
    let case = json!({
        "at": "2026-01-01T00:00:00Z",
        "request": {"id": "r", "action": "send", "target": "jane"},
        "host": {"agent": "outreach"},
    });
    let decision = decide_case(&table, &case, &HostKey::default()).unwrap();
    assert_eq!((decision.outcome, decision.grant), (Outcome::Stop, None));
}

#[test]
fn the_same_charter_gives_the_same_bytes() {
    let held = Condition::Test(Test { atom: Atom::Given(path(Root::Target, 3)), accepts: Accepts::Yes });
    let rules =
        || vec![rule("a", RuleKind::Stop, 0, held.clone()), rule("b", RuleKind::Scope, 0, Condition::Always)];
    assert_eq!(build(&charter(rules())), build(&charter(rules())));
}

/// A gate that asks two people other than somebody, within a day, and one that waits in a queue.
fn asking() -> Charter {
    let role = Approver {
        any: vec![Holder::Role(RoleId(0)), Holder::Role(RoleId(1))],
        count: 1,
        except: Vec::new(),
        confirms: false,
    };
    let person = Approver {
        any: vec![Holder::Role(RoleId(0))],
        count: 2,
        except: vec![path(Root::Target, 3)],
        confirms: true,
    };
    let deadline =
        Deadline { within: Span::Elapsed(5), calendar: None, otherwise: Lapse::Leaves(Outcome::Stop) };
    let mut gates = vec![
        rule("asks", RuleKind::Gate, 0, Condition::Always),
        rule("waits", RuleKind::Gate, 0, Condition::Always),
    ];
    let effect = &mut gates[0].cases[0].effect;
    *effect = Effect {
        approvals: Some(Approvals {
            stages: vec![Stage {
                steps: vec![vec![role], vec![person]],
                queue: None,
                deadline: Some(deadline.clone()),
                batch: None,
            }],
        }),
        ..Effect::plain(Outcome::Approve)
    };
    gates[1].cases[0].effect = Effect { queue: Some(QueueId(0)), ..Effect::plain(Outcome::Queue) };
    let queues = ["first", "second"].map(|name| Queue {
        name: name.to_owned(),
        owner: RoleId(1),
        deadline: Some(deadline.clone()),
    });
    let roles = ["manager", "revops"].map(str::to_owned).to_vec();
    Charter { queues: queues.to_vec(), schema: Schema { roles, ..world() }, ..charter(gates) }
}

#[test]
fn who_is_asked_by_when_and_where_it_waits_is_proved_too() {
    let charter = asking();
    let table = compile(&charter).unwrap();
    assert_eq!(validate(&table, &charter), Ok(()));
    type Spoil = fn(&mut Table);
    let wrong: [(&str, Spoil); 8] = [
        ("a choice of fewer", |table| _ = table.actions[0].entries[0].stages[0].steps[0][0].any.pop()),
        ("another number", |table| table.actions[0].entries[0].stages[0].steps[1][0].count = 1),
        ("nobody left out", |table| table.actions[0].entries[0].stages[0].steps[1][0].except.clear()),
        ("a turn less", |table| _ = table.actions[0].entries[0].stages[0].steps.pop()),
        ("no deadline", |table| table.actions[0].entries[0].stages[0].deadline = None),
        ("another queue", |table| table.actions[0].entries[1].queue = Some(QueueId(1))),
        ("another owner", |table| table.queues[0].owner = RoleId(0)),
        ("a queue without its deadline", |table| table.queues[1].deadline = None),
    ];
    for (what, change) in wrong {
        let mut table = table.clone();
        change(&mut table);
        assert!(validate(&table, &charter).is_err(), "{what}");
    }
}

#[test]
fn two_questions_about_a_list_that_come_to_the_same_are_proved_each_by_itself() {
    let db = Database::default();
    let project = testing::charter(
        &db,
        "
agent outreach
record Claim
  weight : number
object Contact
  name : text
action send_email on Contact
  says
    claims : list of Claim

stop heavy
  on send_email
  when any claim in request.claims: (claim.weight > 1)

stop heavier
  on send_email
  when no claim in request.claims: (claim.weight > 1 or claim.weight > 3)
",
    );
    let charter = typed_charter(&db, project).value.clone().expect("a charter without errors");
    assert!(build(&charter).is_ok());
}
