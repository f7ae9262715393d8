//! The rows of one action, read as what they say: which classes of which columns each accepts.

use super::claims::Breach;
use charter_runtime::schema::{Action, Root, Subject, Verb};
use charter_runtime::table::Table;
use charter_runtime::table::model::{ActionRows, Classifier, ColumnId, Entry, RowColumn, RuleKind};
use std::rc::Rc;

/// A test of a row: a column, and the classes that it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowTest {
    pub(super) column: ColumnId,
    pub(super) accepted: Vec<u32>,
}

/// What a row says where one field is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// All of these.
    pub(super) tests: Vec<RowTest>,
    /// Whether it asks which field that is.
    pub(super) of_field: bool,
}

/// The rows of an action.
#[derive(Clone)]
pub(super) struct Rows<'t> {
    pub(super) table: &'t Table,
    pub(super) rows: &'t ActionRows,
    /// Whose requests are looked at.
    pub(super) subject: Subject,
    /// What each row tests.
    tests: Rc<[Vec<RowTest>]>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(table: &'t Table, rows: &'t ActionRows, subject: Subject) -> Rows<'t> {
        let mut tests = vec![Vec::new(); rows.entry_of.len()];
        for column in &rows.columns {
            for row in set_bits(&column.tested) {
                let Some(tests) = tests.get_mut(row) else { continue };
                tests.push(RowTest { column: column.column, accepted: accepted(table, column, row) });
            }
        }
        Rows { table, rows, subject, tests: tests.into() }
    }

    /// What a row tests where a field is looked at; `None` where it is about other fields.
    pub(super) fn row(&self, row: usize, field: Option<u32>) -> Option<Row> {
        let mut read = Row { tests: Vec::new(), of_field: false };
        for test in self.tests.get(row)? {
            match class_of_field(self.table, test.column, field) {
                Some(class) => {
                    read.of_field = true;
                    if !test.accepted.contains(&class) {
                        return None;
                    }
                }
                None => read.tests.push(test.clone()),
            }
        }
        Some(read)
    }

    /// The rows whose entries satisfy a test, by place, with their entries.
    pub(super) fn of<F: Fn(&Entry) -> bool>(
        &self,
        wanted: F,
    ) -> impl Iterator<Item = (usize, &'t Entry)> + use<'t, F> {
        let rows = self.rows;
        rows.entry_of.iter().enumerate().filter_map(move |(row, entry)| {
            let entry = rows.entries.get(*entry as usize)?;
            wanted(entry).then_some((row, entry))
        })
    }

    /// Whether an entry is of a scope that is not only watched, and allows a breach.
    pub(super) fn grants(&self, entry: &Entry, breach: &Breach) -> bool {
        self.is_enforced(entry, |kind| kind == RuleKind::Scope) && breach.is_allowed_by(entry, self.table)
    }

    /// Whether an entry is of a rule that comes between, and is not only watched.
    pub(super) fn restricts(&self, entry: &Entry) -> bool {
        self.is_enforced(entry, |kind| kind != RuleKind::Scope) && entry.subject == self.subject
    }

    fn is_enforced(&self, entry: &Entry, of_kind: impl Fn(RuleKind) -> bool) -> bool {
        self.table.rules.get(entry.rule.index()).is_some_and(|rule| !rule.shadow && of_kind(rule.kind))
    }
}

/// The fields that a request which touches one may touch besides. Whatever else is read or exported has a decision of its own, and
/// lends nothing to this one.
pub(super) fn touched_besides(table: &Table, action: &Action, field: Option<u32>) -> Vec<u32> {
    let fields = if action.verb == Verb::Update { all_fields(table, action) } else { Vec::new() };
    fields.into_iter().filter(|other| Some(*other) != field).collect()
}

/// The fields that an action may be about, one by one; one `None` for an action that is not about fields.
pub(super) fn fields(table: &Table, action: &Action) -> Vec<Option<u32>> {
    if action.verb.has_fields() {
        all_fields(table, action).into_iter().map(Some).collect()
    } else {
        vec![None]
    }
}

fn all_fields(table: &Table, action: &Action) -> Vec<u32> {
    let count = table.shape(action.object).map_or(0, |shape| shape.fields.len());
    (0_u32..).take(count).collect()
}

/// The class of a field in a column that asks which field is touched; `None` for other columns.
pub(super) fn class_of_field(table: &Table, column: ColumnId, field: Option<u32>) -> Option<u32> {
    let column = table.columns.get(column.index())?;
    let Classifier::Choices { path, class_of, .. } = &column.classifier else { return None };
    let asks = table.paths.get(path.index()).is_some_and(|path| path.root == Root::Field);
    // Where no field is looked at, no test of fields is passed.
    asks.then(|| field.and_then(|field| class_of.get(field as usize)).copied().unwrap_or(u32::MAX))
}

/// The classes of a column that a row accepts.
fn accepted(table: &Table, column: &RowColumn, row: usize) -> Vec<u32> {
    let classes = table.columns.get(column.column.index()).map_or(0, |column| column.classes);
    let words = column.tested.len();
    (0..classes).filter(|class| bit(&column.accepts, *class as usize * words * 64 + row)).collect()
}

/// The places of the bits that are set.
fn set_bits(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let place = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(word * 64 + place)
        })
    })
}

fn bit(bits: &[u64], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}
