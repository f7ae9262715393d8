//! The decision: the least of what is granted and of everything that possibly restricts it.

use crate::reference::charter::{Charter, Kind, Rule, Settings, read};
use crate::reference::consequences::consequences;
use crate::reference::effects::{Duty, Many, Step, Who};
use crate::reference::granted::{Granted, Waits, granted_by};
use crate::reference::halts::is_halted;
use crate::reference::ledger;
use crate::reference::outcome::Level;
use crate::reference::request::{self, Asked};
use crate::reference::room::Room;
use crate::reference::rules::{Request, Saying, has_fields, saying};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Decides a case under a charter, both as documents.
pub fn decide(files: &[&str], settings: Settings, host_key: &[u8], case: &Json) -> Result<Json, String> {
    decide_under(&read(files, settings)?, host_key, case)
}

/// Decides a case under a charter that has been read.
pub fn decide_under(charter: &Charter, host_key: &[u8], case: &Json) -> Result<Json, String> {
    let (mut document, redirects) = decide_once(charter, host_key, case)?;
    if let (Some(request), Some(document)) =
        (rewritten(case, &document, &redirects), document.as_object_mut())
    {
        let mut case = case.clone();
        set(&mut case, "request", request.clone());
        // A decision of its own: nobody has been asked about it before.
        case.as_object_mut().map(|case| case.remove("asked"));
        let (decision, _) = decide_once(charter, host_key, &case)?;
        document.insert("instead".to_owned(), json!({"request": request, "decision": decision}));
    }
    Ok(document)
}

/// For each field, the fields that rules have written instead of it.
type Redirects = BTreeMap<String, BTreeSet<String>>;

fn decide_once(charter: &Charter, host_key: &[u8], case: &Json) -> Result<(Json, Redirects), String> {
    let ledger = ledger::read(&charter.vocabulary, case.get("ledger"))?;
    let watched = is_watched(charter, case);
    match request::read(&charter.vocabulary, case)? {
        Asked::Problems(problems) => {
            let decision = Decision { problems, watched, ..Decision::default() };
            Ok((document(charter, &decision), Redirects::new()))
        }
        Asked::Request(situation, fields) => {
            let each = situation.each();
            let request = |situation| Request { charter, ledger: &ledger, situation, field: None, host_key };
            let requests: Vec<Request<'_>> = each.iter().map(request).collect();
            if is_halted(&requests, case.get("halted"))? {
                let problems = vec!["halted".to_owned()];
                let decision = Decision { problems, watched, ..Decision::default() };
                return Ok((document(charter, &decision), Redirects::new()));
            }
            let decision = Decision { watched, ..decision(&requests, &fields)? };
            let document = document(charter, &decision);
            Ok((document, decision.redirects))
        }
    }
}

/// Whether an agent asks that is only watched.
fn is_watched(charter: &Charter, case: &Json) -> bool {
    let host = |key: &str| case.get("host").and_then(|host| host.get(key)).filter(|it| !it.is_null());
    let agent = host("agent").and_then(Json::as_str).filter(|_| host("person").is_none());
    agent.is_some_and(|agent| charter.vocabulary.watched.iter().any(|watched| watched == agent))
}

/// The request with other fields written in place of those that are redirected; none where something stops it, or where two
/// values would meet in one field.
fn rewritten(case: &Json, document: &Json, redirects: &Redirects) -> Option<Json> {
    if redirects.is_empty() || document.get("outcome") == Some(&json!("stop")) {
        return None;
    }
    let mut request = case.get("request")?.clone();
    let mut new = request.get("new")?.as_object()?.clone();
    for (field, instead) in redirects {
        let value = new.remove(field)?;
        let name = instead.iter().next().filter(|_| instead.len() == 1)?;
        if new.insert(name.clone(), value).is_some() {
            return None;
        }
    }
    let id = format!("{}/instead", request.get("id")?.as_str()?);
    set(&mut request, "id", json!(id));
    set(&mut request, "new", Json::Object(new));
    Some(request)
}

fn set(document: &mut Json, key: &str, value: Json) {
    if let Some(document) = document.as_object_mut() {
        document.insert(key.to_owned(), value);
    }
}

