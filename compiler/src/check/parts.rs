//! Parts of a rule's conditions that change nothing: the rule would be the same without them.
//!
//! A part is tried as if it always held, and as if it never did. If the rule is the same one in every world, the part is idle;
//! the last one is told first, so that of two that say the same the first stays.

use super::checker::Checker;
use super::situation::Situation;
use super::worlds::{Seen, Worlds};
use crate::db::Span;
use crate::diagnostics::Report;
use crate::typed::{Accepts, Atom, Condition};
use charter_grammar::ast::Expr;

/// A line of a rule, and what it does there.
pub(super) enum Line {
    /// The rule applies only where this holds.
    Only(Expr),
    /// The rule does not apply where this holds.
    But(Expr),
}

/// More worlds than this are not gone through: rules are many, and each of their parts is tried.
const MOST: usize = 2_000;

/// A part of a condition, and what its tests are.
struct Part<T> {
    at: Span,
    is: Is<T>,
}

enum Is<T> {
    Test(T),
    All(Vec<Part<T>>),
    Any(Vec<Part<T>>),
    Not(Box<Part<T>>),
}

/// A test as worlds see it, and whether it only asks whether there is a value.
struct Looked {
    seen: Seen,
    is_said_for_safety: bool,
}

/// For parts, by their places, what they are taken to be.
type Taken = Vec<(Span, bool)>;

impl Checker<'_> {
    /// Says which parts of a rule's lines change nothing, where `fixed` holds besides.
    pub(super) fn idle_parts(&mut self, fixed: &Condition, lines: &[Line], situation: &Situation) {
        // What there is to say about the tests themselves has been said.
        let said = std::mem::take(&mut self.report);
        let parts: Option<Vec<Part<Condition>>> = lines
            .iter()
            .map(|line| match line {
                Line::Only(expr) => self.part(expr, situation),
                Line::But(expr) => {
                    let inner = self.part(expr, &situation.turned())?;
                    Some(Part { at: inner.at, is: Is::Not(Box::new(inner)) })
                }
            })
            .collect();
        self.report = said;
        let Some(parts) = parts else { return };
        let mut tests = vec![fixed];
        parts.iter().for_each(|part| part.tests(&mut tests));
        let Some(worlds) = Worlds::of(self.schema(), tests, MOST) else { return };
        let parts: Vec<Part<Looked>> = parts.iter().map(|part| part.looked_at(&worlds)).collect();
        let whole = Whole { fixed: worlds.see(fixed), parts: &parts, worlds: &worlds };
        // Of what never applies, that is said.
        if whole.worlds.find(|world| whole.applies(world, &Taken::new())).is_none() {
            return;
        }
        let mut idle = Idle { whole: &whole, taken: Taken::new(), found: Vec::new() };
        parts.iter().rev().for_each(|part| idle.look(part));
        for (part, as_if) in idle.found {
            if !self.report.speaks_of(part.at) {
                tell(&mut self.report, part, as_if, &worlds);
            }
        }
    }

    fn part(&mut self, expr: &Expr, situation: &Situation) -> Option<Part<Condition>> {
        let at = self.at(expr);
        let is = match expr {
            Expr::ParenExpr(it) => return self.part(&it.inner()?, situation),
            Expr::AndExpr(it) => Is::All(self.all_parts(it.parts(), situation)?),
            Expr::OrExpr(it) => Is::Any(self.all_parts(it.parts(), situation)?),
            Expr::NotExpr(it) => Is::Not(Box::new(self.part(&it.inner()?, &situation.turned())?)),
            other => Is::Test(self.condition(other, situation)?),
        };
        Some(Part { at, is })
    }

    fn all_parts(
        &mut self,
        parts: impl Iterator<Item = Expr>,
        situation: &Situation,
    ) -> Option<Vec<Part<Condition>>> {
        parts.map(|part| self.part(&part, situation)).collect()
    }
}

fn tell(report: &mut Report, part: &Part<Looked>, as_if: bool, worlds: &Worlds<'_>) {
    let alone = worlds.find(|world| part.holds(world, &Taken::new()) != as_if).is_none();
    match (alone, as_if) {
        (true, true) => report.always_so(part.at, "whatever the facts are"),
        (true, false) => report.never_so(part.at, "whatever the facts are"),
        (false, true) => report.says_nothing(part.at, "wherever the rest holds, this does too"),
        (false, false) => report.says_nothing(part.at, "wherever this holds, the rest has settled it"),
    }
}

