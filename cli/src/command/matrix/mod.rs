//! `charter matrix`: the permission sheet, to read, to file, or to put into a spreadsheet.

mod csv;
mod html;
mod markdown;
mod people;
mod words;

use super::shown::shadow_note;
use crate::failure::{Ended, Failure};
use crate::files;
use crate::loaded::Loaded;
use crate::output::Output;
use charter_compiler::project::Settings;
use charter_compiler::sheet::{Reach, Sheet, reaches, sheet};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Show which agent may do what to which object and fields, how far, and what comes between
#[derive(Debug, Args)]
pub(crate) struct Matrix {
    /// The project's folder, or a .charter file
    path: PathBuf,

    /// As what it is written
    #[arg(long, value_enum, default_value_t = Form::People)]
    format: Form,

    /// The file to write; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Only agents, objects or actions whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,

    /// Leave out how far actions get in each segment, which has to be proved and takes time in large charters
    #[arg(long)]
    without_segments: bool,
}

/// As what a sheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people, in a terminal
    People,
    /// For a page or a pull request
    Markdown,
    /// For a spreadsheet: a line for each agent, action and field
    Csv,
    /// For a browser or a printer: one file, with a filter
    Html,
}

/// Everything that is shown.
struct Shown<'a> {
    settings: &'a Settings,
    sheet: &'a Sheet,
    reach: Option<&'a Reach>,
    /// Whether only some of it is shown.
    in_part: bool,
}

impl Matrix {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let loaded = Loaded::at(&self.path)?;
        let Some(whole) = sheet(&loaded.db, loaded.project) else {
            loaded.show_errors(output);
            return Ok(Ended::WithProblems);
        };
        let sheet = self.wanted(whole)?;
        let reach = if self.without_segments || self.format == Form::Csv {
            None
        } else {
            reaches(&loaded.db, loaded.project)
        };
        let shown = Shown {
            settings: loaded.settings(),
            sheet: &sheet,
            reach: reach.as_ref(),
            in_part: self.only.is_some(),
        };
        let text = match self.format {
            Form::People => {
                let note = shadow_note(shown.settings.enforced, output.colour());
                format!("{}{note}", people::page(&shown, output.colour()))
            }
            Form::Markdown => markdown::page(&shown),
            Form::Csv => csv::file(&shown)?,
            Form::Html => html::page(&shown),
        };
        match &self.output {
            Some(file) => files::write(file, text.as_bytes())?,
            None => output.print(&text)?,
        }
        Ok(Ended::Well)
    }

    /// The part of a sheet that was asked for.
    fn wanted(&self, mut sheet: Sheet) -> Result<Sheet, Failure> {
        let Some(only) = &self.only else { return Ok(sheet) };
        let fits = |name: &str| name.to_lowercase().contains(&only.to_lowercase());
        let agents: Vec<bool> = sheet.agents.iter().map(|agent| fits(agent)).collect();
        if agents.contains(&true) {
            keep(&mut sheet.agents, &agents);
            let lines = sheet.objects.iter_mut().flat_map(|object| &mut object.lines);
            lines.for_each(|line| keep(&mut line.cells, &agents));
            return Ok(sheet);
        }
        for object in sheet.objects.iter_mut().filter(|object| !fits(&object.name)) {
            object.lines.retain(|line| fits(&line.action));
            object.fields.clear();
        }
        sheet.objects.retain(|object| !object.lines.is_empty());
        if sheet.objects.is_empty() {
            let what = format!("no agent, object or action is called anything like `{only}`");
            return Err(Failure::new(what, "`charter matrix` without `--only` shows all that there are"));
        }
        Ok(sheet)
    }
}

/// Keeps the places that are marked.
fn keep<T>(list: &mut Vec<T>, marked: &[bool]) {
    let mut marks = marked.iter();
    list.retain(|_| marks.next().copied().unwrap_or(false));
}
