//! Small charters built by hand, for tests: `send_email` and `enrich` on a contact, and rules about both.

use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::schema::{
    self, ActionId, AgentId, Field, Halt, Part, Path, QueueId, RoleId, Root, RuleId, Schema, Shape, ShapeId,
    SignalId, Step, Subject, Team, Type, Verb,
};
use crate::table::model::*;
use crate::table::{Pattern, Table, words};

pub(crate) const SECOND: i64 = 1_000_000_000;
pub(crate) const HOUR: i64 = 3_600 * SECOND;
pub(crate) const DAY: i64 = 24 * HOUR;

const ACCOUNT: ShapeId = ShapeId(0);
const CONTACT: ShapeId = ShapeId(1);
pub(crate) const ROLES: [&str; 3] = ["sdr_manager", "revops", "deliverability"];

// The paths of every sketch.
const THE_CONTACT: PathId = PathId(0);
const AGENT: PathId = PathId(1);
const LEGAL_HOLD: PathId = PathId(2);
const OWNER: PathId = PathId(3);

// The formulas of every sketch.
const ALWAYS: FormulaId = FormulaId(0);
const NEVER: FormulaId = FormulaId(1);

/// A charter in the making.
#[derive(Clone)]
pub(crate) struct Sketch {
    table: Table,
    rules: Vec<(Rule, Entry, Vec<ColumnTest>)>,
}

/// Who has to approve: a role and how many of them, a role other than the owner of the account, either of two roles, or the
/// owner.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Role(&'static str, u32),
    NotOwner(&'static str),
    Either(&'static str, &'static str),
    Owner,
    /// The owner, who may be the one for whom the agent acts.
    OwnerConfirms,
}

impl Sketch {
    /// No rules yet, enforced. The agents are `outreach` and `enrichment`; `revops` may halt the first, `deliverability`
    /// both.
    pub(crate) fn new() -> Sketch {
        let mut table = Table { schema: schema(), ..Table::default() };
        table.identity.name = "sketch".to_owned();
        table.identity.enforced = true;
        table.paths = paths();
        table.formulas = vec![Formula { cubes: vec![Cube::default()] }, Formula::default()];
        table.queues = vec![Queue { name: "new_domains".to_owned(), owner: RoleId(2), deadline: None }];
        Sketch { table, rules: Vec::new() }
    }

    /// Two agents who may do everything.
    pub(crate) fn open() -> Sketch {
        Sketch::new().scope("works", Outcome::Execute)
    }

    pub(crate) fn in_shadow(mut self) -> Sketch {
        self.table.identity.enforced = false;
        self
    }

    /// With an agent that is only watched.
    pub(crate) fn watched(mut self, agent: &str) -> Sketch {
        let place = self.table.schema.agents.iter().position(|known| known == agent).unwrap();
        self.table.schema.watched = vec![AgentId::at(place).unwrap()];
        self
    }

    pub(crate) fn version(mut self, version: &str) -> Sketch {
        self.table.identity.version = version.to_owned();
        self
    }

    /// A grant to `outreach`.
    pub(crate) fn scope(mut self, name: &str, level: Outcome) -> Sketch {
        let column =
            self.column(Classifier::Choices { path: AGENT, class_of: vec![0, 1], optional: false }, 2);
        let doubts = FormulaId(u32::try_from(self.table.formulas.len()).unwrap());
        let other = ColumnTest { column, classes: vec![0b10] };
        self.table.formulas.push(Formula { cubes: vec![Cube { tests: vec![other] }] });
        let entry = Entry { doubts: Some(doubts), ..entry(level) };
        self.rule(name, RuleKind::Scope, entry, vec![ColumnTest { column, classes: vec![0b01] }])
    }

    /// A gate on everything: approvals in turn, in each step all of these.
    pub(crate) fn gate(self, name: &str, steps: &[&[By]]) -> Sketch {
        let entry = Entry { stages: vec![stage(steps)], ..entry(Outcome::Approve) };
        self.rule(name, RuleKind::Gate, entry, Vec::new())
    }

    /// A gate that asks somebody else each time that so long has passed, and in the end stops.
    pub(crate) fn gate_escalating(self, name: &str, by: &[By], within: i64) -> Sketch {
        let deadline =
            |otherwise| Some(Deadline { within: Span::Elapsed(within), calendar: None, otherwise });
        let mut stages: Vec<Stage> =
            by.iter().map(|by| Stage { deadline: deadline(Lapse::Asks), ..stage(&[&[*by]]) }).collect();
        stages.last_mut().unwrap().deadline = deadline(Lapse::Leaves(Outcome::Stop));
        self.rule(name, RuleKind::Gate, Entry { stages, ..entry(Outcome::Approve) }, Vec::new())
    }

