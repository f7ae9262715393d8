//! Charters and cases made up at random, reproducibly.

pub(crate) mod cases;
pub(crate) mod charter;
pub(crate) mod conditions;
pub(crate) mod random;
pub(crate) mod world;

pub(crate) use cases::case;
pub(crate) use charter::Charter;
pub(crate) use random::Random;
