//! What a table holds, in memory and in the artefact alike.
//!
//! Everything is an index into a list; there are no references to follow and nothing to resolve. A column's formulas
//! speak only of columns before it, so evaluation always ends.

use super::pattern::Pattern;
use crate::canonical;
use crate::decide::Prepared;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::schema::{
    ActionId, CalendarId, Path, QueueId, RoleId, RuleId, Schema, ShapeId, SignalId, Subject,
};
use crate::words;
use std::collections::BTreeSet;

/// Declares ids of the table's own lists.
macro_rules! places {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The place in the list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

places! {
    /// A path, in [`Table::paths`].
    PathId;
    /// An operand, in [`Table::operands`].
    OperandId;
    /// A column, in [`Table::columns`].
    ColumnId;
    /// A formula, in [`Table::formulas`].
    FormulaId;
    /// A figure, in [`Table::figures`].
    FigureId;
}

/// A compiled charter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Which charter this is.
    pub identity: Identity,
    /// What exists.
    pub schema: Schema,
    /// Working hours, by [`CalendarId`].
    pub calendars: Vec<Calendar>,
    /// Queues, by [`QueueId`].
    pub queues: Vec<Queue>,
    /// Every path that something reads.
    pub paths: Vec<Path>,
    /// Every value that is classified or compared.
    pub operands: Vec<Operand>,
    /// Every atom.
    pub columns: Vec<Column>,
    /// Conditions outside the bit rows: doubts of scopes, inner conditions of list questions, filters of events.
    pub formulas: Vec<Formula>,
    /// Every figure over the ledger.
    pub figures: Vec<Figure>,
    /// The rules, by [`RuleId`], sorted by name.
    pub rules: Vec<Rule>,
    /// The rows of each action, by [`ActionId`].
    pub actions: Vec<ActionRows>,
    /// Where each rule stands, by [`RuleId`]; not part of the charter's digest.
    pub sources: Vec<Source>,
    /// The files that it was built from, by path, as far as they were kept: so that it can be compared with another charter
    /// long after. No decision reads them, and they are not part of the charter's digest.
    pub texts: Vec<FileText>,
    /// What [`Table::load`] works out for decisions; not part of the artefact.
    pub prepared: Prepared,
}

/// Which charter a table was compiled from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The project's name.
    pub name: String,
    /// The project's version.
    pub version: String,
    /// Whether its decisions are enforced, or only recorded.
    pub enforced: bool,
    /// The project's time zone.
    pub zone: String,
    /// SHA-256 of everything but the sources and the texts. Computed when the table is written and checked when it is read.
    pub digest: [u8; 32],
}

/// Working hours in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// An IANA time zone.
    pub zone: String,
    /// From Monday to Sunday, the working hours in minutes from midnight, in order: each opens before it closes.
    pub days: [Vec<(u16, u16)>; 7],
    /// Days off, as days since 1970-01-01, sorted.
    pub except: Vec<i32>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// The role that discharges what waits in it.
    pub owner: RoleId,
    /// By when, and what happens then.
    pub deadline: Option<Deadline>,
}

/// By when people have to act, and the outcome when they have not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// How long they have.
    pub within: Span,
    /// Counted in working hours, or around the clock.
    pub calendar: Option<CalendarId>,
    /// What happens then.
    pub otherwise: Lapse,
}

/// What happens when a deadline has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lapse {
    /// This is the outcome, and people change nothing about it.
    Leaves(Outcome),
    /// The next of the [`Stage`]s is asked.
    Asks,
}

/// Whom an entry asks until a deadline has passed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Stage {
    /// Approvals that are owed, in turn: in each step all of these.
    pub steps: Vec<Vec<Approver>>,
    /// In place of that, the queue whose owner is asked; never in the first one.
    pub queue: Option<QueueId>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// How many requests one approval may be for, where it is given in batches.
    pub batch: Option<u32>,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Nanoseconds.
    Elapsed(i64),
    /// Working days of a calendar.
    WorkingDays(u32),
}

