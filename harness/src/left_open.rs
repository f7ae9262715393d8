//! What the scenarios of a project leave open: rules that no day exercises, facts that decide and are not given, roles that nobody
//! holds.

use crate::play;
use crate::played::{Played, PlayedScenario, PlayedStep};
use charter_compiler::check::{rule_place, typed_charter, typed_scenarios};
use charter_compiler::compiled::{Compiled, compiled};
use charter_compiler::db::{Db, Project, Span, line_span};
use charter_compiler::diagnostics::{Diagnostic, Report};
use charter_compiler::scenario::{Act, Scenario, Value};
use charter_compiler::typed::RuleKind;
use charter_runtime::decide::{Decision, Who};
use std::collections::BTreeSet;

/// What there is to say about a project's days once they are played, in the order of scenarios and then of rules. Nothing where the
/// project has errors or no scenarios. Days are played again only where the table or they themselves have changed.
#[salsa::tracked(returns(deref))]
pub fn hints(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let scenarios = &typed_scenarios(db, project).value;
    let Compiled::Table(table) = &compiled(db, project).value else { return Vec::new() };
    let (false, Ok(played)) = (scenarios.is_empty(), play(table, scenarios)) else { return Vec::new() };
    let mut report = Report::new();
    for (scenario, played) in scenarios.iter().zip(&played.scenarios) {
        not_given(db, project, scenario, played, &mut report);
    }
    held_by_nobody(db, project, scenarios, &played, &mut report);
    unexercised(db, project, &played, &mut report);
    report.into_diagnostics()
}

/// Steps of which something is expected, and that a fact decides which the scenario does not give.
fn not_given(
    db: &dyn Db,
    project: Project,
    scenario: &Scenario,
    played: &PlayedScenario,
    report: &mut Report,
) {
    let mentioned = mentioned(scenario);
    for (step, played_step) in scenario.steps.iter().zip(&played.steps) {
        let (Some(decision), true) = (&played_step.decision, step.expected.is_some()) else { continue };
        let silent = |path: &String| {
            let mut names = path.split('.').skip(1).peekable();
            names.peek().is_some() && names.all(|name| !mentioned.contains(name))
        };
        let missing = unknown(decision).into_iter().find(|(_, path)| silent(path));
        if let (Some((rule, path)), Some(at)) = (missing, place(db, project, played, played_step)) {
            report.decided_by_silence(at, rule, path);
        }
    }
}

/// What the deciding rules, or the scopes that would grant it, read and nobody knows.
fn unknown(decision: &Decision) -> Vec<(&str, &String)> {
    let of_rules =
        decision.deciding().flat_map(|rule| rule.unknown.iter().map(|path| (rule.rule.as_str(), path)));
    let outside = decision.doubted.iter().filter(|_| decision.grant.is_none());
    let of_scopes =
        outside.flat_map(|doubted| doubted.unknown.iter().map(|path| (doubted.scope.as_str(), path)));
    of_rules.chain(of_scopes).collect()
}

/// The fields that a scenario says something of: a value, or that it is unknown.
fn mentioned(scenario: &Scenario) -> BTreeSet<&str> {
    let objects = scenario.objects.iter().flat_map(|object| &object.fields);
    let of_steps = scenario.steps.iter().flat_map(|step| given_in(&step.act));
    objects.chain(of_steps).map(|(name, _)| name.as_str()).collect()
}

fn given_in(act: &Act) -> Vec<&(String, Value)> {
    match act {
        Act::Request(request) | Act::Did(request) => {
            let content = request.takes.iter().chain(&request.says).chain(&request.knows);
            content.chain(&request.new).collect()
        }
        Act::Signal { fields, .. } | Act::Change { fields, .. } => fields.iter().collect(),
        Act::Approve { .. } | Act::Refuse { .. } | Act::Release { .. } => Vec::new(),
        Act::ApproveAll { .. } | Act::RefuseAll { .. } => Vec::new(),
        Act::Halt { .. } | Act::Resume { .. } | Act::ActFor { .. } | Act::Report { .. } => Vec::new(),
    }
}

/// Roles that are waited for, where scenarios say who holds which and nobody holds these.
fn held_by_nobody(
    db: &dyn Db,
    project: Project,
    scenarios: &[Scenario],
    played: &Played,
    report: &mut Report,
) {
    let Some(charter) = &typed_charter(db, project).value else { return };
    let people = || scenarios.iter().flat_map(|scenario| &scenario.people);
    let held: BTreeSet<&str> = people()
        .flat_map(|person| &person.roles)
        .filter_map(|role| charter.schema.roles.get(role.index()))
        .map(String::as_str)
        .collect();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for decision in decisions(played) {
        for owed in &decision.owed {
            let steps = owed.steps.iter().flat_map(|step| &step.all);
            for party in steps {
                let roles: Vec<&str> = party.any.iter().filter_map(role).collect();
                let only_roles = roles.len() == party.any.len();
                let none_holds = !held.is_empty() && roles.iter().all(|role| !held.contains(role));
                let (Some(first), true) = (roles.first(), only_roles && none_holds) else { continue };
                if said.insert(first)
                    && let Some(at) = rule_place(db, project, &owed.rule)
                {
                    report.role_of_nobody(at, &owed.rule, first);
                }
            }
        }
    }
}

fn role(who: &Who) -> Option<&str> {
    match who {
        Who::Role(role) => Some(role),
        Who::Person(_) => None,
    }
}

/// Gates, stops, limits and requirements that apply on no day. What is only watched is tried on what really happens.
fn unexercised(db: &dyn Db, project: Project, played: &Played, report: &mut Report) {
    let Some(charter) = &typed_charter(db, project).value else { return };
    let applied: BTreeSet<&str> =
        decisions(played).flat_map(|decision| &decision.rules).map(|rule| rule.rule.as_str()).collect();
    for rule in charter.rules.iter().filter(|rule| rule.kind != RuleKind::Scope && !rule.shadow) {
        if !applied.contains(rule.name.as_str())
            && let Some(at) = rule_place(db, project, &rule.name)
        {
            report.never_exercised(at, &rule.name);
        }
    }
}

fn decisions(played: &Played) -> impl Iterator<Item = &Decision> {
    let steps = played.scenarios.iter().flat_map(|scenario| &scenario.steps);
    steps.filter_map(|step| step.decision.as_ref())
}

/// The line of a step.
fn place(db: &dyn Db, project: Project, scenario: &PlayedScenario, step: &PlayedStep) -> Option<Span> {
    let file = project.files(db).iter().find(|file| file.path(db) == scenario.file)?;
    line_span(db, *file, step.line)
}
