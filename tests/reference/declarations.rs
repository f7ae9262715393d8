//! Reading the declarations from the syntax tree.

use crate::reference::charter::{name, name_of, not_understood, part};
use crate::reference::names::variable;
use crate::reference::rules::action_name;
use crate::reference::value::Type;
use crate::reference::vocabulary::{Action, Derived, Field, Part, Second, Signal, Verb, Vocabulary};
use charter_grammar::ast::{self, HasName, MaybeShadow};
use std::collections::BTreeMap;

/// What the items declare.
pub(crate) fn vocabulary(items: &[ast::Item]) -> Result<Vocabulary, String> {
    let shapes = Shapes::of(items)?;
    let mut vocabulary = Vocabulary::default();
    for (shape, fields) in &shapes.fields {
        let declared: Vec<_> = fields.iter().filter(|it| it.derived_from().is_none()).cloned().collect();
        vocabulary.shapes.insert(shape.clone(), shapes.read(shape, &declared)?);
        vocabulary.derived.insert(shape.clone(), shapes.lines(shape, fields)?);
    }
    vocabulary.objects.clone_from(&shapes.objects);
    items.iter().try_for_each(|item| add(item, &shapes, &mut vocabulary))?;
    Ok(vocabulary)
}

fn add(item: &ast::Item, shapes: &Shapes, to: &mut Vocabulary) -> Result<(), String> {
    match item {
        ast::Item::Role(it) => to.roles.push(name(it)?),
        ast::Item::Team(it) => drop(to.teams.entry(name(it)?).or_default()),
        ast::Item::Agent(it) => {
            let agent = name(it)?;
            it.team()
                .into_iter()
                .for_each(|team| to.teams.entry(team.text()).or_default().push(agent.clone()));
            if it.is_shadow() {
                to.watched.push(agent.clone());
            }
            to.agents.push(agent);
        }
        ast::Item::Queue(it) => drop(to.queues.insert(name(it)?, it.clone())),
        ast::Item::Calendar(it) => drop(to.calendars.insert(name(it)?, it.clone())),
        ast::Item::List(it) => drop(to.lists.insert(name(it)?, values(it)?)),
        ast::Item::Action(it) => {
            let lines: Vec<_> = it.derived().collect();
            to.derived.insert(name(it)?, shapes.lines(&name(it)?, &lines)?);
            to.actions.push(action(it, shapes)?);
        }
        ast::Item::Signal(it) => {
            let (name, about) = (name(it)?, name_of(it.about())?);
            let fields = shapes.read(&name, &it.fields().collect::<Vec<_>>())?;
            to.signals.push(Signal { name, about, fields });
        }
        _ => {}
    }
    Ok(())
}

fn values(list: &ast::List) -> Result<Vec<String>, String> {
    match list.from_file() {
        Some(file) => Err(not_understood(&file)),
        None => list.values().map(|value| word(&value)).collect(),
    }
}

/// A value that is a word or a text.
pub(crate) fn word(value: &ast::Value) -> Result<String, String> {
    match value {
        ast::Value::TextLiteral(it) => Ok(it.value()),
        ast::Value::Path(it) => Ok(it.text()),
        other => Err(not_understood(other)),
    }
}

fn action(it: &ast::Action, shapes: &Shapes) -> Result<Action, String> {
    let led = |led: ast::ActionRef| Ok((action_name(&led)?, led.field_names()));
    let leads_to = it.leads_to().map(led).collect::<Result<_, String>>()?;
    let (object, second) = targets(it)?;
    let name = name(it)?;
    let of = |part: Part, fields: Vec<ast::Field>| -> Result<Vec<(Part, Field)>, String> {
        Ok(shapes.read(&name, &fields)?.into_iter().map(|field| (part, field)).collect())
    };
    let mut content = of(Part::Takes, it.takes().collect())?;
    content.extend(of(Part::Says, it.says().collect())?);
    content.extend(of(Part::Knows, it.knows().collect())?);
    Ok(Action { name, verb: Verb::Declared, object, content, second, leads_to })
}

/// What an action is on, and what beside.
fn targets(it: &ast::Action) -> Result<(String, Option<Second>), String> {
    let mut targets = it.targets();
    let (first, second) = (part(targets.next(), it)?, targets.next());
    let object = name_of(first.object())?;
    let called = |target: &ast::ActionTarget| -> Result<String, String> {
        let object = name_of(target.object())?;
        Ok(target.name().map_or_else(|| variable(&object), |name| name.text()))
    };
    let second = match &second {
        Some(other) => {
            Some(Second { object: name_of(other.object())?, name: called(other)?, first: called(&first)? })
        }
        None => None,
    };
    match targets.next() {
        Some(third) => Err(not_understood(&third)),
        None => Ok((object, second)),
    }
}

