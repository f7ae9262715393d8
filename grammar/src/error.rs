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
            pub const fn number(self) -> &'static str {
                match self { $(Self::$Code => $number),* }
            }

            /// The code's name in words: `unknown_item`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Code => $name),* }
            }

            /// What the code means, in one line.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$Code => concat!($($doc),*).trim_ascii()),* }
            }
        }
    };
}

codes! {
    /// A line that should begin an item begins none.
    UnknownItem "E0101" "unknown_item",
    /// A line inside an item begins with no word that lines of such an item begin with.
    UnknownLine "E0102" "unknown_line",
    /// A line stands in an item that does not take it.
    MisplacedLine "E0103" "misplaced_line",
    /// An item or a field has no name.
    MissingName "E0104" "missing_name",
    /// A word is there, but not what has to follow it.
    MissingPart "E0105" "missing_part",
    /// Something stands where the line should have ended.
    UnexpectedWords "E0106" "unexpected_words",
    /// A quoted text does not end on its line.
    UnclosedText "E0107" "unclosed_text",
    /// A bracket is opened and not closed.
    UnclosedBracket "E0108" "unclosed_bracket",
    /// A list of values, or the test of each element of a list, is not in brackets.
    MissingBrackets "E0109" "missing_brackets",
    /// `otherwise` stands after something that has no otherwise.
    MisplacedOtherwise "E0110" "misplaced_otherwise",
    /// A word of the language stands where a value belongs.
    OperatorAsValue "E0111" "operator_as_value",
    /// `=`, `==` or another sign stands where the language says `is`.
    SignForIs "E0112" "sign_for_is",
    /// A text is in quotes that are not straight double ones.
    OtherQuotes "E0113" "other_quotes",
    /// An amount is written as people say it: `$10k`.
    SpokenAmount "E0114" "spoken_amount",
    /// An approval is named without `needs`.
    MissingNeeds "E0115" "missing_needs",
    /// `and/or` leaves open which of the two it is.
    AndOr "E0116" "and_or",
    /// A length of time has no unit.
    MissingUnit "E0117" "missing_unit",
    /// A tab, a non-breaking space or another space that is not the ordinary one.
    StraySpace "E0118" "stray_space",
    /// A character that cannot be seen, or that changes the order in which text is shown.
    HiddenCharacter "E0119" "hidden_character",
    /// A line ends with a character that some editors do not show as a line end.
    StrayLineEnd "E0120" "stray_line_end",
    /// Brackets, `not` or `otherwise` are nested too deep.
    TooDeep "E0121" "too_deep",
    /// The file is longer than any file that is read.
    FileTooLarge "E0122" "file_too_large",
    /// The file is not UTF-8.
    NotUtf8 "E0123" "not_utf8",
    /// A field has something after its type that is no attribute.
    UnknownAttribute "E0124" "unknown_attribute",
    /// Fields follow, and it is not clear which of several actions they belong to.
    FieldsOfSeveralActions "E0125" "fields_of_several_actions",
    /// `and` and `or` join the approvers of one turn.
    MixedApprovers "E0126" "mixed_approvers",
    /// A colon is missing after a name.
    MissingColon "E0127" "missing_colon",
    /// A list ends with a comma, or has two in a row.
    EmptyPlace "E0128" "empty_place",
    /// A row of a table does not end with a bar.
    UnclosedRow "E0129" "unclosed_row",
    /// A field of an action stands neither under `takes`, `says` nor `knows`.
    LooseField "E0130" "loose_field",
    /// What a scenario expects is no outcome.
    UnknownOutcome "E0131" "unknown_outcome",
}
