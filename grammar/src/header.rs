//! The first lines of items.

use crate::lexer::{is_space, is_word};
use crate::rules::Rule;

/// What the first line of an item says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemStart {
    Role,
    Team,
    Agent,
    Calendar,
    Queue,
    Object,
    Record,
    List,
    Segment,
    Action,
    Signal,
    Table,
    Measure,
    Condition,
    Scope,
    /// `gate`, `stop`, `limit`
    Rule,
    Require,
    Endorse,
    Guarantee,
    Scenario,
    Usual,
    /// No item that there is.
    Unknown,
}

/// The words that items begin with.
pub(crate) const ITEM_WORDS: &[(&str, ItemStart)] = &[
    ("role", ItemStart::Role),
    ("team", ItemStart::Team),
    ("agent", ItemStart::Agent),
    ("calendar", ItemStart::Calendar),
    ("queue", ItemStart::Queue),
    ("object", ItemStart::Object),
    ("record", ItemStart::Record),
    ("list", ItemStart::List),
    ("segment", ItemStart::Segment),
    ("action", ItemStart::Action),
    ("signal", ItemStart::Signal),
    ("table", ItemStart::Table),
    ("measure", ItemStart::Measure),
    ("condition", ItemStart::Condition),
    ("scope", ItemStart::Scope),
    ("gate", ItemStart::Rule),
    ("stop", ItemStart::Rule),
    ("limit", ItemStart::Rule),
    ("require", ItemStart::Require),
    ("endorse", ItemStart::Endorse),
    ("guarantee", ItemStart::Guarantee),
    ("scenario", ItemStart::Scenario),
    ("usual", ItemStart::Usual),
];

/// The words that the lines of scopes, rules and guarantees begin with.
pub(crate) const CLAUSE_WORDS: &[&str] = &[
    "for",
    "on",
    "in",
    "where",
    "may",
    "when",
    "unless",
    "needs",
    "waits",
    "tells",
    "is",
    "at",
    "otherwise",
    "until",
    "every",
    "no",
];

/// The word that a line begins with; empty where it begins with something else.
pub(crate) fn first_word(content: &str) -> &str {
    let end = content.find(|it| !is_word(it)).unwrap_or(content.len());
    content.get(..end).unwrap_or_default()
}

/// The item that a line begins, if it begins one. `belongs` says whether, by its indentation, it belongs to the item
/// above; then only a keyword with a name or a text after it begins a new one.
pub(crate) fn header(content: &str, belongs: bool) -> Option<ItemStart> {
    let word = first_word(content);
    let after = content.get(word.len()..).unwrap_or_default().trim_start_matches(is_space);
    if word == "shadow" {
        return shadow_header(after);
    }
    let (_, start) = ITEM_WORDS.iter().find(|(keyword, _)| *keyword == word)?;
    let begins = if belongs { is_named(after) } else { !after.starts_with([':', '.']) };
    begins.then_some(*start)
}

/// `shadow` before a rule, a scope, an agent; before anything else, it begins an item that there is not.
fn shadow_header(after: &str) -> Option<ItemStart> {
    if !is_named(after) {
        return None;
    }
    let start = ITEM_WORDS.iter().find(|(keyword, _)| *keyword == first_word(after)).map(|(_, start)| *start);
    match start {
        Some(start @ (ItemStart::Rule | ItemStart::Require | ItemStart::Scope | ItemStart::Agent)) => {
            Some(start)
        }
        _ => Some(ItemStart::Unknown),
    }
}

/// Whether a name or a text follows an item's keyword. `record is given` and `agent can …` are no items.
fn is_named(after: &str) -> bool {
    let is_verb = matches!(first_word(after), "is" | "has" | "can" | "comes");
    !is_verb && after.starts_with(|it: char| it.is_alphabetic() || matches!(it, '_' | '"' | '“' | '”' | '„'))
}

impl ItemStart {
    /// The grammar's rule that reads such an item.
    pub(crate) fn rule(self) -> Option<Rule> {
        match self {
            Self::Role => Some(Rule::role_item),
            Self::Team => Some(Rule::team_item),
            Self::Agent => Some(Rule::agent_item),
            Self::Calendar => Some(Rule::calendar_item),
            Self::Queue => Some(Rule::queue_item),
            Self::Object => Some(Rule::object_item),
            Self::Record => Some(Rule::record_item),
            Self::List => Some(Rule::list_item),
            Self::Segment => Some(Rule::segment_item),
            Self::Action => Some(Rule::action_item),
            Self::Signal => Some(Rule::signal_item),
            Self::Table => Some(Rule::table_item),
            Self::Measure => Some(Rule::measure_item),
            Self::Condition => Some(Rule::condition_item),
            Self::Scope => Some(Rule::scope_item),
            Self::Rule => Some(Rule::rule_item),
            Self::Require => Some(Rule::require_item),
            Self::Endorse => Some(Rule::endorse_item),
            Self::Guarantee => Some(Rule::guarantee_item),
            Self::Scenario => Some(Rule::scenario_item),
            Self::Usual => Some(Rule::usual_item),
            Self::Unknown => None,
        }
    }

    /// Whether such an item is mostly one line, so that what follows has to be indented to belong to it.
    pub(crate) fn is_one_line(self) -> bool {
        match self {
            Self::Role
            | Self::Team
            | Self::Agent
            | Self::Calendar
            | Self::Queue
            | Self::List
            | Self::Segment
            | Self::Condition
            | Self::Usual => true,
            Self::Object
            | Self::Record
            | Self::Action
            | Self::Signal
            | Self::Table
            | Self::Measure
            | Self::Scope
            | Self::Rule
            | Self::Require
            | Self::Endorse
            | Self::Guarantee
            | Self::Scenario
            | Self::Unknown => false,
        }
    }

    /// Whether a line looks like one of such an item, whatever its indentation: for text that has lost it.
    pub(crate) fn has_line_like(self, content: &str) -> bool {
        let word = first_word(content);
        let is_field = || {
            let after = content.get(word.len()..).unwrap_or_default().trim_start_matches(is_space);
            !word.is_empty() && after.starts_with(':')
        };
        match self {
            Self::Object | Self::Record | Self::Signal => is_field(),
            Self::Action => {
                is_field() || matches!(word, "cannot" | "takes" | "says" | "knows" | "writes" | "leads")
            }
            Self::Table => content.starts_with('|'),
            Self::Measure => matches!(word, "count" | "sum" | "share" | "time" | "once"),
            Self::Scope | Self::Rule | Self::Require | Self::Endorse | Self::Guarantee => {
                CLAUSE_WORDS.contains(&word)
            }
            Self::Scenario => matches!(word, "given" | "at" | "after"),
            Self::Queue => matches!(word, "owned" | "reviewed" | "otherwise"),
            Self::Role
            | Self::Team
            | Self::Agent
            | Self::Calendar
            | Self::List
            | Self::Segment
            | Self::Condition
            | Self::Usual
            | Self::Unknown => false,
        }
    }
}
