//! Constants: what a literal means beside a value of a type.

use crate::typed::Constant;
use charter_runtime::Decimal;
use charter_runtime::canonical;
use charter_runtime::schema::{Currency, Schema, Type};

/// A value as it is written in a charter, before it is known what it stands beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    /// `3`, `1_000_000`.
    Number(Decimal),
    /// `5%`, as its fraction.
    Percent(Decimal),
    /// `500 USD`.
    Money(Decimal, Currency),
    /// `2 days`, in nanoseconds.
    Duration(i64),
    /// `2026-03-02`, in days since 1970-01-01.
    Date(i32),
    /// A day and a time in the project's zone, in nanoseconds since 1970-01-01.
    Instant(i128),
    /// `"acme.com"`.
    Text(String),
    /// `emea`: a value of a closed list, most often.
    Word(String),
}

/// What a value is, as comparisons see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A value of a declared type.
    Of(Type),
    /// A difference of two percents.
    Points,
    /// How many: the units are whole ones.
    Count,
    /// A share: the units are half billionths.
    Share,
    /// The agent that asks.
    Agent,
}

/// Why a literal cannot stand beside a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It is of another type.
    Type,
    /// It is an amount in another currency.
    Currency(Currency),
    /// It is a number where a percent is meant.
    PercentMissing,
    /// It is a number where an amount with its currency is meant.
    CurrencyMissing,
    /// It is not one of the values of the closed list.
    Choice(Vec<String>),
    /// It is no email address.
    Email,
    /// It is no domain.
    Domain,
    /// It is a word where a text in quotes is meant.
    Quotes,
}

impl Literal {
    /// What it is, in words.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Literal::Number(_) => "a number",
            Literal::Percent(_) => "a percent",
            Literal::Money(..) => "an amount of money",
            Literal::Duration(_) => "a length of time",
            Literal::Date(_) => "a date",
            Literal::Instant(_) => "a point in time",
            Literal::Text(_) => "a text",
            Literal::Word(_) => "a word",
        }
    }

    /// The constant that this is beside a value of a kind.
    pub(super) fn beside(&self, kind: &Kind, schema: &Schema) -> Result<Constant, Misfit> {
        match kind {
            Kind::Of(value) => self.of_type(value, schema),
            Kind::Points => self.points(),
            Kind::Count => self.count(),
            Kind::Share => self.fraction().map(|units| Constant::Ordinal(units * 2)),
            Kind::Agent => self.choice(&schema.agents),
        }
    }

    fn of_type(&self, value: &Type, schema: &Schema) -> Result<Constant, Misfit> {
        match value {
            Type::Text | Type::Url | Type::Zone | Type::Person | Type::Object(_) => self.text(),
            Type::Email => canonical::email(self.written()?).map(Constant::Text).ok_or(Misfit::Email),
            Type::Domain => canonical::domain(self.written()?).map(Constant::Text).ok_or(Misfit::Domain),
            Type::Number => self.number(),
            Type::Percent => self.fraction().map(Constant::Ordinal),
            Type::Money(currency) => self.money(*currency),
            Type::YesNo => self.yes_or_no(),
            Type::Date => self.date(),
            Type::Instant => self.instant(),
            Type::Duration => self.duration(),
            Type::OneOf(choices) => {
                self.choice(schema.choices.get(choices.index()).map_or(&[][..], Vec::as_slice))
            }
            Type::List(_) | Type::Record(_) => Err(Misfit::Type),
        }
    }

    fn text(&self) -> Result<Constant, Misfit> {
        match self {
            Literal::Text(text) => Ok(Constant::Text(text.clone())),
            Literal::Word(_) => Err(Misfit::Quotes),
            _ => Err(Misfit::Type),
        }
    }

    /// The letters of a text or a word.
    pub(super) fn written(&self) -> Result<&str, Misfit> {
        match self {
            Literal::Text(text) | Literal::Word(text) => Ok(text),
            _ => Err(Misfit::Type),
        }
    }

    fn number(&self) -> Result<Constant, Misfit> {
        match self {
            Literal::Number(number) => Ok(Constant::Ordinal(number.units())),
            _ => Err(Misfit::Type),
        }
    }

    fn fraction(&self) -> Result<i128, Misfit> {
        match self {
            Literal::Percent(fraction) => Ok(fraction.units()),
            Literal::Number(_) => Err(Misfit::PercentMissing),
            _ => Err(Misfit::Type),
        }
    }

    /// A difference of percents, written as one: `5%` are five points.
    fn points(&self) -> Result<Constant, Misfit> {
        self.fraction().map(Constant::Ordinal)
    }

    /// A count in billionths, so that `more than 2.5` can be told from `more than 2`.
    fn count(&self) -> Result<Constant, Misfit> {
        self.number()
    }

    fn money(&self, currency: Currency) -> Result<Constant, Misfit> {
        match self {
            Literal::Money(amount, written) if *written == currency => Ok(Constant::Ordinal(amount.units())),
            Literal::Money(_, written) => Err(Misfit::Currency(*written)),
            Literal::Number(_) => Err(Misfit::CurrencyMissing),
            _ => Err(Misfit::Type),
        }
    }

    fn yes_or_no(&self) -> Result<Constant, Misfit> {
        match self {
            Literal::Word(word) if word == "yes" => Ok(Constant::Ordinal(1)),
            Literal::Word(word) if word == "no" => Ok(Constant::Ordinal(0)),
            _ => Err(Misfit::Type),
        }
    }

    fn date(&self) -> Result<Constant, Misfit> {
        match self {
            Literal::Date(days) => Ok(Constant::Ordinal(i128::from(*days))),
            _ => Err(Misfit::Type),
        }
    }

    fn instant(&self) -> Result<Constant, Misfit> {
        match self {
            Literal::Instant(nanoseconds) => Ok(Constant::Ordinal(*nanoseconds)),
            _ => Err(Misfit::Type),
        }
    }

    fn duration(&self) -> Result<Constant, Misfit> {
        match self {
            Literal::Duration(nanoseconds) => Ok(Constant::Ordinal(i128::from(*nanoseconds))),
            _ => Err(Misfit::Type),
        }
    }

    fn choice(&self, names: &[String]) -> Result<Constant, Misfit> {
        let written = self.written()?;
        let place = names.iter().position(|name| name == written);
        let place = place.and_then(|place| i128::try_from(place).ok());
        place.map(Constant::Ordinal).ok_or_else(|| Misfit::Choice(names.to_vec()))
    }
}

