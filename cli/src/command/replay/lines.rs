//! Recordings, read line by line, with a bar that says how far it is.

use crate::failure::Failure;
use crate::files::{name_of, open_input};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longer lines are no events.
const MOST_BYTES: u64 = 16 << 20;

/// The mark with which some tools begin a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines of one recording.
pub(super) struct Lines {
    path: PathBuf,
    reader: BufReader<Box<dyn Read>>,
    line: Vec<u8>,
    number: usize,
    bar: ProgressBar,
}

impl Lines {
    /// Opens a recording.
    pub(super) fn of(path: &Path) -> Result<Lines, Failure> {
        let (input, bytes) = open_input(path)?;
        // It is drawn in a terminal only.
        let bar = bytes.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let style = ProgressStyle::with_template("{msg} {wide_bar} {bytes} of {total_bytes}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(name_of(path));
        let reader = BufReader::with_capacity(1 << 20, input);
        Ok(Lines { path: path.to_owned(), reader, line: Vec::new(), number: 0, bar })
    }

    /// Goes on to the next line that is not empty; whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool, Failure> {
        loop {
            self.line.clear();
            self.number += 1;
            let read = (&mut self.reader).take(MOST_BYTES).read_until(b'\n', &mut self.line);
            let read = read.map_err(|error| self.refused(&format!("cannot be read: {error}")))?;
            if read as u64 == MOST_BYTES {
                return Err(self.refused("is longer than 16 MiB"));
            }
            self.bar.inc(read as u64);
            if read == 0 {
                self.bar.finish_and_clear();
                return Ok(false);
            }
            if self.number == 1 && self.line.starts_with(BYTE_ORDER_MARK) {
                self.line.drain(..BYTE_ORDER_MARK.len());
            }
            if !self.bytes().is_empty() {
                return Ok(true);
            }
        }
    }

    /// The line at hand, without the space around it.
    pub(super) fn bytes(&self) -> &[u8] {
        self.line.trim_ascii()
    }

    /// Where the line at hand is: `day.jsonl:7`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", name_of(&self.path), self.number)
    }

    fn refused(&self, why: &str) -> Failure {
        Failure::new(
            format!("line {} of {} {why}", self.number, name_of(&self.path)),
            "a recording has one event a line",
        )
    }
}
