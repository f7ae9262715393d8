//! What is wished of each value, gathered before any value is chosen: several columns may look at the same one.

use super::world::World;
use super::{reckon, text, values};
use crate::prove::reads::reckoned_from;
use charter_runtime::canonical::{self, host};
use charter_runtime::schema::{Part, Path, Root, Step, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{Classifier, Column, Operand, OperandId, PathId, TextTest};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

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
    /// What it comes to lies between these bounds.
    Reach(OperandId, Option<i128>, Option<i128>),
}

/// What is wished of all values.
pub(super) struct Wishes<'a> {
    table: &'a Table,
    /// When it is asked, in nanoseconds.
    now: i128,
    of: BTreeMap<&'a Path, Wish<'a>>,
    relations: Vec<Relation<'a>>,
    /// Values that come from outside, and others that do not.
    outside: Vec<(&'a Path, bool)>,
    /// Values of which one has to be empty.
    empty: Vec<Vec<PathId>>,
    /// The mailboxes that are chosen, by the path of their address.
    mailboxes: BTreeMap<Path, String>,
}

impl<'a> Wishes<'a> {
    pub(super) fn new(table: &'a Table, now: i128) -> Wishes<'a> {
        Wishes {
            table,
            now,
            of: BTreeMap::new(),
            relations: Vec::new(),
            outside: Vec::new(),
            empty: Vec::new(),
            mailboxes: BTreeMap::new(),
        }
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
                    _ => self.empty.push(reckoned_from(self.table, *operand).values),
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
            Classifier::Hours { at, .. } => self.hours(*at, class == 1)?,
            Classifier::Aged { .. } => return None,
            Classifier::Pair { left, right, optional } => {
                if is_empty(*optional) {
                    let values = [*left, *right].map(|operand| reckoned_from(self.table, operand).values);
                    self.empty.push(values.concat());
                } else {
                    self.relations.push(Relation::Pair(*left, *right, class));
                }
            }
            Classifier::Inside { inner, outer } => {
                let relation = Relation::Inside(self.path(*inner)?, self.path(*outer)?, class == 1);
                self.relations.push(relation);
            }
        }
        Some(())
    }

    /// The wish that a moment lies within working hours, or outside them. The moment of the request is chosen before.
    fn hours(&mut self, at: PathId, within: bool) -> Option<()> {
        if self.path(at)?.root == Root::Now {
            return Some(());
        }
        let two_days = 2 * 86_400_000_000_000;
        let moment = if within { self.now } else { self.now - two_days };
        self.wish(at)?.ordinals = Some((Some(moment), Some(moment)));
        Some(())
    }

    /// The wish that a number lies between cuts.
    fn region(&mut self, operand: OperandId, cuts: &[i128], class: u32) -> Option<()> {
        let class = class as usize;
        let from = class.checked_sub(1).and_then(|before| cuts.get(before)).copied();
        let to = cuts.get(class).map(|cut| cut - 1);
        match self.table.operands.get(operand.index())? {
            Operand::Path(path) => {
                // What other columns ask of the same number holds as well.
                let wish = self.wish(*path)?;
                let (before, until) = wish.ordinals.unwrap_or_default();
                wish.ordinals = Some((before.max(from), smaller(until, to)));
            }
            // What has happened is made to fit later, and so are lists.
            Operand::Figure(_) | Operand::Elements(_) => {}
            Operand::Plus(_, _) | Operand::Minus(_, _) | Operand::Times(_, _) => {
                self.relations.push(Relation::Reach(operand, from, to));
            }
            Operand::Ordinal(_) | Operand::Text(_) => return None,
        }
        Some(())
    }

    /// Chooses which value is empty, wherever one of several has to be: one that is anyway, or one of which nothing is wished.
    fn choose_empty(&mut self) -> Option<()> {
        for values in std::mem::take(&mut self.empty) {
            let places = || values.iter().filter_map(|value| self.path(*value).map(|path| (*value, path)));
            let is_empty = |path: &Path| self.of.get(path).is_some_and(|wish| wish.empty == Some(true));
            if places().any(|(_, path)| is_empty(path)) {
                continue;
            }
            let may_be = |path: &Path| path.optional && self.of.get(path).is_none_or(Wish::is_open);
            let chosen = places().find(|(_, path)| may_be(path)).map(|(value, _)| value)?;
            self.wish(chosen)?.empty = Some(true);
        }
        Some(())
    }

