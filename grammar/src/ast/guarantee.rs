//! What must hold of the whole charter.

use super::support::{child, children, has_keyword, node};
use super::{ActionRef, AstChildren, Expr, HasTitle, NameRef, Outcome, UnlessClause, WhenClause};
use rowan::ast::AstNode;

node! {
    /// `guarantee "a legal hold holds, whoever approves"` and its claims
    Guarantee
}

impl HasTitle for Guarantee {}

impl Guarantee {
    /// Each claim: `no agent can send_email when contact.legal_hold`.
    pub fn claims(&self) -> AstChildren<GuaranteeClaim> {
        children(self.syntax())
    }

    /// The `when` lines below the claims, which restrict all of them.
    pub fn when(&self) -> AstChildren<WhenClause> {
        children(self.syntax())
    }

    /// What is taken for granted of all requests.
    pub fn knowing(&self) -> AstChildren<KnowingClause> {
        children(self.syntax())
    }

    /// The `unless` lines below the claims.
    pub fn unless(&self) -> AstChildren<UnlessClause> {
        children(self.syntax())
    }
}

node! {
    /// `knowing that contact.account is given`: taken for granted, and said whenever the guarantee is.
    KnowingClause
}

impl KnowingClause {
    /// What is taken for granted.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `goes through executives, first_touch`: one of these rules applies to each such request.
    ThroughRules
}

impl ThroughRules {
    /// The rules, by name.
    pub fn rules(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}

/// The least that a claim promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtLeast {
    /// `goes ahead`, and `outreach can always …`
    GoesAhead,
    /// `goes ahead once approved`: nothing holds it back that people could not let go
    OnceApproved,
    /// `is at least kept as a draft`
    Draft,
    /// `is at least suggested`
    Suggestion,
}

node! {
    /// `goes ahead once approved`: each such request comes to that or more.
    PromisedOutcome
}

impl PromisedOutcome {
    /// The least that it comes to; `None` where that is not written yet.
    pub fn least(&self) -> Option<AtLeast> {
        let has = |word| has_keyword(self.syntax(), word);
        match () {
            () if has("once") => Some(AtLeast::OnceApproved),
            () if has("goes") => Some(AtLeast::GoesAhead),
            () if has("kept") => Some(AtLeast::Draft),
            () if has("suggested") => Some(AtLeast::Suggestion),
            () => None,
        }
    }
}

/// What a claim says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// `no agent can update Opportunity: amount`, `never send_email`: no such request executes.
    Never,
    /// `every send_email needs approval from sdr_manager`, `always …`: each such request meets that outcome.
    Always,
    /// `outreach can always opt_out`: each such request goes ahead, or comes to what else is promised.
    CanAlways,
}

/// Of whom a claim speaks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClaimSubject {
    /// `no agent can`, and wherever no subject is written
    Agents,
    /// `no person can`
    People,
    /// `nobody can`: agents and people
    Everybody,
    /// `outreach cannot …`, `no outreach can`: one agent or team
    Named(NameRef),
}

node! {
    /// `no agent can send_email unattended when contact.legal_hold`
    GuaranteeClaim
}

impl GuaranteeClaim {
    /// Whether it forbids or demands.
    pub fn kind(&self) -> ClaimKind {
        let has = |word| has_keyword(self.syntax(), word);
        match () {
            () if has("can") && has("always") => ClaimKind::CanAlways,
            () if has("every") || has("always") => ClaimKind::Always,
            () => ClaimKind::Never,
        }
    }

    /// Of whom it speaks.
    pub fn subject(&self) -> ClaimSubject {
        let has = |word| has_keyword(self.syntax(), word);
        match child::<NameRef>(self.syntax()) {
            Some(name) => ClaimSubject::Named(name),
            None if has("nobody") => ClaimSubject::Everybody,
            None if has("person") => ClaimSubject::People,
            None => ClaimSubject::Agents,
        }
    }

    /// `send_email`, `update Opportunity: amount`
    pub fn actions(&self) -> AstChildren<ActionRef> {
        children(self.syntax())
    }

    /// Whether it says `unattended`: executing after an approval is fine.
    pub fn is_unattended(&self) -> bool {
        has_keyword(self.syntax(), "unattended")
    }

    /// `when contact.legal_hold`, on the same line.
    pub fn when(&self) -> Option<WhenClause> {
        child(self.syntax())
    }

    /// `unless …`, on the same line.
    pub fn unless(&self) -> Option<UnlessClause> {
        child(self.syntax())
    }

    /// `goes through executives`: a claim with `every` may demand that instead of an outcome.
    pub fn through(&self) -> Option<ThroughRules> {
        child(self.syntax())
    }

    /// `goes ahead once approved`: the least that a claim with `every` or `can always` promises.
    pub fn promised(&self) -> Option<PromisedOutcome> {
        child(self.syntax())
    }

    /// `needs approval from sdr_manager`: what a claim with `every` demands.
    pub fn outcome(&self) -> Option<Outcome> {
        child(self.syntax())
    }
}
