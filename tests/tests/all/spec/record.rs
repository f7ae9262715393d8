//! The days of a page, as cases: every request of a scenario with the facts and the ledger of its moment.
//!
//! The harness plays a day through the engine. Here the same day is written down as documents, one for each request as it
//! was first asked, and the table and the reference interpreter have to agree about each.

use charter_compiler::scenario::{
    Act, Asker, Person, Request, Scenario, Step, Value, delegation, document, endorsed, provenance,
};
use charter_harness::{PlayedScenario, PlayedStep};
use charter_runtime::Outcome;
use charter_runtime::schema::{Action, AgentId, Schema, ShapeId, Verb};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// A request of a day, and the line of the page that it stands on.
pub(super) struct Recorded {
    pub(super) line: u32,
    pub(super) case: Json,
}

/// The requests of a day as it was played.
pub(super) fn cases(schema: &Schema, scenario: &Scenario, played: &PlayedScenario) -> Vec<Recorded> {
    let environment = scenario.environment.as_deref();
    let (world, provenance, acting) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let (approved, halted, ledger) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut record = Record { schema, world, provenance, environment, acting, approved, halted, ledger };
    let start = scenario.steps.first().map_or(0, |step| step.at);
    for object in &scenario.objects {
        record.change(start, object.shape, &object.id, &object.fields);
    }
    let mut cases = Vec::new();
    for (place, (step, came)) in scenario.steps.iter().zip(&played.steps).enumerate() {
        if let Act::Request(asked) = &step.act {
            cases.push(Recorded { line: step.line, case: record.case(step, place, asked) });
        }
        record.take(scenario, place, step, came);
    }
    cases
}

/// What has happened so far.
struct Record<'a> {
    schema: &'a Schema,
    world: BTreeMap<String, BTreeMap<String, Map<String, Json>>>,
    provenance: BTreeMap<String, BTreeMap<String, Map<String, Json>>>,
    environment: Option<&'a str>,
    acting: BTreeMap<AgentId, Json>,
    /// Who has approved each request, by the place of its step.
    approved: BTreeMap<usize, Vec<Person>>,
    /// What is halted, in the order of the switches.
    halted: BTreeMap<(String, String), Json>,
    /// What has happened, and whether it only would have.
    ledger: Vec<(bool, Json)>,
}