/// What is decided, and what it is made of.
#[derive(Debug, Default)]
struct Decision<'c> {
    /// Whether whoever asks is only watched.
    watched: bool,
    verdicts: Vec<Of>,
    restrictions: BTreeMap<String, (&'c Rule, Saying)>,
    /// What each scope grants, once for every part that it grants; only what it grants in all of them counts.
    scopes: BTreeMap<String, Vec<Level>>,
    doubted: BTreeMap<String, BTreeSet<String>>,
    /// By rule: what has to be done, to which field.
    obligations: BTreeSet<(String, Duty)>,
    problems: Vec<String>,
    redirects: Redirects,
    /// The scopes that let it wait in a queue, where they grant no more.
    queued: BTreeMap<(String, String), Waits>,
    /// What it leads to, and how far that is granted.
    consequences: BTreeMap<String, Level>,
}

/// What is decided of one object, and of one field where the action is about fields.
#[derive(Debug)]
struct Of {
    target: Option<String>,
    field: Option<String>,
    verdict: Verdict,
}

/// What is decided of one field, or of the whole where an action is not about fields.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    /// The highest level among the scopes that certainly apply.
    grant: Option<Level>,
    /// The least of that and all restrictions.
    outcome: Level,
}

impl Decision<'_> {
    /// The verdict is the least over the fields.
    fn outcome(&self) -> Level {
        self.verdicts.iter().map(|of| of.verdict.outcome).min().unwrap_or(Level::Stop)
    }

    fn grant(&self) -> Option<Level> {
        self.verdicts.iter().map(|of| of.verdict.grant).min().flatten()
    }
}

/// Every object and every field by itself, where an action is about fields: a request is as many decisions, all or nothing.
fn decision<'c>(requests: &[Request<'c>], fields: &'c [String]) -> Result<Decision<'c>, String> {
    let mut decision = Decision::default();
    for request in requests {
        let target = request.situation.targets.first().cloned();
        if !has_fields(&request.situation.act) {
            let verdict = verdict(request, &mut decision)?;
            decision.verdicts.push(Of { target, field: None, verdict });
            continue;
        }
        for field in fields {
            let verdict = verdict(&Request { field: Some(field), ..*request }, &mut decision)?;
            decision.verdicts.push(Of { target: target.clone(), field: Some(field.clone()), verdict });
        }
        if fields.is_empty() {
            decision.problems.push("no field is named".to_owned());
        }
    }
    let parts = decision.verdicts.len();
    decision.scopes.retain(|_, levels| levels.len() == parts);
    decision.doubted.retain(|scope, _| !decision.scopes.contains_key(scope));
    Ok(decision)
}

fn verdict<'c>(request: &Request<'c>, decision: &mut Decision<'c>) -> Result<Verdict, String> {
    // People need no scope.
    let by_a_person = request.situation.is_by_a_person();
    let mut granted = if by_a_person { Granted::everything() } else { Granted::default() };
    let mut least = Level::Execute;
    for rule in request.charter.rules.values() {
        let Some(said) = saying(request, rule)? else { continue };
        match rule.kind {
            Kind::Scope if said.certainly && !rule.shadow => {
                granted.join(granted_by(request, rule)?);
                decision.scopes.entry(rule.name.clone()).or_default().push(said.level);
            }
            Kind::Scope if said.possibly && !rule.shadow => {
                decision.doubted.entry(rule.name.clone()).or_default().extend(said.unknown);
            }
            Kind::Gate | Kind::Stop | Kind::Limit | Kind::Require if said.possibly => {
                least = if rule.shadow { least } else { least.min(said.level) };
                for duty in said.duties.iter().filter(|_| !rule.shadow) {
                    if let (Duty::WriteInstead(instead), Some(field)) = (duty, request.field) {
                        decision.redirects.entry(field.to_owned()).or_default().insert(instead.clone());
                    }
                    decision.obligations.insert((rule.name.clone(), duty.clone()));
                }
                match decision.restrictions.get_mut(&rule.name) {
                    Some((_, before)) => before.join(said),
                    None => drop(decision.restrictions.insert(rule.name.clone(), (rule, said))),
                }
            }
            Kind::Scope | Kind::Gate | Kind::Stop | Kind::Limit | Kind::Require => {}
        }
    }
    let mut grant = granted.by_now();
    decision.queued.extend(granted.waits());
    for (action, granted) in consequences(request)? {
        for granted in granted {
            grant = grant.min(granted.by_now());
            let level = granted.by_now().unwrap_or(Level::Stop);
            decision.queued.extend(granted.waits());
            let so_far = decision.consequences.entry(action.clone()).or_insert(level);
            *so_far = level.min(*so_far);
        }
    }
    Ok(Verdict { grant, outcome: least.min(grant.unwrap_or(Level::Stop)) })
}

