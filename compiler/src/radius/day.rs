//! What a cap comes to in one day.

use super::caps::{Cap, Counts};
use super::{Amount, World};
use crate::typed::{Charter, Period, Span, Window};
use charter_runtime::schema::{CalendarId, Path, Root, Step, Type};

const HOUR: i64 = 3_600 * 1_000_000_000;
const DAY: i64 = 24 * HOUR;

/// How much a cap lets through in one day, under all its keys; `None` where that is without bound. `records` is how many of
/// the action's objects can be touched.
pub(super) fn most(world: &World<'_>, cap: &Cap, records: u64) -> Option<u64> {
    let each = u64::try_from(cap.most).ok()?;
    let keys = keys(world, cap, records)?;
    Some(each.saturating_mul(keys).saturating_mul(windows(world.charter, &cap.figure.window)?))
}

/// The same of an amount; `None` for caps of other things.
pub(super) fn amount(world: &World<'_>, cap: &Cap, records: u64) -> Option<Amount> {
    let path = cap.figure.sources.first()?.value.as_ref().filter(|_| cap.counts == Counts::Amount)?;
    let keys = keys(world, cap, records)?;
    let times = keys.saturating_mul(windows(world.charter, &cap.figure.window)?);
    Some(Amount {
        most: cap.most.saturating_mul(i128::from(times)),
        currency: match &path.value {
            Type::Money(currency) => Some(currency.to_string()),
            _ => None,
        },
        of: name(world.charter, path)?,
        rule: cap.rule.clone(),
    })
}

fn name(charter: &Charter, path: &Path) -> Option<String> {
    let Some(Step::Field(place)) = path.steps.last() else { return None };
    let shape = charter.schema.shapes.get(path.shape?.index())?;
    shape.fields.get(*place as usize).map(|field| field.name.clone())
}

/// How many windows of a kind one day can use up; `None` where they begin anew without bound.
fn windows(charter: &Charter, window: &Window) -> Option<u64> {
    match window {
        // Of any day, as many windows as cover it hold all that happens.
        Window::Rolling(length) if *length >= DAY => Some(1),
        Window::Rolling(length) if *length > 0 => {
            u64::try_from(DAY.checked_add(*length)?.checked_sub(1)?.checked_div(*length)?).ok()
        }
        Window::Working(span, calendar) => working(charter, *span, *calendar),
        // Where clocks stand half an hour apart, hours begin in the middle of an hour.
        Window::Calendar(Period::Hour, zone) => Some(if *zone == charter.zone { 24 } else { 25 }),
        Window::CalendarAt(Period::Hour, _) => Some(25),
        Window::CalendarAt(_, _) => Some(2),
        // A day of the project's lies in one period, where that begins at the same moment.
        Window::Calendar(_, zone) => Some(if *zone == charter.zone { 1 } else { 2 }),
        Window::Ever => Some(1),
        Window::Rolling(_) | Window::Last(_) | Window::Among(_, _) => None,
        Window::Since(_) | Window::SinceRelease(_) => None,
    }
}

/// How many windows of working time one day can use up: those that cover its working hours, and the time before them.
fn working(charter: &Charter, span: Span, calendar: CalendarId) -> Option<u64> {
    let Span::Elapsed(length) = span else { return Some(2) };
    let calendar = charter.calendars.get(calendar.index())?;
    let of_day = |hours: &Vec<(u16, u16)>| hours.iter().map(|(from, to)| i64::from(to - from)).sum::<i64>();
    let longest = calendar.days.iter().map(of_day).max()?.checked_mul(HOUR / 60)?;
    // A day of the project's may hold the hours of two.
    let hours = if calendar.zone == charter.zone { longest } else { longest.checked_mul(2)? };
    let covered = hours.checked_add(length)?.checked_sub(1)?.checked_div(length)?;
    u64::try_from(covered).ok()?.checked_add(1)
}

/// Under how many keys an agent can act; `None` where that is without bound.
fn keys(world: &World<'_>, cap: &Cap, records: u64) -> Option<u64> {
    let mut keys: u64 = 1;
    let mut of_target = true;
    for path in &cap.figure.key {
        let (count, leads_from_target) = values(world, path, records)?;
        keys = keys.saturating_mul(count);
        of_target &= leads_from_target;
    }
    // One record lies under one key.
    Some(if of_target { keys.min(records) } else { keys })
}

/// How many values a key's path can have, and whether the action's object says which.
fn values(world: &World<'_>, path: &Path, records: u64) -> Option<(u64, bool)> {
    let from_target = matches!(path.root, Root::Target | Root::Old | Root::First);
    // What agents write can be one thing now and another thing a minute later: the record no longer says which.
    let from_target = from_target && !is_written_by_agents(world, path);
    // Where there may be no value, that is one more key.
    let count = values_of(world, path, records, from_target)?;
    let may_be_empty = path.optional && !path.steps.is_empty();
    Some((count.saturating_add(u64::from(may_be_empty)), from_target || path.root == Root::Agent))
}

/// How many values there are at a path, but for the empty one.
fn values_of(world: &World<'_>, path: &Path, records: u64, from_target: bool) -> Option<u64> {
    match (path.root, &path.value) {
        (Root::Agent, _) if path.steps.is_empty() => Some(1),
        (Root::Target | Root::Old | Root::First, _) if path.steps.is_empty() => Some(records),
        (_, Type::Object(shape)) => Some(world.population.of(world.charter, *shape)),
        (_, Type::YesNo) => Some(2),
        (_, Type::OneOf(choices)) => {
            let count = world.charter.schema.choices.get(choices.index()).map_or(0, Vec::len);
            u64::try_from(count).ok()
        }
        _ if from_target => Some(records),
        _ => None,
    }
}

/// Whether some agent may write a field on a path.
fn is_written_by_agents(world: &World<'_>, path: &Path) -> bool {
    let mut shape = path.shape;
    path.steps.iter().any(|step| {
        let (Step::Field(place), Some(of)) = (step, shape) else { return false };
        let field = world.charter.schema.shapes.get(of.index());
        let field = field.and_then(|shape| shape.fields.get(*place as usize));
        shape = match field.map(|field| &field.value) {
            Some(Type::Object(next) | Type::Record(next)) => Some(*next),
            _ => None,
        };
        world.written.contains(&(of, *place))
    })
}
