//! Charters and cases made up at random, reproducibly.

mod cases;
mod charter;
mod conditions;
mod random;
mod world;

pub(crate) use cases::case;
pub(crate) use charter::{Charter, Rule};
pub(crate) use random::Random;
pub(crate) use world::World;
