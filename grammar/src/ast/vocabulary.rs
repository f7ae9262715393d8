//! The items that say what exists: roles, teams, agents, calendars, queues, objects, lists, segments, signals.

use super::support::{child, children, has_keyword, keywords, node, token};
use super::{
    AstChildren, ExceptFile, Expr, Field, FromFile, HasName, HasTitle, InZone, MaybeShadow, NameRef,
    OtherwiseClause, Path, Value, Within,
};
use crate::kind::SyntaxKind;
use crate::tree::SyntaxToken;
use rowan::ast::AstNode;

node! {
    /// `role revops may halt agents in emea_sdr`
    Role
}

impl HasName for Role {}
impl HasTitle for Role {}

impl Role {
    /// Each `may …`.
    pub fn powers(&self) -> AstChildren<RolePower> {
        children(self.syntax())
    }
}

node! {
    /// `may halt agents in emea_sdr`, `may halt send_email`, `may halt everything`
    RolePower
}

/// What a role may halt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// `everything`, `agents`, and where nothing is said: every agent, whatever it does
    Everything,
    /// `agents in emea_sdr`
    Team(NameRef),
    /// `outreach`, `send_email`, `enterprise`: an agent, a team, an action or a segment
    Named(NameRef),
    /// `update Contact`: a verb on an object
    Verb(NameRef, NameRef),
}

impl RolePower {
    /// `halt` or `resume`: the word after `may`.
    pub fn verb(&self) -> Option<SyntaxToken> {
        keywords(self.syntax()).nth(1)
    }

    /// What it reaches.
    pub fn reach(&self) -> Reach {
        let mut names = children::<NameRef>(self.syntax());
        match (names.next(), names.next()) {
            (Some(team), _) if has_keyword(self.syntax(), "in") => Reach::Team(team),
            (Some(verb), Some(object)) => Reach::Verb(verb, object),
            (Some(name), None) => Reach::Named(name),
            (None, _) => Reach::Everything,
        }
    }
}

node! {
    /// `team emea_sdr`
    Team
}

impl HasName for Team {}
impl HasTitle for Team {}

node! {
    /// `agent outreach "Cold outbound" in emea_sdr`
    Agent
}

impl HasName for Agent {}
impl HasTitle for Agent {}
impl MaybeShadow for Agent {}

impl Agent {
    /// `emea_sdr`: the team after `in`.
    pub fn team(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `calendar office_hours: mon to fri 09:00-18:00 in "Europe/Berlin", except "holidays.csv"`
    Calendar
}

impl HasName for Calendar {}

impl Calendar {
    /// Each run of days with its hours.
    pub fn hours(&self) -> AstChildren<CalendarHours> {
        children(self.syntax())
    }

    /// `in "Europe/Berlin"`
    pub fn zone(&self) -> Option<InZone> {
        child(self.syntax())
    }

    /// `except "holidays.csv"`
    pub fn except(&self) -> Option<ExceptFile> {
        child(self.syntax())
    }
}

node! {
    /// `mon to fri 09:00-18:00`
    CalendarHours
}

impl CalendarHours {
    /// `mon`
    pub fn first_day(&self) -> Option<SyntaxToken> {
        keywords(self.syntax()).next()
    }

    /// `fri`; without `to`, none.
    pub fn last_day(&self) -> Option<SyntaxToken> {
        keywords(self.syntax()).nth(2)
    }

    /// `09:00`
    pub fn opens(&self) -> Option<SyntaxToken> {
        token(self.syntax(), SyntaxKind::Time)
    }

    /// `18:00`
    pub fn closes(&self) -> Option<SyntaxToken> {
        self.syntax()
            .children_with_tokens()
            .filter_map(|it| it.into_token())
            .filter(|it| it.kind() == SyntaxKind::Time)
            .nth(1)
    }
}

node! {
    /// `queue new_domains owned by deliverability, reviewed within 1 working day of office_hours, otherwise stop`
    Queue
}

impl HasName for Queue {}

impl Queue {
    /// `deliverability` in `owned by deliverability`.
    pub fn owner(&self) -> Option<Path> {
        child::<OwnedBy>(self.syntax())?.owner()
    }

    /// `within 1 working day of office_hours`
    pub fn reviewed_within(&self) -> Option<Within> {
        child(child::<ReviewedWithin>(self.syntax())?.syntax())
    }

    /// `otherwise stop`
    pub fn otherwise(&self) -> Option<OtherwiseClause> {
        child(self.syntax())
    }
}

node! {
    /// `owned by deliverability`
    OwnedBy
}

impl OwnedBy {
    /// `deliverability`
    pub fn owner(&self) -> Option<Path> {
        child(self.syntax())
    }
}

node! {
    /// `reviewed within 1 working day of office_hours`
    ReviewedWithin
}

node! {
    /// `object Account` and its fields
    Object
}

impl HasName for Object {}

impl Object {
    /// The fields, derived ones among them.
    pub fn fields(&self) -> AstChildren<Field> {
        children(self.syntax())
    }
}

node! {
    /// `record Claim` and its fields
    Record
}

impl HasName for Record {}

impl Record {
    /// The fields.
    pub fn fields(&self) -> AstChildren<Field> {
        children(self.syntax())
    }
}

node! {
    /// `list regulated_industries = "banking", "insurance"` or `list consumer_domains from "consumer_domains.csv"`
    List
}

impl HasName for List {}

impl List {
    /// The values after `=`.
    pub fn values(&self) -> AstChildren<Value> {
        children(self.syntax())
    }

    /// `from "consumer_domains.csv"`
    pub fn from_file(&self) -> Option<FromFile> {
        child(self.syntax())
    }
}

node! {
    /// `segment enterprise of Account: employees >= 1000`
    Segment
}

impl HasName for Segment {}

impl Segment {
    /// `Account`
    pub fn object(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// The test after the colon; its paths start at the object.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `signal replied about Contact` and its fields
    Signal
}

impl HasName for Signal {}

impl Signal {
    /// `Contact`
    pub fn about(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// The fields, which a rule reads as `its.field`.
    pub fn fields(&self) -> AstChildren<Field> {
        children(self.syntax())
    }
}

node! {
    /// `endorse contact.title by sdr_manager`: what such a person has written or approved counts as verified.
    Endorse
}

impl Endorse {
    /// `contact.title`
    pub fn field(&self) -> Option<Path> {
        child(self.syntax())
    }

    /// `sdr_manager`: the roles after `by`.
    pub fn by(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }
}
