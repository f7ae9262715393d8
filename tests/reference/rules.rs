//! What one rule says of one request.

use crate::reference::charter::{Charter, Kind, Rule, name_of, not_understood, part};
use crate::reference::conditions::Judge;
use crate::reference::decimal;
use crate::reference::effects::{Duty, Effect, Step, Who, ask_also, both, effect_of, first};
use crate::reference::ledger::Ledger;
use crate::reference::limits::beyond_cap;
use crate::reference::names::{Latch, Place, object_called, versions};
use crate::reference::operands::{Known, declared, nanoseconds};
use crate::reference::outcome::Level;
use crate::reference::possible::{Formula, certainly, possibly};
use crate::reference::room::{Room, room, waits_for_room};
use crate::reference::sampling;
use crate::reference::situation::{Act, Situation};
use crate::reference::value::{Fact, Value};
use charter_grammar::ast;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What is asked, with everything that decides about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The charter.
    pub(crate) charter: &'a Charter,
    /// What happened before.
    pub(crate) ledger: &'a Ledger<'a>,
    /// What is asked.
    pub(crate) situation: &'a Situation<'a>,
    /// The one field that is looked at, where the action is about fields.
    pub(crate) field: Option<&'a str>,
    /// The host's key for samples.
    pub(crate) host_key: &'a [u8],
}

/// What a rule says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saying {
    /// Whether it certainly applies, to grant.
    pub(crate) certainly: bool,
    /// Whether it possibly applies.
    pub(crate) possibly: bool,
    /// The level that it grants, or the outcome that it restricts to.
    pub(crate) level: Level,
    /// Whose approval it asks, in turn.
    pub(crate) owed: Vec<Step>,
    /// How many requests one approval may be for, where it is given in batches.
    pub(crate) batch: Option<u32>,
    /// By when.
    pub(crate) until: Option<i128>,
    /// The unknown facts that it read.
    pub(crate) unknown: BTreeSet<String>,
    /// What has to be done along with it.
    pub(crate) duties: BTreeSet<Duty>,
    /// When there is room, where it stops until then.
    pub(crate) room: Option<Room>,
}

impl Saying {
    /// What a rule says of another object or field too: the stricter counts, and of two alike both are owed.
    pub(crate) fn join(&mut self, other: Saying) {
        self.unknown.extend(other.unknown);
        if other.level < self.level {
            self.level = other.level;
            self.owed = other.owed;
            self.room = other.room;
            self.until = other.until;
            self.batch = other.batch;
        } else if other.level == self.level {
            self.until = first(self.until, other.until);
            self.batch = both(self.batch, other.batch);
            self.owed.iter_mut().zip(other.owed).for_each(|(step, more)| ask_also(step, more));
            self.room = self.room.zip(other.room).map(|(own, other)| own.max(other));
        }
    }
}

/// What a rule says of a request; `None` where it is not on its action, or not on the field.
pub(crate) fn saying(request: &Request<'_>, rule: &Rule) -> Result<Option<Saying>, String> {
    if !is_about_those_who_ask(request, rule) {
        return Ok(None);
    }
    let levels = levels_granted(request, rule)?;
    match rule.kind {
        Kind::Scope => match levels.into_iter().map(|(level, _)| level).max() {
            Some(level) => case(request, rule, level).map(Some),
            None => Ok(None),
        },
        Kind::Gate | Kind::Stop | Kind::Limit | Kind::Require => {
            if is_on(request, rule)? {
                case(request, rule, Level::Stop).map(Some)
            } else {
                Ok(None)
            }
        }
    }
}

/// Whether a rule is about agents where an agent asks, and about people where a person does: they need no scope, and only rules
/// that say so restrict them.
fn is_about_those_who_ask(request: &Request<'_>, rule: &Rule) -> bool {
    let mut people = rule.clauses.iter().filter_map(|clause| match clause {
        ast::Clause::ForPeopleClause(it) => Some(it.and_agents()),
        _ => None,
    });
    let names_agents = rule.clauses.iter().any(|clause| matches!(clause, ast::Clause::ForClause(_)));
    match people.next() {
        first if request.situation.is_by_a_person() => first.is_some(),
        None => true,
        Some(and_agents) => and_agents || names_agents || people.any(|and_agents| and_agents),
    }
}

