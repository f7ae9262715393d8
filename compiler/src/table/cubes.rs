//! Conditions become cubes: negation normal form, then an or of ands of classes.

use super::atoms::Columns;
use super::classes::ClassSet;
use crate::typed::Condition;
use charter_runtime::table::model::{ColumnId, ColumnTest, Cube, Formula};
use std::collections::BTreeSet;

/// How many cubes, and so rows, one condition has at most.
pub const MAX_CUBES: usize = 4096;

/// A condition has more cubes than the table is given room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooManyCubes;

/// The cubes of a condition, or of its negation: sorted, none of them impossible, none of them within another.
pub(super) fn cubes(
    condition: &Condition,
    negated: bool,
    columns: &Columns,
) -> Result<Vec<Cube>, TooManyCubes> {
    match (condition, negated) {
        (Condition::Always, false) | (Condition::Never, true) => Ok(vec![Cube::default()]),
        (Condition::Always, true) | (Condition::Never, false) => Ok(Vec::new()),
        (Condition::Not(inner), _) => cubes(inner, !negated, columns),
        (Condition::Test(test), _) => {
            let (column, classes) = columns.test(test, negated).ok_or(TooManyCubes)?;
            Ok(simplified(Cube { tests: vec![ColumnTest { column, classes }] }, columns)
                .into_iter()
                .collect())
        }
        (Condition::Any(parts), false) | (Condition::All(parts), true) => either(parts, negated, columns),
        (Condition::All(parts), false) | (Condition::Any(parts), true) => both(parts, negated, columns),
    }
}

/// The condition as a formula.
pub(super) fn formula(
    condition: &Condition,
    negated: bool,
    columns: &Columns,
) -> Result<Formula, TooManyCubes> {
    cubes(condition, negated, columns).map(|cubes| Formula { cubes })
}

fn either(parts: &[Condition], negated: bool, columns: &Columns) -> Result<Vec<Cube>, TooManyCubes> {
    let mut all = BTreeSet::new();
    for part in parts {
        all.extend(cubes(part, negated, columns)?);
        bounded(all.len())?;
    }
    Ok(without_inner(all.into_iter().collect()))
}

fn both(parts: &[Condition], negated: bool, columns: &Columns) -> Result<Vec<Cube>, TooManyCubes> {
    let mut all = vec![Cube::default()];
    for part in parts {
        let part = cubes(part, negated, columns)?;
        bounded(all.len().saturating_mul(part.len()))?;
        let met: BTreeSet<Cube> =
            all.iter().flat_map(|left| part.iter().filter_map(|right| meet(left, right, columns))).collect();
        all = without_inner(met.into_iter().collect());
    }
    Ok(all)
}

fn bounded(count: usize) -> Result<(), TooManyCubes> {
    if count <= MAX_CUBES { Ok(()) } else { Err(TooManyCubes) }
}

/// The cube in which both hold, unless that cannot be.
fn meet(left: &Cube, right: &Cube, columns: &Columns) -> Option<Cube> {
    let mut tests = left.tests.clone();
    for test in &right.tests {
        match tests.binary_search_by_key(&test.column, |test| test.column) {
            Ok(place) => {
                tests.iter_mut().skip(place).take(1).for_each(|mine| narrow(&mut mine.classes, &test.classes))
            }
            Err(place) => tests.insert(place, test.clone()),
        }
    }
    simplified(Cube { tests }, columns)
}

fn narrow(classes: &mut ClassSet, other: &ClassSet) {
    classes.iter_mut().zip(other).for_each(|(mine, other)| *mine &= other);
}

/// The cube without tests that accept everything; nothing where some test accepts nothing.
fn simplified(mut cube: Cube, columns: &Columns) -> Option<Cube> {
    let everything = |column: ColumnId| columns.classes(column).map(super::classes::Classes::all);
    cube.tests.retain(|test| everything(test.column).as_ref() != Some(&test.classes));
    let possible = cube.tests.iter().all(|test| test.classes.iter().any(|word| *word != 0));
    possible.then_some(cube)
}

/// Up to how many cubes each is compared with each.
const COMPARED: usize = 256;

/// Leaves out cubes that lie within another: they add nothing.
fn without_inner(cubes: Vec<Cube>) -> Vec<Cube> {
    if cubes.len() > COMPARED {
        return cubes;
    }
    let outer = |inner: &Cube| cubes.iter().any(|outer| outer != inner && lies_within(inner, outer));
    cubes.iter().filter(|cube| !outer(cube)).cloned().collect()
}

fn lies_within(inner: &Cube, outer: &Cube) -> bool {
    outer.tests.iter().all(|test| {
        let mine = inner.tests.iter().find(|mine| mine.column == test.column);
        mine.is_some_and(|mine| {
            mine.classes.iter().zip(&test.classes).all(|(mine, outer)| mine & !outer == 0)
        })
    })
}
