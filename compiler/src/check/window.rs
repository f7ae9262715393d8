//! Windows: how far back a figure looks.

use super::checker::Checker;
use super::path::session;
use super::situation::Situation;
use crate::typed::{Event, EventSource, Figure, Period, Span, Window};
use charter_grammar::ast::{self, Expr, WindowKind};
use charter_runtime::Progress;
use charter_runtime::schema::{Path, Type};

/// What a window is said of.
pub(super) struct Asked<'a> {
    /// The key as written.
    pub(super) written: &'a [ast::Path],
    /// The key, in the request at hand.
    pub(super) key: &'a [Path],
    /// Where it is said.
    pub(super) situation: &'a Situation,
    /// All events of the kinds that are asked for, whatever else is asked of them.
    pub(super) sources: &'a [EventSource],
}

/// Whether a window is `this session`.
pub(super) fn is_session(window: &ast::Window) -> bool {
    window.kind() == Some(WindowKind::Session)
}

impl Checker<'_> {
    /// The window that is written.
    pub(super) fn window(&mut self, window: &ast::Window, asked: &Asked<'_>) -> Option<Window> {
        match window.kind()? {
            WindowKind::Ever => Some(Window::Ever),
            WindowKind::Rolling => match self.working_time(&window.duration()?, window.calendar())? {
                (Span::Elapsed(length), None) => Some(Window::Rolling(length)),
                (length, Some(calendar)) => Some(Window::Working(length, calendar)),
                (Span::WorkingDays(_), None) => None,
            },
            WindowKind::Last => {
                // Of the last 50 that were done, some succeeded.
                let done = asked.sources.iter().cloned();
                let done = done.map(|source| EventSource { progress: Progress::Done, ..source });
                let all = Figure::of_all_time(done.collect(), asked.key.to_vec());
                self.whole(&window.count()?).map(|count| Window::Among(count, Box::new(all)))
            }
            WindowKind::Calendar(each) => match window.zone() {
                None => Some(Window::Calendar(period(each), self.zone().to_owned())),
                Some(zone) => match zone.zone()? {
                    path @ Expr::Path(_) => {
                        let zone = self.path_to(&path, &Type::Zone, "a time zone", asked.situation)?;
                        Some(Window::CalendarAt(period(each), zone))
                    }
                    _ => self.zone_written(&zone).map(|zone| Window::Calendar(period(each), zone)),
                },
            },
            WindowKind::Since => self.since(&window.since()?, asked),
            // The session is a part of the key.
            WindowKind::Session => Some(Window::Ever),
            // That it is in flight is a question of how far it has come.
            WindowKind::InFlight => Some(Window::Ever),
        }
    }

    /// The session of an event, where a window is `this session`; reports an event that has none.
    pub(super) fn session_of(&mut self, window: &ast::Window, event: Event) -> Option<Option<Path>> {
        match event {
            _ if !is_session(window) => Some(None),
            Event::Did(_) => Some(Some(session())),
            Event::Signal(_) => {
                let at = self.at(window);
                self.report.signal_without_session(at, self.event_name(event));
                None
            }
        }
    }

    /// Since the last event of a kind under the same key.
    fn since(&mut self, event_ref: &ast::EventRef, asked: &Asked<'_>) -> Option<Window> {
        let event = self.event(event_ref)?;
        let parts = asked.written.iter().zip(asked.key);
        let key: Option<Vec<Path>> =
            parts.map(|(written, place)| self.event_side(written, place, event)).collect();
        let filter = self.touching_event(event_ref, event)?;
        let progress = self.said(event_ref, event)?;
        let source = EventSource { event, progress, key: key?, filter, value: None };
        Some(Window::Since(Box::new(Figure::of_all_time(vec![source], asked.key.to_vec()))))
    }

    /// A zone that is written out.
    pub(super) fn zone_written(&mut self, zone: &ast::InZone) -> Option<String> {
        match zone.zone()? {
            Expr::TextLiteral(text) if crate::project::is_zone(&text.value()) => Some(text.value()),
            Expr::TextLiteral(text) => {
                let at = self.at(&text);
                let nearest = crate::project::nearest_zone(&text.value());
                self.report.unknown_zone(at, &text.value(), nearest.as_deref());
                None
            }
            other => self.unsupported(&other, "a zone that is not written out"),
        }
    }
}

fn period(period: ast::Period) -> Period {
    match period {
        ast::Period::Hour => Period::Hour,
        ast::Period::Day => Period::Day,
        ast::Period::Week => Period::Week,
        ast::Period::Month => Period::Month,
        ast::Period::Quarter => Period::Quarter,
        ast::Period::Year => Period::Year,
    }
}
