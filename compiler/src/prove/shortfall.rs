//! One question to the solver: can a request of one action, about one field, come to less than a claim promises?
//!
//! What is promised has to hold whatever is not known: a scope has to apply certainly, and no restriction possibly. So facts may
//! be unknown here, and a claim speaks only of requests for which its condition certainly holds: those where the rule that
//! denies it is not even possible.

use super::columns::Columns;
use super::decided::{Decided, Deciding, Shared};
use super::difference::Which;
use super::question::{Posed, Sketch};
use super::reduce::kept_below;
use super::rows::Rows;
use super::solution::Solution;
use super::solver::{Answer, Literal};
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, RuleId, Verb};

/// The clauses of a question that is asked of one claim after the other, and what they mean.
pub(super) struct Shortfall<'s> {
    shared: Shared<'s>,
    rows: Rows<'s>,
    deciding: Deciding<'s, 's>,
    decided: Decided,
    doubt: Literal,
    /// That the decision comes to less.
    less: Literal,
}

impl<'s> Shortfall<'s> {
    /// Whether a request that touches this field alone can come to less than a level.
    pub(super) fn new(
        shared: Shared<'s>,
        (action, verb): (ActionId, Verb),
        rows: Rows<'s>,
        field: Option<u32>,
        level: Outcome,
        pause: &dyn Fn(),
    ) -> Option<Shortfall<'s>> {
        let (columns, doubt) = Columns::doubted(shared.table, rows.subject, verb, field, &[]);
        let mut deciding = Deciding::new(shared, action, rows.clone(), columns);
        let decided = deciding.decided(Which::Old, pause);
        let less = !decided.reaches(level)?;
        Some(Shortfall { shared, rows, deciding, decided, doubt, less })
    }

    /// Asks of a claim, which has to be spoken of for certain: its own rule applies, and the one that denies it does not.
    pub(super) fn of(&mut self, claim: RuleId, denied: RuleId) -> Posed {
        let [spoken_of, not_spoken_of] = [claim, denied].map(|rule| self.possible(rule));
        let now = self.deciding.columns.solver.all(&[spoken_of, !not_spoken_of, self.less]);
        Posed { claim, denied: Some(denied), now }
    }

    /// That a rule applies: never, where it has no row.
    fn possible(&mut self, rule: RuleId) -> Literal {
        match self.entry(rule) {
            Some(entry) => self.deciding.alive(entry, Which::Old),
            None => self.deciding.columns.solver.either(&[]),
        }
    }

    fn entry(&self, rule: RuleId) -> Option<usize> {
        self.rows.rows.entries.iter().position(|entry| entry.rule == rule)
    }

    /// A choice of classes, and of what nobody knows, that breaks the claim: with everything known where that is enough, and
    /// with as few other rules as can be.
    pub(super) fn sketch(&mut self, of: Posed) -> Option<Sketch> {
        let claim = self.entry(of.claim)?;
        let denied = of.denied.and_then(|denied| self.entry(denied));
        let columns = &mut self.deciding.columns;
        let (fixed, values) = [!self.doubt, self.doubt].into_iter().find_map(|doubt| {
            let fixed = [of.now, doubt];
            match columns.solver.solve_under(&fixed) {
                Answer::Satisfied(values) => Some((fixed, values)),
                Answer::Impossible => None,
            }
        })?;
        let restricted = self.decided.restrictions.iter().map(|it| it.applies);
        let unwanted: Vec<Literal> = columns.unknowns().chain(restricted).collect();
        let values = columns.solver.calmest(&fixed, &unwanted, values);
        let (columns, rows) = (&self.deciding.columns, &self.rows);
        let solution =
            Solution { shared: self.shared, columns, rows, decided: vec![&self.decided], values: &values };
        Some(kept_below(&solution, claim, denied))
    }

    /// Leaves out every request that is like this one.
    pub(super) fn rule_out(&mut self, of: Posed, sketch: &Sketch) {
        let columns = &mut self.deciding.columns;
        let like = columns.like(sketch);
        columns.solver.any(like.into_iter().chain([of.now]).map(|literal| !literal));
    }
}
