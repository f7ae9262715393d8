//! Sampling: which of many are looked at, the same ones whenever it is asked.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeSet;

/// The host's secret: it decides who is sampled, and seals permits.
///
/// Two hosts with the same key sample the same; an agent that does not know it cannot foresee who is sampled.
#[derive(Clone, Default)]
pub struct HostKey(Vec<u8>);

impl std::fmt::Debug for HostKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HostKey(…)")
    }
}

impl HostKey {
    /// A key of the host's own making, of any length; 32 random bytes are a good one.
    pub fn new(secret: impl Into<Vec<u8>>) -> HostKey {
        HostKey(secret.into())
    }

    fn mac(&self) -> Hmac<Sha256> {
        // HMAC takes keys of every length (RFC 2104); the other branch is never reached, and would sample nobody apart.
        Hmac::new_from_slice(&self.0).unwrap_or_else(|_| Hmac::new(&Default::default()))
    }
}

/// Where each value falls: the first eight bytes, read big-endian, of HMAC-SHA-256 with the host's key over the name of the
/// object's type, a zero byte, and the value. No rule's name is in it, so every rule with the same share samples the same.
pub(crate) fn sampler(key: &HostKey) -> impl Fn(&str, &str) -> u64 + use<> {
    let keyed = key.mac();
    move |object, value| {
        let mut mac = keyed.clone();
        mac.update(object.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(8).fold(0, |point, byte| point << 8 | u64::from(*byte))
    }
}

/// Who is sampled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sampling {
    /// Whom the host's key picks.
    #[default]
    ByKey,
    /// Nobody, in what is asked of less than everybody.
    Nobody,
    /// Everybody.
    Everybody,
    /// These ids, and no others.
    Only(BTreeSet<String>),
    /// Everybody but these ids; of what is asked of everybody, these too.
    Except(BTreeSet<String>),
}

/// Where a value falls, of 2^64, by its type's name and its id.
pub(crate) type Sampler = Box<dyn Fn(&str, &str) -> u64 + Send + Sync>;

impl Sampling {
    /// The sampler of a host.
    pub(crate) fn sampler(&self, key: &HostKey) -> Sampler {
        match self {
            Sampling::ByKey => Box::new(sampler(key)),
            Sampling::Nobody => Box::new(|_, _| u64::MAX),
            Sampling::Everybody => Box::new(|_, _| 0),
            Sampling::Only(ids) => {
                let ids = ids.clone();
                Box::new(move |_, id| if ids.contains(id) { 0 } else { u64::MAX })
            }
            Sampling::Except(ids) => {
                let ids = ids.clone();
                Box::new(move |_, id| if ids.contains(id) { u64::MAX } else { 0 })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_about_a_tenth_and_always_the_same() {
        let (key, other) = (HostKey::new("secret"), HostKey::new("other"));
        let sample = sampler(&key);
        let chosen = (0..10_000).filter(|id| sample("Contact", &id.to_string()) < u64::MAX / 10).count();
        assert!((900..1_100).contains(&chosen), "{chosen}");
        assert_eq!(sample("Contact", "jane"), sampler(&key)("Contact", "jane"));
        assert_ne!(sample("Contact", "jane"), sampler(&other)("Contact", "jane"));
    }
}
