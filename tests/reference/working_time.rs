//! Working time: when so much of it has passed.

use crate::reference::charter::{Charter, not_understood, part};
use crate::reference::names::Place;
use crate::reference::operands::{in_units, nanoseconds};
use charter_grammar::ast;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// So much working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// So many nanoseconds in which it is open.
    Time(i128),
    /// So many days on which it is.
    Days(usize),
}

impl Length {
    /// The length that is written: only working days are more than the hours that they have.
    pub(crate) fn of(written: &ast::DurationLiteral) -> Result<Length, String> {
        if written.is_working() && written.unit() == Some(ast::DurationUnit::Day) {
            return written.digits().parse().map(Length::Days).map_err(|_| not_understood(written));
        }
        in_units(written).map(Length::Time)
    }

    /// When it is over, if it began at `from`.
    pub(crate) fn end(self, charter: &Charter, calendar: &str, from: i128) -> Result<i128, String> {
        let calendar = charter.vocabulary.calendars.get(calendar);
        let days = Days::of(charter, calendar.ok_or("there is no such calendar")?, from)?;
        match self {
            Length::Time(length) => days.after_hours(length),
            Length::Days(count) => days.after_days(count),
        }
    }
}

/// So much time: around the clock, or in the hours of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Time {
    length: Length,
    calendar: Option<String>,
}

impl Time {
    /// The time that is written.
    pub(crate) fn of(within: &ast::Within) -> Result<Time, String> {
        let length = part(within.duration(), within)?;
        Ok(match within.calendar() {
            None => Time { length: Length::Time(nanoseconds(&length)?), calendar: None },
            Some(name) => Time { length: Length::of(&length)?, calendar: Some(name.text()) },
        })
    }

    /// When it is over, if it began at `from`.
    pub(crate) fn end(&self, charter: &Charter, from: i128) -> Result<i128, String> {
        match (self.length, &self.calendar) {
            (length, Some(calendar)) => length.end(charter, calendar, from),
            (Length::Time(length), None) => Ok(from + length),
            (Length::Days(_), None) => Err("working days of no calendar".to_owned()),
        }
    }
}

/// When a time that began at `from` is over.
pub(crate) fn end_of(place: &Place<'_>, within: &ast::Within, from: i128) -> Result<i128, String> {
    end_under(place.charter, within, from)
}

/// The same, under a charter.
pub(crate) fn end_under(charter: &Charter, within: &ast::Within, from: i128) -> Result<i128, String> {
    Time::of(within)?.end(charter, from)
}

/// The days of a calendar from some moment on.
struct Days<'c> {
    charter: &'c Charter,
    from: i128,
    calendar: &'c ast::Calendar,
    first: Date,
    zone: TimeZone,
}

/// How many days are looked at.
const MANY: i64 = 400;

impl Days<'_> {
    fn of<'c>(charter: &'c Charter, calendar: &'c ast::Calendar, from: i128) -> Result<Days<'c>, String> {
        let zone = match calendar.zone().map(|zone| zone.zone()) {
            None => charter.settings.zone.clone(),
            Some(Some(ast::Expr::TextLiteral(zone))) => zone.value(),
            Some(_) => return Err(not_understood(calendar)),
        };
        let zone = TimeZone::get(&zone).map_err(|problem| problem.to_string())?;
        let first = Timestamp::from_nanosecond(from).map_err(|problem| problem.to_string())?;
        let first = first.to_zoned(zone.clone()).date();
        Ok(Days { charter, from, calendar, first, zone })
    }

    /// When it opens and closes on a day, in order.
    fn day(&self, number: i64) -> Result<Vec<(i128, i128)>, String> {
        let day = self.first.checked_add(number.days()).map_err(|problem| problem.to_string())?;
        let moment = |minutes| moment(day, minutes, &self.zone);
        let open = self.charter.open(self.calendar, day)?.into_iter();
        open.map(|(opens, closes)| Ok((moment(opens)?, moment(closes)?))).collect()
    }

    /// When so much time has passed in which it is open.
    fn after_hours(&self, mut left: i128) -> Result<i128, String> {
        for number in 0..MANY {
            for (opens, closes) in self.day(number)? {
                let begin = opens.max(self.from);
                if closes - begin >= left {
                    return Ok(begin + left);
                }
                left -= (closes - begin).max(0);
            }
        }
        Err("it is never open for so long".to_owned())
    }

    /// The end of the last of so many working days; the one at hand counts where it has not begun.
    fn after_days(&self, mut count: usize) -> Result<i128, String> {
        for number in 0..MANY {
            let hours = self.day(number)?;
            let begins_later = hours.first().is_some_and(|(opens, _)| *opens > self.from);
            count -= usize::from(begins_later);
            if let (0, Some((_, closes))) = (count, hours.last()) {
                return Ok(*closes);
            }
        }
        Err("it never has so many days".to_owned())
    }
}

/// So many minutes into a day.
fn moment(day: Date, minutes: i64, zone: &TimeZone) -> Result<i128, String> {
    let local = day.at(0, 0, 0, 0).checked_add(minutes.minutes());
    let moment = local.and_then(|local| local.to_zoned(zone.clone()));
    moment.map(|moment| moment.timestamp().as_nanosecond()).map_err(|problem| problem.to_string())
}
