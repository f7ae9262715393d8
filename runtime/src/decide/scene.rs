//! What a column looks at: the request and the facts, an element of a list, or an event of the past.

use super::classify::Outcomes;
use super::memo::Memo;
use crate::decimal::SCALE;
use crate::input::{Facts, Request};
use crate::ledger::{Amount, Figures};
use crate::schema::{Path, Root, ShapeId, Step, Type};
use crate::table::Table;
use crate::table::model::{ColumnId, FigureId, PathId};
use crate::value::{Seen, Slot, Structure};
use std::cell::Cell;
use std::collections::BTreeSet;

/// Where the values of paths come from.
pub(crate) trait Scene {
    /// What is known of the value at a path.
    fn see(&self, path: PathId) -> Seen<'_>;

    /// What is known of the value that steps lead to from an object.
    fn follow(&self, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'_>;

    /// The same, where what comes from outside is unknown.
    fn follow_inside(&self, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'_>;

    /// A figure over the ledger, for the request at hand.
    fn figure(&self, figure: FigureId) -> Amount;

    /// Whether the request touches one of these fields.
    fn touches(&self, fields: &[u32]) -> bool;

    /// Whether a value comes from outside; one that nobody knows does.
    fn is_external(&self, path: PathId) -> bool;

    /// The sample of a value: a fraction of 2^64 that is the same whenever it is asked.
    fn sample(&self, path: PathId) -> Sample;

    /// Where a column's outcomes in this scene are kept, once they are found.
    fn kept(&self, column: ColumnId) -> Option<&Cell<Option<Outcomes>>>;
}

/// Where a value falls when a share of all values is sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sample {
    /// Nobody can tell: the value is not known.
    Unknown,
    /// This far, of 2^64.
    At(u64),
}

/// Which facts are seen; the others are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// All of them: so it is to what restricts.
    All,
    /// Those that do not come from outside.
    Inside,
    /// Of these, those that nobody has to endorse and those that somebody has: so it is to what grants.
    Verified,
}

impl Trust {
    /// What is trusted where it is asked whether a value comes from outside: to what grants, what nobody has endorsed is unknown,
    /// and what is unknown comes from outside.
    fn inside(self) -> Trust {
        match self {
            Trust::All | Trust::Inside => Trust::Inside,
            Trust::Verified => Trust::Verified,
        }
    }
}

/// The request at hand, with the facts as the host has given them.
#[derive(Clone, Copy)]
pub(crate) struct AtHand<'a> {
    pub(crate) table: &'a Table,
    pub(crate) request: &'a Request,
    pub(crate) facts: &'a Facts,
    /// What the action takes and says, and what the host knows of it.
    pub(crate) content: &'a [Slot],
    pub(crate) target: Option<&'a str>,
    pub(crate) field: Option<u32>,
    pub(crate) now: i64,
    /// The moment as of which limits are asked what would be left of what counts now, where that is a later one.
    pub(crate) as_of: Option<i64>,
    pub(crate) figures: &'a dyn Figures,
    pub(crate) sampler: &'a dyn Fn(&str, &str) -> u64,
    /// Which facts are seen.
    pub(crate) trust: Trust,
    /// What the columns have come to so far, where that is kept.
    pub(crate) memo: Option<&'a Memo>,
    /// The object that the request is on, which most paths start from.
    pub(crate) nearest: Option<Nearest<'a>>,
}

/// An object and its fields, looked up once.
#[derive(Clone, Copy)]
pub(crate) struct Nearest<'a> {
    object: ShapeId,
    id: &'a str,
    fields: &'a [Slot],
}

impl<'a> Nearest<'a> {
    /// The object that a request is on, where the host has given it.
    pub(super) fn of(
        table: &Table,
        request: &Request,
        facts: &'a Facts,
        target: Option<&'a str>,
    ) -> Option<Nearest<'a>> {
        let object = table.schema.actions.get(request.action?.index())?.object;
        let id = target?;
        Some(Nearest { object, id, fields: facts.object(object, id)? })
    }
}

