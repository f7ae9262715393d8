//! The SAT solver, as far as proofs need it.
//!
//! `batsat` is a MiniSat in safe-to-embed Rust without dependencies that matter, so that it also runs in a browser.

use batsat::{BasicSolver, Lit, SolverInterface as _, lbool};

/// A literal: a variable, or its negation.
pub(super) type Literal = Lit;

/// Clauses, and what satisfies all of them.
pub(super) struct Solver(BasicSolver);

/// Of more literals than this, it is not said pair by pair that at most one holds.
const MOST_BY_PAIRS: usize = 6;

/// What the solver found out.
pub(super) enum Answer {
    /// All clauses can hold together: the value of each variable, by its place.
    Satisfied(Vec<bool>),
    /// They cannot.
    Impossible,
}

impl Solver {
    pub(super) fn new() -> Solver {
        Solver(BasicSolver::default())
    }

    /// A new variable, which is tried as `first` before it is tried as the contrary.
    pub(super) fn variable(&mut self, first: bool) -> Literal {
        let variable = self.0.new_var(lbool::new(first), true);
        Lit::new(variable, true)
    }

    /// A new variable that others settle, so that it is never guessed.
    fn settled(&mut self) -> Literal {
        let variable = self.0.new_var(lbool::FALSE, false);
        Lit::new(variable, true)
    }

    /// At least one of these holds.
    pub(super) fn any(&mut self, literals: impl IntoIterator<Item = Literal>) {
        let mut clause: Vec<Literal> = literals.into_iter().collect();
        self.0.add_clause_reuse(&mut clause);
    }

    /// At most one of these holds, unless something else does.
    ///
    /// Many of them are gone through in order, with a literal for each that says whether one has held by then, as in C. Sinz,
    /// "Towards an Optimal CNF Encoding of Boolean Cardinality Constraints" (2005): as many clauses as literals, and not
    /// as pairs of them.
    pub(super) fn at_most_one(&mut self, literals: &[Literal], unless: Option<Literal>) {
        if literals.len() <= MOST_BY_PAIRS {
            for (place, one) in literals.iter().enumerate() {
                for other in literals.iter().skip(place + 1) {
                    self.any([!*one, !*other].into_iter().chain(unless));
                }
            }
            return;
        }
        let mut held: Option<Literal> = None;
        for literal in literals {
            let now = self.settled();
            self.any([!*literal, now]);
            if let Some(before) = held {
                self.any([!before, now]);
                self.any([!*literal, !before].into_iter().chain(unless));
            }
            held = Some(now);
        }
    }

    /// A literal that holds just where one of these does.
    pub(super) fn either(&mut self, literals: &[Literal]) -> Literal {
        if let [only] = literals {
            return *only;
        }
        let either = self.settled();
        self.any(literals.iter().copied().chain([!either]));
        literals.iter().for_each(|literal| self.any([!*literal, either]));
        either
    }

    /// A literal that holds just where all of these do.
    pub(super) fn all(&mut self, literals: &[Literal]) -> Literal {
        let none: Vec<Literal> = literals.iter().map(|literal| !*literal).collect();
        !self.either(&none)
    }

    /// A literal that holds just where the one does and the other does not.
    pub(super) fn without(&mut self, one: Literal, other: Literal) -> Literal {
        self.all(&[one, !other])
    }

    /// Looks for values that satisfy everything.
    pub(super) fn solve(&mut self) -> Answer {
        self.solve_under(&[])
    }

    /// Looks for values that satisfy everything, and these besides.
    pub(super) fn solve_under(&mut self, literals: &[Literal]) -> Answer {
        if self.0.solve_limited(literals) != lbool::TRUE {
            return Answer::Impossible;
        }
        Answer::Satisfied(self.0.get_model().iter().map(|value| *value == lbool::TRUE).collect())
    }

    /// The values with as few of these holding as can be, one after the other, where the fixed ones hold.
    pub(super) fn calmest(
        &mut self,
        fixed: &[Literal],
        unwanted: &[Literal],
        values: Vec<bool>,
    ) -> Vec<bool> {
        let (mut fixed, mut calmest) = (fixed.to_vec(), values);
        for literal in unwanted {
            fixed.push(!*literal);
            if !holds(&calmest, *literal) {
                continue;
            }
            match self.solve_under(&fixed) {
                Answer::Satisfied(calmer) => calmest = calmer,
                Answer::Impossible => _ = fixed.pop(),
            }
        }
        calmest
    }
}

/// Whether a literal holds under the values of a model.
pub(super) fn holds(model: &[bool], literal: Literal) -> bool {
    let value = model.get(literal.var().idx() as usize).copied().unwrap_or(false);
    value == literal.sign()
}
