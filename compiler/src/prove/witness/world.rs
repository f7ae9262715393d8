//! The world of a witness: the request, the objects, and what has happened, as documents.

use super::past::Happened;
use super::{Attempt, Made, text, values};
use charter_runtime::canonical::host;
use charter_runtime::schema::{Action, Path, Root, ShapeId, Step, Subject, Type, Verb};
use charter_runtime::table::{Table, variable};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The moment of a witness, where none is asked for: a Monday morning, 2026-03-02T09:00:00Z, in nanoseconds.
pub(in crate::prove) const NOW_NANOSECONDS: i128 = 1_772_442_000_000_000_000;

/// No request is made up on more objects than this.
const MOST_TARGETS: i128 = 8;

/// What holds a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// An object, by its type and id.
    Object(ShapeId, String),
    /// What the action takes, says, or what the host knows of it.
    Content(&'static str),
    /// The new values.
    New,
}

/// A field, perhaps within records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) holder: Holder,
    pub(super) names: Vec<String>,
}

/// A world in the making.
pub(super) struct World<'a> {
    pub(super) table: &'a Table,
    action: &'a Action,
    subject: Subject,
    touched: &'a BTreeSet<u32>,
    /// The number that makes this attempt's names differ from another's.
    number: usize,
    pub(super) agent: Option<String>,
    session: Option<String>,
    environment: Option<String>,
    /// The person for whom the agent acts, or who asks.
    principal: Option<Json>,
    /// The roles that this person holds.
    roles: Option<Json>,
    /// The object that the action is on.
    pub(super) target: Option<String>,
    /// The second one, where it is on two.
    second: Option<String>,
    /// On how many objects it is, all alike.
    pub(super) targets: i128,
    slots: BTreeMap<Slot, Json>,
    /// The same of numbers, dates and times, by their ordinals.
    ordinals: BTreeMap<Slot, i128>,
    ids: usize,
    pub(super) events: Vec<Json>,
    pub(super) happened: Vec<Happened>,
    /// What is said of it, with the path where it is about one.
    told: Vec<(Option<Path>, String)>,
    /// Whether what happens is told.
    pub(super) is_telling: bool,
    /// When it is asked, in nanoseconds.
    pub(super) now: i128,
    /// What comes from outside.
    outside: BTreeSet<Slot>,
}

