//! Questions about a project, each a pure function of the database: an offset in, plain data out.

mod diagnostics;
mod fields;
mod format;
mod hover;

pub use diagnostics::{Finding, Note, diagnostics};
pub use format::format;
pub use hover::{Hover, hover};
