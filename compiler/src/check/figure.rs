//! Event queries: what is asked of the ledger.

use super::action::touching;
use super::checker::Checker;
use super::constant::Kind;
use super::logic;
use super::path::{agent, rooted, session, shape_at};
use super::situation::Situation;
use super::value::{Typed, Value};
use super::window::{Asked, is_session};
use crate::db::{ItemKind, item_syntax};
use crate::typed::{
    Accepts, Atom, Condition, Constant, Event, EventSource, Figure, Measure, Operand, Window,
};
use crate::vocabulary;
use charter_grammar::ast::{self, AstNode, Expr, Item, QueryKind, TargetWord, WindowKind};
use charter_runtime::Progress;
use charter_runtime::schema::{ActionId, Path, Root, ShapeId, SignalId, Step, Type};

/// The key of a figure: the paths of the request at hand, each with the event's own way to the same value.
#[derive(Default)]
struct Keyed {
    written: Vec<ast::Path>,
    key: Vec<Path>,
    of_event: Vec<Path>,
    filters: Vec<Condition>,
}

/// What is said beside a query: by a measure.
#[derive(Default)]
pub(super) struct Beside {
    /// By what it is kept.
    per: Vec<ast::Path>,
    /// Below so many events it is empty.
    at_least: u32,
}

