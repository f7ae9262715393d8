//! Figures: what rules ask of the ledger, as intervals from what is certain to what is possible.

use super::bounds::Bounds;
use super::event::{Event, to_keep};
use super::identity::Identities;
use super::index::{Counted, Followed, Index, Key, is_known, is_signal, matching, may_be_one};
use super::past::{AtEvent, Passes, judge};
use super::{Log, period};
use crate::decide::AtHand;
use crate::decimal::{Decimal, SCALE};
use crate::progress::Progress;
use crate::schema::SignalId;
use crate::table::Table;
use crate::table::model::{self, Figure, FigureId, Measure, PathId, Window};
use crate::value::{Slot, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a figure may be.
///
/// Counts are counts; sums are in billionths; a share is in half billionths, rounded down to an even number where it is
/// exact and up to the odd one above that where it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// There is none: too few events.
    Empty,
    /// Between these, both included, or perhaps none at all.
    Between { low: i128, high: i128, or_empty: bool },
}

impl Amount {
    /// Anything at all.
    pub(crate) fn any() -> Amount {
        Amount::Between { low: i128::MIN, high: i128::MAX, or_empty: true }
    }

    fn between(low: i128, high: i128) -> Amount {
        Amount::Between { low, high, or_empty: false }
    }
}

/// Where figures come from.
pub(crate) trait Figures {
    /// A figure, for the request at hand.
    fn amount(&self, figure: FigureId, request: &AtHand<'_>) -> Amount;

    /// The moments at which something that counts now leaves the window of a limit's figure.
    fn leaving(&self, figure: FigureId, request: &AtHand<'_>) -> Vec<i64>;
}

/// A log, its index for a table, and what others have reserved and not yet done.
pub(crate) struct Ledger<'a> {
    pub(crate) table: &'a Table,
    pub(crate) index: &'a Index,
    /// A reservation may be redeemed at any moment, so that it counts as of now.
    pub(crate) reserved: &'a [&'a Event],
    /// The places in the log of events that are the request at hand itself, and never count against it.
    pub(crate) itself: &'a [usize],
}

impl Figures for Ledger<'_> {
    fn amount(&self, id: FigureId, request: &AtHand<'_>) -> Amount {
        let Some(figure) = self.table.figures.get(id.index()) else { return Amount::any() };
        let key = self.key(figure, request);
        let Some(window) = self.window(figure, &key, request) else { return Amount::any() };
        let counted = self.counted(id, figure, &key, &window, request);
        let enough = |amount| match self.looked_at(figure, &key, request) {
            Some(looked_at) => enough(amount, figure.at_least, &looked_at),
            None => enough(amount, figure.at_least, &counted),
        };
        match figure.measure {
            Measure::Count => enough(count(&counted)),
            Measure::Different => enough(different(&counted)),
            Measure::Sum => enough(sum(&counted)),
            Measure::TimeSince => enough(time_since(&counted, request.now)),
            Measure::Share(_, within, calendar) => {
                let calendar = calendar.and_then(|id| self.table.calendars.get(id.index()));
                let over = |at| period::deadline(at, within, calendar);
                share(&counted, figure, over, request.now)
            }
        }
    }

    fn leaving(&self, id: FigureId, request: &AtHand<'_>) -> Vec<i64> {
        let Some(figure) = self.table.figures.get(id.index()).filter(|figure| figure.with_request) else {
            return Vec::new();
        };
        match &figure.window {
            Window::Rolling(length) => {
                let key = self.key(figure, request);
                let window = Within::Time { after: request.now.checked_sub(*length), until: request.now };
                let counted = self.on_record(id, figure, &key, &window, request.now);
                // What is reserved may be done now at the earliest.
                let reserved = self.reserved.first().map(|_| request.now);
                let all = counted.iter().map(|counted| counted.at).chain(reserved);
                all.filter_map(|at| at.checked_add(*length)).collect()
            }
            Window::Working(length, calendar) => {
                let Some(calendar) = self.table.calendars.get(calendar.index()) else { return Vec::new() };
                let key = self.key(figure, request);
                let (until, length) = (request.now, *length);
                let window = Within::Working { until, as_of: until, length, calendar };
                let counted = self.on_record(id, figure, &key, &window, request.now);
                let reserved = self.reserved.first().map(|_| request.now);
                let all = counted.iter().map(|counted| counted.at).chain(reserved);
                all.filter_map(|at| period::deadline(at, length, Some(calendar))).collect()
            }
            Window::Calendar(period, zone) => period::end(*period, zone, request.now).into_iter().collect(),
            Window::CalendarAt(period, zone) => {
                let zone = self.zone(*zone, request);
                zone.and_then(|zone| period::end(*period, &zone, request.now)).into_iter().collect()
            }
            Window::Last(_) | Window::Ever | Window::SinceRelease(_) => Vec::new(),
            Window::Among(_, _) | Window::Since(_) => Vec::new(),
        }
    }
}

