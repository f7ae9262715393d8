//! The permit: the right to carry out one action once, soon.

use super::time::Moment;
use crate::decide::Decision;
use std::sync::Arc;

/// Tells one engine from another.
#[derive(Debug)]
pub(super) struct EngineId;

/// The right to carry out one action once, within its short life.
///
/// Only [`Engine::decide`](super::Engine::decide) and [`Engine::approve`](super::Engine::approve) make permits, and
/// [`Engine::redeem`](super::Engine::redeem) takes them away. While a permit lives, its action counts against the limits
/// of all other requests. A later answer to the same request takes the place of an earlier permit.
///
/// A permit cannot be copied:
///
/// ```compile_fail,E0599
/// fn twice(permit: charter_runtime::engine::Permit) {
///     let copy = permit.clone();
/// }
/// ```
///
/// nor used twice:
///
/// ```compile_fail,E0382
/// use charter_runtime::engine::{Engine, Permit};
/// use charter_runtime::input::{Facts, Request};
///
/// fn twice(engine: &Engine, permit: Permit, request: &Request, facts: &Facts) {
///     let _ = engine.redeem(permit, request, facts);
///     let _ = engine.redeem(permit, request, facts);
/// }
/// ```
///
/// nor made by hand:
///
/// ```compile_fail,E0451
/// use charter_runtime::engine::Permit;
///
/// fn forge(real: Permit) -> Permit {
///     Permit { request: "another".to_owned(), ..real }
/// }
/// ```
#[derive(Debug)]
#[must_use = "an action is only carried out once its permit is redeemed"]
pub struct Permit {
    pub(super) engine: Arc<EngineId>,
    pub(super) request: String,
    pub(super) digest: [u8; 32],
    pub(super) serial: u64,
    pub(super) expires: Moment,
}

impl Permit {
    /// From when on it can no longer be redeemed.
    pub fn expires(&self) -> Moment {
        self.expires
    }
}

/// What the engine answers: the decision, and the permit where the action may go ahead.
#[derive(Debug)]
pub struct Answer {
    /// The decision, with its reasons.
    pub decision: Decision,
    /// There is one exactly where the outcome is `execute` and the charter is enforced.
    pub permit: Option<Permit>,
}

/// A permit that was redeemed: the action is on record as done, and may now be carried out.
///
/// ```compile_fail,E0599
/// fn twice(redeemed: charter_runtime::engine::Redeemed) {
///     let copy = redeemed.clone();
/// }
/// ```
#[derive(Debug)]
#[must_use = "report what came of the action"]
pub struct Redeemed {
    pub(super) engine: Arc<EngineId>,
    pub(super) request: String,
    pub(super) subject: String,
    pub(super) at: Moment,
    pub(super) decision: Decision,
}

impl Redeemed {
    /// The id of the request.
    pub fn request(&self) -> &str {
        &self.request
    }

    /// When it was redeemed: for every window, this is when the action happened.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// The decision under which it goes ahead, taken at that moment.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }
}
