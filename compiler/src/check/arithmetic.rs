//! Arithmetic: sums, differences and products, which are of which kind, and what is worked out at once.

use super::checker::Checker;
use super::compare::{BILLION, Sides};
use super::constant::{Kind, Literal};
use super::situation::Situation;
use super::value::{Typed, Value};
use crate::typed::{Condition, Constant, Operand};
use charter_grammar::ast::{self, Expr, Sign};
use charter_runtime::Decimal;
use charter_runtime::schema::Type;

/// What is done to two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Plus,
    Minus,
    Times,
}

/// Nanoseconds in a day.
const DAY: i128 = 86_400_000_000_000;

impl Checker<'_> {
    /// `a + b - c`
    pub(super) fn sum(&mut self, sum: &ast::SumExpr, situation: &Situation) -> Option<Value> {
        let parts = sum.parts().map(|(sign, part)| match sign {
            Sign::Plus => (Operation::Plus, part),
            Sign::Minus => (Operation::Minus, part),
        });
        self.reckoned(parts.collect(), situation)
    }

    /// `a * b`
    pub(super) fn product(&mut self, product: &ast::ProductExpr, situation: &Situation) -> Option<Value> {
        self.reckoned(product.factors().map(|factor| (Operation::Times, factor)).collect(), situation)
    }

    /// `-a`: nothing less it.
    pub(super) fn negative(&mut self, it: &ast::NegativeExpr, situation: &Situation) -> Option<Value> {
        let inner = it.inner()?;
        let value = self.value(&inner, situation)?;
        self.each_cell(value, |checker, value| {
            let typed = checker.alone(value, &inner, situation)?;
            let zero = Typed { operand: Operand::Constant(Constant::Ordinal(0)), kind: typed.kind.clone() };
            checker.done(zero, Operation::Minus, typed, &inner).map(Value::Known)
        })
    }

    fn reckoned(&mut self, parts: Vec<(Operation, Expr)>, situation: &Situation) -> Option<Value> {
        let values: Vec<Option<Value>> = parts.iter().map(|(_, part)| self.value(part, situation)).collect();
        let values: Option<Vec<Value>> = values.into_iter().collect();
        let mut rest = parts.iter().zip(values?);
        let ((_, first), value) = rest.next()?;
        let (mut left, mut left_at) = (value, first);
        for ((operation, part), right) in rest {
            let at = Sides { left: left_at, right: part };
            left = self.each_cell(left, |checker, left| {
                checker.each_cell(right.clone(), |checker, right| {
                    checker.two(left.clone(), *operation, right, &at, situation).map(Value::Known)
                })
            })?;
            left_at = part;
        }
        Some(left)
    }

    /// What becomes of a value; of a look-up, of the value in each of its cells.
    fn each_cell(
        &mut self,
        value: Value,
        mut with: impl FnMut(&mut Self, Value) -> Option<Value>,
    ) -> Option<Value> {
        let Value::Looked(cells) = value else { return with(self, value) };
        let mut all: Vec<(Condition, Value)> = Vec::new();
        for (condition, cell) in cells {
            match with(self, cell)? {
                Value::Looked(inner) => all.extend(
                    inner
                        .into_iter()
                        .map(|(also, value)| (super::logic::all([condition.clone(), also]), value)),
                ),
                value => all.push((condition, value)),
            }
        }
        Some(Value::Looked(all))
    }

    fn two(
        &mut self,
        left: Value,
        operation: Operation,
        right: Value,
        at: &Sides<'_>,
        situation: &Situation,
    ) -> Option<Typed> {
        let (left, right) = match (left, right) {
            (Value::Known(left), Value::Written(literal)) => {
                let right = self.beside(&left.kind, operation, &literal, at.right, situation)?;
                (left, right)
            }
            (Value::Written(literal), Value::Known(right)) => {
                let left = self.beside(&right.kind, operation, &literal, at.left, situation)?;
                (left, right)
            }
            (left, right) => (self.alone(left, at.left, situation)?, self.alone(right, at.right, situation)?),
        };
        self.done(left, operation, right, at.right)
    }

    /// A literal beside a value: what can be added to one is of the same kind but for times; a factor speaks for itself.
    fn beside(
        &mut self,
        kind: &Kind,
        operation: Operation,
        literal: &Literal,
        at: &Expr,
        situation: &Situation,
    ) -> Option<Typed> {
        let of_time = matches!(kind, Kind::Of(Type::Instant | Type::Date | Type::Duration));
        let percent = matches!(kind, Kind::Points | Kind::Share);
        if operation == Operation::Times || of_time || percent || *kind == Kind::Count {
            return self.alone(Value::Written(literal.clone()), at, situation);
        }
        let constant = self.constant(at, literal, kind)?;
        Some(Typed { operand: Operand::Constant(constant), kind: kind.clone() })
    }

    /// A value that is typed by nothing beside it.
    pub(super) fn alone(&mut self, value: Value, at: &Expr, situation: &Situation) -> Option<Typed> {
        let literal = match value {
            Value::Known(typed) => return Some(typed),
            Value::Looked(_) => return None,
            Value::Written(Literal::Word(word)) => {
                self.unknown_value_word(at, &word, situation);
                return None;
            }
            Value::Written(literal) => literal,
        };
        match own_kind(&literal) {
            Some(kind) => {
                let constant = self.constant(at, &literal, &kind)?;
                Some(Typed { operand: Operand::Constant(constant), kind })
            }
            None => {
                let at = self.at(at);
                self.report.cannot_add(at, "a number", literal.describe());
                None
            }
        }
    }

    /// One value less another.
    pub(super) fn difference(&mut self, left: Typed, right: Typed, at: &Expr) -> Option<Typed> {
        self.done(left, Operation::Minus, right, at)
    }

    fn done(&mut self, left: Typed, operation: Operation, right: Typed, at: &Expr) -> Option<Typed> {
        let Some(kind) = kind_of(&left.kind, operation, &right.kind) else {
            let at = self.at(at);
            let (left, right) = (left.kind.describe(self.schema()), right.kind.describe(self.schema()));
            match operation {
                Operation::Plus | Operation::Minus => self.report.cannot_add(at, &left, &right),
                Operation::Times => self.report.cannot_multiply(at, &left, &right),
            }
            return None;
        };
        let of_days = (&left.kind, &right.kind) == (&Kind::Of(Type::Date), &Kind::Of(Type::Date));
        let operand = self.operand(left.operand, operation, right.operand, at)?;
        let operand = match of_days {
            // A number of days is that many times a day: what is multiplied is in units of decimals.
            true => {
                let day = Operand::Constant(Constant::Ordinal(DAY * BILLION));
                self.operand(operand, Operation::Times, day, at)?
            }
            false => operand,
        };
        Some(Typed { operand, kind })
    }

    /// The operand that two make; of two constants, their result.
    fn operand(&mut self, left: Operand, operation: Operation, right: Operand, at: &Expr) -> Option<Operand> {
        if let (Operand::Constant(Constant::Ordinal(left)), Operand::Constant(Constant::Ordinal(right))) =
            (&left, &right)
        {
            let result = exactly(*left, operation, *right);
            if result.is_none() {
                let at = self.at(at);
                self.report.misfit_literal(at, "what this comes to");
            }
            return result.map(|units| Operand::Constant(Constant::Ordinal(units)));
        }
        let (left, right) = (Box::new(left), Box::new(right));
        Some(match operation {
            Operation::Plus => Operand::Plus(left, right),
            Operation::Minus => Operand::Minus(left, right),
            Operation::Times => Operand::Times(left, right),
        })
    }
}

