//! What checking makes of charters, and what it says about them.

mod outbound;
mod world;
