//! What is under the pointer.

use super::fields::field_at;
use charter_compiler::db::{Db, ItemId, Project, SourceFile, file_items, item_start, item_syntax};
use charter_compiler::project::settings;
use charter_compiler::vocabulary::vocabulary;
use charter_grammar::ast::{self, AstNode, Clause, Item, MaybeShadow, Name, NameRef, OnClause, RuleKind};
use charter_grammar::{SyntaxKind, SyntaxToken, TextSize};
use std::ops::Range;

/// What to show, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The word that it is about, in bytes.
    pub range: Range<usize>,
    /// Markdown.
    pub text: String,
}

/// What there is to know about the word at an offset: a rule, a field, or a name and its definition.
pub fn hover(db: &dyn Db, project: Project, file: SourceFile, offset: usize) -> Option<Hover> {
    let offset = TextSize::try_from(offset).ok()?;
    let item = *file_items(db, file).iter().rev().find(|&&item| item_start(db, item) <= offset)?;
    let start = item_start(db, item);
    let syntax = item_syntax(db, item)?;
    let token = word_at(&syntax, offset.checked_sub(start)?)?;
    let text = about(db, project, (item, &syntax), &token)?;
    let range = token.text_range() + start;
    Some(Hover { range: range.start().into()..range.end().into(), text })
}

/// The word at an offset, or the one that ends there.
fn word_at(item: &Item, offset: TextSize) -> Option<SyntaxToken> {
    if !item.syntax().text_range().contains_inclusive(offset) {
        return None;
    }
    let is_word = |token: &SyntaxToken| matches!(token.kind(), SyntaxKind::Word | SyntaxKind::Keyword);
    item.syntax().token_at_offset(offset).find(is_word)
}

fn about(db: &dyn Db, project: Project, at: (ItemId, &Item), token: &SyntaxToken) -> Option<String> {
    let parent = token.parent()?;
    if let Some(field) = field_at(db, project, at, &parent) {
        return Some(field);
    }
    if parent == *at.1.syntax() || Name::can_cast(parent.kind()) {
        return Some(describe(db, project, at.0, at.1));
    }
    let name = NameRef::cast(parent)?.text();
    let (item, syntax) = named(db, project, &name).or_else(|| spoken_of(db, project, &name))?;
    Some(describe(db, project, item, &syntax))
}

/// The first item of the project with a name; vocabulary before rules.
fn named(db: &dyn Db, project: Project, name: &str) -> Option<(ItemId, Item)> {
    let items = || project.files(db).iter().flat_map(|&file| file_items(db, file));
    let mut found: Vec<ItemId> = items().copied().filter(|item| item.name(db) == name).collect();
    found.sort_by_key(|item| item.kind(db));
    let item = *found.first()?;
    Some((item, item_syntax(db, item)?))
}

/// The object that paths call by a name: `Contact` for `contact`.
fn spoken_of(db: &dyn Db, project: Project, variable: &str) -> Option<(ItemId, Item)> {
    let object = vocabulary(db, project).objects.iter().find(|object| object.variable == variable)?;
    Some((object.item, item_syntax(db, object.item)?))
}

