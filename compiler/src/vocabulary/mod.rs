//! The vocabulary: what exists, by name and by id.
//!
//! [`vocabulary`] reads the declarations of all files, and only those: an edit in a rule leaves it as it was. Whatever
//! the order of files and items, the same declarations make the same vocabulary.

mod actions;
mod build;
mod calendars;
mod deadline;
mod duplicates;
mod endorsements;
mod files;
mod items;
mod lists;
mod names;
mod people;
mod queues;
mod shapes;
mod sources;
mod types;
mod usage;

pub use actions::VERBS;
pub(crate) use actions::led_to;
pub(crate) use calendars::days_since_epoch;
pub(crate) use deadline::{Past, around_the_clock, time, working_time, written_otherwise};
pub use duplicates::duplicate_names;
pub use files::files_named;
pub use items::{
    Action, Agent, Calendar, Condition, Derived, Field, Grid, List, Measure, Object, Origin, Queue, Record,
    Role, Segment, Shape, Signal, Team,
};
pub use names::{Name, Names};
pub(crate) use types::currency;
pub use usage::declared_in_vain;

use crate::db::{Db, ItemKind, Project};
use crate::diagnostics::Found;
use charter_runtime::schema::{self, ChoicesId, Schema};
use std::collections::BTreeSet;

/// What a project declares, and what is to be said about that.
#[salsa::tracked]
pub fn declared(db: &dyn Db, project: Project) -> Found<Vocabulary> {
    build::build(db, project)
}

/// What a project declares. The same as before as long as no declaration changes.
pub fn vocabulary(db: &dyn Db, project: Project) -> &Vocabulary {
    &declared(db, project).value
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
    /// Beside [`Schema::shapes`], and in its order: where each shape and field is declared, and who writes it. The last
    /// shape of the schema, which has no fields, is not in here.
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
    /// The environments that the manifest names, as a list of [`Schema::choices`]; none where it names none.
    pub environments: Option<ChoicesId>,
    /// Actions, signals, segments and queues that are declared in a way that has been reported: see
    /// [`Vocabulary::is_unusable`].
    unusable: BTreeSet<(ItemKind, String)>,
}

impl Vocabulary {
    /// The fields of its object that a declared action writes, by place, sorted; none for other actions.
    pub(crate) fn written_by(&self, action: &str) -> &[u32] {
        self.actions.get(action).map_or(&[], |action| &action.writes)
    }

    /// The name of an action, where the charter says that it cannot be undone.
    pub(crate) fn irreversible<'a>(&self, action: &'a schema::Action) -> Option<&'a str> {
        let declared = self.actions.get(&action.name)?;
        (!declared.undoable).then_some(action.name.as_str())
    }

    /// Whether something of this name is declared, but so that nothing can be made of it. That has been reported; what
    /// names it is not to be reported on again.
    pub fn is_unusable(&self, kind: ItemKind, name: &str) -> bool {
        self.unusable.contains(&(kind, name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
