//! Values that a path could have, of which something hangs: those that rules name, their neighbours, and those of other paths.

use super::super::world::World;
use super::super::{text, values};
use super::events::bounds;
use crate::prove::reads;
use charter_runtime::canonical::host;
use charter_runtime::schema::{Part, Path, Root, Step, Type};
use charter_runtime::table::model::{Classifier, Operand, TextTest};
use fastrand::Rng;
use serde_json::{Value as Json, json};

/// Gives a path another value.
pub(super) fn change(random: &mut Rng, world: &mut World<'_>, path: &Path) {
    if path.optional && random.u8(..8) == 0 {
        world.replace(path, Json::Null);
        return;
    }
    match (path.root, &path.value) {
        (Root::Agent, _) => {
            let agents = &world.table.schema.agents;
            let agent = random.choice(agents.iter()).cloned();
            world.agent = agent;
        }
        (Root::Principal, _) => {
            let person = random.choice(texts(world, path));
            let person = person.unwrap_or_else(|| text::person(random.usize(..8)));
            world.replace(path, json!(person));
        }
        (Root::PrincipalRoles, _) => {
            let roles = world.table.schema.roles.clone();
            let count = random.usize(..3).min(roles.len());
            let chosen = random.choose_multiple(roles, count);
            world.replace(path, json!(chosen));
        }
        (Root::Targets, _) => world.targets = i128::from(random.u8(1..4)),
        (_, Type::OneOf(choices)) => {
            let count = world.table.schema.choices.get(choices.index()).map_or(0, Vec::len);
            ordinal(world, path, i128::try_from(random.usize(..count.max(1))).unwrap_or_default());
        }
        (_, Type::YesNo) => ordinal(world, path, i128::from(random.bool())),
        (_, Type::Object(_)) => refer(random, world, path),
        (_, Type::List(element)) => {
            let count = random.usize(..3);
            let known = texts(world, path);
            let some = random.choose_multiple(known, count);
            let some: Vec<Json> = match element.as_ref() {
                Type::Text | Type::Email | Type::Domain | Type::Url | Type::Person => {
                    some.into_iter().map(Json::String).collect()
                }
                _ => Vec::new(),
            };
            world.replace(path, json!(some));
        }
        _ if values::of_ordinal(&world.table.schema, &path.value, 0).is_some() => {
            let numbers = numbers(random, world, path);
            if let Some(number) = random.choice(numbers) {
                ordinal(world, path, number);
            }
        }
        _ => {
            if let Some(value) = random.choice(texts(world, path)) {
                world.replace(path, json!(whole(random, path, &value)));
            }
        }
    }
}

fn ordinal(world: &mut World<'_>, path: &Path, ordinal: i128) {
    if let Some(value) = values::of_ordinal(&world.table.schema, &path.value, ordinal) {
        world.replace(path, value);
        if let Some(slot) = world.slot(path) {
            world.ordinals.insert(slot, ordinal);
        }
    }
}

/// Has a path lead to an object that something else leads to, or to one that nothing does.
fn refer(random: &mut Rng, world: &mut World<'_>, path: &Path) {
    let known = world.target.iter().chain(&world.second).cloned();
    let referred = world.slots.values().filter_map(|value| value.as_str().map(str::to_owned));
    let same_kind = |id: &String| {
        let Type::Object(shape) = &path.value else { return false };
        let name = world.table.shape(*shape).map(|shape| charter_runtime::table::variable(&shape.name));
        name.is_some_and(|name| id.starts_with(&name))
    };
    let mut all: Vec<String> = known.chain(referred).filter(same_kind).collect();
    if let Type::Object(shape) = &path.value {
        all.push(world.id_of(*shape));
    }
    if let Some(id) = random.choice(all) {
        world.replace(path, json!(id));
    }
}

