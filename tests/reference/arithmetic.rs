//! Sums, differences and products of what is known of two operands.

use crate::reference::decimal;
use crate::reference::operands::{Known, Operand};
use crate::reference::possible::{Knowledge, Outcome};
use crate::reference::value::{Fact, Type, Value};

/// A value from the least to the most, a whole number of steps above the least; and perhaps none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) least: i128,
    pub(crate) most: i128,
    pub(crate) step: i128,
    pub(crate) or_empty: bool,
}

/// What is known of an operand, for arithmetic.
enum Part {
    Unknown,
    Empty,
    Between(Stretch),
}

/// Two operands made into one. Unknown where one is unknown, or where some result does not fit; empty where one is empty.
pub(crate) fn computed(operator: &str, left: &Operand, right: &Operand) -> Result<Operand, String> {
    let between_days = (operator, &left.of, &right.of) == ("-", &Type::Date, &Type::Date);
    let constants = matches!((&left.known, &right.known), (Known::Constant(_), Known::Constant(_)));
    let known = match (part_of(left)?, part_of(right)?) {
        (Part::Unknown, _) | (_, Part::Unknown) => Known::Fact(Fact::Unknown),
        (Part::Empty, _) | (_, Part::Empty) => Known::Fact(Fact::Empty),
        (Part::Between(left_part), Part::Between(right_part)) => {
            match result(operator, &left_part, &right_part)
                .and_then(|days| if between_days { in_nanoseconds(days) } else { Some(days) })
            {
                None => Known::Fact(Fact::Unknown),
                Some(it) if it.least == it.most && !it.or_empty && constants => {
                    Known::Constant(Value::Whole(it.least))
                }
                Some(it) if it.least == it.most && !it.or_empty => {
                    Known::Fact(Fact::Known(Value::Whole(it.least)))
                }
                Some(it) => Known::Between(it),
            }
        }
    };
    Ok(Operand {
        key: format!("({} {operator} {})", left.key, right.key),
        of: type_of(operator, &left.of, &right.of),
        optional: left.optional || right.optional,
        known,
    })
}

/// Days as lengths of time, where they fit.
fn in_nanoseconds(days: Stretch) -> Option<Stretch> {
    let length = |days: i128| decimal::bounded(days.checked_mul(24 * 3600 * 1_000_000_000)?);
    Some(Stretch { least: length(days.least)?, most: length(days.most)?, step: length(days.step)?, ..days })
}

/// All results of one value of each: their ends, how far they lie apart, and whether every one of them fits.
fn result(operator: &str, left: &Stretch, right: &Stretch) -> Option<Stretch> {
    let one = |left: i128, right: i128| match operator {
        "+" => decimal::plus(left, right),
        "-" => decimal::minus(left, right),
        _ => decimal::times(left, right),
    };
    // Whatever is done to two numbers here grows evenly with either: the first two of each and the last tell of all.
    let some = |of: &Stretch| [of.least, (of.least + of.step).min(of.most), of.most];
    let mut results = Vec::new();
    for left in some(left) {
        for right in some(right) {
            results.push(one(left, right)?);
        }
    }
    let (least, most) = (*results.iter().min()?, *results.iter().max()?);
    let step = results.iter().fold(0, |step, result| common(step, result - least));
    Some(Stretch { least, most, step, or_empty: left.or_empty || right.or_empty })
}

/// The greatest number that both are multiples of.
fn common(one: i128, other: i128) -> i128 {
    if other == 0 { one } else { common(other, one % other) }
}

/// The type of a sum, difference or product: times less times are durations, and a number takes the other's type.
fn type_of(operator: &str, left: &Type, right: &Type) -> Type {
    match (operator, left, right) {
        ("-", Type::Instant, Type::Instant) | ("-", Type::Date, Type::Date) => Type::Duration,
        ("*", Type::Percent, Type::Number) => Type::Percent,
        ("*", Type::Number | Type::Percent, other) => other.clone(),
        ("*", Type::Money(_) | Type::Duration, _) => left.clone(),
        ("+", Type::Duration, other) => other.clone(),
        _ => left.clone(),
    }
}

fn part_of(operand: &Operand) -> Result<Part, String> {
    let whole = |value: &Value| match value {
        Value::Whole(value) => {
            Ok(Part::Between(Stretch { least: *value, most: *value, step: 0, or_empty: false }))
        }
        other => Err(format!("no arithmetic with {other:?}")),
    };
    match &operand.known {
        Known::Constant(value) | Known::Fact(Fact::Known(value)) => whole(value),
        Known::Fact(Fact::Unknown) => Ok(Part::Unknown),
        Known::Fact(Fact::Empty) => Ok(Part::Empty),
        Known::Between(stretch) => Ok(Part::Between(stretch.clone())),
        Known::Figure(Knowledge::OneOf(ways)) => match ways.as_slice() {
            [Outcome::Is(value)] => whole(value),
            [Outcome::Empty] => Ok(Part::Empty),
            _ => Ok(Part::Unknown),
        },
        Known::Figure(Knowledge::Between { least, most, step, or_empty }) => {
            let fits = most.filter(|most| decimal::bounded(*least).and(decimal::bounded(*most)).is_some());
            let stretch = |most| Stretch { least: *least, most, step: *step, or_empty: *or_empty };
            Ok(fits.map_or(Part::Unknown, |most| Part::Between(stretch(most))))
        }
        Known::Figure(Knowledge::AnyValue(..)) => Ok(Part::Unknown),
    }
}
