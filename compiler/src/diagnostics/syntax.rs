//! E01xx: syntax. The grammar finds, names and words these; here they get their pages.

use super::code::{Declaration, Wording};
use super::{Code, Report};
use crate::db::{SourceFile, Span};
use charter_grammar::{ErrorCode, SyntaxError, TextRange};

/// Takes the grammar's codes over, and gives them their pages.
macro_rules! syntax_codes {
    ($($code:ident)*) => {
        $(
            #[doc = concat!("The grammar's code ", stringify!($code), ".")]
            pub const $code: Code = Code(&Declaration {
                code: stringify!($code),
                wording: Wording::Grammar,
                since: "0.1",
                page: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/../tests/errors/", stringify!($code), ".md"
                )),
            });
        )*

        /// The codes of this area.
        pub(super) const CODES: &[Code] = &[$($code),*];
    };
}

syntax_codes! {
    E0101 E0102 E0103 E0104 E0105 E0106 E0107 E0108 E0109 E0110
    E0111 E0112 E0113 E0114 E0115 E0116 E0117 E0118 E0119 E0120
    E0121 E0122 E0123 E0124 E0125 E0126 E0127 E0128 E0129 E0130 E0131
}

/// What the grammar calls this code, if it is the grammar's.
pub(super) fn of_grammar(code: Code) -> Option<ErrorCode> {
    ErrorCode::ALL.iter().copied().find(|known| known.number() == code.as_str())
}

/// The code of a syntax error. All of the grammar's are here: a test says so.
fn code(error: ErrorCode) -> Code {
    CODES.iter().copied().find(|known| known.as_str() == error.number()).unwrap_or(E0101)
}

impl Report {
    /// What the grammar found in a file.
    pub fn syntax(&mut self, file: SourceFile, error: &SyntaxError) {
        let at = Span::in_file(file, error.range);
        let found = self.add(code(error.code), at, error.message.clone()).label(at, error.label.clone());
        if let Some(help) = &error.help {
            found.help(help.clone());
        }
        if let Some((range, text)) = &error.fix {
            let title = if text.is_empty() { "take it away".to_owned() } else { format!("write `{text}`") };
            found.fix(title, Span::in_file(file, *range), text.clone());
        }
    }

    /// The file had bytes that stand for no character: they were read as `U+FFFD`, the first of them at `at`.
    pub fn not_utf8(&mut self, file: SourceFile, at: TextRange) {
        let at = Span::in_file(file, at);
        self.add(code(ErrorCode::NotUtf8), at, "the file is not UTF-8 text")
            .label(at, "the bytes here stand for no character")
            .help("save the file again as UTF-8; it may come from a program that saves as Windows or Latin text");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_grammar_is_here() {
        let ours: Vec<&str> = CODES.iter().map(|code| code.as_str()).collect();
        let theirs: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.number()).collect();
        assert_eq!(ours, theirs);
    }
}
