//! What rules do when they apply: the outcome, and whose approval is owed.

use crate::reference::charter::{Kind, Rule, name_of, not_understood, part};
use crate::reference::conditions::Judge;
use crate::reference::names::Place;
use crate::reference::operands::Known;
use crate::reference::outcome::Level;
use crate::reference::value::{Fact, Value};
use charter_grammar::ast;
use std::collections::BTreeSet;

/// Somebody who is waited for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owed {
    /// So many people with a role.
    Role(String, u32),
    /// One person.
    Person(String),
}

/// What follows when a restriction applies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effect {
    /// The outcome.
    pub(crate) level: Option<Level>,
    /// Whose approval is owed, in turn.
    pub(crate) owed: Vec<BTreeSet<Owed>>,
    /// Whether somebody who has to approve is not known.
    pub(crate) lacking: bool,
    /// Whether what is read is masked.
    pub(crate) masks: bool,
    /// The field that is written instead.
    pub(crate) instead: Option<String>,
}

impl Effect {
    /// The effect on two versions of an object: of both, the approvers are owed.
    pub(crate) fn and(mut self, other: Effect) -> Effect {
        if self.owed.is_empty() {
            self.owed = other.owed;
        } else {
            self.owed.iter_mut().zip(other.owed).for_each(|(step, more)| step.extend(more));
        }
        Effect {
            level: self.level.min(other.level).or(other.level),
            owed: self.owed,
            lacking: self.lacking || other.lacking,
            masks: self.masks || other.masks,
            instead: self.instead.or(other.instead),
        }
    }
}

impl Effect {
    /// Two outcomes of one rule: the stricter one counts. Where both wait for people, all of them are waited for.
    fn beside(mut self, mut other: Effect) -> Effect {
        let waits = |effect: &Effect| matches!(effect.level, Some(Level::Approve | Level::Queue));
        let (lacking, masks) = (self.lacking || other.lacking, self.masks || other.masks);
        if waits(&self) && waits(&other) {
            if other.owed.len() > self.owed.len() {
                std::mem::swap(&mut self.owed, &mut other.owed);
            }
            self.owed.iter_mut().zip(other.owed).for_each(|(step, more)| step.extend(more));
            let level = self.level.min(other.level);
            return Effect { level, lacking, masks, ..self };
        }
        let stricter = if other.level < self.level { other } else { self };
        Effect { lacking, masks, ..stricter }
    }
}

/// What follows when a rule applies.
pub(crate) fn effect_of(place: &Place<'_>, rule: &Rule, judge: &mut Judge) -> Result<Effect, String> {
    let mut effects = Vec::new();
    for clause in &rule.clauses {
        match clause {
            ast::Clause::NeedsClause(it) => effects.push(approvals(place, it, judge)?),
            ast::Clause::WaitsClause(it) => effects.push(queue(place, it)?),
            ast::Clause::KeptAsDraftClause(it) => effects.push(draft(it)),
            ast::Clause::SuggestedClause(_) => effects.push(plain(Level::Suggest)),
            ast::Clause::MaskedClause(_) => effects.push(masked(place)),
            ast::Clause::OtherwiseClause(it) => {
                effects.push(outcome(place, &part(it.outcome(), it)?, judge)?);
            }
            _ => {}
        }
    }
    match (rule.kind, effects.into_iter().reduce(Effect::beside)) {
        (Kind::Stop, None) => Ok(plain(Level::Stop)),
        (_, Some(effect)) => Ok(effect),
        (_, None) => Err(format!("`{}` has no outcome", rule.name)),
    }
}

fn plain(level: Level) -> Effect {
    Effect { level: Some(level), ..Effect::default() }
}

/// What is read with its fields masked; what is filtered or sorted by cannot be.
fn masked(place: &Place<'_>) -> Effect {
    let compared = |field: &&str| place.situation.compared.iter().any(|compared| compared == field);
    match place.field.filter(compared) {
        Some(_) => Effect { lacking: true, ..plain(Level::Stop) },
        None => Effect { masks: true, ..plain(Level::Execute) },
    }
}

/// What is kept as a draft, and what is written instead.
fn draft(it: &ast::KeptAsDraftClause) -> Effect {
    let instead = it.written_instead().map(|field| field.text());
    Effect { instead, ..plain(Level::Draft) }
}

fn outcome(place: &Place<'_>, written: &ast::Outcome, judge: &mut Judge) -> Result<Effect, String> {
    match written {
        ast::Outcome::StopOutcome(_) => Ok(plain(Level::Stop)),
        ast::Outcome::NeedsClause(it) => approvals(place, it, judge),
        ast::Outcome::WaitsClause(it) => queue(place, it),
        ast::Outcome::KeptAsDraftClause(it) => Ok(draft(it)),
        ast::Outcome::SuggestedClause(_) => Ok(plain(Level::Suggest)),
        ast::Outcome::MaskedClause(_) => Ok(masked(place)),
        ast::Outcome::ReadAfterwardsClause(it) => Err(not_understood(it)),
    }
}

/// What waits in a queue waits for the queue's owner.
fn queue(place: &Place<'_>, it: &ast::WaitsClause) -> Result<Effect, String> {
    let owner = part(place.charter.vocabulary.queues.get(&name_of(it.queue())?), it)?;
    let owed = vec![BTreeSet::from([Owed::Role(owner.clone(), 1)])];
    Ok(Effect { owed, ..plain(Level::Queue) })
}

fn approvals(place: &Place<'_>, it: &ast::NeedsClause, judge: &mut Judge) -> Result<Effect, String> {
    if it.in_batches().is_some() {
        return Err(not_understood(it));
    }
    let mut effect = plain(Level::Approve);
    for step in it.steps() {
        if step.joined() == ast::Joined::Any {
            return Err(not_understood(&step));
        }
        let mut all = BTreeSet::new();
        for approver in step.approvers() {
            match owed(place, &approver, judge)? {
                Some(owed) => drop(all.insert(owed)),
                None => effect.lacking = true,
            }
        }
        effect.owed.push(all);
    }
    Ok(effect)
}

/// Who is owed; `None` where it is not known who that is.
fn owed(place: &Place<'_>, approver: &ast::Approver, judge: &mut Judge) -> Result<Option<Owed>, String> {
    let who = part(approver.who(), approver)?;
    let count = match approver.count() {
        Some(count) => count.digits().parse().map_err(|_| not_understood(&count))?,
        None => 1,
    };
    if place.charter.vocabulary.roles.contains(&who.text()) {
        return Ok(Some(Owed::Role(who.text(), count)));
    }
    match judge.fact(place, &place.path(&who)?).known {
        Known::Fact(Fact::Known(Value::Text(person))) => Ok(Some(Owed::Person(person))),
        _ => Ok(None),
    }
}
