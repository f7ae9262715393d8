//! One charter's decision as literals: how far it is granted, what restricts it, and what it comes to.

use super::columns::Columns;
use super::difference::Which;
use super::reads;
use super::rows::{Row, RowTest, Rows, class_of_field};
use super::solver::Literal;
use charter_runtime::Outcome;
use charter_runtime::schema::{Action, ActionId, Consequence, QueueId, Root, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Column, ColumnId, Cube, Entry, Operand, PathId, RuleKind};
use std::collections::{BTreeMap, BTreeSet};

/// A table whose rules belong to one charter, or to two.
#[derive(Clone, Copy)]
pub(super) struct Shared<'t> {
    pub(super) table: &'t Table,
    /// For each rule of the table, its place among those that are compared, and whose it is; none for what only keeps classes
    /// apart.
    pub(super) whose: &'t [Option<(usize, Which)>],
    pub(super) old: &'t Known,
    pub(super) new: &'t Known,
}

/// What one of the charters knows of the joint vocabulary.
pub(super) struct Known {
    /// Classes of columns that are no values to this charter: to it they are unknown.
    pub(super) foreign: BTreeMap<ColumnId, Vec<u32>>,
    /// For each path, what says that the value there is none to this charter: to it, whatever reads the path is unknown.
    pub(super) strange: BTreeMap<PathId, Vec<RowTest>>,
    /// The agents that it knows.
    pub(super) agents: BTreeSet<u32>,
    /// What each action leads to.
    pub(super) leads_to: BTreeMap<ActionId, Vec<Consequence>>,
}

impl Known {
    /// All that there is in a table of one charter alone.
    pub(super) fn all_of(table: &Table) -> Known {
        let actions = table.schema.actions.iter().enumerate();
        let leads_to =
            actions.filter_map(|(place, action)| Some((ActionId::at(place)?, action.leads_to.clone())));
        Known {
            foreign: BTreeMap::new(),
            strange: BTreeMap::new(),
            agents: (0_u32..).zip(&table.schema.agents).map(|(place, _)| place).collect(),
            leads_to: leads_to.collect(),
        }
    }

    /// The classes of a column that a test of this charter may have in mind: what it does not know may be anything.
    pub(super) fn seen(&self, column: ColumnId, mut accepted: Vec<u32>) -> Vec<u32> {
        for class in self.foreign.get(&column).into_iter().flatten() {
            if !accepted.contains(class) {
                accepted.push(*class);
            }
        }
        accepted.sort_unstable();
        accepted
    }
}

/// A literal for each outcome but the least: that it comes to that or more.
pub(super) type Levels = BTreeMap<Outcome, Literal>;

/// Every outcome but the least.
pub(super) const ABOVE_STOP: [Outcome; 5] =
    [Outcome::Suggest, Outcome::Draft, Outcome::Queue, Outcome::Approve, Outcome::Execute];

/// A restriction that may apply.
pub(super) struct Restriction {
    pub(super) rule: usize,
    pub(super) entry: usize,
    pub(super) outcome: Outcome,
    /// It applies, and what it cannot do without is there.
    pub(super) applies: Literal,
    /// It applies and is a stop that nothing discharges.
    pub(super) stops: Option<Literal>,
}

/// A scope that may apply.
pub(super) struct Grant {
    pub(super) rule: usize,
    pub(super) entry: usize,
    pub(super) level: Outcome,
    /// The queue in which it may wait, whose owner lets it go ahead.
    pub(super) queue: Option<QueueId>,
    pub(super) certain: Literal,
}

/// One charter's decision.
pub(super) struct Decided {
    pub(super) which: Which,
    pub(super) granted: Levels,
    pub(super) reaches: Levels,
    pub(super) grants: Vec<Grant>,
    pub(super) restrictions: Vec<Restriction>,
}

impl Decided {
    /// The restrictions, by entry, with what each leaves.
    pub(super) fn restrictions(&self) -> impl Iterator<Item = (usize, Outcome)> {
        self.restrictions.iter().map(|restriction| (restriction.entry, restriction.outcome))
    }

