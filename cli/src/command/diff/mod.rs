//! `charter diff`: what a change of a charter changes in what is decided.

mod json;
mod markdown;
mod recordings;
mod sides;
mod text;
mod words;

use crate::failure::{Ended, Failure};
use crate::output::Output;
use charter_compiler::prove::{Compared, Difference, difference};
use clap::{Args, ValueEnum};
use recordings::Touched;
use sides::Side;
use std::path::PathBuf;

/// Compare what two charters decide: every kind of request that comes out otherwise, each with an example
///
/// Exit code 0: all is decided alike. 10: some requests are held back more, none less. 11: some are held back less, or other
/// people are asked. 2: it could not be found out.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The charter before: a folder, a .charter file, a table that `charter build` made, or one in a git revision, such as
    /// HEAD~1:examples/outbound
    old: String,

    /// The charter after, named in the same way
    new: String,

    /// Recorded requests, one JSON document a line as `charter decide` reads them: how many does each change touch?
    #[arg(long, value_name = "FILE")]
    recordings: Option<PathBuf>,

    /// How many kinds of requests are shown at most
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    most: usize,

    /// What the output is for
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

/// What the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people, in a terminal
    Text,
    /// For people, in a comment on a pull request
    Markdown,
    /// For programs
    Json,
}

/// All that is shown.
struct Shown<'a> {
    old: &'a Side,
    new: &'a Side,
    difference: &'a Difference,
    /// Changes of guarantees, and what is wrong with them, in words.
    guarantees: Vec<String>,
    touched: Option<Touched>,
    most: usize,
}

impl Diff {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let (old, new) = (Side::read(&self.old, output)?, Side::read(&self.new, output)?);
        let difference = difference(compared(&old), compared(&new)).map_err(|error| {
            Failure::new(
                format!("the two charters cannot be compared: {error}"),
                "compare them folder by folder, or split rules with many conditions",
            )
        })?;
        let touched = match &self.recordings {
            Some(path) => Some(recordings::touched(path, &old, &new, &difference)?),
            None => None,
        };
        let guarantees = sides::guarantees(&old, &new);
        let (old, new, most) = (&old, &new, self.most);
        let shown = Shown { old, new, difference: &difference, guarantees, touched, most };
        match self.format {
            Shape::Text => output.print(&text::text(&shown, output.colour()))?,
            Shape::Markdown => output.print(&markdown::markdown(&shown))?,
            Shape::Json => output.print(&format!("{:#}\n", json::json(&shown)?))?,
        }
        Ok(match (difference.is_equal(), difference.may_be_looser()) {
            (true, _) => Ended::Well,
            (false, false) => Ended::Tighter,
            (false, true) => Ended::Looser,
        })
    }
}

fn compared(side: &Side) -> Compared<'_> {
    Compared { charter: &side.charter, table: &side.table }
}