/// The levels at which a scope grants the action, and the field; with the queue in which it waits.
pub(crate) fn levels_granted(
    request: &Request<'_>,
    scope: &Rule,
) -> Result<Vec<(Level, Option<String>)>, String> {
    let mut levels = Vec::new();
    for clause in &scope.clauses {
        let ast::Clause::MayClause(may) = clause else { continue };
        for action in may.actions() {
            if matches(request, &action)? {
                let level = match may.level() {
                    None => Level::Execute,
                    Some(ast::LevelWord::Suggest) => Level::Suggest,
                    Some(ast::LevelWord::Draft) => Level::Draft,
                    Some(ast::LevelWord::Queue) => Level::Queue,
                };
                levels.push((level, may.queue().map(|queue| queue.text())));
            }
        }
    }
    Ok(levels)
}

fn is_on(request: &Request<'_>, rule: &Rule) -> Result<bool, String> {
    for clause in &rule.clauses {
        let ast::Clause::OnClause(on) = clause else { continue };
        for action in on.actions() {
            if matches(request, &action)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether an action as written in a clause is the one that is asked, and the field one of those named.
fn matches(request: &Request<'_>, written: &ast::ActionRef) -> Result<bool, String> {
    let named = match written.field_names() {
        None => true,
        Some(fields) => {
            let names: Vec<String> = fields.names().map(|field| field.text()).collect();
            request.field.is_some_and(|field| names.iter().any(|name| name == field) != fields.is_except())
        }
    };
    Ok(named && request.situation.is(&action_name(written)?))
}

pub(crate) fn action_name(written: &ast::ActionRef) -> Result<String, String> {
    let object = written.object().map(|object| format!(" {}", object.text())).unwrap_or_default();
    Ok(format!("{}{object}", name_of(written.verb())?))
}

/// A rule that is on the action: whether it applies to any version of the object, or to all of them.
fn case(request: &Request<'_>, rule: &Rule, granted: Level) -> Result<Saying, String> {
    let latch = latch(rule)?;
    let mut judge = Judge::default();
    let (mut versioned, mut lacking) = (Vec::new(), false);
    let mut effect = Effect::default();
    let mut places = Vec::new();
    // What comes from outside is nothing to grant by: neither a scope, nor the choice of an approver.
    let trusted = Situation { verified: true, ..request.situation.clone() };
    let situation = if rule.kind == Kind::Scope { &trusted } else { request.situation };
    for version in versions(&request.situation.act) {
        let place = Place {
            charter: request.charter,
            ledger: request.ledger,
            situation,
            field: request.field,
            version,
            about: None,
            elements: &[],
            latch: &latch,
            later: None,
        };
        places.push(place);
        let (formula, cannot_count) = condition(request, &place, rule, &mut judge)?;
        versioned.push(formula);
        lacking |= cannot_count;
        if rule.kind != Kind::Scope {
            effect = effect.and(effect_of(&Place { situation: &trusted, ..place }, rule, &mut judge)?);
        }
    }
    let effect = effect.by_now();
    // A restriction applies where it does before or after, a scope where it does before and after.
    let formula = if rule.kind == Kind::Scope { Formula::All(versioned) } else { Formula::Any(versioned) };
    let stopped = rule.kind != Kind::Scope && (lacking || effect.lacking);
    let level = if rule.kind == Kind::Scope { granted } else { effect.level.unwrap_or(Level::Stop) };
    // A mask is owed beside whatever else the rule asks, also where that is somebody nobody knows.
    let masked = request.field.filter(|_| effect.masks && !lacking).map(|field| Duty::Mask(field.to_owned()));
    let instead = effect.instead.filter(|_| !stopped).map(Duty::WriteInstead);
    let readings = effect.readings.into_iter().filter(|_| !lacking);
    let readings = readings.map(|(who, before)| Duty::Read(who, before));
    let told = rule.clauses.iter().filter_map(|clause| match clause {
        ast::Clause::TellsClause(it) => Some(it.roles()),
        _ => None,
    });
    let told = told.flatten().map(|role| Duty::Tell(Who::Role(role.text())));
    let duties = masked.into_iter().chain(instead).chain(readings).chain(told).collect();
    let applies = possibly(&formula, &judge.atoms)?;
    let room = if applies && waits_for_room(rule) { Some(room(&places, rule)?) } else { None };
    Ok(Saying {
        duties,
        room,
        certainly: certainly(&formula, &judge.atoms)?,
        possibly: applies,
        level: if stopped { Level::Stop } else { level },
        owed: if stopped { Vec::new() } else { effect.owed },
        until: effect.until,
        batch: effect.batch,
        unknown: judge.unknown,
    })
}

fn latch(rule: &Rule) -> Result<Latch, String> {
    let mut latch = Latch::default();
    for clause in &rule.clauses {
        match clause {
            ast::Clause::UntilReleasedClause(it) => latch.released_by.extend(it.by().map(|role| role.text())),
            ast::Clause::ForTimeClause(it) => latch.length = Some(nanoseconds(&part(it.duration(), it)?)?),
            _ => {}
        }
    }
    Ok(latch)
}

/// What has to hold for a rule to apply, as one condition; and whether something that a limit counts by is not known.
fn condition(
    request: &Request<'_>,
    place: &Place<'_>,
    rule: &Rule,
    judge: &mut Judge,
) -> Result<(Formula, bool), String> {
    let mut all = Vec::new();
    let mut unless = Vec::new();
    let mut required = Vec::new();
    let mut limits = Vec::new();
    let mut on_behalf = Vec::new();
    let mut whose = Vec::new();
    let mut cannot_count = false;
    for clause in &rule.clauses {
        match clause {
            ast::Clause::WhereClause(it) => all.push(judge.formula(place, &part(it.condition(), it)?)?),
            ast::Clause::WhenClause(it) => all.push(judge.formula(place, &part(it.condition(), it)?)?),
            ast::Clause::UnlessClause(it) => unless.push(judge.formula(place, &part(it.condition(), it)?)?),
            ast::Clause::RequiredClause(it) => {
                required.push(judge.formula(place, &part(it.condition(), it)?)?)
            }
            ast::Clause::ForClause(it) => whose.push(Formula::settled(is_for(place, it))),
            ast::Clause::ForPeopleClause(it) => {
                // Of agents it speaks only where it says so; it leaves out people alone.
                let by_a_person = place.situation.is_by_a_person();
                for role in it.except().filter(|_| by_a_person) {
                    all.push(holds(place, &role.text(), judge).negated());
                }
                whose.push(Formula::settled(it.and_agents() || by_a_person));
            }
            ast::Clause::InClause(it) => all.push(in_environment(place, it, judge)?),
            ast::Clause::OnBehalfClause(it) => on_behalf.push(acts_for(place, &part(it.of(), it)?, judge)?),
            ast::Clause::SampleClause(it) => all.push(sampled(request, place, it, judge)?),
            ast::Clause::AtMostClause(it) => {
                let (beyond, lacking) = beyond_cap(place, rule, it, judge)?;
                cannot_count |= lacking;
                limits.push(beyond);
            }
            ast::Clause::MayClause(_) | ast::Clause::OnClause(_) | ast::Clause::UntilReleasedClause(_) => {}
            ast::Clause::NeedsClause(_) | ast::Clause::WaitsClause(_) | ast::Clause::KeptAsDraftClause(_) => {
            }
            ast::Clause::SuggestedClause(_) | ast::Clause::MaskedClause(_) => {}
            ast::Clause::TellsClause(_) => {}
            ast::Clause::ReadAfterwardsClause(_) => {}
            ast::Clause::OtherwiseClause(_) => {}
            ast::Clause::ForGoodClause(_) | ast::Clause::ForTimeClause(_) => {}
            other => return Err(not_understood(other)),
        }
    }
    if !required.is_empty() {
        all.push(Formula::All(required).negated());
    }
    if !whose.is_empty() {
        all.push(Formula::Any(whose));
    }
    if !on_behalf.is_empty() {
        all.push(Formula::Any(on_behalf));
    }
    if !limits.is_empty() {
        all.push(Formula::Any(limits));
    }
    all.push(Formula::Any(unless).negated());
    Ok((Formula::All(all), cannot_count))
}

/// Whether the agent is one of those named, or in a team that is.
fn is_for(place: &Place<'_>, clause: &ast::ForClause) -> bool {
    let vocabulary = &place.charter.vocabulary;
    let agent = match place.situation.agent {
        Fact::Known(Value::Whole(number)) => {
            usize::try_from(number).ok().and_then(|at| vocabulary.agents.get(at))
        }
        _ => None,
    };
    clause.names().map(|name| name.text()).any(|name| {
        let team = vocabulary.teams.get(&name);
        agent.is_some_and(|agent| *agent == name || team.is_some_and(|team| team.contains(agent)))
    })
}

/// Whether the agent runs in one of the environments that are named.
fn in_environment(place: &Place<'_>, it: &ast::InClause, judge: &mut Judge) -> Result<Formula, String> {
    let environment = judge.fact(place, &place.path_of(&["environment".to_owned()])?);
    let named: Vec<String> = it.environments().map(|name| name.text()).collect();
    let values = declared(&named, &environment.of);
    Ok(judge.is_one_of(&environment, values))
}

/// Whether the agent acts for the person at a path, or for one who holds a role.
fn acts_for(place: &Place<'_>, who: &ast::Path, judge: &mut Judge) -> Result<Formula, String> {
    match place.path(who) {
        Ok(path) => {
            let principal = judge.fact(place, &place.path_of(&["principal".to_owned()])?);
            let person = judge.fact(place, &path);
            Ok(judge.compares(&principal, vec![Ordering::Equal], &person))
        }
        Err(_) => Ok(holds(place, &who.text(), judge)),
    }
}

/// Whether whoever asks, or for whom it is asked, holds a role.
fn holds(place: &Place<'_>, role: &str, judge: &mut Judge) -> Formula {
    let answers = match &place.situation.principal_roles {
        Some(held) => vec![held.iter().any(|held| held == role)],
        None => {
            judge.unknown.insert("roles of principal".to_owned());
            vec![true, false]
        }
    };
    judge.question(format!("the principal holds {role}"), &answers)
}

fn sampled(
    request: &Request<'_>,
    place: &Place<'_>,
    it: &ast::SampleClause,
    judge: &mut Judge,
) -> Result<Formula, String> {
    let share = part(it.share(), it)?.digits();
    let share = decimal::parse(&share).and_then(|share| decimal::times(share, decimal::ONE / 100));
    let of = part(it.of(), it)?;
    let path = match of.single() {
        Some(word) => match object_called(place, &word.text()) {
            Some(object) => place.way_to(&object)?,
            None => place.path(&of)?,
        },
        None => place.path(&of)?,
    };
    let fact = judge.fact(place, &path);
    let answers = match &fact.known {
        Known::Fact(Fact::Known(Value::Text(id))) => {
            vec![sampling::is_sampled(request.host_key, path.of(), id, part(share, it)?)]
        }
        Known::Fact(Fact::Empty) => {
            vec![sampling::is_sampled(request.host_key, path.of(), "", part(share, it)?)]
        }
        Known::Fact(Fact::Unknown) => vec![true, false],
        _ => return Err(not_understood(it)),
    };
    Ok(judge.question(format!("{} is sampled {share:?}", fact.key), &answers))
}

/// Whether an action is about single fields.
pub(crate) fn has_fields(act: &Act<'_>) -> bool {
    matches!(act, Act::Action(action) if action.verb.has_fields())
}
