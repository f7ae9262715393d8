//! What scopes grant and what gates hold back, from their headers alone.
//!
//! Other rules depend on these summaries and not on conditions, so that an edit in one rule's condition re-checks that
//! rule and no other.

use super::action::{Touched, built_in, field_index, fields_but};
use crate::db::{Db, ItemId, Project, file_items, item_syntax};
use crate::vocabulary::{Vocabulary, vocabulary};
use charter_grammar::ast::{self, Clause, HasName, Item, MaybeShadow};
use charter_runtime::schema::{ActionId, AgentId, ShapeId, Verb};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a scope lets agents do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    /// The scope's name.
    pub(super) scope: String,
    /// What.
    pub(super) touched: Touched,
    /// Whether nobody has to look first.
    pub(super) unattended: bool,
}

/// What a restriction says before its conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Restriction {
    /// What it is on.
    pub(super) touched: Vec<Touched>,
    /// Whether it always holds: enforced, of everybody, without condition or share of the time.
    pub(super) always: bool,
    /// Whether a person comes between: anything but a limit and a requirement.
    pub(super) looks: bool,
    /// Whether it is enforced.
    pub(super) enforced: bool,
    /// Whether it holds something back, or has a person look first.
    pub(super) comes_between: bool,
}

/// Who may write a field, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Writer {
    /// The scope that lets them.
    pub(super) scope: String,
    /// The action.
    pub(super) action: String,
    /// Whether they may also leave it empty. An action of its own name puts something there.
    pub(super) may_clear: bool,
}

/// What a scope grants.
#[salsa::tracked]
pub(super) fn grants(db: &dyn Db, project: Project, item: ItemId) -> Vec<Grant> {
    let Some(Item::Scope(scope)) = item_syntax(db, item) else { return Vec::new() };
    if scope.is_shadow() {
        return Vec::new();
    }
    let vocabulary = vocabulary(db, project);
    let name = scope.name().map(|name| name.text()).unwrap_or_default();
    let lines = scope.clauses().filter_map(|clause| match clause {
        Clause::MayClause(may) => Some(may),
        _ => None,
    });
    let granted = lines.flat_map(|may| {
        let unattended = may.level().is_none();
        let actions: Vec<Touched> = may.actions().filter_map(|action| touched(vocabulary, &action)).collect();
        actions.into_iter().map(move |touched| (touched, unattended))
    });
    granted.map(|(touched, unattended)| Grant { scope: name.clone(), touched, unattended }).collect()
}

/// What a gate, stop, limit or requirement says of agents before its conditions; nothing, where it is for people alone.
#[salsa::tracked]
pub(super) fn restriction(db: &dyn Db, project: Project, item: ItemId) -> Option<Restriction> {
    let Some(Item::Rule(rule)) = item_syntax(db, item) else { return None };
    if is_for_people_alone(&rule) {
        return None;
    }
    let vocabulary = vocabulary(db, project);
    let enforced = !rule.is_shadow();
    let looks = match rule.kind() {
        ast::RuleKind::Gate | ast::RuleKind::Stop => true,
        ast::RuleKind::Limit | ast::RuleKind::Require => false,
    };
    let mut touched_all = Vec::new();
    let mut always = enforced;
    for clause in rule.clauses() {
        match clause {
            Clause::OnClause(on) => {
                touched_all.extend(on.actions().filter_map(|it| touched(vocabulary, &it)))
            }
            Clause::ForClause(_)
            | Clause::SampleClause(_)
            | Clause::ForTimeClause(_)
            | Clause::InClause(_) => {
                always = false;
            }
            Clause::OnBehalfClause(_)
            | Clause::WhenClause(_)
            | Clause::UnlessClause(_)
            | Clause::BadClause(_) => {
                always = false;
            }
            Clause::ForPeopleClause(_)
            | Clause::ForGoodClause(_)
            | Clause::WhereClause(_)
            | Clause::MayClause(_) => {}
            Clause::NeedsClause(_) | Clause::WaitsClause(_) | Clause::KeptAsDraftClause(_) => {}
            Clause::SuggestedClause(_) | Clause::AtMostClause(_) | Clause::OtherwiseClause(_) => {}
            Clause::ReadAfterwardsClause(_) | Clause::MaskedClause(_) => always = false,
            Clause::TellsClause(_) => {}
            Clause::UntilReleasedClause(_) | Clause::UntilClause(_) | Clause::RequiredClause(_) => {}
        }
    }
    let comes_between =
        rule.clauses().any(|clause| holds_back(&clause)) || rule.kind() == ast::RuleKind::Stop;
    Some(Restriction { touched: touched_all, always, looks, enforced, comes_between })
}

/// Whether a rule restricts people and no agents.
fn is_for_people_alone(rule: &ast::Rule) -> bool {
    let mut for_people = false;
    for clause in rule.clauses() {
        match clause {
            Clause::ForPeopleClause(it) if it.and_agents() => return false,
            Clause::ForPeopleClause(_) => for_people = true,
            Clause::ForClause(_) => return false,
            _ => {}
        }
    }
    for_people
}

