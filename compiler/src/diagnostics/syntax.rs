//! E01xx: syntax. The grammar finds, names and words these; here they get their pages.

use super::code::Declaration;
use super::{Code, Report};
use crate::db::{SourceFile, Span};
use charter_grammar::{ErrorCode, SyntaxError, TextRange};

/// Takes the grammar's codes over. One that is left out has no page, and a test says so.
macro_rules! syntax_codes {
    ($($code:ident $error:ident;)*) => {
        $(
            #[doc = concat!("The grammar's [`ErrorCode::", stringify!($error), "`].")]
            pub const $code: Code = Code(&Declaration {
                code: ErrorCode::$error.number(),
                name: ErrorCode::$error.name(),
                summary: ErrorCode::$error.meaning(),
                since: "0.1",
                page: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/../tests/errors/", stringify!($code), ".md"
                )),
            });
        )*

        /// The codes of this area.
        pub(super) const CODES: &[Code] = &[$($code),*];

        fn code(error: ErrorCode) -> Code {
            match error {
                $(ErrorCode::$error => $code,)*
            }
        }
    };
}

syntax_codes! {
    E0101 UnknownItem;
    E0102 UnknownLine;
    E0103 MisplacedLine;
    E0104 MissingName;
    E0105 MissingPart;
    E0106 UnexpectedWords;
    E0107 UnclosedText;
    E0108 UnclosedBracket;
    E0109 MissingBrackets;
    E0110 MisplacedOtherwise;
    E0111 MissingOtherwise;
    E0112 SignForIs;
    E0113 OtherQuotes;
    E0114 SpokenAmount;
    E0115 MissingNeeds;
    E0116 AndOr;
    E0117 MissingUnit;
    E0118 StraySpace;
    E0119 HiddenCharacter;
    E0120 StrayLineEnd;
    E0121 TooDeep;
    E0122 FileTooLarge;
    E0123 NotUtf8;
    E0124 UnknownAttribute;
    E0125 FieldsOfSeveralActions;
    E0126 MixedApprovers;
    E0127 MissingColon;
    E0128 EmptyPlace;
    E0129 UnclosedRow;
    E0130 LooseField;
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
        self.add(E0123, at, "the file is not UTF-8 text")
            .label(at, "the bytes here stand for no character")
            .help("save the file again as UTF-8; it may come from a program that saves as Windows or Latin text");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_called_as_the_grammar_says() {
        let ours: Vec<&str> = CODES.iter().map(|code| code.as_str()).collect();
        let theirs: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.number()).collect();
        assert_eq!(ours, theirs);
        assert_eq!(E0101.as_str(), "E0101");
    }
}
