//! Scenarios: names resolved, values typed, instants made absolute.

mod expect;
mod session;
mod steps;
mod values;

use super::charter::line;
use super::checker::Checker;
use super::headers::items;
use crate::db::{Db, ItemId, ItemKind, Project, item_syntax};
use crate::diagnostics::{Found, nearest};
use crate::scenario::{Object, Person, Sampling, Scenario, Step, Value};
use crate::typed::Source;
use charter_grammar::ast::{self, HasName, HasTitle, Item, Sampled, ScenarioLine};
use charter_runtime::schema::{RoleId, ShapeId};
use std::collections::{BTreeMap, BTreeSet};

/// The scenarios of a project, in the order of files and text; one that could not be understood is left out.
#[salsa::tracked]
pub fn typed_scenarios(db: &dyn Db, project: Project) -> Found<Vec<Scenario>> {
    let mut found: Found<Vec<Scenario>> = Found::default();
    for item in items(db, project) {
        let checked = scenario(db, project, item);
        found.value.extend(checked.value.clone());
        found.diagnostics.extend(checked.diagnostics.iter().cloned());
    }
    found
}

/// Whether a scenario has been understood from its first line to its last.
pub(super) fn is_scenario_understood(db: &dyn Db, project: Project, item: ItemId) -> bool {
    scenario(db, project, item).value.is_some()
}

/// One scenario, or what is found in a `usual` line.
#[salsa::tracked]
fn scenario(db: &dyn Db, project: Project, item: ItemId) -> Found<Option<Scenario>> {
    let mut checker = Checker::new(db, project, item);
    let value = match item_syntax(db, item) {
        Some(Item::Scenario(scenario)) => read(&mut checker, &scenario),
        Some(Item::Usual(usual)) => {
            Reader::new(&mut checker).usual_values(&usual);
            None
        }
        _ => None,
    };
    Found { value, diagnostics: checker.into_diagnostics() }
}

fn read(checker: &mut Checker<'_>, syntax: &ast::Scenario) -> Option<Scenario> {
    let (db, item) = (checker.db, checker.item);
    let title = syntax.title()?;
    let file = item.file(db).path(db).to_owned();
    let source = Source { file, line: line(db, item.span(db, &title)) };
    let mut reader = Reader::new(checker);
    reader.take_usual();
    let mut understood = reader.announced(syntax).is_some();
    for one in syntax.lines() {
        understood &= reader.line(&one).is_some();
    }
    let Reader { people, objects, sampling, environment, steps, .. } = reader;
    let name = title.value();
    understood.then_some(Scenario { name, source, people, objects, sampling, environment, steps })
}

/// Reads the lines of one scenario.
struct Reader<'a, 'db> {
    checker: &'a mut Checker<'db>,
    /// What actions and objects usually have, by name.
    usual: BTreeMap<String, Vec<(String, Value)>>,
    people: Vec<Person>,
    /// Whatever the scenario gives, each with its values once the line has been read that gives them.
    objects: Vec<Object>,
    /// What has been given its values.
    described: BTreeSet<(ShapeId, String)>,
    /// What earlier steps have created.
    created: Vec<(ShapeId, String)>,
    sampling: Sampling,
    environment: Option<String>,
    steps: Vec<Step>,
    /// The moment that the scenario has reached.
    now: Option<i128>,
    /// The step that asked last.
    asked: Option<usize>,
}

impl<'a, 'db> Reader<'a, 'db> {
    fn new(checker: &'a mut Checker<'db>) -> Reader<'a, 'db> {
        Reader {
            checker,
            usual: BTreeMap::new(),
            people: Vec::new(),
            objects: Vec::new(),
            described: BTreeSet::new(),
            created: Vec::new(),
            sampling: Sampling::ByKey,
            environment: None,
            steps: Vec::new(),
            now: None,
            asked: None,
        }
    }

    /// Reads all `usual` lines of the project. What is wrong with one is reported with that line, not here.
    fn take_usual(&mut self) {
        let (db, project, own) = (self.checker.db, self.checker.project, self.checker.item);
        let report = std::mem::take(&mut self.checker.report);
        for item in items(db, project) {
            let Some(Item::Usual(usual)) = item_syntax(db, item) else { continue };
            self.checker.item = item;
            if let (Some(name), Some(values)) = (usual.of(), self.usual_values(&usual)) {
                let of = self.usual_of(&name.text());
                self.usual.entry(of).or_default().extend(values);
            }
        }
        self.checker.item = own;
        self.checker.report = report;
    }