    /// A gate with a time to act and what happens afterwards.
    pub(crate) fn gate_within(self, name: &str, by: By, within: i64, otherwise: Outcome) -> Sketch {
        let otherwise = Lapse::Leaves(otherwise);
        let deadline = Some(Deadline { within: Span::Elapsed(within), calendar: None, otherwise });
        let entry = Entry { stages: vec![Stage { deadline, ..stage(&[&[by]]) }], ..entry(Outcome::Approve) };
        self.rule(name, RuleKind::Gate, entry, Vec::new())
    }

    /// A gate that somebody discharges for so many requests at once.
    pub(crate) fn gate_in_batches(self, name: &str, by: By, size: u32) -> Sketch {
        let stage = Stage { batch: Some(size), ..stage(&[&[by]]) };
        self.rule(name, RuleKind::Gate, Entry { stages: vec![stage], ..entry(Outcome::Approve) }, vec![])
    }

    /// A gate that applies to contacts under legal hold.
    pub(crate) fn gate_on_hold(mut self, name: &str, by: By) -> Sketch {
        let test = self.on_hold();
        let entry = Entry { stages: vec![stage(&[&[by]])], ..entry(Outcome::Approve) };
        self.rule(name, RuleKind::Gate, entry, vec![test])
    }

    /// The owner reads everything that has gone ahead.
    pub(crate) fn read_afterwards(self, name: &str, within: i64) -> Sketch {
        let reading =
            Reading { by: Holder::Person(OWNER), within: Some(Span::Elapsed(within)), calendar: None };
        let entry =
            Entry { readings: vec![reading], needed: vec![(OWNER, false)], ..entry(Outcome::Execute) };
        self.rule(name, RuleKind::Gate, entry, Vec::new())
    }

    /// Everything waits in the queue, which deliverability owns.
    pub(crate) fn queue(self, name: &str) -> Sketch {
        self.rule(
            name,
            RuleKind::Gate,
            Entry { queue: Some(QueueId(0)), ..entry(Outcome::Queue) },
            Vec::new(),
        )
    }

    /// A stop on contacts under legal hold.
    pub(crate) fn stop_on_hold(mut self, name: &str) -> Sketch {
        let test = self.on_hold();
        self.rule(name, RuleKind::Stop, entry(Outcome::Stop), vec![test])
    }

    /// A stop on the last class of any classifier at all.
    pub(crate) fn stop_when(mut self, name: &str, classifier: Classifier, classes: u32) -> Sketch {
        let column = self.column(classifier, classes);
        self.rule(
            name,
            RuleKind::Stop,
            entry(Outcome::Stop),
            vec![ColumnTest { column, classes: vec![1 << (classes - 1)] }],
        )
    }

