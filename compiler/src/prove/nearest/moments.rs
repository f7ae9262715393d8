//! Other moments at which the same is asked.

use super::Change;
use charter_runtime::case::decide_case;
use charter_runtime::table::Table;
use charter_runtime::{HostKey, Outcome};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value as Json, json};

/// How many hours ahead are looked at one by one.
const MOST_HOURS: i64 = 24 * 8;
/// And how many days after that.
const MOST_DAYS: i64 = 60;

/// When the very same request would go ahead: the first full hour, and after some days the first day.
pub(super) fn later(table: &Table, case: &Json, key: &HostKey) -> Option<String> {
    let at = moment(case)?;
    let hours = (1..=MOST_HOURS).chain((9..=MOST_DAYS).map(|day| 24 * day));
    hours.filter_map(|hours| at.checked_add(hours.hours()).ok()).map(|at| at.to_string()).find(|at| {
        let decided = decide_case(table, &asked_at(case, at), key);
        decided.is_ok_and(|decision| decision.outcome == Outcome::Execute)
    })
}

/// The request as it is, and where the moment may change, at other hours of the days ahead.
pub(super) fn tried(case: &Json, timed: bool) -> Vec<(Json, Option<Change>)> {
    let mut all = vec![(case.clone(), None)];
    let Some(at) = moment(case).filter(|_| timed) else { return all };
    for hours in (1..=16).map(|step| 6 * step) {
        if let Ok(later) = at.checked_add(hours.hours()) {
            let (is, would_be) = (Some(at.to_string()), later.to_string());
            let change = Change { fact: "the moment".to_owned(), is, would_be: would_be.clone() };
            all.push((asked_at(case, &would_be), Some(change)));
        }
    }
    all
}

fn moment(case: &Json) -> Option<Timestamp> {
    case.get("at")?.as_str()?.parse().ok()
}

fn asked_at(case: &Json, at: &str) -> Json {
    let mut case = case.clone();
    if let Some(case) = case.as_object_mut() {
        case.insert("at".to_owned(), json!(at));
        // It is asked anew.
        case.remove("asked");
    }
    case
}
