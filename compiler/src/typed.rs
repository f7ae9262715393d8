//! The typed rules: what a charter says, after names and types are known and before anything is compiled.
//!
//! This is the middle of the compiler. Checking produces it, rule by rule; rows, classes and the table are made from
//! it; validation compares the table with it. It holds no spans but each rule's own place and no names but those that
//! people are shown, so that moving or re-wording a rule changes nothing here.

mod pair;

use charter_runtime::schema::{ActionId, CalendarId, Path, QueueId, RoleId, Schema, SignalId, Subject};
use charter_runtime::{Outcome, Progress};
use std::collections::BTreeSet;

/// A charter, typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Charter {
    /// The project's name.
    pub name: String,
    /// The project's version.
    pub version: String,
    /// Whether decisions are enforced, or only recorded.
    pub enforced: bool,
    /// The project's time zone, an IANA name.
    pub zone: String,
    /// What exists.
    pub schema: Schema,
    /// The working hours that deadlines count by, in the order of their [`CalendarId`]s.
    pub calendars: Vec<Calendar>,
    /// The queues, in the order of their [`QueueId`]s.
    pub queues: Vec<Queue>,
    /// The rules, sorted by name.
    pub rules: Vec<Rule>,
    /// The segments that may be halted, sorted by name.
    pub switches: Vec<Switch>,
}

/// A segment that may be halted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Switch {
    /// Its name.
    pub segment: String,
    /// For each action and way to an object that may be in it, when the object is: it is halted where that possibly holds.
    pub cases: Vec<Case>,
}

/// Working hours in a zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// An IANA time zone.
    pub zone: String,
    /// For each day from Monday to Sunday, the working hours as minutes from midnight, `from..to`, in order.
    pub days: [Vec<(u16, u16)>; 7],
    /// Days without working hours, as days since 1970-01-01, sorted.
    pub except: Vec<i32>,
}

/// A queue that people work off.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// The role that discharges what waits in it.
    pub owner: RoleId,
    /// By when, and what happens then.
    pub deadline: Option<Deadline>,
}

/// By when people have to act, and what the outcome is when they have not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// How long they have.
    pub within: Span,
    /// Counted in a calendar's working hours, or around the clock.
    pub calendar: Option<CalendarId>,
    /// What happens then.
    pub otherwise: Lapse,
}

/// What happens when a deadline has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lapse {
    /// This is the outcome, and people change nothing about it: less than [`Outcome::Queue`].
    Leaves(Outcome),
    /// The next of the [`Stage`]s is asked.
    Asks,
}

/// A length of time, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// Nanoseconds. A day is 24 hours, a week seven of them.
    Elapsed(i64),
    /// Working days of a calendar.
    WorkingDays(u32),
}

/// A scope, gate, stop, limit or requirement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// The sentence that people are shown when it applies.
    pub sentence: Option<String>,
    /// What it is.
    pub kind: RuleKind,
    /// Whether it is only watched.
    pub shadow: bool,
    /// The roles that learn that it applies.
    pub tells: Vec<RoleId>,
    /// Where it stands.
    pub source: Source,
    /// What it says of each action that it is on. Two cases may be on one action.
    pub cases: Vec<Case>,
}

impl Rule {
    /// A rule that changes no decision: whether it applies to a request, the decision tells. No author can have written it.
    pub(crate) fn watched(name: String, action: ActionId, subject: Subject, condition: Condition) -> Rule {
        let effect = Effect::plain(Outcome::Stop);
        Rule {
            name,
            sentence: None,
            kind: RuleKind::Stop,
            shadow: true,
            tells: Vec::new(),
            source: Source { file: String::new(), line: 0 },
            cases: vec![Case { action, subject, condition, effect, room: None, needed: Vec::new() }],
        }
    }
}

/// What a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// It grants.
    Scope,
    /// A person looks first.
    Gate,
    /// It must not happen.
    Stop,
    /// At most so much.
    Limit,
    /// What must be shown.
    Require,
}

