//! Codes: the stable names of diagnostics.

use super::{
    guarantees, ledger, names, past, project, rules, scenarios, syntax, table, types, unsupported,
    vocabulary, words,
};
use charter_grammar::ErrorCode;
use std::fmt;

/// The stable name of one kind of diagnostic, such as `E0201`. Never reused for another.
#[derive(Clone, Copy)]
pub struct Code(pub(super) &'static Declaration);

/// What is declared of a code.
pub(super) struct Declaration {
    pub(super) code: &'static str,
    pub(super) wording: Wording,
    pub(super) since: &'static str,
    pub(super) page: &'static str,
}

/// Who says what a code is called and what it means.
pub(super) enum Wording {
    /// Its declaration.
    Here { name: &'static str, summary: &'static str },
    /// The grammar, which has the same code.
    Grammar,
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The charter has no meaning until it is mended: there is no table.
    Error,
    /// The charter has a meaning, which is probably not what its author meant.
    Warning,
    /// Something to know; nothing has to be mended.
    Hint,
}

impl Code {
    /// All codes, by area.
    pub fn all() -> impl Iterator<Item = Code> {
        let areas = [
            syntax::CODES,
            names::CODES,
            words::CODES,
            vocabulary::CODES,
            types::CODES,
            rules::CODES,
            guarantees::CODES,
            ledger::CODES,
            past::CODES,
            table::CODES,
            scenarios::CODES,
            project::CODES,
            unsupported::CODES,
        ];
        areas.into_iter().flatten().copied()
    }

    /// The code that is written like this, in any case.
    pub fn named(code: &str) -> Option<Code> {
        Code::all().find(|known| known.as_str().eq_ignore_ascii_case(code))
    }

    /// As it is written: `E0201`.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// Its name in words: `unknown_name`.
    pub fn name(self) -> &'static str {
        match self.0.wording {
            Wording::Here { name, .. } => name,
            Wording::Grammar => syntax::of_grammar(self).map_or("", ErrorCode::name),
        }
    }

    /// What it means, in one sentence.
    pub fn summary(self) -> &'static str {
        match self.0.wording {
            Wording::Here { summary, .. } => summary.trim(),
            Wording::Grammar => syntax::of_grammar(self).map_or("", ErrorCode::meaning),
        }
    }

    /// The version that first raised it.
    pub fn since(self) -> &'static str {
        self.0.since
    }

    /// Its page, in Markdown: what it means, the smallest charter that raises it, and that charter mended.
    pub fn page(self) -> &'static str {
        self.0.page
    }

    /// An error where the code begins with `E`, a warning where it begins with `W`, a hint where it begins with `H`.
    pub fn severity(self) -> Severity {
        match self.0.code.chars().next() {
            Some('W') => Severity::Warning,
            Some('H') => Severity::Hint,
            _ => Severity::Error,
        }
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.0.code == other.0.code
    }
}

impl Eq for Code {}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.code.hash(state);
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Code) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Code) -> std::cmp::Ordering {
        self.0.code.cmp(other.0.code)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

/// Declares the codes of one area: what each means, its name, and the version that first raised it. A code without a
/// page under `tests/errors/` does not compile.
macro_rules! codes {
    ($($(#[doc = $summary:literal])+ $code:ident $name:ident, since $since:literal;)*) => {
        $(
            $(#[doc = $summary])+
            pub const $code: $crate::diagnostics::Code =
                $crate::diagnostics::Code(&$crate::diagnostics::code::Declaration {
                    code: stringify!($code),
                    wording: $crate::diagnostics::code::Wording::Here {
                        name: stringify!($name),
                        summary: concat!($($summary),+),
                    },
                    since: $since,
                    page: include_str!(concat!(
                        env!("CARGO_MANIFEST_DIR"), "/../tests/errors/", stringify!($code), ".md"
                    )),
                });
        )*
        /// The codes of this area.
        pub(super) const CODES: &[$crate::diagnostics::Code] = &[$($code),*];
    };
}

pub(super) use codes;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_and_no_name_is_used_twice() {
        let mut codes: Vec<_> = Code::all().map(Code::as_str).collect();
        let mut names: Vec<_> = Code::all().map(Code::name).collect();
        let declared = codes.len();
        codes.sort_unstable();
        codes.dedup();
        names.sort_unstable();
        names.dedup();
        assert_eq!((codes.len(), names.len()), (declared, declared));
    }

    #[test]
    fn a_code_is_found_in_any_case() {
        assert_eq!(Code::named("e0201"), Some(super::super::codes::E0201));
        assert_eq!(Code::named("E9999"), None);
    }
}
