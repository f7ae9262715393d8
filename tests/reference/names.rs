//! What the names in a condition mean where it stands.

use crate::reference::charter::Charter;
use crate::reference::ledger::Ledger;
use crate::reference::situation::{Act, Path, Situation, Start, Step};
use crate::reference::value::{Fact, Type, Value};
use crate::reference::vocabulary::{Derived, Field, Verb, Vocabulary};
use charter_grammar::ast;

/// Where a condition is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The charter.
    pub(crate) charter: &'a Charter,
    /// What happened before.
    pub(crate) ledger: &'a Ledger<'a>,
    /// The request, or the event of the past, that it is asked of.
    pub(crate) situation: &'a Situation<'a>,
    /// The one field that is looked at, where the action is about fields.
    pub(crate) field: Option<&'a str>,
    /// What a bare name of the object means: the object before or after, or one of two.
    pub(crate) version: Start,
    /// The object that bare fields belong to, inside segments and named tests.
    pub(crate) about: Option<&'a Path>,
    /// The list questions around it, outermost first.
    pub(crate) elements: &'a [Element],
    /// How long `has` looks back for the rule that asks, and whose releases count for it.
    pub(crate) latch: &'a Latch,
    /// As of which later moment limits are asked what is left, where they are.
    pub(crate) later: Option<i128>,
}

/// How a stop holds what a signal has latched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Latch {
    /// The roles that may release it.
    pub(crate) released_by: Vec<String>,
    /// For how many nanoseconds it holds; without them, until it is released.
    pub(crate) length: Option<i128>,
}

/// An element that a list question is at.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) of: Type,
    /// What is known of it.
    pub(crate) fact: Fact,
}

/// The versions of its object that a bare name of an action means, all alike.
pub(crate) fn versions(act: &Act<'_>) -> Vec<Start> {
    match act {
        Act::Signal(_) => vec![Start::Target(0)],
        Act::Action(action) => match action.verb {
            Verb::Update => vec![Start::Target(0), Start::New],
            Verb::Create => vec![Start::New],
            Verb::Merge => vec![Start::Target(0), Start::Target(1)],
            Verb::Declared if action.of_a_kind() => vec![Start::Target(0), Start::Target(1)],
            Verb::Declared | Verb::Read | Verb::Delete | Verb::Export => vec![Start::Target(0)],
        },
    }
}

/// The versions by which an event of the past goes: of two of a kind, it is the first's.
pub(crate) fn versions_of_event(act: &Act<'_>) -> Vec<Start> {
    match act {
        Act::Action(action) if action.of_a_kind() => vec![Start::Target(0)],
        Act::Action(_) | Act::Signal(_) => versions(act),
    }
}

