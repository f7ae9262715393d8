//! Gates, stops, limits and requirements.

use super::action::{Touched, touching};
use super::checker::Checker;
use super::limit::Limited;
use super::logic;
use super::parts::Line;
use super::situation::{Duty, Situation};
use crate::db::ItemKind;
use crate::typed::{
    Case, Condition, Constant, Effect, Needed, Operand, Release, Rule, RuleKind, Source, Window,
};
use charter_grammar::ast::{self, AstNode, Clause, Expr, HasName, HasTitle, MaybeNegated, MaybeShadow};
use charter_runtime::Outcome;
use charter_runtime::schema::{AgentId, RoleId, Subject};

/// The lines of a rule, sorted by what they are for.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) agents: Vec<ast::ForClause>,
    pub(super) people: Vec<ast::ForPeopleClause>,
    pub(super) environments: Vec<ast::InClause>,
    pub(super) samples: Vec<ast::SampleClause>,
    pub(super) on: Vec<ast::ActionRef>,
    pub(super) when: Vec<Expr>,
    pub(super) unless: Vec<ast::UnlessClause>,
    pub(super) required: Vec<Expr>,
    pub(super) outcomes: Vec<ast::Outcome>,
    pub(super) at_most: Vec<ast::AtMostClause>,
    pub(super) otherwise: Option<ast::OtherwiseClause>,
    pub(super) released: Vec<ast::UntilReleasedClause>,
    pub(super) tells: Vec<ast::TellsClause>,
    pub(super) for_good: bool,
    pub(super) for_time: Option<ast::ForTimeClause>,
}

/// Whose requests a rule restricts.
struct Whose {
    subject: Subject,
    /// Which of them.
    who: Condition,
}

impl Lines {
    /// Whether a rule restricts people, and no agents.
    pub(super) fn are_about_people_alone(&self) -> bool {
        let of_agents = self.people.iter().any(|line| line.and_agents()) || !self.agents.is_empty();
        !self.people.is_empty() && !of_agents
    }

    /// Whether `unless` says of a path that it `is empty`.
    pub(super) fn is_lifted_where_empty(&self, path: &ast::Path) -> bool {
        let asks_that = |unless: &ast::UnlessClause| match unless.condition() {
            Some(Expr::StateTest(test)) => {
                let is_empty = test.state() == ast::State::Empty && !test.is_negated();
                let subject = test.subject().and_then(|subject| match subject {
                    Expr::Path(subject) => Some(subject.text()),
                    _ => None,
                });
                is_empty && subject.is_some_and(|subject| subject == path.text())
            }
            _ => false,
        };
        self.unless.iter().any(asks_that)
    }
}

