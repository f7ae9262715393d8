//! Comparisons that come out the same whatever happens: with a bound that no value of the kind reaches, or of a value with itself.

use super::checker::Checker;
use super::constant::Kind;
use super::logic::not;
use super::value::{Typed, Value};
use crate::typed::{Accepts, Atom, Condition, Constant, Measure, Operand, Test};
use charter_grammar::Charter as Language;
use charter_grammar::ast::{self, AstNode};
use charter_runtime::schema::{Path, Root, Type};
use std::collections::BTreeMap;

/// The least and the most that a value can be, both included, and in words.
struct Room {
    least: i128,
    most: Option<i128>,
    words: String,
}

impl Checker<'_> {
    /// Says of a comparison with what is written out that it is settled.
    pub(super) fn settled_beside(
        &mut self,
        node: &impl AstNode<Language = Language>,
        sides: [&Value; 2],
        found: &Condition,
    ) {
        let known = match sides {
            [Value::Known(known), Value::Written(_)] | [Value::Written(_), Value::Known(known)] => known,
            [Value::Known(left), Value::Known(right)] => {
                return self.with_itself(node, left, right, found);
            }
            [Value::Looked(_) | Value::Written(_) | Value::Known(_), _] => return,
        };
        self.settled(node, known, found);
    }

    /// Says of a test of one value that it is settled.
    pub(super) fn settled(
        &mut self,
        node: &impl AstNode<Language = Language>,
        known: &Typed,
        found: &Condition,
    ) {
        let Some(room) = self.room_of(known) else { return };
        let at = self.at(node);
        match comes_out(found, &room) {
            Some(true) => self.report.always_so(at, &room.words),
            Some(false) => self.report.never_so(at, &room.words),
            None => {}
        }
    }

    /// Says of alternatives that they leave nothing out: one is the other turned round, or together they take every value.
    pub(super) fn settled_together(&mut self, node: &ast::OrExpr, parts: &[Condition]) {
        let (turned, tests) = (parts.iter().any(|part| parts.contains(&not(part.clone()))), tests(parts));
        if turned {
            let at = self.at(node);
            self.report.always_so(at, "one of these is what the other is not");
            return;
        }
        for (path, accepted) in tests {
            let last = match path.value {
                Type::OneOf(choices) => self.schema().choices.get(choices.index()).map(Vec::len),
                _ => None,
            };
            let last = last.and_then(|count| i128::try_from(count).ok()).map(|count| count - 1);
            if take_everything(&accepted, last) && (!path.optional || accepted.contains(&&Accepts::Empty)) {
                let at = self.at(node);
                self.report.always_so(at, "together these take every value that there can be");
                return;
            }
        }
    }

    fn with_itself(
        &mut self,
        node: &impl AstNode<Language = Language>,
        left: &Typed,
        right: &Typed,
        found: &Condition,
    ) {
        if left.operand != right.operand {
            return;
        }
        let at = self.at(node);
        match comes_out_of_itself(found) {
            Some(true) => self.report.always_so(at, "both sides are the same value"),
            Some(false) => self.report.never_so(at, "both sides are the same value"),
            None => {}
        }
    }

    fn room_of(&self, known: &Typed) -> Option<Room> {
        let words = |words: &str| words.to_owned();
        match (&known.kind, &known.operand) {
            (Kind::Count, _) => {
                Some(Room { least: 0, most: None, words: words("a count is a whole number, 0 or more") })
            }
            (Kind::Share, _) => {
                let all = Some(2 * super::compare::BILLION);
                Some(Room { least: 0, most: all, words: words("a share is from 0% to 100%") })
            }
            (Kind::Of(Type::Number), Operand::Path(path)) if path.root == Root::Targets => {
                let one = super::compare::BILLION;
                Some(Room { least: one, most: None, words: words("a request is for at least one object") })
            }
            (Kind::Of(Type::Duration), Operand::Figure(figure)) if figure.measure == Measure::TimeSince => {
                Some(Room { least: 0, most: None, words: words("what has happened was not in the future") })
            }
            (Kind::Of(Type::OneOf(choices)), _) => {
                let values = self.schema().choices.get(choices.index())?;
                let last = i128::try_from(values.len()).ok()?.checked_sub(1)?;
                let words = format!("it is one of {}", values.join(", "));
                Some(Room { least: 0, most: Some(last), words })
            }
            (Kind::Of(_) | Kind::Points | Kind::Agent, _) => None,
        }
    }
}

