//! Limits: whether one more would be too many.

use crate::reference::charter::{Rule, not_understood, part};
use crate::reference::conditions::Judge;
use crate::reference::figures::{Counted, Kind, Measure, Query};
use crate::reference::names::{Place, object_called};
use crate::reference::operands::Known;
use crate::reference::possible::{Formula, Knowledge};
use crate::reference::progress::Progress;
use crate::reference::rules::action_name;
use crate::reference::value::{Fact, Type, Value};
use crate::reference::windows::{Window, window};
use charter_grammar::ast;
use std::cmp::Ordering;

/// Whether a limit's figure, with this request, may be beyond its cap; and whether what it counts by is not known.
pub(crate) fn beyond_cap(
    place: &Place<'_>,
    rule: &Rule,
    it: &ast::AtMostClause,
    judge: &mut Judge,
) -> Result<(Formula, bool), String> {
    let (mut ways, mut lacking) = (Vec::new(), false);
    for query in limits(place, rule, it)? {
        let (beyond, unknown) = beyond(place, &query, it, judge)?;
        ways.push(beyond);
        lacking |= unknown;
    }
    Ok((Formula::Any(ways), lacking))
}

fn beyond(
    place: &Place<'_>,
    query: &Query,
    it: &ast::AtMostClause,
    judge: &mut Judge,
) -> Result<(Formula, bool), String> {
    let mut lacking = false;
    for key in &query.key {
        lacking |= judge.fact(place, &place.path(key)?).known == Known::Fact(Fact::Unknown);
    }
    lacking |= query.window == Window::Session && place.situation.session == Fact::Unknown;
    if let Window::CalendarAt(_, zone) = &query.window {
        let zone = judge.fact(place, &place.path(zone)?).known;
        lacking |= !matches!(zone, Known::Fact(Fact::Known(_)));
    }
    match &query.measure {
        Measure::Different(_) => {
            lacking |= judge.fact(place, &query.value_path(place)?).known == Known::Fact(Fact::Unknown);
        }
        Measure::Sum(_) => {
            let amount = judge.fact(place, &query.value_path(place)?).known;
            lacking |= !matches!(amount, Known::Fact(Fact::Known(Value::Whole(amount))) if amount >= 0);
        }
        Measure::Count | Measure::Share { .. } | Measure::TimeSince => {}
    }
    let mut figure = query.figure(place, judge)?;
    if lacking {
        figure.known = Known::Figure(Knowledge::AnyValue(Type::Number, false));
    }
    let mut ways = Vec::new();
    for (when, cap) in judge.alternatives(place, &part(it.cap(), it)?, Some(&figure.of))? {
        ways.push(Formula::All(vec![when, judge.compares(&figure, vec![Ordering::Greater], &cap)]));
    }
    Ok((Formula::Any(ways), lacking))
}

/// The figures that a limit caps, with this request: over all its actions, or over each by itself, of those that the request is.
pub(crate) fn limits(place: &Place<'_>, rule: &Rule, it: &ast::AtMostClause) -> Result<Vec<Query>, String> {
    let all = limit(place, rule, it)?;
    if !it.counts_each() {
        return Ok(vec![all]);
    }
    let own = all.events.iter().filter(|kind| kind.is_asked(place)).cloned().collect::<Vec<_>>();
    own.into_iter().map(|kind| Ok(Query { events: vec![kind], ..limit(place, rule, it)? })).collect()
}

impl Kind {
    /// Whether the request at hand, or the field of it that is looked at, is of this kind.
    fn is_asked(&self, place: &Place<'_>) -> bool {
        let named = self.fields.as_ref().is_none_or(|fields| {
            let names = |field: &str| fields.names().any(|name| name.text() == field);
            place.field.is_some_and(|field| names(field) != fields.is_except())
        });
        named && place.situation.is(&self.name)
    }
}

fn limit(place: &Place<'_>, rule: &Rule, it: &ast::AtMostClause) -> Result<Query, String> {
    let in_flight = it.window().is_some_and(|window| window.kind() == Some(ast::WindowKind::InFlight));
    let progress = if in_flight { Progress::InFlight } else { Progress::Done };
    let mut events = Vec::new();
    for clause in &rule.clauses {
        let ast::Clause::OnClause(on) = clause else { continue };
        for action in on.actions() {
            events.push(Kind { name: action_name(&action)?, progress, fields: action.field_names() });
        }
    }
    let measure = match (it.of(), it.counted().map(|counted| counted.text())) {
        (Some(of), None) => Measure::Sum(of),
        (None, None) => Measure::Count,
        (None, Some(word)) => Measure::Different(match object_called(place, &word) {
            Some(object) => Counted::Object(object),
            None => Counted::Agent,
        }),
        (Some(_), Some(_)) => return Err(not_understood(it)),
    };
    let key = it.per().into_iter().flat_map(|per| per.keys()).collect();
    let window = window(&part(it.window(), it)?, &place.charter.settings.zone)?;
    Ok(Query { events, key, only: None, except: None, window, measure, with_request: true, at_least: 0 })
}
