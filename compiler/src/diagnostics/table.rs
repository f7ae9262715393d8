//! E06xx: what a table cannot hold.

use super::Report;
use super::code::codes;
use crate::db::Span;

codes! {
    /// The conditions of a rule multiply into more rows than a table has room for.
    E0601 too_many_rows, since "0.1";
}

impl Report {
    /// The rule at `at` has more than `most` rows.
    pub fn too_many_rows(&mut self, at: Span, rule: &str, most: usize) {
        self.add(E0601, at, format!("the conditions of `{rule}` multiply into more than {most} cases"))
            .label(at, "every `or` doubles what every other `or` has to be combined with")
            .help("split it into several rules, or name the cases in a list and write `is in`");
    }
}
