//! How many records there are.

use crate::typed::Charter;
use charter_runtime::schema::ShapeId;
use std::collections::BTreeMap;

/// How many records of an object there are assumed to be where nobody says.
pub const ASSUMED: u64 = 1000;

/// How many records of each object there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Population {
    /// By the object's name; [`ASSUMED`] for those that are not in here.
    pub given: BTreeMap<String, u64>,
}

impl Population {
    /// How many records of an object there are.
    pub(super) fn of(&self, charter: &Charter, object: ShapeId) -> u64 {
        let name = charter.schema.shapes.get(object.index()).map(|shape| shape.name.as_str());
        name.and_then(|name| self.given.get(name)).copied().unwrap_or(ASSUMED)
    }
}
