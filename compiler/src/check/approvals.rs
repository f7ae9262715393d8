//! Whose approval is asked: all of them, any of them, others past a deadline, and other than whom.

use super::checker::Checker;
use super::situation::{Duty, Situation};
use crate::db::{ItemKind, Span};
use crate::diagnostics::Report;
use crate::typed::{Approvals, Approver, Deadline, Effect, Holder, Lapse, Needed, Stage};
use crate::vocabulary::{Past, time, written_otherwise};
use charter_grammar::ast::{self, Joined};
use charter_runtime::Outcome;
use charter_runtime::schema::{Path, RoleId, Root, Type};
use std::collections::BTreeSet;

/// Says that what a path leads to is no person: where, the path, and what it is.
type NoPerson = fn(&mut Report, Span, &str, &str);

impl Checker<'_> {
    /// What a `needs` asks for. Several of them are all owed: the first turns of all together, then the second ones.
    pub(super) fn approvals(
        &mut self,
        needs: &ast::NeedsClause,
        situation: &Situation,
    ) -> Option<(Effect, Vec<Needed>)> {
        let mut stages = Vec::new();
        self.stages(needs, situation, &mut stages)?;
        let needed = needed(&stages);
        let approvals = Some(Approvals { stages });
        Some((Effect { approvals, ..Effect::plain(Outcome::Approve) }, needed))
    }

    /// Whom a `needs` asks, and whom in their place past its deadlines.
    fn stages(
        &mut self,
        needs: &ast::NeedsClause,
        situation: &Situation,
        stages: &mut Vec<Stage>,
    ) -> Option<()> {
        let mut steps = self.steps(needs, situation)?;
        let batch = match needs.in_batches() {
            Some(batches) => Some(self.whole(&batches.size()?)?),
            None => None,
        };
        for step in &mut steps {
            step.sort();
            step.dedup();
        }
        let Some(within) = needs.within() else {
            stages.push(Stage { steps, queue: None, deadline: None, batch });
            return Some(());
        };
        let (db, item, calendars) = (self.db, self.item, &self.vocabulary.calendars);
        let (length, calendar) = time(db, item, &within, calendars, &mut self.report)?;
        let past = written_otherwise(db, item, &within, needs.otherwise().as_ref(), &mut self.report)?;
        let otherwise = match past {
            Past::Leaves(outcome) => Lapse::Leaves(outcome),
            Past::Asks(_) => Lapse::Asks,
        };
        let deadline = Some(Deadline { within: length, calendar, otherwise });
        stages.push(Stage { steps, queue: None, deadline, batch });
        match past {
            Past::Leaves(_) => Some(()),
            Past::Asks(ast::Outcome::NeedsClause(next)) => self.stages(&next, situation, stages),
            Past::Asks(ast::Outcome::WaitsClause(waits)) => {
                let queue = Some(self.queue(&waits.queue()?)?);
                stages.push(Stage { steps: Vec::new(), queue, deadline: None, batch: None });
                Some(())
            }
            Past::Asks(other) => self.unsupported(&other, "this when the time is up"),
        }
    }

    /// Everybody whom a `needs` asks, turn after turn.
    pub(super) fn everybody_asked(
        &mut self,
        needs: &ast::NeedsClause,
        situation: &Situation,
    ) -> Option<Vec<Vec<Approver>>> {
        if let Some(within) = needs.within() {
            return self.unsupported(&within, "a deadline in a guarantee");
        }
        if let Some(batches) = needs.in_batches() {
            return self.unsupported(&batches, "batches in a guarantee");
        }
        self.steps(needs, situation)
    }

    fn steps(&mut self, needs: &ast::NeedsClause, situation: &Situation) -> Option<Vec<Vec<Approver>>> {
        let mut steps = Vec::new();
        for step in needs.steps() {
            steps.push(self.turn(&step, needs.is_confirmation(), situation)?);
        }
        (!steps.is_empty()).then_some(steps)
    }

    /// Whom one turn asks: all of these, or a single one of whom there is a choice.
    fn turn(
        &mut self,
        step: &ast::ApprovalStep,
        confirms: bool,
        situation: &Situation,
    ) -> Option<Vec<Approver>> {
        let except = match step.other_than() {
            Some(others) => self.excluded(&others, situation)?,
            None => Vec::new(),
        };
        let holders: Vec<Option<(Holder, u32)>> =
            step.approvers().map(|approver| self.holder(&approver, situation)).collect();
        let holders: Option<Vec<(Holder, u32)>> = holders.into_iter().collect();
        let holders = holders?;
        if step.joined() == Joined::Any {
            if let Some(several) = step.approvers().find(|approver| approver.count().is_some()) {
                let at = self.at(&several);
                self.report.several_of_a_choice(at);
                return None;
            }
            let any: BTreeSet<Holder> = holders.into_iter().map(|(holder, _)| holder).collect();
            let one = Approver { any: any.into_iter().collect(), count: 1, except, confirms };
            self.judge_approver(step, &one);
            return Some(vec![one]);
        }
        let each = holders.into_iter();
        let all: Vec<Approver> = each
            .map(|(holder, count)| Approver { any: vec![holder], count, except: except.clone(), confirms })
            .collect();
        all.iter().for_each(|approver| self.judge_approver(step, approver));
        Some(all)
    }

    /// Nobody approves for whoever asks on their behalf, and nobody who is left out by name.
    fn judge_approver(&mut self, step: &ast::ApprovalStep, approver: &Approver) {
        let cannot = |holder: &Holder| match holder {
            Holder::Role(_) => None,
            Holder::Person(path) if path.root == Root::Principal && !approver.confirms => {
                Some("the agent asks on behalf of this person, and nobody approves their own request")
            }
            Holder::Person(path) if approver.except.contains(path) => Some("whoever may is left out again"),
            Holder::Person(_) => None,
        };
        let why: Option<Vec<&str>> = approver.any.iter().map(cannot).collect();
        if let Some(why) = why.as_deref().and_then(<[&str]>::first) {
            let at = self.at(step);
            self.report.nobody_can_approve(at, why);
        }
    }

    /// The people who may not approve.
    fn excluded(&mut self, others: &ast::OtherThan, situation: &Situation) -> Option<Vec<Path>> {
        let person = |who| self.person(&who, situation, Report::approver_is_no_person);
        let people: Vec<Option<Path>> = others.people().map(person).collect();
        let people: Option<BTreeSet<Path>> = people.into_iter().collect();
        Some(people?.into_iter().collect())
    }

    fn holder(&mut self, approver: &ast::Approver, situation: &Situation) -> Option<(Holder, u32)> {
        let who = approver.who()?;
        let count = match approver.count() {
            Some(count) => self.whole(&count)?,
            None => 1,
        };
        if approver.count().is_some() && !self.is_role(&who, situation) {
            let at = self.at(approver);
            self.report.several_of_one_person(at, &who.text());
            return None;
        }
        self.role_or_person(&who, situation, Report::approver_is_no_person).map(|holder| (holder, count))
    }

    /// Whether a path is a single word that stands for nothing else than a role.
    fn is_role(&self, who: &ast::Path, situation: &Situation) -> bool {
        who.single().is_some_and(|word| self.root(&word.text(), situation).is_none())
    }

    /// A role, or the person at a path; `no_person` says what is wrong with something else.
    pub(super) fn role_or_person(
        &mut self,
        who: &ast::Path,
        situation: &Situation,
        no_person: NoPerson,
    ) -> Option<Holder> {
        if self.is_role(who, situation) {
            return self.role_reached(who, situation).map(Holder::Role);
        }
        self.person(who, situation, no_person).map(Holder::Person)
    }

    /// The person at a path. Whoever chooses who approves, who does not, and for whom an agent may act, grants.
    fn person(&mut self, who: &ast::Path, situation: &Situation, no_person: NoPerson) -> Option<Path> {
        let granting = Situation { duty: Duty::Grant, negated: false, ..situation.clone() };
        let place = self.place(who, &granting)?;
        if place.value != Type::Person {
            let (at, what) = (self.at(who), super::constant::describe(&place.value, self.schema()));
            no_person(&mut self.report, at, &who.text(), &what);
            return None;
        }
        Some(place)
    }

    /// A role by its name; where there is none, it may be meant who is found at a path.
    fn role_reached(&mut self, who: &ast::Path, situation: &Situation) -> Option<RoleId> {
        let text = who.text();
        let known =
            self.vocabulary.roles.get(&text).is_some() || self.vocabulary.roles.nearest(&text).is_some();
        match self.reached_as(&text, situation).filter(|_| !known) {
            Some(path) => {
                let at = self.at(who);
                self.report.role_or_path(at, &text, &path);
                None
            }
            // That `the` is left out, the grammar says.
            None if text == "the" => None,
            None => self.role(who),
        }
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
}

/// The people who have to be known: those who approve, and those who may not. There may be nobody who may not.
fn needed(stages: &[Stage]) -> Vec<Needed> {
    let needed = |path: &Path, may_be_empty: bool| Needed { path: path.clone(), may_be_empty };
    let approver = |holder: &Holder| match holder {
        Holder::Person(path) => Some(needed(path, false)),
        Holder::Role(_) => None,
    };
    let excluded = |path: &Path| needed(path, true);
    let of = |it: &Approver| -> Vec<Needed> {
        it.any.iter().filter_map(approver).chain(it.except.iter().map(excluded)).collect()
    };
    stages.iter().flat_map(|stage| stage.steps.iter().flatten()).flat_map(of).collect()
}
