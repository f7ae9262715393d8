//! Radii for programs.

use super::Shown;
use charter_compiler::radius::{Bound, Most, Radius};
use serde_json::{Value as Json, json};

/// The document: `lines`, each with `now` and, where that was asked for, `before`.
pub(super) fn document(shown: &Shown) -> Json {
    let population: serde_json::Map<String, Json> = shown
        .population
        .iter()
        .map(|(object, count, given)| (object.clone(), json!({ "count": count, "assumed": !given })))
        .collect();
    let lines: Vec<Json> = shown
        .lines
        .iter()
        .filter_map(|line| {
            let of = line.either()?;
            Some(json!({
                "agent": of.agent, "action": of.action, "object": of.object,
                "now": line.now.as_ref().map(figures), "before": line.before.as_ref().map(figures),
            }))
        })
        .collect();
    json!({ "charter": shown.name, "enforced": shown.enforced, "population": population, "lines": lines })
}

fn figures(of: &Radius) -> Json {
    json!({ "by_itself": most(&of.unattended), "with_people": most(&of.attended) })
}

/// `times` is null where nothing bounds it.
fn most(most: &Most) -> Json {
    let by = match &most.by {
        Bound::Nothing => json!(null),
        Bound::Population => json!({ "population": true }),
        Bound::Rule(rule) => json!({ "rule": rule }),
        Bound::Granted(level) => json!({ "granted": level.word() }),
    };
    let amounts: Vec<Json> = most
        .amounts
        .iter()
        .map(|it| json!({ "billionths": it.most.to_string(), "currency": it.currency, "of": it.of, "rule": it.rule }))
        .collect();
    json!({ "times": most.times, "records": most.records, "by": by, "records_by": most.records_by, "amounts": amounts })
}
