//! A difference for programs.

use super::Shown;
use super::words::changed_rule;
use crate::command::shown::kind_word;
use crate::failure::Failure;
use charter_compiler::prove::{ChangedRule, Direction, Effect, Kind};
use charter_compiler::typed::Source;
use charter_runtime::decide::Decision;
use serde_json::{Value as Json, json};

/// The whole of it. Kinds point to rules by their place.
pub(super) fn json(shown: &Shown<'_>) -> Result<Json, Failure> {
    let difference = shown.difference;
    let kinds = difference.kinds.iter().enumerate().take(shown.most);
    let kinds: Vec<Json> =
        kinds.map(|(place, kind)| kind_json(shown, place, kind)).collect::<Result<_, _>>()?;
    let open = difference.undecided.iter().map(|open| {
        json!({ "direction": direction(open.direction), "action": open.action, "because": open.because })
    });
    let told = difference.told.iter().map(|told| json!({ "what": told.what, "effect": effect(told.effect) }));
    let recordings = shown.touched.as_ref().map(|touched| {
        let [looser, tighter, different] = touched.changed;
        json!({
            "recorded": touched.recorded, "looser": looser, "tighter": tighter, "different": different,
            "of_no_kind": touched.of_no_kind,
        })
    });
    Ok(json!({
        "format": 1,
        "old": side(shown.old),
        "new": side(shown.new),
        "equal": difference.is_equal(),
        "looser": difference.may_be_looser(),
        "kinds": kinds,
        "not_shown": difference.kinds.len().saturating_sub(shown.most),
        "bounded": difference.bounded,
        "undecided": open.collect::<Vec<_>>(),
        "rules": difference.rules.iter().map(rule).collect::<Vec<_>>(),
        "vocabulary": told.collect::<Vec<_>>(),
        "guarantees": shown.guarantees,
        "recordings": recordings,
    }))
}

fn side(side: &super::Side) -> Json {
    let digest: String = side.table.identity.digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let (name, version) = (&side.charter.name, &side.charter.version);
    json!({ "path": side.name, "name": name, "version": version, "digest": digest })
}

fn kind_json(shown: &Shown<'_>, place: usize, kind: &Kind) -> Result<Json, Failure> {
    let recorded = shown.touched.as_ref().and_then(|touched| touched.by_kind.get(place));
    Ok(json!({
        "direction": direction(kind.direction),
        "actions": kind.actions,
        "because": kind.because,
        "asks": kind.asks.trim_matches('`'),
        "given": kind.given,
        "case": kind.case,
        "before": decision(&kind.old)?,
        "now": decision(&kind.new)?,
        "recorded": recorded,
    }))
}

fn decision(decision: &Decision) -> Result<Json, Failure> {
    serde_json::to_value(decision)
        .map_err(|error| Failure::new(format!("a decision cannot be written: {error}"), "report this"))
}

fn rule(rule: &ChangedRule) -> Json {
    let at = |source: &Option<Source>| source.as_ref().map(|it| format!("{}:{}", it.file, it.line));
    json!({
        "name": rule.name, "kind": kind_word(rule.kind), "old": at(&rule.old), "new": at(&rule.new),
        "told": changed_rule(rule),
    })
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Looser => "looser",
        Direction::Tighter => "tighter",
        Direction::Different => "different",
        Direction::Reasons => "reasons",
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Looser => "looser",
        Effect::Tighter => "tighter",
        Effect::None => "none",
    }
}
