//! A charter as it is read: the declarations, and the rules with their clauses as they stand in the syntax tree.

use crate::reference::declarations;
use crate::reference::names::variable;
use crate::reference::vocabulary::Vocabulary;
use charter_grammar::ast::{self, AstNode, HasName, HasTitle, MaybeShadow};
use std::collections::BTreeMap;

/// What a project's settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The project's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its time zone.
    pub zone: String,
    /// Whether its decisions are enforced.
    pub enforced: bool,
    /// The environments that it names.
    pub environments: Vec<String>,
    /// The texts of the files that its declarations name.
    pub files: BTreeMap<String, String>,
}

/// A charter.
#[derive(Debug)]
pub struct Charter {
    /// The project's settings.
    pub(crate) settings: Settings,
    /// What exists.
    pub(crate) vocabulary: Vocabulary,
    /// Segments: the object, and the test.
    pub(crate) segments: BTreeMap<String, (String, ast::Expr)>,
    /// Named tests: the object, where one is named, and the test.
    pub(crate) conditions: BTreeMap<String, (Option<String>, ast::Expr)>,
    /// Named figures.
    pub(crate) measures: BTreeMap<String, ast::Measure>,
    /// Working hours.
    pub(crate) calendars: BTreeMap<String, ast::Calendar>,
    /// Look-up tables.
    pub(crate) tables: BTreeMap<String, ast::Table>,
    /// Scopes and rules, by name.
    pub(crate) rules: BTreeMap<String, Rule>,
}

/// What a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It grants.
    Scope,
    /// A person looks first.
    Gate,
    /// It must not happen.
    Stop,
    /// At most so much.
    Limit,
    /// What must be shown.
    Require,
}

impl Kind {
    /// The word it begins with.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Scope => "scope",
            Kind::Gate => "gate",
            Kind::Stop => "stop",
            Kind::Limit => "limit",
            Kind::Require => "require",
        }
    }
}

/// A scope, gate, stop, limit or requirement.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: String,
    /// The sentence that people are shown.
    pub(crate) sentence: Option<String>,
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether it is only watched.
    pub(crate) shadow: bool,
    /// Its lines.
    pub(crate) clauses: Vec<ast::Clause>,
}

/// Reads the files of a charter that has been checked.
pub fn read(files: &[&str], settings: Settings) -> Result<Charter, String> {
    let mut items = Vec::new();
    for file in files {
        let parse = charter_grammar::parse(file);
        match parse.errors().first() {
            Some(error) => return Err(format!("the charter does not parse: {error:?}")),
            None => items.extend(parse.file().items()),
        }
    }
    let mut charter = Charter {
        vocabulary: Vocabulary {
            environments: settings.environments.clone(),
            ..declarations::vocabulary(&items)?
        },
        settings,
        segments: BTreeMap::new(),
        conditions: BTreeMap::new(),
        measures: BTreeMap::new(),
        calendars: BTreeMap::new(),
        tables: BTreeMap::new(),
        rules: BTreeMap::new(),
    };
    items.iter().try_for_each(|item| charter.add(item))?;
    Ok(charter)
}

impl Charter {
    fn add(&mut self, item: &ast::Item) -> Result<(), String> {
        match item {
            ast::Item::Segment(it) => {
                let test = (name_of(it.object())?, part(it.condition(), it)?);
                self.segments.insert(name(it)?, test);
            }
            ast::Item::Condition(it) => {
                let test = (it.object().map(|object| object.text()), part(it.condition(), it)?);
                self.conditions.insert(name(it)?, test);
            }
            ast::Item::Measure(it) => drop(self.measures.insert(name(it)?, it.clone())),
            ast::Item::Calendar(it) => drop(self.calendars.insert(name(it)?, it.clone())),
            ast::Item::Table(it) => drop(self.tables.insert(name(it)?, it.clone())),
            ast::Item::Scope(it) => self.add_rule(it, Kind::Scope, it.clauses().collect())?,
            ast::Item::Rule(it) => self.add_rule(it, kind(it), it.clauses().collect())?,
            ast::Item::Role(_) | ast::Item::Team(_) | ast::Item::Agent(_) | ast::Item::Queue(_) => {}
            ast::Item::Object(_) | ast::Item::Record(_) | ast::Item::List(_) => {}
            ast::Item::Action(_) | ast::Item::Signal(_) => {}
            ast::Item::Guarantee(_) | ast::Item::Scenario(_) | ast::Item::Usual(_) => {}
            ast::Item::Endorse(it) => self.endorse(it)?,
            ast::Item::BadItem(_) => return Err(not_understood(item)),
        }
        Ok(())
    }

    /// Which roles endorse a field: what they have written or approved is verified, and nothing else in it is.
    fn endorse(&mut self, it: &ast::Endorse) -> Result<(), String> {
        let path: Vec<String> = part(it.field(), it)?.segments().map(|segment| segment.text()).collect();
        let [object, field] = path.as_slice() else { return Err(not_understood(it)) };
        let shapes = self.vocabulary.shapes.iter_mut();
        let mut named = shapes.filter(|(name, _)| *name == object || variable(name) == *object);
        let fields = named.next().map(|(_, fields)| fields).ok_or_else(|| not_understood(it))?;
        let field = fields.iter_mut().find(|known| known.name == *field).ok_or_else(|| not_understood(it))?;
        field.endorsed.extend(it.by().map(|role| role.text()));
        Ok(())
    }

    fn add_rule<R: HasName + HasTitle + MaybeShadow>(
        &mut self,
        rule: &R,
        kind: Kind,
        clauses: Vec<ast::Clause>,
    ) -> Result<(), String> {
        let sentence = rule.title().map(|title| title.value());
        let rule = Rule { name: name(rule)?, sentence, kind, shadow: rule.is_shadow(), clauses };
        self.rules.insert(rule.name.clone(), rule);
        Ok(())
    }
}

fn kind(rule: &ast::Rule) -> Kind {
    match rule.kind() {
        ast::RuleKind::Gate => Kind::Gate,
        ast::RuleKind::Stop => Kind::Stop,
        ast::RuleKind::Limit => Kind::Limit,
        ast::RuleKind::Require => Kind::Require,
    }
}

/// The name that an item declares.
pub(crate) fn name<N: HasName>(item: &N) -> Result<String, String> {
    part(item.name(), item).map(|name| name.text())
}

/// The text of a name that has to be there.
pub(crate) fn name_of(name: Option<ast::NameRef>) -> Result<String, String> {
    name.map(|name| name.text()).ok_or_else(|| "a name is missing".to_owned())
}

/// A part that has to be there.
pub(crate) fn part<T, N: AstNode<Language = charter_grammar::Charter>>(
    part: Option<T>,
    of: &N,
) -> Result<T, String> {
    part.ok_or_else(|| not_understood(of))
}

/// What is said of a construct that the reference interpreter does not know.
pub(crate) fn not_understood<N: AstNode<Language = charter_grammar::Charter>>(node: &N) -> String {
    format!("not understood: `{}`", node.syntax().text())
}
