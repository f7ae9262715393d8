//! Atoms become columns: each distinct atom is found once, with everything that is accepted of it anywhere.

use super::classes::{ClassSet, Classes, Domain};
use super::expand::{Side, sides_of_one, twin};
use super::rewrite;
use crate::typed::{Accepts, Atom, Condition, Elements, Event, EventSource, Figure, Operand, Test};
use charter_runtime::schema::{Path, Root, Schema, Step, Type, Verb};
use charter_runtime::table::model::ColumnId;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// The atoms of a charter. An atom that speaks of others, such as a list question, stands behind them.
#[derive(Debug)]
pub(super) struct Atoms<'a> {
    schema: &'a Schema,
    found: IndexMap<Atom, BTreeSet<Accepts>>,
}

impl<'a> Atoms<'a> {
    /// None yet.
    pub(super) fn new(schema: &'a Schema) -> Atoms<'a> {
        Atoms { schema, found: IndexMap::new() }
    }

    /// Takes in the atoms of a condition.
    pub(super) fn add(&mut self, condition: &Condition) {
        condition.tests().into_iter().for_each(|test| self.add_test(test));
    }

    fn add_test(&mut self, test: &Test) {
        if let Atom::SomeElement(_, inner) = &test.atom {
            self.add(inner);
        }
        elements(&test.atom).into_iter().for_each(|of| self.add(&of.filter));
        for source in figures(&test.atom).into_iter().flat_map(Figure::all_sources) {
            self.add(&filter(source, self.schema));
        }
        self.found.entry(test.atom.clone()).or_default().insert(test.accepts.clone());
    }

    /// Settles the classes of every atom. An atom of new values and its twin of old ones have the same.
    pub(super) fn settle(mut self) -> Columns {
        let mut families: BTreeMap<Atom, Vec<Atom>> = BTreeMap::new();
        for atom in self.found.keys() {
            if let Some(old) = twin(atom) {
                families.entry(old).or_default().push(atom.clone());
            }
        }
        families.iter().for_each(|(old, new)| self.settle_family(old, new));
        let classes = |(atom, accepted): (Atom, BTreeSet<Accepts>)| {
            let classes = Classes::of(&domain(&atom, self.schema), may_be_empty(&atom), &accepted);
            (atom, classes)
        };
        Columns { columns: self.found.into_iter().map(classes).collect() }
    }
}

impl Atoms<'_> {
    /// Gives the atoms of one twin, and the twin, the same classes. Two that have one twin are tied to each other by it, also
    /// where nothing else asks for it; a list question is not, since it would bring others with it.
    fn settle_family(&mut self, old: &Atom, new: &[Atom]) {
        let ties = new.len() > 1 && !matches!(old, Atom::SomeElement(_, _));
        if !ties && !self.found.contains_key(old) {
            return;
        }
        let family = || new.iter().chain([old]);
        let all: BTreeSet<Accepts> =
            family().filter_map(|atom| self.found.get(atom)).flatten().cloned().collect();
        for atom in family() {
            self.found.insert(atom.clone(), all.clone());
        }
    }
}

/// What bare paths of an event's own object stand for: more than one thing where the event was an update.
pub(super) fn sides_of_event(event: Event, schema: &Schema) -> &'static [Side] {
    match event {
        Event::Did(action) => {
            let verb = schema.actions.get(action.index()).map_or(Verb::Declared, |action| action.verb);
            sides_of_one(verb)
        }
        Event::Signal(_) => sides_of_one(Verb::Declared),
    }
}

/// What an event has to satisfy: of an update, in its new values.
pub(super) fn filter(source: &EventSource, schema: &Schema) -> Condition {
    after(source.event, schema).condition(&source.filter)
}

/// The side of an event that is filtered and counted: what came of it.
pub(super) fn after(event: Event, schema: &Schema) -> Side {
    sides_of_event(event, schema).last().copied().unwrap_or(Side::AsItIs)
}

/// The conditions within a condition: of list questions, and of the events that its figures count.
pub(super) fn inner_conditions(of: &Condition, schema: &Schema, found: &mut Vec<Condition>) {
    for test in of.tests() {
        if let Atom::SomeElement(_, inner) = &test.atom {
            inner_conditions(inner, schema, found);
            found.push((**inner).clone());
        }
        for of in elements(&test.atom) {
            inner_conditions(&of.filter, schema, found);
            found.push(of.filter.clone());
        }
        let sources = figures(&test.atom).into_iter().flat_map(Figure::all_sources);
        found.extend(sources.map(|source| filter(source, schema)));
    }
}

/// The figures over the ledger that an atom asks for.
fn figures(atom: &Atom) -> Vec<&Figure> {
    let figures = terms(atom).into_iter().filter_map(|operand| match operand {
        Operand::Figure(figure) => Some(&**figure),
        _ => None,
    });
    figures.collect()
}

/// The figures over elements of lists that an atom asks for.
fn elements(atom: &Atom) -> Vec<&Elements> {
    let elements = terms(atom).into_iter().filter_map(|operand| match operand {
        Operand::Elements(of) => Some(&**of),
        _ => None,
    });
    elements.collect()
}

