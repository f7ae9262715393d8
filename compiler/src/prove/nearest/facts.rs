//! The facts that the decision of a request may hang on.

use crate::prove::reads;
use charter_runtime::schema::{Path, Root, ShapeId, Step, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Column, ColumnId, Event, Operand, OperandId, PathId};
use std::collections::{BTreeMap, BTreeSet};

/// A fact that may change by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    /// A value: what holds it, and the way there.
    Value(Holder, Option<ShapeId>, Vec<Step>),
    /// The session.
    Session,
    /// The environment.
    Environment,
    /// For whom it is asked.
    Principal,
    /// The agent.
    Agent,
    /// The moment.
    Moment,
    /// What has happened.
    Past(Event),
}

/// What holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// What the action takes and says, and what the host knows of it.
    Request,
    /// What would be written.
    New,
    /// The object, or the first of two.
    First,
    /// The second of two.
    Second,
}

impl Fact {
    /// The kind of event, where it is about what has happened.
    pub(super) fn event(&self) -> Option<Event> {
        match self {
            Fact::Past(event) => Some(*event),
            Fact::Value(_, _, _) | Fact::Session | Fact::Environment | Fact::Principal => None,
            Fact::Agent | Fact::Moment => None,
        }
    }
}

/// The fact that a path leads to, where one may change: of an update, what it leaves as it is is one before and after.
pub(super) fn of_path(path: &Path, verb: Verb, touched: &BTreeSet<u32>) -> Option<Fact> {
    let steps =
        || path.steps.iter().filter(|step| matches!(step, Step::Field(_))).copied().collect::<Vec<_>>();
    let value = |holder| (!path.steps.is_empty()).then(|| Fact::Value(holder, path.shape, steps()));
    match path.root {
        Root::Now | Root::Today => Some(Fact::Moment),
        Root::Agent => Some(Fact::Agent),
        Root::Session => Some(Fact::Session),
        Root::Environment => Some(Fact::Environment),
        Root::Principal | Root::PrincipalRoles => Some(Fact::Principal),
        Root::Request => value(Holder::Request),
        Root::Target | Root::Old | Root::First => value(Holder::First),
        Root::Second => value(Holder::Second),
        Root::New => {
            let written = |field: &u32| verb == Verb::Create || touched.contains(field);
            match path.steps.first() {
                Some(Step::Field(field)) if !written(field) => value(Holder::First),
                _ => value(Holder::New),
            }
        }
        Root::Field | Root::Targets | Root::Element | Root::Its => None,
    }
}

/// Whether the host says it of the request as a whole.
pub(super) fn is_of_the_host(path: &Path) -> bool {
    matches!(path.root, Root::Session | Root::Environment | Root::Principal | Root::PrincipalRoles)
}

/// All facts of a request, and which columns hang on which.
pub(super) struct Facts {
    /// The facts, those that are changed the most easily first.
    all: Vec<Fact>,
    of_column: BTreeMap<ColumnId, Vec<usize>>,
}

/// Sets of up to so many facts are tried.
const MOST_CHANGES: usize = 3;
/// No more sets than this are tried.
const MOST_SETS: usize = 4_000;

