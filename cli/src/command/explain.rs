//! `charter explain`: what a code means.

use crate::failure::{Ended, Failure};
use crate::output::Output;
use charter_compiler::diagnostics::{Code, nearest};
use clap::Args;

/// Explain a code such as E0201: what it means, a charter that raises it, and that charter mended
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, as findings show it
    code: String,
}

impl Explain {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        let code = Code::named(&self.code).ok_or_else(|| self.unknown())?;
        output.print(&format!("{}\n", code.page().trim_end()))?;
        Ok(Ended::Well)
    }

    fn unknown(&self) -> Failure {
        let upper = self.code.to_uppercase();
        let help = match nearest(&upper, Code::all().map(Code::as_str)) {
            Some(code) => format!("did you mean {code}?"),
            None => "a code looks like E0201, and stands in brackets in front of each finding".to_owned(),
        };
        Failure::new(format!("there is no code `{}`", self.code), help)
    }
}
