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

            /// `E0101`
            pub fn number(self) -> &'static str {
                match self { $(Self::$Code => $number),* }
            }

            /// The code's name in words: `unknown-line`.
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
    /// A line at the start of which an item is expected begins none.
    UnknownItem "E0101" "unknown-item",
}
