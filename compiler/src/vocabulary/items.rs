//! What is declared, one type per kind of declaration.

use super::names::Name;
use super::people::Powers;
use crate::db::{ItemId, Span};
use crate::typed::{self, Constant};
use charter_runtime::schema::{ActionId, AgentId, CalendarId, QueueId, RoleId, ShapeId, SignalId, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Declares types that have a name, the item that declares them, and the place of the name.
macro_rules! declared {
    ($($(#[$doc:meta])* $type:ident { $($(#[$field_doc:meta])* $field:ident: $of:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $type {
            /// The name.
            pub name: String,
            /// The item that declares it.
            pub item: ItemId,
            /// The place of the name.
            pub at: Span,
            $($(#[$field_doc])* pub $field: $of,)*
        }

        impl Name for $type {
            fn name(&self) -> &str {
                &self.name
            }
        }
    )+};
}

declared! {
    /// A role that people hold.
    Role {
        /// Its id.
        id: RoleId,
        /// What it may halt.
        halts: Powers,
    }

    /// A team of agents.
    Team {
        /// Its agents.
        agents: Vec<AgentId>,
    }

    /// An agent.
    Agent {
        /// Its id.
        id: AgentId,
        /// What it is for, as people are shown.
        title: Option<String>,
        /// Its team.
        team: Option<String>,
        /// Whether it is only watched.
        shadow: bool,
    }

    /// Working hours.
    Calendar {
        /// Its id.
        id: CalendarId,
        /// As deadlines count by them.
        hours: typed::Calendar,
    }

    /// A queue.
    Queue {
        /// Its id.
        id: QueueId,
        /// The role that discharges what waits in it, and by when.
        queue: typed::Queue,
    }

    /// An object.
    Object {
        /// Its shape.
        shape: ShapeId,
        /// What paths call it: `contact` for `Contact`.
        variable: String,
    }

    /// A record.
    Record {
        /// Its shape.
        shape: ShapeId,
    }

    /// A list of values.
    List {
        /// Their type; text where they are in a file, and where there are none.
        value: Type,
        /// The values, each once. Texts are as written: where a list of addresses or domains is meant, the field that is
        /// looked up in it says so.
        values: BTreeSet<Constant>,
    }

    /// A segment of an object. Its test is read from the item.
    Segment {
        /// The object's shape.
        object: ShapeId,
    }

    /// A declared action.
    Action {
        /// Its id.
        id: ActionId,
        /// What it is on.
        object: ShapeId,
        /// What paths call that: as it says, or as the object is called; of two of a kind, as the object is called.
        variable: String,
        /// The fields of the object that it writes, by place, sorted.
        writes: Vec<u32>,
        /// Whether it can be undone.
        undoable: bool,
    }

    /// A signal.
    Signal {
        /// Its id.
        id: SignalId,
        /// What it is about.
        about: ShapeId,
    }

    /// A table to look values up in. Its rows are read from the item.
    Grid {}

    /// A measure over the ledger. Its query is read from the item.
    Measure {}

    /// A named condition. Its test is read from the item.
    Condition {}
}

/// Where a shape is declared, and its fields, in the order of the schema's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The item that declares it.
    pub item: ItemId,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its derived lines, by name: what it says of itself in terms of its other lines.
    pub derived: BTreeMap<String, Derived>,
}

/// A derived line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The place of its name.
    pub at: Span,
    /// Its type.
    pub value: Type,
    /// Its place among the lines of its item.
    pub body: usize,
}

/// What is declared of a field beside its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The place of its name.
    pub at: Span,
    /// Whether its type could be made out. Where not, that has been reported, the schema says text, and what reads the
    /// field is not to be reported on again.
    pub known: bool,
    /// Whose word its value is.
    pub origin: Origin,
    /// Who writes it, where that is said.
    pub written_by: Option<Vec<String>>,
}

/// Whose word a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The host vouches for it: what it stores, what it knows, and what will be done.
    Verified,
    /// The host stores it, and an outsider can write it.
    External,
    /// The agent says so.
    Asserted,
}
