//! Requests: what an agent wants.

use super::InputError;
use super::frame::{frame, optional_object, required_text, texts};
use super::typing::Typing;
use crate::schema::{ActionId, Schema, ShapeId, Verb};
use crate::table::Table;
use crate::value::Slot;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What an agent wants: an action, its target and its content, and what the agent says of the world.
///
/// Reading one never fails for what the *charter* does not know (an unknown action is decided, and stopped); it fails for
/// what a request may not say at all, such as the time or an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The caller's id of this request.
    pub(crate) id: String,
    /// The action, where the charter knows it.
    pub(crate) action: Option<ActionId>,
    /// The name of the action, as given.
    pub(crate) action_name: String,
    /// The objects that it is on; two of them for a merge, the survivor first.
    pub(crate) targets: Vec<String>,
    /// What it takes and says, in the order of the action's content; what the host knows is left unknown here.
    pub(crate) content: Vec<Slot>,
    /// The new values, for `update` and `create`, by the field's place.
    pub(crate) new: BTreeMap<u32, Slot>,
    /// The fields wanted or touched, by place.
    pub(crate) fields: BTreeSet<u32>,
    /// Those of them by which it filters or sorts what it reads.
    pub(crate) compared: BTreeSet<u32>,
    /// What the charter does not know and the request names all the same.
    pub(crate) problems: Vec<String>,
    /// An update as it was given, so that other fields can be written instead.
    pub(crate) given: Option<Map<String, Json>>,
    /// SHA-256 of the action, its targets and its content; not of what was said.
    pub(crate) digest: [u8; 32],
    /// The digest of the charter against whose vocabulary it was read.
    pub(crate) charter: [u8; 32],
}

impl Request {
    /// The caller's id of this request.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The action by the name under which it was asked for, whether or not the charter knows it.
    pub fn action_name(&self) -> &str {
        &self.action_name
    }

    /// SHA-256 of the action, its targets and its content; not of what was said. Approvals and permits are bound to it.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

/// On how many objects one request may be.
const MAX_TARGETS: usize = 200;

const REQUEST_KEYS: [&str; 9] =
    ["id", "action", "target", "takes", "says", "new", "fields", "filtered_by", "sorted_by"];

impl Request {
    /// Reads a request: `{"id", "action", "target", "takes", "says", "new", "fields", "filtered_by", "sorted_by"}`.
    ///
    /// What is filtered or sorted by is read, whether or not it is among the fields wanted.
    ///
    /// What it names is looked up in the table's vocabulary, so a request is only good for that version of the charter.
    pub fn from_json(json: &Json, table: &Table) -> Result<Request, InputError> {
        let schema = &table.schema;
        let object = frame(json, "request", &REQUEST_KEYS)?;
        let id = required_text(object, "id")?;
        let action_name = required_text(object, "action")?;
        let targets = targets(object.get("target"))?;
        let place = schema.actions.iter().position(|action| action.name == action_name);
        let mut request = Request {
            id,
            action: place.and_then(ActionId::at),
            digest: digest(&action_name, &targets, object),
            charter: table.identity.digest,
            action_name,
            targets,
            content: Vec::new(),
            new: BTreeMap::new(),
            fields: BTreeSet::new(),
            compared: BTreeSet::new(),
            given: None,
            problems: Vec::new(),
        };
        let Some(action) = place.and_then(|place| schema.actions.get(place)) else {
            request
                .problems
                .push(format!("the charter knows no action `{}`", request.action_name.escape_debug()));
            return Ok(request);
        };
        request.read_content(object, action, schema)?;
        request.read_fields(object, action, schema)?;
        request.check_targets(action);
        request.given = (action.verb == Verb::Update).then(|| object.clone());
        Ok(request)
    }

    /// Nothing wanted: the frame in which a signal about an object is looked at.
    pub(crate) fn about(subject: &str) -> Request {
        Request {
            id: String::new(),
            action: None,
            action_name: String::new(),
            targets: vec![subject.to_owned()],
            content: Vec::new(),
            new: BTreeMap::new(),
            fields: BTreeSet::new(),
            compared: BTreeSet::new(),
            given: None,
            problems: Vec::new(),
            digest: [0; 32],
            charter: [0; 32],
        }
    }

    /// The objects that are decided about one by one: of an action on two, only the first.
    pub(crate) fn each_target(&self, table: &Table) -> Vec<Option<&str>> {
        let action = self.action.and_then(|action| table.schema.actions.get(action.index()));
        let most = if action.is_some_and(|action| action.second.is_some()) { 1 } else { usize::MAX };
        match self.targets.as_slice() {
            [] => vec![None],
            some => some.iter().take(most).map(|target| Some(target.as_str())).collect(),
        }
    }

    fn read_content(
        &mut self,
        object: &Map<String, Json>,
        action: &crate::schema::Action,
        schema: &Schema,
    ) -> Result<(), InputError> {
        let fields = schema
            .shapes
            .get(action.content.index())
            .map(|shape| shape.fields.as_slice())
            .unwrap_or_default();
        let (takes, rest) = fields.split_at_checked(action.takes as usize).unwrap_or_default();
        let (says, knows) = rest.split_at_checked(action.says as usize).unwrap_or_default();
        for (key, part) in [("takes", takes), ("says", says)] {
            let given = optional_object(object, key)?;
            self.content.extend(
                part.iter().map(|field| typing(schema).field(field, given.and_then(|g| g.get(&field.name)))),
            );
            let known = |name: &String| part.iter().any(|field| field.name == *name);
            self.report_unknown(given, known, &action.name);
        }
        self.content.extend(knows.iter().map(|_| Slot::Unknown));
        Ok(())
    }