/// A rule's place in the sources.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    /// The file, relative to the project.
    pub file: String,
    /// The line of its name, from one.
    pub line: u32,
}

/// What a rule says of one action.
///
/// `condition` holds everything that has to hold: `for` (a test of [`Root::Agent`](charter_runtime::schema::Root)),
/// a share of the time, the fields named in `on` or `may` (a test of `Root::Field`), `when`, not `unless`, the negation
/// of what is required, and for a limit, that its figure with this request would exceed the cap. Paths are as written:
/// a bare path of the updated object has [`Root::Target`](charter_runtime::schema::Root).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// The action.
    pub action: ActionId,
    /// Whose requests it is about; of a scope, those of agents.
    pub subject: Subject,
    /// When it applies. A scope applies when this certainly holds, a restriction when it possibly holds.
    pub condition: Condition,
    /// What it does then: grants this level, or restricts to this outcome.
    pub effect: Effect,
    /// Of a limit that stops until there is room: when there is none, whatever else is asked.
    pub room: Option<Condition>,
    /// What has to be known for `effect` to stand: keys, counted amounts, approvers. Where one of these is unknown
    /// while the rest of the condition possibly holds, the outcome is a stop that nothing discharges. An approver or
    /// amount that is empty counts as unknown; the empty key is a key.
    pub needed: Vec<Needed>,
}

/// A value that a rule cannot do without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Needed {
    /// Which.
    pub path: Path,
    /// Whether it may be empty.
    pub may_be_empty: bool,
}

/// What follows when a rule applies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Effect {
    /// The level granted, or the outcome.
    pub outcome: Outcome,
    /// Whose approval is owed, with [`Outcome::Approve`].
    pub approvals: Option<Approvals>,
    /// Where it waits, with [`Outcome::Queue`].
    pub queue: Option<QueueId>,
    /// The field that is written instead, with [`Outcome::Draft`]: its place in the object's fields.
    pub instead: Option<u32>,
    /// Whether the fields that are read are masked, with [`Outcome::Execute`]. A field that the request filters or sorts by
    /// cannot be: there it is a stop.
    pub masks: bool,
    /// Who reads it once it has gone ahead, with [`Outcome::Execute`].
    pub reading: Option<Reading>,
    /// Who may release the stop.
    pub release: Release,
}

impl Effect {
    /// An effect that is nothing but its outcome.
    pub fn plain(outcome: Outcome) -> Effect {
        Effect {
            outcome,
            approvals: None,
            queue: None,
            instead: None,
            masks: false,
            reading: None,
            release: Release::Condition,
        }
    }
}

/// That somebody reads what has gone ahead.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Who.
    pub by: Holder,
    /// How long they have, counted in a calendar's working hours or around the clock; however long, where that is not said.
    pub within: Option<(Span, Option<CalendarId>)>,
}

/// How long a stop lasts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Release {
    /// As long as its condition holds.
    Condition,
    /// For good: nothing releases it.
    Never,
    /// Until one of these roles releases it.
    By(Vec<RoleId>),
}

/// Approvals that are owed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Approvals {
    /// Who is asked first, and who in their place each time that a deadline has passed; at least one.
    pub stages: Vec<Stage>,
}

/// Whom a rule asks until a deadline has passed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stage {
    /// One after another; in each step, all of these.
    pub steps: Vec<Vec<Approver>>,
    /// In place of that, the queue whose owner is asked; never in the first one.
    pub queue: Option<QueueId>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// How many requests one approval may be for, where it is given in batches; never of a queue.
    pub batch: Option<u32>,
}

/// Somebody whose approval is owed: so many different people, each of whom is one of those who may.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Approver {
    /// Who may: any one of these, sorted; at least one.
    pub any: Vec<Holder>,
    /// How many, at least one.
    pub count: u32,
    /// The people who may not, whatever role they hold; sorted.
    pub except: Vec<Path>,
    /// Whether the person for whom the agent acts may be one of them.
    pub confirms: bool,
}

