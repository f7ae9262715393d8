//! The charter as a whole: all rules together, and what is found only between them.

use super::headers::{Grant, grants, items, restriction, scope_agents};
use super::instead::two_instead;
use super::own_request::own_requests;
use super::past_guard::written_past;
use super::scenario::is_scenario_understood;
use super::switches::switches;
use super::{check_definition, check_guarantee, check_rule, checker, typed_scenarios};
use crate::db::{Db, ItemId, ItemKind, Location, Project, Span, item_syntax};
use crate::diagnostics::{Diagnostic, Found, Report, Severity};
use crate::findings::findings;
use crate::project::settings;
use crate::typed::{Charter, Rule};
use crate::vocabulary::{Vocabulary, vocabulary};
use charter_grammar::ast::Item;

/// The typed charter, with its rules sorted by name; `None` while anything in the project has an error.
///
/// The diagnostics are all [`findings`] of the project.
#[salsa::tracked]
pub fn typed_charter(db: &dyn Db, project: Project) -> Found<Option<Charter>> {
    let diagnostics = findings(db, project).to_vec();
    let sound = diagnostics.iter().all(|diagnostic| diagnostic.severity() != Severity::Error);
    let value = sound.then(|| charter(db, project));
    Found { value, diagnostics }
}

/// The typed charter, whatever is wrong with the scenarios and guarantees that it is judged by; `None` while anything else has
/// an error.
pub fn rules_charter(db: &dyn Db, project: Project) -> Option<Charter> {
    let judging: Vec<Location> = items(db, project)
        .filter(|item| judges(item.kind(db)))
        .filter_map(|item| Some(item.span(db, &item_syntax(db, item)?).locate(db)))
        .collect();
    let is_judging =
        |at: Location| judging.iter().any(|of| of.file == at.file && of.range.contains_range(at.range));
    let mut errors = findings(db, project).iter().filter(|found| found.severity() == Severity::Error);
    errors.all(|found| is_judging(found.at.locate(db))).then(|| charter(db, project))
}

fn judges(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Scenario | ItemKind::Usual | ItemKind::Guarantee)
}

fn charter(db: &dyn Db, project: Project) -> Charter {
    let settings = &settings(db, project).value;
    let vocabulary = vocabulary(db, project);
    let mut rules: Vec<Rule> = rule_items(db, project).filter_map(|item| placed(db, project, item)).collect();
    rules.sort_by(|left, right| left.name.cmp(&right.name));
    Charter {
        name: settings.name.clone(),
        version: settings.version.clone(),
        enforced: settings.enforced,
        zone: settings.zone.clone(),
        schema: vocabulary.schema.clone(),
        calendars: vocabulary.calendars.iter().map(|calendar| calendar.hours.clone()).collect(),
        queues: vocabulary.queues.iter().map(|queue| queue.queue.clone()).collect(),
        rules,
        switches: switches(db, project).clone(),
    }
}

/// A rule with the line that it is on now.
fn placed(db: &dyn Db, project: Project, item: ItemId) -> Option<Rule> {
    let mut rule = check_rule(db, project, item).value.clone()?;
    rule.source.line = name_of(db, item).map_or(1, |at| line(db, at));
    Some(rule)
}

/// The place of an item's name.
pub(super) fn name_of(db: &dyn Db, item: ItemId) -> Option<Span> {
    item_syntax(db, item)?.name().map(|name| item.span(db, &name))
}

/// The place of the name of a rule.
pub fn rule_place(db: &dyn Db, project: Project, rule: &str) -> Option<Span> {
    rule_items(db, project).find(|item| item.name(db) == rule).and_then(|item| name_of(db, item))
}

/// What is said of a rule by itself.
pub(crate) fn rule_findings(db: &dyn Db, project: Project, rule: &str) -> Vec<Diagnostic> {
    let item = rule_items(db, project).find(|item| item.name(db) == rule);
    item.map(|item| super::check_rule(db, project, item).diagnostics.clone()).unwrap_or_default()
}

/// The line of a place, from one.
pub(super) fn line(db: &dyn Db, at: Span) -> u32 {
    at.locate(db).start(db).line
}

fn rule_items(db: &dyn Db, project: Project) -> impl Iterator<Item = ItemId> {
    items(db, project).filter(move |item| is_rule(item.kind(db)))
}

fn is_rule(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Scope | ItemKind::Gate | ItemKind::Stop | ItemKind::Limit | ItemKind::Require)
}

/// Everything that checking finds in a project: rules, definitions, guarantees, scenarios, and the charter as a whole.
#[salsa::tracked]
pub fn check_project(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for item in items(db, project) {
        match item_syntax(db, item) {
            Some(Item::Rule(_) | Item::Scope(_)) => {
                found.extend(check_rule(db, project, item).diagnostics.iter().cloned());
            }
            Some(Item::Segment(_) | Item::Condition(_) | Item::Object(_) | Item::Action(_)) => {
                found.extend(check_definition(db, project, item).iter().cloned());
            }
            Some(Item::Guarantee(_)) => {
                found.extend(check_guarantee(db, project, item).diagnostics.iter().cloned());
            }
            Some(_) | None => {}
        }
    }
    found.extend(typed_scenarios(db, project).diagnostics.iter().cloned());
    found.extend(between_rules(db, project));
    checker::merged(found)
}

/// The rules, guarantees and scenarios of which nothing would come though nothing is wrong with them. Each place that does not
/// understand something says so; what none of them has said is said here, so that no rule is ever left out in silence.
pub(crate) fn not_understood(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut report = Report::new();
    for item in items(db, project) {
        let is_understood = match item_syntax(db, item) {
            Some(Item::Rule(_) | Item::Scope(_)) => check_rule(db, project, item).value.is_some(),
            Some(Item::Guarantee(_)) => check_guarantee(db, project, item).value.is_some(),
            Some(Item::Scenario(_)) => is_scenario_understood(db, project, item),
            Some(_) | None => !vocabulary(db, project).is_unusable(item.kind(db), item.name(db)),
        };
        if let (false, Some(syntax)) = (is_understood, item_syntax(db, item)) {
            let name = item.name(db);
            report.not_supported_yet(item.span(db, &syntax), &format!("something in `{name}`"));
        }
    }
    report.into_diagnostics()
}

/// What is found only when all rules are seen together.
fn between_rules(db: &dyn Db, project: Project) -> Vec<Diagnostic> {
    let mut report = Report::new();
    unguarded(db, project, &mut report);
    two_instead(db, project, &mut report);
    written_past(db, project, &mut report);
    own_requests(db, project, &mut report);
    report.into_diagnostics()
}

/// An action that cannot be undone, granted in full, with neither gate, stop nor limit on it.
fn unguarded(db: &dyn Db, project: Project, report: &mut Report) {
    let vocabulary = vocabulary(db, project);
    for item in items(db, project) {
        for grant in grants(db, project, item).iter().filter(|grant| grant.unattended) {
            let guarded = rule_items(db, project)
                .filter_map(|rule| restriction(db, project, rule).as_ref())
                .any(|restriction| restriction.comes_between && restriction.is_on(grant.touched.action));
            let reached = !scope_agents(db, project, item).is_empty();
            if let (false, true, Some(name)) = (guarded, reached, irreversible(vocabulary, grant))
                && let Some(at) = name_of(db, item)
            {
                report.unguarded(at, name, &grant.scope);
            }
        }
    }
}

/// The name of an action that cannot be undone.
fn irreversible<'a>(vocabulary: &'a Vocabulary, grant: &Grant) -> Option<&'a str> {
    vocabulary.irreversible(vocabulary.schema.actions.get(grant.touched.action.index())?)
}
