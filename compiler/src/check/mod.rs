//! Checking: from items and the vocabulary to typed rules.
//!
//! A rule is checked once for each action that it is on, by [`check_rule`], which reads that rule, the definitions that
//! it uses, the vocabulary, and a summary of what scopes grant. So an edit in one rule re-checks one rule. What is found
//! comes back beside the value; a rule of which anything could not be understood has no value, and there is no charter
//! without it.

mod action;
mod apart;
mod approvals;
mod arithmetic;
mod charter;
mod checker;
mod compare;
mod condition;
mod constant;
mod contradiction;
mod correlation;
mod define;
mod definition;
mod derived;
mod figure;
mod guarantee;
mod headers;
mod hours;
mod in_vain;
mod instead;
mod limit;
mod list;
mod literal;
pub(crate) mod logic;
mod lookup;
mod member;
mod outcome;
mod own_request;
mod parts;
mod past_guard;
mod path;
mod polarity;
mod rule;
mod sample;
mod scenario;
mod scope;
mod sentence;
mod settled;
mod situation;
mod switches;
mod text;
mod value;
mod window;
mod worlds;

pub use charter::{check_project, rule_place, rules_charter, typed_charter};
pub(crate) use charter::{not_understood, rule_findings};
pub use definition::check_definition;
pub use guarantee::check_guarantee;
pub(crate) use in_vain::granted_in_vain;
pub use scenario::typed_scenarios;

use crate::db::{Db, ItemId, Project, item_syntax};
use crate::diagnostics::Found;
use crate::typed::Rule;
use charter_grammar::ast::Item;
use checker::Checker;

/// A scope, gate, stop, limit or requirement, typed; `None` where it could not be understood, and for other items.
///
/// The line of its [`Source`](crate::typed::Source) is zero: that is known only once the charter is put together, for it
/// changes with every line above.
#[salsa::tracked]
pub fn check_rule(db: &dyn Db, project: Project, item: ItemId) -> Found<Option<Rule>> {
    let mut checker = Checker::new(db, project, item);
    let value = match item_syntax(db, item) {
        Some(Item::Rule(rule)) => checker.rule(&rule),
        Some(Item::Scope(scope)) => checker.scope(&scope),
        _ => None,
    };
    Found { value, diagnostics: checker.into_diagnostics() }
}

#[cfg(test)]
mod tests;
