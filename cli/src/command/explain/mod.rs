//! `charter explain`: what a code means, or why a request is decided as it is.

mod request;
mod words;

use crate::args::Format;
use crate::failure::{Ended, Failure};
use crate::output::Output;
use charter_compiler::diagnostics::{Code, nearest};
use clap::Args;
use std::path::PathBuf;

/// Explain a code such as E0201; or a request: why it is decided as it is, and what would let it go ahead
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, as findings show it; or the charter: a folder, a .charter file, or a table that `charter build` made
    #[arg(value_name = "CODE|CHARTER")]
    subject: String,

    /// The request, what the host knows, and what has happened, as `charter decide` reads it; - for standard input
    request: Option<PathBuf>,

    /// Whom the output is for
    #[arg(long, value_enum, default_value_t = Format::People)]
    format: Format,
}

impl Explain {
    pub(super) fn run(&self, output: &mut Output) -> Result<Ended, Failure> {
        if let Some(request) = &self.request {
            return request::explain(&PathBuf::from(&self.subject), request, self.format, output);
        }
        let code = Code::named(&self.subject).ok_or_else(|| self.unknown())?;
        output.print(&format!("{}\n", code.page().trim_end()))?;
        Ok(Ended::Well)
    }

    fn unknown(&self) -> Failure {
        let upper = self.subject.to_uppercase();
        let help = match nearest(&upper, Code::all().map(Code::as_str)) {
            _ if PathBuf::from(&self.subject).exists() => {
                "to explain a decision, name the charter and the request: `charter explain . request.json`"
                    .to_owned()
            }
            Some(code) => format!("did you mean {code}?"),
            None => "a code looks like E0201, and stands in brackets in front of each finding".to_owned(),
        };
        Failure::new(format!("there is no code `{}`", self.subject), help)
    }
}