/// A value that is classified or compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// The value at a path.
    Path(PathId),
    /// A constant number.
    Ordinal(i128),
    /// A constant text.
    Text(String),
    /// A figure over the ledger.
    Figure(FigureId),
    /// A figure over the elements of a list.
    Elements(Elements),
    /// A sum of two earlier operands.
    Plus(OperandId, OperandId),
    /// A difference of two earlier operands.
    Minus(OperandId, OperandId),
    /// A product of two earlier operands.
    Times(OperandId, OperandId),
}

/// How many elements of a list there are, or what a value of theirs adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elements {
    /// The list; the empty one where it is empty.
    pub list: PathId,
    /// When an element possibly counts.
    pub holds: FormulaId,
    /// When it possibly does not.
    pub fails: FormulaId,
    /// What is added up, from the element; without it, elements are counted.
    pub value: Option<PathId>,
}

/// An atom: what it looks at, and the classes that tell its outcomes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// How an outcome is found.
    pub classifier: Classifier,
    /// How many classes there are.
    pub classes: u32,
    /// The fields of the updated object whose new values it reads, sorted. While a request touches none of them, this
    /// column has the outcome of its twin.
    pub reads_new: Vec<u32>,
    /// The same atom of the old values, where that is a column too.
    pub twin: Option<ColumnId>,
}

/// How an atom's outcome is found.
///
/// Classes of values come first and the class of the empty value, where there is one, last. Questions have the classes
/// no (0) and yes (1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Classifier {
    /// Numbers of all kinds: the class is how many of these cuts are at most the value.
    Cuts {
        /// The value.
        operand: OperandId,
        /// Strictly increasing.
        cuts: Vec<i128>,
        /// Whether it may be empty.
        optional: bool,
    },
    /// Values of a closed list: the class of each.
    Choices {
        /// The value.
        path: PathId,
        /// For each place in the list, its class.
        class_of: Vec<u32>,
        /// Whether it may be empty.
        optional: bool,
    },
    /// Texts: class 0 unless the text is one of these.
    Texts {
        /// The value.
        path: PathId,
        /// Sorted by text.
        values: Vec<(String, u32)>,
        /// Whether it may be empty.
        optional: bool,
    },
    /// A test of a text against a constant.
    Test {
        /// The text.
        path: PathId,
        /// The test.
        test: TextTest,
    },
    /// How two values compare: less, equal, more or different, empty.
    Pair {
        /// The left value.
        left: OperandId,
        /// The right value.
        right: OperandId,
        /// Whether either may be empty.
        optional: bool,
    },
    /// Whether an address or domain lies inside another.
    Inside {
        /// The inner one.
        inner: PathId,
        /// The outer one.
        outer: PathId,
    },
    /// Whether some element of a list satisfies a formula.
    SomeElement {
        /// The list.
        list: PathId,
        /// When an element satisfies it.
        holds: FormulaId,
        /// When an element does not.
        fails: FormulaId,
    },
    /// Whether a value is known.
    Known(PathId),
    /// Whether a value is known and not empty.
    Given(PathId),
    /// Whether a moment lies within the working hours of a calendar.
    Hours {
        /// The moment.
        at: PathId,
        /// The calendar.
        calendar: CalendarId,
        /// The zone in which the calendar is read; else its own.
        zone: Option<PathId>,
    },
    /// Whether so much working time has passed since a moment.
    Aged {
        /// The moment.
        at: PathId,
        /// The moment by which it is, mostly now.
        now: PathId,
        /// How much.
        within: Span,
        /// The calendar whose working time is meant.
        calendar: CalendarId,
    },
    /// Whether a value comes from outside, or nobody knows it.
    External(PathId),
    /// Whether a value is among the sampled ones.
    Sampled {
        /// The value.
        path: PathId,
        /// The share sampled, in billionths.
        share: i128,
    },
}

