//! Fields whose values people endorse.

use super::actions::snake_case;
use super::items::Role;
use super::names::Names;
use super::shapes::ShapeIds;
use super::sources::Sources;
use crate::db::{Db, ItemId, ItemKind, Project, file_items, item_syntax};
use crate::diagnostics::{Report, nearest};
use charter_grammar::ast::{self, Item};
use charter_runtime::schema::{Endorsement, RoleId, Shape};

/// What is known while endorsements are read.
pub(super) struct Reading<'a> {
    pub(super) db: &'a dyn Db,
    pub(super) sources: &'a Sources,
    pub(super) ids: &'a ShapeIds,
    pub(super) shapes: &'a [Shape],
    pub(super) roles: &'a Names<Role>,
}

impl Reading<'_> {
    /// The endorsements of a project; one that names nothing that exists is reported, and is not there.
    pub(super) fn endorsements(&self, project: Project, report: &mut Report) -> Vec<Endorsement> {
        let items = project.files(self.db).iter().flat_map(|&file| file_items(self.db, file)).copied();
        let mut all: Vec<Endorsement> = Vec::new();
        for item in items.filter(|item| item.kind(self.db) == ItemKind::Endorse) {
            let Some(Item::Endorse(endorse)) = item_syntax(self.db, item) else { continue };
            let Some(read) = self.endorsement(item, &endorse, report) else { continue };
            match all.iter_mut().find(|known| known.object == read.object && known.field == read.field) {
                Some(known) => known.roles.extend(read.roles),
                None => all.push(read),
            }
        }
        all
    }

    fn endorsement(&self, item: ItemId, endorse: &ast::Endorse, report: &mut Report) -> Option<Endorsement> {
        let path = endorse.field()?;
        let mut segments = path.segments();
        let (object, field) = (segments.next()?, segments.next());
        let at = item.span(self.db, &path);
        let (text, objects) = (object.text(), &self.sources.objects);
        let Some(named) = objects.iter().find(|it| it.name == text || snake_case(&it.name) == text) else {
            report.unknown_name(item.span(self.db, &object), ItemKind::Object, &text, objects.nearest(&text));
            return None;
        };
        let Some(field) = field.filter(|_| segments.next().is_none()) else {
            report.endorses_no_field(at, &path.text());
            return None;
        };
        let shape = self.ids.object(self.sources, &named.name)?;
        let fields = self.shapes.get(shape.index()).map_or(&[][..], |shape| &shape.fields);
        let place = fields.iter().position(|known| known.name == field.text());
        let Some(place) = place.and_then(|place| u32::try_from(place).ok()) else {
            let near = nearest(&field.text(), fields.iter().map(|field| field.name.as_str()));
            report.unknown_field(item.span(self.db, &field), &named.name, &field.text(), near);
            return None;
        };
        let roles: Vec<Option<RoleId>> = endorse.by().map(|role| self.role(item, &role, report)).collect();
        let roles: Option<Vec<RoleId>> = roles.into_iter().collect();
        Some(Endorsement { object: shape, field: place, roles: roles? })
    }

    fn role(&self, item: ItemId, name: &ast::NameRef, report: &mut Report) -> Option<RoleId> {
        let text = name.text();
        let role = self.roles.get(&text).map(|role| role.id);
        if role.is_none() {
            report.unknown_name(item.span(self.db, name), ItemKind::Role, &text, self.roles.nearest(&text));
        }
        role
    }
}