/// A rule's lines, and everything that their tests can be.
struct Whole<'p> {
    fixed: Seen,
    parts: &'p [Part<Looked>],
    worlds: &'p Worlds<'p>,
}

impl Whole<'_> {
    fn applies(&self, world: &[usize], taken: &Taken) -> bool {
        self.fixed.holds(world) && self.parts.iter().all(|part| part.holds(world, taken))
    }

    /// Whether the rule is the same under both.
    fn is_the_same(&self, one: &Taken, other: &Taken) -> bool {
        self.worlds.find(|world| self.applies(world, one) != self.applies(world, other)).is_none()
    }
}

/// The search for idle parts.
struct Idle<'w, 'p> {
    whole: &'w Whole<'p>,
    /// What the idle parts are taken to be.
    taken: Taken,
    found: Vec<(&'p Part<Looked>, bool)>,
}

impl<'p> Idle<'_, 'p> {
    fn look(&mut self, part: &'p Part<Looked>) {
        // A negation is as idle as what it negates.
        if let Is::Not(inner) = &part.is {
            return self.look(inner);
        }
        if !part.is_said_for_safety() {
            for as_if in [true, false] {
                let mut taken = self.taken.clone();
                taken.push((part.at, as_if));
                if self.whole.is_the_same(&self.taken, &taken) {
                    self.taken = taken;
                    self.found.push((part, as_if));
                    return;
                }
            }
        }
        match &part.is {
            Is::All(parts) | Is::Any(parts) => parts.iter().rev().for_each(|part| self.look(part)),
            Is::Not(_) | Is::Test(_) => {}
        }
    }
}

impl Part<Condition> {
    fn tests<'p>(&'p self, found: &mut Vec<&'p Condition>) {
        match &self.is {
            Is::Test(condition) => found.push(condition),
            Is::All(parts) | Is::Any(parts) => parts.iter().for_each(|part| part.tests(found)),
            Is::Not(inner) => inner.tests(found),
        }
    }

    fn looked_at(&self, worlds: &Worlds<'_>) -> Part<Looked> {
        let all = |parts: &[Part<Condition>]| parts.iter().map(|part| part.looked_at(worlds)).collect();
        let is = match &self.is {
            Is::Test(condition) => Is::Test(Looked {
                seen: worlds.see(condition),
                is_said_for_safety: only_asks_for_a_value(condition),
            }),
            Is::All(parts) => Is::All(all(parts)),
            Is::Any(parts) => Is::Any(all(parts)),
            Is::Not(inner) => Is::Not(Box::new(inner.looked_at(worlds))),
        };
        Part { at: self.at, is }
    }
}

impl Part<Looked> {
    fn holds(&self, world: &[usize], taken: &Taken) -> bool {
        // A negation stands where what it negates does, and is never taken for anything itself.
        let of_this = taken.iter().find(|(at, _)| *at == self.at && !matches!(self.is, Is::Not(_)));
        if let Some((_, as_if)) = of_this {
            return *as_if;
        }
        match &self.is {
            Is::Test(test) => test.seen.holds(world),
            Is::All(parts) => parts.iter().all(|part| part.holds(world, taken)),
            Is::Any(parts) => parts.iter().any(|part| part.holds(world, taken)),
            Is::Not(inner) => !inner.holds(world, taken),
        }
    }

    /// Whether it only asks whether there is a value, or whether it is known: that is often said for the reader's sake, and in
    /// what grants it has to be.
    fn is_said_for_safety(&self) -> bool {
        matches!(&self.is, Is::Test(test) if test.is_said_for_safety)
    }
}

fn only_asks_for_a_value(condition: &Condition) -> bool {
    match condition {
        Condition::Test(test) => {
            test.accepts == Accepts::Empty
                || matches!(test.atom, Atom::Known(_) | Atom::Given(_) | Atom::External(_))
        }
        Condition::Not(inner) => only_asks_for_a_value(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(only_asks_for_a_value),
        // Yes or no, written out: nothing is looked at.
        Condition::Always | Condition::Never => true,
    }
}
