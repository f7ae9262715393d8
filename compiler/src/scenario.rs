//! Typed scenarios: a day on record, step by step, and what the charter is expected to do about it.
//!
//! Checking produces them from `scenario` items; the harness plays them. Names are resolved against the same
//! [`Schema`] as the typed rules, instants are absolute, and values are typed by the
//! fields that they are for, so that what plays a scenario only has to write documents.

use crate::typed::Source;
use charter_runtime::schema::{ActionId, AgentId, Currency, QueueId, RoleId, Schema, ShapeId, SignalId};
use charter_runtime::{Decimal, Outcome};
use serde_json::json;
use std::collections::BTreeMap;

/// A day, and what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// The sentence that names it.
    pub name: String,
    /// Where it stands.
    pub source: Source,
    /// The people, in the order in which they were given.
    pub people: Vec<Person>,
    /// The objects as they are at the start, in the order in which they were given.
    pub objects: Vec<Object>,
    /// Who falls under a share of the time.
    pub sampling: Sampling,
    /// The environment in which the agents run, where one is given.
    pub environment: Option<String>,
    /// What happens, in order; the instants never go backwards.
    pub steps: Vec<Step>,
}

/// A person, and the roles they hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their roles.
    pub roles: Vec<RoleId>,
}

/// An object, as it is. A field that is not given is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    /// What it is.
    pub shape: ShapeId,
    /// Its id.
    pub id: String,
    /// What is given of it.
    pub fields: Vec<(String, Value)>,
}

/// Who falls under `for 10% of contacts` and the like.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sampling {
    /// Whom the host's key picks.
    ByKey,
    /// Nobody.
    Nobody,
    /// Everybody.
    Everybody,
    /// These ids, and no others.
    Only(Vec<String>),
    /// Everybody but these ids.
    Except(Vec<String>),
}

/// A value of a field, as a document gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing is known of it, whatever is usual.
    Unknown,
    /// Empty.
    Empty,
    /// Yes or no.
    YesNo(bool),
    /// A number, or a percent as its fraction.
    Number(Decimal),
    /// An amount.
    Money(Decimal, Currency),
    /// Whatever documents give as a string: texts, addresses, choices, people, references, dates, instants, durations.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A record.
    Record(Vec<(String, Value)>),
    /// A value that somebody outside has written.
    External(Box<Value>),
    /// A value that a person has written or approved: their id, and the names of their roles.
    Endorsed(Box<Value>, String, Vec<String>),
}

impl Value {
    /// The value as request and fact documents hold it: decimals as strings, so that no digit is lost.
    ///
    /// What is unknown is left out of documents; as an element of a list it is null, which fits no type there.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Value::Unknown | Value::Empty => serde_json::Value::Null,
            Value::YesNo(yes) => json!(yes),
            Value::Number(number) => json!(number.to_string()),
            Value::Money(amount, currency) => {
                json!({ "amount": amount.to_string(), "currency": currency.to_string() })
            }
            Value::Text(text) => json!(text),
            Value::List(items) => items.iter().map(Value::json).collect(),
            Value::Record(fields) => document(fields),
            Value::External(value) | Value::Endorsed(value, _, _) => value.json(),
        }
    }
}

/// Fields as the JSON object that documents hold: what is unknown is absent.
pub fn document(fields: &[(String, Value)]) -> serde_json::Value {
    let known = fields.iter().filter(|(_, value)| *value != Value::Unknown);
    known.map(|(name, value)| (name.clone(), value.json())).collect()
}

/// Values as people leave them who have written or approved them.
pub fn endorsed(values: &[(String, Value)], by: &[Person], schema: &Schema) -> Vec<(String, Value)> {
    let by = |value: Value| {
        by.iter().fold(value, |value, person| match value {
            Value::Unknown => Value::Unknown,
            known => Value::Endorsed(Box::new(known), person.id.clone(), role_names(&person.roles, schema)),
        })
    };
    values.iter().map(|(name, value)| (name.clone(), by(value.clone()))).collect()
}

