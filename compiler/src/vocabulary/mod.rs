//! The vocabulary: what exists, by name and by id.
//!
//! [`vocabulary`] reads the declarations of all files, and only those: an edit in a rule leaves it as it was. Whatever
//! the order of files and items, the same declarations make the same vocabulary.

mod declared;
mod names;

pub use declared::{
    Action, Agent, Calendar, Field, FieldKey, Grid, List, Named, Object, Origin, Queue, Role, Segment, Shape, ShapeKind, Signal, Team,
    Test, Writer,
};
pub use names::Names;

use crate::db::{Db, ItemId, Project};
use crate::diagnostics::Diagnostic;
use charter_runtime::schema::{ActionId, AgentId, CalendarId, ChoicesId, QueueId, RoleId, Schema, ShapeId, SignalId, Verb};

/// Everything that a project declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// The same as the runtime sees it. Actions: the declared ones by name, then for each object, by name, `create`,
    /// `read`, `update`, `delete`, `merge`, `export`.
    pub schema: Schema,
    /// Beside [`Schema::shapes`], and in its order: where each shape and field is declared, and who writes it.
    pub shapes: Vec<Shape>,
    /// Roles; a [`RoleId`] is a place in here, as for every list below that has an id.
    pub roles: Names<Role>,
    /// Teams of agents.
    pub teams: Names<Team>,
    /// Agents.
    pub agents: Names<Agent>,
    /// Calendars of working hours.
    pub calendars: Names<Calendar>,
    /// Queues.
    pub queues: Names<Queue>,
    /// Objects.
    pub objects: Names<Object>,
    /// Records.
    pub records: Names<Named>,
    /// Lists of values.
    pub lists: Names<List>,
    /// Segments of objects.
    pub segments: Names<Segment>,
    /// Declared actions.
    pub actions: Names<Action>,
    /// Signals.
    pub signals: Names<Signal>,
    /// Tables to look values up in.
    pub tables: Names<Grid>,
    /// Measures over the ledger.
    pub measures: Names<Test>,
    /// Named conditions.
    pub conditions: Names<Test>,
}
