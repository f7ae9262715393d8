//! Rules that change nothing: whatever they say is said already.
//!
//! A rule makes a difference where a request exists that it restricts, that a scope grants, and that no other rule restricts in
//! the same way or more. A SAT solver looks for one; where there is none, known or unknown, the rule is idle, and the others
//! without which there would be one are those that have said it.

use super::columns::Columns;
use super::decided::{Decided, Deciding, Known, Restriction, Shared, next};
use super::difference::Which;
use super::rows::Rows;
use super::solver::{self, Answer, Literal};
use crate::check::{rule_findings, rule_place, typed_charter};
use crate::db::{Db, Project};
use crate::diagnostics::codes::{W0301, W0371, W0406};
use crate::diagnostics::{Diagnostic, Report};
use crate::table::compile;
use crate::typed::{Charter, Rule, RuleKind};
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Of charters with more rules than this, it is not said which of them others say: it would take too long to find out.
const MOST_RULES: usize = 1_000;

/// A rule that changes nothing, and those that have said it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Idle {
    rule: String,
    by: BTreeSet<String>,
}

/// What there is to say about rules of a project that change nothing.
#[salsa::tracked(returns(deref))]
pub fn idle_rules(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut report = Report::new();
    let Some(charter) = &typed_charter(db, project).value else { return Vec::new() };
    // Of a charter that has no table, that is said.
    let Some(table) = compile(charter).ok().and_then(|table| Table::load(&table.to_bytes()).ok()) else {
        return Vec::new();
    };
    let mut twice = said_twice(&charter.rules);
    let said: BTreeSet<&str> = twice.iter().map(|(rule, _)| rule.as_str()).collect();
    let Found { never, idle } = if charter.rules.len() > MOST_RULES {
        Found { never: without_rows(charter, &table), idle: Vec::new() }
    } else {
        studied(charter, &table, &said).unwrap_or_default()
    };
    // What plainly never applies, or has a test that never holds, has been told where it is written.
    let is_told = |found: &Diagnostic| [W0301, W0371, W0406].contains(&found.code);
    for rule in never {
        let place = rule_place(db, project, &rule);
        if let Some(at) = place.filter(|_| !rule_findings(db, project, &rule).iter().any(is_told)) {
            report.never_applies(at, &rule);
        }
    }
    let (again, idle) = apart(idle);
    twice.extend(again);
    for (rule, first) in &twice {
        if let Some(at) = rule_place(db, project, rule) {
            report.rule_said_twice(at, rule, first);
        }
    }
    for idle in idle {
        if let Some(at) = rule_place(db, project, &idle.rule) {
            let by: Vec<String> = idle.by.iter().map(|rule| format!("`{rule}`")).collect();
            report.rule_changes_nothing(at, &idle.rule, &by.join(" and "));
        }
    }
    report.into_diagnostics()
}

/// Of rules that change nothing, those that can all be taken away at once: each is said by rules that stay. Where two say each
/// other, the later one says the same again, and is given with the earlier one.
fn apart(idle: Vec<Idle>) -> (Vec<(String, String)>, Vec<Idle>) {
    let only = |idle: &Idle| idle.by.first().filter(|_| idle.by.len() == 1).cloned();
    let said_by: BTreeMap<String, Option<String>> =
        idle.iter().map(|idle| (idle.rule.clone(), only(idle))).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let (mut again, mut others) = (Vec::new(), Vec::new());
    for idle in idle.into_iter().rev() {
        if !idle.by.is_disjoint(&taken) {
            continue;
        }
        taken.insert(idle.rule.clone());
        match only(&idle) {
            Some(first) if said_by.get(&first) == Some(&Some(idle.rule.clone())) => {
                again.push((idle.rule, first))
            }
            Some(_) | None => others.push(idle),
        }
    }
    others.reverse();
    again.reverse();
    (again, others)
}

/// Rules that say what another one says, each with that one.
fn said_twice(rules: &[Rule]) -> Vec<(String, String)> {
    let mut first: HashMap<_, &Rule> = HashMap::new();
    let mut found = Vec::new();
    for rule in rules.iter().filter(|rule| !rule.cases.is_empty()) {
        match first.entry((rule.kind, rule.shadow, &rule.tells, &rule.cases)) {
            Entry::Occupied(first) => found.push((rule.name.clone(), first.get().name.clone())),
            Entry::Vacant(none) => _ = none.insert(rule),
        }
    }
    found
}

