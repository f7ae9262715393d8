//! Rules as their authors wrote them, for the legend of a sheet.

use super::{OfObject, Written};
use crate::db::{Db, ItemId, Project, file_items, item_syntax};
use crate::table::rule_kind;
use crate::typed::{Charter, Rule};
use charter_grammar::ast::{AstNode, Item};
use charter_runtime::schema::Subject;
use std::collections::BTreeSet;

/// The rules that cells speak of, those for people, and those that are only watched, in the charter's order.
pub(super) fn rules(db: &dyn Db, project: Project, charter: &Charter, objects: &[OfObject]) -> Vec<Written> {
    let cells = objects.iter().flat_map(|object| &object.lines).flat_map(|line| &line.cells);
    let spoken_of: BTreeSet<&str> = cells
        .flat_map(|cell| {
            let lesser = cell.lesser.iter().map(|(scope, _)| scope);
            cell.scopes.iter().chain(lesser).chain(cell.rules.iter().map(|bound| &bound.rule))
        })
        .map(String::as_str)
        .collect();
    let for_people = |rule: &Rule| rule.cases.iter().any(|case| case.subject == Subject::People);
    let wanted = |rule: &&Rule| rule.shadow || for_people(rule) || spoken_of.contains(rule.name.as_str());
    let items: Vec<ItemId> =
        project.files(db).iter().flat_map(|file| file_items(db, *file)).copied().collect();
    let written = |rule: &Rule| {
        let item = items.iter().find(|item| item.name(db) == rule.name && item.kind(db).is_rule());
        let clauses = item.and_then(|item| item_syntax(db, *item)).map(|item| clauses(&item));
        Written {
            name: rule.name.clone(),
            kind: rule_kind(rule.kind),
            sentence: rule.sentence.clone(),
            clauses: clauses.unwrap_or_default(),
            source: format!("{}:{}", rule.source.file, rule.source.line),
            shadow: rule.shadow,
        }
    };
    charter.rules.iter().filter(wanted).map(written).collect()
}

/// The clauses of a rule, each on one line and without comments.
fn clauses(item: &Item) -> Vec<String> {
    match item {
        Item::Scope(scope) => scope.clauses().map(|clause| on_one_line(&clause)).collect(),
        Item::Rule(rule) => rule.clauses().map(|clause| on_one_line(&clause)).collect(),
        _ => Vec::new(),
    }
}

fn on_one_line(clause: &impl AstNode) -> String {
    let text = clause.syntax().text().to_string();
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
