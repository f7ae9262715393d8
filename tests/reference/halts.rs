//! Kill switches: what somebody has halted by hand.

use crate::reference::conditions::Judge;
use crate::reference::names::{Latch, Place, versions};
use crate::reference::possible::{Formula, possibly};
use crate::reference::rules::Request;
use crate::reference::situation::{Path, Start};
use crate::reference::value::{Fact, Type, Value};
use serde_json::Value as Json;

/// Whether some switch covers a request of an agent. People go on whatever is halted.
pub(crate) fn is_halted(requests: &[Request<'_>], halted: Option<&Json>) -> Result<bool, String> {
    for switch in halted.and_then(Json::as_array).into_iter().flatten() {
        for request in requests {
            if !request.situation.is_by_a_person() && covers(request, switch)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn covers(request: &Request<'_>, switch: &Json) -> Result<bool, String> {
    let vocabulary = &request.charter.vocabulary;
    let named = |key: &str| switch.get(key).and_then(Json::as_str);
    let agent = match request.situation.agent {
        Fact::Known(Value::Whole(place)) => {
            usize::try_from(place).ok().and_then(|at| vocabulary.agents.get(at))
        }
        _ => None,
    };
    if let Some(name) = named("agent") {
        return Ok(agent.is_some_and(|agent| agent == name));
    }
    if let Some(name) = named("team") {
        return Ok(vocabulary
            .teams
            .get(name)
            .is_none_or(|team| agent.is_some_and(|agent| team.contains(agent))));
    }
    if let Some(name) = named("action") {
        return Ok(request.situation.is(name));
    }
    match named("segment") {
        Some(name) => touches(request, name),
        None => Ok(true),
    }
}

/// Whether some object that the request is on, or that is nearest to it over references, may be in a segment.
fn touches(request: &Request<'_>, segment: &str) -> Result<bool, String> {
    let Some((object, _)) = request.charter.segments.get(segment) else { return Ok(true) };
    let (mut judge, latch) = (Judge::default(), Latch::default());
    let mut ways = Vec::new();
    for version in versions(&request.situation.act) {
        let place = Place {
            charter: request.charter,
            ledger: request.ledger,
            situation: request.situation,
            field: None,
            version,
            about: None,
            elements: &[],
            latch: &latch,
            later: None,
        };
        for way in place.shortest_ways(object).into_iter().chain(other(request, object)) {
            ways.push(judge.segment(&place, segment, &way)?);
        }
    }
    possibly(&Formula::Any(ways), &judge.atoms)
}

/// The second object of an action on two kinds, where it is the one.
fn other(request: &Request<'_>, object: &str) -> Option<Path> {
    let second = request.situation.second().filter(|_| object != request.situation.object())?;
    let start_type = Type::Object(object.to_owned());
    (second.object == object).then(|| Path { start: Start::Target(1), start_type, steps: Vec::new() })
}
