//! The rows of each action: the cubes of every rule that is on it, as bits of columns.

use super::TableError;
use super::atoms::{Columns, inner_conditions};
use super::cubes::cubes;
use super::expand::{Expanded, Side, expand, sides};
use super::lower::Lists;
use super::rewrite;
use crate::typed::{self, Case, Charter, Condition, RuleKind};
use charter_runtime::schema::{ActionId, Path, Root, RuleId};
use charter_runtime::table::model::{
    self, ActionRows, Approver, Column, ColumnId, ColumnTest, Cube, Entry, FormulaId, Holder, RowColumn,
};
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one action, from the cases of the charter that are on it.
pub(super) fn rows_of(
    action: ActionId,
    charter: &Charter,
    columns: &[Column],
    lists: &mut Lists<'_>,
    pause: &dyn Fn(),
) -> Result<ActionRows, TableError> {
    let mut entries = Vec::new();
    let mut rows: Vec<(Cube, u32)> = Vec::new();
    for (number, rule) in (0_u32..).zip(&charter.rules) {
        pause();
        for case in rule.cases.iter().filter(|case| case.action == action) {
            let expanded = expanded(case, rule.kind, charter);
            let in_rule = |error: super::cubes::TooManyCubes| TableError::of_rule(error, rule);
            let entry = u32::try_from(entries.len()).map_err(|_| TableError::TooLarge)?;
            rows.extend(
                cubes(&expanded.condition, false, lists.columns)
                    .map_err(in_rule)?
                    .into_iter()
                    .map(|cube| (cube, entry)),
            );
            entries.push(self::entry(RuleId(number), rule, case, &expanded, lists)?);
        }
    }
    rows.sort();
    let entry_of = rows.iter().map(|(_, entry)| *entry).collect();
    let cubes: Vec<&Cube> = rows.iter().map(|(cube, _)| cube).collect();
    let columns = row_columns(&cubes, columns, lists, pause);
    Ok(ActionRows { entries, entry_of, columns, segments: segments(action, charter, lists)? })
}

/// The segments that may be halted, with when a request for an action possibly touches one.
fn segments(
    action: ActionId,
    charter: &Charter,
    lists: &mut Lists<'_>,
) -> Result<Vec<(String, FormulaId)>, TableError> {
    let mut segments = Vec::new();
    for switch in &charter.switches {
        for case in switch.cases.iter().filter(|case| case.action == action) {
            let condition = expanded(case, RuleKind::Stop, charter).condition;
            segments.push((switch.segment.clone(), lists.formula(&condition, false)?));
        }
    }
    Ok(segments)
}

/// A case with its bare paths spelled out for its action.
pub(super) fn expanded(case: &Case, kind: RuleKind, charter: &Charter) -> Expanded {
    let action = charter.schema.actions.get(case.action.index());
    expand(case, action.map_or(&[Side::AsItIs], sides), kind == RuleKind::Scope)
}

fn entry(
    id: RuleId,
    rule: &typed::Rule,
    case: &Case,
    expanded: &Expanded,
    lists: &mut Lists<'_>,
) -> Result<Entry, TableError> {
    let effect = &case.effect;
    let doubts = match rule.kind {
        RuleKind::Scope => {
            Some(lists.doubts(&expanded.condition).map_err(|error| TableError::of_rule(error, rule))??)
        }
        RuleKind::Gate | RuleKind::Stop | RuleKind::Limit | RuleKind::Require => None,
    };
    let stages = effect.approvals.iter().flat_map(|approvals| &approvals.stages).zip(&expanded.stages);
    let stages = stages.map(|(stage, steps)| self::stage(stage, steps, lists)).collect::<Result<_, _>>()?;
    let readings = match &effect.reading {
        Some(reading) => readings(reading, &expanded.readers, lists)?,
        None => Vec::new(),
    };
    let needed = expanded.needed.iter().map(|needed| Ok((lists.path(&needed.path)?, needed.may_be_empty)));
    let needed = needed.collect::<Result<_, TableError>>()?;
    let reads = paths_read(expanded).iter().map(|path| lists.path(path)).collect::<Result<_, _>>()?;
    Ok(Entry {
        rule: id,
        subject: case.subject,
        doubts,
        outcome: effect.outcome,
        stages,
        queue: effect.queue,
        instead: effect.instead,
        masks: effect.masks,
        readings,
        release: match &effect.release {
            typed::Release::Condition => model::Release::Condition,
            typed::Release::Never => model::Release::Never,
            typed::Release::By(roles) => model::Release::By(roles.clone()),
        },
        needed,
        reads,
        room: expanded.room.as_ref().map(|room| lists.formula(room, false)).transpose()?,
    })
}