    /// The action or object whose usual values these are, as declared.
    fn usual_of(&self, name: &str) -> String {
        let is_action = self.checker.vocabulary.actions.get(name).is_some();
        let object = self.object_shape(name).filter(|_| !is_action);
        object.map_or(name, |shape| self.checker.shape_name(shape)).to_owned()
    }

    fn usual_values(&mut self, usual: &ast::Usual) -> Option<Vec<(String, Value)>> {
        let name = usual.of()?;
        let action = self.checker.vocabulary.actions.get(&name.text()).map(|action| action.id);
        let content = action.and_then(|action| self.checker.action(action)).map(|action| action.content);
        match content.or_else(|| self.object_shape(&name.text())) {
            Some(shape) => self.fields(shape, usual.values()),
            None => {
                let nearest = self.checker.vocabulary.actions.nearest(&name.text());
                self.checker.unknown(&name, ItemKind::Action, nearest);
                None
            }
        }
    }

    /// The shape of an object, as declared or as paths write it.
    fn object_shape(&self, name: &str) -> Option<ShapeId> {
        let named = |object: &&crate::vocabulary::Object| object.name == name || object.variable == name;
        self.checker.vocabulary.objects.iter().find(named).map(|object| object.shape)
    }

    /// Whoever and whatever the scenario gives, by name: its lines may speak of each other in any order.
    fn announced(&mut self, syntax: &ast::Scenario) -> Option<()> {
        let mut people = Some(());
        for line in syntax.lines() {
            match line {
                ScenarioLine::GivenRole(it) => people = self.person(&it).and(people),
                ScenarioLine::GivenRecord(it) => self.announced_object(&it).unwrap_or_default(),
                _ => {}
            }
        }
        people
    }

    fn announced_object(&mut self, given: &ast::GivenRecord) -> Option<()> {
        let (shape, id) = (self.object_shape(&given.object()?.text())?, given.name()?.text());
        if !self.is_known(shape, &id) {
            self.objects.push(Object { shape, id, fields: Vec::new() });
        }
        Some(())
    }

    fn line(&mut self, line: &ScenarioLine) -> Option<()> {
        match line {
            // Read before all others.
            ScenarioLine::GivenRole(_) => Some(()),
            ScenarioLine::GivenRecord(it) => self.given_object(it),
            ScenarioLine::GivenSampling(it) => self.sampled(it),
            ScenarioLine::AtLine(it) => self.at(it),
            ScenarioLine::AfterLine(it) => self.after(it),
            ScenarioLine::ActStep(it) => self.act(it),
            ScenarioLine::ApprovalStepLine(it) => self.approval(it),
            ScenarioLine::ReportStep(it) => self.reported(it),
            ScenarioLine::SignalStep(it) => self.signal(it),
            ScenarioLine::ReleaseStep(it) => self.release(it),
            ScenarioLine::HaltStep(it) => self.halt(it),
            ScenarioLine::ActsForStep(it) => self.acts_for(it),
            ScenarioLine::GivenWords(_) | ScenarioLine::WordsStep(_) => {
                let at = self.checker.at(line);
                self.checker.report.line_not_understood(at);
                None
            }
        }
    }

    /// `given maria is sdr_manager`
    fn person(&mut self, given: &ast::GivenRole) -> Option<()> {
        let id = given.person()?.text();
        let mut roles: Vec<RoleId> = Vec::new();
        for name in given.roles() {
            let known = self.checker.vocabulary.roles.get(&name.text()).map(|role| role.id);
            if known.is_none() {
                let nearest = self.checker.vocabulary.roles.nearest(&name.text());
                self.checker.unknown(&name, ItemKind::Role, nearest);
            }
            roles.push(known?);
        }
        match self.people.iter_mut().find(|person| person.id == id) {
            Some(person) => person.roles.extend(roles),
            None => self.people.push(Person { id, roles }),
        }
        Some(())
    }