    /// Chooses the mailboxes of which anything is wished.
    fn choose_mailboxes(&mut self, world: &mut World<'_>) -> Option<()> {
        for (path, wish) in &self.of {
            let Some(address) = whole_of(path, Part::Mailbox) else { continue };
            let mailbox = wish.mailbox(world)?;
            self.mailboxes.insert(address, mailbox);
        }
        Some(())
    }

    /// Puts a domain where a path leads to: an address, where it is one's domain.
    fn put_domain(&self, world: &mut World<'_>, path: &Path, domain: &str) -> Option<()> {
        let Some(address) = whole_of(path, Part::Domain) else { return world.put(path, json!(domain)) };
        let number = world.next();
        let mailbox = self.mailboxes.get(&address).cloned().unwrap_or_else(|| text::person(number));
        world.put(path, json!(format!("{mailbox}@{domain}")))
    }

    /// Chooses the domains of which it is wished under which one they are registered; gives their paths.
    fn registered(&self, world: &mut World<'_>) -> Option<BTreeSet<Path>> {
        let mut chosen = BTreeSet::new();
        for (path, wish) in &self.of {
            let Some(whole) = whole_of(path, Part::Registrable) else { continue };
            let Json::String(registered) = wish.value(path, world)? else { return None };
            let domain = match self.of.get(&whole).and_then(|wish| wish.texts.as_ref()) {
                Some((true, texts)) => (*texts.first()?).to_owned(),
                Some((false, others)) if others.contains(&registered.as_str()) => {
                    let number = world.next();
                    format!("{}.{registered}", text::company(number))
                }
                Some((false, _)) | None => registered,
            };
            self.put_domain(world, &whole, &domain)?;
            chosen.insert(whole);
        }
        Some(chosen)
    }

    /// Chooses a value for everything that is wished of one, and then for what stands in a relation to another.
    pub(super) fn fulfil(mut self, world: &mut World<'_>) -> Option<()> {
        self.choose_empty()?;
        self.choose_mailboxes(world)?;
        let registered = self.registered(world)?;
        let chosen_with_whole = [Part::Mailbox, Part::Registrable].map(Step::Part);
        let open = |path: &Path| {
            !registered.contains(path)
                && !path.steps.last().is_some_and(|last| chosen_with_whole.contains(last))
        };
        // An address is chosen with its domain, where only that is wished for.
        for (path, wish) in self.of.iter().filter(|(path, _)| !path.is_of_address() && open(path)) {
            match wish.ordinal(path, world.near(path)) {
                Some(ordinal) => world.put_ordinal(path, ordinal)?,
                None => {
                    let value = wish.value(path, world)?;
                    world.put(path, value)?;
                }
            }
        }
        for (path, wish) in self.of.iter().filter(|(path, _)| path.is_of_address() && open(path)) {
            let Json::String(host) = wish.value(path, world)? else { return None };
            if world.get(path).is_none() {
                self.put_domain(world, path, &host)?;
            }
        }
        for (address, mailbox) in &self.mailboxes {
            if world.get(address).is_none() {
                let number = world.next();
                world.put(address, json!(format!("{mailbox}@{}.example", text::company(number))))?;
            }
        }
        self.relations.iter().try_for_each(|relation| relation.hold(self.table, world))?;
        self.outside.iter().try_for_each(|(path, outside)| world.put_outside(path, *outside))
    }
}

/// The path to what a path leads to that part of.
fn whole_of(path: &Path, part: Part) -> Option<Path> {
    let (last, steps) = path.steps.split_last()?;
    (*last == Step::Part(part)).then(|| Path { steps: steps.to_vec(), value: part.whole(), ..path.clone() })
}

