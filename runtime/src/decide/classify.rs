//! From a value to its class, and from what is not known to all the classes that it could have.

use super::reckon::{Reckoned, Units, evaluate};
use super::scene::{AtElement, Sample, Scene};
use crate::canonical;
use crate::decimal::SCALE;
use crate::ledger::period::{self, within_hours as calendar_hours};
use crate::schema::{CalendarId, Root};
use crate::table::Table;
use crate::table::model::*;
use crate::value::{Seen, Structure};
use std::cell::Cell;
use std::cmp::Ordering;

/// The classes that a column may have: a run of them, and perhaps the last one, that of the empty value, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcomes {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) or_last: bool,
    classes: u32,
}

impl Outcomes {
    fn only(class: u32, classes: u32) -> Outcomes {
        Outcomes { from: class, to: class, or_last: false, classes }
    }

    fn any(classes: u32) -> Outcomes {
        Outcomes { from: 0, to: classes.saturating_sub(1), or_last: false, classes }
    }

    fn empty(classes: u32) -> Outcomes {
        Outcomes::only(classes.saturating_sub(1), classes)
    }

    /// Every class that it may be.
    pub(crate) fn each(self) -> impl Iterator<Item = u32> {
        let last = self.classes.saturating_sub(1);
        let extra = (self.or_last && last > self.to).then_some(last);
        (self.from..=self.to).chain(extra)
    }

    /// Whether it is anything at all, so that nothing can be told from it.
    pub(crate) fn is_any(self) -> bool {
        self.from == 0 && (self.to + 1 == self.classes || (self.or_last && self.to + 2 == self.classes))
    }

    /// The class that it has, where there is no other that it may have.
    pub(crate) fn one(self) -> Option<u32> {
        (self.from == self.to && !self.or_last).then_some(self.from)
    }

    /// Whether one of the classes is set in these bits.
    pub(crate) fn meets(self, bits: &[u64]) -> bool {
        self.each()
            .any(|class| bits.get(class as usize / 64).is_some_and(|word| word >> (class % 64) & 1 == 1))
    }
}

/// The classes that a column may have in a scene.
pub(crate) fn classify(table: &Table, id: ColumnId, scene: &dyn Scene) -> Outcomes {
    let kept = scene.kept(id);
    if let Some(outcomes) = kept.and_then(Cell::get) {
        return outcomes;
    }
    let outcomes =
        table.columns.get(id.index()).map_or(Outcomes::any(1), |column| found(table, column, scene));
    if let Some(kept) = kept {
        kept.set(Some(outcomes));
    }
    outcomes
}

fn found(table: &Table, column: &Column, scene: &dyn Scene) -> Outcomes {
    let classes = column.classes;
    let yes_no =
        |known: Option<bool>| known.map_or(Outcomes::any(2), |yes| Outcomes::only(u32::from(yes), 2));
    match &column.classifier {
        Classifier::Cuts { operand, cuts, optional } => {
            let regions = classes - u32::from(*optional);
            cut_classes(evaluate(table, *operand, scene, Units::Own), cuts, regions, classes)
        }
        Classifier::Choices { path, class_of, .. } => match scene.see(*path) {
            Seen::Empty => Outcomes::empty(classes),
            Seen::Ordinal(place) => {
                let class = usize::try_from(place).ok().and_then(|place| class_of.get(place));
                class.map_or(Outcomes::any(classes), |class| Outcomes::only(*class, classes))
            }
            Seen::Unknown | Seen::Text(_) | Seen::Structure(_) => Outcomes::any(classes),
        },
        Classifier::Texts { path, values, .. } => match scene.see(*path) {
            Seen::Empty => Outcomes::empty(classes),
            Seen::Text(text) => {
                let place = values.binary_search_by(|(value, _)| value.as_str().cmp(text)).ok();
                Outcomes::only(
                    place.and_then(|place| values.get(place)).map_or(0, |(_, class)| *class),
                    classes,
                )
            }
            Seen::Unknown | Seen::Ordinal(_) | Seen::Structure(_) => Outcomes::any(classes),
        },
        Classifier::Test { path, test } => yes_no(match scene.see(*path) {
            Seen::Empty => Some(false),
            Seen::Text(text) => test.passes(text),
            Seen::Unknown | Seen::Ordinal(_) | Seen::Structure(_) => None,
        }),
        Classifier::Pair { left, right, optional }
            if same_value(table, *left, *right, !scene.touches(&column.reads_new)) =>
        {
            // One value, known or not: it equals itself, unless there is none.
            match evaluate(table, *left, scene, Units::Billionths) {
                Reckoned::Empty => Outcomes::empty(classes),
                Reckoned::Unknown => Outcomes { or_last: *optional, ..Outcomes::only(EQUAL, classes) },
                Reckoned::Between { or_empty, .. } => {
                    Outcomes { or_last: or_empty && *optional, ..Outcomes::only(EQUAL, classes) }
                }
                Reckoned::Text(_) => Outcomes::only(EQUAL, classes),
            }
        }
        Classifier::Pair { left, right, .. } => {
            let value = |operand: &OperandId| evaluate(table, *operand, scene, Units::Billionths);
            compare(value(left), value(right), classes)
        }
        Classifier::Inside { inner, outer } => yes_no(match (scene.see(*inner), scene.see(*outer)) {
            (Seen::Empty, _) | (_, Seen::Empty) => Some(false),
            (Seen::Text(inner), Seen::Text(outer)) => Some(canonical::is_inside(inner, outer)),
            _ => None,
        }),
        Classifier::SomeElement { list, holds, fails } => some_element(table, scene, *list, *holds, *fails),
        Classifier::Known(path) => yes_no(Some(scene.see(*path) != Seen::Unknown)),
        Classifier::Given(path) => yes_no(Some(!matches!(scene.see(*path), Seen::Unknown | Seen::Empty))),
        Classifier::Hours { at, calendar, zone } => {
            yes_no(within_hours(table, scene.see(*at), *calendar, zone.map(|zone| scene.see(zone))))
        }
        Classifier::Aged { at, now, within, calendar } => {
            yes_no(is_older(table, scene.see(*at), scene.see(*now), *within, *calendar))
        }
        Classifier::External(path) => yes_no(Some(scene.is_external(*path))),
        Classifier::Sampled { path, share } => yes_no(match scene.sample(*path) {
            Sample::Unknown => None,
            // The sample is a fraction of 2^64: below the share of 10^9 billionths exactly when …
            Sample::At(point) => Some(u128::from(point) * SCALE.unsigned_abs() < share.unsigned_abs() << 64),
        }),
    }
}

