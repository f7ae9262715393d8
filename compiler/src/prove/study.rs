//! A charter and its claims in one table, so that both speak of the same columns and classes.

use super::claims::Breach;
use super::columns::Columns;
use super::decided::{Known, Shared};
use super::difference::Which;
use super::question::{Posed, Question, Sketch};
use super::rows::{Rows, fields, touched_besides};
use super::shortfall::Shortfall;
use super::solver::{Answer, Literal};
use super::witness::{Attempt, Made, hangs_on_names, moments, tried, witness};
use super::{Counterexample, Verdict};
use crate::table::{TableError, compile_or_pause, read_back};
use crate::typed::{Charter, Claim, Condition, Demand, Rule};
use charter_runtime::HostKey;
use charter_runtime::case::decide_case;
use charter_runtime::decide::Decision;
use charter_runtime::schema::{Action, ActionId, RuleId, Subject};
use charter_runtime::table::Table;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// How many sketches are tried to be made real before a claim is left undecided.
const MOST_SKETCHES: usize = 48;
/// How many times something is changed to find a request by trying.
const MOST_TRIES: usize = 400;
/// Under how many names the same sketch is tried, where it hangs on who is sampled.
const MOST_NAMES: usize = 12;

/// A charter with its claims, ready for questions.
pub(super) struct Study {
    /// The table with a watched rule for each claim, read back from its bytes.
    table: Table,
    /// How many rules the charter itself has: those of the claims come after.
    rules: usize,
    /// The rules that deny a claim, by its place.
    denied: BTreeMap<usize, RuleId>,
    /// All of its own rules, and none of the claims'.
    whose: Vec<Option<(usize, Which)>>,
    known: Known,
}

impl Study {
    /// Compiles a charter together with its claims.
    ///
    /// `pause` is called every now and then: it unwinds where nobody wants to know any more.
    pub(super) fn new(charter: &Charter, claims: &[Claim], pause: &dyn Fn()) -> Result<Study, TableError> {
        let mut with_claims = charter.clone();
        with_claims.rules.extend(claims.iter().enumerate().map(|(place, claim)| watched(place, claim)));
        let mut denied = BTreeMap::new();
        for (place, claim) in claims.iter().enumerate() {
            if matches!(claim.demand, Demand::AtLeast(_)) {
                denied.extend(RuleId::at(with_claims.rules.len()).map(|id| (place, id)));
                with_claims.rules.push(denying(place, claim));
            }
        }
        let compiled = compile_or_pause(&with_claims, pause)?;
        pause();
        let table = read_back(&compiled.to_bytes())?;
        let (known, rules) = (Known::all_of(&table), charter.rules.len());
        let own = |place: usize| (place < rules).then_some((place, Which::Old));
        let whose = (0..table.rules.len()).map(own).collect();
        Ok(Study { table, rules, denied, whose, known })
    }

