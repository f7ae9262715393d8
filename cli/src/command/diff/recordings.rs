//! How many recorded decisions a change touches.

use super::sides::Side;
use crate::failure::Failure;
use crate::files;
use charter_compiler::prove::{Difference, Direction, change};
use charter_runtime::case::decide_case;
use charter_runtime::{HostKey, input};
use std::path::Path;

/// What recordings say of a difference.
#[derive(Debug, Clone, Default)]
pub(super) struct Touched {
    /// How many requests are recorded.
    pub(super) recorded: usize,
    /// How many of them are decided otherwise: looser, tighter, neither.
    pub(super) changed: [usize; 3],
    /// For each kind, how many are of it.
    pub(super) by_kind: Vec<usize>,
    /// How many are decided otherwise and of none of the kinds.
    pub(super) of_no_kind: usize,
}

/// Decides every recorded request under both charters.
pub(super) fn touched(
    path: &Path,
    old: &Side,
    new: &Side,
    difference: &Difference,
) -> Result<Touched, Failure> {
    let bytes = files::read_input(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused(path, 0, &"it is not UTF-8"))?;
    let mut touched = Touched { by_kind: vec![0; difference.kinds.len()], ..Touched::default() };
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case = input::parse(line).map_err(|error| refused(path, number + 1, &error))?;
        let decide = |side: &Side| {
            decide_case(&side.table, &case, &HostKey::default())
                .map_err(|error| refused(path, number + 1, &error))
        };
        let (before, after) = (decide(old)?, decide(new)?);
        touched.recorded += 1;
        let place = match change(&before, &after) {
            Some(Direction::Looser) => 0,
            Some(Direction::Tighter) => 1,
            Some(Direction::Different) => 2,
            Some(Direction::Reasons) | None => continue,
        };
        touched.changed.iter_mut().skip(place).take(1).for_each(|count| *count += 1);
        let action = case.pointer("/request/action").and_then(|action| action.as_str()).unwrap_or_default();
        let mut known = false;
        for (kind, count) in difference.kinds.iter().zip(&mut touched.by_kind) {
            if difference.is_of(kind, action, &before, &after) {
                *count += 1;
                known = true;
            }
        }
        touched.of_no_kind += usize::from(!known);
    }
    Ok(touched)
}

fn refused(path: &Path, line: usize, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        format!("line {line} of {} is refused: {error}", files::name_of(path)),
        "a recording has one case a line: {\"at\": \"2026-03-02T09:00:00Z\", \"request\": {…}, \"host\": {…}, \"ledger\": […]}",
    )
}
