//! Lists with an element that is asked for, or with none.

use super::world::World;
use super::{text, values};
use charter_runtime::schema::{Field, Path, Root, Step, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{
    Classifier, Column, ColumnId, ColumnTest, Cube, Elements, FormulaId, Operand, OperandId, PathId, TextTest,
};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Gives each list an element for every question about it that is answered yes, which no question that is answered no is
/// about; and none where there is no such question.
pub(super) fn fill(world: &mut World<'_>, columns: &[(ColumnId, u32, &Column)]) -> Option<()> {
    let mut asked: BTreeMap<&Path, (Vec<Wanted>, Vec<FormulaId>)> = BTreeMap::new();
    for (_, class, column) in columns {
        let (list, wanted, unwanted) = match &column.classifier {
            Classifier::SomeElement { list, holds, .. } if *class == 1 => {
                (list, vec![Wanted { holds: *holds, adds: None }], None)
            }
            Classifier::SomeElement { list, fails, .. } => (list, Vec::new(), Some(*fails)),
            Classifier::Cuts { operand, cuts, .. } => {
                let Some(Operand::Elements(of)) = world.table.operands.get(operand.index()) else { continue };
                (&of.list, counted(of, cuts, *class)?, None)
            }
            _ => continue,
        };
        let (yes, no): &mut (Vec<Wanted>, Vec<FormulaId>) =
            asked.entry(world.table.paths.get(list.index())?).or_default();
        yes.extend(wanted);
        no.extend(unwanted);
    }
    for (list, (yes, no)) in asked {
        let Type::List(element) = &list.value else { return None };
        let elements: Option<Vec<Json>> = yes
            .iter()
            .map(|wanted| {
                let made = element_of(world, element, &[&[wanted.holds], no.as_slice()].concat())?;
                adding(world.table, made, wanted)
            })
            .collect();
        world.put(list, elements?.into())?;
    }
    Some(())
}

/// Gives a list one more element that satisfies a formula, or leaves one of its elements out.
pub(super) fn another(world: &mut World<'_>, list: PathId, holds: FormulaId, more: bool) -> Option<()> {
    let path = world.table.paths.get(list.index())?;
    let Type::List(element) = &path.value else { return None };
    let mut elements = world.get(path).and_then(|list| list.as_array().cloned()).unwrap_or_default();
    if more {
        elements.push(element_of(world, element, &[holds])?);
    } else {
        elements.pop();
    }
    world.replace(path, elements.into());
    Some(())
}

/// An element that is wanted.
struct Wanted {
    /// What it satisfies.
    holds: FormulaId,
    /// What it adds to a sum, and where.
    adds: Option<(PathId, i128)>,
}

/// The elements that make a count come to a class, as few as do; or the one that makes a sum come to it, where there has to be
/// one.
fn counted(of: &Elements, cuts: &[i128], class: u32) -> Option<Vec<Wanted>> {
    let least = (class as usize).checked_sub(1).and_then(|before| cuts.get(before)).copied();
    let end = cuts.get(class as usize).copied();
    if let Some(value) = of.value {
        let is_of_none = least.is_none_or(|least| least <= 0) && end.is_none_or(|end| end > 0);
        let amount = least.filter(|least| *least > 0).or(end.map(|end| end - 1));
        let adds = amount.filter(|_| !is_of_none).map(|amount| (value, amount));
        return Some(adds.into_iter().map(|adds| Wanted { holds: of.holds, adds: Some(adds) }).collect());
    }
    let least = least.unwrap_or(0);
    let few = usize::try_from(least.max(0)).ok().filter(|count| *count <= MOST_ELEMENTS);
    few.map(|count| (0..count).map(|_| Wanted { holds: of.holds, adds: None }).collect())
}

/// An element that adds to a sum what is wanted of it.
fn adding(table: &Table, mut element: Json, wanted: &Wanted) -> Option<Json> {
    let Some((path, amount)) = wanted.adds else { return Some(element) };
    let path = table.paths.get(path.index())?;
    let amount = values::of_ordinal(&table.schema, &path.value, amount)?;
    let [Step::Field(place)] = path.steps.as_slice() else { return path.steps.is_empty().then_some(amount) };
    let field = table.shape(path.shape?)?.fields.get(*place as usize)?;
    element.as_object_mut()?.insert(field.name.clone(), amount);
    Some(element)
}

/// Longer lists are not made up.
const MOST_ELEMENTS: usize = 64;

/// An element that satisfies all of these formulas.
fn element_of(world: &mut World<'_>, element: &Type, formulas: &[FormulaId]) -> Option<Json> {
    let table = world.table;
    let cubes: Option<Vec<&[Cube]>> = formulas
        .iter()
        .map(|id| table.formulas.get(id.index()).map(|formula| formula.cubes.as_slice()))
        .collect();
    together(&cubes?, &mut BTreeMap::new(), &mut |tests| made_of(world, element, tests))
}

/// Tries a cube of each formula, with what all of them accept together.
fn together(
    formulas: &[&[Cube]],
    tests: &mut BTreeMap<ColumnId, Vec<u64>>,
    make: &mut dyn FnMut(&[ColumnTest]) -> Option<Json>,
) -> Option<Json> {
    let Some((cubes, rest)) = formulas.split_first() else {
        let all =
            tests.iter().map(|(column, classes)| ColumnTest { column: *column, classes: classes.clone() });
        return make(&all.collect::<Vec<_>>());
    };
    cubes.iter().find_map(|cube| {
        let mut with = tests.clone();
        for test in &cube.tests {
            let accepted = with.entry(test.column).or_insert_with(|| test.classes.clone());
            accepted.iter_mut().zip(&test.classes).for_each(|(accepted, other)| *accepted &= other);
        }
        let possible = with.values().all(|accepted| accepted.iter().any(|word| *word != 0));
        if possible { together(rest, &mut with, make) } else { None }
    })
}

/// An element that passes tests.
fn made_of(world: &mut World<'_>, element: &Type, tests: &[ColumnTest]) -> Option<Json> {
    let table = world.table;
    // What is compared with another value is chosen last: whether it fits all tests is for the table to say.
    let (pairs, others): (Vec<&ColumnTest>, Vec<&ColumnTest>) =
        tests.iter().partition(|test| is_pair(table, test));
    match element {
        Type::Record(shape) => {
            let mut fields = Map::new();
            for field in &table.shape(*shape)?.fields {
                fields.insert(field.name.clone(), plain(table, field)?);
            }
            let mut chosen = BTreeSet::new();
            for test in others.into_iter().chain(pairs) {
                let (path, value) = asked(table, test).or_else(|| beside(world, test))?;
                let [Step::Field(place)] = path.steps.as_slice() else { return None };
                let name = table.shape(*shape)?.fields.get(*place as usize)?.name.clone();
                if chosen.insert(*place) {
                    fields.insert(name, value);
                }
            }
            Some(fields.into())
        }
        _ => match others.into_iter().chain(pairs).next() {
            Some(test) => asked(table, test).or_else(|| beside(world, test)).map(|(_, value)| value),
            None => {
                let number = world.next();
                values::plain(&table.schema, element, number)
            }
        },
    }
}

fn is_pair(table: &Table, test: &ColumnTest) -> bool {
    let column = table.columns.get(test.column.index());
    column.is_some_and(|column| matches!(column.classifier, Classifier::Pair { .. }))
}

/// A path from the element and a value for it that compares as is asked with a value beside the list.
fn beside<'t>(world: &mut World<'t>, test: &ColumnTest) -> Option<(&'t Path, Json)> {
    let table = world.table;
    let column = table.columns.get(test.column.index())?;
    let Classifier::Pair { left, right, .. } = &column.classifier else { return None };
    let path = |operand: &OperandId| match table.operands.get(operand.index())? {
        Operand::Path(path) => table.paths.get(path.index()),
        _ => None,
    };
    let (left, right) = (path(left)?, path(right)?);
    let (own, other, sign) = match (left.root, right.root) {
        (Root::Element, Root::Element) => return None,
        (Root::Element, _) => (left, right, 1),
        (_, Root::Element) => (right, left, -1),
        (_, _) => return None,
    };
    let accepted = |class: u32| test.classes.first().is_some_and(|word| word >> class & 1 == 1);
    let distance = [(1, 0), (0, -1), (2, 1)].into_iter().find(|(class, _)| accepted(*class))?.1 * sign;
    let same = world.ensure(other)?;
    if let Some(ordinal) = world.ordinal(other) {
        let ordinal = ordinal + distance * values::unit(&own.value);
        return values::of_ordinal(&table.schema, &own.value, ordinal).map(|value| (own, value));
    }
    let number = world.next();
    let value = if distance == 0 { Some(same) } else { values::plain(&table.schema, &own.value, number) };
    value.map(|value| (own, value))
}

