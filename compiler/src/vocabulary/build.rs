//! Puts the vocabulary together.

use super::actions::{Making, reserved, snake_case};
use super::endorsements::Reading;
use super::items::{Condition, Grid, Measure, Object, Record, Segment};
use super::names::{Name, Names};
use super::shapes::{ShapeIds, shapes};
use super::sources::{Entry, Sources, sources};
use super::types::Types;
use super::{Vocabulary, calendars, lists, people, queues};
use crate::db::{Db, ItemId, ItemKind, Project, Span};
use crate::diagnostics::{Found, Report};
use crate::project::settings;
use charter_runtime::schema::{ChoicesId, Schema, ShapeId};
use indexmap::IndexSet;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the declarations of a project.
pub(super) fn build(db: &dyn Db, project: Project) -> Found<Vocabulary> {
    let sources = sources(db, project);
    let mut report = Report::new();
    let ids = ShapeIds::of(&sources);
    let mut types = Types { db, sources: &sources, shapes: &ids, choices: IndexSet::new() };
    let shapes = shapes(&mut types, &mut report);
    let environments = environments(&settings(db, project).value.environments, &mut types);
    let choices = types.choices.into_iter().collect();
    let mut making = Making {
        db,
        sources: &sources,
        ids: &ids,
        shapes: &shapes.schema,
        declared: &shapes.declared,
        report: &mut report,
    };
    let (actions, signals) = (making.actions(), making.signals());
    let agents = people::agents(db, &sources, &mut report);
    let roles = people::roles(db, &sources, &agents, &mut report);
    let calendars = calendars::calendars(db, project, &sources, &mut report);
    let teams = people::teams(&sources, &agents);
    let reading = Reading { db, sources: &sources, ids: &ids, shapes: &shapes.schema, roles: &roles };
    let endorsed = reading.endorsements(project, &mut report);
    let schema = Schema {
        endorsed,
        shapes: shapes.schema,
        choices,
        actions: actions.schema,
        signals: signals.schema,
        agents: names_of(&agents),
        roles: names_of(&roles),
        watched: agents.iter().filter(|agent| agent.shadow).map(|agent| agent.id).collect(),
        teams: people::schema_teams(&teams),
        halts: people::schema_halts(&roles),
    };
    let mut vocabulary = Vocabulary {
        schema,
        shapes: shapes.declared,
        teams,
        queues: queues::queues(db, &sources, &roles, &calendars, &mut report),
        objects: objects(&sources, &mut report),
        records: named(&sources.records, |place, name, item, at| {
            Some(Record { name, item, at, shape: ShapeId::at(sources.objects.len() + place)? })
        }),
        lists: lists::lists(db, project, &sources, &mut report),
        segments: segments(db, &sources, &ids, &mut report),
        actions: Names::new(actions.declared),
        signals: Names::new(signals.declared),
        tables: named(&sources.tables, |_, name, item, at| Some(Grid { name, item, at })),
        measures: named(&sources.measures, |_, name, item, at| Some(Measure { name, item, at })),
        conditions: named(&sources.conditions, |_, name, item, at| Some(Condition { name, item, at })),
        roles,
        agents,
        calendars,
        environments,
        unusable: BTreeSet::new(),
    };
    vocabulary.unusable = unusable(&sources, &vocabulary);
    report.with(vocabulary)
}

/// The environments of the manifest, as a closed list of values.
fn environments(declared: &[String], types: &mut Types<'_>) -> Option<ChoicesId> {
    if declared.is_empty() {
        return None;
    }
    let names: IndexSet<String> = declared.iter().cloned().collect();
    let (place, _) = types.choices.insert_full(names.into_iter().collect());
    ChoicesId::at(place)
}

/// What is declared and could not be made.
fn unusable(sources: &Sources, made: &Vocabulary) -> BTreeSet<(ItemKind, String)> {
    let actions = missing(ItemKind::Action, &sources.actions, &made.actions);
    let signals = missing(ItemKind::Signal, &sources.signals, &made.signals);
    let segments = missing(ItemKind::Segment, &sources.segments, &made.segments);
    let queues = missing(ItemKind::Queue, &sources.queues, &made.queues);
    actions.chain(signals).chain(segments).chain(queues).collect()
}

fn missing<N, T: Name>(
    kind: ItemKind,
    declared: &Names<Entry<N>>,
    made: &Names<T>,
) -> impl Iterator<Item = (ItemKind, String)> {
    let missing = declared.iter().filter(|entry| made.get(&entry.name).is_none());
    missing.map(move |entry| (kind, entry.name.clone()))
}

fn names_of<T: Name>(names: &Names<T>) -> Vec<String> {
    names.iter().map(|declared| declared.name().to_owned()).collect()
}

/// Declarations of which the vocabulary says no more than where they are.
fn named<N, T: Name>(
    entries: &Names<Entry<N>>,
    make: impl Fn(usize, String, ItemId, Span) -> Option<T>,
) -> Names<T> {
    let made = entries.iter().enumerate();
    Names::new(
        made.filter_map(|(place, entry)| make(place, entry.name.clone(), entry.item, entry.at)).collect(),
    )
}

fn objects(sources: &Sources, report: &mut Report) -> Names<Object> {
    let mut first: BTreeMap<String, &Entry<_>> = BTreeMap::new();
    for entry in &sources.objects {
        let variable = snake_case(&entry.name);
        if let Some(meaning) = reserved(&variable) {
            report.reserved_name(entry.at, &entry.name, meaning);
        }
        if let Some(other) = first.get(&variable) {
            report.same_name_in_paths(entry.at, &entry.name, &variable, &other.name, other.at);
        }
        first.entry(variable).or_insert(entry);
    }
    named(&sources.objects, |place, name, item, at| {
        Some(Object { variable: snake_case(&name), name, item, at, shape: ShapeId::at(place)? })
    })
}

/// The segments. One of nothing that exists is reported, and is not there.
fn segments(db: &dyn Db, sources: &Sources, ids: &ShapeIds, report: &mut Report) -> Names<Segment> {
    let mut segments = Vec::new();
    for entry in &sources.segments {
        let Some(written) = entry.node.object() else { continue };
        let name = written.text();
        match ids.object(sources, &name) {
            Some(object) => {
                segments.push(Segment { name: entry.name.clone(), item: entry.item, at: entry.at, object });
            }
            None => {
                let nearest = sources.objects.nearest(&name);
                report.unknown_name(entry.item.span(db, &written), ItemKind::Object, &name, nearest);
            }
        }
    }
    Names::new(segments)
}
