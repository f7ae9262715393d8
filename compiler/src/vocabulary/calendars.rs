//! Calendars: working hours, by weekday.

use super::files::{Row, rows};
use super::items::Calendar;
use super::names::Names;
use super::sources::{Entry, Sources};
use crate::db::{Db, Project};
use crate::diagnostics::Report;
use crate::project::{is_zone, settings};
use crate::typed;
use charter_grammar::SyntaxToken;
use charter_grammar::ast::{self, Expr};
use charter_runtime::schema::CalendarId;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The calendars.
pub(super) fn calendars(
    db: &dyn Db,
    project: Project,
    sources: &Sources,
    report: &mut Report,
) -> Names<Calendar> {
    let calendars = sources.calendars.iter().enumerate().filter_map(|(place, entry)| {
        let hours = typed::Calendar {
            name: entry.name.clone(),
            zone: zone(db, project, entry, report),
            days: days(db, entry, report),
            except: except(db, project, entry, report),
        };
        Some(Calendar {
            id: CalendarId::at(place)?,
            name: entry.name.clone(),
            item: entry.item,
            at: entry.at,
            hours,
        })
    });
    Names::new(calendars.collect())
}

/// The zone that is written, or the project's.
fn zone(db: &dyn Db, project: Project, entry: &Entry<ast::Calendar>, report: &mut Report) -> String {
    let usual = || settings(db, project).value.zone.clone();
    let Some(written) = entry.node.zone().and_then(|zone| zone.zone()) else { return usual() };
    let Expr::TextLiteral(text) = &written else {
        report.not_supported_yet(entry.item.span(db, &written), "a calendar in the zone of a record");
        return usual();
    };
    let name = text.value();
    if is_zone(&name) {
        return name;
    }
    report.unknown_zone(entry.item.span(db, text), &name, crate::project::nearest_zone(&name).as_deref());
    usual()
}

/// The hours of each day from Monday on, in order and joined where they touch.
fn days(db: &dyn Db, entry: &Entry<ast::Calendar>, report: &mut Report) -> [Vec<(u16, u16)>; 7] {
    let mut days: [Vec<(u16, u16)>; 7] = Default::default();
    for run in entry.node.hours() {
        let Some((opens, closes)) = run.opens().zip(run.closes()) else { continue };
        match minutes(&opens).zip(minutes(&closes)).filter(|(opens, closes)| opens < closes) {
            Some(hours) => open_on(&mut days, &run, hours),
            None => report.hours_run_backwards(entry.item.span(db, &run)),
        }
    }
    days.map(joined)
}

fn open_on(days: &mut [Vec<(u16, u16)>; 7], run: &ast::CalendarHours, hours: (u16, u16)) {
    for day in run_of_days(run) {
        if let Some(day) = days.get_mut(day) {
            day.push(hours);
        }
    }
}

/// The days of a run, from Monday as zero. `sat to mon` goes over the end of the week.
fn run_of_days(run: &ast::CalendarHours) -> Vec<usize> {
    let Some(first) = run.first_day().as_ref().and_then(weekday) else { return Vec::new() };
    let last = run.last_day().as_ref().and_then(weekday).unwrap_or(first);
    let length = (last + 7 - first) % 7;
    (first..=first + length).map(|day| day % 7).collect()
}

fn weekday(word: &SyntaxToken) -> Option<usize> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    days.iter().position(|day| word.text().starts_with(day))
}

/// Minutes from midnight; `24:00` is the end of the day.
fn minutes(time: &SyntaxToken) -> Option<u16> {
    let (hour, minute) = time.text().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let at = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && at <= 24 * 60).then_some(at)
}

fn joined(mut hours: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    hours.sort_unstable();
    let mut joined: Vec<(u16, u16)> = Vec::new();
    for (opens, closes) in hours {
        match joined.last_mut() {
            Some(last) if opens <= last.1 => last.1 = last.1.max(closes),
            Some(_) | None => joined.push((opens, closes)),
        }
    }
    joined
}

/// The days without working hours, from the file that names them.
fn except(db: &dyn Db, project: Project, entry: &Entry<ast::Calendar>, report: &mut Report) -> Vec<i32> {
    let Some(except) = entry.node.except() else { return Vec::new() };
    let Some(path) = except.path() else { return Vec::new() };
    let rows = rows(db, project, &path, entry.item.span_of_text(db, &except), report);
    let days: BTreeSet<i32> = rows.iter().filter_map(|row| day(row, report)).collect();
    days.into_iter().collect()
}

fn day(row: &Row, report: &mut Report) -> Option<i32> {
    let day = days_since_epoch(&row.value);
    if day.is_none() {
        report.wrong_value_in_file(row.at, &row.value, "a date, as 2026-12-24");
    }
    day
}

/// Days since 1970-01-01 of a date written as `2026-03-02`; `None` where there is no such day.
pub(crate) fn days_since_epoch(date: &str) -> Option<i32> {
    let date: Date = date.parse().ok().filter(|_| date.len() == "2026-03-02".len())?;
    let days = date.since(Date::constant(1970, 1, 1)).ok()?.get_days();
    Some(days)
}