    /// What every kind of rule, atom and figure looks like: for tests of the table's own form.
    pub(crate) fn with_everything() -> Sketch {
        let mut sketch = Sketch::open()
            .gate(
                "a_gate",
                &[
                    &[By::Role("sdr_manager", 2), By::Owner],
                    &[By::Either("revops", "deliverability"), By::NotOwner("revops")],
                ],
            )
            .gate_within("a_deadline", By::Owner, HOUR, Outcome::Stop)
            .gate_escalating("an_escalation", &[By::Owner, By::Role("revops", 1)], HOUR)
            .read_afterwards("a_reading", DAY)
            .queue("a_queue")
            .latch("a_latch", "replied", Release::By(vec![role_id("sdr_manager")]))
            .limit("a_limit", 3, 7 * DAY, Some(By::Owner));
        sketch.table.calendars.push(Calendar {
            name: "office_hours".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            days: std::array::from_fn(|day| if day < 5 { vec![(540, 1080)] } else { Vec::new() }),
            except: vec![20_514],
        });
        let deadline = Deadline {
            within: Span::WorkingDays(1),
            calendar: Some(schema::CalendarId(0)),
            otherwise: Lapse::Leaves(Outcome::Stop),
        };
        sketch.table.queues[0].deadline = Some(deadline);
        let of_contact = |field: u32, value: Type, more: &[Step]| Path {
            root: Root::Target,
            shape: Some(CONTACT),
            steps: [&[Step::Field(field)], more].concat(),
            value,
            optional: false,
        };
        let domain = sketch.path(of_contact(0, Type::Domain, &[Step::Part(Part::Domain)]));
        let account_domain = sketch.path(of_contact(1, Type::Domain, &[Step::Field(0)]));
        let subject = sketch.path(Path {
            root: Root::Request,
            shape: Some(ShapeId(2)),
            steps: vec![Step::Field(0)],
            value: Type::Text,
            optional: false,
        });
        let tags = sketch.path(of_contact(3, Type::List(Box::new(Type::Text)), &[]));
        let tag = sketch.path(Path {
            root: Root::Element,
            shape: None,
            steps: Vec::new(),
            value: Type::Text,
            optional: false,
        });
        let texts = |path| Classifier::Texts { path, values: vec![("vip".to_owned(), 1)], optional: false };
        let element = sketch.column(texts(tag), 2);
        let on_element = |classes| Formula {
            cubes: vec![Cube { tests: vec![ColumnTest { column: element, classes: vec![classes] }] }],
        };
        let holds = FormulaId(u32::try_from(sketch.table.formulas.len()).unwrap());
        sketch.table.formulas.extend([on_element(0b10), on_element(0b01)]);
        let fails = FormulaId(holds.0 + 1);
        let today = Window::Calendar(Period::Day, "Europe/Berlin".to_owned());
        let share = Measure::Share(SignalId(0), Span::Elapsed(2 * DAY), None);
        let figures = [(Measure::Sum, today), (Measure::Different, Window::Ever), (share, Window::Last(50))];
        for (measure, window) in figures {
            let value = (!matches!(measure, Measure::Share(_, _, _))).then_some(AGENT);
            let source = EventSource {
                event: Event::Did(ActionId(0)),
                progress: Progress::Done,
                key: vec![vec![THE_CONTACT]],
                passes: ALWAYS,
                fails: NEVER,
                value,
            };
            sketch.table.figures.push(Figure {
                measure,
                sources: vec![source],
                key: vec![THE_CONTACT],
                window,
                with_request: false,
                at_least: 2,
                followed_by: None,
            });
            let figure = FigureId(u32::try_from(sketch.table.figures.len() - 1).unwrap());
            let operand = sketch.operand(Operand::Figure(figure));
            let constant = sketch.operand(Operand::Ordinal(1_000_000_000));
            let sum = sketch.operand(Operand::Plus(operand, constant));
            let name = format!("figure_{}", figure.0);
            sketch =
                sketch.stop_when(&name, Classifier::Pair { left: sum, right: operand, optional: true }, 4);
        }
        sketch
            .stop_when("some", Classifier::SomeElement { list: tags, holds, fails }, 2)
            .stop_when("inside", Classifier::Inside { inner: domain, outer: account_domain }, 2)
            .stop_when(
                "words",
                Classifier::Test { path: subject, test: TextTest::Contains("pricing".to_owned()) },
                2,
            )
            .stop_when(
                "pattern",
                Classifier::Test { path: subject, test: TextTest::Matches(Pattern::new("^re: .*$")) },
                2,
            )
            .stop_when("text", texts(subject), 2)
            .stop_when("known", Classifier::Known(domain), 2)
            .stop_when("given", Classifier::Given(domain), 2)
            .stop_when("external", Classifier::External(domain), 2)
            .stop_when("sampled", Classifier::Sampled { path: THE_CONTACT, share: 100_000_000 }, 2)
    }

    /// A stop that a signal about the contact latches.
    pub(crate) fn latch(mut self, name: &str, signal: &str, release: Release) -> Sketch {
        let signal = self.table.schema.signals.iter().position(|known| known.name == signal).unwrap();
        let signal = SignalId::at(signal).unwrap();
        let window = match &release {
            Release::By(roles) => Window::SinceRelease(roles.clone()),
            Release::Never | Release::Condition => Window::SinceRelease(Vec::new()),
        };
        let test = self.at_least(1, Event::Signal(signal), window, false);
        self.rule(name, RuleKind::Stop, Entry { release, ..entry(Outcome::Stop) }, vec![test])
    }

    /// A stop once so many emails to a contact have come so far.
    pub(crate) fn stop_after(mut self, name: &str, many: i128, progress: Progress) -> Sketch {
        let test = self.at_least(many, Event::Did(ActionId(0)), Window::Ever, false);
        if let Some(source) = self.table.figures.last_mut().and_then(|figure| figure.sources.first_mut()) {
            source.progress = progress;
        }
        self.rule(name, RuleKind::Stop, entry(Outcome::Stop), vec![test])
    }

