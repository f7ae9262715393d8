//! The rows of one action, read as what they say: which classes of which columns each accepts.

use super::claims::Breach;
use charter_runtime::schema::{Root, Subject};
use charter_runtime::table::Table;
use charter_runtime::table::model::{ActionRows, Classifier, ColumnId, Entry, RowColumn, RuleKind};

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
#[derive(Clone, Copy)]
pub(super) struct Rows<'t> {
    pub(super) table: &'t Table,
    pub(super) rows: &'t ActionRows,
    /// Whose requests are looked at.
    pub(super) subject: Subject,
}

impl<'t> Rows<'t> {
    /// What a row tests where a field is looked at; `None` where it is about other fields.
    pub(super) fn row(self, row: usize, field: Option<u32>) -> Option<Row> {
        let mut read = Row { tests: Vec::new(), of_field: false };
        for column in self.rows.columns.iter().filter(|column| bit(&column.tested, row)) {
            let accepted = self.accepted(column, row);
            match class_of_field(self.table, column.column, field) {
                Some(class) => {
                    read.of_field = true;
                    if !accepted.contains(&class) {
                        return None;
                    }
                }
                None => read.tests.push(RowTest { column: column.column, accepted }),
            }
        }
        Some(read)
    }

    fn accepted(self, column: &RowColumn, row: usize) -> Vec<u32> {
        let classes = self.table.columns.get(column.column.index()).map_or(0, |column| column.classes);
        let words = column.tested.len();
        (0..classes).filter(|class| bit(&column.accepts, *class as usize * words * 64 + row)).collect()
    }

    /// The rows whose entries satisfy a test, by place, with their entries.
    pub(super) fn of(self, wanted: impl Fn(&Entry) -> bool) -> impl Iterator<Item = (usize, &'t Entry)> {
        let rows = self.rows.entry_of.iter().enumerate();
        rows.filter_map(move |(row, entry)| {
            let entry = self.rows.entries.get(*entry as usize)?;
            wanted(entry).then_some((row, entry))
        })
    }

    /// Whether an entry is of a scope that is not only watched, and allows a breach.
    pub(super) fn grants(self, entry: &Entry, breach: &Breach) -> bool {
        self.is_enforced(entry, |kind| kind == RuleKind::Scope) && breach.is_allowed_by(entry, self.table)
    }

    /// Whether an entry is of a rule that comes between, and is not only watched.
    pub(super) fn restricts(self, entry: &Entry) -> bool {
        self.is_enforced(entry, |kind| kind != RuleKind::Scope) && entry.subject == self.subject
    }

    fn is_enforced(self, entry: &Entry, of_kind: impl Fn(RuleKind) -> bool) -> bool {
        self.table.rules.get(entry.rule.index()).is_some_and(|rule| !rule.shadow && of_kind(rule.kind))
    }
}

/// The class of a field in a column that asks which field is touched; `None` for other columns.
pub(super) fn class_of_field(table: &Table, column: ColumnId, field: Option<u32>) -> Option<u32> {
    let column = table.columns.get(column.index())?;
    let Classifier::Choices { path, class_of, .. } = &column.classifier else { return None };
    let asks = table.paths.get(path.index()).is_some_and(|path| path.root == Root::Field);
    // Where no field is looked at, no test of fields is passed.
    asks.then(|| field.and_then(|field| class_of.get(field as usize)).copied().unwrap_or(u32::MAX))
}

fn bit(bits: &[u64], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}
