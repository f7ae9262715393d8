//! Values, their types, and what is known of them.

use std::cmp::Ordering;

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// Any text, compared byte by byte.
    Text,
    /// An exact decimal.
    Number,
    /// A fraction.
    Percent,
    /// An amount in one currency.
    Money(String),
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
    /// A point in time.
    Instant,
    /// A length of time.
    Duration,
    /// A time zone.
    Zone,
    /// An address.
    Email,
    /// A domain.
    Domain,
    /// A web address.
    Url,
    /// A person.
    Person,
    /// A closed list, in the order in which it was written.
    OneOf(Vec<String>),
    /// A list.
    List(Box<Type>),
    /// A record held in place, by the name of its kind.
    Record(String),
    /// An object referred to by id, by the name of its kind.
    Object(String),
}

impl Type {
    /// Whether values of this type are less or more than each other.
    pub(crate) fn has_order(&self) -> bool {
        match self {
            Type::Number
            | Type::Percent
            | Type::Money(_)
            | Type::Date
            | Type::Instant
            | Type::Duration
            | Type::OneOf(_) => true,
            Type::Text | Type::YesNo | Type::Zone | Type::Email | Type::Domain | Type::Url | Type::Person => {
                false
            }
            Type::List(_) | Type::Record(_) | Type::Object(_) => false,
        }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    /// A number, fraction or amount in billionths; a time or duration in nanoseconds; a date in days; the place of a
    /// value in its closed list.
    Whole(i128),
    /// Yes or no.
    YesNo(bool),
    /// A text, address, domain, person, zone or id in canonical form.
    Text(String),
    /// A share: so many of so many, and never of none.
    Share(i128, i128),
    /// The elements of a list.
    List(Vec<Fact>),
    /// A record, still as JSON.
    Record(String),
}

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// Nothing.
    Unknown,
    /// That there is none.
    Empty,
    /// This.
    Known(Value),
}

impl Fact {
    /// What is known of a part of what is known.
    pub(crate) fn then(&self, part: impl FnOnce(&Value) -> Fact) -> Fact {
        match self {
            Fact::Unknown => Fact::Unknown,
            Fact::Empty => Fact::Empty,
            Fact::Known(value) => part(value),
        }
    }
}

/// A known value, or an unknown one where there is none.
pub(crate) fn known(value: Option<Value>) -> Fact {
    value.map_or(Fact::Unknown, Fact::Known)
}

/// How two values of one type compare. Values without an order that differ count as the left one being more.
pub(crate) fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Whole(left), Value::Whole(right)) => left.cmp(right),
        (Value::Share(part, all), Value::Whole(right)) => {
            (part * crate::reference::decimal::ONE).cmp(&(right * all))
        }
        (Value::Whole(_), Value::Share(..)) => compare(right, left).reverse(),
        (Value::Share(part, all), Value::Share(part_2, all_2)) => (part * all_2).cmp(&(part_2 * all)),
        (left, right) if left == right => Ordering::Equal,
        _ => Ordering::Greater,
    }
}
