//! Witnesses found by trying, where choosing one value after another does not get there.
//!
//! A world that nearly fits is changed again and again: a value, an event, the clock. A change is kept where no more columns are
//! away from the classes that are wanted: hill climbing, which may also go sideways. The classes are those that the table itself
//! sees, so that whatever it can read can be climbed by.

mod events;
mod pool;

use super::world::{MOST_TARGETS, World};
use super::{Attempt, Made, elements, know_what_is_needed, moments, past, read_by};
use crate::prove::reads;
use charter_runtime::HostKey;
use charter_runtime::case::classes_of_case;
use charter_runtime::schema::{Path, Root};
use charter_runtime::table::model::{Classifier, Column, ColumnId, FigureId};
use fastrand::Rng;

/// Goes from one case to the next, at most so many times, until one of them is what is looked for.
pub(in crate::prove) fn tried<T>(
    attempt: &Attempt<'_>,
    times: usize,
    mut found: impl FnMut(&Made) -> Option<T>,
) -> Option<T> {
    let mut climb = Climb::new(attempt)?;
    let mut at = climb.start();
    let mut away = climb.away(&at.clone().made(None))?;
    for _ in 0..times {
        let mut next = at.clone();
        climb.change(&mut next, &away);
        let made = climb.made(&next);
        let Some(then) = climb.away(&made).filter(|then| then.len() <= away.len()) else { continue };
        if let Some(first) = found(&made) {
            return Some(climb.plainer(next, first, found));
        }
        (at, away) = (next, then);
    }
    None
}

struct Climb<'c, 'a> {
    attempt: &'c Attempt<'a>,
    random: Rng,
    columns: Vec<Wanted<'a>>,
    moments: Vec<i128>,
}

/// A column, the class that is wanted of it, and what it looks at.
struct Wanted<'a> {
    id: ColumnId,
    class: u32,
    column: &'a Column,
    paths: Vec<&'a Path>,
    figures: Vec<FigureId>,
}

impl<'c, 'a> Climb<'c, 'a> {
    fn new(attempt: &'c Attempt<'a>) -> Option<Climb<'c, 'a>> {
        let table = attempt.table;
        let mut columns = Vec::new();
        for (id, class) in &attempt.sketch.classes {
            let column = table.columns.get(id.index())?;
            let read = reads::paths(table, column).into_iter();
            let paths = read.filter_map(|path| table.paths.get(path.index())).collect();
            let figures = reads::figures(table, column).into_iter().collect();
            columns.push(Wanted { id: *id, class: *class, column, paths, figures });
        }
        // The same every time: what is found is to be found again.
        let random = Rng::with_seed(attempt.number as u64);
        let moments = moments(table, attempt.sketch);
        (!columns.is_empty()).then_some(Climb { attempt, random, columns, moments })
    }

