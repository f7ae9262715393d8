//! `charter radius`: the most that each agent can do in a day.

mod markdown;
mod people;
mod picture;
mod programs;
mod words;

use super::shown::shadow_note;
use crate::failure::{Ended, Failure};
use crate::files;
use crate::loaded::Loaded;
use crate::output::Output;
use charter_compiler::check::typed_charter;
use charter_compiler::radius::{Population, Radius, radius};
use charter_compiler::typed::Charter;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Show the most that each agent can do in one day, and which rule says so
#[derive(Debug, Args)]
pub(crate) struct ShowRadius {
    /// The project's folder, or a .charter file
    path: PathBuf,

    /// The charter as it was: shows what has changed
    #[arg(long, value_name = "PATH")]
    before: Option<PathBuf>,

    /// How many records there are, such as Contact=20000; 1000 where it is not said
    #[arg(long, value_name = "OBJECT=COUNT", value_parser = count)]
    population: Vec<(String, u64)>,

    /// As what it is written
    #[arg(long, value_enum, default_value_t = Form::People)]
    format: Form,

    /// The file to write; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// As what a radius is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people, in a terminal
    People,
    /// For a page or a pull request
    Markdown,
    /// A picture, as SVG
    Svg,
    /// For programs
    Json,
}

/// `Contact=20000`, `Contact=20_000`.
fn count(text: &str) -> Result<(String, u64), String> {
    let (object, count) = text.split_once('=').ok_or("write it like Contact=20000")?;
    let count = count.replace('_', "").parse().map_err(|_| format!("`{count}` is no count of records"))?;
    Ok((object.to_owned(), count))
}

/// Everything that is shown.
struct Shown {
    /// `outbound 1.0.0`.
    name: String,
    enforced: bool,
    /// Whether the charter before was.
    was_enforced: Option<bool>,
    /// The objects that agents can act on, how many there are, and whether that was given.
    population: Vec<(String, u64, bool)>,
    /// What each agent can do by each action; before, where that was asked for, and now.
    lines: Vec<Line>,
    compared: bool,
}

/// One agent and action.
struct Line {
    before: Option<Radius>,
    now: Option<Radius>,
}

impl Line {
    fn either(&self) -> Option<&Radius> {
        self.now.as_ref().or(self.before.as_ref())
    }
}

impl ShowRadius {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let Some(now) = typed(&self.path, output)? else { return Ok(Ended::WithProblems) };
        let before = match &self.before {
            None => None,
            Some(path) => match typed(path, output)? {
                Some(charter) => Some(charter),
                None => return Ok(Ended::WithProblems),
            },
        };
        let population = self.population(now.charter(), before.as_ref().map(Typed::charter))?;
        let shown = shown(&now, before.as_ref(), &population);
        let text = match self.format {
            Form::People => {
                let note = shadow_note(shown.enforced, output.colour());
                format!("{}{note}", people::page(&shown, output.colour()))
            }
            Form::Markdown => markdown::page(&shown),
            Form::Svg => picture::svg(&shown),
            Form::Json => format!("{:#}\n", programs::document(&shown)),
        };
        match &self.output {
            Some(file) => files::write(file, text.as_bytes())?,
            None => output.print(&text)?,
        }
        Ok(Ended::Well)
    }

    /// The population that was given, of objects that exist.
    fn population(&self, now: &Charter, before: Option<&Charter>) -> Result<Population, Failure> {
        let mut population = Population::default();
        for (object, count) in &self.population {
            let exists = [Some(now), before].into_iter().flatten().any(|charter| is_object(charter, object));
            if !exists {
                let what = format!("there is no object `{object}` of which there could be {count}");
                let names: Vec<&str> = objects(now).collect();
                return Err(Failure::new(what, format!("the charter has {}", names.join(", "))));
            }
            population.given.insert(object.clone(), *count);
        }
        Ok(population)
    }
}

/// A charter without errors.
struct Typed {
    loaded: Loaded,
    charter: Charter,
}

impl Typed {
    fn charter(&self) -> &Charter {
        &self.charter
    }

    fn radius(&self, population: &Population) -> Vec<Radius> {
        radius(&self.loaded.db, self.loaded.project, population).unwrap_or_default()
    }
}

fn typed(path: &Path, output: &Output) -> Result<Option<Typed>, Failure> {
    let loaded = Loaded::at(path)?;
    let charter = typed_charter(&loaded.db, loaded.project).value.clone();
    if charter.is_none() {
        loaded.show_errors(output);
    }
    Ok(charter.map(|charter| Typed { loaded, charter }))
}

/// The objects that actions are on, by name.
fn objects(charter: &Charter) -> impl Iterator<Item = &str> {
    let shapes = charter.schema.shapes.iter().enumerate();
    let acted_on = |place: usize| charter.schema.actions.iter().any(|action| action.object.index() == place);
    shapes.filter(move |(place, _)| acted_on(*place)).map(|(_, shape)| shape.name.as_str())
}

fn is_object(charter: &Charter, name: &str) -> bool {
    objects(charter).any(|object| object == name)
}

fn shown(now: &Typed, before: Option<&Typed>, population: &Population) -> Shown {
    let mut lines: Vec<Line> =
        now.radius(population).into_iter().map(|now| Line { before: None, now: Some(now) }).collect();
    for of in before.map(|before| before.radius(population)).unwrap_or_default() {
        let same = |line: &&mut Line| {
            line.now.as_ref().is_some_and(|now| (&now.agent, &now.action) == (&of.agent, &of.action))
        };
        match lines.iter_mut().find(same) {
            Some(line) => line.before = Some(of),
            None => lines.push(Line { before: Some(of), now: None }),
        }
    }
    lines.sort_by(|left, right| key(left).cmp(&key(right)));
    let charter = &now.charter;
    let population = objects(charter)
        .map(|object| match population.given.get(object) {
            Some(count) => (object.to_owned(), *count, true),
            None => (object.to_owned(), charter_compiler::radius::ASSUMED, false),
        })
        .collect();
    Shown {
        name: format!("{} {}", charter.name, charter.version),
        enforced: charter.enforced,
        was_enforced: before.map(|before| before.charter.enforced),
        population,
        lines,
        compared: before.is_some(),
    }
}

fn key(line: &Line) -> Option<(&str, &str, &str)> {
    line.either().map(|of| (of.agent.as_str(), of.object.as_str(), of.action.as_str()))
}
