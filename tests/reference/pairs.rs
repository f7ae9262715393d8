//! How two operands may compare.

use crate::reference::operands::{Known, Operand};
use crate::reference::possible::{Knowledge, Outcome};
use crate::reference::value::{Fact, Value, compare};
use std::cmp::Ordering;

/// The ways in which two operands may compare.
pub(crate) fn pair(left: &Operand, right: &Operand) -> Vec<Outcome> {
    let any_way = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(Outcome::Pair);
    let mut ways = match (&left.known, &right.known) {
        // One side that is empty settles it, whatever the other may be.
        _ if is_empty(left) || is_empty(right) => vec![Outcome::Empty],
        (Known::Fact(Fact::Unknown), _) | (_, Known::Fact(Fact::Unknown)) => {
            let mut ways = any_way.to_vec();
            ways.extend((left.optional || right.optional).then_some(Outcome::Empty));
            ways
        }
        _ => combinations(&left.knowledge(), &right.knowledge()),
    };
    ways.dedup();
    ways
}

fn is_empty(operand: &Operand) -> bool {
    match &operand.known {
        Known::Fact(fact) => *fact == Fact::Empty,
        Known::Figure(Knowledge::OneOf(ways)) => *ways == [Outcome::Empty],
        Known::Figure(_) | Known::Between(_) | Known::Constant(_) => false,
    }
}

fn combinations(left: &Knowledge, right: &Knowledge) -> Vec<Outcome> {
    let (left, right) = (bounds(left), bounds(right));
    let both = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
    let mut ways = Vec::new();
    for (left, right) in both {
        match (left, right) {
            (Some((left, Some(also_left))), Some((right, Some(also_right))))
                if left == also_left && right == also_right =>
            {
                ways.push(Outcome::Pair(compare(left, right)));
            }
            (Some((least, most)), Some((least_2, most_2))) => {
                let below =
                    |a: &Value, b: &Option<Value>| b.as_ref().is_none_or(|b| compare(a, b) == Ordering::Less);
                let apart = |a: &Option<Value>, b: &Value| {
                    a.as_ref().is_some_and(|a| compare(a, b) == Ordering::Less)
                };
                ways.extend(below(least, most_2).then_some(Outcome::Pair(Ordering::Less)));
                ways.extend(below(least_2, most).then_some(Outcome::Pair(Ordering::Greater)));
                let meet = !apart(most, least_2) && !apart(most_2, least);
                ways.extend(meet.then_some(Outcome::Pair(Ordering::Equal)));
            }
            _ => ways.push(Outcome::Empty),
        }
    }
    ways
}

/// The stretches of values that something may have; `None` for no value.
fn bounds(knowledge: &Knowledge) -> Vec<Option<(Value, Option<Value>)>> {
    match knowledge {
        Knowledge::OneOf(ways) => {
            let bound = |way: &Outcome| match way {
                Outcome::Is(value) => Some((value.clone(), Some(value.clone()))),
                _ => None,
            };
            ways.iter().map(bound).collect()
        }
        Knowledge::Between { least, most, or_empty, .. } => {
            let stretch = (Value::Whole(*least), most.map(Value::Whole));
            [Some(stretch)].into_iter().chain(or_empty.then_some(None)).collect()
        }
        Knowledge::AnyValue(_, optional) => {
            let stretch = (Value::Whole(i128::MIN), None);
            [Some(stretch)].into_iter().chain(optional.then_some(None)).collect()
        }
    }
}
