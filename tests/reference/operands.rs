//! What conditions compare: constants, facts, figures, and sums of these.

use crate::reference::arithmetic::{Stretch, computed};
use crate::reference::charter::{not_understood, part};
use crate::reference::conditions::Judge;
use crate::reference::decimal;
use crate::reference::figures;
use crate::reference::names::Place;
use crate::reference::possible::{Knowledge, Outcome};
use crate::reference::situation::{Path, Start};
use crate::reference::text;
use crate::reference::value::{Fact, Type, Value};
use charter_grammar::ast;

/// Something with a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operand {
    /// A text that tells it from all others.
    pub(crate) key: String,
    /// Its type.
    pub(crate) of: Type,
    /// Whether it may be empty.
    pub(crate) optional: bool,
    /// What is known of its value.
    pub(crate) known: Known,
}

/// What is known of an operand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Known {
    /// It is written out in the charter.
    Constant(Value),
    /// A fact.
    Fact(Fact),
    /// A figure over the ledger or over a list.
    Figure(Knowledge),
    /// Worked out from others, and not known to the last.
    Between(Stretch),
}

impl Operand {
    /// The ways in which its class may turn out.
    pub(crate) fn knowledge(&self) -> Knowledge {
        match &self.known {
            Known::Constant(value) | Known::Fact(Fact::Known(value)) => {
                Knowledge::OneOf(vec![Outcome::Is(value.clone())])
            }
            Known::Fact(Fact::Empty) => Knowledge::OneOf(vec![Outcome::Empty]),
            Known::Fact(Fact::Unknown) => Knowledge::AnyValue(self.of.clone(), self.optional),
            Known::Figure(knowledge) => knowledge.clone(),
            Known::Between(stretch) => Knowledge::Between {
                least: stretch.least,
                most: Some(stretch.most),
                step: 1,
                or_empty: stretch.or_empty,
            },
        }
    }
}

impl Judge {
    /// Two operands that are compared. A bare word or a text takes its type from the other side.
    pub(crate) fn two(
        &mut self,
        place: &Place<'_>,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Result<(Operand, Operand), String> {
        if needs_a_type(left) && !needs_a_type(right) {
            let right = self.operand(place, right, None)?;
            return Ok((self.operand(place, left, Some(&right.of))?, right));
        }
        let left = self.operand(place, left, None)?;
        let right = self.operand(place, right, Some(&left.of))?;
        Ok((left, right))
    }

    /// What an expression stands for, beside something of the expected type.
    pub(crate) fn operand(
        &mut self,
        place: &Place<'_>,
        written: &ast::Expr,
        expected: Option<&Type>,
    ) -> Result<Operand, String> {
        if let Some((value, of)) = constant(place, written, expected)? {
            return Ok(Operand {
                key: format!("{value:?}"),
                of,
                optional: false,
                known: Known::Constant(value),
            });
        }
        match written {
            ast::Expr::Path(it) => self.named(place, it),
            ast::Expr::ParenExpr(it) => self.operand(place, &part(it.inner(), it)?, expected),
            ast::Expr::SumExpr(it) => self.sum(place, it),
            ast::Expr::ProductExpr(it) => self.product(place, it),
            ast::Expr::NegativeExpr(it) => {
                let inner = self.operand(place, &part(it.inner(), it)?, expected)?;
                let zero =
                    Operand { key: "0".to_owned(), known: Known::Constant(Value::Whole(0)), ..inner.clone() };
                computed("-", &zero, &inner)
            }
            ast::Expr::ListFigure(it) => self.list_figure(place, it),
            ast::Expr::EventQuery(it) if counts_targets(it) => {
                let path = Path { start: Start::Targets, start_type: Type::Number, steps: Vec::new() };
                Ok(self.fact(place, &path))
            }
            ast::Expr::EventQuery(it) => {
                let figure = figures::of_query(place, it, self)?;
                Ok(figure)
            }
            other => Err(not_understood(other)),
        }
    }

    /// A fact at a path, or a measure.
    fn named(&mut self, place: &Place<'_>, written: &ast::Path) -> Result<Operand, String> {
        if let Some((owner, line)) = place.line(written) {
            let there = Place { about: owner.as_ref(), ..*place };
            return self.operand(&there, &line.says, Some(&line.of));
        }
        let measure = written.single().and_then(|name| place.charter.measures.get(&name.text()));
        match measure {
            Some(measure) => figures::of_measure(place, measure, self),
            None => {
                let path = place.path(written)?;
                Ok(self.fact(place, &path))
            }
        }
    }

    fn sum(&mut self, place: &Place<'_>, it: &ast::SumExpr) -> Result<Operand, String> {
        let mut total: Option<Operand> = None;
        for (sign, term) in it.parts() {
            let operator = match sign {
                ast::Sign::Plus => "+",
                ast::Sign::Minus => "-",
            };
            let term = self.operand(place, &term, total.as_ref().map(|total| &total.of))?;
            total = Some(match total {
                None => term,
                Some(total) => computed(operator, &total, &term)?,
            });
        }
        part(total, it)
    }

    fn product(&mut self, place: &Place<'_>, it: &ast::ProductExpr) -> Result<Operand, String> {
        let mut total: Option<Operand> = None;
        for factor in it.factors() {
            let factor = self.operand(place, &factor, None)?;
            total = Some(match total {
                None => factor,
                Some(total) => computed("*", &total, &factor)?,
            });
        }
        part(total, it)
    }
}

/// `count of targets`
fn counts_targets(it: &ast::EventQuery) -> bool {
    let name = it.event().and_then(|event| event.name_ref()).map(|name| name.text());
    it.kind() == ast::QueryKind::Count && name.as_deref() == Some("targets")
}