    /// The literal of its coming to an outcome or more.
    pub(super) fn reaches(&self, outcome: Outcome) -> Option<Literal> {
        self.reaches.get(&outcome).copied()
    }

    /// The scopes, by entry, with what each grants.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (usize, Outcome)> {
        self.grants.iter().map(|grant| (grant.entry, grant.level))
    }
}

/// The next higher outcome.
pub(super) fn next(outcome: Outcome) -> Option<Outcome> {
    Outcome::ALL.into_iter().find(|other| *other > outcome)
}

/// A cube as a row, where one field is looked at; `None` where it is about other fields.
pub(super) fn row_of(table: &Table, cube: &Cube, field: Option<u32>) -> Option<Row> {
    let mut row = Row { tests: Vec::new(), of_field: false };
    for test in &cube.tests {
        let column = table.columns.get(test.column.index())?;
        let accepts = |class: u32| {
            test.classes.get(class as usize / 64).is_some_and(|word| word >> (class % 64) & 1 == 1)
        };
        match class_of_field(table, test.column, field) {
            Some(class) if class < column.classes && accepts(class) => row.of_field = true,
            Some(_) => return None,
            None => {
                let accepted = (0..column.classes).filter(|class| accepts(*class)).collect();
                row.tests.push(RowTest { column: test.column, accepted });
            }
        }
    }
    Some(row)
}

/// A decision in the making.
pub(super) struct Deciding<'s, 't> {
    shared: Shared<'s>,
    action: ActionId,
    rows: Rows<'t>,
    pub(super) columns: Columns<'t>,
    /// The rows of each entry.
    rows_of: BTreeMap<usize, Vec<usize>>,
    /// For each row and charter, a literal for its being alive.
    alive: BTreeMap<(usize, Which), Literal>,
    /// For each value that a rule cannot do without, a literal for its being empty.
    empty: BTreeMap<PathId, Literal>,
}

