//! Two charters in one table, so that both speak of the same columns and classes.

use super::mapping::{Carry, Mapping};
use super::pairs::{Paired, paired};
use super::vocabulary::{Joint, Which};
use crate::prove::decided::{Known, Shared, row_of};
use crate::prove::rows::RowTest;
use crate::table::rewrite::{elements_of_condition, paths_of_condition};
use crate::table::{TableError, proved};
use crate::typed::{Accepts, Atom, Case, Charter, Condition, Constant, Operand, Rule, Test};
use charter_runtime::schema::{ActionId, Consequence, Path, Root, Schema, Step, Subject, Type};
use charter_runtime::table::Table;
use charter_runtime::table::model::{self, Classifier, ColumnId, PathId};
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
        let (_, table) = proved(&charter).map_err(|error| match error {
            TableError::TooManyRows { rule } => TableError::TooManyRows {
                rule: rule.split_once(' ').map_or_else(|| rule.clone(), |(_, own)| own.to_owned()),
            },
            other => other,
        })?;
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
            paths.extend(of.needed.iter().map(|needed| needed.path.clone()));
            let of_charter = (joint, &charter.schema, map);
            let parts = paths.into_iter().flat_map(|path| strange_values(of_charter, path));
            cases.extend(parts.map(|part| (of.action, part)));
            let mut elements = BTreeSet::new();
            elements_of_condition(&of.condition, &mut |list, inner| {
                paths_of_condition(inner, &mut |path| _ = elements.insert((list.clone(), path.clone())));
            });
            for (list, path) in elements.into_iter().filter(|(_, path)| path.root == Root::Element) {
                let strange = match path.steps.as_slice() {
                    [] => strange_elements(of_charter, &list, path),
                    _ => strange_values(of_charter, path),
                };
                let some = strange.into_iter();
                let some = some.map(|strange| {
                    let atom = Atom::SomeElement(list.clone(), Box::new(strange));
                    Condition::Test(Test { atom, accepts: Accepts::Yes })
                });
                cases.extend(some.map(|some| (of.action, some)));
            }
        }
    }
    cases.dedup();
    let rule = |(place, (action, condition))| {
        Rule::watched(format!("3 {place:06}"), action, Subject::Agents, condition)
    };
    cases.into_iter().enumerate().map(rule).collect()
}

/// What says that the value at a path is none to a charter: one of a closed list that it does not know, or no value where it has
/// to have one.
fn strange_values((joint, from, map): (&Joint, &Schema, &Mapping), path: Path) -> Vec<Condition> {
    let mut strange = Vec::new();
    if let (Some(known), Type::OneOf(of)) = (known_values(&joint.schema, from, map, &path), &path.value) {
        let all = joint.schema.choices.get(of.index()).map_or(0, Vec::len);
        let all = (0..all).filter_map(|place| i128::try_from(place).ok());
        let others = all.filter(|place| !known.contains(place)).map(Constant::Ordinal);
        strange.push(Accepts::Values(others.collect()));
    }
    let own = field_of(&joint.schema, from, map, &path);
    if path.optional && own.is_some_and(|(_, may_be_empty)| !may_be_empty) {
        strange.push(Accepts::Empty);
    }
    let test = |accepts| Condition::Test(Test { atom: Atom::Class(Operand::Path(path.clone())), accepts });
    strange.into_iter().map(test).collect()
}

/// What says that an element of a list is none to a charter: one of a closed list that it does not know.
fn strange_elements(
    (joint, from, map): (&Joint, &Schema, &Mapping),
    list: &Path,
    element: Path,
) -> Vec<Condition> {
    let Some(strange) = strange_places(&joint.schema, from, map, list, &element) else { return Vec::new() };
    let accepts = Accepts::Values(strange.into_iter().map(Constant::Ordinal).collect());
    vec![Condition::Test(Test { atom: Atom::Class(Operand::Path(element)), accepts })]
}

