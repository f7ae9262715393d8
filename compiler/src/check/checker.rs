//! What every part of checking works with.

use crate::db::{Db, ItemId, ItemKind, Project, Span};
use crate::diagnostics::{Diagnostic, Report};
use crate::project::settings;
use crate::typed::Event;
use crate::vocabulary::{Vocabulary, vocabulary};
use charter_grammar::Charter as Language;
use charter_grammar::ast::{self, AstNode};
use charter_runtime::schema::{Action, ActionId, Path, Schema, Shape, ShapeId, Verb};

/// Checks one item: holds what is known of the project, and collects what is found.
pub(super) struct Checker<'db> {
    pub(super) db: &'db dyn Db,
    pub(super) project: Project,
    pub(super) vocabulary: &'db Vocabulary,
    pub(super) report: Report,
    /// The item whose nodes are being read: the one that is checked, or a definition that it uses.
    pub(super) item: ItemId,
    /// Where the item that is checked uses the definition that is being read.
    pub(super) used_at: Option<Span>,
    /// The definitions that are being read, from the outermost.
    pub(super) open: Vec<ItemId>,
    /// The derived lines that are being read, from the outermost.
    pub(super) deriving: Vec<(ShapeId, String)>,
    /// By what the measure that is being read is kept: every question in it is asked per these.
    pub(super) per: Vec<charter_grammar::ast::Path>,
    /// Whether the rule that is checked restricts people, too.
    pub(super) for_people: bool,
    /// The places whose emptiness a scope asks about.
    pub(super) asked_empty: Vec<Path>,
}

impl<'db> Checker<'db> {
    pub(super) fn new(db: &'db dyn Db, project: Project, item: ItemId) -> Checker<'db> {
        let vocabulary = vocabulary(db, project);
        Checker {
            db,
            project,
            vocabulary,
            report: Report::new(),
            item,
            used_at: None,
            open: Vec::new(),
            deriving: Vec::new(),
            per: Vec::new(),
            for_people: false,
            asked_empty: Vec::new(),
        }
    }

    /// The place of a node of the item that is being read.
    pub(super) fn at(&self, node: &impl AstNode<Language = Language>) -> Span {
        self.item.span(self.db, node)
    }

    /// The place in the item that is checked which leads to a node.
    pub(super) fn use_of(&self, node: &impl AstNode<Language = Language>) -> Span {
        self.used_at.unwrap_or_else(|| self.at(node))
    }

    /// The project's time zone.
    pub(super) fn zone(&self) -> &'db str {
        &settings(self.db, self.project).value.zone
    }

    pub(super) fn schema(&self) -> &'db Schema {
        &self.vocabulary.schema
    }

    /// The environments that the project has.
    pub(super) fn environments(&self) -> &'db [String] {
        let known = self.vocabulary.environments.and_then(|known| self.schema().choices.get(known.index()));
        known.map_or(&[], Vec::as_slice)
    }

    pub(super) fn action(&self, action: ActionId) -> Option<&'db Action> {
        self.schema().actions.get(action.index())
    }

    pub(super) fn shape(&self, shape: ShapeId) -> Option<&'db Shape> {
        self.schema().shapes.get(shape.index())
    }

    pub(super) fn shape_name(&self, shape: ShapeId) -> &'db str {
        self.shape(shape).map_or("", |shape| shape.name.as_str())
    }

    /// What paths call an object where no action says otherwise.
    pub(super) fn variable(&self, shape: ShapeId) -> &'db str {
        let object = self.vocabulary.objects.iter().find(|object| object.shape == shape);
        object.map_or("", |object| object.variable.as_str())
    }

    /// What paths call the object that an action is on.
    pub(super) fn target_variable(&self, id: ActionId) -> &'db str {
        let Some(action) = self.action(id) else { return "" };
        match action.verb {
            Verb::Declared => self.vocabulary.actions.get(&action.name).map_or("", |it| it.variable.as_str()),
            Verb::Create | Verb::Read | Verb::Update | Verb::Delete | Verb::Merge | Verb::Export => {
                self.variable(action.object)
            }
        }
    }

    /// The object that an event is about.
    pub(super) fn subject(&self, event: Event) -> Option<ShapeId> {
        match event {
            Event::Did(action) => self.action(action).map(|action| action.object),
            Event::Signal(signal) => self.schema().signals.get(signal.index()).map(|signal| signal.about),
        }
    }

    /// The fields that an event carries itself.
    pub(super) fn content(&self, event: Event) -> Option<ShapeId> {
        match event {
            Event::Did(action) => self.action(action).map(|action| action.content),
            Event::Signal(signal) => self.schema().signals.get(signal.index()).map(|signal| signal.content),
        }
    }

    /// The name of an event, as charters write it.
    pub(super) fn event_name(&self, event: Event) -> &'db str {
        match event {
            Event::Did(action) => self.action(action).map_or("", |action| action.name.as_str()),
            Event::Signal(signal) => {
                self.schema().signals.get(signal.index()).map_or("", |signal| signal.name.as_str())
            }
        }
    }

    /// Says that nothing of this kind has this name; not where there is one that has been reported on already.
    pub(super) fn unknown(&mut self, name: &ast::NameRef, kind: ItemKind, nearest: Option<&str>) {
        let (at, text) = (self.at(name), name.text());
        if !self.vocabulary.is_unusable(kind, &text) {
            self.report.unknown_name(at, kind, &text, nearest);
        }
    }

    /// What was found, in the order of the text and each thing once.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        merged(self.report.into_diagnostics())
    }
}

/// Findings without those that say the same of the same place, as when a rule is on two actions.
pub(super) fn merged(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        if !kept.iter().any(|other| other.code == diagnostic.code && other.at == diagnostic.at) {
            kept.push(diagnostic);
        }
    }
    kept
}
