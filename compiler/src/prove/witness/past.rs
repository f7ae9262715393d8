//! Events that make a figure what it has to be.

use super::elements::asked;
use super::values;
use super::world::{Holder, NOW_NANOSECONDS, World, content_part};
use charter_runtime::Progress;
use charter_runtime::schema::{ActionId, Path, Root, Schema, SignalId, Step, Type};
use charter_runtime::table::model::{
    Classifier, Column, Event, EventSource, Figure, Measure, Operand, Window,
};
use serde_json::{Map, Value as Json, json};

/// More events than this are not worth looking at.
const MOST_EVENTS: i128 = 500;
/// A second, in nanoseconds.
const SECOND: i64 = 1_000_000_000;

/// Lets happen what a figure's class asks for; nothing for other columns.
pub(super) fn happen(world: &mut World<'_>, column: &Column, class: u32) -> Option<()> {
    let Classifier::Cuts { operand, cuts, optional } = &column.classifier else { return Some(()) };
    let Some(Operand::Figure(figure)) = world.table.operands.get(operand.index()) else { return Some(()) };
    let figure = world.table.figures.get(figure.index())?;
    let empty = *optional && class + 1 == column.classes;
    let least = (class as usize).checked_sub(1).and_then(|before| cuts.get(before)).copied().unwrap_or(0);
    if empty {
        return Some(());
    }
    if figure.measure == Measure::TimeSince {
        return last(world, figure, least);
    }
    if least <= 0 {
        return Some(());
    }
    match figure.measure {
        Measure::Count => count(world, figure, least - i128::from(figure.with_request)),
        Measure::Sum => sum(world, figure, least),
        Measure::Different | Measure::Share(_, _, _) | Measure::TimeSince => None,
    }
}

fn count(world: &mut World<'_>, figure: &Figure, wanted: i128) -> Option<()> {
    if wanted > MOST_EVENTS {
        return None;
    }
    let source = figure.sources.first()?;
    for _ in 0..wanted {
        event(world, figure, source, None)?;
    }
    if wanted > 0 {
        let times = if wanted == 1 { "once".to_owned() } else { format!("{wanted} times") };
        let what = told(world, source, &times)?;
        world.tell(what);
    }
    Some(())
}

/// One event, so long ago.
fn last(world: &mut World<'_>, figure: &Figure, ago: i128) -> Option<()> {
    let source = figure.sources.first()?;
    event(world, figure, source, None)?;
    let what = name(world, source.event)?;
    let what = source.progress.word().map_or_else(|| what.clone(), |word| format!("{what} {word}"));
    let length =
        values::told(&Type::Duration, &values::of_ordinal(&world.table.schema, &Type::Duration, ago)?);
    world.tell(format!("{what} last happened {length} ago"));
    let at = values::of_ordinal(&Schema::default(), &Type::Instant, NOW_NANOSECONDS - ago)?;
    let mut events = world.events.iter_mut().rev().filter_map(Json::as_object_mut);
    let event = events.find(|event| !event.contains_key("report"))?;
    event.insert("at".to_owned(), at);
    Some(())
}

fn sum(world: &mut World<'_>, figure: &Figure, wanted: i128) -> Option<()> {
    let source = figure.sources.first()?;
    let path = world.table.paths.get(source.value?.index())?;
    let amount = values::of_ordinal(&world.table.schema, &path.value, wanted)?;
    let what = name(world, source.event)?;
    world.tell(format!("{what} of {} has happened before", values::told(&path.value, &amount)));
    if figure.with_request {
        let nothing = values::of_ordinal(&world.table.schema, &path.value, 0)?;
        world.put(path, nothing)?;
    }
    event(world, figure, source, Some((path, amount)))
}

/// What has happened so many times, in words.
fn told(world: &World<'_>, source: &EventSource, times: &str) -> Option<String> {
    let what = name(world, source.event)?;
    Some(match source.progress {
        Progress::Done => format!("{what} has happened {times} before"),
        Progress::Requested => format!("{what} was requested {times} before"),
        Progress::Waiting => format!("{what} is waiting {times}"),
        Progress::Approved => format!("{what} was approved {times} before"),
        Progress::Refused => format!("{what} was refused {times} before"),
        Progress::Succeeded => format!("{what} has succeeded {times} before"),
        Progress::Failed => format!("{what} has failed {times} before"),
        Progress::InFlight => format!("{what} is {times} still in flight"),
    })
}

fn name(world: &World<'_>, event: Event) -> Option<String> {
    let schema = &world.table.schema;
    match event {
        Event::Did(action) => schema.actions.get(action.index()).map(|action| action.name.clone()),
        Event::Signal(signal) => schema.signals.get(signal.index()).map(|signal| signal.name.clone()),
    }
}