    fn read_fields(
        &mut self,
        object: &Map<String, Json>,
        action: &crate::schema::Action,
        schema: &Schema,
    ) -> Result<(), InputError> {
        let fields =
            schema.shapes.get(action.object.index()).map(|shape| shape.fields.as_slice()).unwrap_or_default();
        let place = |name: &str| (0_u32..).zip(fields).find(|(_, field)| field.name == name);
        let new = optional_object(object, "new")?;
        for (name, value) in new.into_iter().flatten() {
            if let Some((place, field)) = place(name) {
                self.new.insert(place, typing(schema).field(field, Some(value)));
                self.fields.insert(place);
            }
        }
        self.report_unknown(new, |name| place(name).is_some(), &action.name);
        let reads = matches!(action.verb, Verb::Read | Verb::Export);
        if !reads && (object.contains_key("filtered_by") || object.contains_key("sorted_by")) {
            self.problems.push(format!("`{}` reads nothing that could be filtered or sorted", action.name));
        }
        for key in ["fields", "filtered_by", "sorted_by"] {
            for name in object.get(key).map(texts).transpose()?.into_iter().flatten() {
                match place(&name) {
                    Some((place, _)) => {
                        self.fields.insert(place);
                        self.compared.extend((key != "fields").then_some(place));
                    }
                    None => self.problems.push(unknown_field(&action.name, &name)),
                }
            }
        }
        Ok(())
    }

    fn report_unknown(
        &mut self,
        given: Option<&Map<String, Json>>,
        known: impl Fn(&String) -> bool,
        action: &str,
    ) {
        let unknown = given.into_iter().flat_map(Map::keys).filter(|name| !known(name));
        self.problems.extend(unknown.map(|name| unknown_field(action, name)));
    }

    fn check_targets(&mut self, action: &crate::schema::Action) {
        let (least, most) = match action.verb {
            Verb::Create => (0, 0),
            Verb::Merge => (2, 2),
            Verb::Declared if action.second.is_some() => (2, 2),
            Verb::Declared | Verb::Read | Verb::Update | Verb::Delete | Verb::Export => (1, MAX_TARGETS),
        };
        let (name, found) = (&action.name, self.targets.len());
        if !(least..=most).contains(&found) {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            self.problems.push(format!("`{name}` is on {wanted} objects, the request names {found}"));
        }
        if action.second.is_none() || action.is_on_two_of_a_kind() {
            self.check_distinct();
        }
    }

    /// An object is done something to once: who names it twice has made a slip, or tries something.
    fn check_distinct(&mut self) {
        let mut named = BTreeSet::new();
        let twice: BTreeSet<&String> = self.targets.iter().filter(|target| !named.insert(*target)).collect();
        let problems =
            twice.iter().map(|target| format!("the request names `{}` twice", target.escape_debug()));
        self.problems.extend(problems.collect::<Vec<_>>());
    }
}

fn unknown_field(action: &str, name: &str) -> String {
    format!("`{action}` has no field `{}`", name.escape_debug())
}

pub(super) fn typing(schema: &Schema) -> Typing<'_> {
    Typing { schema }
}

/// The digest of what will be done. Keys are sorted, so that it does not depend on how the JSON was written.
fn digest(action: &str, targets: &[String], object: &Map<String, Json>) -> [u8; 32] {
    let part = |key| object.get(key).map(sorted).unwrap_or(Json::Null);
    let content = Json::from(vec![
        Json::from(action),
        Json::from(targets.to_vec()),
        part("takes"),
        part("new"),
        part("fields"),
        part("filtered_by"),
        part("sorted_by"),
    ]);
    Sha256::digest(content.to_string()).into()
}

fn sorted(json: &Json) -> Json {
    match json {
        Json::Object(map) => {
            let sorted: BTreeMap<_, _> =
                map.iter().map(|(key, value)| (key.clone(), self::sorted(value))).collect();
            Json::Object(sorted.into_iter().collect())
        }
        Json::Array(elements) => Json::Array(elements.iter().map(sorted).collect()),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => json.clone(),
    }
}

/// The fields of a shape from a JSON object.
pub(crate) fn object_fields(schema: &Schema, shape: ShapeId, json: &Json) -> Vec<Slot> {
    typing(schema).fields(shape, json)
}

/// The shape of an object, by the name of its type.
pub(crate) fn object_shape(schema: &Schema, name: &str) -> Option<ShapeId> {
    // Objects stand before the contents of actions and signals, whose names are in lower case.
    schema.shapes.iter().position(|shape| shape.name == name).and_then(ShapeId::at)
}

fn targets(json: Option<&Json>) -> Result<Vec<String>, InputError> {
    match json {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::String(id)) => Ok(vec![id.clone()]),
        Some(list) => texts(list).map_err(|_| InputError::WrongType("target")),
    }
}
