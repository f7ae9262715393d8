//! The workspace's one integration test binary.

#[cfg(test)]
mod compare;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod shrink;
