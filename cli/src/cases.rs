//! Requests as files give them, each with what the host knows and what has happened.

use crate::failure::Failure;
use crate::files;
use charter_runtime::input;
use serde_json::Value as Json;
use std::path::Path;

/// Reads a request from a file, or from standard input.
pub(crate) fn read(path: &Path) -> Result<Json, Failure> {
    let bytes = files::read_input(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused(path, &"it is not UTF-8"))?;
    input::parse(text).map_err(|error| refused(path, &error))
}

/// Why a request cannot be decided.
pub(crate) fn refused(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        format!("{} is refused: {error}", files::name_of(path)),
        "a case is {\"at\": \"2026-03-02T09:00:00Z\", \"request\": {…}, \"host\": {…}, \"ledger\": […]}",
    )
}
