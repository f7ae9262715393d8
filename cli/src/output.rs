//! What is printed, and how.

use crate::args::When;
use charter_compiler::render::{Colour, on_one_line};
use std::io::{self, IsTerminal, Write};

/// Standard output and standard error, each coloured or not.
pub(crate) struct Output {
    colour: Colour,
    error_colour: Colour,
}

/// How a text looks in a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Good,
    Bad,
    Careful,
    Strong,
    Faint,
}

impl Output {
    /// The process's own output. `auto` colours a terminal, unless `NO_COLOR` is set to anything.
    pub(crate) fn standard(when: When) -> Output {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb");
        let colour = |terminal: bool| match when {
            When::Auto if terminal && wanted => Colour::On,
            When::Always => Colour::On,
            When::Auto | When::Never => Colour::Off,
        };
        Output {
            colour: colour(io::stdout().is_terminal()),
            error_colour: colour(io::stderr().is_terminal()),
        }
    }

    /// Whether standard output is coloured.
    pub(crate) fn colour(&self) -> Colour {
        self.colour
    }

    /// Whether standard error is coloured.
    pub(crate) fn error_colour(&self) -> Colour {
        self.error_colour
    }

    /// Prints a text of our own making: what it holds of others has to be safe already.
    pub(crate) fn print(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Prints bytes.
    pub(crate) fn print_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }

    /// Prints to standard error what is not the result. Nobody can be told when that fails.
    pub(crate) fn note(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says on standard error what is wrong and what to do.
    pub(crate) fn complain(&self, what: &str, help: &str) {
        let error = paint(self.error_colour, Style::Bad, "error");
        let (what, help) = (on_one_line(what), on_one_line(help));
        self.note(&format!("{error}: {what}\n  help: {help}\n"));
    }
}

/// A text in a style, where there are colours.
pub(crate) fn paint(colour: Colour, style: Style, text: &str) -> String {
    let code = match style {
        Style::Good => "32",
        Style::Bad => "1;31",
        Style::Careful => "33",
        Style::Strong => "1",
        Style::Faint => "2",
    };
    match colour {
        Colour::On => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        Colour::Off => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_a_text_is_itself() {
        assert_eq!(paint(Colour::Off, Style::Bad, "stopped"), "stopped");
        assert_eq!(paint(Colour::On, Style::Bad, "stopped"), "\u{1b}[1;31mstopped\u{1b}[0m");
    }
}