/// An item: what it is, what it says to people, and what follows from that.
fn describe(db: &dyn Db, project: Project, item: ItemId, syntax: &Item) -> String {
    let mut parts = vec![heading(db, item, syntax)];
    match syntax {
        Item::Rule(rule) => parts.extend(rule_parts(db, project, rule)),
        Item::Scope(scope) => {
            parts.push(granted(scope));
            parts.push("It grants only what is certain: where something that it reads is not known, it grants nothing.".to_owned());
        }
        _ => parts.push(declaration(syntax)),
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// `**gate** first_touch: A person reads the first email to every account`.
fn heading(db: &dyn Db, item: ItemId, syntax: &Item) -> String {
    let kind = item.kind(db).word();
    match (syntax.name(), syntax.title()) {
        (Some(name), Some(title)) => format!("**{kind}** `{}`: {}", name.text(), plain(&title.value())),
        (Some(name), None) => format!("**{kind}** `{}`", name.text()),
        (None, Some(title)) => format!("**{kind}** {}", plain(&title.value())),
        (None, None) => format!("**{kind}**"),
    }
}

/// A sentence of the author's without what Markdown would read as its own.
fn plain(text: &str) -> String {
    let marks = |character: char| matches!(character, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\');
    text.chars()
        .flat_map(|character| marks(character).then_some('\\').into_iter().chain([character]))
        .collect()
}

fn rule_parts(db: &dyn Db, project: Project, rule: &ast::Rule) -> Vec<String> {
    let on = rule.clauses().filter_map(|clause| match clause {
        Clause::OnClause(on) => Some(on_actions(&on)),
        _ => None,
    });
    let on: Vec<String> = on.collect();
    let for_people = rule.clauses().find_map(|clause| match clause {
        Clause::ForPeopleClause(it) if it.and_agents() => Some("It restricts people as it does agents."),
        Clause::ForPeopleClause(_) => Some("It restricts people: without such a rule they may do anything."),
        _ => None,
    });
    let on = if on.is_empty() { String::new() } else { format!("on {}", on.join(", ")) };
    let watched = if rule.is_shadow() {
        "It is only watched: it is recorded, and never enforced."
    } else if !settings(db, project).value.enforced {
        "The project is in shadow mode: decisions are recorded, and not enforced."
    } else {
        ""
    };
    let told: Vec<String> = rule
        .clauses()
        .filter_map(|clause| if let Clause::TellsClause(it) = clause { Some(it) } else { None })
        .flat_map(|it| it.roles().map(|role| format!("`{}`", role.text())).collect::<Vec<_>>())
        .collect();
    let told = if told.is_empty() {
        String::new()
    } else {
        format!("Where it applies, {} is told.", told.join(" and "))
    };
    let unknown = "Where something that it reads is not known, it applies: an unknown value never passes.";
    let parts = [&on, meaning(rule.kind()), for_people.unwrap_or_default(), &told, unknown, watched];
    parts.map(str::to_owned).to_vec()
}

fn on_actions(on: &OnClause) -> String {
    let actions = on.actions().map(|action| format!("`{}`", one_line(&action.syntax().text().to_string())));
    actions.collect::<Vec<_>>().join(", ")
}

/// Refused, or waiting.
fn meaning(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Gate => {
            "A gate refuses nothing: what it is on waits for people, in a queue, or as a draft or suggestion; or it goes ahead, masked or read afterwards."
        }
        RuleKind::Stop => "A stop refuses: nobody can approve what it is on.",
        RuleKind::Limit => {
            "A limit counts what was done, by whomever it says; what exceeds it ends as `otherwise` says."
        }
        RuleKind::Require => "A requirement has to be shown to hold; without, it ends as `otherwise` says.",
    }
}

fn granted(scope: &ast::Scope) -> String {
    let lines = scope.clauses().filter_map(|clause| match clause {
        Clause::ForClause(_) | Clause::WhereClause(_) | Clause::MayClause(_) => {
            Some(one_line(&clause.syntax().text().to_string()))
        }
        _ => None,
    });
    code_block(&lines.collect::<Vec<_>>().join("\n"))
}

/// The most lines of a declaration that are shown.
const MOST_LINES: usize = 24;

/// A declaration as it is written.
fn declaration(item: &Item) -> String {
    let text = item.syntax().text().to_string();
    let lines: Vec<&str> = text.trim_end().lines().skip_while(|line| is_aside(line)).collect();
    let mut shown = lines.iter().take(MOST_LINES).copied().collect::<Vec<_>>().join("\n");
    if lines.len() > MOST_LINES {
        shown.push_str("\n…");
    }
    code_block(&shown)
}

fn is_aside(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

pub(super) fn code_block(text: &str) -> String {
    format!("```charter\n{text}\n```")
}

/// A text on one line, without comments at its end.
pub(super) fn one_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    line.split(" #").next().unwrap_or_default().trim_end().to_owned()
}