impl Checker<'_> {
    /// A gate, stop, limit or requirement, typed.
    pub(super) fn rule(&mut self, syntax: &ast::Rule) -> Option<Rule> {
        let name = syntax.name()?;
        let lines = self.lines(syntax.clauses())?;
        let release = self.release(&lines)?;
        self.for_people = !lines.people.is_empty();
        let whose = self.whose(&lines)?;
        let tells = self.tells(&lines);
        if lines.on.is_empty() {
            let at = self.at(&name);
            self.report.rule_on_nothing(at, syntax.kind().keyword(), &name.text());
            return None;
        }
        let touched: Vec<Option<Touched>> = lines.on.iter().map(|action| self.touches(action)).collect();
        let touched: Option<Vec<Touched>> = touched.into_iter().collect();
        let touched = touched?;
        let mut cases: Vec<Option<Vec<Case>>> = Vec::new();
        for one in &touched {
            for whose in &whose {
                let of_one = self.cases(syntax, &lines, whose, one, &touched, &release);
                cases.push(of_one.filter(|cases| self.judge_instead(syntax, one, cases).is_some()));
            }
        }
        let cases: Option<Vec<Vec<Case>>> = cases.into_iter().collect();
        let rule = Rule {
            name: name.text(),
            sentence: syntax.title().map(|title| title.value()),
            kind: kind(syntax.kind()),
            shadow: syntax.is_shadow(),
            tells: tells?,
            source: self.source(),
            cases: cases?.into_iter().flatten().collect(),
        };
        self.judge(&rule, &lines, &name);
        if let (Some(first), Some(whose)) = (touched.first(), whose.first()) {
            self.judge_parts(syntax, &lines, whose, first, &release);
        }
        self.judge_sentence(syntax, &touched);
        Some(rule)
    }

    /// The item's file. Its line is filled in when the charter is put together, for it changes when lines above do.
    pub(super) fn source(&self) -> Source {
        Source { file: self.item.file(self.db).path(self.db).to_owned(), line: 0 }
    }

    fn lines(&mut self, clauses: impl Iterator<Item = Clause>) -> Option<Lines> {
        let mut lines = Lines::default();
        let mut understood = true;
        for clause in clauses {
            understood &= self.line(clause, &mut lines).is_some();
        }
        understood.then_some(lines)
    }

    fn line(&mut self, clause: Clause, lines: &mut Lines) -> Option<()> {
        match clause {
            Clause::ForClause(it) => lines.agents.push(it),
            Clause::SampleClause(it) => lines.samples.push(it),
            Clause::OnClause(it) => lines.on.extend(it.actions()),
            Clause::WhenClause(it) => lines.when.push(it.condition()?),
            Clause::UnlessClause(it) => lines.unless.push(it),
            Clause::RequiredClause(it) => lines.required.push(it.condition()?),
            Clause::NeedsClause(it) => lines.outcomes.push(ast::Outcome::NeedsClause(it)),
            Clause::WaitsClause(it) => lines.outcomes.push(ast::Outcome::WaitsClause(it)),
            Clause::KeptAsDraftClause(it) => lines.outcomes.push(ast::Outcome::KeptAsDraftClause(it)),
            Clause::SuggestedClause(it) => lines.outcomes.push(ast::Outcome::SuggestedClause(it)),
            Clause::MaskedClause(it) => lines.outcomes.push(ast::Outcome::MaskedClause(it)),
            Clause::ReadAfterwardsClause(it) => lines.outcomes.push(ast::Outcome::ReadAfterwardsClause(it)),
            Clause::TellsClause(it) => lines.tells.push(it),
            Clause::AtMostClause(it) => lines.at_most.push(it),
            Clause::OtherwiseClause(it) => lines.otherwise = Some(it),
            Clause::UntilReleasedClause(it) => lines.released.push(it),
            Clause::ForGoodClause(_) => lines.for_good = true,
            Clause::ForTimeClause(it) => lines.for_time = Some(it),
            Clause::ForPeopleClause(it) => lines.people.push(it),
            Clause::InClause(it) => lines.environments.push(it),
            // The grammar has said what is wrong with the line.
            Clause::OnBehalfClause(_) | Clause::WhereClause(_) | Clause::MayClause(_) => return None,
            Clause::UntilClause(_) | Clause::BadClause(_) => return None,
        }
        Some(())
    }

    /// What the rule says of one of its actions.
    fn cases(
        &mut self,
        rule: &ast::Rule,
        lines: &Lines,
        whose: &Whose,
        touched: &Touched,
        all: &[Touched],
        release: &Release,
    ) -> Option<Vec<Case>> {
        let situation = self.situation(rule, lines, touched, release)?;
        let shared = self.shared(lines, whose, touched, &situation);
        match rule.kind() {
            ast::RuleKind::Gate => {
                let outcomes = self.outcomes(&lines.outcomes, rule, &situation)?;
                Some(each(touched, whose.subject, shared?, outcomes, &[]))
            }
            ast::RuleKind::Stop => {
                let effect = Effect { release: release.clone(), ..Effect::plain(Outcome::Stop) };
                Some(vec![Case {
                    action: touched.action,
                    subject: whose.subject,
                    condition: shared?,
                    effect,
                    room: None,
                    needed: Vec::new(),
                }])
            }
            ast::RuleKind::Limit => {
                let limited = self.limits(lines, rule, touched, all, &situation)?;
                let outcomes = self.otherwise(lines, rule, &situation)?;
                let Limited { condition, needed } = limited;
                let room = until_room(lines).then(|| condition.clone());
                let cases = each(touched, whose.subject, logic::all([shared?, condition]), outcomes, &needed);
                Some(cases.into_iter().map(|case| Case { room: room.clone(), ..case }).collect())
            }
            ast::RuleKind::Require => {
                let missing = self.missing(lines, rule, &situation)?;
                let outcomes = self.otherwise(lines, rule, &situation)?;
                Some(each(touched, whose.subject, logic::all([shared?, missing]), outcomes, &[]))
            }
        }
    }

    /// Where the conditions of a rule stand, for one of its actions.
    fn situation(
        &mut self,
        rule: &ast::Rule,
        lines: &Lines,
        touched: &Touched,
        release: &Release,
    ) -> Option<Situation> {
        let duty = if rule.kind() == ast::RuleKind::Require { Duty::Show } else { Duty::Restrict };
        Some(Situation { has: self.latch(lines, release)?, ..Situation::of_action(touched.action, duty) })
    }

    /// What all kinds of rules have: who asks, a share of the time, fields, `when` and not `unless`.
    fn shared(
        &mut self,
        lines: &Lines,
        whose: &Whose,
        touched: &Touched,
        situation: &Situation,
    ) -> Option<Condition> {
        let mut parts = vec![
            Some(whose.who.clone()),
            self.in_environments(&lines.environments),
            Some(touching(touched.fields.as_deref())),
        ];
        for sample in &lines.samples {
            parts.push(self.sample(sample, situation));
        }
        for when in &lines.when {
            parts.push(self.condition(when, situation));
        }
        for unless in &lines.unless {
            parts.push(self.exemption(unless, situation));
        }
        let parts: Option<Vec<Condition>> = parts.into_iter().collect();
        parts.map(logic::all)
    }

    /// Whose requests a rule restricts: those of agents, but where it says `for people` and nothing of agents.
    fn whose(&mut self, lines: &Lines) -> Option<Vec<Whose>> {
        let mut whose = Vec::new();
        let all_agents = lines.people.iter().any(|line| line.and_agents());
        if lines.people.is_empty() || all_agents || !lines.agents.is_empty() {
            let named = self.for_agents(&lines.agents)?;
            let who = if all_agents { Condition::Always } else { named };
            whose.push(Whose { subject: Subject::Agents, who });
        }
        if !lines.people.is_empty() {
            let excepted = lines.people.iter().flat_map(|line| line.except());
            let excepted: Vec<Option<Condition>> = excepted.map(|role| self.holds(&role)).collect();
            let excepted: Option<Vec<Condition>> = excepted.into_iter().collect();
            let who = logic::not(logic::any(excepted?));
            whose.push(Whose { subject: Subject::People, who });
        }
        Some(whose)
    }

    /// The roles that learn that the rule applies.
    fn tells(&mut self, lines: &Lines) -> Option<Vec<RoleId>> {
        let names = lines.tells.iter().flat_map(|line| line.roles());
        let roles: Vec<Option<RoleId>> = names.map(|name| self.known_role(&name)).collect();
        let roles: Option<Vec<RoleId>> = roles.into_iter().collect();
        let mut roles = roles?;
        roles.sort_unstable();
        roles.dedup();
        Some(roles)
    }

    fn known_role(&mut self, name: &ast::NameRef) -> Option<RoleId> {
        let text = name.text();
        let role = self.vocabulary.roles.get(&text).map(|role| role.id);
        if role.is_none() {
            self.unknown(name, ItemKind::Role, self.vocabulary.roles.nearest(&text));
        }
        role
    }

    /// Whoever asks, or for whom it is asked, holds a role.
    fn holds(&mut self, role: &ast::NameRef) -> Option<Condition> {
        self.known_role(role)?;
        Some(super::scope::principal_holds(role.text()))
    }

    /// One of these agents; always, where none are named.
    pub(super) fn for_agents(&mut self, clauses: &[ast::ForClause]) -> Option<Condition> {
        let mut agents = Vec::new();
        for name in clauses.iter().flat_map(|clause| clause.names()) {
            agents.extend(self.agents(&name)?);
        }
        if clauses.is_empty() {
            return Some(Condition::Always);
        }
        Some(one_of_agents(&agents))
    }

    /// One of these environments; always, where none are named.
    pub(super) fn in_environments(&mut self, clauses: &[ast::InClause]) -> Option<Condition> {
        if clauses.is_empty() {
            return Some(Condition::Always);
        }
        let environment = self.environment();
        let known = self.environments();
        let mut places = Vec::new();
        for name in clauses.iter().flat_map(|clause| clause.environments()) {
            let place = known.iter().position(|environment| *environment == name.text());
            if place.is_none() {
                let at = self.at(&name);
                self.report.unknown_environment(at, &name.text(), known);
            }
            places.push(place.and_then(|place| i128::try_from(place).ok()).map(Constant::Ordinal));
        }
        let places: Option<Vec<Constant>> = places.into_iter().collect();
        Some(logic::one_of(Operand::Path(environment?), places?))
    }

    fn exemption(&mut self, unless: &ast::UnlessClause, situation: &Situation) -> Option<Condition> {
        let exempt = self.condition(&unless.condition()?, &situation.turned())?;
        if exempt == Condition::Never {
            let at = self.at(unless);
            self.report.empty_exemption(at);
        }
        Some(logic::not(exempt))
    }

    fn missing(&mut self, lines: &Lines, rule: &ast::Rule, situation: &Situation) -> Option<Condition> {
        if lines.required.is_empty() {
            let name = rule.name()?;
            let at = self.at(&name);
            self.report.nothing_required(at, &name.text());
            return None;
        }
        let required: Vec<Option<Condition>> =
            lines.required.iter().map(|expr| self.condition(expr, &situation.turned())).collect();
        let required: Option<Vec<Condition>> = required.into_iter().collect();
        required.map(|required| logic::not(logic::all(required)))
    }

    /// Who may release a stop.
    fn release(&mut self, lines: &Lines) -> Option<Release> {
        if lines.released.is_empty() {
            return Some(if lines.for_good { Release::Never } else { Release::Condition });
        }
        let names: Vec<ast::Path> = lines.released.iter().flat_map(|line| line.by()).collect();
        let roles: Vec<Option<RoleId>> = names.iter().map(|name| self.role(name)).collect();
        let roles: Option<Vec<RoleId>> = roles.into_iter().collect();
        let mut roles = roles?;
        roles.sort_unstable();
        roles.dedup();
        Some(Release::By(roles))
    }

    /// How far back `has` looks in a rule: to the last release that counts for it.
    fn latch(&mut self, lines: &Lines, release: &Release) -> Option<Window> {
        match (&lines.for_time, release) {
            (Some(time), _) => self.elapsed(&time.duration()?).map(Window::Rolling),
            (None, Release::By(roles)) => Some(Window::SinceRelease(roles.clone())),
            // No release counts; but the signal counts from its receipt, even one dated ahead.
            (None, Release::Never | Release::Condition) => Some(Window::SinceRelease(Vec::new())),
        }
    }

    /// Findings about a rule as a whole.
    fn judge(&mut self, rule: &Rule, lines: &Lines, name: &ast::Name) {
        let latched = lines.when.iter().any(|when| {
            when.syntax().descendants().filter_map(ast::HasTest::cast).any(|has| has.window().is_none())
        });
        let at = self.at(name);
        let held = lines.for_good || lines.for_time.is_some() || !lines.released.is_empty();
        if rule.kind == RuleKind::Stop && latched && !held {
            self.report.stop_nobody_releases(at, &rule.name);
        }
        if held && !latched && rule.kind == RuleKind::Stop && !lines.released.is_empty() {
            self.report.nothing_to_release(at, &rule.name);
        }
        self.reachable(rule, name);
    }

    /// Parts of the conditions that change nothing, as far as the first of the actions goes.
    fn judge_parts(
        &mut self,
        rule: &ast::Rule,
        lines: &Lines,
        whose: &Whose,
        touched: &Touched,
        release: &Release,
    ) {
        let Some(situation) = self.situation(rule, lines, touched, release) else { return };
        let only = lines.when.iter().cloned().map(Line::Only);
        let but = lines.unless.iter().filter_map(|unless| unless.condition()).map(Line::But);
        // Of several that are required, one that is not shown is enough.
        let required = match lines.required.as_slice() {
            [required] => Some(Line::But(required.clone())),
            _ => None,
        };
        let all: Vec<Line> = only.chain(but).chain(required).collect();
        self.idle_parts(&whose.who, &all, &situation);
    }

    /// A rule whose condition cannot hold says nothing.
    pub(super) fn reachable(&mut self, rule: &Rule, name: &ast::Name) {
        let never = rule.cases.iter().all(|case| super::contradiction::impossible(&case.condition));
        if never && !rule.cases.is_empty() {
            let at = self.at(name);
            self.report.never_applies(at, &rule.name);
        }
    }
}

