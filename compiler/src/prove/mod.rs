//! Proofs: what holds of every request that there could be.
//!
//! A charter tells only finitely many requests apart: one class for every column of its table. A claim is refuted by a choice
//! of classes under which a scope grants what it forbids and no restriction comes between; a SAT solver looks for one. If
//! there is none, the claim is proved. If there is one, it is made into a request with real values and a ledger
//! ([`witness`]) and put to the loaded table; only what the table itself lets through is shown. What cannot be made real is
//! ruled out, and the search goes on.
//!
//! Only known facts have to be looked at, but for what a claim itself asks about knowledge: taking information away never
//! loosens a decision.

mod claims;
mod columns;
mod decided;
mod difference;
mod findings;
mod idle;
mod nearest;
mod question;
mod reads;
mod reduce;
mod rows;
mod shortfall;
mod slice;
mod solution;
mod solver;
mod study;
mod ties;
mod witness;

#[cfg(test)]
mod tests;

use crate::typed::{Charter, Claim};
use charter_runtime::Outcome;
use serde_json::Value as Json;

pub use difference::{
    ChangedRule, Compared, Difference, Direction, Effect, Kind, Open, Told, Which, change, difference,
};
pub use findings::{Guaranteed, Proofs, guarantee_sentences, proofs, verdicts};
pub use idle::idle_rules;
pub use nearest::{Change, Explanation, Nearest, explain};
pub(crate) use slice::rule_with_too_many_rows;
use study::Study;
pub(crate) use witness::value_in_words;

/// What came of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds of every request.
    Proved,
    /// It holds, as it speaks of no request that there could be.
    OfNothing,
    /// It does not: here is a request of which it does not hold.
    Refuted(Counterexample),
    /// Neither: no proof was found, and no request that the table lets through could be made.
    Undecided,
}

/// A request that a claim says does not go ahead, and that does; or that it says does, and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// The request, what the host knows, and the ledger, as `charter decide` reads them.
    pub case: Json,
    /// What is asked, in words.
    pub asks: String,
    /// What is given besides, a fact each.
    pub given: Vec<String>,
    /// The scopes that grant it.
    pub granted_by: Vec<String>,
    /// The gates that people have to open first.
    pub gates: Vec<String>,
    /// What comes of it.
    pub comes_to: Outcome,
    /// The rules that make it come to no more.
    pub held_by: Vec<String>,
}

/// Proves or refutes the claims of a charter, in their order.
///
/// `None` where the charter with its claims has no table: its own table says why.
pub fn prove(charter: &Charter, claims: &[Claim]) -> Option<Vec<Verdict>> {
    let study = Study::new(charter, claims, &|| {}).ok()?;
    Some(study.verdicts(claims, &|| {}))
}
