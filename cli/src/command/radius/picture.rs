//! Radii as a picture: a bar for each agent and action, one tenth of what is above it for each step to the left.

use super::people::length;
use super::words::{by, has_changed, population, times};
use super::{Line, Shown};
use crate::command::markup::markup as safe;
use charter_compiler::radius::Radius;

const ROW: usize = 34;
const LEFT: usize = 300;
const BAR: usize = 420;
const WIDTH: usize = LEFT + BAR + 340;
const TOP: usize = 84;

/// The picture.
pub(super) fn svg(shown: &Shown) -> String {
    let rows: String = shown.lines.iter().enumerate().map(|(place, line)| row(shown, place, line)).collect();
    let height = TOP + shown.lines.len() * ROW + 16;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"16\" y=\"28\" font-size=\"17\" font-weight=\"600\">{}: the most that agents can do in one day</text>\n\
         <text x=\"16\" y=\"50\" fill=\"#555\">Dark: by itself. Light: with people who approve everything. Each step is ten \
         times as many; a full bar has no limit.</text>\n\
         <text x=\"16\" y=\"68\" fill=\"#555\">Records: {}</text>\n{rows}</svg>\n",
        safe(&shown.name),
        safe(&format!(
            "{}{}",
            population(shown),
            if shown.enforced { "" } else { ". Nothing of this is enforced" }
        ))
    )
}

fn row(shown: &Shown, place: usize, line: &Line) -> String {
    let Some(of) = line.either() else { return String::new() };
    let y = TOP + place * ROW;
    let mark = if shown.compared && has_changed(line) { "* " } else { "" };
    let bars = line.now.as_ref().map_or(String::new(), |now| bars(now, y));
    let before = line.before.as_ref().filter(|_| shown.compared && has_changed(line));
    let before = before.map_or(String::new(), |before| was(before, y));
    let figure = line.now.as_ref().map_or("not granted any more".to_owned(), |now| {
        format!("{} a day, {}", times(&now.unattended), by(&now.unattended))
    });
    format!(
        "<text x=\"16\" y=\"{}\">{mark}{} · {}</text>\n{bars}{before}<text x=\"{}\" y=\"{}\" fill=\"#333\">{}</text>\n",
        y + 19,
        safe(&of.agent),
        safe(&of.action),
        LEFT + BAR + 10,
        y + 19,
        safe(&figure)
    )
}

fn bars(now: &Radius, y: usize) -> String {
    let bar = |length: usize, colour: &str| {
        format!(
            "<rect x=\"{LEFT}\" y=\"{}\" width=\"{length}\" height=\"20\" rx=\"2\" fill=\"{colour}\"/>\n",
            y + 5
        )
    };
    format!("{}{}", bar(length(&now.attended, BAR), "#cfdcf2"), bar(length(&now.unattended, BAR), "#3565b5"))
}

/// Where the bar ended before.
fn was(before: &Radius, y: usize) -> String {
    let x = LEFT + length(&before.unattended, BAR);
    format!(
        "<line x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\" stroke=\"#c0392b\" stroke-width=\"3\"/>\n",
        y + 2,
        y + 28
    )
}
