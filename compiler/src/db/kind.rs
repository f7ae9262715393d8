//! What an item is.

use charter_grammar::ast::{Item, RuleKind};

/// Declares the kinds of items, with their keywords.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $word:literal;)+) => {
        /// What an item is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ItemKind {
            $($(#[$doc])* $kind,)+
        }

        impl ItemKind {
            /// The keyword that begins it.
            pub fn word(self) -> &'static str {
                match self {
                    $(ItemKind::$kind => $word,)+
                }
            }
        }
    };
}

kinds! {
    /// A role that people hold.
    Role "role";
    /// A team of agents.
    Team "team";
    /// An agent.
    Agent "agent";
    /// Working hours.
    Calendar "calendar";
    /// A queue that people work off.
    Queue "queue";
    /// An object: something with an id.
    Object "object";
    /// A record: a value with fields.
    Record "record";
    /// A list of values.
    List "list";
    /// A named test of an object.
    Segment "segment";
    /// An action.
    Action "action";
    /// A signal.
    Signal "signal";
    /// A table to look values up in.
    Table "table";
    /// A named figure over the ledger.
    Measure "measure";
    /// A named test.
    Condition "condition";
    /// A grant.
    Scope "scope";
    /// A gate.
    Gate "gate";
    /// A stop.
    Stop "stop";
    /// A limit.
    Limit "limit";
    /// A requirement.
    Require "require";
    /// What makes a field count as verified.
    Endorse "endorse";
    /// What must hold of the whole charter.
    Guarantee "guarantee";
    /// What scenarios usually give an action.
    Usual "usual";
    /// A recorded day.
    Scenario "scenario";
}

impl ItemKind {
    /// What an item of the tree is; `None` for lines that are no item.
    pub fn of(item: &Item) -> Option<ItemKind> {
        let kind = match item {
            Item::Role(_) => ItemKind::Role,
            Item::Team(_) => ItemKind::Team,
            Item::Agent(_) => ItemKind::Agent,
            Item::Calendar(_) => ItemKind::Calendar,
            Item::Queue(_) => ItemKind::Queue,
            Item::Object(_) => ItemKind::Object,
            Item::Record(_) => ItemKind::Record,
            Item::List(_) => ItemKind::List,
            Item::Segment(_) => ItemKind::Segment,
            Item::Action(_) => ItemKind::Action,
            Item::Signal(_) => ItemKind::Signal,
            Item::Table(_) => ItemKind::Table,
            Item::Measure(_) => ItemKind::Measure,
            Item::Condition(_) => ItemKind::Condition,
            Item::Scope(_) => ItemKind::Scope,
            Item::Rule(rule) => ItemKind::of_rule(rule.kind()),
            Item::Endorse(_) => ItemKind::Endorse,
            Item::Guarantee(_) => ItemKind::Guarantee,
            Item::Scenario(_) => ItemKind::Scenario,
            Item::Usual(_) => ItemKind::Usual,
            Item::BadItem(_) => return None,
        };
        Some(kind)
    }

    fn of_rule(kind: RuleKind) -> ItemKind {
        match kind {
            RuleKind::Gate => ItemKind::Gate,
            RuleKind::Stop => ItemKind::Stop,
            RuleKind::Limit => ItemKind::Limit,
            RuleKind::Require => ItemKind::Require,
        }
    }

    /// What people call it.
    pub fn noun(self) -> &'static str {
        if self == ItemKind::Require { "requirement" } else { self.word() }
    }

    /// The same with its article: `an agent`.
    pub fn a_noun(self) -> String {
        let article = if self.noun().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.noun())
    }

    /// Whether it declares something that others name. Rules, guarantees and scenarios do not.
    pub fn is_vocabulary(self) -> bool {
        self <= ItemKind::Condition
    }

    /// Whether it is a scope, gate, stop, limit or requirement.
    pub fn is_rule(self) -> bool {
        (ItemKind::Scope..=ItemKind::Require).contains(&self)
    }
}
