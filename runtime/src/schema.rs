//! The vocabulary as the runtime sees it: what exists, and of which type each value is.

use crate::canonical;

/// Declares ids: indices into one of the schema's or the table's lists, each with a type of its own.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// The place in the list that this id indexes.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a place in the list, where the list is not absurdly long.
            pub fn at(index: usize) -> Option<$name> {
                u32::try_from(index).ok().map($name)
            }
        }
    )+};
}

ids! {
    /// A shape: an object, a record, the content of an action, or the fields of a signal.
    ShapeId;
    /// An action: a declared one, or a built-in verb on an object.
    ActionId;
    /// A signal.
    SignalId;
    /// A closed list of values, `one of (…)`.
    ChoicesId;
    /// An agent.
    AgentId;
    /// A role that people hold.
    RoleId;
    /// A calendar of working hours.
    CalendarId;
    /// A queue that people work off.
    QueueId;
    /// A rule: a scope, gate, stop, limit or requirement.
    RuleId;
}

/// A three-letter currency code, such as `USD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub [u8; 3]);

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// Any text.
    Text,
    /// An exact decimal.
    Number,
    /// A fraction, written in percent.
    Percent,
    /// An amount in one currency.
    Money(Currency),
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
    /// A point in time.
    Instant,
    /// A length of time.
    Duration,
    /// A time zone.
    Zone,
    /// An email address.
    Email,
    /// A domain name.
    Domain,
    /// A web address.
    Url,
    /// A person, by id.
    Person,
    /// One value of a closed list.
    OneOf(ChoicesId),
    /// A list of values of one type.
    List(Box<Type>),
    /// A record, held in place.
    Record(ShapeId),
    /// An object, referred to by id.
    Object(ShapeId),
}

/// One field of a shape.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// The name that charters and documents use.
    pub name: String,
    /// The type of its values.
    pub value: Type,
    /// Whether it may be empty.
    pub optional: bool,
    /// For how many nanoseconds a value counts as known after the host has read it, where that is limited.
    pub fresh: Option<i64>,
    /// Whether its values are written by people outside the company.
    pub external: bool,
}

/// A named group of fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Shape {
    /// The name, as declared; for the content of an action or signal, that one's name.
    pub name: String,
    /// The fields, in the order in which they were declared.
    pub fields: Vec<Field>,
}

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// An action that the vocabulary declares.
    Declared,
    /// `create`, which has only new values.
    Create,
    /// `read`, of named fields.
    Read,
    /// `update`, of named fields, with values before and after.
    Update,
    /// `delete`.
    Delete,
    /// `merge`, of two into one.
    Merge,
    /// `export`, of named fields.
    Export,
}

impl Verb {
    /// Whether it is done to single fields, each decided about by itself: those written, or those wanted.
    pub fn has_fields(self) -> bool {
        match self {
            Verb::Create | Verb::Read | Verb::Update | Verb::Export => true,
            Verb::Declared | Verb::Delete | Verb::Merge => false,
        }
    }
}

/// An action that can be decided about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Action {
    /// `send_email`, or `update Contact`.
    pub name: String,
    /// What kind of action it is.
    pub verb: Verb,
    /// The object that it is on.
    pub object: ShapeId,
    /// What it takes, says and knows: first `takes`, then `says`, then `knows`. Empty for built-in verbs.
    pub content: ShapeId,
    /// How many fields of the content it takes.
    pub takes: u32,
    /// How many fields of the content it says, after those it takes. The host knows the rest.
    pub says: u32,
    /// What it is on beside, where it is on two: the one that is absorbed by a merge, the person to whom a deal goes.
    pub second: Option<Second>,
    /// What follows from it, each decided about when it happens. It is never granted higher than these are.
    pub leads_to: Vec<Consequence>,
}

/// What an action leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Consequence {
    /// The action that follows.
    pub action: ActionId,
    /// The fields of its object that it touches, by place, sorted; none where it is not about fields.
    pub fields: Vec<u32>,
}

