//! Facts: what the host knows.

use super::InputError;
use super::asker::Asker;
use super::frame::{frame, optional_object, optional_text};
use super::principal::Principal;
use super::provenance::Provenance;
use super::request::{Request, object_shape, typing};
use crate::schema::{Schema, ShapeId};
use crate::table::Table;
use crate::value::Slot;
use litemap::LiteMap;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the host knows: who the agent is, and the state of everything as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Who asks.
    pub(crate) asker: Asker,
    /// The session, where the host has named one.
    pub(crate) session: Option<String>,
    /// The environment, where the host has named one.
    pub(crate) environment: Option<String>,
    /// The person for whom the agent acts, or who asks: they approve nothing of it.
    pub(crate) principal: Principal,
    /// The digest of the charter against whose vocabulary they were read.
    pub(crate) charter: [u8; 32],
    /// What the host knows of the action at hand, by name.
    knows: Map<String, Json>,
    /// The state of the objects by type and id: their fields, in the order of their shapes.
    objects: LiteMap<ShapeId, LiteMap<String, Vec<Slot>>>,
    /// What is said of single values, by type, id and the place of the field.
    provenance: BTreeMap<ShapeId, BTreeMap<String, BTreeMap<u32, Provenance>>>,
    /// Whether any value comes from outside.
    has_external: bool,
}

const HOST_KEYS: [&str; 8] =
    ["agent", "person", "session", "environment", "on_behalf_of", "knows", "objects", "provenance"];

impl Facts {
    /// Reads facts: `{"agent", "person", "session", "environment", "on_behalf_of", "knows", "objects", "provenance"}`.
    ///
    /// Either an `agent` asks, by its name, or a `person`: their id, or `{"id", "roles"}` with the roles they hold.
    ///
    /// `on_behalf_of` is the id of a person, or `{"person", "roles", "until"}` with the roles they hold and the moment at which
    /// the delegation ends; null where the agent acts for nobody. Where it is absent, or has ended, nobody knows for whom it acts.
    ///
    /// `provenance` says of single values, by type, id and field as `objects` does, that they come `{"from": "external"}`, which
    /// is unknown to whatever grants, who has endorsed them (`"endorsed_by": [{"id", "roles"}]`: the people who have written or
    /// approved the value as it stands), and when the host has read them (`"as_of"`), which a field that has to be fresh needs.
    ///
    /// Objects and fields that the charter does not know are passed over: hosts know more than charters ask.
    /// What it names is looked up in the table's vocabulary, so facts are only good for that version of the charter.
    pub fn from_json(json: &Json, table: &Table) -> Result<Facts, InputError> {
        let schema = &table.schema;
        let object = frame(json, "host", &HOST_KEYS)?;
        let (asker, principal) = Asker::from_json(object, schema)?;
        let mut facts = Facts {
            asker,
            session: optional_text(object, "session")?,
            environment: optional_text(object, "environment")?,
            principal,
            charter: table.identity.digest,
            ..Facts::default()
        };
        facts.knows = optional_object(object, "knows")?.cloned().unwrap_or_default();
        for (type_name, instances) in optional_object(object, "objects")?.into_iter().flatten() {
            let Some(shape) = object_shape(schema, type_name) else { continue };
            let instances = instances.as_object().into_iter().flatten();
            let read = instances.map(|(id, fields)| (id.clone(), typing(schema).fields(shape, fields)));
            facts.objects.insert(shape, read.collect());
        }
        for (type_name, instances) in optional_object(object, "provenance")?.into_iter().flatten() {
            let Some(shape) = object_shape(schema, type_name) else { continue };
            for (id, fields) in instances.as_object().ok_or(InputError::WrongType("provenance"))? {
                facts.read_provenance(schema, shape, id, fields)?;
            }
        }
        Ok(facts)
    }

    fn read_provenance(
        &mut self,
        schema: &Schema,
        object: ShapeId,
        id: &str,
        fields: &Json,
    ) -> Result<(), InputError> {
        let shape = schema.shapes.get(object.index()).map_or(&[][..], |shape| &shape.fields);
        let mut said = BTreeMap::new();
        for (name, provenance) in fields.as_object().ok_or(InputError::WrongType("provenance"))? {
            let provenance = Provenance::from_json(provenance, schema)?;
            self.has_external |= provenance.external;
            let place = (0_u32..).zip(shape).find(|(_, field)| field.name == *name).map(|(place, _)| place);
            said.extend(place.map(|place| (place, provenance)));
        }
        self.provenance.entry(object).or_default().insert(id.to_owned(), said);
        Ok(())
    }

    /// What is said of a value beside the value itself.
    pub(crate) fn provenance(&self, object: ShapeId, id: &str, field: u32) -> Option<&Provenance> {
        self.provenance.get(&object)?.get(id)?.get(&field)
    }

    /// Whether somebody outside has written a value.
    pub(crate) fn is_external(&self, object: ShapeId, id: &str, field: u32) -> bool {
        self.has_external && self.provenance(object, id, field).is_some_and(|provenance| provenance.external)
    }

    /// Whether somebody outside has written any value.
    pub(crate) fn has_external(&self) -> bool {
        self.has_external
    }

    /// The fields of an object, where the host has given it.
    pub(crate) fn object(&self, object: ShapeId, id: &str) -> Option<&[Slot]> {
        self.objects.get(&object)?.get(id).map(Vec::as_slice)
    }

    /// The content of a request with what the host knows filled in.
    pub(crate) fn complete<'r>(&self, request: &'r Request, schema: &Schema) -> Cow<'r, [Slot]> {
        let action = request.action.and_then(|action| schema.actions.get(action.index()));
        let shape = action.and_then(|action| schema.shapes.get(action.content.index()));
        let given = action.map_or(0, |action| (action.takes + action.says) as usize);
        let known = shape.and_then(|shape| shape.fields.get(given..)).unwrap_or_default();
        let mut content = Cow::Borrowed(request.content.as_slice());
        if !known.is_empty() {
            for (slot, field) in content.to_mut().iter_mut().skip(given).zip(known) {
                *slot = typing(schema).field(field, self.knows.get(&field.name));
            }
        }
        content
    }
}
