//! What declarations make, and what is said about such as make nothing.

use super::{Origin, Vocabulary, vocabulary};
use crate::db::{Database, ItemKind};
use crate::findings::findings;
use crate::render::short;
use crate::testing::{charter, project, said, shown};
use crate::typed::{Constant, Deadline, Lapse, Span};
use charter_runtime::Outcome;
use charter_runtime::schema::{AgentId, CalendarId, RoleId, Type};
use insta::assert_snapshot;

fn declared(text: &str) -> Vocabulary {
    let db = Database::default();
    let project = charter(&db, text);
    assert_eq!(short(&db, findings(&db, project)), "");
    vocabulary(&db, project).clone()
}

/// Each field of a shape with its type, as `title: Text`.
fn fields(vocabulary: &Vocabulary, shape: &str) -> Vec<String> {
    let shape = vocabulary.schema.shapes.iter().find(|known| known.name == shape).unwrap();
    let optional = |optional: bool| if optional { ", optional" } else { "" };
    shape
        .fields
        .iter()
        .map(|field| format!("{}: {:?}{}", field.name, field.value, optional(field.optional)))
        .collect()
}

const CRM: &str = r#"
role revops may halt agents in emea_sdr
role deliverability
team emea_sdr
agent outreach "Cold outbound" in emea_sdr
agent enrichment

object Account
  domain : domain
  arr    : money USD, optional
  region : one of (na, emea, apac)
record Claim
  text : text
object Contact
  account   : Account
  title     : text, from external
  region    : like Account.region
  lifecycle : one of (lead, customer), written by (workflow, human)
  suggested : like lifecycle, optional

action send_email on Contact as recipient
  cannot be undone
  takes
    subject : text
  says
    claims : list of Claim
  knows
    cost : money USD
action enrich on Contact
  writes title
signal replied about Contact
  automatic : yes/no
segment european of Account: region is emea
"#;

#[test]
fn fields_have_the_types_they_are_declared_with() {
    let crm = declared(CRM);
    assert_eq!(
        fields(&crm, "Contact"),
        [
            "account: Object(ShapeId(0))",
            "title: Text",
            "region: OneOf(ChoicesId(0))",
            "lifecycle: OneOf(ChoicesId(1))",
            "suggested: OneOf(ChoicesId(1)), optional",
        ]
    );
    assert_eq!(
        fields(&crm, "send_email"),
        ["subject: Text", "claims: List(Record(ShapeId(2)))", "cost: Money(Currency([85, 83, 68]))"]
    );
    assert_eq!(crm.schema.choices, [vec!["na", "emea", "apac"], vec!["lead", "customer"]]);
}

#[test]
fn actions_are_the_declared_ones_and_then_the_verbs_of_each_object() {
    let crm = declared(CRM);
    let names: Vec<&str> = crm.schema.actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(names[..4], ["enrich", "send_email", "create Account", "read Account"]);
    assert_eq!(names[12..], ["merge Contact", "export Contact"]);
    let send = &crm.schema.actions[1];
    assert_eq!((send.takes, send.says), (1, 1));
    assert_eq!(crm.schema.shapes[crm.schema.actions[2].content.index()].fields, []);
}

#[test]
fn an_action_says_how_paths_call_its_object_and_what_it_writes() {
    let crm = declared(CRM);
    let (send, enrich) = (crm.actions.get("send_email").unwrap(), crm.actions.get("enrich").unwrap());
    assert_eq!((send.variable.as_str(), send.undoable), ("recipient", false));
    assert_eq!(
        (enrich.variable.as_str(), enrich.undoable, enrich.writes.as_slice()),
        ("contact", true, [1].as_slice())
    );
}

#[test]
fn a_value_has_the_origin_of_its_field() {
    let crm = declared(CRM);
    let origins =
        |shape: usize| -> Vec<Origin> { crm.shapes[shape].fields.iter().map(|field| field.origin).collect() };
    let contact = crm.objects.get("Contact").unwrap().shape.index();
    assert_eq!(origins(contact)[..2], [Origin::Verified, Origin::External]);
    let content = crm.schema.actions[1].content.index();
    assert_eq!(origins(content), [Origin::Verified, Origin::Asserted, Origin::Verified]);
    let lifecycle = &crm.shapes[contact].fields[3];
    assert_eq!(lifecycle.written_by.as_deref(), Some(["workflow".to_owned(), "human".to_owned()].as_slice()));
}

