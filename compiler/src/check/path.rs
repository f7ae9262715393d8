//! Paths: from the words of a charter to places in the schema.

use super::checker::Checker;
use super::situation::Situation;
use crate::typed::Event;
use charter_grammar::ast;
use charter_runtime::schema::{Action, ActionId, Part, Path, Root, ShapeId, Step, Type, Verb};

impl Checker<'_> {
    /// The place that a path names; reports what it does not find.
    pub(super) fn place(&mut self, path: &ast::Path, situation: &Situation) -> Option<Path> {
        let names: Vec<ast::NameRef> = path.segments().collect();
        let place = self.walk(&names, situation)?;
        if !self.is_declared(&place) {
            return None;
        }
        self.read(&place, path, situation);
        Some(place)
    }

    /// The place that names lead to, one after the other; reports the one that leads nowhere.
    pub(super) fn walk(&mut self, names: &[ast::NameRef], situation: &Situation) -> Option<Path> {
        let (head, further) = names.split_first()?;
        let name = head.text();
        if name.is_empty() {
            return None;
        }
        let start = match (self.root(&name, situation), self.own_line(&name, situation)) {
            (Some(root), _) => root,
            (None, Some(line)) => self.path_of_line(&line, head)?,
            (None, None) => {
                self.unknown_word(head, situation);
                return None;
            }
        };
        further.iter().try_fold(start, |place, segment| self.step(&place, segment, situation))
    }

    /// The place that a path names, without a word about what it does not find.
    pub(super) fn plainly(&self, path: &ast::Path, situation: &Situation) -> Option<Path> {
        let mut segments = path.segments();
        let root = self.root(&segments.next()?.text(), situation)?;
        segments.try_fold(root, |place, segment| self.field_of(&place, &segment.text()))
    }

    /// What a single word names here, if it is not a value.
    pub(super) fn root(&self, name: &str, situation: &Situation) -> Option<Path> {
        let bound = situation.bound.iter().rev().find(|(bound, _)| bound == name);
        bound
            .map(|(_, path)| path.clone())
            .or_else(|| self.its(name, situation))
            // A definition means its object's own fields, wherever it is used.
            .or_else(|| self.own_field(name, situation.this.as_ref()?))
            .or_else(|| self.of_action(name, situation.action?))
    }

    /// The environment in which the agent runs, where the project has any.
    pub(super) fn environment(&self) -> Option<Path> {
        self.vocabulary.environments.map(|known| rooted(Root::Environment, None, Type::OneOf(known)))
    }

    fn its(&self, name: &str, situation: &Situation) -> Option<Path> {
        let event = situation.its.filter(|_| name == "its")?;
        self.own_content(event)
    }

    /// What an event carries itself: the fields of a signal, the content of an action.
    pub(super) fn own_content(&self, event: Event) -> Option<Path> {
        let content = self.content(event)?;
        let root = match event {
            Event::Did(_) => Root::Request,
            Event::Signal(_) => Root::Its,
        };
        Some(rooted(root, Some(content), Type::Record(content)))
    }

    /// The words that every rule on an action has.
    fn of_action(&self, name: &str, id: ActionId) -> Option<Path> {
        let action = self.action(id)?;
        let object = |root| rooted(root, Some(action.object), Type::Object(action.object));
        match (name, action.verb) {
            ("old", Verb::Update) => Some(object(Root::Old)),
            ("new", Verb::Update | Verb::Create) => Some(object(Root::New)),
            ("request", _) => Some(rooted(Root::Request, Some(action.content), Type::Record(action.content))),
            ("agent", _) => Some(agent()),
            ("session", _) => Some(session()),
            ("environment", _) => self.environment(),
            ("principal", _) => Some(principal()),
            ("now", _) => Some(now()),
            ("today", _) => Some(today()),
            (name, _) if name == self.target_variable(id) => Some(object(Root::Target)),
            _ => self.one_of_two(name, action),
        }
    }

    /// One of the two objects that an action is on, by its own name.
    fn one_of_two(&self, name: &str, action: &Action) -> Option<Path> {
        let second = action.second.as_ref()?;
        if name == second.name {
            return Some(rooted(Root::Second, Some(second.object), Type::Object(second.object)));
        }
        let first = action.is_on_two_of_a_kind() && name == second.first;
        first.then(|| rooted(Root::First, Some(action.object), Type::Object(action.object)))
    }

    fn own_field(&self, name: &str, this: &Path) -> Option<Path> {
        self.field_of(this, name)
    }

    /// One step further.
    fn step(&mut self, place: &Path, name: &ast::NameRef, situation: &Situation) -> Option<Path> {
        let text = name.text();
        if text.is_empty() {
            return None;
        }
        let further = self.field_of(place, &text).or_else(|| self.through_event(place, &text, situation));
        if further.is_some() {
            return further;
        }
        match self.line_of(place, &text, situation) {
            Some(line) => self.path_of_line(&line, name),
            None => {
                self.unknown_step(place, name);
                None
            }
        }
    }

    /// Whether the types of all fields on the way could be made out. Where not, that has been reported.
    fn is_declared(&self, place: &Path) -> bool {
        let mut shape = place.shape;
        place.steps.iter().all(|step| {
            let Step::Field(index) = step else { return true };
            let Some(id) = shape else { return true };
            let field = self.shape(id).and_then(|shape| shape.fields.get(*index as usize));
            shape = field.and_then(|field| shape_of(&field.value));
            let declared = self.vocabulary.shapes.get(id.index());
            declared.and_then(|shape| shape.fields.get(*index as usize)).is_none_or(|field| field.known)
        })
    }

    /// The field of that name at the end of a path.
    pub(super) fn field_of(&self, place: &Path, name: &str) -> Option<Path> {
        let named = |part: &Part| part.whole() == place.value && part.name() == name;
        if let Some(part) = Part::ALL.into_iter().find(named) {
            return Some(extended(place, Step::Part(part), part.value(), false));
        }
        let shape = self.shape(shape_at(place)?)?;
        let index = shape.fields.iter().position(|field| field.name == name)?;
        let field = shape.fields.get(index)?;
        let index = u32::try_from(index).ok()?;
        Some(extended(place, Step::Field(index), field.value.clone(), field.optional))
    }

    /// `its.contact` and `its.agent`: what an event is about, and who did it.
    fn through_event(&self, place: &Path, name: &str, situation: &Situation) -> Option<Path> {
        let event = situation
            .its
            .filter(|_| matches!(place.root, Root::Its | Root::Request) && place.steps.is_empty())?;
        let object = self.subject(event)?;
        match event {
            Event::Did(_) if name == "agent" => Some(agent()),
            Event::Did(action) if name == self.target_variable(action) => {
                Some(rooted(Root::Target, Some(object), Type::Object(object)))
            }
            Event::Signal(_) if name == self.variable(object) => {
                Some(rooted(Root::Target, Some(object), Type::Object(object)))
            }
            Event::Did(_) | Event::Signal(_) => None,
        }
    }

    /// A path as charters write it.
    pub(super) fn text_of(&self, place: &Path, action: Option<ActionId>) -> String {
        let mut words = vec![self.root_word(place, action)];
        let mut shape = place.shape;
        for step in &place.steps {
            match step {
                Step::Part(part) => words.push(part.name().to_owned()),
                Step::Field(index) => {
                    let field = shape.and_then(|shape| self.shape(shape)?.fields.get(*index as usize));
                    shape = field.and_then(|field| shape_of(&field.value));
                    words.extend(field.map(|field| field.name.clone()));
                }
            }
        }
        words.retain(|word| !word.is_empty());
        words.join(".")
    }

    fn root_word(&self, place: &Path, action: Option<ActionId>) -> String {
        let word = match place.root {
            Root::Target => match action {
                Some(action) => self.target_variable(action),
                None => place.shape.map_or("", |shape| self.variable(shape)),
            },
            Root::Old => "old",
            Root::New => "new",
            Root::Request => "request",
            Root::Agent => "agent",
            Root::Now => "now",
            Root::Today => "today",
            Root::Field => "field",
            Root::Session => "session",
            Root::Environment => "environment",
            Root::Principal => "principal",
            Root::PrincipalRoles => "roles of principal",
            Root::Element => "element",
            Root::Its => "its",
            Root::First | Root::Second => return self.word_of_two(place.root, action),
            Root::Targets => "count of targets",
        };
        word.to_owned()
    }

    fn word_of_two(&self, root: Root, action: Option<ActionId>) -> String {
        let second = action.and_then(|action| self.action(action)).and_then(|action| action.second.as_ref());
        let name = second.map(|second| if root == Root::First { &second.first } else { &second.name });
        name.cloned().unwrap_or_default()
    }

    /// Says that a word means nothing here, and what it may have meant.
    fn unknown_word(&mut self, head: &ast::NameRef, situation: &Situation) {
        let (name, at) = (head.text(), self.at(head));
        let known = self.words(situation);
        let elsewhere = self.reached_as(&name, situation);
        let action = situation.action.and_then(|action| self.action(action)).map(|it| it.name.clone());
        self.report.unknown_word(at, &name, action.as_deref(), elsewhere.as_deref(), &known);
    }

    /// The words that name something here.
    fn words(&self, situation: &Situation) -> Vec<String> {
        let mut words: Vec<String> = situation.bound.iter().map(|(name, _)| name.clone()).collect();
        if let Some(action) = situation.action {
            words.push(self.target_variable(action).to_owned());
            let second = self.action(action).and_then(|action| action.second.as_ref());
            words.extend(second.into_iter().flat_map(|second| [second.first.clone(), second.name.clone()]));
            let fixed =
                ["request", "agent", "session", "environment", "principal", "now", "today", "old", "new"];
            words
                .extend(fixed.into_iter().filter(|w| self.of_action(w, action).is_some()).map(str::to_owned));
        }
        words.extend(situation.its.map(|_| "its".to_owned()));
        let own = situation.this.as_ref().and_then(shape_at).and_then(|shape| self.shape(shape));
        words.extend(own.into_iter().flat_map(|shape| &shape.fields).map(|field| field.name.clone()));
        words
    }

    /// The path by which a field or object of this name is reached from what the action is on.
    pub(super) fn reached_as(&self, name: &str, situation: &Situation) -> Option<String> {
        let action = situation.action?;
        let target = self.of_action(self.target_variable(action), action)?;
        let own = self.field_of(&target, name);
        let content = || self.field_of(&self.of_action("request", action)?, name);
        let object = || {
            let shape = self.vocabulary.objects.iter().find(|object| object.variable == name)?.shape;
            self.reference_to(target.shape?, &Type::Object(shape)).ok()
        };
        let found = own.or_else(object).or_else(content)?;
        Some(self.text_of(&found, Some(action)))
    }

    fn unknown_step(&mut self, place: &Path, name: &ast::NameRef) {
        let (text, at) = (name.text(), self.at(name));
        match shape_at(place).and_then(|id| Some((self.shape(id)?, id))) {
            Some((shape, id)) => {
                let fields = shape.fields.iter().map(|field| field.name.as_str());
                let nearest = crate::diagnostics::nearest(&text, fields).map(str::to_owned);
                let owner = self.owner_of(&text, id);
                let own_word = || self.root_word(place, None);
                let owner_name = if shape.name.is_empty() { own_word() } else { shape.name.clone() };
                match (nearest, owner) {
                    (None, Some(owner)) => self.report.field_of_another(at, &owner_name, &text, &owner),
                    (nearest, _) => self.report.unknown_field(at, &owner_name, &text, nearest.as_deref()),
                }
            }
            None => {
                let what = super::constant::describe(&place.value, self.schema());
                self.report.no_fields(at, &text, &what);
            }
        }
    }

    /// Another object that has a field of this name.
    fn owner_of(&self, field: &str, not: ShapeId) -> Option<String> {
        let has = |shape: &&charter_runtime::schema::Shape| shape.fields.iter().any(|it| it.name == field);
        let other = |object: &&crate::vocabulary::Object| object.shape != not;
        let mut shapes = self.vocabulary.objects.iter().filter(other).filter_map(|it| self.shape(it.shape));
        shapes.find(has).map(|shape| shape.name.clone())
    }
}