impl Place<'_> {
    /// What is known at the end of a path.
    pub(crate) fn fact(&self, path: &Path) -> Fact {
        if path.start == Start::Today {
            return crate::reference::value::known(self.today().map(Value::Whole));
        }
        let elements: Vec<Fact> = self.elements.iter().map(|element| element.fact.clone()).collect();
        self.situation.fact(path, &elements)
    }

    /// The day, counted from 1970-01-01.
    fn today(&self) -> Option<i128> {
        let moment = jiff::Timestamp::from_nanosecond(self.situation.at).ok()?;
        let day = moment.in_tz(&self.charter.settings.zone).ok()?.date();
        let since = day.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).ok()?;
        Some(i128::from(since.get_days()))
    }

    /// A text that tells a path from all others. What an update leaves alone is one with what was there before.
    pub(crate) fn key(&self, path: &Path) -> String {
        let untouched = path.steps.first().is_some_and(|first| self.situation.untouched(&first.to.name));
        let start = if path.start == Start::New && untouched { Start::Target(0) } else { path.start };
        format!("{start:?}{}", path.steps_text())
    }

    /// A path as people read it.
    pub(crate) fn text(&self, path: &Path) -> String {
        let two = self.situation.second();
        let start = match (path.start, self.situation.verb()) {
            (Start::Target(0), _) if two.is_some() => two.map_or_else(String::new, |two| two.first.clone()),
            (Start::Target(1), _) => two.map_or_else(String::new, |two| two.name.clone()),
            _ if path.steps.is_empty() && matches!(path.start, Start::Target(_) | Start::New) => {
                variable(self.situation.object())
            }
            (Start::Target(_), Some(Verb::Update)) => "old".to_owned(),
            (Start::New, _) => "new".to_owned(),
            (Start::Target(_), _) => variable(self.situation.object()),
            (Start::Content(_), _) => "request".to_owned(),
            (Start::Agent, _) => "agent".to_owned(),
            (Start::Now, _) => "now".to_owned(),
            (Start::Today, _) => "today".to_owned(),
            (Start::Session, _) => "session".to_owned(),
            (Start::Environment, _) => "environment".to_owned(),
            (Start::Principal, _) => "principal".to_owned(),
            (Start::Element(_), _) => "element".to_owned(),
            (Start::Its, _) => "its".to_owned(),
            (Start::Targets, _) => "count of targets".to_owned(),
        };
        format!("{start}{}", path.steps_text())
    }

    /// What a path as written means here.
    pub(crate) fn path(&self, written: &ast::Path) -> Result<Path, String> {
        let names: Vec<String> = written.segments().map(|segment| segment.text()).collect();
        self.path_of(&names).map_err(|problem| format!("{problem} (in `{}`)", written.text()))
    }

    /// What a path of these names means here.
    pub(crate) fn path_of(&self, names: &[String]) -> Result<Path, String> {
        let (first, rest) = names.split_first().ok_or("an empty path")?;
        if let Some((outwards, element)) =
            self.elements.iter().rev().enumerate().find(|(_, element)| element.name == *first)
        {
            return self.walk(Start::Element(outwards), &element.of, rest);
        }
        match (self.about, first.as_str()) {
            (Some(about), word) => match about.of() {
                Type::Object(object) if variable(object) == word => self.extend(about.clone(), rest),
                Type::Object(object)
                    if self.vocabulary().field(object, word).is_ok()
                        || self.vocabulary().line(object, word).is_some() =>
                {
                    self.extend(about.clone(), names)
                }
                _ => self.free_path(first, rest),
            },
            (None, _) => self.free_path(first, rest),
        }
    }

    fn free_path(&self, first: &str, rest: &[String]) -> Result<Path, String> {
        let object = Type::Object(self.situation.object().to_owned());
        match first {
            "old" => self.walk(Start::Target(0), &object, rest),
            "new" => self.walk(Start::New, &object, rest),
            "request" | "its" => self.content(rest),
            "agent" => self.walk(Start::Agent, &self.agents(), rest),
            "now" => self.walk(Start::Now, &Type::Instant, rest),
            "today" => self.walk(Start::Today, &Type::Date, rest),
            "session" => self.walk(Start::Session, &Type::Text, rest),
            "environment" => self.walk(Start::Environment, &self.vocabulary().environment(), rest),
            "principal" => self.walk(Start::Principal, &Type::Person, rest),
            word if word == variable(self.situation.object()) => self.walk(self.version, &object, rest),
            word if self.situation.second().is_some_and(|two| two.name == word) => {
                let other = self.situation.second().map(|two| two.object.clone()).unwrap_or_default();
                self.walk(Start::Target(1), &Type::Object(other), rest)
            }
            word if self.situation.second().is_some_and(|two| two.first == word) => {
                self.walk(Start::Target(0), &object, rest)
            }
            word => match self.line_of_action(word).map(|line| &line.says) {
                Some(ast::Expr::Path(says)) => {
                    let start = Place { about: None, ..*self }.path(says)?;
                    self.extend(start, rest)
                }
                _ => Err(format!("nothing is called `{word}` here")),
            },
        }
    }

    fn line_of_action(&self, name: &str) -> Option<&Derived> {
        match &self.situation.act {
            Act::Action(action) => self.vocabulary().line(&action.name, name),
            Act::Signal(_) => None,
        }
    }

    /// The derived line that a path ends in, where that is more than a path, and what it is a line of: of the action, nothing.
    pub(crate) fn line(&self, written: &ast::Path) -> Option<(Option<Path>, &Derived)> {
        let names: Vec<String> = written.segments().map(|segment| segment.text()).collect();
        let (last, before) = names.split_last()?;
        let owner = match (before, self.about) {
            ([], about) => about.cloned(),
            (before, _) => Some(self.path_of(before).ok()?),
        };
        let of_owner = owner.as_ref().and_then(|owner| match owner.of() {
            Type::Object(object) => self.vocabulary().line(object, last),
            _ => None,
        });
        let found = match of_owner {
            Some(line) => (owner, line),
            None if before.is_empty() => (None, self.line_of_action(last)?),
            None => return None,
        };
        (!matches!(found.1.says, ast::Expr::Path(_))).then_some(found)
    }

    /// A path into what an action takes, says, and the host knows, or what a signal carries.
    fn content(&self, names: &[String]) -> Result<Path, String> {
        let (first, rest) = names.split_first().ok_or("a name is missing after the dot")?;
        let (start, field) = match &self.situation.act {
            Act::Action(action) => {
                let found = action.content.iter().find(|(_, field)| field.name == *first);
                found.map(|(part, field)| (Start::Content(*part), field.clone()))
            }
            Act::Signal(signal) => signal
                .fields
                .iter()
                .find(|field| field.name == *first)
                .map(|field| (Start::Its, field.clone())),
        }
        .ok_or_else(|| format!("there is no `{first}`"))?;
        let from = Type::Record(String::new());
        let path = Path { start, start_type: from.clone(), steps: vec![Step { from, to: field }] };
        self.extend(path, rest)
    }

    fn walk(&self, start: Start, of: &Type, names: &[String]) -> Result<Path, String> {
        self.extend(Path { start, start_type: of.clone(), steps: Vec::new() }, names)
    }

    fn extend(&self, path: Path, names: &[String]) -> Result<Path, String> {
        names.iter().try_fold(path, |mut path, name| {
            let from = path.of().clone();
            if let Type::Object(object) = &from
                && let Some(ast::Expr::Path(says)) =
                    self.vocabulary().line(object, name).map(|line| &line.says)
            {
                return Place { about: Some(&path), ..*self }.path(says);
            }
            let to = step(self.vocabulary(), &from, name)?;
            path.steps.push(Step { from, to });
            Ok(path)
        })
    }

    /// The type of agents: a closed list.
    fn agents(&self) -> Type {
        Type::OneOf(self.vocabulary().agents.clone())
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.charter.vocabulary
    }

    /// The path to an object of this kind: the object at hand, or what the one shortest way of references from it
    /// leads to.
    pub(crate) fn way_to(&self, object: &str) -> Result<Path, String> {
        let mut ways = self.shortest_ways(object).into_iter();
        match (ways.next(), ways.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(format!("several ways lead to `{object}`")),
            (None, _) => Err(format!("no way leads to `{object}`")),
        }
    }

    /// The shortest ways to an object, over at most three references.
    pub(crate) fn shortest_ways(&self, object: &str) -> Vec<Path> {
        let here = Type::Object(self.situation.object().to_owned());
        let mut ways = vec![Path { start: self.version, start_type: here, steps: Vec::new() }];
        for _ in 0..=3 {
            let there = ways.iter().filter(|way| *way.of() == Type::Object(object.to_owned()));
            let there: Vec<Path> = there.cloned().collect();
            if !there.is_empty() {
                return there;
            }
            ways = ways.iter().flat_map(|way| self.references(way)).collect();
        }
        Vec::new()
    }

    fn references(&self, path: &Path) -> Vec<Path> {
        let Type::Object(object) = path.of() else { return Vec::new() };
        let fields = self.vocabulary().shapes.get(object).into_iter().flatten();
        let references = fields.filter(|field| matches!(field.of, Type::Object(_)));
        references
            .map(|field| {
                let mut longer = path.clone();
                longer.steps.push(Step { from: path.of().clone(), to: field.clone() });
                longer
            })
            .collect()
    }
}

