//! What happens in a scenario.

use super::{Reader, over};
use crate::check::action::built_in;
use crate::check::charter::line;
use crate::db::ItemKind;
use crate::scenario::{Act, Asker, Expected, Halted, Person, Request, Step, Value};
use crate::typed::Span;
use charter_grammar::Charter as Language;
use charter_grammar::ast::{self, AstNode, HasExpectation};
use charter_runtime::schema::{Action, ActionId, Field, ShapeId, Type, Verb};

/// A step happens no more often than this.
const MOST_TIMES: usize = 1_000;

/// What an agent does and to what, before its content is read.
struct Doing {
    id: ActionId,
    /// Of which kind it is done to.
    shape: ShapeId,
    targets: Vec<String>,
    /// What an object that is made is called from now on.
    created: Option<String>,
}

impl Reader<'_, '_> {
    /// `at 2026-03-02 09:00`
    pub(super) fn at(&mut self, it: &ast::AtLine) -> Option<()> {
        let literal = it.instant()?;
        let moment = match it.zone() {
            Some(zone) => {
                let zone = self.checker.zone_written(&zone)?;
                self.checker.instant_in(&literal, &zone)
            }
            None => self.checker.instant(&literal),
        };
        let Some(moment) = moment else {
            let at = self.checker.at(&literal);
            self.checker.report.misfit_literal(at, literal.syntax().text().to_string().trim());
            return None;
        };
        if self.now.is_some_and(|now| moment < now) {
            let at = self.checker.at(&literal);
            self.checker.report.time_backwards(at);
            return None;
        }
        self.now = Some(moment);
        Some(())
    }

    /// `after 2 days`
    pub(super) fn after(&mut self, it: &ast::AfterLine) -> Option<()> {
        let (length, calendar) = self.checker.working_time(&it.duration()?, it.calendar())?;
        let now = self.moment(it)?;
        let Some(calendar) = calendar.and_then(|id| self.checker.vocabulary.calendars.iter().nth(id.index()))
        else {
            let Span::Elapsed(length) = length else { return None };
            self.now = now.checked_add(i128::from(length));
            return Some(());
        };
        let hours = crate::table::calendar(&calendar.hours);
        let over = i64::try_from(now).ok().and_then(|now| hours.end_of(now, crate::table::span(length)));
        if over.is_none() {
            let at = self.checker.at(it);
            self.checker.report.never_over(at, &calendar.name);
        }
        self.now = Some(over?.into());
        Some(())
    }

    /// The moment that the scenario has reached.
    fn moment(&mut self, node: &impl AstNode<Language = Language>) -> Option<i128> {
        if self.now.is_none() {
            let at = self.checker.at(node);
            self.checker.report.no_time_yet(at);
        }
        self.now
    }

    fn step<T: HasExpectation>(&mut self, node: &T, act: Act) -> Option<()> {
        let at = self.moment(node)?;
        let line = line(self.checker.db, self.checker.at(node));
        let expected: Option<Expected> = match node.expectation() {
            Some(expectation) => Some(self.expected(&expectation)?),
            None => None,
        };
        self.steps.push(Step { at, line, act, expected });
        Some(())
    }

    /// The fields that a declared action writes.
    fn written_by(&self, action: &Action) -> Vec<String> {
        let declared = self.checker.vocabulary.actions.get(&action.name);
        let places = declared.map_or(&[][..], |declared| &declared.writes);
        let shape = self.checker.shape(action.object);
        let field = |place: &u32| Some(shape?.fields.get(*place as usize)?.name.clone());
        places.iter().filter_map(field).collect()
    }

    /// `outreach send_email to jane`
    pub(super) fn act(&mut self, it: &ast::ActStep) -> Option<()> {
        let by = self.asker(&it.actor()?)?;
        let doing = self.doing(&it.verb()?, it.targets())?;
        self.created.extend(doing.created.iter().map(|name| (doing.shape, name.clone())));
        let action = self.checker.action(doing.id)?;
        let mut request = Request {
            by,
            session: self.session(action, it)?,
            action: doing.id,
            targets: doing.targets,
            created: doing.created,
            takes: Vec::new(),
            says: Vec::new(),
            knows: Vec::new(),
            new: Vec::new(),
            writes: self.written_by(action),
            fields: Vec::new(),
            reported_later: false,
        };
        match action.verb {
            Verb::Declared => self.content(it, action, &mut request)?,
            Verb::Create | Verb::Update => request.new = self.step_fields(action.object, it)?,
            Verb::Read | Verb::Export => request.fields = self.wanted(action.object, it)?,
            Verb::Delete | Verb::Merge => {}
        }
        if it.is_done() {
            return self.did(it, request);
        }
        if it.expectation().is_none() {
            let at = self.checker.at(it);
            self.checker.report.nothing_expected(at);
        }
        for _ in 0..self.times(it.times())? {
            let place = self.steps.len();
            self.step(it, Act::Request(request.clone()))?;
            self.asked = Some(place);
        }
        Some(())
    }

