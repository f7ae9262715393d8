//! Parts that have to follow a word, and do not.

use super::{first_solid, own_tokens, slips};
use crate::ast::{
    self, ActionRef, ApprovalStep, AstNode, DurationLiteral, EventRef, ExpectedOutcome, Expr, Name, NameRef,
    NumberLiteral, Outcome, Path, TextLiteral, TypeRef, Value, Within,
};
use crate::error::ErrorCode;
use crate::kind::SyntaxKind as Kind;
use crate::report::Report;
use crate::tree::{Charter, SyntaxNode, SyntaxToken, TextRange};

pub(super) fn check(node: &SyntaxNode, report: &mut Report) {
    if let Some(word) = slips::operator_for_operand(node) {
        slips::operator_as_value(&word, report);
    } else if let Some(need) = need(node) {
        let words = lead(node);
        report
            .error(ErrorCode::MissingPart, place(node), format!("{} is missing", need.what))
            .label(format!("{} belongs after `{words}`", need.what))
            .help(format!("write for example `{}`", need.example));
    }
    if let Some(operator) = dangling(node) {
        report
            .error(
                ErrorCode::MissingPart,
                operator.text_range(),
                format!("nothing follows `{}`", operator.text()),
            )
            .label("its second part is missing")
            .help("write what is missing, or delete this word");
    }
}

/// A part that is missing: what it is called, and a line that has it.
struct Need {
    what: &'static str,
    example: &'static str,
}

fn unless(present: bool, what: &'static str, example: &'static str) -> Option<Need> {
    (!present).then_some(Need { what, example })
}

/// How many children of a type a node has.
fn count<N: AstNode<Language = Charter>>(node: &SyntaxNode) -> usize {
    node.children().filter(|it| N::can_cast(it.kind())).count()
}

fn has<N: AstNode<Language = Charter>>(node: &SyntaxNode) -> bool {
    count::<N>(node) > 0
}

fn has_word(node: &SyntaxNode, word: &str) -> bool {
    own_tokens(node).any(|it| it.text() == word)
}

fn need(node: &SyntaxNode) -> Option<Need> {
    clause_need(node)
        .or_else(|| test_need(node))
        .or_else(|| event_need(node))
        .or_else(|| vocabulary_need(node))
        .or_else(|| scenario_need(node))
}

fn clause_need(node: &SyntaxNode) -> Option<Need> {
    match node.kind() {
        Kind::WhenClause => unless(has::<Expr>(node), "a condition", "when contact.legal_hold"),
        Kind::KnowingClause => {
            unless(has::<Expr>(node), "a condition", "knowing that contact.account is given")
        }
        Kind::PromisedOutcome => {
            let least = ["goes", "once", "kept", "suggested"].iter().any(|word| has_word(node, word));
            unless(least, "an outcome", "is at least kept as a draft")
        }
        Kind::ThroughRules => unless(has::<NameRef>(node), "a rule", "goes through first_touch"),
        Kind::UnlessClause => unless(has::<Expr>(node), "a condition", "unless contact.account.is_customer"),
        Kind::WhereClause => unless(has::<Expr>(node), "a condition", "where contact.account.region is emea"),
        Kind::ForClause => unless(has::<NameRef>(node), "an agent or a team", "for outreach"),
        Kind::TellsClause => unless(has::<NameRef>(node), "a role", "tells legal"),
        Kind::ForPeopleClause => {
            unless(has::<NameRef>(node) || !has_word(node, "except"), "a role", "for people except revops")
        }
        Kind::OnClause => unless(has::<ActionRef>(node), "an action", "on send_email"),
        Kind::InClause => unless(has::<NameRef>(node), "an environment", "in production"),
        Kind::MayClause => unless(has::<ActionRef>(node), "an action", "may send_email"),
        Kind::OnBehalfClause => unless(has::<Path>(node), "a role or a person", "on behalf of sdr_manager"),
        Kind::SampleClause => unless(has::<Path>(node), "what the share is of", "for 10% of contacts"),
        Kind::NeedsClause => {
            unless(has::<ApprovalStep>(node), "who approves", "needs approval from sdr_manager").or_else(
                || {
                    unless(
                        (has_word(node, "approval") || has_word(node, "confirmation"))
                            && has_word(node, "from"),
                        "`approval from`",
                        "needs approval from sdr_manager",
                    )
                },
            )
        }
        Kind::OtherThan => {
            unless(has::<Path>(node), "who may not approve", "other than contact.account.owner")
        }
        Kind::Approver => unless(has::<Path>(node), "who approves", "needs approval from 2 of sdr_manager"),
        Kind::InBatches => {
            unless(has::<NumberLiteral>(node) || !has_word(node, "of"), "a number", "in batches of 50")
        }
        Kind::WaitsClause => unless(has::<NameRef>(node), "a queue", "waits in new_domains"),
        Kind::WrittenInstead => {
            unless(has::<NameRef>(node), "a field", "and lifecycle_suggestion is written instead")
        }
        Kind::ReadAfterwardsClause => {
            unless(has::<Path>(node), "who reads", "is read afterwards by sdr_manager")
        }
        Kind::AtMostClause => {
            unless(has::<Expr>(node), "a number or an amount", "at most 3 per contact in 7 days")
        }
        Kind::AddedUp => unless(has::<Path>(node), "what is added up", "at most 500 USD of request.cost"),
        Kind::PerKeys => unless(has::<Path>(node), "what is counted apart", "per contact"),
        Kind::OtherwiseClause => unless(has::<Outcome>(node), "what happens", "otherwise stop"),
        Kind::UntilReleasedClause => unless(has::<Path>(node), "a role", "until released by sdr_manager"),
        Kind::UntilClause => unless(has::<Expr>(node), "a day", "until 2026-12-31"),
        Kind::Within => unless(
            has::<DurationLiteral>(node) || has::<NumberLiteral>(node),
            "a length of time",
            "within 4 hours",
        )
        .or_else(|| {
            unless(
                has::<NameRef>(node) || !has_word(node, "of"),
                "a calendar",
                "within 4 hours of office_hours",
            )
        }),
        Kind::FieldNames => unless(has::<NameRef>(node), "a field", "update Contact: title"),
        Kind::GuaranteeClaim => {
            unless(has::<ActionRef>(node), "an action", "no agent can send_email when contact.legal_hold")
        }
        _ => None,
    }
}

