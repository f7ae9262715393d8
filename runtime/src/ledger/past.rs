//! An event of the past, looked at as a request is: with the facts that were kept.

use super::Amount;
use super::event::{Event, from_kept};
use crate::decide::{Outcomes, Sample, Scene, possibly};
use crate::schema::{Path, Root, ShapeId, Step, Type};
use crate::table::Table;
use crate::table::model::{ColumnId, EventSource, FigureId, PathId};
use crate::value::{Seen, Slot, Structure, Value};
use std::cell::Cell;

/// Under which text the second object of an event is kept.
pub(super) const SECOND: &str = "second";

/// Under which text the fields that an event touched are kept.
pub(super) const TOUCHED: &str = "fields";

/// Whether an event passes a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Passes {
    /// It does not.
    No,
    /// What is known of it leaves that open.
    Possibly,
    /// It does.
    Certainly,
}

/// Whether an event passes the filter of a source: one that touched several fields does where it does with one of them.
pub(super) fn judge(table: &Table, source: &EventSource, event: &Event) -> Passes {
    let with = |field| {
        let scene = AtEvent { table, event, field };
        match (possibly(table, source.passes, &scene), possibly(table, source.fails, &scene)) {
            (false, _) => Passes::No,
            (true, true) => Passes::Possibly,
            (true, false) => Passes::Certainly,
        }
    };
    let touched = touched(table, event);
    if touched.is_empty() { with(None) } else { touched.into_iter().map(with).max().unwrap_or(Passes::No) }
}

/// The fields that an event touched, by their places; a name that the table does not know stands for any field.
fn touched(table: &Table, event: &Event) -> Vec<Option<u32>> {
    let action = event.action();
    let action = table.schema.actions.iter().find(|known| Some(known.name.as_str()) == action);
    let shape = action.and_then(|action| table.shape(action.object));
    let Some(Seen::Structure(Structure::List(names))) = event.facts.get(TOUCHED).map(Slot::see) else {
        return Vec::new();
    };
    let place = |slot: &Slot| {
        let Slot::Known(Value::Text(name)) = slot else { return None };
        (0_u32..).zip(&shape?.fields).find(|(_, field)| field.name == *name).map(|(place, _)| place)
    };
    names.iter().map(place).collect()
}

/// An event of the past, with the facts that were kept, and one of the fields that it touched.
pub(super) struct AtEvent<'a> {
    table: &'a Table,
    event: &'a Event,
    field: Option<u32>,
}

impl AtEvent<'_> {
    /// The event as a whole.
    pub(super) fn new<'a>(table: &'a Table, event: &'a Event) -> AtEvent<'a> {
        AtEvent { table, event, field: None }
    }

    /// A value to keep or to count, with the names that outlive a table.
    pub(super) fn value(&self, path: PathId) -> Slot {
        match self.table.paths.get(path.index()) {
            Some(path) if is_subject(path) => Slot::Known(Value::Text(self.event.subject.clone())),
            Some(path) => self.event.facts.get(&self.table.path_text(path)).cloned().unwrap_or_default(),
            None => Slot::Unknown,
        }
    }
}

impl Scene for AtEvent<'_> {
    fn see(&self, id: PathId) -> Seen<'_> {
        let Some(path) = self.table.paths.get(id.index()) else { return Seen::Unknown };
        if is_subject(path) {
            return Seen::Text(&self.event.subject);
        }
        if path.root == Root::Field {
            return self.field.map_or(Seen::Unknown, |field| Seen::Ordinal(i128::from(field)));
        }
        let kept = self.event.facts.get(&self.table.path_text(path));
        kept.map_or(Seen::Unknown, |kept| from_kept(path, kept, &self.table.schema))
    }

    fn follow(&self, _: ShapeId, _: &str, _: &[Step]) -> Seen<'_> {
        // Of other objects only what the paths say was kept.
        Seen::Unknown
    }

    fn follow_inside(&self, _: ShapeId, _: &str, _: &[Step]) -> Seen<'_> {
        Seen::Unknown
    }

    fn figure(&self, _: FigureId) -> Amount {
        // The past has no ledger of its own: a filter over figures is refused when a charter is checked.
        Amount::any()
    }

    fn touches(&self, _: &[u32]) -> bool {
        true
    }

    fn is_external(&self, _: PathId) -> bool {
        // Of the past only values are kept: a filter over origins is refused when a charter is checked.
        true
    }

    fn sample(&self, _: PathId) -> Sample {
        Sample::Unknown
    }

    fn kept(&self, _: ColumnId) -> Option<&Cell<Option<Outcomes>>> {
        None
    }
}

/// Whether a path is the event's own object.
pub(super) fn is_subject(path: &Path) -> bool {
    matches!(path.root, Root::Target | Root::First)
        && path.steps.is_empty()
        && matches!(path.value, Type::Object(_))
}
