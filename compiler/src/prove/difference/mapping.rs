//! The rules of one charter in the words of a joint vocabulary.

use crate::table::rewrite::paths_of_condition;
use crate::typed::{
    Accepts, Approvals, Approver, Atom, Case, Charter, Condition, Constant, Deadline, Effect, Elements,
    Event, EventSource, Figure, Holder, Measure, Needed, Operand, Queue, Reading, Release, Rule, Stage, Test,
    Window,
};
use charter_runtime::schema::{
    ActionId, AgentId, CalendarId, ChoicesId, Path, QueueId, RoleId, Root, Schema, ShapeId, SignalId, Step,
    Type,
};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of everything that one charter numbers, in the joint vocabulary.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapping {
    pub(super) shapes: Vec<ShapeId>,
    /// Of each shape, what becomes of its fields.
    pub(super) fields: Vec<Vec<u32>>,
    pub(super) choices: BTreeMap<ChoicesId, ChoicesId>,
    pub(super) actions: Vec<ActionId>,
    pub(super) signals: Vec<SignalId>,
    pub(super) agents: Vec<AgentId>,
    pub(super) roles: Vec<RoleId>,
    pub(super) calendars: Vec<CalendarId>,
    pub(super) queues: Vec<QueueId>,
}

impl Mapping {
    /// Nothing yet.
    pub(super) fn of(schema: &Schema) -> Mapping {
        Mapping { fields: vec![Vec::new(); schema.shapes.len()], ..Mapping::default() }
    }

    pub(super) fn shape(&self, shape: ShapeId) -> Option<ShapeId> {
        self.shapes.get(shape.index()).copied()
    }

    /// A type in the joint vocabulary, where no field says which of several lists of values it is.
    pub(super) fn plain_type(&self, of: &Type) -> Option<Type> {
        Some(match of {
            Type::Object(shape) => Type::Object(self.shape(*shape)?),
            Type::Record(shape) => Type::Record(self.shape(*shape)?),
            Type::List(of) => Type::List(Box::new(self.plain_type(of)?)),
            Type::OneOf(of) => Type::OneOf(*self.choices.get(of)?),
            Type::Text | Type::Number | Type::Percent | Type::Money(_) | Type::YesNo | Type::Date => {
                of.clone()
            }
            Type::Instant | Type::Duration | Type::Zone | Type::Email | Type::Domain | Type::Url => {
                of.clone()
            }
            Type::Person => Type::Person,
        })
    }

    /// A queue in the joint vocabulary.
    pub(super) fn queue(&self, queue: &Queue) -> Queue {
        Queue {
            name: queue.name.clone(),
            owner: self.role(queue.owner),
            deadline: queue.deadline.as_ref().map(|deadline| self.deadline(deadline)),
        }
    }

    fn role(&self, role: RoleId) -> RoleId {
        self.roles.get(role.index()).copied().unwrap_or(role)
    }

    fn roles(&self, roles: &[RoleId]) -> Vec<RoleId> {
        let roles: BTreeSet<RoleId> = roles.iter().map(|role| self.role(*role)).collect();
        roles.into_iter().collect()
    }

    fn calendar(&self, calendar: CalendarId) -> CalendarId {
        self.calendars.get(calendar.index()).copied().unwrap_or(calendar)
    }

    fn deadline(&self, deadline: &Deadline) -> Deadline {
        let calendar = deadline.calendar.map(|calendar| self.calendar(calendar));
        Deadline { within: deadline.within, calendar, otherwise: deadline.otherwise }
    }

    fn queue_id(&self, queue: QueueId) -> QueueId {
        self.queues.get(queue.index()).copied().unwrap_or(queue)
    }

    pub(super) fn action(&self, action: ActionId) -> ActionId {
        self.actions.get(action.index()).copied().unwrap_or(action)
    }

    pub(super) fn field(&self, shape: ShapeId, field: u32) -> u32 {
        let fields = self.fields.get(shape.index());
        fields.and_then(|fields| fields.get(field as usize)).copied().unwrap_or(field)
    }
}

