//! The world of a witness: the request, the objects, and what has happened, as documents.

use super::document::content_part;
use super::past::Happened;
use super::{Attempt, text, values};
use charter_runtime::schema::{Action, Path, Root, ShapeId, Step, Subject, Type, Verb};
use charter_runtime::table::{Table, variable};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The moment of a witness, where none is asked for: a Monday morning, 2026-03-02T09:00:00Z, in nanoseconds.
pub(in crate::prove) const NOW_NANOSECONDS: i128 = 1_772_442_000_000_000_000;

/// No request is made up on more objects than this.
pub(super) const MOST_TARGETS: i128 = 8;

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
#[derive(Clone)]
pub(super) struct World<'a> {
    pub(super) table: &'a Table,
    pub(super) action: &'a Action,
    pub(super) subject: Subject,
    pub(super) touched: &'a BTreeSet<u32>,
    /// The number that makes this attempt's names differ from another's.
    pub(super) number: usize,
    pub(super) agent: Option<String>,
    pub(super) session: Option<String>,
    pub(super) environment: Option<String>,
    /// The person for whom the agent acts, or who asks.
    pub(super) principal: Option<Json>,
    /// The roles that this person holds.
    pub(super) roles: Option<Json>,
    /// The object that the action is on.
    pub(super) target: Option<String>,
    /// The second one, where it is on two.
    pub(super) second: Option<String>,
    /// On how many objects it is, all alike.
    pub(super) targets: i128,
    pub(super) slots: BTreeMap<Slot, Json>,
    /// The same of numbers, dates and times, by their ordinals.
    pub(super) ordinals: BTreeMap<Slot, i128>,
    /// Numbers to which others should stay close.
    pub(super) close_to: BTreeMap<Slot, i128>,
    pub(super) ids: usize,
    pub(super) events: Vec<Json>,
    /// How many events have been given an id, some of which may be gone again.
    pub(super) numbered: usize,
    pub(super) happened: Vec<Happened>,
    /// What is said of it, with the path where it is about one.
    pub(super) told: Vec<(Option<Path>, String)>,
    /// Whether what happens is told.
    pub(super) is_telling: bool,
    /// Whether some look further back than others, so that it matters when something happened.
    pub(super) looks_back_variously: bool,
    /// When it is asked, in nanoseconds.
    pub(super) now: i128,
    /// What comes from outside.
    pub(super) outside: BTreeSet<Slot>,
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
            close_to: BTreeMap::new(),
            ids: 0,
            events: Vec::new(),
            numbered: 0,
            happened: Vec::new(),
            told: Vec::new(),
            is_telling: true,
            looks_back_variously: false,
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

    /// A number that no event has in its id yet.
    pub(super) fn next_event(&mut self) -> usize {
        let number = self.numbered.max(self.events.len());
        self.numbered = number + 1;
        number
    }

    pub(super) fn id_of(&mut self, shape: ShapeId) -> String {
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
                (_, None | Some(Step::Part(_))) => return Some(Slot { holder, names }),
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
        // An address is put where only a part of it is asked for.
        let told = format!("{} is {}", self.table.path_text(path), super::told(path, &value));
        self.told.push((Some(path.clone()), told));
        Some(())
    }

    /// Gives a path a value, whatever it had before.
    pub(super) fn replace(&mut self, path: &Path, value: Json) {
        match path.root {
            Root::Principal => self.principal = None,
            Root::PrincipalRoles => self.roles = None,
            Root::Session => self.session = None,
            Root::Environment => self.environment = None,
            _ => {
                let slot: Option<Slot> = self.slot(path);
                if let Some(slot) = slot {
                    self.slots.remove(&slot);
                    self.ordinals.remove(&slot);
                }
            }
        }
        self.told.retain(|(told, _)| told.as_ref() != Some(path));
        // What cannot be put there is left out: then that is what is tried.
        _ = self.put(path, value);
    }

    /// Notes the number to which the value of a path should stay close.
    pub(super) fn stay_near(&mut self, path: &Path, value: &Json) {
        if let (Some(slot), Some(ordinal)) = (self.slot(path), values::ordinal(&path.value, value)) {
            self.close_to.insert(slot, ordinal);
        }
    }

    /// The number to which the value of a path should stay close.
    pub(super) fn near(&mut self, path: &Path) -> Option<i128> {
        let slot = self.slot(path)?;
        self.close_to.get(&slot).copied()
    }

    /// Gives a path the value that it has, of which nothing is told.
    pub(super) fn seed(&mut self, path: &Path, value: &Json) {
        let told = self.told.len();
        // What the world does not choose is left as it is.
        _ = self.put(path, value.clone());
        self.told.truncate(told);
        if let (Some(slot), Some(ordinal)) = (self.slot(path), values::ordinal(&path.value, value)) {
            self.ordinals.insert(slot, ordinal);
        }
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

    /// Says something besides.
    pub(super) fn tell(&mut self, told: String) {
        if self.is_telling {
            self.told.push((None, told));
        }
    }

    /// Says when it is asked.
    pub(super) fn tell_the_time(&mut self) {
        if let Some(Json::String(at)) = values::of_ordinal(&self.table.schema, &Type::Instant, self.now) {
            self.tell(format!("it is {at}"));
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
                // Of an address a part is asked for; what has a place is the address.
                let whole = if path.is_of_address() { &Type::Email } else { &path.value };
                let value = values::plain(&self.table.schema, whole, number)?;
                let slot = self.slot(path)?;
                self.slots.insert(slot, value);
            }
        }
        self.get(path)
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
