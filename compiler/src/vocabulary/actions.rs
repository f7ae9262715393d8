//! Actions and signals.

use super::items::{Action, Shape, Signal};
use super::shapes::{ShapeIds, field_place};
use super::sources::{Entry, Sources};
use crate::db::{Db, ItemKind};
use crate::diagnostics::{Report, nearest};
use charter_grammar::ast::{self, HasName, NameRef};
use charter_runtime::schema::{self, ActionId, Consequence, Second, ShapeId, SignalId, Verb};
use std::collections::BTreeSet;

/// The verbs that every object has, in the order of their actions.
pub const VERBS: [(&str, Verb); 6] = [
    ("create", Verb::Create),
    ("read", Verb::Read),
    ("update", Verb::Update),
    ("delete", Verb::Delete),
    ("merge", Verb::Merge),
    ("export", Verb::Export),
];

/// What actions and signals are made from.
pub(super) struct Making<'a> {
    pub(super) db: &'a dyn Db,
    pub(super) sources: &'a Sources,
    pub(super) ids: &'a ShapeIds,
    pub(super) shapes: &'a [schema::Shape],
    pub(super) declared: &'a [Shape],
    pub(super) report: &'a mut Report,
}

/// Actions or signals: as the runtime sees them, and as they are declared.
pub(super) struct Made<S, D> {
    pub(super) schema: Vec<S>,
    pub(super) declared: Vec<D>,
}

