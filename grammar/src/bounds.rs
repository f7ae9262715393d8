//! What is refused before it is parsed, so that no text takes more than linear time or a deep stack.

use crate::kind::SyntaxKind;
use crate::lexer::tokens;

/// The longest text that is parsed, in bytes: 32 MiB. A longer one is one token and one error.
pub const MAX_FILE_BYTES: usize = 32 * 1024 * 1024;

/// How deep brackets, `not` and `otherwise` may be nested in one another.
pub const MAX_DEPTH: usize = 64;

/// Where an item's text goes deeper than [`MAX_DEPTH`], in bytes from its start.
pub(crate) fn too_deep_at(text: &str) -> Option<usize> {
    let mut depth = Depth::default();
    let mut place = 0;
    for (kind, token) in tokens(text) {
        depth.token(kind, token);
        if depth.total() > MAX_DEPTH {
            return Some(place);
        }
        place += token.len();
    }
    None
}

/// How deep the parser may be in at a token. An upper bound: each of the three counts may be too high, never too low.
#[derive(Default)]
struct Depth {
    brackets: usize,
    /// `not`s with nothing but brackets between them.
    nots: usize,
    otherwises: usize,
    at_line_start: bool,
    /// Whether the last token is one after which a list or a condition may go on in the next line.
    unfinished: bool,
}

impl Depth {
    fn total(&self) -> usize {
        self.brackets + self.nots + self.otherwises
    }

    fn token(&mut self, kind: SyntaxKind, token: &str) {
        if kind.is_trivia() {
            self.at_line_start |= kind == SyntaxKind::Newline;
            return;
        }
        let continues = matches!(kind, SyntaxKind::Comma | SyntaxKind::CloseParen | SyntaxKind::Arrow)
            || matches!(token, "and" | "or");
        if std::mem::take(&mut self.at_line_start) && !continues && !self.unfinished {
            // What happens past one deadline and the next goes on line by line, one within the other.
            let otherwises = if token == "otherwise" { self.otherwises } else { 0 };
            *self = Self { otherwises, ..Self::default() };
        }
        self.unfinished = matches!(
            kind,
            SyntaxKind::OpenParen | SyntaxKind::Comma | SyntaxKind::Colon | SyntaxKind::Equals
        );
        self.count(kind, token);
    }

    fn count(&mut self, kind: SyntaxKind, token: &str) {
        match (kind, token) {
            (SyntaxKind::OpenParen, _) => self.brackets += 1,
            (SyntaxKind::CloseParen, _) => self.brackets = self.brackets.saturating_sub(1),
            (SyntaxKind::Word, "not") => self.nots += 1,
            (SyntaxKind::Word, "otherwise") => self.otherwises += 1,
            _ => self.nots = 0,
        }
    }
}
