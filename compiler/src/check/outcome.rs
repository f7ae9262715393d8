//! What a restriction does: approvals, queues, drafts, suggestions.

use super::checker::Checker;
use super::rule::Lines;
use super::situation::{Duty, Situation};
use crate::db::ItemKind;
use crate::typed::{Approvals, Approver, Deadline, Effect, Needed};
use crate::vocabulary::deadline;
use charter_grammar::ast::{self, HasName, Joined};
use charter_runtime::Outcome;
use charter_runtime::schema::{QueueId, RoleId, Type, Verb};

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
        effects.into_iter().collect()
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
        let outcome = otherwise.outcome()?;
        self.outcome(&outcome, situation).map(|effect| vec![effect])
    }

    /// What one outcome comes to, and what has to be known for it.
    fn outcome(&mut self, outcome: &ast::Outcome, situation: &Situation) -> Option<(Effect, Vec<Needed>)> {
        let effect = match outcome {
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
            ast::Outcome::ReadAfterwardsClause(read) => return self.unsupported(read, "reading afterwards"),
            ast::Outcome::NeedsClause(needs) => return self.approvals(needs, situation),
        };
        Some((effect, Vec::new()))
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

    /// What a `needs` asks for. Several of them are all owed: the first turns of all together, then the second ones.
    fn approvals(
        &mut self,
        needs: &ast::NeedsClause,
        situation: &Situation,
    ) -> Option<(Effect, Vec<Needed>)> {
        let mut steps = self.steps(needs, situation)?;
        if let Some(batches) = needs.in_batches() {
            return self.unsupported(&batches, "approval in batches");
        }
        for step in &mut steps {
            step.sort();
            step.dedup();
        }
        let deadline = self.deadline(needs)?;
        let needed = needed(&steps);
        let approvals = Some(Approvals { steps, deadline });
        Some((Effect { approvals, ..Effect::plain(Outcome::Approve) }, needed))
    }

    /// Everybody whom a `needs` asks, in whatever turn.
    pub(super) fn everybody_asked(
        &mut self,
        needs: &ast::NeedsClause,
        situation: &Situation,
    ) -> Option<Vec<Approver>> {
        self.steps(needs, situation).map(|steps| steps.into_iter().flatten().collect())
    }

    fn steps(&mut self, needs: &ast::NeedsClause, situation: &Situation) -> Option<Vec<Vec<Approver>>> {
        let mut steps = Vec::new();
        for step in needs.steps() {
            if step.joined() == Joined::Any {
                return self.unsupported(&step, "a choice between approvers");
            }
            let approvers: Vec<Option<Approver>> =
                step.approvers().map(|approver| self.approver(&approver, situation)).collect();
            let approvers: Option<Vec<Approver>> = approvers.into_iter().collect();
            steps.push(approvers?);
        }
        (!steps.is_empty()).then_some(steps)
    }

    fn approver(&mut self, approver: &ast::Approver, situation: &Situation) -> Option<Approver> {
        let who = approver.who()?;
        let count = match approver.count() {
            Some(count) => self.whole(&count)?,
            None => 1,
        };
        let single = who.single().filter(|word| self.root(&word.text(), situation).is_none());
        if single.is_some() {
            return self.role(&who).map(|role| Approver::Role { role, count });
        }
        if approver.count().is_some() {
            let at = self.at(approver);
            self.report.several_of_one_person(at, &who.text());
            return None;
        }
        // Whoever chooses the approver grants.
        let granting = Situation { duty: Duty::Grant, negated: false, ..situation.clone() };
        let place = self.place(&who, &granting)?;
        if place.value != Type::Person {
            let (at, what) = (self.at(&who), super::constant::describe(&place.value, self.schema()));
            self.report.approver_is_no_person(at, &who.text(), &what);
            return None;
        }
        Some(Approver::Person(place))
    }

    /// A role by its name.
    pub(super) fn role(&mut self, name: &ast::Path) -> Option<RoleId> {
        let text = name.text();
        if let Some(role) = self.vocabulary.roles.get(&text) {
            return Some(role.id);
        }
        let at = self.at(name);
        let nearest = self.vocabulary.roles.nearest(&text).map(str::to_owned);
        self.report.unknown_name(at, ItemKind::Role, &text, nearest.as_deref());
        None
    }

    /// By when, and what happens then.
    fn deadline(&mut self, needs: &ast::NeedsClause) -> Option<Option<Deadline>> {
        let Some(within) = needs.within() else { return Some(None) };
        let calendars = &self.vocabulary.calendars;
        let otherwise = needs.otherwise();
        let report = &mut self.report;
        deadline(self.db, self.item, &within, otherwise.as_ref(), calendars, report).map(Some)
    }
}

/// The people who have to be known.
fn needed(steps: &[Vec<Approver>]) -> Vec<Needed> {
    let person = |approver: &Approver| match approver {
        Approver::Person(path) => Some(Needed { path: path.clone(), may_be_empty: false }),
        Approver::Role { .. } => None,
    };
    steps.iter().flatten().filter_map(person).collect()
}