/// The decision as a document.
fn document(charter: &Charter, decision: &Decision<'_>) -> Json {
    let outcome = decision.outcome();
    let rules: Vec<Json> =
        decision.restrictions.values().map(|(rule, said)| restriction(rule, said, outcome)).collect();
    let scopes = decision.scopes.iter().map(
        |(scope, levels)| json!({"scope": scope, "grants": levels.iter().min().map(|level| level.word())}),
    );
    let doubted = decision.doubted.iter().map(|(scope, unknown)| json!({"scope": scope, "unknown": unknown}));
    let mut document = json!({
        "outcome": outcome.word(),
        "mode": if charter.settings.enforced && !decision.watched { "enforced" } else { "shadow" },
        "rules": rules,
        "scopes": scopes.collect::<Vec<_>>(),
        "doubted": doubted.collect::<Vec<_>>(),
        "owed": owed(decision, outcome),
        "obligations": obligations(decision, outcome),
        "problems": decision.problems,
    });
    if let (Some(grant), Some(document)) = (decision.grant(), document.as_object_mut()) {
        document.insert("grant".to_owned(), json!(grant.word()));
    }
    if let (Some(room), Some(document)) = (room(decision), document.as_object_mut()) {
        document.insert("try_again_at".to_owned(), room);
    }
    let fields = least_by(decision, |of| of.field.as_ref());
    let targets = least_by(decision, |of| of.target.as_ref());
    if let (false, Some(document)) = (fields.is_empty(), document.as_object_mut()) {
        document.insert("fields".to_owned(), Json::Object(fields));
    }
    let consequences =
        decision.consequences.iter().map(|(action, level)| (action.clone(), json!(level.word())));
    let consequences: Map<String, Json> = consequences.collect();
    if let (false, Some(document)) = (consequences.is_empty(), document.as_object_mut()) {
        document.insert("consequences".to_owned(), Json::Object(consequences));
    }
    if let (true, Some(document)) = (targets.len() > 1, document.as_object_mut()) {
        document.insert("targets".to_owned(), Json::Object(targets));
    }
    document
}

/// When there is room under all limits that stop, where nothing else does.
fn room(decision: &Decision<'_>) -> Option<Json> {
    let granted = decision.grant().is_some_and(|grant| grant > Level::Stop);
    if decision.outcome() != Level::Stop || !granted || !decision.problems.is_empty() {
        return None;
    }
    let stops = decision.restrictions.values();
    let stops = stops.filter(|(rule, said)| !rule.shadow && said.level == Level::Stop);
    let room: Option<Vec<Room>> = stops.map(|(_, said)| said.room).collect();
    Some(match room?.into_iter().max()? {
        Room::At(moment) => json!(jiff::Timestamp::from_nanosecond(moment).ok()?.to_string()),
        Room::Unknown => Json::Null,
    })
}

/// For each object, or each field, the least that is decided of it.
fn least_by(decision: &Decision<'_>, by: impl Fn(&Of) -> Option<&String>) -> Map<String, Json> {
    let mut least: BTreeMap<&String, Level> = BTreeMap::new();
    for of in &decision.verdicts {
        let Some(name) = by(of) else { continue };
        let so_far = least.entry(name).or_insert(of.verdict.outcome);
        *so_far = of.verdict.outcome.min(*so_far);
    }
    least.into_iter().map(|(name, level)| (name.clone(), json!(level.word()))).collect()
}