/// The list of values of a root that has no fields, where some rule reads it.
pub(super) fn rooted_choices(charter: &Charter, root: Root) -> Option<ChoicesId> {
    let mut found = None;
    for case in charter.rules.iter().flat_map(|rule| &rule.cases) {
        paths_of_condition(&case.condition, &mut |path| {
            if let (true, Type::OneOf(of)) = (path.root == root, &path.value) {
                found = Some(*of);
            }
        });
    }
    found
}

/// Carries the rules of one charter over.
pub(super) struct Carry<'a> {
    pub(super) from: &'a Schema,
    pub(super) to: &'a Schema,
    pub(super) map: &'a Mapping,
}

impl Carry<'_> {
    /// A rule in the joint vocabulary.
    pub(super) fn rule(&self, rule: &Rule) -> Rule {
        let cases = rule.cases.iter().map(|case| self.case(case)).collect();
        Rule { cases, tells: self.map.roles(&rule.tells), ..rule.clone() }
    }

    fn case(&self, case: &Case) -> Case {
        let object = self.from.actions.get(case.action.index()).map(|action| action.object);
        let needed =
            |needed: &Needed| Needed { path: self.path(&needed.path), may_be_empty: needed.may_be_empty };
        let mut needed: Vec<Needed> = case.needed.iter().map(needed).collect();
        needed.sort();
        Case {
            action: self.map.action(case.action),
            subject: case.subject,
            condition: self.condition(&case.condition, object),
            effect: self.effect(&case.effect, object),
            room: case.room.as_ref().map(|room| self.condition(room, object)),
            needed,
        }
    }

    fn effect(&self, effect: &Effect, object: Option<ShapeId>) -> Effect {
        let reading = effect.reading.as_ref().map(|reading| Reading {
            by: self.holder(&reading.by),
            within: reading
                .within
                .map(|(span, calendar)| (span, calendar.map(|calendar| self.map.calendar(calendar)))),
        });
        Effect {
            outcome: effect.outcome,
            approvals: effect.approvals.as_ref().map(|approvals| self.approvals(approvals)),
            queue: effect.queue.map(|queue| self.map.queue_id(queue)),
            instead: effect.instead.map(|field| object.map_or(field, |object| self.map.field(object, field))),
            masks: effect.masks,
            reading,
            release: match &effect.release {
                Release::Condition => Release::Condition,
                Release::Never => Release::Never,
                Release::By(roles) => Release::By(self.map.roles(roles)),
            },
        }
    }

    fn approvals(&self, approvals: &Approvals) -> Approvals {
        let stage = |stage: &Stage| Stage {
            steps: stage.steps.iter().map(|step| step.iter().map(|it| self.approver(it)).collect()).collect(),
            queue: stage.queue.map(|queue| self.map.queue_id(queue)),
            deadline: stage.deadline.as_ref().map(|deadline| self.map.deadline(deadline)),
            batch: stage.batch,
        };
        Approvals { stages: approvals.stages.iter().map(stage).collect() }
    }

    fn approver(&self, approver: &Approver) -> Approver {
        let mut any: Vec<Holder> = approver.any.iter().map(|holder| self.holder(holder)).collect();
        any.sort();
        let mut except: Vec<Path> = approver.except.iter().map(|path| self.path(path)).collect();
        except.sort();
        Approver { any, count: approver.count, except, confirms: approver.confirms }
    }

    fn holder(&self, holder: &Holder) -> Holder {
        match holder {
            Holder::Role(role) => Holder::Role(self.map.role(*role)),
            Holder::Person(path) => Holder::Person(self.path(path)),
        }
    }

    /// A path in the joint vocabulary.
    fn path(&self, path: &Path) -> Path {
        let shape = path.shape.and_then(|shape| self.map.shape(shape));
        let plain = || self.map.plain_type(&path.value).unwrap_or_else(|| path.value.clone());
        let mut joint =
            Path { root: path.root, shape, steps: Vec::new(), value: plain(), optional: path.optional };
        let (mut from, mut to) = (path.shape, shape);
        for step in &path.steps {
            let place = match step {
                Step::Field(place) => place,
                Step::Part(part) => {
                    joint.steps.push(*step);
                    joint.value = part.value();
                    continue;
                }
            };
            let of = |schema: &'_ Schema, shape: Option<ShapeId>, place: u32| {
                let field = schema.shapes.get(shape?.index())?.fields.get(place as usize)?;
                let next = match &field.value {
                    Type::Object(shape) | Type::Record(shape) => Some(*shape),
                    _ => None,
                };
                Some((field.value.clone(), field.optional, next))
            };
            let carried = from.map_or(*place, |from| self.map.field(from, *place));
            joint.steps.push(Step::Field(carried));
            from = of(self.from, from, *place).and_then(|(_, _, next)| next);
            let reached = of(self.to, to, carried);
            to = reached.as_ref().and_then(|(_, _, next)| *next);
            if let Some((value, optional, _)) = reached {
                joint.value = value;
                joint.optional |= optional;
            }
        }
        joint
    }

    /// A condition in the joint vocabulary; `object` is what the action is on whose fields it may name.
    pub(super) fn condition(&self, of: &Condition, object: Option<ShapeId>) -> Condition {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.condition(part, object)).collect();
        match of {
            Condition::Always => Condition::Always,
            Condition::Never => Condition::Never,
            Condition::Test(test) => Condition::Test(self.test(test, object)),
            Condition::All(parts) => Condition::All(all(parts)),
            Condition::Any(parts) => Condition::Any(all(parts)),
            Condition::Not(inner) => Condition::Not(Box::new(self.condition(inner, object))),
        }
    }

    fn test(&self, test: &Test, object: Option<ShapeId>) -> Test {
        let atom = self.atom(&test.atom, object);
        let accepts = match (&test.atom, &atom) {
            (Atom::Class(Operand::Path(path)), Atom::Class(Operand::Path(joint))) => {
                self.accepts(&test.accepts, path, joint, object)
            }
            _ => test.accepts.clone(),
        };
        Test { atom, accepts }
    }

    /// What is accepted of a value that is one of several, by what it is called.
    fn accepts(&self, of: &Accepts, path: &Path, joint: &Path, object: Option<ShapeId>) -> Accepts {
        let places = match (path.root, &path.value, &joint.value) {
            (Root::Agent, _, _) => {
                // Behind the agents stands whoever is none.
                let nobody = i128::try_from(self.to.agents.len()).ok();
                let agents = self.map.agents.iter().map(|agent| Some(i128::from(agent.0)));
                agents.chain([nobody]).collect()
            }
            (Root::Field, _, _) => {
                let fields = object.and_then(|object| self.map.fields.get(object.index()));
                fields.into_iter().flatten().map(|place| Some(i128::from(*place))).collect()
            }
            (_, Type::OneOf(from), Type::OneOf(to)) => self.value_places(*from, *to),
            _ => return of.clone(),
        };
        let carried = |place: i128| {
            let place = usize::try_from(place).ok().and_then(|place| places.get(place));
            place.copied().flatten().map(Constant::Ordinal)
        };
        let (from, to) = match of {
            Accepts::Values(values) => {
                let ordinals = values.iter().filter_map(|value| match value {
                    Constant::Ordinal(place) => carried(*place),
                    Constant::Text(_) => None,
                });
                return Accepts::Values(ordinals.collect());
            }
            Accepts::Range(from, to) => (from.unwrap_or(0), to.unwrap_or(places.len() as i128)),
            Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => return of.clone(),
        };
        let within = (0..places.len() as i128).filter(|place| from <= *place && *place <= to);
        Accepts::Values(within.filter_map(carried).collect())
    }

    /// For each value of a list, its place in another one.
    fn value_places(&self, from: ChoicesId, to: ChoicesId) -> Vec<Option<i128>> {
        let joint = self.to.choices.get(to.index()).map(Vec::as_slice).unwrap_or_default();
        let place = |name: &String| {
            joint.iter().position(|other| other == name).and_then(|place| i128::try_from(place).ok())
        };
        self.from.choices.get(from.index()).into_iter().flatten().map(place).collect()
    }

    fn atom(&self, of: &Atom, object: Option<ShapeId>) -> Atom {
        match of {
            Atom::Class(value) => Atom::Class(self.operand(value)),
            Atom::Text(path, test) => Atom::Text(self.path(path), test.clone()),
            Atom::Pair(left, right) => Atom::Pair(self.operand(left), self.operand(right)),
            Atom::Inside(inner, outer) => Atom::Inside(self.path(inner), self.path(outer)),
            Atom::SomeElement(list, inner) => {
                Atom::SomeElement(self.path(list), Box::new(self.condition(inner, object)))
            }
            Atom::Known(path) => Atom::Known(self.path(path)),
            Atom::Given(path) => Atom::Given(self.path(path)),
            Atom::Hours(at, calendar, zone) => {
                let zone = zone.as_ref().map(|zone| self.path(zone));
                Atom::Hours(self.path(at), self.map.calendar(*calendar), zone)
            }
            Atom::Aged(at, now, within, calendar) => {
                Atom::Aged(self.path(at), self.path(now), *within, self.map.calendar(*calendar))
            }
            Atom::External(path) => Atom::External(self.path(path)),
            Atom::Sampled(path, share) => Atom::Sampled(self.path(path), *share),
        }
    }

    fn operand(&self, of: &Operand) -> Operand {
        let boxed = |of: &Operand| Box::new(self.operand(of));
        match of {
            Operand::Path(path) => Operand::Path(self.path(path)),
            Operand::Constant(constant) => Operand::Constant(constant.clone()),
            Operand::Figure(figure) => Operand::Figure(Box::new(self.figure(figure))),
            Operand::Elements(of) => Operand::Elements(Box::new(Elements {
                list: self.path(&of.list),
                filter: self.condition(&of.filter, None),
                value: of.value.as_ref().map(|value| self.path(value)),
            })),
            Operand::Plus(left, right) => Operand::Plus(boxed(left), boxed(right)),
            Operand::Minus(left, right) => Operand::Minus(boxed(left), boxed(right)),
            Operand::Times(left, right) => Operand::Times(boxed(left), boxed(right)),
        }
    }

    fn figure(&self, figure: &Figure) -> Figure {
        let window = match &figure.window {
            Window::Among(last, events) => Window::Among(*last, Box::new(self.figure(events))),
            Window::Since(events) => Window::Since(Box::new(self.figure(events))),
            Window::SinceRelease(roles) => Window::SinceRelease(self.map.roles(roles)),
            Window::CalendarAt(period, zone) => Window::CalendarAt(*period, self.path(zone)),
            Window::Working(length, calendar) => Window::Working(*length, self.map.calendar(*calendar)),
            Window::Rolling(_) | Window::Calendar(_, _) | Window::Last(_) | Window::Ever => {
                figure.window.clone()
            }
        };
        let measure = match figure.measure {
            Measure::Share(signal, within, calendar) => {
                let calendar = calendar.map(|calendar| self.map.calendar(calendar));
                Measure::Share(self.signal(signal), within, calendar)
            }
            Measure::Count | Measure::Different | Measure::Sum | Measure::TimeSince => figure.measure,
        };
        Figure {
            measure,
            sources: figure.sources.iter().map(|source| self.source(source)).collect(),
            key: figure.key.iter().map(|path| self.path(path)).collect(),
            window,
            with_request: figure.with_request,
            at_least: figure.at_least,
            followed_by: figure.followed_by.as_ref().map(|source| self.source(source)),
        }
    }

    fn signal(&self, signal: SignalId) -> SignalId {
        self.map.signals.get(signal.index()).copied().unwrap_or(signal)
    }

    fn source(&self, source: &EventSource) -> EventSource {
        let (event, object) = match source.event {
            Event::Did(action) => {
                let object = self.from.actions.get(action.index()).map(|action| action.object);
                (Event::Did(self.map.action(action)), object)
            }
            Event::Signal(signal) => (Event::Signal(self.signal(signal)), None),
        };
        EventSource {
            event,
            progress: source.progress,
            key: source.key.iter().map(|path| self.path(path)).collect(),
            filter: self.condition(&source.filter, object),
            value: source.value.as_ref().map(|path| self.path(path)),
        }
    }
}
