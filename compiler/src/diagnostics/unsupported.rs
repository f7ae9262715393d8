//! E09xx: what the language has and this version does not do yet.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// A charter says something that the language has and this version does not do yet.
    E0901 not_supported_yet, since "0.1";
}

impl Report {
    /// `what` is the clause or form, in the author's words: `a limit for each action`.
    pub fn not_supported_yet(&mut self, at: Span, what: &str) {
        self.add(E0901, at, format!("{what} is not supported yet"))
            .label(at, "nothing would come of this")
            .help("take it away for now: a charter that this version understood only in part would mislead");
    }
}