/// A test of a text against a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTest {
    /// It has these words in a row, whatever their case.
    Contains(String),
    /// It starts with this.
    StartsWith(String),
    /// It ends with this.
    EndsWith(String),
    /// It matches this regular expression.
    Matches(Pattern),
    /// It is an address or domain inside this domain.
    Inside(String),
}

impl TextTest {
    /// Whether a text passes; `None` where nobody can tell: a pattern that this runtime cannot compile may match anything.
    ///
    /// ```
    /// use charter_runtime::table::model::TextTest;
    ///
    /// assert_eq!(TextTest::Contains("refund".to_owned()).passes("Your REFUND, today"), Some(true));
    /// assert_eq!(TextTest::Contains("refund".to_owned()).passes("non-refundable"), Some(false));
    /// ```
    pub fn passes(&self, text: &str) -> Option<bool> {
        Some(match self {
            TextTest::Contains(sought) => words::contains(text, sought),
            TextTest::StartsWith(start) => text.starts_with(start.as_str()),
            TextTest::EndsWith(end) => text.ends_with(end.as_str()),
            TextTest::Inside(outer) => canonical::is_inside(text, outer),
            TextTest::Matches(pattern) => pattern.matches(text)?,
        })
    }
}

/// A condition as a list of cubes: it possibly holds when every test of some cube accepts some possible outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formula {
    /// The cubes.
    pub cubes: Vec<Cube>,
}

/// Tests that must all be accepted, sorted by column, at most one a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cube {
    /// The tests.
    pub tests: Vec<ColumnTest>,
}

/// A test: a column, and the classes of it that are accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnTest {
    /// The column.
    pub column: ColumnId,
    /// One bit a class, from the lowest of the first word.
    pub classes: Vec<u64>,
}

/// A figure over the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What is made of the events.
    pub measure: Measure,
    /// Which events.
    pub sources: Vec<EventSource>,
    /// The key, in the request at hand.
    pub key: Vec<PathId>,
    /// How far back.
    pub window: Window,
    /// Whether the request at hand and others' reservations count too.
    pub with_request: bool,
    /// Below so many events it is empty.
    pub at_least: u32,
    /// Of a share: which of the signals count that follow; all, where that is not said.
    pub followed_by: Option<EventSource>,
}

/// One kind of event that a figure looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSource {
    /// The kind.
    pub event: Event,
    /// How far it has come; of signals, always done.
    pub progress: Progress,
    /// For each part of the key, the paths in the event's context, any one of which may equal it.
    pub key: Vec<Vec<PathId>>,
    /// When the event possibly counts.
    pub passes: FormulaId,
    /// When it possibly does not.
    pub fails: FormulaId,
    /// What is counted or summed.
    pub value: Option<PathId>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many.
    Count,
    /// How many different values.
    Different,
    /// The sum of the values.
    Sum,
    /// The share followed by a signal within so many nanoseconds.
    Share(SignalId, Span, Option<CalendarId>),
    /// How long ago the last one was.
    TimeSince,
}

/// How far back a figure looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// So many nanoseconds, half-open.
    Rolling(i64),
    /// So much working time of a calendar: what is not over yet, counted from the event.
    Working(Span, CalendarId),
    /// The current calendar period in a zone.
    Calendar(Period, String),
    /// The current calendar period in the zone at a path of the request at hand.
    CalendarAt(Period, PathId),
    /// The last so many events.
    Last(u32),
    /// All of it.
    Ever,
    /// Since the last release by one of these roles.
    SinceRelease(Vec<RoleId>),
    /// Not before the last so many events of an earlier figure, which counts events of all time under the same key.
    Among(u32, FigureId),
    /// After the last event of an earlier figure, which counts events of all time under the same key.
    Since(FigureId),
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

/// What a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
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

/// A rule, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// The sentence that people are shown.
    pub sentence: Option<String>,
    /// What it is.
    pub kind: RuleKind,
    /// Whether it is only watched.
    pub shadow: bool,
    /// The roles that learn that it applies.
    pub tells: Vec<RoleId>,
}

