//! Lists of values.

use super::calendars::days_since_epoch;
use super::files::rows;
use super::items::List;
use super::names::Names;
use super::sources::{Entry, Sources};
use super::types::currency;
use crate::db::{Db, Project};
use crate::diagnostics::Report;
use crate::typed::Constant;
use charter_grammar::ast::{self, Value};
use charter_runtime::Decimal;
use charter_runtime::schema::Type;
use std::collections::BTreeSet;

/// The lists.
pub(super) fn lists(db: &dyn Db, project: Project, sources: &Sources, report: &mut Report) -> Names<List> {
    let lists = sources.lists.iter().map(|entry| {
        let (value, values) = match entry.node.from_file() {
            Some(file) => (Type::Text, from_file(db, project, entry, &file, report)),
            None => written(db, entry, report),
        };
        List { name: entry.name.clone(), item: entry.item, at: entry.at, value, values }
    });
    Names::new(lists.collect())
}

fn from_file(
    db: &dyn Db,
    project: Project,
    entry: &Entry<ast::List>,
    file: &ast::FromFile,
    report: &mut Report,
) -> BTreeSet<Constant> {
    let Some(path) = file.path() else { return BTreeSet::new() };
    let rows = rows(db, project, &path, entry.item.span_of_text(db, file), report);
    rows.into_iter().map(|row| Constant::Text(row.value)).collect()
}

/// The values after `=`, all of the first one's type.
fn written(db: &dyn Db, entry: &Entry<ast::List>, report: &mut Report) -> (Type, BTreeSet<Constant>) {
    let mut of = None;
    let mut values = BTreeSet::new();
    for node in entry.node.values() {
        let at = entry.item.span(db, &node);
        let Some((value_type, value)) = constant(&node) else {
            report.not_a_list_value(at);
            continue;
        };
        let expected = of.get_or_insert_with(|| value_type.clone());
        if *expected == value_type {
            values.insert(value);
        } else {
            report.mixed_list(at, &entry.name, a_type(expected));
        }
    }
    (of.unwrap_or(Type::Text), values)
}

/// The constant that a value is, and its type.
fn constant(value: &Value) -> Option<(Type, Constant)> {
    let decimal =
        |digits: String| digits.parse::<Decimal>().ok().map(|decimal| Constant::Ordinal(decimal.units()));
    match value {
        Value::NumberLiteral(number) => Some((Type::Number, decimal(number.digits())?)),
        Value::PercentLiteral(percent) => Some((Type::Percent, percentage(&percent.digits())?)),
        Value::MoneyLiteral(money) => {
            let currency = currency(money.currency()?.text())?;
            Some((Type::Money(currency), decimal(money.digits())?))
        }
        Value::TextLiteral(text) => Some((Type::Text, Constant::Text(text.value()))),
        Value::Path(path) => Some((Type::Text, Constant::Text(path.single()?.text()))),
        Value::DateLiteral(date) => {
            let days = days_since_epoch(date.date()?.text())?;
            Some((Type::Date, Constant::Ordinal(i128::from(days))))
        }
        Value::DurationLiteral(_)
        | Value::InstantLiteral(_)
        | Value::YesNoLiteral(_)
        | Value::Call(_)
        | Value::ValueList(_)
        | Value::RecordValue(_) => None,
    }
}

/// A hundredth of what is before the sign, exactly.
fn percentage(digits: &str) -> Option<Constant> {
    let whole: Decimal = digits.parse().ok()?;
    let hundredth: Decimal = "0.01".parse().ok()?;
    whole.times(hundredth).map(|fraction| Constant::Ordinal(fraction.units()))
}

/// What a value of a list's type is called.
fn a_type(of: &Type) -> &'static str {
    match of {
        Type::Number => "a number",
        Type::Percent => "a percentage",
        Type::Money(_) => "an amount in the same currency",
        Type::Date => "a date",
        Type::Text
        | Type::YesNo
        | Type::Instant
        | Type::Duration
        | Type::Zone
        | Type::Email
        | Type::Domain
        | Type::Url
        | Type::Person
        | Type::OneOf(_)
        | Type::List(_)
        | Type::Record(_)
        | Type::Object(_) => "a text",
    }
}
