//! Rules that change nothing: whatever they say is said already.
//!
//! A rule makes a difference where a request exists that it restricts, that a scope grants, and that no other rule restricts in
//! the same way or more. A SAT solver looks for one; where there is none, known or unknown, the rule is idle, and the others
//! without which there would be one are those that have said it.

use super::columns::Columns;
use super::decided::{Decided, Deciding, Known, Restriction, Shared, next};
use super::difference::Which;
use super::rows::{Rows, fields, touched_besides};
use super::slice::{actions, rules_said_twice, slice, study};
use super::solver::{self, Answer, Literal};
use crate::check::{rule_findings, rule_place, typed_charter};
use crate::db::{Db, Project};
use crate::diagnostics::codes::{W0301, W0371, W0406};
use crate::diagnostics::{Diagnostic, Report};
use crate::typed::{Rule, RuleKind};
use crate::vocabulary::vocabulary;
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, Subject};
use charter_runtime::table::Table;
use charter_runtime::table::model;
use std::collections::{BTreeMap, BTreeSet};

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
    let mut twice = rules_said_twice(db, project).to_vec();
    let said: BTreeSet<String> = twice.iter().map(|(rule, _)| rule.clone()).collect();
    let mut studies: BTreeMap<&str, Study> = BTreeMap::new();
    for action in actions(db, project) {
        // Of a charter that has no table, that is said.
        let Some(found) = studied(db, project, action) else { return Vec::new() };
        for (rule, study) in &found.restrictions {
            studies.entry(rule).or_default().add(study);
        }
        unguarded(db, project, action, &found.unguarded, &mut report);
    }
    // What plainly never applies, or has a test that never holds, has been told where it is written.
    let is_told = |found: &Diagnostic| [W0301, W0371, W0406].contains(&found.code);
    for rule in charter.rules.iter().filter(|rule| restricts(rule) && !said.contains(&rule.name)) {
        if studies.get(rule.name.as_str()).is_some_and(|study| study.applies) {
            continue;
        }
        let place = rule_place(db, project, &rule.name);
        if let Some(at) = place.filter(|_| !rule_findings(db, project, &rule.name).iter().any(is_told)) {
            report.never_applies(at, &rule.name);
        }
    }
    let is_idle = |study: &Study| study.is_reached && !study.matters && !study.by.is_empty();
    let idle = studies.into_iter().filter(|(_, study)| is_idle(study));
    let (again, idle) =
        apart(idle.map(|(rule, study)| Idle { rule: rule.to_owned(), by: study.by }).collect());
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

/// Whether a rule restricts anything in earnest.
fn restricts(rule: &Rule) -> bool {
    rule.kind != RuleKind::Scope && !rule.shadow && !rule.cases.is_empty()
}

/// Says which scopes grant an action that cannot be undone where nothing ever comes between. Where no rule is on the action at all,
/// that has been said.
fn unguarded(
    db: &dyn Db,
    project: Project,
    action: ActionId,
    scopes: &BTreeSet<String>,
    report: &mut Report,
) {
    let Some(name) = irreversible(db, project, action).filter(|_| !scopes.is_empty()) else { return };
    if is_bare(db, project, action) {
        return;
    }
    for scope in scopes {
        if let Some(at) = rule_place(db, project, scope) {
            report.unguarded(at, name, scope);
        }
    }
}

/// The name of an action, where it cannot be undone.
fn irreversible(db: &dyn Db, project: Project, action: ActionId) -> Option<&str> {
    let vocabulary = vocabulary(db, project);
    let action = vocabulary.schema.actions.get(action.index())?;
    vocabulary.irreversible(action)
}

/// Whether no rule comes between on an action, whoever asks and whatever the request.
fn is_bare(db: &dyn Db, project: Project, action: ActionId) -> bool {
    let charter = typed_charter(db, project).value.as_ref();
    let rules = charter.map_or(&[][..], |charter| &charter.rules);
    let mut between = rules.iter().filter(|rule| restricts(rule)).flat_map(|rule| &rule.cases);
    !between.any(|case| case.action == action && case.effect.outcome < Outcome::Execute)
}

/// What is found out about the rules on an action.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Studied {
    /// The restrictions, by name; of those that are said twice nothing.
    restrictions: BTreeMap<String, Study>,
    /// Where it cannot be undone, the scopes that let it go ahead where nothing ever comes between.
    unguarded: BTreeSet<String>,
}

/// What is seen of the rules on an action, by their places.
struct Seen {
    restrictions: BTreeMap<usize, Found>,
    /// For each scope that lets it go ahead, whether anything ever comes between; only looked at where it cannot be undone.
    guarded: Option<BTreeMap<usize, bool>>,
}

