//! What scopes grant: a level, or to wait in a queue until its owner has looked.

use crate::reference::charter::{Rule, part};
use crate::reference::effects::{Many, Step, Who};
use crate::reference::outcome::Level;
use crate::reference::rules::{Request, levels_granted};
use crate::reference::working_time::end_under;
use charter_grammar::ast;
use std::collections::{BTreeMap, BTreeSet};

/// What is granted of one object, or of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Granted {
    /// The highest level of those that nobody has to look at.
    level: Option<Level>,
    /// By scope and queue, where it may wait, and what is left of that.
    queues: BTreeMap<(String, String), Waits>,
}

/// That something waits in a queue.
#[derive(Debug, Clone)]
pub(crate) struct Waits {
    /// Whom it waits for.
    pub(crate) owner: Step,
    /// By when.
    pub(crate) until: Option<i128>,
    /// The level by now: less than a queue once the time has passed.
    level: Level,
}

impl Granted {
    /// People need no scope.
    pub(crate) fn everything() -> Granted {
        Granted { level: Some(Level::Execute), ..Granted::default() }
    }

    /// What another scope grants besides.
    pub(crate) fn join(&mut self, other: Granted) {
        self.level = self.level.max(other.level);
        self.queues.extend(other.queues);
    }

    /// The highest level by now, since nobody has looked yet.
    pub(crate) fn by_now(&self) -> Option<Level> {
        self.level.max(self.queues.values().map(|waits| waits.level).max())
    }

    /// Whom it waits for: nobody, where more is granted without.
    pub(crate) fn waits(&self) -> impl Iterator<Item = ((String, String), Waits)> {
        let more = self.level > Some(Level::Queue);
        let queues = self.queues.clone().into_iter();
        queues.filter(move |(_, waits)| !more && waits.level == Level::Queue)
    }
}

/// What a scope that certainly applies grants.
pub(crate) fn granted_by(request: &Request<'_>, scope: &Rule) -> Result<Granted, String> {
    let mut granted = Granted::default();
    for (level, queue) in levels_granted(request, scope)? {
        match queue {
            None => granted.level = granted.level.max(Some(level)),
            Some(queue) => {
                let waits = waits_in(request, &queue)?;
                granted.queues.insert((scope.name.clone(), queue), waits);
            }
        }
    }
    Ok(granted)
}

/// What waits in a queue waits for the queue's owner, as long as there is time.
fn waits_in(request: &Request<'_>, name: &str) -> Result<Waits, String> {
    let queue = request.charter.vocabulary.queues.get(name).ok_or_else(|| format!("no queue `{name}`"))?;
    let who = BTreeSet::from([Who::Role(part(queue.owner(), queue)?.text())]);
    let owner = Step::from([(who, Many { count: 1, ..Many::default() })]);
    let (Some(within), Some(otherwise)) = (queue.reviewed_within(), queue.otherwise()) else {
        return Ok(Waits { owner, until: None, level: Level::Queue });
    };
    let until = end_under(request.charter, &within, request.situation.asked)?;
    let left = match part(otherwise.outcome(), &otherwise)? {
        ast::Outcome::StopOutcome(_) => Level::Stop,
        ast::Outcome::SuggestedClause(_) => Level::Suggest,
        ast::Outcome::KeptAsDraftClause(_) => Level::Draft,
        other => return Err(crate::reference::charter::not_understood(&other)),
    };
    let level = if request.situation.at >= until { left } else { Level::Queue };
    Ok(Waits { owner, until: Some(until), level })
}
