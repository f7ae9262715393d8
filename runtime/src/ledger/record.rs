//! Which facts of its time are kept with an event.

use super::event::{Event, to_keep};
use super::figure::{Amount, Figures};
use super::past::{SECOND, TOUCHED, is_subject};
use crate::decide::{AtHand, Trust};
use crate::input::{Facts, Request};
use crate::schema::Root;
use crate::table::Table;
use crate::table::model::{self, Classifier, FigureId, FormulaId, Operand, OperandId, PathId};
use crate::value::{Slot, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The facts that the table's figures ask of an event of a kind, on one of the request's objects, as they are at its time.
pub(crate) fn kept_facts(
    table: &Table,
    event: model::Event,
    request: &Request,
    target: Option<&str>,
    facts: &Facts,
    content: &[Slot],
    now: i64,
) -> BTreeMap<String, Slot> {
    let touched = touched(table, request);
    let (figures, sampler) = (&NoFigures, &|_: &str, _: &str| 0);
    let scene = AtHand {
        table,
        request,
        facts,
        content,
        target,
        field: None,
        now,
        as_of: None,
        figures,
        sampler,
        trust: Trust::All,
        memo: None,
        nearest: None,
    };
    facts_to_keep(table, event, &scene).into_iter().chain(touched).chain(second(table, request)).collect()
}

/// Under which text the moment is kept from which nobody can help what waits.
const UNTIL: &str = "until";

/// The facts of something that waits for people, up to a moment or for ever.
pub(crate) fn with_until(facts: BTreeMap<String, Slot>, until: Option<i64>) -> BTreeMap<String, Slot> {
    let until = until.map(|until| (UNTIL.to_owned(), Slot::Known(Value::Ordinal(i128::from(until)))));
    facts.into_iter().chain(until).collect()
}

/// The moment from which nobody can help what waits, if there is one.
pub(super) fn until(event: &Event) -> Option<i64> {
    match event.facts.get(UNTIL) {
        Some(Slot::Known(Value::Ordinal(until))) => i64::try_from(*until).ok(),
        Some(Slot::Known(_) | Slot::Empty | Slot::Unknown) | None => None,
    }
}

/// The second object of an action that is on two.
fn second(table: &Table, request: &Request) -> Option<(String, Slot)> {
    let action = table.schema.actions.get(request.action?.index())?;
    let second = request.targets.get(1).filter(|_| action.second.is_some())?;
    Some((SECOND.to_owned(), Slot::Known(Value::Text(second.clone()))))
}

/// The names of the fields that a request touches, where it touches any.
fn touched(table: &Table, request: &Request) -> Option<(String, Slot)> {
    let action = table.schema.actions.get(request.action?.index())?;
    let fields = &table.shape(action.object)?.fields;
    let named = request.fields.iter().filter_map(|place| fields.get(*place as usize));
    let names: Vec<Slot> = named.map(|field| Slot::Known(Value::Text(field.name.clone()))).collect();
    (!names.is_empty()).then(|| (TOUCHED.to_owned(), Slot::Known(Value::List(names))))
}

/// Paths alone are kept, so that no figure is ever asked for.
struct NoFigures;

impl Figures for NoFigures {
    fn amount(&self, _: FigureId, _: &AtHand<'_>) -> Amount {
        Amount::any()
    }

    fn leaving(&self, _: FigureId, _: &AtHand<'_>) -> Vec<i64> {
        Vec::new()
    }
}

fn facts_to_keep(table: &Table, event: model::Event, scene: &AtHand<'_>) -> BTreeMap<String, Slot> {
    let paths = asked_of(table, event).into_iter().filter_map(|path| table.paths.get(path.index()));
    let kept = paths.filter(|path| !is_subject(path) && path.root != Root::Field);
    kept.map(|path| (table.path_text(path), to_keep(path, scene.walk(path), &table.schema))).collect()
}

/// The paths that figures read of an event of a kind: its keys, what is counted, and what filters ask.
fn asked_of(table: &Table, event: model::Event) -> BTreeSet<PathId> {
    let sources = table.figures.iter().flat_map(|figure| figure.sources.iter().chain(&figure.followed_by));
    let sources = sources.filter(|source| source.event == event);
    let mut asked = BTreeSet::new();
    for source in sources {
        asked.extend(source.key.iter().flatten().chain(&source.value));
        read_by_formula(table, source.passes, &mut asked);
    }
    asked
}

fn read_by_formula(table: &Table, formula: FormulaId, asked: &mut BTreeSet<PathId>) {
    for column in table.columns_of(formula) {
        read_by_classifier(table, &column.classifier, asked);
    }
}

fn read_by_classifier(table: &Table, classifier: &Classifier, asked: &mut BTreeSet<PathId>) {
    match classifier {
        Classifier::Cuts { operand, .. } => read_by_operand(table, *operand, asked),
        Classifier::Pair { left, right, .. } => {
            read_by_operand(table, *left, asked);
            read_by_operand(table, *right, asked);
        }
        Classifier::Inside { inner, outer } => asked.extend([inner, outer]),
        Classifier::SomeElement { list, holds, .. } => {
            asked.insert(*list);
            read_by_formula(table, *holds, asked);
        }
        Classifier::Choices { path, .. } | Classifier::Texts { path, .. } | Classifier::Test { path, .. } => {
            asked.insert(*path);
        }
        Classifier::Hours { at, zone, .. } => asked.extend([at].into_iter().chain(zone)),
        Classifier::Aged { at, now, .. } => asked.extend([at, now]),
        Classifier::Known(path)
        | Classifier::Given(path)
        | Classifier::External(path)
        | Classifier::Sampled { path, .. } => {
            asked.insert(*path);
        }
    }
}

fn read_by_operand(table: &Table, operand: OperandId, asked: &mut BTreeSet<PathId>) {
    match table.operands.get(operand.index()) {
        Some(Operand::Path(path)) => _ = asked.insert(*path),
        Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
            read_by_operand(table, *left, asked);
            read_by_operand(table, *right, asked);
        }
        Some(Operand::Elements(of)) => {
            asked.extend([of.list].iter().chain(&of.value));
            read_by_formula(table, of.holds, asked);
        }
        Some(Operand::Ordinal(_) | Operand::Text(_) | Operand::Figure(_)) | None => {}
    }
}
