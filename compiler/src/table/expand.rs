//! Before and after, the one and the other: what a bare path means on `update`, on `create`, and on two of a kind.
//!
//! On `create` there are only new values. On `update` a condition with bare paths of the updated object is judged as a whole,
//! before and after; on two of a kind, for each of them: a restriction applies if it holds in either, a scope only if in both.

use super::rewrite;
use crate::typed::{Approver, Atom, Case, Condition, Holder, Needed, Stage};
use charter_runtime::schema::{Action, Path, Root, Verb};

/// A case as it stands in the table.
pub(super) struct Expanded {
    pub(super) condition: Condition,
    pub(super) room: Option<Condition>,
    /// By stage, and in it by turn.
    pub(super) stages: Vec<Vec<Vec<Approver>>>,
    /// Who reads it afterwards.
    pub(super) readers: Vec<Holder>,
    pub(super) needed: Vec<Needed>,
}

/// Spells out what the bare paths of a case mean.
pub(super) fn expand(case: &Case, sides: &[Side], grants: bool) -> Expanded {
    let stages = case.effect.approvals.iter().flat_map(|approvals| &approvals.stages);
    let steps = |stage: &Stage| -> Vec<Vec<Approver>> {
        stage.steps.iter().map(|step| distinct(sides, step, Side::approver)).collect()
    };
    let conditions = sides.iter().map(|side| side.condition(&case.condition)).collect();
    Expanded {
        condition: joined(conditions, grants),
        room: case
            .room
            .as_ref()
            .map(|room| joined(sides.iter().map(|side| side.condition(room)).collect(), false)),
        stages: stages.map(steps).collect(),
        readers: case
            .effect
            .reading
            .iter()
            .flat_map(|it| distinct(sides, std::slice::from_ref(&it.by), Side::holder))
            .collect(),
        needed: distinct(sides, &case.needed, Side::needed),
    }
}

fn joined(mut conditions: Vec<Condition>, grants: bool) -> Condition {
    conditions.dedup();
    match conditions.as_slice() {
        [only] => only.clone(),
        _ if grants => Condition::All(conditions),
        _ => Condition::Any(conditions),
    }
}

fn distinct<T: Ord>(sides: &[Side], items: &[T], on: impl Fn(Side, &T) -> T) -> Vec<T> {
    let mut all: Vec<T> = sides.iter().flat_map(|side| items.iter().map(|item| on(*side, item))).collect();
    all.sort();
    all.dedup();
    all
}

/// What a bare path of the object stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    /// The object as it is.
    AsItIs,
    /// The object before the update.
    Old,
    /// The object after the update, or as created.
    New,
    /// Of two of a kind the first.
    First,
    /// Of two of a kind the second.
    Second,
}

/// What bare paths stand for on an action: on an update and on two of a kind, for two things.
pub(super) fn sides(action: &Action) -> &'static [Side] {
    if action.is_on_two_of_a_kind() { &[Side::First, Side::Second] } else { sides_of_one(action.verb) }
}

/// What bare paths stand for on an action on one object; and in the past, where two of a kind go by the first.
pub(super) fn sides_of_one(verb: Verb) -> &'static [Side] {
    match verb {
        Verb::Update => &[Side::Old, Side::New],
        Verb::Create => &[Side::New],
        Verb::Declared | Verb::Read | Verb::Delete | Verb::Merge | Verb::Export => &[Side::AsItIs],
    }
}

impl Side {
    /// A path with its root spelled out. The object itself is the same before and after; of two of a kind, it is another.
    pub(super) fn path(self, path: &Path) -> Path {
        let root = match (path.root, path.steps.is_empty(), self) {
            (Root::Target, false, Side::Old) => Root::Old,
            (Root::Target, false, Side::New) => Root::New,
            (Root::Target, _, Side::First) => Root::First,
            (Root::Target, _, Side::Second) => Root::Second,
            (root, _, _) => root,
        };
        Path { root, ..path.clone() }
    }

    /// A condition with its paths spelled out.
    pub(super) fn condition(self, condition: &Condition) -> Condition {
        rewrite::condition(condition, &|path| self.path(path))
    }

    fn holder(self, holder: &Holder) -> Holder {
        match holder {
            Holder::Role(role) => Holder::Role(*role),
            Holder::Person(path) => Holder::Person(self.path(path)),
        }
    }

    fn approver(self, approver: &Approver) -> Approver {
        Approver {
            any: approver.any.iter().map(|holder| self.holder(holder)).collect(),
            count: approver.count,
            except: approver.except.iter().map(|path| self.path(path)).collect(),
            confirms: approver.confirms,
        }
    }

    fn needed(self, needed: &Needed) -> Needed {
        Needed { path: self.path(&needed.path), may_be_empty: needed.may_be_empty }
    }
}

/// The same atom of the old values, where an atom reads new ones.
pub(super) fn twin(atom: &Atom) -> Option<Atom> {
    let before = |path: &Path| match path.root {
        Root::New => Path { root: Root::Old, ..path.clone() },
        _ => path.clone(),
    };
    let old = rewrite::atom(atom, &before);
    (old != *atom).then_some(old)
}