/// The result for two constants, where it is exact and fits.
fn exactly(left: i128, operation: Operation, right: i128) -> Option<i128> {
    let units = match operation {
        Operation::Plus => left.checked_add(right)?,
        Operation::Minus => left.checked_sub(right)?,
        Operation::Times => left.checked_mul(right).filter(|it| it % BILLION == 0).map(|it| it / BILLION)?,
    };
    Decimal::from_units(units).map(Decimal::units)
}

/// What a literal is, whatever stands beside it.
fn own_kind(literal: &Literal) -> Option<Kind> {
    match literal {
        Literal::Number(_) => Some(Kind::Of(Type::Number)),
        Literal::Percent(_) => Some(Kind::Of(Type::Percent)),
        Literal::Money(_, currency) => Some(Kind::Of(Type::Money(*currency))),
        Literal::Duration(_) => Some(Kind::Of(Type::Duration)),
        Literal::Date(_) => Some(Kind::Of(Type::Date)),
        Literal::Instant(_) => Some(Kind::Of(Type::Instant)),
        Literal::Text(_) | Literal::Word(_) => None,
    }
}

/// What two kinds make; `None` where they make nothing.
fn kind_of(left: &Kind, operation: Operation, right: &Kind) -> Option<Kind> {
    match operation {
        Operation::Plus => sum_kind(left, right),
        Operation::Minus => difference_kind(left, right),
        Operation::Times => product_kind(left, right).or_else(|| product_kind(right, left)),
    }
}

