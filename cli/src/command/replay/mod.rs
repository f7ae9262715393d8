//! `charter replay`: a recording, decided line by line.

mod json;
mod lines;
mod tally;
mod text;

use crate::args::Format;
use crate::failure::{Ended, Failure};
use crate::loaded::table_at;
use crate::output::Output;
use charter_compiler::prove::Direction;
use charter_harness::replay::Replay;
use clap::Args;
use lines::Lines;
use std::path::PathBuf;
use std::time::Instant;
use tally::Tally;

/// Decide a recording line by line: how often each rule applies, and what another charter would have decided
#[derive(Debug, Args)]
pub(crate) struct ReplayRecordings {
    /// The project's folder, a .charter file, or a table that `charter build` made
    charter: PathBuf,

    /// Recordings as JSON Lines, in the order in which they follow one another; - for standard input
    #[arg(required = true)]
    recordings: Vec<PathBuf>,

    /// Another charter, in any of these forms: list what it decides otherwise
    #[arg(long, value_name = "OTHER")]
    against: Option<PathBuf>,

    /// How many kinds of change, and of lines that cannot be played, are shown
    #[arg(long, default_value_t = 20)]
    most: usize,

    /// Whom the output is for
    #[arg(long, value_enum, default_value_t = Format::People)]
    format: Format,
}

impl ReplayRecordings {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let Some(table) = table_at(&self.charter, output)? else { return Ok(Ended::WithProblems) };
        let other = match &self.against {
            Some(path) => match table_at(path, output)? {
                Some(table) => Some(Replay::of(table)),
                None => return Ok(Ended::WithProblems),
            },
            None => None,
        };
        let start = Instant::now();
        let mut tally = Tally::of(Replay::of(table), other);
        for path in &self.recordings {
            let mut lines = Lines::of(path)?;
            while lines.advance()? {
                tally.take(lines.bytes(), || lines.place());
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        match self.format {
            Format::People => output.print(&text::text(&tally, self.most, output.colour()))?,
            Format::Json => output.print(&format!("{:#}\n", json::json(&tally, self.most)))?,
        }
        output.note(&format!("{:.0} decisions a second\n", tally.decided() as f64 / seconds.max(1e-9)));
        Ok(self.ended(&tally))
    }

    fn ended(&self, tally: &Tally) -> Ended {
        let changed = |direction: Direction| tally.changes().any(|change| change.direction == direction);
        if tally.problem_count() > 0 {
            Ended::WithProblems
        } else if changed(Direction::Looser) || changed(Direction::Different) {
            Ended::Looser
        } else if changed(Direction::Tighter) {
            Ended::Tighter
        } else {
            Ended::Well
        }
    }
}