/// Whether so much working time has passed between two moments.
fn is_older(table: &Table, at: Seen<'_>, now: Seen<'_>, within: Span, calendar: CalendarId) -> Option<bool> {
    let (at, now) = match (at, now) {
        (Seen::Empty, _) | (_, Seen::Empty) => return Some(false),
        (Seen::Ordinal(at), Seen::Ordinal(now)) => (i64::try_from(at).ok()?, i64::try_from(now).ok()?),
        _ => return None,
    };
    let calendar = table.calendars.get(calendar.index())?;
    period::deadline(at, within, Some(calendar)).map(|end| now > end)
}

/// Whether two operands are one and the same value: where nothing is touched, before and after too.
fn same_value(table: &Table, left: OperandId, right: OperandId, untouched: bool) -> bool {
    let operand = |id: OperandId| table.operands.get(id.index());
    let path = |id: &PathId| {
        let path = table.paths.get(id.index())?;
        let root = if untouched && path.root == Root::New { Root::Old } else { path.root };
        Some((root, path.shape, &path.steps))
    };
    match (operand(left), operand(right)) {
        (Some(Operand::Path(left)), Some(Operand::Path(right))) => path(left) == path(right),
        (Some(Operand::Ordinal(left)), Some(Operand::Ordinal(right))) => left == right,
        (Some(Operand::Figure(left)), Some(Operand::Figure(right))) => left == right,
        (Some(Operand::Elements(left)), Some(Operand::Elements(right))) => {
            let formula = |id: FormulaId| table.formulas.get(id.index());
            path(&left.list) == path(&right.list)
                && left.value.as_ref().map(path) == right.value.as_ref().map(path)
                && formula(left.holds) == formula(right.holds)
        }
        (Some(Operand::Plus(a, b)), Some(Operand::Plus(c, d)))
        | (Some(Operand::Minus(a, b)), Some(Operand::Minus(c, d)))
        | (Some(Operand::Times(a, b)), Some(Operand::Times(c, d))) => {
            same_value(table, *a, *c, untouched) && same_value(table, *b, *d, untouched)
        }
        _ => false,
    }
}

/// Whether a formula possibly holds: every test of some cube accepts one of the outcomes that it may have.
///
/// While a request leaves a field as it is, a column of the new value has the outcome of its twin, so that all columns of one
/// twin have to accept the same class.
pub(crate) fn possibly(table: &Table, formula: FormulaId, scene: &dyn Scene) -> bool {
    let formula = table.formulas.get(formula.index());
    formula.is_some_and(|formula| formula.cubes.iter().any(|cube| cube_possible(table, cube, scene)))
}

