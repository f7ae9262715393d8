//! Limits: at most so many, so much or so many different ones, per key and window.

use super::action::{Touched, touching};
use super::checker::Checker;
use super::compare::Sides;
use super::constant::Kind;
use super::logic;
use super::path::session;
use super::rule::Lines;
use super::situation::Situation;
use super::value::{Typed, Value};
use super::window::{Asked, is_session};
use crate::typed::{Atom, Condition, Event, EventSource, Figure, Measure, Needed, Operand, Window};
use charter_grammar::ast::{self, AstNode, Compare, Expr, HasName, WindowKind};
use charter_runtime::Progress;
use charter_runtime::schema::{Path, Root, Type};

/// When a limit applies, and what has to be known for it.
pub(super) struct Limited {
    pub(super) condition: Condition,
    pub(super) needed: Vec<Needed>,
}

/// What a limit counts.
struct Counted {
    measure: Measure,
    kind: Kind,
    /// For each source, the value that is counted or added up.
    values: Vec<Option<Path>>,
    /// The same, of the request at hand.
    own: Option<Needed>,
}

/// What a limit counts by.
struct Keys {
    /// As written.
    written: Vec<ast::Path>,
    /// The key of the request at hand.
    own: Vec<Path>,
    /// For each source, the event's way to the same.
    of_events: Vec<Vec<Path>>,
}

/// That a value which a limit cannot do without is there.
fn there(needed: &Needed) -> Atom {
    if needed.may_be_empty { Atom::Known(needed.path.clone()) } else { Atom::Given(needed.path.clone()) }
}

