//! What possibly and what certainly holds.
//!
//! A condition is made of atoms, each of which may turn out one of several ways. It possibly holds when it holds for
//! some choice of one way for every atom; it certainly holds when its negation does not possibly hold.

use crate::reference::value::{Type, Value, compare};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One way in which an atom may turn out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its value is this.
    Is(Value),
    /// Its value is none of those that it is compared with.
    Another,
    /// There is no value.
    Empty,
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// The left value compares like this with the right one.
    Pair(Ordering),
}

/// What is asked of an atom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// Its value compares with this one in one of these ways.
    Compares(Vec<Ordering>, Value),
    /// Its left value compares with its right one in one of these ways.
    PairIs(Vec<Ordering>),
    /// It has no value.
    IsEmpty,
    /// It is so.
    IsSo,
}

impl Test {
    fn accepts(&self, outcome: &Outcome) -> bool {
        match (self, outcome) {
            (Test::Compares(ways, constant), Outcome::Is(value)) => ways.contains(&compare(value, constant)),
            (Test::Compares(ways, _), Outcome::Another) => ways.contains(&Ordering::Greater),
            (Test::PairIs(ways), Outcome::Pair(way)) => ways.contains(way),
            (Test::IsEmpty, outcome) => *outcome == Outcome::Empty,
            (Test::IsSo, outcome) => *outcome == Outcome::Yes,
            (Test::Compares(..) | Test::PairIs(_), _) => false,
        }
    }
}

/// A condition over atoms, which are known by their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Formula {
    /// One question about one atom.
    Test(String, Test),
    /// All of these; of none, true.
    All(Vec<Formula>),
    /// One of these; of none, false.
    Any(Vec<Formula>),
    /// Not this.
    Not(Box<Formula>),
}

impl Formula {
    /// What is always true.
    pub(crate) fn always() -> Formula {
        Formula::All(Vec::new())
    }

    /// What is never true.
    pub(crate) fn never() -> Formula {
        Formula::Any(Vec::new())
    }

    /// True or false, as is already known.
    pub(crate) fn settled(so: bool) -> Formula {
        if so { Formula::always() } else { Formula::never() }
    }

    /// The opposite.
    pub(crate) fn negated(self) -> Formula {
        Formula::Not(Box::new(self))
    }

    /// Every question in it.
    fn tests<'f>(&'f self, into: &mut Vec<(&'f str, &'f Test)>) {
        match self {
            Formula::Test(atom, test) => into.push((atom, test)),
            Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| part.tests(into)),
            Formula::Not(part) => part.tests(into),
        }
    }
}

/// What is known of an atom before it is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Knowledge {
    /// It turns out one of these ways.
    OneOf(Vec<Outcome>),
    /// A value of this type, which may be empty or not.
    AnyValue(Type, bool),
    /// A whole multiple of a step between two bounds, the upper one perhaps absent; or, where it says so, no value.
    Between {
        /// The least value.
        least: i128,
        /// The greatest value, where there is one.
        most: Option<i128>,
        /// Values lie this far apart.
        step: i128,
        /// Whether there may be no value.
        or_empty: bool,
    },
}

/// The atoms of a condition.
pub(crate) type Atoms = BTreeMap<String, Knowledge>;

/// Whether a condition holds for some outcome of its atoms.
pub(crate) fn possibly(formula: &Formula, atoms: &Atoms) -> Result<bool, String> {
    let mut tests = Vec::new();
    formula.tests(&mut tests);
    let mut asked: BTreeMap<&str, Vec<&Test>> = BTreeMap::new();
    for (atom, test) in tests {
        asked.entry(atom).or_default().push(test);
    }
    let mut choices = BTreeMap::new();
    for (atom, tests) in asked {
        let knowledge = atoms.get(atom).ok_or_else(|| format!("nothing is said of the atom `{atom}`"))?;
        choices.insert(atom, told_apart(outcomes(knowledge, &tests), &tests));
    }
    Ok(holds_for_some(formula, &choices, &mut BTreeMap::new()))
}

/// Whether a condition holds for every outcome of its atoms.
pub(crate) fn certainly(formula: &Formula, atoms: &Atoms) -> Result<bool, String> {
    possibly(&formula.clone().negated(), atoms).map(|otherwise| !otherwise)
}

/// Tries every way of every atom, one atom after another: always of one that still matters.
fn holds_for_some<'c>(
    formula: &'c Formula,
    choices: &'c BTreeMap<&'c str, Vec<Outcome>>,
    chosen: &mut BTreeMap<&'c str, &'c Outcome>,
) -> bool {
    if let Some(settled) = holds(formula, chosen) {
        return settled;
    }
    let Some(atom) = open(formula, chosen) else { return false };
    let some = choices.get(atom).into_iter().flatten().any(|way| {
        chosen.insert(atom, way);
        holds_for_some(formula, choices, chosen)
    });
    chosen.remove(atom);
    some
}