    /// The table, in which the rules of the charter come before those of its claims.
    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// Proves or refutes claims, in their order. Those that are broken in the same way by the same action are asked one
    /// after the other of the same clauses, which are most of the work.
    ///
    /// `pause` is called between one question and the next: it unwinds where nobody wants to know any more.
    pub(super) fn verdicts(&self, claims: &[Claim], pause: &dyn Fn()) -> Vec<Verdict> {
        let mut alike: Vec<(&Claim, Breach, Vec<usize>)> = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            for breach in Breach::all(&claim.demand) {
                let same = alike.iter_mut().find(|(first, of, _)| {
                    (first.action, first.subject) == (claim.action, claim.subject) && *of == breach
                });
                match same {
                    Some((_, _, places)) => places.push(place),
                    None => alike.push((claim, breach, vec![place])),
                }
            }
        }
        let mut verdicts = vec![Verdict::Proved; claims.len()];
        let mut rows_of: BTreeMap<(ActionId, Subject), Option<Rows<'_>>> = BTreeMap::new();
        for claim in claims {
            let rows = || self.table.actions.get(claim.action.index());
            let of_claim = rows_of.entry((claim.action, claim.subject));
            of_claim.or_insert_with(|| Some(Rows::new(&self.table, rows()?, claim.subject)));
        }
        let rows_of = |claim: &Claim| rows_of.get(&(claim.action, claim.subject)).and_then(Option::as_ref);
        for (first, breach, places) in &alike {
            let fields = self.action(first).map_or(Vec::new(), |action| fields(&self.table, action));
            for field in fields {
                let rows = rows_of(first).cloned();
                let mut question = rows.and_then(|rows| self.question(rows, first, breach, field, pause));
                for place in places {
                    pause();
                    let (Some(claim), Some(verdict)) = (claims.get(*place), verdicts.get_mut(*place)) else {
                        continue;
                    };
                    if matches!(verdict, Verdict::Refuted(_)) {
                        continue;
                    }
                    let asked = question.as_mut().map(|question| self.asked(question, *place, claim, breach));
                    match asked.unwrap_or(Verdict::Undecided) {
                        Verdict::Proved => {}
                        other => *verdict = other,
                    }
                }
            }
        }
        for (place, (claim, verdict)) in claims.iter().zip(&mut verdicts).enumerate() {
            pause();
            let speaks = |rows: &Rows<'_>| self.speaks(rows, place, claim);
            if *verdict == Verdict::Proved && !rows_of(claim).is_none_or(speaks) {
                *verdict = Verdict::OfNothing;
            }
        }
        verdicts
    }

    /// Whether a claim speaks of any request, granted or not.
    fn speaks(&self, rows: &Rows<'_>, place: usize, claim: &Claim) -> bool {
        let (Some(rule), Some(action)) = (RuleId::at(self.rules + place), self.action(claim)) else {
            return true;
        };
        fields(&self.table, action).into_iter().any(|field| {
            let others = touched_besides(&self.table, action, field);
            let mut columns = Columns::known(&self.table, claim.subject, action.verb, field, &others);
            let of_claim = rows.of(|entry| entry.rule == rule).filter_map(|(row, _)| rows.row(row, field));
            let rows: Vec<Vec<Literal>> =
                of_claim.map(|row| row.tests.iter().map(|test| columns.passes(test)).collect()).collect();
            rows.iter().any(|row| matches!(columns.solver.solve_under(row), Answer::Satisfied(_)))
        })
    }

    fn action(&self, claim: &Claim) -> Option<&Action> {
        self.table.schema.actions.get(claim.action.index())
    }

    /// Whether a request that touches a field can break claims like this one in one way.
    fn question<'s>(
        &'s self,
        rows: Rows<'s>,
        claim: &Claim,
        breach: &Breach,
        field: Option<u32>,
        pause: &dyn Fn(),
    ) -> Option<Asked<'s>> {
        let action = self.action(claim)?;
        if let Breach::LessThan(level) = breach {
            let known = &self.known;
            let shared = Shared { table: &self.table, whose: &self.whose, old: known, new: known };
            let asked = Shortfall::new(shared, (claim.action, action.verb), rows, field, *level, pause)?;
            return Some(Asked::Shortfall(Box::new(asked)));
        }
        let others = touched_besides(&self.table, action, field);
        let question = Question::new(rows, breach.clone(), action.verb, field, &others, pause);
        Some(Asked::Breach(Box::new(question)))
    }

    /// What comes of a question for one claim.
    fn asked(&self, question: &mut Asked<'_>, place: usize, claim: &Claim, breach: &Breach) -> Verdict {
        let Some(rule) = RuleId::at(self.rules + place) else { return Verdict::Undecided };
        let Some(posed) = question.of(rule, self.denied.get(&place).copied()) else {
            return Verdict::Undecided;
        };
        let mut first = None;
        for _ in 0..MOST_SKETCHES {
            let Some(sketch) = question.sketch(posed) else { break };
            if let Some(found) = self.realised(place, claim, breach, &sketch) {
                return Verdict::Refuted(found);
            }
            question.rule_out(posed, &sketch);
            first.get_or_insert(sketch);
        }
        // What was ruled out only because it could not be made real is no proof.
        let Some(sketch) = first else { return Verdict::Proved };
        match self.tried(place, claim, breach, &sketch) {
            Some(found) => Verdict::Refuted(found),
            None => Verdict::Undecided,
        }
    }

    /// A request near these classes that the table lets through, if one is found by trying.
    fn tried(&self, place: usize, claim: &Claim, breach: &Breach, sketch: &Sketch) -> Option<Counterexample> {
        let moment = moments(&self.table, sketch).first().copied()?;
        let told = sketch.classes.keys().copied().filter(|column| !sketch.untold.contains(column)).collect();
        let shown = (!sketch.untold.is_empty()).then_some(&told);
        let (table, action, subject) = (&self.table, claim.action, claim.subject);
        let attempt = Attempt { table, action, subject, sketch, number: 0, moment, shown };
        tried(&attempt, MOST_TRIES, |made| {
            let decision = self.broken(place, breach, &made.case)?;
            Some(counterexample(made.clone(), &decision))
        })
    }

    /// A request of these classes that the table lets through, if one can be made.
    fn realised(
        &self,
        place: usize,
        claim: &Claim,
        breach: &Breach,
        sketch: &Sketch,
    ) -> Option<Counterexample> {
        let names = if hangs_on_names(&self.table, sketch) { MOST_NAMES } else { 1 };
        let at = moments(&self.table, sketch);
        let told = sketch.classes.keys().copied().filter(|column| !sketch.untold.contains(column)).collect();
        let mut tries = (0..names).flat_map(|number| at.iter().map(move |moment| (number, *moment)));
        tries.find_map(|(number, moment)| {
            let (table, action, subject) = (&self.table, claim.action, claim.subject);
            let shown = (!sketch.untold.is_empty()).then_some(&told);
            let attempt = Attempt { table, action, subject, sketch, number, moment, shown };
            let made = witness(&attempt)?;
            let decision = self.broken(place, breach, &made.case)?;
            Some(counterexample(made, &decision))
        })
    }

    /// The decision of a case, where it breaks the claim.
    fn broken(&self, place: usize, breach: &Breach, case: &Json) -> Option<Decision> {
        let decision = decide_case(&self.table, case, &HostKey::default()).ok()?;
        let claim = name(place);
        let denial = denial(place);
        let applies = |name: &str| decision.rules.iter().any(|rule| rule.rule == name);
        let spoken_of = applies(&claim) && !applies(&denial);
        (spoken_of && breach.is_seen_in(&decision, &self.table)).then_some(decision)
    }
}

