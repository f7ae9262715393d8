//! Events that make a figure what it has to be.

use super::document::content_part;
use super::elements::asked;
use super::reckon::WHOLE;
use super::values;
use super::world::{Holder, World};
use crate::prove::reads;
use charter_runtime::Progress;
use charter_runtime::schema::{ActionId, Path, Root, Schema, SignalId, Step, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{
    Classifier, Column, ColumnTest, Event, EventSource, Figure, FormulaId, Measure, Operand, OperandId,
    Period, Span, Window,
};
use serde_json::{Map, Value as Json, json};

/// More events than this are not worth looking at.
const MOST_EVENTS: i128 = 500;
/// A second, in nanoseconds.
const SECOND: i64 = 1_000_000_000;

/// Lets happen what a figure's class asks for; nothing for other columns.
pub(super) fn happen(world: &mut World<'_>, column: &Column, class: u32) -> Option<()> {
    let Classifier::Cuts { operand, cuts, optional } = &column.classifier else { return Some(()) };
    let least = (class as usize).checked_sub(1).and_then(|before| cuts.get(before)).copied().unwrap_or(0);
    let empty = *optional && class + 1 == column.classes;
    let figure = match world.table.operands.get(operand.index()) {
        Some(Operand::Figure(figure)) => world.table.figures.get(figure.index())?,
        Some(Operand::Minus(left, _)) if !empty => return more_than(world, *left, least),
        _ => return Some(()),
    };
    if empty {
        return Some(());
    }
    if figure.measure == Measure::TimeSince {
        return last(world, figure, least);
    }
    if let Measure::Share(signal, within, _) = figure.measure {
        return match (within, &figure.followed_by) {
            (Span::Elapsed(within), None) => share(world, figure, signal, within, least),
            (Span::Elapsed(_) | Span::WorkingDays(_), _) => None,
        };
    }
    if least <= 0 {
        return Some(());
    }
    let wanted = least - i128::from(figure.with_request);
    match figure.measure {
        Measure::Count => count(world, figure, wanted),
        Measure::Sum => {
            // A plain amount, where the class has one.
            let plain = (least - 1).div_euclid(WHOLE) * WHOLE + WHOLE;
            let beyond = cuts.get(class as usize);
            sum(world, figure, if beyond.is_none_or(|beyond| plain < *beyond) { plain } else { least })
        }
        Measure::Different => different(world, figure, wanted),
        Measure::Share(_, _, _) | Measure::TimeSince => None,
    }
}

/// Lets happen what makes a number of events, less something, so large: nothing of what it is less.
fn more_than(world: &mut World<'_>, events: OperandId, least: i128) -> Option<()> {
    let Some(Operand::Figure(figure)) = world.table.operands.get(events.index()) else { return Some(()) };
    let figure = world.table.figures.get(figure.index())?;
    match figure.measure {
        Measure::Count if least > 0 => count(world, figure, (least - 1).div_euclid(WHOLE) + 1),
        _ => Some(()),
    }
}

/// How far back a figure looks, the shortest first: what happens for a short window has happened for the longer ones too.
pub(super) fn reach(table: &Table, column: &Column) -> i64 {
    let Classifier::Cuts { operand, .. } = &column.classifier else { return 0 };
    let Some(Operand::Figure(figure)) = table.operands.get(operand.index()) else { return 0 };
    match table.figures.get(figure.index()).map(|figure| &figure.window) {
        Some(Window::Rolling(length)) => *length,
        Some(Window::Calendar(period, _) | Window::CalendarAt(period, _)) => within(*period),
        Some(Window::Last(_) | Window::Ever | Window::SinceRelease(_)) => i64::MAX,
        Some(Window::Among(_, _) | Window::Since(_) | Window::Working(_, _)) => i64::MAX,
        None => 0,
    }
}

/// What has happened so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Happened {
    event: Event,
    progress: Progress,
    subject: String,
    /// How long ago, in nanoseconds.
    ago: i64,
    /// Whether the event was made to pass a filter: others count it only if they have none.
    filter: FormulaId,
}

