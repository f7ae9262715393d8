//! The search for every kind of request that two charters decide otherwise.
//!
//! A kind is a smallest set of changed rules that makes a difference. Once one is found, everything that these rules make a
//! difference to is ruled out and the search goes on, until nothing is left or enough has been found. Whatever is found is
//! made into a request and put to both loaded tables; only what they themselves decide otherwise is shown.

use super::compare::change;
use super::joined::Joined;
use super::model::{Direction, Model};
use super::vocabulary::Which;
use crate::prove::question::Sketch;
use crate::prove::reduce::{reduced, telling, whole};
use crate::prove::rows::touched_besides;
use crate::prove::solver::{Answer, Literal, holds};
use crate::prove::witness::{Attempt, Made, hangs_on_names, moments, tried, witness};
use charter_runtime::case::decide_case;
use charter_runtime::decide::Decision;
use charter_runtime::schema::{ActionId, Subject};
use charter_runtime::table::Table;
use charter_runtime::{HostKey, Outcome};
use std::collections::{BTreeMap, BTreeSet};

/// How many kinds are looked for in one direction, for one action and field.
const MOST_KINDS: usize = 12;
/// How many sketches of one kind are tried to be made real.
const MOST_SKETCHES: usize = 24;
/// How many of these have as few other rules as can be.
const CALM_SKETCHES: usize = 8;
/// From how many sketches of one kind it is gone on to try.
const MOST_STARTS: usize = 3;
/// How many times something is changed from there.
const MOST_TRIES: usize = 800;
/// Under how many names the same sketch is tried, where it hangs on who is sampled.
const MOST_NAMES: usize = 12;

/// A difference that was seen in both loaded tables.
pub(super) struct Seen {
    pub(super) direction: Direction,
    /// The rules that have changed and make it, by place.
    pub(super) causes: BTreeSet<usize>,
    pub(super) made: Made,
    pub(super) old: Decision,
    pub(super) new: Decision,
}

/// What came of the search for one action and field.
#[derive(Default)]
pub(super) struct Searched {
    pub(super) seen: Vec<Seen>,
    /// What may differ and could not be shown, by direction and causes.
    pub(super) undecided: BTreeSet<(Direction, BTreeSet<usize>)>,
    /// Whether the search ended before everything was found.
    pub(super) bounded: bool,
    /// Whether how far it is granted differs where that changes nothing by itself.
    pub(super) grants_differ: bool,
}

/// The tables that decide.
#[derive(Clone, Copy)]
pub(super) struct Tables<'t> {
    pub(super) joined: &'t Joined,
    pub(super) old: &'t Table,
    pub(super) new: &'t Table,
}

/// Searches one action and one of its fields.
pub(super) fn search(
    tables: Tables<'_>,
    action: ActionId,
    subject: Subject,
    field: Option<u32>,
) -> Option<Searched> {
    let schema = &tables.joined.table.schema;
    let of = schema.actions.get(action.index())?;
    let others = touched_besides(&tables.joined.table, of, field);
    let model = Model::new(tables.joined, (action, subject), field, &others)?;
    let mut searching = Searching { tables, action, subject, model, found: Searched::default() };
    for stage in [false, true] {
        for direction in Direction::ALL {
            searching.direction(direction, stage);
        }
    }
    // What was shown of what is not known need not be shown of what is.
    let Searched { seen, undecided, .. } = &mut searching.found;
    undecided.retain(|(direction, causes)| {
        // Other reasons for the same matter no more where it is not the same.
        let shows = |of: Direction| of == *direction || *direction == Direction::Reasons;
        !seen.iter().any(|seen| shows(seen.direction) && seen.causes == *causes)
    });
    // How far it is granted is asked of what is left.
    for (direction, causes) in searching.found.undecided.clone() {
        let all = searching.model.causes.get(&direction).cloned().unwrap_or_default();
        if let Some(wanted) = searching.model.directions.get(&direction).copied() {
            searching.rule_out(&[wanted], &all, &causes);
        }
    }
    let differ = searching.model.grants_differ;
    searching.found.grants_differ = searching.solve(&[differ]).is_some();
    Some(searching.found)
}

struct Searching<'t> {
    tables: Tables<'t>,
    action: ActionId,
    subject: Subject,
    model: Model<'t>,
    found: Searched,
}

