//! The subcommands, one file each.

mod build;
mod check;
mod completions;
mod decide;
mod diff;
mod explain;
mod fmt;
mod grid;
mod lsp;
mod markup;
mod matrix;
mod radius;
mod replay;
mod shown;
mod test;

pub(crate) use build::Build;
pub(crate) use check::Check;
pub(crate) use completions::Completions;
pub(crate) use decide::Decide;
pub(crate) use diff::Diff;
pub(crate) use explain::Explain;
pub(crate) use fmt::Fmt;
pub(crate) use lsp::Lsp;
pub(crate) use matrix::Matrix;
pub(crate) use radius::ShowRadius;
pub(crate) use replay::ReplayRecordings;
pub(crate) use test::Test;

use crate::args::Command;
use crate::failure::{Ended, Failure};
use crate::output::Output;

/// Runs a subcommand.
pub(crate) fn run(command: Command, output: &mut Output) -> Result<Ended, Failure> {
    match command {
        Command::Check(check) => check.run(output),
        Command::Fmt(fmt) => fmt.run(output),
        Command::Test(test) => test.run(output),
        Command::Build(build) => build.run(output),
        Command::Decide(decide) => decide.run(output),
        Command::Diff(diff) => diff.run(output),
        Command::Explain(explain) => explain.run(output),
        Command::Matrix(matrix) => matrix.run(output),
        Command::Radius(radius) => radius.run(output),
        Command::Replay(replay) => replay.run(output),
        Command::Completions(completions) => completions.run(output),
        Command::Lsp(lsp) => lsp.run(),
    }
}
