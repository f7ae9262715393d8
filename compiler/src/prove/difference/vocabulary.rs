//! One vocabulary for two charters: whatever exists on either side, by name.
//!
//! What both sides have under one name and with one meaning is one thing in the joint vocabulary; a field whose type has
//! become another one is two.

use crate::prove::difference::mapping::Mapping;
use crate::typed::{Calendar, Charter, Queue};
use charter_runtime::schema::{
    Action, ActionId, AgentId, CalendarId, ChoicesId, Endorsement, Field, QueueId, RoleId, Root, Schema,
    Second, Shape, ShapeId, Signal, SignalId, Type, Verb,
};
use indexmap::IndexSet;
use std::collections::BTreeMap;

/// Which of the two charters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// The one before.
    Old,
    /// The one after.
    New,
}

/// A vocabulary that two charters share, and the way into it from each.
pub(super) struct Joint {
    pub(super) schema: Schema,
    pub(super) calendars: Vec<Calendar>,
    pub(super) queues: Vec<Queue>,
    pub(super) old: Mapping,
    pub(super) new: Mapping,
}

impl Joint {
    /// Joins the vocabularies of two charters; `None` where there is more than a table can number.
    pub(super) fn of(old: &Charter, new: &Charter) -> Option<Joint> {
        let mut join = Join {
            sides: [&old.schema, &new.schema],
            maps: [Mapping::of(&old.schema), Mapping::of(&new.schema)],
            schema: Schema::default(),
            choices: IndexSet::new(),
        };
        join.shapes()?;
        join.environments([old, new]);
        join.remaining_choices()?;
        join.roles_and_agents()?;
        join.endorsements();
        join.signals()?;
        join.actions()?;
        join.schema.choices = join.choices.into_iter().collect();
        let [old_map, new_map] = join.maps;
        let joint = Joint {
            schema: join.schema,
            calendars: Vec::new(),
            queues: Vec::new(),
            old: old_map,
            new: new_map,
        };
        joint.with_calendars(old, new)?.with_queues(old, new)
    }

    fn with_calendars(mut self, old: &Charter, new: &Charter) -> Option<Joint> {
        let mut all: IndexSet<Calendar> = IndexSet::new();
        for (charter, map) in [(old, &mut self.old), (new, &mut self.new)] {
            for calendar in &charter.calendars {
                map.calendars.push(CalendarId::at(all.insert_full(calendar.clone()).0)?);
            }
        }
        self.calendars = all.into_iter().collect();
        Some(self)
    }

    fn with_queues(mut self, old: &Charter, new: &Charter) -> Option<Joint> {
        let mut all: IndexSet<Queue> = IndexSet::new();
        for (charter, map) in [(old, &mut self.old), (new, &mut self.new)] {
            for queue in &charter.queues {
                map.queues.push(QueueId::at(all.insert_full(map.queue(queue)).0)?);
            }
        }
        self.queues = all.into_iter().collect();
        Some(self)
    }
}

/// What a shape is the shape of; and which of several, where one side has several of that name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Action(String),
    Signal(String),
    Thing(String, usize),
}

/// A joint vocabulary in the making.
struct Join<'a> {
    sides: [&'a Schema; 2],
    maps: [Mapping; 2],
    schema: Schema,
    choices: IndexSet<Vec<String>>,
}

const OLD: usize = 0;
const NEW: usize = 1;

/// The parts of a shape that are joined each by itself: of an action's content what it takes, says and knows.
type Parts<'a> = Vec<&'a [Field]>;

impl<'a> Join<'a> {
    fn shapes(&mut self) -> Option<()> {
        let [old, new] = self.sides.map(keys);
        let all: IndexSet<&Key> = old.iter().chain(&new).collect();
        for (side, keys) in [(OLD, &old), (NEW, &new)] {
            let ids = keys.iter().map(|key| ShapeId::at(all.get_index_of(key)?));
            self.map(side)?.shapes = ids.collect::<Option<_>>()?;
        }
        for key in all {
            let place = |keys: &[Key]| keys.iter().position(|of| of == key);
            self.shape([place(&old), place(&new)])?;
        }
        Some(())
    }

    fn map(&mut self, side: usize) -> Option<&mut Mapping> {
        self.maps.get_mut(side)
    }

