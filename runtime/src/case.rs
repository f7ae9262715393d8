//! Cases: a request, what the host knows, and a ledger, in one JSON document.
//!
//! This is what `charter decide` reads, and a way to try a table without keeping a ledger. A host that enforces a charter
//! uses [`Engine`](crate::Engine).

use crate::decide::{self, CaseClasses, Cause, Decision, Given, Halts, Inputs};
use crate::input::{Facts, InputError, Request, frame, instant, object_fields};
use crate::ledger::{Event, Halted, Index, Kind, Ledger, Log, Report, SoFar, kept_facts, with_until};
use crate::sample::{HostKey, sampler};
use crate::schema::{ActionId, SignalId};
use crate::table::{Table, model};
use crate::value::Slot;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Decides a case: `{"at", "request", "host", "ledger"}`, `asked` where it has waited, and `halted` where something is.
///
/// `at` is the host's clock, RFC 3339; `asked` is when the request began to wait for people, from which their time counts, and
/// without it, that is now. `ledger` lists events in the order of their receipt:
/// `{"at", "did", "agent" or "person", "target", "id", "facts"}`, `{"at", "signal", "about", "id", "follows", "fields", "facts"}` and
/// `{"at", "release", "about", "by", "role"}`, where `facts` has what the host knew at that time in the form of `host`, with the
/// request's `takes`, `says`, `new` and `fields` beside. Where a request stands in for what was done, the key is `requested`,
/// `waiting` (with the moment `until` which people can help it), `approved`, `refused` or, where it no longer waits, `settled`;
/// `{"at", "report", "id"}` says of what was done under an id that it has `succeeded` or `failed`. Fails only where the document
/// itself is refused.
///
/// ```
/// use charter_runtime::{HostKey, Outcome, case::decide_case, table::Table};
///
/// let case = serde_json::json!({
///     "at": "2026-03-02T09:00:00Z",
///     "request": {"id": "r1", "action": "send_email", "target": "jane"},
///     "host": {"agent": "outreach"},
/// });
/// let decision = decide_case(&Table::default(), &case, &HostKey::default())?;
/// assert_eq!(decision.outcome, Outcome::Stop);
/// # Ok::<(), charter_runtime::input::InputError>(())
/// ```
pub fn decide_case(table: &Table, case: &Json, key: &HostKey) -> Result<Decision, InputError> {
    with_inputs(table, case, key, |inputs| decide::decide(inputs).decision)
}

/// The classes of a case, for each object and field that is decided about by itself. Fails where [`decide_case`] does.
///
/// This is what analyses start from that ask what would have to be otherwise.
pub fn classes_of_case(table: &Table, case: &Json, key: &HostKey) -> Result<Vec<CaseClasses>, InputError> {
    with_inputs(table, case, key, decide::classes)
}

fn with_inputs<T>(
    table: &Table,
    case: &Json,
    key: &HostKey,
    then: impl FnOnce(&Inputs<'_, '_>) -> T,
) -> Result<T, InputError> {
    let document = frame(case, "case", &["at", "asked", "request", "host", "ledger", "halted"])?;
    let now = moment(document.get("at"))?;
    let asked = document.get("asked").map_or(Ok(now), |asked| moment(Some(asked)))?;
    let request = Request::from_json(document.get("request").ok_or(InputError::Missing("request"))?, table)?;
    let facts = Facts::from_json(document.get("host").ok_or(InputError::Missing("host"))?, table)?;
    let mut log = Log::default();
    for event in document.get("ledger").and_then(Json::as_array).into_iter().flatten() {
        log.append(read_event(table, event)?);
    }
    let index = Index::of(table, &log);
    let figures = Ledger { table, index: &index, reserved: &[], itself: &[] };
    let sampler = sampler(key);
    let halts = halts(document.get("halted"))?;
    Ok(then(&Inputs {
        table,
        request: &request,
        facts: &facts,
        now,
        figures: &figures,
        sampler: &sampler,
        given: &Given::default(),
        asked,
        halts: &halts,
        barred: &[],
    }))
}

/// `[{"segment": "enterprise", "by": "rita", "because": "two complaints"}]`: what is halted, by whom and why.
fn halts(json: Option<&Json>) -> Result<Halts, InputError> {
    let listed = json.map(|json| json.as_array().ok_or(InputError::WrongType("halted"))).transpose()?;
    let mut halts = Halts::new();
    for halted in listed.into_iter().flatten() {
        let said = frame(halted, "halted", &SWITCH_KEYS)?;
        let text = |key: &str| said.get(key).and_then(Json::as_str).map(str::to_owned);
        let named = text("agent").map(Halted::Agent).or_else(|| text("team").map(Halted::Team));
        let named = named.or_else(|| text("action").map(Halted::Action));
        let named = named.or_else(|| text("segment").map(Halted::Segment));
        let everything = said.get("everything").map(|_| Halted::Everything);
        let what = named.or(everything).ok_or(InputError::Missing("agent"))?;
        let said = |key| text(key).unwrap_or_default();
        halts.insert(what, Cause { by: said("by"), because: said("because") });
    }
    Ok(halts)
}

const SWITCH_KEYS: [&str; 7] = ["everything", "agent", "team", "action", "segment", "by", "because"];

fn moment(json: Option<&Json>) -> Result<i64, InputError> {
    let text = json.ok_or(InputError::Missing("at"))?.as_str().ok_or(InputError::WrongType("at"))?;
    instant(text).ok_or(InputError::WrongType("at"))
}

