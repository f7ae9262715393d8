//! What a restriction does: queues, drafts, suggestions, masks, and what is read afterwards.

use super::checker::Checker;
use super::rule::{Lines, until_room};
use super::situation::Situation;
use crate::db::ItemKind;
use crate::diagnostics::Report;
use crate::typed::{Effect, Holder, Needed, Reading};
use crate::vocabulary::time;
use charter_grammar::ast::{self, HasName};
use charter_runtime::Outcome;
use charter_runtime::schema::{QueueId, Verb};

impl Checker<'_> {
    /// What a gate does; each with what has to be known for it.
    pub(super) fn outcomes(
        &mut self,
        outcomes: &[ast::Outcome],
        rule: &ast::Rule,
        situation: &Situation,
    ) -> Option<Vec<(Effect, Vec<Needed>)>> {
        if outcomes.is_empty() {
            let name = rule.name()?;
            let at = self.at(&name);
            self.report.gate_without_outcome(at, &name.text());
            return None;
        }
        let effects: Vec<Option<(Effect, Vec<Needed>)>> =
            outcomes.iter().map(|outcome| self.outcome(outcome, situation)).collect();
        let effects: Option<Vec<(Effect, Vec<Needed>)>> = effects.into_iter().collect();
        let effects = effects?;
        let goes_on = |(effect, _): &(Effect, Vec<Needed>)| {
            effect.approvals.as_ref().is_some_and(|approvals| approvals.stages.len() > 1)
        };
        match outcomes.iter().zip(&effects).find(|(_, effect)| goes_on(effect)) {
            Some((outcome, _)) if effects.len() > 1 => self.unsupported(
                outcome,
                "asking somebody else past a deadline, in a rule that does something else as well",
            ),
            Some(_) | None => Some(effects),
        }
    }

    /// What follows past a limit or without what is required; that is always written.
    pub(super) fn otherwise(
        &mut self,
        lines: &Lines,
        rule: &ast::Rule,
        situation: &Situation,
    ) -> Option<Vec<(Effect, Vec<Needed>)>> {
        let Some(otherwise) = &lines.otherwise else {
            let name = rule.name()?;
            let at = self.at(&name);
            self.report.otherwise_missing(at, rule.kind().keyword(), &name.text());
            return None;
        };
        if rule.kind() == ast::RuleKind::Limit && until_room(lines) {
            return Some(vec![(Effect::plain(Outcome::Stop), Vec::new())]);
        }
        let outcome = otherwise.outcome()?;
        self.outcome(&outcome, situation).map(|effect| vec![effect])
    }

    /// What one outcome comes to, and what has to be known for it.
    fn outcome(&mut self, outcome: &ast::Outcome, situation: &Situation) -> Option<(Effect, Vec<Needed>)> {
        let effect = match outcome {
            ast::Outcome::StopOutcome(stop) if stop.until_room() => {
                let at = self.at(stop);
                self.report.room_outside_limit(at);
                return None;
            }
            ast::Outcome::StopOutcome(_) => Effect::plain(Outcome::Stop),
            ast::Outcome::SuggestedClause(_) => Effect::plain(Outcome::Suggest),
            ast::Outcome::MaskedClause(masked) => self.masked(masked, situation)?,
            ast::Outcome::WaitsClause(waits) => {
                let queue = self.queue(&waits.queue()?)?;
                Effect { queue: Some(queue), ..Effect::plain(Outcome::Queue) }
            }
            ast::Outcome::KeptAsDraftClause(kept) => {
                let instead = match kept.written_instead() {
                    Some(field) => Some(self.instead(&field, situation)?),
                    None => None,
                };
                Effect { instead, ..Effect::plain(Outcome::Draft) }
            }
            ast::Outcome::ReadAfterwardsClause(read) => return self.read_afterwards(read, situation),
            ast::Outcome::NeedsClause(needs) => return self.approvals(needs, situation),
        };
        Some((effect, Vec::new()))
    }

    /// What goes ahead and is read afterwards. Whoever reads it has to be known before it goes ahead.
    fn read_afterwards(
        &mut self,
        read: &ast::ReadAfterwardsClause,
        situation: &Situation,
    ) -> Option<(Effect, Vec<Needed>)> {
        let who = read.by()?;
        let by = self.role_or_person(&who, situation, Report::approver_is_no_person)?;
        let within = match read.within() {
            Some(within) => {
                let (db, item, calendars) = (self.db, self.item, &self.vocabulary.calendars);
                Some(time(db, item, &within, calendars, &mut self.report)?)
            }
            None => None,
        };
        let needed = match &by {
            Holder::Person(path) => vec![Needed { path: path.clone(), may_be_empty: false }],
            Holder::Role(_) => Vec::new(),
        };
        let reading = Some(Reading { by, within });
        Some((Effect { reading, ..Effect::plain(Outcome::Execute) }, needed))
    }

    /// What is read with its fields masked.
    fn masked(&mut self, masked: &ast::MaskedClause, situation: &Situation) -> Option<Effect> {
        let action = self.action(situation.action?)?;
        if !matches!(action.verb, Verb::Read | Verb::Export) {
            let at = self.at(masked);
            self.report.nothing_to_mask(at, &action.name);
            return None;
        }
        Some(Effect { masks: true, ..Effect::plain(Outcome::Execute) })
    }

    /// The field that an update writes instead.
    fn instead(&mut self, field: &ast::NameRef, situation: &Situation) -> Option<u32> {
        let action = self.action(situation.action?)?;
        if action.verb != Verb::Update {
            let at = self.at(field);
            self.report.instead_of_no_update(at, &field.text(), &action.name);
            return None;
        }
        self.field_named(action.object, field)
    }

    /// A queue by its name.
    pub(super) fn queue(&mut self, name: &ast::NameRef) -> Option<QueueId> {
        let queues = &self.vocabulary.queues;
        if let Some(queue) = queues.get(&name.text()) {
            return Some(queue.id);
        }
        self.unknown(name, ItemKind::Queue, queues.nearest(&name.text()));
        None
    }
}