/// How many of the events that have happened a figure counts anyway.
fn already(world: &World<'_>, figure: &Figure, source: &EventSource, subject: &str) -> i128 {
    let formula = |id: FormulaId| world.table.formulas.get(id.index());
    let passes = formula(source.passes);
    let unfiltered = reads::asks_for_nothing(world.table, source.passes);
    let reach = match &figure.window {
        Window::Rolling(length) => *length,
        Window::Calendar(period, _) | Window::CalendarAt(period, _) => within(*period) + SECOND,
        Window::Working(_, _) => 2 * SECOND,
        Window::Last(_) | Window::Ever | Window::SinceRelease(_) => i64::MAX,
        Window::Among(_, _) | Window::Since(_) => i64::MAX,
    };
    let counts = |happened: &&Happened| {
        happened.event == source.event
            && happened.progress == source.progress
            && happened.subject == subject
            && happened.ago < reach
            && (unfiltered || formula(happened.filter) == passes)
    };
    i128::try_from(world.happened.iter().filter(counts).count()).unwrap_or(0)
}

fn count(world: &mut World<'_>, figure: &Figure, wanted: i128) -> Option<()> {
    if wanted > MOST_EVENTS {
        return None;
    }
    let source = figure.sources.first()?;
    let subject = subject(world, figure, source)?;
    for _ in already(world, figure, source, &subject)..wanted {
        event(world, figure, source, None, &Apart::default())?;
    }
    if wanted > 0 {
        let times = if wanted == 1 { "once".to_owned() } else { format!("{wanted} times") };
        let what = told(world, source, &times)?;
        let when = match &figure.window {
            // Just within the window, so that shorter ones do not count it.
            Window::Rolling(window) if world.looks_back_variously => {
                format!(", almost {} ago", length(world, i128::from(*window))?)
            }
            _ => String::new(),
        };
        world.tell(format!("{what}{when}"));
    }
    Some(())
}

/// What sets one event apart from what the request is about.
#[derive(Default)]
pub(super) struct Apart {
    pub(super) agent: Option<String>,
    pub(super) target: Option<String>,
    /// The field by which that object differs: it leads elsewhere.
    pub(super) reference: Option<String>,
    /// How long ago, where that is not just within the window.
    pub(super) ago: Option<i64>,
}

