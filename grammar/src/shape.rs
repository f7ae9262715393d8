//! Which part of the tree each rule of the grammar becomes.

use crate::kind::SyntaxKind;
use crate::rules::Rule;

/// What a match of a rule becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A node around its parts.
    Node(SyntaxKind),
    /// One token.
    Token(SyntaxKind),
    /// A level of precedence: a node when it joins several parts, else nothing of its own.
    Level(SyntaxKind),
    /// An operand and perhaps a tail, whose kind the node then has.
    Test,
    /// What follows an operand in a test.
    Tail(SyntaxKind),
    /// Its parts, without a node around them.
    Parts,
    /// Nothing: what it matched is space, or was looked at only.
    Layout,
}

/// The shape of a rule.
pub(crate) fn shape(rule: Rule) -> Shape {
    use Shape::{Layout, Level, Node, Parts, Tail, Test, Token};
    use SyntaxKind as Kind;
    match rule {
        Rule::word => Token(Kind::Word),
        Rule::number => Token(Kind::Number),
        Rule::currency => Token(Kind::Currency),
        Rule::date => Token(Kind::Date),
        Rule::time => Token(Kind::Time),
        Rule::regex => Token(Kind::Regex),
        Rule::text => Token(Kind::Text),
        Rule::bad_op => Token(Kind::Unexpected),
        Rule::bad_amount | Rule::cell_junk | Rule::inner_junk | Rule::junk => Node(Kind::BadTokens),
        Rule::bad_line => Node(Kind::BadClause),
        Rule::name => Node(Kind::Name),
        Rule::name_ref => Node(Kind::NameRef),
        Rule::path => Node(Kind::Path),
        Rule::title => Node(Kind::Title),
        Rule::number_literal => Node(Kind::NumberLiteral),
        Rule::percent_literal => Node(Kind::PercentLiteral),
        Rule::money_literal => Node(Kind::MoneyLiteral),
        Rule::duration_literal => Node(Kind::DurationLiteral),
        Rule::date_literal => Node(Kind::DateLiteral),
        Rule::instant_literal => Node(Kind::InstantLiteral),
        Rule::yes_no_literal => Node(Kind::YesNoLiteral),
        Rule::text_literal => Node(Kind::TextLiteral),
        Rule::regex_literal => Node(Kind::RegexLiteral),
        Rule::value_list => Node(Kind::ValueList),
        Rule::record_value => Node(Kind::RecordValue),
        Rule::field_values => Node(Kind::FieldValues),
        Rule::field_value => Node(Kind::FieldValue),
        Rule::from_file => Node(Kind::FromFile),
        Rule::except_file => Node(Kind::ExceptFile),
        Rule::in_zone => Node(Kind::InZone),
        Rule::within => Node(Kind::Within),
        Rule::per_keys => Node(Kind::PerKeys),
        Rule::not_expr => Node(Kind::NotExpr),
        Rule::compare_op | Rule::cell_op => Node(Kind::CompareOp),
        Rule::except_where => Node(Kind::ExceptWhere),
        Rule::negative_expr => Node(Kind::NegativeExpr),
        Rule::paren_expr => Node(Kind::ParenExpr),
        Rule::call => Node(Kind::Call),
        Rule::quantifier => Node(Kind::Quantifier),
        Rule::existence
        | Rule::count_different
        | Rule::count_query
        | Rule::sum_query
        | Rule::share_query
        | Rule::time_since => Node(Kind::EventQuery),
        Rule::list_count | Rule::list_sum => Node(Kind::ListFigure),
        Rule::event_ref => Node(Kind::EventRef),
        Rule::event_fields | Rule::field_names => Node(Kind::FieldNames),
        Rule::event_target => Node(Kind::EventTarget),
        Rule::event_where => Node(Kind::EventWhere),
        Rule::followed_by => Node(Kind::FollowedBy),
        Rule::once_there_are => Node(Kind::OnceThereAre),
        Rule::window | Rule::last_window => Node(Kind::Window),
        Rule::action_ref => Node(Kind::ActionRef),
        Rule::stop_outcome => Node(Kind::StopOutcome),
        Rule::needs | Rule::needs_line => Node(Kind::NeedsClause),
        Rule::approval_step => Node(Kind::ApprovalStep),
        Rule::approver => Node(Kind::Approver),
        Rule::other_than => Node(Kind::OtherThan),
        Rule::in_batches => Node(Kind::InBatches),
        Rule::waits => Node(Kind::WaitsClause),
        Rule::kept_as_draft => Node(Kind::KeptAsDraftClause),
        Rule::written_instead => Node(Kind::WrittenInstead),
        Rule::suggested => Node(Kind::SuggestedClause),
        Rule::masked => Node(Kind::MaskedClause),
        Rule::tells_line => Node(Kind::TellsClause),
        Rule::read_afterwards => Node(Kind::ReadAfterwardsClause),
        Rule::otherwise => Node(Kind::OtherwiseClause),
        Rule::for_good => Node(Kind::ForGoodClause),
        Rule::for_people => Node(Kind::ForPeopleClause),
        Rule::sample => Node(Kind::SampleClause),
        Rule::for_time => Node(Kind::ForTimeClause),
        Rule::for_clause => Node(Kind::ForClause),
        Rule::on_behalf => Node(Kind::OnBehalfClause),
        Rule::on_clause => Node(Kind::OnClause),
        Rule::in_clause => Node(Kind::InClause),
        Rule::when_clause | Rule::inline_when => Node(Kind::WhenClause),
        Rule::unless_clause | Rule::inline_unless => Node(Kind::UnlessClause),
        Rule::where_clause => Node(Kind::WhereClause),
        Rule::may_clause => Node(Kind::MayClause),
        Rule::at_most => Node(Kind::AtMostClause),
        Rule::added_up => Node(Kind::AddedUp),
        Rule::until_released => Node(Kind::UntilReleasedClause),
        Rule::until => Node(Kind::UntilClause),
        Rule::field => Node(Kind::Field),
        Rule::derived_from => Node(Kind::DerivedFrom),
        Rule::one_of_type => Node(Kind::OneOfType),
        Rule::list_type => Node(Kind::ListType),
        Rule::money_type => Node(Kind::MoneyType),
        Rule::like_type => Node(Kind::LikeType),
        Rule::named_type => Node(Kind::NamedType),
        Rule::optional_attribute => Node(Kind::OptionalAttribute),
        Rule::from_external => Node(Kind::FromExternalAttribute),
        Rule::written_by => Node(Kind::WrittenByAttribute),
        Rule::fresh => Node(Kind::FreshAttribute),
        Rule::bad_attribute => Node(Kind::BadAttribute),
        Rule::role_item => Node(Kind::Role),
        Rule::role_power => Node(Kind::RolePower),
        Rule::team_item => Node(Kind::Team),
        Rule::agent_item => Node(Kind::Agent),
        Rule::calendar_item => Node(Kind::Calendar),
        Rule::calendar_hours => Node(Kind::CalendarHours),
        Rule::queue_item => Node(Kind::Queue),
        Rule::owned_by => Node(Kind::OwnedBy),
        Rule::reviewed_within => Node(Kind::ReviewedWithin),
        Rule::object_item => Node(Kind::Object),
        Rule::record_item => Node(Kind::Record),
        Rule::signal_item => Node(Kind::Signal),
        Rule::list_item => Node(Kind::List),
        Rule::segment_item => Node(Kind::Segment),
        Rule::condition_item => Node(Kind::Condition),
        Rule::action_item => Node(Kind::Action),
        Rule::action_target => Node(Kind::ActionTarget),
        Rule::cannot_be_undone => Node(Kind::CannotBeUndone),
        Rule::takes => Node(Kind::Takes),
        Rule::says => Node(Kind::Says),
        Rule::knows => Node(Kind::Knows),
        Rule::writes => Node(Kind::Writes),
        Rule::leads_to => Node(Kind::LeadsTo),
        Rule::table_item => Node(Kind::Table),
        Rule::segment_key => Node(Kind::SegmentKey),
        Rule::table_row => Node(Kind::TableRow),
        Rule::table_cell | Rule::open_cell => Node(Kind::TableCell),
        Rule::measure_item => Node(Kind::Measure),
        Rule::scope_item => Node(Kind::Scope),
        Rule::rule_item | Rule::require_item => Node(Kind::Rule),
        Rule::required => Node(Kind::RequiredClause),
        Rule::endorse_item => Node(Kind::Endorse),
        Rule::guarantee_item => Node(Kind::Guarantee),
        Rule::claim => Node(Kind::GuaranteeClaim),
        Rule::through => Node(Kind::ThroughRules),
        Rule::promised => Node(Kind::PromisedOutcome),
        Rule::knowing => Node(Kind::KnowingClause),
        Rule::usual_item => Node(Kind::Usual),
        Rule::scenario_item => Node(Kind::Scenario),
        Rule::given_sampling => Node(Kind::GivenSampling),
        Rule::given_role => Node(Kind::GivenRole),
        Rule::given_record => Node(Kind::GivenRecord),
        Rule::given_words => Node(Kind::GivenWords),
        Rule::at_line => Node(Kind::AtLine),
        Rule::after_line => Node(Kind::AfterLine),
        Rule::approval_line => Node(Kind::ApprovalStepLine),
        Rule::asked_before => Node(Kind::AskedBefore),
        Rule::all_of => Node(Kind::AllOf),
        Rule::report_step => Node(Kind::ReportStep),
        Rule::release_step => Node(Kind::ReleaseStep),
        Rule::halt_step => Node(Kind::HaltStep),
        Rule::acts_for_step => Node(Kind::ActsForStep),
        Rule::act_step => Node(Kind::ActStep),
        Rule::step_target => Node(Kind::StepTarget),
        Rule::times => Node(Kind::Times),
        Rule::signal_step => Node(Kind::SignalStep),
        Rule::words_step => Node(Kind::WordsStep),
        Rule::expectation => Node(Kind::Expectation),
        Rule::expected => Node(Kind::ExpectedOutcome),
        Rule::decisive_rules => Node(Kind::DecisiveRules),
        Rule::or_expr => Level(Kind::OrExpr),
        Rule::and_expr => Level(Kind::AndExpr),
        Rule::sum | Rule::plain_sum => Level(Kind::SumExpr),
        Rule::product | Rule::plain_product => Level(Kind::ProductExpr),
        Rule::compare_tail | Rule::plain_compare_tail => Tail(Kind::Comparison),
        Rule::member_tail => Tail(Kind::MemberTest),
        Rule::state_tail => Tail(Kind::StateTest),
        Rule::inside_tail => Tail(Kind::InsideTest),
        Rule::age_tail => Tail(Kind::AgeTest),
        Rule::rank_tail => Tail(Kind::RankTest),
        Rule::origin_tail => Tail(Kind::OriginTest),
        Rule::text_tail => Tail(Kind::TextTest),
        Rule::has_tail => Tail(Kind::HasTest),
        Rule::test | Rule::plain_test => Test,
        Rule::waits_line
        | Rule::kept_line
        | Rule::suggested_line
        | Rule::masked_line
        | Rule::read_line
        | Rule::otherwise_line => Parts,
        Rule::br | Rule::soft | Rule::EOI | Rule::call_start | Rule::WHITESPACE | Rule::COMMENT => Layout,
        // Silent rules never come up as matches.
        Rule::space
        | Rule::other_space
        | Rule::amount
        | Rule::amount_start
        | Rule::nl
        | Rule::blank
        | Rule::continuation
        | Rule::continues
        | Rule::clause_word
        | Rule::sep
        | Rule::open
        | Rule::wc
        | Rule::operator_word
        | Rule::junk_token
        | Rule::value_path
        | Rule::names
        | Rule::names_sep
        | Rule::literal
        | Rule::duration_slot
        | Rule::value
        | Rule::record_start
        | Rule::of_calendar
        | Rule::key
        | Rule::expr
        | Rule::term
        | Rule::tail
        | Rule::common_tail
        | Rule::text_op
        | Rule::single_test
        | Rule::primary
        | Rule::plain_primary
        | Rule::quantifier_start
        | Rule::figure
        | Rule::event_state
        | Rule::event_stop
        | Rule::event_rest
        | Rule::after_action
        | Rule::action_sep
        | Rule::actions
        | Rule::field_list
        | Rule::event_field_list
        | Rule::until_room
        | Rule::outcome
        | Rule::approval_steps
        | Rule::approver_path
        | Rule::needs_tail
        | Rule::otherwise_part
        | Rule::needs_parts
        | Rule::at_most_line
        | Rule::required_line
        | Rule::clause
        | Rule::level
        | Rule::counted
        | Rule::field_line
        | Rule::field_start
        | Rule::derived_line
        | Rule::type_ref
        | Rule::element_type
        | Rule::bare_values
        | Rule::attribute
        | Rule::attribute_start
        | Rule::rest
        | Rule::role_powers
        | Rule::role_sep
        | Rule::halted
        | Rule::because
        | Rule::queue_parts
        | Rule::queue_part
        | Rule::action_line
        | Rule::action_clause
        | Rule::section_line
        | Rule::section_field
        | Rule::section_end
        | Rule::table_key
        | Rule::measure_line
        | Rule::claim_head
        | Rule::scenario_line
        | Rule::eol
        | Rule::words
        | Rule::step_end
        | Rule::came_of_it
        | Rule::step_targets
        | Rule::awaited
        | Rule::awaited_sep => Layout,
        Rule::k_a
        | Rule::k_about
        | Rule::k_above
        | Rule::k_action
        | Rule::k_acts
        | Rule::k_after
        | Rule::k_afterwards
        | Rule::k_agent
        | Rule::k_agents
        | Rule::k_ahead
        | Rule::k_all
        | Rule::k_always
        | Rule::k_among
        | Rule::k_and
        | Rule::k_and_or
        | Rule::k_any
        | Rule::k_approval
        | Rule::k_confirmation
        | Rule::k_approved
        | Rule::k_approves
        | Rule::k_are
        | Rule::k_as
        | Rule::k_at
        | Rule::k_batches
        | Rule::k_be
        | Rule::k_because
        | Rule::k_behalf
        | Rule::k_below
        | Rule::k_by
        | Rule::k_calendar
        | Rule::k_can
        | Rule::k_cannot
        | Rule::k_come
        | Rule::k_comes
        | Rule::k_condition
        | Rule::k_contain
        | Rule::k_contains
        | Rule::k_count
        | Rule::k_did
        | Rule::k_different
        | Rule::k_does
        | Rule::k_draft
        | Rule::k_each
        | Rule::k_empty
        | Rule::k_end
        | Rule::k_endorse
        | Rule::k_endorsed
        | Rule::k_ends
        | Rule::k_ever
        | Rule::k_every
        | Rule::k_everybody
        | Rule::k_everything
        | Rule::k_except
        | Rule::k_external
        | Rule::k_fails
        | Rule::k_failed
        | Rule::k_flight
        | Rule::k_for
        | Rule::k_fresh
        | Rule::k_from
        | Rule::k_gate
        | Rule::k_given
        | Rule::k_goes
        | Rule::k_good
        | Rule::k_guarantee
        | Rule::k_halt
        | Rule::k_halts
        | Rule::k_has
        | Rule::k_in
        | Rule::k_inside
        | Rule::k_instead
        | Rule::k_is
        | Rule::k_it
        | Rule::k_kept
        | Rule::k_least
        | Rule::k_knowing
        | Rule::k_known
        | Rule::k_knows
        | Rule::k_last
        | Rule::k_leads
        | Rule::k_like
        | Rule::k_limit
        | Rule::k_list
        | Rule::k_match
        | Rule::k_matches
        | Rule::k_may
        | Rule::k_measure
        | Rule::k_money
        | Rule::k_most
        | Rule::k_needs
        | Rule::k_never
        | Rule::k_no
        | Rule::k_nobody
        | Rule::k_not
        | Rule::k_object
        | Rule::k_of
        | Rule::k_older
        | Rule::k_on
        | Rule::k_once
        | Rule::k_one
        | Rule::k_only
        | Rule::k_optional
        | Rule::k_or
        | Rule::k_other
        | Rule::k_otherwise
        | Rule::k_outside
        | Rule::k_owned
        | Rule::k_people
        | Rule::k_per
        | Rule::k_person
        | Rule::k_queue
        | Rule::k_queued
        | Rule::k_read
        | Rule::k_record
        | Rule::k_refused
        | Rule::k_refuses
        | Rule::k_released
        | Rule::k_releases
        | Rule::k_requested
        | Rule::k_require
        | Rule::k_resume
        | Rule::k_resumes
        | Rule::k_reviewed
        | Rule::k_role
        | Rule::k_room
        | Rule::k_sampled
        | Rule::k_says
        | Rule::k_scenario
        | Rule::k_scope
        | Rule::k_segment
        | Rule::k_session
        | Rule::k_shadow
        | Rule::k_share
        | Rule::k_signal
        | Rule::k_since
        | Rule::k_start
        | Rule::k_starts
        | Rule::k_still
        | Rule::k_stop
        | Rule::k_stopped
        | Rule::k_succeeded
        | Rule::k_succeeds
        | Rule::k_suggest
        | Rule::k_suggested
        | Rule::k_masked
        | Rule::k_suggestion
        | Rule::k_sum
        | Rule::k_table
        | Rule::k_takes
        | Rule::k_team
        | Rule::k_tells
        | Rule::k_than
        | Rule::k_that
        | Rule::k_the
        | Rule::k_then
        | Rule::k_there
        | Rule::k_this
        | Rule::k_through
        | Rule::k_time
        | Rule::k_times
        | Rule::k_to
        | Rule::k_today
        | Rule::k_unattended
        | Rule::k_undone
        | Rule::k_unless
        | Rule::k_until
        | Rule::k_usual
        | Rule::k_waiting
        | Rule::k_waits
        | Rule::k_when
        | Rule::k_where
        | Rule::k_with
        | Rule::k_within
        | Rule::k_working
        | Rule::k_writes
        | Rule::k_written
        | Rule::k_yes
        | Rule::unit
        | Rule::period
        | Rule::day
        | Rule::yes_no => Token(Kind::Keyword),
    }
}
