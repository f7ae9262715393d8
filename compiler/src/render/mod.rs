//! Findings, shown: to people, to programs, and in one line each.
//!
//! Whatever a charter holds, what is printed of it moves no cursor and colours nothing.

mod json;
mod people;
mod short;
mod visible;

pub use json::json;
pub use people::{Colour, people};
pub use short::short;
pub use visible::on_one_line;

#[cfg(test)]
mod tests;
