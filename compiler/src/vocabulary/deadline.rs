//! Deadlines, of queues and of approvals.

use super::items::Calendar;
use super::names::Names;
use crate::db::{Db, ItemId, ItemKind};
use crate::diagnostics::Report;
use crate::typed::{Deadline, Lapse, Span};
use charter_grammar::ast::{self, DurationUnit, Outcome as Written};
use charter_runtime::Outcome;
use charter_runtime::schema::CalendarId;

const SECOND: i64 = 1_000_000_000;

/// The deadline that is written in a queue, as `within 4 hours of office_hours, otherwise stop`. What cannot be made out is
/// reported, and the deadline is not there.
pub(crate) fn deadline(
    db: &dyn Db,
    item: ItemId,
    within: &ast::Within,
    otherwise: Option<&ast::OtherwiseClause>,
    calendars: &Names<Calendar>,
    report: &mut Report,
) -> Option<Deadline> {
    let otherwise = match written_otherwise(db, item, within, otherwise, report)? {
        Past::Leaves(outcome) => Lapse::Leaves(outcome),
        Past::Asks(another) => {
            report.not_supported_yet(item.span(db, &another), "another wait when the time of a queue is up");
            return None;
        }
    };
    let (within, calendar) = time(db, item, within, calendars, report)?;
    Some(Deadline { within, calendar, otherwise })
}

/// What is written for when the time is up.
pub(crate) enum Past {
    /// An outcome that asks nobody.
    Leaves(Outcome),
    /// Somebody else is asked, or waited for.
    Asks(Written),
}

/// What happens past a deadline: that is always written.
pub(crate) fn written_otherwise(
    db: &dyn Db,
    item: ItemId,
    within: &ast::Within,
    otherwise: Option<&ast::OtherwiseClause>,
    report: &mut Report,
) -> Option<Past> {
    let Some(otherwise) = otherwise else {
        report.deadline_without_otherwise(item.span(db, within));
        return None;
    };
    let written = otherwise.outcome()?;
    let unsupported = match &written {
        Written::StopOutcome(stop) if stop.until_room() => {
            report.room_outside_limit(item.span(db, stop));
            return None;
        }
        Written::StopOutcome(_) => return Some(Past::Leaves(Outcome::Stop)),
        Written::SuggestedClause(_) => return Some(Past::Leaves(Outcome::Suggest)),
        Written::KeptAsDraftClause(kept) if kept.written_instead().is_none() => {
            return Some(Past::Leaves(Outcome::Draft));
        }
        Written::WaitsClause(_) | Written::NeedsClause(_) => return Some(Past::Asks(written)),
        Written::KeptAsDraftClause(_) => "writing another field when the time is up",
        Written::MaskedClause(_) => "masking when the time is up",
        Written::ReadAfterwardsClause(_) => "reading afterwards when the time is up",
    };
    report.not_supported_yet(item.span(db, &written), unsupported);
    None
}

/// How long people have, and by which calendar.
pub(crate) fn time(
    db: &dyn Db,
    item: ItemId,
    within: &ast::Within,
    calendars: &Names<Calendar>,
    report: &mut Report,
) -> Option<(Span, Option<CalendarId>)> {
    working_time(db, item, &within.duration()?, within.calendar(), calendars, report)
}

/// A length of time, and the calendar by which it is counted.
pub(crate) fn working_time(
    db: &dyn Db,
    item: ItemId,
    written: &ast::DurationLiteral,
    of: Option<ast::NameRef>,
    calendars: &Names<Calendar>,
    report: &mut Report,
) -> Option<(Span, Option<CalendarId>)> {
    let calendar = match of {
        Some(of) => Some(calendar(db, item, &of, calendars, report)?),
        None => None,
    };
    Some((length(db, item, written, calendar, report)?, calendar))
}

fn calendar(
    db: &dyn Db,
    item: ItemId,
    written: &ast::NameRef,
    calendars: &Names<Calendar>,
    report: &mut Report,
) -> Option<CalendarId> {
    let name = written.text();
    let known = calendars.get(&name);
    if known.is_none() {
        report.unknown_name(item.span(db, written), ItemKind::Calendar, &name, calendars.nearest(&name));
    }
    known.map(|calendar| calendar.id)
}

fn length(
    db: &dyn Db,
    item: ItemId,
    written: &ast::DurationLiteral,
    calendar: Option<CalendarId>,
    report: &mut Report,
) -> Option<Span> {
    let at = item.span(db, written);
    if !written.is_working() {
        return around_the_clock(at, written, report).map(Span::Elapsed);
    }
    if calendar.is_none() {
        report.working_days_without_calendar(at);
        return None;
    }
    let days = || written.digits().parse().ok().filter(|days| *days > 0);
    let length = match written.unit() {
        Some(DurationUnit::Day) => days().map(Span::WorkingDays),
        // Working hours are hours of the calendar's.
        Some(DurationUnit::Hour | DurationUnit::Minute) => elapsed(written).map(Span::Elapsed),
        Some(DurationUnit::Second | DurationUnit::Week | DurationUnit::Month | DurationUnit::Year) | None => {
            None
        }
    };
    if length.is_none() {
        report.unusable_working_time(at);
    }
    length
}

/// A length of time that is not counted in working time, in nanoseconds; reports what is none.
pub(crate) fn around_the_clock(
    at: crate::db::Span,
    written: &ast::DurationLiteral,
    report: &mut Report,
) -> Option<i64> {
    let length = elapsed(written).filter(|_| !written.is_working());
    if length.is_none() {
        report.unusable_duration(at);
    }
    length
}

/// The nanoseconds of a length of time that is written out; `None` where it is no whole number of units, not positive,
/// too long, or of months or years, which have no length of their own.
fn elapsed(written: &ast::DurationLiteral) -> Option<i64> {
    let seconds = match written.unit()? {
        DurationUnit::Second => 1,
        DurationUnit::Minute => 60,
        DurationUnit::Hour => 3_600,
        DurationUnit::Day => 86_400,
        DurationUnit::Week => 7 * 86_400,
        DurationUnit::Month | DurationUnit::Year => return None,
    };
    let count: i64 = written.digits().parse().ok().filter(|&count| count > 0)?;
    count.checked_mul(seconds)?.checked_mul(SECOND)
}