    /// A world in which as much is as it should be as can be chosen outright.
    fn start(&self) -> World<'a> {
        let mut world = World::new(self.attempt);
        world.is_telling = false;
        let chosen: Vec<(ColumnId, u32, &Column)> =
            self.columns.iter().map(|wanted| (wanted.id, wanted.class, wanted.column)).collect();
        let mut wishes = super::Wishes::new(self.attempt.table, self.attempt.moment);
        // What cannot be chosen is what is tried.
        for (_, class, column) in &chosen {
            _ = wishes.add(column, *class);
        }
        _ = wishes.fulfil(&mut world);
        _ = elements::fill(&mut world, &chosen);
        for (_, class, column) in &chosen {
            _ = past::happen(&mut world, column, *class);
        }
        know_what_is_needed(&mut world, self.attempt);
        let table = self.attempt.table;
        for path in self.attempt.sketch.unknown.iter().filter_map(|id| table.paths.get(id.index())) {
            world.forget(path);
        }
        world
    }

    /// The columns, by place, that do not have the class that is wanted of them: in whichever part of the request they are fewest.
    fn away(&self, made: &Made) -> Option<Vec<usize>> {
        let parts = classes_of_case(self.attempt.table, &made.case, &HostKey::default()).ok()?;
        let of_part = parts.iter().map(|part| {
            let has = |wanted: &Wanted<'_>| {
                part.classes.get(&wanted.id).is_some_and(|classes| *classes == [wanted.class])
            };
            self.columns
                .iter()
                .enumerate()
                .filter(|(_, wanted)| !has(wanted))
                .map(|(place, _)| place)
                .collect()
        });
        of_part.min_by_key(Vec::len)
    }

    /// The case that a world is.
    fn made(&self, world: &World<'a>) -> Made {
        let shown = self.attempt.shown.map(|shown| read_by(self.attempt.table, shown));
        events::told(world.clone()).made(shown)
    }

    /// What is looked for on one object where that does, and with as few events as do, each of them a plain while ago: what is tried is not what people would write.
    fn plainer<T>(&self, mut at: World<'a>, mut best: T, mut found: impl FnMut(&Made) -> Option<T>) -> T {
        let alone = World { targets: 1, ..at.clone() };
        if let Some(also) = found(&self.made(&alone)) {
            (at, best) = (alone, also);
        }
        for place in (0..at.events.len()).rev() {
            for plainer in events::plainer(&at, place) {
                if let Some(also) = found(&self.made(&plainer)) {
                    (at, best) = (plainer, also);
                    break;
                }
            }
        }
        best
    }

    /// Changes something: mostly what a column looks at that is not as it should be.
    fn change(&mut self, world: &mut World<'a>, away: &[usize]) {
        match self.random.u8(..16) {
            0 => return self.change_clock(world),
            // Limits count every object of a request.
            1 => return world.targets = self.random.i128(1..=MOST_TARGETS),
            _ => {}
        }
        let any = || self.columns.len();
        let place = match away {
            [] => self.random.usize(..any()),
            _ if self.random.u8(..8) == 0 => self.random.usize(..any()),
            _ => away.get(self.random.usize(..away.len())).copied().unwrap_or_default(),
        };
        let Some(wanted) = self.columns.get(place) else { return };
        let (paths, figures) = (wanted.paths.len(), wanted.figures.len());
        // A list has to have an element of the right kind, or none.
        if let Classifier::SomeElement { list, holds, fails } = &wanted.column.classifier {
            let formula = if wanted.class == 1 { *holds } else { *fails };
            _ = elements::another(world, *list, formula, self.random.bool());
            return;
        }
        // Keys of figures decide less often than events do.
        let by_event = figures > 0 && (paths == 0 || self.random.u8(..4) != 0);
        if by_event {
            let figure = wanted.figures.get(self.random.usize(..figures)).copied();
            let figure = figure.and_then(|figure| self.attempt.table.figures.get(figure.index()));
            if let Some(figure) = figure {
                events::change(&mut self.random, world, figure);
            }
        } else if paths > 0
            && let Some(path) = wanted.paths.get(self.random.usize(..paths)).copied()
            && !self.is_forgotten(path)
        {
            match path.root {
                Root::Now | Root::Today => self.change_clock(world),
                _ => pool::change(&mut self.random, world, path),
            }
        }
    }

    /// Whether nobody is to know the value at a path.
    fn is_forgotten(&self, path: &Path) -> bool {
        let mut unknown = self.attempt.sketch.unknown.iter();
        unknown.any(|id| self.attempt.table.paths.get(id.index()) == Some(path))
    }

    fn change_clock(&mut self, world: &mut World<'a>) {
        let hour: i128 = 3_600_000_000_000;
        let place = self.random.usize(..self.moments.len().max(1));
        if let Some(moment) = self.moments.get(place) {
            let moment = moment + i128::from(self.random.i16(-200..=200)) * hour;
            events::move_clock(world, moment);
        }
    }
}