fn test_need(node: &SyntaxNode) -> Option<Need> {
    match node.kind() {
        Kind::Comparison => unless(count::<Expr>(node) > 1, "what it is compared with", "region is emea"),
        Kind::MemberTest => unless(
            count::<Expr>(node) > 1 || has::<ast::ValueList>(node),
            "a list",
            "region is in (na, emea)",
        ),
        Kind::InsideTest => unless(
            count::<Expr>(node) > 1,
            "a domain or a calendar",
            "contact.email is outside contact.account.domain",
        ),
        Kind::AgeTest => {
            unless(count::<Expr>(node) > 1, "a length of time", "contact.created is older than 24 hours")
        }
        Kind::OriginTest => {
            unless(has::<NameRef>(node), "where it comes from", "contact.title comes from external")
        }
        Kind::TextTest => unless(
            count::<Expr>(node) > 1 || has::<ast::ValueList>(node) || has::<ast::RegexLiteral>(node),
            "a text",
            "request.subject contains \"invoice\"",
        ),
        Kind::HasTest => unless(has::<NameRef>(node), "a signal", "contact has replied"),
        Kind::NotExpr => unless(has::<Expr>(node), "a condition", "not contact.legal_hold"),
        Kind::NegativeExpr => unless(has::<Expr>(node), "an amount", "-5"),
        Kind::ParenExpr => {
            unless(has::<Expr>(node), "a condition", "(contact.legal_hold or contact.bounced)")
        }
        Kind::Quantifier => unless(
            has::<ast::ParenExpr>(node),
            "a test in brackets",
            "every claim in request.claims: (claim.source is given)",
        ),
        Kind::ListFigure => unless(
            has::<ast::ParenExpr>(node) || !has_word(node, "where"),
            "a test in brackets",
            "count of line in request.lines where (line.amount > 5)",
        ),
        Kind::ExceptWhere => unless(has::<Expr>(node), "a test", "except where its.automatic"),
        Kind::Path => {
            unless(node.last_token().is_none_or(|it| it.kind() != Kind::Dot), "a name", "contact.email")
        }
        _ => None,
    }
}

fn event_need(node: &SyntaxNode) -> Option<Need> {
    match node.kind() {
        Kind::EventQuery => {
            unless(has::<EventRef>(node), "an action or a signal", "count of send_email to contact in 7 days")
        }
        Kind::EventTarget => unless(has::<Path>(node), "whom it was to", "send_email to contact"),
        Kind::EventWhere => unless(has::<Expr>(node), "a test", "where its.automatic"),
        Kind::FollowedBy => unless(has::<NameRef>(node), "a signal", "that bounced within 2 days"),
        Kind::OnceThereAre => unless(has::<NumberLiteral>(node), "a number", "once there are 20"),
        Kind::Window => unless(!is_unfinished_window(node), "the rest of the window", "among the last 50"),
        _ => None,
    }
}