/// Which events lie in a window.
enum Within<'t> {
    /// After this moment, or at any time, up to now.
    Time { after: Option<i64>, until: i64 },
    /// Up to now, and so much working time is not over yet as of some moment.
    Working { until: i64, as_of: i64, length: model::Span, calendar: &'t model::Calendar },
    /// Received after this place in the log, or at all.
    Receipt { after: Option<usize> },
}

impl Within<'_> {
    fn holds(&self, counted: &Counted) -> bool {
        match self {
            Within::Time { after, until } => {
                after.is_none_or(|after| counted.at > after) && counted.at <= *until
            }
            Within::Working { until, as_of, length, calendar } => {
                let end = || period::deadline(counted.at, *length, Some(calendar));
                counted.at <= *until && end().is_none_or(|end| end > *as_of)
            }
            Within::Receipt { after } => after.is_none_or(|after| counted.standing > after),
        }
    }
}

impl Ledger<'_> {
    /// The key of the request at hand.
    fn key(&self, figure: &Figure, request: &AtHand<'_>) -> Key {
        let key: Key = figure.key.iter().map(|path| kept_value(self.table, *path, request)).collect();
        self.index.identified(self.table, figure, key)
    }

    /// The zone at a path, where it is known.
    fn zone(&self, path: PathId, request: &AtHand<'_>) -> Option<String> {
        match kept_value(self.table, path, request) {
            Slot::Known(Value::Text(zone)) => Some(zone),
            Slot::Known(_) | Slot::Empty | Slot::Unknown => None,
        }
    }

    /// A window as of now; or as of a later moment, of what lies in it now.
    fn window(&self, figure: &Figure, key: &Key, request: &AtHand<'_>) -> Option<Within<'_>> {
        let until = request.now;
        let as_of = request.as_of.filter(|_| figure.with_request).unwrap_or(until);
        let after = match &figure.window {
            Window::Rolling(length) => Some(as_of.saturating_sub(*length)),
            Window::Working(length, calendar) => {
                let calendar = self.table.calendars.get(calendar.index())?;
                return Some(Within::Working { until, as_of, length: *length, calendar });
            }
            Window::Calendar(period, zone) => Some(period::start(*period, zone, as_of)?.saturating_sub(1)),
            Window::CalendarAt(period, zone) => {
                let zone = self.zone(*zone, request)?;
                Some(period::start(*period, &zone, as_of)?.saturating_sub(1))
            }
            Window::Last(_) | Window::Ever | Window::Among(_, _) | Window::Since(_) => None,
            Window::SinceRelease(_) => {
                return Some(Within::Receipt { after: self.index.lifted(self.table, figure, key) });
            }
        };
        Some(Within::Time { after, until })
    }

    /// Everything that counts, the request at hand last; ordered by time but for that.
    fn counted(
        &self,
        id: FigureId,
        figure: &Figure,
        key: &Key,
        window: &Within<'_>,
        request: &AtHand<'_>,
    ) -> Vec<Counted> {
        let mut counted = self.on_record(id, figure, key, window, request.now);
        if let Some(bounds) = self.bounds(figure, key, request.now) {
            counted = bounds.keep(counted);
        }
        if figure.with_request {
            counted
                .extend(self.reserved_for(figure, key, request.now).filter(|counted| window.holds(counted)));
            counted.extend(this_request(self.table, figure, request));
            counted.extend(self.beside(figure, key, request));
        }
        counted
    }

    /// What a window that goes by events begins with. Under a key that is not known, every event may be in it.
    fn bounds(&self, figure: &Figure, key: &Key, now: i64) -> Option<Bounds> {
        match figure.window {
            _ if !is_known(key) => None,
            Window::Among(last, events) => Some(Bounds::among(last, &self.of_all_time(events, key, now))),
            Window::Since(events) => Some(Bounds::since(&self.of_all_time(events, key, now))),
            Window::Rolling(_) | Window::Calendar(_, _) | Window::Last(_) | Window::Ever => None,
            Window::CalendarAt(_, _) | Window::Working(_, _) | Window::SinceRelease(_) => None,
        }
    }

    /// The events of a figure up to now, by time and then by receipt.
    fn of_all_time(&self, id: FigureId, key: &Key, now: i64) -> Vec<Counted> {
        let Some(figure) = self.table.figures.get(id.index()) else { return Vec::new() };
        let window = Within::Time { after: None, until: now };
        let mut events = self.on_record(id, figure, key, &window, now);
        events.sort_by_key(|event| (event.at, event.place));
        events
    }

    /// The last so many events, of which those that pass the filter are counted: `once there are` speaks of all of them.
    fn looked_at(&self, figure: &Figure, key: &Key, request: &AtHand<'_>) -> Option<Vec<Counted>> {
        let Window::Among(_, events) = figure.window else { return None };
        let all = self.of_all_time(events, key, request.now);
        Some(match self.bounds(figure, key, request.now) {
            Some(bounds) => bounds.keep(all),
            None => all,
        })
    }

    /// What is on record under a key in a stretch of time.
    fn on_record(
        &self,
        id: FigureId,
        figure: &Figure,
        key: &Key,
        window: &Within<'_>,
        now: i64,
    ) -> Vec<Counted> {
        let mut counted = self.index.counted(self.table, id, figure, key);
        counted.retain(|counted| window.holds(counted) && !self.itself.contains(&counted.place));
        let come_so_far = counted.into_iter().filter_map(|counted| self.index.courses.weigh(counted, now));
        come_so_far.collect()
    }

    /// The other objects of the request at hand, as far as they count under the same key: a request counts as often as it
    /// names objects.
    fn beside<'s>(
        &'s self,
        figure: &'s Figure,
        key: &'s Key,
        request: &'s AtHand<'s>,
    ) -> impl Iterator<Item = Counted> {
        request.beside().filter_map(move |other| {
            let own: Key = figure.key.iter().map(|path| kept_value(self.table, *path, &other)).collect();
            let own = self.index.identified(self.table, figure, own);
            let counted = this_request(self.table, figure, &other).filter(|_| may_be_one(&own, key))?;
            Some(Counted { certain: is_known(&own) && is_known(key), ..counted })
        })
    }

    /// What others have reserved under a key. A reservation is not done yet, but may be: it possibly counts.
    fn reserved_for<'s>(
        &'s self,
        figure: &'s Figure,
        key: &'s Key,
        now: i64,
    ) -> impl Iterator<Item = Counted> {
        let matches = self.reserved.iter().flat_map(move |&event| {
            matching(self.table, figure, event).map(move |(source, keys)| (event, source, keys))
        });
        matches.filter_map(move |(event, source, keys)| {
            let here =
                keys.into_iter().any(|own| may_be_one(&self.index.identified(self.table, figure, own), key));
            let counts = here && judge(self.table, source, event) != Passes::No;
            let value = source.value.map_or(Slot::Empty, |path| AtEvent::new(self.table, event).value(path));
            counts.then(|| Counted { certain: false, ..counted_now(now, value) })
        })
    }
}