impl Searching<'_> {
    /// Every kind of difference in one direction: of what is known, and then of what is not, where that is all there is.
    fn direction(&mut self, direction: Direction, doubted: bool) {
        if doubted && self.found.seen.iter().any(|seen| seen.direction == direction) {
            return;
        }
        let Some(wanted) = self.model.directions.get(&direction).copied() else { return };
        let stage = if doubted { self.model.doubt } else { !self.model.doubt };
        let causes = self.model.causes.get(&direction).cloned().unwrap_or_default();
        for _ in 0..MOST_KINDS {
            let Some(values) = self.solve(&[wanted, stage]) else { return };
            let smallest = self.smallest(&[wanted, stage], &causes, &values);
            if self.kind(direction, &[wanted, stage], &causes, &smallest) {
                self.rule_out(&[wanted], &causes, &smallest);
            } else {
                // With something unknown it may still be shown.
                self.rule_out(&[wanted, stage], &causes, &smallest);
            }
        }
        self.found.bounded |= self.solve(&[wanted, stage]).is_some();
    }

    fn solve(&mut self, literals: &[Literal]) -> Option<Vec<bool>> {
        match self.model.columns.solver.solve_under(literals) {
            Answer::Satisfied(values) => Some(values),
            Answer::Impossible => None,
        }
    }

    /// A smallest set of changed rules within the one of a model.
    fn smallest(
        &mut self,
        fixed: &[Literal],
        causes: &BTreeMap<usize, Literal>,
        values: &[bool],
    ) -> BTreeSet<usize> {
        let among = |values: &[bool]| -> BTreeSet<usize> {
            causes.iter().filter(|(_, literal)| holds(values, **literal)).map(|(rule, _)| *rule).collect()
        };
        let mut smallest = among(values);
        'smaller: loop {
            for left_out in smallest.clone() {
                let kept = |rule: &usize| smallest.contains(rule) && *rule != left_out;
                let without = causes.iter().filter(|(rule, _)| !kept(rule)).map(|(_, literal)| !*literal);
                let literals: Vec<Literal> = fixed.iter().copied().chain(without).collect();
                if let Some(values) = self.solve(&literals) {
                    smallest = among(&values);
                    continue 'smaller;
                }
            }
            return smallest;
        }
    }

    /// Leaves out every request to which these rules make a difference.
    fn rule_out(&mut self, wanted: &[Literal], causes: &BTreeMap<usize, Literal>, found: &BTreeSet<usize>) {
        let clause: Vec<Literal> = if found.is_empty() {
            // What the rules have nothing to do with is one kind.
            causes.values().copied().collect()
        } else {
            found.iter().filter_map(|rule| causes.get(rule)).map(|literal| !*literal).collect()
        };
        self.model.columns.solver.any(clause.into_iter().chain(wanted.iter().map(|literal| !*literal)));
    }

    /// Makes one kind real: the most drastic way first. Whether it is shown.
    fn kind(
        &mut self,
        direction: Direction,
        fixed: &[Literal],
        causes: &BTreeMap<usize, Literal>,
        of: &BTreeSet<usize>,
    ) -> bool {
        let just = causes.iter().map(|(rule, literal)| if of.contains(rule) { *literal } else { !*literal });
        let fixed: Vec<Literal> = fixed.iter().copied().chain(just).collect();
        let (mut attempts, mut starts) = (0, Vec::new());
        for (old, new) in drastic(direction) {
            let exactly = old.into_iter().flat_map(|old| self.model.exactly(Which::Old, old));
            let exactly: Vec<Literal> =
                exactly.chain(new.into_iter().flat_map(|new| self.model.exactly(Which::New, new))).collect();
            let literals: Vec<Literal> = fixed.iter().copied().chain(exactly).collect();
            while let Some(values) = self.solve(&literals).filter(|_| attempts < MOST_SKETCHES) {
                let values = if attempts < CALM_SKETCHES { self.calm(&literals, of, values) } else { values };
                attempts += 1;
                let sketch = reduced(&self.model.read(&values), of);
                if let Some(seen) = self.realised(direction, of, &values, &sketch) {
                    self.found.seen.push(seen);
                    return true;
                }
                self.rule_out_sketch(&sketch);
                if starts.len() < MOST_STARTS {
                    starts.push((values, sketch));
                }
            }
        }
        match starts.iter().find_map(|(values, sketch)| self.tried(direction, of, values, sketch)) {
            Some(seen) => {
                self.found.seen.push(seen);
                true
            }
            None => {
                self.found.undecided.insert((direction, of.clone()));
                false
            }
        }
    }

    /// The same with as few other rules as can be, so that the difference stands out.
    fn calm(&mut self, literals: &[Literal], of: &BTreeSet<usize>, values: Vec<bool>) -> Vec<bool> {
        let columns = &self.model.columns;
        let others = columns.others.values().copied().chain(columns.unknowns());
        let beside: Vec<Literal> = others.chain(self.model.beside(of)).collect();
        self.model.columns.solver.calmest(literals, &beside, values)
    }

    /// Leaves out every request that is like this one, which cannot be made real.
    fn rule_out_sketch(&mut self, sketch: &Sketch) {
        let like = self.model.columns.like(sketch);
        self.model.columns.solver.any(like.into_iter().map(|literal| !literal));
    }

    /// A request of these classes that the two tables decide otherwise, if one can be made: with everything known that the
    /// model says, or with what matters alone.
    fn realised(
        &self,
        direction: Direction,
        causes: &BTreeSet<usize>,
        values: &[bool],
        reduced: &Sketch,
    ) -> Option<Seen> {
        let solution = self.model.read(values);
        let whole = whole(&solution);
        let table = &self.tables.joined.table;
        let shown = if causes.is_empty() {
            reduced.classes.keys().copied().collect()
        } else {
            telling(&solution, causes)
        };
        for sketch in [&whole, reduced] {
            let names = if hangs_on_names(table, sketch) { MOST_NAMES } else { 1 };
            for moment in moments(table, sketch) {
                for number in 0..names {
                    let (action, subject, shown) = (self.action, self.subject, Some(&shown));
                    let attempt = Attempt { table, action, subject, sketch, number, moment, shown };
                    let Some(made) = witness(&attempt) else { break };
                    for made in [Some(made.clone()), long_ago(made)].into_iter().flatten() {
                        if let Some((old, new)) = self.differs(direction, &made) {
                            return Some(Seen { direction, causes: causes.clone(), made, old, new });
                        }
                    }
                }
            }
        }
        None
    }

    /// A request near these classes that the two tables decide otherwise by these rules, if one is found by trying.
    fn tried(
        &self,
        direction: Direction,
        causes: &BTreeSet<usize>,
        values: &[bool],
        reduced: &Sketch,
    ) -> Option<Seen> {
        let solution = self.model.read(values);
        let table = &self.tables.joined.table;
        let shown: BTreeSet<_> =
            telling(&solution, causes).into_iter().chain(reduced.classes.keys().copied()).collect();
        for sketch in [&whole(&solution), reduced] {
            let moment = moments(table, sketch).first().copied()?;
            let (action, subject, shown) = (self.action, self.subject, Some(&shown));
            let attempt = Attempt { table, action, subject, sketch, number: 0, moment, shown };
            let seen = tried(&attempt, MOST_TRIES, |made| {
                [Some(made.clone()), long_ago(made.clone())].into_iter().flatten().find_map(|made| {
                    let (old, new) = self.differs(direction, &made)?;
                    let by_these = causes.iter().all(|rule| self.applies(*rule, &old, &new));
                    by_these.then(|| Seen { direction, causes: causes.clone(), made, old, new })
                })
            });
            if seen.is_some() {
                return seen;
            }
        }
        None
    }

    /// Whether a rule applies, to whichever of the two it belongs.
    fn applies(&self, rule: usize, old: &Decision, new: &Decision) -> bool {
        let Some(paired) = self.tables.joined.rules.get(rule) else { return false };
        let decision = match paired.which {
            Which::Old => old,
            Which::New => new,
        };
        super::speaks_of(decision, &paired.rule.name)
    }

    /// Both decisions of a request, where they differ in this direction.
    fn differs(&self, direction: Direction, made: &Made) -> Option<(Decision, Decision)> {
        let decide = |table: &Table| decide_case(table, &made.case, &HostKey::default()).ok();
        let (old, new) = (decide(self.tables.old)?, decide(self.tables.new)?);
        (change(&old, &new) == Some(direction)).then_some((old, new))
    }
}

/// The same request, which has waited for so long that nobody can help it any more.
fn long_ago(mut made: Made) -> Option<Made> {
    let at: jiff::Timestamp = made.case.get("at")?.as_str()?.parse().ok()?;
    let asked = at.checked_sub(jiff::SignedDuration::from_hours(24 * 365)).ok()?.to_string();
    made.case.as_object_mut()?.insert("asked".to_owned(), asked.into());
    made.given.push("it has waited for a year".to_owned());
    Some(made)
}

/// From what to what it may go in a direction: the most drastic first, and any way at last.
fn drastic(direction: Direction) -> Vec<(Option<Outcome>, Option<Outcome>)> {
    let mut all = Vec::new();
    let lower = Outcome::ALL;
    let higher = || Outcome::ALL.into_iter().rev();
    for high in higher() {
        for low in lower.into_iter().filter(|low| *low < high) {
            match direction {
                Direction::Looser => all.push((Some(low), Some(high))),
                Direction::Tighter => all.push((Some(high), Some(low))),
                Direction::Different | Direction::Reasons => {}
            }
        }
    }
    // The same outcome, with more or less owed.
    all.push((None, None));
    all
}
