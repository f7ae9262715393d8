//! What classes cannot be, and cannot be together, whatever the request: atoms that are tied to one another.
//!
//! Ties make proofs of what is true of values and not of rules: a count is never below zero, a value that is given is not
//! empty. What is tied in other ways is found out when a request is made of the classes.

use super::reads;
use charter_runtime::schema::{Path, Root, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::{
    Classifier, Column, ColumnId, EventSource, Figure, Measure, Operand, OperandId, PathId, Period, TextTest,
    Window,
};
use std::collections::{BTreeMap, BTreeSet};

/// One, in the billionths that numbers are kept in.
const ONE: i128 = 1_000_000_000;

/// The classes of a column that no known value has.
pub(super) fn impossible(table: &Table, column: &Column, subject: Subject, verb: Verb) -> Vec<u32> {
    match &column.classifier {
        Classifier::Choices { path, class_of, optional } => {
            of_asker(table, *path, class_of, *optional, subject)
        }
        Classifier::Texts { path, optional: true, .. } if is_themselves(table, *path, subject) => {
            vec![column.classes - 1]
        }
        Classifier::Cuts { operand, cuts, .. } => {
            let Some(least) = least(table, *operand, verb) else { return Vec::new() };
            // Class `k` ends right below cut `k`.
            (0..column.classes)
                .filter(|class| cuts.get(*class as usize).is_some_and(|cut| *cut <= least))
                .collect()
        }
        // What an update writes is content.
        Classifier::External(path)
            if table
                .paths
                .get(path.index())
                .is_some_and(|path| path.root != Root::New && table.schema.begins_outside(path)) =>
        {
            vec![0]
        }
        Classifier::Known(_) | Classifier::Given(_) | Classifier::External(_) | Classifier::Texts { .. } => {
            Vec::new()
        }
        // What is compared with itself is neither less nor more.
        Classifier::Pair { left, right, .. }
            if path_of(table, *left).is_some_and(|left| path_of(table, *right) == Some(left)) =>
        {
            vec![0, 2]
        }
        // A domain lies inside itself.
        Classifier::Inside { inner, outer } if inner == outer => vec![0],
        Classifier::Test { .. } | Classifier::Pair { .. } | Classifier::Inside { .. } => Vec::new(),
        Classifier::SomeElement { .. } | Classifier::Sampled { .. } | Classifier::Hours { .. } => Vec::new(),
        Classifier::Aged { .. } => Vec::new(),
    }
}

/// The classes of agents that none of those has whose requests are looked at: agents are declared, and people are none of them.
fn of_asker(table: &Table, path: PathId, class_of: &[u32], optional: bool, subject: Subject) -> Vec<u32> {
    if table.paths.get(path.index()).is_none_or(|path| path.root != Root::Agent) {
        return Vec::new();
    }
    let agents = table.schema.agents.len();
    let possible = match subject {
        Subject::Agents => class_of.get(..agents),
        Subject::People => class_of.get(agents..),
    };
    let all: BTreeSet<u32> = class_of.iter().copied().collect();
    let possible = possible.unwrap_or_default();
    all.into_iter().filter(|class| !optional && !possible.contains(class)).collect()
}

/// Whether a value is the person who asks, and so never empty.
fn is_themselves(table: &Table, path: PathId, subject: Subject) -> bool {
    let is_principal = table.paths.get(path.index()).is_some_and(|path| path.root == Root::Principal);
    is_principal && subject == Subject::People
}

fn path_of(table: &Table, operand: OperandId) -> Option<PathId> {
    match table.operands.get(operand.index())? {
        Operand::Path(path) => Some(*path),
        _ => None,
    }
}

/// Values without which a column does not have some of its classes.
pub(super) struct Needs {
    /// The classes.
    pub(super) classes: Vec<u32>,
    /// The values: where one of them is empty, none of the classes is had.
    pub(super) values: BTreeSet<PathId>,
    /// The class for what is empty, where the column has it for no other reason than that one of the values is.
    pub(super) otherwise: Option<u32>,
}

/// What a column needs to have a value of; `None` where that is nothing.
pub(super) fn needs(table: &Table, column: &Column) -> Option<Needs> {
    let (classes, read, otherwise): (Vec<u32>, Vec<PathId>, Option<u32>) = match &column.classifier {
        Classifier::Given(path) => (vec![1], vec![*path], None),
        // Of what is empty none of these is so.
        Classifier::Test { path, .. } => (vec![1], vec![*path], None),
        Classifier::Inside { inner, outer } => (vec![1], vec![*inner, *outer], None),
        Classifier::Aged { at, .. } => (vec![1], vec![*at], None),
        Classifier::Pair { left, right, optional } => {
            let (left, right) = (reads::reckoned_from(table, *left), reads::reckoned_from(table, *right));
            let last = column.classes.checked_sub(1).filter(|_| *optional);
            let only = left.only_values && right.only_values;
            ((0..3).collect(), [left.values, right.values].concat(), last.filter(|_| only))
        }
        Classifier::Cuts { operand, optional: true, .. } if path_of(table, *operand).is_none() => {
            let of = reads::reckoned_from(table, *operand);
            let last = column.classes.checked_sub(1)?;
            ((0..last).collect(), of.values, Some(last).filter(|_| of.only_values))
        }
        Classifier::Cuts { .. } | Classifier::Choices { .. } | Classifier::Texts { .. } => return None,
        Classifier::SomeElement { .. } | Classifier::Sampled { .. } | Classifier::Hours { .. } => {
            return None;
        }
        Classifier::Known(_) | Classifier::External(_) => return None,
    };
    let may_be_empty = |path: &PathId| table.paths.get(path.index()).is_some_and(|path| path.optional);
    let values: BTreeSet<PathId> = read.into_iter().filter(may_be_empty).collect();
    (!values.is_empty()).then_some(Needs { classes, values, otherwise })
}

/// The column that says whether a value is empty; the empty value has the last of its classes.
pub(super) fn emptiness(table: &Table, path: PathId) -> Option<ColumnId> {
    let path = table.paths.get(path.index())?;
    let place = table.columns.iter().position(|other| class_of_path(table, other) == Some(path))?;
    u32::try_from(place).ok().map(ColumnId)
}

/// The path whose value a column with a class for the empty value looks at.
fn class_of_path<'t>(table: &'t Table, column: &Column) -> Option<&'t Path> {
    let path = match &column.classifier {
        Classifier::Cuts { operand, optional: true, .. } => match table.operands.get(operand.index())? {
            Operand::Path(path) => *path,
            _ => return None,
        },
        Classifier::Choices { path, optional: true, .. } | Classifier::Texts { path, optional: true, .. } => {
            *path
        }
        _ => return None,
    };
    table.paths.get(path.index())
}

