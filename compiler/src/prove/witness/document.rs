//! A world as documents: the request, what the host knows, and what has happened.

use super::world::{Holder, World};
use super::{Made, values};
use charter_runtime::schema::{Action, Path, ShapeId, Subject, Type, Verb};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

impl World<'_> {
    /// What the host says of the values that it gives, where that matters: all are read just now.
    fn provenance(&self) -> Json {
        let mut said: Map<String, Json> = Map::new();
        for slot in self.slots.keys() {
            let (Holder::Object(shape, id), Some(field)) = (&slot.holder, slot.names.first()) else {
                continue;
            };
            let Some(of) = self.table.shape(*shape) else { continue };
            let goes_stale = of.fields.iter().any(|of| of.name == *field && of.fresh.is_some());
            let endorsed = self.endorsed(*shape, field);
            if !goes_stale && !self.outside.contains(slot) && endorsed.is_none() {
                continue;
            }
            let name = of.name.clone();
            let mut of_value: Map<String, Json> =
                [("as_of".to_owned(), json!(self.at()))].into_iter().collect();
            if self.outside.contains(slot) {
                of_value.insert("from".to_owned(), json!("external"));
            }
            of_value.extend(endorsed.map(|endorsed| ("endorsed_by".to_owned(), endorsed)));
            let of_value = Json::Object(of_value);
            nest(&mut said, &[name, id.clone(), field.clone()], of_value);
        }
        said.into()
    }

    /// Somebody who has endorsed a field, where it has to be.
    fn endorsed(&self, object: ShapeId, field: &str) -> Option<Json> {
        let place = self.table.shape(object)?.fields.iter().position(|known| known.name == field)?;
        let endorsement = self.table.schema.endorsement(object, u32::try_from(place).ok()?)?;
        let roles = endorsement.roles.iter().filter_map(|role| self.table.schema.roles.get(role.index()));
        Some(json!([{ "id": "somebody", "roles": roles.collect::<Vec<_>>() }]))
    }

    /// Objects by type and id.
    pub(super) fn objects(&self) -> Json {
        let mut objects: Map<String, Json> = Map::new();
        let second = self.action.second.iter().zip(&self.second).map(|(of, id)| (of.object, id.clone()));
        let target = self.target.iter().map(|id| (self.action.object, id.clone())).chain(second);
        let held = self.slots.keys().filter_map(|slot| match &slot.holder {
            Holder::Object(shape, id) => Some((*shape, id.clone())),
            Holder::Content(_) | Holder::New => None,
        });
        for (shape, id) in target.chain(held).collect::<BTreeSet<_>>() {
            let Some(name) = self.table.shape(shape).map(|shape| shape.name.clone()) else { continue };
            let fields = self.held(&Holder::Object(shape, id.clone()));
            let beside = if Some(&id) == self.target.as_ref() { self.beside() } else { Vec::new() };
            for other in beside {
                nest(&mut objects, &[name.clone(), other], fields.clone());
            }
            if let Some(of_type) = objects.entry(name).or_insert_with(|| json!({})).as_object_mut() {
                of_type.insert(id, fields);
            }
        }
        objects.into()
    }

    /// Whether it is on more than one object, where an action can be.
    pub(super) fn is_on_several(&self) -> bool {
        self.targets > 1 && self.action.second.is_none() && self.action.verb != Verb::Create
    }

    /// The other objects that it is on, which are like the first.
    fn beside(&self) -> Vec<String> {
        let others = (1..self.targets).filter(|_| self.is_on_several());
        self.target
            .iter()
            .flat_map(|first| others.clone().map(move |other| format!("{first}_{other}")))
            .collect()
    }

    /// The fields of a holder.
    pub(super) fn held(&self, holder: &Holder) -> Json {
        let mut fields = Map::new();
        for (slot, value) in self.slots.iter().filter(|(slot, _)| slot.holder == *holder) {
            nest(&mut fields, &slot.names, value.clone());
        }
        fields.into()
    }

    /// The case, and what was said of it: of these paths, where that is said.
    pub(super) fn made(mut self, shown: Option<BTreeSet<&Path>>) -> Made {
        let agent = self.agent.clone().or_else(|| self.table.schema.agents.first().cloned());
        let mut request = json!({ "id": "r1", "action": self.action.name });
        let fields = self.action_fields();
        if let Some(request) = request.as_object_mut() {
            let target = match (&self.target, &self.second) {
                (Some(first), Some(second)) => Some(json!([first, second])),
                (Some(first), None) if self.targets > 1 => {
                    let all: Vec<String> = std::iter::once(first.clone()).chain(self.beside()).collect();
                    Some(json!(all))
                }
                (target, _) => target.as_ref().map(|target| json!(target)),
            };
            request.extend(target.map(|target| ("target".to_owned(), target)));
            match self.action.verb {
                Verb::Declared => {
                    for part in ["takes", "says"] {
                        request.insert(part.to_owned(), self.held(&Holder::Content(part)));
                    }
                }
                Verb::Create | Verb::Update => {
                    let new = self.new_values(&fields);
                    request.insert("new".to_owned(), new);
                }
                Verb::Read | Verb::Export => _ = request.insert("fields".to_owned(), json!(fields)),
                Verb::Delete | Verb::Merge => {}
            }
        }
        let mut host = json!({ "objects": self.objects(), "provenance": self.provenance(), "knows": self.held(&Holder::Content("knows")) });
        let named = |name: &Option<String>| name.clone().map(Json::String);
        let told = [("session", named(&self.session)), ("environment", named(&self.environment))];
        if let Some(host) = host.as_object_mut() {
            host.extend(told.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
            host.extend(self.who_asks(agent.as_deref()));
        }
        let asker = match self.subject {
            Subject::Agents => agent.unwrap_or_default(),
            Subject::People => self.person(),
        };
        let asks = format!("`{asker} {}`", self.asked(&fields));
        let case = json!({ "at": self.at(), "request": request, "host": host, "ledger": self.events });
        let told = |path: &Option<Path>| match (path, &shown) {
            (Some(path), Some(shown)) => shown.contains(path),
            (Some(_) | None, _) => true,
        };
        let given = self.told.into_iter().filter(|(path, _)| told(path)).map(|(_, told)| told).collect();
        Made { case, asks, given }
    }

    /// The person for whom it is asked, or one whom nothing depends on.
    fn person(&self) -> String {
        self.principal.as_ref().and_then(Json::as_str).unwrap_or("somebody").to_owned()
    }

    /// What the host says of who asks, and for whom.
    fn who_asks(&self, agent: Option<&str>) -> Vec<(String, Json)> {
        let roles = self.roles.clone();
        match (self.subject, &self.principal) {
            (Subject::People, _) => {
                let person = json!({ "id": self.person(), "roles": roles.unwrap_or(json!([])) });
                vec![("person".to_owned(), person)]
            }
            (Subject::Agents, principal) => {
                let acts_for = match (principal, roles) {
                    (Some(Json::Null), _) => Some(Json::Null),
                    (_, Some(roles)) => Some(json!({ "person": self.person(), "roles": roles })),
                    (principal, None) => principal.clone(),
                };
                let told = [("agent", Some(json!(agent))), ("on_behalf_of", acts_for)];
                told.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
            }
        }
    }

    fn asked(&self, fields: &[String]) -> String {
        let both: Vec<&str> = self.target.iter().chain(&self.second).map(String::as_str).collect();
        let to = if self.action.verb == Verb::Declared { "to " } else { "" };
        let target = if both.is_empty() { String::new() } else { format!("{to}{}", both.join(" and ")) };
        let fields = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
        format!("{} {target}{fields}", self.action.name).trim_end().to_owned()
    }

    fn action_fields(&self) -> Vec<String> {
        let shape = self.table.shape(self.action.object);
        let of = |place: &u32| shape.and_then(|shape| shape.fields.get(*place as usize));
        self.touched.iter().filter_map(of).map(|field| field.name.clone()).collect()
    }

    /// What an action of the past wrote: these fields, or those that the request writes.
    pub(super) fn written(&self, action: &Action, touched: &[u32]) -> (Json, Vec<String>) {
        let shape = self.table.shape(action.object);
        let same = action.name == self.action.name;
        let fields: Vec<u32> = if touched.is_empty() && same {
            self.touched.iter().copied().collect()
        } else {
            touched.to_vec()
        };
        let mut new = if same { self.held(&Holder::New) } else { json!({}) };
        let mut names = Vec::new();
        for field in fields.iter().filter_map(|place| shape?.fields.get(*place as usize)) {
            names.push(field.name.clone());
            if let Some(new) = new.as_object_mut().filter(|new| !new.contains_key(&field.name)) {
                let value = values::plain(&self.table.schema, &field.value, 1);
                new.insert(field.name.clone(), value.unwrap_or(Json::Null));
            }
        }
        match action.verb {
            Verb::Read | Verb::Export => (json!({}), names),
            Verb::Create | Verb::Update | Verb::Declared | Verb::Delete | Verb::Merge => (new, Vec::new()),
        }
    }

    /// The new values of an update: each field that it touches has one.
    fn new_values(&mut self, fields: &[String]) -> Json {
        let mut new = self.held(&Holder::New);
        let shape = self.table.shape(self.action.object);
        for name in fields {
            let field = shape.and_then(|shape| shape.fields.iter().find(|field| field.name == *name));
            let missing = new.get(name).is_none();
            if let (true, Some(field), Some(new)) = (missing, field, new.as_object_mut()) {
                let value = values::plain(&self.table.schema, &field.value, 1);
                new.insert(name.clone(), value.unwrap_or(Json::Null));
            }
        }
        new
    }

    /// The moment at which it is asked, as documents have it.
    fn at(&self) -> Json {
        values::of_ordinal(&self.table.schema, &Type::Instant, self.now).unwrap_or_default()
    }
}

/// In which part of an action's content a field is, by its place.
pub(super) fn content_part(action: &Action, place: u32) -> &'static str {
    if place < action.takes {
        "takes"
    } else if place < action.takes + action.says {
        "says"
    } else {
        "knows"
    }
}

/// Puts a value under names within names.
fn nest(fields: &mut Map<String, Json>, names: &[String], value: Json) {
    match names {
        [] => {}
        [name] => _ = fields.insert(name.clone(), value),
        [name, rest @ ..] => {
            if let Some(inner) = fields.entry(name.clone()).or_insert_with(|| json!({})).as_object_mut() {
                nest(inner, rest, value);
            }
        }
    }
}