impl Checker<'_> {
    /// One or more of the limits in a rule would be exceeded.
    pub(super) fn limits(
        &mut self,
        lines: &Lines,
        rule: &ast::Rule,
        touched: &Touched,
        all: &[Touched],
        situation: &Situation,
    ) -> Option<Limited> {
        if lines.at_most.is_empty() {
            let name = rule.name()?;
            let at = self.at(&name);
            self.report.limit_without_cap(at, &name.text());
            return None;
        }
        let mut limited = Limited { condition: Condition::Never, needed: Vec::new() };
        for at_most in &lines.at_most {
            self.each_of_several(at_most, all);
            let one = self.limit(lines, at_most, touched, all, situation)?;
            self.keys_that_may_be_empty(lines, at_most, &one);
            limited.condition = logic::any([limited.condition, one.condition]);
            limited.needed.extend(one.needed);
        }
        Some(limited)
    }

    fn limit(
        &mut self,
        lines: &Lines,
        at_most: &ast::AtMostClause,
        touched: &Touched,
        all: &[Touched],
        situation: &Situation,
    ) -> Option<Limited> {
        // Each of its actions by itself, or all of them together.
        let all = if at_most.counts_each() { std::slice::from_ref(touched) } else { all };
        let events: Vec<Event> = all.iter().map(|touched| Event::Did(touched.action)).collect();
        let counted = self.counted(at_most, touched, &events, situation);
        let keys = self.limit_keys(at_most, &events, situation);
        let (counted, keys) = (counted?, keys?);
        let in_flight = at_most.window().is_some_and(|it| it.kind() == Some(WindowKind::InFlight));
        let progress = if in_flight { Progress::InFlight } else { Progress::Done };
        let sources = all.iter().zip(&events).zip(keys.of_events).zip(counted.values).map(
            |(((touched, event), key), value)| EventSource {
                event: *event,
                progress,
                key,
                filter: touching(touched.fields.as_deref()),
                value,
            },
        );
        let sources: Vec<EventSource> = sources.collect();
        let asked = Asked { written: &keys.written, key: &keys.own, situation, sources: &sources };
        let window = self.limit_window(at_most, &asked)?;
        let zone = match &window {
            Window::CalendarAt(_, zone) => Some(zone.clone()),
            _ => None,
        };
        let figure = Figure {
            measure: counted.measure,
            sources,
            key: keys.own.clone(),
            window,
            with_request: true,
            at_least: 0,
            followed_by: None,
        };
        let figure = Typed { operand: Operand::Figure(Box::new(figure)), kind: counted.kind };
        let condition = self.exceeds(lines, at_most, figure, situation)?;
        let mut needed: Vec<Needed> =
            keys.own.into_iter().map(|path| Needed { path, may_be_empty: true }).collect();
        needed.extend(counted.own);
        needed.extend(zone.map(|path| Needed { path, may_be_empty: false }));
        // Whatever has happened: a key or an amount that is not known stops.
        let in_doubt = needed.iter().filter(|needed| needed.path.root != Root::Agent);
        let missing = in_doubt.map(|needed| logic::not(logic::so(there(needed))));
        let condition = logic::any([condition].into_iter().chain(missing));
        Some(Limited { condition, needed })
    }

    /// Warns of a limit on one action that counts each of its actions.
    fn each_of_several(&mut self, at_most: &ast::AtMostClause, all: &[Touched]) {
        if at_most.counts_each() && all.len() == 1 {
            let at = self.at(at_most);
            self.report.each_of_one(at);
        }
    }

    /// Warns of keys that may be empty, unless the rule is lifted where they are.
    fn keys_that_may_be_empty(&mut self, lines: &Lines, at_most: &ast::AtMostClause, limited: &Limited) {
        let keys = at_most.per().into_iter().flat_map(|per| per.keys());
        for (key, needed) in keys.zip(&limited.needed) {
            // A person who asks acts for themselves.
            let asks = needed.path.root == Root::Principal && lines.are_about_people_alone();
            if needed.path.optional && !asks && !lines.is_lifted_where_empty(&key) {
                let at = self.at(&key);
                self.report.key_may_be_empty(at, &key.text());
            }
        }
    }

    fn limit_window(&mut self, at_most: &ast::AtMostClause, asked: &Asked<'_>) -> Option<Window> {
        match at_most.window() {
            Some(window) if window.kind() == Some(WindowKind::Last) => {
                let at = self.at(&window);
                self.report.limit_among_last(at);
                None
            }
            Some(window) => self.window(&window, asked),
            None => {
                let at = self.at(at_most);
                self.report.window_missing(at);
                None
            }
        }
    }

    fn limit_keys(
        &mut self,
        at_most: &ast::AtMostClause,
        events: &[Event],
        situation: &Situation,
    ) -> Option<Keys> {
        let mut keys =
            Keys { written: Vec::new(), own: Vec::new(), of_events: vec![Vec::new(); events.len()] };
        for path in at_most.per().into_iter().flat_map(|per| per.keys()) {
            let place = self.place(&path, situation)?;
            for (event, key) in events.iter().zip(&mut keys.of_events) {
                key.push(self.event_side(&path, &place, *event)?);
            }
            keys.own.push(place);
            keys.written.push(path);
        }
        if let Some(window) = at_most.window() {
            for (event, key) in events.iter().zip(&mut keys.of_events) {
                key.extend(self.session_of(&window, *event)?);
            }
            keys.own.extend(is_session(&window).then(session));
        }
        Some(keys)
    }

    /// What is counted: actions, different ones of a thing, or an amount.
    fn counted(
        &mut self,
        at_most: &ast::AtMostClause,
        touched: &Touched,
        events: &[Event],
        situation: &Situation,
    ) -> Option<Counted> {
        let own = Event::Did(touched.action);
        match (at_most.of(), at_most.counted()) {
            (Some(path), _) => {
                let own = self.of_the_event(&path, own)?;
                self.summable(&path, &own)?;
                self.read(&own, &path, situation);
                let values =
                    self.for_each_event(events, |checker, event| checker.of_the_event(&path, event))?;
                let kind = Kind::Of(own.value.clone());
                let own = Some(Needed { path: own, may_be_empty: false });
                Some(Counted { measure: Measure::Sum, kind, values, own })
            }
            (None, Some(thing)) => {
                let own = self.thing(&thing, own)?;
                let values = self.for_each_event(events, |checker, event| checker.thing(&thing, event))?;
                let own = Some(Needed { path: own, may_be_empty: true });
                Some(Counted { measure: Measure::Different, kind: Kind::Count, values, own })
            }
            (None, None) => {
                let values = vec![None; events.len()];
                Some(Counted { measure: Measure::Count, kind: Kind::Count, values, own: None })
            }
        }
    }

    fn for_each_event(
        &mut self,
        events: &[Event],
        value: impl Fn(&mut Self, Event) -> Option<Path>,
    ) -> Option<Vec<Option<Path>>> {
        events.iter().map(|event| value(self, *event).map(Some)).collect()
    }

    /// The thing whose different ones are counted: `agent`, or an object, in the singular or plural.
    fn thing(&mut self, name: &ast::NameRef, event: Event) -> Option<Path> {
        let text = name.text();
        let singular = text.strip_suffix('s').unwrap_or(&text);
        if singular == "agent" {
            if self.for_people {
                let at = self.at(name);
                self.report.people_are_no_agents(at);
            }
            return Some(super::path::agent());
        }
        let of_name =
            |name: &str| self.vocabulary.objects.iter().find(|it| it.variable == name).map(|it| it.shape);
        let Some(object) = of_name(&text).or_else(|| of_name(singular)) else {
            let at = self.at(name);
            self.report.cannot_count(at, &text);
            return None;
        };
        match self.subject(event).map(|subject| self.reference_to(subject, &Type::Object(object))) {
            Some(Ok(path)) => Some(path),
            Some(Err(ways)) => {
                let at = self.at(name);
                self.report.no_way_from_event(at, self.event_name(event), &text, &ways);
                None
            }
            None => None,
        }
    }

    /// With the request at hand, the figure would be more than the cap.
    fn exceeds(
        &mut self,
        lines: &Lines,
        at_most: &ast::AtMostClause,
        figure: Typed,
        situation: &Situation,
    ) -> Option<Condition> {
        let cap = at_most.cap()?;
        self.positive_cap(&cap)?;
        let bound = self.value(&cap, situation)?;
        // A cap has to be there, unless the rule says that it does not apply where it is not.
        let lifted = matches!(&cap, Expr::Path(path) if lines.is_lifted_where_empty(path));
        if bound.may_be_empty() && !lifted {
            let at = self.at(&cap);
            self.report.cap_may_be_empty(at, cap.syntax().text().to_string().trim());
            return None;
        }
        let sides = Sides { left: &cap, right: &cap };
        self.compared(Value::Known(figure), Compare::Greater, bound, &sides, situation)
    }

    /// A cap of nothing is a stop, and less than nothing is a slip.
    fn positive_cap(&mut self, cap: &Expr) -> Option<()> {
        let digits = match cap {
            Expr::NumberLiteral(it) => it.digits(),
            Expr::PercentLiteral(it) => it.digits(),
            Expr::MoneyLiteral(it) => it.digits(),
            _ => return Some(()),
        };
        let positive = super::literal::decimal(&digits).is_none_or(|cap| cap.units() > 0);
        if !positive {
            let at = self.at(cap);
            self.report.cap_of_nothing(at, cap.syntax().text().to_string().trim());
        }
        positive.then_some(())
    }
}