impl<'a> AtHand<'a> {
    /// The same, with what the columns come to kept; nothing else may be asked with that memo.
    pub(super) fn keeping(self, memo: &'a Memo) -> AtHand<'a> {
        AtHand { memo: Some(memo), ..self }
    }
}

impl AtHand<'_> {
    /// The value at a path, whether or not the table lists that path.
    pub(crate) fn walk(&self, path: &Path) -> Seen<'_> {
        match path.root {
            Root::Agent => self.facts.asker.place(&self.table.schema),
            Root::Now => Seen::Ordinal(i128::from(self.now)),
            Root::Today => {
                let day = crate::ledger::period::day(&self.table.identity.zone, self.now);
                day.map_or(Seen::Unknown, |day| Seen::Ordinal(i128::from(day)))
            }
            Root::Field => self.field.map_or(Seen::Unknown, |field| Seen::Ordinal(i128::from(field))),
            Root::Session => self.facts.session.as_deref().map_or(Seen::Unknown, Seen::Text),
            Root::Environment => self.environment(path),
            Root::Principal => self.facts.principal.at(self.now).0.see(),
            Root::PrincipalRoles => self.facts.principal.at(self.now).1.see(),
            Root::Request | Root::Its => self.steps(path, Seen::Structure(Structure::Record(self.content))),
            Root::Target | Root::Old => self.steps(path, self.target.map_or(Seen::Unknown, Seen::Text)),
            Root::First => self.steps(path, self.named(0)),
            Root::Second => self.steps(path, self.named(1)),
            Root::Targets => self.count_of_targets(),
            Root::New => self.new_value(path),
            Root::Element => Seen::Unknown,
        }
    }

    /// The same request for its other objects, where it is on several of which each is decided about.
    pub(crate) fn beside(&self) -> impl Iterator<Item = AtHand<'_>> {
        let action = self.request.action.and_then(|action| self.table.schema.actions.get(action.index()));
        let each = action.is_some_and(|action| action.second.is_none());
        let others = self.request.targets.iter().map(String::as_str).filter(move |_| each);
        others.filter(|other| Some(*other) != self.target).map(|other| AtHand {
            target: Some(other),
            memo: None,
            ..*self
        })
    }

    /// Whether the request filters or sorts by the field that is looked at.
    pub(crate) fn is_compared(&self) -> bool {
        self.field.is_some_and(|field| self.request.compared.contains(&field))
    }

    /// One of the objects that the request names.
    fn named(&self, place: usize) -> Seen<'_> {
        self.request.targets.get(place).map_or(Seen::Unknown, |target| Seen::Text(target))
    }

    /// The environment, as a place in the list of those that the charter knows.
    fn environment(&self, path: &Path) -> Seen<'_> {
        let Type::OneOf(known) = &path.value else { return Seen::Unknown };
        let known = self.table.schema.choices.get(known.index());
        let place = known
            .and_then(|known| known.iter().position(|name| Some(name) == self.facts.environment.as_ref()));
        place.and_then(|place| i128::try_from(place).ok()).map_or(Seen::Unknown, Seen::Ordinal)
    }

    fn count_of_targets(&self) -> Seen<'_> {
        let count = i128::try_from(self.request.targets.len()).ok();
        count.and_then(|count| count.checked_mul(SCALE)).map_or(Seen::Unknown, Seen::Ordinal)
    }

    /// New values where the request has them, and otherwise what was there before.
    fn new_value(&self, path: &Path) -> Seen<'_> {
        let touched = match path.steps.split_first() {
            Some((Step::Field(field), rest)) => self.request.new.get(field).map(|slot| (field, slot, rest)),
            Some((Step::Part(_), _)) | None => None,
        };
        match touched {
            Some((field, slot, rest)) => {
                let reached =
                    path.shape.map_or(Reached::Value, |shape| Reached::field(self.table, shape, *field));
                walk(&self.view(), reached, slot.see(), rest)
            }
            None => self.steps(path, self.target.map_or(Seen::Unknown, Seen::Text)),
        }
    }

    fn steps<'s>(&'s self, path: &Path, start: Seen<'s>) -> Seen<'s> {
        let from = match (path.root, path.shape) {
            (Root::Request | Root::Its | Root::Element, Some(shape)) => Reached::Record(shape),
            (Root::Target | Root::Old | Root::New | Root::First | Root::Second, Some(shape)) => {
                Reached::Object(shape)
            }
            (Root::Agent | Root::Now | Root::Today | Root::Field | Root::Session | Root::Targets, _)
            | (Root::Environment | Root::Principal | Root::PrincipalRoles, _)
            | (_, None) => Reached::Value,
        };
        walk(&self.view(), from, start, &path.steps)
    }

    /// Whether a path begins with a field that is declared to come from outside. What an update writes is content; fields
    /// further along a path are settled before there is a table.
    fn is_declared_external(&self, path: &Path) -> bool {
        let is_written = path.root == Root::New
            && matches!(path.steps.first(), Some(Step::Field(field)) if self.request.new.contains_key(field));
        !is_written && self.table.schema.begins_outside(path)
    }

    fn view(&self) -> View<'_> {
        let AtHand { table, facts, now, trust, nearest, .. } = *self;
        View { table, facts, now, trust, nearest }
    }

    /// Whether something may be seen that is not verified.
    pub(crate) fn has_doubts(&self) -> bool {
        self.facts.has_external() || !self.table.schema.endorsed.is_empty()
    }

    /// The same request, where only verified facts are seen.
    pub(crate) fn of_verified(&self) -> AtHand<'_> {
        AtHand { trust: Trust::Verified, ..*self }
    }
}

