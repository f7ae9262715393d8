//! What is wished of each value, gathered before any value is chosen: several columns may look at the same one.

use super::world::{NOW_NANOSECONDS, World};
use super::{text, values};
use charter_runtime::canonical::host;
use charter_runtime::schema::{Path, Root, Step, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Column, Operand, OperandId, PathId, TextTest};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What is wished of the value at one path.
#[derive(Default)]
struct Wish<'a> {
    /// One of these values.
    ordinals: Option<(Option<i128>, Option<i128>)>,
    /// One of these texts, or none of them.
    texts: Option<(bool, Vec<&'a str>)>,
    /// Empty, or not.
    empty: Option<bool>,
    /// Tests, and whether they are passed.
    tests: Vec<(&'a TextTest, bool)>,
}

/// Two values that have to be in a relation.
enum Relation<'a> {
    /// The left one is less, equal or more than the right one.
    Pair(OperandId, OperandId, u32),
    /// The first one lies inside the second, or outside it.
    Inside(&'a Path, &'a Path, bool),
    /// So long ago, in nanoseconds.
    Ago(&'a Path, i128),
}

/// What is wished of all values.
pub(super) struct Wishes<'a> {
    table: &'a Table,
    of: BTreeMap<&'a Path, Wish<'a>>,
    relations: Vec<Relation<'a>>,
    /// Values that come from outside, and others that do not.
    outside: Vec<(&'a Path, bool)>,
}

impl<'a> Wishes<'a> {
    pub(super) fn new(table: &'a Table) -> Wishes<'a> {
        Wishes { table, of: BTreeMap::new(), relations: Vec::new(), outside: Vec::new() }
    }

    fn path(&self, path: PathId) -> Option<&'a Path> {
        self.table.paths.get(path.index())
    }

    fn wish(&mut self, path: PathId) -> Option<&mut Wish<'a>> {
        let path = self.path(path)?;
        Some(self.of.entry(path).or_default())
    }

    /// Adds the wish that a column has a class; `None` where no value can be chosen for it.
    pub(super) fn add(&mut self, column: &'a Column, class: u32) -> Option<()> {
        let is_empty = |optional: bool| optional && class + 1 == column.classes;
        match &column.classifier {
            Classifier::Cuts { operand, optional, .. } if is_empty(*optional) => {
                match self.table.operands.get(operand.index())? {
                    Operand::Path(path) => self.wish(*path)?.empty = Some(true),
                    // A figure is empty where nothing has happened.
                    Operand::Figure(_) => {}
                    _ => return None,
                }
            }
            Classifier::Cuts { operand, cuts, .. } => self.region(*operand, cuts, class)?,
            Classifier::Choices { path, optional, .. } | Classifier::Texts { path, optional, .. }
                if is_empty(*optional) =>
            {
                self.wish(*path)?.empty = Some(true);
            }
            Classifier::Choices { path, class_of, .. } => {
                let place = class_of.iter().position(|of| *of == class)?;
                let place = i128::try_from(place).ok()?;
                self.wish(*path)?.ordinals = Some((Some(place), Some(place)));
            }
            Classifier::Texts { path, values, .. } => {
                let of_class = values.iter().filter(|(_, of)| class == 0 || *of == class);
                let texts = of_class.map(|(text, _)| text.as_str()).collect();
                self.wish(*path)?.texts = Some((class != 0, texts));
            }
            Classifier::Test { path, test } => self.wish(*path)?.tests.push((test, class == 1)),
            Classifier::Given(path) => self.wish(*path)?.empty = Some(class == 0),
            // The object itself is known by its name.
            Classifier::Known(path) if class == 1 && !self.path(*path)?.steps.is_empty() => {
                _ = self.wish(*path)?
            }
            Classifier::External(path) => self.outside.push((self.path(*path)?, class == 1)),
            Classifier::Known(_) | Classifier::Sampled { .. } | Classifier::SomeElement { .. } => {}
            // The moment of a made-up request is not chosen, nor any other for its place in the week.
            Classifier::Hours { .. } | Classifier::Aged { .. } => return None,
            Classifier::Pair { left, right, optional } => {
                if is_empty(*optional) {
                    return None;
                }
                self.relations.push(Relation::Pair(*left, *right, class));
            }
            Classifier::Inside { inner, outer } => {
                let relation = Relation::Inside(self.path(*inner)?, self.path(*outer)?, class == 1);
                self.relations.push(relation);
            }
        }
        Some(())
    }

    /// The wish that a number lies between cuts.
    fn region(&mut self, operand: OperandId, cuts: &[i128], class: u32) -> Option<()> {
        let class = class as usize;
        let from = class.checked_sub(1).and_then(|before| cuts.get(before)).copied();
        let to = cuts.get(class).map(|cut| cut - 1);
        match self.table.operands.get(operand.index())? {
            Operand::Path(path) => self.wish(*path)?.ordinals = Some((from, to)),
            // What has happened is made to fit later, and so are lists.
            Operand::Figure(_) | Operand::Elements(_) => {}
            Operand::Minus(left, right) if self.is_now(*left) => {
                let Operand::Path(path) = self.table.operands.get(right.index())? else { return None };
                let ago = chosen(from, to);
                self.relations.push(Relation::Ago(self.path(*path)?, ago));
            }
            _ => return None,
        }
        Some(())
    }

    fn is_now(&self, operand: OperandId) -> bool {
        let Some(Operand::Path(path)) = self.table.operands.get(operand.index()) else { return false };
        self.path(*path).is_some_and(|path| path.root == Root::Now)
    }

    /// Chooses a value for everything that is wished of one, and then for what stands in a relation to another.
    pub(super) fn fulfil(self, world: &mut World<'_>) -> Option<()> {
        let domain = |path: &Path| path.steps.last() == Some(&Step::Domain);
        // An address is chosen with its domain, where only that is wished for.
        for (path, wish) in self.of.iter().filter(|(path, _)| !domain(path)) {
            match wish.ordinal(path) {
                Some(ordinal) => world.put_ordinal(path, ordinal)?,
                None => {
                    let value = wish.value(path, world)?;
                    world.put(path, value)?;
                }
            }
        }
        for (path, wish) in self.of.iter().filter(|(path, _)| domain(path)) {
            let Json::String(host) = wish.value(path, world)? else { return None };
            let number = world.next();
            if world.get(path).is_none() {
                world.put(path, json!(format!("person{number}@{host}")))?;
            }
        }
        self.relations.iter().try_for_each(|relation| relation.hold(self.table, world))?;
        self.outside.iter().try_for_each(|(path, outside)| world.put_outside(path, *outside))
    }
}

