//! A difference for people in a terminal.

use super::Shown;
use super::words::{
    TAKEN_FOR_GRANTED, all_recorded, because, decided, heading, proved, recorded, summary, title,
};
use crate::output::{Style, paint};
use charter_compiler::prove::{Direction, Kind};
use charter_compiler::render::{Colour, on_one_line};

pub(super) fn text(shown: &Shown<'_>, colour: Colour) -> String {
    let mut lines = vec![on_one_line(&format!(
        "{} ({}) and {} ({}): {}",
        shown.old.titled(),
        shown.old.name,
        shown.new.titled(),
        shown.new.name,
        summary(shown)
    ))];
    lines.extend(all_recorded(shown));
    let mut above = None;
    for (place, kind) in shown.difference.kinds.iter().enumerate().take(shown.most) {
        if above != Some(kind.direction) {
            above = Some(kind.direction);
            lines.push(String::new());
            lines.push(paint(colour, style(kind.direction), heading(kind.direction)));
        }
        lines.extend(kind_lines(shown, place, kind, colour));
    }
    let more = shown.difference.kinds.len().saturating_sub(shown.most);
    if more > 0 {
        lines.push(String::new());
        lines.push(format!("and {more} more kinds; --most {} shows them", shown.difference.kinds.len()));
    }
    let told = shown.difference.told.iter().map(|told| told.what.clone());
    let told: Vec<String> = told.chain(shown.guarantees.iter().cloned()).collect();
    if !told.is_empty() {
        lines.push(String::new());
        lines.push(paint(colour, Style::Strong, "Beside the rules"));
        lines.extend(told.iter().map(|what| format!("  {}", on_one_line(what))));
    }
    lines.push(String::new());
    lines.extend(proved(shown));
    lines.push(paint(colour, Style::Faint, TAKEN_FOR_GRANTED));
    format!("{}\n", lines.join("\n"))
}

fn kind_lines(shown: &Shown<'_>, place: usize, kind: &Kind, colour: Colour) -> Vec<String> {
    let mut lines =
        vec![String::new(), format!("{}. {}", place + 1, paint(colour, Style::Strong, &title(kind)))];
    for why in because(shown, kind) {
        lines.push(format!("   because {}", why.what));
        lines.extend(why.lines.iter().map(|line| format!("     {line}")));
    }
    lines.push(on_one_line(&format!("   for example {}", kind.asks)));
    lines.extend(kind.given.iter().map(|given| on_one_line(&format!("     {given}"))));
    lines.push(format!("   before: {}", decided(&kind.old)));
    lines.push(format!("   now:    {}", decided(&kind.new)));
    lines.extend(recorded(shown, place).map(|said| format!("   {said}")));
    lines
}

fn style(direction: Direction) -> Style {
    match direction {
        Direction::Looser | Direction::Different => Style::Bad,
        Direction::Tighter => Style::Careful,
        Direction::Reasons => Style::Strong,
    }
}