/// What facts say beside a value that was read at a moment, in nanoseconds since 1970-01-01 in UTC: when that was, whether
/// somebody outside has written it, and who has endorsed it.
pub fn provenance(value: &Value, read: i128) -> serde_json::Value {
    let mut said = json!({ "as_of": moment(read) });
    let (mut at, mut people) = (value, Vec::new());
    while let Value::Endorsed(inner, id, roles) = at {
        people.push(json!({ "id": id, "roles": roles }));
        at = inner;
    }
    let external = matches!(at, Value::External(_));
    if let Some(said) = said.as_object_mut() {
        said.extend(external.then(|| ("from".to_owned(), json!("external"))));
        said.extend((!people.is_empty()).then(|| ("endorsed_by".to_owned(), json!(people))));
    }
    said
}

/// What facts say of the person for whom an agent acts: see [`Act::ActFor`].
pub fn delegation(person: Option<&Person>, until: Option<i128>, schema: &Schema) -> serde_json::Value {
    let Some(person) = person else { return serde_json::Value::Null };
    json!({ "person": person.id, "roles": role_names(&person.roles, schema), "until": until.map(moment) })
}

/// The names of roles.
pub fn role_names(roles: &[RoleId], schema: &Schema) -> Vec<String> {
    roles.iter().filter_map(|role| schema.roles.get(role.index())).cloned().collect()
}

/// A moment as documents give it; null beyond the calendar.
fn moment(at: i128) -> Option<String> {
    jiff::Timestamp::from_nanosecond(at).ok().map(|at| at.to_string())
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// When, in nanoseconds since 1970-01-01 in UTC.
    pub at: i128,
    /// The line it is written on, from one.
    pub line: u32,
    /// What.
    pub act: Act,
    /// What is expected of it, where that is said.
    pub expected: Option<Expected>,
}

/// What happens in a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Act {
    /// An agent or a person asks.
    Request(Request),
    /// Something was done that nobody had asked for, and the host puts it on record.
    Did(Request),
    /// A person approves the request of an earlier step.
    Approve {
        /// Who.
        by: String,
        /// The place of that step in the scenario.
        request: usize,
    },
    /// A person refuses the request of an earlier step.
    Refuse {
        /// Who.
        by: String,
        /// The place of that step in the scenario.
        request: usize,
    },
    /// A person approves a batch: what waits for a gate.
    ApproveAll {
        /// Who.
        by: String,
        /// The gate.
        rule: String,
    },
    /// A person refuses all that waits for a gate.
    RefuseAll {
        /// Who.
        by: String,
        /// The gate.
        rule: String,
    },
    /// The host reports what came of what an earlier step asked for.
    Report {
        /// The place of that step in the scenario.
        request: usize,
        /// Whether it took effect.
        succeeded: bool,
    },
    /// A signal comes in.
    Signal {
        /// Which.
        signal: SignalId,
        /// The id of the object that it is about.
        about: String,
        /// What it carries.
        fields: Vec<(String, Value)>,
    },
    /// A person releases what a signal has stopped.
    Release {
        /// Who.
        by: String,
        /// The roles in which they do it.
        roles: Vec<RoleId>,
        /// The signal.
        signal: SignalId,
        /// The id of the object that it was about.
        about: String,
    },
    /// A person stops agents by hand.
    Halt {
        /// Who.
        by: String,
        /// Whom, or what.
        whom: Halted,
        /// Why; empty where that is not said.
        because: String,
    },
    /// A person lets agents go on that were stopped by hand.
    Resume {
        /// Who.
        by: String,
        /// Whom, or what.
        whom: Halted,
    },
    /// From now on, agents act on behalf of somebody.
    ActFor {
        /// Which agents.
        agents: Vec<AgentId>,
        /// For whom; nobody where there is none.
        person: Option<Person>,
        /// Up to this moment, in nanoseconds since 1970-01-01 in UTC; without one, from now on.
        until: Option<i128>,
    },
    /// A fact changes in the world.
    Change {
        /// What the object is.
        shape: ShapeId,
        /// The object's id.
        id: String,
        /// Its new values.
        fields: Vec<(String, Value)>,
    },
}

