//! Events that happen, or do not, or at another time.

use super::super::past::{Apart, event, length};
use super::super::values;
use super::super::world::World;
use charter_runtime::schema::{Path, Root, Schema, Step, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Figure, Operand, OperandId, Window};
use fastrand::Rng;
use serde_json::{Value as Json, json};

/// More events than these are not tried.
const MOST_EVENTS: usize = 12;
const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Has something happen that a figure counts, or that its window starts with; or else not, or at another time.
pub(super) fn change(random: &mut Rng, world: &mut World<'_>, figure: &Figure) {
    let count = world.events.len();
    match random.u8(..6) {
        0 if count > 0 => _ = world.events.remove(random.usize(..count)),
        1 if count > 0 => {
            let another = format!("another{}", world.next());
            world.events.get_mut(random.usize(..count)).and_then(|event| put_on(event, &another));
        }
        2 if count > 0 => {
            let ago = ago(random, world, &figure.window);
            retime(world, random.usize(..count), world.now - i128::from(ago));
        }
        _ if count < MOST_EVENTS => happen(random, world, figure),
        _ => {}
    }
    in_order(world);
}

/// Has an event happen to another object, which is in all else as its own one was.
fn put_on(event: &mut Json, another: &str) -> Option<()> {
    let target = event.get("target")?.as_str()?.to_owned();
    let objects = event.get_mut("facts")?.get_mut("objects")?.as_object_mut()?;
    let of_kind =
        objects.values_mut().filter_map(Json::as_object_mut).find(|of_kind| of_kind.contains_key(&target))?;
    let same = of_kind.get(&target)?.clone();
    of_kind.insert(another.to_owned(), same);
    event.as_object_mut()?.insert("target".to_owned(), json!(another));
    Some(())
}

/// Has an event happen at another moment.
fn retime(world: &mut World<'_>, place: usize, at: i128) {
    let at = values::of_ordinal(&Schema::default(), &Type::Instant, at);
    let event = world.events.get_mut(place).and_then(Json::as_object_mut);
    event.into_iter().zip(at).for_each(|(event, at)| _ = event.insert("at".to_owned(), at));
}

/// Puts events into the order in which they were received.
fn in_order(world: &mut World<'_>) {
    world.events.sort_by_cached_key(|event| event.get("at").and_then(Json::as_str).map(str::to_owned));
}

/// When an event happened, in nanoseconds.
fn moment(event: &Json) -> Option<i128> {
    let at: jiff::Timestamp = event.get("at")?.as_str()?.parse().ok()?;
    Some(at.as_nanosecond())
}

/// Has it be another moment: whatever has happened, happened as long before.
pub(super) fn move_clock(world: &mut World<'_>, now: i128) {
    let by = now - world.now;
    world.now = now;
    for place in 0..world.events.len() {
        if let Some(at) = world.events.get(place).and_then(moment) {
            retime(world, place, at + by);
        }
    }
}

/// Plainer worlds: without an event, or with it a plain while ago.
pub(super) fn plainer<'a>(world: &World<'a>, place: usize) -> Vec<World<'a>> {
    let mut without = world.clone();
    without.events.remove(place);
    let plain = [SECOND, HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY].map(|ago| {
        let mut retimed = world.clone();
        retime(&mut retimed, place, world.now - i128::from(ago));
        in_order(&mut retimed);
        retimed
    });
    [vec![without], plain.to_vec()].concat()
}

fn happen(random: &mut Rng, world: &mut World<'_>, figure: &Figure) {
    let table = world.table;
    let starts = match &figure.window {
        Window::Since(start) | Window::Among(_, start) if random.bool() => table.figures.get(start.index()),
        _ => None,
    };
    let figure = starts.unwrap_or(figure);
    if let (Window::SinceRelease(roles), true) = (&figure.window, random.u8(..4) == 0) {
        let role = roles.first().and_then(|role| table.schema.roles.get(role.index()));
        let signal = figure.sources.first().and_then(|source| super::super::past::name(world, source.event));
        let at = values::of_ordinal(
            &table.schema,
            &Type::Instant,
            world.now - i128::from(ago(random, world, &figure.window)),
        );
        world.events.push(
            json!({ "at": at, "release": signal, "about": world.target, "by": "somebody", "role": role }),
        );
        return;
    }
    let Some(source) = random.choice(figure.sources.iter()) else { return };
    let value = source.value.and_then(|path| table.paths.get(path.index()));
    let amount = value.and_then(|path| {
        let unit = values::unit(&path.value);
        let usual = i128::from(random.u16(..1_000)) * unit;
        let around = bounds(table, figure).into_iter().flat_map(|bound| [bound, bound - unit, bound / 2]);
        let amount = random.choice(around.chain([usual]).collect::<Vec<_>>())?;
        values::of_ordinal(&table.schema, &path.value, amount).map(|amount| (path, amount))
    });
    let other = |random: &mut Rng, of: Option<String>| of.filter(|_| random.u8(..3) == 0);
    let agent = random.choice(table.schema.agents.iter()).cloned();
    let another = format!("another{}", world.next());
    let apart = Apart {
        agent: other(random, agent),
        target: other(random, Some(another)),
        reference: value.filter(|_| random.bool()).and_then(|path| reference(world, path)),
        ago: Some(ago(random, world, &figure.window)),
    };
    // What cannot happen does not.
    _ = event(world, figure, source, amount, &apart);
}

