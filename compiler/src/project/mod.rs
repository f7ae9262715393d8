//! A project: its files, and what `charter.toml` says about it.

mod load;
mod manifest;
mod texts;

pub use load::{Files, load};
pub use manifest::{EDITION, Settings, settings};
pub(crate) use manifest::{is_zone, nearest_zone};
