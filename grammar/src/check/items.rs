//! The first lines of items, and fields.

use super::{first_solid, has_left_over, own_token, own_tokens};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::nearest::nearest;
use crate::report::Report;
use crate::tree::{SyntaxNode, TextRange};

const ATTRIBUTES: &[&str] = &["optional", "from external", "written by", "fresh within"];

pub(super) fn check(node: &SyntaxNode, report: &mut Report) {
    match node.kind() {
        Kind::Guarantee | Kind::Scenario if !has(node, Kind::Title) => missing_sentence(node, report),
        Kind::Field => field(node, report),
        Kind::BadAttribute => unknown_attribute(node, report),
        Kind::Calendar | Kind::Segment | Kind::Condition | Kind::Usual if !has_left_over(node) => {
            colon(node, report)
        }
        _ => {}
    }
    if is_named(node.kind()) && !has(node, Kind::Name) {
        missing_name(node, report);
    }
}

fn has(node: &SyntaxNode, kind: Kind) -> bool {
    node.children().any(|it| it.kind() == kind)
}

fn is_named(kind: Kind) -> bool {
    let is_nameless =
        matches!(kind, Kind::BadItem | Kind::Endorse | Kind::Guarantee | Kind::Scenario | Kind::Usual);
    kind.is_item() && !is_nameless
}

/// The word that the item begins with, `shadow` apart.
fn item_word(node: &SyntaxNode) -> Option<crate::tree::SyntaxToken> {
    own_tokens(node).find(|it| it.kind() == Kind::Keyword && it.text() != "shadow")
}

fn missing_name(node: &SyntaxNode, report: &mut Report) {
    let Some(word) = item_word(node) else { return };
    report
        .error(ErrorCode::MissingName, word.text_range(), format!("this {} has no name", word.text()))
        .label("a name belongs after this word")
        .help(format!(
            "write for example `{} my_{}`; a name is one word, with `_` for spaces",
            word.text(),
            word.text()
        ));
}

fn missing_sentence(node: &SyntaxNode, report: &mut Report) {
    let Some(word) = item_word(node) else { return };
    let what = if node.kind() == Kind::Guarantee { "what must hold" } else { "what the day shows" };
    report
        .error(ErrorCode::MissingName, word.text_range(), format!("this {} has no sentence", word.text()))
        .label("a sentence in quotes belongs after this word")
        .help(format!("write {what}, in quotes"));
}

/// The colon between what an item is and what it says.
fn colon(node: &SyntaxNode, report: &mut Report) {
    if own_token(node, Kind::Colon).is_some() {
        return;
    }
    let end = node.children().take_while(|it| matches!(it.kind(), Kind::Name | Kind::NameRef)).last();
    let Some(end) = end.map(|it| it.text_range()) else { return };
    report
        .error(ErrorCode::MissingColon, end, "a colon is missing after this")
        .label("what it stands for comes after a colon")
        .help("write `:` after it")
        .fix(TextRange::empty(end.end()), ":");
}

fn field(node: &SyntaxNode, report: &mut Report) {
    let Some(first) = first_solid(node) else { return };
    match node.children().find(|it| it.kind() == Kind::Name) {
        None => {
            report
                .error(ErrorCode::MissingName, first.text_range(), "this field has no name")
                .label("a name belongs before the colon")
                .help("write for example `title : text`");
        }
        Some(name) if own_token(node, Kind::Colon).is_none() => {
            report
                .error(ErrorCode::MissingColon, name.text_range(), "a colon is missing after this name")
                .label("a field is a name, a colon and a type")
                .help(format!("write `{} : …`", name.text()))
                .fix(TextRange::empty(name.text_range().end()), " :");
        }
        Some(_) => {}
    }
    let is_loose = node.parent().is_some_and(|it| it.kind() == Kind::Action) && !has(node, Kind::DerivedFrom);
    if is_loose {
        report
            .error(ErrorCode::LooseField, first.text_range(), "nobody says where this field comes from")
            .label("it stands neither under `takes`, `says` nor `knows`")
            .help("put it under `takes` if it is what will be done, under `says` if the agent asserts it, under `knows` if the host computes it");
    }
}

fn unknown_attribute(node: &SyntaxNode, report: &mut Report) {
    let text = node.text().to_string();
    let error = report
        .error(ErrorCode::UnknownAttribute, node.text_range(), format!("a field cannot be `{}`", text.trim()))
        .label("nothing known is said about the field here");
    let first = text.split_whitespace().next().unwrap_or_default();
    let near = nearest(&text, ATTRIBUTES.iter().copied())
        .or_else(|| ATTRIBUTES.iter().copied().find(|it| nearest(first, it.split(' ').take(1)).is_some()));
    match near {
        Some(near) if near != text => error.help(format!("did you mean `{near}`?")),
        _ => error.help("a field can be: optional, from external, written by (…), fresh within …"),
    };
}
