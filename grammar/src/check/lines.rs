//! Lines that are none, and lines in items that do not take them.

use super::{first_solid, left_over};
use crate::ast::{AstNode, Rule, RuleKind};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::nearest::nearest;
use crate::report::Report;
use crate::tree::{SyntaxNode, TextRange};

pub(super) fn check(node: &SyntaxNode, report: &mut Report) {
    if node.kind() == Kind::OtherwiseClause && is_past_no_deadline(node) {
        left_over::misplaced_otherwise(first_line(node), report);
    }
    let Some(host) = node.parent().and_then(Host::of) else { return };
    match node.kind() {
        Kind::BadClause => unknown_line(node, host, report),
        Kind::OtherwiseClause if host.is_rule() && !follows_a_limit(node, host) => {
            left_over::misplaced_otherwise(first_line(node), report);
        }
        kind if host.is_rule() && !host.takes(kind) => misplaced(node, host, report),
        _ => {}
    }
}

/// An item that has lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    Scope,
    Rule(RuleKind),
    Guarantee,
    Fields,
    Action,
    Table,
    Measure,
    Scenario,
    Other,
}

impl Host {
    fn of(item: SyntaxNode) -> Option<Self> {
        match item.kind() {
            Kind::Scope => Some(Self::Scope),
            Kind::Rule => Rule::cast(item).map(|it| Self::Rule(it.kind())),
            Kind::Guarantee => Some(Self::Guarantee),
            Kind::Object | Kind::Record | Kind::Signal => Some(Self::Fields),
            Kind::Action => Some(Self::Action),
            Kind::Table => Some(Self::Table),
            Kind::Measure => Some(Self::Measure),
            Kind::Scenario => Some(Self::Scenario),
            kind if kind.is_item() => Some(Self::Other),
            _ => None,
        }
    }

    fn is_rule(self) -> bool {
        match self {
            Self::Scope | Self::Rule(_) => true,
            Self::Guarantee
            | Self::Fields
            | Self::Action
            | Self::Table
            | Self::Measure
            | Self::Scenario
            | Self::Other => false,
        }
    }

    /// What the item is called in a message.
    fn name(self) -> &'static str {
        match self {
            Self::Scope => "a scope",
            Self::Rule(RuleKind::Gate) => "a gate",
            Self::Rule(RuleKind::Stop) => "a stop",
            Self::Rule(RuleKind::Limit) => "a limit",
            Self::Rule(RuleKind::Require) => "a requirement",
            Self::Guarantee => "a guarantee",
            Self::Fields => "this",
            Self::Action => "an action",
            Self::Table => "a table",
            Self::Measure => "a measure",
            Self::Scenario => "a scenario",
            Self::Other => "this item",
        }
    }

    /// How its lines can begin.
    fn beginnings(self) -> &'static [&'static str] {
        match self {
            Self::Scope => &["for", "on behalf of", "in", "where", "until", "may"],
            Self::Rule(RuleKind::Gate) => &[
                "for",
                "on",
                "in",
                "when",
                "unless",
                "needs approval from",
                "waits in",
                "is kept as a draft",
                "is only suggested",
                "is masked",
                "is read afterwards by",
                "tells",
            ],
            Self::Rule(RuleKind::Stop) => {
                &["for", "on", "in", "when", "unless", "for good", "until released by", "tells"]
            }
            Self::Rule(RuleKind::Limit) => {
                &["for", "on", "in", "when", "unless", "at most", "otherwise", "tells"]
            }
            Self::Rule(RuleKind::Require) => &["for", "on", "in", "when", "unless", "otherwise", "tells"],
            Self::Guarantee => &["no agent can", "every", "never", "when", "unless"],
            Self::Fields => &[],
            Self::Action => &["cannot be undone", "takes", "says", "knows", "writes", "leads to"],
            Self::Table => &["|"],
            Self::Measure => &["count of", "sum of", "share of", "time since", "once there are"],
            Self::Scenario => &["given", "at", "after"],
            Self::Other => &[],
        }
    }

    fn takes(self, kind: Kind) -> bool {
        let common = matches!(kind, Kind::ForClause | Kind::InClause);
        let restricting =
            matches!(kind, Kind::OnClause | Kind::WhenClause | Kind::UnlessClause | Kind::ForPeopleClause)
                || kind == Kind::TellsClause;
        match (self, kind) {
            (Self::Scope, Kind::OnBehalfClause | Kind::WhereClause | Kind::UntilClause | Kind::MayClause) => {
                true
            }
            (Self::Rule(RuleKind::Gate), Kind::SampleClause | Kind::NeedsClause | Kind::WaitsClause) => true,
            (
                Self::Rule(RuleKind::Gate),
                Kind::KeptAsDraftClause
                | Kind::SuggestedClause
                | Kind::MaskedClause
                | Kind::ReadAfterwardsClause,
            ) => true,
            (
                Self::Rule(RuleKind::Stop),
                Kind::ForGoodClause | Kind::ForTimeClause | Kind::UntilReleasedClause,
            ) => true,
            (Self::Rule(RuleKind::Limit), Kind::AtMostClause)
            | (Self::Rule(RuleKind::Require), Kind::RequiredClause) => true,
            (Self::Rule(_), _) => common || restricting || !is_clause(kind),
            (_, _) => common || !is_clause(kind),
        }
    }
}

