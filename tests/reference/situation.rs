//! What a request, or an event of the past, was about, and the facts that paths find in it.

use crate::reference::json;
use crate::reference::text;
use crate::reference::value::{Fact, Type, Value};
use crate::reference::vocabulary::{Action, Field, Part, Signal, Verb};
use serde_json::Value as Json;

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// An object that the action is on, as it is before: the first, or the second of a merge.
    Target(usize),
    /// The object as the action would leave it.
    New,
    /// What the action takes, says, or the host knows of it.
    Content(Part),
    /// Who asks.
    Agent,
    /// When.
    Now,
    /// The session that the host named.
    Session,
    /// The element that a list question is at, counted from the innermost.
    Element(usize),
    /// What a signal carries.
    Its,
}

/// A path to a fact: its start, its type there, and the steps, each with the type and optionality that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Where it starts.
    pub start: Start,
    /// Whether it starts at something that may be empty.
    pub start_type: Type,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To a field.
    Field(Field),
    /// From an address to its domain.
    Domain,
}

impl Path {
    /// The type of what it leads to.
    pub fn of(&self) -> Type {
        match self.steps.last() {
            None => self.start_type.clone(),
            Some(Step::Field(field)) => field.of.clone(),
            Some(Step::Domain) => Type::Domain,
        }
    }

    /// Whether what it leads to may be empty: some field on the way may.
    pub fn optional(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Field(field) if field.optional))
    }

    /// The steps' names, each after a dot.
    pub fn steps_text(&self) -> String {
        let name = |step: &Step| match step {
            Step::Field(field) => format!(".{}", field.name),
            Step::Domain => ".domain".to_owned(),
        };
        self.steps.iter().map(name).collect()
    }
}

/// What was done, or what happened.
#[derive(Debug, Clone)]
pub enum Act<'v> {
    /// An action.
    Action(Action),
    /// A signal.
    Signal(&'v Signal),
}

/// What is known of a request or of an event.
#[derive(Debug, Clone)]
pub struct Situation<'v> {
    /// When, in nanoseconds since 1970.
    pub at: i128,
    /// What.
    pub act: Act<'v>,
    /// The ids of the objects.
    pub targets: Vec<String>,
    /// The agent, where it was one.
    pub agent: Fact,
    /// The session.
    pub session: Fact,
    /// Objects by kind and id.
    pub objects: Json,
    /// What the action takes.
    pub takes: Json,
    /// What the agent says.
    pub says: Json,
    /// What the host knows.
    pub knows: Json,
    /// New values.
    pub new: Json,
    /// What a signal carries.
    pub its: Json,
}

impl Situation<'_> {
    /// The object that it is on or about.
    pub fn object(&self) -> &str {
        match &self.act {
            Act::Action(action) => &action.object,
            Act::Signal(signal) => &signal.about,
        }
    }

    /// What kind of action it is; a signal is none.
    pub fn verb(&self) -> Option<Verb> {
        match &self.act {
            Act::Action(action) => Some(action.verb),
            Act::Signal(_) => None,
        }
    }

    /// Whether a field of the object is left alone.
    pub fn untouched(&self, field: &str) -> bool {
        self.verb() == Some(Verb::Update) && self.new.get(field).is_none()
    }

    /// The fact that a path leads to, given the elements of the list questions around it, outermost first.
    pub fn fact(&self, path: &Path, elements: &[Fact]) -> Fact {
        let mut steps = path.steps.iter();
        let start = match path.start {
            Start::Target(place) => self.target(place),
            Start::Agent => self.agent.clone(),
            Start::Session => self.session.clone(),
            Start::Now => Fact::Known(Value::Whole(self.at)),
            Start::Element(outwards) => elements.iter().rev().nth(outwards).cloned().unwrap_or(Fact::Unknown),
            Start::Content(part) => first_step(&mut steps, self.content(part)),
            Start::Its => first_step(&mut steps, &self.its),
            Start::New => self.new_value(&mut steps),
        };
        let mut of = path.steps.len().checked_sub(steps.len() + 1).and_then(|taken| path.steps.get(taken)).map_or_else(
            || path.start_type.clone(),
            |step| match step {
                Step::Field(field) => field.of.clone(),
                Step::Domain => Type::Domain,
            },
        );
        let mut fact = start;
        for step in steps {
            fact = fact.then(|value| self.step(&of, value, step));
            of = match step {
                Step::Field(field) => field.of.clone(),
                Step::Domain => Type::Domain,
            };
        }
        fact
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
    fn new_value<'s>(&self, steps: &mut impl Iterator<Item = &'s Step>) -> Fact {
        match steps.next() {
            Some(Step::Field(field)) if self.untouched(&field.name) => {
                self.target(0).then(|id| self.field_of(self.object(), id, field))
            }
            Some(Step::Field(field)) => json::fact(&field.of, field.optional, self.new.get(&field.name)),
            Some(Step::Domain) => Fact::Unknown,
            None if self.verb() == Some(Verb::Update) => self.target(0),
            None => Fact::Unknown,
        }
    }

    fn step(&self, of: &Type, value: &Value, step: &Step) -> Fact {
        match (of, value, step) {
            (Type::Object(kind), id, Step::Field(field)) => self.field_of(kind, id, field),
            (Type::Record(_), Value::Record(text), Step::Field(field)) => {
                let record: Json = serde_json::from_str(text).unwrap_or_default();
                json::fact(&field.of, field.optional, record.get(&field.name))
            }
            (Type::Email, Value::Text(address), Step::Domain) => {
                Fact::Known(Value::Text(text::domain_of(address).to_owned()))
            }
            _ => Fact::Unknown,
        }
    }

    fn field_of(&self, kind: &str, id: &Value, field: &Field) -> Fact {
        let Value::Text(id) = id else { return Fact::Unknown };
        let object = self.objects.get(kind).and_then(|objects| objects.get(id));
        json::fact(&field.of, field.optional, object.and_then(|object| object.get(&field.name)))
    }
}

fn first_step<'s>(steps: &mut impl Iterator<Item = &'s Step>, document: &Json) -> Fact {
    match steps.next() {
        Some(Step::Field(field)) => json::fact(&field.of, field.optional, document.get(&field.name)),
        Some(Step::Domain) | None => Fact::Unknown,
    }
}