fn is_unfinished_window(node: &SyntaxNode) -> bool {
    let counts = has_word(node, "last") || has_word(node, "among");
    (counts && !has::<NumberLiteral>(node)) || (has_word(node, "since") && !has::<EventRef>(node))
}

fn vocabulary_need(node: &SyntaxNode) -> Option<Need> {
    match node.kind() {
        Kind::RolePower => {
            unless(has::<NameRef>(node) || !has_word(node, "in"), "a team", "may halt agents in emea_sdr")
        }
        Kind::Agent => {
            unless(has::<NameRef>(node) || !has_word(node, "in"), "a team", "agent outreach in emea_sdr")
        }
        Kind::CalendarHours => unless(
            node.descendants_with_tokens().any(|it| it.kind() == Kind::Time),
            "the hours",
            "mon to fri 09:00-18:00",
        ),
        Kind::Calendar => unless(
            has::<ast::CalendarHours>(node),
            "the days and hours",
            "calendar office_hours: mon to fri 09:00-18:00",
        ),
        Kind::InZone => unless(has::<Expr>(node), "a time zone", "in \"Europe/Berlin\""),
        Kind::FromFile | Kind::ExceptFile => unless(
            own_tokens(node).any(|it| it.kind() == Kind::Text),
            "a file in quotes",
            "from \"domains.csv\"",
        ),
        Kind::OwnedBy => unless(has::<Path>(node), "a role", "owned by deliverability"),
        Kind::ReviewedWithin => {
            unless(has::<Within>(node), "`within` and a length of time", "reviewed within 1 day")
        }
        Kind::List => unless(
            has::<Value>(node) || has::<ast::FromFile>(node),
            "what is in the list",
            "list industries = \"banking\", \"insurance\"",
        ),
        Kind::Segment => unless(
            has::<NameRef>(node),
            "`of` and an object",
            "segment enterprise of Account: employees >= 1000",
        )
        .or_else(|| {
            unless(has::<Expr>(node), "a condition", "segment enterprise of Account: employees >= 1000")
        }),
        Kind::Condition => unless(
            has::<Expr>(node),
            "a condition",
            "condition quiet of Contact: no send_email to contact in 30 days",
        ),
        Kind::Signal => unless(has::<NameRef>(node), "`about` and an object", "signal replied about Contact"),
        Kind::Table => unless(
            has::<ast::TableKey>(node),
            "`by` and what it is looked up by",
            "table largest_discount by Opportunity.stage",
        ),
        Kind::SegmentKey => unless(has::<NameRef>(node), "an object", "segment of Account"),
        Kind::Measure => unless(
            has::<Expr>(node),
            "a figure",
            "share of the last 50 send_email that bounced within 2 days",
        ),
        Kind::Endorse => unless(
            has::<Path>(node) && has::<NameRef>(node),
            "a field and by whom",
            "endorse contact.title by sdr_manager",
        ),
        Kind::ActionTarget => unless(
            has::<Name>(node) || !has_word(node, "as"),
            "a name",
            "merge on Contact as survivor, Contact as absorbed",
        ),
        Kind::Writes => unless(has::<NameRef>(node), "a field", "writes title"),
        Kind::LeadsTo => unless(has::<ActionRef>(node), "an action", "leads to send_email"),
        Kind::Field => {
            unless(has::<TypeRef>(node) || has::<ast::DerivedFrom>(node), "a type", "title : text")
        }
        Kind::DerivedFrom => {
            unless(has::<Expr>(node), "what it is derived from", "customer : User = order.user")
        }
        Kind::MoneyType => {
            unless(own_tokens(node).any(|it| it.kind() == Kind::Currency), "a currency", "money USD")
        }
        Kind::OneOfType => unless(has::<Value>(node), "the values", "one of (lead, customer)"),
        Kind::ListType => unless(has::<TypeRef>(node), "the type of an element", "list of text"),
        Kind::LikeType => unless(has::<Path>(node), "a field", "like lifecycle"),
        Kind::WrittenByAttribute => unless(has::<NameRef>(node), "who writes it", "written by human"),
        Kind::FreshAttribute => {
            unless(has::<Within>(node), "`within` and a length of time", "fresh within 1 hour")
        }
        _ => None,
    }
}