fn sum_kind(left: &Kind, right: &Kind) -> Option<Kind> {
    match (plain(left), plain(right)) {
        (Kind::Of(Type::Percent), Kind::Points) | (Kind::Points, Kind::Of(Type::Percent)) => {
            Some(Kind::Of(Type::Percent))
        }
        (Kind::Points, Kind::Points) => Some(Kind::Points),
        (Kind::Of(one), Kind::Of(other)) => match (&one, &other) {
            (Type::Number | Type::Percent | Type::Money(_) | Type::Duration, _) if one == other => {
                Some(Kind::Of(one))
            }
            (Type::Instant, Type::Duration) | (Type::Duration, Type::Instant) => {
                Some(Kind::Of(Type::Instant))
            }
            _ => None,
        },
        _ => None,
    }
}

fn difference_kind(left: &Kind, right: &Kind) -> Option<Kind> {
    match (plain(left), plain(right)) {
        (Kind::Of(Type::Percent), Kind::Of(Type::Percent)) | (Kind::Points, Kind::Points) => {
            Some(Kind::Points)
        }
        (Kind::Of(Type::Percent), Kind::Points) => Some(Kind::Of(Type::Percent)),
        (Kind::Of(one), Kind::Of(other)) => match (&one, &other) {
            (Type::Number | Type::Money(_) | Type::Duration, _) if one == other => Some(Kind::Of(one)),
            (Type::Instant, Type::Instant) | (Type::Date, Type::Date) => Some(Kind::Of(Type::Duration)),
            (Type::Instant, Type::Duration) => Some(Kind::Of(Type::Instant)),
            _ => None,
        },
        _ => None,
    }
}

/// A number of anything is as much of it, and a share of it too.
fn product_kind(factor: &Kind, of: &Kind) -> Option<Kind> {
    match (plain(factor), plain(of)) {
        (Kind::Of(Type::Number), Kind::Points) => Some(Kind::Points),
        (
            Kind::Of(Type::Number | Type::Percent),
            Kind::Of(of @ (Type::Number | Type::Percent | Type::Money(_) | Type::Duration)),
        ) if of != Type::Number || plain(factor) == Kind::Of(Type::Number) => Some(Kind::Of(of)),
        _ => None,
    }
}

/// A count is a number like any other, once it is reckoned with.
fn plain(kind: &Kind) -> Kind {
    if *kind == Kind::Count { Kind::Of(Type::Number) } else { kind.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_number_is_a_share() {
        let (number, percent) = (Kind::Of(Type::Number), Kind::Of(Type::Percent));
        let times = |left: &Kind, right: &Kind| kind_of(left, Operation::Times, right);
        assert_eq!(times(&number, &percent), Some(percent.clone()));
        assert_eq!(times(&percent, &number), Some(percent.clone()));
        assert_eq!(times(&percent, &percent), Some(percent.clone()));
        assert_eq!(times(&percent, &Kind::Of(Type::Date)), None);
    }

    #[test]
    fn percents_differ_by_points() {
        let percent = Kind::Of(Type::Percent);
        assert_eq!(kind_of(&percent, Operation::Minus, &percent), Some(Kind::Points));
        assert_eq!(kind_of(&percent, Operation::Plus, &Kind::Points), Some(percent.clone()));
        assert_eq!(kind_of(&Kind::Points, Operation::Minus, &percent), None);
    }

    #[test]
    fn constants_come_to_a_constant_or_to_nothing() {
        assert_eq!(exactly(3 * BILLION, Operation::Times, BILLION / 2), Some(3 * BILLION / 2));
        assert_eq!(exactly(1, Operation::Times, 1), None);
        assert_eq!(exactly(i128::MAX, Operation::Plus, 1), None);
    }
}
