//! No dead syntax: for each kind of node and each kind of part that it has, somewhere in the specification or the pages of errors leaving the
//! part out changes what the checker says, a typed rule, or a typed day.

use crate::errors;
use crate::spec::{Checked, sources_shown};
use charter_compiler::check::{check_guarantee, typed_charter, typed_scenarios};
use charter_compiler::db::{SourceFile, file_items};
use charter_compiler::findings::findings;
use charter_compiler::scenario::Scenario;
use charter_compiler::typed;
use charter_grammar::{SyntaxElement, SyntaxKind, SyntaxNode, TextRange};
use std::collections::{BTreeMap, BTreeSet};

/// How often a part is tried before it is given up.
const TRIES: usize = 40;

/// Words that a sentence reads better with: leaving them out changes nothing.
const FOR_THE_EAR: [(&str, &str); 10] = [
    ("ActStep", "`to`"),
    ("ApprovalStepLine", "`it`"),
    ("Approver", "`of`"),
    ("ExpectedOutcome", "`ahead`"),
    ("ExpectedOutcome", "`then`"),
    ("KeptAsDraftClause", "`a`"),
    ("KnowingClause", "`that`"),
    ("PromisedOutcome", "`a`"),
    ("RolePower", "`agents`"),
    ("RolePower", "`everything`"),
];

#[test]
fn every_part_of_a_tree_means_something() {
    let mut parts = Parts::default();
    for sources in errors::sources().into_iter().chain(sources_shown()) {
        parts.try_all(&sources);
    }
    let dead: BTreeSet<(&str, &str)> = parts
        .tried
        .keys()
        .filter(|part| !parts.alive.contains(*part))
        .map(|(node, part)| (node.as_str(), part.as_str()))
        .collect();
    println!("{} kinds of part, of which {} mean nothing by themselves", parts.tried.len(), dead.len());
    assert!(parts.tried.len() > 400, "the specification has all kinds of part");
    assert_eq!(dead, BTreeSet::from(FOR_THE_EAR), "what means nothing is what is said");
}

/// The kind of a node, and that of a part of it: a node, a word of the author's, or a word of the language.
type Part = (String, String);

#[derive(Default)]
struct Parts {
    tried: BTreeMap<Part, usize>,
    alive: BTreeSet<Part>,
}

/// What is made of a charter.
#[derive(PartialEq)]
struct Made {
    said: Vec<(&'static str, String)>,
    rules: Option<typed::Charter>,
    days: Vec<Scenario>,
    claims: Vec<typed::Claim>,
}

impl Parts {
    fn try_all(&mut self, sources: &BTreeMap<String, String>) {
        let mut checked = Checked::new(sources);
        let before = made(&checked);
        let files: Vec<SourceFile> = checked.project.files(&checked.db).to_vec();
        for file in files {
            let text = file.text(&checked.db).to_owned();
            for (part, range) in parts(&charter_grammar::parse(&text).syntax()) {
                let tried = self.tried.entry(part.clone()).or_default();
                if self.alive.contains(&part) || *tried == TRIES {
                    continue;
                }
                *tried += 1;
                file.write(&mut checked.db, without(&text, range));
                if made(&checked) != before {
                    self.alive.insert(part);
                }
            }
            file.write(&mut checked.db, text);
        }
    }
}

fn made(checked: &Checked) -> Made {
    let (db, project) = (&checked.db, checked.project);
    let items = project.files(db).iter().flat_map(|file| file_items(db, *file));
    Made {
        claims: items
            .flat_map(|item| check_guarantee(db, project, *item).value.clone().unwrap_or_default())
            .collect(),
        said: findings(db, project).iter().map(|found| (found.code.as_str(), found.title.clone())).collect(),
        rules: typed_charter(db, project).value.clone(),
        days: typed_scenarios(db, project).value.clone(),
    }
}

/// Every part of every node, with its place.
fn parts(root: &SyntaxNode) -> Vec<(Part, TextRange)> {
    let of_node = |node: SyntaxNode| {
        let kind = format!("{:?}", node.kind());
        node.children_with_tokens()
            .filter_map(move |part| Some(((kind.clone(), name(&part)?), part.text_range())))
            .collect::<Vec<_>>()
    };
    let in_item = |node: &SyntaxNode| !matches!(node.kind(), SyntaxKind::File | SyntaxKind::BadTokens);
    root.descendants().filter(in_item).flat_map(of_node).collect()
}

/// The kind of a part; nothing for layout and punctuation.
fn name(part: &SyntaxElement) -> Option<String> {
    match part {
        SyntaxElement::Node(node) => Some(format!("{:?}", node.kind())),
        SyntaxElement::Token(token) => match token.kind() {
            SyntaxKind::Keyword => Some(format!("`{}`", token.text())),
            SyntaxKind::Word | SyntaxKind::Number | SyntaxKind::Text | SyntaxKind::Regex => {
                Some(format!("{:?}", token.kind()))
            }
            SyntaxKind::Date | SyntaxKind::Time | SyntaxKind::Currency | SyntaxKind::Percent => {
                Some(format!("{:?}", token.kind()))
            }
            _ => None,
        },
    }
}

/// A text without a stretch; its line ends stay, so that nothing moves.
fn without(text: &str, range: TextRange) -> String {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let lines = text[start..end].matches('\n').count();
    format!("{} {}{}", &text[..start], "\n".repeat(lines), &text[end..])
}
