//! Nothing is left out in silence: whatever stands in the place of a value, a path or a list, the rule is understood, or something
//! says what is wrong with it.

use crate::errors;
use crate::spec::{Checked, sources_shown};
use charter_compiler::db::SourceFile;
use charter_compiler::findings::findings;
use charter_grammar::{SyntaxKind, SyntaxNode, TextRange};
use std::collections::{BTreeMap, BTreeSet};

/// How often the same is put in the place of the same kind of node within the same kind of node.
const TRIES: usize = 3;

/// What is put there: of every kind of operand one, and what first-time authors try.
const OTHERS: [&str; 22] = [
    "contact.title",
    "contact.account.owner",
    "contact",
    "request.subject",
    "request.claims",
    "agent",
    "now",
    "its.kind",
    "jane",
    "unknown",
    "\"x\"",
    "5",
    "5%",
    "5 USD",
    "5 days",
    "2026-03-02",
    "yes",
    "/x+/",
    "(\"x\", contact.title)",
    "(emea, 5)",
    "nowhere.at_all",
    "largest(contact.title)",
];

#[test]
fn what_is_not_understood_is_said() {
    let mut tried: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut silent: BTreeSet<String> = BTreeSet::new();
    for sources in errors::sources().into_iter().chain(sources_shown()) {
        let mut checked = Checked::new(&sources);
        let files: Vec<SourceFile> = checked.project.files(&checked.db).to_vec();
        for file in files {
            let text = file.text(&checked.db).to_owned();
            for (kind, range) in operands(&charter_grammar::parse(&text).syntax()) {
                for other in OTHERS {
                    let tried = tried.entry((kind.clone(), other)).or_default();
                    if *tried == TRIES {
                        continue;
                    }
                    *tried += 1;
                    file.write(&mut checked.db, with(&text, range, other));
                    if says_only_that_it_is_lost(&checked) {
                        silent.insert(format!("{kind}: `{}` becomes `{other}`", &text[range]));
                    }
                }
            }
            file.write(&mut checked.db, text);
        }
    }
    println!("{} were tried", tried.values().sum::<usize>());
    assert!(silent.is_empty(), "left out in silence:\n{}", silent.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Whether nothing is said but by the net that catches what nobody has said.
fn says_only_that_it_is_lost(checked: &Checked) -> bool {
    let found = findings(&checked.db, checked.project);
    found.iter().any(|found| found.title.starts_with("something in `"))
}

/// Every operand within a condition, a limit, an approval or a cell, with the kinds that it and its parent are.
fn operands(root: &SyntaxNode) -> Vec<(String, TextRange)> {
    let is_operand = |node: &SyntaxNode| {
        matches!(
            node.kind(),
            SyntaxKind::Path
                | SyntaxKind::ValueList
                | SyntaxKind::TextLiteral
                | SyntaxKind::NumberLiteral
                | SyntaxKind::PercentLiteral
                | SyntaxKind::MoneyLiteral
                | SyntaxKind::DurationLiteral
                | SyntaxKind::DateLiteral
                | SyntaxKind::RegexLiteral
                | SyntaxKind::Call
                | SyntaxKind::NameRef
        )
    };
    let named = |node: SyntaxNode| {
        let within = node.parent()?.kind();
        Some((format!("{:?} in {within:?}", node.kind()), node.text_range()))
    };
    root.descendants().filter(is_operand).filter_map(named).collect()
}

fn with(text: &str, range: TextRange, other: &str) -> String {
    format!("{}{other}{}", &text[..usize::from(range.start())], &text[usize::from(range.end())..])
}