    /// Joins a shape of the one side with one of the other, where both have it.
    fn shape(&mut self, places: [Option<usize>; 2]) -> Option<()> {
        let [old, new] = self.sides;
        let name = |schema: &Schema, place: Option<usize>| Some(schema.shapes.get(place?)?.name.clone());
        let name = name(old, places[OLD]).or_else(|| name(new, places[NEW]))?;
        let (old, new) = (parts(old, places[OLD]), parts(new, places[NEW]));
        let mut fields: Vec<Field> = Vec::new();
        let mut maps: [Vec<u32>; 2] = [Vec::new(), Vec::new()];
        for part in 0..old.len().max(new.len()) {
            let of = |parts: &Parts<'a>| parts.get(part).copied().unwrap_or_default();
            self.fields(of(&old), of(&new), &mut fields, &mut maps)?;
        }
        for ((side, place), map) in [OLD, NEW].into_iter().zip(places).zip(maps) {
            if let Some(of) = place.and_then(|place| self.map(side)?.fields.get_mut(place)) {
                *of = map;
            }
        }
        self.schema.shapes.push(Shape { name, fields });
        Some(())
    }

    fn fields(
        &mut self,
        old: &[Field],
        new: &[Field],
        fields: &mut Vec<Field>,
        maps: &mut [Vec<u32>; 2],
    ) -> Option<()> {
        let mut taken: BTreeMap<&str, u32> = BTreeMap::new();
        for field in old {
            let other = new.iter().find(|other| other.name == field.name);
            let joint = other.and_then(|other| {
                let value = self.joined(Some(&field.value), Some(&other.value))?;
                let fresh = field.fresh.min(other.fresh).or(field.fresh).or(other.fresh);
                let optional = field.optional || other.optional;
                let external = field.external || other.external;
                Some(Field { name: field.name.clone(), value, optional, fresh, external })
            });
            let place = u32::try_from(fields.len()).ok()?;
            if joint.is_some() {
                taken.insert(&field.name, place);
            }
            let alone = || Some(Field { value: self.joined(Some(&field.value), None)?, ..field.clone() });
            fields.push(joint.or_else(alone)?);
            maps[OLD].push(place);
        }
        for field in new {
            if let Some(place) = taken.get(field.name.as_str()) {
                maps[NEW].push(*place);
                continue;
            }
            maps[NEW].push(u32::try_from(fields.len()).ok()?);
            fields.push(Field { value: self.joined(None, Some(&field.value))?, ..field.clone() });
        }
        Some(())
    }

    /// The one type that two have become; `None` where they are two.
    fn joined(&mut self, old: Option<&Type>, new: Option<&Type>) -> Option<Type> {
        match (old, new) {
            (Some(Type::OneOf(old)), Some(Type::OneOf(new))) => {
                let values = merged(self.values(OLD, *old)?, self.values(NEW, *new)?);
                let joint = self.choices_of(values)?;
                self.note(OLD, *old, joint);
                self.note(NEW, *new, joint);
                Some(Type::OneOf(joint))
            }
            (Some(Type::OneOf(of)), None) => self.alone(OLD, *of),
            (None, Some(Type::OneOf(of))) => self.alone(NEW, *of),
            (Some(Type::List(old)), Some(Type::List(new))) => self.list(Some(old), Some(new)),
            (Some(Type::List(of)), None) => self.list(Some(of), None),
            (None, Some(Type::List(of))) => self.list(None, Some(of)),
            (Some(old), None) => self.maps[OLD].plain_type(old),
            (None, Some(new)) => self.maps[NEW].plain_type(new),
            (Some(old), Some(new)) => {
                let joint = self.maps[OLD].plain_type(old)?;
                (self.maps[NEW].plain_type(new)? == joint).then_some(joint)
            }
            (None, None) => None,
        }
    }

    fn list(&mut self, old: Option<&Type>, new: Option<&Type>) -> Option<Type> {
        Some(Type::List(Box::new(self.joined(old, new)?)))
    }

