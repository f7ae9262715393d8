//! From typed rules to the decision table.
//!
//! Conditions are spelled out for their actions ([`expand`]), their atoms are collected and cut into classes ([`atoms`],
//! [`classes`]), each becomes an or of ands of classes ([`cubes`]), and the ands become the rows of bits that the runtime
//! works on ([`rows`]). What was built is then proved against the typed rules it came from ([`validate`]).

mod atoms;
mod classes;
mod cubes;
mod expand;
mod lower;
pub(crate) mod rewrite;
mod rows;
#[cfg(test)]
mod tests;
mod validate;

use crate::typed::{self, Charter, Rule};
use atoms::{Atoms, Columns};
use charter_runtime::schema::ActionId;
use charter_runtime::table::{Table, model};
use lower::Lists;
use std::fmt;

pub use cubes::MAX_CUBES as MAX_ROWS;
pub(crate) use rows::span;
pub use validate::{Invalid, validate};

/// Why no table could be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableError {
    /// A rule's conditions multiply into more rows than a table has room for.
    TooManyRows {
        /// The rule.
        rule: String,
    },
    /// The charter has more of something than a table can number.
    TooLarge,
    /// Something is tested that has no classes: the typed rules are not what they should be.
    NoClasses,
    /// The table was built and does not say what the rules say.
    Invalid(Invalid),
    /// The table was built and its own bytes cannot be read back.
    Unreadable(String),
}

impl TableError {
    fn of_rule(_: cubes::TooManyCubes, rule: &Rule) -> TableError {
        TableError::TooManyRows { rule: rule.name.clone() }
    }
}

impl From<cubes::TooManyCubes> for TableError {
    fn from(_: cubes::TooManyCubes) -> TableError {
        // What is within other conditions was found to fit before anything was lowered.
        TableError::TooLarge
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::TooManyRows { rule } => {
                write!(f, "the conditions of `{rule}` multiply into more than {MAX_ROWS} rows: split it into several rules")
            }
            TableError::TooLarge => f.write_str("the charter is too large for one table: split the project"),
            TableError::NoClasses => f.write_str("the compiler tests a value that has no classes: this is a defect of the compiler, please report it"),
            TableError::Invalid(invalid) => write!(f, "{invalid}"),
            TableError::Unreadable(error) => {
                write!(f, "the compiler wrote a table that cannot be read back ({error}): this is a defect of the compiler, please report it")
            }
        }
    }
}

impl std::error::Error for TableError {}

/// Compiles a charter to the bytes of its table.
///
/// The bytes are read back as a runtime would read them, and what was read is proved to say what the rules say, for every
/// combination of classes. The same charter gives the same bytes on every machine.
pub fn build(charter: &Charter) -> Result<Vec<u8>, TableError> {
    proved(charter).map(|(bytes, _)| bytes)
}

/// The same, with the table that was read back from the bytes and proved.
pub(crate) fn proved(charter: &Charter) -> Result<(Vec<u8>, Table), TableError> {
    let bytes = compile(charter)?.to_bytes();
    let table = read_back(&bytes)?;
    validate(&table, charter).map_err(TableError::Invalid)?;
    Ok((bytes, table))
}

/// A table that was compiled, read back from its bytes as a runtime would read it.
pub(crate) fn read_back(bytes: &[u8]) -> Result<Table, TableError> {
    Table::load(bytes).map_err(|error| TableError::Unreadable(error.to_string()))
}

/// Compiles a charter to a table, without proving it.
pub fn compile(charter: &Charter) -> Result<Table, TableError> {
    compile_or_pause(charter, &|| {})
}

/// The same; `pause` is called every few rules and rows: it unwinds where nobody wants the table any more.
pub(crate) fn compile_or_pause(charter: &Charter, pause: &dyn Fn()) -> Result<Table, TableError> {
    let columns = columns(charter, pause);
    rows::inner_conditions_fit(charter, &columns, pause)?;
    let mut lists = Lists::new(&charter.schema, &columns);
    let mut table = frame(charter);
    for (atom, classes) in columns.iter() {
        table.columns.push(lists.column(atom, classes)?);
    }
    for place in 0..charter.schema.actions.len() {
        let action = ActionId::at(place).ok_or(TableError::TooLarge)?;
        table.actions.push(rows::rows_of(action, charter, &table.columns, &mut lists, pause)?);
    }
    lists.finish(&mut table);
    Ok(table)
}

/// The atoms of a charter and their classes, a column each.
fn columns(charter: &Charter, pause: &dyn Fn()) -> Columns {
    let mut atoms = Atoms::new(&charter.schema);
    rows::conditions(charter).for_each(|condition| {
        pause();
        atoms.add(&condition);
    });
    atoms.settle()
}

/// The parts of a table that are taken over as they are.
fn frame(charter: &Charter) -> Table {
    Table {
        identity: model::Identity {
            name: charter.name.clone(),
            version: charter.version.clone(),
            enforced: charter.enforced,
            zone: charter.zone.clone(),
            digest: [0; 32],
        },
        schema: charter.schema.clone(),
        calendars: charter.calendars.iter().map(calendar).collect(),
        queues: charter.queues.iter().map(queue).collect(),
        rules: charter.rules.iter().map(rule).collect(),
        sources: charter.rules.iter().map(source).collect(),
        texts: Vec::new(),
        ..Table::default()
    }
}

/// A calendar, in the table's terms.
pub(crate) fn calendar(calendar: &typed::Calendar) -> model::Calendar {
    model::Calendar {
        name: calendar.name.clone(),
        zone: calendar.zone.clone(),
        days: calendar.days.clone(),
        except: calendar.except.clone(),
    }
}

fn queue(queue: &typed::Queue) -> model::Queue {
    model::Queue {
        name: queue.name.clone(),
        owner: queue.owner,
        deadline: queue.deadline.as_ref().map(rows::deadline),
    }
}

fn rule(rule: &Rule) -> model::Rule {
    let kind = rule_kind(rule.kind);
    let (name, sentence, tells) = (rule.name.clone(), rule.sentence.clone(), rule.tells.clone());
    model::Rule { name, sentence, kind, shadow: rule.shadow, tells }
}

/// What a rule is, in the table's terms.
pub(crate) fn rule_kind(kind: typed::RuleKind) -> model::RuleKind {
    match kind {
        typed::RuleKind::Scope => model::RuleKind::Scope,
        typed::RuleKind::Gate => model::RuleKind::Gate,
        typed::RuleKind::Stop => model::RuleKind::Stop,
        typed::RuleKind::Limit => model::RuleKind::Limit,
        typed::RuleKind::Require => model::RuleKind::Require,
    }
}

fn source(rule: &Rule) -> model::Source {
    model::Source { file: rule.source.file.clone(), line: rule.source.line }
}