fn holder(holder: &typed::Holder, lists: &mut Lists<'_>) -> Result<Holder, TableError> {
    match holder {
        typed::Holder::Role(role) => Ok(Holder::Role(*role)),
        typed::Holder::Person(path) => lists.path(path).map(Holder::Person),
    }
}

/// Who reads it afterwards, each in the time that is given to all of them.
fn readings(
    reading: &typed::Reading,
    readers: &[typed::Holder],
    lists: &mut Lists<'_>,
) -> Result<Vec<model::Reading>, TableError> {
    let within = reading.within.map(|(length, _)| span(length));
    let calendar = reading.within.and_then(|(_, calendar)| calendar);
    let by = readers.iter().map(|reader| holder(reader, lists));
    by.map(|by| Ok(model::Reading { by: by?, within, calendar })).collect()
}

fn stage(
    stage: &typed::Stage,
    steps: &[Vec<typed::Approver>],
    lists: &mut Lists<'_>,
) -> Result<model::Stage, TableError> {
    let mut turns = Vec::new();
    for step in steps {
        turns.push(step.iter().map(|approver| self::approver(approver, lists)).collect::<Result<_, _>>()?);
    }
    let (queue, batch) = (stage.queue, stage.batch);
    Ok(model::Stage { steps: turns, queue, deadline: stage.deadline.as_ref().map(deadline), batch })
}

fn approver(approver: &typed::Approver, lists: &mut Lists<'_>) -> Result<Approver, TableError> {
    let any =
        approver.any.iter().map(|holder| self::holder(holder, lists)).collect::<Result<_, TableError>>()?;
    let except = approver.except.iter().map(|path| lists.path(path)).collect::<Result<_, _>>()?;
    Ok(Approver { any, count: approver.count, except, confirms: approver.confirms })
}

/// A length of time, in the table's terms.
pub(crate) fn span(length: typed::Span) -> model::Span {
    match length {
        typed::Span::Elapsed(length) => model::Span::Elapsed(length),
        typed::Span::WorkingDays(days) => model::Span::WorkingDays(days),
    }
}

/// By when, in the table's terms.
pub(super) fn deadline(deadline: &typed::Deadline) -> model::Deadline {
    let within = span(deadline.within);
    let otherwise = match deadline.otherwise {
        typed::Lapse::Leaves(outcome) => model::Lapse::Leaves(outcome),
        typed::Lapse::Asks => model::Lapse::Asks,
    };
    model::Deadline { within, calendar: deadline.calendar, otherwise }
}

/// Every path of the request and its objects that a case reads: what people are told of when it is unknown.
fn paths_read(expanded: &Expanded) -> BTreeSet<Path> {
    let mut paths = BTreeSet::new();
    rewrite::paths_of_condition(&expanded.condition, &mut |path| _ = paths.insert(path.clone()));
    // Keys, amounts and approvers.
    paths.extend(expanded.needed.iter().map(|needed| needed.path.clone()));
    paths.retain(|path| match path.root {
        Root::Target | Root::Old | Root::New | Root::First | Root::Second => true,
        Root::Request | Root::Session | Root::Environment | Root::Principal | Root::PrincipalRoles => true,
        Root::Agent | Root::Now | Root::Today | Root::Field | Root::Element | Root::Its | Root::Targets => {
            false
        }
    });
    paths
}

/// The columns that the rows test, cheapest first, and of those the ones that leave the fewest rows alive.
fn row_columns(cubes: &[&Cube], columns: &[Column], lists: &Lists<'_>, pause: &dyn Fn()) -> Vec<RowColumn> {
    let mut by_column: BTreeMap<ColumnId, RowColumn> = BTreeMap::new();
    let words = cubes.len().div_ceil(64);
    let every = every_row(cubes.len());
    for (row, cube) in cubes.iter().enumerate() {
        if row.is_multiple_of(PAUSE) {
            pause();
        }
        for test in &cube.tests {
            let classes = columns.get(test.column.index()).map_or(0, |column| column.classes as usize);
            let blank = || RowColumn {
                column: test.column,
                tested: vec![0; words],
                // What a row does not test, it accepts.
                accepts: every.repeat(classes),
                twin: None,
            };
            let of = by_column.entry(test.column).or_insert_with(blank);
            set(&mut of.tested, row);
            for class in (0..classes).filter(|class| !accepts(test, *class)) {
                clear(&mut of.accepts, class * words * 64 + row);
            }
        }
    }
    in_order(by_column, columns, lists)
}

