//! The workspace's one integration test binary.

#[cfg(test)]
mod differential;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod generate;