fn counterexample(made: Made, decision: &Decision) -> Counterexample {
    let gates = decision.owed.iter().map(|owed| owed.rule.clone()).collect();
    let granted_by = decision.scopes.iter().map(|scope| scope.scope.clone()).collect();
    let deciding = decision.rules.iter().filter(|rule| rule.deciding);
    let held_by = deciding.map(|rule| rule.rule.clone()).collect();
    let (asks, given, comes_to) = (made.asks, made.given, decision.outcome);
    Counterexample { case: made.case, asks, given, granted_by, gates, comes_to, held_by }
}

/// The name of a claim's rule: no author can write it, and it sorts behind all others, as rules are sorted in a table.
fn name(place: usize) -> String {
    format!("\u{10FFFD}{place:06}")
}

/// The name of the rule that denies a claim: it sorts behind those of all claims.
fn denial(place: usize) -> String {
    format!("\u{10FFFD}~{place:06}")
}

/// A claim as a rule that is only watched, and so changes no decision.
fn watched(place: usize, claim: &Claim) -> Rule {
    Rule::watched(name(place), claim.action, claim.subject, claim.condition.clone())
}

/// What denies a claim, as a rule that is only watched: where it is not possible, the claim is certainly spoken of.
fn denying(place: usize, claim: &Claim) -> Rule {
    let condition = Condition::Not(Box::new(claim.condition.clone()));
    Rule::watched(denial(place), claim.action, claim.subject, condition)
}

/// What a solver is asked of claims that are broken in the same way.
enum Asked<'s> {
    Breach(Box<Question<'s>>),
    Shortfall(Box<Shortfall<'s>>),
}

impl Asked<'_> {
    fn of(&mut self, claim: RuleId, denied: Option<RuleId>) -> Option<Posed> {
        match self {
            Asked::Breach(question) => Some(question.of(claim)),
            Asked::Shortfall(question) => Some(question.of(claim, denied?)),
        }
    }

    fn sketch(&mut self, of: Posed) -> Option<Sketch> {
        match self {
            Asked::Breach(question) => question.sketch(of),
            Asked::Shortfall(question) => question.sketch(of),
        }
    }

    fn rule_out(&mut self, of: Posed, sketch: &Sketch) {
        match self {
            Asked::Breach(question) => question.rule_out(of, sketch),
            Asked::Shortfall(question) => question.rule_out(of, sketch),
        }
    }
}
