//! Typed values, and what is known of a fact.

/// A value of some type of the schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Numbers, percents and amounts in billionths; instants and durations in nanoseconds; dates in days since
    /// 1970-01-01; yes as one and no as zero; a value of a closed list by its place.
    Ordinal(i128),
    /// Texts, addresses, domains, persons, zones and references, in canonical form.
    Text(String),
    /// The elements of a list.
    List(Vec<Slot>),
    /// The fields of a record, in the order of its shape.
    Record(Vec<Slot>),
}

/// What is known of a fact.
///
/// *Empty* is something that is known: the field has no value. *Unknown* is everything else: missing, stale, malformed,
/// out of reach.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Slot {
    /// Not known. It may have any value.
    #[default]
    Unknown,
    /// Known to have no value.
    Empty,
    /// Known.
    Known(Value),
}

/// What is known of a fact, looked at in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen<'a> {
    Unknown,
    Empty,
    Ordinal(i128),
    Text(&'a str),
    Structure(Structure<'a>),
}

/// A value with parts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Structure<'a> {
    List(&'a [Slot]),
    Record(&'a [Slot]),
}

// Lists and records are walked into, never compared: for all orderings they are alike.
impl PartialEq for Structure<'_> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Structure<'_> {}

impl PartialOrd for Structure<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Structure<'_> {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl Slot {
    pub(crate) fn see(&self) -> Seen<'_> {
        match self {
            Slot::Unknown => Seen::Unknown,
            Slot::Empty => Seen::Empty,
            Slot::Known(Value::Ordinal(number)) => Seen::Ordinal(*number),
            Slot::Known(Value::Text(text)) => Seen::Text(text),
            Slot::Known(Value::List(elements)) => Seen::Structure(Structure::List(elements)),
            Slot::Known(Value::Record(fields)) => Seen::Structure(Structure::Record(fields)),
        }
    }
}

impl Seen<'_> {
    /// An owned copy, for what is kept beyond the decision.
    pub(crate) fn keep(self) -> Slot {
        match self {
            Seen::Unknown => Slot::Unknown,
            Seen::Structure(Structure::List(elements)) => Slot::Known(Value::List(elements.to_vec())),
            Seen::Structure(Structure::Record(fields)) => Slot::Known(Value::Record(fields.to_vec())),
            Seen::Empty => Slot::Empty,
            Seen::Ordinal(number) => Slot::Known(Value::Ordinal(number)),
            Seen::Text(text) => Slot::Known(Value::Text(text.to_owned())),
        }
    }
}
