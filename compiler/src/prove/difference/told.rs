//! What has changed in the vocabulary and the settings, in words.

use super::vocabulary::same_order;
use crate::typed::{Calendar, Charter, Queue};
use charter_runtime::schema::{Action, Endorsement, Field, Schema, Shape, Type, Verb};
use std::collections::{BTreeMap, BTreeSet};

/// What a change of the vocabulary or the settings does to decisions by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Less is held back.
    Looser,
    /// More is held back.
    Tighter,
    /// Nothing: where it matters to a rule, that is shown with the rule.
    None,
}

/// A change of the vocabulary or the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What has changed.
    pub what: String,
    /// What that does by itself.
    pub effect: Effect,
}

/// Everything that has changed beside the rules, in the order in which vocabularies are read.
pub(super) fn told(old: &Charter, new: &Charter) -> Vec<Told> {
    let mut telling = Telling { old, new, told: Vec::new() };
    telling.settings();
    telling.names("role", &old.schema.roles, &new.schema.roles);
    telling.agents();
    telling.calendars();
    telling.queues();
    telling.shapes();
    telling.endorsements();
    telling.actions();
    telling.signals();
    telling.halts();
    telling.told
}

struct Telling<'a> {
    old: &'a Charter,
    new: &'a Charter,
    told: Vec<Told>,
}

