//! The stage of one scenario: an engine, a clock, and the world as it is.

use charter_compiler::scenario::{
    self, Act, Person as Given, Request as Asked, Scenario, Step, delegation, document, provenance,
    role_names,
};
use charter_runtime::HostKey;
use charter_runtime::decide::Decision;
use charter_runtime::engine::{
    Answer, Engine, EngineError, Halted, Manifest, Moment, Person, Redeemed, Refused, Report, Sampling,
    Settings,
};
use charter_runtime::input::{Facts, InputError, Request, Signal};
use charter_runtime::schema::{AgentId, ShapeId, Verb};
use charter_runtime::table::Table;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Whom signals come from: they are about the world, and documents name somebody all the same.
const NO_AGENT: &str = "nobody";

/// What came of one step.
#[derive(Default)]
pub(crate) struct Done {
    /// The decision, where one was taken.
    pub(crate) decision: Option<Decision>,
    /// What was decided about each request of a batch, by the place of its step.
    pub(crate) batch: Vec<(usize, Decision)>,
    /// Why the engine would not do as it was asked.
    pub(crate) problem: Option<String>,
}

impl Done {
    fn decided(decision: Decision) -> Done {
        Done { decision: Some(decision), ..Done::default() }
    }
}

/// A request of a batch: the place of the step that asked for it, and the documents as they are now.
type Listed = (usize, Request, Facts);

/// Why a step came to nothing.
type Problem = String;

/// Objects by type and id, as documents hold them.
type World = BTreeMap<String, BTreeMap<String, Map<String, Json>>>;

pub(crate) struct Stage<'a> {
    table: &'a Table,
    engine: Engine,
    clock: Arc<AtomicI64>,
    people: BTreeMap<&'a str, Person>,
    world: World,
    /// When each value was read, and where it comes from, as documents give it.
    provenance: World,
    environment: Option<&'a str>,
    /// For whom agents act, as documents give it; for nobody where there is none.
    acting: BTreeMap<AgentId, Json>,
    /// What was asked, by the place of its step.
    asked: BTreeMap<usize, &'a Asked>,
    /// What was done and is still to be reported, by the same.
    in_flight: BTreeMap<usize, Redeemed>,
    /// Everybody who is given, with their roles.
    given: &'a [Given],
    /// Who has approved what was asked, by the same.
    approved: BTreeMap<usize, Vec<Given>>,
}

