//! The lines of scopes and rules.

use super::support::{child, children, has_keyword, node};
use super::{ActionRef, AstChildren, DurationLiteral, Expr, NameRef, Path, PercentLiteral, Window};
use rowan::ast::AstNode;

node! {
    /// `for outreach, enrichment` or `for emea_sdr`
    ForClause
}

impl ForClause {
    /// The agents and teams.
    pub fn names(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}

node! {
    /// `for 10% of contacts`
    SampleClause
}

impl SampleClause {
    /// `10%`
    pub fn share(&self) -> Option<PercentLiteral> {
        child(self.syntax())
    }

    /// `contacts` (the plural of an object) or a path: what is sampled.
    pub fn of(&self) -> Option<Path> {
        child(self.syntax())
    }
}

node! {
    /// `for people`, `for agents and people`, `for people except revops`: the rule restricts people
    ForPeopleClause
}

impl ForPeopleClause {
    /// Whether it restricts agents too.
    pub fn and_agents(&self) -> bool {
        has_keyword(self.syntax(), "agents")
    }

    /// The roles whose holders it leaves out.
    pub fn except(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}

node! {
    /// `for good`: nobody can release it
    ForGoodClause
}

node! {
    /// `for 30 days`: how long a stop holds
    ForTimeClause
}

impl ForTimeClause {
    /// `30 days`
    pub fn duration(&self) -> Option<DurationLiteral> {
        child(self.syntax())
    }
}

node! {
    /// `on send_email, update Contact: title`
    OnClause
}

impl OnClause {
    /// The actions.
    pub fn actions(&self) -> AstChildren<ActionRef> {
        children(self.syntax())
    }
}

node! {
    /// `in production, staging`
    InClause
}

impl InClause {
    /// The environments.
    pub fn environments(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}

node! {
    /// `on behalf of sdr_manager`
    OnBehalfClause
}

impl OnBehalfClause {
    /// `sdr_manager`: a role or a path to a person.
    pub fn of(&self) -> Option<Path> {
        child(self.syntax())
    }
}

node! {
    /// `where contact.account.region is emea`
    WhereClause
}

impl WhereClause {
    /// The condition.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

/// The levels that a scope can grant below the highest, as written after `may`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LevelWord {
    /// `may suggest …`
    Suggest,
    /// `may draft …`
    Draft,
    /// `may queue …`
    Queue,
}

impl LevelWord {
    /// The word as written.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Suggest => "suggest",
            Self::Draft => "draft",
            Self::Queue => "queue",
        }
    }
}

node! {
    /// `may draft update Contact: lifecycle`
    MayClause
}

impl MayClause {
    /// `draft`; without one, the highest level.
    pub fn level(&self) -> Option<LevelWord> {
        let is_written = |level: &LevelWord| has_keyword(self.syntax(), level.keyword());
        [LevelWord::Suggest, LevelWord::Draft, LevelWord::Queue].into_iter().find(is_written)
    }

    /// `update Contact: lifecycle`; several only where no fields follow.
    pub fn actions(&self) -> AstChildren<ActionRef> {
        children(self.syntax())
    }

    /// `new_domains` in `may queue send_email in new_domains`.
    pub fn queue(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `when contact.legal_hold`
    WhenClause
}

impl WhenClause {
    /// The condition.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `unless contact.account.is_customer`
    UnlessClause
}

impl UnlessClause {
    /// The condition.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `at most 500 USD of request.cost per agent each month`
    AtMostClause
}

impl AtMostClause {
    /// `500 USD`: a literal, or any expression.
    pub fn cap(&self) -> Option<Expr> {
        child(self.syntax())
    }

    /// `agent` in `at most 1 agent per contact.account`: different ones of it are counted.
    pub fn counted(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `request.cost` in `of request.cost`: what is added up, instead of counting.
    pub fn of(&self) -> Option<Path> {
        child(child::<AddedUp>(self.syntax())?.syntax())
    }

    /// Whether it says `each` before `per`: the actions of the rule are counted one by one, not together.
    pub fn counts_each(&self) -> bool {
        has_keyword(self.syntax(), "each")
    }

    /// `per contact.account`
    pub fn per(&self) -> Option<PerKeys> {
        child(self.syntax())
    }

    /// `in 7 days`, `each month`
    pub fn window(&self) -> Option<Window> {
        child(self.syntax())
    }
}

node! {
    /// `of request.cost`
    AddedUp
}

impl AddedUp {
    /// `request.cost`
    pub fn path(&self) -> Option<Path> {
        child(self.syntax())
    }
}

node! {
    /// `per contact, agent`
    PerKeys
}

impl PerKeys {
    /// `contact`, `agent`
    pub fn keys(&self) -> AstChildren<Path> {
        children(self.syntax())
    }
}

node! {
    /// `until released by sdr_manager`
    UntilReleasedClause
}

impl UntilReleasedClause {
    /// `sdr_manager`: roles that may release it, any of them.
    pub fn by(&self) -> AstChildren<Path> {
        children(self.syntax())
    }
}

node! {
    /// `until 2026-12-31`: when a scope ends
    UntilClause
}

impl UntilClause {
    /// `2026-12-31`: a date, an instant or a path.
    pub fn end(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// The condition of a requirement, on a line of its own: `every claim in request.claims: (claim.source is given)`
    RequiredClause
}

impl RequiredClause {
    /// The condition.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// A line that could not be understood; the parse has an error for it
    BadClause
}

node! {
    /// `within 4 hours of office_hours`
    Within
}

impl Within {
    /// `4 hours`
    pub fn duration(&self) -> Option<DurationLiteral> {
        child(self.syntax())
    }

    /// `office_hours`
    pub fn calendar(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}