impl Record<'_> {
    fn case(&self, step: &Step, place: usize, asked: &Request) -> Json {
        let mut request = self.content(asked);
        request["id"] = json!(format!("request {place}"));
        request["action"] = json!(self.action(asked).name);
        match asked.targets.as_slice() {
            [] => {}
            [one] => request["target"] = json!(one),
            several => request["target"] = json!(several),
        }
        json!({ "at": moment(step.at), "request": request, "host": self.host(asked), "ledger": self.ledger_for(asked),
            "halted": self.halted.values().collect::<Vec<_>>() })
    }

    /// What a step leaves behind.
    fn take(&mut self, scenario: &Scenario, place: usize, step: &Step, came: &PlayedStep) {
        if let Act::Request(asked) = &step.act {
            self.happened("requested", step, place, asked, None);
        }
        let waits = came
            .decision
            .as_ref()
            .filter(|it| matches!(it.outcome, Outcome::Queue | Outcome::Approve) && came.problem.is_none());
        if let (Act::Request(asked), Some(decision)) = (&step.act, waits) {
            let until = decision.owed.iter().filter_map(|owed| owed.until.clone()).min();
            self.happened("waiting", step, place, asked, until);
        }
        let goes_ahead = came.decision.as_ref().is_some_and(|it| it.outcome == Outcome::Execute);
        if let Act::Request(asked) = &step.act {
            if goes_ahead && came.problem.is_none() {
                self.done(step, place, asked);
            }
        } else if let Act::Approve { by, request } = &step.act {
            let Act::Request(asked) = &scenario.steps[*request].act else { return };
            if came.problem.is_none() {
                self.approved(scenario, *request, by);
            }
            if goes_ahead && came.problem.is_none() {
                self.happened("approved", step, *request, asked, None);
                self.done(step, *request, asked);
            }
        } else if let Act::Refuse { request, .. } = &step.act {
            let Act::Request(asked) = &scenario.steps[*request].act else { return };
            if came.problem.is_none() {
                self.happened("refused", step, *request, asked, None);
            }
        } else if let Act::Did(asked) = &step.act {
            self.done(step, place, asked);
        } else if let Act::ApproveAll { by, .. } = &step.act {
            came.batch.iter().for_each(|one| self.approved(scenario, one.step, by));
            for one in came.batch.iter().filter(|one| one.carried_out) {
                let Act::Request(asked) = &scenario.steps[one.step].act else { continue };
                self.happened("approved", step, one.step, asked, None);
                self.done(step, one.step, asked);
            }
        } else if let Act::RefuseAll { .. } = &step.act {
            for one in &came.batch {
                let Act::Request(asked) = &scenario.steps[one.step].act else { continue };
                self.happened("refused", step, one.step, asked, None);
            }
        } else if let Act::Report { request, succeeded } = &step.act {
            let Act::Request(asked) = &scenario.steps[*request].act else { return };
            if came.problem.is_none() {
                self.reported(step, *request, asked, *succeeded);
            }
        } else if let Act::Signal { signal, about, fields } = &step.act {
            let name = &self.schema.signals[signal.index()].name;
            self.note(json!({
                "at": moment(step.at), "signal": name, "about": about, "id": format!("signal {place}"),
                "fields": document(fields), "facts": { "objects": self.world, "provenance": self.provenance },
            }));
        } else if let Act::Release { by, roles, signal, about } = &step.act
            && came.problem.is_none()
        {
            let name = &self.schema.signals[signal.index()].name;
            for role in roles {
                let role = &self.schema.roles[role.index()];
                self.note(json!({
                    "at": moment(step.at), "release": name, "about": about, "by": by, "role": role,
                }));
            }
        } else if let Act::Halt { by, whom, because } = &step.act
            && came.problem.is_none()
        {
            let (kind, name) = whom.named(self.schema);
            let switch = json!({ kind: name, "by": by, "because": because });
            self.halted.entry((kind.to_owned(), name.to_owned())).or_insert(switch);
        } else if let Act::Resume { whom, .. } = &step.act
            && came.problem.is_none()
        {
            let (kind, name) = whom.named(self.schema);
            self.halted.remove(&(kind.to_owned(), name.to_owned()));
        } else if let Act::ActFor { agents, person, until } = &step.act {
            let acts_for = delegation(person.as_ref(), *until, self.schema);
            self.acting.extend(agents.iter().map(|agent| (*agent, acts_for.clone())));
        } else if let Act::Change { shape, id, fields } = &step.act {
            self.change(step.at, *shape, id, fields);
        }
    }

    /// Takes note of who has approved a request.
    fn approved(&mut self, scenario: &Scenario, place: usize, by: &str) {
        let known = scenario.people.iter().find(|person| person.id == by).cloned();
        let person = known.unwrap_or_else(|| Person { id: by.to_owned(), roles: Vec::new() });
        self.approved.entry(place).or_default().push(person);
    }

    /// What was carried out, and reported, unless a later step does that.
    fn done(&mut self, step: &Step, place: usize, asked: &Request) {
        self.happened("did", step, place, asked, None);
        if !asked.reported_later && !self.is_watched(asked) {
            self.reported(step, place, asked, true);
        }
    }

    /// What came of something that was carried out.
    fn reported(&mut self, step: &Step, place: usize, asked: &Request, succeeded: bool) {
        let action = self.action(asked);
        let report = if succeeded { "succeeded" } else { "failed" };
        for target in self.targets(asked) {
            let id = format!("request {place} on {target}");
            self.note(json!({ "at": moment(step.at), "report": report, "id": id }));
        }
        if succeeded && matches!(action.verb, Verb::Update | Verb::Create) {
            let approved = self.approved.get(&place).cloned().unwrap_or_default();
            let by: Vec<Person> = asked.by.person().into_iter().cloned().chain(approved).collect();
            let new = endorsed(&asked.new, &by, self.schema);
            let changed = asked.targets.iter().chain(&asked.created);
            changed.for_each(|id| self.change(step.at, action.object, id, &new));
        }
    }

    /// On what a request is on record: each object, or the two that an action is on.
    fn targets(&self, asked: &Request) -> Vec<Json> {
        match asked.targets.as_slice() {
            two if self.action(asked).second.is_some() => vec![json!(two)],
            [] => vec![Json::Null],
            each => each.iter().map(|id| json!(id)).collect(),
        }
    }

    /// How far a request has come: an event for each object, or for the two that an action is on.
    fn happened(&mut self, what: &str, step: &Step, place: usize, asked: &Request, until: Option<String>) {
        let (action, mut facts) = (self.action(asked), self.content(asked));
        let host = self.host(asked);
        facts["knows"] = host["knows"].clone();
        for key in ["objects", "session", "environment", "on_behalf_of", "provenance"] {
            facts[key] = host[key].clone();
        }
        for target in self.targets(asked) {
            let mut event = json!({
                "at": moment(step.at), "agent": host["agent"], "person": host["person"], "target": target,
                "id": format!("request {place} on {target}"), "facts": facts,
            });
            event[what] = json!(action.name);
            if let Some(until) = &until {
                event["until"] = json!(until);
            }
            self.ledger.push((self.is_watched(asked), event));
        }
    }

    fn note(&mut self, event: Json) {
        self.ledger.push((false, event));
    }

    /// Whether an agent asks that is only watched.
    fn is_watched(&self, asked: &Request) -> bool {
        matches!(&asked.by, Asker::Agent(agent) if self.schema.watched.contains(agent))
    }

    /// What has happened; to one who is only watched, with what would have.
    fn ledger_for(&self, asked: &Request) -> Vec<&Json> {
        let seen = self.ledger.iter().filter(|(watched, _)| !watched || self.is_watched(asked));
        seen.map(|(_, event)| event).collect()
    }

    fn action(&self, asked: &Request) -> Action {
        self.schema.actions[asked.action.index()].clone()
    }

    fn content(&self, asked: &Request) -> Json {
        json!({
            "takes": document(&asked.takes), "says": document(&asked.says), "new": document(&asked.new),
            "fields": asked.fields,
        })
    }

    fn host(&self, asked: &Request) -> Json {
        let mut host = json!({
            "session": asked.session, "environment": self.environment,
            "knows": document(&asked.knows), "objects": self.world, "provenance": self.provenance,
        });
        host.as_object_mut().unwrap().extend(asked.by.facts(&self.acting, self.schema));
        host
    }

    fn change(&mut self, at: i128, shape: ShapeId, id: &str, fields: &[(String, Value)]) {
        let shape = self.schema.shapes[shape.index()].name.clone();
        let said = self.provenance.entry(shape.clone()).or_default().entry(id.to_owned()).or_default();
        said.extend(fields.iter().map(|(name, value)| (name.clone(), provenance(value, at))));
        let object = self.world.entry(shape).or_default().entry(id.to_owned()).or_default();
        for (name, value) in fields {
            match value {
                Value::Unknown => drop(object.remove(name)),
                known => drop(object.insert(name.clone(), known.json())),
            }
        }
    }
}

fn moment(at: i128) -> String {
    Timestamp::from_nanosecond(at).unwrap().to_string()
}