fn cube_possible(table: &Table, cube: &Cube, scene: &dyn Scene) -> bool {
    cube.tests.iter().all(|test| {
        let outcomes = classify(table, test.column, scene);
        let as_one = one_with(table, test.column, scene);
        if as_one == test.column {
            return outcomes.meets(&test.classes);
        }
        let alike = cube.tests.iter().filter(|other| one_with(table, other.column, scene) == as_one);
        let all = alike.fold(test.classes.clone(), |all, other| {
            all.iter().zip(&other.classes).map(|(all, classes)| all & classes).collect()
        });
        outcomes.meets(&all)
    })
}

/// The column whose outcome this column has, since the request leaves some or all of what it reads as it is; itself, where it
/// is by itself.
pub(crate) fn one_with(table: &Table, id: ColumnId, scene: &dyn Scene) -> ColumnId {
    match table.columns.get(id.index()) {
        Some(Column { twin: Some(twin), reads_new, .. }) if !scene.touches(reads_new) => *twin,
        Some(Column { twin: Some(_), .. }) => table.prepared.partly.one_with(id, scene),
        Some(Column { twin: None, .. }) | None => id,
    }
}

/// Whether a moment is within working hours; `None` where nobody can tell.
fn within_hours(table: &Table, at: Seen<'_>, calendar: CalendarId, zone: Option<Seen<'_>>) -> Option<bool> {
    if at == Seen::Empty {
        return Some(false);
    }
    let calendar = table.calendars.get(calendar.index())?;
    let zone = match zone {
        None => calendar.zone.as_str(),
        Some(Seen::Text(zone)) => zone,
        Some(Seen::Empty) => return Some(false),
        Some(Seen::Unknown | Seen::Ordinal(_) | Seen::Structure(_)) => return None,
    };
    match at {
        Seen::Ordinal(moment) => calendar_hours(calendar, zone, i64::try_from(moment).ok()?),
        Seen::Empty | Seen::Unknown | Seen::Text(_) | Seen::Structure(_) => None,
    }
}

fn some_element(
    table: &Table,
    scene: &dyn Scene,
    list: PathId,
    holds: FormulaId,
    fails: FormulaId,
) -> Outcomes {
    let elements = match scene.see(list) {
        Seen::Structure(Structure::List(elements)) => elements,
        Seen::Empty => return Outcomes::only(0, 2),
        Seen::Unknown | Seen::Ordinal(_) | Seen::Text(_) | Seen::Structure(Structure::Record(_)) => {
            return Outcomes::any(2);
        }
    };
    let at = |element| AtElement { table, outer: scene, element };
    let may_hold = elements.iter().any(|element| possibly(table, holds, &at(element)));
    let may_all_fail = elements.iter().all(|element| possibly(table, fails, &at(element)));
    match (may_hold, may_all_fail) {
        (true, false) => Outcomes::only(1, 2),
        (false, true) => Outcomes::only(0, 2),
        (true, true) | (false, false) => Outcomes::any(2),
    }
}

fn cut_classes(value: Reckoned<'_>, cuts: &[i128], regions: u32, classes: u32) -> Outcomes {
    let region = |number: i128| {
        u32::try_from(cuts.partition_point(|cut| *cut <= number)).unwrap_or(u32::MAX).min(regions - 1)
    };
    match value {
        Reckoned::Unknown | Reckoned::Text(_) => Outcomes::any(classes),
        Reckoned::Empty => Outcomes::empty(classes),
        Reckoned::Between { low, high, or_empty, .. } => {
            Outcomes { from: region(low), to: region(high), or_last: or_empty && classes > regions, classes }
        }
    }
}

const LESS: u32 = 0;
const EQUAL: u32 = 1;
const MORE: u32 = 2;

/// How two values may compare: less, equal, more (or different, for texts), and empty where either is.
fn compare(left: Reckoned<'_>, right: Reckoned<'_>, classes: u32) -> Outcomes {
    match (left, right) {
        (Reckoned::Empty, _) | (_, Reckoned::Empty) => Outcomes::empty(classes),
        (Reckoned::Text(left), Reckoned::Text(right)) => {
            Outcomes::only(if left == right { EQUAL } else { MORE }, classes)
        }
        (
            Reckoned::Between { low, high, or_empty, .. },
            Reckoned::Between { low: other_low, high: other_high, or_empty: other_or_empty, .. },
        ) => {
            let class = |order| match order {
                Ordering::Less => LESS,
                Ordering::Equal => EQUAL,
                Ordering::Greater => MORE,
            };
            let (from, to) = (class(low.cmp(&other_high)), class(high.cmp(&other_low)));
            Outcomes { from, to, or_last: (or_empty || other_or_empty) && classes > MORE + 1, classes }
        }
        (Reckoned::Unknown, _) | (_, Reckoned::Unknown) => Outcomes::any(classes),
        (Reckoned::Text(_), Reckoned::Between { .. }) | (Reckoned::Between { .. }, Reckoned::Text(_)) => {
            Outcomes::any(classes)
        }
    }
}
