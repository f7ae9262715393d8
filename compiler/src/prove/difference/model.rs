//! One question to the solver about two charters: of which requests of one action, for one field, do they decide otherwise?

use super::joined::Joined;
use super::vocabulary::Which;
use crate::prove::columns::Columns;
use crate::prove::decided::{ABOVE_STOP, Decided, Deciding, Levels, next};
use crate::prove::rows::Rows;
use crate::prove::solution::Solution;
use crate::prove::solver::{Literal, Solver};
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, QueueId, RoleId, Subject};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Entry, Lapse, Reading, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// How a decision has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// More goes ahead, or less is owed.
    Looser,
    /// Less goes ahead, or more is owed.
    Tighter,
    /// Neither: the same outcome, and something else is owed.
    Different,
    /// The same decision, for other reasons.
    Reasons,
}

impl Direction {
    /// All of them, in the order in which people are told.
    pub const ALL: [Direction; 4] =
        [Direction::Looser, Direction::Tighter, Direction::Different, Direction::Reasons];
}

/// What is owed or has to be done along with a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Due {
    Approval(Vec<Stage>, Option<QueueId>),
    Reading(Reading),
    Instead(u32),
    Mask,
    /// That somebody is told, whatever comes of it.
    Told(RoleId),
    /// What is left once nobody has acted in time, and of whom.
    Lapse(Vec<Stage>, Option<QueueId>, Outcome),
    /// That the owner of a queue looks in which a scope lets it wait.
    Granted,
}

/// Both decisions, and how they may differ.
pub(super) struct Model<'t> {
    pub(super) joined: &'t Joined,
    pub(super) rows: Rows<'t>,
    pub(super) columns: Columns<'t>,
    /// Whether facts may be unknown.
    pub(super) doubt: Literal,
    pub(super) old: Decided,
    pub(super) new: Decided,
    pub(super) directions: BTreeMap<Direction, Literal>,
    /// For each direction, the rules that have changed and that have to do with it.
    pub(super) causes: BTreeMap<Direction, BTreeMap<usize, Literal>>,
    /// Whether one charter grants more than the other where that changes nothing by itself.
    pub(super) grants_differ: Literal,
}