impl<'a> World<'a> {
    pub(super) fn new(attempt: &Attempt<'a>) -> World<'a> {
        let action = attempt.table.schema.actions.get(attempt.action.index()).unwrap_or(&NO_ACTION);
        let mut world = World {
            table: attempt.table,
            action,
            subject: attempt.subject,
            touched: &attempt.sketch.touched,
            number: attempt.number,
            agent: None,
            session: None,
            environment: None,
            principal: None,
            roles: None,
            target: None,
            second: None,
            targets: 1,
            slots: BTreeMap::new(),
            ordinals: BTreeMap::new(),
            ids: 0,
            events: Vec::new(),
            happened: Vec::new(),
            told: Vec::new(),
            is_telling: true,
            now: attempt.moment,
            outside: BTreeSet::new(),
        };
        if action.verb != Verb::Create {
            world.target = Some(world.id_of(action.object));
        }
        world.second = action.second.as_ref().map(|second| world.id_of(second.object));
        world
    }

    /// A number that no other name has yet.
    pub(super) fn next(&mut self) -> usize {
        self.ids += 1;
        self.ids + 100 * self.number
    }

    fn id_of(&mut self, shape: ShapeId) -> String {
        let name = self.table.shape(shape).map(|shape| variable(&shape.name)).unwrap_or_default();
        format!("{name}{}", self.next())
    }

    /// The field that a path ends in; the domain of an address is in the field of the address.
    pub(super) fn slot(&mut self, path: &Path) -> Option<Slot> {
        let (mut holder, mut shape) = self.start(path)?;
        let (mut names, mut first): (Vec<String>, bool) = (Vec::new(), true);
        let mut steps = path.steps.iter().peekable();
        while let Some(Step::Field(place)) = steps.next() {
            let field = self.table.shape(shape)?.fields.get(*place as usize)?;
            if std::mem::take(&mut first) {
                holder = self.part(holder, path, *place)?;
            }
            names.push(field.name.clone());
            match (&field.value, steps.peek()) {
                (_, None | Some(Step::Domain)) => return Some(Slot { holder, names }),
                (Type::Record(inner), Some(Step::Field(_))) => shape = *inner,
                (Type::Object(inner), Some(Step::Field(_))) => {
                    let id = self.reference(&Slot { holder, names }, *inner)?;
                    (holder, shape, names) = (Holder::Object(*inner, id), *inner, Vec::new());
                }
                (_, Some(Step::Field(_))) => return None,
            }
        }
        None
    }

    /// Where a path starts, as if nothing were touched.
    fn start(&self, path: &Path) -> Option<(Holder, ShapeId)> {
        let shape = path.shape?;
        match path.root {
            Root::Target | Root::Old | Root::First => {
                Some((Holder::Object(shape, self.target.clone()?), shape))
            }
            Root::Second => Some((Holder::Object(shape, self.second.clone()?), shape)),
            Root::New => {
                let target = self.target.clone();
                Some((target.map_or(Holder::New, |target| Holder::Object(shape, target)), shape))
            }
            Root::Request => Some((Holder::Content("takes"), shape)),
            _ => None,
        }
    }

    /// What really holds the first field of a path: a new value where the field is touched, and the right part of the content.
    fn part(&self, holder: Holder, path: &Path, place: u32) -> Option<Holder> {
        match (path.root, holder) {
            (Root::New, _) if self.action.verb == Verb::Create || self.touched.contains(&place) => {
                Some(Holder::New)
            }
            (Root::Request, Holder::Content(_)) => Some(Holder::Content(content_part(self.action, place))),
            (_, holder) => Some(holder),
        }
    }

    /// The object that a field refers to, made up where there is none yet.
    fn reference(&mut self, slot: &Slot, shape: ShapeId) -> Option<String> {
        match self.slots.get(slot) {
            Some(Json::String(id)) => Some(id.clone()),
            Some(_) => None,
            None => {
                let id = self.id_of(shape);
                self.slots.insert(slot.clone(), json!(id));
                Some(id)
            }
        }
    }

    /// What a path leads to so far.
    pub(super) fn get(&mut self, path: &Path) -> Option<Json> {
        if path.steps.is_empty() {
            return match path.root {
                Root::Agent => self.agent.clone().map(Json::String),
                Root::Session => self.session.clone().map(Json::String),
                Root::Environment => self.environment.clone().map(Json::String),
                Root::Principal => self.principal.clone(),
                Root::PrincipalRoles => self.roles.clone(),
                Root::Target | Root::Old | Root::New | Root::First => self.target.clone().map(Json::String),
                Root::Second => self.second.clone().map(Json::String),
                _ => None,
            };
        }
        let slot = self.slot(path)?;
        self.slots.get(&slot).cloned()
    }

    /// Gives a path a value. Fails where it has another one, and where the host does not choose it.
    pub(super) fn put(&mut self, path: &Path, value: Json) -> Option<()> {
        match (path.root, path.steps.is_empty(), value.as_str()) {
            // Who asks is told first.
            (Root::Agent, true, Some(agent)) => {
                self.agent = Some(agent.to_owned());
                return Some(());
            }
            (Root::Session, true, Some(session)) => self.session = Some(session.to_owned()),
            (Root::Environment, true, Some(name)) => self.environment = Some(name.to_owned()),
            (Root::Principal, true, _) => {
                if self.principal.as_ref().is_some_and(|before| *before != value) {
                    return None;
                }
                self.principal = Some(value.clone());
            }
            (Root::PrincipalRoles, true, _) => self.roles = Some(value.clone()),
            (Root::Targets, true, Some(count)) => {
                let count: i128 = count.parse().ok()?;
                self.targets = count.clamp(1, MOST_TARGETS);
                if self.targets > 1 {
                    self.told.push((Some(path.clone()), format!("it is on {} of a kind", self.targets)));
                }
                return Some(());
            }
            (Root::Now | Root::Today | Root::Targets | Root::Field, true, _) => return Some(()),
            (_, true, _) => return None,
            (_, false, _) => {
                let slot = self.slot(path)?;
                let before = self.slots.get(&slot);
                if before.is_some_and(|before| *before != value) {
                    return None;
                }
                self.slots.insert(slot, value.clone());
            }
        }
        // An address is put where only its domain is asked for.
        let of_domain = value.as_str().filter(|_| path.steps.last() == Some(&Step::Domain)).map(host);
        let value = of_domain.map_or_else(|| values::told(&path.value, &value), str::to_owned);
        let told = format!("{} is {value}", self.table.path_text(path));
        self.told.push((Some(path.clone()), told));
        Some(())
    }

    /// Gives a path the value of an ordinal.
    pub(super) fn put_ordinal(&mut self, path: &Path, ordinal: i128) -> Option<()> {
        let value = values::of_ordinal(&self.table.schema, &path.value, ordinal)?;
        self.put(path, value)?;
        // Where the agent runs is in no field.
        if let Some(slot) = self.slot(path) {
            self.ordinals.insert(slot, ordinal);
        }
        Some(())
    }

    /// The ordinal of what a path leads to so far.
    pub(super) fn ordinal(&mut self, path: &Path) -> Option<i128> {
        let slot = self.slot(path)?;
        self.ordinals.get(&slot).copied()
    }

    /// Has a value come from outside, or not: then it is known.
    pub(super) fn put_outside(&mut self, path: &Path, outside: bool) -> Option<()> {
        self.ensure(path)?;
        let slot = self.slot(path).filter(|slot| matches!(slot.holder, Holder::Object(_, _)));
        if outside {
            self.outside.insert(slot?);
            let told = format!("{} comes from external", self.table.path_text(path));
            self.told.push((Some(path.clone()), told));
        }
        Some(())
    }

    /// What the host says of the values that it gives, where that matters: all are read just now.
    fn provenance(&self) -> Json {
        let mut said: Map<String, Json> = Map::new();
        for slot in self.slots.keys() {
            let (Holder::Object(shape, id), Some(field)) = (&slot.holder, slot.names.first()) else {
                continue;
            };
            let Some(of) = self.table.shape(*shape) else { continue };
            let goes_stale = of.fields.iter().any(|of| of.name == *field && of.fresh.is_some());
            if !goes_stale && !self.outside.contains(slot) {
                continue;
            }
            let name = of.name.clone();
            let of_value = if self.outside.contains(slot) {
                json!({ "as_of": self.at(), "from": "external" })
            } else {
                json!({ "as_of": self.at() })
            };
            nest(&mut said, &[name, id.clone(), field.clone()], of_value);
        }
        said.into()
    }

    /// Says something besides.
    pub(super) fn tell(&mut self, told: String) {
        if self.is_telling {
            self.told.push((None, told));
        }
    }

    /// Leaves out the value at a path, so that nobody knows it.
    pub(super) fn forget(&mut self, path: &Path) {
        match path.root {
            Root::Session => self.session = None,
            Root::Environment => self.environment = None,
            Root::Principal => self.principal = None,
            Root::PrincipalRoles => self.roles = None,
            _ => {
                if let Some(slot) = self.slot(path) {
                    self.slots.remove(&slot);
                }
            }
        }
        self.told.retain(|(told, _)| told.as_ref() != Some(path));
        // What nobody knows is told in any case.
        self.told.push((None, format!("{} is not known", self.table.path_text(path))));
    }

    /// The moment at which it is asked, as documents have it.
    fn at(&self) -> Json {
        values::of_ordinal(&self.table.schema, &Type::Instant, self.now).unwrap_or_default()
    }

    /// The value at a path, made up where there is none yet: what a ledger can be keyed by.
    pub(super) fn ensure(&mut self, path: &Path) -> Option<Json> {
        if let Some(value) = self.get(path) {
            return Some(value);
        }
        if let (Type::Object(shape), false) = (&path.value, path.steps.is_empty()) {
            let slot = self.slot(path)?;
            return self.reference(&slot, *shape).map(Json::String);
        }
        match path.root {
            Root::Agent => self.agent = self.table.schema.agents.first().cloned(),
            Root::Session => self.session = Some("session1".to_owned()),
            Root::Principal => self.principal = Some(json!(text::person(self.next()))),
            _ => {
                let number = self.next();
                let value = values::plain(&self.table.schema, &path.value, number)?;
                let slot = self.slot(path)?;
                self.slots.insert(slot, value);
            }
        }
        self.get(path)
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

    /// The other objects that it is on, which are like the first.
    fn beside(&self) -> Vec<String> {
        let several = self.action.second.is_none() && self.action.verb != Verb::Create;
        let others = (1..self.targets).filter(|_| several);
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

/// What stands for an action that is not there: nothing can be asked of it.
static NO_ACTION: Action = Action {
    name: String::new(),
    verb: Verb::Declared,
    object: ShapeId(0),
    content: ShapeId(0),
    takes: 0,
    says: 0,
    second: None,
    leads_to: Vec::new(),
};