/// A value of the request at hand, in the form in which events keep theirs.
fn kept_value(table: &Table, path: PathId, request: &AtHand<'_>) -> Slot {
    let path = table.paths.get(path.index());
    path.map_or(Slot::Unknown, |path| to_keep(path, request.walk(path), &table.schema))
}

/// The request at hand as an event of a limit: it counts, whatever its key.
fn this_request(table: &Table, figure: &Figure, request: &AtHand<'_>) -> Option<Counted> {
    let own = |source: &&model::EventSource| match source.event {
        model::Event::Did(action) => request.request.action == Some(action),
        model::Event::Signal(_) => false,
    };
    let source = figure.sources.iter().find(own)?;
    let value = source.value.map_or(Slot::Empty, |path| kept_value(table, path, request));
    Some(counted_now(request.now, value))
}

/// Something that is not on record and counts all the same.
fn counted_now(now: i64, value: Slot) -> Counted {
    let (place, standing, followed) = (usize::MAX, usize::MAX, Followed::default());
    Counted { at: now, place, standing, certain: true, value, followed, progress: Progress::Done }
}

fn length(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

fn count(counted: &[Counted]) -> Amount {
    let certain = counted.iter().filter(|counted| counted.certain).count();
    Amount::between(length(certain), length(counted.len()))
}

/// How many different values: an unknown one may be any of the others, or one more. Empty ones count for nothing.
fn different(counted: &[Counted]) -> Amount {
    let values = |certain_only: bool| -> BTreeSet<&Slot> {
        let chosen = counted.iter().filter(|counted| counted.certain || !certain_only);
        chosen.map(|counted| &counted.value).filter(|value| matches!(value, Slot::Known(_))).collect()
    };
    let unknown = counted.iter().filter(|counted| counted.value == Slot::Unknown).count();
    Amount::between(length(values(true).len()), length(values(false).len()).saturating_add(length(unknown)))
}

/// The sum of amounts, which are never negative: an unknown one may be as large as it likes. What overflows is unknown.
fn sum(counted: &[Counted]) -> Amount {
    let (mut low, mut high) = (Some(Decimal::ZERO), Some(Decimal::ZERO));
    let mut bounded = true;
    for counted in counted {
        match &counted.value {
            Slot::Known(Value::Ordinal(amount)) if *amount >= 0 => {
                let more = |sum: Option<Decimal>| sum?.plus(Decimal::from_units(*amount)?);
                high = more(high);
                low = if counted.certain { more(low) } else { low };
            }
            Slot::Empty => {}
            Slot::Known(_) | Slot::Unknown => bounded = false,
        }
    }
    match (low, high) {
        (Some(low), Some(high)) => {
            Amount::between(low.units(), if bounded { high.units() } else { i128::MAX })
        }
        (_, _) => Amount::between(i128::MIN, i128::MAX),
    }
}

/// How long ago the last one was; with some that only possibly count, from the latest of them on.
fn time_since(counted: &[Counted], now: i64) -> Amount {
    let ago = |counted: &Counted| i128::from(now) - i128::from(counted.at);
    let latest = counted.iter().filter(|counted| counted.certain).map(ago).min();
    let Some(low) = counted.iter().map(ago).min() else { return Amount::Empty };
    let high = latest.or_else(|| counted.iter().map(ago).max()).unwrap_or(low);
    Amount::Between { low, high, or_empty: latest.is_none() }
}

fn enough(amount: Amount, at_least: u32, counted: &[Counted]) -> Amount {
    let least = usize::try_from(at_least).unwrap_or(usize::MAX);
    let certain = counted.iter().filter(|counted| counted.certain).count();
    match amount {
        Amount::Between { low, high, or_empty } if counted.len() >= least => {
            Amount::Between { low, high, or_empty: or_empty || certain < least }
        }
        Amount::Between { .. } | Amount::Empty => Amount::Empty,
    }
}

/// The share of the last events that were followed in time, of those whose time to be followed has passed.
///
/// With an event that only possibly counts among or after them, the share may be anything: which events are the last is
/// then not known.
fn share(counted: &[Counted], figure: &Figure, over: impl Fn(i64) -> Option<i64>, now: i64) -> Amount {
    let mut ripe: Vec<&Counted> =
        counted.iter().filter(|counted| over(counted.at).is_some_and(|over| over <= now)).collect();
    ripe.sort_by_key(|counted| (counted.at, counted.place));
    let last = match figure.window {
        Window::Last(last) => last as usize,
        Window::Rolling(_) | Window::Calendar(_, _) | Window::Ever | Window::SinceRelease(_) => ripe.len(),
        Window::Among(_, _) | Window::Since(_) => ripe.len(),
        Window::Working(_, _) | Window::CalendarAt(_, _) => ripe.len(),
    };
    let ripe = last_certain(&ripe, last);
    if ripe.iter().any(|counted| !counted.certain) {
        return Amount::Between { low: 0, high: 2 * SCALE, or_empty: true };
    }
    if ripe.is_empty() || ripe.len() < figure.at_least as usize {
        return Amount::Empty;
    }
    // What is yet to come has no part in it.
    if ripe.iter().any(|counted| counted.followed.perhaps.is_some_and(|since| since <= now)) {
        return Amount::between(0, 2 * SCALE);
    }
    let in_time = |counted: &&&Counted| {
        let over = over(counted.at);
        counted.followed.at.is_some_and(|at| over.is_some_and(|over| at <= over))
    };
    let share = half_billionths(length(ripe.iter().filter(in_time).count()), length(ripe.len()));
    Amount::between(share, share)
}

/// The tail of the events that reaches back over so many certain ones.
fn last_certain<'a, 'b>(counted: &'a [&'b Counted], last: usize) -> &'a [&'b Counted] {
    let mut seen = 0;
    let from = counted.iter().rposition(|counted| {
        seen += usize::from(counted.certain);
        seen == last
    });
    counted.get(from.unwrap_or(0)..).unwrap_or_default()
}