/// Who may approve.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Whoever holds a role.
    Role(RoleId),
    /// The person at a path.
    Person(Path),
}

/// A condition: a boolean combination of tests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Always true.
    Always,
    /// Never true.
    Never,
    /// One test of one atom.
    Test(Test),
    /// All of these.
    All(Vec<Condition>),
    /// One or more of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

impl Condition {
    /// The tests that it is made of, from left to right; those inside other tests, as of list elements, are not among them.
    pub(crate) fn tests(&self) -> Vec<&Test> {
        match self {
            Condition::Always | Condition::Never => Vec::new(),
            Condition::Test(test) => vec![test],
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::tests).collect()
            }
            Condition::Not(inner) => inner.tests(),
        }
    }
}

/// An atom, and the outcomes of it that are accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Test {
    /// The atom: what can turn out one way or another.
    pub atom: Atom,
    /// The ways that make the test true. What is not accepted makes it false; a test and its negation share the atom.
    pub accepts: Accepts,
}

/// What can turn out one way or another, independently of all other atoms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// The class of a value: tested by [`Accepts::Values`], [`Accepts::Range`], [`Accepts::Empty`].
    Class(Operand),
    /// A test of one text against a constant: [`Accepts::Yes`]; no for the empty value.
    Text(Path, TextTest),
    /// How two values compare: [`Accepts::Ordering`]. Values without an order are equal or different; a different one
    /// counts as more.
    Pair(Operand, Operand),
    /// Whether an address or domain lies inside another: [`Accepts::Yes`]; no where either is empty.
    Inside(Path, Path),
    /// Whether some element of a list satisfies a condition on [`Root::Element`](charter_runtime::schema::Root):
    /// [`Accepts::Yes`]. `every` is the negation of `any … not`.
    SomeElement(Path, Box<Condition>),
    /// Whether a value is known: [`Accepts::Yes`]. Never unknown itself.
    Known(Path),
    /// Whether a value is known and not empty: [`Accepts::Yes`]. Never unknown itself.
    Given(Path),
    /// Whether a moment lies within the working hours of a calendar, read in the zone at a path or else in the calendar's own:
    /// [`Accepts::Yes`]; no where the moment or the zone is empty.
    Hours(Path, CalendarId, Option<Path>),
    /// Whether so much working time of a calendar has passed from the first moment to the second: [`Accepts::Yes`]; no where
    /// either is empty.
    Aged(Path, Path, Span, CalendarId),
    /// Whether a value comes from outside, or nobody knows it: [`Accepts::Yes`]. Never unknown itself.
    External(Path),
    /// Whether the value's sample falls under a share, in billionths: [`Accepts::Yes`].
    Sampled(Path, i128),
}

/// The outcomes of an atom that make a test true.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accepts {
    /// The value is one of these; never the empty one.
    Values(BTreeSet<Constant>),
    /// The value is within these bounds, both included, each absent for open; never the empty one. In the units of
    /// [`Constant::Ordinal`].
    Range(Option<i128>, Option<i128>),
    /// The value is empty.
    Empty,
    /// It is so.
    Yes,
    /// The left value is less, equal or more than the right one; never where either is empty.
    Ordering {
        /// Less.
        less: bool,
        /// Equal.
        equal: bool,
        /// More, or different where there is no order.
        more: bool,
    },
}

/// A constant of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constant {
    /// Numbers, percents and amounts in billionths; instants and durations in nanoseconds; dates in days; yes as one and
    /// no as zero; a value of a closed list, an agent or a field by its place; a count as itself; a sum in billionths; a
    /// share in half billionths, rounded down to the even one or, where that is not exact, up to the odd one above it (so
    /// that every share lies strictly on one side of, or on, every decimal).
    Ordinal(i128),
    /// Texts, addresses, domains, persons and references, in canonical form.
    Text(String),
}