/// Numbers, dates and times around those that rules compare with, and around those of other paths.
fn numbers(random: &mut Rng, world: &World<'_>, path: &Path) -> Vec<i128> {
    let table = world.table;
    let unit = values::unit(&path.value);
    let mut all = vec![0, unit, 2 * unit, -unit];
    let is_read = |id: &charter_runtime::table::model::PathId| table.paths.get(id.index()) == Some(path);
    for column in table.columns.iter().filter(|column| reads::paths(table, column).iter().any(is_read)) {
        if let Classifier::Cuts { cuts, .. } = &column.classifier {
            all.extend(cuts.iter().flat_map(|cut| [*cut, cut - 1, cut + 1, cut - unit, cut + unit]));
        }
    }
    // What a request adds to a sum decides whether there is room for it.
    let counted = table.figures.iter().filter(|figure| {
        let values = figure.sources.iter().filter_map(|source| table.paths.get(source.value?.index()));
        values.into_iter().any(|value| value.steps == path.steps && value.root == path.root)
    });
    all.extend(
        counted
            .flat_map(|figure| bounds(table, figure))
            .flat_map(|bound| [bound, bound + unit, bound - unit]),
    );
    // Other values are of other types, and then of no use here; some are of this one.
    all.extend(world.ordinals.values().flat_map(|other| [*other, other - unit, other + unit]));
    let day: i128 = 86_400_000_000_000;
    match path.value {
        Type::Instant => {
            let hours = i128::from(random.i16(-400..=400));
            all.extend(
                [0, day, 2 * day, 7 * day, 30 * day, day / 24, hours * day / 24].map(|ago| world.now - ago),
            );
        }
        Type::Date => all.extend([-30, -7, -1, 0, 1, 7, 30].map(|days| world.now / day + days)),
        _ => all.extend((0..3).map(|_| i128::from(random.i16(-20..=200)) * unit)),
    }
    all
}

/// Texts that rules name, texts that pass their tests, and those of other paths.
fn texts(world: &World<'_>, path: &Path) -> Vec<String> {
    let table = world.table;
    let mut all = Vec::new();
    let mut tests: Vec<&TextTest> = Vec::new();
    let address = |path: &Path| {
        path.steps.iter().filter(|step| matches!(step, Step::Field(_))).copied().collect::<Vec<_>>()
    };
    for column in &table.columns {
        let read = reads::paths(table, column);
        let mut read = read.iter().filter_map(|id| table.paths.get(id.index()));
        // What is asked of a part of it is asked of it.
        if !read.any(|read| read.root == path.root && address(read) == address(path)) {
            continue;
        }
        match &column.classifier {
            Classifier::Texts { values, .. } => all.extend(values.iter().map(|(text, _)| text.clone())),
            Classifier::Test { test, .. } => tests.push(test),
            Classifier::Pair { left, right, .. } => {
                let constants = [left, right].map(|operand| table.operands.get(operand.index()));
                all.extend(constants.into_iter().flatten().filter_map(|operand| match operand {
                    Operand::Text(text) => Some(text.clone()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    for number in 0..3 {
        all.extend(tests.iter().flat_map(|test| text::candidates(&path.value, number, &[test])));
        all.extend(text::candidates(&path.value, number, &tests));
        all.extend(text::candidates(&path.value, number, &[]));
    }
    let others = world.slots.values().filter_map(Json::as_str);
    match &path.value {
        Type::Email | Type::Domain => all.extend(others.filter(|text| text.contains('.')).map(str::to_owned)),
        _ => all.extend(others.map(str::to_owned)),
    }
    all
}

/// What has to be put where a path is that leads to a part of an address or a domain.
fn whole(random: &mut Rng, path: &Path, value: &str) -> String {
    let has = |part: Part| path.steps.contains(&Step::Part(part));
    let domain = || {
        let domain = host(value);
        if domain.contains('.') { domain.to_owned() } else { "acme.example".to_owned() }
    };
    let under = if random.u8(..4) == 0 { "mail." } else { "" };
    if has(Part::Mailbox) {
        let mailbox = value.split('@').next().unwrap_or(value);
        return format!("{mailbox}@acme.example");
    }
    if path.is_of_address() {
        return format!("{}@{under}{}", text::person(random.usize(..4)), domain());
    }
    match path.value {
        Type::Domain => format!("{under}{}", domain()),
        Type::Email if !value.contains('@') => {
            format!("{}@{under}{}", text::person(random.usize(..4)), domain())
        }
        _ => value.to_owned(),
    }
}
