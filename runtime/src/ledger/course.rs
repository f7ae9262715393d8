//! How far what was asked for has come: what still waits for people, and what was reported of what was done.
//!
//! An event is on record as it was. What has become of it since is looked up here whenever it is counted.

use super::Log;
use super::event::{Event, Kind, Report, SoFar};
use super::index::Counted;
use super::record::until;
use crate::progress::Progress;
use std::collections::BTreeMap;

/// What has become of the events of a log.
#[derive(Debug, Clone, Default)]
pub(super) struct Courses {
    /// For each request and object that waits: the place of the event that says so.
    waiting: BTreeMap<(String, String), usize>,
    /// The places of what waits, each with the moment from which nobody can help it any more.
    waits: BTreeMap<usize, Option<i64>>,
    /// For each request, the places of the events that say how far it has come.
    asked: BTreeMap<String, Vec<usize>>,
    /// By its place: what was reported of what was done.
    reports: BTreeMap<usize, Report>,
}

impl Courses {
    /// Takes in the next event of a log.
    pub(super) fn take_in(&mut self, place: usize, event: &Event, log: &Log) {
        if matches!(event.kind, Kind::Asked { .. }) {
            self.asked.entry(event.request().to_owned()).or_default().push(place);
        }
        match &event.kind {
            Kind::Asked { so_far: SoFar::Requested, .. } => {}
            Kind::Asked { so_far: SoFar::Waiting, .. } => {
                self.no_longer(event);
                self.waiting.insert((event.request().to_owned(), event.subject.clone()), place);
                self.waits.insert(place, until(event));
            }
            Kind::Asked { so_far: SoFar::Approved | SoFar::Refused | SoFar::Settled, .. }
            | Kind::Did { .. } => self.no_longer(event),
            Kind::Reported { report } => {
                let done = log.done(event.request()).into_iter().filter(|done| *done < place);
                self.reports.extend(done.map(|done| (done, *report)));
            }
            Kind::Signal { .. } | Kind::Release { .. } | Kind::Approved { .. } | Kind::Refused { .. } => {}
            Kind::Switched { .. } => {}
        }
    }

    fn no_longer(&mut self, event: &Event) {
        let waited = self.waiting.remove(&(event.request().to_owned(), event.subject.clone()));
        waited.map(|place| self.waits.remove(&place));
    }

    /// The places of the events that say how far a request has come.
    pub(super) fn asked(&self, request: &str) -> &[usize] {
        self.asked.get(request).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a request is on record as one that waits.
    pub(super) fn waits(&self, request: &str) -> bool {
        let from = (request.to_owned(), String::new());
        self.waiting.range(from..).next().is_some_and(|((id, _), _)| id == request)
    }

    /// An event as it counts by now, if it does.
    pub(super) fn weigh(&self, counted: Counted, now: i64) -> Option<Counted> {
        let report = || self.reports.get(&counted.place).copied();
        let certain = match counted.progress {
            Progress::Done | Progress::Requested | Progress::Approved | Progress::Refused => Some(true),
            Progress::Waiting => {
                let until = self.waits.get(&counted.place)?;
                until.is_none_or(|until| now < until).then_some(true)
            }
            Progress::Succeeded => reported(report(), Report::Succeeded),
            Progress::Failed => reported(report(), Report::Failed),
            Progress::InFlight => report().is_none().then_some(true),
        };
        certain.map(|certain| Counted { certain: counted.certain && certain, ..counted })
    }
}

/// Whether something counts of which this was reported, or nothing yet: then it may.
fn reported(report: Option<Report>, wanted: Report) -> Option<bool> {
    match report {
        None => Some(false),
        Some(report) => (report == wanted).then_some(true),
    }
}
