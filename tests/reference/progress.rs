//! How far what was asked for has come.

use crate::reference::charter::not_understood;
use crate::reference::ledger::{Event, Ledger};
use crate::reference::members::Holds;
use charter_grammar::ast;

/// What an event says of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// It was done; or, of a signal, it came.
    Done,
    /// It was asked for.
    Requested,
    /// It waits from now on, until people can no longer help it.
    Waiting(Option<i128>),
    /// Nothing is owed any more.
    Approved,
    /// Somebody has refused it.
    Refused,
    /// It waits no longer.
    Settled,
}

/// How far an action has to have come to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Done,
    Requested,
    Waiting,
    Approved,
    Refused,
    Succeeded,
    Failed,
    InFlight,
}

impl Progress {
    /// What is written behind an event; in flight is said by the window.
    pub(crate) fn written(event: &ast::EventRef, window: Option<&ast::Window>) -> Result<Progress, String> {
        let in_flight = window.is_some_and(|window| window.kind() == Some(ast::WindowKind::InFlight));
        match event.state() {
            ast::EventState::Done if in_flight => Ok(Progress::InFlight),
            _ if in_flight => Err(not_understood(event)),
            ast::EventState::Done => Ok(Progress::Done),
            ast::EventState::Requested => Ok(Progress::Requested),
            ast::EventState::Waiting => Ok(Progress::Waiting),
            ast::EventState::Approved => Ok(Progress::Approved),
            ast::EventState::Refused => Ok(Progress::Refused),
            ast::EventState::Succeeded => Ok(Progress::Succeeded),
            ast::EventState::Failed => Ok(Progress::Failed),
        }
    }

    /// Of what the last so many are looked at.
    pub(crate) fn among_which(self) -> Progress {
        match self {
            Progress::Succeeded | Progress::Failed | Progress::InFlight => Progress::Done,
            other => other,
        }
    }

    /// Whether an event says so, whatever became of it later.
    pub(crate) fn is_said(self, said: Said) -> bool {
        match self {
            Progress::Done | Progress::Succeeded | Progress::Failed | Progress::InFlight => {
                said == Said::Done
            }
            Progress::Requested => said == Said::Requested,
            Progress::Waiting => matches!(said, Said::Waiting(_)),
            Progress::Approved => said == Said::Approved,
            Progress::Refused => said == Said::Refused,
        }
    }

    /// Whether an event of the ledger, the how-manieth that is, has come so far by now. What came of something that nobody has
    /// reported is open.
    pub(crate) fn has(self, ledger: &Ledger<'_>, received: usize, now: i128) -> Holds {
        let Some(Event::Happened { said, .. }) = ledger.events.get(received) else { return certainly(false) };
        match (self, said) {
            (Progress::Done, Said::Done) => certainly(true),
            (Progress::Requested, Said::Requested) => certainly(true),
            (Progress::Approved, Said::Approved) => certainly(true),
            (Progress::Refused, Said::Refused) => certainly(true),
            (Progress::Waiting, Said::Waiting(until)) => {
                certainly(until.is_none_or(|until| now < until) && !ledger.is_over(received))
            }
            (Progress::InFlight, Said::Done) => certainly(ledger.report(received).is_none()),
            (Progress::Succeeded, Said::Done) => came_of_it(ledger.report(received), true),
            (Progress::Failed, Said::Done) => came_of_it(ledger.report(received), false),
            _ => certainly(false),
        }
    }
}

fn certainly(so: bool) -> Holds {
    Holds { possibly: so, certainly: so }
}

fn came_of_it(report: Option<bool>, wanted: bool) -> Holds {
    match report {
        None => Holds { possibly: true, certainly: false },
        Some(succeeded) => certainly(succeeded == wanted),
    }
}

impl Ledger<'_> {
    /// What was reported later of something that was done: whether it succeeded.
    fn report(&self, received: usize) -> Option<bool> {
        let Some(Event::Happened { id: Some(id), .. }) = self.events.get(received) else { return None };
        let reports = self.events.iter().enumerate().filter_map(|(place, event)| match event {
            Event::Reported { of, succeeded } if of == id => Some((place, *succeeded)),
            _ => None,
        });
        // Of two reports, the first is on record.
        let first = reports.min_by_key(|(place, _)| *place)?;
        (first.0 > received).then_some(first.1)
    }

    /// Whether something that waited is heard of again, as anything but requested.
    fn is_over(&self, received: usize) -> bool {
        let of = |event: &Event<'_>| match event {
            Event::Happened { id, said, situation, .. } if *said != Said::Requested => {
                Some((id.clone(), situation.subject().map(str::to_owned)))
            }
            _ => None,
        };
        let own = self.events.get(received).and_then(of);
        self.events.iter().skip(received + 1).any(|event| of(event) == own)
    }
}