/// A fraction in half billionths: even where it is a whole number of billionths, odd where it lies between two.
fn half_billionths(part: i128, whole: i128) -> i128 {
    let scaled = part.saturating_mul(SCALE);
    2 * scaled.div_euclid(whole) + i128::from(scaled.rem_euclid(whole) != 0)
}

/// For every event of a share, when the signal that belongs to it came: the signal names the event, or else belongs to the
/// latest event of its object that is not yet taken, by the signal's own time. A signal of which it is open whether it counts
/// leaves that open of every event to which it could belong.
pub(super) fn pairs(
    table: &Table,
    figure: &Figure,
    signal: SignalId,
    log: &Log,
    identities: &Identities,
) -> BTreeMap<usize, Followed> {
    let events: Vec<(usize, &Event)> = log.events().iter().enumerate().collect();
    let sent = || events.iter().filter(|(_, event)| matching(table, figure, event).next().is_some());
    let counts = |event: &Event| match &figure.followed_by {
        Some(source) => judge(table, source, event),
        None => Passes::Certainly,
    };
    let mut signals: Vec<(usize, &Event, Passes)> = events
        .iter()
        .filter(|(_, event)| is_signal(table, signal, event))
        .map(|(place, event)| (*place, *event, counts(event)))
        .collect();
    signals.sort_by_key(|(place, event, _)| (event.at, *place));
    let certain = || signals.iter().filter(|(_, _, counts)| *counts == Passes::Certainly);
    let mut followed: BTreeMap<usize, Followed> = BTreeMap::new();
    // What was done to several objects at once has one id; the signal follows that of its own object.
    let named_by = |signal: &Event| {
        let id = signal.follows.as_ref()?;
        let own = |(_, event): &&(usize, &Event)| identities.are_about_one(table, event, signal);
        let named = || sent().filter(|(_, event)| event.id == *id);
        named().find(own).or_else(|| named().next()).map(|(place, _)| *place)
    };
    for (_, signal, _) in certain() {
        if let Some(place) = named_by(signal) {
            followed.entry(place).or_insert(Followed { at: Some(signal.at), perhaps: None });
        }
    }
    let could_be = |event: &Event, signal: &Event| {
        identities.are_about_one(table, event, signal) && event.at <= signal.at
    };
    for (_, signal, _) in certain().filter(|(_, signal, _)| signal.follows.is_none()) {
        let open = sent().filter(|(place, event)| could_be(event, signal) && !followed.contains_key(place));
        if let Some((place, _)) = open.max_by_key(|(place, event)| (event.at, *place)) {
            followed.insert(*place, Followed { at: Some(signal.at), perhaps: None });
        }
    }
    // In the order of their times, so that the first one says since when.
    for (_, signal, _) in signals.iter().filter(|(_, _, counts)| *counts == Passes::Possibly) {
        let open: Vec<usize> = match &signal.follows {
            Some(_) => named_by(signal).into_iter().collect(),
            None => sent().filter(|(_, event)| could_be(event, signal)).map(|(place, _)| *place).collect(),
        };
        for place in open {
            followed.entry(place).or_default().perhaps.get_or_insert(signal.at);
        }
    }
    followed
}