/// Events of so many different agents or objects, none of them that of the request.
fn different(world: &mut World<'_>, figure: &Figure, wanted: i128) -> Option<()> {
    let source = figure.sources.first()?;
    let value = world.table.paths.get(source.value?.index())?;
    let wanted = usize::try_from(wanted.max(0)).ok().filter(|wanted| *wanted <= 20)?;
    let what = name(world, source.event)?;
    match (value.root, value.steps.as_slice()) {
        (Root::Agent, []) => {
            let own = world.agent.clone().or_else(|| world.table.schema.agents.first().cloned());
            let others = world.table.schema.agents.iter().filter(|agent| Some(*agent) != own.as_ref());
            let others: Vec<String> = others.take(wanted).cloned().collect();
            if others.len() < wanted {
                return None;
            }
            for agent in others {
                world.tell(format!("{agent} did {what} before"));
                event(world, figure, source, None, &Apart { agent: Some(agent), ..Apart::default() })?;
            }
        }
        (Root::Target | Root::Old | Root::New | Root::First, [] | [Step::Field(_)]) => {
            for _ in 0..wanted {
                let other = format!("another{}", world.next());
                world.tell(format!("{what} to {other} has happened before"));
                let reference = value.steps.first().and_then(|step| match step {
                    Step::Field(place) => {
                        world.table.shape(value.shape?)?.fields.get(*place as usize).map(|it| it.name.clone())
                    }
                    Step::Part(_) => None,
                });
                let apart = Apart { target: Some(other), reference, ..Apart::default() };
                event(world, figure, source, None, &apart)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// As many events as a share needs, and of them as many that were followed by a signal as make it so large.
fn share(world: &mut World<'_>, figure: &Figure, signal: SignalId, within: i64, least: i128) -> Option<()> {
    let source = figure.sources.first()?;
    let all = i128::from(figure.at_least.clamp(1, 100));
    // Shares are in half billionths.
    let followed = (least.max(0) * all + 1_999_999_999) / 2_000_000_000;
    if followed > all {
        return None;
    }
    let what = name(world, source.event)?;
    let sign = world.table.schema.signals.get(signal.index())?.name.clone();
    world.tell(format!("{what} has happened {all} times before, {followed} of them {sign}"));
    let subject = subject(world, figure, source)?;
    for number in 0..all {
        let ago = within.checked_mul(2)?.checked_add(i64::try_from(number).ok()?.checked_mul(SECOND)?)?;
        event(world, figure, source, None, &Apart { ago: Some(ago), ..Apart::default() })?;
        if number < followed {
            let id = world.events.last()?.get("id")?.clone();
            let signals = world.next_event();
            let mut bounced = signal_event(world, signal, subject.clone(), &[], signals)?;
            let at = i128::from(ago - within / 2);
            let at = values::of_ordinal(&Schema::default(), &Type::Instant, world.now - at)?;
            bounced.as_object_mut()?.extend([("follows".to_owned(), id), ("at".to_owned(), at)]);
            world.events.push(bounced);
        }
    }
    // Events are in the order in which they were received.
    world.events.sort_by_cached_key(|event| event.get("at").and_then(Json::as_str).map(str::to_owned));
    Some(())
}

/// One event, so long ago.
fn last(world: &mut World<'_>, figure: &Figure, ago: i128) -> Option<()> {
    let source = figure.sources.first()?;
    let ago_nanoseconds = i64::try_from(ago).ok()?;
    event(world, figure, source, None, &Apart { ago: Some(ago_nanoseconds), ..Apart::default() })?;
    let what = name(world, source.event)?;
    let what = source.progress.word().map_or_else(|| what.clone(), |word| format!("{what} {word}"));
    let length = length(world, ago)?;
    world.tell(format!("{what} last happened {length} ago"));
    Some(())
}

/// A length of time, in words: in the largest unit of which it is a whole number.
pub(super) fn length(world: &World<'_>, nanoseconds: i128) -> Option<String> {
    const UNITS: [(i128, &str); 4] = [
        (86_400_000_000_000, "day"),
        (3_600_000_000_000, "hour"),
        (60_000_000_000, "minute"),
        (1_000_000_000, "second"),
    ];
    let unit = UNITS.iter().find(|(unit, _)| nanoseconds > 0 && nanoseconds % unit == 0);
    if let Some((unit, name)) = unit {
        let count = nanoseconds / unit;
        return Some(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
    }
    let length = values::of_ordinal(&world.table.schema, &Type::Duration, nanoseconds)?;
    Some(values::told(&Type::Duration, &length))
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
    event(world, figure, source, Some((path, amount)), &Apart::default())
}

/// What has happened so many times, in words.
fn told(world: &World<'_>, source: &EventSource, times: &str) -> Option<String> {
    let name = name(world, source.event)?;
    let filter = world.table.formulas.get(source.passes.index())?;
    let tests = filter.cubes.first().into_iter().flat_map(|cube| &cube.tests);
    let of_event = tests.filter(|test| root_of(world.table, test) == Some(Root::Its));
    let fields = of_event.filter_map(|test| asked(world.table, test)).map(|(path, value)| {
        format!("{} is {}", world.table.path_text(path), values::told(&path.value, &value))
    });
    let fields: Vec<String> = fields.collect();
    let what = if fields.is_empty() { name } else { format!("{name} where {}", fields.join(" and ")) };
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

pub(super) fn name(world: &World<'_>, event: Event) -> Option<String> {
    let schema = &world.table.schema;
    match event {
        Event::Did(action) => schema.actions.get(action.index()).map(|action| action.name.clone()),
        Event::Signal(signal) => schema.signals.get(signal.index()).map(|signal| signal.name.clone()),
    }
}

/// One event with the figure's key, which passes the source's filter.
pub(super) fn event(
    world: &mut World<'_>,
    figure: &Figure,
    source: &EventSource,
    value: Option<(&Path, Json)>,
    apart: &Apart,
) -> Option<()> {
    let filter = world.table.formulas.get(source.passes.index())?;
    let cube = filter.cubes.first()?;
    let (mut fields, mut touched) = (Vec::new(), Vec::new());
    for test in &cube.tests {
        match root_of(world.table, test)? {
            Root::Field => touched.push(field_of(world.table, test)?),
            Root::Its | Root::Request | Root::Element => fields.push(asked(world.table, test)?),
            // It was then as it is now; whether that fits is for the table to say.
            _ => {}
        }
    }
    fields.extend(value);
    let subject = subject(world, figure, source)?;
    let number = world.next_event();
    let mut event = match source.event {
        Event::Signal(signal) => signal_event(world, signal, subject.clone(), &fields, number)?,
        Event::Did(action) => {
            action_event(world, action, subject.clone(), (&fields, &touched), number, apart)?
        }
    };
    let ago = apart.ago.unwrap_or_else(|| moment(&figure.window));
    let at = values::of_ordinal(&Schema::default(), &Type::Instant, world.now - i128::from(ago))?;
    let (key, report) = recorded(source.progress);
    let fields = event.as_object_mut()?;
    fields.insert("at".to_owned(), at.clone());
    if let Some(action) = fields.remove("did") {
        fields.insert(key.to_owned(), action);
    }
    let subject = apart.target.clone().unwrap_or(subject);
    let (event_of, progress, filter) = (source.event, source.progress, source.passes);
    world.happened.push(Happened { event: event_of, progress, subject, ago, filter });
    world.events.push(event);
    world
        .events
        .extend(report.map(|report| json!({ "at": at, "report": report, "id": format!("e{number}") })));
    Some(())
}

/// Under which key an event is recorded that has come so far, and what is reported of it.
fn recorded(progress: Progress) -> (&'static str, Option<&'static str>) {
    match progress {
        Progress::Done | Progress::InFlight => ("did", None),
        Progress::Succeeded => ("did", Some("succeeded")),
        Progress::Failed => ("did", Some("failed")),
        Progress::Requested => ("requested", None),
        Progress::Waiting => ("waiting", None),
        Progress::Approved => ("approved", None),
        Progress::Refused => ("refused", None),
    }
}

/// What a test looks at first.
fn root_of(table: &Table, test: &ColumnTest) -> Option<Root> {
    let column = table.columns.get(test.column.index())?;
    let read = reads::paths(table, column).into_iter().next()?;
    table.paths.get(read.index()).map(|path| path.root)
}

/// A field that a test of fields accepts.
fn field_of(table: &Table, test: &ColumnTest) -> Option<u32> {
    let column = table.columns.get(test.column.index())?;
    let Classifier::Choices { class_of, .. } = &column.classifier else { return None };
    let accepts = |class: &u32| {
        test.classes.get(*class as usize / 64).is_some_and(|word| word >> (class % 64) & 1 == 1)
    };
    class_of.iter().position(accepts).and_then(|place| u32::try_from(place).ok())
}

/// How long ago the earliest moment is that is in a window, to the second: there it is in as few shorter ones as can be.
fn moment(window: &Window) -> i64 {
    match window {
        Window::Rolling(length) => length.saturating_sub(SECOND).max(0),
        Window::Calendar(period, _) | Window::CalendarAt(period, _) => within(*period),
        Window::Last(_) | Window::Ever | Window::SinceRelease(_) => SECOND,
        Window::Among(_, _) | Window::Since(_) | Window::Working(_, _) => SECOND,
    }
}

/// How long ago what happens in a calendar period happens: not in a shorter one, where the usual moment allows that.
fn within(period: Period) -> i64 {
    const HOUR: i64 = 3_600 * SECOND;
    match period {
        Period::Hour | Period::Day | Period::Week => SECOND,
        Period::Month => 21 * HOUR,
        Period::Quarter => 15 * 24 * HOUR,
        Period::Year => 35 * 24 * HOUR,
    }
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
    (asked, touched): (&[(&Path, Json)], &[u32]),
    number: usize,
    apart: &Apart,
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
    if action.verb.has_fields() {
        let (new, names) = world.written(action, touched);
        facts.insert("new".to_owned(), new);
        if !names.is_empty() {
            facts.insert("fields".to_owned(), json!(names));
        }
    }
    let mut objects = world.objects();
    let kind = world.table.shape(action.object).map(|shape| shape.name.clone()).unwrap_or_default();
    if let (Some(other), Some(of_kind)) =
        (&apart.target, objects.get_mut(&kind).and_then(Json::as_object_mut))
    {
        // The other one is in all else as this one is.
        let mut same = of_kind.get(&target).cloned().unwrap_or_default();
        if let (Some(field), Some(fields)) = (&apart.reference, same.as_object_mut()) {
            fields.insert(field.clone(), json!(format!("{field}_of_{other}")));
        }
        of_kind.insert(other.clone(), same);
    }
    facts.insert("objects".to_owned(), objects);
    for (part, named) in [("session", &world.session), ("environment", &world.environment)] {
        facts.extend(named.as_ref().map(|name| (part.to_owned(), json!(name))));
    }
    let own = world.agent.clone().or_else(|| world.table.schema.agents.first().cloned());
    let agent = apart.agent.clone().or(own);
    let target = apart.target.clone().unwrap_or(target);
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