#[test]
fn a_role_may_halt_the_agents_of_its_teams() {
    let crm = declared(CRM);
    let halts: Vec<(RoleId, Vec<AgentId>)> =
        crm.schema.halts.iter().map(|halt| (halt.role, halt.agents.clone())).collect();
    assert_eq!(crm.schema.roles[1], "revops");
    assert_eq!(halts, [(RoleId(1), vec![AgentId(1)])]);
    assert_eq!(crm.teams.get("emea_sdr").unwrap().agents, [AgentId(1)]);
}

#[test]
fn neither_order_nor_files_change_what_exists() {
    let db = Database::default();
    let whole = project(&db, &[("a.charter", CRM)]);
    let (first, second) = CRM.split_at(CRM.find("object Contact").unwrap());
    let split = project(&db, &[("y.charter", first), ("x.charter", second)]);
    assert_eq!(vocabulary(&db, whole).schema, vocabulary(&db, split).schema);
}

#[test]
fn a_calendar_has_hours_by_weekday_and_days_off() {
    let db = Database::default();
    let text = "calendar office: mon to wed 09:00-12:00, tue 11:30-18:00, sun to mon 20:00-24:00 in \"Europe/Berlin\", \
                except \"off.csv\"";
    let project =
        project(&db, &[("a.charter", text), ("off.csv", "# date, what\n2026-12-25,Christmas\n1970-01-02\n")]);
    assert_eq!(short(&db, findings(&db, project)), "");
    let hours = &vocabulary(&db, project).calendars.get("office").unwrap().hours;
    assert_eq!(hours.zone, "Europe/Berlin");
    assert_eq!(hours.days[0], [(540, 720), (1200, 1440)]);
    assert_eq!(hours.days[1], [(540, 1080)]);
    assert_eq!(
        (hours.days[3].as_slice(), hours.days[6].as_slice()),
        ([].as_slice(), [(1200, 1440)].as_slice())
    );
    assert_eq!(hours.except, [1, 20_812]);
}

#[test]
fn a_queue_has_an_owner_and_a_deadline() {
    let queues = declared(
        "role deliverability\n\
         calendar office: mon to fri 09:00-18:00\n\
         queue slow owned by deliverability, reviewed within 1 working day of office, otherwise stop\n\
         queue quick owned by deliverability, reviewed within 4 hours, otherwise is kept as a draft\n",
    )
    .queues;
    let deadline = |name: &str| queues.get(name).unwrap().queue.deadline.clone();
    let (day, hours) = (Span::WorkingDays(1), Span::Elapsed(4 * 3_600_000_000_000));
    assert_eq!(
        deadline("slow"),
        Some(Deadline {
            within: day,
            calendar: Some(CalendarId(0)),
            otherwise: Lapse::Leaves(Outcome::Stop)
        })
    );
    assert_eq!(
        deadline("quick"),
        Some(Deadline { within: hours, calendar: None, otherwise: Lapse::Leaves(Outcome::Draft) })
    );
}

#[test]
fn a_list_has_values_of_one_type() {
    let lists = declared(
        "list words = banking, \"Real estate\", banking\nlist shares = 5%, 0.5%\nlist days = 1970-01-03",
    )
    .lists;
    let values = |name: &str| lists.get(name).unwrap().values.iter().cloned().collect::<Vec<_>>();
    let text = |text: &str| Constant::Text(text.to_owned());
    assert_eq!(values("words"), [text("Real estate"), text("banking")]);
    assert_eq!(values("shares"), [Constant::Ordinal(5_000_000), Constant::Ordinal(50_000_000)]);
    assert_eq!(
        (values("days"), lists.get("days").unwrap().value.clone()),
        (vec![Constant::Ordinal(2)], Type::Date)
    );
}

