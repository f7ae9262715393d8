//! Lists with an element that is asked for, or with none.

use super::world::World;
use super::{text, values};
use charter_runtime::schema::{Field, Path, Root, Step, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{
    Classifier, Column, ColumnId, ColumnTest, Cube, Elements, FormulaId, Operand, TextTest,
};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// Gives each list an element for every question about it that is answered yes, which no question that is answered no is
/// about; and none where there is no such question.
pub(super) fn fill(world: &mut World<'_>, columns: &[(ColumnId, u32, &Column)]) -> Option<()> {
    let mut asked: BTreeMap<&Path, (Vec<FormulaId>, Vec<FormulaId>)> = BTreeMap::new();
    for (_, class, column) in columns {
        let (list, wanted, unwanted) = match &column.classifier {
            Classifier::SomeElement { list, holds, .. } if *class == 1 => (list, vec![*holds], None),
            Classifier::SomeElement { list, fails, .. } => (list, Vec::new(), Some(*fails)),
            Classifier::Cuts { operand, cuts, .. } => {
                let Some(Operand::Elements(of)) = world.table.operands.get(operand.index()) else { continue };
                (&of.list, counted(of, cuts, *class)?, None)
            }
            _ => continue,
        };
        let (yes, no) = asked.entry(world.table.paths.get(list.index())?).or_default();
        yes.extend(wanted);
        no.extend(unwanted);
    }
    for (list, (yes, no)) in asked {
        let Type::List(element) = &list.value else { return None };
        let elements: Option<Vec<Json>> = yes
            .iter()
            .map(|holds| element_of(world.table, element, &[&[*holds], no.as_slice()].concat()))
            .collect();
        world.put(list, elements?.into())?;
    }
    Some(())
}

/// The elements that make a count come to a class: as few as do. What they add up to is not chosen.
fn counted(of: &Elements, cuts: &[i128], class: u32) -> Option<Vec<FormulaId>> {
    let least = (class as usize).checked_sub(1).and_then(|before| cuts.get(before)).copied().unwrap_or(0);
    let few = usize::try_from(least.max(0)).ok().filter(|count| *count <= MOST_ELEMENTS);
    few.filter(|_| of.value.is_none()).map(|count| vec![of.holds; count])
}

/// Longer lists are not made up.
const MOST_ELEMENTS: usize = 64;

/// An element that satisfies all of these formulas.
fn element_of(table: &Table, element: &Type, formulas: &[FormulaId]) -> Option<Json> {
    let cubes: Option<Vec<&[Cube]>> = formulas
        .iter()
        .map(|id| table.formulas.get(id.index()).map(|formula| formula.cubes.as_slice()))
        .collect();
    together(&cubes?, &mut BTreeMap::new(), &mut |tests| made_of(table, element, tests))
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
fn made_of(table: &Table, element: &Type, tests: &[ColumnTest]) -> Option<Json> {
    match element {
        Type::Record(shape) => {
            let mut fields = Map::new();
            for field in &table.shape(*shape)?.fields {
                fields.insert(field.name.clone(), plain(table, field)?);
            }
            for test in tests {
                let (path, value) = asked(table, test)?;
                let [Step::Field(place)] = path.steps.as_slice() else { return None };
                let name = table.shape(*shape)?.fields.get(*place as usize)?.name.clone();
                fields.insert(name, value);
            }
            Some(fields.into())
        }
        _ => match tests {
            [test] => asked(table, test).map(|(_, value)| value),
            _ => None,
        },
    }
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