/// A value that nothing is asked of.
fn plain(table: &Table, field: &Field) -> Option<Json> {
    if field.optional {
        return Some(Json::Null);
    }
    values::plain(&table.schema, &field.value, 1)
}

/// A path from the element, or from the event, and a value for it that passes a test.
pub(super) fn asked<'t>(table: &'t Table, test: &ColumnTest) -> Option<(&'t Path, Json)> {
    let column = table.columns.get(test.column.index())?;
    let accepted =
        |class: u32| test.classes.get(class as usize / 64).is_some_and(|word| word >> (class % 64) & 1 == 1);
    let class = (0..column.classes).find(|class| accepted(*class))?;
    let path = |id: &charter_runtime::table::model::PathId| table.paths.get(id.index());
    let is_empty = |optional: bool| optional && class + 1 == column.classes;
    let (path, value) = match &column.classifier {
        Classifier::Cuts { operand, cuts, optional } => {
            let Operand::Path(id) = table.operands.get(operand.index())? else { return None };
            let from = (class as usize).checked_sub(1).and_then(|before| cuts.get(before)).copied();
            let ordinal = from.or_else(|| cuts.first().map(|cut| cut - 1)).unwrap_or(0);
            let value = values::of_ordinal(&table.schema, &path(id)?.value, ordinal);
            (path(id)?, if is_empty(*optional) { Json::Null } else { value? })
        }
        Classifier::Choices { path: id, class_of, optional } => {
            let place = class_of.iter().position(|of| *of == class);
            let ordinal = place.and_then(|place| i128::try_from(place).ok());
            let value =
                ordinal.and_then(|ordinal| values::of_ordinal(&table.schema, &path(id)?.value, ordinal));
            (path(id)?, if is_empty(*optional) { Json::Null } else { value? })
        }
        Classifier::Texts { path: id, values, optional } => {
            let listed = values.iter().find(|(_, of)| *of == class).map(|(text, _)| text.clone());
            let value = listed.or_else(|| text::candidates(&path(id)?.value, 1, &[]).into_iter().next());
            (path(id)?, if is_empty(*optional) { Json::Null } else { json!(value?) })
        }
        Classifier::Given(id) => {
            let value = text::candidates(&path(id)?.value, 1, &[]).into_iter().next();
            (path(id)?, if class == 0 { Json::Null } else { json!(value?) })
        }
        Classifier::Test { path: id, test } => {
            (path(id)?, json!(tested(&path(id)?.value, test, class == 1)?))
        }
        Classifier::Known(_) | Classifier::Pair { .. } | Classifier::Inside { .. } => return None,
        Classifier::SomeElement { .. } | Classifier::Sampled { .. } => return None,
        Classifier::External(_) | Classifier::Hours { .. } | Classifier::Aged { .. } => return None,
    };
    matches!(path.root, Root::Element | Root::Its | Root::Request).then_some((path, value))
}

fn tested(value: &Type, test: &TextTest, passed: bool) -> Option<String> {
    let tests: Vec<&TextTest> = if passed { vec![test] } else { Vec::new() };
    text::candidates(value, 1, &tests).into_iter().find(|text| test.passes(text) == Some(passed))
}
