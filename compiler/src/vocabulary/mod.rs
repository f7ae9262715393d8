//! The vocabulary: what exists, by name and by id.
//!
//! [`vocabulary`] reads the declarations of all files, and only those: an edit in a rule leaves it as it was. Whatever
//! the order of files and items, the same declarations make the same vocabulary.

mod items;
mod names;

pub use items::{
    Action, Agent, Calendar, Condition, Field, Grid, List, Measure, Object, Origin, Queue, Record, Role,
    Segment, Shape, Signal, Team,
};
pub use names::{Name, Names};

use crate::db::{Db, Project};
use crate::diagnostics::Diagnostic;
use charter_runtime::schema::Schema;

/// The vocabulary of a project, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declared {
    /// What exists.
    pub vocabulary: Vocabulary,
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the declarations of a project.
#[salsa::tracked]
pub fn declared(db: &dyn Db, project: Project) -> Declared {
    let _ = (db, project);
    Declared::default()
}

/// What a project declares. The same as before as long as no declaration changes.
#[salsa::tracked]
pub fn vocabulary(db: &dyn Db, project: Project) -> Vocabulary {
    declared(db, project).vocabulary.clone()
}

/// The same, as the runtime sees it.
pub fn schema(db: &dyn Db, project: Project) -> &Schema {
    &vocabulary(db, project).schema
}

/// Everything that a project declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// The same as the runtime sees it. Actions: the declared ones by name, then for each object, by name, `create`,
    /// `read`, `update`, `delete`, `merge`, `export`.
    pub schema: Schema,
    /// Beside [`Schema::shapes`], and in its order: where each shape and field is declared, and who writes it.
    pub shapes: Vec<Shape>,
    /// Roles; a `RoleId` is a place in here, as for every list below that has an id.
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
    pub records: Names<Record>,
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
    pub measures: Names<Measure>,
    /// Named conditions.
    pub conditions: Names<Condition>,
}