impl Facts {
    /// The facts that columns hang on. What nobody knows comes first: finding it out changes nothing.
    pub(super) fn of(
        table: &Table,
        columns: impl Iterator<Item = ColumnId>,
        verb: Verb,
        touched: &BTreeSet<u32>,
        is_unknown: impl Fn(&Path) -> bool,
    ) -> Facts {
        let mut paths: BTreeMap<Fact, BTreeSet<PathId>> = BTreeMap::new();
        let mut of: BTreeMap<ColumnId, BTreeSet<Fact>> = BTreeMap::new();
        for id in columns {
            let Some(column) = table.columns.get(id.index()) else { continue };
            for read in reads::paths(table, column) {
                let path = table.paths.get(read.index());
                if let Some((path, fact)) = path.and_then(|path| Some((path, of_path(path, verb, touched)?)))
                {
                    // The key of what has happened is that of the request.
                    if is_key(table, column, read) && path.steps.is_empty() {
                        continue;
                    }
                    paths.entry(fact.clone()).or_default().insert(read);
                    of.entry(id).or_default().insert(fact);
                }
            }
            for event in events(table, column) {
                paths.entry(Fact::Past(event)).or_default();
                of.entry(id).or_default().insert(Fact::Past(event));
            }
        }
        let effort = |fact: &Fact| {
            let ids = paths.get(fact).into_iter().flatten();
            let unknown = ids.filter_map(|id| table.paths.get(id.index())).any(&is_unknown);
            let effort = match fact {
                _ if unknown => 0,
                Fact::Value(Holder::Request | Holder::New, _, _) => 1,
                Fact::Value(Holder::First | Holder::Second, _, _) | Fact::Past(_) => 2,
                Fact::Moment => 3,
                Fact::Session | Fact::Environment | Fact::Principal => 4,
                Fact::Agent => 5,
            };
            (effort, fact.clone())
        };
        let mut all: Vec<Fact> = paths.keys().cloned().collect();
        all.sort_by_cached_key(effort);
        let place = |fact: &Fact| all.iter().position(|other| other == fact);
        let of_column =
            of.iter().map(|(column, facts)| (*column, facts.iter().filter_map(place).collect())).collect();
        Facts { all, of_column }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The facts on which each column hangs, by place.
    pub(super) fn of_columns(&self) -> BTreeMap<ColumnId, Vec<usize>> {
        self.of_column.clone()
    }

    /// Whether a column hangs on one of these.
    pub(super) fn hangs_on(&self, column: ColumnId, facts: &BTreeSet<usize>) -> bool {
        self.of_column.get(&column).is_some_and(|of| of.iter().any(|fact| facts.contains(fact)))
    }

    /// The facts at these places.
    pub(super) fn chosen(&self, places: &BTreeSet<usize>) -> Vec<Fact> {
        places.iter().filter_map(|place| self.all.get(*place).cloned()).collect()
    }

    /// Sets of facts that may change: single ones first, then pairs, then three.
    pub(super) fn sets(&self) -> Vec<BTreeSet<usize>> {
        let mut all: Vec<BTreeSet<usize>> = Vec::new();
        let mut last: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
        for _ in 0..MOST_CHANGES {
            let mut larger = Vec::new();
            for set in &last {
                let from = set.last().map_or(0, |last| last + 1);
                larger.extend((from..self.count()).map(|place| set.iter().copied().chain([place]).collect()));
            }
            larger.sort_by_key(|set: &BTreeSet<usize>| set.iter().sum::<usize>());
            all.extend(larger.iter().take(MOST_SETS.saturating_sub(all.len())).cloned());
            last = larger;
        }
        all
    }
}

/// The kinds of events that a column counts.
fn events(table: &Table, column: &Column) -> BTreeSet<Event> {
    let mut figures = Vec::new();
    match &column.classifier {
        Classifier::Cuts { operand, .. } => figures_of(table, *operand, &mut figures),
        Classifier::Pair { left, right, .. } => {
            figures_of(table, *left, &mut figures);
            figures_of(table, *right, &mut figures);
        }
        _ => {}
    }
    let figures = figures.into_iter().filter_map(|id| table.figures.get(id));
    figures.flat_map(|figure| &figure.sources).map(|source| source.event).collect()
}

fn figures_of(table: &Table, operand: OperandId, found: &mut Vec<usize>) {
    match table.operands.get(operand.index()) {
        Some(Operand::Figure(figure)) => found.push(figure.index()),
        Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
            figures_of(table, *left, found);
            figures_of(table, *right, found);
        }
        Some(Operand::Path(_) | Operand::Ordinal(_) | Operand::Text(_) | Operand::Elements(_)) | None => {}
    }
}

/// Whether a path is the key of what a column counts.
fn is_key(table: &Table, column: &Column, path: PathId) -> bool {
    let mut figures = Vec::new();
    if let Classifier::Cuts { operand, .. } = &column.classifier {
        figures_of(table, *operand, &mut figures);
    }
    figures.into_iter().filter_map(|id| table.figures.get(id)).any(|figure| figure.key.contains(&path))
}
