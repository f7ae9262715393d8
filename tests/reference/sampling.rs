//! Who falls under a share of the time.

use crate::reference::decimal;
use crate::reference::value::Type;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Whether a value is among a share of all, in billionths: by the hash of the name of its type and the value itself.
pub(crate) fn is_sampled(host_key: &[u8], of: &Type, value: &str, share: i128) -> bool {
    let name = match of {
        Type::Object(object) => object.as_str(),
        _ => "",
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(host_key) else { return true };
    mac.update(name.as_bytes());
    mac.update(&[0]);
    mac.update(value.as_bytes());
    let hash: Vec<u8> = mac.finalize().into_bytes().to_vec();
    let first = hash.iter().take(8).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    // first / 2^64 < share / ONE
    first * (decimal::ONE as u128) < (share as u128) << 64
}
