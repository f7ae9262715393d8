//! The recogniser that pest makes of `charter.pest`.

/// Recognises the text of one item.
#[derive(pest_derive::Parser)]
#[grammar = "charter.pest"]
pub(crate) struct Grammar;
