//! Arithmetic: from facts, figures and lists to what a value may be.
//!
//! A value is known exactly, or lies between two others, in steps: half an amount that is known to be 3 is 1.5, and half an
//! amount between 3 and 4 may be no decimal at all, and is unknown like that.

use super::classify::possibly;
use super::scene::{AtElement, Scene};
use crate::decimal::{Decimal, SCALE};
use crate::ledger::Amount;
use crate::table::Table;
use crate::table::model::*;
use crate::value::{Seen, Slot, Structure};

/// In which units a figure is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    /// Its own: counts as they are, shares in half billionths.
    Own,
    /// Those of every other number, so that it can be compared and reckoned with.
    Billionths,
}

/// What an operand's value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reckoned<'a> {
    Unknown,
    Empty,
    Text(&'a str),
    /// A number of whole steps above the lowest one; of no steps, the lowest one.
    Between {
        low: i128,
        high: i128,
        step: i128,
        or_empty: bool,
    },
}

pub(super) fn evaluate<'a>(
    table: &'a Table,
    operand: OperandId,
    scene: &'a dyn Scene,
    units: Units,
) -> Reckoned<'a> {
    let inner = |operand: &OperandId| evaluate(table, *operand, scene, Units::Billionths);
    match table.operands.get(operand.index()) {
        None => Reckoned::Unknown,
        Some(Operand::Path(path)) => match scene.see(*path) {
            Seen::Unknown | Seen::Structure(_) => Reckoned::Unknown,
            Seen::Empty => Reckoned::Empty,
            Seen::Text(text) => Reckoned::Text(text),
            Seen::Ordinal(number) => exactly(number),
        },
        Some(Operand::Ordinal(number)) => exactly(*number),
        Some(Operand::Text(text)) => Reckoned::Text(text),
        Some(Operand::Figure(id)) => {
            let measure = table.figures.get(id.index()).map(|figure| figure.measure);
            figure_value(scene.figure(*id), measure, units)
        }
        Some(Operand::Elements(of)) => match of.value {
            None => counted(table, scene, of, units),
            Some(value) => added_up(table, scene, of, value),
        },
        Some(Operand::Plus(left, right)) => combine(inner(left), inner(right), sum),
        Some(Operand::Minus(left, right)) => combine(inner(left), inner(right), difference),
        Some(Operand::Times(left, right)) => combine(inner(left), inner(right), product),
    }
}

fn exactly(number: i128) -> Reckoned<'static> {
    Reckoned::Between { low: number, high: number, step: 0, or_empty: false }
}

fn between(low: i128, high: i128, step: i128) -> Reckoned<'static> {
    Reckoned::Between { low, high, step: if low == high { 0 } else { step }, or_empty: false }
}

fn figure_value(amount: Amount, measure: Option<Measure>, units: Units) -> Reckoned<'static> {
    let Amount::Between { low, high, or_empty } = amount else { return Reckoned::Empty };
    let (low, high, step) = match measure.filter(|_| units == Units::Billionths) {
        Some(Measure::Count | Measure::Different) => {
            (low.saturating_mul(SCALE), high.saturating_mul(SCALE), SCALE)
        }
        Some(Measure::Share(_, _, _)) => (low.div_euclid(2), (high.saturating_add(1)).div_euclid(2), 1),
        Some(Measure::Sum | Measure::TimeSince) | None => (low, high, 1),
    };
    Reckoned::Between { low, high, step: if low == high { 0 } else { step }, or_empty }
}

/// The elements of a list; `None` where it is not known, and none of the empty value.
fn elements(scene: &dyn Scene, list: PathId) -> Option<&[Slot]> {
    match scene.see(list) {
        Seen::Structure(Structure::List(elements)) => Some(elements),
        Seen::Empty => Some(&[]),
        Seen::Unknown | Seen::Ordinal(_) | Seen::Text(_) | Seen::Structure(Structure::Record(_)) => None,
    }
}

/// How many elements there are, from those that certainly to those that possibly count; of an unknown list, any number.
fn counted(table: &Table, scene: &dyn Scene, of: &Elements, units: Units) -> Reckoned<'static> {
    let unit = if units == Units::Own { 1 } else { SCALE };
    let Some(elements) = elements(scene, of.list) else { return between(0, i128::MAX, unit) };
    let (mut certain, mut possible) = (0_i128, 0_i128);
    for element in elements {
        let at = AtElement { table, outer: scene, element };
        possible += i128::from(possibly(table, of.holds, &at));
        certain += i128::from(!possibly(table, of.fails, &at));
    }
    between(certain.saturating_mul(unit), possible.saturating_mul(unit), unit)
}

/// What the values of the elements that count add up to. Of an element that may count or not, so may the value; an empty
/// value adds nothing, and one that is not known makes the sum unknown.
fn added_up(table: &Table, scene: &dyn Scene, of: &Elements, value: PathId) -> Reckoned<'static> {
    let Some(elements) = elements(scene, of.list) else { return Reckoned::Unknown };
    let mut total = exactly(0);
    for element in elements {
        let at = AtElement { table, outer: scene, element };
        if !possibly(table, of.holds, &at) {
            continue;
        }
        let certain = !possibly(table, of.fails, &at);
        let addend = match at.see(value) {
            Seen::Ordinal(amount) if certain => exactly(amount),
            Seen::Ordinal(amount) => between(amount.min(0), amount.max(0), amount.saturating_abs()),
            Seen::Empty => continue,
            Seen::Unknown | Seen::Text(_) | Seen::Structure(_) => return Reckoned::Unknown,
        };
        total = combine(total, addend, sum);
    }
    total
}