/// The smaller of two bounds above, each absent for open.
fn smaller(one: Option<i128>, other: Option<i128>) -> Option<i128> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
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
    /// Whether any value would do.
    fn is_open(&self) -> bool {
        self.ordinals.is_none() && self.texts.is_none() && self.tests.is_empty() && self.empty != Some(false)
    }

    /// The number that is chosen, where a number is: close to another one, where there is one.
    fn ordinal(&self, path: &Path, near: Option<i128>) -> Option<i128> {
        let (from, to) = self.ordinals.filter(|_| self.empty != Some(true) && path.root != Root::Agent)?;
        let closest = |near: i128| {
            let above = from.map_or(near, |from| near.max(from));
            to.map_or(above, |to| above.min(to))
        };
        let number = near.map_or_else(|| chosen(from, to), closest);
        Some(values::round(&path.value, number, (from, to)))
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

    /// A mailbox that fits.
    fn mailbox(&self, world: &mut World<'_>) -> Option<String> {
        let fits = |mailbox: &str| {
            let address = canonical::email(&format!("{mailbox}@acme.example"));
            let is_one = address.is_some_and(|address| canonical::mailbox(&address) == mailbox);
            let excluded =
                self.texts.as_ref().is_some_and(|(among, texts)| *among != texts.contains(&mailbox));
            is_one
                && !excluded
                && self.tests.iter().all(|(test, passed)| test.passes(mailbox) == Some(*passed))
        };
        let asked = self.texts.iter().filter(|(among, _)| *among).flat_map(|(_, texts)| texts);
        let passed: Vec<&TextTest> =
            self.tests.iter().filter(|(_, passed)| *passed).map(|(test, _)| *test).collect();
        let number = world.next();
        let candidates = text::candidates(&Type::Text, number, &passed).into_iter();
        let all = asked.map(|text| (*text).to_owned()).chain([text::person(number)]).chain(candidates);
        all.into_iter().find(|mailbox| fits(mailbox))
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
            Relation::Reach(operand, from, to) => reckon::reach(world, *operand, None, (*from, *to)),
            Relation::Inside(inner, outer, inside) => {
                if let Some(chosen) = world.get(inner) {
                    return within(world, &chosen, outer, *inside);
                }
                let of = world.ensure(outer)?;
                let outer = host(of.as_str()?).to_owned();
                let number = world.next();
                let domain = if *inside { outer } else { format!("{}.example", text::company(number)) };
                let value = match inner.value {
                    Type::Email => format!("{}@{domain}", text::person(number)),
                    _ if inner.is_of_address() => format!("{}@{domain}", text::person(number)),
                    _ => domain,
                };
                world.put(inner, json!(value))
            }
            Relation::Pair(left, right, class) => compare(table, world, *left, *right, *class),
        }
    }
}

/// Chooses the domain in which an address that is chosen already lies, or one in which it does not. Whether two that are
/// chosen fit is for the table to say.
fn within(world: &mut World<'_>, inner: &Json, outer: &Path, inside: bool) -> Option<()> {
    if world.get(outer).is_some() {
        return Some(());
    }
    let number = world.next();
    let domain =
        if inside { host(inner.as_str()?).to_owned() } else { format!("{}.example", text::company(number)) };
    let value = match outer.value {
        Type::Email => format!("{}@{domain}", text::person(number)),
        _ if outer.is_of_address() => format!("{}@{domain}", text::person(number)),
        _ => domain,
    };
    world.put(outer, json!(value))
}

/// Makes two values that have no order the same, or not.
fn alike(world: &mut World<'_>, left: &Path, right: &Path, same: bool) -> Option<()> {
    if !same {
        world.ensure(left)?;
        return world.ensure(right).map(|_| ());
    }
    match (world.get(left), world.get(right)) {
        // Whether they fit is for the table to say.
        (Some(_), Some(_)) => Some(()),
        (Some(value), None) => world.put(right, value),
        (None, _) => {
            let value = world.ensure(right)?;
            world.put(left, value)
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
    let distance = [-1, 0, 1].get(class as usize).copied()?;
    let (Some(left_path), Some(right_path)) = (path(left), path(right)) else {
        let bounds = match distance {
            -1 => (None, Some(-1)),
            0 => (Some(0), Some(0)),
            _ => (Some(1), None),
        };
        return reckon::reach(world, left, Some(right), bounds);
    };
    let (left, right) = (left_path, right_path);
    if values::of_ordinal(&table.schema, &left.value, 0).is_none() {
        return alike(world, left, right, distance == 0);
    }
    let unit = values::unit(&left.value);
    let free = if left.value == Type::Instant { world.now } else { 10 * unit };
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