/// The pairs of classes that two columns never have together: of one figure over two windows, the longer window never has
/// less; a limit, which counts the request at hand, has one more than what looks only at the past; and of one text, what
/// starts with one thing does not start with another.
pub(super) fn never_together(table: &Table, one: &Column, other: &Column) -> Vec<(u32, u32)> {
    if let Some(pairs) = of_one_text(&one.classifier, &other.classifier) {
        return pairs;
    }
    let (Some((figure, cuts)), Some((longer, longer_cuts))) =
        (figure_of(table, one), figure_of(table, other))
    else {
        return Vec::new();
    };
    let Some(more) = more_by(table, figure, longer) else { return Vec::new() };
    let pairs =
        (0..one.classes).flat_map(|class| (0..other.classes).map(move |of_longer| (class, of_longer)));
    let apart = |(class, of_longer): &(u32, u32)| {
        // The least of the one class against the most of the other.
        let least = class.checked_sub(1).and_then(|before| cuts.get(before as usize));
        let beyond = longer_cuts.get(*of_longer as usize);
        matches!((least, beyond), (Some(least), Some(beyond)) if least.saturating_add(more) >= *beyond)
    };
    pairs.filter(apart).collect()
}

/// The same of two questions about one text; `None` for other columns.
fn of_one_text(one: &Classifier, other: &Classifier) -> Option<Vec<(u32, u32)>> {
    match (one, other) {
        (Classifier::Test { path, test }, Classifier::Test { path: same, test: narrower })
            if path == same =>
        {
            let mut never = Vec::new();
            // Where the narrower holds, the wider does.
            if test != narrower && follows(test, narrower) {
                never.push((0, 1));
            }
            if excludes(test, narrower) {
                never.push((1, 1));
            }
            Some(never)
        }
        (Classifier::Texts { path, values, .. }, Classifier::Test { path: same, test }) if path == same => {
            let mut passes: BTreeMap<u32, BTreeSet<Option<bool>>> = BTreeMap::new();
            for (text, class) in values {
                // However it is written.
                let spelt = [text.clone(), text.to_lowercase(), text.to_uppercase()];
                let of_class = passes.entry(*class).or_default();
                of_class.extend(spelt.iter().map(|text| test.passes(text)));
            }
            let never = passes.into_iter().filter_map(|(class, passes)| {
                // All texts of a class have to agree.
                let agreed = passes.first().copied().flatten().filter(|_| passes.len() == 1)?;
                Some((class, u32::from(!agreed)))
            });
            Some(never.collect())
        }
        _ => None,
    }
}

/// Whether a text that passes the narrower test passes the wider one, too.
fn follows(wider: &TextTest, narrower: &TextTest) -> bool {
    match (wider, narrower) {
        (TextTest::Contains(_), TextTest::Contains(text))
        | (TextTest::StartsWith(_), TextTest::StartsWith(text))
        | (TextTest::EndsWith(_), TextTest::EndsWith(text))
        | (TextTest::Inside(_), TextTest::Inside(text)) => wider.passes(text) == Some(true),
        _ => false,
    }
}

/// Whether no text passes both tests.
fn excludes(one: &TextTest, other: &TextTest) -> bool {
    match (one, other) {
        (TextTest::StartsWith(_), TextTest::StartsWith(_))
        | (TextTest::EndsWith(_), TextTest::EndsWith(_))
        | (TextTest::Inside(_), TextTest::Inside(_)) => !follows(one, other) && !follows(other, one),
        _ => false,
    }
}