    /// `given account acme: domain "acme.com"`
    fn given_object(&mut self, given: &ast::GivenRecord) -> Option<()> {
        let (object, name) = (given.object()?, given.name()?);
        if object.text() == "environment" {
            return self.given_environment(&name);
        }
        let Some(shape) = self.object_shape(&object.text()) else {
            let nearest = self.checker.vocabulary.objects.nearest(&object.text());
            self.checker.unknown(&object, ItemKind::Object, nearest);
            return None;
        };
        let id = name.text();
        if !self.described.insert((shape, id.clone())) {
            let at = self.checker.at(&name);
            self.checker.report.given_twice(at, &id);
            return None;
        }
        let own = self.fields(shape, given.values());
        let understood = own.is_some();
        let usual = self.usual.get(self.checker.shape_name(shape)).cloned().unwrap_or_default();
        let fields = over(usual, own.unwrap_or_default());
        let announced = self.objects.iter_mut().filter(|other| other.id == id && other.shape == shape);
        announced.for_each(|object| object.fields.clone_from(&fields));
        understood.then_some(())
    }

    /// `given environment sandbox`
    fn given_environment(&mut self, name: &ast::Name) -> Option<()> {
        let known = self.checker.environments();
        if !known.contains(&name.text()) {
            let at = self.checker.at(name);
            self.checker.report.unknown_environment(at, &name.text(), known);
            return None;
        }
        self.environment = Some(name.text());
        Some(())
    }

    fn sampled(&mut self, given: &ast::GivenSampling) -> Option<()> {
        match given.sampled() {
            Sampled::Nobody => self.sampling = Sampling::Nobody,
            Sampled::Everybody => self.sampling = Sampling::Everybody,
            Sampled::Named(name) => match &mut self.sampling {
                Sampling::Only(names) => names.push(name.text()),
                Sampling::ByKey | Sampling::Nobody | Sampling::Everybody | Sampling::Except(_) => {
                    self.sampling = Sampling::Only(vec![name.text()]);
                }
            },
            Sampled::NotNamed(name) => match &mut self.sampling {
                Sampling::Everybody => self.sampling = Sampling::Except(vec![name.text()]),
                Sampling::Except(names) => names.push(name.text()),
                Sampling::ByKey | Sampling::Nobody | Sampling::Only(_) => {
                    let at = self.checker.at(given);
                    self.checker.report.who_is_sampled(at, &name.text());
                    return None;
                }
            },
        }
        Some(())
    }

    /// The objects that are given, and those that steps have created.
    fn known(&self) -> impl Iterator<Item = (ShapeId, &str)> {
        let given = self.objects.iter().map(|object| (object.shape, object.id.as_str()));
        given.chain(self.created.iter().map(|(shape, id)| (*shape, id.as_str())))
    }

    fn is_known(&self, shape: ShapeId, id: &str) -> bool {
        self.known().any(|known| known == (shape, id))
    }

    /// The object that is given under a name.
    fn given_as(&mut self, name: &ast::NameRef) -> Option<(ShapeId, String)> {
        let text = name.text();
        let found = self.known().find(|(_, id)| *id == text).map(|(shape, _)| shape);
        if found.is_none() {
            let at = self.checker.at(name);
            let near = nearest(&text, self.known().map(|(_, id)| id)).map(str::to_owned);
            let ways: Vec<String> =
                self.way_to_give_object(&text).into_iter().chain(self.way_to_give_person(&text)).collect();
            self.checker.report.not_given(at, &text, &ways, near.as_deref());
        }
        found.map(|shape| (shape, text))
    }

    /// `given contact jane: …`, with an object of the project.
    fn way_to_give_object(&self, name: &str) -> Option<String> {
        let object = self.checker.vocabulary.objects.iter().next()?;
        Some(format!("given {} {name}: …", object.variable))
    }

    /// `given maria is sdr_manager`, with a role of the project.
    fn way_to_give_person(&self, name: &str) -> Option<String> {
        let role = self.checker.vocabulary.roles.iter().next()?;
        Some(format!("given {name} is {}", role.name))
    }

    /// The same, where it has to be one of a kind.
    fn object(&mut self, name: &ast::NameRef, wanted: ShapeId) -> Option<String> {
        let text = name.text();
        if self.is_known(wanted, &text) {
            return Some(text);
        }
        let (found, _) = self.given_as(name)?;
        let at = self.checker.at(name);
        let (found, wanted) = (self.checker.shape_name(found), self.checker.shape_name(wanted));
        self.checker.report.wrong_object(at, &text, found, wanted);
        None
    }
}

/// Usual values, with those that are given in their places.
fn over(mut usual: Vec<(String, Value)>, own: Vec<(String, Value)>) -> Vec<(String, Value)> {
    for (name, value) in own {
        match usual.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => usual.push((name, value)),
        }
    }
    usual
}
