//! Fields that a rule guards against updates, and that an action of another name writes all the same.

use super::charter::name_of;
use super::headers::{Grant, Restriction, grants, items, restriction, written};
use crate::db::{Db, ItemId, Project};
use crate::diagnostics::Report;
use crate::vocabulary::{Vocabulary, vocabulary};
use charter_runtime::schema::{ShapeId, Verb};
use std::collections::BTreeSet;

/// A rule that always has a person look at updates of some fields.
struct Guard {
    item: ItemId,
    fields: BTreeSet<(ShapeId, u32)>,
}

/// Actions that write a guarded field, may be carried out, and have no rule of their own.
pub(super) fn written_past(db: &dyn Db, project: Project, report: &mut Report) {
    let vocabulary = vocabulary(db, project);
    let restrictions: Vec<(ItemId, &Restriction)> = items(db, project)
        .filter_map(|item| Some((item, restriction(db, project, item).as_ref()?)))
        .collect();
    let guards: Vec<Guard> =
        restrictions.iter().filter_map(|(item, restriction)| guard(vocabulary, *item, restriction)).collect();
    for scope in items(db, project) {
        for grant in grants(db, project, scope).iter().filter(|grant| grant.unattended) {
            let free = !restrictions.iter().any(|(_, restriction)| restriction.is_on(grant.touched.action));
            let past = guards.iter().find_map(|guard| Some((guard, field_past(vocabulary, grant, guard)?)));
            let Some((guard, (object, field))) = past.filter(|_| free) else { continue };
            let (Some(at), Some(first)) = (name_of(db, scope), name_of(db, guard.item)) else { continue };
            let schema = &vocabulary.schema;
            let (Some(action), Some(shape)) =
                (schema.actions.get(grant.touched.action.index()), schema.shapes.get(object.index()))
            else {
                continue;
            };
            let field = shape.fields.get(field as usize).map_or("", |field| field.name.as_str());
            let rule = guard.item.name(db);
            report.written_past(at, &action.name, &format!("{}.{field}", shape.name), rule, first);
        }
    }
}

fn guard(vocabulary: &Vocabulary, item: ItemId, restriction: &Restriction) -> Option<Guard> {
    let updates = restriction.touched.iter().filter_map(|touched| {
        let action = vocabulary.schema.actions.get(touched.action.index())?;
        let fields = touched.fields.as_ref().filter(|_| action.verb == Verb::Update)?;
        Some(fields.iter().map(|field| (action.object, *field)))
    });
    let fields: BTreeSet<(ShapeId, u32)> = updates.flatten().collect();
    (restriction.always && restriction.looks && !fields.is_empty()).then_some(Guard { item, fields })
}

/// A guarded field that an action of one's own writes.
fn field_past(vocabulary: &Vocabulary, grant: &Grant, guard: &Guard) -> Option<(ShapeId, u32)> {
    let action = vocabulary.schema.actions.get(grant.touched.action.index())?;
    let fields = written(vocabulary, &grant.touched).into_iter().filter(|_| action.verb == Verb::Declared);
    fields.map(|field| (action.object, field)).find(|field| guard.fields.contains(field))
}
