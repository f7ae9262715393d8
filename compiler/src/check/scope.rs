//! Scopes: what agents may do.

use super::action::{Touched, touching};
use super::checker::Checker;
use super::headers::written;
use super::logic;
use super::situation::{Duty, Situation};
use super::value::Value;
use crate::diagnostics::Report;
use crate::typed::{Accepts, Atom, Case, Condition, Constant, Effect, Holder, Operand, Rule, RuleKind};
use charter_grammar::ast::{self, AstNode, Clause, Expr, HasName, HasTitle, LevelWord, MaybeShadow, State};
use charter_runtime::Outcome;
use charter_runtime::schema::{Path, Root, Subject, Type};

/// The lines of a scope, sorted by what they are for.
#[derive(Default)]
struct Lines {
    agents: Vec<ast::ForClause>,
    environments: Vec<ast::InClause>,
    on_behalf: Vec<ast::OnBehalfClause>,
    conditions: Vec<Expr>,
    until: Vec<ast::UntilClause>,
    may: Vec<ast::MayClause>,
}

impl Checker<'_> {
    /// A scope, typed.
    pub(super) fn scope(&mut self, scope: &ast::Scope) -> Option<Rule> {
        let name = scope.name()?;
        let lines = self.scope_lines(scope.clauses())?;
        let at = self.at(&name);
        if lines.agents.is_empty() {
            self.report.scope_for_nobody(at, &name.text());
            return None;
        }
        if lines.may.is_empty() {
            self.report.scope_of_nothing(at, &name.text());
        }
        let cases: Vec<Option<Vec<Case>>> = lines.may.iter().map(|may| self.granted(may, &lines)).collect();
        let cases: Option<Vec<Vec<Case>>> = cases.into_iter().collect();
        let rule = Rule {
            name: name.text(),
            sentence: scope.title().map(|title| title.value()),
            kind: RuleKind::Scope,
            shadow: scope.is_shadow(),
            source: self.source(),
            cases: cases?.into_iter().flatten().collect(),
        };
        self.reachable(&rule, &name);
        Some(rule)
    }

    fn scope_lines(&mut self, clauses: impl Iterator<Item = Clause>) -> Option<Lines> {
        let mut lines = Lines::default();
        let mut understood = true;
        for clause in clauses {
            understood &= self.scope_line(clause, &mut lines).is_some();
        }
        understood.then_some(lines)
    }

    fn scope_line(&mut self, clause: Clause, lines: &mut Lines) -> Option<()> {
        match clause {
            Clause::ForClause(it) => lines.agents.push(it),
            Clause::WhereClause(it) => lines.conditions.push(it.condition()?),
            Clause::UntilClause(it) => lines.until.push(it),
            Clause::MayClause(it) => lines.may.push(it),
            Clause::InClause(it) => lines.environments.push(it),
            Clause::OnBehalfClause(it) => lines.on_behalf.push(it),
            // The grammar has said what is wrong with the line.
            Clause::SampleClause(_) | Clause::ForPeopleClause(_) | Clause::ForGoodClause(_) => return None,
            Clause::ForTimeClause(_) | Clause::OnClause(_) | Clause::WhenClause(_) => return None,
            Clause::UnlessClause(_) | Clause::NeedsClause(_) | Clause::WaitsClause(_) => return None,
            Clause::KeptAsDraftClause(_) | Clause::MaskedClause(_) | Clause::SuggestedClause(_) => {
                return None;
            }
            Clause::ReadAfterwardsClause(_) | Clause::AtMostClause(_) | Clause::OtherwiseClause(_) => {
                return None;
            }
            Clause::UntilReleasedClause(_) | Clause::RequiredClause(_) | Clause::BadClause(_) => return None,
        }
        Some(())
    }

    /// What one `may` line grants.
    fn granted(&mut self, may: &ast::MayClause, lines: &Lines) -> Option<Vec<Case>> {
        let effect = self.level(may)?;
        let mut cases = Vec::new();
        for action in may.actions() {
            let touched = self.touches(&action)?;
            self.may_write(&action, &touched, effect.outcome);
            let condition = self.scope_condition(lines, &touched)?;
            cases.push(Case {
                action: touched.action,
                subject: Subject::Agents,
                condition,
                effect: effect.clone(),
                room: None,
                needed: Vec::new(),
            });
        }
        Some(cases)
    }

    fn level(&mut self, may: &ast::MayClause) -> Option<Effect> {
        let queue = match may.queue() {
            Some(name) => Some(self.queue(&name)?),
            None => None,
        };
        let outcome = match may.level() {
            None => Outcome::Execute,
            Some(LevelWord::Suggest) => Outcome::Suggest,
            Some(LevelWord::Draft) => Outcome::Draft,
            Some(LevelWord::Queue) => Outcome::Queue,
        };
        if outcome == Outcome::Queue && queue.is_none() {
            let at = self.at(may);
            self.report.queue_of_no_name(at);
            return None;
        }
        Some(Effect { queue, ..Effect::plain(outcome) })
    }

    /// An agent cannot be granted to write a field that is not for agents to write.
    fn may_write(&mut self, action: &ast::ActionRef, touched: &Touched, level: Outcome) {
        if level <= Outcome::Draft {
            return;
        }
        let Some(known) = self.action(touched.action) else { return };
        for field in written(self.vocabulary, touched) {
            let declared = self.vocabulary.shapes.get(known.object.index());
            let writers = declared.and_then(|shape| shape.fields.get(field as usize)?.written_by.as_ref());
            let Some(writers) = writers.filter(|writers| !writers.iter().any(|writer| writer == "agent"))
            else {
                continue;
            };
            let name = self.shape(known.object).and_then(|shape| shape.fields.get(field as usize));
            let name = name.map_or("", |field| field.name.as_str());
            let at = self.at(action);
            let object = self.shape_name(known.object);
            let found = self.report.field_not_for_agents(at, &known.name, object, name, writers);
            if known.verb.has_fields() {
                found.help(format!("or name the fields that it may write, or `except {name}`"));
            }
        }
    }

    fn scope_condition(&mut self, lines: &Lines, touched: &Touched) -> Option<Condition> {
        let situation = Situation::of_action(touched.action, Duty::Grant);
        self.asked_empty = self.asked(&lines.conditions, &situation);
        let mut parts = vec![
            self.for_agents(&lines.agents),
            self.in_environments(&lines.environments),
            self.on_behalf(&lines.on_behalf, &situation),
            Some(touching(touched.fields.as_deref())),
        ];
        for condition in &lines.conditions {
            parts.push(self.condition(condition, &situation));
        }
        for until in &lines.until {
            parts.push(self.until(until));
        }
        self.asked_empty = Vec::new();
        let parts: Option<Vec<Condition>> = parts.into_iter().collect();
        parts.map(logic::all)
    }

    /// The places of which a scope asks whether they are empty or given.
    fn asked(&mut self, conditions: &[Expr], situation: &Situation) -> Vec<Path> {
        let quiet = std::mem::take(&mut self.report);
        let situation = situation.as_definition();
        let tests =
            conditions.iter().flat_map(|it| it.syntax().descendants()).filter_map(ast::StateTest::cast);
        let mut asked = Vec::new();
        for test in tests.filter(|test| matches!(test.state(), State::Empty | State::Given)) {
            let subject = test.subject().and_then(|subject| self.value(&subject, &situation));
            if let Some(Value::Known(known)) = subject
                && let Operand::Path(place) = known.operand
            {
                asked.push(place);
            }
        }
        self.report = quiet;
        asked
    }

    /// Acting for one of these people, or for somebody who holds one of these roles; always, where none are named.
    fn on_behalf(&mut self, clauses: &[ast::OnBehalfClause], situation: &Situation) -> Option<Condition> {
        if clauses.is_empty() {
            return Some(Condition::Always);
        }
        let cases: Vec<Option<Condition>> =
            clauses.iter().map(|clause| self.acts_for(&clause.of()?, situation)).collect();
        let cases: Option<Vec<Condition>> = cases.into_iter().collect();
        cases.map(logic::any)
    }

    fn acts_for(&mut self, who: &ast::Path, situation: &Situation) -> Option<Condition> {
        match self.role_or_person(who, situation, Report::acts_for_no_person)? {
            Holder::Role(role) => {
                let name = self.schema().roles.get(role.index())?.clone();
                Some(principal_holds(name))
            }
            Holder::Person(place) => {
                let pair = Atom::Pair(Operand::Path(super::path::principal()), Operand::Path(place));
                Some(logic::test(pair, Accepts::Ordering { less: false, equal: true, more: false }))
            }
        }
    }

    /// A scope that ends: with a day, at the end of that day in the project's zone.
    fn until(&mut self, until: &ast::UntilClause) -> Option<Condition> {
        let end = self.end(&until.end()?)?;
        let now = Operand::Path(super::path::now());
        Some(logic::within(now, None, Some(end.checked_sub(1)?)))
    }

    /// The moment at which something ends, written as a moment or as its last day.
    pub(super) fn end(&mut self, written: &Expr) -> Option<i128> {
        let end = match written {
            Expr::DateLiteral(day) => self.end_of(day.date()?.text()),
            Expr::InstantLiteral(moment) => self.instant(moment),
            other => return self.unsupported(other, "an end that is not written out"),
        };
        if end.is_none() {
            let at = self.at(written);
            self.report.misfit_literal(at, written.syntax().text().to_string().trim());
        }
        end
    }
}

/// The person on whose behalf it is asked holds a role.
pub(super) fn principal_holds(role: String) -> Condition {
    let held = logic::one_of(Operand::Path(element()), [Constant::Text(role)]);
    logic::so(Atom::SomeElement(principal_roles(), Box::new(held)))
}

/// The names of the roles that the person holds on whose behalf the agent acts.
fn principal_roles() -> Path {
    super::path::rooted(Root::PrincipalRoles, None, Type::List(Box::new(Type::Text)))
}

/// One of them.
fn element() -> Path {
    super::path::rooted(Root::Element, None, Type::Text)
}