/// What an atom classifies or compares, down to what is not reckoned from anything else.
fn terms(atom: &Atom) -> Vec<&Operand> {
    match atom {
        Atom::Class(operand) => terms_of(operand),
        Atom::Pair(left, right) => [terms_of(left), terms_of(right)].concat(),
        Atom::Text(_, _) | Atom::Inside(_, _) | Atom::SomeElement(_, _) => Vec::new(),
        Atom::Aged(_, _, _, _) | Atom::Hours(_, _, _) => Vec::new(),
        Atom::Known(_) | Atom::Given(_) | Atom::External(_) | Atom::Sampled(_, _) => Vec::new(),
    }
}

fn terms_of(operand: &Operand) -> Vec<&Operand> {
    match operand {
        Operand::Path(_) | Operand::Constant(_) | Operand::Figure(_) | Operand::Elements(_) => vec![operand],
        Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
            [terms_of(left), terms_of(right)].concat()
        }
    }
}

/// The columns of a table: atoms and their classes, in order.
#[derive(Debug)]
pub(super) struct Columns {
    columns: IndexMap<Atom, Classes>,
}

impl Columns {
    /// The atoms, in the order of their columns.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Atom, &Classes)> {
        self.columns.iter()
    }

    /// The column of an atom.
    pub(super) fn id(&self, atom: &Atom) -> Option<ColumnId> {
        self.columns.get_index_of(atom).and_then(|place| u32::try_from(place).ok()).map(ColumnId)
    }

    /// The classes of a column.
    pub(super) fn classes(&self, id: ColumnId) -> Option<&Classes> {
        self.columns.get_index(id.index()).map(|(_, classes)| classes)
    }

    /// The column of a test and the classes that it accepts; all others where it is negated.
    pub(super) fn test(&self, test: &Test, negated: bool) -> Option<(ColumnId, ClassSet)> {
        let (place, _, classes) = self.columns.get_full(&test.atom)?;
        let accepted = classes.accepted(&test.accepts);
        let set = if negated {
            classes.all().iter().zip(&accepted).map(|(all, accepted)| all & !accepted).collect()
        } else {
            accepted
        };
        u32::try_from(place).ok().map(|place| (ColumnId(place), set))
    }

    /// The column of old values that belongs to an atom of new ones.
    pub(super) fn twin(&self, atom: &Atom) -> Option<ColumnId> {
        twin(atom).and_then(|old| self.id(&old))
    }
}

/// The fields of the updated object whose new values an atom reads.
pub(super) fn reads_new(atom: &Atom) -> Vec<u32> {
    let mut fields = BTreeSet::new();
    rewrite::paths_of_atom(atom, &mut |path| {
        if let (Root::New, Some(Step::Field(field))) = (path.root, path.steps.first()) {
            fields.insert(*field);
        }
    });
    fields.into_iter().collect()
}

fn domain(atom: &Atom, schema: &Schema) -> Domain {
    match atom {
        Atom::Class(Operand::Path(path)) => domain_of_path(path, schema),
        Atom::Class(_) => Domain::Ordinals,
        Atom::Pair(_, _) => Domain::Ordering,
        Atom::Text(_, _) | Atom::Inside(_, _) | Atom::SomeElement(_, _) => Domain::Question,
        Atom::Aged(_, _, _, _) | Atom::Hours(_, _, _) => Domain::Question,
        Atom::Known(_) | Atom::Given(_) | Atom::External(_) | Atom::Sampled(_, _) => Domain::Question,
    }
}

fn domain_of_path(path: &Path, schema: &Schema) -> Domain {
    match (path.root, &path.value) {
        // Behind the agents is the place of people.
        (Root::Agent, _) => Domain::Places(schema.agents.len() + 1),
        (Root::Field, _) => {
            Domain::Places(schema.shapes.iter().map(|shape| shape.fields.len()).max().unwrap_or(0))
        }
        (_, Type::YesNo) => Domain::Places(2),
        (_, Type::OneOf(choices)) => Domain::Places(schema.choices.get(choices.index()).map_or(0, Vec::len)),
        (_, Type::Number | Type::Percent | Type::Money(_) | Type::Date | Type::Instant | Type::Duration) => {
            Domain::Ordinals
        }
        (_, Type::Text | Type::Zone | Type::Email | Type::Domain | Type::Url | Type::Person) => Domain::Texts,
        // Lists and records have no classes but being empty or not: no constant is one.
        (_, Type::Object(_) | Type::List(_) | Type::Record(_)) => Domain::Texts,
    }
}

/// Whether the atom has a class for the empty value.
fn may_be_empty(atom: &Atom) -> bool {
    match atom {
        Atom::Class(operand) => operand.may_be_empty(),
        Atom::Pair(left, right) => left.may_be_empty() || right.may_be_empty(),
        // Of the empty value the answer to a question is no.
        Atom::Text(_, _) | Atom::Inside(_, _) | Atom::SomeElement(_, _) => false,
        Atom::Aged(_, _, _, _) | Atom::Hours(_, _, _) => false,
        Atom::Known(_) | Atom::Given(_) | Atom::External(_) | Atom::Sampled(_, _) => false,
    }
}
