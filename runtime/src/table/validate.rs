//! The check that a table makes sense: every index in range, every list in order, nothing that refers to itself.

use super::LoadError;
use super::model::*;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::schema::{CalendarId, Consequence, Path, Root, RuleId, Step, Type};
use std::collections::BTreeMap;

type Checked = Result<(), LoadError>;

/// Checks a table that was read from bytes.
pub(super) fn validate(table: &Table) -> Checked {
    let check = Check(table);
    check.schema()?;
    each(&table.queues, |queue| check.queue(queue))?;
    each(&table.calendars, calendar)?;
    each(&table.paths, |path| check.path(path))?;
    check.operands()?;
    let reach = check.formulas()?;
    for (index, column) in table.columns.iter().enumerate() {
        check.column(column, index, &reach)?;
    }
    check.nesting()?;
    for (place, figure) in table.figures.iter().enumerate() {
        check.figure(place, figure)?;
    }
    strictly_increasing(table.rules.iter().map(|rule| &rule.name), "rules out of order")?;
    ensure(table.sources.len() == table.rules.len(), "sources")?;
    strictly_increasing(table.texts.iter().map(|text| &text.file), "texts out of order")?;
    ensure(table.actions.len() == table.schema.actions.len(), "actions")?;
    each(&table.actions, |action| check.rows(action))
}

fn each<T>(items: &[T], check: impl FnMut(&T) -> Checked) -> Checked {
    items.iter().try_for_each(check)
}

fn ensure(holds: bool, what: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(LoadError::Malformed(what)) }
}

fn within(index: usize, length: usize, what: &'static str) -> Checked {
    if index < length { Ok(()) } else { Err(LoadError::OutOfRange(what)) }
}

fn strictly_increasing<T: PartialOrd>(items: impl Iterator<Item = T>, what: &'static str) -> Checked {
    ensure(items.is_sorted_by(|left, right| left < right), what)
}

fn calendar(calendar: &Calendar) -> Checked {
    strictly_increasing(calendar.except.iter(), "days off out of order")?;
    each(&calendar.days, |day| {
        let minutes = day.iter().flat_map(|&(opens, closes)| [opens, closes]);
        strictly_increasing(minutes.clone(), "hours out of order")?;
        ensure(minutes.max().is_none_or(|last| last <= 24 * 60), "hours beyond midnight")
    })
}

/// How many words hold one bit for each of so many.
pub(crate) fn words(bits: usize) -> usize {
    bits.div_ceil(64)
}

/// Whether no bit at or beyond `length` is set, and there are just as many words as needed.
fn bits_fit(bits: &[u64], length: usize) -> bool {
    let spare = words(length) * 64 - length;
    let last_fits = bits.last().is_none_or(|&last| spare == 0 || last >> (64 - spare) == 0);
    bits.len() == words(length) && last_fits
}

/// How many terms one operand has at most.
const MAX_TERMS: u32 = 256;

/// How many tests one list question asks of an element at most, counting those of the questions inside it again and again.
const MAX_TESTS: u64 = 65_536;

struct Check<'a>(&'a Table);