impl Kind {
    /// What it is, in words.
    pub(super) fn describe(&self, schema: &Schema) -> String {
        match self {
            Kind::Of(value) => describe(value, schema),
            Kind::Points => "a difference of two percents".to_owned(),
            Kind::Count => "a number of events".to_owned(),
            Kind::Share => "a share in percent".to_owned(),
            Kind::Agent => "an agent".to_owned(),
        }
    }

    /// Whether one value of it can be more than another.
    pub(super) fn ordered(&self) -> bool {
        match self {
            Kind::Of(value) => ordered(value),
            Kind::Points | Kind::Count | Kind::Share => true,
            Kind::Agent => false,
        }
    }
}

/// Whether values of a type have an order.
fn ordered(value: &Type) -> bool {
    match value {
        Type::Number | Type::Percent | Type::Money(_) => true,
        Type::Date | Type::Instant | Type::Duration | Type::OneOf(_) => true,
        Type::Text | Type::YesNo | Type::Zone | Type::Email | Type::Domain | Type::Url | Type::Person => {
            false
        }
        Type::List(_) | Type::Record(_) | Type::Object(_) => false,
    }
}

/// A type, in words.
pub(super) fn describe(value: &Type, schema: &Schema) -> String {
    let shape = |id: &charter_runtime::schema::ShapeId| {
        schema.shapes.get(id.index()).map_or("record", |shape| shape.name.as_str()).to_owned()
    };
    let words = match value {
        Type::Text => "a text",
        Type::Number => "a number",
        Type::Percent => "a percent",
        Type::Money(currency) => return format!("an amount in {currency}"),
        Type::YesNo => "yes or no",
        Type::Date => "a date",
        Type::Instant => "a point in time",
        Type::Duration => "a length of time",
        Type::Zone => "a time zone",
        Type::Email => "an email address",
        Type::Domain => "a domain",
        Type::Url => "a web address",
        Type::Person => "a person",
        Type::OneOf(_) => "one of a closed list of values",
        Type::List(element) => return format!("a list, each {}", describe(element, schema)),
        Type::Record(id) | Type::Object(id) => return format!("of type {}", shape(id)),
    };
    words.to_owned()
}

/// An entry of a named list, beside a value of a kind. Texts of a list are read as whatever the value is.
pub(super) fn entry(entry: &Constant, list: &Type, kind: &Kind, schema: &Schema) -> Option<Constant> {
    let literal = match (entry, kind) {
        (Constant::Ordinal(_), Kind::Of(value)) => return (value == list).then(|| entry.clone()),
        (Constant::Ordinal(_), _) => return None,
        (Constant::Text(word), Kind::Of(Type::OneOf(_)) | Kind::Agent) => Literal::Word(word.clone()),
        (Constant::Text(text), _) => Literal::Text(text.clone()),
    };
    literal.beside(kind, schema).ok()
}

/// An entry of a list, as people are shown it.
pub(super) fn written(entry: &Constant) -> String {
    match entry {
        Constant::Ordinal(units) => Decimal::from_units(*units).map(|it| it.to_string()).unwrap_or_default(),
        Constant::Text(text) => text.clone(),
    }
}