impl Making<'_> {
    /// The actions: those that are declared, then the verbs of each object. An action on nothing that exists is
    /// reported, and is not there.
    pub(super) fn actions(&mut self) -> Made<schema::Action, Action> {
        let mut made = Made { schema: Vec::new(), declared: Vec::new() };
        for (place, entry) in self.sources.actions.iter().enumerate() {
            self.reserved(entry);
            let content = self.ids.action(place);
            let targets = self.targets(entry);
            let id = ActionId::at(made.schema.len());
            if let (Some(content), Some(targets), Some(id)) = (content, targets, id) {
                made.schema.push(schema_action(entry, &targets, content));
                made.declared.push(self.action(entry, id, targets.object, targets.variable));
            }
        }
        made.schema.extend(self.verbs());
        self.consequences(&mut made.schema);
        made
    }

    /// What each declared action leads to; known once all actions are.
    fn consequences(&mut self, actions: &mut [schema::Action]) {
        for entry in &self.sources.actions {
            let mut leads_to = Vec::new();
            for written in entry.node.leads_to() {
                leads_to.extend(self.consequence(entry, &written, actions));
            }
            leads_to.sort();
            leads_to.dedup();
            let Some(place) = actions.iter().position(|action| action.name == entry.name) else { continue };
            let Some(action) = actions.get_mut(place) else { continue };
            action.leads_to = leads_to;
            if leads_back(actions, place) {
                self.report.leads_in_a_circle(entry.at, &entry.name);
                actions.iter_mut().skip(place).take(1).for_each(|action| action.leads_to.clear());
            }
        }
    }

    fn consequence(
        &mut self,
        entry: &Entry<ast::Action>,
        written: &ast::ActionRef,
        actions: &[schema::Action],
    ) -> Option<Consequence> {
        let object = written.object().map(|object| format!(" {}", object.text())).unwrap_or_default();
        let name = format!("{}{object}", written.verb()?.text());
        let at = entry.item.span(self.db, written);
        let Some(place) = actions.iter().position(|action| action.name == name) else {
            let nearest = nearest(&name, actions.iter().map(|action| action.name.as_str()));
            self.report.unknown_name(at, ItemKind::Action, &name, nearest);
            return None;
        };
        let action = actions.get(place)?;
        let fields = self.touched_fields(entry, written, action)?;
        Some(Consequence { action: ActionId::at(place)?, fields })
    }

    /// The fields that a consequence touches: those it names, or all.
    fn touched_fields(
        &mut self,
        entry: &Entry<ast::Action>,
        written: &ast::ActionRef,
        action: &schema::Action,
    ) -> Option<Vec<u32>> {
        let names = written.field_names();
        if !action.verb.has_fields() {
            if let Some(names) = names {
                self.report.no_fields_to_name(entry.item.span(self.db, &names), &action.name);
                return None;
            }
            return Some(Vec::new());
        }
        let shape = self.shapes.get(action.object.index())?;
        let named = names.iter().flat_map(|names| names.names());
        let named: Vec<Option<u32>> = named.map(|name| self.place_of(entry, shape, &name)).collect();
        let named: Option<BTreeSet<u32>> = named.into_iter().collect();
        let (named, all) = (named?, 0..u32::try_from(shape.fields.len()).unwrap_or(0));
        Some(match names {
            None => all.collect(),
            Some(names) if names.is_except() => all.filter(|field| !named.contains(field)).collect(),
            Some(_) => named.into_iter().collect(),
        })
    }

    /// The place of a field; reports that there is none of this name.
    fn place_of<N>(&mut self, entry: &Entry<N>, shape: &schema::Shape, written: &NameRef) -> Option<u32> {
        let name = written.text();
        let place = field_place(shape, &name);
        let derived = |shape: &Shape| shape.derived.get(&name).map(|line| line.at);
        let declared = self.shapes.iter().position(|known| known.name == shape.name);
        let derived = declared.and_then(|place| self.declared.get(place)).and_then(derived);
        if let (None, Some(line)) = (place, derived) {
            let at = entry.item.span(self.db, written);
            self.report.field_is_derived(at, &shape.name, &name, line);
        } else if place.is_none() {
            let near = nearest(&name, shape.fields.iter().map(|field| field.name.as_str()));
            self.report.unknown_field(entry.item.span(self.db, written), &shape.name, &name, near);
        }
        place
    }

    fn action(
        &mut self,
        entry: &Entry<ast::Action>,
        id: ActionId,
        object: ShapeId,
        variable: String,
    ) -> Action {
        Action {
            name: entry.name.clone(),
            item: entry.item,
            at: entry.at,
            id,
            object,
            variable,
            writes: self.writes(entry, object),
            undoable: !entry.node.cannot_be_undone(),
        }
    }

    /// What the action is on, what paths call it, and what it is on beside.
    fn targets(&mut self, entry: &Entry<ast::Action>) -> Option<Targets> {
        let mut targets = entry.node.targets();
        let (first, second) = (targets.next(), targets.next());
        let Some(first) = first else {
            self.report.action_on_nothing(entry.at, &entry.name);
            return None;
        };
        if let Some(third) = targets.next() {
            self.report.too_many_targets(entry.item.span(self.db, &third), &entry.name);
        }
        let (object, first_name) = self.target(entry, &first)?;
        let Some(second) = second else {
            return Some(Targets { object, variable: first_name, second: None });
        };
        let (other, name) = self.target(entry, &second)?;
        let kind = snake_case(&second.object()?.text());
        let of_a_kind = object == other;
        if name == first_name || of_a_kind && (name == kind || first_name == kind) {
            self.report.targets_alike(entry.item.span(self.db, &second), &entry.name, &name);
        }
        let variable = if of_a_kind { kind } else { first_name.clone() };
        Some(Targets { object, variable, second: Some(Second { object: other, name, first: first_name }) })
    }

    /// An object that an action is on, and what the action calls it.
    fn target(
        &mut self,
        entry: &Entry<ast::Action>,
        target: &ast::ActionTarget,
    ) -> Option<(ShapeId, String)> {
        let object = target.object()?;
        let shape = self.object(entry, &object)?;
        let name = target.name().map_or_else(|| snake_case(&object.text()), |name| name.text());
        if let (Some(written), Some(meaning)) = (target.name(), reserved(&name)) {
            self.report.reserved_name(entry.item.span(self.db, &written), &name, meaning);
        }
        Some((shape, name))
    }

    fn object<N>(&mut self, entry: &Entry<N>, written: &NameRef) -> Option<ShapeId> {
        let name = written.text();
        let known = self.ids.object(self.sources, &name);
        if known.is_none() {
            let nearest = self.sources.objects.nearest(&name);
            self.report.unknown_name(entry.item.span(self.db, written), ItemKind::Object, &name, nearest);
        }
        known
    }

    fn writes(&mut self, entry: &Entry<ast::Action>, object: ShapeId) -> Vec<u32> {
        let shapes = self.shapes;
        let Some(shape) = shapes.get(object.index()) else { return Vec::new() };
        let mut places = BTreeSet::new();
        for written in entry.node.writes() {
            places.extend(self.place_of(entry, shape, &written));
        }
        places.into_iter().collect()
    }

    fn reserved(&mut self, entry: &Entry<ast::Action>) {
        if VERBS.iter().any(|(verb, _)| *verb == entry.name) {
            self.report.reserved_name(entry.at, &entry.name, "a verb that every object has");
        }
    }

    fn verbs(&self) -> Vec<schema::Action> {
        let Some(content) = self.ids.nothing() else { return Vec::new() };
        let objects = self.sources.objects.iter().enumerate();
        let objects = objects.filter_map(|(place, entry)| Some((ShapeId::at(place)?, &entry.name)));
        let of_object = |(object, name): (ShapeId, &String)| {
            VERBS.map(|(word, verb)| schema::Action {
                name: format!("{word} {name}"),
                verb,
                object,
                content,
                takes: 0,
                says: 0,
                second: (verb == Verb::Merge).then(|| merged(object)),
                leads_to: Vec::new(),
            })
        };
        objects.flat_map(of_object).collect()
    }

    /// The signals. One about nothing that exists is reported, and is not there.
    pub(super) fn signals(&mut self) -> Made<schema::Signal, Signal> {
        let mut made = Made { schema: Vec::new(), declared: Vec::new() };
        for (place, entry) in self.sources.signals.iter().enumerate() {
            let about = entry.node.about().and_then(|object| self.object(entry, &object));
            let id = SignalId::at(made.schema.len());
            if let (Some(content), Some(about), Some(id)) = (self.ids.signal(place), about, id) {
                made.schema.push(schema::Signal { name: entry.name.clone(), about, content });
                made.declared.push(Signal {
                    name: entry.name.clone(),
                    item: entry.item,
                    at: entry.at,
                    id,
                    about,
                });
            }
        }
        made
    }
}

