//! What a host can set.

use crate::sample::Sampling;
use std::time::Duration;

/// What a host can set of an engine.
///
/// ```
/// use charter_runtime::engine::Settings;
/// use std::time::Duration;
///
/// let settings = Settings { permit_life: Duration::from_secs(5), ..Settings::default() };
/// assert_eq!(settings.largest_jump, Duration::from_secs(7 * 24 * 60 * 60));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long a permit can be redeemed: one minute.
    pub permit_life: Duration,
    /// How far the clock may move ahead from one call to the next: seven days. Beyond that it holds until
    /// [`Engine::confirm_clock`](super::Engine::confirm_clock), and nothing goes ahead.
    pub largest_jump: Duration,
    /// Who is sampled: whom the host's key picks.
    pub sampling: Sampling,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            permit_life: Duration::from_secs(60),
            largest_jump: Duration::from_secs(7 * 24 * 60 * 60),
            sampling: Sampling::ByKey,
        }
    }
}