impl<'a> Stage<'a> {
    /// Sets the stage as the scenario begins.
    pub(crate) fn set(table: &'a Table, scenario: &'a Scenario) -> Stage<'a> {
        let start = scenario.steps.first().map_or(0, |step| nanoseconds(step.at));
        let clock = Arc::new(AtomicI64::new(start));
        let told = Arc::clone(&clock);
        let settings = Settings {
            // Days on record may lie far apart, and nobody is there to confirm the clock.
            largest_jump: Duration::MAX,
            sampling: sampling(&scenario.sampling),
            ..Settings::default()
        };
        let now = move || Moment::from_nanoseconds(told.load(Ordering::SeqCst));
        let engine = Engine::new(table.clone(), &HostKey::default(), now, settings);
        let people = scenario.people.iter().map(|given| (given.id.as_str(), person(table, given)));
        let people = people.collect();
        let mut stage = Stage {
            table,
            engine,
            clock,
            people,
            world: World::new(),
            provenance: World::new(),
            environment: scenario.environment.as_deref(),
            acting: BTreeMap::new(),
            asked: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            given: &scenario.people,
            approved: BTreeMap::new(),
        };
        for object in &scenario.objects {
            stage.change(object.shape, &object.id, &object.fields);
        }
        stage
    }

    /// Plays a step.
    pub(crate) fn play(&mut self, place: usize, step: &'a Step) -> Done {
        self.clock.store(nanoseconds(step.at), Ordering::SeqCst);
        let done = match &step.act {
            Act::Request(asked) => self.ask(place, asked),
            Act::Did(asked) => self.import(place, step, asked),
            Act::Approve { by, request } => self.judge(by, *request, Engine::approve, true),
            Act::Refuse { by, request } => self.judge(by, *request, Engine::refuse, false),
            Act::ApproveAll { by, rule } => self.approve_all(by, rule),
            Act::RefuseAll { by, rule } => self.refuse_all(by, rule),
            Act::Report { request, succeeded } => self.report(*request, *succeeded),
            Act::Signal { signal, about, fields } => {
                let name = self.table.schema.signals.get(signal.index()).map_or("", |signal| &signal.name);
                self.observe(place, name, about, fields)
            }
            Act::Release { by, roles, signal, about } => {
                let name = self.table.schema.signals.get(signal.index()).map_or("", |signal| &signal.name);
                let person = Person::new(by, role_names(roles, &self.table.schema));
                self.engine.release(&person, name, about).map(|()| Done::default()).map_err(told)
            }
            Act::Halt { by, whom, because } => {
                self.switch(by, whom, |engine, person, what| engine.halt(person, what, because))
            }
            Act::Resume { by, whom } => self.switch(by, whom, Engine::resume),
            Act::ActFor { agents, person, until } => {
                let delegation = delegation(person.as_ref(), *until, &self.table.schema);
                self.acting.extend(agents.iter().map(|agent| (*agent, delegation.clone())));
                Ok(Done::default())
            }
            Act::Change { shape, id, fields } => {
                self.change(*shape, id, fields);
                Ok(Done::default())
            }
        };
        done.unwrap_or_else(|problem| Done { problem: Some(problem), ..Done::default() })
    }

    fn ask(&mut self, place: usize, asked: &'a Asked) -> Result<Done, Problem> {
        self.asked.insert(place, asked);
        let (request, facts) = self.documents(place, asked).map_err(told)?;
        let answer = self.engine.decide(&request, &facts).map_err(told)?;
        self.carry_out(place, answer, asked, &request, &facts)
    }

    /// Puts on record what somebody did without asking.
    fn import(&mut self, place: usize, step: &Step, asked: &Asked) -> Result<Done, Problem> {
        let (request, facts) = self.documents(place, asked).map_err(told)?;
        let at = Moment::from_nanoseconds(nanoseconds(step.at));
        self.engine.import(&request, &facts, at).map_err(told)?;
        self.took_effect(place, asked);
        Ok(Done::default())
    }

    /// Has a person say something of an earlier request. Where they may not, the problem is told, beside what becomes of
    /// the request without them.
    fn judge(
        &mut self,
        by: &str,
        place: usize,
        say: impl Fn(&Engine, &Person, &Request, &Facts) -> Result<Answer, EngineError>,
        approves: bool,
    ) -> Result<Done, Problem> {
        let asked = *self.asked.get(&place).ok_or("nothing was asked that a person could decide about")?;
        let (request, facts) = self.documents(place, asked).map_err(told)?;
        match say(&self.engine, &self.person(by), &request, &facts) {
            Ok(answer) => {
                if approves {
                    let person = self.given_as(by);
                    self.approved.entry(place).or_default().push(person);
                }
                self.carry_out(place, answer, asked, &request, &facts)
            }
            Err(error) => {
                let standing = self.engine.decide(&request, &facts).map_err(told)?;
                let problem = Some(error.to_string());
                Ok(Done { decision: Some(standing.decision), problem, ..Done::default() })
            }
        }
    }

    /// Has a person approve what waits for a gate, as one batch, and carries out what may go ahead.
    fn approve_all(&mut self, by: &str, rule: &str) -> Result<Done, Problem> {
        let (manifest, listed) = self.batch(rule)?;
        let documents: Vec<(Request, Facts)> =
            listed.iter().map(|(_, request, facts)| (request.clone(), facts.clone())).collect();
        let answers = self.engine.approve_batch(&self.person(by), &manifest, &documents).map_err(told)?;
        let mut done = Done::default();
        for ((place, request, facts), answer) in listed.iter().zip(answers) {
            let one = match (answer, self.asked.get(place).copied()) {
                (Ok(answer), Some(asked)) => {
                    let person = self.given_as(by);
                    self.approved.entry(*place).or_default().push(person);
                    self.carry_out(*place, answer, asked, request, facts)?
                }
                (Err(error), _) => {
                    let standing = self.engine.decide(request, facts).map_err(told)?;
                    Done { decision: Some(standing.decision), problem: Some(told(error)), ..Done::default() }
                }
                (Ok(_), None) => continue,
            };
            done.batch.extend(one.decision.map(|decision| (*place, decision)));
            done.problem = done.problem.or(one.problem);
        }
        Ok(done)
    }

    /// Has a person refuse everything that waits for a gate.
    fn refuse_all(&mut self, by: &str, rule: &str) -> Result<Done, Problem> {
        let (_, listed) = self.batch(rule)?;
        let mut done = Done::default();
        for (place, request, facts) in listed {
            let answer = self.engine.refuse(&self.person(by), &request, &facts).map_err(told)?;
            done.batch.push((place, answer.decision));
        }
        Ok(done)
    }

    /// What waits for a gate, with the step that asked for it and the documents as they are now.
    fn batch(&self, rule: &str) -> Result<(Manifest, Vec<Listed>), Problem> {
        let manifest = self.engine.manifest(rule).map_err(told)?;
        let mut listed = Vec::new();
        for (place, asked) in &self.asked {
            let (request, facts) = self.documents(*place, asked).map_err(told)?;
            let at = manifest.requests().iter().position(|listed| listed.id == request.id());
            listed.extend(at.map(|at| (at, (*place, request, facts))));
        }
        listed.sort_by_key(|(at, _)| *at);
        if listed.is_empty() {
            return Err(format!("nothing waits for `{rule}`"));
        }
        Ok((manifest, listed.into_iter().map(|(_, one)| one).collect()))
    }

    /// Does what was permitted, and reports that it went well, unless a later step says what came of it.
    fn carry_out(
        &mut self,
        place: usize,
        answer: Answer,
        asked: &'a Asked,
        request: &Request,
        facts: &Facts,
    ) -> Result<Done, Problem> {
        let Some(permit) = answer.permit else {
            self.take_offer(&answer.decision, facts)?;
            return Ok(Done::decided(answer.decision));
        };
        match self.engine.redeem(permit, request, facts) {
            Ok(redeemed) if asked.reported_later => {
                self.in_flight.insert(place, redeemed);
                Ok(Done::decided(answer.decision))
            }
            Ok(redeemed) => {
                self.engine.report(&redeemed, Report::Succeeded).map_err(told)?;
                self.took_effect(place, asked);
                Ok(Done::decided(answer.decision))
            }
            Err(Refused::Decided(decision)) => Ok(Done::decided(*decision)),
            Err(Refused::Invalid(error)) => Err(told(error)),
        }
    }

    /// Writes what may be written instead, where something is offered and goes ahead.
    fn take_offer(&mut self, decision: &Decision, facts: &Facts) -> Result<(), Problem> {
        let Some(instead) = &decision.instead else { return Ok(()) };
        let request = Request::from_json(&instead.request, self.table).map_err(told)?;
        let Some(permit) = self.engine.decide(&request, facts).map_err(told)?.permit else { return Ok(()) };
        let redeemed = self.engine.redeem(permit, &request, facts).map_err(told)?;
        self.engine.report(&redeemed, Report::Succeeded).map_err(told)?;
        let (new, target) = (instead.request.get("new"), instead.request.get("target"));
        let action = instead.request.get("action").and_then(Json::as_str);
        let action = self.table.schema.actions.iter().find(|known| Some(known.name.as_str()) == action);
        let shape = action.and_then(|action| self.table.shape(action.object));
        let targets = target
            .into_iter()
            .flat_map(|target| target.as_array().map_or(vec![target], |all| all.iter().collect()));
        for id in targets.filter_map(Json::as_str) {
            let (Some(shape), Some(new)) = (shape, new.and_then(Json::as_object)) else { continue };
            let objects = self.world.entry(shape.name.clone()).or_default();
            objects.entry(id.to_owned()).or_default().extend(new.clone());
        }
        Ok(())
    }

    /// Reports what came of something that was done.
    fn report(&mut self, place: usize, succeeded: bool) -> Result<Done, Problem> {
        let redeemed =
            self.in_flight.get(&place).ok_or("it was not carried out, so that nothing came of it")?;
        let report = if succeeded { Report::Succeeded } else { Report::Failed };
        self.engine.report(redeemed, report).map_err(told)?;
        if let (true, Some(asked)) = (succeeded, self.asked.get(&place).copied()) {
            self.took_effect(place, asked);
        }
        Ok(Done::default())
    }

    /// A person by their id, with the roles that are given.
    fn given_as(&self, id: &str) -> Given {
        let known = self.given.iter().find(|person| person.id == id).cloned();
        known.unwrap_or_else(|| Given { id: id.to_owned(), roles: Vec::new() })
    }

    /// The world after something that was done: whoever has asked for it or approved it has endorsed what was written.
    fn took_effect(&mut self, place: usize, asked: &Asked) {
        let approved = self.approved.get(&place).cloned().unwrap_or_default();
        let by: Vec<Given> = asked.by.person().into_iter().cloned().chain(approved).collect();
        let new = scenario::endorsed(&asked.new, &by, &self.table.schema);
        if let Some(action) = self.table.schema.actions.get(asked.action.index())
            && matches!(action.verb, Verb::Update | Verb::Create)
        {
            asked.targets.iter().chain(&asked.created).for_each(|id| self.change(action.object, id, &new));
            return;
        }
        // With what, only the host knows.
        let written: Vec<(String, scenario::Value)> =
            asked.writes.iter().map(|field| (field.clone(), scenario::Value::Unknown)).collect();
        if let Some(action) = self.table.schema.actions.get(asked.action.index()) {
            asked.targets.iter().for_each(|id| self.change(action.object, id, &written));
        }
    }

    fn observe(
        &self,
        place: usize,
        name: &str,
        about: &str,
        fields: &[(String, scenario::Value)],
    ) -> Result<Done, Problem> {
        let signal = json!({
            "id": format!("signal {place}"), "signal": name, "about": about, "fields": document(fields),
        });
        let signal = Signal::from_json(&signal, self.table).map_err(told)?;
        let facts = self.facts(vec![("agent".to_owned(), json!(NO_AGENT))], None, &[]).map_err(told)?;
        self.engine.observe(&signal, &facts).map_err(told)?;
        Ok(Done::default())
    }

    fn switch(
        &self,
        by: &str,
        whom: &scenario::Halted,
        turn: impl Fn(&Engine, &Person, &Halted) -> Result<(), EngineError>,
    ) -> Result<Done, Problem> {
        let (_, name) = whom.named(&self.table.schema);
        let what = match whom {
            scenario::Halted::Everything => Halted::Everything,
            scenario::Halted::Agent(_) => Halted::Agent(name.to_owned()),
            scenario::Halted::Team(_) => Halted::Team(name.to_owned()),
            scenario::Halted::Action(_) => Halted::Action(name.to_owned()),
            scenario::Halted::Segment(_) => Halted::Segment(name.to_owned()),
        };
        turn(&self.engine, &self.person(by), &what).map_err(told)?;
        Ok(Done::default())
    }

    /// The request and the facts as they are now.
    fn documents(&self, place: usize, asked: &Asked) -> Result<(Request, Facts), InputError> {
        let schema = &self.table.schema;
        let action = schema.actions.get(asked.action.index());
        let mut request = json!({
            "id": format!("request {place}"),
            "action": action.map_or("", |action| &action.name),
            "takes": document(&asked.takes),
            "says": document(&asked.says),
            "new": document(&asked.new),
            "fields": asked.fields,
        });
        let target = match asked.targets.as_slice() {
            [] => None,
            [one] => Some(json!(one)),
            several => Some(json!(several)),
        };
        if let (Some(target), Some(request)) = (target, request.as_object_mut()) {
            request.insert("target".to_owned(), target);
        }
        let asker = asked.by.facts(&self.acting, schema);
        let facts = self.facts(asker, asked.session.as_deref(), &asked.knows)?;
        Ok((Request::from_json(&request, self.table)?, facts))
    }

    fn facts(
        &self,
        asker: Vec<(String, Json)>,
        session: Option<&str>,
        knows: &[(String, scenario::Value)],
    ) -> Result<Facts, InputError> {
        let mut host = json!({
            "session": session,
            "environment": self.environment,
            "knows": document(knows),
            "objects": self.world,
            "provenance": self.provenance,
        });
        if let Some(host) = host.as_object_mut() {
            host.extend(asker);
        }
        Facts::from_json(&host, self.table)
    }

    fn person(&self, id: &str) -> Person {
        self.people.get(id).cloned().unwrap_or_else(|| Person::new(id, Vec::<String>::new()))
    }

    fn change(&mut self, shape: ShapeId, id: &str, fields: &[(String, scenario::Value)]) {
        let shape = self.table.schema.shapes.get(shape.index()).map_or("", |shape| &shape.name);
        let read = i128::from(self.clock.load(Ordering::SeqCst));
        let said = fields.iter().map(|(name, value)| (name.clone(), provenance(value, read)));
        self.provenance.entry(shape.to_owned()).or_default().entry(id.to_owned()).or_default().extend(said);
        let object = self.world.entry(shape.to_owned()).or_default().entry(id.to_owned()).or_default();
        for (name, value) in fields {
            match value {
                scenario::Value::Unknown => drop(object.remove(name)),
                known => drop(object.insert(name.clone(), known.json())),
            }
        }
    }
}

fn told(error: impl std::fmt::Display) -> Problem {
    error.to_string()
}

/// Instants of scenarios are wider than the engine's; beyond its last one, time stands still.
fn nanoseconds(at: i128) -> i64 {
    i64::try_from(at).unwrap_or(if at < 0 { i64::MIN } else { i64::MAX })
}

fn person(table: &Table, given: &Given) -> Person {
    Person::new(&given.id, role_names(&given.roles, &table.schema))
}

fn sampling(given: &scenario::Sampling) -> Sampling {
    match given {
        scenario::Sampling::ByKey => Sampling::ByKey,
        scenario::Sampling::Nobody => Sampling::Nobody,
        scenario::Sampling::Everybody => Sampling::Everybody,
        scenario::Sampling::Only(ids) => Sampling::Only(ids.iter().cloned().collect()),
        scenario::Sampling::Except(ids) => Sampling::Except(ids.iter().cloned().collect()),
    }
}