    /// At most so many emails to a contact in so long; beyond that, it stops or `by` is asked.
    pub(crate) fn limit(mut self, name: &str, most: i128, window: i64, by: Option<By>) -> Sketch {
        let test = self.at_least(most + 1, Event::Did(ActionId(0)), Window::Rolling(window), true);
        let outcome = if by.is_some() { Outcome::Approve } else { Outcome::Stop };
        let stages = by.map(|by| stage(&[&[by]])).into_iter().collect();
        let entry = Entry { stages, needed: vec![(THE_CONTACT, false)], ..entry(outcome) };
        self.rule(name, RuleKind::Limit, entry, vec![test])
    }

    /// The table, as it comes from its bytes.
    pub(crate) fn table(mut self) -> Table {
        self.rules.sort_by(|(left, _, _), (right, _, _)| left.name.cmp(&right.name));
        let entries = self
            .rules
            .iter()
            .enumerate()
            .map(|(place, (_, entry, _))| Entry { rule: RuleId::at(place).unwrap(), ..entry.clone() });
        let rows = ActionRows {
            entries: entries.collect(),
            entry_of: (0..u32::try_from(self.rules.len()).unwrap()).collect(),
            columns: self.row_columns(),
            segments: Vec::new(),
        };
        self.table.actions = vec![rows; self.table.schema.actions.len()];
        self.table.rules = self.rules.iter().map(|(rule, _, _)| rule.clone()).collect();
        self.table.sources = vec![Source::default(); self.rules.len()];
        Table::load(&self.table.to_bytes()).unwrap()
    }

    fn row_columns(&self) -> Vec<RowColumn> {
        let words = words(self.rules.len());
        let place = |row: usize| (row / 64, 1_u64 << (row % 64));
        let column = |(id, column): (usize, &Column)| {
            let mut tested = vec![0; words];
            let mut accepts = vec![0; words * column.classes as usize];
            for (row, (_, _, tests)) in self.rules.iter().enumerate() {
                let (word, bit) = place(row);
                let test = tests.iter().find(|test| test.column.index() == id);
                tested[word] |= if test.is_some() { bit } else { 0 };
                for class in 0..column.classes as usize {
                    let accepted = test.is_none_or(|test| test.classes[0] >> class & 1 == 1);
                    accepts[class * words + word] |= if accepted { bit } else { 0 };
                }
            }
            RowColumn { column: ColumnId(u32::try_from(id).unwrap()), tested, accepts, twin: None }
        };
        self.table.columns.iter().enumerate().map(column).collect()
    }

    fn rule(mut self, name: &str, kind: RuleKind, entry: Entry, mut tests: Vec<ColumnTest>) -> Sketch {
        tests.sort();
        self.rules.push((
            Rule { name: name.to_owned(), sentence: None, kind, shadow: false, tells: Vec::new() },
            entry,
            tests,
        ));
        self
    }

    fn column(&mut self, classifier: Classifier, classes: u32) -> ColumnId {
        self.table.columns.push(Column { classifier, classes, reads_new: Vec::new(), twin: None });
        ColumnId(u32::try_from(self.table.columns.len() - 1).unwrap())
    }

    fn path(&mut self, path: Path) -> PathId {
        self.table.paths.push(path);
        PathId(u32::try_from(self.table.paths.len() - 1).unwrap())
    }

    fn operand(&mut self, operand: Operand) -> OperandId {
        self.table.operands.push(operand);
        OperandId(u32::try_from(self.table.operands.len() - 1).unwrap())
    }

    fn on_hold(&mut self) -> ColumnTest {
        let operand = self.operand(Operand::Path(LEGAL_HOLD));
        let column = self.column(Classifier::Cuts { operand, cuts: vec![1], optional: false }, 2);
        ColumnTest { column, classes: vec![0b10] }
    }

    /// A test that so many events of a kind are on record for the contact.
    fn at_least(&mut self, count: i128, event: Event, window: Window, with_request: bool) -> ColumnTest {
        let source = EventSource {
            event,
            progress: Progress::Done,
            key: vec![vec![THE_CONTACT]],
            passes: ALWAYS,
            fails: NEVER,
            value: None,
        };
        self.table.figures.push(Figure {
            measure: Measure::Count,
            sources: vec![source],
            key: vec![THE_CONTACT],
            window,
            with_request,
            at_least: 0,
            followed_by: None,
        });
        let figure = FigureId(u32::try_from(self.table.figures.len() - 1).unwrap());
        let operand = self.operand(Operand::Figure(figure));
        let column = self.column(Classifier::Cuts { operand, cuts: vec![count], optional: false }, 2);
        ColumnTest { column, classes: vec![0b10] }
    }
}