/// Numbers from the lowest to the highest, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    low: i128,
    high: i128,
    step: i128,
}

fn sum(one: Stretch, other: Stretch) -> Option<Stretch> {
    Some(Stretch {
        low: one.low.checked_add(other.low)?,
        high: one.high.checked_add(other.high)?,
        step: common(one.step, other.step),
    })
}

fn difference(one: Stretch, other: Stretch) -> Option<Stretch> {
    Some(Stretch {
        low: one.low.checked_sub(other.high)?,
        high: one.high.checked_sub(other.low)?,
        step: common(one.step, other.step),
    })
}

/// The products of all pairs. A product is linear in either factor, so that the least and the most are at the ends, whatever
/// the signs; and all of them are decimals where those of the ends and of the steps are.
fn product(one: Stretch, other: Stretch) -> Option<Stretch> {
    let exact = |a: i128, b: i128| a.checked_mul(b).filter(|it| it % SCALE == 0).map(|it| it / SCALE);
    let corners = [
        exact(one.low, other.low)?,
        exact(one.low, other.high)?,
        exact(one.high, other.low)?,
        exact(one.high, other.high)?,
    ];
    let steps = [exact(one.low, other.step)?, exact(one.step, other.low)?, exact(one.step, other.step)?];
    let step = steps.into_iter().fold(0, common);
    Some(Stretch { low: corners.into_iter().min()?, high: corners.into_iter().max()?, step })
}

/// The largest step that both are whole numbers of.
fn common(one: i128, other: i128) -> i128 {
    let (mut one, mut other) = (one.saturating_abs(), other.saturating_abs());
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// Combines two values: unknown where either is, else empty where either is, else by their bounds.
fn combine(
    left: Reckoned<'_>,
    right: Reckoned<'_>,
    by: fn(Stretch, Stretch) -> Option<Stretch>,
) -> Reckoned<'static> {
    match (left, right) {
        (Reckoned::Unknown | Reckoned::Text(_), _) | (_, Reckoned::Unknown | Reckoned::Text(_)) => {
            Reckoned::Unknown
        }
        (Reckoned::Empty, _) | (_, Reckoned::Empty) => Reckoned::Empty,
        (
            Reckoned::Between { low, high, step, or_empty },
            Reckoned::Between {
                low: other_low,
                high: other_high,
                step: other_step,
                or_empty: other_or_empty,
            },
        ) => {
            let one = Stretch { low, high, step };
            let other = Stretch { low: other_low, high: other_high, step: other_step };
            // What may be beyond all decimals stays unknown, even times zero.
            let reckoned = if fits(&one) && fits(&other) { by(one, other).filter(fits) } else { None };
            match reckoned {
                Some(Stretch { low, high, step }) => {
                    Reckoned::Between { low, high, step, or_empty: or_empty || other_or_empty }
                }
                None => Reckoned::Unknown,
            }
        }
    }
}

/// Whether both ends of a result are decimals. What overflows is unknown.
fn fits(of: &Stretch) -> bool {
    Decimal::from_units(of.low).is_some() && Decimal::from_units(of.high).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Few steps, of any sign, some of them no whole number of anything.
    fn stretches() -> Vec<Stretch> {
        let units = [SCALE, SCALE / 2, 3 * SCALE / 4, 1];
        let lows = units.iter().flat_map(|unit| [-3, -1, 0, 2].map(|count| count * unit));
        let from = |low: i128| {
            let long = move |count: i128, step: i128| Stretch { low, high: low + count * step, step };
            let some = units.into_iter().flat_map(move |step| [long(1, step), long(4, step)]);
            some.chain([long(0, 0)])
        };
        lows.flat_map(from).collect()
    }

    fn values(of: Stretch) -> Vec<i128> {
        match of.step {
            0 => vec![of.low],
            step => (0..=(of.high - of.low) / step).map(|count| of.low + count * step).collect(),
        }
    }

    /// What single values come to, one by one: `None` where one of them comes to no decimal.
    fn one_by_one(one: Stretch, other: Stretch, by: fn(i128, i128) -> Option<i128>) -> Option<Vec<i128>> {
        values(one).iter().flat_map(|a| values(other).into_iter().map(move |b| by(*a, b))).collect()
    }

    fn agrees(result: Option<Stretch>, single: Option<Vec<i128>>) {
        assert_eq!(result.is_some(), single.is_some());
        let (Some(result), Some(single)) = (result, single) else { return };
        assert_eq!(single.iter().min(), Some(&result.low));
        assert_eq!(single.iter().max(), Some(&result.high));
        let on_a_step = |value: &i128| match result.step {
            0 => *value == result.low,
            step => (value - result.low) % step == 0,
        };
        assert!(single.iter().all(on_a_step));
    }

    fn times(a: i128, b: i128) -> Option<i128> {
        Decimal::from_units(a)?.times(Decimal::from_units(b)?).map(Decimal::units)
    }

    #[test]
    fn stretches_are_reckoned_like_each_of_their_values() {
        for one in stretches() {
            for other in stretches() {
                agrees(sum(one, other), one_by_one(one, other, i128::checked_add));
                agrees(difference(one, other), one_by_one(one, other, i128::checked_sub));
                agrees(product(one, other), one_by_one(one, other, times));
            }
        }
    }
}
