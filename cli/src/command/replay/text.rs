//! What came of a recording, for people.

use super::tally::{Change, Tally};
use crate::command::grid::grid;
use crate::command::shown::{counted, outcome_style};
use crate::output::paint;
use charter_compiler::prove::Direction;
use charter_compiler::render::{Colour, on_one_line};
use charter_harness::words::plain;
use charter_runtime::Outcome;
use charter_runtime::table::Table;
use comfy_table::CellAlignment;

/// The widest that tables are where nobody says how wide the terminal is.
const WIDEST: u16 = 100;

pub(super) fn text(tally: &Tally, most: usize, colour: Colour) -> String {
    let mut parts = vec![format!(
        "{}: {}, {}\n",
        named(&tally.own.table),
        counted(tally.lines(), "line"),
        counted(tally.decided(), "decision")
    )];
    parts.push(outcomes(tally, colour));
    parts.push(rules(tally));
    if let Some(other) = &tally.other {
        parts.push(changes(tally, &named(&other.table), most, colour));
    }
    if tally.problem_count() > 0 {
        parts.push(problems(tally, most));
    }
    parts.join("\n")
}

/// `outbound 1.0.0`.
fn named(table: &Table) -> String {
    on_one_line(&format!("{} {}", table.identity.name, table.identity.version))
}

fn outcomes(tally: &Tally, colour: Colour) -> String {
    let all = tally.decided().max(1) as f64;
    let line = |(outcome, count): (Outcome, usize)| {
        let word = paint(colour, outcome_style(outcome), &format!("{:<18}", plain(outcome)));
        format!("  {word} {count:>9}  {:>5.1} %\n", count as f64 * 100.0 / all)
    };
    tally.outcomes().map(line).collect()
}

fn rules(tally: &Tally) -> String {
    let heads = ["rule", "applied", "decided"].map(str::to_owned);
    let mut table = grid(heads, WIDEST);
    for (name, kind, of_rule) in tally.rules() {
        let decided = if kind == "scope" { String::new() } else { of_rule.decided.to_string() };
        table.add_row([on_one_line(&format!("{kind} {name}")), of_rule.applied.to_string(), decided]);
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    format!("{table}\n")
}

fn changes(tally: &Tally, other: &str, most: usize, colour: Colour) -> String {
    let of = |direction: Direction| -> usize {
        tally.changes().filter(|change| change.direction == direction).map(|change| change.count).sum()
    };
    let [looser, tighter, neither, reasons] =
        [Direction::Looser, Direction::Tighter, Direction::Different, Direction::Reasons].map(of);
    if looser + tighter + neither + reasons == 0 {
        return format!("{other} decides all of it alike\n");
    }
    let mut text = format!(
        "against {other}: {looser} looser, {tighter} tighter, {neither} neither, {reasons} alike for other reasons\n"
    );
    for change in tally.changes().take(most) {
        text.push_str(&one_change(change, colour));
    }
    let more = tally.changes().count().saturating_sub(most);
    if more > 0 {
        text.push_str(&format!("  {} more; --most shows them\n", counted(more, "kind")));
    }
    text
}

fn one_change(change: &Change, colour: Colour) -> String {
    let [there, here] = change.outcomes.map(|outcome| paint(colour, outcome_style(outcome), plain(outcome)));
    let [before, now] = [&change.rules[0], &change.rules[1]].map(|rules| match rules.as_slice() {
        [] => String::new(),
        rules => on_one_line(&format!(" ({})", rules.join(", "))),
    });
    let (place, asked) = &change.example;
    let (place, asked) = (on_one_line(place), on_one_line(asked));
    format!(
        "  {:>7}  {there}{before} there, {here}{now} here\n           first in {place}: {asked}\n",
        change.count
    )
}

fn problems(tally: &Tally, most: usize) -> String {
    let mut text = format!("{} could not be played:\n", counted(tally.problem_count(), "line"));
    for (place, problem) in tally.problems().iter().take(most) {
        text.push_str(&format!("  {}: {}\n", on_one_line(place), on_one_line(problem)));
    }
    let more = tally.problem_count().saturating_sub(most.min(tally.problems().len()));
    if more > 0 {
        text.push_str(&format!("  and {more} more\n"));
    }
    text
}