impl<'t> Model<'t> {
    /// The question about one action and one of its fields.
    pub(super) fn new(
        joined: &'t Joined,
        (action, subject): (ActionId, Subject),
        field: Option<u32>,
        others: &[u32],
    ) -> Option<Model<'t>> {
        let rows = joined.table.actions.get(action.index())?;
        let rows = Rows::new(&joined.table, rows, subject);
        let verb = joined.table.schema.actions.get(action.index())?.verb;
        let (columns, doubt) = Columns::doubted(&joined.table, subject, verb, field, others);
        let mut deciding = Deciding::new(joined.shared(), action, rows.clone(), columns);
        let old = deciding.decided(Which::Old, &|| {});
        let new = deciding.decided(Which::New, &|| {});
        let mut columns = deciding.columns;
        let grants_differ = differ(&mut columns, &old.granted, &new.granted);
        let mut model = Model {
            joined,
            rows,
            columns,
            doubt,
            old,
            new,
            directions: BTreeMap::new(),
            causes: BTreeMap::new(),
            grants_differ,
        };
        model.compare();
        Some(model)
    }

    fn compare(&mut self) {
        let solver = &mut self.columns.solver;
        let above = |solver: &mut Solver, one: &Levels, other: &Levels| {
            let pairs: Vec<Literal> = ABOVE_STOP
                .iter()
                .filter_map(|level| Some(solver.without(*one.get(level)?, *other.get(level)?)))
                .collect();
            solver.either(&pairs)
        };
        let more = above(solver, &self.new.reaches, &self.old.reaches);
        let less = above(solver, &self.old.reaches, &self.new.reaches);
        let same = solver.all(&[!more, !less]);
        let dues = self.dues(same);
        let mut dues = dues;
        let queues = self.queues_granted(same);
        dues.extend(queues);
        let solver = &mut self.columns.solver;
        let lost: Vec<Literal> = dues.iter().map(|due| due.lost).collect();
        let gained: Vec<Literal> = dues.iter().map(|due| due.gained).collect();
        let (lost, gained) = (solver.either(&lost), solver.either(&gained));
        let only_lost = solver.without(lost, gained);
        let only_gained = solver.without(gained, lost);
        let both = solver.all(&[lost, gained]);
        let same_due = solver.all(&[same, !lost, !gained]);
        let looser = solver.either(&[more, only_lost]);
        let tighter = solver.either(&[less, only_gained]);
        self.directions.insert(Direction::Looser, looser);
        self.directions.insert(Direction::Tighter, tighter);
        self.directions.insert(Direction::Different, both);
        let reasons = self.reasons(same_due);
        self.directions.insert(Direction::Reasons, reasons);
        self.find_causes(&dues);
    }

    /// The two decisions, each with the other.
    fn sides(&self) -> [(&Decided, &Decided); 2] {
        [(&self.old, &self.new), (&self.new, &self.old)]
    }

    fn dues(&mut self, same: Literal) -> Vec<DueChange> {
        let mut of: Vec<(Due, [Vec<Literal>; 2])> = Vec::new();
        for (side, decided) in [&self.old, &self.new].into_iter().enumerate() {
            for restriction in &decided.restrictions {
                let Some(entry) = self.rows.rows.entries.get(restriction.entry) else { continue };
                for due in dues_of(self.rows.table, entry) {
                    let place = match of.iter().position(|(other, _)| *other == due) {
                        Some(place) => place,
                        None => {
                            of.push((due, [Vec::new(), Vec::new()]));
                            of.len() - 1
                        }
                    };
                    if let Some(applies) = of.get_mut(place).and_then(|(_, sides)| sides.get_mut(side)) {
                        applies.push(restriction.applies);
                    }
                }
            }
        }
        let solver = &mut self.columns.solver;
        let reaches = |level: Outcome| self.old.reaches.get(&level).copied();
        let (Some(shown), Some(waits), Some(goes)) =
            (reaches(Outcome::Suggest), reaches(Outcome::Queue), reaches(Outcome::Execute))
        else {
            return Vec::new();
        };
        let waiting = solver.all(&[same, waits, !goes]);
        let still_goes = solver.all(&[same, waits]);
        let is_shown = solver.all(&[same, shown]);
        let mut changes = Vec::new();
        for (due, [old, new]) in of {
            let active = match due {
                Due::Approval(_, _) => waiting,
                Due::Reading(_) => still_goes,
                Due::Instead(_) | Due::Mask => is_shown,
                Due::Told(_) => same,
                // Time passes also for what is held back more by something else.
                Due::Lapse(_, _, left) => match next(left).and_then(|level| self.old.reaches.get(&level)) {
                    Some(above) => solver.all(&[same, *above]),
                    None => continue,
                },
                // No entry of a restriction asks for that.
                Due::Granted => continue,
            };
            let (old, new) = (solver.either(&old), solver.either(&new));
            let lost = solver.all(&[active, old, !new]);
            let gained = solver.all(&[active, new, !old]);
            changes.push(DueChange { due, lost, gained });
        }
        changes
    }

    /// How the queues differ in which it waits because scopes grant no more. The owner of any of them lets it go ahead: one more
    /// is looser, and any at all is tighter than none.
    fn queues_granted(&mut self, same: Literal) -> Option<DueChange> {
        let mut of: BTreeMap<QueueId, [Vec<Literal>; 2]> = BTreeMap::new();
        let solver = &mut self.columns.solver;
        for (side, decided) in [&self.old, &self.new].into_iter().enumerate() {
            let more = decided.granted.get(&Outcome::Approve).copied()?;
            for grant in &decided.grants {
                let Some(queue) = grant.queue else { continue };
                let waits = solver.without(grant.certain, more);
                of.entry(queue).or_default().iter_mut().skip(side).take(1).for_each(|all| all.push(waits));
            }
        }
        if of.is_empty() {
            return None;
        }
        let (mut any, mut gone, mut come) = ([Vec::new(), Vec::new()], Vec::new(), Vec::new());
        for [old, new] in of.into_values() {
            let (old, new) = (solver.either(&old), solver.either(&new));
            gone.push(solver.without(old, new));
            come.push(solver.without(new, old));
            any[0].push(old);
            any[1].push(new);
        }
        let [before, after] = any.map(|all| solver.either(&all));
        let both = solver.all(&[before, after]);
        let (gone, come) = (solver.either(&gone), solver.either(&come));
        let (fewer, more) = (solver.all(&[both, gone]), solver.all(&[both, come]));
        let (none_before, none_after) = (solver.without(after, before), solver.without(before, after));
        let waits = self.old.reaches.get(&Outcome::Queue).copied()?;
        let goes = self.old.reaches.get(&Outcome::Execute).copied()?;
        let waiting = solver.all(&[same, waits, !goes]);
        let looser = solver.either(&[more, none_after]);
        let tighter = solver.either(&[fewer, none_before]);
        let (lost, gained) = (solver.all(&[waiting, looser]), solver.all(&[waiting, tighter]));
        Some(DueChange { due: Due::Granted, lost, gained })
    }

    /// What people would be told, where the decision itself stays the same.
    fn reasons(&mut self, same: Literal) -> Literal {
        let mut told: BTreeMap<String, [Vec<Literal>; 2]> = BTreeMap::new();
        for side in [0, 1] {
            let decided = if side == 0 { &self.old } else { &self.new };
            for restriction in decided.restrictions.iter().filter(|it| it.outcome < Outcome::Execute) {
                // A rule that stays is the same reason, however it is worded.
                let paired = self.joined.rules.get(restriction.rule).filter(|paired| !paired.stays);
                let Some(paired) = paired else { continue };
                let reason = paired.rule.sentence.clone().unwrap_or_else(|| paired.rule.name.clone());
                let solver = &mut self.columns.solver;
                let reached = decided.reaches.get(&restriction.outcome).copied();
                let mut decides: Vec<Literal> = match reached {
                    Some(reached) => vec![solver.all(&[restriction.applies, reached])],
                    None => vec![restriction.applies],
                };
                decides.extend(restriction.stops);
                if let Some(of_side) = told.entry(reason).or_default().get_mut(side) {
                    of_side.extend(decides);
                }
            }
        }
        let solver = &mut self.columns.solver;
        let mut differs = Vec::new();
        for [old, new] in told.into_values() {
            let (old, new) = (solver.either(&old), solver.either(&new));
            differs.extend([solver.without(old, new), solver.without(new, old)]);
        }
        let differs = solver.either(&differs);
        // Outside every scope, nobody asks for more reasons.
        let granted = [&self.old, &self.new].map(|decided| decided.granted.get(&Outcome::Suggest).copied());
        let all: Vec<Literal> = [same, differs].into_iter().chain(granted.into_iter().flatten()).collect();
        solver.all(&all)
    }

    /// The rules that have changed, and when each has to do with a difference.
    fn find_causes(&mut self, dues: &[DueChange]) {
        let mut found: BTreeMap<Direction, BTreeMap<usize, Vec<Literal>>> = BTreeMap::new();
        let mut plans: Vec<(Direction, usize, Vec<Literal>)> = Vec::new();
        for (own, other) in self.sides() {
            let (held, eased) = match own.which {
                Which::Old => (Direction::Looser, Direction::Tighter),
                Which::New => (Direction::Tighter, Direction::Looser),
            };
            for restriction in &own.restrictions {
                if let Some(above) = next(restriction.outcome).and_then(|level| other.reaches.get(&level)) {
                    plans.push((held, restriction.rule, vec![restriction.applies, *above]));
                }
                if let (Some(stops), Some(above)) = (restriction.stops, other.reaches.get(&Outcome::Suggest))
                {
                    plans.push((held, restriction.rule, vec![stops, *above]));
                }
                let entry = self.rows.rows.entries.get(restriction.entry);
                for due in entry.into_iter().flat_map(|entry| dues_of(self.rows.table, entry)) {
                    for change in dues.iter().filter(|change| change.due == due) {
                        let gone = match own.which {
                            Which::Old => change.lost,
                            Which::New => change.gained,
                        };
                        for direction in [held, Direction::Different] {
                            plans.push((direction, restriction.rule, vec![restriction.applies, gone]));
                        }
                    }
                }
                plans.push((Direction::Reasons, restriction.rule, vec![restriction.applies]));
            }
            for grant in &own.grants {
                if let Some(granted) = other.granted.get(&grant.level) {
                    plans.push((eased, grant.rule, vec![grant.certain, !*granted]));
                }
                let queues = dues.iter().filter(|change| grant.queue.is_some() && change.due == Due::Granted);
                for change in queues {
                    for changed in [change.lost, change.gained] {
                        for direction in [Direction::Looser, Direction::Tighter, Direction::Different] {
                            plans.push((direction, grant.rule, vec![grant.certain, changed]));
                        }
                    }
                }
            }
        }
        for (direction, rule, literals) in plans {
            if self.joined.rules.get(rule).is_some_and(|paired| paired.stays) {
                continue;
            }
            let literal = self.columns.solver.all(&literals);
            found.entry(direction).or_default().entry(rule).or_default().push(literal);
        }
        for (direction, rules) in found {
            let solver = &mut self.columns.solver;
            let rules = rules.into_iter().map(|(rule, literals)| (rule, solver.either(&literals)));
            self.causes.insert(direction, rules.collect());
        }
    }

    /// The literals of a decision coming to just one outcome.
    pub(super) fn exactly(&self, which: Which, outcome: Outcome) -> Vec<Literal> {
        let decided = self.of(which);
        let above = next(outcome).and_then(|above| decided.reaches.get(&above));
        decided.reaches.get(&outcome).copied().into_iter().chain(above.map(|above| !*above)).collect()
    }

    /// One charter's decision.
    pub(super) fn of(&self, which: Which) -> &Decided {
        match which {
            Which::Old => &self.old,
            Which::New => &self.new,
        }
    }
}