/// What a kill switch covers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Halted {
    /// Every agent.
    Everything,
    /// One agent.
    Agent(AgentId),
    /// A team, by its name.
    Team(String),
    /// One action, whichever agent asks.
    Action(ActionId),
    /// A segment, by its name.
    Segment(String),
}

impl Halted {
    /// The key that documents have for what is halted, and its name.
    pub fn named<'a>(&'a self, schema: &'a Schema) -> (&'static str, &'a str) {
        match self {
            Halted::Everything => ("everything", "everything"),
            Halted::Agent(agent) => ("agent", schema.agents.get(agent.index()).map_or("", String::as_str)),
            Halted::Team(name) => ("team", name),
            Halted::Action(action) => {
                ("action", schema.actions.get(action.index()).map_or("", |action| action.name.as_str()))
            }
            Halted::Segment(name) => ("segment", name),
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Asker {
    /// An agent.
    Agent(AgentId),
    /// A person.
    Person(Person),
}

impl Asker {
    /// The id that documents have.
    pub fn id<'a>(&'a self, schema: &'a Schema) -> &'a str {
        match self {
            Asker::Agent(agent) => schema.agents.get(agent.index()).map_or("", String::as_str),
            Asker::Person(person) => &person.id,
        }
    }

    /// The person, where one asks.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Asker::Agent(_) => None,
            Asker::Person(person) => Some(person),
        }
    }

    /// What facts say of who asks, and for whom: `acting` says for whom agents act, and people act for themselves.
    pub fn facts(
        &self,
        acting: &BTreeMap<AgentId, serde_json::Value>,
        schema: &Schema,
    ) -> Vec<(String, serde_json::Value)> {
        match self {
            Asker::Agent(agent) => {
                let acts_for = acting.get(agent).cloned().unwrap_or_default();
                vec![("agent".to_owned(), json!(self.id(schema))), ("on_behalf_of".to_owned(), acts_for)]
            }
            Asker::Person(person) => {
                let roles = role_names(&person.roles, schema);
                vec![("person".to_owned(), json!({ "id": person.id, "roles": roles }))]
            }
        }
    }
}

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Request {
    /// Who asks.
    pub by: Asker,
    /// The session in which they do, where one is said.
    pub session: Option<String>,
    /// The action.
    pub action: ActionId,
    /// The ids of the objects: one; two for a merge, the survivor first; none for `create`.
    pub targets: Vec<String>,
    /// What later steps call the object that `create` makes, where they do.
    pub created: Option<String>,
    /// What the action takes.
    pub takes: Vec<(String, Value)>,
    /// What they say about the world.
    pub says: Vec<(String, Value)>,
    /// What the host knows of the action.
    pub knows: Vec<(String, Value)>,
    /// The new values, of `update` and `create`.
    pub new: Vec<(String, Value)>,
    /// The fields that the action writes with what nobody has said: they are unknown afterwards.
    pub writes: Vec<String>,
    /// The fields wanted, of `read` and `export`.
    pub fields: Vec<String>,
    /// Whether a later step says what came of it; else it is reported to have succeeded as soon as it is done.
    pub reported_later: bool,
}

/// What is expected of a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expected {
    /// The outcome.
    pub outcome: Outcome,
    /// Who is waited for, where that is said: any one of each of these.
    pub owed: Vec<Vec<Owed>>,
    /// Where it waits, where that is said.
    pub queue: Option<QueueId>,
    /// Why.
    pub because: Because,
}

/// Somebody who is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Owed {
    /// Anybody with this role.
    Role(RoleId),
    /// This person.
    Person(String),
}

/// Why a step is expected to come out as it does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Because {
    /// Not said.
    Unsaid,
    /// Exactly these rules are the deciding ones; sorted.
    Rules(Vec<String>),
    /// No scope applies.
    OutsideEveryScope,
}