/// What is found out about the rules on an action.
#[salsa::tracked(returns(as_ref))]
fn studied(db: &dyn Db, project: Project, action: ActionId) -> Option<Studied> {
    let slice = slice(db, project, action).as_ref()?;
    let Some(Ok(compiled)) = study(db, project, action) else { return None };
    let (table, rules) = (compiled.table(), &slice.charter.rules);
    let known = Known::all_of(table);
    let places = rules.iter().enumerate();
    let whose: Vec<Option<(usize, Which)>> = places
        .map(|(place, rule)| (!slice.said_twice.contains(&rule.name)).then_some((place, Which::Old)))
        .collect();
    let shared = Shared { table, whose: &whose, old: &known, new: &known };
    let of = table.schema.actions.get(action.index())?;
    let mut seen = Seen {
        guarded: irreversible(db, project, action).map(|_| BTreeMap::new()),
        restrictions: BTreeMap::new(),
    };
    let pause = || db.unwind_if_revision_cancelled();
    for subject in [Subject::Agents, Subject::People] {
        for field in fields(table, of) {
            look(shared, action, subject, field, &mut seen, &pause)?;
        }
    }
    let Seen { restrictions, guarded } = seen;
    let name = |place: usize| rules.get(place).map(|rule| rule.name.clone());
    let named = restrictions.into_iter().filter_map(|(place, found)| {
        let by = found.by.into_iter().filter_map(name).collect();
        let Found { applies, is_reached, matters, .. } = found;
        Some((name(place)?, Study { applies, is_reached, matters, by }))
    });
    let restrictions = named.collect();
    let unguarded = guarded.into_iter().flatten().filter(|(_, guarded)| !guarded);
    Some(Studied { restrictions, unguarded: unguarded.filter_map(|(place, _)| name(place)).collect() })
}

/// What is found out about a rule, as far as one action goes or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Study {
    /// Whether it applies to any request, granted or not.
    applies: bool,
    /// Whether it restricts a request that is granted.
    is_reached: bool,
    /// Whether it makes a difference to one.
    matters: bool,
    /// The rules that have said what it says, by name.
    by: BTreeSet<String>,
}

impl Study {
    /// What is found out of another action as well.
    fn add(&mut self, other: &Study) {
        self.applies |= other.applies;
        self.is_reached |= other.is_reached;
        self.matters |= other.matters;
        self.by.extend(other.by.iter().cloned());
    }
}

/// What is found out about one rule of a table.
#[derive(Default)]
struct Found {
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
    seen: &mut Seen,
    pause: &dyn Fn(),
) -> Option<()> {
    let table = shared.table;
    let rows = Rows::new(table, table.actions.get(action.index())?, subject);
    let of = table.schema.actions.get(action.index())?;
    let others = touched_besides(table, of, field);
    let (columns, doubt) = Columns::doubted(table, subject, of.verb, field, &others);
    let mut deciding = Deciding::new(shared, action, rows.clone(), columns);
    let decided = deciding.decided(Which::Old, pause);
    let mut looking = Looking { columns: deciding.columns, rows, doubt, decided: &decided };
    for restriction in &decided.restrictions {
        let study = seen.restrictions.entry(restriction.rule).or_default();
        pause();
        if !study.matters {
            looking.restriction(restriction, study);
        }
    }
    if let (Some(guarded), Subject::Agents) = (&mut seen.guarded, subject) {
        let between = looking.anything_between();
        for grant in decided.grants.iter().filter(|grant| grant.level == Outcome::Execute) {
            pause();
            if looking.is_possible(&[grant.certain]) {
                *guarded.entry(grant.rule).or_default() |= looking.is_possible(&[grant.certain, between]);
            }
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
    fn restriction(&mut self, restriction: &Restriction, study: &mut Found) {
        let Some(entry) = self.rows.rows.entries.get(restriction.entry) else { return };
        if has_duties(self.rows.table, entry) {
            // What else it asks for, no other rule does.
            study.applies |= self.is_ever_on(restriction);
            study.matters |= study.applies;
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
        study.applies = study.applies || study.is_reached || self.is_ever_on(restriction);
    }

    /// That something comes between.
    fn anything_between(&mut self) -> Literal {
        let between = self.decided.restrictions.iter().filter(|it| it.outcome < Outcome::Execute);
        let applies: Vec<Literal> = between.flat_map(|it| [it.applies].into_iter().chain(it.stops)).collect();
        self.columns.solver.either(&applies)
    }

    /// Whether a restriction applies to any request, granted or not.
    fn is_ever_on(&mut self, restriction: &Restriction) -> bool {
        let stops = restriction.stops.map(|stops| [stops]);
        self.is_possible(&[restriction.applies]) || stops.is_some_and(|stops| self.is_possible(&stops))
    }

    /// Whether a restriction that comes to an outcome makes a difference where these hold.
    fn applies(
        &mut self,
        restriction: &Restriction,
        holds: &[Option<Literal>],
        outcome: Outcome,
        study: &mut Found,
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