const EVENT_KEYS: [&str; 21] = [
    "at",
    "did",
    "signal",
    "release",
    "agent",
    "person",
    "target",
    "about",
    "id",
    "fields",
    "follows",
    "facts",
    "role",
    "by",
    "requested",
    "waiting",
    "approved",
    "refused",
    "settled",
    "until",
    "report",
];

/// How far a request has come, by the key that its event has in place of `did`.
const SO_FAR: [(&str, SoFar); 5] = [
    ("requested", SoFar::Requested),
    ("waiting", SoFar::Waiting),
    ("approved", SoFar::Approved),
    ("refused", SoFar::Refused),
    ("settled", SoFar::Settled),
];

/// Reads one event of a case's ledger, with the facts of its time that the table asks for.
fn read_event(table: &Table, json: &Json) -> Result<Event, InputError> {
    let event = frame(json, "ledger", &EVENT_KEYS)?;
    let text = |key: &str| event.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let at = moment(event.get("at"))?;
    let follows = event.get("follows").and_then(Json::as_str).map(str::to_owned);
    if let Some((key, so_far)) = SO_FAR.iter().find(|(key, _)| event.contains_key(*key)) {
        let until = event.get("until").map(|until| moment(Some(until))).transpose()?;
        let (action, id) = (text(key), text("id"));
        let facts = with_until(action_facts(table, json, &action, at)?, until);
        let subject = target(&event.get("target").cloned().unwrap_or_default());
        let repeats = matches!(so_far, SoFar::Waiting | SoFar::Settled);
        let (id, follows) = if repeats { (String::new(), Some(id)) } else { (id, None) };
        return Ok(Event { id, at, kind: Kind::Asked { action, so_far: *so_far }, subject, follows, facts });
    }
    let (kind, subject, facts) = if event.contains_key("did") {
        let action = text("did");
        let facts = action_facts(table, json, &action, at)?;
        (Kind::Did { action }, target(&event.get("target").cloned().unwrap_or_default()), facts)
    } else if event.contains_key("signal") {
        let signal = text("signal");
        let facts = signal_facts(table, json, &signal, at)?;
        (Kind::Signal { signal }, text("about"), facts)
    } else if event.contains_key("release") {
        (
            Kind::Release { signal: text("release"), by: text("by"), role: text("role") },
            text("about"),
            BTreeMap::new(),
        )
    } else if event.contains_key("report") {
        let report = match text("report").as_str() {
            "succeeded" => Report::Succeeded,
            "failed" => Report::Failed,
            _ => return Err(InputError::WrongType("report")),
        };
        (Kind::Reported { report }, String::new(), BTreeMap::new())
    } else {
        return Err(InputError::Missing("did"));
    };
    Ok(Event { id: text("id"), at, kind, subject, follows, facts })
}

/// The object that an action was on; of two, the first.
fn target(json: &Json) -> String {
    let first = json.as_array().and_then(|targets| targets.first()).unwrap_or(json);
    first.as_str().unwrap_or_default().to_owned()
}

/// The host's part of an event's facts.
fn host_of(event: &Json) -> Json {
    let facts = event.get("facts").unwrap_or(&Json::Null);
    let of = |key: &str| event.get(key).or(facts.get(key)).filter(|of| !of.is_null()).cloned();
    let mut host = match of("person") {
        Some(person) => json!({ "person": person }),
        None => json!({ "agent": of("agent").unwrap_or(json!("unknown")) }),
    };
    for part in ["session", "environment", "on_behalf_of", "knows", "objects", "provenance"] {
        if let (Some(known), Some(host)) = (facts.get(part), host.as_object_mut()) {
            host.insert(part.to_owned(), known.clone());
        }
    }
    host
}

fn action_facts(
    table: &Table,
    event: &Json,
    action: &str,
    at: i64,
) -> Result<BTreeMap<String, Slot>, InputError> {
    let place = table.schema.actions.iter().position(|known| known.name == action).and_then(ActionId::at);
    let Some(place) = place else { return Ok(BTreeMap::new()) };
    let given = event.get("facts").unwrap_or(&Json::Null);
    let mut request = json!({ "id": "event", "action": action, "target": event.get("target") });
    for key in ["takes", "says", "new", "fields"] {
        if let (Some(part), Some(request)) = (given.get(key), request.as_object_mut()) {
            request.insert(key.to_owned(), part.clone());
        }
    }
    let request = Request::from_json(&request, table)?;
    let facts = Facts::from_json(&host_of(event), table)?;
    let content = facts.complete(&request, &table.schema);
    let target = request.targets.first().map(String::as_str);
    Ok(kept_facts(table, model::Event::Did(place), &request, target, &facts, &content, at))
}

fn signal_facts(
    table: &Table,
    event: &Json,
    signal: &str,
    at: i64,
) -> Result<BTreeMap<String, Slot>, InputError> {
    let place = table.schema.signals.iter().position(|known| known.name == signal);
    let Some(known) = place.and_then(|place| table.schema.signals.get(place)) else {
        return Ok(BTreeMap::new());
    };
    let content = object_fields(&table.schema, known.content, event.get("fields").unwrap_or(&json!({})));
    let about = event.get("about").and_then(Json::as_str).unwrap_or_default();
    let request = Request::about(about);
    let facts = Facts::from_json(&host_of(event), table)?;
    let id = place.and_then(SignalId::at).map(model::Event::Signal);
    Ok(id.map(|id| kept_facts(table, id, &request, Some(about), &facts, &content, at)).unwrap_or_default())
}
