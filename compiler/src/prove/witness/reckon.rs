//! Numbers that are reckoned from others: one of them is chosen so that the result is what is wished for.

use super::values;
use super::world::World;
use charter_runtime::schema::{Path, Root, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Operand, OperandId};

/// One whole, in billionths.
pub(super) const WHOLE: i128 = 1_000_000_000;

/// Makes what an operand comes to lie between two bounds, both included, each absent for open, less what another comes to.
/// Whether what cannot be reckoned fits is for the table to say.
pub(super) fn reach(
    world: &mut World<'_>,
    operand: OperandId,
    less: Option<OperandId>,
    bounds: (Option<i128>, Option<i128>),
) -> Option<()> {
    let table = world.table;
    let mut paths = Vec::new();
    for operand in [Some(operand), less].into_iter().flatten() {
        paths_of(table, operand, &mut paths)?;
    }
    let value = |world: &mut World<'_>, changed: Option<(&Path, i128)>| {
        let own = evaluate(world, operand, changed)?;
        let other = less.map_or(Some(0), |less| evaluate(world, less, changed))?;
        own.checked_sub(other)
    };
    let free: Vec<&Path> = paths.iter().copied().filter(|path| is_free(world, path)).collect();
    let fits =
        |value: i128| bounds.0.is_none_or(|from| from <= value) && bounds.1.is_none_or(|to| value <= to);
    for path in &free {
        let start = usual(world, path);
        let at = |world: &mut World<'_>, ordinal: i128| value(world, Some((path, ordinal)));
        let (Some(usual), Some(one_more)) = (at(world, start), at(world, start + WHOLE)) else { continue };
        let by = wanted(usual, bounds) - usual;
        let by = by.checked_mul(WHOLE).and_then(|by| by.checked_div(one_more - usual)).unwrap_or(0);
        let near = start + by;
        let (unit, rounded) = (values::unit(&path.value), values::round(&path.value, near, (None, None)));
        // Numbers that people would write come first.
        let plain = [rounded, rounded - unit, rounded + unit];
        let mut tried = plain.into_iter().chain([near, near - 1, near + 1, near + WHOLE, near - WHOLE]);
        let found = tried.find(|ordinal| {
            values::of_ordinal(&table.schema, &path.value, *ordinal).is_some()
                && value(world, Some((path, *ordinal))).is_some_and(fits)
        });
        if let Some(ordinal) = found {
            settle(world, &free, path);
            return world.put_ordinal(path, ordinal);
        }
    }
    settle_all(world, &free);
    Some(())
}

/// Gives the others the value with which was reckoned.
fn settle(world: &mut World<'_>, free: &[&Path], but: &Path) {
    for path in free.iter().filter(|path| **path != but) {
        let ordinal = usual(world, path);
        // Where it cannot be put, the table says whether that matters.
        _ = world.put_ordinal(path, ordinal);
    }
}

fn settle_all(world: &mut World<'_>, free: &[&Path]) {
    for path in free {
        let ordinal = usual(world, path);
        _ = world.put_ordinal(path, ordinal);
    }
}

/// What a number is where nothing is asked of it.
fn usual(world: &mut World<'_>, path: &Path) -> i128 {
    if let Some(near) = world.near(path) {
        return near;
    }
    match path.value {
        Type::Instant => world.now,
        Type::Date => world.now / 86_400_000_000_000,
        _ => 0,
    }
}

/// A number in the bounds: the one that is there if it fits, or the one nearest to it.
fn wanted(now: i128, bounds: (Option<i128>, Option<i128>)) -> i128 {
    let above = bounds.0.map_or(now, |from| now.max(from));
    bounds.1.map_or(above, |to| above.min(to))
}

fn is_free(world: &mut World<'_>, path: &Path) -> bool {
    !matches!(path.root, Root::Now | Root::Today | Root::Targets)
        && world.ordinal(path).is_none()
        && world.get(path).is_none()
}

/// The numbers that an operand is reckoned from; `None` where it is made of something else.
fn paths_of<'t>(table: &'t Table, operand: OperandId, found: &mut Vec<&'t Path>) -> Option<()> {
    match table.operands.get(operand.index())? {
        Operand::Path(path) => found.push(table.paths.get(path.index())?),
        Operand::Ordinal(_) => {}
        Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
            paths_of(table, *left, found)?;
            paths_of(table, *right, found)?;
        }
        // What has happened is made to fit later: for now it is nothing.
        Operand::Figure(_) | Operand::Elements(_) => {}
        Operand::Text(_) => return None,
    }
    Some(())
}

/// What an operand comes to, with one value changed.
fn evaluate(world: &mut World<'_>, operand: OperandId, changed: Option<(&Path, i128)>) -> Option<i128> {
    let table = world.table;
    match table.operands.get(operand.index())? {
        Operand::Path(path) => {
            let path = table.paths.get(path.index())?;
            if let Some((of, ordinal)) = changed.filter(|(of, _)| *of == path) {
                return Some(ordinal).filter(|_| *of == *path);
            }
            match path.root {
                Root::Now => Some(world.now),
                Root::Today => Some(world.now / 86_400_000_000_000),
                Root::Targets => Some(world.targets * WHOLE),
                _ => world.ordinal(path).or_else(|| Some(usual(world, path))),
            }
        }
        Operand::Ordinal(number) => Some(*number),
        Operand::Plus(left, right) => {
            evaluate(world, *left, changed)?.checked_add(evaluate(world, *right, changed)?)
        }
        Operand::Minus(left, right) => {
            evaluate(world, *left, changed)?.checked_sub(evaluate(world, *right, changed)?)
        }
        Operand::Times(left, right) => {
            let product = evaluate(world, *left, changed)?.checked_mul(evaluate(world, *right, changed)?)?;
            Some(product / WHOLE)
        }
        Operand::Figure(_) | Operand::Elements(_) => Some(0),
        Operand::Text(_) => None,
    }
}
