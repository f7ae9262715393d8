//! The share of events that a signal followed.

use crate::reference::decimal;
use crate::reference::figures::Kind;
use crate::reference::ledger::Event;
use crate::reference::members::{Member, passes};
use crate::reference::names::Place;
use crate::reference::possible::{Knowledge, Outcome};
use crate::reference::progress::Said;
use crate::reference::situation::Situation;
use crate::reference::value::Value;
use crate::reference::working_time::Time;
use charter_grammar::ast;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Share<'q> {
    /// The actions.
    pub(crate) events: &'q [Kind],
    /// The signal.
    pub(crate) signal: &'q str,
    /// Within how much time it has to follow.
    pub(crate) within: &'q Time,
    /// Only signals of which this holds.
    pub(crate) only: Option<&'q ast::Expr>,
    /// Below so many events there is no share.
    pub(crate) at_least: usize,
    /// Only the last so many events are looked at.
    pub(crate) last: Option<usize>,
}

/// The share of the last events that were followed in time, of those whose time to be followed has passed. With an event
/// that only possibly counts among or after them, it is not known which are the last, and the share may be any.
pub(crate) fn share(
    place: &Place<'_>,
    members: &[Member<'_>],
    share: &Share<'_>,
) -> Result<Knowledge, String> {
    let now = place.situation.at;
    let mut ripe = Vec::new();
    for member in members {
        if share.within.end(place.charter, member.situation.at)? <= now {
            ripe.push(member);
        }
    }
    let mut looked_at: Vec<&Member<'_>> = Vec::new();
    for member in ripe.into_iter().rev() {
        let certain = looked_at.iter().filter(|taken| taken.certain).count();
        if share.last.is_none_or(|last| certain < last) {
            looked_at.push(member);
        }
    }
    if looked_at.iter().any(|member| !member.certain) {
        return Ok(Knowledge::Between { least: 0, most: Some(decimal::ONE), step: 1, or_empty: true });
    }
    if looked_at.is_empty() || looked_at.len() < share.at_least {
        return Ok(Knowledge::OneOf(vec![Outcome::Empty]));
    }
    let Pairs { followed, perhaps } = followed(place, share)?;
    let is_open = |member: &&Member<'_>| perhaps.iter().any(|event| std::ptr::eq(*event, member.situation));
    if looked_at.iter().any(is_open) {
        return Ok(Knowledge::Between { least: 0, most: Some(decimal::ONE), step: 1, or_empty: false });
    }
    let in_time = |member: &&&Member<'_>| {
        let over = share.within.end(place.charter, member.situation.at);
        followed.iter().any(|pair| {
            std::ptr::eq(pair.event, member.situation) && over.as_ref().is_ok_and(|over| pair.at <= *over)
        })
    };
    let count = looked_at.iter().filter(in_time).count();
    Ok(Knowledge::OneOf(vec![Outcome::Is(Value::Share(count as i128, looked_at.len() as i128))]))
}

/// An event and when its signal came.
struct Followed<'l> {
    event: &'l Situation<'l>,
    at: i128,
}

/// What signals belong to.
struct Pairs<'l> {
    followed: Vec<Followed<'l>>,
    /// Events to which a signal may belong of which nobody knows whether it counts.
    perhaps: Vec<&'l Situation<'l>>,
}

/// Pairs signals with events, each taken by its own time: first those that name the event they follow with that one,
/// then each other one with the latest earlier event of the same object that has none yet.
fn followed<'l>(place: &Place<'l>, share: &Share<'_>) -> Result<Pairs<'l>, String> {
    let now = place.situation.at;
    let mut happened: Vec<Happened<'l>> =
        place.ledger.events.iter().filter_map(happened).filter(|one| one.it.at <= now).collect();
    happened.sort_by_key(|one| one.it.at);
    let is_event = |one: &Happened<'_>| {
        share.events.iter().any(|kind| one.it.is(&kind.name) && kind.progress.is_said(one.said))
    };
    let (mut signals, mut perhaps) = (Vec::new(), Vec::new());
    for one in happened.iter().filter(|one| one.it.is(share.signal)) {
        let passes = passes(place, one.it, share.only, None)?;
        if passes.certainly {
            signals.push(one);
        } else if passes.possibly {
            let could_be = |event: &&Happened<'_>| match one.follows {
                Some(_) => event.id == one.follows,
                None => event.it.at <= one.it.at && of_one(place, event.it, one.it),
            };
            let events = happened.iter().filter(|event| is_event(event)).filter(could_be);
            perhaps.extend(events.map(|event| event.it));
        }
    }
    let (named, unnamed): (Vec<_>, Vec<_>) = signals.into_iter().partition(|one| one.follows.is_some());
    let mut pairs: Vec<Followed<'l>> = Vec::new();
    for signal in named {
        let event = happened.iter().find(|one| one.id == signal.follows && is_event(one));
        pairs.extend(event.map(|one| Followed { event: one.it, at: signal.it.at }));
    }
    for Happened { it: signal, .. } in unnamed {
        let unpaired = |event: &Situation<'_>| !pairs.iter().any(|pair| std::ptr::eq(pair.event, event));
        let before = |event: &Situation<'_>| event.at <= signal.at && of_one(place, event, signal);
        let mut latest_first = happened.iter().rev();
        let event = latest_first.find(|one| is_event(one) && before(one.it) && unpaired(one.it));
        pairs.extend(event.map(|one| Followed { event: one.it, at: signal.at }));
    }
    Ok(Pairs { followed: pairs, perhaps })
}

/// Whether two events are of one object, as of now.
fn of_one(place: &Place<'_>, event: &Situation<'_>, signal: &Situation<'_>) -> bool {
    let ledger = place.ledger;
    let now =
        |it: &Situation<'_>| it.subject().map(|id| ledger.identity(ledger.events.len(), it.object(), id));
    event.subject() == signal.subject() || now(event) == now(signal)
}

/// Something that happened, with its id and that of what it follows.
struct Happened<'l> {
    id: Option<&'l str>,
    follows: Option<&'l str>,
    said: Said,
    it: &'l Situation<'l>,
}

fn happened<'l>(event: &'l Event<'l>) -> Option<Happened<'l>> {
    match event {
        Event::Happened { id, follows, said, situation } => {
            Some(Happened { id: id.as_deref(), follows: follows.as_deref(), said: *said, it: situation })
        }
        Event::Released { .. } | Event::Reported { .. } => None,
    }
}
