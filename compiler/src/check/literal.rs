//! Literals: from the text of a charter to exact values.

use super::checker::Checker;
use super::constant::Literal;
use crate::typed::Span;
use crate::vocabulary::{around_the_clock, currency, days_since_epoch, working_time};
use charter_grammar::ast::{self, AstNode};
use charter_runtime::Decimal;
use charter_runtime::schema::CalendarId;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

impl Checker<'_> {
    /// The literal that an expression is; `None` where it is something else or does not fit, which is reported.
    pub(super) fn literal(&mut self, value: &ast::Value) -> Option<Literal> {
        let literal = match value {
            ast::Value::NumberLiteral(it) => decimal(&it.digits()).map(Literal::Number),
            ast::Value::PercentLiteral(it) => percent(&it.digits()).map(Literal::Percent),
            ast::Value::MoneyLiteral(it) => money(it),
            ast::Value::TextLiteral(it) => Some(Literal::Text(it.value())),
            ast::Value::DurationLiteral(it) => return self.elapsed(it).map(Literal::Duration),
            ast::Value::DateLiteral(it) => days_since_epoch(it.date()?.text()).map(Literal::Date),
            ast::Value::InstantLiteral(it) => self.instant(it).map(Literal::Instant),
            ast::Value::YesNoLiteral(it) => {
                Some(Literal::Word(if it.is_yes() { "yes" } else { "no" }.to_owned()))
            }
            ast::Value::Path(it) if it.single().is_some() => {
                it.single().map(|word| Literal::Word(word.text()))
            }
            ast::Value::Path(_) | ast::Value::Call(_) => {
                let at = self.at(value);
                self.report.not_written_out(at, value.syntax().text().to_string().trim());
                return None;
            }
            ast::Value::ValueList(_) | ast::Value::RecordValue(_) => {
                let at = self.at(value);
                self.report.several_for_one(at);
                return None;
            }
        };
        if literal.is_none() {
            let at = self.at(value);
            self.report.misfit_literal(at, value.syntax().text().to_string().trim());
        }
        literal
    }

    /// A length of time around the clock, in nanoseconds.
    pub(super) fn elapsed(&mut self, literal: &ast::DurationLiteral) -> Option<i64> {
        around_the_clock(self.at(literal), literal, &mut self.report)
    }

    /// A length of time, and the calendar whose working time it is.
    pub(super) fn working_time(
        &mut self,
        literal: &ast::DurationLiteral,
        of: Option<ast::NameRef>,
    ) -> Option<(Span, Option<CalendarId>)> {
        let (db, item, calendars) = (self.db, self.item, &self.vocabulary.calendars);
        working_time(db, item, literal, of, calendars, &mut self.report)
    }

    /// A moment of the project's day.
    pub(super) fn instant(&self, literal: &ast::InstantLiteral) -> Option<i128> {
        self.instant_in(literal, self.zone())
    }

    /// A moment of a day in a zone.
    pub(super) fn instant_in(&self, literal: &ast::InstantLiteral, name: &str) -> Option<i128> {
        let zone = zone(name)?;
        let time: Time = literal.time()?.text().parse().ok()?;
        let moment = date(literal.date()?.text())?.to_datetime(time);
        moment.to_zoned(zone).ok().map(|moment| moment.timestamp().as_nanosecond())
    }

    /// The moment at which a day is over, in the project's zone.
    pub(super) fn end_of(&self, day: &str) -> Option<i128> {
        let zone = zone(self.zone())?;
        let next = date(day)?.tomorrow().ok()?;
        next.to_zoned(zone).ok().map(|moment| moment.timestamp().as_nanosecond())
    }
}

/// A time zone, of those that the compiler was built with.
fn zone(name: &str) -> Option<TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

/// A number of exact decimal places.
pub(super) fn decimal(digits: &str) -> Option<Decimal> {
    digits.parse().ok()
}

fn percent(digits: &str) -> Option<Decimal> {
    let hundredth = "0.01".parse().ok()?;
    decimal(digits)?.times(hundredth)
}

fn money(literal: &ast::MoneyLiteral) -> Option<Literal> {
    let amount = decimal(&literal.digits())?;
    currency(literal.currency()?.text()).map(|currency| Literal::Money(amount, currency))
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_exact_fractions() {
        assert_eq!(percent("5").map(Decimal::units), Some(50_000_000));
        assert_eq!(percent("0.1").map(Decimal::units), Some(1_000_000));
        assert_eq!(percent("0.00000001"), None);
    }
}
