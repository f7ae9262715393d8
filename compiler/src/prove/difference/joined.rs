//! Two charters in one table, so that both speak of the same columns and classes.

use super::mapping::{Carry, Mapping};
use super::pairs::{Paired, paired};
use super::vocabulary::{Joint, Which};
use crate::prove::decided::{Known, Shared};
use crate::table::rewrite::paths_of_condition;
use crate::table::{TableError, build};
use crate::typed::{Accepts, Atom, Case, Charter, Condition, Constant, Operand, Rule, Test};
use charter_runtime::schema::{ActionId, Consequence, Path, Root, Schema, Step, Subject, Type};
use charter_runtime::table::model::{Classifier, ColumnId};
use charter_runtime::table::{LoadError, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Two charters in one table.
pub(super) struct Joined {
    pub(super) table: Table,
    /// The rules of both, in the joint vocabulary.
    pub(super) rules: Vec<Paired>,
    /// For each rule of the table, its place among `rules` and whose it is; none for what only keeps classes apart.
    whose: Vec<Option<(usize, Which)>>,
    pub(super) old: Known,
    pub(super) new: Known,
}

impl Joined {
    /// The joint table, and whose each of its rules is.
    pub(super) fn shared(&self) -> Shared<'_> {
        Shared { table: &self.table, whose: &self.whose, old: &self.old, new: &self.new }
    }

    /// Joins two charters. The joint table is proved against the joint rules as every table is; fails where that cannot be built,
    /// which is where the two together have too many rows.
    pub(super) fn of(old: &Charter, new: &Charter) -> Result<Joined, TableError> {
        let joint = Joint::of(old, new).ok_or(TableError::TooLarge)?;
        let carried = |charter: &Charter, map: &Mapping| -> Vec<Rule> {
            let carry = Carry { from: &charter.schema, to: &joint.schema, map };
            charter.rules.iter().map(|rule| carry.rule(rule)).collect()
        };
        let rules = paired(carried(old, &joint.old), carried(new, &joint.new));
        let mut named: BTreeMap<String, (usize, Which)> = BTreeMap::new();
        let mut all: Vec<Rule> = Vec::new();
        for (place, paired) in rules.iter().enumerate() {
            let side = match paired.which {
                Which::Old => 1,
                Which::New => 2,
            };
            let name = format!("{side} {}", paired.rule.name);
            named.insert(name.clone(), (place, paired.which));
            all.push(Rule { name, ..paired.rule.clone() });
        }
        all.extend(watched(&rules, &joint, [old, new]));
        all.sort_by(|one, other| one.name.cmp(&other.name));
        let charter = Charter {
            name: "joint".to_owned(),
            version: "1".to_owned(),
            enforced: true,
            zone: new.zone.clone(),
            schema: joint.schema.clone(),
            calendars: joint.calendars.clone(),
            queues: joint.queues.clone(),
            rules: all,
            // What may be halted is no rule: it is told beside them.
            switches: Vec::new(),
        };
        let unreadable = |error: LoadError| TableError::Unreadable(error.to_string());
        let bytes = build(&charter).map_err(|error| match error {
            TableError::TooManyRows { rule } => TableError::TooManyRows {
                rule: rule.split_once(' ').map_or_else(|| rule.clone(), |(_, own)| own.to_owned()),
            },
            other => other,
        })?;
        let table = Table::load(&bytes).map_err(unreadable)?;
        let whose = table.rules.iter().map(|rule| named.get(&rule.name).copied()).collect();
        let known = |charter: &Charter, map: &Mapping| known(&table, &charter.schema, map);
        let (old, new) = (known(old, &joint.old), known(new, &joint.new));
        Ok(Joined { rules, whose, old, new, table })
    }
}

/// Rules that change nothing and keep apart in classes what one of the charters knows and the other does not.
fn watched(rules: &[Paired], joint: &Joint, charters: [&Charter; 2]) -> Vec<Rule> {
    let mut cases: Vec<(ActionId, Condition)> = Vec::new();
    for (charter, map) in charters.into_iter().zip([&joint.old, &joint.new]) {
        let agents = map.agents.iter().map(|agent| Constant::Ordinal(i128::from(agent.0)));
        let agent =
            Path { root: Root::Agent, shape: None, steps: Vec::new(), value: Type::Text, optional: false };
        let test =
            Test { atom: Atom::Class(Operand::Path(agent)), accepts: Accepts::Values(agents.collect()) };
        let differ = charters.iter().any(|other| other.schema.agents != charter.schema.agents);
        let places = (0..joint.schema.actions.len()).filter(|_| differ).filter_map(ActionId::at);
        cases.extend(places.map(|action| (action, Condition::Test(test.clone()))));
        for of in rules.iter().flat_map(|paired| &paired.rule.cases) {
            let mut paths = BTreeSet::new();
            paths_of_condition(&of.condition, &mut |path| _ = paths.insert(path.clone()));
            let parts = paths.into_iter().filter_map(|path| {
                let names = known_values(&joint.schema, &charter.schema, map, &path)?;
                let accepts = Accepts::Values(names.into_iter().map(Constant::Ordinal).collect());
                Some(Condition::Test(Test { atom: Atom::Class(Operand::Path(path)), accepts }))
            });
            cases.extend(parts.map(|part| (of.action, part)));
        }
    }
    cases.dedup();
    let rule = |(place, (action, condition))| {
        Rule::watched(format!("3 {place:06}"), action, Subject::Agents, condition)
    };
    cases.into_iter().enumerate().map(rule).collect()
}