/// One event with the figure's key, which passes the source's filter.
fn event(
    world: &mut World<'_>,
    figure: &Figure,
    source: &EventSource,
    value: Option<(&Path, Json)>,
) -> Option<()> {
    let filter = world.table.formulas.get(source.passes.index())?;
    let cube = filter.cubes.first()?;
    let mut fields = Vec::new();
    for test in &cube.tests {
        fields.push(asked(world.table, test)?);
    }
    fields.extend(value);
    let subject = subject(world, figure, source)?;
    let number = world.events.len();
    let mut event = match source.event {
        Event::Signal(signal) => signal_event(world, signal, subject, &fields, number)?,
        Event::Did(action) => action_event(world, action, subject, &fields, number)?,
    };
    let at = moment(&figure.window)?;
    let (key, report) = match source.progress {
        Progress::Done | Progress::InFlight => ("did", None),
        Progress::Succeeded => ("did", Some("succeeded")),
        Progress::Failed => ("did", Some("failed")),
        Progress::Requested => ("requested", None),
        Progress::Waiting => ("waiting", None),
        Progress::Approved => ("approved", None),
        Progress::Refused => ("refused", None),
    };
    if let Some(event) = event.as_object_mut() {
        event.insert("at".to_owned(), at.clone());
        if let Some(action) = event.remove("did") {
            event.insert(key.to_owned(), action);
        }
    }
    world.events.push(event);
    world
        .events
        .extend(report.map(|report| json!({ "at": at, "report": report, "id": format!("e{number}") })));
    Some(())
}

/// The earliest moment that is in a window, to the second: there it is in as few shorter ones as can be.
fn moment(window: &Window) -> Option<Json> {
    let ago = match window {
        Window::Rolling(length) => length.saturating_sub(SECOND).max(0),
        Window::Calendar(_, _) | Window::Last(_) | Window::Ever | Window::SinceRelease(_) => SECOND,
        Window::Among(_, _) | Window::Since(_) | Window::Working(_, _) | Window::CalendarAt(_, _) => SECOND,
    };
    values::of_ordinal(&Schema::default(), &Type::Instant, NOW_NANOSECONDS - i128::from(ago))
}

/// The object that the event was about: the one whose own paths lead to the figure's key.
fn subject(world: &mut World<'_>, figure: &Figure, source: &EventSource) -> Option<String> {
    let mut subject = None;
    for (of_event, of_request) in source.key.iter().zip(&figure.key) {
        let wanted = world.table.paths.get(of_request.index())?;
        let value = world.ensure(wanted)?;
        let way = of_event.first().and_then(|path| world.table.paths.get(path.index()))?;
        if way.steps.is_empty() && matches!(way.root, Root::Target | Root::Old | Root::New | Root::First) {
            subject = Some(value.as_str()?.to_owned());
        }
    }
    subject.or_else(|| world.target.clone()).or_else(|| Some("another".to_owned()))
}

fn signal_event(
    world: &World<'_>,
    signal: SignalId,
    about: String,
    asked: &[(&Path, Json)],
    number: usize,
) -> Option<Json> {
    let signal = world.table.schema.signals.get(signal.index())?;
    let fields = content(world, asked)?;
    Some(json!({
        "signal": signal.name, "about": about, "id": format!("s{number}"), "fields": fields,
        "facts": { "objects": world.objects() },
    }))
}

fn action_event(
    world: &World<'_>,
    action: ActionId,
    target: String,
    asked: &[(&Path, Json)],
    number: usize,
) -> Option<Json> {
    let action = world.table.schema.actions.get(action.index())?;
    let mut facts = Map::new();
    for part in ["takes", "says", "knows"] {
        facts.insert(part.to_owned(), world.held(&Holder::Content(part)));
    }
    for (path, value) in asked {
        let [Step::Field(place)] = path.steps.as_slice() else { return None };
        let field = world.table.shape(action.content)?.fields.get(*place as usize)?;
        if let Some(part) = facts.get_mut(content_part(action, *place)).and_then(Json::as_object_mut) {
            part.insert(field.name.clone(), value.clone());
        }
    }
    facts.insert("objects".to_owned(), world.objects());
    let agent = world.agent.clone().or_else(|| world.table.schema.agents.first().cloned());
    Some(json!({
        "did": action.name, "agent": agent, "target": target, "id": format!("e{number}"), "facts": facts,
    }))
}

/// The fields of a signal, by name.
fn content(world: &World<'_>, asked: &[(&Path, Json)]) -> Option<Map<String, Json>> {
    let mut fields = Map::new();
    for (path, value) in asked {
        let [Step::Field(place)] = path.steps.as_slice() else { return None };
        let field = world.table.shape(path.shape?)?.fields.get(*place as usize)?;
        fields.insert(field.name.clone(), value.clone());
    }
    Some(fields)
}
