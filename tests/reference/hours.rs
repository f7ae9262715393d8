//! Working hours: a moment is within them where its day and its time of day are, in the zone in which they are read.

use crate::reference::charter::{Charter, not_understood, part};
use crate::reference::conditions::Judge;
use crate::reference::names::Place;
use crate::reference::operands::{Known, Operand};
use crate::reference::possible::Formula;
use crate::reference::value::{Fact, Value};
use crate::reference::working_time::Length;
use charter_grammar::ast;

impl Judge {
    /// `contact.created is older than 2 working days of office_hours`
    pub(crate) fn working_age(
        &mut self,
        place: &Place<'_>,
        since: &Operand,
        it: &ast::AgeTest,
        calendar: &str,
    ) -> Result<Formula, String> {
        let ast::Expr::DurationLiteral(length) = part(it.age(), it)? else { return Err(not_understood(it)) };
        let length = Length::of(&length)?;
        let answers = match &since.known {
            Known::Fact(Fact::Empty) => vec![false],
            Known::Fact(Fact::Known(Value::Whole(at))) => match length.end(place.charter, calendar, *at) {
                Ok(end) => vec![place.situation.at > end],
                Err(_) => vec![true, false],
            },
            _ => vec![true, false],
        };
        Ok(self.question(format!("{} older than {length:?} of {calendar}", since.key), &answers))
    }

    /// `now is inside office_hours in contact.zone`
    pub(crate) fn within_hours(
        &mut self,
        place: &Place<'_>,
        it: &ast::InsideTest,
        calendar: &ast::Calendar,
    ) -> Result<Formula, String> {
        let at = self.operand(place, &part(it.subject(), it)?, None)?;
        let (key, zone) = match it.zone() {
            Some(zone) => {
                let zone = self.operand(place, &part(zone.zone(), it)?, None)?;
                (zone.key, zone.known)
            }
            None => {
                let own = match calendar.zone().and_then(|zone| zone.zone()) {
                    Some(ast::Expr::TextLiteral(zone)) => zone.value(),
                    _ => place.charter.settings.zone.clone(),
                };
                (String::new(), Known::Constant(Value::Text(own)))
            }
        };
        let answers = match (&at.known, zone) {
            (Known::Fact(Fact::Empty), _) | (_, Known::Fact(Fact::Empty)) => vec![false],
            (
                Known::Fact(Fact::Known(Value::Whole(at))),
                Known::Constant(Value::Text(zone)) | Known::Fact(Fact::Known(Value::Text(zone))),
            ) => match within(place.charter, calendar, &zone, *at)? {
                Some(so) => vec![so],
                None => vec![true, false],
            },
            _ => vec![true, false],
        };
        let name = ast::HasName::name(calendar).map(|name| name.text()).unwrap_or_default();
        Ok(self.question(format!("{} within {name} in {key}", at.key), &answers))
    }
}

/// Whether some run of days and hours has this moment in it; nobody knows in a zone that there is not.
fn within(charter: &Charter, calendar: &ast::Calendar, zone: &str, at: i128) -> Result<Option<bool>, String> {
    let moment = jiff::Timestamp::from_nanosecond(at).map_err(|problem| problem.to_string())?;
    let Ok(local) = moment.in_tz(zone) else { return Ok(None) };
    let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
    let open = charter.open(calendar, local.date())?;
    Ok(Some(open.iter().any(|(opens, closes)| (*opens..*closes).contains(&minute))))
}