    fn values(&self, side: usize, of: ChoicesId) -> Option<&'a [String]> {
        self.sides.get(side)?.choices.get(of.index()).map(Vec::as_slice)
    }

    fn choices_of(&mut self, values: Vec<String>) -> Option<ChoicesId> {
        ChoicesId::at(self.choices.insert_full(values).0)
    }

    /// Notes what becomes of a list of values where no field says more: the first that was found.
    fn note(&mut self, side: usize, of: ChoicesId, joint: ChoicesId) {
        if let Some(map) = self.map(side) {
            map.choices.entry(of).or_insert(joint);
        }
    }

    fn alone(&mut self, side: usize, of: ChoicesId) -> Option<Type> {
        let joint = self.choices_of(self.values(side, of)?.to_vec())?;
        self.note(side, of, joint);
        Some(Type::OneOf(joint))
    }

    /// Joins the lists of environments, which are in no field.
    fn environments(&mut self, charters: [&Charter; 2]) {
        let [old, new] = charters.map(|charter| super::mapping::rooted_choices(charter, Root::Environment));
        if let (Some(old), Some(new)) = (old, new) {
            _ = self.joined(Some(&Type::OneOf(old)), Some(&Type::OneOf(new)));
        }
    }

    fn remaining_choices(&mut self) -> Option<()> {
        for (side, schema) in [OLD, NEW].into_iter().zip(self.sides) {
            for place in 0..schema.choices.len() {
                let of = ChoicesId::at(place)?;
                if !self.maps.get(side)?.choices.contains_key(&of) {
                    self.alone(side, of)?;
                }
            }
        }
        Some(())
    }

    fn roles_and_agents(&mut self) -> Option<()> {
        let (mut roles, mut agents): (IndexSet<String>, IndexSet<String>) =
            (IndexSet::new(), IndexSet::new());
        for (schema, map) in self.sides.iter().zip(&mut self.maps) {
            for role in &schema.roles {
                map.roles.push(RoleId::at(roles.insert_full(role.clone()).0)?);
            }
            for agent in &schema.agents {
                map.agents.push(AgentId::at(agents.insert_full(agent.clone()).0)?);
            }
        }
        self.schema.roles = roles.into_iter().collect();
        self.schema.agents = agents.into_iter().collect();
        Some(())
    }

    /// Joins what people endorse; where the two charters say otherwise of it, that is told by itself.
    fn endorsements(&mut self) {
        for (schema, map) in self.sides.iter().zip(&self.maps) {
            for endorsed in &schema.endorsed {
                let Some(object) = map.shape(endorsed.object) else { continue };
                let field = map.field(endorsed.object, endorsed.field);
                let roles: Vec<RoleId> =
                    endorsed.roles.iter().filter_map(|role| map.roles.get(role.index()).copied()).collect();
                let mut known = self.schema.endorsed.iter_mut();
                match known.find(|other| other.object == object && other.field == field) {
                    Some(other) => other.roles.extend(roles),
                    None => self.schema.endorsed.push(Endorsement { object, field, roles }),
                }
            }
        }
        for endorsed in &mut self.schema.endorsed {
            endorsed.roles.sort_unstable();
            endorsed.roles.dedup();
        }
    }

    fn signals(&mut self) -> Option<()> {
        for (schema, map) in self.sides.iter().zip(&mut self.maps) {
            for signal in &schema.signals {
                let about = map.shape(signal.about)?;
                let content = map.shape(signal.content)?;
                let joint = Signal { name: signal.name.clone(), about, content };
                let known = self.schema.signals.iter().position(|other| *other == joint);
                let place = known.unwrap_or(self.schema.signals.len());
                if known.is_none() {
                    self.schema.signals.push(joint);
                }
                map.signals.push(SignalId::at(place)?);
            }
        }
        Some(())
    }

    fn actions(&mut self) -> Option<()> {
        let sides = self.sides;
        for side in [OLD, NEW] {
            for action in &sides.get(side)?.actions {
                let joint = self.action(side, action)?;
                let same = |other: &Action| {
                    (&other.name, other.verb, other.object, &other.second)
                        == (&joint.name, joint.verb, joint.object, &joint.second)
                };
                let known = self.schema.actions.iter().position(same);
                let place = known.unwrap_or(self.schema.actions.len());
                if known.is_none() {
                    self.schema.actions.push(joint);
                }
                self.map(side)?.actions.push(ActionId::at(place)?);
            }
        }
        Some(())
    }

    /// An action with the content of both sides; what it leads to is looked at apart.
    fn action(&self, side: usize, action: &Action) -> Option<Action> {
        let map = self.maps.get(side)?;
        let of = |schema: &'a Schema| schema.actions.iter().find(|other| other.name == action.name);
        let [old, new] = self.sides.map(of);
        let joined = |from: u32, to: u32, other: u32, until: u32| {
            // The places that either side's fields have been given.
            let places = |side: usize, action: Option<&Action>, from: u32, to: u32| -> Vec<u32> {
                let map = action.and_then(|action| self.maps.get(side)?.fields.get(action.content.index()));
                let fields = map.map(Vec::as_slice).unwrap_or_default();
                fields.get(from as usize..to as usize).unwrap_or_default().to_vec()
            };
            let mut all = places(OLD, old, from, to);
            all.extend(places(NEW, new, other, until));
            all.sort_unstable();
            all.dedup();
            u32::try_from(all.len()).ok()
        };
        let ends = |action: Option<&Action>| {
            action.map_or((0, 0), |action| (action.takes, action.takes + action.says))
        };
        let ((old_takes, old_says), (new_takes, new_says)) = (ends(old), ends(new));
        let second = match &action.second {
            Some(second) => Some(Second {
                object: map.shape(second.object)?,
                name: second.name.clone(),
                first: second.first.clone(),
            }),
            None => None,
        };
        Some(Action {
            name: action.name.clone(),
            verb: action.verb,
            object: map.shape(action.object)?,
            content: map.shape(action.content)?,
            takes: joined(0, old_takes, 0, new_takes)?,
            says: joined(old_takes, old_says, new_takes, new_says)?,
            second,
            leads_to: Vec::new(),
        })
    }
}