/// The tests of single values among alternatives, by the path of the value.
fn tests(parts: &[Condition]) -> BTreeMap<&Path, Vec<&Accepts>> {
    let mut tests: BTreeMap<&Path, Vec<&Accepts>> = BTreeMap::new();
    for part in parts {
        if let Condition::Test(Test { atom: Atom::Class(Operand::Path(path)), accepts }) = part {
            tests.entry(path).or_default().push(accepts);
        }
    }
    tests
}

/// Whether every number is accepted, from the first to the last one where there are such.
fn take_everything(accepted: &[&Accepts], last: Option<i128>) -> bool {
    let least = last.map_or(i128::MIN, |_| 0);
    let most = last.unwrap_or(i128::MAX);
    let mut spans: Vec<(i128, i128)> = Vec::new();
    for accepts in accepted {
        match accepts {
            Accepts::Range(from, to) => spans.push((from.unwrap_or(i128::MIN), to.unwrap_or(i128::MAX))),
            Accepts::Values(values) => spans.extend(values.iter().filter_map(|value| match value {
                Constant::Ordinal(value) => Some((*value, *value)),
                Constant::Text(_) => None,
            })),
            Accepts::Empty | Accepts::Yes | Accepts::Ordering { .. } => {}
        }
    }
    spans.sort_unstable();
    // Up to where everything is taken, and what comes after it.
    let mut next = Some(least);
    for (from, to) in spans {
        next = match next {
            Some(next) if from <= next => {
                if to < next {
                    Some(next)
                } else {
                    to.checked_add(1)
                }
            }
            other => other,
        };
    }
    next.is_none_or(|next| next > most)
}

/// How a test of one value comes out, where that is settled by what it can be.
fn comes_out(found: &Condition, room: &Room) -> Option<bool> {
    match found {
        Condition::Not(inner) => comes_out(inner, room).map(|out| !out),
        Condition::Always => Some(true),
        Condition::Never => Some(false),
        Condition::Test(Test { atom: Atom::Class(_), accepts: Accepts::Range(least, most) }) => {
            let all_below = most.is_some_and(|most| most < room.least);
            let all_above = least.zip(room.most).is_some_and(|(least, most)| least > most);
            let from_the_least = least.is_none_or(|least| least <= room.least);
            let to_the_most = most.is_none_or(|most| room.most.is_some_and(|last| last <= most));
            match (all_below || all_above, from_the_least && to_the_most) {
                (true, _) => Some(false),
                (false, true) => Some(true),
                (false, false) => None,
            }
        }
        Condition::Test(Test { atom: Atom::Class(_), accepts: Accepts::Values(values) }) => {
            let outside = |value: &Constant| match value {
                Constant::Ordinal(value) => {
                    *value < room.least || room.most.is_some_and(|most| *value > most)
                }
                Constant::Text(_) => false,
            };
            values.iter().all(outside).then_some(false)
        }
        Condition::Test(_) | Condition::All(_) | Condition::Any(_) => None,
    }
}

/// How the comparison of a value with itself comes out, where there is one.
fn comes_out_of_itself(found: &Condition) -> Option<bool> {
    match found {
        Condition::Not(inner) => comes_out_of_itself(inner).map(|out| !out),
        Condition::Test(Test { atom: Atom::Pair(_, _), accepts: Accepts::Ordering { equal, .. } }) => {
            Some(*equal)
        }
        Condition::Always | Condition::Never | Condition::Test(_) | Condition::All(_) | Condition::Any(_) => {
            None
        }
    }
}