impl Telling<'_> {
    fn say(&mut self, what: String) {
        self.told.push(Told { what, effect: Effect::None });
    }

    fn settings(&mut self) {
        let (old, new) = (self.old, self.new);
        match (old.enforced, new.enforced) {
            (true, false) => self.told.push(Told {
                what: "decisions are only recorded, and no longer enforced".to_owned(),
                effect: Effect::Looser,
            }),
            (false, true) => self.told.push(Told {
                what: "decisions are enforced, and no longer only recorded".to_owned(),
                effect: Effect::Tighter,
            }),
            (true, true) | (false, false) => {}
        }
        if old.zone != new.zone {
            self.told.push(Told {
                what: format!("the project's time zone is {}, and was {}", new.zone, old.zone),
                // Days begin at another moment: what is counted by the day is more for some and less for others.
                effect: Effect::Looser,
            });
        }
    }

    fn names(&mut self, noun: &str, old: &[String], new: &[String]) {
        for name in old.iter().filter(|name| !new.contains(name)) {
            self.say(format!("{noun} {name} is gone"));
        }
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.say(format!("{noun} {name} is new"));
        }
    }

    fn agents(&mut self) {
        self.names("agent", &self.old.schema.agents, &self.new.schema.agents);
        let watched = |charter: &Charter| -> Vec<String> {
            let names = charter.schema.watched.iter().filter_map(|id| charter.schema.agents.get(id.index()));
            names.cloned().collect()
        };
        let (old, new) = (watched(self.old), watched(self.new));
        for agent in new.iter().filter(|agent| !old.contains(agent)) {
            let what = format!("agent {agent} is only watched, and nothing holds it back");
            self.told.push(Told { what, effect: Effect::Looser });
        }
        for agent in old.iter().filter(|agent| !new.contains(agent)) {
            let what = format!("agent {agent} is no longer only watched");
            self.told.push(Told { what, effect: Effect::Tighter });
        }
    }

    /// A value that somebody has to endorse first is unknown until then.
    fn endorsements(&mut self) {
        let said = |schema: &Schema| -> BTreeMap<String, BTreeSet<String>> {
            let named = |endorsed: &Endorsement| {
                let shape = schema.shapes.get(endorsed.object.index())?;
                let field = shape.fields.get(endorsed.field as usize)?;
                let roles = endorsed.roles.iter().filter_map(|role| schema.roles.get(role.index()).cloned());
                Some((format!("{}.{}", shape.name, field.name), roles.collect()))
            };
            schema.endorsed.iter().filter_map(named).collect()
        };
        let (old, new) = (said(&self.old.schema), said(&self.new.schema));
        let named =
            |roles: Vec<&String>| roles.into_iter().map(String::as_str).collect::<Vec<_>>().join(" and ");
        for (field, before) in &old {
            let Some(after) = new.get(field) else {
                let what = format!("{field} counts without anybody's endorsement");
                self.told.push(Told { what, effect: Effect::Looser });
                continue;
            };
            let (gone, come): (Vec<_>, Vec<_>) =
                (before.difference(after).collect(), after.difference(before).collect());
            if !gone.is_empty() {
                let what = format!("{} can no longer endorse {field}", named(gone));
                self.told.push(Told { what, effect: Effect::Tighter });
            }
            if !come.is_empty() {
                let what = format!("{} can endorse {field} as well", named(come));
                self.told.push(Told { what, effect: Effect::Looser });
            }
        }
        for field in new.keys().filter(|field| !old.contains_key(*field)) {
            let what = format!("{field} counts only once somebody has endorsed it");
            self.told.push(Told { what, effect: Effect::Tighter });
        }
    }

    fn calendars(&mut self) {
        let name = |calendar: &Calendar| calendar.name.clone();
        let (old, new) = (&self.old.calendars, &self.new.calendars);
        let names = |all: &[Calendar]| -> Vec<String> { all.iter().map(name).collect() };
        self.names("calendar", &names(old), &names(new));
        for calendar in new {
            let before = old.iter().find(|other| other.name == calendar.name);
            if before.is_some_and(|before| before != calendar) {
                self.told.push(Told {
                    what: format!("calendar {} has other hours or days off", calendar.name),
                    // Deadlines fall earlier for some and later for others.
                    effect: Effect::Looser,
                });
            }
        }
    }

    fn queues(&mut self) {
        let names = |all: &[Queue]| -> Vec<String> { all.iter().map(|queue| queue.name.clone()).collect() };
        self.names("queue", &names(&self.old.queues), &names(&self.new.queues));
        for queue in &self.new.queues {
            let Some(before) = self.old.queues.iter().find(|other| other.name == queue.name) else {
                continue;
            };
            let owner = |schema: &Schema, queue: &Queue| {
                schema.roles.get(queue.owner.index()).cloned().unwrap_or_default()
            };
            let (was, is) = (owner(&self.old.schema, before), owner(&self.new.schema, queue));
            if was != is {
                self.say(format!("queue {} is owned by {is}, and was by {was}", queue.name));
            }
        }
    }

    fn shapes(&mut self) {
        let things = |schema: &Schema| -> Vec<String> { things(schema).map(|it| it.name.clone()).collect() };
        let (old, new) = (things(&self.old.schema), things(&self.new.schema));
        self.names("type", &old, &new);
        for name in old.iter().filter(|name| new.contains(name)) {
            let find = |schema: &Schema| self::things(schema).find(|shape| shape.name == *name).cloned();
            if let (Some(old), Some(new)) = (find(&self.old.schema), find(&self.new.schema)) {
                self.fields(name, &old.fields, &new.fields);
            }
        }
    }

    fn fields(&mut self, of: &str, old: &[Field], new: &[Field]) {
        for field in old {
            match new.iter().find(|other| other.name == field.name) {
                None => self.say(format!("{of}.{} is gone", field.name)),
                Some(other) => self.field(&format!("{of}.{}", field.name), field, other),
            }
        }
        for field in new.iter().filter(|field| old.iter().all(|other| other.name != field.name)) {
            let is = type_name(&self.new.schema, &field.value);
            self.say(format!("{of}.{} is new ({is})", field.name));
        }
    }

    fn field(&mut self, name: &str, old: &Field, new: &Field) {
        let (was, is) = (type_name(&self.old.schema, &old.value), type_name(&self.new.schema, &new.value));
        match (choices(&self.old.schema, &old.value), choices(&self.new.schema, &new.value)) {
            (Some(old), Some(new)) => self.values(name, &old, &new),
            (_, _) if was != is => self.say(format!("{name} is {is}, and was {was}")),
            (_, _) => {}
        }
        match (old.optional, new.optional) {
            (false, true) => self.say(format!("{name} may be empty now")),
            (true, false) => self.say(format!("{name} may no longer be empty")),
            (true, true) | (false, false) => {}
        }
        // What comes from outside grants nothing, and rules may ask about it.
        if old.external != new.external {
            let (what, effect) = match new.external {
                true => ("comes from outside now", Effect::Tighter),
                false => ("no longer comes from outside", Effect::Looser),
            };
            self.told.push(Told { what: format!("{name} {what}"), effect });
        }
        if old.fresh != new.fresh {
            self.told.push(Told {
                what: format!("{name} counts as known for another length of time"),
                effect: match (old.fresh, new.fresh) {
                    (None, _) => Effect::Tighter,
                    (Some(old), Some(new)) if new < old => Effect::Tighter,
                    (Some(_), _) => Effect::Looser,
                },
            });
        }
    }

    fn values(&mut self, name: &str, old: &[String], new: &[String]) {
        for value in old.iter().filter(|value| !new.contains(value)) {
            self.say(format!("{name} is no longer one of: {value}"));
        }
        for value in new.iter().filter(|value| !old.contains(value)) {
            self.say(format!("{name} may also be: {value}"));
        }
        if !same_order(old, new) {
            self.say(format!("the values of {name} stand in another order"));
        }
    }

    fn actions(&mut self) {
        let declared = |schema: &Schema| -> Vec<Action> {
            schema.actions.iter().filter(|action| action.verb == Verb::Declared).cloned().collect()
        };
        let (old, new) = (declared(&self.old.schema), declared(&self.new.schema));
        let names = |all: &[Action]| -> Vec<String> { all.iter().map(|it| it.name.clone()).collect() };
        self.names("action", &names(&old), &names(&new));
        for action in &old {
            let Some(other) = new.iter().find(|other| other.name == action.name) else { continue };
            let name = |schema: &Schema, action: &Action| {
                schema.shapes.get(action.object.index()).map(|shape| shape.name.clone()).unwrap_or_default()
            };
            let (was, is) = (name(&self.old.schema, action), name(&self.new.schema, other));
            if was != is {
                self.say(format!("action {} is on {is}, and was on {was}", action.name));
            }
            for (part, verb) in ["takes", "says", "knows"].into_iter().enumerate() {
                let old = content(&self.old.schema, action, part);
                let new = content(&self.new.schema, other, part);
                self.fields(&format!("{} {verb} request", action.name), &old, &new);
            }
        }
        self.consequences();
    }

    fn consequences(&mut self) {
        let led = |schema: &Schema| -> Vec<String> {
            let name = |action: &charter_runtime::schema::ActionId| {
                schema.actions.get(action.index()).map(|action| action.name.clone()).unwrap_or_default()
            };
            let each = schema.actions.iter().flat_map(|from| {
                from.leads_to.iter().map(move |led| format!("{} leads to {}", from.name, name(&led.action)))
            });
            each.collect()
        };
        let (old, new) = (led(&self.old.schema), led(&self.new.schema));
        for gone in old.iter().filter(|led| !new.contains(led)) {
            self.say(format!("no longer: {gone}"));
        }
        for more in new.iter().filter(|led| !old.contains(led)) {
            self.say(more.clone());
        }
    }

    fn signals(&mut self) {
        let names = |schema: &Schema| -> Vec<String> {
            schema.signals.iter().map(|signal| signal.name.clone()).collect()
        };
        self.names("signal", &names(&self.old.schema), &names(&self.new.schema));
    }

    fn halts(&mut self) {
        let said = |schema: &Schema| -> Vec<String> {
            let mut all: Vec<String> = Vec::new();
            for halt in &schema.halts {
                let role = schema.roles.get(halt.role.index()).cloned().unwrap_or_default();
                let agents = halt.agents.iter().filter_map(|agent| schema.agents.get(agent.index()));
                all.extend(agents.map(|agent| format!("{role} may halt {agent}")));
                all.extend(halt.actions.iter().map(|action| format!("{role} may halt {action}")));
                all.extend(halt.segments.iter().map(|segment| format!("{role} may halt segment {segment}")));
            }
            all
        };
        let (old, new) = (said(&self.old.schema), said(&self.new.schema));
        for gone in old.iter().filter(|said| !new.contains(said)) {
            self.told.push(Told { what: format!("no longer: {gone}"), effect: Effect::Looser });
        }
        for more in new.iter().filter(|said| !old.contains(said)) {
            self.told.push(Told { what: more.clone(), effect: Effect::Tighter });
        }
    }
}