fn restriction(rule: &Rule, said: &Saying, outcome: Level) -> Json {
    json!({
        "rule": rule.name,
        "kind": rule.kind.word(),
        "outcome": said.level.word(),
        "deciding": !rule.shadow && said.level == outcome && outcome != Level::Execute,
        "shadow": rule.shadow,
        "unknown": said.unknown,
        "sentence": rule.sentence,
    })
}

/// What is still owed, where people can discharge what was decided: by all enforced rules that wait for people.
fn owed(decision: &Decision<'_>, outcome: Level) -> Vec<Json> {
    let waits = |level: Level| matches!(level, Level::Approve | Level::Queue);
    let is_owed = |(rule, said): &&(&Rule, Saying)| !rule.shadow && waits(said.level) && waits(outcome);
    let owed = |(rule, said): &(&Rule, Saying)| {
        let steps: Vec<Json> = said.owed.iter().map(step).collect();
        let mut owed = json!({"rule": rule.name, "steps": steps});
        if let Some(batch) = said.batch {
            set(&mut owed, "in_batches", json!(batch));
        }
        if let Some(until) = said.until {
            set(&mut owed, "until", json!(instant(until)));
        }
        owed
    };
    let by_rules =
        decision.restrictions.values().filter(is_owed).map(|it| ((it.0.name.clone(), None), owed(it)));
    let queued = decision.queued.iter().filter(|_| waits(outcome));
    let by_scopes = queued.map(|((scope, queue), waits)| {
        let mut owed = json!({"rule": scope, "steps": [step(&waits.owner)]});
        if let Some(until) = waits.until {
            set(&mut owed, "until", json!(instant(until)));
        }
        ((scope.clone(), Some(queue.clone())), owed)
    });
    by_rules.chain(by_scopes).collect::<BTreeMap<_, _>>().into_values().collect()
}

/// What has to be done along with it; to be read afterwards, it has to be able to go ahead.
fn obligations(decision: &Decision<'_>, outcome: Level) -> Vec<Json> {
    let duty = |(rule, duty): &(String, Duty)| match duty {
        Duty::WriteInstead(field) => json!({"rule": rule, "write_instead": field}),
        Duty::Mask(field) => json!({"rule": rule, "mask": field}),
        Duty::Read(who, before) => {
            let mut reading = json!({"by": person_or_role(who)});
            if let Some(before) = before {
                set(&mut reading, "before", json!(instant(*before)));
            }
            json!({"rule": rule, "read_afterwards": reading})
        }
        Duty::Tell(who) => json!({"rule": rule, "tell": person_or_role(who)}),
    };
    let is_due = |(_, duty): &&(String, Duty)| match duty {
        Duty::WriteInstead(_) | Duty::Mask(_) | Duty::Tell(_) => true,
        Duty::Read(_, _) => matches!(outcome, Level::Queue | Level::Approve | Level::Execute),
    };
    decision.obligations.iter().filter(is_due).map(duty).collect()
}

fn instant(nanoseconds: i128) -> String {
    jiff::Timestamp::from_nanosecond(nanoseconds).map(|at| at.to_string()).unwrap_or_default()
}

fn person_or_role(who: &Who) -> Json {
    match who {
        Who::Role(role) => json!({"role": role}),
        Who::Person(person) => json!({"person": person}),
    }
}

fn step(step: &Step) -> Json {
    json!({"all": step.iter().map(|(who, asked)| seat(who, asked)).collect::<Vec<Json>>()})
}

/// `{"role", "count"}`, `{"person"}`, or where there is a choice `{"any", "count"}`; with those who may not.
fn seat(who: &BTreeSet<Who>, asked: &Many) -> Json {
    let mut seat = match who.first().filter(|_| who.len() == 1) {
        Some(Who::Role(role)) => json!({"role": role, "count": asked.count}),
        Some(Who::Person(person)) => json!({"person": person}),
        None => json!({"any": who.iter().map(person_or_role).collect::<Vec<Json>>(), "count": asked.count}),
    };
    if !asked.except.is_empty() {
        set(&mut seat, "except", json!(asked.except));
    }
    if asked.confirms {
        set(&mut seat, "confirms", json!(true));
    }
    seat
}