/// The agent is one of these.
pub(super) fn one_of_agents(agents: &[AgentId]) -> Condition {
    let ordinals = agents.iter().map(|agent| Constant::Ordinal(i128::from(agent.0)));
    logic::one_of(Operand::Path(super::path::agent()), ordinals)
}

/// One case for each outcome.
fn each(
    touched: &Touched,
    subject: Subject,
    condition: Condition,
    outcomes: Vec<(Effect, Vec<Needed>)>,
    needed: &[Needed],
) -> Vec<Case> {
    let case = |(effect, own): (Effect, Vec<Needed>)| {
        let mut all: Vec<Needed> = needed.iter().cloned().chain(own).collect();
        all.sort();
        all.dedup();
        let (action, condition) = (touched.action, condition.clone());
        Case { action, subject, condition, effect, room: None, needed: all }
    };
    outcomes.into_iter().map(case).collect()
}

fn kind(kind: ast::RuleKind) -> RuleKind {
    match kind {
        ast::RuleKind::Gate => RuleKind::Gate,
        ast::RuleKind::Stop => RuleKind::Stop,
        ast::RuleKind::Limit => RuleKind::Limit,
        ast::RuleKind::Require => RuleKind::Require,
    }
}

/// Whether what happens past a limit is a stop until there is room.
pub(super) fn until_room(lines: &Lines) -> bool {
    let outcome = lines.otherwise.as_ref().and_then(|otherwise| otherwise.outcome());
    matches!(outcome, Some(ast::Outcome::StopOutcome(stop)) if stop.until_room())
}