/// Objects and records.
fn things(schema: &Schema) -> impl Iterator<Item = &Shape> {
    let is_content = |place: usize| {
        let of_action = schema
            .actions
            .iter()
            .any(|action| action.verb == Verb::Declared && action.content.index() == place);
        of_action || schema.signals.iter().any(|signal| signal.content.index() == place)
    };
    let named = schema.shapes.iter().enumerate();
    named.filter(move |(place, shape)| !is_content(*place) && !shape.name.is_empty()).map(|(_, shape)| shape)
}

/// What an action takes, says or knows.
fn content(schema: &Schema, action: &Action, part: usize) -> Vec<Field> {
    let fields = schema.shapes.get(action.content.index()).map(|shape| shape.fields.as_slice());
    let fields = fields.unwrap_or_default();
    let (takes, says) = (action.takes as usize, (action.takes + action.says) as usize);
    let ends = [(0, takes), (takes, says), (says, fields.len())];
    let part = ends.get(part).and_then(|(from, to)| fields.get(*from..*to));
    part.unwrap_or_default().to_vec()
}

/// The values of a closed list.
fn choices(schema: &Schema, of: &Type) -> Option<Vec<String>> {
    match of {
        Type::OneOf(choices) => schema.choices.get(choices.index()).cloned(),
        _ => None,
    }
}

/// A type as vocabularies say it.
fn type_name(schema: &Schema, of: &Type) -> String {
    let shape = |shape: &charter_runtime::schema::ShapeId| {
        schema.shapes.get(shape.index()).map(|shape| shape.name.clone()).unwrap_or_default()
    };
    match of {
        Type::Text => "text".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Money(currency) => format!("money {currency}"),
        Type::YesNo => "yes/no".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Instant => "instant".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Zone => "zone".to_owned(),
        Type::Email => "email".to_owned(),
        Type::Domain => "domain".to_owned(),
        Type::Url => "url".to_owned(),
        Type::Person => "person".to_owned(),
        Type::OneOf(of) => {
            let values = schema.choices.get(of.index()).map(|values| values.join(", "));
            format!("one of ({})", values.unwrap_or_default())
        }
        Type::List(of) => format!("list of {}", type_name(schema, of)),
        Type::Record(of) | Type::Object(of) => shape(of),
    }
}