/// Something with a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operand {
    /// The value at a path.
    Path(Path),
    /// A constant.
    Constant(Constant),
    /// A figure over the ledger.
    Figure(Box<Figure>),
    /// A figure over the elements of a list.
    Elements(Box<Elements>),
    /// The sum of two; a time and a duration too.
    Plus(Box<Operand>, Box<Operand>),
    /// The difference of two; of two times, a duration.
    Minus(Box<Operand>, Box<Operand>),
    /// The product of two decimals.
    Times(Box<Operand>, Box<Operand>),
}

impl Operand {
    /// Whether it may have no value: some field on the way is optional, or there may be too few events.
    pub fn may_be_empty(&self) -> bool {
        match self {
            Operand::Path(path) => path.optional,
            Operand::Constant(_) | Operand::Elements(_) => false,
            Operand::Figure(figure) => figure.may_be_empty(),
            Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
                left.may_be_empty() || right.may_be_empty()
            }
        }
    }
}

/// A test of a text against a constant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextTest {
    /// It has these words, in a row, whatever their case.
    Contains(String),
    /// It starts with this.
    StartsWith(String),
    /// It ends with this.
    EndsWith(String),
    /// It matches this regular expression.
    Matches(String),
    /// It is an address or domain inside this domain.
    Inside(String),
}

/// A figure over the ledger: what an event query asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// What is made of the events.
    pub measure: Measure,
    /// Which events, each kind with its own way to the key.
    pub sources: Vec<EventSource>,
    /// The key, as paths of the request at hand; the values that an event's own key has to equal.
    pub key: Vec<Path>,
    /// How far back.
    pub window: Window,
    /// Whether the request at hand, and what others have reserved, count too. So it is in limits, nowhere else.
    pub with_request: bool,
    /// Below so many events the figure is empty. Zero for none.
    pub at_least: u32,
    /// Of a share: which of the signals count that follow, where not all of them do.
    pub followed_by: Option<EventSource>,
}

impl Figure {
    /// How many such events there have ever been.
    pub fn of_all_time(sources: Vec<EventSource>, key: Vec<Path>) -> Figure {
        let (measure, window) = (Measure::Count, Window::Ever);
        Figure { measure, sources, key, window, with_request: false, at_least: 0, followed_by: None }
    }

    /// Whether there may be too few events for it.
    fn may_be_empty(&self) -> bool {
        let without_events = match self.measure {
            Measure::Share(_, _, _) | Measure::TimeSince => true,
            Measure::Count | Measure::Different | Measure::Sum => false,
        };
        self.at_least > 0 || without_events
    }

    /// The figure of the events by which the window goes, where it goes by events.
    pub fn bounding(&self) -> Option<&Figure> {
        match &self.window {
            Window::Among(_, events) | Window::Since(events) => Some(events),
            Window::Rolling(_) | Window::Calendar(_, _) | Window::Last(_) | Window::Ever => None,
            Window::CalendarAt(_, _) | Window::Working(_, _) | Window::SinceRelease(_) => None,
        }
    }

    /// Its own sources, those of the events by which its window goes, and the signals that follow.
    pub fn all_sources(&self) -> impl Iterator<Item = &EventSource> {
        let bounding = self.bounding().into_iter().flat_map(|events| &events.sources);
        self.sources.iter().chain(bounding).chain(&self.followed_by)
    }

    /// The paths of the request at hand that it reads: the key, and the zone of its window.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let zone = match &self.window {
            Window::CalendarAt(_, zone) => Some(zone),
            Window::Rolling(_) | Window::Working(_, _) | Window::Calendar(_, _) | Window::Last(_) => None,
            Window::Among(_, _) | Window::Since(_) | Window::Ever | Window::SinceRelease(_) => None,
        };
        self.key.iter().chain(zone)
    }

    /// The same figure under another key.
    pub fn under(&self, key: &dyn Fn(&Path) -> Path) -> Figure {
        let window = match &self.window {
            Window::Among(last, events) => Window::Among(*last, Box::new(events.under(key))),
            Window::Since(events) => Window::Since(Box::new(events.under(key))),
            Window::Rolling(_) | Window::Calendar(_, _) | Window::Last(_) | Window::Ever => {
                self.window.clone()
            }
            Window::CalendarAt(period, zone) => Window::CalendarAt(*period, key(zone)),
            Window::Working(_, _) | Window::SinceRelease(_) => self.window.clone(),
        };
        Figure { key: self.key.iter().map(key).collect(), window, ..self.clone() }
    }
}