fn needs_a_type(written: &ast::Expr) -> bool {
    match written {
        ast::Expr::TextLiteral(_) => true,
        ast::Expr::Path(path) => path.single().is_some(),
        _ => false,
    }
}

/// What is written out, where an expression is that.
pub(crate) fn constant(
    place: &Place<'_>,
    written: &ast::Expr,
    expected: Option<&Type>,
) -> Result<Option<(Value, Type)>, String> {
    let number = |digits: String| decimal::parse(&digits).ok_or_else(|| format!("`{digits}` does not fit"));
    let whole = |units: i128, of: Type| Ok(Some((Value::Whole(units), of)));
    match written {
        ast::Expr::NumberLiteral(it) => {
            whole(number(it.digits())?, expected.cloned().unwrap_or(Type::Number))
        }
        ast::Expr::PercentLiteral(it) => {
            let units = decimal::times(number(it.digits())?, decimal::ONE / 100);
            whole(part(units, it)?, Type::Percent)
        }
        ast::Expr::MoneyLiteral(it) => {
            whole(number(it.digits())?, Type::Money(part(it.currency(), it)?.text().to_owned()))
        }
        ast::Expr::DurationLiteral(it) => whole(nanoseconds(it)?, Type::Duration),
        ast::Expr::DateLiteral(it) => whole(days(part(it.date(), it)?.text())?, Type::Date),
        ast::Expr::InstantLiteral(it) => {
            let text = format!("{}T{}", part(it.date(), it)?.text(), part(it.time(), it)?.text());
            whole(in_zone(&text, &place.charter.settings.zone)?, Type::Instant)
        }
        ast::Expr::YesNoLiteral(it) => Ok(Some((Value::YesNo(it.is_yes()), Type::YesNo))),
        ast::Expr::TextLiteral(it) => text_constant(&it.value(), expected).map(Some),
        ast::Expr::Path(it) => Ok(it.single().and_then(|word| choice(&word.text(), expected))),
        _ => Ok(None),
    }
}

/// A bare word where a value of a closed list is expected.
fn choice(word: &str, expected: Option<&Type>) -> Option<(Value, Type)> {
    match expected {
        Some(Type::OneOf(names)) => {
            let place = names.iter().position(|name| name == word)?;
            Some((Value::Whole(place as i128), Type::OneOf(names.clone())))
        }
        _ => None,
    }
}

/// A text where a value of some type is expected, in canonical form.
pub(crate) fn text_constant(written: &str, expected: Option<&Type>) -> Result<(Value, Type), String> {
    let misfit = || format!("\"{written}\" is no {expected:?}");
    match expected {
        Some(Type::OneOf(_)) => choice(written, expected).ok_or_else(misfit),
        Some(Type::Email) => {
            text::email(written).map(|email| (Value::Text(email), Type::Email)).ok_or_else(misfit)
        }
        Some(Type::Domain) => {
            text::domain(written).map(|domain| (Value::Text(domain), Type::Domain)).ok_or_else(misfit)
        }
        Some(of) => Ok((Value::Text(written.to_owned()), of.clone())),
        None => Ok((Value::Text(written.to_owned()), Type::Text)),
    }
}

/// A length of time in nanoseconds: a day is 24 hours.
pub(crate) fn nanoseconds(it: &ast::DurationLiteral) -> Result<i128, String> {
    if it.is_working() {
        return Err(not_understood(it));
    }
    in_units(it)
}

/// So many of its unit, in nanoseconds, whatever they are counted in.
pub(crate) fn in_units(it: &ast::DurationLiteral) -> Result<i128, String> {
    let count: i128 = it.digits().parse().map_err(|_| not_understood(it))?;
    let seconds = match part(it.unit(), it)? {
        ast::DurationUnit::Second => 1,
        ast::DurationUnit::Minute => 60,
        ast::DurationUnit::Hour => 3600,
        ast::DurationUnit::Day => 24 * 3600,
        ast::DurationUnit::Week => 7 * 24 * 3600,
        ast::DurationUnit::Month | ast::DurationUnit::Year => return Err(not_understood(it)),
    };
    Ok(count * seconds * 1_000_000_000)
}

fn days(text: &str) -> Result<i128, String> {
    let date = crate::reference::json::fact(&Type::Date, false, Some(&text.into()));
    match date {
        Fact::Known(Value::Whole(days)) => Ok(days),
        _ => Err(format!("`{text}` is no day")),
    }
}

fn in_zone(text: &str, zone: &str) -> Result<i128, String> {
    let civil: jiff::civil::DateTime = text.parse().map_err(|problem| format!("{text}: {problem}"))?;
    let zoned = civil.in_tz(zone).map_err(|problem| format!("{text}: {problem}"))?;
    Ok(zoned.timestamp().as_nanosecond())
}

/// The values of a list, read as values of a type.
pub(crate) fn listed(place: &Place<'_>, list: &ast::ValueList, of: &Type) -> Result<Vec<Value>, String> {
    let value = |value: ast::Value| {
        let written = <ast::Expr as ast::AstNode>::cast(ast::AstNode::syntax(&value).clone());
        let written = written.ok_or_else(|| not_understood(list))?;
        let constant = constant(place, &written, Some(of))?;
        constant.map(|(value, _)| value).ok_or_else(|| not_understood(list))
    };
    list.values().map(value).collect()
}

/// The values of a declared list, read as values of a type. What does not fit is nowhere in it.
pub(crate) fn declared(values: &[String], of: &Type) -> Vec<Value> {
    values.iter().filter_map(|value| text_constant(value, Some(of)).ok()).map(|(value, _)| value).collect()
}
