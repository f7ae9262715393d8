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
         placeholder=\"an agent, object, action, field or rule\"></label> <span id=\"found\" role=\"status\"></span></p>\n\
         {objects}{reach}<section>\n<h2>The rules</h2>\n<dl>\n{rules}</dl>\n</section>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// How many agents stand beside one another: more do not fit on paper.
const AGENTS: usize = 6;

fn of_object(shown: &Shown<'_>, object: &OfObject) -> String {
    let agents = shown.sheet.agents.chunks(AGENTS).enumerate();
    let tables = agents.map(|(place, agents)| {
        let heads: String = agents.iter().map(|agent| head(agent)).collect();
        let lines = object.lines.iter().map(|line| {
            let cells = line.cells.iter().skip(place * AGENTS).take(agents.len());
            let cells: String = cells.map(cell).collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", safe(&what(line)))
        });
        table("agents", &format!("{}{heads}", head("what")), &lines.collect::<String>())
    });
    let owners = if object.fields.is_empty() { String::new() } else { owners(object) };
    let tables: String = tables.collect();
    format!("<section>\n<h2>{}</h2>\n{tables}{owners}</section>\n", safe(&object.name))
}

/// A table that is scrolled by itself where it is wider than the page.
fn table(class: &str, heads: &str, rows: &str) -> String {
    format!(
        "<div class=\"wide\"><table class=\"{class}\">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
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
    format!("<h3>Whose its fields are</h3>\n{}", table("fields", &heads, &rows.collect::<String>()))
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
    let heads = format!("{}{}{heads}", head("what"), head("anywhere"));
    format!(
        "<section>\n<h2>How far actions get in each segment, whichever agent asks</h2>\n{}</section>\n",
        table("segments", &heads, &rows.collect::<String>())
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
.stop { background: #fbe4e4; } .none { color: #666; }
.mode { background: #fdf3d6; padding: .5rem .8rem; }
dt { margin-top: .7rem; } dd { margin: .1rem 0 0 1.5rem; font-size: .9em; color: #333; } code { color: #666; }
dt:target { background: #fdf3d6; }
.wide { overflow-x: auto; }
input { font: inherit; width: 22rem; max-width: 100%; padding: .25rem .4rem; }
@page { size: landscape; }
@media print {
  body { margin: 0; max-width: none; font-size: 10px; } .filter { display: none; } a { color: inherit; text-decoration: none; }
  tr, dt, dd { break-inside: avoid; } h2, h3, dt { break-after: avoid; } .wide { overflow: visible; } thead { display: table-header-group; } thead th { position: static; }
  * { print-color-adjust: exact; }
}
";

/// Hides the rows in which the text does not occur, and the columns of agents where it names one; what is left empty goes too.
const SCRIPT: &str = "\
const filter = document.getElementById('filter');
const has = (node, text) => node.textContent.toLowerCase().includes(text);
filter.addEventListener('input', () => {
  const text = filter.value.trim().toLowerCase();
  const all = text === '';
  const agents = [...document.querySelectorAll('table.agents thead th')].slice(1);
  const named = !all && agents.some((head) => has(head, text));
  let rows = 0;
  for (const section of document.querySelectorAll('section')) {
    const whole = all || (!named && has(section.querySelector('h2'), text));
    let shown = 0;
    for (const table of section.querySelectorAll('table')) {
      const heads = [...table.tHead.rows[0].cells];
      const columns = heads.map((head, place) => place === 0 || !named || !table.matches('.agents') || has(head, text));
      const byAgent = named && table.matches('.agents');
      let inTable = 0;
      for (const row of [table.tHead.rows[0], ...table.tBodies[0].rows]) {
        [...row.cells].forEach((cell, place) => { cell.hidden = !columns[place]; });
      }
      for (const row of table.tBodies[0].rows) {
        row.hidden = !(whole || (byAgent ? columns.some((shows, place) => shows && place > 0) : has(row, text)));
        inTable += row.hidden ? 0 : 1;
      }
      const box = table.parentElement;
      box.hidden = inTable === 0;
      const title = box.previousElementSibling;
      if (title && title.matches('h3')) { title.hidden = box.hidden; }
      shown += inTable;
    }
    for (const rule of section.querySelectorAll('dt')) {
      const says = rule.nextElementSibling;
      rule.hidden = says.hidden = !(whole || has(rule, text) || has(says, text));
      shown += rule.hidden ? 0 : 1;
    }
    section.hidden = shown === 0;
    rows += shown;
  }
  document.getElementById('found').textContent = all ? '' : rows === 0 ? 'nothing is called so' : '';
});
";