/// The values of a closed list that a charter knows at a path, by their places, where the joint list has more.
fn known_values(joint: &Schema, from: &Schema, map: &Mapping, path: &Path) -> Option<Vec<i128>> {
    let Type::OneOf(of) = &path.value else { return None };
    let all = joint.choices.get(of.index())?;
    let (field, _) = field_of(joint, from, map, path)?;
    let Type::OneOf(own) = field else { return None };
    let own = from.choices.get(own.index())?;
    let place = |name: &String| all.iter().position(|other| other == name);
    let known: Vec<i128> =
        own.iter().filter_map(place).filter_map(|place| i128::try_from(place).ok()).collect();
    (known.len() < all.len()).then_some(known)
}

/// The type of the field that a joint path ends in, as a charter has it, and whether it may be empty there.
fn field_of(joint: &Schema, from: &Schema, map: &Mapping, path: &Path) -> Option<(Type, bool)> {
    let mut shape = path.shape?;
    let mut found = None;
    let mut optional = false;
    for step in &path.steps {
        let Step::Field(place) = step else { return found };
        let own_shape = map.shapes.iter().position(|joint| *joint == shape)?;
        let own_place = map.fields.get(own_shape)?.iter().position(|joint| joint == place)?;
        let own = from.shapes.get(own_shape)?.fields.get(own_place)?;
        optional |= own.optional;
        found = Some((own.value.clone(), optional));
        match &joint.shapes.get(shape.index())?.fields.get(*place as usize)?.value {
            Type::Object(next) | Type::Record(next) => shape = *next,
            _ => {}
        }
    }
    found
}

/// What one of the charters knows of the joint table.
fn known(table: &Table, from: &Schema, map: &Mapping) -> Known {
    let mut foreign = BTreeMap::new();
    for (id, column) in (0_u32..).map(ColumnId).zip(&table.columns) {
        let (path, optional) = match &column.classifier {
            Classifier::Choices { path, optional, .. } | Classifier::Texts { path, optional, .. } => {
                (*path, *optional)
            }
            Classifier::Cuts { operand, optional, .. } => match table.operands.get(operand.index()) {
                Some(charter_runtime::table::model::Operand::Path(path)) => (*path, *optional),
                _ => continue,
            },
            _ => continue,
        };
        let Some(path) = table.paths.get(path.index()) else { continue };
        let mut classes = Vec::new();
        if let Classifier::Choices { class_of, .. } = &column.classifier
            && let Some(known) = known_values(&table.schema, from, map, path)
        {
            let unknown = class_of.iter().enumerate();
            let unknown = unknown.filter(|(place, _)| !known.contains(&i128::try_from(*place).unwrap_or(-1)));
            classes.extend(unknown.map(|(_, class)| *class));
        }
        let own = field_of(&table.schema, from, map, path);
        if optional && own.is_some_and(|(_, may_be_empty)| !may_be_empty) {
            classes.extend(column.classes.checked_sub(1));
        }
        if !classes.is_empty() {
            foreign.insert(id, classes);
        }
    }
    let agents = map.agents.iter().map(|agent| agent.0).collect();
    Known { foreign, agents, leads_to: leads_to(from, map) }
}

fn leads_to(from: &Schema, map: &Mapping) -> BTreeMap<ActionId, Vec<Consequence>> {
    let mut all = BTreeMap::new();
    for (place, action) in from.actions.iter().enumerate() {
        let Some(id) = ActionId::at(place) else { continue };
        let led = action.leads_to.iter().map(|led| {
            let object = from.actions.get(led.action.index()).map(|action| action.object);
            let field = |field: &u32| object.map_or(*field, |object| map.field(object, *field));
            let mut fields: Vec<u32> = led.fields.iter().map(field).collect();
            fields.sort_unstable();
            Consequence { action: map.action(led.action), fields }
        });
        let led: Vec<Consequence> = led.collect();
        if !led.is_empty() {
            all.insert(map.action(id), led);
        }
    }
    all
}

impl Joined {
    /// Whether nothing has changed that has to do with an action.
    pub(super) fn is_untouched(&self, action: ActionId) -> bool {
        let knows_alike = self.old.foreign.is_empty()
            && self.new.foreign.is_empty()
            && self.old.agents == self.new.agents
            && self.old.leads_to == self.new.leads_to;
        let leads = self.old.leads_to.contains_key(&action);
        let changed = self.rules.iter().filter(|paired| !paired.stays);
        let mut touched =
            changed.filter(|paired| leads || paired.rule.cases.iter().any(|case| case.action == action));
        knows_alike && touched.next().is_none()
    }

    /// Whether some action leads to this one.
    pub(super) fn is_led_to(&self, action: ActionId) -> bool {
        let mut led = self.old.leads_to.values().chain(self.new.leads_to.values()).flatten();
        led.any(|led| led.action == action)
    }
}

impl Joined {
    /// Whether requests for an action have to be asked about: those of people only where some rule is about them.
    pub(super) fn speaks_of(&self, action: ActionId, subject: Subject) -> bool {
        let of_people = |case: &Case| case.action == action && case.subject == subject;
        subject == Subject::Agents || self.rules.iter().flat_map(|paired| &paired.rule.cases).any(of_people)
    }
}