/// After so many rows or rules it is asked whether anybody still wants to know.
const PAUSE: usize = 64;

/// A bit for each row.
fn every_row(rows: usize) -> Vec<u64> {
    let mut bits = vec![u64::MAX; rows.div_ceil(64)];
    let beyond = bits.len() * 64 - rows;
    if let Some(last) = bits.last_mut() {
        *last >>= beyond;
    }
    bits
}

fn accepts(test: &ColumnTest, class: usize) -> bool {
    test.classes.get(class / 64).is_some_and(|word| word >> (class % 64) & 1 == 1)
}

fn set(bits: &mut [u64], bit: usize) {
    if let Some(word) = bits.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

fn clear(bits: &mut [u64], bit: usize) {
    if let Some(word) = bits.get_mut(bit / 64) {
        *word &= !(1 << (bit % 64));
    }
}

/// Orders the columns, a column of new values behind its twin, and adds to it the rows that accept a class in both.
fn in_order(
    mut by_column: BTreeMap<ColumnId, RowColumn>,
    columns: &[Column],
    lists: &Lists<'_>,
) -> Vec<RowColumn> {
    let mut order: Vec<ColumnId> = by_column.keys().copied().collect();
    let column = |id: &ColumnId| columns.get(id.index());
    order.sort_by_key(|id| {
        let twin_first = column(id).and_then(|column| column.twin).is_some();
        let tier = column(id).map(|column| lists.tier(*id, &column.classifier).0);
        (tier, twin_first, by_column.get(id).map(alive_on_average), *id)
    });
    let places: BTreeMap<ColumnId, u32> = (0_u32..).zip(&order).map(|(place, id)| (*id, place)).collect();
    let with_twin = |id: &ColumnId| {
        let twin = column(id)?.twin?;
        Some((*places.get(&twin)?, both(by_column.get(id)?, by_column.get(&twin)?)))
    };
    let mut twins: BTreeMap<ColumnId, (u32, Vec<u64>)> =
        order.iter().filter_map(|id| Some((*id, with_twin(id)?))).collect();
    let ordered = order.iter().filter_map(|id| {
        let of = by_column.remove(id)?;
        Some(RowColumn { twin: twins.remove(id), ..of })
    });
    ordered.collect()
}

/// For each class, the rows that accept it in both columns.
fn both(new: &RowColumn, old: &RowColumn) -> Vec<u64> {
    new.accepts.iter().zip(&old.accepts).map(|(new, old)| new & old).collect()
}

/// How many rows a class leaves alive on average, in thousandths of a row.
fn alive_on_average(column: &RowColumn) -> u64 {
    let alive: u64 = column.accepts.iter().map(|word| u64::from(word.count_ones())).sum();
    let classes = column.accepts.len().checked_div(column.tested.len()).unwrap_or(1).max(1);
    alive * 1000 / u64::try_from(classes).unwrap_or(1)
}

/// The conditions of a charter: of every case, as it stands in the table.
pub(super) fn conditions(charter: &Charter) -> impl Iterator<Item = Condition> {
    let cases = charter.rules.iter().flat_map(|rule| rule.cases.iter().map(move |case| (case, rule.kind)));
    let switched = charter.switches.iter().flat_map(|switch| &switch.cases);
    let cases = cases.chain(switched.map(|case| (case, RuleKind::Stop)));
    cases.map(|(case, kind)| expanded(case, kind, charter).condition)
}

/// Finds out whether the conditions inside other conditions fit into formulas, rule by rule, so that the rule can be named.
pub(super) fn inner_conditions_fit(
    charter: &Charter,
    columns: &Columns,
    pause: &dyn Fn(),
) -> Result<(), TableError> {
    for rule in &charter.rules {
        pause();
        for case in &rule.cases {
            let mut inner = Vec::new();
            inner_conditions(&expanded(case, rule.kind, charter).condition, &charter.schema, &mut inner);
            let fits = |condition: &Condition| {
                [false, true].map(|negated| cubes(condition, negated, columns).map(|_| ()))
            };
            let all = inner.iter().flat_map(fits).collect::<Result<(), _>>();
            all.map_err(|error| TableError::of_rule(error, rule))?;
        }
    }
    Ok(())
}
