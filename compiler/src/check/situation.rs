//! What the words of a condition mean where it stands.

use crate::typed::{Event, Window};
use charter_grammar::ast::State;
use charter_runtime::schema::{ActionId, Path};

/// Where a condition stands: which words are bound to what, and what the condition is for.
#[derive(Debug, Clone)]
pub(super) struct Situation {
    /// The action that it is checked for, if it is part of a rule.
    pub(super) action: Option<ActionId>,
    /// The object whose fields are named without it: in segments, and in conditions of an object.
    pub(super) this: Option<Path>,
    /// Names that the charter gives: elements of lists, the object of a segment.
    pub(super) bound: Vec<(String, Path)>,
    /// The event that `its` speaks of.
    pub(super) its: Option<Event>,
    /// What it is for.
    pub(super) duty: Duty,
    /// Whether the condition is turned round before it is used.
    pub(super) negated: bool,
    /// Whether the condition may count either way: then it is turned round as much as it is not.
    pub(super) either_way: bool,
    /// Which way a comparison goes that a value stands in.
    pub(super) wanted: Wanted,
    /// How far back `has` looks, where nothing is said.
    pub(super) has: Window,
    /// Whether a value is only asked for because what restricts is lifted where there is none.
    pub(super) lifted_by_none: bool,
}

/// Whether a comparison holds the sooner for more or for less of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The more, the sooner.
    More,
    /// The less, the sooner.
    Less,
    /// Neither can be told.
    Either,
}

/// What a condition is for; decides which facts it may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    /// It grants: verified facts only.
    Grant,
    /// It restricts when it holds.
    Restrict,
    /// It restricts unless it holds: what an agent has to show.
    Show,
    /// It only gives a test a name; it is judged where it is used.
    Define,
}

impl Situation {
    /// The situation of a condition in a rule, for one of its actions.
    pub(super) fn of_action(action: ActionId, duty: Duty) -> Situation {
        Situation { action: Some(action), ..Situation::bare(duty) }
    }

    /// A situation in which no name is bound.
    pub(super) fn bare(duty: Duty) -> Situation {
        let (this, its, bound) = (None, None, Vec::new());
        Situation {
            action: None,
            this,
            bound,
            its,
            duty,
            negated: false,
            either_way: false,
            wanted: Wanted::Either,
            has: Window::SinceRelease(Vec::new()),
            lifted_by_none: false,
        }
    }

    /// The same, with the condition turned round.
    pub(super) fn turned(&self) -> Situation {
        Situation { negated: !self.negated, ..self.clone() }
    }

    /// The same, for a question whether a value is in this state, and nothing else about it.
    pub(super) fn of_state(&self, state: State) -> Situation {
        let lifted_by_none = match state {
            State::Empty => self.negated && !self.either_way,
            State::Given => !self.negated && !self.either_way,
            State::Known => false,
        };
        Situation { lifted_by_none, ..self.clone() }
    }

    /// The same, where nothing is granted or restricted yet.
    pub(super) fn as_definition(&self) -> Situation {
        Situation { duty: Duty::Define, ..self.clone() }
    }

    /// The same, for a value in a comparison that goes this way.
    pub(super) fn wanting(&self, wanted: Wanted) -> Situation {
        Situation { wanted, ..self.clone() }
    }

    /// The same, for which elements of a list count towards a value.
    pub(super) fn counting(&self) -> Situation {
        let counted = match self.wanted {
            Wanted::More => self.clone(),
            Wanted::Less => self.turned(),
            Wanted::Either => Situation { either_way: true, ..self.clone() },
        };
        counted.wanting(Wanted::Either)
    }

    /// The same, with one more name.
    pub(super) fn with(&self, name: String, path: Path) -> Situation {
        let mut inner = self.clone();
        inner.bound.push((name, path));
        inner
    }

    /// Inside the body of a definition of an object, at one such object.
    pub(super) fn within(&self, variable: &str, path: Path) -> Situation {
        let bound = vec![(variable.to_owned(), path.clone())];
        Situation { this: Some(path), bound, its: None, ..self.clone() }
    }

    /// Inside the filter of an event query: only the event's own fields have names.
    pub(super) fn of_event(&self, event: Event) -> Situation {
        Situation { action: None, this: None, bound: Vec::new(), its: Some(event), ..self.clone() }
    }
}
