//! Which productions of `grammar/src/charter.pest` the generator of charters reaches, and which the specification does.
//!
//! The grammar is interpreted, with a pair for every production, silent or not, so that what a text is made of can be counted.

use crate::errors;
use crate::generate::{Charter, Random};
use crate::spec::{charters_that_fail, sources_shown};
use charter_grammar::ast::{self, AstNode};
use pest_meta::ast::{Expr, Rule, RuleType};
use pest_meta::optimizer::OptimizedRule;
use pest_vm::Vm;
use std::collections::{BTreeMap, BTreeSet};

const GRAMMAR: &str = include_str!("../../../../grammar/src/charter.pest");

/// How many charters the generator makes.
const CHARTERS: u64 = 400;

/// What the generator of charters does not reach, why, and where it is reached instead.
const ELSEWHERE: [(Reach, &str, &[&str]); 6] = [
    (
        Reach::Shown,
        "days, in place of which the generator makes cases",
        &[
            "act_step",
            "acts_for_step",
            "all_of",
            "after_line",
            "approval_line",
            "asked_before",
            "at_line",
            "awaited",
            "awaited_sep",
            "because",
            "came_of_it",
            "decisive_rules",
            "expectation",
            "expected",
            "field_value",
            "field_values",
            "given_record",
            "given_role",
            "given_sampling",
            "halt_step",
            "record_value",
            "release_step",
            "report_step",
            "scenario_item",
            "scenario_line",
            "signal_step",
            "step_end",
            "step_target",
            "step_targets",
            "times",
            "usual_item",
            "k_acts",
            "k_after",
            "k_ahead",
            "k_all",
            "k_did",
            "k_approves",
            "k_because",
            "k_endorsed",
            "k_everybody",
            "k_fails",
            "k_goes",
            "k_halts",
            "k_it",
            "k_nobody",
            "k_queued",
            "k_refuses",
            "k_releases",
            "k_resumes",
            "k_sampled",
            "k_scenario",
            "k_stopped",
            "k_succeeds",
            "k_suggestion",
            "k_times",
            "k_usual",
        ],
    ),
    (
        Reach::Shown,
        "guarantees, which decide nothing; the laws about proofs make their own",
        &[
            "claim",
            "claim_head",
            "guarantee_item",
            "inline_unless",
            "inline_when",
            "k_knowing",
            "k_least",
            "k_through",
            "knowing",
            "promised",
            "through",
            "k_always",
            "k_can",
            "k_guarantee",
            "k_never",
            "k_person",
            "k_unattended",
        ],
    ),
    (Reach::Shown, "what stands in files", &["except_file", "from_file"]),
    (Reach::Shown, "what people do by hand, and what only they write", &["k_resume", "written_by"]),
    (
        Reach::Refused,
        "slips, which are found and said",
        &[
            "bad_amount",
            "bad_attribute",
            "bad_line",
            "bad_op",
            "bare_values",
            "cell_junk",
            "given_words",
            "inner_junk",
            "junk",
            "junk_token",
            "k_and_or",
            "other_space",
            "words",
            "words_step",
        ],
    ),
    (
        Reach::Laid,
        "how lines are laid out, of which the formatter leaves one way",
        &["blank", "open_cell", "soft"],
    ),
];

/// Where a production is reached that the generator does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// On the pages of the specification.
    Shown,
    /// In charters that are refused.
    Refused,
    /// In one that is laid out otherwise than the formatter does it.
    Laid,
}

/// A charter that the formatter lays out anew.
const LAID: &str = "\
list industries =
  \"banking\",
  \"insurance\"

# A line that goes on after a blank one.
list regions = \"emea\"

  , \"apac\"

table largest by Account.region

  | emea | 10%
";

/// Slips that no page shows.
const SLIPS: &str = "\
table largest by Account.region
  | ?! | 10% |

scenario \"something\"
  at 2026-03-02 09:00
    then, something else happens => goes ahead
";

#[test]
fn every_production_is_reached() {
    let grammar = Interpreted::new();
    let texts = (0..CHARTERS).map(|seed| Charter::new(&mut Random::new(seed)).text());
    let generated = grammar.reached(texts.filter(|text| charter_grammar::parse(text).errors().is_empty()));
    let shown = grammar.reached(sources_shown().into_iter().flat_map(charters));
    let of_errors = errors::sources().into_iter().flat_map(charters);
    let slips = charters_that_fail().into_iter().chain([SLIPS.to_owned()]);
    let refused = grammar.reached(slips.chain(of_errors));
    let laid = grammar.reached(std::iter::once(LAID.to_owned()));
    println!(
        "{} productions, of which the generator reaches {} and the pages {}",
        grammar.productions.len(),
        generated.len(),
        shown.len()
    );
    let missing: BTreeSet<&str> = grammar.productions.difference(&generated).map(String::as_str).collect();
    let said: BTreeSet<&str> =
        ELSEWHERE.iter().flat_map(|(_, _, productions)| *productions).copied().collect();
    let unsaid: Vec<&&str> = missing.difference(&said).collect();
    assert!(unsaid.is_empty(), "the generator of charters does not reach {unsaid:?}, and nothing says why");
    let said_in_vain: Vec<&&str> = said.difference(&missing).collect();
    assert!(said_in_vain.is_empty(), "the generator of charters reaches {said_in_vain:?} after all");
    for (reach, reason, productions) in ELSEWHERE {
        let reached = match reach {
            Reach::Shown => &shown,
            Reach::Refused => &refused,
            Reach::Laid => &laid,
        };
        let nowhere: Vec<&&str> =
            productions.iter().filter(|production| !reached.contains(**production)).collect();
        assert!(nowhere.is_empty(), "{reason}: not reached, {nowhere:?}");
    }
}