/// What rules compare a figure with.
pub(super) fn bounds(table: &Table, figure: &Figure) -> Vec<i128> {
    let of_figure = |operand: &OperandId| match table.operands.get(operand.index()) {
        Some(Operand::Figure(id)) => table.figures.get(id.index()) == Some(figure),
        _ => false,
    };
    let cuts = table.columns.iter().filter_map(|column| match &column.classifier {
        Classifier::Cuts { operand, cuts, .. } if of_figure(operand) => Some(cuts),
        _ => None,
    });
    cuts.flatten().copied().collect()
}

/// The field by which an object leads to what is counted of it.
fn reference(world: &World<'_>, counted: &Path) -> Option<String> {
    let Some(Step::Field(place)) = counted.steps.first() else { return None };
    world.table.shape(counted.shape?)?.fields.get(*place as usize).map(|field| field.name.clone())
}

/// How long ago something may have happened so that a window tells it apart.
fn ago(random: &mut Rng, world: &World<'_>, window: &Window) -> i64 {
    let edges = match window {
        Window::Rolling(length) => {
            vec![*length, length.saturating_sub(SECOND), length.saturating_add(SECOND), length / 2]
        }
        Window::Calendar(_, _) | Window::CalendarAt(_, _) | Window::Working(_, _) => {
            vec![HOUR, 8 * HOUR, DAY, 3 * DAY, 40 * DAY]
        }
        Window::Last(_) | Window::Ever | Window::SinceRelease(_) => vec![DAY],
        Window::Among(_, _) | Window::Since(_) => vec![HOUR, 2 * HOUR, 3 * HOUR],
    };
    let usual = [SECOND, 60 * SECOND, HOUR, DAY, 2 * DAY, 7 * DAY, 8 * DAY, 30 * DAY];
    let random_hours = i64::from(random.u16(..2_000)) * HOUR / 4;
    // A time since then may be compared with a length that some value says.
    let lengths = world.ordinals.values().filter_map(|length| i64::try_from(*length).ok());
    let lengths = lengths.filter(|length| (SECOND..400 * DAY).contains(length));
    let all = edges.into_iter().chain(usual).chain([random_hours]).chain(lengths);
    random.choice(all.collect::<Vec<_>>()).unwrap_or(SECOND).max(SECOND)
}

/// The world with what has happened told, in the order in which it happened.
pub(super) fn told(mut world: World<'_>) -> World<'_> {
    let mut all: Vec<Told> = Vec::new();
    for event in world.events.iter().filter_map(|event| Told::of(&world, event)) {
        match all.last_mut().filter(|last| last.is_like(&event)) {
            Some(last) => last.about.extend(event.about),
            None => all.push(event),
        }
    }
    world.told.extend(all.iter().map(|event| (None, event.in_words())));
    let several =
        |told: &(Option<Path>, String)| told.0.as_ref().is_some_and(|path| path.root == Root::Targets);
    if world.is_on_several() && !world.told.iter().any(several) {
        world.told.push((None, format!("it is on {} of a kind", world.targets)));
    }
    world
}

/// What people are told of events that differ in nothing but whom they were about.
struct Told {
    what: String,
    about: Vec<String>,
    by: Option<String>,
    /// What became of it.
    verb: String,
    ago: String,
}

const KEYS: [&str; 8] = ["did", "requested", "waiting", "approved", "refused", "signal", "release", "report"];

impl Told {
    fn of(world: &World<'_>, event: &Json) -> Option<Told> {
        let text = |key: &str| event.get(key).and_then(Json::as_str).map(str::to_owned);
        let (key, what) = KEYS.iter().find_map(|key| Some((*key, text(key)?)))?;
        let (what, verb) = match key {
            "did" | "signal" => (what, "happened".to_owned()),
            "release" => (what, "was released".to_owned()),
            "report" => ("what was done".to_owned(), format!("{what}, as was reported")),
            "waiting" => (what, "began to wait".to_owned()),
            _ => (what, format!("was {key}")),
        };
        let about = text("target").or(text("about")).into_iter().collect();
        let ago = length(world, world.now - moment(event)?)?;
        Some(Told { what, about, by: text("agent").or(text("by")), verb, ago })
    }

    fn is_like(&self, other: &Told) -> bool {
        let of = |told: &Told| (told.what.clone(), told.by.clone(), told.verb.clone(), told.ago.clone());
        of(self) == of(other)
    }

    /// `send_email to contact1 by outreach happened twice, 2 hours ago`.
    fn in_words(&self) -> String {
        let mut about: Vec<&str> = self.about.iter().map(String::as_str).collect();
        about.sort_unstable();
        about.dedup();
        let times = match self.about.len().checked_div(about.len()) {
            None | Some(0 | 1) => String::new(),
            Some(2) => " twice,".to_owned(),
            Some(times) => format!(" {times} times,"),
        };
        let to = if about.is_empty() { String::new() } else { format!(" to {}", about.join(" and ")) };
        let by = self.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        format!("{}{to}{by} {}{times} {} ago", self.what, self.verb, self.ago)
    }
}