/// The first atom of a part that is not settled yet.
fn open<'f>(formula: &'f Formula, chosen: &BTreeMap<&str, &Outcome>) -> Option<&'f str> {
    match formula {
        Formula::Test(atom, _) => (!chosen.contains_key(atom.as_str())).then_some(atom.as_str()),
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().filter(|part| holds(part, chosen).is_none()).find_map(|part| open(part, chosen))
        }
        Formula::Not(part) => open(part, chosen),
    }
}

/// Whether a condition holds, where the chosen outcomes already settle it.
fn holds(formula: &Formula, chosen: &BTreeMap<&str, &Outcome>) -> Option<bool> {
    match formula {
        Formula::Test(atom, test) => chosen.get(atom.as_str()).map(|outcome| test.accepts(outcome)),
        Formula::All(parts) => decided(parts.iter().map(|part| holds(part, chosen)), false),
        Formula::Any(parts) => decided(parts.iter().map(|part| holds(part, chosen)), true),
        Formula::Not(part) => holds(part, chosen).map(|so| !so),
    }
}

/// One part that is `decisive` decides; all parts that are its opposite do; otherwise nothing is decided.
fn decided(mut parts: impl Iterator<Item = Option<bool>> + Clone, decisive: bool) -> Option<bool> {
    if parts.clone().any(|part| part == Some(decisive)) {
        return Some(decisive);
    }
    parts.all(|part| part.is_some()).then_some(!decisive)
}

/// The ways in which an atom may turn out, as far as these questions can tell them apart.
fn outcomes(knowledge: &Knowledge, tests: &[&Test]) -> Vec<Outcome> {
    let constants: Vec<&Value> = tests.iter().filter_map(|test| constant(test)).collect();
    match knowledge {
        Knowledge::OneOf(ways) => ways.clone(),
        Knowledge::AnyValue(of, optional) => {
            let mut ways = any_value(of, &constants);
            ways.extend(optional.then_some(Outcome::Empty));
            ways
        }
        Knowledge::Between { least, most, step, or_empty } => {
            let mut ways = values_between(*least, *most, *step, &constants);
            ways.extend(or_empty.then_some(Outcome::Empty));
            ways
        }
    }
}

/// One outcome of each kind: outcomes that all questions answer alike are as good as one.
fn told_apart(ways: Vec<Outcome>, tests: &[&Test]) -> Vec<Outcome> {
    let mut kinds: Vec<Vec<bool>> = Vec::new();
    let mut kept = Vec::new();
    for way in ways {
        let kind: Vec<bool> = tests.iter().map(|test| test.accepts(&way)).collect();
        if !kinds.contains(&kind) {
            kinds.push(kind);
            kept.push(way);
        }
    }
    kept
}

fn constant(test: &Test) -> Option<&Value> {
    match test {
        Test::Compares(_, constant) => Some(constant),
        Test::PairIs(_) | Test::IsEmpty | Test::IsSo => None,
    }
}

/// One value of every region into which the constants cut the type.
fn any_value(of: &Type, constants: &[&Value]) -> Vec<Outcome> {
    match of {
        Type::YesNo => vec![Outcome::Is(Value::YesNo(true)), Outcome::Is(Value::YesNo(false))],
        Type::OneOf(names) => {
            (0..names.len() as i128).map(|place| Outcome::Is(Value::Whole(place))).collect()
        }
        _ if of.has_order() => values_around(constants)
            .map(|value| Outcome::Is(Value::Whole(value)))
            .chain([Outcome::Another])
            .collect(),
        _ => constants.iter().map(|value| Outcome::Is((*value).clone())).chain([Outcome::Another]).collect(),
    }
}

/// Each constant and the values right below and above it: one in every region at least.
fn values_around(constants: &[&Value]) -> impl Iterator<Item = i128> {
    constants.iter().filter_map(|constant| whole(constant)).flat_map(|value| [value - 1, value, value + 1])
}

fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Whole(value) => Some(*value),
        Value::YesNo(_) | Value::Text(_) | Value::Share(..) | Value::List(_) | Value::Record(_) => None,
    }
}

/// The bounds, and around every constant the multiples of the step that lie between them.
fn values_between(least: i128, most: Option<i128>, step: i128, constants: &[&Value]) -> Vec<Outcome> {
    let around = constants.iter().filter_map(|constant| whole(constant)).flat_map(|constant| {
        let below = constant - constant.rem_euclid(step);
        [below - step, below, below + step]
    });
    let bounds = [Some(least), most].into_iter().flatten();
    let mut values: Vec<i128> = around
        .chain(bounds)
        .filter(|value| least <= *value && most.is_none_or(|most| *value <= most))
        .collect();
    values.sort_unstable();
    values.dedup();
    values.into_iter().map(|value| Outcome::Is(Value::Whole(value))).collect()
}
