//! Identities: which object is which, after some were merged into others.
//!
//! A merge is of the survivor and the absorbed one. From then on the history of the absorbed one is the survivor's, and its id
//! is another name of the survivor: whatever is still asked or heard about it counts there.

use super::event::{Event, Kind};
use super::index::Key;
use super::past::SECOND;
use crate::schema::{ShapeId, Type, Verb};
use crate::table::Table;
use crate::table::model::Figure;
use crate::value::{Seen, Slot, Value};
use std::collections::BTreeMap;

/// Which objects were merged into which, by the names of their types.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identities {
    /// For an object that was absorbed, the one that it was merged into.
    merged: BTreeMap<(String, String), String>,
}

/// One object becomes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merge {
    object: String,
    survivor: String,
    pub(super) absorbed: String,
}

impl Identities {
    /// What an object has become.
    fn of(&self, object: &str, id: &str) -> String {
        let mut key = (object.to_owned(), id.to_owned());
        // Only what was not absorbed is ever merged into, so that this ends.
        while let Some(survivor) = self.merged.get(&key) {
            key.1.clone_from(survivor);
        }
        key.1
    }

    /// Whether two events are about the same object, as of now.
    pub(super) fn are_about_one(&self, table: &Table, one: &Event, other: &Event) -> bool {
        let merged = || !self.merged.is_empty() && self.subject(table, one) == self.subject(table, other);
        one.subject == other.subject || merged()
    }

    /// What an event's own object has become.
    pub(super) fn subject(&self, table: &Table, event: &Event) -> String {
        match subject_shape(table, event) {
            Some(name) => self.of(name, &event.subject),
            None => event.subject.clone(),
        }
    }

    /// A figure's key with every object in it as what it has become.
    pub(super) fn key(&self, table: &Table, figure: &Figure, key: Key) -> Key {
        if self.merged.is_empty() {
            return key;
        }
        let parts =
            key.into_iter().enumerate().map(|(place, part)| match (&part, kind(table, figure, place)) {
                (Slot::Known(Value::Text(id)), Some(object)) => Slot::Known(Value::Text(self.of(object, id))),
                (Slot::Known(_) | Slot::Empty | Slot::Unknown, _) => part,
            });
        parts.collect()
    }

    /// Takes note of a merge, where an event is one.
    pub(super) fn merge(&mut self, table: &Table, event: &Event) -> Option<Merge> {
        let Kind::Did { action } = &event.kind else { return None };
        let action = table.schema.actions.iter().find(|known| known.name == *action)?;
        if action.verb != Verb::Merge {
            return None;
        }
        let object = shape_name(table, action.object)?.to_owned();
        let Some(Seen::Text(second)) = event.facts.get(SECOND).map(Slot::see) else { return None };
        let (survivor, absorbed) = (self.of(&object, &event.subject), self.of(&object, second));
        if survivor == absorbed {
            return None;
        }
        self.merged.insert((object.clone(), absorbed.clone()), survivor.clone());
        Some(Merge { object, survivor, absorbed })
    }
}

impl Merge {
    /// The key to which what is counted under a key moves, if it does.
    pub(super) fn moved(&self, table: &Table, figure: &Figure, key: &Key) -> Option<Key> {
        let absorbed = Slot::Known(Value::Text(self.absorbed.clone()));
        let is_it = |(place, part): (usize, &Slot)| {
            *part == absorbed && kind(table, figure, place) == Some(self.object.as_str())
        };
        if !key.iter().enumerate().any(is_it) {
            return None;
        }
        let survivor = Slot::Known(Value::Text(self.survivor.clone()));
        let moved = key
            .iter()
            .enumerate()
            .map(|(place, part)| if is_it((place, part)) { survivor.clone() } else { part.clone() });
        Some(moved.collect())
    }
}

/// What object a part of a figure's key is, if it is one.
fn kind<'a>(table: &'a Table, figure: &Figure, place: usize) -> Option<&'a str> {
    let path = table.paths.get(figure.key.get(place)?.index())?;
    match path.value {
        Type::Object(shape) => shape_name(table, shape),
        _ => None,
    }
}

fn shape_name(table: &Table, shape: ShapeId) -> Option<&str> {
    table.shape(shape).map(|shape| shape.name.as_str())
}

/// What kind of object an event is on or about.
fn subject_shape<'a>(table: &'a Table, event: &Event) -> Option<&'a str> {
    let about = |signal: &String| {
        table.schema.signals.iter().find(|known| known.name == *signal).map(|signal| signal.about)
    };
    let shape = match &event.kind {
        Kind::Did { action } | Kind::Asked { action, .. } => {
            table.schema.actions.iter().find(|known| known.name == *action).map(|action| action.object)
        }
        Kind::Signal { signal } | Kind::Release { signal, .. } => about(signal),
        Kind::Approved { .. } | Kind::Refused { .. } | Kind::Switched { .. } | Kind::Reported { .. } => None,
    };
    shape_name(table, shape?)
}
