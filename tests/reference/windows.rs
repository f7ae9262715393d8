//! How far back figures look.

use crate::reference::charter::{Charter, not_understood, part};
use crate::reference::figures::{Kind, kind};
use crate::reference::operands::nanoseconds;
use crate::reference::working_time::Length;
use charter_grammar::ast;

/// How far back a figure looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Window {
    /// So many nanoseconds.
    Rolling(i128),
    /// So much working time of a calendar.
    Working(Length, String),
    /// From the start of the current period of the calendar, in a zone.
    Calendar(ast::Period, String),
    /// The same, in the zone that a path leads to.
    CalendarAt(ast::Period, ast::Path),
    /// The last so many.
    Last(usize),
    /// After the last event of a kind.
    Since(Kind),
    /// All that happened.
    Ever,
    /// All that happened in the session of the request at hand.
    Session,
    /// All that was received since the last release that counts.
    SinceRelease,
}

/// The window that is written.
pub(crate) fn window(written: &ast::Window, project_zone: &str) -> Result<Window, String> {
    match part(written.kind(), written)? {
        ast::WindowKind::Rolling => {
            let length = part(written.duration(), written)?;
            match written.calendar() {
                None => nanoseconds(&length).map(Window::Rolling),
                Some(calendar) => Ok(Window::Working(Length::of(&length)?, calendar.text())),
            }
        }
        ast::WindowKind::Calendar(period) => match written.zone().and_then(|zone| zone.zone()) {
            Some(ast::Expr::Path(path)) => Ok(Window::CalendarAt(period, path)),
            _ => Ok(Window::Calendar(period, zone(written, project_zone)?)),
        },
        ast::WindowKind::Last => {
            let count = part(written.count(), written)?.digits();
            count.parse().map(Window::Last).map_err(|_| not_understood(written))
        }
        // What is in flight is told by how far it has come.
        ast::WindowKind::Ever | ast::WindowKind::InFlight => Ok(Window::Ever),
        ast::WindowKind::Since => kind(&part(written.since(), written)?, None).map(Window::Since),
        ast::WindowKind::Session => Ok(Window::Session),
    }
}

fn zone(written: &ast::Window, project_zone: &str) -> Result<String, String> {
    match written.zone().map(|zone| zone.zone()) {
        None => Ok(project_zone.to_owned()),
        Some(Some(ast::Expr::TextLiteral(zone))) => Ok(zone.value()),
        Some(_) => Err(not_understood(written)),
    }
}

impl Window {
    /// A text that tells it from all others.
    pub(crate) fn text(&self) -> String {
        match self {
            Window::Since(kind) => format!("since {}", kind.text()),
            other => format!("{other:?}"),
        }
    }

    /// Whether something that happened at `then` is in it at `now`. What lies in the future is in none, but for what
    /// counts from its receipt.
    pub(crate) fn has(&self, charter: &Charter, then: i128, now: i128) -> Result<bool, String> {
        self.still_has(charter, then, now, now)
    }

    /// Whether something that happened at `then`, and is known of `now`, is in it at a later moment.
    pub(crate) fn still_has(
        &self,
        charter: &Charter,
        then: i128,
        now: i128,
        later: i128,
    ) -> Result<bool, String> {
        match self {
            Window::Rolling(length) => Ok(later - length < then && then <= now),
            Window::Working(length, calendar) => {
                Ok(then <= now && later < length.end(charter, calendar, then)?)
            }
            Window::Calendar(period, zone) => Ok(start(*period, zone, later)? <= then && then <= now),
            Window::CalendarAt(..) => Err("a zone has to be known first".to_owned()),
            Window::Last(_) | Window::Since(_) | Window::Ever | Window::Session => Ok(then <= now),
            Window::SinceRelease => Ok(true),
        }
    }
}

impl Window {
    /// The moments after `now` at which something that happened at one of these times leaves it.
    pub(crate) fn leaving(&self, charter: &Charter, times: &[i128], now: i128) -> Result<Vec<i128>, String> {
        match self {
            Window::Rolling(length) => {
                let left = times.iter().map(|time| time + length);
                Ok(left.filter(|moment| *moment > now).collect())
            }
            Window::Working(length, calendar) => {
                let ends = times.iter().map(|time| length.end(charter, calendar, *time));
                let ends = ends.collect::<Result<Vec<i128>, String>>()?;
                Ok(ends.into_iter().filter(|end| *end > now).collect())
            }
            Window::Calendar(period, zone) => next(*period, zone, now).map(|next| vec![next]),
            Window::CalendarAt(..) => Err("a zone has to be known first".to_owned()),
            Window::Last(_) | Window::Since(_) | Window::Ever | Window::Session | Window::SinceRelease => {
                Ok(Vec::new())
            }
        }
    }
}

/// The instant at which the next period begins: the first hour, or midnight, from which on the period is another.
fn next(period: ast::Period, zone: &str, now: i128) -> Result<i128, String> {
    let began = start(period, zone, now)?;
    if period == ast::Period::Hour {
        return Ok(began + 3_600_000_000_000);
    }
    let here = jiff::Timestamp::from_nanosecond(now).map_err(|problem| problem.to_string())?;
    let mut day = here.in_tz(zone).map_err(|problem| problem.to_string())?.date();
    loop {
        day = day.tomorrow().map_err(|problem| problem.to_string())?;
        let midnight = day.in_tz(zone).map_err(|problem| problem.to_string())?.timestamp().as_nanosecond();
        if start(period, zone, midnight)? != began {
            return Ok(midnight);
        }
    }
}

/// The instant at which the current period began.
fn start(period: ast::Period, zone: &str, now: i128) -> Result<i128, String> {
    let now = jiff::Timestamp::from_nanosecond(now).map_err(|problem| problem.to_string())?;
    let here = now.in_tz(zone).map_err(|problem| problem.to_string())?;
    let day = here.date();
    let first = match period {
        ast::Period::Hour => {
            let into_the_hour = i128::from(here.minute()) * 60_000_000_000
                + i128::from(here.second()) * 1_000_000_000
                + i128::from(here.subsec_nanosecond());
            return Ok(now.as_nanosecond() - into_the_hour);
        }
        ast::Period::Day => Ok(day),
        ast::Period::Week => day.checked_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset())),
        ast::Period::Month => Ok(day.first_of_month()),
        ast::Period::Quarter => jiff::civil::Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1),
        ast::Period::Year => Ok(day.first_of_year()),
    };
    let midnight = first.and_then(|first| first.to_zoned(here.time_zone().clone()));
    midnight.map(|midnight| midnight.timestamp().as_nanosecond()).map_err(|problem| problem.to_string())
}