    /// `ines did send_email to jane`
    fn did(&mut self, it: &ast::ActStep, request: Request) -> Option<()> {
        if let Some(expectation) = it.expectation() {
            let at = self.checker.at(&expectation);
            self.checker.report.nothing_decided(at);
            return None;
        }
        for _ in 0..self.times(it.times())? {
            self.step(it, Act::Did(request.clone()))?;
        }
        Some(())
    }

    /// How often a step happens.
    fn times(&mut self, times: Option<ast::Times>) -> Option<usize> {
        let Some(times) = times else { return Some(1) };
        let count = times.count()?.digits().parse().ok();
        let count = count.filter(|count| (1..=MOST_TIMES).contains(count));
        if count.is_none() {
            let at = self.checker.at(&times);
            self.checker.report.too_often(at, MOST_TIMES);
        }
        count
    }

    /// An agent, or a person who is given: with roles, or as the value of a field.
    fn asker(&mut self, name: &ast::NameRef) -> Option<Asker> {
        let text = name.text();
        if let Some(agent) = self.checker.vocabulary.agents.get(&text) {
            return Some(Asker::Agent(agent.id));
        }
        if let Some(person) = self.people.iter().find(|person| person.id == text) {
            return Some(Asker::Person(person.clone()));
        }
        if self.is_in_a_field(&text) {
            return Some(Asker::Person(Person { id: text, roles: Vec::new() }));
        }
        let agents = self.checker.vocabulary.agents.nearest(&text);
        let people = self.people.iter().map(|person| person.id.as_str());
        let nearest = agents.or_else(|| crate::diagnostics::nearest(&text, people)).map(str::to_owned);
        self.checker.unknown(name, ItemKind::Agent, nearest.as_deref());
        None
    }

    /// Whether some object that is given has this person in a field.
    fn is_in_a_field(&self, id: &str) -> bool {
        let holds = |shape: ShapeId, (field, value): &(String, Value)| {
            let declared = self.checker.shape(shape).map_or(&[][..], |shape| &shape.fields);
            let of_person = declared.iter().any(|it| it.name == *field && it.value == Type::Person);
            of_person && *value == Value::Text(id.to_owned())
        };
        self.objects.iter().any(|object| object.fields.iter().any(|field| holds(object.shape, field)))
    }

    fn doing(
        &mut self,
        verb: &ast::NameRef,
        targets: impl Iterator<Item = ast::StepTarget>,
    ) -> Option<Doing> {
        let targets: Vec<ast::StepTarget> = targets.collect();
        if let Some(action) = self.checker.vocabulary.actions.get(&verb.text()) {
            let object = action.object;
            let second = self.checker.action(action.id)?.second.as_ref().map(|second| second.object);
            let targets = self.targets(&targets, object, second)?;
            return Some(Doing { id: action.id, shape: object, targets, created: None });
        }
        // `create contact jim` names the new one, `create contact` does not.
        let is_create = verb.text() == "create";
        let unnamed = || targets.first().and_then(ast::StepTarget::name_ref).filter(|_| is_create);
        let named = targets.iter().find_map(|target| target.object()).filter(|_| is_create);
        let created = named.clone().or_else(unnamed);
        let shape = match &created {
            Some(object) => self.object_shape(&object.text()),
            None => {
                let name = targets.first().and_then(ast::StepTarget::name_ref);
                if crate::check::action::verb(&verb.text()).is_none() || name.is_none() {
                    let nearest = self.checker.vocabulary.actions.nearest(&verb.text());
                    self.checker.unknown(verb, ItemKind::Action, nearest);
                    return None;
                }
                self.given_as(&name?).map(|(shape, _)| shape)
            }
        }?;
        let object = self.checker.shape_name(shape);
        let id = built_in(self.checker.vocabulary, &verb.text(), object);
        if id.is_none() {
            let at = self.checker.at(verb);
            self.checker.report.unknown_verb(at, &verb.text());
        }
        let name = targets.first().and_then(ast::StepTarget::name_ref).filter(|_| named.is_some());
        let targets = if created.is_some() { Vec::new() } else { self.targets(&targets, shape, None)? };
        let name = name.map(|name| name.text());
        Some(Doing { id: id?, shape, targets, created: name })
    }

