//! Calendar periods, and deadlines by working hours.

use crate::table::model::{Calendar, Period, Span};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit, Zoned, ZonedRound};

/// When the current period of a zone began, in nanoseconds; `None` where the zone is not known.
pub(crate) fn start(period: Period, zone: &str, now: i64) -> Option<i64> {
    let now = zoned(now, zone)?;
    let day = now.start_of_day().ok()?;
    let started = match period {
        Period::Hour => {
            let floor = ZonedRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Floor);
            now.round(floor).ok()?
        }
        Period::Day => day,
        Period::Week => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?,
        Period::Month => day.first_of_month().ok()?,
        Period::Quarter => {
            let month = (day.month() - 1) / 3 * 3 + 1;
            day.with().month(month).day(1).build().ok()?
        }
        Period::Year => day.first_of_year().ok()?,
    };
    nanoseconds(&started.start_of_day().ok().filter(|_| period != Period::Hour).unwrap_or(started))
}

/// When the current period of a zone ends and the next one begins.
pub(crate) fn end(period: Period, zone: &str, now: i64) -> Option<i64> {
    let start = start(period, zone, now)?;
    let length = match period {
        Period::Hour => return start.checked_add(3_600_000_000_000),
        Period::Day => 1.day(),
        Period::Week => 1.week(),
        Period::Month => 1.month(),
        Period::Quarter => 3.months(),
        Period::Year => 1.year(),
    };
    let first = zoned(start, zone)?;
    let next = first.date().checked_add(length).ok()?;
    nanoseconds(&next.to_zoned(first.time_zone().clone()).ok()?.start_of_day().ok()?)
}

/// The day in a zone, counted from 1970-01-01; `None` where the zone is not known.
pub(crate) fn day(zone: &str, now: i64) -> Option<i32> {
    let day = zoned(now, zone)?.date();
    day.since(jiff::civil::date(1970, 1, 1)).ok().map(|since| since.get_days())
}

fn zoned(now: i64, zone: &str) -> Option<Zoned> {
    let zone = TimeZone::get(zone).ok()?;
    Some(Timestamp::from_nanosecond(i128::from(now)).ok()?.to_zoned(zone))
}

fn nanoseconds(moment: &Zoned) -> Option<i64> {
    i64::try_from(moment.timestamp().as_nanosecond()).ok()
}

/// How many days a deadline looks ahead at most.
const HORIZON: u32 = 3_700;

impl Calendar {
    /// When so much time is over that began at a moment: both in nanoseconds since 1970. `None` where it never is within ten
    /// years, or the zone is not known.
    ///
    /// A working day that has begun is no more counted as one; the last one is over when its last shift is.
    pub fn end_of(&self, from: i64, length: Span) -> Option<i64> {
        deadline(from, length, Some(self))
    }
}

/// When a time to act that began at `from` runs out: around the clock, or counted in working hours; `None` where it
/// never does within ten years, or the zone is not known.
pub(crate) fn deadline(from: i64, within: Span, calendar: Option<&Calendar>) -> Option<i64> {
    match (within, calendar) {
        (Span::Elapsed(length), None) => from.checked_add(length),
        (Span::Elapsed(length), Some(calendar)) => after_working_time(from, length, calendar),
        (Span::WorkingDays(days), Some(calendar)) => after_working_days(from, days, calendar),
        (Span::WorkingDays(_), None) => None,
    }
}

fn after_working_time(from: i64, mut length: i64, calendar: &Calendar) -> Option<i64> {
    for (opens, closes) in shifts(from, calendar)? {
        let begin = opens.max(from);
        let available = closes.saturating_sub(begin).max(0);
        if available >= length && available > 0 {
            return begin.checked_add(length);
        }
        length -= available;
    }
    None
}

/// The end of the last shift of the n-th working day that begins after `from`: one whose first shift has opened is no more
/// counted, also while it is closed for lunch.
fn after_working_days(from: i64, days: u32, calendar: &Calendar) -> Option<i64> {
    let mut ends: Vec<i64> = Vec::new();
    let mut last_day = None;
    let mut counts = false;
    for (opens, closes) in shifts(from, calendar)? {
        let day = zoned(opens, &calendar.zone)?.date();
        if last_day != Some(day) {
            if ends.len() == days as usize {
                break;
            }
            counts = opens > from;
        } else if counts {
            ends.pop();
        }
        last_day = Some(day);
        if counts {
            ends.push(closes);
        }
    }
    ends.get(days.checked_sub(1)? as usize).copied()
}

/// Whether a moment is within a calendar's working hours, read in a zone: from when they open until right before they close;
/// `None` where the zone is not known.
pub(crate) fn within_hours(calendar: &Calendar, zone: &str, at: i64) -> Option<bool> {
    let local = zoned(at, zone)?;
    let day = jiff::civil::date(1970, 1, 1).until(local.date()).ok()?.get_days();
    let minutes = u16::try_from(local.hour()).ok()? * 60 + u16::try_from(local.minute()).ok()?;
    let open =
        hours(calendar, local.weekday()).iter().any(|(opens, closes)| (*opens..*closes).contains(&minutes));
    Some(open && calendar.except.binary_search(&day).is_err())
}