/// Reading a model.
impl<'t> Model<'t> {
    /// What the solver's values say.
    pub(super) fn read<'m>(&'m self, values: &'m [bool]) -> Solution<'m, 't> {
        let (columns, rows) = (&self.columns, &self.rows);
        Solution { shared: self.joined.shared(), columns, rows, decided: vec![&self.old, &self.new], values }
    }

    /// For each restriction of a rule that is not one of these, a literal for its applying.
    pub(super) fn beside(&self, rules: &BTreeSet<usize>) -> Vec<Literal> {
        let all = self.old.restrictions.iter().chain(&self.new.restrictions);
        all.filter(|it| !rules.contains(&it.rule)).map(|it| it.applies).collect()
    }
}

/// How what is owed changes.
struct DueChange {
    due: Due,
    lost: Literal,
    gained: Literal,
}

/// What is left of an entry once nobody has acted in time, where that is less than people can help.
fn left(table: &Table, entry: &Entry) -> Option<Outcome> {
    let of_queue = |queue: QueueId| table.queues.get(queue.index())?.deadline.as_ref();
    let of_stages =
        entry.stages.iter().flat_map(|stage| stage.deadline.iter().chain(stage.queue.and_then(of_queue)));
    let deadlines = of_stages.chain(entry.queue.and_then(of_queue));
    let left = deadlines.filter_map(|deadline| match deadline.otherwise {
        Lapse::Leaves(outcome) => Some(outcome),
        Lapse::Asks => None,
    });
    left.min()
}