    /// The ids of what a step is on: all of one kind, or the second of another.
    fn targets(
        &mut self,
        targets: &[ast::StepTarget],
        first: ShapeId,
        second: Option<ShapeId>,
    ) -> Option<Vec<String>> {
        let names: Vec<ast::NameRef> = targets.iter().filter_map(ast::StepTarget::name_ref).collect();
        let shape = |place: usize| if place == 1 { second.unwrap_or(first) } else { first };
        let ids: Vec<Option<String>> =
            names.iter().enumerate().map(|(place, name)| self.object(name, shape(place))).collect();
        ids.into_iter().collect()
    }

    /// What a declared action takes and says, and what the host knows of it.
    fn content(&mut self, it: &ast::ActStep, action: &Action, request: &mut Request) -> Option<()> {
        let own = self.step_fields(action.content, it)?;
        let usual = self.usual.get(&action.name).cloned().unwrap_or_default();
        let mut given = over(usual, own);
        let shape = self.checker.shape(action.content)?;
        let (takes, says) = (action.takes as usize, action.says as usize);
        for (place, field) in shape.fields.iter().enumerate() {
            let value =
                given.iter().position(|(name, _)| *name == field.name).map(|at| given.swap_remove(at));
            let asks = !it.is_done() && place < takes + says;
            if value.is_none() && asks && self.is_missing(field, it) {
                let at = self.checker.at(it);
                self.checker.report.content_missing(at, &action.name, &field.name);
                return None;
            }
            let into = match place {
                place if place < takes => &mut request.takes,
                place if place < takes + says => &mut request.says,
                _ => &mut request.knows,
            };
            into.extend(value);
        }
        Some(())
    }

    /// Neither given nor said to be unknown, and not optional.
    fn is_missing(&self, field: &Field, it: &ast::ActStep) -> bool {
        let mut said =
            it.values().into_iter().flat_map(|values| values.values()).filter_map(|value| value.field());
        !field.optional && !said.any(|name| name.text() == field.name)
    }

    fn wanted(&mut self, object: ShapeId, it: &ast::ActStep) -> Option<Vec<String>> {
        let names = self.own_values(object, it).into_iter().filter_map(|value| value.field());
        let names: Vec<ast::NameRef> = names.collect();
        let fields: Vec<Option<String>> =
            names.iter().map(|name| self.checker.field_named(object, name).map(|_| name.text())).collect();
        fields.into_iter().collect()
    }

    /// The step that asked before: for what is named, the last one; else the last one at all.
    fn earlier(
        &mut self,
        named: Option<ast::AskedBefore>,
        it: &impl AstNode<Language = Language>,
    ) -> Option<usize> {
        let Some(named) = named else {
            if self.asked.is_none() {
                let at = self.checker.at(it);
                self.checker.report.nothing_asked_yet(at);
            }
            return self.asked;
        };
        let Doing { id, targets, created, .. } = self.doing(&named.verb()?, named.targets())?;
        let is_it = |step: &Step| match &step.act {
            Act::Request(asked) => asked.action == id && asked.targets == targets && asked.created == created,
            _ => false,
        };
        let found = self.steps.iter().rposition(is_it);
        if found.is_none() {
            let at = self.checker.at(&named);
            self.checker.report.not_asked_before(at, named.syntax().text().to_string().trim());
        }
        found
    }

    /// `it fails`
    pub(super) fn reported(&mut self, it: &ast::ReportStep) -> Option<()> {
        let request = self.earlier(it.request(), it)?;
        if let Some(Act::Request(asked)) = self.steps.get_mut(request).map(|step| &mut step.act) {
            asked.reported_later = true;
        }
        self.step(it, Act::Report { request, succeeded: !it.has_failed() })
    }