/// The charters among the files of a page.
fn charters(files: BTreeMap<String, String>) -> impl Iterator<Item = String> {
    files.into_iter().filter(|(path, _)| path.ends_with(".charter")).map(|(_, text)| text)
}

/// The grammar, with a pair for every production.
struct Interpreted {
    vm: Vm,
    /// What a text can be made of: what stands in more than a look ahead.
    productions: BTreeSet<String>,
}

impl Interpreted {
    fn new() -> Interpreted {
        let (_, rules) = pest_meta::parse_and_optimize(GRAMMAR).expect("the grammar is one");
        let visible = rules.into_iter().map(|rule| OptimizedRule {
            ty: match rule.ty {
                RuleType::Silent => RuleType::Normal,
                RuleType::Atomic => RuleType::CompoundAtomic,
                ty @ (RuleType::Normal | RuleType::CompoundAtomic | RuleType::NonAtomic) => ty,
            },
            ..rule
        });
        Interpreted { vm: Vm::new(visible.collect()), productions: productions() }
    }

    /// The productions that some charters are made of.
    fn reached(&self, charters: impl Iterator<Item = String>) -> BTreeSet<String> {
        let items: BTreeSet<String> = charters.flat_map(|charter| items(&charter)).collect();
        let mut reached = BTreeSet::new();
        for item in &items {
            let rule = rule_of(item);
            if !self.productions.contains(&rule) {
                // What comes before the keyword is of no interest here.
                continue;
            }
            let pairs = self.vm.parse(&rule, item).expect("the grammar is total").flatten();
            reached.extend(pairs.map(|pair| pair.as_rule().to_owned()));
        }
        reached
    }
}

/// The texts of a charter's items.
fn items(charter: &str) -> Vec<String> {
    let file = charter_grammar::parse(charter).file();
    let text = |item: ast::Item| without_comments_before(&item.syntax().text().to_string()).to_owned();
    file.items().filter(|item| !matches!(item, ast::Item::BadItem(_))).map(text).collect()
}

/// An item from its keyword on.
fn without_comments_before(item: &str) -> &str {
    let item = item.trim_start();
    match item.strip_prefix('#').and_then(|comment| comment.split_once('\n')) {
        Some((_, rest)) => without_comments_before(rest),
        None => item,
    }
}

/// The production of an item, by its keyword.
fn rule_of(item: &str) -> String {
    let word = item.split_whitespace().find(|word| *word != "shadow").unwrap_or_default();
    match word {
        "gate" | "stop" | "limit" => "rule_item".to_owned(),
        word => format!("{word}_item"),
    }
}

/// The productions that items consist of, directly or through others; not those that are only looked ahead at.
fn productions() -> BTreeSet<String> {
    let pairs = pest_meta::parser::parse(pest_meta::parser::Rule::grammar_rules, GRAMMAR)
        .expect("the grammar is one");
    let rules: BTreeMap<String, Rule> = pest_meta::parser::consume_rules(pairs)
        .expect("the grammar is one")
        .into_iter()
        .map(|rule| (rule.name.clone(), rule))
        .collect();
    let mut open: Vec<String> = rules.keys().filter(|name| name.ends_with("_item")).cloned().collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(rule) = rules.get(&name) else { continue };
        if reached.insert(name) {
            parts(&rule.expr, &mut open);
        }
    }
    reached
}

fn parts(expr: &Expr, found: &mut Vec<String>) {
    match expr {
        Expr::Ident(name) => found.push(name.clone()),
        Expr::Seq(left, right) | Expr::Choice(left, right) => {
            parts(left, found);
            parts(right, found);
        }
        Expr::Opt(inner) | Expr::Rep(inner) | Expr::RepOnce(inner) | Expr::Push(inner) => parts(inner, found),
        Expr::RepExact(inner, _)
        | Expr::RepMin(inner, _)
        | Expr::RepMax(inner, _)
        | Expr::RepMinMax(inner, _, _) => {
            parts(inner, found);
        }
        // What is only looked ahead at is part of nothing.
        Expr::PosPred(_) | Expr::NegPred(_) => {}
        _ => {}
    }
}
