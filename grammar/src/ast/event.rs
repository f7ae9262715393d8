//! Questions to the ledger.

use super::support::{child, children, has_keyword, keywords, node, nth};
use super::{AstChildren, DurationLiteral, Expr, FieldNames, InZone, NameRef, NumberLiteral, Path, Within};
use rowan::ast::AstNode;

/// What an event query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueryKind {
    /// `no send_email …`: yes when there is none
    No,
    /// `any send_email …`: yes when there is one
    Any,
    /// `count of send_email …`
    Count,
    /// `count of different contact.account in send_email …`
    CountDifferent,
    /// `sum of cost of enrich …`
    Sum,
    /// `share of send_email … that bounced …`
    Share,
    /// `time since send_email …`
    TimeSince,
}

node! {
    /// `no send_email to contact.account ever`, `share of the last 50 send_email that bounced within 2 days`
    EventQuery
}

impl EventQuery {
    /// What it asks for.
    pub fn kind(&self) -> QueryKind {
        let has = |word| has_keyword(self.syntax(), word);
        match () {
            () if has("different") => QueryKind::CountDifferent,
            () if has("count") => QueryKind::Count,
            () if has("sum") => QueryKind::Sum,
            () if has("share") => QueryKind::Share,
            () if has("time") => QueryKind::TimeSince,
            () if has("no") => QueryKind::No,
            () => QueryKind::Any,
        }
    }

    /// `cost` in `sum of cost of enrich`, `contact.account` in `count of different contact.account in send_email`.
    pub fn figure(&self) -> Option<Path> {
        child(self.syntax())
    }

    /// `send_email`
    pub fn event(&self) -> Option<EventRef> {
        child(self.syntax())
    }

    /// `to contact.account`, `by agent`: all of them restrict.
    pub fn targets(&self) -> AstChildren<EventTarget> {
        children(self.syntax())
    }

    /// `where its.automatic`
    pub fn filter(&self) -> Option<EventWhere> {
        child(self.syntax())
    }

    /// `in 7 days`, `ever`; the `the last 50` before an event is one as well.
    pub fn window(&self) -> Option<Window> {
        child(self.syntax())
    }

    /// `that bounced within 2 days`
    pub fn followed_by(&self) -> Option<FollowedBy> {
        child(self.syntax())
    }
}

/// How far an action has come for it to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventState {
    /// Nothing is said: it was done.
    Done,
    /// `requested`
    Requested,
    /// `waiting`
    Waiting,
    /// `approved`
    Approved,
    /// `refused`
    Refused,
    /// `succeeded`
    Succeeded,
    /// `failed`
    Failed,
}

node! {
    /// `send_email`, `send_email requested`, `update Opportunity: stage`
    EventRef
}

impl EventRef {
    /// `send_email`, `replied`, or a verb such as `update`.
    pub fn name_ref(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `Opportunity` in `update Opportunity`.
    pub fn object(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `: stage` in `update Opportunity: stage`.
    pub fn field_names(&self) -> Option<FieldNames> {
        child(self.syntax())
    }

    /// `requested`
    pub fn state(&self) -> EventState {
        let states = [
            ("requested", EventState::Requested),
            ("waiting", EventState::Waiting),
            ("approved", EventState::Approved),
            ("refused", EventState::Refused),
            ("succeeded", EventState::Succeeded),
            ("failed", EventState::Failed),
        ];
        let written = states.into_iter().find(|(word, _)| has_keyword(self.syntax(), word));
        written.map_or(EventState::Done, |(_, state)| state)
    }
}

/// The word before a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetWord {
    /// `to contact`
    To,
    /// `about contact`
    About,
    /// `by agent`
    By,
    /// `for contact`
    For,
}

node! {
    /// `to contact.account`
    EventTarget
}

impl EventTarget {
    /// `to`
    pub fn word(&self) -> TargetWord {
        let words = [("about", TargetWord::About), ("by", TargetWord::By), ("for", TargetWord::For)];
        let written = words.into_iter().find(|(word, _)| has_keyword(self.syntax(), word));
        written.map_or(TargetWord::To, |(_, word)| word)
    }

    /// `contact.account`
    pub fn path(&self) -> Option<Path> {
        child(self.syntax())
    }
}

node! {
    /// `where its.automatic`, `where (its.kind is hard and its.automatic)`
    EventWhere
}

impl EventWhere {
    /// One test, or several in brackets.
    pub fn condition(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// `that bounced within 2 days`
    FollowedBy
}

impl FollowedBy {
    /// `bounced`
    pub fn signal(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `within 2 days`
    pub fn within(&self) -> Option<Within> {
        child(self.syntax())
    }

    /// `where its.kind is hard`
    pub fn filter(&self) -> Option<EventWhere> {
        child(self.syntax())
    }
}

node! {
    /// `, once there are 20`
    OnceThereAre
}

impl OnceThereAre {
    /// `20`
    pub fn count(&self) -> Option<NumberLiteral> {
        child(self.syntax())
    }
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// `each hour`, `this hour`
    Hour,
    /// `each day`, `this day`, `today`
    Day,
    /// `each week`, `this week`
    Week,
    /// `each month`, `this month`
    Month,
    /// `each quarter`, `this quarter`
    Quarter,
    /// `each year`, `this year`
    Year,
}

/// Which events a window lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowKind {
    /// `in 7 days`: see [`Window::duration`]
    Rolling,
    /// `this month in "Europe/Berlin"`, `each day`, `today`: see [`Window::zone`]
    Calendar(Period),
    /// `among the last 50`, `the last 50`: see [`Window::count`]
    Last,
    /// `since replied`: see [`Window::since`]
    Since,
    /// `this session`
    Session,
    /// `still in flight`
    InFlight,
    /// `ever`
    Ever,
}

node! {
    /// `in 7 days`, `this month in "Europe/Berlin"`, `among the last 50`, `since replied`, `ever`
    Window
}

impl Window {
    /// Which kind it is; `None` while it is unfinished.
    pub fn kind(&self) -> Option<WindowKind> {
        let has = |word| has_keyword(self.syntax(), word);
        match () {
            () if has("ever") => Some(WindowKind::Ever),
            () if has("flight") => Some(WindowKind::InFlight),
            () if has("session") => Some(WindowKind::Session),
            () if has("since") => Some(WindowKind::Since),
            () if has("last") => Some(WindowKind::Last),
            () if self.duration().is_some() => Some(WindowKind::Rolling),
            () => self.period().map(WindowKind::Calendar),
        }
    }

    fn period(&self) -> Option<Period> {
        keywords(self.syntax()).find_map(|word| match word.text() {
            "hour" => Some(Period::Hour),
            "day" | "today" => Some(Period::Day),
            "week" => Some(Period::Week),
            "month" => Some(Period::Month),
            "quarter" => Some(Period::Quarter),
            "year" => Some(Period::Year),
            _ => None,
        })
    }

    /// `7 days`
    pub fn duration(&self) -> Option<DurationLiteral> {
        child(self.syntax())
    }

    /// `office_hours` in `in 2 working days of office_hours`.
    pub fn calendar(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `50` in `among the last 50`.
    pub fn count(&self) -> Option<NumberLiteral> {
        child(self.syntax())
    }

    /// `replied` in `since replied`.
    pub fn since(&self) -> Option<EventRef> {
        child(self.syntax())
    }

    /// `in "Europe/Berlin"`
    pub fn zone(&self) -> Option<InZone> {
        child(self.syntax())
    }
}