    /// `maria approves it`
    pub(super) fn approval(&mut self, it: &ast::ApprovalStepLine) -> Option<()> {
        let by = it.person()?.text();
        if let Some(all) = it.all_of() {
            let rule = self.gate_in_batches(&all.rule()?)?;
            let act =
                if it.is_refusal() { Act::RefuseAll { by, rule } } else { Act::ApproveAll { by, rule } };
            return self.step(it, act);
        }
        let request = self.earlier(it.request(), it)?;
        let act = if it.is_refusal() { Act::Refuse { by, request } } else { Act::Approve { by, request } };
        self.step(it, act)
    }

    /// `jane replied: automatic yes`, and `jane changes: title "CTO"`
    pub(super) fn signal(&mut self, it: &ast::SignalStep) -> Option<()> {
        let (subject, name) = (it.subject()?, it.signal()?);
        let Some(signal) = self.checker.vocabulary.signals.get(&name.text()) else {
            if name.text() == "changes" {
                return self.change(it, &subject);
            }
            self.checker.signal(&name);
            return None;
        };
        let about = self.object(&subject, signal.about)?;
        let content = self.checker.schema().signals.get(signal.id.index())?.content;
        let fields = self.fields(content, it.values())?;
        for _ in 0..self.times(it.times())? {
            self.step(it, Act::Signal { signal: signal.id, about: about.clone(), fields: fields.clone() })?;
        }
        Some(())
    }

    fn change(&mut self, it: &ast::SignalStep, subject: &ast::NameRef) -> Option<()> {
        let (shape, id) = self.given_as(subject)?;
        let fields: Vec<(String, Value)> = self.fields(shape, it.values())?;
        self.step(it, Act::Change { shape, id, fields })
    }

    /// `maria releases jane from replied`
    pub(super) fn release(&mut self, it: &ast::ReleaseStep) -> Option<()> {
        let (person, subject) = (it.person()?, it.subject()?);
        let signal = self.checker.signal(&it.event()?)?;
        let about = self.object(&subject, self.checker.schema().signals.get(signal.index())?.about)?;
        let by = person.text();
        let Some(known) = self.people.iter().find(|known| known.id == by) else {
            let at = self.checker.at(&person);
            let near = crate::diagnostics::nearest(&by, self.people.iter().map(|person| person.id.as_str()));
            let near = near.map(str::to_owned);
            let ways: Vec<String> = self.way_to_give_person(&by).into_iter().collect();
            self.checker.report.not_given(at, &by, &ways, near.as_deref());
            return None;
        };
        let roles = known.roles.clone();
        self.step(it, Act::Release { by, roles, signal, about })
    }

    /// `maria halts outreach because "two complaints"`
    pub(super) fn halt(&mut self, it: &ast::HaltStep) -> Option<()> {
        let by = it.person()?.text();
        let whom = match it.halted() {
            None => Halted::Everything,
            Some(name) => self.halted(&name, it.object().as_ref())?,
        };
        let because = it.because().map(|because| because.value()).unwrap_or_default();
        let act = if it.is_resume() { Act::Resume { by, whom } } else { Act::Halt { by, whom, because } };
        self.step(it, act)
    }

    /// `outreach acts for ines until 2026-03-04 12:00`
    pub(super) fn acts_for(&mut self, it: &ast::ActsForStep) -> Option<()> {
        let agents = self.checker.agents(&it.agent()?)?;
        let person = it.person().map(|name| name.text());
        let person = person.map(|id| {
            let known = self.people.iter().find(|known| known.id == id).cloned();
            known.unwrap_or(Person { id, roles: Vec::new() })
        });
        let until = match it.until() {
            None => None,
            Some(until) => Some(self.checker.end(&until)?),
        };
        self.step(it, Act::ActFor { agents, person, until })
    }

    /// An agent, a team, an action, a verb on an object, or a segment.
    fn halted(&mut self, name: &ast::NameRef, object: Option<&ast::NameRef>) -> Option<Halted> {
        let (text, vocabulary) = (name.text(), self.checker.vocabulary);
        if object.is_some() {
            return self.checker.built_in(name, object).map(Halted::Action);
        }
        if let Some(action) = vocabulary.actions.get(&text) {
            return Some(Halted::Action(action.id));
        }
        if vocabulary.segments.get(&text).is_some() {
            return Some(Halted::Segment(text));
        }
        if vocabulary.teams.get(&text).is_some() {
            return Some(Halted::Team(text));
        }
        self.checker.agents(name).and_then(|agents| agents.first().copied()).map(Halted::Agent)
    }
}
