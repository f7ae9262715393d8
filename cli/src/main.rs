//! The `charter` command line.

mod args;
mod cases;
mod command;
mod failure;
mod files;
mod git;
mod in_table;
mod loaded;
mod output;

use args::Arguments;
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut output = output::Output::standard(arguments.color);
    let result = command::run(arguments.command, &mut output);
    failure::exit(result, &output)
}
