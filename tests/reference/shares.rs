//! The share of events that a signal followed.

use crate::reference::figures::Member;
use crate::reference::ledger::Event;
use crate::reference::names::Place;
use crate::reference::possible::{Knowledge, Outcome};
use crate::reference::situation::Situation;
use crate::reference::value::Value;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Share<'q> {
    /// The actions.
    pub(crate) events: &'q [String],
    /// The signal.
    pub(crate) signal: &'q str,
    /// Within how many nanoseconds it has to follow.
    pub(crate) within: i128,
    /// Below so many events there is no share.
    pub(crate) at_least: usize,
    /// Only the last so many events are looked at.
    pub(crate) last: Option<usize>,
}

/// So many events that may or may not count are tried in every combination; more are not understood.
const MOST_DOUBTED: usize = 12;

/// The shares that are possible: events that only possibly count are taken and left in every combination.
pub(crate) fn share(
    place: &Place<'_>,
    members: &[Member<'_>],
    share: &Share<'_>,
) -> Result<Knowledge, String> {
    let now = place.situation.at;
    let ripe: Vec<&Member<'_>> =
        members.iter().filter(|member| member.situation.at + share.within <= now).collect();
    let followed = followed(place, share);
    let doubted = ripe.iter().filter(|member| !member.certain).count();
    if doubted > MOST_DOUBTED {
        return Err("too many events that may or may not count".to_owned());
    }
    let mut ways = Vec::new();
    for taken in 0..1_u32 << doubted {
        let mut doubts = 0..;
        let counts = |member: &&&Member<'_>| {
            member.certain || doubts.next().is_some_and(|doubt: u32| taken & (1 << doubt) != 0)
        };
        let chosen: Vec<&Member<'_>> = ripe.iter().filter(counts).copied().collect();
        let way = share_of(&chosen, &followed, share);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    Ok(Knowledge::OneOf(ways))
}

fn share_of(chosen: &[&Member<'_>], followed: &[Followed<'_>], share: &Share<'_>) -> Outcome {
    let last = chosen.len().saturating_sub(share.last.unwrap_or(chosen.len()));
    let looked_at = chosen.get(last..).unwrap_or_default();
    if looked_at.is_empty() || looked_at.len() < share.at_least {
        return Outcome::Empty;
    }
    let was_followed = |member: &&&Member<'_>| {
        followed.iter().any(|pair| std::ptr::eq(pair.event, member.situation) && pair.after <= share.within)
    };
    let count = looked_at.iter().filter(was_followed).count();
    Outcome::Is(Value::Share(count as i128, looked_at.len() as i128))
}

/// An event and how long after it its signal came.
struct Followed<'l> {
    event: &'l Situation<'l>,
    after: i128,
}

/// Pairs signals with events: each, by its own time, with the event that it names, or else with the latest earlier one
/// of the same object that has none yet.
fn followed<'l>(place: &Place<'l>, share: &Share<'_>) -> Vec<Followed<'l>> {
    let now = place.situation.at;
    let happened: Vec<_> =
        place.ledger.events.iter().filter_map(happened).filter(|(_, _, it)| it.at <= now).collect();
    let mut signals: Vec<_> = happened.iter().filter(|(_, _, it)| it.is(share.signal)).collect();
    signals.sort_by_key(|(_, _, it)| it.at);
    let mut pairs: Vec<Followed<'l>> = Vec::new();
    for (_, follows, signal) in signals {
        let unpaired = |event: &Situation<'_>| !pairs.iter().any(|pair| std::ptr::eq(pair.event, event));
        let of_subject = |event: &Situation<'_>| {
            event.at <= signal.at && event.object() == signal.object() && event.subject() == signal.subject()
        };
        let named = happened.iter().find(|(id, _, _)| follows.is_some() && *id == *follows);
        let mut actions: Vec<_> =
            happened.iter().filter(|(_, _, it)| share.events.iter().any(|name| it.is(name))).collect();
        actions.sort_by_key(|(_, _, it)| it.at);
        let latest = actions.iter().rev().find(|(_, _, it)| of_subject(it) && unpaired(it)).copied();
        let event = if follows.is_some() { named } else { latest };
        pairs.extend(event.map(|(_, _, event)| Followed { event, after: signal.at - event.at }));
    }
    pairs
}

type Happened<'l> = (Option<&'l str>, Option<&'l str>, &'l Situation<'l>);

fn happened<'l>(event: &'l Event<'l>) -> Option<Happened<'l>> {
    match event {
        Event::Happened { id, follows, situation } => Some((id.as_deref(), follows.as_deref(), situation)),
        Event::Released { .. } => None,
    }
}
