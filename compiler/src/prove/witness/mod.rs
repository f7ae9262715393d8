//! From classes to a request with real values, what the host knows, and a ledger.
//!
//! Values are chosen one column after another, the plainest first. Nothing here has to be right for a verdict to be: what was
//! made is put to the table, and counts only if that lets it through.

mod document;
mod elements;
mod past;
mod reckon;
mod text;
mod tried;
mod values;
mod wishes;
mod world;

use super::question::Sketch;
use super::reads;
use charter_runtime::schema::{ActionId, Path, Root, Schema, Step, Subject, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Column, ColumnId, Operand, PathId};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use wishes::Wishes;
use world::World;

pub(super) use tried::tried;

/// A sketch that is to be made real, for the `number`-th time under other names.
pub(super) struct Attempt<'a> {
    pub(super) table: &'a Table,
    pub(super) action: ActionId,
    /// Whether an agent asks, or a person.
    pub(super) subject: Subject,
    pub(super) sketch: &'a Sketch,
    pub(super) number: usize,
    /// When it is asked, in nanoseconds.
    pub(super) moment: i128,
    /// The columns that people are told of; all of them where that is not said.
    pub(super) shown: Option<&'a BTreeSet<ColumnId>>,
}

/// A case, and the same in words.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) case: Json,
    /// What is asked: `outreach send_email to contact1`.
    pub(super) asks: String,
    /// What is given, a fact each.
    pub(super) given: Vec<String>,
}

/// Makes a sketch real; `None` where that is beyond what is tried here.
pub(super) fn witness(attempt: &Attempt<'_>) -> Option<Made> {
    let mut world = World::new(attempt);
    let mut columns: Vec<(ColumnId, u32, &Column)> = Vec::new();
    for (id, class) in &attempt.sketch.classes {
        columns.push((*id, *class, attempt.table.columns.get(id.index())?));
    }
    let mut wishes = Wishes::new(attempt.table, attempt.moment);
    for (_, class, column) in &columns {
        wishes.add(column, *class)?;
    }
    wishes.fulfil(&mut world)?;
    elements::fill(&mut world, &columns)?;
    columns.sort_by_key(|(id, _, column)| (past::reach(attempt.table, column), *id));
    let windows: BTreeSet<_> = columns
        .iter()
        .map(|(_, _, column)| past::reach(attempt.table, column))
        .filter(|reach| *reach > 0)
        .collect();
    world.looks_back_variously = windows.len() > 1;
    for (id, class, column) in &columns {
        world.is_telling = attempt.shown.is_none_or(|shown| shown.contains(id));
        past::happen(&mut world, column, *class)?;
    }
    world.is_telling = true;
    if reads_the_clock(attempt, &columns) {
        world.tell_the_time();
    }
    know_what_is_needed(&mut world, attempt);
    for path in attempt.sketch.unknown.iter().filter_map(|id| attempt.table.paths.get(id.index())) {
        world.forget(path);
    }
    Some(world.made(attempt.shown.map(|shown| read_by(attempt.table, shown))))
}

/// The values of some paths, each close to the one that it has, with which columns have the classes of an attempt, while others
/// stay as they are; `None` where that is beyond what is tried here.
pub(super) fn values_of<'p>(
    attempt: &Attempt<'_>,
    stays: &[(&Path, Json)],
    wanted: &BTreeMap<&'p Path, Option<Json>>,
) -> Option<Vec<(&'p Path, Json)>> {
    let mut world = World::new(attempt);
    for (path, value) in wanted {
        value.iter().for_each(|value| world.stay_near(path, value));
    }
    for (path, value) in stays {
        world.seed(path, value);
    }
    let columns = attempt.sketch.classes.iter();
    let columns = columns.map(|(id, class)| Some((*id, *class, attempt.table.columns.get(id.index())?)));
    let columns: Vec<(ColumnId, u32, &Column)> = columns.collect::<Option<_>>()?;
    let mut wishes = Wishes::new(attempt.table, attempt.moment);
    for (_, class, column) in &columns {
        wishes.add(column, *class)?;
    }
    wishes.fulfil(&mut world)?;
    elements::fill(&mut world, &columns)?;
    let chosen = wanted.keys().filter_map(|path| Some((*path, world.get(path)?)));
    Some(chosen.collect())
}

/// The value at a path as people read it; of an address, the part that the path leads to.
pub(super) fn told(path: &Path, value: &Json) -> String {
    let part = path.steps.iter().find_map(|step| match step {
        Step::Part(part) if part.whole() == Type::Email => Some(part),
        Step::Part(_) | Step::Field(_) => None,
    });
    let part = part.and_then(|part| value.as_str().map(|address| part.of(address)));
    part.map_or_else(|| values::told(&path.value, value), str::to_owned)
}