fn entry(outcome: Outcome) -> Entry {
    Entry {
        rule: RuleId(0),
        subject: Subject::Agents,
        doubts: None,
        outcome,
        stages: Vec::new(),
        queue: None,
        instead: None,
        masks: false,
        readings: Vec::new(),
        release: Release::Condition,
        needed: Vec::new(),
        reads: vec![THE_CONTACT, AGENT, LEGAL_HOLD],
        room: None,
    }
}

fn stage(steps: &[&[By]]) -> Stage {
    Stage { steps: approvers(steps), ..Stage::default() }
}

fn approvers(steps: &[&[By]]) -> Vec<Vec<Approver>> {
    let role = |role: &str| Holder::Role(role_id(role));
    let of = |any: Vec<Holder>, count: u32| Approver { any, count, except: Vec::new(), confirms: false };
    let approver = |by: &By| match by {
        By::Role(name, count) => of(vec![role(name)], *count),
        By::NotOwner(name) => Approver { except: vec![OWNER], ..of(vec![role(name)], 1) },
        By::Either(one, other) => of(vec![role(one), role(other)], 1),
        By::Owner => of(vec![Holder::Person(OWNER)], 1),
        By::OwnerConfirms => Approver { confirms: true, ..of(vec![Holder::Person(OWNER)], 1) },
    };
    steps.iter().map(|step| step.iter().map(approver).collect()).collect()
}

pub(crate) fn role_id(role: &str) -> RoleId {
    ROLES.iter().position(|known| *known == role).and_then(RoleId::at).unwrap()
}

fn schema() -> Schema {
    let field = |name: &str, value: Type| Field {
        name: name.to_owned(),
        value,
        optional: false,
        fresh: None,
        external: false,
    };
    let shape = |name: &str, fields: Vec<Field>| Shape { name: name.to_owned(), fields };
    let action = |name: &str, content: u32, takes: u32| schema::Action {
        name: name.to_owned(),
        verb: Verb::Declared,
        object: CONTACT,
        content: ShapeId(content),
        takes,
        says: 0,
        second: None,
        leads_to: Vec::new(),
    };
    let signal = |name: &str| schema::Signal { name: name.to_owned(), about: CONTACT, content: ShapeId(4) };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Schema {
        shapes: vec![
            shape("Account", vec![field("domain", Type::Domain), field("owner", Type::Person)]),
            shape(
                "Contact",
                vec![
                    field("email", Type::Email),
                    field("account", Type::Object(ACCOUNT)),
                    field("legal_hold", Type::YesNo),
                    field("tags", Type::List(Box::new(Type::Text))),
                ],
            ),
            shape("send_email", vec![field("subject", Type::Text)]),
            shape("enrich", Vec::new()),
            shape("signals", vec![field("automatic", Type::YesNo)]),
        ],
        choices: Vec::new(),
        actions: vec![action("send_email", 2, 1), action("enrich", 3, 0)],
        signals: vec![signal("replied"), signal("unsubscribed")],
        agents: names(&["outreach", "enrichment"]),
        roles: names(&ROLES),
        endorsed: Vec::new(),
        watched: Vec::new(),
        teams: vec![Team { name: "crew".to_owned(), agents: vec![AgentId(0), AgentId(1)] }],
        halts: vec![
            Halt { role: role_id("revops"), agents: vec![AgentId(0)], ..Halt::default() },
            Halt { role: role_id("deliverability"), agents: vec![AgentId(0), AgentId(1)], ..Halt::default() },
            Halt { role: role_id("sdr_manager"), actions: vec!["enrich".to_owned()], ..Halt::default() },
        ],
    }
}

fn paths() -> Vec<Path> {
    let of_contact = |steps: &[u32], value: Type| Path {
        root: Root::Target,
        shape: Some(CONTACT),
        steps: steps.iter().copied().map(Step::Field).collect(),
        value,
        optional: false,
    };
    let agent =
        Path { root: Root::Agent, shape: None, steps: Vec::new(), value: Type::Number, optional: false };
    vec![
        of_contact(&[], Type::Object(CONTACT)),
        agent,
        of_contact(&[2], Type::YesNo),
        of_contact(&[1, 1], Type::Person),
    ]
}