/// Whether a line of a gate, limit or requirement holds something back: what is masked or read afterwards goes ahead.
fn holds_back(clause: &Clause) -> bool {
    match clause {
        Clause::NeedsClause(_) | Clause::WaitsClause(_) => true,
        Clause::KeptAsDraftClause(_) | Clause::SuggestedClause(_) => true,
        Clause::OtherwiseClause(otherwise) => !matches!(
            otherwise.outcome(),
            Some(ast::Outcome::ReadAfterwardsClause(_) | ast::Outcome::MaskedClause(_))
        ),
        Clause::OnClause(_) | Clause::ForClause(_) | Clause::SampleClause(_) | Clause::ForTimeClause(_) => {
            false
        }
        Clause::InClause(_) | Clause::OnBehalfClause(_) | Clause::WhenClause(_) | Clause::UnlessClause(_) => {
            false
        }
        Clause::ForPeopleClause(_) | Clause::ForGoodClause(_) | Clause::WhereClause(_) => false,
        Clause::MayClause(_) | Clause::AtMostClause(_) | Clause::RequiredClause(_) => false,
        Clause::ReadAfterwardsClause(_) | Clause::MaskedClause(_) | Clause::UntilReleasedClause(_) => false,
        Clause::UntilClause(_) | Clause::TellsClause(_) | Clause::BadClause(_) => false,
    }
}

/// The agents that a scope is for, and none where it cannot be said.
#[salsa::tracked]
pub(super) fn scope_agents(db: &dyn Db, project: Project, item: ItemId) -> BTreeSet<AgentId> {
    let Some(Item::Scope(scope)) = item_syntax(db, item) else { return BTreeSet::new() };
    let vocabulary = vocabulary(db, project);
    let lines = scope.clauses().filter_map(|clause| match clause {
        Clause::ForClause(it) => Some(it),
        _ => None,
    });
    let names = lines.flat_map(|line| line.names()).map(|name| name.text());
    let agents = names.flat_map(|name| {
        let agent = vocabulary.agents.get(&name).map(|agent| vec![agent.id]);
        agent.or_else(|| vocabulary.teams.get(&name).map(|team| team.agents.clone())).unwrap_or_default()
    });
    agents.collect()
}

/// The items of all files, in the order of files and text.
pub(super) fn items(db: &dyn Db, project: Project) -> impl Iterator<Item = ItemId> {
    project.files(db).iter().flat_map(move |&file| file_items(db, file).iter().copied())
}

/// The fields that some agent may write without a person always looking first: what they hold is the agent's word.
///
/// `create` writes every field of what it creates, `update` those it is granted, a declared action those it `writes`.
#[salsa::tracked]
pub(super) fn writers(db: &dyn Db, project: Project) -> BTreeMap<(ShapeId, u32), Writer> {
    let vocabulary = vocabulary(db, project);
    let restrictions: Vec<&Restriction> =
        items(db, project).filter_map(|item| restriction(db, project, item).as_ref()).collect();
    let mut writers = BTreeMap::new();
    for grant in
        items(db, project).flat_map(|item| grants(db, project, item)).filter(|grant| grant.unattended)
    {
        let Some(action) = vocabulary.schema.actions.get(grant.touched.action.index()) else { continue };
        for field in written(vocabulary, &grant.touched) {
            if !restrictions.iter().any(|restriction| restriction.holds_back(&grant.touched, field)) {
                let may_clear = action.verb != Verb::Declared;
                let writer = Writer { scope: grant.scope.clone(), action: action.name.clone(), may_clear };
                let known: &mut Writer =
                    writers.entry((action.object, field)).or_insert_with(|| writer.clone());
                if may_clear && !known.may_clear {
                    *known = writer;
                }
            }
        }
    }
    writers
}

impl Restriction {
    /// Whether nobody writes a field by an action without a person looking first.
    fn holds_back(&self, touched: &Touched, field: u32) -> bool {
        let covers = |mine: &Touched| {
            mine.action == touched.action && mine.fields.as_ref().is_none_or(|fields| fields.contains(&field))
        };
        self.always && self.looks && self.touched.iter().any(covers)
    }

    /// Whether it has something to say about an action.
    pub(super) fn is_on(&self, action: ActionId) -> bool {
        self.enforced && self.touched.iter().any(|touched| touched.action == action)
    }
}

/// The fields of its object that an action writes.
pub(super) fn written(vocabulary: &Vocabulary, touched: &Touched) -> Vec<u32> {
    let Some(action) = vocabulary.schema.actions.get(touched.action.index()) else { return Vec::new() };
    match action.verb {
        Verb::Update | Verb::Create => {
            touched.fields.clone().unwrap_or_else(|| fields_but(vocabulary, action.object, &[]))
        }
        Verb::Declared => vocabulary.written_by(&action.name).to_vec(),
        Verb::Read | Verb::Delete | Verb::Merge | Verb::Export => Vec::new(),
    }
}

/// What a clause names, where it can be found.
fn touched(vocabulary: &Vocabulary, action: &ast::ActionRef) -> Option<Touched> {
    let verb = action.verb()?.text();
    let id = match action.object() {
        Some(object) => built_in(vocabulary, &verb, &object.text())?,
        None => vocabulary.actions.get(&verb)?.id,
    };
    let object = vocabulary.schema.actions.get(id.index())?.object;
    let fields = action.field_names().map(|names| {
        let named: Vec<u32> =
            names.names().filter_map(|name| field_index(vocabulary, object, &name.text())).collect();
        if names.is_except() { fields_but(vocabulary, object, &named) } else { named }
    });
    Some(Touched { action: id, fields })
}
