//! The lines of an item: where they begin, and which columns they have.

use super::line::{Group, Line};
use super::spacing::between;
use crate::kind::SyntaxKind as Kind;
use crate::tree::{SyntaxNode, SyntaxToken};

/// How much deeper each level stands.
pub(super) const STEP: usize = 2;

/// Whether an item has lines that no layout is made for: rows of a table that go on in the next line.
pub(super) fn is_beyond_layout(item: &SyntaxNode) -> bool {
    let mut rows = item.children().filter(|it| it.kind() == Kind::TableRow);
    rows.any(|row| row.descendants_with_tokens().any(|it| it.kind() == Kind::Newline))
}

/// The lines of an item that has no errors.
pub(super) fn item_lines(item: &SyntaxNode) -> Vec<Line> {
    let mut writer = Writer {
        item,
        lines: Vec::new(),
        line: None,
        last: None,
        comments: Vec::new(),
        newlines: 0,
        block: 0,
    };
    for token in item.descendants_with_tokens().filter_map(|it| it.into_token()) {
        writer.token(&token);
    }
    writer.end_line();
    writer.lines
}

struct Writer<'i> {
    item: &'i SyntaxNode,
    lines: Vec<Line>,
    line: Option<Line>,
    /// The last token that is no space.
    last: Option<SyntaxToken>,
    /// Comments on lines of their own, and blank lines, that wait for the line below to know how deep it stands.
    comments: Vec<Option<String>>,
    newlines: usize,
    /// Where the block of lines without a blank line between them began.
    block: usize,
}

impl Writer<'_> {
    fn token(&mut self, token: &SyntaxToken) {
        match token.kind() {
            Kind::Whitespace => {}
            Kind::Newline => self.newline(),
            Kind::Comment => self.comment(token),
            _ => self.solid(token),
        }
    }

    fn newline(&mut self) {
        self.end_line();
        self.newlines += 1;
        if self.newlines > 1 {
            self.comments.push(None);
        }
    }

    fn comment(&mut self, token: &SyntaxToken) {
        match &mut self.line {
            Some(line) => line.end_with_comment(spaces_before(token).max(2), token.text()),
            None => self.comments.push(Some(token.text().to_owned())),
        }
        self.newlines = 0;
    }

    fn solid(&mut self, token: &SyntaxToken) {
        self.newlines = 0;
        let starts_line = self.line.is_none();
        if starts_line {
            self.start_line(token);
        }
        let group = self.column_group(token).filter(|_| !starts_line);
        let space = self.last.as_ref().map_or("", |last| between(last, token));
        if let Some(line) = &mut self.line {
            match group {
                Some(group) => line.next_column(group, token.text()),
                None => line.push(space, token.text()),
            }
        }
        self.last = Some(token.clone());
    }

    fn start_line(&mut self, token: &SyntaxToken) {
        let indent = self.indent(token);
        if self.comments.contains(&None) {
            self.block = usize::from(token.text_range().start());
        }
        let waiting = std::mem::take(&mut self.comments);
        self.lines.extend(
            waiting.into_iter().map(|it| it.map_or_else(Line::blank, |it| Line::comment(indent, &it))),
        );
        self.line = Some(Line::new(indent));
    }

    fn end_line(&mut self) {
        self.lines.extend(self.line.take());
    }

    /// How deep the line stands that begins with this token.
    fn indent(&self, token: &SyntaxToken) -> usize {
        let chain: Vec<SyntaxNode> = token.parent_ancestors().take_while(|it| it != self.item).collect();
        let Some(part) = chain.last() else {
            return if self.last.is_none() { 0 } else { STEP };
        };
        let section_field =
            chain.iter().rev().nth(1).filter(|it| is_section(part.kind()) && it.kind() == Kind::Field);
        let (line, depth) = match section_field {
            Some(field) => (field, 2 * STEP),
            None if is_step(part.kind()) && follows_a_time(part) => (part, 2 * STEP),
            None => (part, STEP),
        };
        let is_own_line = first_solid(line).as_ref() == Some(token) || begins_otherwise(token, line);
        if is_own_line { depth } else { depth + STEP }
    }

    /// The group whose next column begins with this token.
    fn column_group(&self, token: &SyntaxToken) -> Option<Group> {
        let parent = token.parent()?;
        let start = usize::from(self.item.text_range().start());
        match (token.kind(), parent.kind()) {
            (Kind::Colon, Kind::Field) => {
                let section = usize::from(parent.parent()?.text_range().start());
                Some(Group(section.max(self.block)))
            }
            (Kind::Arrow, Kind::Expectation) | (Kind::Bar, Kind::TableRow) => Some(Group(start)),
            _ => None,
        }
    }
}

/// Whether a token begins what happens past the deadline of an approval, on the line below it.
fn begins_otherwise(token: &SyntaxToken, line: &SyntaxNode) -> bool {
    let otherwise = token.parent().filter(|it| it.kind() == Kind::OtherwiseClause);
    let needs = otherwise.and_then(|it| it.parent()).filter(|it| it.kind() == Kind::NeedsClause);
    needs.is_some_and(|needs| needs.ancestors().any(|it| it == *line))
}

fn is_section(kind: Kind) -> bool {
    matches!(kind, Kind::Takes | Kind::Says | Kind::Knows)
}

/// Whether a line of a scenario is something that happens.
fn is_step(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ActStep
            | Kind::ApprovalStepLine
            | Kind::ReportStep
            | Kind::SignalStep
            | Kind::ReleaseStep
            | Kind::HaltStep
            | Kind::ActsForStep
            | Kind::WordsStep
    )
}

fn follows_a_time(step: &SyntaxNode) -> bool {
    std::iter::successors(step.prev_sibling(), |it| it.prev_sibling())
        .find(|it| !is_step(it.kind()))
        .is_some_and(|it| matches!(it.kind(), Kind::AtLine | Kind::AfterLine))
}

fn first_solid(node: &SyntaxNode) -> Option<SyntaxToken> {
    node.descendants_with_tokens().filter_map(|it| it.into_token()).find(|it| !it.kind().is_trivia())
}

/// How many spaces the author left before a comment at the end of a line.
fn spaces_before(comment: &SyntaxToken) -> usize {
    let space = comment.prev_token().filter(|it| it.kind() == Kind::Whitespace);
    space.map_or(0, |it| it.text().chars().count())
}