fn scenario_need(node: &SyntaxNode) -> Option<Need> {
    match node.kind() {
        Kind::Usual => {
            unless(has::<NameRef>(node), "an action or an object", "usual send_email: subject \"Hello\"")
        }
        Kind::FieldValue => unless(has::<Value>(node) || is_read(node), "a value", "region emea"),
        Kind::GivenWords => {
            unless(own_tokens(node).nth(1).is_some(), "what is given", "given maria is sdr_manager")
        }
        Kind::AtLine => {
            unless(has::<ast::InstantLiteral>(node), "a day with its time", "at 2026-03-02 09:00")
        }
        Kind::AfterLine => unless(
            has::<DurationLiteral>(node) || has::<NumberLiteral>(node),
            "a length of time",
            "after 2 days",
        ),
        Kind::ActStep => {
            unless(has::<ast::StepTarget>(node), "whom it is done to", "outreach send_email to jane")
        }
        Kind::AllOf => unless(has::<NameRef>(node), "of which gate", "maria approves all of first_touch"),
        Kind::AskedBefore => unless(
            has::<ast::StepTarget>(node),
            "to whom it was to be done",
            "maria approves send_email to jane",
        ),
        Kind::ReleaseStep => unless(
            count::<NameRef>(node) > 2,
            "who is released from what",
            "maria releases jane from replied",
        ),
        Kind::HaltStep if has_word(node, "because") && !has::<TextLiteral>(node) => {
            unless(false, "the reason, in quotes", "somebody halts outreach because \"two complaints\"")
        }
        Kind::HaltStep => unless(
            count::<NameRef>(node) > 1 || has_word(node, "everything"),
            "what is halted",
            "somebody halts outreach",
        ),
        Kind::ActsForStep => unless(
            count::<NameRef>(node) > 1 || has_word(node, "nobody"),
            "for whom",
            "outreach acts for ines",
        ),
        Kind::Expectation => {
            unless(has::<ExpectedOutcome>(node), "what is expected", "=> waits for sdr_manager (first_touch)")
        }
        _ => None,
    }
}

/// Whether a field is named because it is read: `outreach read jane: title`.
fn is_read(field: &SyntaxNode) -> bool {
    let step = field.ancestors().find_map(ast::ActStep::cast);
    let verb = step.and_then(|step| step.verb()).map(|verb| verb.text());
    matches!(verb.as_deref(), Some("read" | "export"))
}

/// A joining word or sign at the end of what it joins, or two in a row.
fn dangling(node: &SyntaxNode) -> Option<SyntaxToken> {
    if !matches!(
        node.kind(),
        Kind::OrExpr | Kind::AndExpr | Kind::SumExpr | Kind::ProductExpr | Kind::ApprovalStep
    ) {
        return None;
    }
    let solid: Vec<_> = node.children_with_tokens().filter(|it| !it.kind().is_trivia()).collect();
    let is_value = |place: usize| {
        let before = place.checked_sub(1).and_then(|it| solid.get(it)?.as_node().cloned());
        before.is_some_and(|it| slips::operator_for_operand(&it).is_some())
    };
    let next_is_part =
        |place: usize| solid.get(place + 1).is_some_and(|it| it.as_node().is_some()) || is_value(place);
    let alone = solid
        .iter()
        .enumerate()
        .find(|(place, it)| it.as_token().is_some() && it.kind() != Kind::Comma && !next_is_part(*place));
    alone.and_then(|(_, it)| it.as_token().cloned())
}

/// The words that a node begins with.
fn lead(node: &SyntaxNode) -> String {
    let text = node.text().to_string();
    let mut line = text.lines().find(|it| !it.trim_start().starts_with('#')).unwrap_or_default().trim();
    if line.is_empty() {
        line = node.parent().and_then(|it| first_solid(&it)).map_or("this", |_| "this line");
    }
    line.chars().take(60).collect()
}

/// Where a part is missing: the first line of what there is.
fn place(node: &SyntaxNode) -> TextRange {
    let start = first_solid(node).map_or(node.text_range().start(), |it| it.text_range().start());
    let newline = node
        .descendants_with_tokens()
        .filter(|it| it.text_range().start() > start)
        .find(|it| it.kind() == Kind::Newline);
    TextRange::new(start, newline.map_or(node.text_range().end(), |it| it.text_range().start()))
}
