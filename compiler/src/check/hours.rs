//! Working hours: whether a moment is within those of a calendar.

use super::checker::Checker;
use super::logic;
use super::situation::Situation;
use super::value::{Value, at_place};
use crate::typed::{Atom, Condition, Operand};
use charter_grammar::ast::{self, Expr};
use charter_runtime::schema::{CalendarId, Path, Type};

impl Checker<'_> {
    /// `now is inside office_hours in contact.zone`
    pub(super) fn within_hours(
        &mut self,
        it: &ast::InsideTest,
        calendar: CalendarId,
        situation: &Situation,
    ) -> Option<Condition> {
        let at = self.path_to(&it.subject()?, &Type::Instant, "a point in time", situation)?;
        let zone = match it.zone() {
            None => None,
            Some(zone) => match zone.zone()? {
                path @ Expr::Path(_) => Some(self.path_to(&path, &Type::Zone, "a time zone", situation)?),
                written => return self.unsupported(&written, "working hours in a zone that is written out"),
            },
        };
        Some(logic::so(Atom::Hours(at, calendar, zone)))
    }

    /// `contact.created is older than 2 working days of office_hours`
    pub(super) fn working_age(
        &mut self,
        it: &ast::AgeTest,
        subject: &Expr,
        calendar: ast::NameRef,
        situation: &Situation,
    ) -> Option<Condition> {
        let at = self.path_to(subject, &Type::Instant, "a point in time", situation)?;
        let age = it.age()?;
        let Expr::DurationLiteral(length) = &age else {
            let at = self.at(&age);
            self.report.age_not_written_out(at);
            return None;
        };
        let (length, calendar) = self.working_time(length, Some(calendar))?;
        Some(logic::so(Atom::Aged(at, super::path::now(), length, calendar?)))
    }

    /// The path to a value of a type.
    pub(super) fn path_to(
        &mut self,
        expr: &Expr,
        of: &Type,
        what: &str,
        situation: &Situation,
    ) -> Option<Path> {
        let value = self.value(expr, situation)?;
        if let Value::Known(known) = &value
            && let Operand::Path(place) = &known.operand
            && place.value == *of
        {
            self.guard_empty(&at_place(place.clone()), false, situation, expr);
            return Some(place.clone());
        }
        let at = self.at(expr);
        let found = match &value {
            Value::Known(known) => known.kind.describe(self.schema()),
            Value::Written(literal) => literal.describe().to_owned(),
            Value::Looked(_) => "a look-up".to_owned(),
        };
        self.report.type_mismatch(at, what, &found);
        None
    }
}
