//! `charter completions`: what a shell needs to complete our command lines.

use crate::args::Arguments;
use crate::failure::{Ended, Failure};
use crate::output::Output;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a shell's completions for charter
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "charter", &mut script);
        output.print_bytes(&script)?;
        Ok(Ended::Well)
    }
}
