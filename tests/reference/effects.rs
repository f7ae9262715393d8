//! What rules do when they apply: the outcome, and whose approval is owed.

use crate::reference::charter::{Kind, Rule, name_of, not_understood, part};
use crate::reference::conditions::Judge;

use crate::reference::names::Place;
use crate::reference::operands::Known;
use crate::reference::outcome::Level;
use crate::reference::value::{Fact, Value};
use crate::reference::working_time::end_of;
use charter_grammar::ast;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who may approve.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// Whoever has a role.
    Role(String),
    /// One person.
    Person(String),
}

/// Something that has to be done along with what was decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Duty {
    /// A field is written instead.
    WriteInstead(String),
    /// A field is masked.
    Mask(String),
    /// Somebody reads it once it has gone ahead, before some moment.
    Read(Who, Option<i128>),
    /// Somebody learns that the rule applies.
    Tell(Who),
}

/// How many are waited for, and who may not be one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Many {
    /// How many people.
    pub(crate) count: u32,
    /// People who may not, although they have a role that is asked.
    pub(crate) except: BTreeSet<String>,
    /// Whether the person for whom the agent acts may be one of them: of two who are asked alike, if both say so.
    pub(crate) confirms: bool,
}

/// Whose approval is owed together: by who may approve, how many of them. Many twice, the same is owed once: for the larger
/// number, and by nobody whom either leaves out.
pub(crate) type Step = BTreeMap<BTreeSet<Who>, Many>;

/// Adds to one step what another one asks.
pub(crate) fn ask_also(step: &mut Step, more: Step) {
    for (who, more) in more {
        match step.entry(who) {
            Entry::Vacant(none) => _ = none.insert(more),
            Entry::Occupied(mut asked) => {
                let asked = asked.get_mut();
                asked.count = asked.count.max(more.count);
                asked.except.extend(more.except);
                asked.confirms &= more.confirms;
            }
        }
    }
}

/// What follows when a restriction applies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effect {
    /// The outcome.
    pub(crate) level: Option<Level>,
    /// Whose approval is owed, in turn.
    pub(crate) owed: Vec<Step>,
    /// Whether somebody who has to approve is not known.
    pub(crate) lacking: bool,
    /// Whether what is read is masked.
    pub(crate) masks: bool,
    /// Who reads it once it has gone ahead, and before when.
    pub(crate) readings: BTreeSet<(Who, Option<i128>)>,
    /// The field that is written instead.
    pub(crate) instead: Option<String>,
    /// How many requests one approval may be for, where it is given in batches.
    pub(crate) batch: Option<u32>,
    /// By when those who are asked have to be heard.
    pub(crate) until: Option<i128>,
    /// What follows instead, since the time of those who are asked has passed.
    past: Option<Box<Effect>>,
}

impl Effect {
    /// The effect on two versions of an object: of both, the approvers are owed.
    pub(crate) fn and(mut self, other: Effect) -> Effect {
        if self.owed.is_empty() {
            self.owed = other.owed;
        } else {
            self.owed.iter_mut().zip(other.owed).for_each(|(step, more)| ask_also(step, more));
        }
        let past = match (self.past, other.past) {
            (Some(past), Some(more)) => Some(Box::new(past.and(*more))),
            (past, more) => past.or(more),
        };
        let batch = match self.level {
            None => other.batch,
            Some(_) => both(self.batch, other.batch),
        };
        Effect {
            past,
            batch,
            until: first(self.until, other.until),
            level: self.level.min(other.level).or(other.level),
            owed: self.owed,
            lacking: self.lacking || other.lacking,
            masks: self.masks || other.masks,
            instead: self.instead.or(other.instead),
            readings: self.readings.union(&other.readings).cloned().collect(),
        }
    }

    /// What follows by now. Only what waits for people has a time that passes.
    pub(crate) fn by_now(self) -> Effect {
        let (lacking, masks, readings) = (self.lacking, self.masks, self.readings.clone());
        match self.past {
            Some(past) => Effect { lacking, masks, readings, ..past.by_now() },
            None => self,
        }
    }