impl Check<'_> {
    fn schema(&self) -> Checked {
        let schema = &self.0.schema;
        each(&schema.shapes, |shape| each(&shape.fields, |field| self.value_type(&field.value)))?;
        each(&schema.actions, |action| {
            self.shape(action.object.index())?;
            self.shape(action.content.index())?;
            each(action.second.as_slice(), |second| self.shape(second.object.index()))?;
            each(&action.leads_to, |led| self.consequence(led))?;
            let fields = schema.shapes.get(action.content.index()).map_or(0, |shape| shape.fields.len());
            ensure(action.takes as usize + action.says as usize <= fields, "content of an action")
        })?;
        each(&schema.signals, |signal| {
            self.shape(signal.about.index())?;
            self.shape(signal.content.index())
        })?;
        each(&schema.endorsed, |endorsed| {
            self.shape(endorsed.object.index())?;
            let fields = schema.shapes.get(endorsed.object.index()).map_or(0, |shape| shape.fields.len());
            within(endorsed.field as usize, fields, "field")?;
            each(&endorsed.roles, |role| self.role(role.index()))
        })?;
        each(&schema.watched, |agent| within(agent.index(), schema.agents.len(), "agent"))?;
        each(&schema.teams, |team| {
            each(&team.agents, |agent| within(agent.index(), schema.agents.len(), "agent"))
        })?;
        each(&schema.halts, |halt| {
            self.role(halt.role.index())?;
            each(&halt.agents, |agent| within(agent.index(), schema.agents.len(), "agent"))
        })
    }

    fn consequence(&self, led: &Consequence) -> Checked {
        let schema = &self.0.schema;
        let action = schema.actions.get(led.action.index()).ok_or(LoadError::OutOfRange("action"))?;
        let fields = schema.shapes.get(action.object.index()).map_or(0, |shape| shape.fields.len());
        strictly_increasing(led.fields.iter(), "fields of a consequence")?;
        each(&led.fields, |field| within(*field as usize, fields, "field"))
    }

    fn value_type(&self, value: &Type) -> Checked {
        match value {
            Type::OneOf(choices) => within(choices.index(), self.0.schema.choices.len(), "choices"),
            Type::List(element) => self.value_type(element),
            Type::Record(shape) | Type::Object(shape) => self.shape(shape.index()),
            Type::Text | Type::Number | Type::Percent | Type::Money(_) | Type::YesNo | Type::Date => Ok(()),
            Type::Instant | Type::Duration | Type::Zone | Type::Email | Type::Domain | Type::Url => Ok(()),
            Type::Person => Ok(()),
        }
    }

    fn shape(&self, index: usize) -> Checked {
        within(index, self.0.schema.shapes.len(), "shape")
    }

    fn role(&self, index: usize) -> Checked {
        within(index, self.0.schema.roles.len(), "role")
    }

    fn queue(&self, queue: &Queue) -> Checked {
        self.role(queue.owner.index())?;
        each(queue.deadline.as_slice(), |deadline| self.deadline(deadline, false))
    }

    /// Checks a deadline, after which somebody else can be asked just where there is somebody.
    fn deadline(&self, deadline: &Deadline, another: bool) -> Checked {
        let lapses = match deadline.otherwise {
            Lapse::Leaves(outcome) => outcome < Outcome::Queue && !another,
            Lapse::Asks => another,
        };
        ensure(lapses, "what a deadline leaves")?;
        self.time(deadline.within, deadline.calendar)
    }

    fn time(&self, length: Span, calendar: Option<CalendarId>) -> Checked {
        each(calendar.as_slice(), |id| within(id.index(), self.0.calendars.len(), "calendar"))?;
        let days_need_a_calendar = match length {
            Span::Elapsed(length) => length > 0,
            Span::WorkingDays(days) => days > 0 && calendar.is_some(),
        };
        ensure(days_need_a_calendar, "deadline")
    }

    fn reading(&self, reading: &Reading) -> Checked {
        self.holder(reading.by)?;
        match reading.within {
            Some(length) => self.time(length, reading.calendar),
            None => ensure(reading.calendar.is_none(), "deadline"),
        }
    }

    fn holder(&self, holder: Holder) -> Checked {
        match holder {
            Holder::Role(role) => self.role(role.index()),
            Holder::Person(path) => self.path_id(&path),
        }
    }

    /// Walks the path and checks that it ends in the type that it says.
    fn path(&self, path: &Path) -> Checked {
        self.value_type(&path.value)?;
        let mut at = match (path.root, path.shape) {
            (Root::Target | Root::Old | Root::New | Root::First | Root::Second, Some(shape)) => {
                Type::Object(shape)
            }
            (Root::Request | Root::Its, Some(shape)) => Type::Record(shape),
            (Root::Element, Some(shape)) if path.value == Type::Object(shape) && path.steps.is_empty() => {
                Type::Object(shape)
            }
            (Root::Element, Some(shape)) => Type::Record(shape),
            (Root::Element | Root::Agent | Root::Now | Root::Field | Root::Session, None) => {
                path.value.clone()
            }
            (Root::Targets, None) => Type::Number,
            (Root::Today, None) => Type::Date,
            (Root::Environment, None) if matches!(path.value, Type::OneOf(_)) => path.value.clone(),
            (Root::Principal, None) => Type::Person,
            (Root::PrincipalRoles, None) => Type::List(Box::new(Type::Text)),
            _ => return Err(LoadError::Malformed("path")),
        };
        for step in &path.steps {
            at = self.step(&at, *step)?;
        }
        ensure(at == path.value, "type of a path")
    }

    fn step(&self, from: &Type, step: Step) -> Result<Type, LoadError> {
        match (from, step) {
            (Type::Object(shape) | Type::Record(shape), Step::Field(field)) => {
                let fields = self.0.shape(*shape).map(|shape| shape.fields.as_slice()).unwrap_or_default();
                fields
                    .get(field as usize)
                    .map(|field| field.value.clone())
                    .ok_or(LoadError::OutOfRange("field"))
            }
            (whole, Step::Part(part)) if *whole == part.whole() => Ok(part.value()),
            _ => Err(LoadError::Malformed("step of a path")),
        }
    }

    fn path_id(&self, id: &PathId) -> Checked {
        within(id.index(), self.0.paths.len(), "path")
    }

    /// Checks that operands refer to earlier ones only, and that none takes more than a bounded time to work out.
    fn operands(&self) -> Checked {
        let mut sizes: Vec<u32> = Vec::new();
        for operand in &self.0.operands {
            let size =
                |id: &OperandId| sizes.get(id.index()).copied().ok_or(LoadError::OutOfRange("operand"));
            let size = match operand {
                Operand::Path(path) => self.path_id(path).map(|()| 1)?,
                Operand::Ordinal(_) | Operand::Text(_) => 1,
                Operand::Figure(figure) => {
                    within(figure.index(), self.0.figures.len(), "figure").map(|()| 1)?
                }
                Operand::Elements(of) => self.elements(of).map(|()| 1)?,
                Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
                    size(left)?.saturating_add(size(right)?).saturating_add(1)
                }
            };
            ensure(size <= MAX_TERMS, "terms of an operand")?;
            sizes.push(size);
        }
        Ok(())
    }

    fn elements(&self, of: &Elements) -> Checked {
        self.path_id(&of.list)?;
        let is_list = |path: &Path| matches!(path.value, Type::List(_));
        ensure(self.0.paths.get(of.list.index()).is_some_and(is_list), "list of a figure")?;
        each(of.value.as_slice(), |path| self.path_id(path))
    }

    /// Checks every formula and returns, for each, one more than the last column it tests.
    fn formulas(&self) -> Result<Vec<usize>, LoadError> {
        let mut reach = Vec::new();
        for formula in &self.0.formulas {
            let tests = || formula.cubes.iter().flat_map(|cube| &cube.tests);
            for cube in &formula.cubes {
                strictly_increasing(cube.tests.iter().map(|test| test.column), "tests out of order")?;
            }
            for test in tests() {
                let column =
                    self.0.columns.get(test.column.index()).ok_or(LoadError::OutOfRange("column"))?;
                ensure(bits_fit(&test.classes, column.classes as usize), "classes of a test")?;
            }
            reach.push(tests().map(|test| test.column.index() + 1).max().unwrap_or(0));
        }
        Ok(reach)
    }

    fn column(&self, column: &Column, index: usize, reach: &[usize]) -> Checked {
        strictly_increasing(column.reads_new.iter(), "fields of a column")?;
        each(column.twin.as_slice(), |twin| within(twin.index(), self.0.columns.len(), "twin"))?;
        if let Some(twin) = column.twin.and_then(|twin| self.0.columns.get(twin.index())) {
            ensure(twin.classes == column.classes && twin.twin.is_none(), "twin")?;
        }
        let classes = self.classes(&column.classifier, index, reach)?;
        ensure(column.classes as usize == classes && classes > 0, "classes of a column")
    }

    /// Checks that no list question asks of each element, through others inside it, more than a bounded number of tests:
    /// a few questions that each ask the one before twice would otherwise take for ever.
    fn nesting(&self) -> Checked {
        let mut tests_of: Vec<u64> = Vec::new();
        for column in &self.0.columns {
            let tests = match &column.classifier {
                Classifier::SomeElement { holds, fails, .. } => {
                    self.tests(*holds, &tests_of).saturating_add(self.tests(*fails, &tests_of))
                }
                Classifier::Cuts { operand, .. } => self.tests_of_operand(*operand, &tests_of),
                Classifier::Pair { left, right, .. } => {
                    let left = self.tests_of_operand(*left, &tests_of);
                    left.saturating_add(self.tests_of_operand(*right, &tests_of))
                }
                Classifier::Choices { .. } | Classifier::Texts { .. } => 1,
                Classifier::Test { .. } | Classifier::Inside { .. } => 1,
                Classifier::Known(_) | Classifier::Given(_) | Classifier::External(_) => 1,
                Classifier::Sampled { .. } => 1,
                Classifier::Hours { .. } | Classifier::Aged { .. } => 1,
            };
            ensure(tests <= MAX_TESTS, "nesting of list questions")?;
            tests_of.push(tests);
        }
        Ok(())
    }

    /// How many tests an operand asks of the elements of lists, and itself.
    fn tests_of_operand(&self, operand: OperandId, tests_of: &[u64]) -> u64 {
        match self.0.operands.get(operand.index()) {
            Some(Operand::Elements(of)) => {
                self.tests(of.holds, tests_of).saturating_add(self.tests(of.fails, tests_of)).max(1)
            }
            Some(Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right)) => {
                // Operands only refer to earlier ones, so this ends.
                let left = self.tests_of_operand(*left, tests_of);
                left.saturating_add(self.tests_of_operand(*right, tests_of))
            }
            Some(Operand::Path(_) | Operand::Ordinal(_) | Operand::Text(_) | Operand::Figure(_)) | None => 1,
        }
    }

    /// How many tests a formula asks; it speaks of columns that were counted before.
    fn tests(&self, formula: FormulaId, tests_of: &[u64]) -> u64 {
        let formula = self.0.formulas.get(formula.index());
        let tests = formula.into_iter().flat_map(|formula| &formula.cubes).flat_map(|cube| &cube.tests);
        let counts = tests.filter_map(|test| tests_of.get(test.column.index()));
        counts.fold(0, |sum: u64, tests| sum.saturating_add(*tests))
    }

    /// Checks a classifier and returns how many classes it tells apart.
    fn classes(&self, classifier: &Classifier, index: usize, reach: &[usize]) -> Result<usize, LoadError> {
        match classifier {
            Classifier::Cuts { operand, cuts, optional } => {
                self.classified(*operand, index, reach)?;
                strictly_increasing(cuts.iter(), "cuts out of order")?;
                Ok(cuts.len() + 1 + usize::from(*optional))
            }
            Classifier::Choices { path, class_of, optional } => {
                self.path_id(path)?;
                let classes = class_of.iter().max().map_or(0, |&last| last as usize + 1);
                ensure(classes <= class_of.len(), "classes of choices")?;
                Ok(classes + usize::from(*optional))
            }
            Classifier::Texts { path, values, optional } => {
                self.path_id(path)?;
                strictly_increasing(values.iter().map(|(text, _)| text), "texts out of order")?;
                let classes = values.iter().map(|&(_, class)| class as usize + 1).max().unwrap_or(1);
                ensure(classes <= values.len() + 1, "classes of texts")?;
                Ok(classes + usize::from(*optional))
            }
            Classifier::Pair { left, right, optional } => {
                self.classified(*left, index, reach)?;
                self.classified(*right, index, reach)?;
                Ok(3 + usize::from(*optional))
            }
            Classifier::SomeElement { list, holds, fails } => {
                self.path_id(list)?;
                each(&[holds, fails], |formula| self.behind(**formula, index, reach))?;
                Ok(2)
            }
            Classifier::Inside { inner, outer } => {
                self.path_id(inner)?;
                self.path_id(outer)?;
                Ok(2)
            }
            Classifier::Hours { at, calendar, zone } => {
                self.path_id(at)?;
                within(calendar.index(), self.0.calendars.len(), "calendar")?;
                each(zone.as_slice(), |zone| self.path_id(zone)).map(|()| 2)
            }
            Classifier::Aged { at, now, within, calendar } => {
                self.path_id(at)?;
                self.path_id(now)?;
                self.time(*within, Some(*calendar)).map(|()| 2)
            }
            Classifier::Test { path, .. } | Classifier::Sampled { path, .. } => {
                self.path_id(path).map(|()| 2)
            }
            Classifier::Known(path) | Classifier::Given(path) | Classifier::External(path) => {
                self.path_id(path).map(|()| 2)
            }
        }
    }

    /// Checks that a formula speaks of earlier columns only.
    fn behind(&self, formula: FormulaId, index: usize, reach: &[usize]) -> Checked {
        let last = reach.get(formula.index()).ok_or(LoadError::OutOfRange("formula"))?;
        ensure(*last <= index, "a column that refers to itself")
    }

    /// Checks an operand of a column: the figures in it filter by earlier columns only.
    fn classified(&self, operand: OperandId, index: usize, reach: &[usize]) -> Checked {
        match self.0.operands.get(operand.index()).ok_or(LoadError::OutOfRange("operand"))? {
            Operand::Path(_) | Operand::Ordinal(_) | Operand::Text(_) => Ok(()),
            Operand::Figure(figure) => {
                let figure = self.0.figures.get(figure.index()).ok_or(LoadError::OutOfRange("figure"))?;
                self.filtered(figure, index, reach)?;
                match &figure.window {
                    Window::Among(_, events) | Window::Since(events) => {
                        let events =
                            self.0.figures.get(events.index()).ok_or(LoadError::OutOfRange("figure"))?;
                        self.filtered(events, index, reach)
                    }
                    Window::Rolling(_) | Window::Calendar(_, _) | Window::Last(_) | Window::Ever => Ok(()),
                    Window::CalendarAt(_, _) | Window::Working(_, _) | Window::SinceRelease(_) => Ok(()),
                }
            }
            Operand::Elements(of) => {
                each(&[of.holds, of.fails], |formula| self.behind(*formula, index, reach))
            }
            Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
                // Operands only refer to earlier ones, so this ends.
                self.classified(*left, index, reach)?;
                self.classified(*right, index, reach)
            }
        }
    }

    /// Checks that the events of a figure, and the signals that follow them, are filtered by earlier columns only.
    fn filtered(&self, figure: &Figure, index: usize, reach: &[usize]) -> Checked {
        let filtered = |source: &EventSource| {
            self.behind(source.passes, index, reach)?;
            self.behind(source.fails, index, reach)
        };
        each(&figure.sources, filtered)?;
        each(figure.followed_by.as_slice(), filtered)
    }

    fn figure(&self, place: usize, figure: &Figure) -> Checked {
        each(&figure.key, |path| self.path_id(path))?;
        match &figure.window {
            Window::Rolling(length) => ensure(*length > 0, "window")?,
            Window::Last(count) => ensure(*count > 0, "window")?,
            Window::SinceRelease(roles) => each(roles, |role| self.role(role.index()))?,
            Window::Among(count, events) => {
                ensure(*count > 0, "window")?;
                self.bounding(figure, *events, place)?;
            }
            Window::Since(events) => self.bounding(figure, *events, place)?,
            Window::Working(length, calendar) => self.time(*length, Some(*calendar))?,
            Window::CalendarAt(_, zone) => self.path_id(zone)?,
            Window::Calendar(_, _) | Window::Ever => (),
        }
        // Only a share looks at the last so many of its own events.
        let last_of_a_share =
            !matches!(figure.window, Window::Last(_)) || matches!(figure.measure, Measure::Share(_, _, _));
        ensure(last_of_a_share, "window")?;
        each(figure.followed_by.as_slice(), |source| {
            let of_the_share = matches!(
                (figure.measure, source.event),
                (Measure::Share(signal, _, _), Event::Signal(of)) if signal == of
            );
            ensure(of_the_share && source.key.is_empty() && source.value.is_none(), "signals of a share")?;
            ensure(source.progress == Progress::Done, "progress of a signal")?;
            within(source.passes.index(), self.0.formulas.len(), "formula")?;
            within(source.fails.index(), self.0.formulas.len(), "formula")
        })?;
        if let Measure::Share(signal, length, calendar) = figure.measure {
            within(signal.index(), self.0.schema.signals.len(), "signal")?;
            self.time(length, calendar)?;
        }
        let needs_a_value = matches!(figure.measure, Measure::Different | Measure::Sum);
        each(&figure.sources, |source| {
            match source.event {
                Event::Did(action) => within(action.index(), self.0.schema.actions.len(), "action")?,
                Event::Signal(signal) => {
                    within(signal.index(), self.0.schema.signals.len(), "signal")?;
                    ensure(source.progress == Progress::Done, "progress of a signal")?;
                }
            }
            ensure(source.key.len() == figure.key.len(), "key of an event")?;
            ensure(source.value.is_some() == needs_a_value, "value of an event")?;
            within(source.passes.index(), self.0.formulas.len(), "formula")?;
            within(source.fails.index(), self.0.formulas.len(), "formula")?;
            each(source.value.as_slice(), |path| self.path_id(path))?;
            each(&source.key, |paths| each(paths, |path| self.path_id(path)))
        })
    }

    /// Checks the figure by whose events a window goes: an earlier one, of events of all time under the same key.
    fn bounding(&self, of: &Figure, id: FigureId, place: usize) -> Checked {
        within(id.index(), place, "figure")?;
        let events = self.0.figures.get(id.index()).ok_or(LoadError::OutOfRange("figure"))?;
        let all_there_is = events.measure == Measure::Count
            && events.window == Window::Ever
            && events.key == of.key
            && !events.with_request
            && events.at_least == 0;
        ensure(all_there_is, "window")
    }

    fn rows(&self, action: &ActionRows) -> Checked {
        each(&action.segments, |(_, covers)| within(covers.index(), self.0.formulas.len(), "formula"))?;
        each(&action.entries, |entry| self.entry(entry))?;
        self.stages_agree(action)?;
        each(&action.entry_of, |&entry| within(entry as usize, action.entries.len(), "entry"))?;
        let rows = action.entry_of.len();
        for (index, row_column) in action.columns.iter().enumerate() {
            let column =
                self.0.columns.get(row_column.column.index()).ok_or(LoadError::OutOfRange("column"))?;
            let classes = column.classes as usize;
            ensure(bits_fit(&row_column.tested, rows), "rows of a column")?;
            ensure(rows_fit(&row_column.accepts, classes, rows), "rows of a column")?;
            if let Some((twin, both)) = &row_column.twin {
                within(*twin as usize, index, "twin")?;
                ensure(rows_fit(both, classes, rows), "rows of a twin")?;
            }
        }
        Ok(())
    }

    fn entry(&self, entry: &Entry) -> Checked {
        let table = self.0;
        within(entry.rule.index(), table.rules.len(), "rule")?;
        each(entry.doubts.as_slice(), |id| within(id.index(), table.formulas.len(), "formula"))?;
        let kind = table.rules.get(entry.rule.index()).map(|rule| rule.kind);
        ensure((kind == Some(RuleKind::Scope)) == entry.doubts.is_some(), "doubts of a rule")?;
        each(entry.room.as_slice(), |id| within(id.index(), table.formulas.len(), "formula"))?;
        let may_have_room = kind == Some(RuleKind::Limit) && entry.outcome == Outcome::Stop;
        ensure(entry.room.is_none() || may_have_room, "room of a rule")?;
        let is_plain = entry.outcome == Outcome::Execute;
        ensure(is_plain || !entry.masks, "masks of a rule")?;
        ensure(is_plain || entry.readings.is_empty(), "readings of a rule")?;
        each(&entry.readings, |reading| self.reading(reading))?;
        each(entry.queue.as_slice(), |id| within(id.index(), table.queues.len(), "queue"))?;
        for (place, stage) in entry.stages.iter().enumerate() {
            self.stage(stage, place, entry.stages.len())?;
        }
        if let Release::By(roles) = &entry.release {
            each(roles, |role| self.role(role.index()))?;
        }
        each(&entry.needed, |(path, _)| self.path_id(path))?;
        each(&entry.reads, |path| self.path_id(path))
    }

    fn stage(&self, stage: &Stage, place: usize, of: usize) -> Checked {
        let another = place + 1 < of;
        ensure(stage.deadline.is_some() || !another, "a stage without its deadline")?;
        let fits = stage.batch.is_none_or(|batch| batch > 0 && stage.queue.is_none());
        ensure(fits, "a batch")?;
        each(stage.deadline.as_slice(), |deadline| self.deadline(deadline, another))?;
        each(stage.queue.as_slice(), |id| within(id.index(), self.0.queues.len(), "queue"))?;
        let by_queue = stage.queue.is_some();
        ensure(!by_queue || (place > 0 && stage.steps.is_empty() && !another), "a queue of a stage")?;
        each(&stage.steps, |step| each(step, |approver| self.approver(approver)))
    }

    /// Checks that what one rule says twice of an action has as many stages each time: they go on together.
    fn stages_agree(&self, action: &ActionRows) -> Checked {
        let mut of_rule: BTreeMap<RuleId, usize> = BTreeMap::new();
        for entry in &action.entries {
            let stages = entry.stages.len().max(usize::from(entry.queue.is_some()));
            ensure(
                stages == 0 || *of_rule.entry(entry.rule).or_insert(stages) == stages,
                "stages of a rule",
            )?;
        }
        Ok(())
    }

    fn approver(&self, approver: &Approver) -> Checked {
        ensure(!approver.any.is_empty() && approver.count > 0, "number of approvers")?;
        each(&approver.any, |holder| self.holder(*holder))?;
        each(&approver.except, |path| self.path_id(path))
    }
}

/// Whether the bits are one run of words for each class.
fn rows_fit(bits: &[u64], classes: usize, rows: usize) -> bool {
    let words = words(rows);
    bits.len() == classes * words && (words == 0 || bits.chunks(words).all(|class| bits_fit(class, rows)))
}