/// The values that an element of a list may have, by their places, that are none to a charter; `None` where there are none.
fn strange_places(
    joint: &Schema,
    from: &Schema,
    map: &Mapping,
    list: &Path,
    element: &Path,
) -> Option<Vec<i128>> {
    let Type::OneOf(of) = &element.value else { return None };
    let all = joint.choices.get(of.index())?;
    let (Type::List(own), _) = field_of(joint, from, map, list)? else { return None };
    let Type::OneOf(own) = *own else { return None };
    let own = from.choices.get(own.index())?;
    let strange = all.iter().enumerate().filter(|(_, name)| !own.contains(name));
    let strange: Vec<i128> = strange.filter_map(|(place, _)| i128::try_from(place).ok()).collect();
    (!strange.is_empty()).then_some(strange)
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
                Some(model::Operand::Path(path)) => (*path, *optional),
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
    let strange = strange(table, &foreign, (from, map));
    Known { foreign, strange, agents, leads_to: leads_to(from, map) }
}

/// For each path, the columns and classes that say that the value there is foreign; a list is, where an element of it is.
fn strange(
    table: &Table,
    foreign: &BTreeMap<ColumnId, Vec<u32>>,
    (from, map): (&Schema, &Mapping),
) -> BTreeMap<PathId, Vec<RowTest>> {
    let mut strange: BTreeMap<PathId, Vec<RowTest>> = BTreeMap::new();
    for (id, column) in (0_u32..).map(ColumnId).zip(&table.columns) {
        let (path, accepted) = match (&column.classifier, foreign.get(&id)) {
            (Classifier::Choices { path, .. } | Classifier::Texts { path, .. }, Some(classes)) => {
                (*path, classes.clone())
            }
            (Classifier::Cuts { operand, .. }, Some(classes)) => match table.operands.get(operand.index()) {
                Some(model::Operand::Path(path)) => (*path, classes.clone()),
                _ => continue,
            },
            (Classifier::SomeElement { list, holds, .. }, _) => {
                let cubes = table.formulas.get(holds.index()).map(|formula| formula.cubes.as_slice());
                let [cube] = cubes.unwrap_or_default() else { continue };
                let Some(row) = row_of(table, cube, None) else { continue };
                let [test] = row.tests.as_slice() else { continue };
                let classes = foreign.get(&test.column).cloned();
                let classes = classes.or_else(|| strange_classes(table, *list, test.column, (from, map)));
                let Some(classes) = classes else { continue };
                if !test.accepted.iter().all(|class| classes.contains(class)) {
                    continue;
                }
                (*list, vec![1])
            }
            _ => continue,
        };
        strange.entry(path).or_default().push(RowTest { column: id, accepted });
    }
    strange
}

/// The classes of an element of a list, where it is looked at by itself, that are none to a charter.
fn strange_classes(
    table: &Table,
    list: PathId,
    element: ColumnId,
    (from, map): (&Schema, &Mapping),
) -> Option<Vec<u32>> {
    let Classifier::Choices { path, class_of, .. } = &table.columns.get(element.index())?.classifier else {
        return None;
    };
    let (list, path) = (table.paths.get(list.index())?, table.paths.get(path.index())?);
    if path.root != Root::Element || !path.steps.is_empty() {
        return None;
    }
    let places = strange_places(&table.schema, from, map, list, path)?;
    let of_strange = |strange: bool| {
        let classes = (0_i128..).zip(class_of).filter(move |(place, _)| places.contains(place) == strange);
        classes.map(|(_, class)| *class).collect::<BTreeSet<u32>>()
    };
    let (known, strange) = (of_strange.clone()(false), of_strange(true));
    Some(strange.difference(&known).copied().collect())
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
        let knows_all = |known: &Known| known.foreign.is_empty() && known.strange.is_empty();
        let knows_alike = knows_all(&self.old)
            && knows_all(&self.new)
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
