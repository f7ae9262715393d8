//! Recordings: days as they happened, one JSON document a line, with the facts of their time.
//!
//! ```text
//! {"at", "request": {…}, "host": {…}}       an agent, or a person, asked
//! {"at", "did": {…}, "host": {…}}           somebody did something without asking
//! {"at", "signal": {…}, "host": {…}}        something happened in the world
//! {"at", "approve": "r1", "by": {…}}        a person approved a request; so does "refuse"
//! {"at", "succeeded": "r1"}                 what came of something that was done; so does "failed"
//! {"at", "release": "replied", "about": "jane", "by": {…}}
//! ```
//!
//! `at` is the moment, RFC 3339, and never earlier than on the line before. `request` and `did` are read as
//! [`Request`] reads them, `host` as [`Facts`] does, `signal` as [`Signal`] does, and `by` is `{"id", "roles"}`.

use charter_runtime::engine::{Moment, Person, Report};
use charter_runtime::input::{Facts, InputError, JsonError, Request, Signal, parse};
use charter_runtime::table::Table;
use serde_json::{Map, Value as Json, json};
use std::fmt;

/// One line of a recording.
#[derive(Debug, Clone)]
pub struct Line {
    /// When it happened.
    pub at: Moment,
    /// What happened.
    pub what: Happened,
}

/// What a line says has happened.
#[derive(Debug, Clone)]
pub enum Happened {
    /// Somebody asked.
    Asked(Box<Request>, Box<Facts>),
    /// Somebody did something without asking.
    Did(Box<Request>, Box<Facts>),
    /// A signal came in.
    Signal(Box<Signal>, Box<Facts>),
    /// A person approved a request, by its id.
    Approved(String, Person),
    /// A person refused a request, by its id.
    Refused(String, Person),
    /// What came of a request that was carried out, by its id.
    Reported(String, Report),
    /// A person released whoever a signal was about.
    Released {
        /// The signal, by its name.
        signal: String,
        /// The object, by its id.
        about: String,
        /// The person.
        by: Person,
    },
}

/// Why a line cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// It is no JSON document.
    Json(JsonError),
    /// A part of it is not as it has to be.
    Input(InputError),
    /// It says nothing that a recording can say.
    Nothing,
    /// It says several things at once: these keys.
    Several(String, String),
    /// It has a key that no line has.
    UnknownKey(String),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Json(error) => {
                // A document is one line.
                let told = error.to_string();
                f.write_str(told.strip_prefix("line 1, ").unwrap_or(&told))
            }
            Malformed::Input(error) => error.fmt(f),
            Malformed::Nothing => write!(f, "it says nothing that happened: one of {}", KINDS.join(", ")),
            Malformed::Several(one, other) => {
                write!(f, "it has both `{one}` and `{other}`: a line says one thing")
            }
            Malformed::UnknownKey(key) => write!(f, "no line has a key `{key}`"),
        }
    }
}

impl std::error::Error for Malformed {}

impl From<InputError> for Malformed {
    fn from(error: InputError) -> Malformed {
        Malformed::Input(error)
    }
}

/// What lines say, by the key that says it.
const KINDS: [&str; 8] = ["request", "did", "signal", "approve", "refuse", "succeeded", "failed", "release"];
/// What else they may say.
const BESIDE: [&str; 4] = ["at", "host", "by", "about"];
/// Whom signals come from: they are about the world, and documents name somebody all the same.
const NO_AGENT: &str = "nobody";

impl Line {
    /// Reads a line; what it names is looked up in the table's vocabulary.
    ///
    /// ```
    /// use charter_harness::recording::Line;
    /// use charter_runtime::table::Table;
    ///
    /// let line = r#"{"at": "2026-03-02T09:00:00Z", "request": {"id": "r1", "action": "send_email", "target": "jane"}, "host": {"agent": "outreach"}}"#;
    /// assert!(Line::read(line, &Table::default()).is_ok());
    /// assert!(Line::read("{}", &Table::default()).is_err());
    /// ```
    pub fn read(text: &str, table: &Table) -> Result<Line, Malformed> {
        let json = parse(text).map_err(Malformed::Json)?;
        let line = json.as_object().ok_or(InputError::WrongType("line"))?;
        if let Some(unknown) =
            line.keys().find(|key| !KINDS.contains(&key.as_str()) && !BESIDE.contains(&key.as_str()))
        {
            return Err(Malformed::UnknownKey(unknown.clone()));
        }
        let mut said = KINDS.iter().filter(|kind| line.contains_key(**kind));
        let kind = *said.next().ok_or(Malformed::Nothing)?;
        if let Some(other) = said.next() {
            return Err(Malformed::Several(kind.to_owned(), (*other).to_owned()));
        }
        let at = line.get("at").ok_or(InputError::Missing("at"))?;
        let at = at.as_str().and_then(nanoseconds).ok_or(InputError::WrongType("at"))?;
        let what = happened(kind, line, table)?;
        Ok(Line { at: Moment::from_nanoseconds(at), what })
    }
}

fn nanoseconds(at: &str) -> Option<i64> {
    i64::try_from(at.parse::<jiff::Timestamp>().ok()?.as_nanosecond()).ok()
}

fn happened(kind: &'static str, line: &Map<String, Json>, table: &Table) -> Result<Happened, Malformed> {
    let body = line.get(kind).unwrap_or(&Json::Null);
    let text = || body.as_str().map(str::to_owned).ok_or(InputError::WrongType(kind));
    let host = || line.get("host").ok_or(InputError::Missing("host"));
    let asked = || -> Result<(Box<Request>, Box<Facts>), InputError> {
        Ok((Box::new(Request::from_json(body, table)?), Box::new(Facts::from_json(host()?, table)?)))
    };
    Ok(match kind {
        "request" => {
            let (request, facts) = asked()?;
            Happened::Asked(request, facts)
        }
        "did" => {
            let (request, facts) = asked()?;
            Happened::Did(request, facts)
        }
        "signal" => {
            let mut host = line.get("host").cloned().unwrap_or_else(|| json!({}));
            if let Some(host) = host.as_object_mut() {
                host.entry("agent").or_insert(json!(NO_AGENT));
            }
            let (signal, facts) = (Signal::from_json(body, table)?, Facts::from_json(&host, table)?);
            Happened::Signal(Box::new(signal), Box::new(facts))
        }
        "approve" => Happened::Approved(text()?, person(line)?),
        "refuse" => Happened::Refused(text()?, person(line)?),
        "succeeded" => Happened::Reported(text()?, Report::Succeeded),
        "failed" => Happened::Reported(text()?, Report::Failed),
        _ => {
            let about = line.get("about").and_then(Json::as_str).ok_or(InputError::Missing("about"))?;
            Happened::Released { signal: text()?, about: about.to_owned(), by: person(line)? }
        }
    })
}

/// `{"id": "mia", "roles": ["legal"]}`.
fn person(line: &Map<String, Json>) -> Result<Person, InputError> {
    let by = line.get("by").ok_or(InputError::Missing("by"))?;
    let id = by.get("id").and_then(Json::as_str).ok_or(InputError::WrongType("by"))?;
    let roles = by.get("roles").and_then(Json::as_array).ok_or(InputError::WrongType("by"))?;
    let roles: Option<Vec<&str>> = roles.iter().map(Json::as_str).collect();
    Ok(Person::new(id, roles.ok_or(InputError::WrongType("by"))?))
}
