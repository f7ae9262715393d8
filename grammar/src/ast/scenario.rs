//! Recorded days and what is expected of them.

use super::support::{child, children, has_keyword, keywords, node, nodes, nth};
use super::{
    AstChildren, DurationLiteral, Expr, FieldValues, HasName, HasTitle, InZone, InstantLiteral, NameRef,
    NumberLiteral, TextLiteral,
};
use crate::kind::SyntaxKind;
use crate::tree::SyntaxToken;
use rowan::NodeOrToken;
use rowan::ast::AstNode;

node! {
    /// `usual send_email: subject "Hello", attachments 0`
    Usual
}

impl Usual {
    /// `send_email`: the action, or an object, whose values these are where a scenario gives none.
    pub fn of(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// The values.
    pub fn values(&self) -> Option<FieldValues> {
        child(self.syntax())
    }
}

node! {
    /// `scenario "…"` and its lines
    Scenario
}

impl HasTitle for Scenario {}

impl Scenario {
    /// Its lines, in order.
    pub fn lines(&self) -> AstChildren<ScenarioLine> {
        children(self.syntax())
    }
}

nodes! {
    /// One line of a scenario.
    ScenarioLine {
        /// `given maria is sdr_manager`
        GivenRole,
        /// `given account acme: domain "acme.com"`
        GivenRecord,
        /// `given nobody is sampled`
        GivenSampling,
        /// `given …` in other words
        GivenWords,
        /// `at 2026-03-02 09:00`
        AtLine,
        /// `after 2 days`
        AfterLine,
        /// `outreach send_email to jane`
        ActStep,
        /// `maria approves it`
        ApprovalStepLine,
        /// `it fails`
        ReportStep,
        /// `jane unsubscribed`
        SignalStep,
        /// `maria releases jane from replied`
        ReleaseStep,
        /// `somebody halts outreach`
        HaltStep,
        /// `outreach acts for ines`
        ActsForStep,
        /// A step in other words
        WordsStep,
    }
}

node! {
    /// `given maria is sdr_manager`
    GivenRole
}

impl GivenRole {
    /// `maria`
    pub fn person(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `sdr_manager`, and any after `and`
    pub fn roles(&self) -> impl Iterator<Item = NameRef> + use<> {
        children(self.syntax()).skip(1)
    }
}

node! {
    /// `given account acme: domain "acme.com", region emea`
    GivenRecord
}

/// The name of the record: `acme`.
impl HasName for GivenRecord {}

impl GivenRecord {
    /// `account`: the object, as its paths are written, in lower case or as declared.
    pub fn object(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// The values of its fields.
    pub fn values(&self) -> Option<FieldValues> {
        child(self.syntax())
    }
}

node! {
    /// `given nobody is sampled`, `given jane is sampled`, `given everybody is sampled`
    GivenSampling
}

/// Who falls into the samples of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sampled {
    /// `nobody is sampled`
    Nobody,
    /// `everybody is sampled`
    Everybody,
    /// `jane is sampled`
    Named(NameRef),
    /// `jane is not sampled`
    NotNamed(NameRef),
}

impl GivenSampling {
    /// Who is sampled.
    pub fn sampled(&self) -> Sampled {
        match child::<NameRef>(self.syntax()) {
            Some(name) if has_keyword(self.syntax(), "not") => Sampled::NotNamed(name),
            Some(name) => Sampled::Named(name),
            None if has_keyword(self.syntax(), "everybody") => Sampled::Everybody,
            None => Sampled::Nobody,
        }
    }
}

node! {
    /// `given …` in words that have no structure of their own
    GivenWords
}

impl GivenWords {
    /// The words and values after `given`, without spaces.
    pub fn tokens(&self) -> impl Iterator<Item = SyntaxToken> + use<> {
        words(self.syntax())
    }
}

fn words(node: &crate::tree::SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(|it| it.into_token()).filter(|it| !it.kind().is_trivia())
}

node! {
    /// `at 2026-03-02 09:00`
    AtLine
}

impl AtLine {
    /// `2026-03-02 09:00`
    pub fn instant(&self) -> Option<InstantLiteral> {
        child(self.syntax())
    }

    /// `in "Europe/Berlin"`; without one, the project's zone.
    pub fn zone(&self) -> Option<InZone> {
        child(self.syntax())
    }
}

node! {
    /// `after 2 days`
    AfterLine
}

impl AfterLine {
    /// `2 days`
    pub fn duration(&self) -> Option<DurationLiteral> {
        child(self.syntax())
    }

