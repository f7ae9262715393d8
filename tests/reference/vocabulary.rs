//! What exists: the declarations of a charter.

use crate::reference::value::Type;
use charter_grammar::ast;
use std::collections::BTreeMap;

/// One field of an object, record, action or signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// The type of its values.
    pub(crate) of: Type,
    /// Whether it may be empty.
    pub(crate) optional: bool,
    /// For how many nanoseconds after it was read a value is known.
    pub(crate) fresh: Option<i128>,
    /// Whether anybody outside can write it.
    pub(crate) external: bool,
    /// The roles of which somebody has to have endorsed a value, for what grants to see it.
    pub(crate) endorsed: Vec<String>,
}

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// An action that the charter declares.
    Declared,
    /// `create`
    Create,
    /// `read`
    Read,
    /// `update`
    Update,
    /// `delete`
    Delete,
    /// `merge`
    Merge,
    /// `export`
    Export,
}

impl Verb {
    /// Whether it is about single fields of its object.
    pub(crate) fn has_fields(self) -> bool {
        match self {
            Verb::Create | Verb::Read | Verb::Update | Verb::Export => true,
            Verb::Declared | Verb::Delete | Verb::Merge => false,
        }
    }
}

/// Who gives a part of an action's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// What will be done.
    Takes,
    /// What the agent says about the world.
    Says,
    /// What the host knows.
    Knows,
}

/// An action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    /// `send_email`, or `update Contact`.
    pub(crate) name: String,
    /// What kind of action it is.
    pub(crate) verb: Verb,
    /// The object that it is on.
    pub(crate) object: String,
    /// Its content, each field with who gives it.
    pub(crate) content: Vec<(Part, Field)>,
    /// What it is on beside, where it is on two.
    pub(crate) second: Option<Second>,
    /// What follows from it, each with the fields that it names.
    pub(crate) leads_to: Vec<(String, Option<ast::FieldNames>)>,
}

/// The second of two objects that an action is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Second {
    /// What it is.
    pub(crate) object: String,
    /// What rules call it.
    pub(crate) name: String,
    /// What rules call the first.
    pub(crate) first: String,
}

impl Action {
    /// Whether it is on two of a kind.
    pub(crate) fn of_a_kind(&self) -> bool {
        self.second.as_ref().is_some_and(|second| second.object == self.object)
    }
}

/// A signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signal {
    /// Its name.
    pub(crate) name: String,
    /// The object that it is about.
    pub(crate) about: String,
    /// What it carries.
    pub(crate) fields: Vec<Field>,
}

/// Everything that is declared, apart from rules and what they are made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Vocabulary {
    /// Objects and records, by name.
    pub(crate) shapes: BTreeMap<String, Vec<Field>>,
    /// The derived lines of objects and actions, by the name of these and then their own.
    pub(crate) derived: BTreeMap<String, BTreeMap<String, Derived>>,
    /// The names of those that are objects.
    pub(crate) objects: Vec<String>,
    /// Declared actions.
    pub(crate) actions: Vec<Action>,
    /// The agents that are only watched.
    pub(crate) watched: Vec<String>,
    /// Signals.
    pub(crate) signals: Vec<Signal>,
    /// Lists of values, as written.
    pub(crate) lists: BTreeMap<String, Vec<String>>,
    /// Agents.
    pub(crate) agents: Vec<String>,
    /// The environments that the project names.
    pub(crate) environments: Vec<String>,
    /// The agents of each team.
    pub(crate) teams: BTreeMap<String, Vec<String>>,
    /// Roles.
    pub(crate) roles: Vec<String>,
    /// Queues.
    pub(crate) queues: BTreeMap<String, ast::Queue>,
    /// Working hours.
    pub(crate) calendars: BTreeMap<String, ast::Calendar>,
}

/// A derived line: its type, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) of: Type,
    pub(crate) says: charter_grammar::ast::Expr,
}

impl Vocabulary {
    /// A derived line of an object or action.
    pub(crate) fn line(&self, of: &str, name: &str) -> Option<&Derived> {
        self.derived.get(of)?.get(name)
    }

    /// The type of environments: a closed list.
    pub(crate) fn environment(&self) -> Type {
        Type::OneOf(self.environments.clone())
    }

    /// A field of an object or record.
    pub(crate) fn field(&self, shape: &str, name: &str) -> Result<&Field, String> {
        let fields = self.shapes.get(shape).ok_or_else(|| format!("there is no `{shape}`"))?;
        fields
            .iter()
            .find(|field| field.name == name)
            .ok_or_else(|| format!("`{shape}` has no field `{name}`"))
    }

    /// An action by its name: a declared one, or a verb and an object.
    pub(crate) fn action(&self, name: &str) -> Option<Action> {
        self.actions.iter().find(|action| action.name == name).cloned().or_else(|| self.built_in(name))
    }

    fn built_in(&self, name: &str) -> Option<Action> {
        let (verb, object) = name.split_once(' ')?;
        let verb = match verb {
            "create" => Verb::Create,
            "read" => Verb::Read,
            "update" => Verb::Update,
            "delete" => Verb::Delete,
            "merge" => Verb::Merge,
            "export" => Verb::Export,
            _ => return None,
        };
        let object = self.objects.iter().find(|known| *known == object)?.clone();
        let second = (verb == Verb::Merge).then(|| Second {
            object: object.clone(),
            name: "absorbed".to_owned(),
            first: "survivor".to_owned(),
        });
        Some(Action {
            name: name.to_owned(),
            verb,
            object,
            content: Vec::new(),
            second,
            leads_to: Vec::new(),
        })
    }

    /// A signal by its name.
    pub(crate) fn signal(&self, name: &str) -> Option<&Signal> {
        self.signals.iter().find(|signal| signal.name == name)
    }
}