/// What an entry asks for.
fn dues_of(table: &Table, entry: &Entry) -> Vec<Due> {
    let waits = matches!(entry.outcome, Outcome::Approve | Outcome::Queue);
    let approval = waits.then(|| Due::Approval(entry.stages.clone(), entry.queue));
    let mask = entry.masks.then_some(Due::Mask);
    let readings = entry.readings.iter().cloned().map(Due::Reading);
    let told = table.rules.get(entry.rule.index()).into_iter().flat_map(|rule| &rule.tells);
    let lapse = left(table, entry).filter(|_| waits);
    let lapse = lapse.map(|left| Due::Lapse(entry.stages.clone(), entry.queue, left));
    approval
        .into_iter()
        .chain(lapse)
        .chain(entry.instead.map(Due::Instead))
        .chain(mask)
        .chain(readings)
        .chain(told.copied().map(Due::Told))
        .collect()
}

fn differ(columns: &mut Columns<'_>, one: &Levels, other: &Levels) -> Literal {
    let mut all = Vec::new();
    for level in ABOVE_STOP {
        if let (Some(one), Some(other)) = (one.get(&level), other.get(&level)) {
            all.push(columns.solver.without(*one, *other));
            all.push(columns.solver.without(*other, *one));
        }
    }
    columns.solver.either(&all)
}
