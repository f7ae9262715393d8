//! What a request, or an event of the past, was about, and the facts that paths find in it.

use crate::reference::decimal;
use crate::reference::json;
use crate::reference::text;
use crate::reference::value::{Fact, Type, Value};
use crate::reference::vocabulary::{Action, Field, Part, Second, Signal, Verb};
use serde_json::Value as Json;
use std::rc::Rc;

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// An object that the action is on, as it is before: the first, or the second of two.
    Target(usize),
    /// The object as the action would leave it.
    New,
    /// What the action takes, says, or the host knows of it.
    Content(Part),
    /// Who asks.
    Agent,
    /// When.
    Now,
    /// On which day, in the project's zone.
    Today,
    /// The session that the host named.
    Session,
    /// The environment that the host named.
    Environment,
    /// The person for whom the agent acts.
    Principal,
    /// The element that a list question is at, counted from the innermost.
    Element(usize),
    /// What a signal carries.
    Its,
    /// How many objects the request names.
    Targets,
}

/// A path to a fact: its start, and the steps from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// Where it starts.
    pub(crate) start: Start,
    /// The type of what it starts at.
    pub(crate) start_type: Type,
    /// The steps.
    pub(crate) steps: Vec<Step>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The type of what it starts from.
    pub(crate) from: Type,
    /// The field that it goes to; from an address to its domain, a field named `domain`.
    pub(crate) to: Field,
}

impl Path {
    /// The type of what it leads to.
    pub(crate) fn of(&self) -> &Type {
        self.steps.last().map_or(&self.start_type, |step| &step.to.of)
    }

    /// Whether what it leads to may be empty: some field on the way may.
    pub(crate) fn optional(&self) -> bool {
        self.start == Start::Principal || self.steps.iter().any(|step| step.to.optional)
    }

    /// The steps' names, each after a dot.
    pub(crate) fn steps_text(&self) -> String {
        self.steps.iter().map(|step| format!(".{}", step.to.name)).collect()
    }
}

/// What was done, or what happened.
#[derive(Debug, Clone)]
pub(crate) enum Act<'v> {
    /// An action.
    Action(Action),
    /// A signal.
    Signal(&'v Signal),
}

/// What is known of a request or of an event.
#[derive(Debug, Clone)]
pub(crate) struct Situation<'v> {
    /// When, in nanoseconds since 1970.
    pub(crate) at: i128,
    /// Since when it waits for people.
    pub(crate) asked: i128,
    /// What.
    pub(crate) act: Act<'v>,
    /// The ids of the objects: of one that is decided about by itself, only its own.
    pub(crate) targets: Vec<String>,
    /// The ids of all objects that the request names.
    pub(crate) named: Vec<String>,
    /// The agent; empty where it was a person.
    pub(crate) agent: Fact,
    /// The session.
    pub(crate) session: Fact,
    /// The environment, by its place in the list of those that the project names.
    pub(crate) environment: Fact,
    /// The person for whom the agent acts, or who asks; empty where an agent acts for nobody.
    pub(crate) principal: Fact,
    /// The roles that this person holds, where that is known.
    pub(crate) principal_roles: Option<Vec<String>>,
    /// Objects by kind and id.
    pub(crate) objects: Rc<Json>,
    /// What is said of their values, in the same form: where they come from, and when they were read.
    pub(crate) provenance: Rc<Json>,
    /// The names of all agents.
    pub(crate) agents: &'v [String],
    /// Whether what comes from outside, and what nobody has endorsed, is unknown: so it is to what grants.
    pub(crate) verified: bool,
    /// What the action takes.
    pub(crate) takes: Rc<Json>,
    /// What the agent says.
    pub(crate) says: Rc<Json>,
    /// What the host knows.
    pub(crate) knows: Rc<Json>,
    /// New values.
    pub(crate) new: Rc<Json>,
    /// What a signal carries.
    pub(crate) its: Rc<Json>,
    /// The fields that it touched; none where that is not known, or where it is not about fields.
    pub(crate) touched: Vec<String>,
    /// Those of them by which it filters or sorts.
    pub(crate) compared: Vec<String>,
}

