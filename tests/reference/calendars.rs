//! Calendars: when they are open on a day.

use crate::reference::charter::{Charter, not_understood, part};
use charter_grammar::SyntaxToken;
use charter_grammar::ast;
use jiff::civil::Date;

impl Charter {
    /// When a calendar opens and closes on a day, in minutes of the day and in order: by its runs of days and hours, and not
    /// at all on the days of its file of exceptions, which has one a line.
    pub(crate) fn open(&self, calendar: &ast::Calendar, day: Date) -> Result<Vec<(i64, i64)>, String> {
        if self.is_excepted(calendar, day)? {
            return Ok(Vec::new());
        }
        let mut hours = Vec::new();
        let today = i64::from(day.weekday().to_monday_zero_offset());
        for run in calendar.hours() {
            let first = weekday(&part(run.first_day(), &run)?)?;
            let last = run.last_day().map_or(Ok(first), |day| weekday(&day))?;
            if (today - first).rem_euclid(7) <= (last - first).rem_euclid(7) {
                hours.push((minutes(&part(run.opens(), &run)?)?, minutes(&part(run.closes(), &run)?)?));
            }
        }
        hours.sort_unstable();
        Ok(hours)
    }

    fn is_excepted(&self, calendar: &ast::Calendar, day: Date) -> Result<bool, String> {
        let Some(except) = calendar.except() else { return Ok(false) };
        let file = except.path().and_then(|path| self.settings.files.get(&path));
        let days = file.ok_or_else(|| not_understood(&except))?.lines();
        Ok(days.filter_map(|line| line.trim().parse().ok()).any(|closed: Date| closed == day))
    }
}

fn weekday(word: &SyntaxToken) -> Result<i64, String> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = days.iter().position(|day| *day == word.text());
    place.and_then(|place| i64::try_from(place).ok()).ok_or_else(|| format!("`{word}` is no day"))
}

fn minutes(time: &SyntaxToken) -> Result<i64, String> {
    let parts = time
        .text()
        .split_once(':')
        .and_then(|(hours, minutes)| Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?));
    parts.ok_or_else(|| format!("`{time}` is no time"))
}
