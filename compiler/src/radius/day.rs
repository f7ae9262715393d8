//! What a cap comes to in one day.

use super::caps::{Cap, Counts};
use super::{Amount, Population};
use crate::typed::{Charter, Period, Span, Window};
use charter_runtime::schema::{CalendarId, Path, Root, Step, Type};

const HOUR: i64 = 3_600 * 1_000_000_000;
const DAY: i64 = 24 * HOUR;

/// How much a cap lets through in one day, under all its keys; `None` where that is without bound. `records` is how many of
/// the action's objects can be touched.
pub(super) fn most(charter: &Charter, population: &Population, cap: &Cap, records: u64) -> Option<u64> {
    let each = u64::try_from(cap.most).ok()?;
    let keys = keys(charter, population, cap, records)?;
    Some(each.saturating_mul(keys).saturating_mul(windows(charter, &cap.figure.window)?))
}

/// The same of an amount; `None` for caps of other things.
pub(super) fn amount(charter: &Charter, population: &Population, cap: &Cap, records: u64) -> Option<Amount> {
    let path = cap.figure.sources.first()?.value.as_ref().filter(|_| cap.counts == Counts::Amount)?;
    let keys = keys(charter, population, cap, records)?;
    let times = keys.saturating_mul(windows(charter, &cap.figure.window)?);
    Some(Amount {
        most: cap.most.saturating_mul(i128::from(times)),
        currency: match &path.value {
            Type::Money(currency) => Some(currency.to_string()),
            _ => None,
        },
        of: name(charter, path)?,
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
        Window::Calendar(Period::Hour, _) => Some(24),
        // Where clocks stand half an hour apart, hours begin in the middle of an hour.
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
fn keys(charter: &Charter, population: &Population, cap: &Cap, records: u64) -> Option<u64> {
    let mut keys: u64 = 1;
    let mut of_target = true;
    for path in &cap.figure.key {
        let (count, leads_from_target) = values(charter, population, path, records)?;
        keys = keys.saturating_mul(count);
        of_target &= leads_from_target;
    }
    // One record lies under one key.
    Some(if of_target { keys.min(records) } else { keys })
}

/// How many values a key's path can have, and whether the action's object says which.
fn values(charter: &Charter, population: &Population, path: &Path, records: u64) -> Option<(u64, bool)> {
    let from_target = matches!(path.root, Root::Target | Root::Old | Root::First);
    match (path.root, &path.value) {
        (Root::Agent, _) if path.steps.is_empty() => Some((1, true)),
        (_, _) if from_target && path.steps.is_empty() => Some((records, true)),
        (_, Type::Object(shape)) => Some((population.of(charter, *shape), from_target)),
        (_, Type::YesNo) => Some((2, from_target)),
        (_, Type::OneOf(choices)) => {
            let count = charter.schema.choices.get(choices.index()).map_or(0, Vec::len);
            Some((u64::try_from(count).ok()?, from_target))
        }
        _ if from_target => Some((records, true)),
        _ => None,
    }
}