/// The facts of objects as they are seen at a moment.
#[derive(Clone, Copy)]
struct View<'a> {
    table: &'a Table,
    facts: &'a Facts,
    now: i64,
    trust: Trust,
    nearest: Option<Nearest<'a>>,
}

impl<'a> View<'a> {
    /// The fields of an object, where the host has given it.
    fn fields(&self, object: ShapeId, id: &str) -> Option<&'a [Slot]> {
        let at_hand = |nearest: &Nearest<'_>| nearest.object == object && std::ptr::eq(nearest.id, id);
        match self.nearest.filter(at_hand) {
            Some(nearest) => Some(nearest.fields),
            None => self.facts.object(object, id),
        }
    }

    /// A field of an object: unknown where it has become too old, and where only what is verified counts and it is not.
    fn field(&self, object: ShapeId, id: &str, field: u32) -> Seen<'a> {
        let Some(slot) = self.fields(object, id).and_then(|fields| fields.get(field as usize)) else {
            return Seen::Unknown;
        };
        let declared = self.table.shape(object).and_then(|shape| shape.fields.get(field as usize));
        let stale = declared.and_then(|declared| declared.fresh).is_some_and(|within| {
            let read = self.facts.provenance(object, id, field).and_then(|provenance| provenance.as_of);
            read.is_none_or(|read| self.now.saturating_sub(read) > within)
        });
        let external = self.facts.is_external(object, id, field);
        let doubted = match self.trust {
            Trust::All => false,
            Trust::Inside => external,
            Trust::Verified => external || self.is_unendorsed(object, id, field),
        };
        if stale || doubted { Seen::Unknown } else { slot.see() }
    }

    /// Whether somebody has to endorse a value, and nobody who may has.
    fn is_unendorsed(&self, object: ShapeId, id: &str, field: u32) -> bool {
        let Some(endorsement) = self.table.schema.endorsement(object, field) else { return false };
        let said = self.facts.provenance(object, id, field);
        let mut roles = endorsement.roles.iter().filter_map(|role| self.table.schema.roles.get(role.index()));
        !roles.any(|role| said.is_some_and(|said| said.endorsed.contains(role)))
    }
}

/// What kind of thing a path has reached.
#[derive(Clone, Copy)]
enum Reached {
    Object(ShapeId),
    Record(ShapeId),
    Value,
}

impl Reached {
    fn field(table: &Table, shape: ShapeId, field: u32) -> Reached {
        let field = table.shape(shape).and_then(|shape| shape.fields.get(field as usize));
        match field.map(|field| &field.value) {
            Some(Type::Object(shape)) => Reached::Object(*shape),
            Some(Type::Record(shape)) => Reached::Record(*shape),
            _ => Reached::Value,
        }
    }
}

/// Takes the steps of a path from a value of a type. Through what is unknown or empty, all is unknown or empty.
fn walk<'a>(view: &View<'a>, from: Reached, start: Seen<'a>, steps: &[Step]) -> Seen<'a> {
    let table = view.table;
    let (mut at, mut reached) = (start, from);
    for step in steps {
        at = match (at, reached, step) {
            (Seen::Unknown | Seen::Empty, _, _) => return at,
            (Seen::Structure(Structure::Record(fields)), Reached::Record(shape), Step::Field(field)) => {
                reached = Reached::field(table, shape, *field);
                fields.get(*field as usize).map_or(Seen::Unknown, Slot::see)
            }
            (Seen::Text(id), Reached::Object(shape), Step::Field(field)) => {
                reached = Reached::field(table, shape, *field);
                view.field(shape, id, *field)
            }
            (Seen::Text(whole), Reached::Value, Step::Part(part)) => Seen::Text(part.of(whole)),
            _ => return Seen::Unknown,
        };
    }
    at
}

/// Takes steps from an object.
fn follow<'a>(view: &View<'a>, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'a> {
    let Some((Step::Field(field), rest)) = steps.split_first() else { return Seen::Unknown };
    walk(view, Reached::field(view.table, object, *field), view.field(object, id, *field), rest)
}

