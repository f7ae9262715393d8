//! Time as the engine sees it: told by the host's clock, never going backwards, never jumping unnoticed.

use std::time::Duration;

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment so many nanoseconds after 1970-01-01T00:00:00Z.
    pub const fn from_nanoseconds(nanoseconds: i64) -> Moment {
        Moment(nanoseconds)
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub const fn nanoseconds(self) -> i64 {
        self.0
    }

    /// The moment so much later; the last one there is where that is too far.
    ///
    /// ```
    /// use charter_runtime::engine::Moment;
    /// use std::time::Duration;
    ///
    /// let dawn = Moment::from_nanoseconds(0);
    /// assert_eq!(dawn.after(Duration::from_secs(1)).nanoseconds(), 1_000_000_000);
    /// ```
    #[must_use]
    pub fn after(self, length: Duration) -> Moment {
        Moment(i64::try_from(length.as_nanos()).map_or(i64::MAX, |length| self.0.saturating_add(length)))
    }
}

/// The host's clock.
///
/// The runtime has none of its own. A closure that returns a [`Moment`] is a clock. It is read while the engine is
/// locked, once for every call, so it must not call the engine.
pub trait Clock: Send + Sync {
    /// What the time is.
    fn now(&self) -> Moment;
}

impl<F: Fn() -> Moment + Send + Sync> Clock for F {
    fn now(&self) -> Moment {
        self()
    }
}

/// What the clock has told so far.
#[derive(Debug)]
pub(super) struct Timekeeper {
    seen: Moment,
    largest_jump: Duration,
}

/// A reading of the clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) now: Moment,
    /// Whether the clock has jumped ahead and nobody has confirmed it: `now` is then the last moment before.
    pub(super) held: bool,
}

impl Timekeeper {
    pub(super) fn new(start: Moment, largest_jump: Duration) -> Timekeeper {
        Timekeeper { seen: start, largest_jump }
    }

    /// Takes in what the clock says. A clock that went back stands still until it has caught up.
    pub(super) fn read(&mut self, told: Moment) -> Reading {
        let held = told > self.seen.after(self.largest_jump);
        if !held {
            self.confirm(told);
        }
        Reading { now: self.seen, held }
    }

    /// Takes what the clock says for the time, however far ahead it is.
    pub(super) fn confirm(&mut self, told: Moment) {
        self.seen = self.seen.max(told);
    }
}
