//! The sheet as one page for a browser or a printer: nothing is loaded from elsewhere.

use super::Shown;
use super::words::{KEY, KINDS, OWNERSHIP, asked, granted_by, level, ownership, what};
use crate::command::markup::markup as safe;
use crate::command::shown::kind_word;
use charter_compiler::sheet::{Asked, Bound, Cell, OfObject, Reach, Written};
use charter_runtime::Outcome;
use charter_runtime::table::model::RuleKind;

/// The whole page.
pub(super) fn page(shown: &Shown<'_>) -> String {
    let settings = shown.settings;
    let title = format!("{} {}: what agents may do", safe(&settings.name), safe(&settings.version));
    let mode = if settings.enforced {
        ""
    } else {
        "<p class=\"mode\">Shadow mode: decisions are recorded, and not enforced.</p>"
    };
    let objects: String = shown.sheet.objects.iter().map(|object| of_object(shown, object)).collect();
    let reach = shown.reach.map(segments).unwrap_or_default();
    let rules: String = shown.sheet.rules.iter().map(rule).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{mode}<p>{KEY}</p>\n\
         <p class=\"filter\"><label>Show only <input id=\"filter\" type=\"search\" \
         placeholder=\"an agent, action, field or rule\"></label></p>\n{objects}{reach}\
         <h2>The rules</h2>\n<dl>\n{rules}</dl>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn of_object(shown: &Shown<'_>, object: &OfObject) -> String {
    let heads: String = shown.sheet.agents.iter().map(|agent| head(agent)).collect();
    let lines: String = object
        .lines
        .iter()
        .map(|line| {
            let cells: String = line.cells.iter().map(cell).collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", safe(&what(line)))
        })
        .collect();
    let owners = if object.fields.is_empty() { String::new() } else { owners(object) };
    format!(
        "<section>\n<h2>{}</h2>\n<table>\n<thead><tr><td></td>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n\
         {owners}</section>\n",
        safe(&object.name)
    )
}

fn cell(cell: &Cell) -> String {
    if cell.granted.is_none() {
        return format!("<td class=\"none\">{}</td>", level(None));
    }
    let lines: String = KINDS
        .iter()
        .filter_map(|(kind, plural)| Some(format!("<div>{plural}: {}</div>", links(cell, *kind)?)))
        .collect();
    format!(
        "<td class=\"{}\"><strong>{}</strong> <span>{}</span>{lines}</td>",
        colour(cell.comes_to),
        level(cell.comes_to),
        safe(&granted_by(cell))
    )
}

/// The rules of a kind, each leading to where it is told in full.
fn links(cell: &Cell, kind: RuleKind) -> Option<String> {
    let link = |bound: &Bound| {
        let mark = if bound.always { "!" } else { "" };
        format!("<a href=\"#{0}\">{0}</a>{mark}", safe(&bound.rule))
    };
    let links: Vec<String> = cell.rules.iter().filter(|bound| bound.kind == kind).map(link).collect();
    (!links.is_empty()).then(|| links.join(", "))
}

fn colour(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        None => "none",
        Some(Outcome::Stop) => "stop",
        Some(Outcome::Suggest | Outcome::Draft) => "prepared",
        Some(Outcome::Queue | Outcome::Approve) => "waits",
        Some(Outcome::Execute) => "ahead",
    }
}

fn owners(object: &OfObject) -> String {
    let heads: String = OWNERSHIP.iter().map(|name| head(name)).collect();
    let rows = object.fields.iter().map(|field| {
        let cells = ownership(field).map(|cell| format!("<td>{}</td>", safe(&cell)));
        format!("<tr><th scope=\"row\">{}</th>{}</tr>\n", safe(&field.field), cells.concat())
    });
    format!(
        "<h3>Whose its fields are</h3>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
        rows.collect::<String>()
    )
}

fn segments(reach: &Reach) -> String {
    let heads: String = reach.segments.iter().map(|segment| head(segment)).collect();
    let rows = reach.actions.iter().map(|(action, row)| {
        let cells: String = row
            .iter()
            .map(|cell| format!("<td class=\"{}\">{}</td>", reached(*cell), asked(*cell)))
            .collect();
        format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", safe(action))
    });
    format!(
        "<section>\n<h2>How far actions get in each segment, whichever agent asks</h2>\n<table>\n<thead><tr><td></td>{}\
         {heads}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</section>\n",
        head("anywhere"),
        rows.collect::<String>()
    )
}

fn reached(asked: Option<Asked>) -> &'static str {
    match asked {
        None => "none",
        Some(Asked::Never) => "stop",
        Some(Asked::WithAPerson) => "waits",
        Some(Asked::Unattended) => "ahead",
        Some(Asked::Undecided) => "prepared",
    }
}

fn rule(rule: &Written) -> String {
    let sentence = rule.sentence.as_deref().map_or(String::new(), |said| format!(": {}", safe(said)));
    let watched = if rule.shadow { " (only watched)" } else { "" };
    let clauses: String = rule.clauses.iter().map(|clause| format!("<div>{}</div>", safe(clause))).collect();
    format!(
        "<dt id=\"{0}\">{1} <strong>{0}</strong>{sentence}{watched} <code>{2}</code></dt>\n<dd>{clauses}</dd>\n",
        safe(&rule.name),
        kind_word(rule.kind),
        safe(&rule.source)
    )
}

fn head(text: &str) -> String {
    format!("<th scope=\"col\">{}</th>", safe(text))
}

const STYLE: &str = "\
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1.2rem; }
th, td { border: 1px solid #c9c9c9; padding: .35rem .5rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: #f3f3f3; }
tbody th { font-weight: 600; white-space: pre-wrap; }
td div, td span { font-size: .85em; color: #333; }
.ahead { background: #e4f3e4; } .waits { background: #fdf3d6; } .prepared { background: #e8eefb; }
.stop { background: #fbe4e4; } .none { color: #777; }
.mode { background: #fdf3d6; padding: .5rem .8rem; }
dt { margin-top: .7rem; } dd { margin: .1rem 0 0 1.5rem; font-size: .9em; color: #333; } code { color: #666; }
dt:target { background: #fdf3d6; }
input { font: inherit; width: 22rem; max-width: 100%; padding: .25rem .4rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 10px; } .filter { display: none; } a { color: inherit; text-decoration: none; }
  tr, dt, dd { break-inside: avoid; } thead { display: table-header-group; } thead th { position: static; }
  * { print-color-adjust: exact; }
}
";

/// Hides the rows in which the text does not occur, and the columns of agents where it names one.
const SCRIPT: &str = "\
const filter = document.getElementById('filter');
filter.addEventListener('input', () => {
  const text = filter.value.trim().toLowerCase();
  for (const table of document.querySelectorAll('table')) {
    const heads = [...table.tHead.rows[0].cells];
    const named = heads.map((head, place) => place > 0 && text !== '' && head.textContent.toLowerCase().includes(text));
    const columns = named.includes(true);
    const show = (cells) => cells.forEach((cell, place) => { cell.hidden = columns && place > 0 && !named[place]; });
    show(heads);
    for (const row of table.tBodies[0].rows) {
      show([...row.cells]);
      row.hidden = text !== '' && !columns && !row.textContent.toLowerCase().includes(text);
    }
  }
});
";