/// The value of an ordinal as people read it; see [`Constant::Ordinal`](crate::typed::Constant::Ordinal).
pub(crate) fn value_in_words(schema: &Schema, of: &Type, ordinal: i128) -> Option<String> {
    values::of_ordinal(schema, of, ordinal).map(|value| values::told(of, &value))
}

/// The paths that columns read.
fn read_by<'t>(table: &'t Table, columns: &BTreeSet<ColumnId>) -> BTreeSet<&'t Path> {
    let columns = columns.iter().filter_map(|id| table.columns.get(id.index()));
    let read: BTreeSet<PathId> = columns.flat_map(|column| reads::paths(table, column)).collect();
    read.into_iter().filter_map(|id| table.paths.get(id.index())).collect()
}

/// Whether a column that people are told of hangs on when it is asked.
fn reads_the_clock(attempt: &Attempt<'_>, columns: &[(ColumnId, u32, &Column)]) -> bool {
    let of_clock = |id: &PathId| {
        let path = attempt.table.paths.get(id.index());
        path.is_some_and(|path| matches!(path.root, Root::Now | Root::Today))
    };
    let shown = |id: &ColumnId| attempt.shown.is_none_or(|shown| shown.contains(id));
    columns
        .iter()
        .any(|(id, _, column)| shown(id) && reads::paths(attempt.table, column).iter().any(of_clock))
}

/// Gives a value to whatever the rules on the action cannot do without: keys, amounts and approvers.
fn know_what_is_needed(world: &mut World<'_>, attempt: &Attempt<'_>) {
    let entries = attempt.table.actions.get(attempt.action.index()).map(|rows| rows.entries.as_slice());
    for (path, _) in entries.unwrap_or_default().iter().flat_map(|entry| &entry.needed) {
        if let Some(path) = attempt.table.paths.get(path.index()) {
            // What cannot be made up stays unknown; the table says whether that matters.
            _ = world.ensure(path);
        }
    }
}

/// When a sketch can be asked: on a working day, where it does not say otherwise, and else at other times.
pub(super) fn moments(table: &Table, sketch: &Sketch) -> Vec<i128> {
    let (mut from, mut to, mut by_hours) = (i128::MIN, i128::MAX, false);
    for (id, class) in &sketch.classes {
        let Some(column) = table.columns.get(id.index()) else { continue };
        match &column.classifier {
            Classifier::Cuts { operand, cuts, .. } => {
                let unit = match table.operands.get(operand.index()) {
                    Some(Operand::Path(path)) => table.paths.get(path.index()).map(|path| path.root),
                    _ => None,
                };
                let unit = match unit {
                    Some(Root::Now) => 1,
                    Some(Root::Today) => NANOSECONDS_IN_A_DAY,
                    _ => continue,
                };
                let class = *class as usize;
                let least = class.checked_sub(1).and_then(|before| cuts.get(before));
                from = from.max(least.map_or(i128::MIN, |cut| cut.saturating_mul(unit)));
                to = to.min(cuts.get(class).map_or(i128::MAX, |cut| cut.saturating_mul(unit) - 1));
            }
            Classifier::Hours { at, .. } => {
                by_hours |= table.paths.get(at.index()).is_some_and(|path| path.root == Root::Now);
            }
            _ => {}
        }
    }
    let at = |moment: i128| moment.clamp(from.min(to), to);
    let mut moments = vec![at(world::NOW_NANOSECONDS)];
    if by_hours {
        let hour = NANOSECONDS_IN_A_DAY / 24;
        // Through a day from Monday on, and through the weekend before.
        moments.extend((0..8).map(|step| at(world::NOW_NANOSECONDS + 3 * step * hour)));
        moments.extend((1..8).map(|step| at(world::NOW_NANOSECONDS - 6 * step * hour)));
    }
    moments.dedup();
    moments
}

/// A day, in nanoseconds.
const NANOSECONDS_IN_A_DAY: i128 = 86_400_000_000_000;

/// Whether it matters for a sketch what the objects are called: samples go by their ids.
pub(super) fn hangs_on_names(table: &Table, sketch: &Sketch) -> bool {
    let mut columns = sketch.classes.keys().filter_map(|id| table.columns.get(id.index()));
    columns.any(|column| matches!(column.classifier, Classifier::Sampled { .. }))
}
