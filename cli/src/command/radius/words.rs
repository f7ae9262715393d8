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

/// The figures of a line: by itself, with people, records, and what bounds it.
pub(super) fn figures(line: &Line) -> [String; 4] {
    let both = |figure: &dyn Fn(&Radius) -> String| {
        let now = line.now.as_ref().map_or("not granted".to_owned(), figure);
        match &line.before {
            Some(before) if line.now.as_ref().is_none_or(|now| figure(now) != figure(before)) => {
                format!("{} → {now}", figure(before))
            }
            _ => now,
        }
    };
    [
        both(&|of| times(&of.unattended)),
        both(&|of| times(&of.attended)),
        both(&|of| grouped(of.attended.records)),
        both(&|of| by(&of.unattended)),
    ]
}

/// What the columns of [`figures`] are called, after agent and action.
pub(super) const HEADS: [&str; 6] =
    ["agent", "action", "a day, by itself", "a day, with people", "records it can touch", "what says so"];

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
With people: if they approve everything that they are asked. Conditions only make it less.";

/// Whether a line has other figures than before.
pub(super) fn has_changed(line: &Line) -> bool {
    match (&line.before, &line.now) {
        (Some(before), Some(now)) => {
            (&before.unattended, &before.attended) != (&now.unattended, &now.attended)
        }
        _ => true,
    }
}
