//! Guarantees, typed: of which requests each claim speaks, and what it demands of them.

use super::action::touching;
use super::checker::Checker;
use super::headers::items;
use super::logic;
use super::situation::{Duty, Situation};
use crate::db::{Db, ItemId, Project, item_syntax};
use crate::diagnostics::Found;
use crate::typed::{Claim, Condition, Demand};
use charter_grammar::ast::{self, AtLeast, ClaimKind, ClaimSubject, Expr, Item, MaybeShadow};
use charter_runtime::Outcome;
use charter_runtime::schema::Subject;

/// The claims of a guarantee; `None` where one of them could not be understood, and for other items.
#[salsa::tracked]
pub fn check_guarantee(db: &dyn Db, project: Project, item: ItemId) -> Found<Option<Vec<Claim>>> {
    let mut checker = Checker::new(db, project, item);
    let value = match item_syntax(db, item) {
        Some(Item::Guarantee(guarantee)) => checker.guarantee(&guarantee),
        _ => None,
    };
    Found { value, diagnostics: checker.into_diagnostics() }
}

/// The lines below the claims, which restrict all of them. What is taken for granted is one of them: of other requests
/// nothing is said.
struct Shared {
    when: Vec<Expr>,
    unless: Vec<Expr>,
}

impl Checker<'_> {
    fn guarantee(&mut self, guarantee: &ast::Guarantee) -> Option<Vec<Claim>> {
        let shared = Shared {
            when: guarantee
                .when()
                .filter_map(|it| it.condition())
                .chain(guarantee.knowing().filter_map(|it| it.condition()))
                .collect(),
            unless: guarantee.unless().filter_map(|it| it.condition()).collect(),
        };
        let claims: Vec<Option<Vec<Claim>>> =
            guarantee.claims().enumerate().map(|(place, claim)| self.claim(place, &claim, &shared)).collect();
        let claims: Option<Vec<Vec<Claim>>> = claims.into_iter().collect();
        claims.map(|claims| claims.into_iter().flatten().collect())
    }

    /// A claim, once for each of its actions, and where it is of everybody, for agents and for people.
    fn claim(&mut self, place: usize, claim: &ast::GuaranteeClaim, shared: &Shared) -> Option<Vec<Claim>> {
        let agents = self.claimed_agents(claim)?;
        let subjects = subjects(&claim.subject());
        self.for_people = subjects.contains(&Subject::People);
        let of_action = |checker: &mut Self, action: &ast::ActionRef, subject: Subject| {
            let touched = checker.touches(action)?;
            let situation = Situation::of_action(touched.action, Duty::Define);
            let fields = touching(touched.fields.as_deref());
            let spoken_of = checker.spoken_of(claim, shared, &situation)?;
            let demand = checker.demand(claim, &situation)?;
            let condition = logic::all([agents.clone(), fields, spoken_of]);
            Some(Claim { place, action: touched.action, subject, condition, demand })
        };
        let mut claims: Vec<Option<Claim>> = Vec::new();
        for action in claim.actions() {
            claims.extend(subjects.iter().map(|subject| of_action(self, &action, *subject)));
        }
        claims.into_iter().collect()
    }

    fn claimed_agents(&mut self, claim: &ast::GuaranteeClaim) -> Option<Condition> {
        match claim.subject() {
            ClaimSubject::Agents | ClaimSubject::People | ClaimSubject::Everybody => Some(Condition::Always),
            ClaimSubject::Named(name) => self.agents(&name).map(|agents| super::rule::one_of_agents(&agents)),
        }
    }

    /// The requests of which a claim speaks: all its `when`, and none of its `unless`.
    fn spoken_of(
        &mut self,
        claim: &ast::GuaranteeClaim,
        shared: &Shared,
        situation: &Situation,
    ) -> Option<Condition> {
        let when = claim.when().and_then(|it| it.condition());
        let unless = claim.unless().and_then(|it| it.condition());
        let mut parts = Vec::new();
        for when in shared.when.iter().chain(&when) {
            parts.push(self.condition(when, situation));
        }
        for unless in shared.unless.iter().chain(&unless) {
            parts.push(self.condition(unless, &situation.turned()).map(logic::not));
        }
        let parts: Option<Vec<Condition>> = parts.into_iter().collect();
        parts.map(logic::all)
    }

    fn demand(&mut self, claim: &ast::GuaranteeClaim, situation: &Situation) -> Option<Demand> {
        if claim.is_unattended() && claim.kind() != ClaimKind::Never {
            let at = self.at(claim);
            self.report.unattended_of_what_happens(at);
            return None;
        }
        let never = if claim.is_unattended() { Demand::NeverUnattended } else { Demand::Never };
        if let Some(through) = claim.through() {
            return self.through(claim, &through);
        }
        if let Some(promised) = claim.promised() {
            return self.promised(claim, &promised);
        }
        match (claim.kind(), claim.outcome()) {
            (ClaimKind::Never, None) => Some(never),
            (ClaimKind::CanAlways, None) => Some(Demand::AtLeast(Outcome::Execute)),
            (ClaimKind::CanAlways, Some(outcome)) => {
                let at = self.at(&outcome);
                self.report.promise_and_outcome(at);
                None
            }
            (ClaimKind::Never, Some(outcome)) => {
                let at = self.at(&outcome);
                self.report.claim_never_and_outcome(at);
                None
            }
            (ClaimKind::Always, None) => {
                let at = self.at(claim);
                self.report.claim_demands_nothing(at);
                None
            }
            (ClaimKind::Always, Some(outcome)) => self.demanded(&outcome, situation),
        }
    }

    /// The least that a claim promises.
    fn promised(&mut self, claim: &ast::GuaranteeClaim, promised: &ast::PromisedOutcome) -> Option<Demand> {
        if claim.kind() == ClaimKind::Never {
            let at = self.at(promised);
            self.report.claim_never_and_outcome(at);
            return None;
        }
        Some(Demand::AtLeast(match promised.least()? {
            AtLeast::GoesAhead => Outcome::Execute,
            AtLeast::OnceApproved => Outcome::Queue,
            AtLeast::Draft => Outcome::Draft,
            AtLeast::Suggestion => Outcome::Suggest,
        }))
    }

    /// The rules that a claim says its requests go through.
    fn through(&mut self, claim: &ast::GuaranteeClaim, through: &ast::ThroughRules) -> Option<Demand> {
        if claim.kind() != ClaimKind::Always {
            let at = self.at(through);
            match claim.kind() {
                ClaimKind::CanAlways => self.report.promise_and_outcome(at),
                ClaimKind::Never | ClaimKind::Always => self.report.claim_never_and_outcome(at),
            }
            return None;
        }
        let names: Vec<Option<String>> =
            through.rules().map(|name| self.enforced_restriction(&name)).collect();
        let mut names = names.into_iter().collect::<Option<Vec<String>>>()?;
        names.sort();
        Some(Demand::GoesThrough(names))
    }

    /// The name of a gate, stop, limit or requirement that is more than watched.
    fn enforced_restriction(&mut self, name: &ast::NameRef) -> Option<String> {
        let rule = self.restriction(name)?;
        let (db, project) = (self.db, self.project);
        let item = items(db, project).find(|item| item.kind(db).is_rule() && item.name(db) == rule)?;
        match item_syntax(db, item) {
            Some(Item::Rule(syntax)) if syntax.is_shadow() => {
                let at = self.at(name);
                self.report.goes_through_watched(at, &rule);
                None
            }
            _ => Some(rule),
        }
    }

    fn demanded(&mut self, outcome: &ast::Outcome, situation: &Situation) -> Option<Demand> {
        match outcome {
            ast::Outcome::StopOutcome(stop) if stop.until_room() => {
                let at = self.at(stop);
                self.report.room_outside_limit(at);
                None
            }
            ast::Outcome::StopOutcome(_) => Some(Demand::Never),
            ast::Outcome::SuggestedClause(_) => Some(Demand::AtMost(Outcome::Suggest)),
            ast::Outcome::KeptAsDraftClause(_) => Some(Demand::AtMost(Outcome::Draft)),
            ast::Outcome::WaitsClause(waits) => self.queue(&waits.queue()?).map(Demand::WaitsIn),
            ast::Outcome::NeedsClause(needs) => self.everybody_asked(needs, situation).map(Demand::Asks),
            ast::Outcome::ReadAfterwardsClause(read) => {
                self.unsupported(read, "a guarantee about reading afterwards")
            }
            ast::Outcome::MaskedClause(masked) => self.unsupported(masked, "a guarantee about masks"),
        }
    }
}

/// Whose requests a claim speaks of.
fn subjects(of: &ClaimSubject) -> &'static [Subject] {
    match of {
        ClaimSubject::Agents | ClaimSubject::Named(_) => &[Subject::Agents],
        ClaimSubject::People => &[Subject::People],
        ClaimSubject::Everybody => &[Subject::Agents, Subject::People],
    }
}