    /// `office_hours` in `after 1 working day of office_hours`.
    pub fn calendar(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

/// A step that may say what it expects.
pub trait HasExpectation: AstNode<Language = crate::tree::Charter> {
    /// `=> goes ahead`
    fn expectation(&self) -> Option<Expectation> {
        child(self.syntax())
    }
}

node! {
    /// `outreach send_email to jane with subject "Hi"`, `outreach update opp1: discount 30%`, `outreach create contact bob: …`
    ActStep
}

impl HasExpectation for ActStep {}

impl ActStep {
    /// `outreach`: an agent, or a person.
    pub fn actor(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// Whether it was done without being asked for: `ines did send_email to jane`.
    pub fn is_done(&self) -> bool {
        has_keyword(self.syntax(), "did")
    }

    /// `send_email`, `update`
    pub fn verb(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `jane`; two for a merge.
    pub fn targets(&self) -> AstChildren<StepTarget> {
        children(self.syntax())
    }

    /// `300 times`
    pub fn times(&self) -> Option<Times> {
        child(self.syntax())
    }

    /// The values after `with` or the colon.
    pub fn values(&self) -> Option<FieldValues> {
        child(self.syntax())
    }
}

node! {
    /// `jane`, or `contact bob` for a record that is created
    StepTarget
}

impl StepTarget {
    /// `jane`: the last word.
    pub fn name_ref(&self) -> Option<NameRef> {
        children(self.syntax()).last()
    }

    /// `contact` in `contact bob`.
    pub fn object(&self) -> Option<NameRef> {
        nth::<NameRef>(self.syntax(), 1).and_then(|_| child(self.syntax()))
    }
}

node! {
    /// `300 times`
    Times
}

impl Times {
    /// `300`
    pub fn count(&self) -> Option<NumberLiteral> {
        child(self.syntax())
    }
}

node! {
    /// `maria approves it`, `maria refuses send_email to jane`
    ApprovalStepLine
}

impl HasExpectation for ApprovalStepLine {}

impl ApprovalStepLine {
    /// `maria`
    pub fn person(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `send_email to jane`: without it, what was asked last.
    pub fn request(&self) -> Option<AskedBefore> {
        child(self.syntax())
    }

    /// `all of first_touch`: what waits for a gate, in one batch.
    pub fn all_of(&self) -> Option<AllOf> {
        child(self.syntax())
    }

    /// Whether it is `refuses`; else `approves`.
    pub fn is_refusal(&self) -> bool {
        has_keyword(self.syntax(), "refuses")
    }
}

node! {
    /// `all of first_touch`
    AllOf
}

impl AllOf {
    /// `first_touch`
    pub fn rule(&self) -> Option<NameRef> {
        child(self.syntax())
    }
}

node! {
    /// `send_email to jane`: what an agent has asked before
    AskedBefore
}

impl AskedBefore {
    /// `send_email`
    pub fn verb(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `jane`
    pub fn targets(&self) -> AstChildren<StepTarget> {
        children(self.syntax())
    }
}

node! {
    /// `it fails`, `send_email to jane succeeds`
    ReportStep
}

impl HasExpectation for ReportStep {}

impl ReportStep {
    /// `send_email to jane`: without it, what was asked last.
    pub fn request(&self) -> Option<AskedBefore> {
        child(self.syntax())
    }

    /// Whether it is `fails`; else `succeeds`.
    pub fn has_failed(&self) -> bool {
        has_keyword(self.syntax(), "fails")
    }
}

node! {
    /// `jane unsubscribed`, `jane replied: automatic yes`
    SignalStep
}

impl HasExpectation for SignalStep {}

impl SignalStep {
    /// `jane`
    pub fn subject(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `replied`
    pub fn signal(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `3 times`
    pub fn times(&self) -> Option<Times> {
        child(self.syntax())
    }

    /// `automatic yes`
    pub fn values(&self) -> Option<FieldValues> {
        child(self.syntax())
    }
}

node! {
    /// `maria releases jane from replied`
    ReleaseStep
}

impl HasExpectation for ReleaseStep {}

impl ReleaseStep {
    /// `maria`
    pub fn person(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `jane`
    pub fn subject(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `replied`: the event that latched.
    pub fn event(&self) -> Option<NameRef> {
        nth(self.syntax(), 2)
    }
}

node! {
    /// `somebody halts outreach`, `maria resumes outreach`
    HaltStep
}

impl HasExpectation for HaltStep {}

impl HaltStep {
    /// `somebody`, a person
    pub fn person(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `outreach`: an agent, a team, an action or a segment; without one (`halts everything`), all.
    pub fn halted(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `Contact`, where a verb on an object is halted.
    pub fn object(&self) -> Option<NameRef> {
        nth(self.syntax(), 2)
    }

    /// `"two complaints"`: why it is halted.
    pub fn because(&self) -> Option<TextLiteral> {
        child(self.syntax())
    }

    /// Whether it is `resumes`; else `halts`.
    pub fn is_resume(&self) -> bool {
        has_keyword(self.syntax(), "resumes")
    }
}

node! {
    /// `outreach acts for ines until 2026-03-04 12:00`
    ActsForStep
}

impl HasExpectation for ActsForStep {}

impl ActsForStep {
    /// `outreach`: an agent or a team.
    pub fn agent(&self) -> Option<NameRef> {
        child(self.syntax())
    }

    /// `ines`; none for `acts for nobody`.
    pub fn person(&self) -> Option<NameRef> {
        nth(self.syntax(), 1)
    }

    /// `2026-03-04 12:00`: from when on it acts for her no longer.
    pub fn until(&self) -> Option<Expr> {
        child(self.syntax())
    }
}

node! {
    /// A step in words that have no structure of their own
    WordsStep
}

impl HasExpectation for WordsStep {}

impl WordsStep {
    /// The words and values, without spaces.
    pub fn tokens(&self) -> impl Iterator<Item = SyntaxToken> + use<> {
        words(self.syntax())
    }
}

node! {
    /// `=> waits for sdr_manager (first_touch)`
    Expectation
}

impl Expectation {
    /// `waits for sdr_manager`
    pub fn outcome(&self) -> Option<ExpectedOutcome> {
        child(self.syntax())
    }

    /// `first_touch`: the decisive rules in brackets.
    pub fn rules(&self) -> impl Iterator<Item = NameRef> + use<> {
        children::<DecisiveRules>(self.syntax()).flat_map(|it| it.rules())
    }
}

/// How a step is expected to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExpectedKind {
    /// `stopped`
    Stopped,
    /// `suggestion`
    Suggestion,
    /// `draft`
    Draft,
    /// `queued in new_domains`
    Queued,
    /// `waits for sdr_manager`
    Waits,
    /// `goes ahead`
    GoesAhead,
}

node! {
    /// `waits for sdr_manager, revops`
    ExpectedOutcome
}

impl ExpectedOutcome {
    /// Which outcome it is; `None` while it is none of the known ones.
    pub fn kind(&self) -> Option<ExpectedKind> {
        keywords(self.syntax()).find_map(|word| match word.text() {
            "stopped" => Some(ExpectedKind::Stopped),
            "suggestion" => Some(ExpectedKind::Suggestion),
            "draft" => Some(ExpectedKind::Draft),
            "queued" => Some(ExpectedKind::Queued),
            "waits" => Some(ExpectedKind::Waits),
            "goes" => Some(ExpectedKind::GoesAhead),
            _ => None,
        })
    }

    /// The roles or people that it waits for, or the queue it waits in.
    pub fn names(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }

    /// The same, those that `or` joins together: any one of them is enough.
    pub fn choices(&self) -> Vec<Vec<NameRef>> {
        let mut choices: Vec<Vec<NameRef>> = Vec::new();
        let mut joined = false;
        for part in self.syntax().children_with_tokens() {
            match part {
                NodeOrToken::Node(node) => match (NameRef::cast(node), choices.last_mut()) {
                    (Some(name), Some(choice)) if std::mem::take(&mut joined) => choice.push(name),
                    (Some(name), _) => choices.push(vec![name]),
                    (None, _) => {}
                },
                NodeOrToken::Token(token) if token.kind() == SyntaxKind::Keyword => {
                    joined = token.text() == "or";
                }
                NodeOrToken::Token(_) => {}
            }
        }
        choices
    }
}

node! {
    /// `(first_touch, sampled)`
    DecisiveRules
}

impl DecisiveRules {
    /// The rules.
    pub fn rules(&self) -> AstChildren<NameRef> {
        children(self.syntax())
    }

    /// Whether it says `outside every scope` instead of naming a rule.
    pub fn is_outside_every_scope(&self) -> bool {
        keywords(self.syntax()).any(|it| it.kind() == SyntaxKind::Keyword && it.text() == "outside")
    }
}