    /// Two outcomes of one rule: the stricter one counts. Where both wait for people, all of them are waited for.
    fn beside(mut self, mut other: Effect) -> Effect {
        let waits = |effect: &Effect| matches!(effect.level, Some(Level::Approve | Level::Queue));
        let (lacking, masks) = (self.lacking || other.lacking, self.masks || other.masks);
        let readings: BTreeSet<_> = self.readings.union(&other.readings).cloned().collect();
        if waits(&self) && waits(&other) {
            if other.owed.len() > self.owed.len() {
                std::mem::swap(&mut self.owed, &mut other.owed);
            }
            self.owed.iter_mut().zip(other.owed).for_each(|(step, more)| ask_also(step, more));
            let level = self.level.min(other.level);
            let past = match (self.past.take(), other.past) {
                (Some(past), Some(more)) => Some(Box::new(past.beside(*more))),
                (past, more) => past.or(more),
            };
            let (until, batch) = (first(self.until, other.until), both(self.batch, other.batch));
            return Effect { level, lacking, masks, readings, past, until, batch, ..self };
        }
        let stricter = if other.level < self.level { other } else { self };
        Effect { lacking, masks, readings, ..stricter }
    }
}

/// The first of two moments, where there are any.
pub(crate) fn first(one: Option<i128>, other: Option<i128>) -> Option<i128> {
    one.into_iter().chain(other).min()
}