/// Whether an action follows from itself.
fn leads_back(actions: &[schema::Action], from: usize) -> bool {
    led_to(actions, from).contains(&from)
}

/// The places of all actions that follow from one, directly or through others.
pub(crate) fn led_to(actions: &[schema::Action], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(place) = open.pop() {
        for led in actions.get(place).into_iter().flat_map(|action| &action.leads_to) {
            if reached.insert(led.action.index()) {
                open.push(led.action.index());
            }
        }
    }
    reached
}

/// What a declared action is on.
struct Targets {
    object: ShapeId,
    /// What paths call that; of two of a kind, each of them.
    variable: String,
    second: Option<Second>,
}

/// A merge is on the one that stays and the one that is absorbed.
fn merged(object: ShapeId) -> Second {
    Second { object, name: "absorbed".to_owned(), first: "survivor".to_owned() }
}

fn schema_action(entry: &Entry<ast::Action>, targets: &Targets, content: ShapeId) -> schema::Action {
    let takes = u32::try_from(entry.node.takes().count()).unwrap_or(u32::MAX);
    let says = u32::try_from(entry.node.says().count()).unwrap_or(u32::MAX);
    schema::Action {
        name: entry.name.clone(),
        verb: Verb::Declared,
        object: targets.object,
        content,
        takes,
        says,
        second: targets.second.clone(),
        leads_to: Vec::new(),
    }
}

/// What paths call an object: `support_case` for `SupportCase`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && after_small {
            snake.push('_');
        }
        after_small = letter.is_lowercase() || letter.is_numeric();
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// What a name means at the start of a path, where the language has taken it.
pub(super) fn reserved(variable: &str) -> Option<&'static str> {
    match variable {
        "request" => Some("what the agent asks for"),
        "agent" => Some("the agent that asks"),
        "old" | "new" => Some("a record before and after its update"),
        "its" => Some("the event that a question is about"),
        "now" => Some("the moment of the decision"),
        "session" => Some("the session of the agent"),
        "environment" => Some("the environment in which the agent runs"),
        "principal" => Some("the person on whose behalf the agent acts"),
        "targets" => Some("the records of the request"),
        _ => None,
    }
}