/// A number between two bounds: the one next to nothing.
fn chosen(from: Option<i128>, to: Option<i128>) -> i128 {
    match (from, to) {
        (Some(from), _) if from >= 0 => from,
        (_, Some(to)) if to <= 0 => to,
        (_, _) => 0,
    }
}

impl Wish<'_> {
    /// The number that is chosen, where a number is.
    fn ordinal(&self, path: &Path) -> Option<i128> {
        let (from, to) = self.ordinals.filter(|_| self.empty != Some(true) && path.root != Root::Agent)?;
        Some(chosen(from, to))
    }

    fn value(&self, path: &Path, world: &mut World<'_>) -> Option<Json> {
        if self.empty == Some(true) {
            return Some(Json::Null);
        }
        if let Some((place, _)) = self.ordinals {
            // Numbers are chosen before: this is an agent, by place.
            let place = usize::try_from(place?).ok()?;
            return world.table.schema.agents.get(place).map(|agent| json!(agent));
        }
        self.text(path, world).map(Json::String).or_else(|| world.ensure(path))
    }

    fn text(&self, path: &Path, world: &mut World<'_>) -> Option<String> {
        let fits = |text: &String| self.tests.iter().all(|(test, passed)| test.passes(text) == Some(*passed));
        let passed: Vec<&TextTest> =
            self.tests.iter().filter(|(_, passed)| *passed).map(|(test, _)| *test).collect();
        match &self.texts {
            Some((true, texts)) => texts.iter().map(|text| (*text).to_owned()).find(fits),
            Some((false, _)) | None => {
                let number = world.next();
                let other = |text: &String| match &self.texts {
                    Some((_, texts)) => !texts.contains(&text.as_str()),
                    None => true,
                };
                let candidates = text::candidates(&path.value, number, &passed);
                candidates.into_iter().find(|text| fits(text) && other(text))
            }
        }
    }
}

impl Relation<'_> {
    fn hold(&self, table: &Table, world: &mut World<'_>) -> Option<()> {
        match self {
            Relation::Ago(path, ago) => world.put_ordinal(path, NOW_NANOSECONDS - ago),
            Relation::Inside(inner, outer, inside) => {
                let of = world.ensure(outer)?;
                let outer = host(of.as_str()?).to_owned();
                let number = world.next();
                let domain = if *inside { outer } else { format!("elsewhere{number}.example") };
                let value = match inner.value {
                    Type::Email => format!("person{number}@{domain}"),
                    _ if inner.steps.last() == Some(&Step::Domain) => format!("person{number}@{domain}"),
                    _ => domain,
                };
                world.put(inner, json!(value))
            }
            Relation::Pair(left, right, class) => compare(table, world, *left, *right, *class),
        }
    }
}

/// Makes one value less than, equal to or more than another.
fn compare(
    table: &Table,
    world: &mut World<'_>,
    left: OperandId,
    right: OperandId,
    class: u32,
) -> Option<()> {
    let path = |operand: OperandId| match table.operands.get(operand.index())? {
        Operand::Path(path) => table.paths.get(path.index()),
        _ => None,
    };
    let (left, right) = (path(left)?, path(right)?);
    let distance = [-1, 0, 1].get(class as usize).copied()?;
    if values::of_ordinal(&table.schema, &left.value, 0).is_none() {
        let value = world.ensure(right)?;
        return if distance == 0 { world.put(left, value) } else { world.ensure(left).map(|_| ()) };
    }
    let unit = values::unit(&left.value);
    let free = if left.value == Type::Instant { NOW_NANOSECONDS } else { 10 * unit };
    match (world.ordinal(left), world.ordinal(right)) {
        // Whether they fit is for the table to say.
        (Some(_), Some(_)) => Some(()),
        (Some(value), None) => world.put_ordinal(right, value - distance * unit),
        (None, Some(value)) => world.put_ordinal(left, value + distance * unit),
        (None, None) => {
            world.put_ordinal(right, free)?;
            world.put_ordinal(left, free + distance * unit)
        }
    }
}
