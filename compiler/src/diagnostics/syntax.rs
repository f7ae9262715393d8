//! E01xx: syntax. The grammar finds these and words them; here they only get their pages.

use super::Report;
use super::code::codes;
use crate::db::{SourceFile, Span};
use charter_grammar::SyntaxError;

codes! {
    /// A line at the start of which an item is expected begins none.
    E0101 unknown_item, since "0.1";
}

impl Report {
    /// What the grammar found in a file.
    pub fn syntax(&mut self, file: SourceFile, error: &SyntaxError) {
        let Some(code) = super::Code::named(error.code.number()) else { return };
        let at = Span::in_file(file, error.range);
        let found = self.add(code, at, error.message.clone()).label(at, error.label.clone());
        if let Some(help) = &error.help {
            found.help(help.clone());
        }
        if let Some((range, text)) = &error.fix {
            found.fix(format!("write `{text}`"), Span::in_file(file, *range), text.clone());
        }
    }
}
