//! A file and its items.

use super::support::{children, node, nodes};
use super::{
    Action, Agent, AstChildren, Calendar, Condition, Endorse, Guarantee, HasName, HasTitle, List, Measure,
    Name, Object, Queue, Record, Role, Rule, Scenario, Scope, Segment, Signal, Table, Team, Title, Usual,
};
use rowan::ast::AstNode;

node! {
    /// A whole file.
    File
}

impl File {
    /// The items in the order they are written.
    pub fn items(&self) -> AstChildren<Item> {
        children(self.syntax())
    }
}

nodes! {
    /// A top-level item. Each is one node, with the comments directly above it.
    Item {
        /// `role revops`
        Role,
        /// `team emea_sdr`
        Team,
        /// `agent outreach`
        Agent,
        /// `calendar office_hours: …`
        Calendar,
        /// `queue new_domains …`
        Queue,
        /// `object Account`
        Object,
        /// `record Claim`
        Record,
        /// `list regulated_industries = …`
        List,
        /// `segment enterprise of Account: …`
        Segment,
        /// `action send_email on Contact`
        Action,
        /// `signal replied about Contact`
        Signal,
        /// `table largest_discount by …`
        Table,
        /// `measure bounce_rate per …`
        Measure,
        /// `condition quiet: …`
        Condition,
        /// `scope outreach_emea`
        Scope,
        /// `gate …`, `stop …`, `limit …`, `require …`
        Rule,
        /// `endorse Contact.title by …`
        Endorse,
        /// `guarantee "…"`
        Guarantee,
        /// `scenario "…"`
        Scenario,
        /// `usual send_email: …`
        Usual,
        /// Lines that are no item.
        BadItem,
    }
}

impl Item {
    /// The name it declares. Guarantees and scenarios have a sentence instead; `endorse` and `usual` name something else.
    pub fn name(&self) -> Option<Name> {
        match self {
            Self::Role(it) => it.name(),
            Self::Team(it) => it.name(),
            Self::Agent(it) => it.name(),
            Self::Calendar(it) => it.name(),
            Self::Queue(it) => it.name(),
            Self::Object(it) => it.name(),
            Self::Record(it) => it.name(),
            Self::List(it) => it.name(),
            Self::Segment(it) => it.name(),
            Self::Action(it) => it.name(),
            Self::Signal(it) => it.name(),
            Self::Table(it) => it.name(),
            Self::Measure(it) => it.name(),
            Self::Condition(it) => it.name(),
            Self::Scope(it) => it.name(),
            Self::Rule(it) => it.name(),
            Self::Endorse(_) | Self::Guarantee(_) | Self::Scenario(_) | Self::Usual(_) | Self::BadItem(_) => {
                None
            }
        }
    }

    /// The sentence in quotes that people are shown for it.
    pub fn title(&self) -> Option<Title> {
        match self {
            Self::Role(it) => it.title(),
            Self::Team(it) => it.title(),
            Self::Agent(it) => it.title(),
            Self::Scope(it) => it.title(),
            Self::Measure(it) => it.title(),
            Self::Rule(it) => it.title(),
            Self::Guarantee(it) => it.title(),
            Self::Scenario(it) => it.title(),
            Self::Calendar(_)
            | Self::Queue(_)
            | Self::Object(_)
            | Self::Record(_)
            | Self::List(_)
            | Self::Segment(_)
            | Self::Action(_)
            | Self::Signal(_)
            | Self::Table(_)
            | Self::Condition(_)
            | Self::Endorse(_)
            | Self::Usual(_)
            | Self::BadItem(_) => None,
        }
    }
}

node! {
    /// Lines that are no item: their text is kept as loose tokens, and the parse has an error for them.
    BadItem
}