/// What is found out about the restrictions of a charter.
#[derive(Default)]
struct Found {
    /// Those that apply to no request at all.
    never: Vec<String>,
    /// Those that change nothing, in order, but for those that are said twice.
    idle: Vec<Idle>,
}

/// The restrictions that have no row in the table: no classes of facts satisfy them.
fn without_rows(charter: &Charter, table: &Table) -> Vec<String> {
    let entries = table.actions.iter().flat_map(|rows| {
        rows.entry_of
            .iter()
            .filter_map(|entry| rows.entries.get(*entry as usize).map(|entry| entry.rule.index()))
    });
    let with_rows: BTreeSet<usize> = entries.collect();
    let dead = charter
        .rules
        .iter()
        .enumerate()
        .filter(|(place, rule)| restricts(rule) && !with_rows.contains(place));
    dead.map(|(_, rule)| rule.name.clone()).collect()
}

/// Whether a rule restricts anything in earnest.
fn restricts(rule: &Rule) -> bool {
    rule.kind != RuleKind::Scope && !rule.shadow && !rule.cases.is_empty()
}

/// Looks at every restriction.
fn studied(charter: &Charter, table: &Table, said_twice: &BTreeSet<&str>) -> Option<Found> {
    let known = Known::all_of(table);
    let whose: Vec<Option<(usize, Which)>> = charter
        .rules
        .iter()
        .enumerate()
        .map(|(place, rule)| (!said_twice.contains(rule.name.as_str())).then_some((place, Which::Old)))
        .collect();
    let shared = Shared { table, whose: &whose, old: &known, new: &known };
    let mut studies: BTreeMap<usize, Study> = BTreeMap::new();
    for (place, action) in table.schema.actions.iter().enumerate() {
        let action_id = ActionId::at(place)?;
        let count = table.shape(action.object).map_or(0, |shape| shape.fields.len());
        let fields: Vec<Option<u32>> =
            if action.verb.has_fields() { (0_u32..).take(count).map(Some).collect() } else { vec![None] };
        for subject in [Subject::Agents, Subject::People] {
            for field in &fields {
                look(shared, action_id, subject, *field, &mut studies)?;
            }
        }
    }
    let name = |place: usize| charter.rules.get(place).map(|rule| rule.name.clone());
    let is_dead = |(place, rule): &(usize, &Rule)| {
        let applies = studies.get(place).is_some_and(|study| study.applies);
        restricts(rule) && !applies && !said_twice.contains(rule.name.as_str())
    };
    let never = charter.rules.iter().enumerate().filter(is_dead).map(|(_, rule)| rule.name.clone()).collect();
    let idle =
        studies.into_iter().filter(|(_, study)| study.is_reached && !study.matters && !study.by.is_empty());
    let idle = idle.filter_map(|(place, study)| {
        Some(Idle { rule: name(place)?, by: study.by.into_iter().filter_map(name).collect() })
    });
    Some(Found { never, idle: idle.collect() })
}

/// What is found out about one rule.
#[derive(Default)]
struct Study {
    /// Whether it applies to any request, granted or not.
    applies: bool,
    /// Whether it restricts a request that is granted.
    is_reached: bool,
    /// Whether it makes a difference to one.
    matters: bool,
    /// The rules that have said what it says.
    by: BTreeSet<usize>,
}

/// Looks at one action, one of its fields, and the requests of agents or of people.
fn look(
    shared: Shared<'_>,
    action: ActionId,
    subject: Subject,
    field: Option<u32>,
    studies: &mut BTreeMap<usize, Study>,
) -> Option<()> {
    let table = shared.table;
    let rows = Rows::new(table, table.actions.get(action.index())?, subject);
    let of = table.schema.actions.get(action.index())?;
    let count = table.shape(of.object).map_or(0, |shape| shape.fields.len());
    let others: Vec<u32> =
        (0_u32..).take(count).filter(|other| of.verb == Verb::Update && Some(*other) != field).collect();
    let (columns, doubt) = Columns::doubted(table, subject, of.verb, field, &others);
    let mut deciding = Deciding::new(shared, action, rows.clone(), columns);
    let decided = deciding.decided(Which::Old);
    let mut looking = Looking { columns: deciding.columns, rows, doubt, decided: &decided };
    for restriction in &decided.restrictions {
        let study = studies.entry(restriction.rule).or_default();
        if !study.matters {
            looking.restriction(restriction, study);
        }
    }
    Some(())
}