/// One kind of event that a figure looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventSource {
    /// The kind.
    pub event: Event,
    /// How far it has come; of signals, always done.
    pub progress: Progress,
    /// The paths, in the event's own context (its [`Root::Target`](charter_runtime::schema::Root) is the event's
    /// object), whose values have to equal the figure's key: as many as the key has.
    pub key: Vec<Path>,
    /// What the event has to satisfy, over [`Root::Its`](charter_runtime::schema::Root) and the event's own context.
    pub filter: Condition,
    /// The path that is counted (different ones) or summed, in the event's own context.
    pub value: Option<Path>,
}

/// How many elements of a list there are, or what a value of theirs adds up to. Of the empty value there are none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elements {
    /// The list.
    pub list: Path,
    /// Which elements count, as a condition on [`Root::Element`](charter_runtime::schema::Root).
    pub filter: Condition,
    /// What is added up, from the element; without it, elements are counted.
    pub value: Option<Path>,
}

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// An action that an agent asked for.
    Did(ActionId),
    /// A signal.
    Signal(SignalId),
}

/// What a figure makes of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// How many.
    Count,
    /// How many different values.
    Different,
    /// The sum of the values.
    Sum,
    /// The share that was followed by a signal within so much time, counted in a calendar's working hours or around the clock. Only events whose time to be followed has
    /// passed are looked at.
    Share(SignalId, Span, Option<CalendarId>),
    /// How long ago the last one was, in nanoseconds; empty where there is none.
    TimeSince,
}

/// How far back a figure looks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// `now - length < t <= now`, in nanoseconds.
    Rolling(i64),
    /// So much working time of a calendar: what is not over yet, counted from the event.
    Working(Span, CalendarId),
    /// The current calendar period in a zone.
    Calendar(Period, String),
    /// The current calendar period in the zone at a path of the request at hand.
    CalendarAt(Period, Path),
    /// Of a share: the last so many events of the key.
    Last(u32),
    /// Not before the last so many events of this figure, which counts events of all time under the same key.
    Among(u32, Box<Figure>),
    /// After the last event of this figure, which counts events of all time under the same key; all of it where there is
    /// none.
    Since(Box<Figure>),
    /// All of it.
    Ever,
    /// Since the last release of the signal about the same key by one of these roles.
    SinceRelease(Vec<RoleId>),
}

/// A calendar period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// The current hour.
    Hour,
    /// Today.
    Day,
    /// This week, from Monday.
    Week,
    /// This month.
    Month,
    /// This quarter.
    Quarter,
    /// This year.
    Year,
}

/// One thing that must hold of every request for an action: a claim of a guarantee, for one of its actions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Its place among the claims of its guarantee.
    pub place: usize,
    /// The action.
    pub action: ActionId,
    /// Whose requests it speaks of.
    pub subject: Subject,
    /// Of which requests it speaks: agents, fields, `when` and not `unless`. Bare paths of an updated object are as
    /// written, and mean before or after, as they do in a restriction.
    pub condition: Condition,
    /// What must hold of them.
    pub demand: Demand,
}

/// What a claim demands of the requests that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Demand {
    /// They never go ahead, whatever people approve.
    Never,
    /// They never go ahead without a person.
    NeverUnattended,
    /// They never come to more than this.
    AtMost(Outcome),
    /// They never come to less than this, whatever is not known and whatever has happened before.
    AtLeast(Outcome),
    /// They never go ahead without the approval of each of these, turn after turn.
    Asks(Vec<Vec<Approver>>),
    /// They never go ahead without having waited in this queue.
    WaitsIn(QueueId),
    /// One of these rules, by name, applies to each that goes ahead.
    GoesThrough(Vec<String>),
}
