//! What a rule does: approvals, queues, drafts, suggestions, and what happens otherwise.

use super::support::{child, children, has_keyword, node, nodes};
use super::{AstChildren, NameRef, NumberLiteral, Path, Within};
use rowan::ast::AstNode;

nodes! {
    /// What happens to the request.
    Outcome {
        /// `stop`
        StopOutcome,
        /// `needs approval from revops`
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
    }
}

node! {
    /// `stop` after `otherwise`
    StopOutcome
}

impl StopOutcome {
    /// Whether it says `until there is room`.
    pub fn until_room(&self) -> bool {
        has_keyword(self.syntax(), "room")
    }
}

node! {
    /// `needs approval from sdr_manager within 4 hours of office_hours, otherwise stop`
    NeedsClause
}

impl NeedsClause {
    /// Whether it says `confirmation`: the person for whom the agent acts may give it.
    pub fn is_confirmation(&self) -> bool {
        has_keyword(self.syntax(), "confirmation")
    }

    /// Who approves, turn by turn: `opportunity.account.owner, then revops` has two steps.
    pub fn steps(&self) -> AstChildren<ApprovalStep> {
        children(self.syntax())
    }

    /// `within 4 hours of office_hours`
    pub fn within(&self) -> Option<Within> {
        child(self.syntax())
    }

    /// `in batches of 50`
    pub fn in_batches(&self) -> Option<InBatches> {
        child(self.syntax())
    }

    /// `otherwise stop`: what happens past the deadline.
    pub fn otherwise(&self) -> Option<OtherwiseClause> {
        child(self.syntax())
    }
}

node! {
    /// One turn of an approval: `sdr_manager`, `ines and maria`, `sdr_manager or revops`
    ApprovalStep
}

/// How the approvers of one turn are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joined {
    /// `and`: all of them must approve.
    All,
    /// `or`: any one of them.
    Any,
}

impl ApprovalStep {
    /// The approvers of this turn.
    pub fn approvers(&self) -> AstChildren<Approver> {
        children(self.syntax())
    }

    /// `other than contact.account.owner`
    pub fn other_than(&self) -> Option<OtherThan> {
        child(self.syntax())
    }

    /// Whether all or any of them must approve; a single one is [`Joined::All`]. Both words in one turn are an error, and
    /// count as the stricter one.
    pub fn joined(&self) -> Joined {
        if has_keyword(self.syntax(), "or") && !has_keyword(self.syntax(), "and") {
            Joined::Any
        } else {
            Joined::All
        }
    }
}

node! {
    /// `2 of sdr_manager`, `2 sdr_manager`, `contact.account.owner`
    Approver
}

impl Approver {
    /// `2`: how many people of that role; without it, one.
    pub fn count(&self) -> Option<NumberLiteral> {
        child(self.syntax())
    }

    /// `sdr_manager`, or a path to a person.
    pub fn who(&self) -> Option<Path> {
        child(self.syntax())
    }
}

node! {
    /// `other than contact.account.owner`: people who may not be one of the approvers of a turn.
    OtherThan
}

impl OtherThan {
    /// The paths to them.
    pub fn people(&self) -> AstChildren<Path> {
        children(self.syntax())
    }
}

node! {
    /// `in batches of 50`
    InBatches
}

impl InBatches {
    /// `50`
    pub fn size(&self) -> Option<NumberLiteral> {
        child(self.syntax())
    }
}

node! {
    /// `waits in new_domains`
    WaitsClause
}

impl WaitsClause {
    /// `new_domains`
    pub fn queue(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `is kept as a draft, and lifecycle_suggestion is written instead`
    KeptAsDraftClause
}

impl KeptAsDraftClause {
    /// `lifecycle_suggestion`
    pub fn written_instead(&self) -> Option<NameRef> {
        child(child::<WrittenInstead>(self.syntax())?.syntax())
    }
}

node! {
    /// `and lifecycle_suggestion is written instead`
    WrittenInstead
}

impl WrittenInstead {
    /// `lifecycle_suggestion`
    pub fn field(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `is only suggested`
    SuggestedClause
}

node! {
    /// `is masked`
    MaskedClause
}

node! {
    /// `is read afterwards by sdr_manager within 1 day`
    ReadAfterwardsClause
}

impl ReadAfterwardsClause {
    /// `sdr_manager`
    pub fn by(&self) -> Option<Path> {
        child(self.syntax())
    }

    /// `within 1 day`
    pub fn within(&self) -> Option<Within> {
        child(self.syntax())
    }
}

node! {
    /// `otherwise stop`
    OtherwiseClause
}

impl OtherwiseClause {
    /// `stop`, `needs approval from revops`, …
    pub fn outcome(&self) -> Option<Outcome> {
        child(self.syntax())
    }
}
