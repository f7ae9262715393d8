//! How a command ends.

use crate::output::Output;
use std::fmt::Display;
use std::io;
use std::process::ExitCode;

/// How a command that ran has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All is well: exit code 0.
    Well,
    /// It found problems, and has shown them: exit code 1.
    WithProblems,
    /// It compared, and found that more is held back and nothing less: exit code 10.
    Tighter,
    /// It compared, and found that something is held back less, or by other people: exit code 11.
    Looser,
}

/// Why a command could not run: exit code 2.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What to tell the person who typed the command: what is wrong, and what to do.
    Told {
        /// What is wrong.
        what: String,
        /// What to do about it.
        help: String,
    },
    /// What was printed could not be written.
    Output(io::Error),
}

impl Failure {
    /// A failure in words.
    pub(crate) fn new(what: impl Display, help: impl Display) -> Failure {
        Failure::Told { what: what.to_string(), help: help.to_string() }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// The exit code for how a command has ended; says on standard error why one could not run.
pub(crate) fn exit(result: Result<Ended, Failure>, output: &Output) -> ExitCode {
    match result {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithProblems) => ExitCode::from(1),
        Ok(Ended::Tighter) => ExitCode::from(10),
        Ok(Ended::Looser) => ExitCode::from(11),
        // Whoever was reading has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            output.complain(
                &format!("the output could not be written: {error}"),
                "make room, or write elsewhere",
            );
            ExitCode::from(2)
        }
        Err(Failure::Told { what, help }) => {
            output.complain(&what, &help);
            ExitCode::from(2)
        }
    }
}
