//! The subcommands, one file each.

mod check;
mod completions;
mod explain;
mod shown;

pub(crate) use check::Check;
pub(crate) use completions::Completions;
pub(crate) use explain::Explain;

use crate::args::Command;
use crate::failure::{Ended, Failure};
use crate::output::Output;

/// Runs a subcommand.
pub(crate) fn run(command: Command, output: &mut Output) -> Result<Ended, Failure> {
    match command {
        Command::Check(check) => check.run(output),
        Command::Explain(explain) => explain.run(output),
        Command::Completions(completions) => completions.run(output),
    }
}
