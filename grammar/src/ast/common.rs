//! Names, paths, sentences, values: what every part of a charter is written with.

use super::support::{child, children, has_keyword, node, token};
use super::{AstChildren, Expr, Value};
use crate::kind::SyntaxKind;
use crate::tree::SyntaxToken;
use rowan::ast::AstNode;

node! {
    /// The name that an item, a field or a record is declared with.
    Name
}

impl Name {
    /// The word itself.
    pub fn token(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Word)
    }

    /// The word's text, without the spaces around it.
    pub fn text(&self) -> String {
        self.token().map(|it| it.text().to_owned()).unwrap_or_default()
    }
}

node! {
    /// A use of a name.
    NameRef
}

impl NameRef {
    /// The word itself.
    pub fn token(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Word)
    }

    /// The word's text.
    pub fn text(&self) -> String {
        self.token().map(|it| it.text().to_owned()).unwrap_or_default()
    }
}

node! {
    /// Names with dots between: `contact.account.region`; a bare word is a path of one segment.
    Path
}

impl Path {
    /// The names, from left to right.
    pub fn segments(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }

    /// The path as written: `contact.account.region`.
    pub fn text(&self) -> String {
        self.segments().map(|it| it.text()).collect::<Vec<_>>().join(".")
    }

    /// The one name of a path without a dot.
    pub fn single(&self) -> Option<NameRef> {
        let mut segments = self.segments();
        let first = segments.next()?;
        segments.next().is_none().then_some(first)
    }
}

node! {
    /// The sentence in quotes after a name, which people are shown.
    Title
}

impl Title {
    /// The quoted text.
    pub fn token(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Text)
    }

    /// The sentence without its quotes.
    pub fn value(&self) -> String {
        self.token().map(|it| unquote(it.text())).unwrap_or_default()
    }
}

/// What is between the quotes, with `\"` and `\\` read as `"` and `\`. Quotes of another kind, which are an error, count as quotes.
pub(crate) fn unquote(text: &str) -> String {
    let inner = text.strip_prefix(QUOTES).unwrap_or(text);
    let inner = inner.strip_suffix(QUOTES).unwrap_or(inner);
    let mut value = String::with_capacity(inner.len());
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some('"' | '\\')) => value.extend(characters.next()),
            _ => value.push(character),
        }
    }
    value
}

const QUOTES: [char; 7] = ['"', '“', '”', '„', '\'', '‘', '’'];

/// A node that declares a name.
pub trait HasName: AstNode<Language = crate::tree::Charter> {
    /// The name that is declared; `None` while it is missing.
    fn name(&self) -> Option<Name> {
        child(self.syntax())
    }
}

/// A node that may carry a sentence in quotes.
pub trait HasTitle: AstNode<Language = crate::tree::Charter> {
    /// The sentence in quotes.
    fn title(&self) -> Option<Title> {
        child(self.syntax())
    }
}

/// A node that may begin with `shadow`.
pub trait MaybeShadow: AstNode<Language = crate::tree::Charter> {
    /// Whether it is written with `shadow` in front: evaluated and recorded, never enforced.
    fn is_shadow(&self) -> bool {
        has_keyword(self.syntax(), "shadow")
    }
}

node! {
    /// `domain "acme.com", region emea`: names and their values, in a scenario or after `usual`.
    FieldValues
}

impl FieldValues {
    /// Each name with its value.
    pub fn values(&self) -> AstChildren<FieldValue> {
        children(self.syntax())
    }
}

node! {
    /// `region emea`
    FieldValue
}

impl FieldValue {
    /// `region`
    pub fn field(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `emea`
    pub fn value(&self) -> Option<Value> {
        child(self.syntax())
    }

    /// `maria`, after `endorsed by`: a person who has written or approved the value.
    pub fn endorsed_by(&self) -> Option<NameRef> {
        children(self.syntax()).nth(1)
    }

    /// Whether it ends in `from external`: somebody outside has written the value.
    pub fn is_from_external(&self) -> bool {
        has_keyword(self.syntax(), "external")
    }
}

node! {
    /// `( banking, insurance )`: values in brackets, after `is in`, in a cell, or as the value of a list.
    ValueList
}

impl ValueList {
    /// The values, in order. Bare words are paths of one segment; a record in a scenario is a [`RecordValue`].
    pub fn values(&self) -> AstChildren<Value> {
        children(self.syntax())
    }
}

node! {
    /// `( text "…", source "…" )`: a record written out in a scenario.
    RecordValue
}

impl RecordValue {
    /// Its fields.
    pub fn values(&self) -> impl Iterator<Item = FieldValue> + use<> {
        child::<FieldValues>(self.syntax()).into_iter().flat_map(|values| values.values())
    }
}

node! {
    /// `from "consumer_domains.csv"`
    FromFile
}

impl FromFile {
    /// The file's path, without quotes.
    pub fn path(&self) -> Option<String> {
        token(self.syntax(), SyntaxKind::Text).map(|it| unquote(it.text()))
    }
}

node! {
    /// `except "holidays.csv"`
    ExceptFile
}

impl ExceptFile {
    /// The file's path, without quotes.
    pub fn path(&self) -> Option<String> {
        token(self.syntax(), SyntaxKind::Text).map(|it| unquote(it.text()))
    }
}

node! {
    /// `in "Europe/Berlin"`, or `in contact.zone`
    InZone
}

impl InZone {
    /// The zone: a text or a path.
    pub fn zone(&self) -> Option<Expr> {
        child(self.syntax())
    }
}
