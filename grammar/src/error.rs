//! Syntax errors, in the author's words.

use crate::tree::TextRange;

/// What is wrong with the text of a charter, where, and what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SyntaxError {
    /// The stable code.
    pub code: ErrorCode,
    /// Where it is: bytes, half-open; empty where something is missing.
    pub range: TextRange,
    /// What is wrong, in a sentence that stands alone.
    pub message: String,
    /// What is said at the place itself.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The edit that mends it: replace the range by the text.
    pub fix: Option<(TextRange, String)>,
}

/// Declares the codes, once: number, name, meaning.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $Code:ident $number:literal $name:literal),* $(,)?) => {
        /// The codes of syntax errors. A code is never used for anything else again.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode { $($(#[doc = $doc])* $Code),* }

        impl ErrorCode {
            /// Every code, in order.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$Code),*];

            /// The code as it is printed: `E0101`.
            pub fn number(self) -> &'static str {
                match self { $(Self::$Code => $number),* }
            }

            /// The code's name in words: `unknown-item`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Code => $name),* }
            }

            /// What the code means, in one line.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$Code => concat!($($doc),*).trim_ascii()),* }
            }
        }
    };
}

codes! {
    /// A line that should begin an item begins none.
    UnknownItem "E0101" "unknown-item",
    /// A line inside an item begins with no word that lines of such an item begin with.
    UnknownLine "E0102" "unknown-line",
    /// A line stands in an item that does not take it.
    MisplacedLine "E0103" "misplaced-line",
    /// An item or a field has no name.
    MissingName "E0104" "missing-name",
    /// A word is there, but not what has to follow it.
    MissingPart "E0105" "missing-part",
    /// Something stands where the line should have ended.
    UnexpectedWords "E0106" "unexpected-words",
    /// A quoted text does not end on its line.
    UnclosedText "E0107" "unclosed-text",
    /// A bracket is opened and not closed.
    UnclosedBracket "E0108" "unclosed-bracket",
    /// A list of values, or the test of each element of a list, is not in brackets.
    MissingBrackets "E0109" "missing-brackets",
    /// `otherwise` stands after something that has no otherwise.
    MisplacedOtherwise "E0110" "misplaced-otherwise",
    /// A word of the language stands where a value belongs.
    OperatorAsValue "E0111" "operator-as-value",
    /// `=`, `==` or another sign stands where the language says `is`.
    SignForIs "E0112" "sign-for-is",
    /// A text is in quotes that are not straight double ones.
    OtherQuotes "E0113" "other-quotes",
    /// An amount is written as people say it: `$10k`.
    SpokenAmount "E0114" "spoken-amount",
    /// An approval is named without `needs`.
    MissingNeeds "E0115" "missing-needs",
    /// `and/or` leaves open which of the two it is.
    AndOr "E0116" "and-or",
    /// A length of time has no unit.
    MissingUnit "E0117" "missing-unit",
    /// A tab, a non-breaking space or another space that is not the ordinary one.
    StraySpace "E0118" "stray-space",
    /// A character that cannot be seen, or that changes the order in which text is shown.
    HiddenCharacter "E0119" "hidden-character",
    /// A line ends with a character that some editors do not show as a line end.
    StrayLineEnd "E0120" "stray-line-end",
    /// Brackets, `not` or `otherwise` are nested too deep.
    TooDeep "E0121" "too-deep",
    /// The file is longer than any file that is read.
    FileTooLarge "E0122" "file-too-large",
    /// The file is not UTF-8.
    NotUtf8 "E0123" "not-utf8",
    /// A field has something after its type that is no attribute.
    UnknownAttribute "E0124" "unknown-attribute",
    /// Fields follow, and it is not clear which of several actions they belong to.
    FieldsOfSeveralActions "E0125" "fields-of-several-actions",
    /// `and` and `or` join the approvers of one turn.
    MixedApprovers "E0126" "mixed-approvers",
    /// A colon is missing after a name.
    MissingColon "E0127" "missing-colon",
    /// A list ends with a comma, or has two in a row.
    EmptyPlace "E0128" "empty-place",
    /// A row of a table does not end with a bar.
    UnclosedRow "E0129" "unclosed-row",
    /// A field of an action stands neither under `takes`, `says` nor `knows`.
    LooseField "E0130" "loose-field",
    /// What a scenario expects is no outcome.
    UnknownOutcome "E0131" "unknown-outcome",
}
