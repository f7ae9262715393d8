//! Windows: how far back a figure looks.

use super::checker::Checker;
use crate::typed::{Period, Window};
use charter_grammar::ast::{self, Expr, WindowKind};

impl Checker<'_> {
    /// The window that is written.
    pub(super) fn window(&mut self, window: &ast::Window) -> Option<Window> {
        match window.kind()? {
            WindowKind::Ever => Some(Window::Ever),
            WindowKind::Rolling if window.calendar().is_some() => {
                self.unsupported(window, "a window of working time")
            }
            WindowKind::Rolling => self.elapsed(&window.duration()?).map(Window::Rolling),
            WindowKind::Last => self.whole(&window.count()?).map(Window::Last),
            WindowKind::Calendar(each) => {
                self.zone_of(window).map(|zone| Window::Calendar(period(each), zone))
            }
            WindowKind::Since => self.unsupported(window, "a window since an event"),
            WindowKind::Session => self.unsupported(window, "a window of this session"),
            WindowKind::InFlight => self.unsupported(window, "counting what is still in flight"),
        }
    }

    /// The zone that a calendar period is in: the project's, if none is named.
    fn zone_of(&mut self, window: &ast::Window) -> Option<String> {
        let Some(zone) = window.zone() else { return Some(self.zone().to_owned()) };
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