#[test]
fn what_cannot_be_made_is_there_as_unusable() {
    let db = Database::default();
    let project = charter(&db, "action send_email on Contact\nqueue new_domains owned by nobody\n");
    let vocabulary = vocabulary(&db, project);
    assert!(vocabulary.actions.is_empty() && vocabulary.is_unusable(ItemKind::Action, "send_email"));
    assert!(vocabulary.queues.is_empty() && vocabulary.is_unusable(ItemKind::Queue, "new_domains"));
    assert!(!vocabulary.is_unusable(ItemKind::Action, "enrich"));
}

#[test]
fn a_name_that_is_not_there_is_answered_with_the_nearest() {
    assert_snapshot!(shown("role deliverability\n\nqueue new_domains owned by deliverabilty\n"), @r"
    [E0201] Error: there is no role called `deliverabilty`
       ╭─[ a.charter:3:28 ]
       │
     3 │ queue new_domains owned by deliverabilty
       │                            ──────┬──────
       │                                  ╰──────── this role is not declared
       │
       │ Help: did you mean `deliverability`?
    ───╯
    ");
}

#[test]
fn a_name_in_two_files_is_shown_in_both() {
    let said = said(&[("a.charter", "agent outreach"), ("b.charter", "\nteam outreach\nagent outreach\n")]);
    assert_snapshot!(said, @r"
    b.charter:2:6: error[E0202]: `outreach` is the name of an agent and of a team
    b.charter:3:7: error[E0202]: there are two agents called `outreach`
    ");
}

#[test]
fn a_type_that_is_not_there_says_which_there_are() {
    assert_snapshot!(shown("object Account\n  employees : nubmer\n  owner : user\n"), @r"
    [E0205] Error: there is no type called `nubmer`
       ╭─[ a.charter:2:15 ]
       │
     2 │   employees : nubmer
       │               ───┬──
       │                  ╰──── not a type, an object or a record
       │
       │ Help: did you mean `number`?
    ───╯

    [E0205] Error: there is no type called `user`
       ╭─[ a.charter:3:11 ]
       │
     3 │   owner : user
       │           ──┬─
       │             ╰─── not a type, an object or a record
       │
       │ Help: a type is text, number, percent, money and a currency, yes/no, date, instant, duration, zone, email, domain, url, person, one of (…), list of …, or the name of an object or record
    ───╯
    ");
}

#[test]
fn a_circle_of_types_is_told_at_each_of_its_fields() {
    let text = "object A\n  a : like b\n  b : like a\n  c : like a\n  d : list of Nothing\n  e : like d\n";
    assert_snapshot!(said(&[("a.charter", text)]), @r"
    a.charter:2:12: error[E0221]: following `like` from `a` leads to no type
    a.charter:3:12: error[E0221]: following `like` from `b` leads to no type
    a.charter:5:15: error[E0205]: there is no type called `Nothing`
    ");
}

#[test]
fn records_that_hold_each_other_never_end() {
    let text = "record A\n  b : B\nrecord B\n  a : A, optional\n  many : list of B\nrecord C\n  a : A\n";
    assert_snapshot!(said(&[("a.charter", text)]), @r"
    a.charter:2:3: error[E0224]: `A` would have another `A` as a part of itself
    a.charter:4:3: error[E0224]: `B` would have another `B` as a part of itself
    ");
}

#[test]
fn letters_of_another_alphabet_are_shown() {
    assert_snapshot!(shown("agent outreach\nagent оutreach\n"), @r"
    [W0205] Warning: the agent `оutreach` looks like another name
       ╭─[ a.charter:2:7 ]
       │
     1 │ agent outreach
       │       ────┬───
       │           ╰───── and are different
     2 │ agent оutreach
       │       ────┬───
       │           ╰───── these two look the same
       │
       │ Help: write both with letters of one alphabet
    ───╯
    ");
}

#[test]
fn no_depth_overflows_the_stack() {
    let fields: String = (0..2_000).map(|field| format!("  f{field} : like f{}\n", field + 1)).collect();
    let chain = said(&[("a.charter", &format!("object A\n{fields}  f2000 : text\n"))]);
    assert!(chain.starts_with("a.charter:2:13: error[E0221]"), "{chain}");
    let records: String =
        (0..5_000).map(|record| format!("record R{record}\n  next : R{}\n", record + 1)).collect();
    let nested = said(&[("a.charter", &format!("{records}record R5000\n"))]);
    assert!(nested.contains("error[E0224]"));
}
