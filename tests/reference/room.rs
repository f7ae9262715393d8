//! Limits that stop until there is room: when that will be.

use crate::reference::charter::{Kind, Rule};
use crate::reference::conditions::Judge;
use crate::reference::ledger::Event;
use crate::reference::limits::{beyond_cap, limits};
use crate::reference::names::Place;
use crate::reference::possible::{Formula, possibly};
use charter_grammar::ast;
use std::collections::BTreeSet;

/// When there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Room {
    /// From then on.
    At(i128),
    /// Nobody can say.
    Unknown,
}

/// Whether a rule stops until there is room.
pub(crate) fn waits_for_room(rule: &Rule) -> bool {
    let says_so = |clause: &ast::Clause| match clause {
        ast::Clause::OtherwiseClause(it) => {
            matches!(it.outcome(), Some(ast::Outcome::StopOutcome(stop)) if stop.until_room())
        }
        _ => false,
    };
    rule.kind == Kind::Limit && rule.clauses.iter().any(says_so)
}

/// The first moment at which no version of the request would be beyond a cap of the rule, if nothing else happened: one of
/// those at which something that counts now leaves a window.
pub(crate) fn room(places: &[Place<'_>], rule: &Rule) -> Result<Room, String> {
    for moment in moments(places, rule)? {
        let mut judge = Judge::default();
        let (mut beyond, mut lacking) = (Vec::new(), false);
        for place in places {
            for at_most in caps(rule) {
                let then = Place { later: Some(moment), ..*place };
                let (formula, unknown) = beyond_cap(&then, rule, at_most, &mut judge)?;
                lacking |= unknown;
                beyond.push(formula);
            }
        }
        if !lacking && !possibly(&Formula::Any(beyond), &judge.atoms)? {
            return Ok(Room::At(moment));
        }
    }
    Ok(Room::Unknown)
}

fn caps(rule: &Rule) -> impl Iterator<Item = &ast::AtMostClause> {
    rule.clauses.iter().filter_map(|clause| match clause {
        ast::Clause::AtMostClause(it) => Some(it),
        _ => None,
    })
}

fn moments(places: &[Place<'_>], rule: &Rule) -> Result<BTreeSet<i128>, String> {
    let mut moments = BTreeSet::new();
    for place in places {
        let now = place.situation.at;
        let times: Vec<i128> = place.ledger.events.iter().filter_map(time).filter(|at| *at <= now).collect();
        for at_most in caps(rule) {
            for query in limits(place, rule, at_most)? {
                let Some(query) = query.in_its_zone(place)? else { continue };
                moments.extend(query.window.leaving(place.charter, &times, now)?);
            }
        }
    }
    Ok(moments)
}

fn time(event: &Event<'_>) -> Option<i128> {
    match event {
        Event::Happened { situation, .. } => Some(situation.at),
        Event::Released { .. } | Event::Reported { .. } => None,
    }
}
