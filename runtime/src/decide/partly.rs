//! Columns that come to be one while an update leaves some of what they read as it is.
//!
//! Whether `new.created` lies in working hours of `new.zone` is whether it does in those of `old.zone`, in an update that writes
//! `created` and leaves `zone` alone. So it is whether or not anybody knows the zone: two columns that are one have one outcome.

use super::scene::Scene;
use crate::schema::{Path, Root, Step};
use crate::table::Table;
use crate::table::model::{Classifier, Column, ColumnId, FormulaId, Operand, OperandId, PathId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Of columns that read more than this many fields, nothing is worked out: each has an outcome of its own, which only ever
/// tightens.
const MOST_FIELDS: usize = 8;

/// Which columns are one while an update writes some of the fields that they read.
#[derive(Debug, Clone, Default)]
pub(super) struct Partly {
    /// By column, its family.
    family_of: BTreeMap<ColumnId, usize>,
    families: Vec<Family>,
}

/// The columns of one twin.
#[derive(Debug, Clone, Default)]
struct Family {
    /// The fields whose new values they read, sorted.
    fields: Vec<u32>,
    /// By the fields that are written and by column, the column that it is one with.
    one_with: BTreeMap<(Vec<u32>, ColumnId), ColumnId>,
}

impl Partly {
    /// Works out what the columns of a table may come to.
    pub(super) fn of(table: &Table) -> Partly {
        let mut of_twin: BTreeMap<ColumnId, Vec<ColumnId>> = BTreeMap::new();
        for (place, column) in (0_u32..).zip(&table.columns) {
            if let Some(twin) = column.twin {
                of_twin.entry(twin).or_default().push(ColumnId(place));
            }
        }
        let mut partly = Partly::default();
        for columns in of_twin.values() {
            let family = Family::of(table, columns);
            if !family.one_with.is_empty() {
                partly.family_of.extend(columns.iter().map(|column| (*column, partly.families.len())));
                partly.families.push(family);
            }
        }
        partly
    }

    /// The column that this one is one with in a scene; itself, where it is by itself.
    pub(super) fn one_with(&self, column: ColumnId, scene: &dyn Scene) -> ColumnId {
        let family = self.family_of.get(&column).and_then(|family| self.families.get(*family));
        let Some(family) = family else { return column };
        let written = family.fields.iter().copied().filter(|field| scene.touches(&[*field])).collect();
        family.one_with.get(&(written, column)).copied().unwrap_or(column)
    }
}

impl Family {
    fn of(table: &Table, columns: &[ColumnId]) -> Family {
        let reads = |id: &ColumnId| table.columns.get(id.index()).map(|column| column.reads_new.as_slice());
        let fields: BTreeSet<u32> = columns.iter().filter_map(reads).flatten().copied().collect();
        let mut family = Family { fields: fields.into_iter().collect(), one_with: BTreeMap::new() };
        if columns.len() < 2 || !(2..=MOST_FIELDS).contains(&family.fields.len()) {
            return family;
        }
        for chosen in 1_u32..1 << family.fields.len() {
            let written = (0_u32..).zip(&family.fields).filter(|(place, _)| chosen >> place & 1 == 1);
            let written: Vec<u32> = written.map(|(_, field)| *field).collect();
            let mut alike: BTreeMap<String, ColumnId> = BTreeMap::new();
            for id in columns {
                let Some(column) = table.columns.get(id.index()) else { continue };
                // While nothing of it is written, it is one with its twin.
                if !column.reads_new.iter().any(|field| written.contains(field)) {
                    continue;
                }
                let spelled = Spelling { table, written: &written }.column(column);
                let first = *alike.entry(spelled).or_insert(*id);
                if first != *id {
                    family.one_with.insert((written.clone(), *id), first);
                }
            }
        }
        family
    }
}

/// What columns read, spelled with the old values of all that is not written.
#[derive(Clone, Copy)]
struct Spelling<'a> {
    table: &'a Table,
    written: &'a [u32],
}

// Writing to a text never fails.
impl Spelling<'_> {
    fn column(self, column: &Column) -> String {
        match &column.classifier {
            Classifier::Cuts { operand, .. } => format!("cuts {}", self.operand(*operand)),
            Classifier::Choices { path, .. } | Classifier::Texts { path, .. } => {
                format!("class {}", self.path(*path))
            }
            Classifier::Test { path, test } => format!("test {} {test:?}", self.path(*path)),
            Classifier::Pair { left, right, .. } => {
                format!("pair {} {}", self.operand(*left), self.operand(*right))
            }
            Classifier::Inside { inner, outer } => {
                format!("inside {} {}", self.path(*inner), self.path(*outer))
            }
            Classifier::SomeElement { list, holds, .. } => {
                format!("some {} {}", self.path(*list), self.formula(*holds))
            }
            Classifier::Known(path) => format!("known {}", self.path(*path)),
            Classifier::Given(path) => format!("given {}", self.path(*path)),
            Classifier::External(path) => format!("external {}", self.path(*path)),
            Classifier::Hours { at, calendar, zone } => {
                format!("hours {} {calendar:?} {:?}", self.path(*at), zone.map(|zone| self.path(zone)))
            }
            Classifier::Aged { at, now, within, calendar } => {
                format!("aged {} {} {within:?} {calendar:?}", self.path(*at), self.path(*now))
            }
            Classifier::Sampled { path, share } => format!("sampled {} {share}", self.path(*path)),
        }
    }

    fn path(self, id: PathId) -> String {
        let Some(path) = self.table.paths.get(id.index()) else { return String::new() };
        let is_written = match path.steps.first() {
            Some(Step::Field(field)) => self.written.contains(field),
            Some(Step::Part(_)) | None => true,
        };
        match path.root {
            Root::New if !is_written => format!("{:?}", Path { root: Root::Old, ..path.clone() }),
            _ => format!("{path:?}"),
        }
    }

    fn operand(self, id: OperandId) -> String {
        match self.table.operands.get(id.index()) {
            None => String::new(),
            Some(Operand::Path(path)) => self.path(*path),
            Some(Operand::Plus(left, right)) => {
                format!("({} + {})", self.operand(*left), self.operand(*right))
            }
            Some(Operand::Minus(left, right)) => {
                format!("({} - {})", self.operand(*left), self.operand(*right))
            }
            Some(Operand::Times(left, right)) => {
                format!("({} * {})", self.operand(*left), self.operand(*right))
            }
            Some(Operand::Elements(of)) => {
                let value = of.value.map(|value| self.path(value));
                format!("elements {} {} {value:?}", self.path(of.list), self.formula(of.holds))
            }
            Some(Operand::Figure(figure)) => {
                let key = self.table.figures.get(figure.index()).map(|figure| figure.key.as_slice());
                let key = key.unwrap_or_default().iter().map(|path| self.path(*path));
                format!("{figure:?} {}", key.collect::<Vec<_>>().join(" "))
            }
            Some(constant @ (Operand::Ordinal(_) | Operand::Text(_))) => format!("{constant:?}"),
        }
    }

    fn formula(self, id: FormulaId) -> String {
        let mut spelled = String::new();
        for cube in self.table.formulas.get(id.index()).into_iter().flat_map(|formula| &formula.cubes) {
            spelled.push('(');
            for test in &cube.tests {
                let column = self.table.columns.get(test.column.index()).map(|column| self.column(column));
                _ = write!(spelled, "{} {:?};", column.unwrap_or_default(), test.classes);
            }
            spelled.push(')');
        }
        spelled
    }
}