fn figure_of<'t>(table: &'t Table, column: &'t Column) -> Option<(&'t Figure, &'t [i128])> {
    match &column.classifier {
        Classifier::Cuts { operand, cuts, optional: false } => match table.operands.get(operand.index())? {
            Operand::Figure(figure) => Some((table.figures.get(figure.index())?, cuts)),
            _ => None,
        },
        _ => None,
    }
}

/// By how much a figure is at least more than another one, all of whose events it counts; `None` where it need not be.
fn more_by(table: &Table, figure: &Figure, longer: &Figure) -> Option<i128> {
    let counts = figure.measure == Measure::Count && longer.measure == Measure::Count;
    let grows = match (figure.measure, longer.measure) {
        (Measure::Count, Measure::Count) | (Measure::Sum, Measure::Sum) => true,
        // Of different ones there are no more than there are.
        (Measure::Different, Measure::Different | Measure::Count) => true,
        _ => false,
    };
    let more = counts && longer.with_request && !figure.with_request;
    let same_request = more || figure.with_request == longer.with_request;
    let alike = figure.at_least == longer.at_least
        && figure.followed_by.is_none()
        && longer.followed_by.is_none()
        && same_request;
    (grows && alike && is_within(&figure.window, &longer.window) && counts_all(table, figure, longer))
        .then_some(i128::from(more))
}

/// The longest that a day can be, in nanoseconds: clocks are put back by an hour.
const LONGEST_DAY: i64 = 25 * HOUR;
const HOUR: i64 = 3_600_000_000_000;

/// Whether all that lies in one window lies in another.
fn is_within(window: &Window, longer: &Window) -> bool {
    match (window, longer) {
        (_, Window::Ever) => true,
        (Window::Rolling(length), Window::Rolling(longer)) => length <= longer,
        (Window::Calendar(period, zone), Window::Calendar(longer, of)) => {
            zone == of && is_part_of(*period, *longer)
        }
        (Window::CalendarAt(period, zone), Window::CalendarAt(longer, of)) => {
            zone == of && is_part_of(*period, *longer)
        }
        (Window::Calendar(period, _) | Window::CalendarAt(period, _), Window::Rolling(longer)) => {
            longest(*period) <= *longer
        }
        (one, other) => one == other,
    }
}

/// Whether each period lies in one of the other.
fn is_part_of(period: Period, longer: Period) -> bool {
    match longer {
        // A week may lie in two months.
        Period::Month | Period::Quarter | Period::Year => period <= longer && period != Period::Week,
        Period::Hour | Period::Day | Period::Week => period <= longer,
    }
}

/// The longest that a period can be, in nanoseconds.
fn longest(period: Period) -> i64 {
    let days = match period {
        // Clocks that are put back while it runs make an hour longer.
        Period::Hour => return 2 * HOUR,
        Period::Day => return LONGEST_DAY,
        Period::Week => 7,
        Period::Month => 31,
        Period::Quarter => 92,
        Period::Year => 366,
    };
    days * 24 * HOUR + HOUR
}

/// Whether a figure counts all events that another one counts: under a wider key, of more kinds, under weaker filters. Filters
/// are written down apart.
fn counts_all(table: &Table, figure: &Figure, longer: &Figure) -> bool {
    let filter = |source: &EventSource| table.formulas.get(source.passes.index());
    let passes_all = |source: &EventSource| reads::asks_for_nothing(table, source.passes);
    // Where different ones are counted, the other may count them all.
    let of_value = longer.measure != Measure::Count;
    let is_counted = |source: &EventSource, by: &EventSource| {
        let keyed_alike = longer.key.iter().zip(&by.key).all(|(path, of_event)| {
            let mut own = figure.key.iter().zip(&source.key);
            own.any(|(own, of_own)| own == path && of_own == of_event)
        });
        source.event == by.event
            && source.progress == by.progress
            && (!of_value || source.value == by.value)
            && keyed_alike
            && (filter(source) == filter(by) || passes_all(by))
    };
    figure.sources.iter().all(|source| longer.sources.iter().any(|by| is_counted(source, by)))
}

/// The least that a figure can be: a limit counts the request at hand, and nothing is less than nothing.
fn least(table: &Table, operand: OperandId, verb: Verb) -> Option<i128> {
    let is_count_of_targets =
        |path: &PathId| table.paths.get(path.index()).is_some_and(|path| path.root == Root::Targets);
    match table.operands.get(operand.index())? {
        // Whatever is not created is there.
        Operand::Path(path) if verb != Verb::Create && is_count_of_targets(path) => Some(ONE),
        Operand::Figure(figure) => table.figures.get(figure.index()).map(least_of_figure),
        Operand::Elements(of) => of.value.is_none().then_some(0),
        _ => None,
    }
}

fn least_of_figure(figure: &Figure) -> i128 {
    match figure.measure {
        Measure::Count => i128::from(figure.with_request),
        Measure::Different | Measure::Sum | Measure::Share(_, _, _) | Measure::TimeSince => 0,
    }
}