/// The shifts of a calendar from the day of a moment on.
fn shifts(from: i64, calendar: &Calendar) -> Option<impl Iterator<Item = (i64, i64)> + '_> {
    let zone = TimeZone::get(&calendar.zone).ok()?;
    let first = zoned(from, &calendar.zone)?.date();
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = (0..HORIZON).map_while(move |day| first.checked_add(i64::from(day).days()).ok());
    let working = days.filter(move |day| {
        let number = epoch.until(*day).map(|span| span.get_days()).unwrap_or(i32::MIN);
        calendar.except.binary_search(&number).is_err()
    });
    Some(working.flat_map(move |day| {
        let zone = zone.clone();
        hours(calendar, day.weekday()).iter().filter_map(move |&(opens, closes)| {
            let moment = |minutes: u16| {
                let midnight = day.at(0, 0, 0, 0);
                let local = midnight.checked_add(i64::from(minutes).minutes()).ok()?;
                nanoseconds(&local.to_zoned(zone.clone()).ok()?)
            };
            Some((moment(opens)?, moment(closes)?))
        })
    }))
}

fn hours(calendar: &Calendar, day: Weekday) -> &[(u16, u16)] {
    let place = usize::try_from(day.to_monday_zero_offset()).unwrap_or_default();
    calendar.days.get(place).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        i64::try_from(text.parse::<Timestamp>().unwrap().as_nanosecond()).unwrap()
    }

    const HOUR: i64 = 3_600_000_000_000;

    fn office() -> Calendar {
        let day = vec![(9 * 60, 18 * 60)];
        let days = [day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]];
        Calendar { name: "office".to_owned(), zone: "Europe/Berlin".to_owned(), days, except: vec![] }
    }

    #[test]
    fn periods_begin_where_their_zone_says() {
        let now = at("2026-03-31T22:30:00Z");
        assert_eq!(start(Period::Month, "Europe/Berlin", now), Some(at("2026-03-31T22:00:00Z")));
        assert_eq!(start(Period::Month, "UTC", now), Some(at("2026-03-01T00:00:00Z")));
        assert_eq!(start(Period::Week, "UTC", now), Some(at("2026-03-30T00:00:00Z")));
        assert_eq!(start(Period::Quarter, "UTC", now), Some(at("2026-01-01T00:00:00Z")));
        assert_eq!(start(Period::Hour, "UTC", now), Some(at("2026-03-31T22:00:00Z")));
        assert_eq!(start(Period::Day, "Nowhere/At_All", now), None);
    }

    #[test]
    fn periods_end_where_the_next_one_begins() {
        let now = at("2026-12-31T22:30:00Z");
        assert_eq!(end(Period::Hour, "UTC", now), Some(at("2026-12-31T23:00:00Z")));
        assert_eq!(end(Period::Day, "Europe/Berlin", now), Some(at("2026-12-31T23:00:00Z")));
        assert_eq!(end(Period::Week, "UTC", now), Some(at("2027-01-04T00:00:00Z")));
        assert_eq!(end(Period::Month, "UTC", now), Some(at("2027-01-01T00:00:00Z")));
        assert_eq!(end(Period::Quarter, "UTC", at("2026-02-03T00:00:00Z")), Some(at("2026-04-01T00:00:00Z")));
        assert_eq!(end(Period::Year, "UTC", now), Some(at("2027-01-01T00:00:00Z")));
        // The day of the clock change is an hour shorter.
        let changing = at("2026-03-28T23:30:00Z");
        assert_eq!(end(Period::Day, "Europe/Berlin", changing), Some(at("2026-03-29T22:00:00Z")));
    }

    #[test]
    fn a_day_of_the_clock_change_has_its_own_length() {
        let evening = at("2026-03-29T21:00:00Z");
        assert_eq!(start(Period::Day, "Europe/Berlin", evening), Some(at("2026-03-28T23:00:00Z")));
    }

    #[test]
    fn working_hours_stop_over_night_and_over_the_weekend() {
        let friday = at("2026-03-06T16:00:00Z");
        let four_hours = deadline(friday, Span::Elapsed(4 * HOUR), Some(&office()));
        assert_eq!(four_hours, Some(at("2026-03-09T11:00:00Z")));
        assert_eq!(deadline(friday, Span::WorkingDays(1), Some(&office())), Some(at("2026-03-09T17:00:00Z")));
        let with_lunch =
            Calendar { days: std::array::from_fn(|_| vec![(540, 720), (780, 1080)]), ..office() };
        let morning = at("2026-03-06T09:30:00Z");
        let next_evening = Some(at("2026-03-07T17:00:00Z"));
        assert_eq!(deadline(morning, Span::WorkingDays(1), Some(&with_lunch)), next_evening, "it has begun");
        assert_eq!(deadline(friday, Span::Elapsed(HOUR), None), Some(at("2026-03-06T17:00:00Z")));
    }
}