/// Whether a kind of node is a line of a scope or a rule, `otherwise` apart.
fn is_clause(kind: Kind) -> bool {
    (Kind::ForClause..=Kind::RequiredClause).contains(&kind)
        && crate::ast::Clause::can_cast(kind)
        && !matches!(kind, Kind::OtherwiseClause | Kind::BadClause)
}

fn follows_a_limit(otherwise: &SyntaxNode, host: Host) -> bool {
    let mut above =
        std::iter::successors(otherwise.prev_sibling(), |it| it.prev_sibling()).map(|it| it.kind());
    let before = above.find(|it| *it != Kind::BadTokens);
    match host {
        Host::Rule(RuleKind::Limit) => before == Some(Kind::AtMostClause),
        Host::Rule(RuleKind::Require) => before == Some(Kind::RequiredClause),
        Host::Rule(RuleKind::Gate | RuleKind::Stop) | Host::Scope => false,
        Host::Guarantee
        | Host::Fields
        | Host::Action
        | Host::Table
        | Host::Measure
        | Host::Scenario
        | Host::Other => true,
    }
}

/// Whether it stands behind an approval without a deadline, or whose deadline has an `otherwise` already.
fn is_past_no_deadline(otherwise: &SyntaxNode) -> bool {
    let Some(needs) = otherwise.parent().filter(|it| it.kind() == Kind::NeedsClause) else { return false };
    let is_second = std::iter::successors(otherwise.prev_sibling(), |it| it.prev_sibling())
        .any(|it| it.kind() == Kind::OtherwiseClause);
    is_second || !needs.children().any(|it| it.kind() == Kind::Within)
}

fn unknown_line(line: &SyntaxNode, host: Host, report: &mut Report) {
    let Some(first) = first_solid(line) else { return };
    let beginnings = host.beginnings();
    let shown: String = first.text().chars().take(40).collect();
    let error = report
        .error(
            ErrorCode::UnknownLine,
            first_line(line),
            format!("{} has no line that begins with `{shown}`", host.name()),
        )
        .label("this line is not understood");
    let first_words = beginnings.iter().filter_map(|it| it.split(' ').next());
    if let Some((meant, help)) = meant(first.text(), host) {
        let error = error.help(help);
        if let Some(meant) = meant {
            error.fix(first.text_range(), meant);
        }
        return;
    }
    match nearest(first.text(), first_words.filter(|it| *it != first.text())) {
        Some(near) => error.help(format!("did you mean `{near}`?")).fix(first.text_range(), near),
        None if host == Host::Fields => error.help("write a field: its name, a colon, its type"),
        None if beginnings.is_empty() => error.help("begin an item with it, or delete it"),
        None => error.help(format!("its lines begin with: {}", beginnings.join(", "))),
    };
}

/// What a line that begins with a word of other languages says here, with the word where it is another one.
fn meant(word: &str, host: Host) -> Option<(Option<&'static str>, &'static str)> {
    if !host.is_rule() {
        return None;
    }
    let condition = if host == Host::Scope { "where" } else { "when" };
    match word {
        "if" | "provided" if host == Host::Scope => Some((Some(condition), "write `where`")),
        "if" | "provided" => Some((Some(condition), "write `when`")),
        "allow" | "permit" | "can" if host == Host::Scope => {
            Some((Some("may"), "write `may` and the action"))
        }
        "deny" | "forbid" | "block" => Some((
            None,
            "what no scope grants is stopped anyway; what must not happen although it is granted is a stop of its own",
        )),
        _ => None,
    }
}

fn misplaced(line: &SyntaxNode, host: Host, report: &mut Report) {
    let beginning = first_solid(line).map(|it| it.text().to_owned()).unwrap_or_default();
    let error = report
        .error(ErrorCode::MisplacedLine, first_line(line), format!("{} does not take this line", host.name()))
        .label(format!("`{beginning}` says nothing here"));
    error.help(advice(line.kind(), host));
}

/// Where a line that stands in the wrong item belongs.
fn advice(kind: Kind, host: Host) -> String {
    let elsewhere = match kind {
        Kind::NeedsClause | Kind::WaitsClause | Kind::KeptAsDraftClause | Kind::SuggestedClause => match host
        {
            Host::Rule(RuleKind::Limit | RuleKind::Require) => "write it after `otherwise`",
            _ => "write a gate with this line",
        },
        Kind::MayClause | Kind::OnBehalfClause => "write it in a scope",
        Kind::WhereClause => "write `when` in a rule; `where` narrows a scope",
        Kind::WhenClause | Kind::UnlessClause => "write `where` in a scope",
        Kind::OnClause => "write `may` and the action; a scope says what is allowed",
        Kind::AtMostClause => "write a limit with this line",
        Kind::ForGoodClause | Kind::ForTimeClause | Kind::UntilReleasedClause => {
            "write it in a stop: only a stop can last"
        }
        Kind::SampleClause | Kind::ReadAfterwardsClause | Kind::MaskedClause => "write it in a gate",
        _ => "delete it",
    };
    match host.beginnings() {
        [] => elsewhere.to_owned(),
        beginnings => format!("{elsewhere}; here, lines begin with: {}", beginnings.join(", ")),
    }
}

/// A node up to the end of its first line.
fn first_line(node: &SyntaxNode) -> TextRange {
    let start = node.text_range().start();
    let newline = node.descendants_with_tokens().find(|it| it.kind() == Kind::Newline);
    TextRange::new(start, newline.map_or(node.text_range().end(), |it| it.text_range().start()))
}
