//! Scopes, gates, stops, limits, requirements.

use super::support::{children, has_keyword, node, nodes};
use super::{
    AstChildren, AtMostClause, BadClause, ForClause, ForGoodClause, ForPeopleClause, ForTimeClause, HasName,
    HasTitle, InClause, KeptAsDraftClause, MaskedClause, MayClause, MaybeShadow, NeedsClause, OnBehalfClause,
    OnClause, OtherwiseClause, ReadAfterwardsClause, RequiredClause, SampleClause, SuggestedClause,
    TellsClause, UnlessClause, UntilClause, UntilReleasedClause, WaitsClause, WhenClause, WhereClause,
};
use rowan::ast::AstNode;

/// Which kind of rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// `gate`: somebody must look first.
    Gate,
    /// `stop`: it must not happen.
    Stop,
    /// `limit`: at most so many.
    Limit,
    /// `require`: what must be shown for it to happen.
    Require,
}

impl RuleKind {
    /// The word the rule begins with.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Stop => "stop",
            Self::Limit => "limit",
            Self::Require => "require",
        }
    }
}

node! {
    /// A gate, stop, limit or requirement
    Rule
}

impl HasName for Rule {}
impl HasTitle for Rule {}
impl MaybeShadow for Rule {}

impl Rule {
    /// Which of the four it is, by the word it begins with.
    pub fn kind(&self) -> RuleKind {
        let is = |kind: &RuleKind| has_keyword(self.syntax(), kind.keyword());
        [RuleKind::Stop, RuleKind::Limit, RuleKind::Require].into_iter().find(is).unwrap_or(RuleKind::Gate)
    }

    /// Its lines, in order.
    pub fn clauses(&self) -> AstChildren<Clause> {
        children(self.syntax())
    }
}

node! {
    /// `scope outreach_emea "…"` and its lines
    Scope
}

impl HasName for Scope {}
impl HasTitle for Scope {}
impl MaybeShadow for Scope {}

impl Scope {
    /// Its lines, in order.
    pub fn clauses(&self) -> AstChildren<Clause> {
        children(self.syntax())
    }
}

nodes! {
    /// One line of a scope or a rule. Which of them a kind of item takes has been checked: a clause in the wrong place
    /// has an error.
    Clause {
        /// `for outreach`
        ForClause,
        /// `for 10% of contacts`
        SampleClause,
        /// `for people`
        ForPeopleClause,
        /// `for good`
        ForGoodClause,
        /// `for 30 days`
        ForTimeClause,
        /// `on send_email`
        OnClause,
        /// `in production`
        InClause,
        /// `on behalf of sdr_manager`
        OnBehalfClause,
        /// `where contact.account.region is emea`
        WhereClause,
        /// `may update Contact: title`
        MayClause,
        /// `when contact.legal_hold`
        WhenClause,
        /// `unless contact.account.is_customer`
        UnlessClause,
        /// `needs approval from sdr_manager`
        NeedsClause,
        /// `waits in new_domains`
        WaitsClause,
        /// `is kept as a draft`
        KeptAsDraftClause,
        /// `is only suggested`
        SuggestedClause,
        /// `is masked`
        MaskedClause,
        /// `is read afterwards by sdr_manager`
        ReadAfterwardsClause,
        /// `tells legal`
        TellsClause,
        /// `at most 3 per contact in 7 days`
        AtMostClause,
        /// `otherwise stop`
        OtherwiseClause,
        /// `until released by sdr_manager`
        UntilReleasedClause,
        /// `until 2026-12-31`
        UntilClause,
        /// The condition of a requirement, on a line of its own
        RequiredClause,
        /// A line that could not be understood
        BadClause,
    }
}
