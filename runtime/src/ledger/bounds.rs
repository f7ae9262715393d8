//! Windows that go by events: among the last so many of them, or since the last one.

use super::index::Counted;

/// What stands at a place in the order of time and then of receipt.
type Place = (i64, usize);

/// From where on events lie in a window, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// From here on they possibly do.
    possibly: Option<Edge>,
    /// From here on they certainly do.
    certainly: Option<Edge>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// With what stands here.
    From(Place),
    /// After it.
    After(Place),
}

impl Edge {
    fn lets_in(self, place: Place) -> bool {
        match self {
            Edge::From(edge) => place >= edge,
            Edge::After(edge) => place > edge,
        }
    }
}

impl Bounds {
    /// From the last so many of these on, which stand in order. One that only possibly counts among them leaves open which
    /// of those before it are the last.
    pub(super) fn among(last: u32, events: &[Counted]) -> Bounds {
        let nth = (last as usize).saturating_sub(1);
        Bounds {
            possibly: events.iter().rev().filter(|event| event.certain).nth(nth).map(place).map(Edge::From),
            certainly: events.iter().rev().nth(nth).map(place).map(Edge::From),
        }
    }

    /// After the last of these, which stand in order; without any, from the beginning.
    pub(super) fn since(events: &[Counted]) -> Bounds {
        Bounds {
            possibly: events.iter().rev().find(|event| event.certain).map(place).map(Edge::After),
            certainly: events.last().map(place).map(Edge::After),
        }
    }

    /// Leaves those that lie in the window, and of those that only possibly do says so.
    pub(super) fn keep(self, events: Vec<Counted>) -> Vec<Counted> {
        let is_in = |edge: Option<Edge>, event: &Counted| edge.is_none_or(|edge| edge.lets_in(place(event)));
        let possible = events.into_iter().filter(|event| is_in(self.possibly, event));
        let weighed = possible.map(|event| {
            let certain = event.certain && is_in(self.certainly, &event);
            Counted { certain, ..event }
        });
        weighed.collect()
    }
}

fn place(event: &Counted) -> Place {
    (event.at, event.place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::index::Followed;
    use crate::progress::Progress;
    use crate::value::Slot;

    fn event(at: i64, certain: bool) -> Counted {
        let place = usize::try_from(at).unwrap();
        let (value, progress) = (Slot::Empty, Progress::Done);
        Counted { at, place, standing: place, certain, value, followed: Followed::No, progress }
    }

    fn left(bounds: Bounds, events: &[Counted]) -> Vec<(i64, bool)> {
        bounds.keep(events.to_vec()).iter().map(|event| (event.at, event.certain)).collect()
    }

    #[test]
    fn an_event_that_may_not_count_leaves_open_which_are_the_last() {
        let events = [event(1, true), event(2, true), event(3, false), event(4, true)];
        assert_eq!(left(Bounds::among(2, &events), &events), [(2, false), (3, false), (4, true)]);
    }

    #[test]
    fn since_an_event_is_after_it_and_without_one_from_the_beginning() {
        let events = [event(1, true), event(3, true)];
        assert_eq!(left(Bounds::since(&[event(1, true)]), &events), [(3, true)]);
        assert_eq!(left(Bounds::since(&[event(2, false)]), &events), [(1, false), (3, true)]);
        assert_eq!(left(Bounds::since(&[]), &events), [(1, true), (3, true)]);
    }
}