impl Situation<'_> {
    /// The object that it is on or about.
    pub(crate) fn object(&self) -> &str {
        match &self.act {
            Act::Action(action) => &action.object,
            Act::Signal(signal) => &signal.about,
        }
    }

    /// Whether a person asks, and no agent.
    pub(crate) fn is_by_a_person(&self) -> bool {
        self.agent == Fact::Empty
    }

    /// What kind of action it is; a signal is none.
    pub(crate) fn verb(&self) -> Option<Verb> {
        match &self.act {
            Act::Action(action) => Some(action.verb),
            Act::Signal(_) => None,
        }
    }

    /// What it is on beside, where it is on two.
    pub(crate) fn second(&self) -> Option<&Second> {
        match &self.act {
            Act::Action(action) => action.second.as_ref(),
            Act::Signal(_) => None,
        }
    }

    /// The requests that this one is: one for each object, or for the two that it is on.
    pub(crate) fn each(&self) -> Vec<Self> {
        if self.second().is_some() || self.targets.is_empty() {
            return vec![self.clone()];
        }
        let alone = |target: &String| Situation { targets: vec![target.clone()], ..self.clone() };
        self.targets.iter().map(alone).collect()
    }

    /// The same request for its other objects.
    pub(crate) fn beside(&self) -> Vec<Self> {
        let all = Situation { targets: self.named.clone(), ..self.clone() };
        let others = all.each().into_iter().filter(|other| other.targets != self.targets);
        if self.second().is_some() { Vec::new() } else { others.collect() }
    }

    /// Whether a field of the object is left alone.
    pub(crate) fn untouched(&self, field: &str) -> bool {
        self.verb() == Some(Verb::Update) && self.new.get(field).is_none()
    }

    /// The fact that a path leads to, given the elements of the list questions around it, outermost first.
    pub(crate) fn fact(&self, path: &Path, elements: &[Fact]) -> Fact {
        let (first, rest) = match path.steps.split_first() {
            Some((first, rest)) => (Some(&first.to), rest),
            None => (None, path.steps.as_slice()),
        };
        match (path.start, first) {
            (Start::Content(part), Some(field)) => self.walk(given(field, self.content(part)), rest),
            (Start::Its, Some(field)) => self.walk(given(field, &self.its), rest),
            (Start::New, Some(field)) => self.walk(self.new_value(field), rest),
            (Start::Content(_) | Start::Its, None) => Fact::Unknown,
            (Start::Agent, _) => self.walk(self.agent.clone(), &path.steps),
            (Start::Environment, _) => self.walk(self.environment.clone(), &path.steps),
            (Start::Principal, _) => self.walk(self.principal.clone(), &path.steps),
            (Start::Session, _) => self.walk(self.session.clone(), &path.steps),
            // The situation knows the moment; what day that is depends on the charter's zone.
            (Start::Today, _) => Fact::Unknown,
            (Start::Now, _) => self.walk(Fact::Known(Value::Whole(self.at)), &path.steps),
            (Start::Targets, _) => Fact::Known(Value::Whole(self.named.len() as i128 * decimal::ONE)),
            (Start::Target(place), _) => self.walk(self.target(place), &path.steps),
            (Start::New, None) => self.target(0),
            (Start::Element(outwards), _) => {
                let element = elements.iter().rev().nth(outwards).cloned();
                self.walk(element.unwrap_or(Fact::Unknown), &path.steps)
            }
        }
    }

    fn walk(&self, start: Fact, steps: &[Step]) -> Fact {
        steps.iter().fold(start, |fact, step| fact.then(|value| self.step(value, step)))
    }

    fn target(&self, place: usize) -> Fact {
        self.targets.get(place).map_or(Fact::Unknown, |id| Fact::Known(Value::Text(id.clone())))
    }

    fn content(&self, part: Part) -> &Json {
        match part {
            Part::Takes => &self.takes,
            Part::Says => &self.says,
            Part::Knows => &self.knows,
        }
    }

    /// A new value: given, or for what an update leaves alone the old one.
    fn new_value(&self, field: &Field) -> Fact {
        if self.untouched(&field.name) {
            return self.target(0).then(|id| self.field_of(self.object(), id, field));
        }
        given(field, &self.new)
    }

    fn step(&self, value: &Value, step: &Step) -> Fact {
        match (&step.from, value) {
            (Type::Object(kind), id) => self.field_of(kind, id, &step.to),
            (Type::Record(_), Value::Record(text)) => {
                given(&step.to, &serde_json::from_str(text).unwrap_or_default())
            }
            (Type::Email, Value::Text(address)) if step.to.name == "mailbox" => {
                Fact::Known(Value::Text(text::mailbox_of(address).to_owned()))
            }
            (Type::Email, Value::Text(address)) => {
                Fact::Known(Value::Text(text::domain_of(address).to_owned()))
            }
            (Type::Domain, Value::Text(domain)) => {
                Fact::Known(Value::Text(text::registrable(domain).to_owned()))
            }
            _ => Fact::Unknown,
        }
    }

    /// What is said of a value.
    fn said(&self, kind: &str, id: &str, field: &str) -> Option<&Json> {
        self.provenance.get(kind)?.get(id)?.get(field)
    }

    fn is_from_outside(&self, kind: &str, id: &str, field: &str) -> bool {
        self.said(kind, id, field).and_then(|said| said.get("from")) == Some(&Json::from("external"))
    }

    /// Whether somebody has to endorse it, and nobody who may has. Agents endorse nothing.
    fn is_unendorsed(&self, kind: &str, id: &str, field: &Field) -> bool {
        let people = self.said(kind, id, &field.name).and_then(|said| said.get("endorsed_by")?.as_array());
        let may = |person: &&Json| {
            let is_agent = person.get("id").is_some_and(|id| self.agents.iter().any(|agent| id == agent));
            let held = person.get("roles").and_then(Json::as_array).into_iter().flatten();
            !is_agent && held.into_iter().any(|held| field.endorsed.iter().any(|role| held == role))
        };
        !field.endorsed.is_empty() && !people.into_iter().flatten().any(|person| may(&person))
    }

    /// Whether it was read too long ago, or nobody knows when.
    fn is_stale(&self, kind: &str, id: &str, field: &Field) -> bool {
        let read = self.said(kind, id, &field.name).and_then(|said| said.get("as_of")?.as_str());
        let read = read.and_then(json::instant);
        field.fresh.is_some_and(|within| read.is_none_or(|read| self.at - read > within))
    }

    /// Whether some field of an object on the way to a value is declared to come from outside, whatever is asked for: nothing has
    /// to be known for that. The field of the request's own object with which a path begins may be written.
    pub(crate) fn is_declared_external(&self, path: &Path) -> bool {
        path.steps.iter().enumerate().any(|(taken, step)| {
            let may_be_written = taken == 0 && matches!(path.start, Start::New | Start::Target(_));
            matches!(step.from, Type::Object(_)) && step.to.external && !may_be_written
        })
    }

    /// Whether a value comes from outside: it is not known, or on the way to it some field of an object does.
    pub(crate) fn comes_from_outside(&self, path: &Path, elements: &[Fact]) -> bool {
        if self.fact(path, elements) == Fact::Unknown {
            return true;
        }
        (0..path.steps.len()).any(|taken| {
            let (Some(step), Some(before)) = (path.steps.get(taken), path.steps.get(..taken)) else {
                return false;
            };
            let holder = Path { steps: before.to_vec(), ..path.clone() };
            let written = taken == 0 && path.start == Start::New && self.new.get(&step.to.name).is_some();
            match (&step.from, self.fact(&holder, elements)) {
                (Type::Object(kind), Fact::Known(Value::Text(id))) if !written => {
                    step.to.external || self.is_from_outside(kind, &id, &step.to.name)
                }
                _ => false,
            }
        })
    }

    /// A field of an object. What is not known of the object is not known of its fields.
    fn field_of(&self, kind: &str, id: &Value, field: &Field) -> Fact {
        let Value::Text(id) = id else { return Fact::Unknown };
        let doubted = self.is_from_outside(kind, id, &field.name) || self.is_unendorsed(kind, id, field);
        if self.is_stale(kind, id, field) || self.verified && doubted {
            return Fact::Unknown;
        }
        self.objects
            .get(kind)
            .and_then(|objects| objects.get(id))
            .map_or(Fact::Unknown, |object| given(field, object))
    }
}

fn given(field: &Field, document: &Json) -> Fact {
    json::fact(&field.of, field.optional, document.get(&field.name))
}