impl<'s, 't> Deciding<'s, 't> {
    pub(super) fn new(
        shared: Shared<'s>,
        action: ActionId,
        rows: Rows<'t>,
        columns: Columns<'t>,
    ) -> Deciding<'s, 't> {
        let mut rows_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, entry) in rows.rows.entry_of.iter().enumerate() {
            rows_of.entry(*entry as usize).or_default().push(row);
        }
        Deciding { shared, action, rows, columns, rows_of, alive: BTreeMap::new(), empty: BTreeMap::new() }
    }

    fn known(&self, which: Which) -> &Known {
        match which {
            Which::Old => self.shared.old,
            Which::New => self.shared.new,
        }
    }

    /// The rule of an entry, where it is this charter's and not only watched.
    fn rule(&self, entry: &Entry, which: Which) -> Option<(usize, RuleKind)> {
        let rule = self.shared.table.rules.get(entry.rule.index()).filter(|rule| !rule.shadow)?;
        let whose = self.shared.whose.get(entry.rule.index()).copied().flatten();
        let (place, _) = whose.filter(|(_, of)| *of == which)?;
        Some((place, rule.kind))
            .filter(|(_, kind)| *kind == RuleKind::Scope || entry.subject == self.rows.subject)
    }

    /// `pause` is called rule by rule: it unwinds where nobody wants to know any more.
    pub(super) fn decided(&mut self, which: Which, pause: &dyn Fn()) -> Decided {
        let (mut grants, mut restrictions) = (Vec::new(), Vec::new());
        let entries = &self.rows.rows.entries;
        for (place, entry) in entries.iter().enumerate() {
            let Some((rule, kind)) = self.rule(entry, which) else { continue };
            pause();
            let alive = self.alive(place, which);
            if kind == RuleKind::Scope {
                let certain = self.certain(entry, alive, which);
                let queue = entry.queue.filter(|_| entry.outcome == Outcome::Queue);
                grants.push(Grant { rule, entry: place, level: entry.outcome, queue, certain });
                continue;
            }
            let missing = self.missing(entry, which);
            let (applies, stops) = match missing {
                None => (alive, None),
                Some(missing) => {
                    let solver = &mut self.columns.solver;
                    (solver.without(alive, missing), Some(solver.all(&[alive, missing])))
                }
            };
            restrictions.push(Restriction { rule, entry: place, outcome: entry.outcome, applies, stops });
        }
        let granted = self.granted(&grants, which);
        let reaches = self.reaches(&granted, &restrictions);
        Decided { which, granted, reaches, grants, restrictions }
    }

    /// A literal for a row of an entry being alive.
    pub(super) fn alive(&mut self, entry: usize, which: Which) -> Literal {
        let rows = self.rows_of.get(&entry).cloned().unwrap_or_default();
        let mut alive = Vec::new();
        for row in rows {
            if let Some(known) = self.alive.get(&(row, which)) {
                alive.push(*known);
            } else if let Some(read) = self.rows.row(row, self.columns.field) {
                let literal = self.passed(&read, which);
                self.alive.insert((row, which), literal);
                alive.push(literal);
            }
        }
        self.columns.solver.either(&alive)
    }

    fn passed(&mut self, row: &Row, which: Which) -> Literal {
        let mut passed = Vec::new();
        for test in &row.tests {
            let literal = self.passes(test, which);
            passed.push(literal);
        }
        let together = self.together(row);
        passed.extend(together);
        self.columns.solver.all(&passed)
    }

    /// Whether a test may be passed, as one charter sees it: what reads a value that is none to it may be anything, and is not
    /// known.
    fn passes(&mut self, test: &RowTest, which: Which) -> Literal {
        let accepted = self.known(which).seen(test.column, test.accepted.clone());
        let passes = self.columns.passes(&RowTest { column: test.column, accepted });
        if self.known(which).strange.is_empty() {
            return passes;
        }
        let Some(column) = self.shared.table.columns.get(test.column.index()) else { return passes };
        let by_itself = self.known(which).foreign.contains_key(&test.column);
        let read = if by_itself { BTreeSet::new() } else { reads::paths(self.shared.table, column) };
        let strange: Vec<Literal> = read.into_iter().flat_map(|path| self.strange(path, which)).collect();
        if strange.is_empty() {
            return passes;
        }
        let passes_anyway = match column.classifier {
            Classifier::Known(_) | Classifier::Given(_) => test.accepted.contains(&0),
            Classifier::External(_) => test.accepted.contains(&1),
            _ => true,
        };
        if passes_anyway {
            let all: Vec<Literal> = strange.into_iter().chain([passes]).collect();
            return self.columns.solver.either(&all);
        }
        let strange = self.columns.solver.either(&strange);
        self.columns.solver.without(passes, strange)
    }

    /// What says that the value at a path is none to one of the charters.
    fn strange(&mut self, path: PathId, which: Which) -> Vec<Literal> {
        let tests = self.known(which).strange.get(&path).cloned().unwrap_or_default();
        tests.iter().map(|test| self.columns.passes(test)).collect()
    }

    /// What an update leaves as it is has one value before and after, also where nobody knows which: a row that asks for two
    /// is dead.
    fn together(&mut self, row: &Row) -> Vec<Literal> {
        let mut needed = Vec::new();
        for test in &row.tests {
            let column = self.shared.table.columns.get(test.column.index());
            let Some((column, twin)) = column.and_then(|column| Some((column, column.twin?))) else {
                continue;
            };
            let Some(before) = row.tests.iter().find(|other| other.column == twin) else { continue };
            if before.accepted.iter().any(|class| test.accepted.contains(class)) {
                continue;
            }
            if self.columns.field.is_some_and(|field| column.reads_new.contains(&field)) {
                continue;
            }
            let touched: Vec<Literal> =
                column.reads_new.iter().filter_map(|field| self.columns.others.get(field)).copied().collect();
            needed.push(self.columns.solver.either(&touched));
        }
        needed
    }

    /// A scope applies where it certainly does: where none of its doubts is possible.
    fn certain(&mut self, entry: &Entry, alive: Literal, which: Which) -> Literal {
        let doubts = entry.doubts.and_then(|doubts| self.shared.table.formulas.get(doubts.index()));
        let cubes = doubts.map(|formula| formula.cubes.as_slice()).unwrap_or_default();
        let mut all = vec![alive];
        for cube in cubes {
            if let Some(row) = row_of(self.shared.table, cube, self.columns.field) {
                let possible = self.passed(&row, which);
                all.push(!possible);
            }
        }
        self.columns.solver.all(&all)
    }

    /// Where a value that an entry cannot do without is not there.
    fn missing(&mut self, entry: &Entry, which: Which) -> Option<Literal> {
        let mut missing = Vec::new();
        for (path, may_be_empty) in &entry.needed {
            missing.extend(self.columns.unknown(*path));
            let strange = self.strange(*path, which);
            missing.extend(strange);
            if !may_be_empty {
                missing.extend(self.empty(*path));
            }
        }
        (!missing.is_empty()).then(|| self.columns.solver.either(&missing))
    }

    /// The literal of a value being empty, where it may be.
    fn empty(&mut self, id: PathId) -> Option<Literal> {
        if let Some(known) = self.empty.get(&id) {
            return Some(*known);
        }
        self.shared.table.paths.get(id.index()).filter(|path| path.optional)?;
        let column = (0_u32..)
            .map(ColumnId)
            .zip(&self.shared.table.columns)
            .find(|(_, column)| has_class_for_empty(self.shared.table, column, id));
        let literal = match column {
            Some((column, of)) => {
                let accepted = of.classes.checked_sub(1).into_iter().collect();
                self.columns.passes(&RowTest { column, accepted })
            }
            // Nothing asks whether there is a value but the rule that needs one.
            None => return None,
        };
        self.empty.insert(id, literal);
        Some(literal)
    }

    /// How far it is granted. To people everything is.
    fn granted(&mut self, grants: &[Grant], which: Which) -> Levels {
        if self.rows.subject == Subject::People {
            let always = self.columns.solver.all(&[]);
            return ABOVE_STOP.into_iter().map(|level| (level, always)).collect();
        }
        let agent = self.known_agent(which);
        let led = self.consequences(which);
        let mut granted = Levels::new();
        for level in ABOVE_STOP {
            let enough: Vec<Literal> =
                grants.iter().filter(|grant| grant.level >= level).map(|grant| grant.certain).collect();
            let own = self.columns.solver.either(&enough);
            let all: Vec<Literal> = [own]
                .into_iter()
                .chain(agent)
                .chain(led.iter().filter_map(|levels| levels.get(&level)).copied())
                .collect();
            let literal = self.columns.solver.all(&all);
            granted.insert(level, literal);
        }
        granted
    }

    /// Whether the agent is one that the charter knows, where some are not.
    fn known_agent(&mut self, which: Which) -> Option<Literal> {
        let known = &self.known(which).agents;
        if known.len() == self.shared.table.schema.agents.len() {
            return None;
        }
        let mut columns = (0_u32..).zip(&self.shared.table.columns);
        let found = columns.find_map(|(id, column)| match &column.classifier {
            Classifier::Choices { path, class_of, .. } => {
                let path = self.shared.table.paths.get(path.index())?;
                (path.root == Root::Agent).then(|| (id, class_of.clone()))
            }
            _ => None,
        });
        let (id, class_of) = found?;
        let classes = (0_u32..).zip(class_of).filter(|(place, _)| known.contains(place));
        let accepted: BTreeSet<u32> = classes.map(|(_, class)| class).collect();
        let column = ColumnId(id);
        Some(self.columns.passes(&RowTest { column, accepted: accepted.into_iter().collect() }))
    }

    fn reaches(&mut self, granted: &Levels, restrictions: &[Restriction]) -> Levels {
        let mut reaches = Levels::new();
        for level in ABOVE_STOP {
            let applied = restrictions.iter().filter(|it| it.outcome < level).map(|it| it.applies);
            let held: Vec<Literal> = applied.chain(restrictions.iter().filter_map(|it| it.stops)).collect();
            let held = self.columns.solver.either(&held);
            if let Some(granted) = granted.get(&level) {
                let literal = self.columns.solver.without(*granted, held);
                reaches.insert(level, literal);
            }
        }
        reaches
    }

    /// How far each thing is granted to which the action leads.
    fn consequences(&mut self, which: Which) -> Vec<Levels> {
        let mut seen = BTreeSet::from([self.action]);
        let mut open = vec![self.action];
        let mut found = Vec::new();
        while let Some(from) = open.pop() {
            let led: Vec<Consequence> = self.known(which).leads_to.get(&from).cloned().unwrap_or_default();
            for led in led {
                let fields: Vec<Option<u32>> = if led.fields.is_empty() {
                    vec![None]
                } else {
                    led.fields.iter().copied().map(Some).collect()
                };
                for field in fields {
                    found.push(self.consequence(&led, field, which));
                }
                if seen.insert(led.action) {
                    open.push(led.action);
                }
            }
        }
        found
    }

    /// How far one thing is granted to which the action leads, by what is known before it happens.
    fn consequence(&mut self, led: &Consequence, field: Option<u32>, which: Which) -> Levels {
        let table = self.shared.table;
        let mut certain: Vec<(Outcome, Literal)> = Vec::new();
        let entries = table.actions.get(led.action.index()).map(|rows| rows.entries.as_slice());
        for entry in entries.unwrap_or_default() {
            let Some((_, RuleKind::Scope)) = self.rule(entry, which) else { continue };
            let doubts = entry.doubts.and_then(|doubts| table.formulas.get(doubts.index()));
            let mut all = Vec::new();
            for cube in doubts.into_iter().flat_map(|formula| &formula.cubes) {
                let Some(mut row) = row_of(table, cube, field) else { continue };
                row.tests = row.tests.into_iter().filter_map(|test| self.foreseen(test, led)).collect();
                let possible = self.passed(&row, which);
                all.push(!possible);
            }
            certain.push((entry.outcome, self.columns.solver.all(&all)));
        }
        let mut levels = Levels::new();
        for level in ABOVE_STOP {
            let enough: Vec<Literal> =
                certain.iter().filter(|(of, _)| *of >= level).map(|(_, literal)| *literal).collect();
            levels.insert(level, self.columns.solver.either(&enough));
        }
        levels
    }

    /// A test as it can be foreseen before a consequence happens; none of what nobody can know by then. What an update will
    /// leave as it is has the value that it has.
    fn foreseen(&self, test: RowTest, led: &Consequence) -> Option<RowTest> {
        let table = self.shared.table;
        let column = table.columns.get(test.column.index())?;
        let is_update = self.action_at(led.action)?.verb == Verb::Update;
        let untouched = is_update && !column.reads_new.iter().any(|field| led.fields.contains(field));
        let test = match column.twin.filter(|_| untouched) {
            Some(twin) => RowTest { column: twin, accepted: test.accepted },
            None => test,
        };
        let column = table.columns.get(test.column.index())?;
        let unknown = reads::paths(table, column).iter().any(|path| {
            table.paths.get(path.index()).is_none_or(|path| self.is_not_foreseen(path.root, led, untouched))
        });
        (!unknown).then_some(test)
    }

    /// Whether what lies behind a root is not known before a consequence happens.
    fn is_not_foreseen(&self, root: Root, led: &Consequence, untouched: bool) -> bool {
        let (Some(own), Some(led)) = (self.action_at(self.action), self.action_at(led.action)) else {
            return true;
        };
        let second = |action: &Action| action.second.as_ref().map(|second| second.object);
        match root {
            Root::Request => true,
            Root::New => !untouched,
            Root::First | Root::Second => own.object != led.object || second(own) != second(led),
            Root::Target | Root::Old => own.object != led.object,
            Root::Agent | Root::Now | Root::Today | Root::Session | Root::Environment => false,
            Root::Principal | Root::PrincipalRoles | Root::Field | Root::Element | Root::Its => false,
            Root::Targets => false,
        }
    }

    fn action_at(&self, action: ActionId) -> Option<&Action> {
        self.shared.table.schema.actions.get(action.index())
    }
}

fn has_class_for_empty(table: &Table, column: &Column, id: PathId) -> bool {
    match &column.classifier {
        Classifier::Cuts { operand, optional: true, .. } => {
            table.operands.get(operand.index()) == Some(&Operand::Path(id))
        }
        Classifier::Choices { path, optional: true, .. } | Classifier::Texts { path, optional: true, .. } => {
            *path == id
        }
        _ => false,
    }
}
