//! That an entry does what its case says: whom it asks, by when, in which queue, what it writes instead, who releases it.

use super::super::expand::Expanded;
use super::{Proof, Prover, ensure};
use crate::typed::{self, Case};
use charter_runtime::schema::Path;
use charter_runtime::table::model::{self, Entry, PathId};

impl Prover<'_> {
    /// Compares an entry with the case that it is made from, but for its condition.
    pub(super) fn effect(&self, case: &Case, expanded: &Expanded, entry: &Entry) -> Proof {
        let effect = &case.effect;
        ensure(entry.subject == case.subject, "it is about others' requests")?;
        ensure(entry.outcome == effect.outcome, "it leaves another outcome")?;
        ensure(entry.masks == effect.masks, "it masks other fields")?;
        ensure(entry.queue == effect.queue, "it waits in another queue")?;
        ensure(entry.instead == effect.instead, "it writes another field instead")?;
        ensure(is_release(&entry.release, &effect.release), "others may release it")?;
        ensure(
            self.is_read(&entry.readings, effect.reading.as_ref(), &expanded.readers),
            "others read it afterwards",
        )?;
        let stages =
            effect.approvals.as_ref().map(|approvals| approvals.stages.as_slice()).unwrap_or_default();
        ensure(all_alike(&entry.stages, stages, is_stage), "it has another deadline")?;
        let asks = |stage: &model::Stage, of: &Vec<Vec<typed::Approver>>| self.asks(&stage.steps, of);
        ensure(all_alike(&entry.stages, &expanded.stages, asks), "it asks other people")?;
        let needed = entry.needed.len() == expanded.needed.len()
            && entry.needed.iter().zip(&expanded.needed).all(|((path, may_be_empty), of)| {
                self.is_path(*path, &of.path) && *may_be_empty == of.may_be_empty
            });
        ensure(needed, "it stands without other values")
    }

    fn asks(&self, steps: &[Vec<model::Approver>], of: &[Vec<typed::Approver>]) -> bool {
        all_alike(steps, of, |step, of| all_alike(step, of, |approver, of| self.is_approver(approver, of)))
    }

    fn is_read(
        &self,
        readings: &[model::Reading],
        of: Option<&typed::Reading>,
        readers: &[typed::Holder],
    ) -> bool {
        let within = of.and_then(|of| of.within);
        let in_time = |reading: &model::Reading| match (reading.within, within) {
            (None, None) => reading.calendar.is_none(),
            (Some(length), Some((of, calendar))) => is_span(length, of) && reading.calendar == calendar,
            (Some(_), None) | (None, Some(_)) => false,
        };
        all_alike(readings, readers, |reading, by| self.is_holder(&reading.by, by) && in_time(reading))
    }

    fn is_holder(&self, holder: &model::Holder, of: &typed::Holder) -> bool {
        match (holder, of) {
            (model::Holder::Role(role), typed::Holder::Role(of)) => role == of,
            (model::Holder::Person(path), typed::Holder::Person(of)) => self.is_path(*path, of),
            (model::Holder::Role(_), typed::Holder::Person(_))
            | (model::Holder::Person(_), typed::Holder::Role(_)) => false,
        }
    }

    fn is_approver(&self, approver: &model::Approver, of: &typed::Approver) -> bool {
        approver.count == of.count
            && approver.confirms == of.confirms
            && all_alike(&approver.any, &of.any, |holder, of| self.is_holder(holder, of))
            && all_alike(&approver.except, &of.except, |path, of| self.is_path(*path, of))
    }

    fn is_path(&self, id: PathId, of: &Path) -> bool {
        self.table.paths.get(id.index()) == Some(of)
    }

    /// The queues and working hours that entries speak of.
    pub(super) fn queues_and_calendars(&self) -> Proof {
        let queue = |queue: &model::Queue, of: &typed::Queue| {
            let deadline = is_deadline(queue.deadline.as_ref(), of.deadline.as_ref());
            queue.name == of.name && queue.owner == of.owner && deadline
        };
        ensure(all_alike(&self.table.queues, &self.charter.queues, queue), "its queues are others")?;
        let calendar = |calendar: &model::Calendar, of: &typed::Calendar| {
            let hours = calendar.days == of.days && calendar.except == of.except;
            calendar.name == of.name && calendar.zone == of.zone && hours
        };
        ensure(
            all_alike(&self.table.calendars, &self.charter.calendars, calendar),
            "its working hours are others",
        )
    }
}

fn all_alike<A, B>(these: &[A], those: &[B], alike: impl Fn(&A, &B) -> bool) -> bool {
    these.len() == those.len() && these.iter().zip(those).all(|(this, that)| alike(this, that))
}

fn is_release(release: &model::Release, of: &typed::Release) -> bool {
    match (release, of) {
        (model::Release::Condition, typed::Release::Condition) => true,
        (model::Release::Never, typed::Release::Never) => true,
        (model::Release::By(roles), typed::Release::By(of)) => roles == of,
        (model::Release::Condition | model::Release::Never | model::Release::By(_), _) => false,
    }
}

/// Whether a stage is another one, but for whom it asks.
fn is_stage(stage: &model::Stage, of: &typed::Stage) -> bool {
    stage.queue == of.queue
        && stage.batch == of.batch
        && is_deadline(stage.deadline.as_ref(), of.deadline.as_ref())
}

fn is_span(length: model::Span, of: typed::Span) -> bool {
    match (length, of) {
        (model::Span::Elapsed(length), typed::Span::Elapsed(of)) => length == of,
        (model::Span::WorkingDays(days), typed::Span::WorkingDays(of)) => days == of,
        (model::Span::Elapsed(_), typed::Span::WorkingDays(_))
        | (model::Span::WorkingDays(_), typed::Span::Elapsed(_)) => false,
    }
}

fn is_deadline(deadline: Option<&model::Deadline>, of: Option<&typed::Deadline>) -> bool {
    match (deadline, of) {
        (None, None) => true,
        (Some(deadline), Some(of)) => {
            let within = is_span(deadline.within, of.within);
            let otherwise = match (deadline.otherwise, of.otherwise) {
                (model::Lapse::Leaves(outcome), typed::Lapse::Leaves(of)) => outcome == of,
                (model::Lapse::Asks, typed::Lapse::Asks) => true,
                (model::Lapse::Leaves(_), typed::Lapse::Asks)
                | (model::Lapse::Asks, typed::Lapse::Leaves(_)) => false,
            };
            within && deadline.calendar == of.calendar && otherwise
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}