/// A rule's place in the sources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The file, relative to the project.
    pub file: String,
    /// The line, from one.
    pub line: u32,
}

/// A file of the project that a table was built from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileText {
    /// Its path, relative to the project.
    pub file: String,
    /// What it says.
    pub text: String,
}

/// The rows of one action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActionRows {
    /// What a row belongs to.
    pub entries: Vec<Entry>,
    /// For each row, its entry. The rows are the bits of `columns`.
    pub entry_of: Vec<u32>,
    /// The columns that some row tests, most telling first within each tier.
    pub columns: Vec<RowColumn>,
    /// The segments that may be halted, each with when a request possibly touches one of it.
    pub segments: Vec<(String, FormulaId)>,
}

/// A column of one action's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowColumn {
    /// Which column.
    pub column: ColumnId,
    /// The rows that test it.
    pub tested: Vec<u64>,
    /// For each class, the rows that accept it: `classes` runs of as many words as `tested` has.
    pub accepts: Vec<u64>,
    /// The place in [`ActionRows::columns`] of the twin of old values, and for each class the rows that accept it in
    /// both. Such a column stands behind its twin.
    pub twin: Option<(u32, Vec<u64>)>,
}

/// What a rule says of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The rule.
    pub rule: RuleId,
    /// Whose requests it is about.
    pub subject: Subject,
    /// For a scope, when its condition possibly does not hold.
    pub doubts: Option<FormulaId>,
    /// The level granted, or the outcome.
    pub outcome: Outcome,
    /// Who is asked first, and who in their place each time that a deadline has passed.
    pub stages: Vec<Stage>,
    /// Where it waits.
    pub queue: Option<QueueId>,
    /// The field that is written instead.
    pub instead: Option<u32>,
    /// Whether the field that is read is masked.
    pub masks: bool,
    /// Who reads it once it has gone ahead.
    pub readings: Vec<Reading>,
    /// Who may release it.
    pub release: Release,
    /// What has to be known and, where the flag is not set, not empty, or else the outcome is a stop.
    pub needed: Vec<(PathId, bool)>,
    /// Every path that it reads; for telling people what was unknown.
    pub reads: Vec<PathId>,
    /// Of a limit that stops until there is room: when there possibly is none.
    pub room: Option<FormulaId>,
}

/// That somebody reads what has gone ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub by: Holder,
    /// How long they have; however long, where that is not said.
    pub within: Option<Span>,
    /// Counted in working hours, or around the clock.
    pub calendar: Option<CalendarId>,
}

/// How long a stop lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// As long as its condition holds.
    Condition,
    /// For good.
    Never,
    /// Until one of these roles releases it.
    By(Vec<RoleId>),
}

/// Somebody whose approval is owed: so many different people, each of whom is one of those who may.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Approver {
    /// Who may: any one of these.
    pub any: Vec<Holder>,
    /// How many.
    pub count: u32,
    /// The people who may not, whatever role they hold.
    pub except: Vec<PathId>,
    /// Whether the person for whom the agent acts may be one of them.
    pub confirms: bool,
}

/// Who may approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Whoever holds a role.
    Role(RoleId),
    /// The person at a path.
    Person(PathId),
}

impl Table {
    /// The columns that a formula tests, in order and each once.
    pub(crate) fn columns_of(&self, formula: FormulaId) -> impl Iterator<Item = &Column> {
        let formula = self.formulas.get(formula.index());
        let tests = formula.into_iter().flat_map(|formula| &formula.cubes).flat_map(|cube| &cube.tests);
        let columns: BTreeSet<ColumnId> = tests.map(|test| test.column).collect();
        columns.into_iter().filter_map(|column| self.columns.get(column.index()))
    }

    /// The shape with this id.
    pub fn shape(&self, id: ShapeId) -> Option<&crate::schema::Shape> {
        self.schema.shapes.get(id.index())
    }
}