impl Checker<'_> {
    /// `no send_email to contact.account ever`, `any replied about contact in 7 days`
    pub(super) fn whether(&mut self, it: &ast::EventQuery, situation: &Situation) -> Option<Condition> {
        match it.kind() {
            QueryKind::Any => self.query(it, situation).map(|figure| happened(figure.operand)),
            QueryKind::No => {
                self.query(it, &situation.turned()).map(|figure| logic::not(happened(figure.operand)))
            }
            QueryKind::Count
            | QueryKind::CountDifferent
            | QueryKind::Sum
            | QueryKind::Share
            | QueryKind::TimeSince => {
                let at = self.at(it);
                self.report.not_a_condition(at);
                None
            }
        }
    }

    /// The figure that a query asks for.
    pub(super) fn query(&mut self, it: &ast::EventQuery, situation: &Situation) -> Option<Typed> {
        let per = self.per.clone();
        let found = self.query_beside(it, &Beside { per, at_least: 0 }, situation)?;
        self.about_somebody(it, &found.operand, situation);
        Some(found)
    }

    fn query_beside(
        &mut self,
        it: &ast::EventQuery,
        beside: &Beside,
        situation: &Situation,
    ) -> Option<Typed> {
        let event_ref = it.event()?;
        let event = self.event(&event_ref)?;
        let keyed = self.keyed(it, &beside.per, event, situation)?;
        let filter = match it.filter() {
            Some(filter) => self.filter(filter.condition(), event, situation)?,
            None => Condition::Always,
        };
        let kinds = logic::all(keyed.filters.into_iter().chain([self.touching_event(&event_ref, event)?]));
        let progress = self.progress(it, &event_ref, event)?;
        let all = EventSource { event, progress, key: keyed.of_event, filter: kinds, value: None };
        let sources = std::slice::from_ref(&all);
        let asked = Asked { written: &keyed.written, key: &keyed.key, situation, sources };
        let window = self.required_window(it, &asked)?;
        let (measure, value, kind) = self.measured(it, event)?;
        let followed_by = self.followed_by(it, measure, situation)?;
        let source = EventSource { filter: logic::all([all.filter, filter]), value, ..all };
        let (sources, key) = (vec![source], keyed.key);
        let at_least = beside.at_least;
        let figure = Figure { measure, sources, key, window, with_request: false, at_least, followed_by };
        Some(Typed { operand: Operand::Figure(Box::new(figure)), kind })
    }

    /// Only events that touched the fields which are named.
    pub(super) fn touching_event(&mut self, event_ref: &ast::EventRef, event: Event) -> Option<Condition> {
        match (event_ref.field_names(), event) {
            (None, _) => Some(Condition::Always),
            (Some(names), Event::Did(action)) => {
                self.fields_of(action, &names).map(|fields| touching(Some(&fields)))
            }
            (Some(names), Event::Signal(_)) => {
                let at = self.at(&names);
                self.report.no_fields_to_name(at, self.event_name(event));
                None
            }
        }
    }

    fn required_window(&mut self, it: &ast::EventQuery, asked: &Asked<'_>) -> Option<Window> {
        match (it.kind(), it.window()) {
            (QueryKind::TimeSince, None) => Some(Window::Ever),
            (QueryKind::TimeSince, Some(window)) => {
                let at = self.at(&window);
                self.report.time_since_within(at);
                None
            }
            (QueryKind::Share, Some(window)) if window.kind() == Some(WindowKind::Last) => {
                self.whole(&window.count()?).map(Window::Last)
            }
            (_, Some(window)) => self.window(&window, asked),
            // What waits does so now.
            (_, None) if asked.sources.iter().all(|source| source.progress == Progress::Waiting) => {
                Some(Window::Ever)
            }
            (_, None) => {
                let at = self.at(it);
                self.report.window_missing(at);
                None
            }
        }
    }

    /// What is made of the events, of which value of them, and of which kind the result is.
    fn measured(&mut self, it: &ast::EventQuery, event: Event) -> Option<(Measure, Option<Path>, Kind)> {
        match it.kind() {
            QueryKind::No | QueryKind::Any | QueryKind::Count => Some((Measure::Count, None, Kind::Count)),
            QueryKind::CountDifferent => {
                let path = it.figure()?;
                let value = self.of_the_event(&path, event)?;
                if is_amount(&value.value) {
                    let at = self.at(&path);
                    self.report.amounts_counted_once(at, &path.text(), self.event_name(event));
                }
                Some((Measure::Different, Some(value), Kind::Count))
            }
            QueryKind::Sum => {
                let path = it.figure()?;
                let value = self.of_the_event(&path, event)?;
                self.summable(&path, &value)?;
                let kind = Kind::Of(value.value.clone());
                Some((Measure::Sum, Some(value), kind))
            }
            QueryKind::Share => {
                let Some(followed) = it.followed_by() else {
                    let at = self.at(it);
                    self.report.share_of_what(at);
                    return None;
                };
                let measure = self.followed(&followed)?;
                Some((measure, None, Kind::Share))
            }
            QueryKind::TimeSince => Some((Measure::TimeSince, None, Kind::Of(Type::Duration))),
        }
    }

    /// Amounts can be added up, and nothing else.
    pub(super) fn summable(&mut self, at: &ast::Path, value: &Path) -> Option<()> {
        let fits = is_amount(&value.value);
        if !fits {
            let (at, what) = (self.at(at), super::constant::describe(&value.value, self.schema()));
            self.report.not_an_amount(at, &what);
        }
        fits.then_some(())
    }

    fn followed(&mut self, followed: &ast::FollowedBy) -> Option<Measure> {
        let signal = self.signal(&followed.signal()?)?;
        let within = followed.within()?;
        let (length, calendar) = self.working_time(&within.duration()?, within.calendar())?;
        Some(Measure::Share(signal, length, calendar))
    }

    /// Which of the signals count that follow the events of a share, where not all of them do.
    fn followed_by(
        &mut self,
        it: &ast::EventQuery,
        measure: Measure,
        situation: &Situation,
    ) -> Option<Option<EventSource>> {
        let filter = it.followed_by().and_then(|followed| followed.filter());
        let (Measure::Share(signal, _, _), Some(filter)) = (measure, filter) else { return Some(None) };
        let event = Event::Signal(signal);
        let filter = self.filter(filter.condition(), event, situation)?;
        Some(Some(EventSource { event, progress: Progress::Done, key: Vec::new(), filter, value: None }))
    }

    /// A signal by its name.
    pub(super) fn signal(&mut self, name: &ast::NameRef) -> Option<SignalId> {
        let signals = &self.vocabulary.signals;
        if let Some(signal) = signals.get(&name.text()) {
            return Some(signal.id);
        }
        self.unknown(name, ItemKind::Signal, signals.nearest(&name.text()));
        None
    }

    /// The event that is asked about.
    pub(super) fn event(&mut self, event: &ast::EventRef) -> Option<Event> {
        let name = event.name_ref()?;
        if let Some(object) = event.object() {
            return self.built_in(&name, Some(&object)).map(Event::Did);
        }
        let text = name.text();
        let action = self.vocabulary.actions.get(&text).map(|action| Event::Did(action.id));
        let signal = self.vocabulary.signals.get(&text).map(|signal| Event::Signal(signal.id));
        let found = action.or(signal);
        let unusable = |kind| self.vocabulary.is_unusable(kind, &text);
        if found.is_none() && !unusable(ItemKind::Action) && !unusable(ItemKind::Signal) {
            let at = self.at(&name);
            let nearest = self.vocabulary.actions.nearest(&text).or(self.vocabulary.signals.nearest(&text));
            self.report.unknown_event(at, &text, nearest);
        }
        found
    }

    /// How far an event has to have come to count; reports one that cannot have come so far.
    fn progress(
        &mut self,
        it: &ast::EventQuery,
        event_ref: &ast::EventRef,
        event: Event,
    ) -> Option<Progress> {
        let said = self.said(event_ref, event)?;
        let Some(window) = it.window() else { return Some(said) };
        let at = self.at(&window);
        match (window.kind(), said) {
            (Some(WindowKind::InFlight), _) if matches!(event, Event::Signal(_)) => {
                self.report.signal_asked_for(at, self.event_name(event));
                None
            }
            (Some(WindowKind::InFlight), Progress::Done) => Some(Progress::InFlight),
            (Some(WindowKind::InFlight), _) => {
                self.report.in_flight_by_itself(at);
                None
            }
            (Some(WindowKind::Last), said) if !said.is_done() => {
                self.report.last_of_what(at);
                None
            }
            _ => Some(said),
        }
    }

    /// What is said of how far an event has come.
    pub(super) fn said(&mut self, event_ref: &ast::EventRef, event: Event) -> Option<Progress> {
        let said = match event_ref.state() {
            ast::EventState::Done => Progress::Done,
            ast::EventState::Requested => Progress::Requested,
            ast::EventState::Waiting => Progress::Waiting,
            ast::EventState::Approved => Progress::Approved,
            ast::EventState::Refused => Progress::Refused,
            ast::EventState::Succeeded => Progress::Succeeded,
            ast::EventState::Failed => Progress::Failed,
        };
        if said != Progress::Done && matches!(event, Event::Signal(_)) {
            let at = self.at(event_ref);
            self.report.signal_asked_for(at, self.event_name(event));
            return None;
        }
        Some(said)
    }

    fn keyed(
        &mut self,
        it: &ast::EventQuery,
        per: &[ast::Path],
        event: Event,
        situation: &Situation,
    ) -> Option<Keyed> {
        let mut keyed = Keyed::default();
        for target in it.targets() {
            let path = target.path()?;
            if target.word() == TargetWord::By && self.by_named(&path, situation) {
                keyed.filters.push(self.named_agents(&path)?);
                continue;
            }
            self.key_part(&mut keyed, path, event, situation)?;
        }
        for path in per {
            self.key_part(&mut keyed, path.clone(), event, situation)?;
        }
        if let Some(window) = it.window() {
            keyed.of_event.extend(self.session_of(&window, event)?);
            keyed.key.extend(is_session(&window).then(session));
        }
        Some(keyed)
    }

    fn key_part(
        &mut self,
        keyed: &mut Keyed,
        path: ast::Path,
        event: Event,
        situation: &Situation,
    ) -> Option<()> {
        let place = self.place(&path, situation)?;
        let of_event = self.event_side(&path, &place, event)?;
        self.same_meaning(&path, &place, &of_event, event);
        keyed.of_event.push(of_event);
        keyed.key.push(place);
        keyed.written.push(path);
        Some(())
    }

    /// Whether a path is the name of an agent or team, and not a word of the rule.
    fn by_named(&self, path: &ast::Path, situation: &Situation) -> bool {
        path.single().is_some_and(|word| self.root(&word.text(), situation).is_none())
    }

    fn named_agents(&mut self, path: &ast::Path) -> Option<Condition> {
        let agents = self.agents(&path.single()?)?;
        let ordinals = agents.into_iter().map(|agent| Constant::Ordinal(i128::from(agent.0)));
        Some(logic::one_of(Operand::Path(agent()), ordinals))
    }

    /// The event's own way to the value that a path of the request has: the same path where the event is about the same
    /// kind of object, else the object of that kind that the event's object leads to.
    pub(super) fn event_side(&mut self, at: &ast::Path, place: &Path, event: Event) -> Option<Path> {
        let found = self.same_in_event(place, event).map_or_else(|| self.led_to(place, event), Ok);
        match found {
            Ok(path) => Some(path),
            Err(ways) => {
                let at = self.at(at);
                let value = super::constant::describe(&place.value, self.schema());
                self.report.no_way_from_event(at, self.event_name(event), &value, &ways);
                None
            }
        }
    }

    fn same_in_event(&self, place: &Path, event: Event) -> Option<Path> {
        let subject = self.subject(event)?;
        match (place.root, event) {
            // Of two of a kind, an event goes by the first: by the one that survived the merge.
            (Root::Target | Root::Old | Root::New | Root::First | Root::Second, _)
                if place.shape == Some(subject) =>
            {
                Some(Path { root: Root::Target, ..place.clone() })
            }
            (Root::Target | Root::Old | Root::New | Root::First | Root::Second, Event::Did(action))
                if self.second_of(action) == place.shape =>
            {
                Some(Path { root: Root::Second, ..place.clone() })
            }
            (Root::Agent | Root::Session | Root::Environment | Root::Principal, Event::Did(_)) => {
                Some(place.clone())
            }
            (Root::Request, Event::Did(_)) => self.same_content(place, event),
            _ => None,
        }
    }

    /// What an action is on beside, where it is on two.
    fn second_of(&self, action: ActionId) -> Option<ShapeId> {
        self.action(action)?.second.as_ref().map(|second| second.object)
    }

    /// The field of the same name and type that another action carries.
    fn same_content(&self, place: &Path, event: Event) -> Option<Path> {
        let content = self.content(event)?;
        if place.shape == Some(content) {
            return Some(place.clone());
        }
        let names: Vec<&str> = self.names_of(place)?;
        let root = rooted(Root::Request, Some(content), Type::Record(content));
        let found = names.into_iter().try_fold(root, |path, name| self.field_of(&path, name))?;
        (found.value == place.value).then_some(found)
    }

    fn names_of(&self, place: &Path) -> Option<Vec<&str>> {
        let mut shape = self.shape(place.shape?);
        let mut names = Vec::new();
        for step in &place.steps {
            match step {
                Step::Part(part) => names.push(part.name()),
                Step::Field(index) => {
                    let field = shape?.fields.get(*index as usize)?;
                    names.push(field.name.as_str());
                    let end = rooted(Root::Target, None, field.value.clone());
                    shape = shape_at(&end).and_then(|shape| self.shape(shape));
                }
            }
        }
        Some(names)
    }

    fn led_to(&self, place: &Path, event: Event) -> Result<Path, Vec<String>> {
        let subject = self.subject(event).ok_or_else(Vec::new)?;
        match &place.value {
            Type::Object(_) => self.reference_to(subject, &place.value),
            _ => Err(Vec::new()),
        }
    }

    /// The one way from an object to another, over at most three references; where there are several, all of them.
    pub(super) fn reference_to(&self, from: ShapeId, wanted: &Type) -> Result<Path, Vec<String>> {
        let ways = self.shortest_ways(from, wanted);
        match ways.as_slice() {
            [only] => Ok(only.clone()),
            ways => Err(ways.iter().map(|path| self.text_of(path, None)).collect()),
        }
    }

    /// The shortest ways from an object to another, over at most three references.
    pub(super) fn shortest_ways(&self, from: ShapeId, wanted: &Type) -> Vec<Path> {
        let mut reached = vec![rooted(Root::Target, Some(from), Type::Object(from))];
        for _ in 0..=3 {
            let found: Vec<Path> = reached.iter().filter(|path| path.value == *wanted).cloned().collect();
            if !found.is_empty() {
                return found;
            }
            reached = reached.iter().flat_map(|path| self.references(path)).collect();
        }
        Vec::new()
    }

    fn references(&self, path: &Path) -> Vec<Path> {
        let fields =
            shape_at(path).and_then(|shape| self.shape(shape)).map_or(&[][..], |shape| &shape.fields);
        let further = fields.iter().filter_map(|field| self.field_of(path, &field.name));
        further.filter(|path| matches!(path.value, Type::Object(_))).collect()
    }

    /// A path that starts at the event: its fields, its content, or the words of its action.
    pub(super) fn of_the_event(&mut self, path: &ast::Path, event: Event) -> Option<Path> {
        let first = path.segments().next()?;
        if let (Some(own), Some(word)) = (self.own_content(event), path.single())
            && let Some(field) = self.field_of(&own, &word.text())
        {
            return Some(field);
        }
        let mut situation = Situation::bare(super::situation::Duty::Define);
        match event {
            Event::Did(action) => situation.action = Some(action),
            Event::Signal(_) => situation.bound = self.signal_words(event),
        }
        if first.text() == "its" {
            situation.its = Some(event);
        }
        self.place(path, &situation)
    }

    fn signal_words(&self, event: Event) -> Vec<(String, Path)> {
        let subject = self.subject(event).map(|shape| {
            (self.variable(shape).to_owned(), rooted(Root::Target, Some(shape), Type::Object(shape)))
        });
        subject.into_iter().collect()
    }

    /// What an event has to satisfy, in words of its own.
    fn filter(&mut self, condition: Option<Expr>, event: Event, situation: &Situation) -> Option<Condition> {
        self.condition(&condition?, &situation.of_event(event))
    }

    /// `contact has replied, except where its.automatic`
    pub(super) fn has(&mut self, it: &ast::HasTest, situation: &Situation) -> Option<Condition> {
        let Some(path) = it.subject() else {
            return self.unsupported(it, "`has` of anything but a path");
        };
        let signal = self.signal(&it.signal()?);
        let place = self.place(&path, situation)?;
        let event = Event::Signal(signal?);
        let of_event = self.event_side(&path, &place, event)?;
        let mut filters = Vec::new();
        if let Some(filter) = it.filter() {
            filters.push(self.filter(filter.condition(), event, situation)?);
        }
        if let Some(except) = it.except_where() {
            filters.push(logic::not(self.filter(except.condition(), event, &situation.turned())?));
        }
        if let Some(window) = it.window() {
            self.session_of(&window, event)?;
        }
        let (written, key) = ([path], vec![place]);
        let (progress, filter) = (Progress::Done, Condition::Always);
        let all = EventSource { event, progress, key: vec![of_event], filter, value: None };
        let asked = Asked { written: &written, key: &key, situation, sources: std::slice::from_ref(&all) };
        let window = match it.window() {
            Some(window) => self.window(&window, &asked)?,
            None => situation.has.clone(),
        };
        let sources = vec![EventSource { filter: logic::all(filters), ..all }];
        let figure = Figure { window, ..Figure::of_all_time(sources, key) };
        Some(happened(Operand::Figure(Box::new(figure))))
    }

    /// A measure by its name, for the request at hand.
    pub(super) fn measure(
        &mut self,
        measure: &vocabulary::Measure,
        used: &ast::Path,
        situation: &Situation,
    ) -> Option<Typed> {
        let item = measure.item;
        if self.open.contains(&item) {
            let at = self.at(used);
            self.report.circular_definition(at, &used.text());
            return None;
        }
        let Item::Measure(syntax) = item_syntax(self.db, item)? else { return None };
        let use_of = self.use_of(used);
        self.inside_item(item, use_of, |checker| checker.measure_body(&syntax, situation))
    }

    fn measure_body(&mut self, syntax: &ast::Measure, situation: &Situation) -> Option<Typed> {
        let Some(query) = syntax.query() else { return self.reckoned_measure(syntax, situation) };
        let at_least = match syntax.once_there_are() {
            Some(once) => self.whole(&once.count()?)?,
            None => 0,
        };
        let per = syntax.per().into_iter().flat_map(|per| per.keys()).collect();
        self.query_beside(&query, &Beside { per, at_least }, situation)
    }

    /// A measure that is worked out from several questions to the ledger.
    fn reckoned_measure(&mut self, syntax: &ast::Measure, situation: &Situation) -> Option<Typed> {
        if let Some(once) = syntax.once_there_are() {
            let at = self.at(&once);
            self.report.once_of_several(at);
            return None;
        }
        let figure = syntax.figure()?;
        let per = syntax.per().into_iter().flat_map(|per| per.keys()).collect();
        let around = std::mem::replace(&mut self.per, per);
        let value = self.value(&figure, situation);
        self.per = around;
        match value? {
            Value::Known(typed) => Some(typed),
            Value::Written(_) | Value::Looked(_) => {
                let at = self.at(&figure);
                self.report.no_measure(at);
                None
            }
        }
    }

    /// A whole number above zero.
    pub(super) fn whole(&mut self, literal: &ast::NumberLiteral) -> Option<u32> {
        let count = literal.digits().parse().ok().filter(|count| *count > 0);
        if count.is_none() {
            let at = self.at(literal);
            self.report.misfit_literal(at, literal.syntax().text().to_string().trim());
        }
        count
    }
}

/// Whether values of a type add up.
fn is_amount(value: &Type) -> bool {
    matches!(value, Type::Number | Type::Percent | Type::Money(_))
}

/// There is at least one such event.
fn happened(figure: Operand) -> Condition {
    logic::test(Atom::Class(figure), Accepts::Range(Some(1), None))
}