fn step(vocabulary: &Vocabulary, from: &Type, name: &str) -> Result<Field, String> {
    match from {
        Type::Object(shape) | Type::Record(shape) => vocabulary.field(shape, name).cloned(),
        Type::Email if name == "domain" => Ok(part(name, Type::Domain)),
        Type::Email if name == "mailbox" => Ok(part(name, Type::Text)),
        Type::Domain if name == "registrable" => Ok(part(name, Type::Domain)),
        _ => Err(format!("`{name}` does not follow from {from:?}")),
    }
}

/// A part of an address or domain.
fn part(name: &str, of: Type) -> Field {
    Field { name: name.to_owned(), of, optional: false, fresh: None, external: false, endorsed: Vec::new() }
}

/// The name by which rules speak of an object: `Contact` is `contact`, `SalesOrder` is `sales_order`.
pub(crate) fn variable(object: &str) -> String {
    let mut variable = String::new();
    for (place, letter) in object.chars().enumerate() {
        if letter.is_uppercase() && place > 0 && !variable.ends_with('_') {
            variable.push('_');
        }
        variable.extend(letter.to_lowercase());
    }
    variable
}

/// The object that a word names, in the singular or the plural.
pub(crate) fn object_called(place: &Place<'_>, word: &str) -> Option<String> {
    let is_called = |object: &&String| {
        let name = variable(object);
        let ies = name.strip_suffix('y').map(|stem| format!("{stem}ies"));
        word == name || word == format!("{name}s") || Some(word.to_owned()) == ies
    };
    place.charter.vocabulary.objects.iter().find(is_called).cloned()
}
