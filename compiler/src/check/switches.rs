//! Segments that may be halted: which requests touch one.

use super::checker::Checker;
use super::path::rooted;
use super::situation::{Duty, Situation};
use crate::db::{Db, Project, item_syntax};
use crate::typed::{Case, Effect, Switch};
use crate::vocabulary::{Segment, vocabulary};
use charter_grammar::ast::Item;
use charter_runtime::Outcome;
use charter_runtime::schema::{ActionId, Path, Root, Subject, Type};

/// Each segment that a role may halt, in the order of their names: for every action from which a way leads to its object, when
/// the object is in the segment. What is wrong with a segment is reported with it.
#[salsa::tracked]
pub(super) fn switches(db: &dyn Db, project: Project) -> Vec<Switch> {
    let vocabulary = vocabulary(db, project);
    let named =
        |segment: &&Segment| vocabulary.schema.halts.iter().any(|halt| halt.segments.contains(&segment.name));
    let mut switches: Vec<Switch> =
        vocabulary.segments.iter().filter(named).map(|segment| switch(db, project, segment)).collect();
    switches.sort_by(|one, other| one.segment.cmp(&other.segment));
    switches
}

fn switch(db: &dyn Db, project: Project, segment: &Segment) -> Switch {
    let mut checker = Checker::new(db, project, segment.item);
    let mut cases = Vec::new();
    if let Some(Item::Segment(syntax)) = item_syntax(db, segment.item)
        && let Some(body) = syntax.condition()
    {
        checker.open.push(segment.item);
        for place in 0..checker.schema().actions.len() {
            let Some(action) = ActionId::at(place) else { continue };
            for way in checker.ways(action, segment) {
                let situation = Situation::of_action(action, Duty::Define);
                let inner = situation.within(checker.variable(segment.object), way);
                cases.extend(checker.condition(&body, &inner).map(|condition| Case {
                    action,
                    subject: Subject::Agents,
                    condition,
                    effect: Effect::plain(Outcome::Stop),
                    room: None,
                    needed: Vec::new(),
                }));
            }
        }
    }
    Switch { segment: segment.name.clone(), cases }
}

impl Checker<'_> {
    /// The ways from what an action is on to a segment's object: the object itself, or the shortest ones over references.
    fn ways(&self, action: ActionId, segment: &Segment) -> Vec<Path> {
        let Some(known) = self.action(action) else { return Vec::new() };
        let wanted = Type::Object(segment.object);
        let other = known.second.as_ref().filter(|second| second.object == segment.object);
        let other = other.filter(|_| !known.is_on_two_of_a_kind());
        let other = other.map(|second| rooted(Root::Second, Some(second.object), wanted.clone()));
        self.shortest_ways(known.object, &wanted).into_iter().chain(other).collect()
    }
}
