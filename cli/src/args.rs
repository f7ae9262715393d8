//! What may be typed after `charter`.

use crate::command::{
    Build, Check, Completions, Decide, Diff, Explain, Fmt, Lsp, Matrix, ReplayRecordings, ShowRadius, Test,
};
use clap::{Parser, Subcommand, ValueEnum};

/// Rules for autonomous agents: check them, play their scenarios, decide by them.
#[derive(Debug, Parser)]
#[command(name = "charter", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Whether to colour what is printed
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) color: When,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// In a terminal, unless NO_COLOR is set
    Auto,
    /// Always, in files and pipes too
    Always,
    /// Never
    Never,
}

/// Whom the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    People,
    /// For programs
    Json,
}

/// The subcommands, in the order in which a project meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Check),
    Fmt(Fmt),
    Test(Test),
    Build(Build),
    Decide(Decide),
    Diff(Diff),
    Explain(Explain),
    Matrix(Matrix),
    Radius(ShowRadius),
    Replay(ReplayRecordings),
    Completions(Completions),
    Lsp(Lsp),
}
