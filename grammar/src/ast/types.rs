//! Fields and their types.

use super::support::{child, children, node, nodes, token};
use super::{AstChildren, Expr, HasName, NameRef, Path, Value, Within};
use crate::kind::SyntaxKind;
use crate::tree::SyntaxToken;
use rowan::ast::AstNode;

node! {
    /// `lifecycle : one of (lead, mql), written by (workflow, human)`
    Field
}

impl HasName for Field {}

impl Field {
    /// `one of (lead, mql)`
    pub fn type_ref(&self) -> Option<TypeRef> {
        child(self.syntax())
    }

    /// Everything after the type: `optional`, `from external`, `written by (…)`, `fresh within …`.
    pub fn attributes(&self) -> AstChildren<Attribute> {
        children(self.syntax())
    }

    /// Whether it is `optional`: may be empty.
    pub fn is_optional(&self) -> bool {
        child::<OptionalAttribute>(self.syntax()).is_some()
    }

    /// Whether it is `from external`: stored, but an outsider can write it.
    pub fn is_from_external(&self) -> bool {
        child::<FromExternalAttribute>(self.syntax()).is_some()
    }

    /// `written by (workflow, human)`
    pub fn written_by(&self) -> Option<WrittenByAttribute> {
        child(self.syntax())
    }

    /// `fresh within 1 hour`
    pub fn fresh(&self) -> Option<FreshAttribute> {
        child(self.syntax())
    }

    /// `= order.user`: the expression a derived line stands for.
    pub fn derived_from(&self) -> Option<Expr> {
        child::<DerivedFrom>(self.syntax())?.expr()
    }
}

node! {
    /// `= order.user`
    DerivedFrom
}

impl DerivedFrom {
    /// `order.user`
    pub fn expr(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

nodes! {
    /// The type of a field.
    TypeRef {
        /// One word: `text`, `number`, `percent`, `yes/no`, `date`, `instant`, `duration`, `zone`, `email`, `domain`,
        /// `url`, `person`, or the name of an object or record.
        NamedType,
        /// `money USD`
        MoneyType,
        /// `one of (na, emea, apac)`
        OneOfType,
        /// `list of Claim`
        ListType,
        /// `like lifecycle`
        LikeType,
    }
}

node! {
    /// A type that is one word, built in or declared.
    NamedType
}

impl NamedType {
    /// `text`, `yes/no` or `Account`.
    pub fn text(&self) -> String {
        self.syntax().text().to_string()
    }

    /// The name, unless it is `yes/no`. Built-in types are names here as well.
    pub fn name_ref(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `money USD`
    MoneyType
}

impl MoneyType {
    /// `USD`
    pub fn currency(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Currency)
    }
}

node! {
    /// `one of (na, emea, apac)`, ordered as written
    OneOfType
}

impl OneOfType {
    /// The values: bare words are paths of one segment, operator words are quoted texts.
    pub fn values(&self) -> AstChildren<Value> {
        children(self.syntax())
    }
}

node! {
    /// `list of Claim`
    ListType
}

impl ListType {
    /// The type of an element; never a list itself.
    pub fn element(&self) -> Option<TypeRef> {
        child(self.syntax())
    }
}

node! {
    /// `like lifecycle`, `like Contact.lifecycle`: the same type, not the same attributes
    LikeType
}

impl LikeType {
    /// `lifecycle`
    pub fn field(&self) -> Option<Path> {
        child(self.syntax())
    }
}

nodes! {
    /// What follows a field's type.
    Attribute {
        /// `optional`
        OptionalAttribute,
        /// `from external`
        FromExternalAttribute,
        /// `written by (workflow, human)`
        WrittenByAttribute,
        /// `fresh within 1 hour`
        FreshAttribute,
        /// Something else.
        BadAttribute,
    }
}

node! {
    /// `optional`
    OptionalAttribute
}

node! {
    /// `from external`
    FromExternalAttribute
}

node! {
    /// `written by human`, `written by (workflow, human)`
    WrittenByAttribute
}

impl WrittenByAttribute {
    /// `workflow`, `human`
    pub fn writers(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}

node! {
    /// `fresh within 1 hour`
    FreshAttribute
}

impl FreshAttribute {
    /// `within 1 hour`
    pub fn within(&self) -> Option<Within> {
        child(self.syntax())
    }
}

node! {
    /// An attribute that nobody knows; the parse has an error for it.
    BadAttribute
}