struct Looking<'t, 'd> {
    columns: Columns<'t>,
    rows: Rows<'t>,
    doubt: Literal,
    decided: &'d Decided,
}

impl Looking<'_, '_> {
    fn restriction(&mut self, restriction: &Restriction, study: &mut Study) {
        let Some(entry) = self.rows.rows.entries.get(restriction.entry) else { return };
        let stops = restriction.stops.map(|stops| [stops]);
        if !self.is_possible(&[restriction.applies]) && !stops.is_some_and(|stops| self.is_possible(&stops)) {
            return;
        }
        study.applies = true;
        if has_duties(self.rows.table, entry) {
            // What else it asks for, no other rule does.
            study.matters = true;
            return;
        }
        let enough = if restriction.outcome < Outcome::Queue {
            next(restriction.outcome)
        } else {
            Some(Outcome::Queue)
        };
        let granted = enough.and_then(|level| self.decided.granted.get(&level)).copied();
        self.applies(restriction, &[Some(restriction.applies), granted], restriction.outcome, study);
        let shown = self.decided.granted.get(&Outcome::Suggest).copied();
        if restriction.stops.is_some() {
            self.applies(restriction, &[restriction.stops, shown], Outcome::Stop, study);
        }
    }

    /// Whether a restriction that comes to an outcome makes a difference where these hold.
    fn applies(
        &mut self,
        restriction: &Restriction,
        holds: &[Option<Literal>],
        outcome: Outcome,
        study: &mut Study,
    ) {
        let fixed: Vec<Literal> = holds.iter().copied().flatten().collect();
        if fixed.len() < holds.len() {
            return;
        }
        let others = self.others(restriction, outcome);
        let mut said: Vec<(usize, Literal)> = Vec::new();
        // Only those have to be ruled out that get in the way.
        while let Some(model) = self.model(&without(&fixed, &said)) {
            study.is_reached = true;
            let before = said.len();
            said.extend(others.iter().filter(|(_, applies)| solver::holds(&model, *applies)));
            if said.len() == before {
                study.matters = true;
                return;
            }
        }
        // Those without which it would make a difference.
        for place in (0..said.len()).rev() {
            let mut fewer = said.clone();
            fewer.remove(place);
            if self.model(&without(&fixed, &fewer)).is_none() {
                said = fewer;
            }
        }
        study.by.extend(said.into_iter().map(|(rule, _)| rule));
    }

    /// The rules that restrict in the same way or more, each with when it does.
    fn others(&self, restriction: &Restriction, outcome: Outcome) -> Vec<(usize, Literal)> {
        let entry = |place: usize| self.rows.rows.entries.get(place);
        let own = entry(restriction.entry);
        let says_it = |other: &&Restriction| {
            let same = own
                .zip(entry(other.entry))
                .is_some_and(|(own, other)| own.stages == other.stages && own.queue == other.queue);
            if outcome < Outcome::Queue {
                other.outcome <= outcome
            } else {
                other.outcome < Outcome::Queue || same
            }
        };
        let others = || self.decided.restrictions.iter().filter(|other| other.rule != restriction.rule);
        let applying = others().filter(says_it).map(|other| (other.rule, other.applies));
        applying.chain(others().filter_map(|other| Some((other.rule, other.stops?)))).collect()
    }

    /// Whether these can hold together, of what is known or of what is not.
    fn is_possible(&mut self, literals: &[Literal]) -> bool {
        self.model(literals).is_some()
    }

    /// Where these hold together, of what is known or of what is not.
    fn model(&mut self, literals: &[Literal]) -> Option<Vec<bool>> {
        [!self.doubt, self.doubt].into_iter().find_map(|doubt| {
            let all: Vec<Literal> = literals.iter().copied().chain([doubt]).collect();
            match self.columns.solver.solve_under(&all) {
                Answer::Satisfied(model) => Some(model),
                Answer::Impossible => None,
            }
        })
    }
}

fn without(fixed: &[Literal], others: &[(usize, Literal)]) -> Vec<Literal> {
    fixed.iter().copied().chain(others.iter().map(|(_, applies)| !*applies)).collect()
}

/// Whether a restriction asks for more than to be restricted.
fn has_duties(table: &Table, entry: &model::Entry) -> bool {
    let tells = table.rules.get(entry.rule.index()).is_some_and(|rule| !rule.tells.is_empty());
    tells
        || entry.outcome == Outcome::Execute
        || entry.instead.is_some()
        || entry.masks
        || !entry.readings.is_empty()
}