/// The second of the two objects that an action is on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Second {
    /// What it is.
    pub object: ShapeId,
    /// What paths call it.
    pub name: String,
    /// What paths call the first one.
    pub first: String,
}

impl Action {
    /// Whether it is on two of a kind: then a bare name means each of them, in the same way.
    pub fn is_on_two_of_a_kind(&self) -> bool {
        self.second.as_ref().is_some_and(|second| second.object == self.object)
    }
}

/// Something that happens in the world and that the host reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Signal {
    /// Its name.
    pub name: String,
    /// The object that it is about.
    pub about: ShapeId,
    /// The fields it carries.
    pub content: ShapeId,
}

/// Everything that exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Schema {
    /// Objects, records, contents of actions and signals.
    pub shapes: Vec<Shape>,
    /// Closed lists of values, each in the order in which it was written.
    pub choices: Vec<Vec<String>>,
    /// Actions: the declared ones, and the built-in verbs that some rule speaks of.
    pub actions: Vec<Action>,
    /// Signals.
    pub signals: Vec<Signal>,
    /// Agents, by name.
    pub agents: Vec<String>,
    /// Roles, by name.
    pub roles: Vec<String>,
    /// The fields whose values people endorse.
    pub endorsed: Vec<Endorsement>,
    /// The agents that are only watched, sorted.
    pub watched: Vec<AgentId>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Who may halt what.
    pub halts: Vec<Halt>,
}

/// Whose requests something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Those of agents: outside every scope, nothing is granted.
    Agents,
    /// Those of people: everything is granted, and only rules for people restrict.
    People,
}

/// What a role may halt, and let go on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Halt {
    /// The role.
    pub role: RoleId,
    /// The agents, sorted. Who may halt all of them may halt everything.
    pub agents: Vec<AgentId>,
    /// The names of actions, whichever agent asks for them.
    pub actions: Vec<String>,
    /// The names of segments, whichever agent is about to touch one.
    pub segments: Vec<String>,
}

/// A field whose value counts as verified once somebody has endorsed it, and not before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endorsement {
    /// The object.
    pub object: ShapeId,
    /// The field, by its place.
    pub field: u32,
    /// The roles of those who may: any one of these.
    pub roles: Vec<RoleId>,
}

impl Schema {
    /// Who endorses a field, where anybody does.
    pub fn endorsement(&self, object: ShapeId, field: u32) -> Option<&Endorsement> {
        self.endorsed.iter().find(|endorsed| endorsed.object == object && endorsed.field == field)
    }

    /// Whether the field of an object with which a path begins is declared to come from outside.
    pub fn begins_outside(&self, path: &Path) -> bool {
        let (Some(shape), Some(Step::Field(field))) = (path.shape, path.steps.first()) else { return false };
        let declared = self.shapes.get(shape.index()).and_then(|shape| shape.fields.get(*field as usize));
        declared.is_some_and(|declared| declared.external)
    }

    /// Whether values of a type have values of closed lists in them, which are kept by their places.
    pub fn has_choices_within(&self, value: &Type) -> bool {
        match value {
            Type::OneOf(_) => true,
            Type::List(element) => self.has_choices_within(element),
            // No record has itself as a part.
            Type::Record(shape) => {
                let shape = self.shapes.get(shape.index());
                shape.is_some_and(|shape| {
                    shape.fields.iter().any(|field| self.has_choices_within(&field.value))
                })
            }
            Type::Text | Type::Number | Type::Percent | Type::Money(_) | Type::YesNo | Type::Date => false,
            Type::Instant | Type::Duration | Type::Zone | Type::Email | Type::Domain | Type::Url => false,
            Type::Person | Type::Object(_) => false,
        }
    }
}