/// Objects and records, with their fields not yet read: a field may be `like` another one.
struct Shapes {
    fields: BTreeMap<String, Vec<ast::Field>>,
    objects: Vec<String>,
}

impl Shapes {
    fn of(items: &[ast::Item]) -> Result<Shapes, String> {
        let mut shapes = Shapes { fields: BTreeMap::new(), objects: Vec::new() };
        for item in items {
            match item {
                ast::Item::Object(it) => {
                    shapes.objects.push(name(it)?);
                    shapes.fields.insert(name(it)?, it.fields().collect());
                }
                ast::Item::Record(it) => drop(shapes.fields.insert(name(it)?, it.fields().collect())),
                _ => {}
            }
        }
        Ok(shapes)
    }

    /// The derived ones among some lines.
    fn lines(&self, shape: &str, lines: &[ast::Field]) -> Result<BTreeMap<String, Derived>, String> {
        let mut derived = BTreeMap::new();
        for line in lines {
            if let Some(says) = line.derived_from() {
                let of = self.type_of(shape, &part(line.type_ref(), line)?)?;
                derived.insert(name(line)?, Derived { of, says });
            }
        }
        Ok(derived)
    }

    fn read(&self, shape: &str, fields: &[ast::Field]) -> Result<Vec<Field>, String> {
        fields.iter().map(|field| self.field(shape, field)).collect()
    }

    fn field(&self, shape: &str, field: &ast::Field) -> Result<Field, String> {
        if field.derived_from().is_some() {
            return Err(not_understood(field));
        }
        let of = self.type_of(shape, &part(field.type_ref(), field)?)?;
        let fresh = match field.fresh() {
            Some(fresh) => {
                let within = part(fresh.within().and_then(|within| within.duration()), &fresh)?;
                Some(crate::reference::operands::nanoseconds(&within)?)
            }
            None => None,
        };
        let (optional, external) = (field.is_optional(), field.is_from_external());
        Ok(Field { name: name(field)?, of, optional, fresh, external, endorsed: Vec::new() })
    }

    fn type_of(&self, shape: &str, written: &ast::TypeRef) -> Result<Type, String> {
        match written {
            ast::TypeRef::NamedType(it) => self.named(it),
            ast::TypeRef::MoneyType(it) => Ok(Type::Money(part(it.currency(), it)?.text().to_owned())),
            ast::TypeRef::OneOfType(it) => {
                it.values().map(|value| word(&value)).collect::<Result<_, _>>().map(Type::OneOf)
            }
            ast::TypeRef::ListType(it) => {
                self.type_of(shape, &part(it.element(), it)?).map(|element| Type::List(Box::new(element)))
            }
            ast::TypeRef::LikeType(it) => self.like(shape, &part(it.field(), it)?),
        }
    }

    fn named(&self, it: &ast::NamedType) -> Result<Type, String> {
        match it.text().trim() {
            "text" => Ok(Type::Text),
            "number" => Ok(Type::Number),
            "percent" => Ok(Type::Percent),
            "yes/no" => Ok(Type::YesNo),
            "date" => Ok(Type::Date),
            "instant" => Ok(Type::Instant),
            "duration" => Ok(Type::Duration),
            "zone" => Ok(Type::Zone),
            "email" => Ok(Type::Email),
            "domain" => Ok(Type::Domain),
            "url" => Ok(Type::Url),
            "person" => Ok(Type::Person),
            other if self.objects.iter().any(|object| object == other) => Ok(Type::Object(other.to_owned())),
            other if self.fields.contains_key(other) => Ok(Type::Record(other.to_owned())),
            _ => Err(not_understood(it)),
        }
    }

    fn like(&self, shape: &str, path: &ast::Path) -> Result<Type, String> {
        let text = path.text();
        let (shape, wanted) = text.split_once('.').unwrap_or((shape, &text));
        let fields = self.fields.get(shape).ok_or_else(|| not_understood(path))?;
        let is_it = |field: &&ast::Field| name(*field).is_ok_and(|name| name == wanted);
        let field = fields.iter().find(is_it).ok_or_else(|| not_understood(path))?;
        self.type_of(shape, &part(field.type_ref(), field)?)
    }
}