impl Scene for AtHand<'_> {
    fn see(&self, path: PathId) -> Seen<'_> {
        self.table.paths.get(path.index()).map_or(Seen::Unknown, |path| self.walk(path))
    }

    fn follow(&self, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'_> {
        follow(&self.view(), object, id, steps)
    }

    fn follow_inside(&self, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'_> {
        follow(&View { trust: self.trust.inside(), ..self.view() }, object, id, steps)
    }

    fn is_external(&self, path: PathId) -> bool {
        let outside = AtHand { trust: self.trust.inside(), ..*self }.see(path) == Seen::Unknown;
        outside || self.table.paths.get(path.index()).is_some_and(|path| self.is_declared_external(path))
    }

    fn figure(&self, figure: FigureId) -> Amount {
        self.figures.amount(figure, self)
    }

    fn touches(&self, fields: &[u32]) -> bool {
        fields.iter().any(|field| self.request.new.contains_key(field))
    }

    fn sample(&self, path: PathId) -> Sample {
        match (self.see(path), self.table.paths.get(path.index()).map(|path| &path.value)) {
            (Seen::Text(value), Some(Type::Object(shape))) => {
                let name = self.table.shape(*shape).map(|shape| shape.name.as_str()).unwrap_or_default();
                Sample::At((self.sampler)(name, value))
            }
            (Seen::Text(value), _) => Sample::At((self.sampler)("", value)),
            (Seen::Ordinal(number), _) => Sample::At((self.sampler)("", &number.to_string())),
            (Seen::Empty, _) => Sample::At((self.sampler)("", "")),
            (Seen::Unknown | Seen::Structure(_), _) => Sample::Unknown,
        }
    }

    fn kept(&self, column: ColumnId) -> Option<&Cell<Option<Outcomes>>> {
        self.memo?.of(column, self.trust)
    }
}

/// One element of a list, within another scene.
pub(crate) struct AtElement<'a> {
    pub(crate) table: &'a Table,
    pub(crate) outer: &'a dyn Scene,
    pub(crate) element: &'a Slot,
}

impl Scene for AtElement<'_> {
    fn see(&self, id: PathId) -> Seen<'_> {
        match self.table.paths.get(id.index()) {
            Some(path) if path.root == Root::Element => {
                self.value(path, |object, id, rest| self.outer.follow(object, id, rest))
            }
            Some(_) => self.outer.see(id),
            None => Seen::Unknown,
        }
    }

    fn follow(&self, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'_> {
        self.outer.follow(object, id, steps)
    }

    fn follow_inside(&self, object: ShapeId, id: &str, steps: &[Step]) -> Seen<'_> {
        self.outer.follow_inside(object, id, steps)
    }

    fn figure(&self, figure: FigureId) -> Amount {
        self.outer.figure(figure)
    }

    fn touches(&self, fields: &[u32]) -> bool {
        self.outer.touches(fields)
    }

    fn is_external(&self, id: PathId) -> bool {
        match self.table.paths.get(id.index()) {
            Some(path) if path.root == Root::Element => {
                let inside = |object, id: &str, rest: &[Step]| self.outer.follow_inside(object, id, rest);
                self.value(path, inside) == Seen::Unknown
            }
            Some(_) | None => self.outer.is_external(id),
        }
    }

    fn sample(&self, path: PathId) -> Sample {
        self.outer.sample(path)
    }

    // Each element has its own.
    fn kept(&self, _: ColumnId) -> Option<&Cell<Option<Outcomes>>> {
        None
    }
}

impl AtElement<'_> {
    /// The value at a path within the element: in records, and from the first object on as `follow` finds it in the facts.
    fn value<'s>(&'s self, path: &Path, follow: impl Fn(ShapeId, &str, &[Step]) -> Seen<'s>) -> Seen<'s> {
        let (mut at, mut reached) = (self.element.see(), path.shape.map_or(Reached::Value, Reached::Record));
        for (taken, step) in path.steps.iter().enumerate() {
            let rest = path.steps.get(taken..).unwrap_or_default();
            at = match (at, reached, step) {
                (Seen::Unknown | Seen::Empty, _, _) => return at,
                (Seen::Structure(Structure::Record(fields)), Reached::Record(shape), Step::Field(field)) => {
                    reached = Reached::field(self.table, shape, *field);
                    fields.get(*field as usize).map_or(Seen::Unknown, Slot::see)
                }
                // An element that is itself an object is found under the shape of the path.
                (Seen::Text(id), Reached::Object(shape) | Reached::Record(shape), Step::Field(_)) => {
                    return follow(shape, id, rest);
                }
                (Seen::Text(whole), Reached::Value, Step::Part(part)) => Seen::Text(part.of(whole)),
                _ => return Seen::Unknown,
            };
        }
        at
    }
}

/// Which of the given paths are unknown.
pub(crate) fn unknown_paths(scene: &AtHand<'_>, paths: &[PathId]) -> BTreeSet<PathId> {
    paths.iter().copied().filter(|path| scene.see(*path) == Seen::Unknown).collect()
}
