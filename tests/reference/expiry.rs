//! When a grant ends.

use crate::reference::charter::not_understood;
use crate::reference::names::Place;
use crate::reference::operands::constant;
use crate::reference::value::Value;
use charter_grammar::ast;

/// The moment from which on it is over: the one that is written, or the end of a day in the project's zone.
pub(crate) fn end_of_grant(place: &Place<'_>, written: &ast::Expr) -> Result<i128, String> {
    let Some((Value::Whole(end), _)) = constant(place, written, None)? else {
        return Err(not_understood(written));
    };
    match written {
        ast::Expr::DateLiteral(_) => midnight_after(end, &place.charter.settings.zone),
        _ => Ok(end),
    }
}

/// The first moment of the day after, counted from 1970-01-01.
fn midnight_after(days: i128, zone: &str) -> Result<i128, String> {
    let problem = |problem: jiff::Error| problem.to_string();
    let days = i64::try_from(days).map_err(|problem| problem.to_string())?;
    let days = jiff::Span::new().try_days(days + 1).map_err(problem)?;
    let next = jiff::civil::date(1970, 1, 1).checked_add(days).map_err(problem)?;
    Ok(next.in_tz(zone).map_err(problem)?.timestamp().as_nanosecond())
}
