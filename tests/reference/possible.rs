//! What possibly and what certainly holds.
//!
//! A condition is made of atoms, each of which may turn out one of several ways. It possibly holds when it holds for
//! some choice of one way for every atom; it certainly holds when its negation does not possibly hold.

use crate::reference::value::{Type, Value, compare};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

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

    /// The same, or the opposite, with nothing negated but single questions.
    fn pushed(&self, negated: bool) -> Formula {
        let all = |parts: &[Formula]| parts.iter().map(|part| part.pushed(negated)).collect();
        match self {
            Formula::Test(_, _) if negated => self.clone().negated(),
            Formula::Test(_, _) => self.clone(),
            Formula::All(parts) | Formula::Any(parts) if matches!(self, Formula::All(_)) != negated => {
                Formula::All(all(parts))
            }
            Formula::All(parts) | Formula::Any(parts) => Formula::Any(all(parts)),
            Formula::Not(part) => part.pushed(!negated),
        }
    }

    /// It in one way of writing: nothing negated but single questions, and no part nested needlessly, said twice or out of
    /// order. Of two tests that say the same so, an atom is one.
    pub(crate) fn in_one_way(&self) -> String {
        format!("{:?}", self.pushed(false).sorted())
    }

    fn sorted(&self) -> Formula {
        let (Formula::All(parts) | Formula::Any(parts)) = self else { return self.clone() };
        let all = matches!(self, Formula::All(_));
        let flat = parts.iter().flat_map(|part| match (all, part.sorted()) {
            (true, Formula::All(inner)) | (false, Formula::Any(inner)) => inner,
            (_, other) => vec![other],
        });
        let mut parts: Vec<Formula> = flat.collect();
        parts.sort_by_cached_key(|part| format!("{part:?}"));
        parts.dedup();
        match (parts.as_slice(), all) {
            ([one], _) => one.clone(),
            (_, true) => Formula::All(parts),
            (_, false) => Formula::Any(parts),
        }
    }

    /// What is left of it once it is known how an atom has turned out: nothing but `always` or `never` where that settles it.
    fn given(&self, atom: &str, way: &Outcome) -> Formula {
        let left = |parts: &[Formula]| parts.iter().map(|part| part.given(atom, way)).collect::<Vec<_>>();
        match self {
            Formula::Test(of, test) if of == atom => Formula::settled(test.accepts(way)),
            Formula::Test(_, _) => self.clone(),
            Formula::All(parts) => {
                Formula::joined(left(parts), Formula::never(), Formula::always(), Formula::All)
            }
            Formula::Any(parts) => {
                Formula::joined(left(parts), Formula::always(), Formula::never(), Formula::Any)
            }
            Formula::Not(part) => match part.given(atom, way) {
                settled if settled == Formula::always() => Formula::never(),
                settled if settled == Formula::never() => Formula::always(),
                open => open.negated(),
            },
        }
    }

    /// Parts of which one that is `decisive` decides, and one that is `idle` says nothing.
    fn joined(
        parts: Vec<Formula>,
        decisive: Formula,
        idle: Formula,
        join: impl Fn(Vec<Formula>) -> Formula,
    ) -> Formula {
        if parts.contains(&decisive) {
            return decisive;
        }
        let open: Vec<Formula> = parts.into_iter().filter(|part| *part != idle).collect();
        if open.is_empty() { idle } else { join(open) }
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
    let mut choices = Choices::new();
    for (atom, tests) in asked {
        let knowledge = atoms.get(atom).ok_or_else(|| format!("nothing is said of the atom `{atom}`"))?;
        choices.insert(atom, told_apart(outcomes(knowledge, &tests), &tests));
    }
    Ok(holds_for_some(&formula.pushed(false), &choices))
}

/// The ways of each atom.
type Choices<'a> = BTreeMap<&'a str, Vec<Outcome>>;

/// Whether a condition holds for every outcome of its atoms.
pub(crate) fn certainly(formula: &Formula, atoms: &Atoms) -> Result<bool, String> {
    possibly(&formula.clone().negated(), atoms).map(|otherwise| !otherwise)
}

/// One of several holds for some outcome where one of them does by itself; and all of several where those do that have no
/// atom in common. What is left has every way of its first atom tried, and with each what is then still to be asked.
fn holds_for_some(formula: &Formula, choices: &Choices<'_>) -> bool {
    match formula {
        Formula::Any(parts) => parts.iter().any(|part| holds_for_some(part, choices)),
        Formula::All(parts) => groups(parts).iter().all(|group| match group.as_slice() {
            [one] => holds_for_some(one, choices),
            group => some_way(&Formula::All(group.to_vec()), choices),
        }),
        Formula::Test(_, _) | Formula::Not(_) => some_way(formula, choices),
    }
}

/// Tries every way of the first atom; those that no question tells apart are one.
fn some_way(formula: &Formula, choices: &Choices<'_>) -> bool {
    let mut tests = Vec::new();
    formula.tests(&mut tests);
    let Some((atom, _)) = tests.first() else { return false };
    let tests: Vec<&Test> = tests.iter().filter(|(of, _)| of == atom).map(|(_, test)| *test).collect();
    let mut tried = BTreeSet::new();
    let ways = choices.get(atom).map(Vec::as_slice).unwrap_or_default();
    ways.iter().any(|way| {
        let answers: Vec<bool> = tests.iter().map(|test| test.accepts(way)).collect();
        tried.insert(answers) && holds_for_some(&formula.given(atom, way), choices)
    })
}

/// Parts that have atoms in common, together.
fn groups(parts: &[Formula]) -> Vec<Vec<Formula>> {
    let mut groups: Vec<(BTreeSet<&str>, Vec<Formula>)> = Vec::new();
    for part in parts {
        let mut tests = Vec::new();
        part.tests(&mut tests);
        let mut atoms: BTreeSet<&str> = tests.iter().map(|(atom, _)| *atom).collect();
        let mut together = vec![part.clone()];
        let (near, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(others, _)| !others.is_disjoint(&atoms));
        for (others, more) in near {
            atoms.extend(others);
            together.extend(more);
        }
        groups = apart;
        groups.push((atoms, together));
    }
    groups.into_iter().map(|(_, group)| group).collect()
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