/// A team of agents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Its agents, in the order of their ids.
    pub agents: Vec<AgentId>,
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The object that the action is on: a bare path. On `update`, the compiler turns it into [`Root::Old`] and
    /// [`Root::New`], on `create` into [`Root::New`], on two of a kind into [`Root::First`] and [`Root::Second`].
    Target,
    /// The object before the update.
    Old,
    /// The object as it would be after the update, or as created.
    New,
    /// What the action takes and says, and what the host knows of it.
    Request,
    /// The agent that asks. A path of no steps; its values are the places of agents in [`Schema::agents`], and the place behind
    /// them where a person asks.
    Agent,
    /// The moment of the decision. A path of no steps.
    Now,
    /// The day of the decision, in the project's zone. A path of no steps, of type date.
    Today,
    /// The field that an `update`, `read` or `export` touches, as its place in the object's fields. A path of no steps.
    Field,
    /// The session that the host named. A path of no steps, of type text.
    Session,
    /// The environment that the host named. A path of no steps; its values are the environments that the charter knows.
    Environment,
    /// The person on whose behalf the agent acts, or who asks. A path of no steps, empty where an agent acts for nobody.
    Principal,
    /// The names of the roles that this person holds. A path of no steps, a list of texts.
    PrincipalRoles,
    /// The element that a list question is at.
    Element,
    /// The event that an event query is at: its own fields.
    Its,
    /// Of two of a kind the first: the one that survives a merge, by its own name.
    First,
    /// The second of two objects, of a kind or not.
    Second,
    /// How many objects the request names. A path of no steps, of type number.
    Targets,
}

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To the field at this place of the shape that the path has reached; through a reference where that is one.
    Field(u32),
    /// To a part of an address or a domain.
    Part(Part),
}

/// A part of an email address or of a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Of an address, its domain.
    Domain,
    /// Of an address, the mailbox: what stands before the `@`, without the tag behind a plus.
    Mailbox,
    /// Of a domain, the one that somebody has registered: the public suffix and one label before it.
    Registrable,
}

impl Part {
    /// All parts that there are.
    pub const ALL: [Part; 3] = [Part::Domain, Part::Mailbox, Part::Registrable];

    /// How charters write it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Domain => "domain",
            Part::Mailbox => "mailbox",
            Part::Registrable => "registrable",
        }
    }

    /// The type of what it is a part of.
    pub fn whole(self) -> Type {
        match self {
            Part::Domain | Part::Mailbox => Type::Email,
            Part::Registrable => Type::Domain,
        }
    }

    /// Its own type.
    pub fn value(self) -> Type {
        match self {
            Part::Domain | Part::Registrable => Type::Domain,
            Part::Mailbox => Type::Text,
        }
    }

    /// This part of a canonical address or domain.
    ///
    /// ```
    /// use charter_runtime::schema::Part;
    ///
    /// assert_eq!(Part::Mailbox.of("jane+news@acme.com"), "jane");
    /// assert_eq!(Part::Domain.of("jane+news@acme.com"), "acme.com");
    /// assert_eq!(Part::Registrable.of("mail.acme.co.uk"), "acme.co.uk");
    /// ```
    pub fn of(self, whole: &str) -> &str {
        match self {
            Part::Domain => canonical::host(whole),
            Part::Mailbox => canonical::mailbox(whole),
            Part::Registrable => canonical::registrable(whole),
        }
    }

    /// Whether several wholes have it in common, so that who counts under it counts more together.
    pub fn is_wide(self) -> bool {
        match self {
            Part::Domain => false,
            Part::Mailbox | Part::Registrable => true,
        }
    }
}

/// A path to one value: where it starts, the steps, and the type at its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// The shape at the root, where it has one: the object, the content, the record of the element.
    pub shape: Option<ShapeId>,
    /// The steps from there.
    pub steps: Vec<Step>,
    /// The type of the value at the end.
    pub value: Type,
    /// Whether the value may be empty: some field on the way is optional.
    pub optional: bool,
}

impl Path {
    /// Whether it is a part of an email address.
    pub fn is_of_address(&self) -> bool {
        [Part::Domain, Part::Mailbox].iter().any(|part| self.steps.contains(&Step::Part(*part)))
    }
}
