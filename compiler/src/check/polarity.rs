//! Which facts a condition may read: what grants reads verified facts only.

use super::checker::Checker;
use super::headers::writers;
use super::path::shape_at;
use super::situation::{Duty, Situation};
use crate::vocabulary::Origin;
use charter_grammar::ast;
use charter_runtime::schema::{Path, Root, ShapeId, Step};

/// Why a value is not verified.
enum Doubt {
    /// The agent says it.
    Said,
    /// An outsider can write it.
    External,
    /// An agent may write it: the scope that lets it, and the action.
    Written { scope: String, action: String, field: String, may_clear: bool },
}

impl Checker<'_> {
    /// Takes note that a condition reads a place, and reports where it may not.
    pub(super) fn read(&mut self, place: &Path, path: &ast::Path, situation: &Situation) {
        if situation.duty == Duty::Define {
            return;
        }
        if place.root == Root::Agent && self.for_people && situation.its.is_none() {
            let at = self.use_of(path);
            self.report.people_are_no_agents(at);
        }
        let (at, inner) = (self.use_of(path), self.at(path));
        let text = path.text();
        let wide = place.steps.iter().find_map(|step| match step {
            Step::Part(part) if part.is_wide() => Some(*part),
            Step::Part(_) | Step::Field(_) => None,
        });
        if let Some(part) = wide.filter(|_| situation.duty == Duty::Grant) {
            // Caps may count under a wider key; what grants compares exact ones.
            self.report.grants_by_a_wide_part(at, inner, &text, part);
        }
        let Some(doubt) = self.doubt(place, situation.duty == Duty::Grant) else { return };
        match (situation.duty, doubt) {
            (Duty::Grant, doubt) => self.report.grants_on_doubt(at, inner, &text, &doubt.words(&text)),
            (Duty::Restrict, Doubt::External)
            | (Duty::Show, Doubt::External | Doubt::Said)
            | (Duty::Define, _) => {}
            // Whatever is put there only makes the rule apply.
            (Duty::Restrict | Duty::Show, Doubt::Written { may_clear: false, .. })
                if situation.lifted_by_none => {}
            (Duty::Restrict | Duty::Show, doubt) => {
                self.report.dodgeable(at, inner, &text, &doubt.words(&text))
            }
        }
    }

    /// Why the value at a place is not verified, if it is not. To what grants, a value that nobody has endorsed is unknown, so that
    /// what it sees of such a field is verified.
    fn doubt(&self, place: &Path, grants: bool) -> Option<Doubt> {
        let mut shape = place.shape;
        let mut steps = place.steps.as_slice();
        if matches!(place.root, Root::New) {
            // The new value of a field is what will be written: content, and true by construction.
            let (_, rest) = steps.split_first()?;
            let first = Path { steps: place.steps.iter().take(1).copied().collect(), ..place.clone() };
            shape = self.end_shape(&first);
            steps = rest;
        }
        for step in steps {
            let Step::Field(index) = step else { return None };
            let id = shape?;
            let endorsed = grants && self.schema().endorsement(id, *index).is_some();
            if let Some(doubt) = self.field_doubt(id, *index).filter(|_| !endorsed) {
                return Some(doubt);
            }
            let field = self.shape(id)?.fields.get(*index as usize)?;
            shape = shape_at(&super::path::rooted(Root::Target, None, field.value.clone()));
        }
        None
    }

    /// Whether some field on the way to a value is declared to come from outside, whatever is asked for. Of the field with which
    /// a path from the request's own object begins it is not known yet: what an update writes is content.
    pub(super) fn is_external(&self, place: &Path) -> bool {
        let mut shape = place.shape;
        place.steps.iter().enumerate().any(|(taken, step)| {
            let (Step::Field(index), Some(id)) = (step, shape) else { return false };
            let field = self.shape(id).and_then(|shape| shape.fields.get(*index as usize));
            shape = field
                .and_then(|field| shape_at(&super::path::rooted(Root::Target, None, field.value.clone())));
            let may_be_written = taken == 0
                && matches!(place.root, Root::Target | Root::Old | Root::New | Root::First | Root::Second);
            !may_be_written && field.is_some_and(|field| field.external)
        })
    }

    fn end_shape(&self, path: &Path) -> Option<ShapeId> {
        let Step::Field(index) = path.steps.first()? else { return None };
        let field = self.shape(path.shape?)?.fields.get(*index as usize)?;
        shape_at(&super::path::rooted(Root::Target, None, field.value.clone()))
    }

    fn field_doubt(&self, shape: ShapeId, index: u32) -> Option<Doubt> {
        let declared = self.vocabulary.shapes.get(shape.index())?.fields.get(index as usize)?;
        match declared.origin {
            Origin::Asserted => return Some(Doubt::Said),
            Origin::External => return Some(Doubt::External),
            Origin::Verified => {}
        }
        let writer = writers(self.db, self.project).get(&(shape, index))?;
        let field = self.shape(shape)?.fields.get(index as usize)?.name.clone();
        let field = format!("{}.{field}", self.shape_name(shape));
        let (scope, action, may_clear) = (writer.scope.clone(), writer.action.clone(), writer.may_clear);
        Some(Doubt::Written { scope, action, field, may_clear })
    }
}

impl Doubt {
    /// The way that the fact took, in words.
    fn words(&self, path: &str) -> String {
        match self {
            Doubt::Said => format!("`{path}` is what the agent says about the world"),
            Doubt::External => format!("`{path}` is from external: anyone outside can write it"),
            Doubt::Written { scope, action, field, may_clear: _ } => format!(
                "scope `{scope}` lets an agent `{action}`, which writes `{field}`, and no gate always has a person \
                 look first; `{path}` reads it"
            ),
        }
    }
}