/// What each shape is the shape of.
fn keys(schema: &Schema) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for (place, shape) in schema.shapes.iter().enumerate() {
        let declared = |action: &&Action| action.verb == Verb::Declared && action.content.index() == place;
        let action = schema.actions.iter().find(declared);
        let signal = schema.signals.iter().find(|signal| signal.content.index() == place);
        let before = |name: &str| {
            keys.iter().filter(|key| matches!(key, Key::Thing(other, _) if other == name)).count()
        };
        keys.push(match (action, signal) {
            (Some(action), _) => Key::Action(action.name.clone()),
            (None, Some(signal)) => Key::Signal(signal.name.clone()),
            (None, None) => Key::Thing(shape.name.clone(), before(&shape.name)),
        });
    }
    keys
}

/// The parts of a shape that are joined each by itself.
fn parts(schema: &Schema, place: Option<usize>) -> Parts<'_> {
    let Some((place, shape)) = place.and_then(|place| Some((place, schema.shapes.get(place)?))) else {
        return Vec::new();
    };
    let declared = |action: &&Action| action.verb == Verb::Declared && action.content.index() == place;
    let Some(action) = schema.actions.iter().find(declared) else { return vec![&shape.fields] };
    let (takes, says) = (action.takes as usize, (action.takes + action.says) as usize);
    let part = |from: usize, to: usize| shape.fields.get(from..to).unwrap_or_default();
    vec![part(0, takes), part(takes, says), part(says, shape.fields.len())]
}

/// One list of values out of two, each in its order as far as both agree.
fn merged(old: &[String], new: &[String]) -> Vec<String> {
    if !same_order(old, new) {
        let more = new.iter().filter(|value| !old.contains(value));
        return old.iter().chain(more).cloned().collect();
    }
    let mut all: Vec<String> = Vec::new();
    let mut rest = old.iter();
    for value in new {
        if old.contains(value) {
            all.extend(rest.by_ref().take_while(|before| *before != value).cloned());
        }
        all.push(value.clone());
    }
    all.extend(rest.cloned());
    all
}

/// Whether what two lists have in common stands in the same order in both.
pub(super) fn same_order(old: &[String], new: &[String]) -> bool {
    let common = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|value| other.contains(value)).cloned().collect()
    };
    common(old, new) == common(new, old)
}

#[cfg(test)]
mod tests {
    use super::merged;

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn lists_are_merged_in_the_order_of_both() {
        assert_eq!(merged(&list("ic vp"), &list("intern ic manager vp")), list("intern ic manager vp"));
        assert_eq!(merged(&list("a b c"), &list("b d")), list("a b d c"));
        assert_eq!(merged(&list("a b"), &list("b a c")), list("a b c"));
    }
}