/// The agent that asks.
pub(super) fn agent() -> Path {
    rooted(Root::Agent, None, Type::Text)
}

/// The session in which it asks.
pub(super) fn session() -> Path {
    rooted(Root::Session, None, Type::Text)
}

/// The person on whose behalf the agent acts.
pub(super) fn principal() -> Path {
    Path { optional: true, ..rooted(Root::Principal, None, Type::Person) }
}

/// The moment of the decision.
pub(super) fn now() -> Path {
    rooted(Root::Now, None, Type::Instant)
}

/// The day of the decision, in the project's zone.
pub(super) fn today() -> Path {
    rooted(Root::Today, None, Type::Date)
}

/// The field that is touched.
pub(super) fn touched() -> Path {
    rooted(Root::Field, None, Type::Text)
}

/// A path of no steps.
pub(super) fn rooted(root: Root, shape: Option<ShapeId>, value: Type) -> Path {
    Path { root, shape, steps: Vec::new(), value, optional: false }
}

fn extended(place: &Path, step: Step, value: Type, optional: bool) -> Path {
    let mut further = place.clone();
    further.steps.push(step);
    further.value = value;
    further.optional |= optional;
    further
}

/// The shape whose fields a path can go on to.
pub(super) fn shape_at(place: &Path) -> Option<ShapeId> {
    shape_of(&place.value)
}

fn shape_of(value: &Type) -> Option<ShapeId> {
    match value {
        Type::Object(shape) | Type::Record(shape) => Some(*shape),
        Type::Text | Type::Number | Type::Percent | Type::Money(_) | Type::YesNo | Type::Date => None,
        Type::Instant | Type::Duration | Type::Zone | Type::Email | Type::Domain | Type::Url => None,
        Type::Person | Type::OneOf(_) | Type::List(_) => None,
    }
}
