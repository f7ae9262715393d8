//! From classes to a request with real values, what the host knows, and a ledger.
//!
//! Values are chosen one column after another, the plainest first. Nothing here has to be right for a verdict to be: what was
//! made is put to the table, and counts only if that lets it through.

mod elements;
mod past;
mod text;
mod values;
mod wishes;
mod world;

use super::question::Sketch;
use charter_runtime::schema::{ActionId, Subject};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Column, ColumnId};
use serde_json::Value as Json;
use wishes::Wishes;
use world::World;

/// A sketch that is to be made real, for the `number`-th time under other names.
pub(super) struct Attempt<'a> {
    pub(super) table: &'a Table,
    pub(super) action: ActionId,
    /// Whether an agent asks, or a person.
    pub(super) subject: Subject,
    pub(super) sketch: &'a Sketch,
    pub(super) number: usize,
}

/// A case, and the same in words.
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
    let mut wishes = Wishes::new(attempt.table);
    for (_, class, column) in &columns {
        wishes.add(column, *class)?;
    }
    wishes.fulfil(&mut world)?;
    elements::fill(&mut world, &columns)?;
    for (_, class, column) in &columns {
        past::happen(&mut world, column, *class)?;
    }
    know_what_is_needed(&mut world, attempt);
    Some(world.made())
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

/// Whether it matters for a sketch what the objects are called: samples go by their ids.
pub(super) fn hangs_on_names(table: &Table, sketch: &Sketch) -> bool {
    let mut columns = sketch.classes.keys().filter_map(|id| table.columns.get(id.index()));
    columns.any(|column| matches!(column.classifier, Classifier::Sampled { .. }))
}
