//! What figures say, in words.

use super::{Line, Shown};
use charter_compiler::radius::{Amount, Bound, Most, Radius};
use charter_harness::words::plain;
use charter_runtime::Decimal;

/// `12 000`, with thin groups; `no limit`.
pub(super) fn times(most: &Most) -> String {
    most.times.map_or_else(|| "no limit".to_owned(), grouped)
}

/// `1 000`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// What says so: a rule, what is granted, how many there are.
pub(super) fn by(most: &Most) -> String {
    let by = match &most.by {
        Bound::Nothing => "nothing bounds it".to_owned(),
        Bound::Population => "there are no more".to_owned(),
        Bound::Rule(rule) => rule.clone(),
        Bound::Granted(level) => format!("granted as {} only", plain(*level)),
    };
    let records = most.records_by.as_ref().map_or(String::new(), |rule| format!("; to how many: {rule}"));
    let amounts = most.amounts.iter().map(|it| format!("; at most {} ({})", amount(it), it.rule));
    format!("{by}{records}{}", amounts.collect::<String>())
}

fn amount(of: &Amount) -> String {
    let most = Decimal::from_units(of.most).map_or("very much".to_owned(), |most| most.to_string());
    let unit = of.currency.as_ref().map_or(String::new(), |currency| format!(" {currency}"));
    format!("{most}{unit} of {}", of.of)
}

/// `3 000 times, on 1 000 records`.
fn figure(most: &Most) -> String {
    match most.times {
        Some(0) => "never".to_owned(),
        _ => {
            let records = most.records.map_or("any number of".to_owned(), grouped);
            let records = format!("{records} {}", if most.records == Some(1) { "record" } else { "records" });
            match most.times {
                None => format!("no limit, on {records}"),
                Some(1) => format!("once, on {records}"),
                Some(count) => format!("{} times, on {records}", grouped(count)),
            }
        }
    }
}

/// What says so, by itself and with people, where that is not the same.
fn says_so(of: &Radius) -> String {
    let (alone, with_people) = (by(&of.unattended), by(&of.attended));
    if alone == with_people { alone } else { format!("by itself: {alone}. With people: {with_people}") }
}

/// The figures of a line: by itself, with people, and what bounds them.
pub(super) fn figures(line: &Line, compared: bool) -> [String; 3] {
    let both = |figure: &dyn Fn(&Radius) -> String| {
        let now = line.now.as_ref().map_or("not granted".to_owned(), figure);
        match &line.before {
            Some(before) if line.now.as_ref().is_none_or(|now| figure(now) != figure(before)) => {
                format!("{} → {now}", figure(before))
            }
            None if compared && line.now.is_some() => format!("not granted → {now}"),
            _ => now,
        }
    };
    [both(&|of| figure(&of.unattended)), both(&|of| figure(&of.attended)), both(&says_so)]
}

/// What the columns of [`figures`] are called, after agent and action.
pub(super) const HEADS: [&str; 5] =
    ["agent", "action", "a day, by itself", "a day, with people", "what says so"];

/// `Account 500, Contact 1 000 (assumed)`.
pub(super) fn population(shown: &Shown) -> String {
    let told = shown.population.iter().map(|(object, count, given)| {
        let assumed = if *given { "" } else { " (assumed)" };
        format!("{object} {}{assumed}", grouped(*count))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What is meant by the figures.
pub(super) const KEY: &str = "The most that can happen in one day, by scopes and by limits that apply whatever the request. \
With people: if they approve everything that they are asked. Conditions only make it less. Records are those that there are when the \
day begins: what is created that day comes on top.";

/// What is to be said first where decisions are not enforced, or were not.
pub(super) fn in_force(shown: &Shown) -> String {
    let now = if shown.enforced { "" } else { "Nothing of this is enforced: the charter only watches. " };
    let changed = match shown.was_enforced {
        Some(was) if was != shown.enforced => {
            if was {
                "It was enforced before. "
            } else {
                "It was only watched before. "
            }
        }
        _ => "",
    };
    format!("{now}{changed}")
}

/// Whether a line has other figures than before.
pub(super) fn has_changed(line: &Line) -> bool {
    match (&line.before, &line.now) {
        (Some(before), Some(now)) => {
            (&before.unattended, &before.attended) != (&now.unattended, &now.attended)
        }
        _ => true,
    }
}
