//! The part of a charter that decides about one action, so that an edit elsewhere leaves what was found out about it good.

use super::findings::guarantees;
use super::study::Study;
use crate::check::typed_charter;
use crate::db::{Db, Project};
use crate::table::TableError;
use crate::typed::{Charter, Claim, Rule, Source};
use crate::vocabulary::led_to;
use charter_runtime::schema::ActionId;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

/// What decides about one action.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Slice {
    /// The rules on the action and on what it leads to, with all that they speak of. Where they stand is left out: a line that
    /// moves changes nothing here.
    pub(super) charter: Charter,
    /// Those of its rules that say what another rule of the whole charter says.
    pub(super) said_twice: BTreeSet<String>,
}

/// The actions of a project; none while its charter has errors.
pub(super) fn actions(db: &dyn Db, project: Project) -> Vec<ActionId> {
    let charter = typed_charter(db, project).value.as_ref();
    let count = charter.map_or(0, |charter| charter.schema.actions.len());
    (0..count).filter_map(ActionId::at).collect()
}

/// What decides about an action; the same as before as long as no rule on it changes.
#[salsa::tracked(returns(ref))]
pub(super) fn slice(db: &dyn Db, project: Project, action: ActionId) -> Option<Slice> {
    let charter = typed_charter(db, project).value.as_ref()?;
    let led = led_to(&charter.schema.actions, action.index()).into_iter().filter_map(ActionId::at);
    let actions: BTreeSet<ActionId> = led.chain([action]).collect();
    let rules: Vec<Rule> = charter.rules.iter().filter_map(|rule| on_actions(rule, &actions)).collect();
    let is_here = |name: &&String| rules.binary_search_by(|rule| rule.name.cmp(name)).is_ok();
    let twice = rules_said_twice(db, project).iter().map(|(rule, _)| rule);
    let said_twice = twice.filter(is_here).cloned().collect();
    let charter = Charter {
        name: charter.name.clone(),
        version: String::new(),
        enforced: charter.enforced,
        zone: charter.zone.clone(),
        schema: charter.schema.clone(),
        calendars: charter.calendars.clone(),
        queues: charter.queues.clone(),
        rules,
        switches: Vec::new(),
    };
    Some(Slice { charter, said_twice })
}

/// The rules of a project that say what another one says, each with that one.
#[salsa::tracked(returns(deref))]
pub(super) fn rules_said_twice(db: &dyn Db, project: Project) -> Vec<(String, String)> {
    let charter = typed_charter(db, project).value.as_ref();
    charter.map(|charter| said_twice(&charter.rules)).unwrap_or_default()
}

/// The table of an action's slice, with what is guaranteed of the action.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn study(db: &dyn Db, project: Project, action: ActionId) -> Option<Result<Study, TableError>> {
    let slice = slice(db, project, action).as_ref()?;
    let pause = || db.unwind_if_revision_cancelled();
    Some(Study::new(&slice.charter, claims_on(db, project, action), &pause))
}

/// A rule of which some action's slice has more rows than a table has room for.
pub(crate) fn rule_with_too_many_rows(db: &dyn Db, project: Project) -> Option<&str> {
    actions(db, project).into_iter().find_map(|action| match study(db, project, action) {
        Some(Err(TableError::TooManyRows { rule })) => Some(rule.as_str()),
        Some(Ok(_) | Err(_)) | None => None,
    })
}

/// What is guaranteed of an action, in the order of the guarantees; the same as before as long as no guarantee of it changes.
#[salsa::tracked(returns(deref))]
pub(super) fn claims_on(db: &dyn Db, project: Project, action: ActionId) -> Vec<Claim> {
    let claims = guarantees(db, project).into_iter().flat_map(|(_, claims)| claims);
    claims.filter(|claim| claim.action == action).collect()
}

/// What a rule says of some actions; `None` where that is nothing.
fn on_actions(rule: &Rule, actions: &BTreeSet<ActionId>) -> Option<Rule> {
    if !rule.cases.iter().any(|case| actions.contains(&case.action)) {
        return None;
    }
    let cases = rule.cases.iter().filter(|case| actions.contains(&case.action)).cloned().collect();
    let source = Source { file: String::new(), line: 0 };
    Some(Rule {
        cases,
        source,
        name: rule.name.clone(),
        sentence: rule.sentence.clone(),
        tells: rule.tells.clone(),
        ..*rule
    })
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