/// What follows when a rule applies.
pub(crate) fn effect_of(place: &Place<'_>, rule: &Rule, judge: &mut Judge) -> Result<Effect, String> {
    let from = place.situation.asked;
    let mut effects = Vec::new();
    for clause in &rule.clauses {
        match clause {
            ast::Clause::NeedsClause(it) => effects.push(approvals(place, it, judge, from)?),
            ast::Clause::WaitsClause(it) => effects.push(queue(place, it, judge, from)?),
            ast::Clause::KeptAsDraftClause(it) => effects.push(draft(it)),
            ast::Clause::SuggestedClause(_) => effects.push(plain(Level::Suggest)),
            ast::Clause::MaskedClause(_) => effects.push(masked(place)),
            ast::Clause::ReadAfterwardsClause(it) => effects.push(read_afterwards(place, it, judge)?),
            ast::Clause::OtherwiseClause(it) => {
                effects.push(outcome(place, &part(it.outcome(), it)?, judge, from)?);
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

/// Only what is asked in batches by both is approved in them.
pub(crate) fn both(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.zip(other).map(|(one, other)| one.min(other))
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

/// What goes ahead, and is read afterwards by somebody who has to be known.
fn read_afterwards(
    place: &Place<'_>,
    it: &ast::ReadAfterwardsClause,
    judge: &mut Judge,
) -> Result<Effect, String> {
    let before = match it.within() {
        Some(within) => Some(end_of(place, &within, place.situation.at)?),
        None => None,
    };
    Ok(match role_or_person(place, &part(it.by(), it)?, judge)? {
        Some(who) => Effect { readings: BTreeSet::from([(who, before)]), ..plain(Level::Execute) },
        None => Effect { lacking: true, ..plain(Level::Execute) },
    })
}

/// What is kept as a draft, and what is written instead.
fn draft(it: &ast::KeptAsDraftClause) -> Effect {
    let instead = it.written_instead().map(|field| field.text());
    Effect { instead, ..plain(Level::Draft) }
}

fn outcome(
    place: &Place<'_>,
    written: &ast::Outcome,
    judge: &mut Judge,
    from: i128,
) -> Result<Effect, String> {
    match written {
        ast::Outcome::StopOutcome(_) => Ok(plain(Level::Stop)),
        ast::Outcome::NeedsClause(it) => approvals(place, it, judge, from),
        ast::Outcome::WaitsClause(it) => queue(place, it, judge, from),
        ast::Outcome::KeptAsDraftClause(it) => Ok(draft(it)),
        ast::Outcome::SuggestedClause(_) => Ok(plain(Level::Suggest)),
        ast::Outcome::MaskedClause(_) => Ok(masked(place)),
        ast::Outcome::ReadAfterwardsClause(it) => read_afterwards(place, it, judge),
    }
}

/// What waits in a queue waits for the queue's owner.
fn queue(place: &Place<'_>, it: &ast::WaitsClause, judge: &mut Judge, from: i128) -> Result<Effect, String> {
    let queue = part(place.charter.vocabulary.queues.get(&name_of(it.queue())?), it)?;
    let who = BTreeSet::from([Who::Role(part(queue.owner(), queue)?.text())]);
    let owed = vec![Step::from([(who, Many { count: 1, ..Many::default() })])];
    let effect = Effect { owed, ..plain(Level::Queue) };
    match (queue.reviewed_within(), queue.otherwise()) {
        (Some(within), Some(otherwise)) => until(place, effect, (&within, &otherwise), judge, from),
        _ => Ok(effect),
    }
}

/// An effect that has its time, from some moment on, and what follows afterwards.
fn until(
    place: &Place<'_>,
    mut effect: Effect,
    (within, otherwise): (&ast::Within, &ast::OtherwiseClause),
    judge: &mut Judge,
    from: i128,
) -> Result<Effect, String> {
    let now = place.situation.at;
    let end = end_of(place, within, from)?;
    effect.until = Some(end);
    let past = outcome(place, &part(otherwise.outcome(), otherwise)?, judge, end)?;
    // Everybody who may ever be asked has to be known from the start.
    effect.lacking |= past.lacking;
    effect.past = (now >= end).then(|| Box::new(past));
    Ok(effect)
}

fn approvals(
    place: &Place<'_>,
    it: &ast::NeedsClause,
    judge: &mut Judge,
    from: i128,
) -> Result<Effect, String> {
    let batch = match it.in_batches().and_then(|batches| batches.size()) {
        Some(size) => Some(size.digits().parse().map_err(|_| not_understood(&size))?),
        None => None,
    };
    let mut effect = Effect { batch, ..plain(Level::Approve) };
    for step in it.steps() {
        match turn(place, &step, it.is_confirmation(), judge)? {
            Some(turn) => effect.owed.push(turn),
            None => effect.lacking = true,
        }
    }
    match (it.within(), it.otherwise()) {
        (Some(within), Some(otherwise)) => until(place, effect, (&within, &otherwise), judge, from),
        _ => Ok(effect),
    }
}

/// Who is asked in one turn; `None` where that is not known, or nobody is left.
fn turn(
    place: &Place<'_>,
    it: &ast::ApprovalStep,
    confirms: bool,
    judge: &mut Judge,
) -> Result<Option<Step>, String> {
    let mut known = true;
    let mut except = BTreeSet::new();
    for path in it.other_than().iter().flat_map(|it| it.people()) {
        match judge.fact(place, &place.path(&path)?).known {
            Known::Fact(Fact::Known(Value::Text(person))) => drop(except.insert(person)),
            Known::Fact(Fact::Empty) => {}
            _ => known = false,
        }
    }
    let mut named = Vec::new();
    for approver in it.approvers() {
        let (who, count) = somebody(place, &approver, judge)?;
        known &= who.is_some();
        named.extend(who.map(|who| (who, count)));
    }
    let mut seats: Vec<(BTreeSet<Who>, u32)> = match it.joined() {
        ast::Joined::Any => vec![(named.into_iter().map(|(who, _)| who).collect(), 1)],
        ast::Joined::All => named.into_iter().map(|(who, count)| (BTreeSet::from([who]), count)).collect(),
    };
    let mut step = Step::new();
    for (who, count) in &mut seats {
        who.retain(|who| !matches!(who, Who::Person(person) if except.contains(person)));
        known &= !who.is_empty();
        let by_role = who.iter().any(|who| matches!(who, Who::Role(_)));
        let except = if by_role { except.clone() } else { BTreeSet::new() };
        ask_also(&mut step, Step::from([(who.clone(), Many { count: *count, except, confirms })]));
    }
    Ok(known.then_some(step))
}

/// Who is asked, and how many of them; nobody where it is not known who that is.
fn somebody(
    place: &Place<'_>,
    approver: &ast::Approver,
    judge: &mut Judge,
) -> Result<(Option<Who>, u32), String> {
    let who = part(approver.who(), approver)?;
    let count = match approver.count() {
        Some(count) => count.digits().parse().map_err(|_| not_understood(&count))?,
        None => 1,
    };
    Ok((role_or_person(place, &who, judge)?, count))
}

/// Whoever has a role, or the person at a path; nobody where that is not known.
fn role_or_person(place: &Place<'_>, who: &ast::Path, judge: &mut Judge) -> Result<Option<Who>, String> {
    if place.charter.vocabulary.roles.contains(&who.text()) {
        return Ok(Some(Who::Role(who.text())));
    }
    match judge.fact(place, &place.path(who)?).known {
        Known::Fact(Fact::Known(Value::Text(person))) => Ok(Some(Who::Person(person))),
        _ => Ok(None),
    }
}
