//! The kinds of token and node that a tree is made of.

/// Declares [`SyntaxKind`] and the list by which a raw number becomes a kind again.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident),* $(,)?) => {
        /// What a token or a node of the tree is.
        ///
        /// Tokens come first, nodes from [`SyntaxKind::File`] on. Every byte of a file is in exactly one token.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum SyntaxKind { $($(#[$doc])* $kind),* }

        const ALL: &[SyntaxKind] = &[$(SyntaxKind::$kind),*];
    };
}

kinds! {
    // Tokens that carry no meaning.
    /// Spaces and what was typed or pasted for them: tabs, non-breaking spaces, zero-width characters.
    Whitespace,
    /// One line end: `\n`, `\r\n`, `\r` or NEL.
    Newline,
    /// `# …` up to the end of the line.
    Comment,

    // Tokens with meaning.
    /// A word that the author chose: a name, a part of a path, a word of a free line.
    Word,
    /// A word of the language, in the place where it is one.
    Keyword,
    /// `1_000_000`, `0.5`.
    Number,
    /// `"…"`.
    Text,
    /// `/…/` after `matches`.
    Regex,
    /// `2026-03-02`.
    Date,
    /// `09:00`.
    Time,
    /// Three letters after an amount: `USD`.
    Currency,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `|`
    Bar,
    /// `=>`
    Arrow,
    /// `=`
    Equals,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `%`
    Percent,
    /// Anything that has no place in a charter.
    Unexpected,

    // The file and its items.
    /// A whole file.
    File,
    /// Lines that are no item; their syntax is kept as loose tokens.
    BadItem,
    /// `role revops …`
    Role,
    /// `team emea_sdr`
    Team,
    /// `agent outreach "…" in emea_sdr`
    Agent,
    /// `calendar office_hours: …`
    Calendar,
    /// `queue new_domains owned by …`
    Queue,
    /// `object Account` and its fields.
    Object,
    /// `record Claim` and its fields.
    Record,
    /// `list regulated_industries = …`
    List,
    /// `segment enterprise of Account: …`
    Segment,
    /// `action send_email on Contact` and what it takes, says, knows.
    Action,
    /// `signal replied about Contact` and its fields.
    Signal,
    /// `table largest_discount by …` and its rows.
    Table,
    /// `measure bounce_rate per …` and its figure.
    Measure,
    /// `condition quiet: …`
    Condition,
    /// `scope outreach_emea "…"` and its lines.
    Scope,
    /// A gate, stop, limit or requirement.
    Rule,
    /// `endorse Contact.title by …`
    Endorse,
    /// `guarantee "…"` and its claims.
    Guarantee,
    /// `scenario "…"` and its lines.
    Scenario,
    /// `usual send_email: …`
    Usual,

    // Names.
    /// The name an item, a field or a record of a scenario is declared with.
    Name,
    /// A use of a name.
    NameRef,
    /// Names with dots between: `contact.account.region`; often a single one.
    Path,
    /// The sentence in quotes after a name.
    Title,

    // Vocabulary.
    /// `may halt agents in emea_sdr`
    RolePower,
    /// `mon to fri 09:00-18:00`
    CalendarHours,
    /// `in "Europe/Berlin"`
    InZone,
    /// `except "holidays.csv"`
    ExceptFile,
    /// `from "consumer_domains.csv"`
    FromFile,
    /// `owned by deliverability`
    OwnedBy,
    /// `reviewed within 1 working day of office_hours`
    ReviewedWithin,
    /// `arr : money USD, optional`
    Field,
    /// `= order.user`
    DerivedFrom,
    /// The type of a field that is one word: `text`, `yes/no`, `Account`.
    NamedType,
    /// `money USD`
    MoneyType,
    /// `one of (na, emea, apac)`
    OneOfType,
    /// `list of Claim`
    ListType,
    /// `like lifecycle`
    LikeType,
    /// `optional`
    OptionalAttribute,
    /// `from external`
    FromExternalAttribute,
    /// `written by (workflow, human)`
    WrittenByAttribute,
    /// `fresh within 1 hour`
    FreshAttribute,
    /// An attribute of a field that nobody knows.
    BadAttribute,
    /// `Contact as survivor`
    ActionTarget,
    /// `cannot be undone`
    CannotBeUndone,
    /// `takes` and its fields.
    Takes,
    /// `says` and its fields.
    Says,
    /// `knows` and its fields.
    Knows,
    /// `writes title`
    Writes,
    /// `leads to send_email`
    LeadsTo,
    /// `segment of Account`
    SegmentKey,
    /// `| enterprise | 10% | 20% |`
    TableRow,
    /// What stands between two bars.
    TableCell,

    // Clauses.
    /// `for outreach`
    ForClause,
    /// `for 10% of contacts`
    SampleClause,
    /// `for people`
    ForPeopleClause,
    /// `for good`
    ForGoodClause,
    /// `for 30 days`
    ForTimeClause,
    /// `on send_email`
    OnClause,
    /// `in production`
    InClause,
    /// `on behalf of sdr_manager`
    OnBehalfClause,
    /// `where contact.account.region is emea`
    WhereClause,
    /// `may update Contact: title`
    MayClause,
    /// `when contact.legal_hold`
    WhenClause,
    /// `unless contact.is_customer`
    UnlessClause,
    /// `needs approval from sdr_manager`
    NeedsClause,
    /// One turn of an approval: `ines and maria` in `ines and maria, then revops`.
    ApprovalStep,
    /// One approver, perhaps several people: `2 of sdr_manager`.
    Approver,
    /// `other than contact.account.owner`
    OtherThan,
    /// `within 4 hours of office_hours`
    Within,
    /// `in batches of 50`
    InBatches,
    /// `waits in new_domains`
    WaitsClause,
    /// `is kept as a draft`
    KeptAsDraftClause,
    /// `and lifecycle_suggestion is written instead`
    WrittenInstead,
    /// `is only suggested`
    SuggestedClause,
    /// `is masked`
    MaskedClause,
    /// `is read afterwards by sdr_manager`
    ReadAfterwardsClause,
    /// `tells legal`.
    TellsClause,
    /// `at most 3 per contact in 7 days`
    AtMostClause,
    /// `of request.cost` in a cap.
    AddedUp,
    /// `per contact, agent`
    PerKeys,
    /// `otherwise stop`
    OtherwiseClause,
    /// The outcome `stop`.
    StopOutcome,
    /// `until released by sdr_manager`
    UntilReleasedClause,
    /// `until 2026-12-31`
    UntilClause,
    /// A condition on a line of its own in a requirement.
    RequiredClause,
    /// A line that begins with no clause word, or does not go on as its clause word does.
    BadClause,
    /// `update Contact: title` as part of a clause.
    ActionRef,
    /// `: title, lifecycle` or `except legal_hold`.
    FieldNames,

    // Expressions.
    /// `a or b or c`
    OrExpr,
    /// `a and b and c`
    AndExpr,
    /// `not a`
    NotExpr,
    /// `( … )`
    ParenExpr,
    /// `a is b`, `a < b`
    Comparison,
    /// `is`, `is not`, `<`, `<=`, `>`, `>=`
    CompareOp,
    /// `seniority is vp or above`
    RankTest,
    /// `industry is in regulated_industries`
    MemberTest,
    /// `( banking, insurance )` after `is in`, or as a value.
    ValueList,
    /// `title is given`, `is known`, `is empty`
    StateTest,
    /// `contact.email is outside contact.account.domain`
    InsideTest,
    /// `contact.created is older than 24 hours`
    AgeTest,
    /// `contact.title comes from external`
    OriginTest,
    /// `subject contains "…"` and its kin.
    TextTest,
    /// `every claim in request.claims: ( … )`
    Quantifier,
    /// `contact has replied, except where its.automatic`
    HasTest,
    /// `, except where its.automatic`
    ExceptWhere,
    /// A question to the ledger: `no send_email to contact.account ever`
    EventQuery,
    /// The event a query asks about: `send_email approved`.
    EventRef,
    /// `to contact.account`
    EventTarget,
    /// `where its.automatic`
    EventWhere,
    /// `that bounced within 2 days`
    FollowedBy,
    /// `in 7 days`, `this month`, `ever`
    Window,
    /// `, once there are 20`
    OnceThereAre,
    /// `count of x in request.lines where (…)`
    ListFigure,
    /// `a + b`, `a - b`
    SumExpr,
    /// `a * b`
    ProductExpr,
    /// `-a`
    NegativeExpr,
    /// `largest_discount(account, stage)`
    Call,
    /// `1_000`
    NumberLiteral,
    /// `10%`
    PercentLiteral,
    /// `1_000_000 USD`
    MoneyLiteral,
    /// `"…"`
    TextLiteral,
    /// `7 days`, `1 working day`
    DurationLiteral,
    /// `2026-03-02`
    DateLiteral,
    /// `2026-03-02 09:00`
    InstantLiteral,
    /// `yes`, `no`
    YesNoLiteral,
    /// `/…/`
    RegexLiteral,

    // Guarantees.
    /// `no agent can send_email unattended`
    GuaranteeClaim,
    /// `goes through executives, first_touch`
    ThroughRules,
    /// `goes ahead once approved`
    PromisedOutcome,
    /// `knowing that contact.account is given`
    KnowingClause,

    // Scenarios.
    /// `domain "acme.com", region emea`
    FieldValues,
    /// `region emea`
    FieldValue,
    /// `( text "…", source "…" )` as a value.
    RecordValue,
    /// `given maria is sdr_manager`
    GivenRole,
    /// `given account acme: …`
    GivenRecord,
    /// `given nobody is sampled`
    GivenSampling,
    /// `given …` in words that have no structure of their own.
    GivenWords,
    /// `at 2026-03-02 09:00`
    AtLine,
    /// `after 2 days`
    AfterLine,
    /// `outreach send_email to jane`
    ActStep,
    /// `jane` in `outreach send_email to jane`.
    StepTarget,
    /// `300 times`
    Times,
    /// `maria approves it`
    ApprovalStepLine,
    /// `send_email to jane` in `maria approves send_email to jane`.
    AskedBefore,
    /// `all of first_touch` in `maria approves all of first_touch`.
    AllOf,
    /// `it fails`
    ReportStep,
    /// `jane replied: automatic yes`
    SignalStep,
    /// `maria releases jane from replied`
    ReleaseStep,
    /// `somebody halts outreach`
    HaltStep,
    /// `outreach acts for ines until 2026-03-04 12:00`
    ActsForStep,
    /// A step in words that have no structure of their own.
    WordsStep,
    /// `=> waits for sdr_manager (first_touch)`
    Expectation,
    /// `waits for sdr_manager`
    ExpectedOutcome,
    /// `(first_touch, sampled)`
    DecisiveRules,

    /// Tokens that stand where nothing is expected.
    BadTokens,
}

impl SyntaxKind {
    /// The kind with this raw number; a number that no kind has is [`SyntaxKind::Unexpected`].
    pub(crate) fn from_raw(raw: u16) -> Self {
        ALL.get(usize::from(raw)).copied().unwrap_or(Self::Unexpected)
    }

    /// Whether this is a token that carries no meaning: space, line end or comment.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Whitespace | Self::Newline | Self::Comment)
    }

    /// Whether this is the kind of a token and not of a node.
    pub fn is_token(self) -> bool {
        self < Self::File
    }

    /// Whether this is the kind of a top-level item.
    pub fn is_item(self) -> bool {
        (Self::BadItem..=Self::Usual).contains(&self)
    }
}
